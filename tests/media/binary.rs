//! `format: binary` is bytes in parts, and text elsewhere.

use fixtures_media::binary_as_text::Client;
use fixtures_media::binary_as_text::types::{Details, PutValuesBody, Upload, UploadForm};
use fixtures_media::{Base64, Error, File};

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    text_in_parameters_and_responses().await;
    text_in_json_and_forms().await;
    bytes_in_parts().await;
    not_a_number().await;
}

async fn text_in_parameters_and_responses() {
    let json =
        r#"{"file":"hello","more":["a b","?"],"digest":"aGVsbG8=","details":{"thumbnail":"=="}}"#;
    let server = Server::start("200 OK\r\nContent-Type: application/json\r\nX-Next: n?==", json);
    let call = client(&server).operations().get_values().token("hello").x_token(["a", "b"]);
    let response = call.await.expect("the values");
    let request = server.request();
    assert_eq!(request.line, "GET /values?token=hello");
    assert_eq!(request.header("x-token"), Some("a,b"));
    assert_eq!(response.headers().x_next.as_deref(), Some("n?=="));
    let upload = response.into_inner();
    assert_eq!((upload.file.as_str(), upload.digest), ("hello", Some(Base64(b"hello".to_vec()))));
    assert_eq!(upload.more, Some(vec!["a b".to_owned(), "?".to_owned()]));
    assert_eq!(upload.details.and_then(|details| details.thumbnail).as_deref(), Some("=="));
}

async fn text_in_json_and_forms() {
    let server = Server::done();
    let upload = Upload::new("hello").digest(b"hello").details(Details::new().thumbnail("=="));
    client(&server).operations().upload_text(upload).await.expect("sent");
    let body = r#"{"file":"hello","digest":"aGVsbG8=","details":{"thumbnail":"=="}}"#;
    assert_eq!(server.request().body, body);

    let server = Server::done();
    let body = PutValuesBody::new().data("a b").size(1.5);
    client(&server).operations().put_values(body).await.expect("sent");
    assert_eq!(server.request().body, "data=a%20b&size=1.5");
}

async fn bytes_in_parts() {
    let server = Server::done();
    let form = UploadForm::new(File::new("hello"))
        .more([File::new("one").file_name("1.txt").content_type("text/plain"), File::new("two")])
        .digest(b"hello")
        .details(Details::new().thumbnail("=="));
    client(&server).operations().upload(form).await.expect("sent");
    let parts = server.request().parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(head, body)| (&**head, &**body)).collect();
    assert_eq!(
        parts,
        [
            (r#"name="file"; filename="file" | Content-Type: application/octet-stream"#, "hello"),
            (r#"name="more"; filename="1.txt" | Content-Type: text/plain"#, "one"),
            (r#"name="more"; filename="more" | Content-Type: application/octet-stream"#, "two"),
            (r#"name="digest""#, "aGVsbG8="),
            (r#"name="details" | Content-Type: application/json"#, r#"{"thumbnail":"=="}"#),
        ]
    );
}

/// JSON has no NaN, and in a form it would not be a number.
async fn not_a_number() {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    let client = client.operations();
    let details = || Details::new().ratio(f64::NAN);
    let results = [
        client.put_values(PutValuesBody::new().size(f64::NAN)).await,
        client.upload_text(Upload::new("a").details(details())).await,
        client.upload(UploadForm::new(File::new("a")).details(details())).await,
    ];
    for result in results {
        assert!(matches!(result, Err(Error::Request(_))), "{result:?}");
    }
}
