//! File uploads and downloads.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::downloads::{GET_FILE, download, file_of};
use crate::fast::{client, ok};
use crate::runtime::{Body, Error, File, SaveError};
use crate::server::{Action, Server};
use crate::uploads::{done, parts, upload};

fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_file_is_sent_with_its_length_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "x".repeat(200_000)).unwrap();
    let body = Body::from_path(&path).await.unwrap();
    assert_eq!((body.len(), body.is_repeatable()), (Some(200_000), true));
    let server = Server::script([Action::response("503 X", "", ""), ok()]).await;
    client(&server).payments().replace(body).await.unwrap();
    assert_eq!(server.arrived().len(), 2);
    for arrived in server.arrived() {
        assert_eq!(
            (arrived.header("content-length"), arrived.body.len()),
            (Some("200000"), 200_000)
        );
    }
    assert!(Body::from_path(folder.path().join("b.txt")).await.is_err());
    assert!(Body::from_path(folder.path()).await.is_err());
}

#[tokio::test]
async fn a_form_with_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a \"b\".txt");
    std::fs::write(&path, "hello").unwrap();
    let server = Server::start(done()).await;
    let file = File::from_path(&path).await.unwrap().content_type("text/plain");
    client(&server).customers().upload(upload(file.clone())).await.unwrap();
    client(&server).customers().upload(upload(file)).await.unwrap();
    assert_eq!(server.arrived().len(), 2);
    for arrived in server.arrived() {
        assert!(arrived.header("content-length").is_some());
        let parts = parts(arrived.header("content-type").unwrap(), &arrived.body).await;
        let part = parts.iter().find(|(name, ..)| name == "file").unwrap();
        assert_eq!((part.1.as_deref(), part.3.as_str()), (Some("a %22b%22.txt"), "hello"));
    }
}

#[tokio::test]
async fn a_download_is_saved_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    std::fs::write(&path, "before").unwrap();
    let server = Server::start(file_of(300_000)).await;
    let mut stream = download(client(&server).customers().call(&GET_FILE)).await.unwrap();
    assert_eq!(stream.save(&path).await.unwrap(), 300_000);
    assert_eq!(std::fs::read(&path).unwrap().len(), 300_000);
    assert_eq!(names(&folder), ["a.bin"]);
}

#[tokio::test]
async fn nothing_is_left_of_what_failed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    std::fs::write(&path, "before").unwrap();
    let server = Server::start(Action::broken()).await;
    let mut stream = download(client(&server).customers().call(&GET_FILE)).await.unwrap();
    let error = stream.save(&path).await.unwrap_err();
    assert!(matches!(error, SaveError::Download(Error::Transport(_))), "{error}");
    assert_eq!(
        (names(&folder), std::fs::read_to_string(&path).unwrap()),
        (vec!["a.bin".to_owned()], "before".to_owned())
    );

    let server = Server::start(file_of(3)).await;
    let mut stream = download(client(&server).customers().call(&GET_FILE)).await.unwrap();
    let error = stream.save(folder.path().join("none/a.bin")).await.unwrap_err();
    assert!(matches!(error, SaveError::File(_)), "{error}");

    // A dropped download leaves no file either.
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec();
    let server = Server::start(Action::Hold(head, Arc::new(Notify::new()))).await;
    let mut stream = download(client(&server).customers().call(&GET_FILE)).await.unwrap();
    let saved = tokio::time::timeout(Duration::from_millis(300), stream.save(&path)).await;
    assert!(saved.is_err());
    assert_eq!(
        (names(&folder), std::fs::read_to_string(&path).unwrap()),
        (vec!["a.bin".to_owned()], "before".to_owned())
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_name_is_not_altered() {
    use std::os::unix::ffi::OsStringExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsString::from_vec(b"a\xff.txt".to_vec()));
    std::fs::write(&path, "hello").unwrap();
    let error = File::from_path(&path).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (std::io::ErrorKind::InvalidInput, "the file name is not UTF-8")
    );
    assert!(Body::from_path(&path).await.is_ok());

    let path = folder.path().join("a\nb.txt");
    std::fs::write(&path, "hello").unwrap();
    let server = Server::start(done()).await;
    let error = client(&server)
        .customers()
        .upload(upload(File::from_path(&path).await.unwrap()))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)) && server.arrived().is_empty(), "{error:?}");
}
