//! `match` and its arms.

use super::super::syntax::{Arm, Expression, LinkKind, Pattern};
use super::expression::is_better_below;
use super::{INDENT, Printer, Shape, first_width, is_extendable, last_width, line, width};

impl Printer<'_> {
    pub fn choice(&self, value: &Expression, arms: &[Arm], shape: Shape) -> Option<String> {
        let anywhere =
            Shape { width: self.widths.line.saturating_sub(shape.used()), ..shape }.after(6)?;
        let value = self.expression(value, anywhere)?;
        let is_long = value.contains('\n') || width(&value) + 2 > anywhere.width;
        let (end, inside) = (line(shape.indent), line(shape.indent + INDENT));
        let brace = if is_long && !is_extendable(&value) { end.as_str() } else { " " };
        let arms: Option<String> = arms
            .iter()
            .map(|arm| Some(format!("{inside}{}", self.arm(arm, shape.block(&self.widths))?)))
            .collect();
        Some(format!("match {value}{brace}{{{}{end}}}", arms?))
    }

    fn arm(&self, arm: &Arm, shape: Shape) -> Option<String> {
        let mut head = self.patterns(&arm.patterns, shape.before(5)?)?;
        if let Some(guard) = &arm.guard {
            head = self.guarded(head, guard, shape)?;
        }
        let used = last_width(&head) - if head.contains('\n') { shape.indent } else { 0 };
        let beside = shape.after(used + 4).and_then(|shape| shape.before(1));
        let text = beside.and_then(|beside| self.expression(&arm.body, beside));
        let most = beside.map_or(0, |beside| beside.width);
        if let Some(text) = &text
            && !text.contains('\n')
            && width(text) <= most
        {
            return Some(format!("{head} => {text},"));
        }
        let lower =
            self.expression(&arm.body, Shape::indented(shape.indent + INDENT, &self.widths));
        let is_beside = match (&text, &lower) {
            (Some(text), Some(lower)) if is_better_below(text, lower) => false,
            (Some(text), _) if may_begin_beside(&arm.body) && first_width(text) <= most => true,
            (Some(text), Some(_)) => !text.contains('\n'),
            (Some(_), None) => true,
            (None, _) => false,
        };
        if is_beside {
            return Some(format!("{head} => {},", text?));
        }
        let lower = lower?;
        Some(format!("{head} => {{{}{lower}{}}}", line(shape.indent + INDENT), line(shape.indent)))
    }

    /// The patterns of an arm: in one line, in lines that are filled where all are short, or each
    /// in a line.
    fn patterns(&self, patterns: &[Pattern], shape: Shape) -> Option<String> {
        let texts: Vec<&str> = patterns.iter().map(|pattern| pattern.text.as_str()).collect();
        let flat = texts.join(" | ");
        if width(&flat) <= shape.width {
            return Some(flat);
        }
        if let [Pattern { alternatives: Some((path, alternatives)), .. }] = patterns {
            let inside = Shape::indented(shape.indent + INDENT, &self.widths);
            let split = self.patterns(alternatives, inside.before(1)?)?;
            return Some(format!("{path}({}{split},{})", line(inside.indent), line(shape.indent)));
        }
        let is_short = patterns.iter().all(|pattern| pattern.short && pattern.text.len() <= 20);
        if !is_short {
            return Some(texts.join(&format!("{}| ", line(shape.indent))));
        }
        let mut lines = String::new();
        let mut used = 0;
        for (index, text) in texts.into_iter().enumerate() {
            let length = width(text) + if index > 0 { 2 } else { 0 };
            if used > 0 && used + 1 + length > shape.width {
                lines.push_str(&line(shape.indent));
                used = 0;
            } else if used > 0 {
                lines.push(' ');
                used += 1;
            }
            lines.push_str(if index > 0 { "| " } else { "" });
            lines.push_str(text);
            used += length;
        }
        Some(lines)
    }

    fn guarded(&self, head: String, guard: &Expression, shape: Shape) -> Option<String> {
        let used = last_width(&head) - if head.contains('\n') { shape.indent } else { 0 };
        let beside = shape.after(used + 4).and_then(|shape| shape.before(5));
        if let Some(text) = beside.and_then(|beside| self.expression(guard, beside))
            && (!text.contains('\n') || used <= INDENT)
        {
            return Some(format!("{head} if {text}"));
        }
        let below = Shape::indented(shape.indent + INDENT, &self.widths).after(3)?.before(5)?;
        Some(format!("{head}{}if {}", line(below.indent), self.expression(guard, below)?))
    }
}

/// Whether an arm of several lines may begin behind its pattern.
fn may_begin_beside(body: &Expression) -> bool {
    match body {
        Expression::Prefix(prefix, inner) => {
            !prefix.starts_with("return") && may_begin_beside(inner)
        }
        Expression::Chain(chain) => match chain.links.last() {
            Some(link) => matches!(link.kind, LinkKind::Method { .. }),
            None => may_begin_beside(&chain.root),
        },
        Expression::Literal(_) | Expression::Path(..) | Expression::Paren(_) => false,
        _ => true,
    }
}
