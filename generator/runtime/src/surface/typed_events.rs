//! Server-sent events whose types include their names.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::client::error::{Error, Mismatch};
use super::client::raw_response::{RawResponse, ReadError};
use super::client::response::Response;
use super::event_stream::EventStream;
use super::http::headers::Headers;
use super::json::error_path::error_path;
use super::sse_parser::ServerEvent;

impl RawResponse {
    /// A success whose body is a stream of events. Each event is an object with the fields `event`,
    /// `id` and `data` (OpenAPI 3.2.0, "Special Considerations for `text/event-stream` Content").
    /// Any other response is an error.
    pub fn typed_events<T: DeserializeOwned, H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<EventStream<T, E>, H>, Error<E>> {
        self.events_by(|event| {
            let text = text(event);
            serde_json::from_str(&text).map_err(|error| {
                let path = error_path(text.as_bytes(), &error);
                Mismatch::Json { path, error }
            })
        })
    }
}

/// An event as JSON.
fn text(event: &ServerEvent<String>) -> String {
    let mut object = Map::new();
    object.insert("event".to_owned(), Json::String(event.event.clone()));
    if let Some(id) = &event.id {
        object.insert("id".to_owned(), Json::String(id.clone()));
    }
    object.insert("data".to_owned(), Json::String(event.data.clone()));
    Json::Object(object).to_string()
}
