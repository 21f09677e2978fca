//! Checks of names, versions and licences.

use crate::diagnostic::Code;
use crate::source::is_device;

/// A problem with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// The kind of the mistake.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

type Checked = Result<(), ValueError>;

/// The keywords of edition 2024, strict and reserved.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Crates of the standard library.
const BUILT_IN: &[&str] = &["alloc", "core", "proc-macro", "proc_macro", "std", "test"];

/// Features that every generated crate has.
pub(crate) const FEATURES: &[&str] = &[
    "blocking",
    "chrono",
    "default",
    "fs",
    "gzip",
    "native-tls",
    "reqwest",
    "rustls",
    "serde",
    "test-util",
    "tower",
    "tracing",
    "uuid",
    "webhook-signatures",
    "xml",
];

const LONGEST_NAME: usize = 64;

/// Checks the folder that a crate is generated into.
pub(super) fn output(path: &str) -> Checked {
    let (reason, help) = if path.trim().is_empty() {
        ("is empty", "write the path of a folder, relative to the manifest".to_owned())
    } else if path == "~" || path.starts_with("~/") {
        (
            "starts with `~`, which only a shell replaces",
            "write a path relative to the manifest".to_owned(),
        )
    } else if path.contains('$') {
        (
            "has a `$`: variables of the environment are not replaced",
            "write a path relative to the manifest, or name the folder with `--output`".to_owned(),
        )
    } else if path.contains('\\') {
        (
            "has a backslash",
            format!("write `{}`, which works on Windows, too", path.replace('\\', "/")),
        )
    } else {
        return Ok(());
    };
    Err(error(Code::InvalidOutput, format!("the output `{path}` {reason}"), &help))
}

/// Checks that cargo and a registry accept the name of a package.
///
/// # Errors
/// Says what is wrong with it.
pub fn package_name(name: &str) -> Checked {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > LONGEST_NAME {
        "it is longer than 64 characters"
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        "it does not start with a letter"
    } else if !name.chars().all(is_name_character) {
        "it holds other characters than letters, digits, `-` and `_`"
    } else if is_keyword(&name.replace('-', "_")) {
        "it is a keyword of Rust"
    } else if BUILT_IN.contains(&name) {
        "it is a crate that comes with the compiler"
    } else if is_device(name) {
        "it is a device on Windows"
    } else {
        return Ok(());
    };
    Err(error(
        Code::InvalidPackageName,
        format!("`{name}` cannot name a package: {reason}"),
        "write a name such as `my-sdk`",
    ))
}

/// Checks that a text is a version (<https://semver.org>).
pub(super) fn version(text: &str) -> Checked {
    semver::Version::parse(text).map(drop).map_err(|parser| {
        let (reason, help) = version_help(text, &parser.to_string());
        error(Code::InvalidVersion, format!("`{text}` is not a version: {reason}"), &help)
    })
}

/// Why a text is not a version, and what to write. `reason` is the parser's.
pub fn version_help(text: &str, reason: &str) -> (String, String) {
    let bare = text.trim().trim_start_matches(['v', 'V', '^', '=', '~']).trim();
    let padded = match bare.matches('.').count() {
        0 => format!("{bare}.0.0"),
        1 => format!("{bare}.0"),
        _ => bare.to_owned(),
    };
    match semver::Version::parse(&padded) {
        Ok(version) => (
            "it must have three numbers and nothing before them".to_owned(),
            format!("write `{version}`"),
        ),
        Err(_) => (reason.to_owned(), "write three numbers, such as `0.1.0`".to_owned()),
    }
}

/// Checks that a text has the form of an SPDX licence expression. The licences themselves are not
/// checked.
pub(super) fn license(text: &str) -> Checked {
    let reason = match license_problem(text) {
        Some(reason) => reason,
        None => return Ok(()),
    };
    let help = "write an SPDX expression such as `MIT OR Apache-2.0`, or `LicenseRef-Proprietary` for your own terms";
    Err(error(
        Code::InvalidLicense,
        format!("`{text}` is not an SPDX licence expression: {reason}"),
        help,
    ))
}

