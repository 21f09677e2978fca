//! Expressions and statements.

use super::super::order::Order;
use super::super::syntax::{Expression, FieldValue, MacroArguments, Statement, Type};
use super::call::{Comma, Delimiters, Element, List};
use super::{
    ATTEMPTS, INDENT, Printer, Shape, first_width, is_extendable, last_width, line, newlines, width,
};

impl Printer<'_> {
    pub fn expression(&self, expression: &Expression, shape: Shape) -> Option<String> {
        if self.widths.are_those_of_lines()
            && let Some(text) = expression.one_line(shape.width)
        {
            return Some(text);
        }
        if !self.may_break()
            && let Some(text) = expression.one_line(usize::MAX)
        {
            return Some(text);
        }
        Self { depth: self.depth + 1, ..*self }.in_lines(expression, shape)
    }

    fn in_lines(&self, expression: &Expression, shape: Shape) -> Option<String> {
        match expression {
            Expression::Literal(text) if self.long_literals => Some(text.clone()),
            Expression::Literal(text) => self.fitting(text.clone(), shape),
            Expression::Path(path, _) => self.path(path, shape),
            Expression::Prefix(prefix, operand) => {
                Some(format!("{prefix}{}", self.expression(operand, shape.after(prefix.len())?)?))
            }
            Expression::Paren(inner) => {
                Some(format!("({})", self.expression(inner, shape.after(1)?.before(1)?)?))
            }
            Expression::Tuple(elements) => self.tuple(elements, shape),
            Expression::Array(elements) => self.array("", elements, shape),
            Expression::Struct(path, fields) => self.structure(path, fields, shape),
            Expression::Call(callee, arguments) => {
                let callee = self.expression(callee, shape)?;
                self.call(&callee, arguments, shape)
            }
            Expression::Macro(name, arguments) => self.macro_call(name, arguments, shape),
            Expression::Chain(chain) => self.chain(chain, shape),
            Expression::Closure(head, body) => self.closure(head, body, shape),
            Expression::Match(value, arms) => self.choice(value, arms, shape),
        }
    }

    fn path(&self, path: &Type, shape: Shape) -> Option<String> {
        match &path.list {
            None if width(&path.text) > shape.width && !self.long_literals => None,
            _ => self.ty(path, shape),
        }
    }

    /// `head(…)`
    pub fn call(&self, head: &str, arguments: &[Expression], shape: Shape) -> Option<String> {
        let elements: Vec<Element<'_>> = arguments.iter().map(Element::Expression).collect();
        self.list(
            &List {
                head,
                delimiters: Delimiters::PARENS,
                elements: &elements,
                most: self.widths.call,
                comma: Comma::WhereBroken,
            },
            shape,
        )
    }

    fn tuple(&self, elements: &[Expression], shape: Shape) -> Option<String> {
        match elements {
            [only] => Some(format!("({},)", self.expression(only, shape.after(1)?.before(2)?)?)),
            _ => self.call("", elements, shape),
        }
    }

    fn array(&self, head: &str, elements: &[Expression], shape: Shape) -> Option<String> {
        let elements: Vec<Element<'_>> = elements.iter().map(Element::Expression).collect();
        self.list(
            &List {
                head,
                delimiters: Delimiters::BRACKETS,
                elements: &elements,
                most: self.widths.array,
                comma: Comma::WhereBroken,
            },
            shape,
        )
    }

    /// `println!(…)`: rustfmt adds no comma, since a macro may not take it.
    fn macro_call(&self, name: &str, arguments: &MacroArguments, shape: Shape) -> Option<String> {
        let arguments = match arguments {
            MacroArguments::Brackets(elements) => return self.array(name, elements, shape),
            MacroArguments::Parens(arguments) => arguments,
            MacroArguments::Tokens(parts) => return Some(tokens(name, parts, shape)),
        };
        let elements: Vec<Element<'_>> = arguments.iter().map(Element::Expression).collect();
        self.list(
            &List {
                head: name,
                delimiters: Delimiters::PARENS,
                elements: &elements,
                most: self.widths.call,
                comma: Comma::Never,
            },
            shape,
        )
    }

    /// `Pet { name: value }`
    fn structure(&self, path: &str, fields: &[FieldValue], shape: Shape) -> Option<String> {
        if width(path) + 2 > shape.width && !self.long_literals {
            return None;
        }
        if fields.is_empty() {
            return Some(format!("{path} {{}}"));
        }
        let inside = shape.block(&self.widths);
        let texts: Option<Vec<String>> =
            fields.iter().map(|field| self.field(field, inside.before(1)?)).collect();
        let texts = texts?;
        let most = shape.width.saturating_sub(width(path) + 5).min(self.widths.structure);
        let flat = texts.join(", ");
        if width(&flat) <= most && !flat.contains('\n') {
            return Some(format!("{path} {{ {flat} }}"));
        }
        let (start, end) = (line(inside.indent), line(shape.indent));
        Some(format!("{path} {{{start}{},{end}}}", texts.join(&format!(",{start}"))))
    }

    fn field(&self, field: &FieldValue, shape: Shape) -> Option<String> {
        let Some(value) = &field.value else { return Some(field.name.clone()) };
        // rustfmt keeps a literal behind its name, however long it is.
        if let Expression::Literal(literal) = value {
            return Some(format!("{}: {literal}", field.name));
        }
        let beside = shape.after(field.name.len() + 2);
        if let Some(value) = beside.and_then(|beside| self.expression(value, beside)) {
            return Some(format!("{}: {value}", field.name));
        }
        let below = Shape::indented(shape.indent + INDENT, &self.widths);
        Some(format!("{}:{}{}", field.name, line(below.indent), self.expression(value, below)?))
    }

    /// `|a| body`
    pub fn closure(&self, head: &str, body: &Expression, shape: Shape) -> Option<String> {
        let beside = shape.after(width(head) + 1)?;
        let text = self.expression(body, beside).filter(|text| {
            (may_have_lines(body) || !text.contains('\n')) && first_width(text) <= beside.width
        });
        match text {
            Some(text) => Some(format!("{head} {text}")),
            None => Some(format!("{head} {}", self.block_around(body, shape.indent))),
        }
    }

    /// `{ body }`, on lines of their own.
    pub fn block_around(&self, body: &Expression, indent: usize) -> String {
        let inside = indent + INDENT;
        let body = self.complete(inside, |printer, shape| printer.expression(body, shape));
        format!("{{{}{body}{}}}", line(inside), line(indent))
    }

    /// A value behind the `=` of a line, or below it; with a space or the end of the line before
    /// it.
    pub fn assigned(&self, head: usize, value: &Expression, shape: Shape) -> Option<String> {
        let beside = shape.after(head + 1).unwrap_or(Shape {
            width: 0,
            offset: shape.offset + head + 1,
            ..shape
        });
        let text = self.expression(value, beside);
        if let Some(text) = &text
            && !text.contains('\n')
            && width(text) <= beside.width
        {
            return Some(format!(" {text}"));
        }
        let below = shape.block(&self.widths).before(shape.overhead(&self.widths))?;
        match (text, self.expression(value, below)) {
            (Some(text), Some(lower)) if self.fitting(lower.clone(), below).is_none() => {
                Some(format!(" {text}"))
            }
            (Some(text), Some(lower)) if !is_better_below(&text, &lower) => {
                Some(format!(" {text}"))
            }
            (_, Some(lower)) => Some(format!("{}{lower}", line(below.indent))),
            (text, None) => text.map(|text| format!(" {text}")),
        }
    }

    /// Prints something at the start of a line. Where a literal is longer than the line, so is the
    /// text.
    pub fn complete(
        &self,
        indent: usize,
        print: impl Fn(&Self, Shape) -> Option<String>,
    ) -> String {
        let shape = Shape::indented(indent, &self.widths);
        let printer = Self { one_line_chain: false, ..*self };
        let long = Self { long_literals: true, ..printer };
        // A text fails to print only if the available width is zero.
        let wide = Self { widths: super::Widths { line: usize::MAX / 2, ..long.widths }, ..long };
        let anywhere = Shape::indented(indent, &wide.widths);
        print(&printer, shape)
            .or_else(|| print(&long, shape))
            .or_else(|| print(&wide, anywhere))
            .unwrap_or_default()
    }

    /// The lines of a block, without its braces.
    pub fn statements(&self, statements: &[Statement], indent: usize) -> String {
        let mut text = String::new();
        let mut after_import = false;
        for (index, statement) in sorted(statements).into_iter().enumerate() {
            let is_import = statement.is_import();
            if index > 0 {
                text.push_str(if after_import && !is_import { "\n" } else { "" });
                text.push_str(&line(indent));
            }
            text.push_str(&self.statement(statement, indent));
            after_import = is_import;
        }
        text
    }

    fn statement(&self, statement: &Statement, indent: usize) -> String {
        self.attempts.set(ATTEMPTS);
        match statement {
            Statement::Let(head, value) => self.complete(indent, |printer, shape| {
                let value = printer.assigned(width(head) + 2, value, shape.before(1)?)?;
                Some(format!("{head} ={value};"))
            }),
            Statement::Assign(to, value) => self.complete(indent, |printer, shape| {
                let to = printer.expression(to, shape)?;
                let value = printer.assigned(last_width(&to) + 2, value, shape.before(1)?)?;
                Some(format!("{to} ={value};"))
            }),
            Statement::Expression(value, ended) => self.complete(indent, |printer, shape| {
                let end = if *ended { ";" } else { "" };
                Some(format!("{}{end}", printer.expression(value, shape.before(end.len())?)?))
            }),
            Statement::Loop(head, value, body) => {
                let start = self.complete(indent, |printer, shape| {
                    let shape = shape.after(head.len())?.before(2)?;
                    Some(format!("{head}{}", printer.expression(value, shape)?))
                });
                let brace = if is_extendable(&start) || !start.contains('\n') {
                    " {".to_owned()
                } else {
                    format!("{}{{", line(indent))
                };
                let inside = indent + INDENT;
                let body = self.statements(body, inside);
                format!("{start}{brace}{}{body}{}}}", line(inside), line(indent))
            }
            Statement::Item(item) => self.item(item, indent),
        }
    }
}

