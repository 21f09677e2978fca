//! Prints code that the parser does not support: prettyplease supports all of Rust's syntax, and is
//! slower.

/// The text of items that [`super::parse`] does not read. Tokens that are no items stay as they
/// are, so that the compiler shows them.
pub fn items(tokens: String) -> String {
    match syn::parse_str::<syn::File>(&tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens + "\n",
    }
}

/// The text of statements that [`super::parse`] does not read.
pub fn statements(tokens: String) -> String {
    let function = format!("fn statements() {{ {tokens} }}");
    let Ok(file) = syn::parse_str::<syn::File>(&function) else { return tokens };
    let text = prettyplease::unparse(&file);
    let lines = text.lines().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
    let mut lines: Vec<&str> = lines.collect();
    lines.pop();
    lines.join("\n")
}
