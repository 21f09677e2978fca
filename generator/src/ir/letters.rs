//! Names that differ only in how they are written.

/// The letters and digits of a text, in lower case: `zipcode` for `zip_code` and `Zip Code`.
pub fn letters(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
