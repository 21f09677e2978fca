//! Flags that select a part of a document.

use oasmith::manifest::{extension_flag, path_flag};
use oasmith::select::{Contents, Criterion, Selector};
use oasmith::{Input, Report};

/// Flags that select operations and webhooks. One is selected if any flag names it, and no
/// --exclude-… does.
#[derive(clap::Args)]
#[command(
    next_help_heading = "Selection (an operation or webhook is selected if any flag names it; --exclude-… wins)"
)]
pub struct SelectionFlags {
    /// Select operations with this tag
    #[arg(long, value_name = "TAG", value_parser = tag)]
    tag: Vec<Criterion>,

    /// Select operations with such a path: `*` is part of a segment, `**` is any segments
    #[arg(long, value_name = "PATTERN", value_parser = path)]
    path: Vec<Criterion>,

    /// Select the operation with this operationId
    #[arg(long, value_name = "ID", value_parser = operation)]
    operation: Vec<Criterion>,

    /// Select operations with this extension, and with this value if it is given
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = extension)]
    extension: Vec<Criterion>,

    /// Select the webhook with this name
    #[arg(long, value_name = "NAME", value_parser = webhook)]
    webhook: Vec<Criterion>,

    /// Exclude operations with this tag
    #[arg(long, value_name = "TAG", value_parser = tag)]
    exclude_tag: Vec<Criterion>,

    /// Exclude operations whose path matches
    #[arg(long, value_name = "PATTERN", value_parser = path)]
    exclude_path: Vec<Criterion>,

    /// Exclude the operation with this operationId
    #[arg(long, value_name = "ID", value_parser = operation)]
    exclude_operation: Vec<Criterion>,

    /// Exclude operations with this extension, and with this value if it is given
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = extension)]
    exclude_extension: Vec<Criterion>,

    /// Exclude the webhook with this name
    #[arg(long, value_name = "NAME", value_parser = webhook)]
    exclude_webhook: Vec<Criterion>,

    /// Generate types alone, without a client and HTTP
    #[arg(long)]
    types_only: bool,
}

impl SelectionFlags {
    /// Replaces the selection of the input, if any flag is given.
    pub fn apply(&self, mut input: Input, report: &mut Report) -> Option<Input> {
        if self.types_only {
            input.manifest.apis.iter_mut().for_each(|api| api.selection.contents = Contents::Types);
        }
        let of = |flags: [Flag<'_>; 5]| -> Vec<Selector> {
            flags
                .iter()
                .flat_map(|(_, all)| *all)
                .map(|by| Selector { by: by.clone(), location: None })
                .collect()
        };
        match (of(self.include()), of(self.exclude())) {
            (include, exclude) if include.is_empty() && exclude.is_empty() => Some(input),
            (include, exclude) => input.selecting(include, exclude, report),
        }
    }

    /// The given flags with their values.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        let flags = self.include().into_iter().chain(self.exclude());
        flags.flat_map(|(flag, all)| all.iter().map(move |by| (flag, by.to_string()))).collect()
    }

    pub fn types_only(&self) -> bool {
        self.types_only
    }

    fn include(&self) -> [Flag<'_>; 5] {
        [
            ("--tag", &self.tag),
            ("--path", &self.path),
            ("--operation", &self.operation),
            ("--extension", &self.extension),
            ("--webhook", &self.webhook),
        ]
    }

    fn exclude(&self) -> [Flag<'_>; 5] {
        [
            ("--exclude-tag", &self.exclude_tag),
            ("--exclude-path", &self.exclude_path),
            ("--exclude-operation", &self.exclude_operation),
            ("--exclude-extension", &self.exclude_extension),
            ("--exclude-webhook", &self.exclude_webhook),
        ]
    }
}

/// A flag and its values.
type Flag<'a> = (&'static str, &'a Vec<Criterion>);

fn tag(text: &str) -> Result<Criterion, String> {
    Ok(Criterion::Tag(text.to_owned()))
}

fn path(text: &str) -> Result<Criterion, String> {
    path_flag(text).map_err(|error| format!("{}; {}", error.message, error.help))
}

fn operation(text: &str) -> Result<Criterion, String> {
    Ok(Criterion::Operation(text.to_owned()))
}

fn extension(text: &str) -> Result<Criterion, String> {
    extension_flag(text).map_err(|error| format!("{}; {}", error.message, error.help))
}

fn webhook(text: &str) -> Result<Criterion, String> {
    Ok(Criterion::Webhook(text.to_owned()))
}
