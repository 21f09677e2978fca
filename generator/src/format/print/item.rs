//! Items.

use std::cell::Cell;

use super::super::syntax::{
    Attribute, Element, Function, Implementation, Item, ItemKind, Member, MemberKind, Parameter,
    Type,
};
use super::call::{Filled, filled};
use super::{ATTEMPTS, INDENT, Printer, Shape, Widths, last_width, line, width};

/// The text of an item, without the end of the last line.
pub fn item(item: &Item, widths: Widths) -> String {
    let attempts = Cell::new(ATTEMPTS);
    Printer::new(widths, &attempts).item(item, 0)
}

impl Printer<'_> {
    /// An item; the first line is indented already.
    pub fn item(&self, item: &Item, indent: usize) -> String {
        let mut text = self.attributes(&item.attributes, indent);
        text.push_str(&match &item.kind {
            ItemKind::Inner(attribute) => self.inner(attribute),
            ItemKind::Use { head, names } => self.imports(head, names.as_deref(), indent),
            ItemKind::Module(text) => text.clone(),
            ItemKind::Definition(head, members) => self.definition(head, members, indent),
            ItemKind::Tuple(head, elements) => self.tuple_item(head, elements, indent) + ";",
            ItemKind::Impl(implementation) => self.implementation(implementation, indent),
            ItemKind::Function(function) => self.function(function, indent),
            ItemKind::Constant { head, value } => self.complete(indent, |printer, shape| {
                let value = printer.assigned(width(head) + 2, value, shape.before(1)?)?;
                Some(format!("{head} ={value};"))
            }),
            ItemKind::Alias { head, ty } => {
                let flat = format!("{head} = {};", ty.text);
                if indent + width(&flat) <= self.widths.line {
                    flat
                } else {
                    format!("{head} ={};", self.type_below(ty, indent + width(head) + 3, indent))
                }
            }
            ItemKind::Macro(call) => self.complete(indent, |printer, shape| {
                Some(format!("{};", printer.expression(call, shape.before(1)?)?))
            }),
            ItemKind::Rows(head, rows) => self.rows(head, rows, indent),
            ItemKind::Table(head, lines) if lines.is_empty() => format!("{head}}});"),
            ItemKind::Table(head, lines) => {
                let start = line(indent + INDENT);
                let lines: String = lines.iter().map(|each| format!("{start}{each},")).collect();
                format!("{head}{lines}{}}});", line(indent))
            }
        });
        text
    }

    /// `#![…]` and `//! …`
    fn inner(&self, attribute: &Attribute) -> String {
        match attribute {
            Attribute::Docs(text) => comment("//!", text, 0).trim_end().to_owned(),
            Attribute::Meta(meta) => self.complete(0, |printer, shape| {
                Some(format!("#![{}]", printer.meta(meta, shape.after(3)?.before(1)?)?))
            }),
        }
    }

    /// Outer attributes, each with the end of its line.
    pub fn attributes(&self, attributes: &[Attribute], indent: usize) -> String {
        let mut text = String::new();
        for attribute in attributes {
            match attribute {
                Attribute::Docs(docs) => text.push_str(&comment("///", docs, indent)),
                Attribute::Meta(meta) => {
                    text.push_str(&self.complete(indent, |printer, shape| {
                        Some(format!("#[{}]", printer.meta(meta, shape.after(2)?.before(1)?)?))
                    }));
                    text.push_str(&line(indent));
                }
            }
        }
        text
    }

    fn imports(&self, head: &str, names: Option<&[String]>, indent: usize) -> String {
        let Some(names) = names else { return format!("{head};") };
        let flat = format!("{head}{{{}}};", names.join(", "));
        // rustfmt leaves the last two columns free.
        if indent + width(&flat) + 2 <= self.widths.line {
            return flat;
        }
        let inside = indent + INDENT;
        let most = self.widths.line.saturating_sub(inside + 1);
        let names = filled(names, &Filled { most, indent: inside, comma: 0 });
        format!("{head}{{{}{names},{}}};", line(inside), line(indent))
    }

    fn definition(&self, head: &str, members: &[Member], indent: usize) -> String {
        if members.is_empty() {
            return format!("{head} {{}}");
        }
        let inside = indent + INDENT;
        let members: String = members
            .iter()
            .map(|member| {
                let attributes = self.attributes(&member.attributes, inside);
                format!("{}{attributes}{},", line(inside), self.member(&member.kind, inside))
            })
            .collect();
        let end = line(indent);
        let is_long = head.contains("enum ") && indent + width(head) + 2 > self.widths.line;
        let brace = if is_long { end.as_str() } else { " " };
        format!("{head}{brace}{{{members}{end}}}")
    }

    fn member(&self, member: &MemberKind, indent: usize) -> String {
        match member {
            MemberKind::Variant(name, elements) if elements.is_empty() => name.clone(),
            MemberKind::Variant(name, elements) => self.tuple_item(name, elements, indent),
            MemberKind::Field(name, ty) => {
                let flat = format!("{name}: {},", ty.text);
                if indent + width(&flat) <= self.widths.line {
                    return format!("{name}: {}", ty.text);
                }
                format!("{name}:{}", self.type_below(ty, indent + width(name) + 2, indent))
            }
        }
    }

    /// A type that does not fit behind what is before it in the line: below, or broken.
    fn type_below(&self, ty: &Type, used: usize, indent: usize) -> String {
        let below = Shape::indented(indent + INDENT, &self.widths);
        if width(&ty.text) < below.width {
            return format!("{}{}", line(below.indent), ty.text);
        }
        let beside = Shape {
            width: self.widths.line.saturating_sub(used + 1),
            indent,
            offset: used - indent,
        };
        format!(" {}", self.ty(ty, beside).unwrap_or_else(|| ty.text.clone()))
    }

    /// `Name(Type)`
    fn tuple_item(&self, head: &str, elements: &[Element], indent: usize) -> String {
        let texts: Vec<String> = elements
            .iter()
            .map(|element| format!("{}{}", element.visibility, element.ty.text))
            .collect();
        let flat = format!("{head}({})", texts.join(", "));
        if indent + width(&flat) < self.widths.line {
            return flat;
        }
        let inside = Shape::indented(indent + INDENT, &self.widths);
        let texts: String = elements
            .iter()
            .map(|element| {
                let ty = inside
                    .after(element.visibility.len())
                    .and_then(|shape| self.ty(&element.ty, shape.before(1)?))
                    .unwrap_or_else(|| element.ty.text.clone());
                format!("{}{}{ty},", line(inside.indent), element.visibility)
            })
            .collect();
        format!("{head}({texts}{})", line(indent))
    }

    fn implementation(&self, implementation: &Implementation, indent: usize) -> String {
        let Implementation { head, of_trait, ty, items } = implementation;
        let flat = match of_trait {
            Some(of_trait) => format!("{head} {of_trait} for {ty}"),
            None => format!("{head} {ty}"),
        };
        let fits = indent + width(&flat) + 2 <= self.widths.line;
        let head = match of_trait {
            Some(of_trait) if !fits => {
                format!("{head} {of_trait}{}for {ty}{}", line(indent + INDENT), line(indent))
            }
            None if !fits => format!("{head}{}{ty}{}", line(indent + INDENT), line(indent)),
            _ => format!("{flat} "),
        };
        if items.is_empty() {
            return format!("{head}{{\n{:indent$}}}", "");
        }
        let inside = indent + INDENT;
        let mut text = format!("{head}{{");
        let mut previous: Option<&Item> = None;
        for item in items {
            text.push_str(if previous.is_some_and(|above| apart(above, item)) { "\n" } else { "" });
            text.push_str(&line(inside));
            text.push_str(&self.item(item, inside));
            previous = Some(item);
        }
        text + &line(indent) + "}"
    }

    fn function(&self, function: &Function, indent: usize) -> String {
        let head = self.signature(function, indent);
        if function.body.is_empty() {
            let end = if head.contains('\n') { line(indent) } else { String::new() };
            return format!("{head} {{{end}}}");
        }
        let inside = indent + INDENT;
        let body = self.statements(&function.body, inside);
        let end = line(indent);
        let fits = last_width(&head) + 2 + indent <= self.widths.line;
        let brace = if fits { " " } else { end.as_str() };
        format!("{head}{brace}{{{}{body}{end}}}", line(inside))
    }

    fn signature(&self, function: &Function, indent: usize) -> String {
        let flat = |parameter: &Parameter| match &parameter.ty {
            Some(ty) => format!("{}: {}", parameter.head, ty.text),
            None => parameter.head.clone(),
        };
        let parameters: Vec<String> = function.parameters.iter().map(flat).collect();
        let output =
            function.output.as_ref().map_or_else(String::new, |ty| format!(" -> {}", ty.text));
        let one_line = format!("{}({}){output}", function.head, parameters.join(", "));
        let brace = if function.body.is_empty() { 3 } else { 2 };
        if indent + width(&one_line) + brace <= self.widths.line {
            return one_line;
        }
        let end = line(indent);
        let shape = Shape::indented(indent, &self.widths);
        let output = match &function.output {
            Some(ty) => {
                shape.after(3).and_then(|shape| self.ty(ty, shape)).map(|ty| format!(" -> {ty}"))
            }
            None => None,
        };
        let output = output.unwrap_or_default();
        if parameters.is_empty() {
            return format!("{}(){output}", function.head);
        }
        let inside = Shape::indented(indent + INDENT, &self.widths);
        let parameters: String = function
            .parameters
            .iter()
            .map(|parameter| {
                let ty = parameter.ty.as_ref().map(|ty| {
                    let shape = inside.after(width(&parameter.head) + 2);
                    let text = shape.and_then(|shape| self.ty(ty, shape));
                    format!(": {}", text.unwrap_or_else(|| ty.text.clone()))
                });
                format!("{}{}{},", line(inside.indent), parameter.head, ty.unwrap_or_default())
            })
            .collect();
        format!("{}({parameters}{end}){output}", function.head)
    }
}

/// A comment, each line with its end and the indent of the next.
fn comment(mark: &str, docs: &str, indent: usize) -> String {
    let end = line(indent);
    docs.split('\n').flat_map(|text| [mark, text.trim_end_matches(' '), &end]).collect()
}

/// Whether there is an empty line between two members of an `impl`: a function is set apart.
fn apart(above: &Item, item: &Item) -> bool {
    let is_function = |item: &Item| matches!(item.kind, ItemKind::Function(_));
    is_function(above) || is_function(item)
}
