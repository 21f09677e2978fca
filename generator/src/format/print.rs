//! Prints trees as text with the layout of rustfmt.
//!
//! The functions correspond to rustfmt's: each receives the available width (a [`Shape`]), and
//! returns the text, or `None` if it does not fit, so that the caller tries another layout. The
//! tests compare the result with rustfmt's.

mod call;
mod chain;
mod choice;
mod expression;
mod item;
mod one_line;
mod row;

pub use item::item;

use std::cell::Cell;

use super::syntax::Statement;

/// The spaces by which a block is indented.
const INDENT: usize = 4;

/// The widths up to which rustfmt keeps something in one line.
#[derive(Debug, Clone, Copy)]
pub struct Widths {
    /// `max_width`
    line: usize,
    /// `fn_call_width`, and `attr_fn_like_width` for attributes.
    call: usize,
    attribute: usize,
    array: usize,
    chain: usize,
    structure: usize,
}

impl Widths {
    /// `use_small_heuristics = "Max"`, as the generated crate's `.rustfmt.toml` says.
    pub const MAX: Self =
        Self { line: 100, call: 100, attribute: 100, array: 100, chain: 100, structure: 100 };

    /// Whether nothing but the width of the line breaks lines.
    fn are_those_of_lines(&self) -> bool {
        [self.call, self.attribute, self.array, self.chain, self.structure]
            .iter()
            .all(|width| *width >= self.line)
    }

    /// rustfmt without configuration, in lines of this width.
    pub fn default_in(line: usize) -> Self {
        let at_most = |width: usize| width.min(line);
        Self {
            line,
            call: at_most(60),
            attribute: at_most(70),
            array: at_most(60),
            chain: at_most(60),
            structure: at_most(18),
        }
    }
}

/// The text of statements outside of functions.
pub fn statements(statements: &[Statement], widths: Widths) -> String {
    let attempts = Cell::new(ATTEMPTS);
    Printer::new(widths, &attempts).statements(statements, 0)
}

/// How to print.
#[derive(Debug, Clone, Copy)]
struct Printer<'p> {
    widths: Widths,
    /// Whether a chain may not be broken at its dots.
    one_line_chain: bool,
    /// Whether a literal may be longer than a line: there is nowhere to break it.
    long_literals: bool,
    /// How many expressions around this one do not fit into a line.
    depth: usize,
    /// How often expressions deeper than [`DEPTH`] may still be laid out in this item or statement.
    attempts: &'p Cell<usize>,
}

/// How deep expressions are broken in any case. Each level is tried in several layouts, which
/// multiply, so that what is deeper has [`ATTEMPTS`] in all; then it stays in one line.
const DEPTH: usize = 5;
const ATTEMPTS: usize = 10_000;

/// Where something is printed.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// The columns that are left in the line.
    width: usize,
    /// The column at which the line begins.
    indent: usize,
    /// How far behind that the text begins.
    offset: usize,
}

impl Shape {
    /// The start of a line.
    fn indented(indent: usize, widths: &Widths) -> Self {
        Self { width: widths.line.saturating_sub(indent), indent, offset: 0 }
    }

    /// The start of a line in a block below this line.
    fn block(&self, widths: &Widths) -> Self {
        Self::indented(self.indent + INDENT, widths)
    }

    /// Behind some columns of the line.
    fn after(&self, columns: usize) -> Option<Self> {
        let width = self.width.checked_sub(columns)?;
        Some(Self { width, offset: self.offset + columns, ..*self })
    }

    /// Before some columns that are needed at the end.
    fn before(&self, columns: usize) -> Option<Self> {
        Some(Self { width: self.width.checked_sub(columns)?, ..*self })
    }

    fn used(&self) -> usize {
        self.indent + self.offset
    }

    /// The columns that are needed behind it.
    fn overhead(&self, widths: &Widths) -> usize {
        widths.line.saturating_sub(self.used() + self.width)
    }
}

impl<'p> Printer<'p> {
    fn new(widths: Widths, attempts: &'p Cell<usize>) -> Self {
        Self { widths, one_line_chain: false, long_literals: false, depth: 0, attempts }
    }

    /// Whether an expression may be broken at this depth; it counts as an attempt.
    fn may_break(&self) -> bool {
        let left = self.attempts.get();
        if self.depth > DEPTH {
            self.attempts.set(left.saturating_sub(1));
        }
        self.depth <= DEPTH || left > 0
    }

    /// The text, if its lines fit.
    fn fitting(&self, text: String, shape: Shape) -> Option<String> {
        let fits = first_width(&text) <= shape.width
            && (!text.contains('\n')
                || (text.lines().skip(1).all(|line| width(line) <= self.widths.line)
                    && last_width(&text) <= shape.used() + shape.width));
        fits.then_some(text)
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn first_width(text: &str) -> usize {
    text.split('\n').next().map_or(0, width)
}

fn last_width(text: &str) -> usize {
    text.rsplit('\n').next().map_or(0, width)
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// The end of a line, and the indent of the next.
fn line(indent: usize) -> String {
    format!("\n{:indent$}", "")
}

/// Whether a line ends in nothing but closing delimiters, so that more may follow it.
fn is_extendable(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    last.chars().all(|each| each.is_whitespace() || "()]}?>".contains(each))
}
