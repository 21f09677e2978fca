//! Parts of the runtime that only some crates carry.

/// A part of the runtime that only some documents need. The table says which files belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Responses of several media types.
    Alternatives,
    /// Types that the manifest names.
    ChosenTypes,
    /// Decimals that are JSON numbers.
    DecimalNumbers,
    /// Strings with bytes in other encodings than Base64.
    EncodedBytes,
    /// Parts of multipart forms with a style or headers.
    Encodings,
    /// Errors with documented headers.
    ErrorHeaders,
    /// Responses that are streams of events.
    Events,
    /// Webhooks and callbacks that are forms.
    FormWebhooks,
    /// Bodies that are urlencoded forms.
    Forms,
    /// Headers of responses that are JSON, or lists without commas.
    HeaderEncodings,
    /// Types that are enums of integers.
    IntegerEnums,
    /// Durations of the crate `jiff`.
    IsoDurations,
    /// Strings that hold JSON.
    JsonStrings,
    /// Bodies that are sequences of JSON values.
    Lines,
    /// Errors in several media types.
    MediaTypes,
    /// Request bodies that are multipart forms.
    Multipart,
    /// Parameters that are lists of lists, which are no JSON.
    NestedLists,
    /// Lists that come in pages.
    Pages,
    /// Dates and times of the crate `time`.
    Rfc3339,
    /// Values that `Debug` does not show.
    Secrets,
    /// Operations with several documented successes.
    Successes,
    /// Bodies that are lines of text.
    TextLines,
    /// Tokens from a token server.
    Tokens,
    /// Responses that are streams of events whose types include their names.
    TypedEvents,
    /// Types that are unions.
    Unions,
    /// Texts without types: headers with unions, and forms that are read.
    UntypedTexts,
    /// Webhooks and callbacks.
    Webhooks,
    /// Bodies that are XML.
    Xml,
    /// Operations with several documented successes, some of which are XML.
    XmlSuccesses,
    /// Webhooks and callbacks that are XML.
    XmlWebhooks,
}

impl Part {
    /// The feature of a shared runtime that enables it; `None` if it needs no crate of its own, and
    /// so is always there.
    pub const fn feature(self) -> Option<&'static str> {
        match self {
            Self::IsoDurations => Some("jiff"),
            Self::Rfc3339 => Some("time"),
            _ => None,
        }
    }
}
