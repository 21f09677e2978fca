//! Headers of responses that are JSON, and lists whose items other characters than commas separate.

use super::http::headers::{Text, text};
use super::json::text as json;
use ::http::HeaderMap;
use serde::de::DeserializeOwned;

/// Reads a header that is JSON (OpenAPI 3.0.3, "Header Object", `content`). Returns `None` if the
/// header is absent or unreadable.
pub fn json_header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    json::from_slice(text(headers, name, ',')?.as_bytes()).ok()
}

/// Reads a header that is a list (OpenAPI 2.0, `collectionFormat`). `delimiters` separate the items
/// of the list, and those of the lists in it. Returns `None` if the header is absent or unreadable.
pub fn delimited_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
    delimiters: &'static [char],
) -> Option<T> {
    let (delimiter, nested) = delimiters.split_first()?;
    let text = text(headers, name, *delimiter)?;
    T::deserialize(Text { text: &text, delimiter: *delimiter, nested }).ok()
}

#[cfg(test)]
mod tests {
    use ::http::{HeaderMap, HeaderValue};
    use serde_json::{Value, json};

    use super::{delimited_header, json_header};

    fn of(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-a", HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        headers
    }

    #[test]
    fn a_header_may_be_json() {
        let read = |text: &str| json_header::<Value>(&of(&[text]), "X-A");
        assert_eq!(read(r#" {"a": [1, "ü,"]} "#), Some(json!({"a": [1, "ü,"]})));
        assert_eq!(read("{a: 1}"), None);
        assert_eq!(json_header::<Value>(&of(&[]), "X-A"), None);
        assert_eq!(json_header::<Vec<i64>>(&of(&["[1.0, 2]"]), "X-A"), Some(vec![1, 2]));
    }

    #[test]
    fn items_of_a_list_are_separated_by_other_characters() {
        let pipes = |lines: &[&str]| delimited_header::<Vec<String>>(&of(lines), "X-A", &['|']);
        assert_eq!(pipes(&["a,b|c"]), Some(vec!["a,b".to_owned(), "c".to_owned()]));
        assert_eq!(pipes(&["a", "b|c"]).map(|items| items.len()), Some(3));
        let tabs = delimited_header::<Vec<i64>>(&of(&["1\t2"]), "X-A", &['\t']);
        assert_eq!(tabs, Some(vec![1, 2]));
        let rows = delimited_header::<Vec<Vec<i64>>>(&of(&["1,2|3"]), "X-A", &['|', ',']);
        assert_eq!(rows, Some(vec![vec![1, 2], vec![3]]));
    }
}
