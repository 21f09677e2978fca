//! Responses as they arrive.

use super::http::body::Body;
use super::http::headers::is_event_stream;

/// How a response is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMode {
    /// The whole body is read, up to a limit.
    Whole,
    /// The head is read; the body is a stream.
    Head,
    /// The body of a success is a stream; any other body is read, up to a limit.
    Stream,
    /// The same, but only an event stream is a stream.
    Events,
}

impl ReadMode {
    /// Whether the body of a response is a stream.
    pub(super) fn is_stream(self, head: &http::response::Parts) -> bool {
        match self {
            Self::Whole => false,
            Self::Head => true,
            Self::Stream => head.status.is_success(),
            Self::Events => head.status.is_success() && is_event_stream(&head.headers),
        }
    }
}

/// A response whose body may not be read yet.
pub(crate) struct Received {
    pub(crate) head: http::response::Parts,
    pub(crate) body: Body,
    pub(crate) is_truncated: bool,
    pub(crate) attempts: u32,
}
