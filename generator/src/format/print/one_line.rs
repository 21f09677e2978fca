//! Expressions that fit into the rest of the line. Nearly all do.
//!
//! rustfmt's rules print an element several times, for the width that each layout leaves. If only
//! the width of the line breaks lines, an expression that fits is on one line. This module finds
//! that by printing it once.

use super::super::syntax::{Chain, Expression, FieldValue, LinkKind, MacroArguments, Type};

impl Expression {
    /// The text, if it has no more than these bytes and no line break.
    pub fn one_line(&self, most: usize) -> Option<String> {
        let mut line = Line { text: String::new(), most, last_tries: 0 };
        line.expression(self)?;
        (line.text.len() + line.last_tries <= most).then_some(line.text)
    }
}

struct Line {
    text: String,
    /// The bytes that the text may have.
    most: usize,
    /// The most `?` at the end of a chain: rustfmt counts them twice where it compares the chain
    /// with the width that is left.
    last_tries: usize,
}

impl Line {
    fn push(&mut self, text: &str) -> Option<()> {
        if self.text.len() + text.len() > self.most || text.contains('\n') {
            return None;
        }
        self.text.push_str(text);
        Some(())
    }

    fn expression(&mut self, expression: &Expression) -> Option<()> {
        match expression {
            Expression::Literal(text) => self.push(text),
            Expression::Path(path, _) => self.push(&path.text),
            Expression::Prefix(prefix, operand) => {
                self.push(prefix)?;
                self.expression(operand)
            }
            Expression::Paren(inner) => {
                self.push("(")?;
                self.expression(inner)?;
                self.push(")")
            }
            Expression::Tuple(elements) => {
                self.push("(")?;
                self.separated(elements)?;
                self.push(if elements.len() == 1 { ",)" } else { ")" })
            }
            Expression::Array(elements) => self.list("[", elements, "]"),
            Expression::Struct(path, fields) => self.structure(path, fields),
            Expression::Call(callee, arguments) => {
                self.expression(callee)?;
                self.list("(", arguments, ")")
            }
            Expression::Macro(name, arguments) => {
                self.push(name)?;
                self.macro_arguments(arguments)
            }
            Expression::Chain(chain) => self.chain(chain),
            Expression::Closure(head, body) => {
                self.push(head)?;
                self.push(" ")?;
                self.expression(body)
            }
            Expression::Match(..) => None,
        }
    }

    fn separated(&mut self, elements: &[Expression]) -> Option<()> {
        for (index, element) in elements.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "" })?;
            self.expression(element)?;
        }
        Some(())
    }

    fn list(&mut self, open: &str, elements: &[Expression], close: &str) -> Option<()> {
        self.push(open)?;
        self.separated(elements)?;
        self.push(close)
    }

    fn structure(&mut self, path: &str, fields: &[FieldValue]) -> Option<()> {
        self.push(path)?;
        if fields.is_empty() {
            return self.push(" {}");
        }
        for (index, field) in fields.iter().enumerate() {
            self.push(if index > 0 { ", " } else { " { " })?;
            self.push(&field.name)?;
            if let Some(value) = &field.value {
                self.push(": ")?;
                self.expression(value)?;
            }
        }
        self.push(" }")
    }

    fn macro_arguments(&mut self, arguments: &MacroArguments) -> Option<()> {
        match arguments {
            MacroArguments::Parens(arguments) => self.list("(", arguments, ")"),
            MacroArguments::Brackets(elements) => self.list("[", elements, "]"),
            MacroArguments::Tokens(parts) => {
                self.push("(")?;
                self.push(&parts.join(", "))?;
                self.push(")")
            }
        }
    }

    fn chain(&mut self, chain: &Chain) -> Option<()> {
        self.expression(&chain.root)?;
        self.push(&"?".repeat(chain.tries))?;
        for link in &chain.links {
            match &link.kind {
                LinkKind::Field(name) => self.push(name)?,
                LinkKind::Method { name, types, arguments } => {
                    self.push(name)?;
                    self.turbofish(types)?;
                    self.list("(", arguments, ")")?;
                }
            }
            self.push(&"?".repeat(link.tries))?;
        }
        let tries = chain.links.last().map_or(0, |link| link.tries);
        self.last_tries = self.last_tries.max(tries);
        Some(())
    }

    fn turbofish(&mut self, types: &[Type]) -> Option<()> {
        for (index, ty) in types.iter().enumerate() {
            self.push(if index > 0 { ", " } else { "::<" })?;
            self.push(&ty.text)?;
        }
        self.push(if types.is_empty() { "" } else { ">" })
    }
}
