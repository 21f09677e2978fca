//! Paths in JSON, such as `$.items[3].name`.

/// One step of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    /// A path from the outermost value in.
    pub(super) fn show(steps: &[Step<'_>]) -> String {
        let mut path = String::from("$");
        for step in steps {
            match step {
                Step::Key(key) if is_identifier(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                Step::Key(key) => path.push_str(&format!("[{key:?}]")),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

fn is_identifier(key: &str) -> bool {
    !key.is_empty()
        && key.chars().all(|character| {
            character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '@')
        })
}
