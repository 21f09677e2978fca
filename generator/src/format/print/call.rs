//! Lists between delimiters: in one line, with the last element going on below, or each element in
//! a line of its own.

use super::super::syntax::{
    Brackets, Expression, Link, LinkKind, MacroArguments, Meta, Type, TypeList,
};
use super::{INDENT, Printer, Shape, first_width, last_width, line, newlines, width};

/// The elements up to which several share a line, if all are simple:
/// `short_array_element_width_threshold`.
const SHORT: usize = 10;

/// The two ends of a list.
#[derive(Debug, Clone, Copy)]
pub struct Delimiters(char, char);

impl Delimiters {
    pub const PARENS: Self = Self('(', ')');
    pub const BRACKETS: Self = Self('[', ']');
    pub const ANGLES: Self = Self('<', '>');
}

/// Whether there is a comma behind the last element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comma {
    /// Where each element has a line.
    WhereBroken,
    Never,
}

/// An element of a list.
#[derive(Debug, Clone, Copy)]
pub enum Element<'a> {
    Expression(&'a Expression),
    Type(&'a Type),
    Meta(&'a Meta),
}

/// A list that is to be printed.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// The text before it.
    pub head: &'a str,
    pub delimiters: Delimiters,
    pub elements: &'a [Element<'a>],
    /// The width of all elements up to which they share a line.
    pub most: usize,
    pub comma: Comma,
}

/// Where the elements of a list are printed.
#[derive(Debug, Clone, Copy)]
struct Shapes {
    /// Behind the opening delimiter.
    beside: Shape,
    /// In a line of their own.
    below: Shape,
    /// What the elements may take in one line.
    one_line: usize,
}

/// The layout of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Horizontal,
    Vertical,
    /// As many in a line as fit.
    Filled,
}

