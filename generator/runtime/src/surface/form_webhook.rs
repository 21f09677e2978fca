//! Webhooks and callbacks that are forms (`application/x-www-form-urlencoded`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use ::http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::form::{PropertyEncoding, encoding_of};
use super::http::headers::essence;
use super::operation::parameter::Style;
use super::untyped_text::{FormField, Lists, Source, TextError};
use super::webhook::WebhookError;

/// Reads the body of a request whose media type is that of a form, or missing.
pub fn from_request_parts<T: DeserializeOwned>(
    head: &::http::request::Parts,
    body: &[u8],
    encodings: &[PropertyEncoding],
) -> Result<T, WebhookError> {
    if let Some(media_type) = head.headers.get(CONTENT_TYPE) {
        let media_type = String::from_utf8_lossy(media_type.as_bytes());
        if !essence(&media_type).eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(WebhookError::media_type(media_type.into_owned(), "a form"));
        }
    }
    from_slice(body, encodings)
}

/// Reads the body of a request, as a form of a request is written: one pair for each item of a
/// list, and objects as JSON, unless the property has another encoding.
pub fn from_slice<T: DeserializeOwned>(
    body: &[u8],
    encodings: &[PropertyEncoding],
) -> Result<T, WebhookError> {
    let unreadable = |error: TextError| WebhookError::other("form", "$".to_owned(), error.0);
    let text = std::str::from_utf8(body).map_err(|error| unreadable(TextError(error.to_string())));
    let mut pairs = pairs(text?).map_err(unreadable)?;
    pairs.iter_mut().for_each(|(name, value)| {
        let is_json = encoding_of(encodings, name).is_some_and(|encoding| encoding.is_json);
        // Other values than strings are the same text in JSON.
        if is_json && let Ok(text) = serde_json::from_str(value) {
            *value = text;
        }
    });
    let fields = fields(&pairs, encodings);
    Source::Body(&fields).read().map_err(unreadable)
}

/// The names and values, decoded.
fn pairs(text: &str) -> Result<Vec<(String, String)>, TextError> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_decode_str(&text).decode_utf8().map(Cow::into_owned);
        decoded.map_err(|error| TextError(error.to_string()))
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// The pairs of each property, in the order of their first ones.
fn fields<'a>(
    pairs: &'a [(String, String)],
    encodings: &[PropertyEncoding],
) -> Vec<(&'a str, FormField<'a>)> {
    let mut fields: Vec<(&'a str, FormField<'a>)> = Vec::new();
    let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, value) in pairs {
        let (name, path) = split(key, encodings);
        let index = *indices.entry(name).or_insert(fields.len());
        match fields.get_mut(index) {
            Some((_, field)) => field.pairs.push((path, value)),
            None => {
                let lists = encoding_of(encodings, name).map_or(Lists::Pairs, lists);
                fields.push((name, FormField { pairs: vec![(path, value)], lists }));
            }
        }
    }
    fields
}

/// The name of a property, and what follows it in brackets.
fn split<'a>(key: &'a str, encodings: &[PropertyEncoding]) -> (&'a str, &'a str) {
    let bracket = key.find('[').and_then(|at| key.split_at_checked(at));
    let is_deep =
        |name| encoding_of(encodings, name).is_some_and(|encoding| lists(encoding) == Lists::Deep);
    bracket.filter(|(name, _)| is_deep(name)).unwrap_or((key, ""))
}

fn lists(encoding: &PropertyEncoding) -> Lists {
    match (encoding.style, encoding.explode) {
        _ if encoding.is_content || encoding.is_json => Lists::Json,
        (Style::DeepObject | Style::DeepBrackets, _) => Lists::Deep,
        (_, true) => Lists::Pairs,
        (Style::SpaceDelimited, _) => Lists::Delimited(' '),
        (Style::PipeDelimited, _) => Lists::Delimited('|'),
        (Style::TabDelimited, _) => Lists::Delimited('\t'),
        _ => Lists::Delimited(','),
    }
}
