//! The sizes of aliases in a YAML text (YAML 1.2.2, section 7.1).

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

use super::scan::{CharCursor, Span};

/// The first alias that expands to the most values, and their number. An incomplete text is read as
/// far as possible.
pub(crate) fn costliest_alias(text: &str) -> Option<(Span, u64)> {
    let mut cursor = CharCursor::new(text);
    // The number of values of each anchor, and the open collections with their anchors and numbers
    // of values.
    let mut sizes: BTreeMap<usize, u64> = BTreeMap::new();
    let mut open: Vec<(usize, u64)> = Vec::new();
    let mut costliest: Option<(Span, u64)> = None;
    for event in Parser::new_from_str(text) {
        let Ok((event, marks)) = event else { break };
        let size = match event {
            Event::MappingStart(anchor, _) | Event::SequenceStart(anchor, _) => {
                open.push((anchor, 1));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some((anchor, size)) = open.pop() else { break };
                sizes.insert(anchor, size);
                size
            }
            Event::Scalar(_, _, anchor, _) => {
                sizes.insert(anchor, 1);
                1
            }
            Event::Alias(anchor) => {
                let size = sizes.get(&anchor).copied().unwrap_or_default();
                if costliest.is_none_or(|(_, most)| size > most) {
                    let start = cursor.byte(marks.start.index());
                    let end = cursor.byte(marks.end.index());
                    costliest = Some((Span { start, end }, size));
                }
                size
            }
            _ => continue,
        };
        if let Some((_, values)) = open.last_mut() {
            *values = values.saturating_add(size);
        }
    }
    costliest
}

#[cfg(test)]
mod tests {
    use super::costliest_alias;

    #[test]
    fn the_alias_of_the_most_values_is_found() {
        let text = "a: &a [1, 2]\nb: &b [*a, *a, x]\nc: {é: *a, d: *b, e: *b}\n";
        let found = costliest_alias(text)
            .map(|(span, size)| (&text[span.start..span.end], span.start, size));
        // The list, twice a list of two, and one more.
        assert_eq!(found, Some(("*b", text.find("*b").unwrap_or_default(), 8)));
        assert_eq!(costliest_alias("a: [1, 2]").map(|(_, size)| size), None);
        let doubled: String =
            (1..99).map(|row| format!("x{row}: &x{row} [*x{0}, *x{0}]\n", row - 1)).collect();
        assert_eq!(
            costliest_alias(&format!("x0: &x0 0\n{doubled}")).map(|(_, size)| size),
            Some(u64::MAX)
        );
    }
}
