//! Lines of text under the media types of JSON lines.

use fixtures_media::streams_3_2::Client;

use crate::server::Server;

pub async fn test() {
    let text = "one\n\"two words\"\n{\"three\": 3}\n\"four\n";
    let server = Server::start("200 OK\r\nContent-Type: application/jsonl", text);
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    let mut words = client.words().watch().await.expect("words").into_inner();
    for expected in ["one", "two words", "{\"three\": 3}", "\"four"] {
        assert_eq!(words.next().await.expect("a line").expect("a text"), expected);
    }
    assert!(words.next().await.is_none());

    let server = Server::done();
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    client.words().add(["one", "\"two\""]).await.expect("sent");
    assert_eq!(server.request().body, "one\n\"two\"\n");

    let server = Server::done();
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    client.words().put(["one"]).await.expect("sent");
    assert_eq!(server.request().body, "\u{1e}\"one\"\n");
}
