//! Request bodies that are streams.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::fast::{client, ok, said, tag};
use crate::runtime::{Body, Bytes, Error, File, TransportErrorKind};
use crate::server::{Action, Server};
use crate::types::Upload;

/// Yields one chunk after the other.
pub struct Chunks(Vec<Result<&'static str, std::io::Error>>);

impl Chunks {
    pub fn new<const N: usize>(chunks: [&'static str; N]) -> Self {
        Self(chunks.into_iter().rev().map(Ok).collect())
    }

    fn broken() -> Self {
        Self(vec![Err(std::io::Error::other("the disk is gone")), Ok("abc")])
    }
}

impl Stream for Chunks {
    type Item = Result<&'static [u8], std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop().map(|chunk| chunk.map(str::as_bytes)))
    }
}

#[tokio::test]
async fn a_stream_arrives_once_and_in_chunks() {
    let server = Server::start(ok()).await;
    client(&server).payments().replace(Body::stream(Chunks::new(["abc", "de"]))).await.unwrap();
    let arrived = server.only();
    assert_eq!(
        (arrived.header("transfer-encoding"), arrived.header("content-length")),
        (Some("chunked"), None)
    );
    assert_eq!(arrived.body, "abcde");
}

#[tokio::test]
async fn a_sized_stream_announces_its_length() {
    let server = Server::start(ok()).await;
    client(&server).payments().replace(Body::sized(5, Chunks::new(["abc", "de"]))).await.unwrap();
    let arrived = server.only();
    assert_eq!(
        (arrived.header("transfer-encoding"), arrived.header("content-length")),
        (None, Some("5"))
    );
    assert_eq!(arrived.body, "abcde");
}

#[tokio::test]
async fn anything_that_is_a_body() {
    for body in [
        Body::from("abc"),
        "abc".to_owned().into(),
        b"abc".to_vec().into(),
        Bytes::from("abc").into(),
    ] {
        let server = Server::start(ok()).await;
        assert_eq!(body.len(), Some(3));
        client(&server).payments().replace(body).await.unwrap();
        assert_eq!(
            (server.only().header("content-length"), server.only().body.as_str()),
            (Some("3"), "abc")
        );
    }
}

#[tokio::test]
async fn a_stream_of_another_length_than_it_said_is_not_repeated() {
    for length in [4, 6] {
        let server = Server::start(ok()).await;
        let opened = Arc::new(AtomicUsize::new(0));
        let count = opened.clone();
        let body = Body::repeatable(Some(length), move || {
            count.fetch_add(1, Ordering::Relaxed);
            Chunks::new(["abc", "de"])
        });
        let error = client(&server).payments().replace(body).await.unwrap_err();
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!(transport.kind(), TransportErrorKind::RequestBody, "{}", said(&error));
        assert!(!error.is_retryable());
        assert_eq!((opened.load(Ordering::Relaxed), server.arrived().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_stream_that_breaks_says_why() {
    let server = Server::start(ok()).await;
    let error =
        client(&server).payments().replace(Body::stream(Chunks::broken())).await.unwrap_err();
    assert!(said(&error).contains("the disk is gone"), "{}", said(&error));
    assert!(error.to_string().ends_with("the body of the request cannot be read"), "{error}");
    assert_eq!(server.arrived().len(), 0);
}

#[tokio::test]
async fn only_what_is_repeatable_is_repeated() {
    let busy = || Action::response("503 X", "", "");
    let server = Server::script([busy(), ok()]).await;
    let body = Body::repeatable(None, || Chunks::new(["abc", "de"]));
    assert_eq!((body.len(), body.is_repeatable()), (None, true));
    client(&server).payments().replace(body).await.unwrap();
    let bodies: Vec<_> = server.arrived().into_iter().map(|arrived| arrived.body).collect();
    assert_eq!(bodies, ["abcde", "abcde"]);

    for body in [Body::stream(Chunks::new(["abc"])), Body::sized(3, Chunks::new(["abc"]))] {
        let server = Server::script([busy(), ok()]).await;
        assert!(!body.is_repeatable());
        let error = client(&server).payments().replace(body).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), server.arrived().len()), (503, 1));
    }
}

#[tokio::test]
async fn a_redirect_does_not_repeat_a_stream() {
    let redirect = || Action::response("307 X", "location: /other\r\n", "");
    let server = Server::script([redirect(), ok()]).await;
    let error =
        client(&server).payments().replace(Body::stream(Chunks::new(["abc"]))).await.unwrap_err();
    assert_eq!(
        (error.status().map(|status| status.as_u16()), server.arrived().len()),
        (Some(307), 1)
    );

    let server = Server::script([redirect(), ok()]).await;
    client(&server).payments().replace("abc").await.unwrap();
    assert_eq!(
        server.arrived().iter().map(|arrived| arrived.body.as_str()).collect::<Vec<_>>(),
        ["abc", "abc"]
    );
}

#[tokio::test]
async fn progress_begins_anew_with_each_attempt() {
    let progress = Arc::new(Mutex::new(Vec::new()));
    let log = progress.clone();
    let server = Server::script([Action::response("503 X", "", ""), ok()]).await;
    let body = Body::repeatable(Some(5), || Chunks::new(["abc", "de"]));
    client(&server)
        .payments()
        .replace(body.on_progress(move |bytes| log.lock().unwrap().push(bytes)))
        .await
        .unwrap();
    assert_eq!(*progress.lock().unwrap(), [3, 5, 3, 5]);
    assert!(server.arrived().iter().all(|arrived| arrived.header("content-length") == Some("5")));

    // Bytes in memory are sent in chunks if a progress callback is set.
    let log = progress.clone();
    progress.lock().unwrap().clear();
    let server = Server::start(ok()).await;
    let body = Body::from("x".repeat(150_000));
    client(&server)
        .payments()
        .replace(body.on_progress(move |bytes| log.lock().unwrap().push(bytes)))
        .await
        .unwrap();
    assert_eq!(*progress.lock().unwrap(), [65_536, 131_072, 150_000]);
    assert_eq!(
        (server.only().header("content-length"), server.only().body.len()),
        (Some("150000"), 150_000)
    );
}

/// The parts of a form, parsed by the crate `multer`.
pub async fn parts(
    content_type: &str,
    body: &str,
) -> Vec<(String, Option<String>, Option<String>, String)> {
    let boundary = multer::parse_boundary(content_type).unwrap();
    let stream = Chunks(vec![Ok(Box::leak(body.to_owned().into_boxed_str()))]);
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        parts.push((name, file_name, content_type, field.text().await.unwrap()));
    }
    parts
}

pub fn upload(file: File) -> Upload {
    let (labels, meta, additional_properties) = (None, Some(tag("m")), Default::default());
    Upload { title: "a".to_owned(), labels, meta, file: Some(file), additional_properties }
}

pub fn done() -> Action {
    Action::Raw(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec())
}

#[tokio::test]
async fn a_form_with_a_stream() {
    for (body, length) in [
        (Body::stream(Chunks::new(["abc", "de"])), None),
        (Body::sized(5, Chunks::new(["abc", "de"])), Some(5)),
        (Body::repeatable(Some(5), || Chunks::new(["abc", "de"])), Some(5)),
    ] {
        let server = Server::start(done()).await;
        let file = File::stream(body).file_name("a.txt").content_type("text/plain");
        client(&server).customers().upload(upload(file)).await.unwrap();
        let arrived = server.only();
        assert_eq!(arrived.header("content-length").is_some(), length.is_some());
        let parts = parts(arrived.header("content-type").unwrap(), &arrived.body).await;
        let part = parts.iter().find(|(name, ..)| name == "file").unwrap();
        assert_eq!(part.1.as_deref(), Some("a.txt"));
        assert_eq!((part.2.as_deref(), part.3.as_str()), (Some("text/plain"), "abcde"));
    }
}

#[tokio::test]
async fn a_stream_is_accepted_nowhere_else() {
    let server = Server::start(done()).await;
    let file = || File::stream(Body::stream(Chunks::new(["abc"])));
    let error = client(&server).customers().submit(upload(file())).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    let error = serde_json::to_string(&file()).unwrap_err();
    assert!(error.to_string().contains("only as a part of a multipart form"), "{error}");

    // All clones share one stream.
    let file = file();
    assert_eq!(file.clone(), file);
    assert_ne!(File::stream(Body::stream(Chunks::new(["abc"]))), file);
    client(&server).customers().upload(upload(file.clone())).await.unwrap();
    let error = client(&server).customers().upload(upload(file)).await.unwrap_err();
    assert!(error.to_string().contains("was sent before"), "{error}");
    assert_eq!(server.arrived().len(), 1);
}
