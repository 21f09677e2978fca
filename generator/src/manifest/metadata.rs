//! What registries show and search: keywords, categories, links. And the head of the README.

use std::path::Path;

use super::check::{self, ValueError};
use super::table::{Reader, Table, Text};
use crate::diagnostic::Code;

/// The oldest Rust that compiles generated code.
pub const RUST_VERSION: &str = "1.88";

/// The most keywords, and the most categories, that crates.io accepts.
const MOST: usize = 5;

/// The longest keyword that crates.io accepts, in characters.
const LONGEST_KEYWORD: usize = 20;

/// Keys of `[package]` that are written to `Cargo.toml` as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The authors.
    pub authors: Vec<String>,
    /// Words for the search of a registry; at most five.
    pub keywords: Vec<String>,
    /// Slugs of categories; at most five.
    pub categories: Vec<String>,
    /// The URL of a website about the crate.
    pub homepage: Option<String>,
    /// The URL of its documentation.
    pub documentation: Option<String>,
    /// The oldest Rust that compiles the crate. Default: [`RUST_VERSION`].
    pub rust_version: Option<String>,
}

impl Metadata {
    /// The oldest Rust that compiles the crate.
    pub fn rust_version(&self) -> &str {
        self.rust_version.as_deref().unwrap_or(RUST_VERSION)
    }
}

pub(super) fn read(package: &Table<'_>, reader: &mut Reader<'_>) -> Metadata {
    let url = |key, reader: &mut Reader<'_>| {
        package.text(key, check::package_url, reader).map(|text| text.value)
    };
    Metadata {
        authors: list(package.texts("authors", reader), AUTHOR, reader),
        keywords: list(package.texts("keywords", reader), KEYWORD, reader),
        categories: list(package.texts("categories", reader), CATEGORY, reader),
        homepage: url("homepage", reader),
        documentation: url("documentation", reader),
        rust_version: package.text("rust-version", rust_version, reader).map(|text| text.value),
    }
}

/// What a list may hold.
#[derive(Clone, Copy)]
struct Rule {
    what: &'static str,
    most: usize,
    problem: fn(&str) -> Option<&'static str>,
    help: &'static str,
}

const AUTHOR: Rule = Rule {
    what: "author",
    most: usize::MAX,
    problem: |author| {
        author.chars().any(char::is_control).then_some("it has a line break or the like")
    },
    help: "write a name, or a name and an address: \"The SDK team <sdk@example.com>\"",
};

const KEYWORD: Rule = Rule {
    what: "keyword",
    most: MOST,
    problem: keyword_problem,
    help: "write up to five words such as \"payments\" or \"api-client\", of at most 20 characters",
};

const CATEGORY: Rule = Rule {
    what: "category",
    most: MOST,
    problem: category_problem,
    help: "write up to five slugs such as \"api-bindings\": https://crates.io/category_slugs lists them",
};

/// The valid texts of a list.
fn list(texts: Vec<Text>, rule: Rule, reader: &mut Reader<'_>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for Text { value, offset } in texts {
        let shown = value.escape_debug();
        let what = rule.what;
        let message = if list.len() == rule.most {
            format!("`{shown}` is one {what} too many: registries accept {MOST}")
        } else if list.contains(&value) {
            format!("the {what} `{shown}` is there twice")
        } else if let Some(problem) = (rule.problem)(&value) {
            format!("`{shown}` cannot be a {what}: {problem}").replace("a author", "an author")
        } else {
            list.push(value);
            continue;
        };
        let help = rule.help.to_owned();
        reader.value_error(ValueError { code: Code::InvalidMetadata, message, help }, offset);
    }
    list
}

fn keyword_problem(keyword: &str) -> Option<&'static str> {
    if keyword.chars().count() > LONGEST_KEYWORD {
        Some("it is longer than 20 characters")
    } else if !keyword.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        Some("it does not start with a letter or a digit")
    } else if !keyword.chars().all(|it| it.is_ascii_alphanumeric() || "-_+".contains(it)) {
        Some("it has other characters than letters, digits, `-`, `_` and `+`")
    } else {
        None
    }
}

fn category_problem(category: &str) -> Option<&'static str> {
    let is_slug = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
    };
    match category.split("::").all(is_slug) {
        true => None,
        false => {
            Some("a slug has lower-case letters, digits and `-`, and `::` before a subcategory")
        }
    }
}

/// Checks that a text is a version of Rust, and that generated code compiles with it.
fn rust_version(text: &str) -> Result<(), ValueError> {
    let reason = match (numbers(text), numbers(RUST_VERSION)) {
        (None, _) => "it has two or three numbers",
        (Some(asked), Some(oldest)) if asked < oldest => {
            "generated code needs a newer one, for the edition and the standard library"
        }
        _ => return Ok(()),
    };
    Err(ValueError {
        code: Code::InvalidRustVersion,
        message: format!(
            "`{}` cannot be the oldest version of Rust: {reason}",
            text.escape_debug()
        ),
        help: format!("write `{RUST_VERSION}` or a later version, or leave the key out"),
    })
}

/// The numbers of a version such as `1.88` or `1.88.0`.
fn numbers(text: &str) -> Option<[u64; 3]> {
    let number = |part: &str| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { part.parse().ok() } else { None }
    };
    match text.split('.').map(number).collect::<Option<Vec<u64>>>()?.as_slice() {
        [major, minor] => Some([*major, *minor, 0]),
        [major, minor, patch] => Some([*major, *minor, *patch]),
        _ => None,
    }
}

/// The text of the file that `readme` names, which is relative to the manifest.
pub(super) fn readme(
    package: &Table<'_>,
    folder: &Path,
    reader: &mut Reader<'_>,
) -> Option<String> {
    let is_file = |name: &str| match folder.join(name).is_file() {
        true => Ok(()),
        false => Err(ValueError {
            code: Code::InvalidReadme,
            message: format!("the head of the README `{}` does not exist", name.escape_debug()),
            help: "write the path of a Markdown file, relative to the folder of the manifest"
                .to_owned(),
        }),
    };
    let name = package.text("readme", is_file, reader)?;
    let text = reader.text(&folder.join(name.value))?.replace("\r\n", "\n");
    Some(text)
}
