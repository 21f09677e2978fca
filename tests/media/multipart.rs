//! Parts of 3.1.

use fixtures_media::multipart_3_1::Client;
use fixtures_media::multipart_3_1::types::{AddFilesBody, AddListsBody, AddMoreBody, Address, PutPartsBody};
use fixtures_media::{Error, File};

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    files().await;
    additional().await;
    styles().await;
    headers().await;
}

async fn parts(form: PutPartsBody) -> Vec<(String, String)> {
    let server = Server::done();
    client(&server).operations().put_parts().body(form).await.expect("sent");
    server.request().parts()
}

async fn files() {
    let server = Server::done();
    let form = AddFilesBody::new(File::new("photo").file_name("a.png"), "cat")
        .scan(File::new("scan"))
        .page("<p>")
        .others([File::new("one"), File::new("two").content_type("text/plain")])
        .shared(File::new("shared"))
        .extra(serde_json::json!({"a": 1}))
        .key(b"key")
        .digest(b"hello")
        .address(Address::new().town("Rome"));
    client(&server).operations().add_files(form).await.expect("sent");
    let parts = server.request().parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(head, body)| (&**head, &**body)).collect();
    let binary = "Content-Type: application/octet-stream";
    assert_eq!(
        parts,
        [
            (r#"name="photo"; filename="a.png" | Content-Type: image/png"#, "photo"),
            (r#"name="name""#, "cat"),
            (r#"name="scan"; filename="scan" | Content-Type: image/tiff"#, "scan"),
            (r#"name="page" | Content-Type: text/html"#, "<p>"),
            (&*format!(r#"name="others"; filename="others" | {binary}"#), "one"),
            (r#"name="others"; filename="others" | Content-Type: text/plain"#, "two"),
            (&*format!(r#"name="shared"; filename="shared" | {binary}"#), "shared"),
            (r#"name="extra" | Content-Type: application/json"#, r#"{"a":1}"#),
            (&*format!(r#"name="key" | {binary} | Content-Transfer-Encoding: base64"#), "a2V5"),
            (
                "name=\"digest\" | Content-Type: application/pgp | Content-Transfer-Encoding: base64",
                "aGVsbG8="
            ),
            (r#"name="address" | Content-Type: application/json"#, r#"{"town":"Rome"}"#),
        ]
    );
}

async fn additional() {
    let server = Server::done();
    let files = [("a", File::new("one")), ("b", File::new("two").content_type("image/png"))];
    client(&server).operations().add_any(files).await.expect("sent");
    let parts = server.request().parts();
    let binary = "Content-Type: application/octet-stream";
    let expected = [
        (format!(r#"name="a"; filename="a" | {binary}"#), "one".to_owned()),
        (r#"name="b"; filename="b" | Content-Type: image/png"#.to_owned(), "two".to_owned()),
    ];
    assert_eq!(parts, expected);

    let server = Server::done();
    let form = AddMoreBody::new("x").additional_properties([("a", File::new("one"))]);
    client(&server).operations().add_more(form).await.expect("sent");
    let parts = server.request().parts();
    let name = (r#"name="name""#.to_owned(), "x".to_owned());
    assert_eq!(parts, [name, expected[0].clone()]);

    let files = || [File::new("one"), File::new("two")];
    let expected = |name: &str| {
        ["one", "two"].map(|text| {
            (format!(r#"name="{name}"; filename="{name}" | {binary}"#), text.to_owned())
        })
    };
    let server = Server::done();
    let form = AddListsBody::new().pages(files()).additional_properties([("a", files().to_vec())]);
    client(&server).operations().add_lists(form).await.expect("sent");
    assert_eq!(server.request().parts(), [expected("pages"), expected("a")].concat());
    let server = Server::done();
    client(&server).operations().remove_any([("b", files().to_vec())]).await.expect("sent");
    assert_eq!(server.request().parts(), expected("b"));
}

async fn styles() {
    let address = || Address::new().town("Rome & more").zip("1");
    let form = PutPartsBody::new(3)
        .place(address())
        .flat(address())
        .ids([1, 2])
        .tags(["a", "b,c"])
        .piped(["a b", "c"]);
    let sent = parts(form).await;
    let sent: Vec<(&str, &str)> = sent.iter().map(|(head, body)| (&**head, &**body)).collect();
    assert_eq!(
        sent,
        [
            (r#"name="place[town]""#, "Rome & more"),
            (r#"name="place[zip]""#, "1"),
            (r#"name="town""#, "Rome & more"),
            (r#"name="zip""#, "1"),
            (r#"name="ids""#, "1,2"),
            (r#"name="tags""#, "a"),
            (r#"name="tags""#, "b,c"),
            (r#"name="piped""#, "a b|c"),
        ]
    );
    let server = Server::done();
    let client = client(&server);
    let refused = client.operations().put_parts().body(PutPartsBody::new(1).piped(["a|b"])).await;
    assert!(matches!(refused, Err(Error::Request(_))), "{refused:?}");
    client.operations().put_parts().await.expect("sent");
    server.request();
}

async fn headers() {
    let form = PutPartsBody::new(3).file(File::new("data")).file_header_x_labels(["a", "b"]);
    let [(head, body)] = &*parts(form).await else { panic!("one part") };
    let expected = "name=\"file\"; filename=\"file\" | Content-Type: application/octet-stream \
                    | X-Kind: original | X-Pages: 3 | X-Labels: a, b";
    assert_eq!((head.as_str(), body.as_str()), (expected, "data"));
}
