//! Errors of XML, with a path.

/// Why an XML document cannot be read, or a value cannot be written.
#[derive(Debug)]
pub(crate) struct XmlError {
    /// The names of the elements around it, innermost first.
    path: Vec<String>,
    pub(crate) reason: String,
}

impl XmlError {
    pub(crate) fn new(reason: impl ToString) -> Self {
        Self { path: Vec::new(), reason: reason.to_string() }
    }

    /// The same error in an element, or in an attribute (`@name`).
    #[cfg(feature = "xml")]
    pub(crate) fn inside(mut self, step: impl std::fmt::Display) -> Self {
        self.path.push(step.to_string());
        self
    }

    /// The path, such as `/pets/pet[2]/@id`.
    pub(crate) fn path(&self) -> String {
        if self.path.is_empty() {
            return "/".to_owned();
        }
        self.path.iter().rev().flat_map(|step| ["/", step.as_str()]).collect()
    }
}
