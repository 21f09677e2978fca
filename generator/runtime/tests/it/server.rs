//! A real HTTP server on loopback that records the requests that arrive.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub head: String,
    pub body: String,
}

impl Arrived {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

pub struct Server {
    pub url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

/// What the server does with a connection after it has read a request.
#[derive(Clone)]
pub enum Action {
    /// Writes these bytes and closes.
    Raw(Vec<u8>),
    /// Writes nothing.
    Stall,
    /// Writes these bytes, and notifies when the client closes.
    Hold(Vec<u8>, Arc<Notify>),
    /// Writes these bytes and nothing more, and keeps the connection open.
    Hang(Vec<u8>),
    /// Writes these bytes one at a time, with a pause before each.
    Drip(Vec<u8>, std::time::Duration),
}

impl Action {
    /// A complete response.
    pub fn response(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n"
        );
        Self::Raw((head + body).into())
    }

    /// A response that is cut off.
    pub fn broken() -> Self {
        Self::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"na".into())
    }
}

impl Server {
    /// A server that sends the same status, headers and body to every request.
    pub async fn responding(status: &str, headers: &str, body: &str) -> Self {
        Self::start(Action::response(status, headers, body)).await
    }

    /// A server that does the same with each connection.
    pub async fn start(action: Action) -> Self {
        Self::script([action]).await
    }

    /// A server that takes these actions one after the other and repeats the last one.
    pub async fn script(actions: impl IntoIterator<Item = Action>) -> Self {
        let actions: Vec<Action> = actions.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let arrived = Arc::<Mutex<Vec<Arrived>>>::default();
        let log = arrived.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, actions.clone(), log.clone()));
            }
        });
        Self { url, arrived }
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// The only request that arrived.
    pub fn only(&self) -> Arrived {
        let [only] = <[Arrived; 1]>::try_from(self.arrived()).unwrap();
        only
    }
}

async fn serve(mut stream: TcpStream, actions: Vec<Action>, log: Arc<Mutex<Vec<Arrived>>>) {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut arrived = Arrived { head, body: String::new() };
    arrived.body = if arrived.header("transfer-encoding") == Some("chunked") {
        loop {
            if let Some(body) = unchunked(&bytes[end + 4..]) {
                break body;
            }
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        }
    } else {
        let length: usize =
            arrived.header("content-length").map_or(0, |length| length.parse().unwrap());
        while bytes.len() < end + 4 + length {
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        }
        String::from_utf8(bytes[end + 4..].to_vec()).unwrap()
    };
    let number = {
        let mut log = log.lock().unwrap();
        log.push(arrived);
        log.len().min(actions.len())
    };
    match &actions[number - 1] {
        Action::Raw(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
        Action::Hold(bytes, closed) => {
            let _ = stream.write_all(bytes).await;
            while stream.read(&mut [0; 100]).await.is_ok_and(|read| read > 0) {}
            closed.notify_one();
        }
        Action::Hang(bytes) => {
            let _ = stream.write_all(bytes).await;
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        }
        Action::Drip(bytes, pause) => {
            for byte in bytes {
                tokio::time::sleep(*pause).await;
                if stream.write_all(&[*byte]).await.is_err() {
                    return;
                }
            }
        }
        Action::Stall => tokio::time::sleep(std::time::Duration::from_secs(60)).await,
    }
}

/// Reads a chunked body to its end.
fn unchunked(mut rest: &[u8]) -> Option<String> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let chunk = rest.get(end + 2..end + 4 + size)?;
        body.extend_from_slice(&chunk[..size]);
        rest = &rest[end + 4 + size..];
        if size == 0 {
            return Some(String::from_utf8(body).unwrap());
        }
    }
}
