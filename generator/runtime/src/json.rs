//! Reading JSON.

use serde::de::DeserializeOwned;

use super::Json;

/// Reads a value from a text that must be UTF-8 (RFC 8259, section 8.1): to see that once, for all of it, is faster than for each string.
pub(super) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(text) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => Err(not_utf8(text)),
    }
}

/// What `serde_json` says of a text that is not UTF-8, and where.
fn not_utf8(text: &[u8]) -> serde_json::Error {
    let read = serde_json::from_slice::<Json>(text);
    read.err().unwrap_or_else(|| serde::de::Error::custom("the text is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_utf8_is_an_error_with_a_place() {
        for (text, column) in
            [(&b"{\"a\": \"\xff\"}"[..], 8), (b"{\"\xff\": 1}", 3), (b"[1, \xff]", 5), (b"\xff", 1), (b"1 \xff", 3)]
        {
            let error = from_slice::<serde::de::IgnoredAny>(text).unwrap_err();
            assert_eq!((error.line(), error.column()), (1, column), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_text_that_is_utf8_is_read() {
        assert_eq!(from_slice::<String>("\"Müller\"".as_bytes()).unwrap(), "Müller");
        assert!(from_slice::<String>(b"\"").is_err());
    }
}