fn license_problem(text: &str) -> Option<&'static str> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut depth = 0_usize;
    let mut after_licence = false;
    for word in spaced.split_whitespace() {
        match (word, after_licence) {
            ("(", false) => depth += 1,
            (")", true) if depth > 0 => depth -= 1,
            ("AND" | "OR" | "WITH", true) => after_licence = false,
            ("(" | ")", _) => return Some("a bracket has no counterpart"),
            ("AND" | "OR" | "WITH", false) => {
                return Some("there is no licence before an operator");
            }
            _ if word.contains('/') => return Some("write `OR` where it has `/`"),
            _ if !word
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '.' | '+' | ':')) =>
            {
                return Some("a licence's name has letters, digits, `-`, `.` and `+` only");
            }
            (_, true) => return Some("there is no `OR` or `AND` between two licences"),
            (_, false) => after_licence = true,
        }
    }
    match (after_licence, depth) {
        (false, _) => Some("it ends where a licence is expected"),
        (true, 0) => None,
        (true, _) => Some("a bracket is not closed"),
    }
}

/// Checks that cargo's configuration can have a registry of this name.
pub(super) fn registry(name: &str) -> Checked {
    if name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(is_name_character)
    {
        return Ok(());
    }
    let reason = "a registry name has letters, digits, `-` and `_` only, and starts with a letter";
    let help = match name.trim_end_matches('/').trim_start_matches("https://") {
        "crates.io" | "crates" | "index.crates.io" => {
            "write `crates-io` for the public registry, crates.io"
        }
        _ => "write the name that `.cargo/config.toml` gives the registry under [registries]",
    };
    Err(error(Code::InvalidRegistry, format!("`{name}` cannot name a registry: {reason}"), help))
}

/// Checks that a text is an `http` or `https` URL.
pub(super) fn package_url(address: &str) -> Checked {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|it| it.is_ascii_graphic())) {
        return Ok(());
    }
    let reason = "a URL starts with `https://` and has no spaces";
    let help = "write one such as `https://git.example.com/team/sdk`";
    Err(error(Code::InvalidPackageUrl, format!("`{address}` is not a URL: {reason}"), help))
}

/// Checks that a text is a name for a module, in the usual case.
pub(super) fn module(name: &str) -> Checked {
    let reason = if !is_identifier(name) {
        "it is not a Rust identifier"
    } else if name.chars().any(|it| it.is_ascii_uppercase()) {
        "a module's name has no capital letters"
    } else if is_keyword(name) {
        "it is a keyword of Rust"
    } else if is_device(name) {
        "it is a device on Windows, so it cannot name a file there"
    } else if name == "lib" || name == "main" {
        "its file would be the crate's root"
    } else if ["deps", "runtime"].contains(&name) {
        "every generated crate has a module of this name already"
    } else if name == "ext" {
        "it is the module for code of your own"
    } else {
        return Ok(());
    };
    let help =
        "set `module` to a name of lower-case letters, digits and `_`, such as `customer_service`";
    Err(error(Code::InvalidModule, format!("`{name}` cannot name a module: {reason}"), help))
}

/// Checks that cargo accepts the name of a feature, and that the crate does not have it already.
pub(super) fn feature(name: &str) -> Checked {
    let reason = if FEATURES.contains(&name) {
        "every generated crate has one of this name already"
    } else if !name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') {
        "it does not start with a letter or a digit"
    } else if !name.chars().all(|it| is_name_character(it) || matches!(it, '.' | '+')) {
        "it holds other characters than letters, digits, `-`, `_`, `.` and `+`"
    } else {
        return Ok(());
    };
    let help = "set `feature` to a name such as `customer-service`";
    Err(error(Code::InvalidFeature, format!("`{name}` cannot name a feature: {reason}"), help))
}

/// Checks that a text is a Rust identifier.
pub(super) fn chosen_name(name: &str) -> Checked {
    let reason = if !is_identifier(name) {
        "it is not an identifier of ASCII letters, digits and `_`"
    } else if is_keyword(name) {
        "it is a keyword"
    } else {
        return Ok(());
    };
    let help = "write a Rust identifier, such as `Paid` or `list_customers`";
    Err(error(
        Code::InvalidChosenName,
        format!("`{name}` cannot be a name in Rust: {reason}"),
        help,
    ))
}

fn error(code: Code, message: String, help: &str) -> ValueError {
    ValueError { code, message, help: help.to_owned() }
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
        && name != "_"
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}
