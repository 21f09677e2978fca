//! Limits on what is read of untrusted documents.

use std::num::NonZero;

/// Limits on a document and its files. The defaults are far above what people write, and low enough
/// that no document can make a run slow or use much memory. Raise them for a document that you
/// trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Bytes of the document and all files that it refers to.
    pub all_bytes: u64,
    /// Files.
    pub files: usize,
    /// How deeply lists and objects may be nested.
    pub depth: usize,
    /// Members of one object, and elements of one list.
    pub members: Limit,
    /// Bytes of one text, such as a description, which becomes pages.
    pub text: usize,
    /// Bytes of one key, operationId or tag. Locations in messages and types repeat the keys.
    pub key: usize,
    /// Values in all files together: objects, lists, texts and other scalars.
    pub values: Limit,
    /// Operations and webhooks that are selected.
    pub operations: Limit,
    /// First tags of the selected operations. Each becomes a module, a file and a feature.
    pub tags: usize,
    /// Schemas that the selected operations use and that become types, and alternatives of unions.
    pub schemas: Limit,
    /// Repetitions: what schemas include by `allOf`, counted for each schema, and the security
    /// requirements of the document, counted for each operation.
    pub copies: Limit,
}

/// A limit that may grow with the size of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A fixed limit.
    Fixed(usize),
    /// A limit that grows with the size of the text, so that a short malicious text gets no more
    /// than a short document.
    Growing {
        /// The limit for an empty text.
        from: usize,
        /// How many bytes raise the limit by one.
        bytes_each: NonZero<u32>,
    },
}

impl Limit {
    const fn growing(from: usize, bytes_each: u32) -> Self {
        match NonZero::new(bytes_each) {
            Some(bytes_each) => Self::Growing { from, bytes_each },
            None => Self::Fixed(from),
        }
    }

    /// The limit for a text of this size.
    pub fn within(self, bytes: u64) -> usize {
        match self {
            Self::Fixed(limit) => limit,
            Self::Growing { from, bytes_each } => {
                let more = bytes / u64::from(bytes_each.get());
                from.saturating_add(usize::try_from(more).unwrap_or(usize::MAX))
            }
        }
    }
}

/// The length limit of a pointer, in keys of the maximum length.
const KEYS_OF_A_POINTER: usize = 4;

impl Limits {
    /// How many bytes the pointer of a schema may have.
    pub(crate) fn longest_pointer(&self) -> usize {
        self.key.saturating_mul(KEYS_OF_A_POINTER)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 128 * 1024 * 1024,
            all_bytes: 512 * 1024 * 1024,
            files: 20_000,
            depth: 10_000,
            members: Limit::growing(10_000, 4096),
            text: 1024 * 1024,
            key: 1024,
            values: Limit::growing(600_000, 32),
            operations: Limit::growing(6_000, 2048),
            tags: 2_000,
            schemas: Limit::growing(25_000, 1024),
            copies: Limit::growing(100_000, 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Limits};

    #[test]
    fn a_longer_text_may_have_more_unless_people_say_how_many() {
        let operations = Limits::default().operations;
        assert_eq!(
            [0, 2047, 2048, 47_000_000].map(|bytes| operations.within(bytes)),
            [6_000, 6_000, 6_001, 28_949]
        );
        assert_eq!(Limit::Fixed(5).within(u64::MAX), 5);
    }
}
