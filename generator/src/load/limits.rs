//! How much is read of documents that nobody has looked at.

/// What a document and its files may have. The defaults are far above what people write, and low enough that no text can
/// make a run take long or use much memory; who knows a document may raise them.
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
    pub members: usize,
    /// Bytes of one text, such as a description, which becomes pages.
    pub text: usize,
    /// Bytes of one key, operationId or tag. Keys are paths and names, and each message and each type knows those that it stands under.
    pub key: usize,
    /// Values in all files together: objects, lists, texts, numbers and the like, each by itself.
    pub values: usize,
    /// Operations and webhooks that are selected.
    pub operations: usize,
    /// First tags of these: each is a module, a file and a feature.
    pub tags: usize,
    /// Schemas that those use, in components and elsewhere, that become types, and alternatives of unions.
    pub schemas: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 * 1024 * 1024,
            all_bytes: 256 * 1024 * 1024,
            files: 20_000,
            depth: 10_000,
            members: 10_000,
            text: 1024 * 1024,
            key: 512,
            values: 600_000,
            operations: 6_000,
            tags: 1_000,
            schemas: 25_000,
        }
    }
}
