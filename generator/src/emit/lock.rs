//! `oasmith.lock`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use toml::{Table, Value};

use crate::output::Lockfile;

/// The header of the file.
const ABOUT: &str = "\
# The version of the generator, the SHA-256 of each input, and the files of the crate. Only files
# that are listed here are ever removed. `marked` files begin with the comment above; those in
# [files] do not, or are in a folder for your own files. Paths in [inputs] are relative to the
# folder of the manifest. Digests are computed with LF line ends.
";

/// The text of the file.
pub fn text(lock: &Lockfile) -> String {
    let generator = Value::from(lock.generator.as_str());
    let marked = marked(&lock.marked);
    let mut table = Table::new();
    for (key, digests) in [("inputs", &lock.inputs), ("files", &lock.files)] {
        if !digests.is_empty() {
            table.insert(key.to_owned(), digests_of(digests));
        }
    }
    format!("{ABOUT}\ngenerator = {generator}\n\n{table}{marked}")
}

/// Each path on a separate line, so that git can merge changes.
fn marked(paths: &BTreeSet<String>) -> String {
    if paths.is_empty() {
        return String::new();
    }
    let mut text = "\n[crate]\nmarked = [\n".to_owned();
    for path in paths {
        _ = writeln!(text, "    {},", Value::from(path.as_str()));
    }
    text + "]\n"
}

fn digests_of(digests: &BTreeMap<String, impl ToString>) -> Value {
    let entries =
        digests.iter().map(|(path, digest)| (path.clone(), Value::from(digest.to_string())));
    Value::Table(entries.collect())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::text;
    use crate::output::Lockfile;
    use crate::source::Digest;

    #[test]
    fn what_is_written_is_read() {
        let names = [
            "openapi.yaml",
            "../a b.yaml",
            "a\"b'c.yaml",
            "a\nb\t\u{7f}\u{202e}.yaml",
            "https://example.com/x?y=z",
            "",
        ];
        let digests: BTreeMap<_, _> =
            names.map(|name| (name.to_owned(), Digest::of(name.as_bytes()))).into();
        let generator = "0.1.0".to_owned();
        let none = BTreeMap::new();
        let marked = BTreeSet::new();
        let lock =
            Lockfile { generator: generator.clone(), inputs: digests.clone(), marked, files: none };
        assert_eq!(Lockfile::parse(&text(&lock)), Some(lock));
        let marked = digests.keys().cloned().collect();
        let lock = Lockfile { generator, inputs: digests.clone(), marked, files: digests };
        assert_eq!(Lockfile::parse(&text(&lock)).as_ref(), Some(&lock));
        let broken = text(&lock).replace("[files]", "<<<<<<< HEAD\n[files]");
        assert_eq!(Lockfile::parse(&broken), None);
        assert_eq!(Lockfile::parse(""), None);
    }
}
