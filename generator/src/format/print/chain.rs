//! Chains of calls: in one line, or broken at their dots.

use super::super::syntax::{Chain, Expression, Link, LinkKind};
use super::{INDENT, Printer, Shape, first_width, is_extendable, last_width, line, width};

/// A chain that is being printed.
struct Printed {
    /// The texts so far; the first is that of the root.
    texts: Vec<String>,
    /// How many links the chain has, those beside the root included.
    count: usize,
}

impl Printer<'_> {
    pub fn chain(&self, chain: &Chain, shape: Shape) -> Option<String> {
        let (root, links) = self.root(chain, shape)?;
        if links.is_empty() {
            return self.fitting(root, shape);
        }
        let is_block = is_extendable(&root) && root.contains('\n') && ends_in_block(&chain.root);
        let indent = if is_block { shape.indent } else { shape.indent + INDENT };
        let below = Shape::indented(indent, &self.widths);
        let mut printed = Printed { texts: vec![root], count: chain.links.len() };
        let (last, others) = links.split_last()?;
        for link in others {
            printed.texts.push(self.link(link, below)?);
        }
        let one_line = self.last_link(last, &mut printed, shape, below)?;
        if !one_line && self.one_line_chain {
            return None;
        }
        let between = if one_line { String::new() } else { line(indent) };
        self.fitting(printed.texts.join(&between), shape)
    }

    /// The root with the links on its line, because it is short, and the remaining links.
    fn root<'c>(&self, chain: &'c Chain, shape: Shape) -> Option<(String, &'c [Link])> {
        let tries = "?".repeat(chain.tries);
        let mut text =
            format!("{}{tries}", self.expression(&chain.root, shape.before(chain.tries)?)?);
        let mut links = chain.links.as_slice();
        let tab = INDENT.saturating_sub(shape.offset);
        while width(&text) <= tab && !text.contains('\n') {
            let Some((first, rest)) = links.split_first() else { break };
            let Some(link) = self.link(first, shape.after(width(&text))?) else { break };
            text.push_str(&link);
            links = rest;
        }
        Some((text, links))
    }

    fn link(&self, link: &Link, shape: Shape) -> Option<String> {
        let shape = shape.before(link.tries)?;
        let text = match &link.kind {
            LinkKind::Field(name) => name.clone(),
            LinkKind::Method { name, types, arguments } if types.is_empty() => {
                self.call(name, arguments, shape)?
            }
            LinkKind::Method { name, types, arguments } => {
                let types: Option<Vec<String>> =
                    types.iter().map(|ty| self.ty(ty, shape)).collect();
                self.call(&format!("{name}::<{}>", types?.join(", ")), arguments, shape)?
            }
        };
        Some(text + &"?".repeat(link.tries))
    }

    /// Adds the text of the last link. Returns whether the chain up to it is one line.
    fn last_link(
        &self,
        last: &Link,
        printed: &mut Printed,
        shape: Shape,
        below: Shape,
    ) -> Option<bool> {
        let first = printed.texts.first()?;
        let extendable = is_extendable(first);
        let almost = last.tries
            + if extendable {
                last_width(first)
            } else {
                printed.texts.iter().map(|text| width(text)).sum()
            };
        let most =
            if printed.count == 1 { shape.width } else { shape.width.min(self.widths.chain) };
        let budget = most.saturating_sub(almost);
        let flat = printed.texts.iter().all(|text| !text.contains('\n')) && budget > 0;
        let lower = below.before(shape.overhead(&self.widths) + last.tries);
        if !flat && !extendable {
            printed.texts.push(self.link(last, lower?)?);
            return Some(false);
        }
        let beside = if flat { shape } else { below }.before(last.tries)?;
        let beside_text = beside.after(almost).and_then(|beside| self.link(last, beside));
        let Some(text) = beside_text else {
            printed.texts.push(self.link(last, beside)?);
            return Some(false);
        };
        let lines = text.split('\n').count();
        let fits = first_width(&text) <= budget;
        if fits && lines >= 5 {
            printed.texts.push(text);
            return Some(flat);
        }
        match self.link(last, lower?) {
            Some(lower) if !fits || lower.split('\n').count() < lines => {
                printed.texts.push(lower);
                Some(false)
            }
            _ => {
                printed.texts.push(text);
                Some(fits && flat)
            }
        }
    }
}

/// Whether links may follow the last line of an expression with several lines.
fn ends_in_block(expression: &Expression) -> bool {
    match expression {
        Expression::Prefix(prefix, inner) => !prefix.starts_with('&') && ends_in_block(inner),
        Expression::Paren(inner) | Expression::Closure(_, inner) => ends_in_block(inner),
        Expression::Chain(chain) if chain.links.is_empty() => ends_in_block(&chain.root),
        Expression::Path(..) | Expression::Tuple(_) | Expression::Literal(_) => false,
        _ => true,
    }
}
