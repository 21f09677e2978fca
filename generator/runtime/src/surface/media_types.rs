//! Errors that a document describes in several media types.

use super::client::raw_response::RawResponse;
use super::http::headers::essence;

impl RawResponse {
    /// Whether the body has one of these media types, or matches a range of them, such as `text/*`
    /// (RFC 9110, section 12.5.1).
    pub fn is(&self, media_types: &[&str]) -> bool {
        let actual = self.headers().get(http::header::CONTENT_TYPE);
        let Some(actual) = actual.and_then(|value| value.to_str().ok()).map(essence) else {
            return false;
        };
        media_types.iter().any(|media_type| is_in(actual, essence(media_type)))
    }
}

fn is_in(actual: &str, range: &str) -> bool {
    let matches = |actual: &str, range: &str| range == "*" || actual.eq_ignore_ascii_case(range);
    match (actual.split_once('/'), range.split_once('/')) {
        (Some((ty, subtype)), Some((of_range, subtypes))) => {
            matches(ty, of_range) && matches(subtype, subtypes)
        }
        _ => false,
    }
}
