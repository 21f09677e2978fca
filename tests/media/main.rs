//! Sends and reads bodies of the fixtures in `FIXTURES` of `tests/it/media.rs`, and compares the
//! bytes that a real server receives.

mod binary;
mod encoded_bytes;
mod form;
mod generic;
mod lines;
mod lists;
mod media_types;
mod merge_patch;
mod multipart;
mod multipart_lists;
mod open_enums;
mod parameters;
mod received;
mod server;
mod tolerated;
mod xml;
mod xml_alternatives;
mod xml_lists;
mod xml_tuples;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    binary::test().await;
    encoded_bytes::test().await;
    form::test().await;
    generic::test().await;
    lines::test().await;
    lists::test().await;
    media_types::test().await;
    merge_patch::test().await;
    multipart::test().await;
    multipart_lists::test().await;
    open_enums::test().await;
    parameters::test().await;
    tolerated::test().await;
    received::test();
    xml::test().await;
    xml_alternatives::test().await;
    xml_lists::test().await;
    xml_tuples::test().await;
}
