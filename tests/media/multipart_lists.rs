//! Lists of parts without names.

use fixtures_media::File;
use fixtures_media::multipart_lists::Client;
use fixtures_media::multipart_lists::types::{Note, SendImagesBodyItem, SendMixedBodyItem};

use crate::server::{Request, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

/// The media type of a body, and its parts with `BOUNDARY` between them.
fn parts(request: &Request) -> (String, String) {
    let content_type = request.header("content-type").expect("a media type");
    let (media_type, boundary) = content_type.split_once("; boundary=").expect("a boundary");
    (media_type.to_owned(), request.body.replace(boundary, "BOUNDARY").replace("\r\n", "|"))
}

pub async fn test() {
    let server = Server::done();
    client(&server).parts().send_notes([Note::new("a"), Note::new("b")]).await.expect("sent");
    let (media_type, body) = parts(&server.request());
    assert_eq!(media_type, "multipart/mixed");
    assert_eq!(
        body,
        "--BOUNDARY|Content-Type: application/vnd.note+json||{\"text\":\"a\"}|\
         --BOUNDARY|Content-Type: application/vnd.note+json||{\"text\":\"b\"}|--BOUNDARY--|"
    );

    let server = Server::done();
    let files = vec![File::new("1"), File::new("2").file_name("b.png")];
    client(&server).parts().send_files(files).await.expect("sent");
    let (media_type, body) = parts(&server.request());
    assert_eq!(media_type, "multipart/related");
    assert_eq!(
        body,
        "--BOUNDARY|Content-Type: image/png|X-Kind: photo||1|\
         --BOUNDARY|Content-Disposition: attachment; filename=\"b.png\"|Content-Type: image/png|\
         X-Kind: photo||2|--BOUNDARY--|"
    );

    let server = Server::done();
    let mixed = [Note::new("a").into(), SendMixedBodyItem::from("text".to_owned()), 7.into()];
    client(&server).parts().send_mixed(mixed).await.expect("sent");
    let (_, body) = parts(&server.request());
    assert_eq!(
        body,
        "--BOUNDARY|Content-Type: application/json||{\"text\":\"a\"}|\
         --BOUNDARY|Content-Type: text/markdown||text|--BOUNDARY||7|--BOUNDARY--|"
    );

    let server = Server::done();
    let images = [SendImagesBodyItem::from(Note::new("a")), File::new("1").into()];
    client(&server).parts().send_images(images).await.expect("sent");
    let (_, body) = parts(&server.request());
    assert_eq!(
        body,
        "--BOUNDARY|Content-Type: application/json||{\"text\":\"a\"}|\
         --BOUNDARY|Content-Type: image/png||1|--BOUNDARY--|"
    );

    let server = Server::done();
    let attachments = [SendImagesBodyItem::from(File::new("1")), Note::new("a").into()];
    client(&server).parts().send_attachments(attachments).await.expect("sent");
    let (_, body) = parts(&server.request());
    assert_eq!(
        body,
        "--BOUNDARY|Content-Type: application/octet-stream||1|\
         --BOUNDARY|Content-Type: application/json||{\"text\":\"a\"}|--BOUNDARY--|"
    );
}
