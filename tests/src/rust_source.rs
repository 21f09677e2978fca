//! Rust sources for searching code: comments and strings are replaced by spaces.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::folder;

/// A Rust file.
#[derive(Debug, Clone)]
pub struct RustFile {
    /// Its path below the searched folder, with `/`.
    pub path: String,
    /// The original text.
    pub text: String,
    /// The text without comments and strings.
    pub blanked: String,
    /// The text without comments, strings and code for tests.
    pub code: String,
}

/// A function and its measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`.
    pub line: usize,
    /// The lines from `fn` to the closing bracket.
    pub lines: usize,
    /// The arguments without `self`.
    pub arguments: usize,
}

/// All Rust files below a folder of the repository, without files for tests (`tests.rs`, `tests/`).
/// A folder is read once for all tests of a program.
///
/// # Panics
/// If there are none: the folder was probably renamed, and a test would check nothing.
pub fn files(folder: &str) -> &'static [RustFile] {
    static READ: Mutex<BTreeMap<String, &[RustFile]>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(folder.to_owned()).or_insert_with(|| read_all(folder).leak())
}

fn read_all(folder: &str) -> Vec<RustFile> {
    let root = folder::repository().join(folder);
    let paths: Vec<_> = folder::contents(&root).into_keys().collect();
    let rust = paths.into_iter().filter(|path| path.ends_with(".rs") && !is_test(path));
    let files: Vec<_> = rust.map(|path| read(&root, path)).collect();
    assert!(!files.is_empty(), "there is no Rust in {folder}");
    files
}

fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.split('/').any(|part| part == "tests")
}

fn read(folder: &Path, path: String) -> RustFile {
    let text = fs::read_to_string(folder.join(&path)).expect("a file that can be read");
    RustFile::new(path, text)
}

/// Replaces the characters of comments and strings by spaces. Lines stay at their locations.
pub fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // White space, and most words, are copied at once.
        let plain = rest.len() - rest.trim_start_matches(' ').len();
        let plain = plain.max(plain_word(rest));
        if plain > 0 {
            out.push_str(&rest[..plain]);
            rest = &rest[plain..];
            continue;
        }
        let skipped = skip(rest, out.chars().last());
        let keep = skipped == 0;
        let (done, after) = rest.split_at(skipped.max(first.len_utf8()));
        out.extend(done.chars().map(|it| if keep || it == '\n' { it } else { ' ' }));
        rest = after;
    }
    out
}

/// The length of a word that cannot be the prefix of a string; 0 if there is none.
fn plain_word(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    if matches!(bytes.first(), None | Some(b'b' | b'c' | b'r')) {
        return 0;
    }
    bytes.iter().position(|it| !it.is_ascii_alphanumeric() && *it != b'_').unwrap_or(bytes.len())
}

/// The length of the comment or string that starts here; 0 if none does.
fn skip(rest: &str, before: Option<char>) -> usize {
    let until = |end: &str, from: usize| {
        rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len())
    };
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/", 2);
    }
    let in_word = before.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let after_prefix = rest.trim_start_matches(['b', 'c']);
    if let Some(raw) = after_prefix.strip_prefix('r').filter(|_| !in_word) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let start = rest.len() - raw.len() + hashes + 1;
            return until(&format!("\"{}", "#".repeat(hashes)), start);
        }
    }
    if rest.starts_with('"') {
        return quoted(rest, '"');
    }
    let is_character = rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'');
    if rest.starts_with('\'') && is_character { quoted(rest, '\'') } else { 0 }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Blanks the item after `#[cfg(test)]`: a module or an item with its body.
fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let end = at + body_end(&rest[at..]);
        out.extend(rest[at..end].chars().map(|it| if it == '\n' { it } else { ' ' }));
        rest = &rest[end..];
    }
    out + rest
}

/// The arguments of a function, without `self`. `item` begins with `fn`.
fn arguments(item: &str) -> usize {
    let mut depth = 0_usize;
    let mut list = None;
    let mut arguments: Vec<String> = Vec::new();
    let mut previous = ' ';
    for character in item.chars() {
        match character {
            '(' if depth == 0 => {
                list = Some(String::new());
                depth = 1;
                continue;
            }
            '(' | '[' | '{' | '<' => depth += 1,
            // The `>` of an arrow closes no bracket.
            '>' if previous == '-' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 1 && list.is_some() => {
                arguments.extend(list.replace(String::new()));
                continue;
            }
            _ => {}
        }
        previous = character;
        match &mut list {
            Some(_) if depth == 0 => break,
            Some(text) => text.push(character),
            None => {}
        }
    }
    arguments.extend(list);
    let is_self = |text: &&String| words(text, "self").next().is_some() && !text.contains(':');
    let receiver = arguments.first().filter(is_self).is_some();
    arguments.iter().filter(|text| !text.trim().is_empty()).count() - usize::from(receiver)
}

