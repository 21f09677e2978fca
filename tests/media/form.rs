//! The encodings of an urlencoded form.

use fixtures_media::body_form::Client;
use fixtures_media::body_form::types::{TokenRequest, TokenRequestGrantType};

use crate::server::Server;

pub async fn test() {
    let server = Server::start("200 OK\r\nContent-Type: application/json", "{}");
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    let body = TokenRequest::new(TokenRequestGrantType::Password)
        .user("a/b")
        .callback("https://a.b/c?d=e&f+g%2F100%")
        .scopes(["one", "two"])
        .ids(Vec::<i64>::new())
        .tags(["x", "y"]);
    client.tokens().make(body).await.expect("a token");
    assert_eq!(
        server.request().body,
        "grant_type=password&user=a%2Fb&callback=https://a.b/c?d=e%26f%2Bg%2F100%25\
         &scopes=one%20two&ids=&tags=x&tags=y"
    );
}