/// Statements with their imports in order.
fn sorted(statements: &[Statement]) -> Vec<&Statement> {
    let mut sorted: Vec<&Statement> = statements.iter().collect();
    for run in sorted.chunk_by_mut(|one, next| one.is_import() && next.is_import()) {
        run.sort_by_cached_key(|statement| match statement {
            Statement::Item(item) => Order::of(item),
            _ => Order::default(),
        });
    }
    sorted
}

/// Whether the lower of two layouts of a value is better: behind `=`, or on a line of its own.
pub fn is_better_below(beside: &str, below: &str) -> bool {
    let first =
        |text: &str, end: char| text.split('\n').next().is_some_and(|text| text.ends_with(end));
    !below.contains('\n')
        || newlines(beside) > newlines(below) + 1
        || ['(', '{', '['].into_iter().any(|end| first(beside, end) && !first(below, end))
}

/// Whether the body of a closure needs no block around it where it has several lines.
fn may_have_lines(body: &Expression) -> bool {
    match body {
        Expression::Match(..) | Expression::Struct(..) => true,
        Expression::Prefix(_, inner) => may_have_lines(inner),
        Expression::Chain(chain) => chain.links.is_empty() && may_have_lines(&chain.root),
        _ => false,
    }
}

/// The call of a macro that rustfmt cannot read and leaves as it is.
fn tokens(name: &str, parts: &[String], shape: Shape) -> String {
    let flat = format!("{name}({})", parts.join(", "));
    if width(&flat) <= shape.width {
        return flat;
    }
    let start = line(shape.indent + INDENT);
    format!("{name}({start}{}{})", parts.join(&format!(",{start}")), line(shape.indent))
}
