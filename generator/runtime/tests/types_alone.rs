//! What types are built on stands on its own: nothing of a client is needed for it. A program of its
//! own, since these modules exist once in a crate.

// As in a crate that has no client, where this is the file `runtime/mod.rs`.
#[path = "../src/types.rs"]
pub mod runtime;

use runtime::{Base64, Json, Maybe};

#[test]
fn values_are_read_and_written() {
    let bytes: Base64 = serde_json::from_str("\"AQI=\"").expect("a Base64 text");
    assert_eq!(bytes.0, [1, 2]);
    let null: Maybe<Json> = serde_json::from_str("null").expect("a value or null");
    assert_eq!(null, Maybe::Null);
}
