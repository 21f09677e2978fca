//! The `[lints]` table: how much each warning matters.

use super::check::ValueError;
use super::table::{Reader, Table};
use crate::diagnostic::{Code, Level, Lints, Severity, nearest};

/// The code of a warning.
///
/// # Errors
/// If no message has this code, or it is the code of an error.
pub fn lint(id: &str) -> Result<Code, ValueError> {
    let code = code(id)?;
    if code.severity() == Severity::Error {
        let help = "correct what it is about; only warnings (W…) can be allowed".to_owned();
        let message = format!("`{id}` is an error and cannot be lowered");
        return Err(ValueError { code: Code::ErrorLowered, message, help });
    }
    Ok(code)
}

/// The code with this text.
///
/// # Errors
/// No message has this code.
pub fn code(id: &str) -> Result<Code, ValueError> {
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    if let Some(code) = Code::ALL.iter().find(|code| code.id() == id) {
        return Ok(*code);
    }
    let help = match nearest(id, &known) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "the command `explain` lists all codes".to_owned(),
    };
    Err(ValueError {
        code: Code::UnknownLint,
        message: format!("no message has the code `{id}`"),
        help,
    })
}

/// Reads the table of a manifest.
pub(super) fn read(root: &Table<'_>, reader: &mut Reader<'_>) -> Lints {
    let mut lints = Lints::default();
    let Some(table) = root.table("lints", "[lints]", reader) else {
        return lints;
    };
    for (key, _) in table.entries() {
        let level = table.text(&key.value, |word| level(word).map(drop), reader);
        let Some(level) = level.and_then(|text| level_of(&text.value)) else { continue };
        // Errors are always denied.
        let code = if level == Level::Deny { code(&key.value) } else { lint(&key.value) };
        match code {
            Ok(code) => lints.set(code, level),
            Err(error) => reader.value_error(error, key.offset),
        }
    }
    lints
}

fn level_of(word: &str) -> Option<Level> {
    Level::WORDS.iter().find(|(known, _)| *known == word).map(|(_, level)| *level)
}

fn level(word: &str) -> Result<Level, ValueError> {
    let words: Vec<&str> = Level::WORDS.iter().map(|(word, _)| *word).collect();
    level_of(word).ok_or_else(|| {
        let help = match nearest(word, &words) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("choose one of: {}", words.join(", ")),
        };
        ValueError {
            code: Code::UnknownLevel,
            message: format!("there is no level `{word}`"),
            help,
        }
    })
}
