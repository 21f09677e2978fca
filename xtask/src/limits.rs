//! Flags for how much is read of a document.

use oasmith::Input;
use oasmith::load::{Limits, Most};

/// Flags that raise limits, or lower them.
#[derive(clap::Args)]
#[command(
    next_help_heading = "Limits: no document that people write reaches these, and one that attacks does no harm"
)]
pub struct Raised {
    /// Bytes of one file, and four times as many of all that a document refers to [default: 128
    /// MiB]
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<u64>,

    /// Files that a document refers to [default: 20000]
    #[arg(long, value_name = "FILES")]
    max_files: Option<usize>,

    /// How deep lists and objects may stand in each other [default: 10000]
    #[arg(long, value_name = "LEVELS")]
    max_depth: Option<usize>,

    /// Members of one object or list [default: 10000, and one more for each 4 KiB of the text]
    #[arg(long, value_name = "MEMBERS")]
    max_members: Option<usize>,

    /// Bytes of one text [default: 1 MiB]
    #[arg(long, value_name = "BYTES")]
    max_text: Option<usize>,

    /// Bytes of one key, operationId or tag [default: 1024]
    #[arg(long, value_name = "BYTES")]
    max_key: Option<usize>,

    /// Values in all files of a document together: objects, lists, texts, numbers [default: 600000,
    /// and one more for each 32 bytes of the text]
    #[arg(long, value_name = "VALUES")]
    max_values: Option<usize>,

    /// Operations and webhooks of a document, of those that are selected [default: 6000, and one
    /// more for each 2 KiB of the text]
    #[arg(long, value_name = "OPERATIONS")]
    max_operations: Option<usize>,

    /// Tags that make a group of operations each [default: 2000]
    #[arg(long, value_name = "TAGS")]
    max_tags: Option<usize>,

    /// Schemas of a document that become types, and alternatives of unions [default: 25000, and one
    /// more for each 2 KiB of the text]
    #[arg(long, value_name = "SCHEMAS")]
    max_schemas: Option<usize>,

    /// Parts that are repeated: what schemas include by `allOf`, and security requirements of the
    /// whole document [default: 100000, and one more for each 64 bytes of the text]
    #[arg(long, value_name = "PARTS")]
    max_copies: Option<usize>,
}

impl Raised {
    /// Puts what is given in the place of the defaults.
    pub fn apply(&self, mut input: Input) -> Input {
        let usual = Limits::default();
        input.limits = Limits {
            bytes: self.max_bytes.unwrap_or(usual.bytes),
            all_bytes: self.max_bytes.map_or(usual.all_bytes, |bytes| bytes.saturating_mul(4)),
            files: self.max_files.unwrap_or(usual.files),
            depth: self.max_depth.unwrap_or(usual.depth),
            members: self.max_members.map_or(usual.members, Most::Exactly),
            text: self.max_text.unwrap_or(usual.text),
            key: self.max_key.unwrap_or(usual.key),
            values: self.max_values.map_or(usual.values, Most::Exactly),
            operations: self.max_operations.map_or(usual.operations, Most::Exactly),
            tags: self.max_tags.unwrap_or(usual.tags),
            schemas: self.max_schemas.map_or(usual.schemas, Most::Exactly),
            copies: self.max_copies.map_or(usual.copies, Most::Exactly),
        };
        input
    }

    /// What was typed, as it is typed.
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
