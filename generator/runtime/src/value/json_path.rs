//! Paths in JSON, such as `$.items[3].name`.

/// Encloses the path of an error within a union in an error message.
#[allow(dead_code, reason = "not every crate has unions")]
pub(crate) const WITHIN_VALUE: [&str; 2] = [" (at ", " of this value)"];

/// One step of a path.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "not every crate has unions")]
pub(crate) enum PathStep<'a> {
    Key(&'a str),
    Index(usize),
}

#[allow(dead_code, reason = "not every crate has unions")]
impl PathStep<'_> {
    /// A path, from the outermost value inwards.
    pub(crate) fn show(steps: &[PathStep<'_>]) -> String {
        let mut path = String::from("$");
        for step in steps {
            match step {
                PathStep::Key(key) if is_identifier(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                PathStep::Key(key) => path.push_str(&format!("[{key:?}]")),
                PathStep::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

#[allow(dead_code, reason = "not every crate has unions")]
fn is_identifier(key: &str) -> bool {
    !key.is_empty()
        && key.chars().all(|character| {
            character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '@')
        })
}
