//! `--lines`: counts the lines of each crate by kind.

use std::fs;
use std::io;
use std::path::Path;

use oasmith::diagnostic::visible;

use super::table::Row;

/// The kind of a line of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Comments.
    Docs,
    /// Structs, enums, aliases and modules, with their attributes.
    Declaration,
    /// Functions and impls.
    Impl,
    /// Statics, and macros that take tables.
    Table,
    Blank,
    Import,
    /// The files of the runtime, which are the same in all crates.
    Runtime,
}

impl Kind {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Docs, "docs"),
        (Self::Declaration, "declarations"),
        (Self::Impl, "impls"),
        (Self::Table, "tables"),
        (Self::Blank, "blank"),
        (Self::Import, "imports"),
        (Self::Runtime, "runtime"),
    ];

    /// The kind of the item that begins on a line without indentation.
    fn of_item(line: &str) -> Self {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let word = line.split(|end: char| !end.is_alphanumeric() && end != '_').next();
        match word.unwrap_or_default() {
            "impl" | "fn" | "async" => Self::Impl,
            "static" | "const" => Self::Table,
            "use" => Self::Import,
            name if line.get(name.len()..).is_some_and(|rest| rest.starts_with('!')) => Self::Table,
            _ => Self::Declaration,
        }
    }
}

/// The number of lines of each kind, in the order of [`Kind::ALL`].
type Counts = [usize; Kind::ALL.len()];

fn add(counts: &mut Counts, kind: Kind) {
    for ((known, _), count) in Kind::ALL.iter().zip(counts) {
        *count += usize::from(*known == kind);
    }
}

/// A line for each crate.
///
/// # Errors
/// If a crate cannot be read.
pub fn table(rows: &[Row], folder: &Path) -> io::Result<String> {
    let heads: Vec<&str> = Kind::ALL.iter().map(|(_, name)| *name).collect();
    let mut text = format!("lines by kind: {}, all\n", heads.join(", "));
    for row in rows.iter().filter(|row| row.made().is_some()) {
        let mut counts = Counts::default();
        count_folder(&folder.join(&row.document.package).join("src"), &mut counts)?;
        let cells: Vec<String> = counts.iter().map(usize::to_string).collect();
        let all: usize = counts.iter().sum();
        text += &format!("{}: {}, {all}\n", visible(&row.document.name), cells.join(", "));
    }
    Ok(text)
}

fn count_folder(folder: &Path, counts: &mut Counts) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count_folder(&path, counts)?;
        } else if path.components().any(|part| part.as_os_str() == "runtime") {
            fs::read_to_string(&path)?.lines().for_each(|_| add(counts, Kind::Runtime));
        } else {
            count(&fs::read_to_string(&path)?, counts);
        }
    }
    Ok(())
}

/// Counts the lines of a file that is formatted: only items and their ends have no indentation.
fn count(text: &str, counts: &mut Counts) {
    let mut item = Kind::Import;
    for line in text.lines() {
        let code = line.trim_start();
        let begins = code.len() == line.len() && !code.starts_with(['}', ')', ']', '#']);
        let kind = match code {
            "" => Kind::Blank,
            comment if comment.starts_with("//") => Kind::Docs,
            attribute if attribute.starts_with('#') && code.len() == line.len() => {
                Kind::Declaration
            }
            _ => {
                if begins {
                    item = Kind::of_item(line);
                }
                item
            }
        };
        add(counts, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_the_item_that_they_are_in() {
        let mut counts = Counts::default();
        let text = "\
use std::fmt;

/// A pet.
#[derive(Debug)]
pub struct Pet {
    /// Its name.
    pub name: String,
}

impl Pet {
    fn name(&self) {}
}

object!(Pet {
    0 => required name \"name\",
});

request! {
    /// Created by [`Pets::get`].
    pub struct GetPet = Get \"/pet\" as \"getPet\" {}
}
";
        count(text, &mut counts);
        assert_eq!(counts, [3, 4, 3, 6, 4, 1, 0]);
    }
}
