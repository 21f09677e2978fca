//! Generic schemas in another file: schemas that extend them keep all properties.

use fixtures_media::dynamic_references_files::Client;
use fixtures_media::dynamic_references_files::types::DogPage;
use serde_json::json;

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

fn respond(body: &str) -> Server {
    Server::start("200 OK\r\nContent-Type: application/json", body)
}

pub async fn test() {
    let server = respond(r#"{"items":[{"barks":true}],"next":"2"}"#);
    let dogs = client(&server).pets().list_dogs().await.expect("dogs").into_inner();
    assert_eq!(dogs.items, [json!({"barks": true})]);

    let server = Server::done();
    client(&server).pets().put_dogs(DogPage::new([json!({"barks": true})])).await.expect("sent");
    assert_eq!(server.request().body, r#"{"items":[{"barks":true}]}"#);

    let server = respond(r#"{"items":["a"]}"#);
    let words = client(&server).pets().list_words().await.expect("words").into_inner();
    assert_eq!(words.items, [json!("a")]);

    let server = respond(r#"{"label":"root","children":[{"label":"leaf","children":[]}]}"#);
    let tree = client(&server).pets().get_tree().await.expect("a tree").into_inner();
    assert_eq!(tree.label, "root");
    assert_eq!(tree.children, [json!({"label": "leaf", "children": []})]);

    // Only one file has this anchor.
    let server = respond(r#"{"name":"a","next":{"name":"b"}}"#);
    let chain = client(&server).pets().list_pages().await.expect("a chain").into_inner();
    let next = chain.next.expect("the next one");
    assert_eq!(next.name.as_deref(), Some("b"));
}
