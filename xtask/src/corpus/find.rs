//! Finds the documents in files and folders.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A document to try.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundDocument {
    /// Its path below the given one, without the ending; unique, with `/` between its parts.
    pub name: String,
    /// The name of its crate; unique.
    pub package: String,
    /// Its path.
    pub path: PathBuf,
    /// The given folder that contains it. The document may refer to any file in that folder.
    pub root: Option<PathBuf>,
    /// The value of `openapi` or `swagger`, if there is one.
    pub version: Option<String>,
}

/// All documents at and below some paths, sorted within each. A file that is named is a document.
/// Below a folder, a document is a file with the member `openapi` or `swagger` at its root, so
/// that the other files of a document are not documents. Names that start with a dot, and links to
/// folders, are skipped.
///
/// # Errors
/// If a path cannot be read.
pub fn find(paths: &[PathBuf]) -> io::Result<Vec<FoundDocument>> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    let mut packages = BTreeSet::new();
    for path in paths {
        let is_folder = fs::metadata(path)?.is_dir();
        let files = if is_folder { files_below(path)? } else { vec![path.clone()] };
        let base = if is_folder { path.as_path() } else { path.parent().unwrap_or(Path::new("")) };
        for file in files {
            let version = version(&String::from_utf8_lossy(&fs::read(&file)?));
            if is_folder && version.is_none() {
                continue;
            }
            let plain = file.strip_prefix(base).unwrap_or(&file).with_extension("");
            let plain = plain.to_string_lossy().replace('\\', "/");
            let name = unique(&plain, &mut names);
            let package = unique(&package(&name), &mut packages);
            let root = is_folder.then(|| path.clone());
            found.push(FoundDocument { name, package, path: file, root, version });
        }
    }
    Ok(found)
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let ending =
                path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
            if entry.file_type()?.is_dir() {
                waiting.push(path);
            } else if ending
                .is_some_and(|ending| ["json", "yaml", "yml"].contains(&ending.as_str()))
                && path.is_file()
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A name that is not taken yet.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_usize..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// Maximal length of a crate's name, with space for a number: registries accept 64 bytes.
const LONGEST: usize = 56;

/// A name that cargo accepts. The prefix prevents reserved names and names of dependencies.
fn package(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words = lower.split(|it: char| !it.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.fold("corpus".to_owned(), |name, word| name + "-" + word);
    name.truncate(LONGEST);
    name.trim_end_matches('-').to_owned()
}

const KEYS: &[&str] = &["openapi", "swagger"];

/// The value of `openapi` or `swagger` at the root of a text. It is found without parsing the text,
/// which may be neither JSON nor YAML.
fn version(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.starts_with('{') {
        true => version_in_json(text),
        false => text.lines().find_map(version_in_line),
    }
}

/// `openapi: 3.0.3` at the start of a line.
fn version_in_line(line: &str) -> Option<String> {
    let key_first = line.strip_prefix(['"', '\'']).unwrap_or(line);
    let rest = KEYS.iter().find_map(|key| key_first.strip_prefix(key))?;
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start().strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| scalar(rest))
}

fn version_in_json(text: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut characters = text.char_indices();
    let mut start = None;
    let mut escaped = false;
    while let Some((at, character)) = characters.next() {
        match (start, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(from), '"') => {
                start = None;
                let value = characters.as_str().trim_start().strip_prefix(':');
                let is_key =
                    depth == 1 && text.get(from..at).is_some_and(|key| KEYS.contains(&key));
                if let (true, Some(value)) = (is_key, value) {
                    return Some(scalar(value));
                }
            }
            (Some(_), _) => {}
            (None, '"') => start = Some(at + 1),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

/// The scalar that a text starts with, without its quotes.
fn scalar(text: &str) -> String {
    let text = text.trim_start();
    let end = |it: char| matches!(it, ',' | '}' | '#') || it.is_whitespace();
    let quoted =
        ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.split(quote).next());
    quoted.or_else(|| text.split(end).next()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{find, version};

    #[test]
    fn a_version_is_found_at_the_root_only() {
        let of = |text| version(text);
        assert_eq!(of("# a comment\nopenapi: 3.0.3 # this\n").as_deref(), Some("3.0.3"));
        assert_eq!(of("\u{feff}'swagger': \"2.0\"\r\n").as_deref(), Some("2.0"));
        assert_eq!(
            of("{\"info\": {\"openapi\": \"no\"}, \"x\": \"a\\\"openapi\\\": b\", \"openapi\" : \"3.1.0\"}").as_deref(),
            Some("3.1.0")
        );
        assert_eq!(of("{\"swagger\":2.0}").as_deref(), Some("2.0"));
        for none in [
            "",
            "a:\n  openapi: 3.0.3\n",
            "openapi-like: 1\n",
            "openapi\n",
            "{\"a\": \"openapi\"}",
            "{\"openapi",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn documents_are_found_with_names_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write("b/root.yaml", "openapi: 3.0.3\n");
        write("b/part.yaml", "type: object\n");
        write("b/.hidden.yaml", "openapi: 3.0.3\n");
        write("b-root.json", "{\"swagger\": \"2.0\"}");
        write("b-root.yml", "openapi: 3.1.0\n");
        write("Ünï.yaml", "openapi: 3.1.0\n");
        let long = "folder-of-a-name/and-a-document-whose-name-is-as-long-as-names-get-v";
        for version in 1..=2 {
            write(&format!("{long}{version}.yaml"), "openapi: 3.1.0\n");
        }
        let found = find(&[folder.path().to_owned(), folder.path().join("b/part.yaml")])
            .expect("all can be read");
        let shown: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.package.as_str(), it.version.as_deref()))
            .collect();
        let expected = [
            ("b/root", "corpus-b-root", Some("3.0.3")),
            ("b-root", "corpus-b-root-2", Some("2.0")),
            ("b-root-2", "corpus-b-root-2-2", Some("3.1.0")),
            (
                &format!("{long}1"),
                "corpus-folder-of-a-name-and-a-document-whose-name-is-as",
                Some("3.1.0"),
            ),
            (
                &format!("{long}2"),
                "corpus-folder-of-a-name-and-a-document-whose-name-is-as-2",
                Some("3.1.0"),
            ),
            ("Ünï", "corpus-n", Some("3.1.0")),
            ("part", "corpus-part", None),
        ];
        assert_eq!(shown, expected);
        assert!(find(&[folder.path().join("none")]).is_err());
    }
}
