//! The words of an operation id in natural English: without articles, and without segments
//! that a later one repeats.
//!
//! Segments are separated by `.`, `:` or `/`: `portal:seats:list_seats` has three. The last one
//! names the method.

use super::english::{ARTICLES, JOINTS, is_known_verb, same};
use super::words;

/// Further verbs that name a method on their own, such as `find` in `find.files`.
const VERBS: &[&str] =
    &["cancel", "count", "fetch", "find", "query", "read", "retrieve", "search", "send", "show"];

/// The words of an operation id.
pub struct Phrase {
    /// The words, in lower case.
    pub words: Vec<String>,
    /// How many words each segment has.
    segments: Vec<usize>,
}

impl Phrase {
    /// The words of an id.
    pub fn of(id: &str) -> Self {
        let mut segments: Vec<Vec<String>> = id
            .split(['.', ':', '/'])
            .map(without_articles)
            .filter(|words| !words.is_empty())
            .collect();
        let has_segments = segments.len() > 1;
        let mut index = 0;
        while let Some(segment) = segments.get(index) {
            let later = segments.get(index + 1..).unwrap_or_default();
            if later.iter().any(|later| repeats(later, segment)) {
                segments.remove(index);
            } else {
                index += 1;
            }
        }
        let lengths = segments.iter().map(Vec::len).filter(|_| has_segments).collect();
        Self { words: segments.concat(), segments: lengths }
    }

    /// The words without a segment between others that is the name of a group:
    /// `experimental list` for `experimental.workspace.list` in `Workspaces`.
    pub fn without_segment(&self, group: &[String]) -> Option<Vec<String>> {
        let mut start = 0;
        for (index, length) in self.segments.iter().enumerate() {
            let end = start + length;
            let is_between = index > 0 && index + 1 < self.segments.len();
            let segment = self.words.get(start..end)?;
            if is_between && same(segment, group) {
                return Some([self.words.get(..start)?, self.words.get(end..)?].concat());
            }
            start = end;
        }
        None
    }

    /// Whether words that were cut from both ends still have a part of the last segment, or are a
    /// verb.
    pub fn keeps_method(&self, rest: &[String]) -> bool {
        let last = self.segments.last().copied().unwrap_or(0);
        let start = self.words.len() - last;
        let is_before = self
            .words
            .get(..start)
            .is_some_and(|before| before.windows(rest.len().max(1)).any(|window| window == rest));
        let is_verb = |first: &String| is_known_verb(first) || VERBS.contains(&first.as_str());
        last == 0 || !is_before || rest.first().is_some_and(is_verb)
    }
}

/// Whether a segment of an id repeats an earlier one: as a whole, or behind a verb.
fn repeats(later: &[String], segment: &[String]) -> bool {
    let start = later.len().saturating_sub(segment.len());
    let (verb, end) = later.split_at_checked(start).unwrap_or_default();
    same(end, segment) && !verb.iter().any(|word| JOINTS.contains(&word.as_str()))
}

/// The words of a segment without the articles behind its verb and behind prepositions. An `a` may
/// be a letter: it goes only before a longer word in the singular, and not from words of a path,
/// which spaces separate.
fn without_articles(segment: &str) -> Vec<String> {
    const PREPOSITIONS: &[&str] = &["by", "for", "from", "in", "into", "of", "on", "to", "with"];
    let words = words::lower_case(segment);
    let is_article = |index: usize| {
        let around = (index.checked_sub(1).and_then(|before| words.get(before)), words.get(index));
        let ((Some(before), Some(word)), Some(next)) = (around, words.get(index + 1)) else {
            return false;
        };
        let follows_verb = index == 1 && !JOINTS.contains(&before.as_str());
        let is_singular = next.len() > 2 && (!next.ends_with('s') || next.ends_with("ss"));
        (follows_verb || PREPOSITIONS.contains(&before.as_str()))
            && ARTICLES.contains(&word.as_str())
            && (word != "a" || is_singular)
    };
    let has_spaces = segment.contains(' ');
    let kept = words.iter().enumerate().filter(|(index, _)| has_spaces || !is_article(*index));
    kept.map(|(_, word)| word.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    #[test]
    fn an_id_is_read_as_a_phrase() {
        for (id, words) in [
            ("get_the_pet", "get pet"),
            ("the_pet", "the pet"),
            ("plan_a", "plan a"),
            ("addAnAddressToAList", "add address to list"),
            ("list_a_records", "list a records"),
            ("create_an_access", "create access"),
            ("as_the_document_says", "as the document says"),
            ("get a b", "get a b"),
            ("get_a_b", "get a b"),
            ("get a pet", "get a pet"),
            ("seats:list_seats", "list seats"),
            ("seats:by_seat", "seats by seat"),
            ("seats:list_for_seat", "seats list for seat"),
            ("users.list", "users list"),
            ("users.users.list", "users list"),
        ] {
            assert_eq!(Phrase::of(id).words.join(" "), words, "{id}");
        }
    }
}
