//! Sends and reads bodies of the fixtures in `FIXTURES` of `tests/it/media.rs`, and compares what
//! a real server receives, to the byte.

mod binary;
mod media_types;
mod merge_patch;
mod multipart;
mod server;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    binary::test().await;
    media_types::test().await;
    merge_patch::test().await;
    multipart::test().await;
}
