//! base64url and base16 in a path, a query, headers and JSON, encoded and decoded.

use fixtures_media::encoded_bytes::Client;
use fixtures_media::encoded_bytes::types::Digest;
use fixtures_media::{Base16, Base64Url};

use crate::server::Server;

pub async fn test() {
    let json = r#"{"url":"-_8=","hex":"00fF","image":"AQID","plain":"+/8=","text":"AE======"}"#;
    let server = Server::start("200 OK\r\nContent-Type: application/json\r\nX-Key: _w", json);
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    let digest = Digest::new(&[251, 255]).hex(&[0, 255]).plain(&[251, 255]).text("AE======");
    let call = client.digests().put(&[255, 254], digest).salt(&[1, 171]);
    let response = call.x_keys([Base64Url(vec![255]), Base64Url(vec![0, 1])]).await.expect("one");
    let request = server.request();
    assert_eq!(request.line, "PUT /digests/__4?salt=01AB");
    assert_eq!(request.header("x-keys"), Some("_w,AAE"));
    assert_eq!(
        request.body,
        r#"{"url":"-_8","hex":"00FF","plain":"+/8=","text":"AE======"}"#
    );
    assert_eq!(response.headers().x_key, Some(Base64Url(vec![255])));
    let digest = response.into_inner();
    assert_eq!(digest.url.as_ref(), [251, 255]);
    assert_eq!(digest.hex, Some(Base16(vec![0, 255])));
    assert_eq!(digest.image, Some(Base64Url(vec![1, 2, 3])));
    assert_eq!(Vec::from(digest.plain.expect("plain")), [251, 255]);
    assert_eq!(digest.text.as_deref(), Some("AE======"));

    for wrong in [r#"{"url":"+/8"}"#, r#"{"url":"A"}"#, r#"{"url":"","hex":"0"}"#] {
        let server = Server::start("200 OK\r\nContent-Type: application/json", wrong);
        let client = Client::builder().base_url(&server.url).build().expect("a client");
        let call = client.digests().put(&[0], Digest::new(&[0]));
        let error = call.await.expect_err("other bytes").to_string();
        assert!(error.contains("not valid base"), "{error}");
    }
}
