//! Items that a macro writes: a line for each row of the table.

use super::super::syntax::{Row, Word};
use super::{INDENT, Printer, line, width};

impl Printer<'_> {
    /// The text before a brace, the rows and the brace.
    pub fn rows(&self, head: &str, rows: &[Row], indent: usize) -> String {
        if rows.is_empty() {
            return format!("{head} {{}}");
        }
        let inside = indent + INDENT;
        let rows: String = rows
            .iter()
            .map(|row| {
                let attributes = self.attributes(&row.attributes, inside);
                format!("{}{attributes}{}", line(inside), self.row(row, inside))
            })
            .collect();
        format!("{head} {{{rows}{}}}", line(indent))
    }

    fn row(&self, row: &Row, indent: usize) -> String {
        let end = row.end.map_or_else(String::new, String::from);
        let needed = if row.rows.is_some() { 2 } else { end.len() };
        let head = self.words(&row.words, indent, needed);
        match &row.rows {
            Some(rows) if head.is_empty() => {
                self.rows("", rows, indent).trim_start().to_owned() + &end
            }
            Some(rows) => self.rows(&head, rows, indent) + &end,
            None => head + &end,
        }
    }

    /// Words in a line, or else in several: one ends behind the first `=`, the others where they
    /// are full.
    fn words(&self, words: &[Word], indent: usize, needed: usize) -> String {
        let flat = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let most = self.widths.line.saturating_sub(needed);
        if indent + width(&flat) <= most {
            return flat;
        }
        let is_long = |word: &Word| indent + INDENT + width(&word.text) > most;
        let words: Vec<&str> = words
            .iter()
            .flat_map(|word| if is_long(word) { pieces(word) } else { vec![word.text.as_str()] })
            .collect();
        let behind = words.iter().position(|word| *word == "=").map_or(0, |index| index + 1);
        let (before, after) = words.split_at_checked(behind).unwrap_or((&words, &[]));
        let mut text = before.join(" ");
        let mut column = if text.is_empty() { indent } else { usize::MAX };
        for (index, word) in after.iter().enumerate() {
            let is_first = index == 0 && text.is_empty();
            let length = width(word);
            if is_first {
                column = indent + length;
            } else if column.saturating_add(1 + length) <= most {
                text.push(' ');
                column += 1 + length;
            } else {
                text.push_str(&line(indent + INDENT));
                column = indent + INDENT + length;
            }
            text.push_str(word);
        }
        text
    }
}

/// A word that is longer than a line, without the spaces at which it may be broken.
fn pieces(word: &Word) -> Vec<&str> {
    let ends = word.breaks.iter().copied().chain([word.text.len()]);
    let mut start = 0;
    let piece = |end: usize| {
        let piece = word.text.get(start..end).unwrap_or_default();
        start = end + 1;
        piece
    };
    ends.map(piece).collect()
}
