//! The Rust that the generator writes, as trees: what a line break may depend on is a node, all
//! else is text.

/// An item, or an attribute of the file.
#[derive(Debug)]
pub struct Item {
    pub attributes: Vec<Attribute>,
    pub kind: ItemKind,
}

#[derive(Debug)]
pub enum Attribute {
    /// The text of `/// …`, with all its lines.
    Docs(String),
    Meta(Meta),
}

/// What an attribute contains.
#[derive(Debug)]
pub enum Meta {
    /// `deprecated`, `path = "…"` or a literal.
    Text(String),
    /// `all(feature = "…")`
    List(String, Vec<Meta>),
}

#[derive(Debug)]
pub enum ItemKind {
    /// `//! …` and `#![…]`
    Inner(Attribute),
    /// `use a::b;`: visibility, path, and the names in braces.
    Use {
        head: String,
        names: Option<Vec<String>>,
    },
    /// `mod a;`
    Module(String),
    /// `struct A { … }` and `enum A { … }`: the text before the brace, and the lines.
    Definition(String, Vec<Member>),
    /// `struct A(B);`
    Tuple(String, Vec<Element>),
    Impl(Implementation),
    Function(Function),
    /// `const A: B = c;`
    Constant {
        head: String,
        value: Expression,
    },
    /// `type A = B;`
    Alias {
        head: String,
        ty: Type,
    },
    /// `name!(…);`
    Macro(Expression),
    /// `object!(Pet { … });`: the text before the brace, and a line for each field.
    Table(String, Vec<String>),
    /// `object! { pub struct Pet { … } }`: the text before the brace, and the rows.
    Rows(String, Vec<Row>),
}

/// A row in the braces of a macro: an item, or a part of one.
#[derive(Debug)]
pub struct Row {
    pub attributes: Vec<Attribute>,
    pub words: Vec<Word>,
    /// The rows in the braces at its end.
    pub rows: Option<Vec<Self>>,
    /// A comma or a semicolon.
    pub end: Option<char>,
}

/// Text that is broken only if it is longer than a line.
#[derive(Debug, Default)]
pub struct Word {
    pub text: String,
    /// The locations of spaces at which it may be broken then.
    pub breaks: Vec<usize>,
}

/// A field of a struct, or a variant of an enum.
#[derive(Debug)]
pub struct Member {
    pub attributes: Vec<Attribute>,
    pub kind: MemberKind,
}

#[derive(Debug)]
pub enum MemberKind {
    /// `pub name: Type`
    Field(String, Type),
    /// `Name(Type)`
    Variant(String, Vec<Element>),
}

/// A field without a name.
#[derive(Debug)]
pub struct Element {
    pub visibility: String,
    pub ty: Type,
}

#[derive(Debug)]
pub struct Implementation {
    /// `impl<'de>`
    pub head: String,
    /// The trait, if it is one of a trait.
    pub of_trait: Option<String>,
    pub ty: String,
    pub items: Vec<Item>,
}

#[derive(Debug)]
pub struct Function {
    /// `pub async fn name<T>`
    pub head: String,
    pub parameters: Vec<Parameter>,
    pub output: Option<Type>,
    pub body: Vec<Statement>,
}

#[derive(Debug)]
pub struct Parameter {
    /// `mut self`, or the pattern before the colon.
    pub head: String,
    pub ty: Option<Type>,
}

/// A type: its text, and the list that it may be broken at.
#[derive(Debug, Clone)]
pub struct Type {
    pub text: String,
    pub list: Option<TypeList>,
}

/// Of `impl Into<Option<u8>>`: `impl Into`, and the argument.
#[derive(Debug, Clone)]
pub struct TypeList {
    pub head: String,
    pub brackets: Brackets,
    pub elements: Vec<Type>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brackets {
    Angle,
    Round,
}

#[derive(Debug)]
pub enum Statement {
    /// `let mut a: B = c;`, with the text before the `=`.
    Let(String, Expression),
    /// `a = b;`
    Assign(Expression, Expression),
    /// With a semicolon or without.
    Expression(Expression, bool),
    /// `while let a = b { … }` or `for a in b { … }`: the text before the value.
    Loop(String, Expression, Vec<Statement>),
    Item(Item),
}

#[derive(Debug)]
pub enum Expression {
    Literal(String),
    /// A path, and how many segments it has.
    Path(Type, usize),
    /// `&a`, `*a`, `!a`, `return a`: the text before the operand.
    Prefix(String, Box<Expression>),
    Paren(Box<Expression>),
    Tuple(Vec<Expression>),
    Array(Vec<Expression>),
    Struct(String, Vec<FieldValue>),
    Call(Box<Expression>, Vec<Expression>),
    /// `name!(…)` or `name![…]`
    Macro(String, MacroArguments),
    Chain(Chain),
    Closure(String, Box<Expression>),
    Match(Box<Expression>, Vec<Arm>),
}

#[derive(Debug)]
pub struct FieldValue {
    pub name: String,
    /// None where the name says it.
    pub value: Option<Expression>,
}

#[derive(Debug)]
pub enum MacroArguments {
    Parens(Vec<Expression>),
    Brackets(Vec<Expression>),
    /// Tokens that are no expressions, apart at their commas.
    Tokens(Vec<String>),
}

/// `root?.a()?.b.await`
#[derive(Debug)]
pub struct Chain {
    pub root: Box<Expression>,
    /// How many `?` follow the root.
    pub tries: usize,
    pub links: Vec<Link>,
}

#[derive(Debug)]
pub struct Link {
    pub kind: LinkKind,
    /// How many `?` follow it.
    pub tries: usize,
}

#[derive(Debug)]
pub enum LinkKind {
    /// `.name::<T>(…)`
    Method { name: String, types: Vec<Type>, arguments: Vec<Expression> },
    /// `.name`, `.0` or `.await`
    Field(String),
}

#[derive(Debug)]
pub struct Arm {
    pub patterns: Vec<Pattern>,
    pub guard: Option<Expression>,
    pub body: Expression,
}

#[derive(Debug)]
pub struct Pattern {
    /// All of it in one line.
    pub text: String,
    /// A literal, a name, or a call of one of these: several may share a line.
    pub short: bool,
    /// The path and the alternatives of `Some("a" | "b")`, which can be split over lines.
    pub alternatives: Option<(String, Vec<Pattern>)>,
}

impl Pattern {
    pub fn new(text: String, short: bool) -> Self {
        Self { text, short, alternatives: None }
    }
}
