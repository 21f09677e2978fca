//! Each media type of a body can be sent and requested.

use fixtures_media::media_types::Client;
use fixtures_media::media_types::types::{Change, Note, NotePatch, PatchNoteExampleV2Body};
use fixtures_media::{Error, Maybe};

use crate::server::{Request, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    requests().await;
    patches().await;
    bytes().await;
    responses().await;
    lines().await;
}

/// The media type and the body of a request.
fn sent(request: &Request) -> (&str, &str) {
    (request.header("content-type").expect("a media type"), &request.body)
}

async fn requests() {
    let note = || Note::new().text("a b");
    let json = r#"{"text":"a b"}"#;

    let server = Server::done();
    client(&server).operations().add_note(note()).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/json", json));

    let server = Server::done();
    let call = client(&server).operations().add_note(note()).content_type("text/json");
    call.await.expect("sent");
    assert_eq!(sent(&server.request()), ("text/json", json));

    let server = Server::done();
    client(&server).operations().add_note_form(note()).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/x-www-form-urlencoded", "text=a%20b"));

    let server = Server::done();
    let call = client(&server).operations().add_note_text("# a").content_type("text/markdown");
    call.await.expect("sent");
    assert_eq!(sent(&server.request()), ("text/markdown", "# a"));
}

async fn patches() {
    let server = Server::done();
    let change = Change::new("add", "/text").value(1);
    client(&server).operations().patch_note([change]).await.expect("sent");
    let json = r#"[{"op":"add","path":"/text","value":1}]"#;
    assert_eq!(sent(&server.request()), ("application/json-patch+json", json));

    let server = Server::done();
    let patch = NotePatch::new().text(Maybe::Null);
    client(&server).operations().patch_note_merge_patch(patch).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/merge-patch+json", r#"{"text":null}"#));

    let server = Server::done();
    let body = PatchNoteExampleV2Body::new().v2("x");
    client(&server).operations().patch_note_example_v2(body).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/vnd.example.v2+json", r#"{"v2":"x"}"#));
}

async fn bytes() {
    let server = Server::start("200 OK\r\nContent-Type: application/octet-stream", b"\xff\x00");
    let read = client(&server).operations().add_scan("data").await.expect("bytes");
    assert_eq!(&read.into_inner()[..], b"\xff\x00");
    let request = server.request();
    assert_eq!(sent(&request), ("application/octet-stream", "data"));
    assert_eq!(request.header("accept"), Some("application/octet-stream"));

    let server = Server::start("200 OK\r\nContent-Type: application/json", r#""hello""#);
    let read = client(&server).operations().add_scan_json("data").json().await.expect("text");
    assert_eq!(read.into_inner(), "hello");
    let request = server.request();
    assert_eq!(sent(&request), ("application/json", r#""data""#));
    assert_eq!(request.header("accept"), Some("application/json"));

    let server = Server::start("200 OK\r\nContent-Type: text/csv", b"a,b\r\n\xe9");
    let call = client(&server).operations().get_table().download();
    let mut stream = call.await.expect("a table").into_inner();
    assert_eq!(stream.chunk().await.expect("bytes").expect("bytes"), &b"a,b\r\n\xe9"[..]);
    assert_eq!(server.request().header("accept"), Some("text/csv"));

    let server = Server::done();
    client(&server).operations().put_table("a,b\r\n").await.expect("sent");
    assert_eq!(sent(&server.request()), ("text/csv", "a,b\r\n"));
}

async fn responses() {
    let json = |name: &str| format!("200 OK\r\nContent-Type: {name}");

    let server = Server::start(&json("application/json"), r#"{"text":"a"}"#);
    let note = client(&server).operations().get_notes().await.expect("a note").into_inner();
    assert_eq!(note.text.as_deref(), Some("a"));
    assert_eq!(server.request().header("accept"), Some("application/json"));

    let server = Server::start(&json("text/json"), r#"{"text":"a"}"#);
    client(&server).operations().get_notes().accept("text/json").await.expect("a note");
    assert_eq!(server.request().header("accept"), Some("text/json"));

    let server = Server::start(&json("application/hal+json"), r#"{"links":3}"#);
    let hal = client(&server).operations().get_notes().hal().await.expect("links").into_inner();
    assert_eq!(hal.links, Some(3));
    assert_eq!(server.request().header("accept"), Some("application/hal+json"));

    let server = Server::start(&json("text/csv"), "a,b");
    let text = client(&server).operations().get_notes().text().await.expect("text").into_inner();
    assert_eq!(text, "a,b");
    assert_eq!(server.request().header("accept"), Some("text/csv"));

    let server = Server::start(&json("image/png"), "png");
    let call = client(&server).operations().get_notes().accept("image/png").download();
    call.await.expect("an image");
    assert_eq!(server.request().header("accept"), Some("image/png"));

    let server = Server::start("404 Not Found\r\nContent-Type: application/json", "{}");
    let missing = client(&server).operations().get_notes().text().await;
    assert!(matches!(missing, Err(Error::Api(_))), "{missing:?}");
    server.request();
}

async fn lines() {
    let server = Server::start("200 OK\r\nContent-Type: application/jsonl", "  a \"b\r\n\r\n{}\n");
    let mut lines = client(&server).operations().get_log().await.expect("lines").into_inner();
    assert_eq!(lines.next().await.expect("a line").expect("a line"), "  a \"b");
    assert_eq!(lines.next().await.expect("a line").expect("a line"), "{}");
    assert!(lines.next().await.is_none());
    server.request();

    let server = Server::done();
    client(&server).operations().add_log(["a \"b", "{}"]).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/jsonl", "a \"b\n{}\n"));

    let nowhere = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    let refused = nowhere.operations().add_log(["a\nb"]).await;
    assert!(matches!(refused, Err(Error::Request(_))), "{refused:?}");

    let server = Server::start("200 OK\r\nContent-Type: application/json-lines", "{\"text\":\"a\"}\n");
    let mut values = client(&server).operations().get_values().await.expect("values").into_inner();
    let value = values.next().await.expect("a value").expect("a value");
    assert_eq!(value.text.as_deref(), Some("a"));
    server.request();

    let server = Server::done();
    client(&server).operations().add_values([Note::new()]).await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/x-ndjson", "{}\n"));

    let server = Server::done();
    let call = client(&server).operations().add_values_geo_json_seq([Note::new()]);
    call.await.expect("sent");
    assert_eq!(sent(&server.request()), ("application/geo+json-seq", "\u{1e}{}\n"));
}
