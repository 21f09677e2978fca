//! `oasmith.lock`

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::output::Lockfile;

/// What the file says of itself.
const ABOUT: &str = "\
# What this crate is made of: the generator, and the SHA-256 of every file that it has read, with its path from the folder of
# the manifest. Line ends count as LF, however a file was checked out. [files] are those of the crate that cannot say above
# that they are generated.
";

/// The text of the file.
pub fn text(lock: &Lockfile) -> String {
    let mut table = Table::new();
    table.insert("generator".to_owned(), lock.generator.as_str().into());
    for (key, digests) in [("inputs", &lock.inputs), ("files", &lock.files)] {
        if !digests.is_empty() {
            table.insert(key.to_owned(), digests_of(digests));
        }
    }
    format!("{ABOUT}\n{table}")
}

fn digests_of(digests: &BTreeMap<String, impl ToString>) -> Value {
    let entries = digests.iter().map(|(path, digest)| (path.clone(), Value::from(digest.to_string())));
    Value::Table(entries.collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        let digests: BTreeMap<_, _> = names.map(|name| (name.to_owned(), Digest::of(name.as_bytes()))).into();
        let generator = "0.1.0".to_owned();
        let lock = Lockfile { generator: generator.clone(), inputs: digests.clone(), files: BTreeMap::new() };
        assert_eq!(Lockfile::parse(&text(&lock)), Some(lock));
        let lock = Lockfile { generator, inputs: digests.clone(), files: digests };
        assert_eq!(Lockfile::parse(&text(&lock)).as_ref(), Some(&lock));
        let broken = text(&lock).replace("[files]", "<<<<<<< HEAD\n[files]");
        assert_eq!(Lockfile::parse(&broken), None);
        assert_eq!(Lockfile::parse(""), None);
    }
}
