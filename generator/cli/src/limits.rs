//! Flags for limits on documents.

use oasmith::Input;
use oasmith::load::{Limit, Limits};

/// Flags that change limits.
#[derive(clap::Args)]
#[command(
    next_help_heading = "Limits (they protect against malicious documents and scale with file size)"
)]
pub struct LimitFlags {
    /// Bytes of one file; all files of a document may have four times as many [default: 128 MiB]
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<u64>,

    /// Files that a document refers to [default: 20000]
    #[arg(long, value_name = "FILES")]
    max_files: Option<usize>,

    /// Nesting of lists and objects [default: 10000]
    #[arg(long, value_name = "LEVELS")]
    max_depth: Option<usize>,

    /// Members of one object or list [default: 10000, plus one for each 4 KiB]
    #[arg(long, value_name = "MEMBERS")]
    max_members: Option<usize>,

    /// Bytes of one string [default: 1 MiB]
    #[arg(long, value_name = "BYTES")]
    max_text: Option<usize>,

    /// Bytes of one key, operationId or tag [default: 1024]
    #[arg(long, value_name = "BYTES")]
    max_key: Option<usize>,

    /// Values in all files of a document: objects, lists, strings, numbers [default: 600000, plus
    /// one for each 32 bytes]
    #[arg(long, value_name = "VALUES")]
    max_values: Option<usize>,

    /// Selected operations and webhooks [default: 6000, plus one for each 2 KiB]
    #[arg(long, value_name = "OPERATIONS")]
    max_operations: Option<usize>,

    /// Tags that become a group of operations [default: 2000]
    #[arg(long, value_name = "TAGS")]
    max_tags: Option<usize>,

    /// Schemas that become types, and alternatives of unions [default: 25000, plus one for each
    /// KiB]
    #[arg(long, value_name = "SCHEMAS")]
    max_schemas: Option<usize>,

    /// Repeated parts: schemas included by `allOf`, and security requirements of the whole document
    /// [default: 100000, plus one for each 64 bytes]
    #[arg(long, value_name = "PARTS")]
    max_copies: Option<usize>,
}

impl LimitFlags {
    /// Replaces the defaults by the given limits.
    pub fn apply(&self, mut input: Input) -> Input {
        input.limits = self.limits();
        input
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            bytes: self.max_bytes.unwrap_or(usual.bytes),
            all_bytes: self.max_bytes.map_or(usual.all_bytes, |bytes| bytes.saturating_mul(4)),
            files: self.max_files.unwrap_or(usual.files),
            depth: self.max_depth.unwrap_or(usual.depth),
            members: self.max_members.map_or(usual.members, Limit::Fixed),
            text: self.max_text.unwrap_or(usual.text),
            key: self.max_key.unwrap_or(usual.key),
            values: self.max_values.map_or(usual.values, Limit::Fixed),
            operations: self.max_operations.map_or(usual.operations, Limit::Fixed),
            tags: self.max_tags.unwrap_or(usual.tags),
            schemas: self.max_schemas.map_or(usual.schemas, Limit::Fixed),
            copies: self.max_copies.map_or(usual.copies, Limit::Fixed),
        }
    }

    /// The given flags with their values.
    pub fn typed(&self) -> impl Iterator<Item = (&'static str, String)> {
        let numbers = [
            ("--max-bytes", self.max_bytes),
            ("--max-files", self.max_files.map(|it| it as u64)),
            ("--max-depth", self.max_depth.map(|it| it as u64)),
            ("--max-members", self.max_members.map(|it| it as u64)),
            ("--max-text", self.max_text.map(|it| it as u64)),
            ("--max-key", self.max_key.map(|it| it as u64)),
            ("--max-values", self.max_values.map(|it| it as u64)),
            ("--max-operations", self.max_operations.map(|it| it as u64)),
            ("--max-tags", self.max_tags.map(|it| it as u64)),
            ("--max-schemas", self.max_schemas.map(|it| it as u64)),
            ("--max-copies", self.max_copies.map(|it| it as u64)),
        ];
        numbers.into_iter().filter_map(|(flag, number)| Some((flag, number?.to_string())))
    }
}
