//! Messages and generated documentation use the terms of the field. `xtask/src/tidy/words.tsv`
//! lists words to avoid. Text from a document is not checked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith_tests::cargo::target;
use oasmith_tests::fixture::{self, Fixture};

use oasmith_tests::passed::{Inputs, Record};
use oasmith_tests::rust_source;

/// One line for each word or phrase: the word, where to avoid it, and its replacement.
const TABLE: &str = include_str!("../../xtask/src/tidy/words.tsv");

/// The words to avoid in a scope, in lower case.
fn forbidden(scope: &str) -> impl Iterator<Item = &'static str> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(move |line| {
        let (word, rest) = line.split_once('\t').expect("a word");
        let (scopes, _) = rest.split_once('\t').expect("scopes");
        scopes.split(',').any(|it| it == scope).then_some(word)
    })
}

#[test]
fn messages_use_the_terms_of_the_field() {
    let mut found = Vec::new();
    for path in files("bad", "snap") {
        // Lines with a bar show the document.
        let text: String =
            read(&path).lines().filter(|line| !line.contains(" | ")).collect::<Vec<_>>().join("\n");
        check(&path.display().to_string(), &text, "", &mut found);
    }
    for path in files("../generator/src/diagnostic/explain", "md") {
        check(&path.display().to_string(), &read(&path), "", &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The texts in the files of all fixtures: documentation, and public names as words.
#[test]
fn generated_crates_use_the_terms_of_the_field() {
    let mut inputs = Inputs::new(&["words", TABLE, include_str!("words.rs")]);
    for fixture in fixture::all() {
        inputs.add(sources(&fixture).as_bytes());
        fixture.files().iter().for_each(|(_, text)| inputs.add(text.as_bytes()));
    }
    let record = Record::new(&target().join("words"), "generated-crates", inputs);
    if record.found().is_some() {
        return;
    }
    let mut found = Vec::new();
    let mut runtime = BTreeSet::new();
    for fixture in fixture::all() {
        let document = sources(&fixture);
        for (path, text) in fixture.files().iter().filter(|(path, _)| *path != "oasmith.lock") {
            // Crates share the files of the runtime, which are independent of the document.
            let is_runtime = path.starts_with("src/runtime/");
            if is_runtime && !runtime.insert(text.to_owned()) {
                continue;
            }
            let read = if path.ends_with(".rs") { of_rust(text) } else { text.to_owned() };
            let document = if is_runtime { "" } else { &document };
            check(&format!("{}/{path}", fixture.name), &read, document, &mut found);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    record.pass("");
}

/// The texts in a Rust file.
fn of_rust(text: &str) -> String {
    let names: Vec<String> = text.lines().filter_map(public_name).map(words).collect();
    comments(text) + "\n" + &names.join("\n")
}

/// Folders of code whose names are checked.
const CODE: &[&str] =
    &["generator/src", "generator/runtime/src", "generator/runtime/tests", "xtask/src"];

#[test]
fn names_in_the_code_use_the_terms_of_the_field() {
    let words: Vec<&str> = forbidden("names").collect();
    let mut found = BTreeSet::new();
    for folder in CODE {
        for file in rust_source::files(folder) {
            let names = file.blanked.split(|it: char| !it.is_alphanumeric() && it != '_');
            // The name of a compiler option.
            let names = names.filter(|name| *name != "target_family");
            let wrong =
                names.filter(|name| self::words(name).split(' ').any(|it| words.contains(&it)));
            found.extend(wrong.map(|name| format!("{folder}/{}: `{name}`", file.path)));
        }
    }
    let found: Vec<_> = found.into_iter().collect();
    assert!(found.is_empty(), "see xtask/src/tidy/words.tsv:\n{}", found.join("\n"));
}

/// Names of types that are too general.
const VAGUE: &[&str] =
    &["Failure", "Found", "Given", "Made", "Piece", "Reason", "Seen", "Uses", "Wanted", "Words"];

#[test]
fn names_of_types_say_what_of() {
    let mut found = Vec::new();
    for folder in CODE.iter().filter(|folder| folder.ends_with("src")) {
        for file in rust_source::files(folder) {
            for line in file.code.lines() {
                let words: Vec<&str> = line
                    .split(|it: char| !it.is_alphanumeric())
                    .filter(|it| !it.is_empty())
                    .collect();
                let declared =
                    words.windows(2).find(|pair| matches!(pair[0], "struct" | "enum" | "trait"));
                if let Some([_, name]) = declared
                    && VAGUE.contains(name)
                {
                    found.push(format!("{folder}/{}: `{name}`", file.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The public name that a line declares.
fn public_name(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let words = ["async ", "const ", "fn ", "struct ", "enum ", "trait ", "type ", "mod "];
    let mut name = rest;
    while let Some(after) = words.iter().find_map(|word| name.strip_prefix(word)) {
        name = after;
    }
    let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    name.get(..end)
}

/// `StubResponse` as `stub response`, and `raw_error` as `raw error`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '_' {
            words.push(' ');
        }
        words.extend(letter.to_lowercase().filter(|letter| *letter != '_'));
    }
    words
}

/// Adds the forbidden words of a text, without those that occur in the document.
fn check(name: &str, text: &str, document: &str, found: &mut Vec<String>) {
    let words: Vec<&str> = forbidden("users").collect();
    for line in text.lines() {
        let lower = line.to_lowercase();
        for word in &words {
            if has(&lower, word) && !has(document, word) {
                found.push(format!("{name}: `{word}` in: {}", line.trim()));
            }
        }
    }
}

/// Whether a text has a word, not only as a part of another.
fn has(text: &str, word: &str) -> bool {
    let is_inside = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    text.match_indices(word).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        !before.ends_with(is_inside) && !after.starts_with(is_inside)
    })
}

/// The texts in a Rust file: comments and strings, and the lines of embedded manifests.
fn comments(text: &str) -> String {
    let lines = text.lines().map(str::trim_start).filter(|line| line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// All texts of the fixture's sources, in lower case.
fn sources(fixture: &Fixture) -> String {
    let entries = fs::read_dir(&fixture.folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    paths.map(|path| read(&path).to_lowercase()).collect::<Vec<_>>().join("\n")
}

/// The files below a folder with an ending, sorted.
fn files(folder: impl AsRef<Path>, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_public_name_is_read_as_words() {
    assert_eq!(public_name("    pub const fn of_answer(self)").map(words).unwrap(), "of answer");
    assert_eq!(public_name("pub struct RawAnswer {").map(words).unwrap(), " raw answer");
    assert_eq!(public_name("fn answer()"), None);
}

#[test]
fn only_complete_words_are_found() {
    assert!(has("an answer.", "answer"));
    assert!(!has("application/octet-stream", "octet"));
    assert!(!has("default, told_apart", "fault"));
}