impl Printer<'_> {
    pub fn list(&self, list: &List<'_>, shape: Shape) -> Option<String> {
        let Delimiters(open, close) = list.delimiters;
        if list.elements.is_empty() {
            return Some(format!("{}{open}{close}", list.head));
        }
        let shapes = self.shapes(list, shape)?;
        let texts: Vec<Option<String>> =
            list.elements.iter().map(|element| self.element(*element, shapes.below)).collect();
        let (layout, texts) = self.layout(list, texts, &shapes);
        let texts: Vec<String> = texts.into_iter().collect::<Option<_>>()?;
        let (start, end) = (line(shapes.below.indent), line(shape.indent));
        let comma = if list.comma == Comma::WhereBroken { "," } else { "" };
        let inside = match layout {
            Layout::Horizontal => {
                let inside = texts.join(", ");
                let left = shape.width.saturating_sub(last_width(list.head));
                if first_width(&inside) < left {
                    return Some(format!("{}{open}{inside}{close}", list.head));
                }
                inside
            }
            Layout::Vertical => texts.join(&format!(",{start}")) + comma,
            Layout::Filled => {
                let Shape { width, indent, .. } = shapes.below;
                filled(&texts, &Filled { most: width, indent, comma: 1 }) + comma
            }
        };
        Some(format!("{}{open}{start}{inside}{end}{close}", list.head))
    }

    fn shapes(&self, list: &List<'_>, shape: Shape) -> Option<Shapes> {
        let used = last_width(list.head);
        let beside = shape
            .after(used + 1)
            .and_then(|shape| shape.before(1))
            .unwrap_or(Shape { width: 0, ..shape });
        let below = shape.block(&self.widths).before(1)?;
        Some(Shapes { beside, below, one_line: shape.width.saturating_sub(used + 2) })
    }

    fn element(&self, element: Element<'_>, shape: Shape) -> Option<String> {
        match element {
            Element::Expression(expression) => self.expression(expression, shape),
            Element::Type(ty) => self.ty(ty, shape),
            Element::Meta(meta) => self.meta(meta, shape),
        }
    }

    /// Selects the layout of elements. The last one is printed again if it continues on further
    /// lines.
    fn layout(
        &self,
        list: &List<'_>,
        mut texts: Vec<Option<String>>,
        shapes: &Shapes,
    ) -> (Layout, Vec<Option<String>>) {
        let (count, last) = (list.elements.len(), list.elements.len() - 1);
        let Some(last_element) = list.elements.last().copied() else {
            return (Layout::Horizontal, texts);
        };
        let is_expression = matches!(last_element, Element::Expression(_));
        let combined = count == 1 && is_expression && list.head.len() < INDENT;
        let overflowed = if combined || last_element.may_overflow(count) {
            // rustfmt does not break the type arguments of a path behind the text of a call.
            self.overflowed(list, &texts, combined, shapes)
                .filter(|text| !text.split('\n').next().is_some_and(|first| first.ends_with('<')))
        } else {
            None
        };
        if let Some(text) = overflowed {
            let first = text.split('\n').next().map(str::to_owned);
            let below = texts.get(last).cloned().flatten();
            if let Some(slot) = texts.get_mut(last) {
                *slot = first;
            }
            if fits(&texts, list.most.min(shapes.one_line)) {
                // A line of its own is better where all of the element fits into it.
                let better = below
                    .filter(|below| count == 1 && newlines(&text) == 1 && !below.contains('\n'));
                if let Some(slot) = texts.get_mut(last) {
                    *slot = Some(better.unwrap_or(text));
                }
                return (Layout::Horizontal, texts);
            }
            if let Some(slot) = texts.get_mut(last) {
                *slot = below;
            }
        }
        let only = texts.first().and_then(Option::as_deref).filter(|_| count == 1);
        let fits_alone = only.is_some_and(|only| {
            shapes.one_line != 0 && !only.contains('\n') && width(only) <= shapes.one_line
        });
        let layout = if fits_alone || fits(&texts, list.most.min(shapes.one_line)) {
            Layout::Horizontal
        } else if list.elements.iter().all(|element| element.is_simple())
            && texts.iter().flatten().all(|text| width(text) <= SHORT)
        {
            Layout::Filled
        } else {
            Layout::Vertical
        };
        (layout, texts)
    }

    /// The last element as it is printed behind the others.
    fn overflowed(
        &self,
        list: &List<'_>,
        texts: &[Option<String>],
        combined: bool,
        shapes: &Shapes,
    ) -> Option<String> {
        let (last, others) = list.elements.split_last()?;
        let shape = if others.is_empty() && !last.is_nested_call() {
            shapes.beside
        } else {
            let before: usize = texts
                .iter()
                .take(others.len())
                .map(|text| 2 + text.as_deref().map_or(0, str::len))
                .sum();
            let width = shapes.beside.width.min(list.most);
            Shape { width, ..shapes.beside }.after(before)?
        };
        let Element::Expression(expression) = last else { return self.element(*last, shape) };
        let is_method = is_method_call(expression);
        let printer =
            Self { one_line_chain: self.one_line_chain || (!combined && is_method), ..*self };
        match expression {
            Expression::Closure(head, body) => {
                let is_closure = |element: &&Element<'_>| {
                    matches!(element, Element::Expression(Expression::Closure(..)))
                };
                if list.elements.iter().filter(is_closure).count() > 1 {
                    return None;
                }
                printer.closure(head, body, shape)
            }
            Expression::Match(value, _) => {
                let value = printer.expression(value, shape.after(6)?)?;
                if value.contains('\n') { None } else { printer.expression(expression, shape) }
            }
            _ => printer.expression(expression, shape),
        }
    }

    /// A type, broken at its arguments where it does not fit.
    pub fn ty(&self, ty: &Type, shape: Shape) -> Option<String> {
        // rustfmt does not count `impl `.
        let slack = if ty.text.starts_with("impl ") { 5 } else { 0 };
        let shape = Shape { width: shape.width + slack, ..shape };
        let Some(list) = ty.list.as_ref().filter(|_| width(&ty.text) > shape.width) else {
            return Some(ty.text.clone());
        };
        let elements: Vec<Element<'_>> = list.elements.iter().map(Element::Type).collect();
        let list = List {
            head: &list.head,
            delimiters: match list.brackets {
                Brackets::Angle => Delimiters::ANGLES,
                Brackets::Round => Delimiters::PARENS,
            },
            elements: &elements,
            most: self.widths.line,
            comma: Comma::WhereBroken,
        };
        self.list(&list, shape)
    }

    /// What an attribute contains.
    pub fn meta(&self, meta: &Meta, shape: Shape) -> Option<String> {
        match meta {
            Meta::Text(text) => Some(text.clone()),
            Meta::List(head, metas) => {
                let elements: Vec<Element<'_>> = metas.iter().map(Element::Meta).collect();
                let list = List {
                    head,
                    delimiters: Delimiters::PARENS,
                    elements: &elements,
                    most: self.widths.attribute,
                    comma: if head == "derive" { Comma::WhereBroken } else { Comma::Never },
                };
                self.list(&list, shape)
            }
        }
    }
}

