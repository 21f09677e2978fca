//! Webhooks: requests that an API sends.

use std::error::Error;
use std::fmt;

use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::http::headers::is_json;
use super::json::error_path::{WithoutPath, error_path};
use super::json::text as json;

/// The request of a webhook cannot be read.
#[derive(Debug)]
pub struct WebhookError(WebhookErrorReason);

#[derive(Debug)]
enum WebhookErrorReason {
    MediaType {
        found: String,
        expected: &'static str,
    },
    Json {
        path: String,
        error: serde_json::Error,
    },
    #[allow(dead_code, reason = "not every document has webhooks that are forms or XML")]
    Other {
        format: &'static str,
        path: String,
        reason: String,
    },
}

impl WebhookError {
    /// Returns the status to respond with: 415 if the media type of the body is not supported,
    /// otherwise 400.
    pub fn status(&self) -> StatusCode {
        match self.0 {
            WebhookErrorReason::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            WebhookErrorReason::Json { .. } | WebhookErrorReason::Other { .. } => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    /// The body is not of the format that is described.
    #[allow(dead_code, reason = "not every document has webhooks that are forms or XML")]
    pub(crate) fn other(format: &'static str, path: String, reason: String) -> Self {
        Self(WebhookErrorReason::Other { format, path, reason })
    }

    pub(crate) fn media_type(found: String, expected: &'static str) -> Self {
        Self(WebhookErrorReason::MediaType { found, expected })
    }

    /// Returns the location in the JSON, such as `$.event.id`, if the body does not match the
    /// document.
    pub fn path(&self) -> Option<&str> {
        match &self.0 {
            WebhookErrorReason::MediaType { .. } => None,
            WebhookErrorReason::Json { path, .. } | WebhookErrorReason::Other { path, .. } => {
                Some(path)
            }
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            WebhookErrorReason::MediaType { found, expected } => {
                write!(formatter, "the body is `{}`, not {expected}", found.escape_debug())
            }
            WebhookErrorReason::Json { path, error } => {
                write!(formatter, "the body cannot be read at {path}: {}", WithoutPath(error))
            }
            WebhookErrorReason::Other { format, path, reason } => write!(
                formatter,
                "the body is not the {format} that is described, at {path}: {reason}"
            ),
        }
    }
}

// Its message ends with the cause.
impl Error for WebhookError {}

/// Reads the body of a request.
pub fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, WebhookError> {
    json::from_slice(body).map_err(|error| unreadable(body, error))
}

/// Reads the body of a request whose media type is JSON or missing.
pub fn from_request_parts<T: DeserializeOwned>(
    head: &http::request::Parts,
    body: &[u8],
) -> Result<T, WebhookError> {
    check_media_type(head)?;
    from_slice(body)
}

fn unreadable(body: &[u8], error: serde_json::Error) -> WebhookError {
    WebhookError(WebhookErrorReason::Json { path: error_path(body, &error), error })
}

fn check_media_type(head: &http::request::Parts) -> Result<(), WebhookError> {
    let Some(media_type) = head.headers.get(CONTENT_TYPE) else { return Ok(()) };
    let media_type = String::from_utf8_lossy(media_type.as_bytes());
    if is_json(&media_type) {
        return Ok(());
    }
    Err(WebhookError::media_type(media_type.into_owned(), "JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    fn read(media_type: Option<&str>, body: &str) -> Result<Json, WebhookError> {
        let mut request = http::Request::post("/hook");
        if let Some(media_type) = media_type {
            request = request.header(CONTENT_TYPE, media_type);
        }
        from_request_parts(&request.body(()).unwrap().into_parts().0, body.as_bytes())
    }

    #[test]
    fn json_is_read_by_whatever_name() {
        for media_type in [
            None,
            Some("application/json"),
            Some("Application/JSON; charset=utf-8"),
            Some("application/vnd.x+json"),
        ] {
            assert!(read(media_type, "{}").is_ok(), "{media_type:?}");
        }
    }

    #[test]
    fn anything_else_is_rejected_with_the_status_to_respond_with() {
        let error = read(Some("text/html"), "<p>").unwrap_err();
        assert_eq!(error.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(error.to_string(), "the body is `text/html`, not JSON");
        let error = read(None, r#"{"event": {"id": x}}"#).unwrap_err();
        assert_eq!((error.status(), error.path()), (StatusCode::BAD_REQUEST, Some("$.event.id")));
        assert!(error.source().is_none(), "its message ends with the cause");
    }
}