/// The end of an item: its `;`, or the bracket that closes its body.
fn body_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in item.char_indices() {
        match character {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

impl RustFile {
    /// A file with this text.
    pub fn new(path: String, text: String) -> Self {
        let blanked = blank(&text);
        let code = without_tests(&blanked);
        Self { path, text, blanked, code }
    }

    /// The module below the crate's root that contains the file.
    pub fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The number of its lines, without tests.
    pub fn lines(&self) -> usize {
        self.code.trim_end().lines().count()
    }

    /// The functions.
    pub fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        let (mut line, mut counted) = (1, 0);
        for at in words(&self.code, "fn") {
            line += self.code[counted..at].matches('\n').count();
            counted = at;
            let item = &self.code[at..];
            let name: String = item[2..]
                .trim_start()
                .chars()
                .take_while(|it| it.is_alphanumeric() || *it == '_')
                .collect();
            if !name.is_empty() {
                let lines = item[..body_end(item)].matches('\n').count() + 1;
                functions.push(Function { name, line, lines, arguments: arguments(item) });
            }
        }
        functions
    }

    /// The modules below the crate's root that it names, with the lines: by `crate::…`, or by a
    /// `super::…` that leads to the root.
    pub fn modules(&self) -> Vec<(String, usize)> {
        let mut modules = Vec::new();
        for at in words(&self.code, "crate") {
            self.names_after(at + "crate".len(), &mut modules);
        }
        let up = "super::".repeat(self.depth());
        for (at, _) in self.code.match_indices(&up).filter(|_| !up.is_empty()) {
            let longer = self.code[..at].ends_with("super::");
            if !longer {
                self.names_after(at + up.len() - 2, &mut modules);
            }
        }
        modules
    }

    /// The depth of its module: `a/mod.rs` has 1, `a/b.rs` 2, `lib.rs` 0.
    fn depth(&self) -> usize {
        let parts: Vec<_> =
            self.path.split('/').filter(|part| !matches!(*part, "mod.rs" | "lib.rs")).collect();
        parts.len()
    }

    fn names_after(&self, at: usize, modules: &mut Vec<(String, usize)>) {
        let Some(rest) = self.code[at..].strip_prefix("::") else { return };
        let line = self.code[..at].matches('\n').count() + 1;
        let word = |text: &str| {
            text.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>()
        };
        let Some(group) = rest.strip_prefix('{') else {
            modules.push((word(rest), line));
            return;
        };
        let mut depth = 0_usize;
        let mut start = true;
        for (at, character) in group.char_indices() {
            match character {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if character.is_whitespace() => {}
                _ if start && depth == 0 => {
                    modules.push((word(&group[at..]), line));
                    start = false;
                }
                _ => {}
            }
        }
    }

    /// The lines with a word, without comments, strings and tests.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        words(&self.code, word).map(|at| self.code[..at].matches('\n').count() + 1).collect()
    }
}

/// The offsets of a word that is not a part of a longer one.
fn words<'c>(code: &'c str, word: &'c str) -> impl Iterator<Item = usize> + 'c {
    let part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let after = code[at + word.len()..].chars().next();
        let bounded = !word.ends_with(|it: char| it.is_alphanumeric()) || !part(after);
        bounded
            && !(word.starts_with(|it: char| it.is_alphanumeric())
                && part(code[..*at].chars().last()))
    })
}

#[cfg(test)]
mod tests {
    use super::{RustFile, blank};

    fn file(path: &str, text: &str) -> RustFile {
        RustFile::new(path.to_owned(), text.to_owned())
    }

    #[test]
    fn comments_and_texts_are_blank() {
        let text = "a // crate::x\n/* b\n */ c \"\\\"crate::y\" r#\"d\"e\"# '\"' 'l b\"f\" '\\'' g";
        let blanked = blank(text);
        assert_eq!(blanked.split_whitespace().collect::<Vec<_>>(), ["a", "c", "'l", "b", "g"]);
        assert_eq!(blanked.lines().count(), 3);
    }

    #[test]
    fn modules_are_found_in_each_form_of_path() {
        let text = "use crate::{a::{x, y}, b};\nuse crate::c::d;\nfn f() { crate::e::g(); super::super::h::i() }\n\
                    use super::sibling;\n#[cfg(test)]\nmod tests { use crate::never; }";
        let modules: Vec<_> = file("module/part.rs", text).modules();
        let expected = [("a", 1), ("b", 1), ("c", 2), ("e", 3), ("h", 3)];
        assert_eq!(modules, expected.map(|(module, line)| (module.to_owned(), line)));
        assert_eq!(file("module.rs", "use super::other;").modules(), [("other".to_owned(), 1)]);
    }

    #[test]
    fn functions_are_measured() {
        let text = "fn one() {}\nimpl X {\n    fn two(\n    ) -> i32 {\n        if a { 1 } else { 2 }\n    }\n}\ntype F = fn(i32);";
        let functions = file("a.rs", text).functions();
        let measures = functions.into_iter().map(|it| (it.name, it.line, it.lines));
        assert_eq!(
            measures.collect::<Vec<_>>(),
            [("one".to_owned(), 1, 1), ("two".to_owned(), 3, 4)]
        );
    }

    #[test]
    fn arguments_are_counted_without_self() {
        let text = "fn a() {}\nfn b(&self, one: u8) {}\nfn c<F: Fn(u8, u8) -> u8>(one: F, (two, three): (u8, u8)) {}\n\
                    fn d(\n    &'a mut self,\n    one: Map<A, B>,\n    two: impl Fn(u8) -> u8,\n) {}\nfn e(self) {}\n";
        let counts = file("a.rs", text).functions().into_iter().map(|it| it.arguments);
        assert_eq!(counts.collect::<Vec<_>>(), [0, 1, 2, 2, 0]);
    }

    #[test]
    fn only_complete_words_match() {
        let file = file("a.rs", "x.unwrap()\nx.unwrap_or(1)\npanic!()\n\"panic!\"\n");
        assert_eq!(file.lines_with(".unwrap()"), [1]);
        assert_eq!(file.lines_with("panic!"), [3]);
        assert_eq!(file.lines_with("unwrap"), [1]);
    }
}
