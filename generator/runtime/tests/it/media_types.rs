//! Which media types are JSON. The generator decides it in the same way.

use http::header::CONTENT_TYPE;

use crate::runtime::Json;
use crate::runtime::webhook::from_request_parts;

/// Media types, and whether each is JSON. The generator's tests use this list, too.
const JSON: &str = include_str!("../json_media_types.txt");

#[test]
fn json_is_found_as_the_generator_finds_it() {
    for line in JSON.lines() {
        let (is_json, media_type) = line.split_once(' ').expect("`yes` or `no`, then a media type");
        let request = http::Request::post("/hook").header(CONTENT_TYPE, media_type).body(());
        let (parts, ()) = request.expect("a request").into_parts();
        let read = from_request_parts::<Json>(&parts, b"1");
        assert_eq!(read.is_ok(), is_json == "yes", "{line}");
    }
}