/// Whether texts fit in one line, with commas between them.
fn fits(texts: &[Option<String>], most: usize) -> bool {
    let commas = 2 * texts.len().saturating_sub(1);
    let is_line = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.contains('\n'));
    let total: usize = texts.iter().flatten().map(|text| width(text)).sum();
    texts.iter().all(is_line) && total + commas <= most
}

/// As many texts in a line as fit, without the comma at the end.
pub fn filled(texts: &[String], lines: &Filled) -> String {
    let Filled { most, indent, comma } = *lines;
    let (mut filled, mut used) = (String::new(), 0);
    for (index, text) in texts.iter().enumerate() {
        let is_last = index + 1 == texts.len();
        let length = width(text) + if is_last { comma } else { 1 };
        if index > 0 {
            filled.push(',');
        }
        if used > 0 && used + 1 + length > most {
            filled.push_str(&line(indent));
            used = 0;
        } else if used > 0 {
            filled.push(' ');
            used += 1;
        }
        filled.push_str(text);
        used += length;
    }
    filled
}

/// The lines that are filled.
#[derive(Debug)]
pub struct Filled {
    pub most: usize,
    pub indent: usize,
    /// The columns that are needed behind the last text.
    pub comma: usize,
}

impl Element<'_> {
    /// Whether it may go on below the line as the last element.
    fn may_overflow(&self, count: usize) -> bool {
        match self {
            Self::Expression(expression) => may_overflow(expression, count),
            Self::Meta(Meta::List(..)) => count == 1,
            Self::Type(Type { list: Some(TypeList { head, brackets, .. }), .. }) => {
                count == 1 && *brackets == Brackets::Round && head.is_empty()
            }
            _ => false,
        }
    }

    fn is_nested_call(&self) -> bool {
        match self {
            Self::Expression(expression) => is_nested_call(expression),
            _ => false,
        }
    }

    fn is_simple(&self) -> bool {
        match self {
            Self::Expression(expression) => is_simple(expression),
            _ => false,
        }
    }
}

fn may_overflow(expression: &Expression, count: usize) -> bool {
    match expression {
        Expression::Closure(..) => true,
        Expression::Prefix(prefix, inner) => {
            !prefix.starts_with("return") && may_overflow(inner, count)
        }
        Expression::Chain(chain) => match chain.links.last() {
            Some(link) => matches!(link.kind, LinkKind::Method { .. }) && count == 1,
            None => may_overflow(&chain.root, count),
        },
        Expression::Match(..)
        | Expression::Array(_)
        | Expression::Struct(..)
        | Expression::Macro(..)
        | Expression::Call(..)
        | Expression::Tuple(_) => count == 1,
        Expression::Literal(_) | Expression::Path(..) | Expression::Paren(_) => false,
    }
}

fn is_method_call(expression: &Expression) -> bool {
    match expression {
        Expression::Prefix(_, inner) => is_method_call(inner),
        Expression::Chain(chain) => match chain.links.last() {
            Some(link) => matches!(link.kind, LinkKind::Method { .. }),
            None => is_method_call(&chain.root),
        },
        _ => false,
    }
}

fn is_nested_call(expression: &Expression) -> bool {
    match expression {
        Expression::Call(..) | Expression::Macro(..) => true,
        Expression::Prefix(prefix, inner) => !prefix.starts_with("return") && is_nested_call(inner),
        Expression::Chain(chain) => chain.links.is_empty() && is_nested_call(&chain.root),
        _ => false,
    }
}

fn is_simple(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(_) => true,
        Expression::Path(_, segments) => *segments <= 1,
        Expression::Prefix(_, inner) => is_simple(inner),
        Expression::Macro(_, MacroArguments::Brackets(_)) => false,
        Expression::Chain(chain) => {
            let is_field =
                |link: &Link| matches!(&link.kind, LinkKind::Field(name) if name != ".await");
            chain.links.iter().all(is_field) && is_simple(&chain.root)
        }
        _ => false,
    }
}
