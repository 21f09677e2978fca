//! The HTTP library repeats only requests that no server has processed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client::Client;
use crate::fast::{Fast, KEY, tag};
use crate::runtime::{ReqwestTransport, RetryPolicy};

/// What the HTTP/2 server does with the first request (RFC 9113, section 8.7). It responds to the
/// others.
#[derive(Debug, Clone, Copy)]
enum First {
    /// Resets the stream with this error code.
    Reset(u32),
    /// Sends GOAWAY with this error code and the ID of this stream, and closes.
    GoAway(u32, u32),
}

const REFUSED_STREAM: u32 = 7;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

async fn serve(
    mut connection: TcpStream,
    first: First,
    requests: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    connection.read_exact(&mut [0; 24]).await?;
    connection.write_all(&frame(4, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        connection.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        connection.read_exact(&mut vec![0; length as usize]).await?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match (head[3], head[4] & 1) {
            // SETTINGS: acknowledge them.
            (4, 0) => connection.write_all(&frame(4, 1, 0, &[])).await?,
            // HEADERS: a request.
            (1, _) if requests.fetch_add(1, Ordering::Relaxed) == 0 => match first {
                First::Reset(code) => {
                    connection.write_all(&frame(3, 0, stream, &code.to_be_bytes())).await?
                }
                First::GoAway(code, last) => {
                    let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
                    connection.write_all(&frame(7, 0, 0, &payload)).await?;
                    connection.shutdown().await?;
                    return Ok(());
                }
            },
            (1, _) => {
                connection.write_all(&frame(1, 4, stream, &[0x88])).await?;
                connection.write_all(&frame(0, 1, stream, br#"{"name":"a"}"#)).await?;
            }
            _ => {}
        }
    }
}

/// Whether a POST succeeds, and the number of requests that arrive.
async fn refund(first: First) -> (bool, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection, first, count.clone()));
        }
    });
    let transport =
        ReqwestTransport::configured(|builder| builder.http2_prior_knowledge()).unwrap();
    let client =
        Client::builder().base_url(url).clock(Fast::new()).secret_api_key(KEY).transport(transport);
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    let result = client.payments().refund("1", tag("a")).await;
    (result.is_ok(), requests.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_post_that_may_have_been_processed_is_not_repeated() {
    for first in [
        First::Reset(0),
        First::Reset(2),
        First::Reset(8),
        First::Reset(11),
        First::GoAway(0, 1),
        First::GoAway(2, 1),
        First::GoAway(0, 0x7fff_ffff),
    ] {
        assert_eq!(refund(first).await, (false, 1), "{first:?}");
    }
}

#[tokio::test]
async fn a_post_that_was_rejected_is_repeated() {
    for first in [First::Reset(REFUSED_STREAM), First::GoAway(0, 0)] {
        assert_eq!(refund(first).await, (true, 2), "{first:?}");
    }
}

/// An HTTP/1.1 server that uses each connection for one response. It closes the connection before
/// or when the next request arrives.
async fn one_response_for_each_connection(is_early: bool) -> (String, Arc<AtomicUsize>) {
    async fn request(connection: &mut TcpStream) -> bool {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"}") {
            if connection.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return false;
            }
        }
        true
    }

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                if request(&mut connection).await {
                    count.fetch_add(1, Ordering::Relaxed);
                    let response = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"name\":\"a\"}";
                    connection.write_all(response).await.unwrap();
                }
                if !is_early && request(&mut connection).await {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    (url, requests)
}

#[tokio::test]
async fn a_connection_that_is_used_again_does_not_repeat_a_post() {
    for (is_early, is_ok) in [(false, false), (true, true)] {
        let (url, requests) = one_response_for_each_connection(is_early).await;
        let client =
            Client::builder().base_url(url).clock(Fast::new()).secret_api_key(KEY).build().unwrap();
        client.payments().refund("1", tag("a")).await.unwrap();
        if is_early {
            // The client notices the closed connection before it sends, or opens another one.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(client.payments().refund("2", tag("a")).await.is_ok(), is_ok);
        assert_eq!(requests.load(Ordering::Relaxed), 2);
    }
}
