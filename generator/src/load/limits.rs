//! How much is read of documents that nobody has looked at.

use std::num::NonZero;

/// What a document and its files may have. The defaults are far above what people write, and low
/// enough that no text can make a run take long or use much memory; who knows a document may raise
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Bytes of all files together that a document refers to, itself included.
    pub all_bytes: u64,
    /// Files.
    pub files: usize,
    /// How deep lists and objects may stand in each other in a text.
    pub depth: usize,
    /// Members of one object, and elements of one list.
    pub members: Most,
    /// Bytes of one text, such as a description, which becomes pages.
    pub text: usize,
    /// Bytes of one key, operationId or tag. Keys are paths and names, and each message and each
    /// type knows those that it stands under.
    pub key: usize,
    /// Values in all files together: objects, lists, texts, numbers and the like, each by itself.
    pub values: Most,
    /// Operations and webhooks that are selected.
    pub operations: Most,
    /// First tags of these: each is a module, a file and a feature.
    pub tags: usize,
    /// Schemas that those use, in components and elsewhere, that become types, and alternatives of
    /// unions.
    pub schemas: Most,
    /// What is repeated: what schemas include by way of `allOf`, and security requirements of the
    /// whole document, once for each schema and operation that has it.
    pub copies: Most,
}

/// How many of a thing a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Most {
    /// So many, however long it is.
    Exactly(usize),
    /// So many however short it is, and one more for each so many bytes of it. What people write
    /// has room for more of a thing only where it is longer; so a short text that attacks has no
    /// more than a short document.
    Growing {
        /// How many an empty text may have.
        from: usize,
        /// For how many bytes there may be one more.
        bytes_each: NonZero<u32>,
    },
}

impl Most {
    const fn growing(from: usize, bytes_each: u32) -> Self {
        match NonZero::new(bytes_each) {
            Some(bytes_each) => Self::Growing { from, bytes_each },
            None => Self::Exactly(from),
        }
    }

    /// How many there may be in a text of so many bytes.
    pub fn within(self, bytes: u64) -> usize {
        match self {
            Self::Exactly(most) => most,
            Self::Growing { from, bytes_each } => {
                let more = bytes / u64::from(bytes_each.get());
                from.saturating_add(usize::try_from(more).unwrap_or(usize::MAX))
            }
        }
    }
}

/// A pointer may be as long as so many of the longest keys.
const KEYS_OF_A_POINTER: usize = 4;

impl Limits {
    /// How many bytes the keys may have together that lead to a schema.
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
            members: Most::growing(10_000, 4096),
            text: 1024 * 1024,
            key: 1024,
            values: Most::growing(600_000, 32),
            operations: Most::growing(6_000, 2048),
            tags: 2_000,
            schemas: Most::growing(25_000, 2048),
            copies: Most::growing(100_000, 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Most};

    #[test]
    fn a_longer_text_may_have_more_unless_people_say_how_many() {
        let operations = Limits::default().operations;
        assert_eq!(
            [0, 2047, 2048, 47_000_000].map(|bytes| operations.within(bytes)),
            [6_000, 6_000, 6_001, 28_949]
        );
        assert_eq!(Most::Exactly(5).within(u64::MAX), 5);
    }
}
