//! Each property of a merge patch is absent, null or a value.

use fixtures_media::Maybe;
use fixtures_media::merge_patch::Client;
use fixtures_media::merge_patch::types::*;

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    for (patch, body) in [
        (NotePatch::new(), "{}"),
        (NotePatch::new().size(Maybe::Null).pinned(true), r#"{"size":null,"pinned":true}"#),
        (NotePatch::new().size(1).set_size(None).set_pinned(Some(true)), r#"{"pinned":true}"#),
        (NotePatch::new().size(Maybe::or_null(None)), r#"{"size":null}"#),
        (
            NotePatch::new().author(AuthorPatch::new().name(Maybe::Null)).reply(Maybe::Null),
            r#"{"author":{"name":null},"reply":null}"#,
        ),
        (
            NotePatch::new()
                .labels(std::collections::BTreeMap::from([("a".to_owned(), None)]))
                .shape(ShapePatch::from(CirclePatch::new().radius(Maybe::Null))),
            r#"{"labels":{"a":null},"shape":{"kind":"Circle","radius":null}}"#,
        ),
        (
            NotePatch::new().shape(ShapePatch::Unknown(serde_json::json!({"radius": 2}))),
            r#"{"shape":{"radius":2}}"#,
        ),
        (
            NotePatch::new().tags(vec![Tag::new("a")]).place(NotePatchPlace::new().x(1)),
            r#"{"tags":[{"name":"a"}],"place":{"x":1}}"#,
        ),
    ] {
        let server = Server::done();
        client(&server).operations().patch_note("1", patch).await.expect("sent");
        let request = server.request();
        assert_eq!(request.header("content-type"), Some("application/merge-patch+json"));
        assert_eq!(request.body, body);
    }
    let server = Server::done();
    let settings = Settings::new().additional_properties([("size", None), ("width", Some(2))]);
    client(&server).operations().patch_settings(settings).await.expect("sent");
    assert_eq!(server.request().body, r#"{"size":null,"width":2}"#);
    reading().await;
}

async fn reading() {
    let note =
        r#"{"id":"1","text":"a","author":{"name":"b"},"shape":{"kind":"Circle","radius":1}}"#;
    let server = Server::start("200 OK\r\nContent-Type: application/json", note);
    let read = client(&server).operations().get_note("1").await.expect("a note").into_inner();
    assert_eq!((read.text.as_str(), read.author.name.as_str()), ("a", "b"));
    server.request();
}
