//! A change of a document, like one of an upstream: an enum gets another value.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The value.
const VALUE: &str = "oasmith-self-test";

/// The texts of the YAML files below a folder, each with an additional value in one of its enums:
/// one text for each enum of strings.
pub fn with_a_value_more(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let mut entries =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        for path in entries {
            match path.extension().and_then(|it| it.to_str()) {
                _ if path.is_dir() => waiting.push(path),
                Some("yaml" | "yml") => {
                    let texts = changed(&fs::read_to_string(&path)?);
                    found.extend(texts.into_iter().map(|text| (path.clone(), text)));
                }
                _ => {}
            }
        }
    }
    Ok(found)
}

fn changed(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let pairs = lines.iter().zip(lines.iter().skip(1)).enumerate();
    let is_word =
        |value: &str| value.chars().all(|it| it.is_ascii_lowercase() || it == '-' || it == '_');
    let more = |(at, (header, first)): (usize, (&&str, &&str))| {
        let (indent, value) = first.split_once("- ")?;
        let is_list = header.trim() == "enum:" && indent.trim().is_empty() && is_word(value.trim());
        let before: String = lines.get(..=at)?.concat();
        let after: String = lines.get(at + 1..)?.concat();
        is_list.then(|| format!("{before}{indent}- {VALUE}\n{after}"))
    };
    pairs.filter_map(more).collect()
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn each_enum_of_words_is_tried() {
        let text =
            "a:\n  enum:\n    - one\n    - two\nb:\n  enum:\n    - 1\nc:\n  enum:\n  - four\n";
        assert_eq!(
            changed(text),
            [
                "a:\n  enum:\n    - oasmith-self-test\n    - one\n    - two\nb:\n  enum:\n    - 1\nc:\n  enum:\n  - four\n",
                "a:\n  enum:\n    - one\n    - two\nb:\n  enum:\n    - 1\nc:\n  enum:\n  - oasmith-self-test\n  - four\n"
            ]
        );
    }
}
