//! A real HTTP/1.1 server on loopback: it records the bytes of every request, and sends the
//! responses of the test.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path of the target, not decoded.
    pub path: String,
    /// The query of the target, not decoded; `None` without a `?`.
    pub query: Option<String>,
    /// Names as sent and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header. The test fails if there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "the header {name} came more than once");
        value
    }

    /// `GET /path?query`
    pub fn line(&self) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{} {}{query}", self.method, self.path)
    }
}

/// A response of the server.
#[derive(Debug, Clone, Default)]
pub struct ServerResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl ServerResponse {
    /// A status and a body, without a media type.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// A status and JSON.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, body.to_string()).header("Content-Type", "application/json")
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    connections: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    responses: Mutex<VecDeque<ServerResponse>>,
}

impl State {
    /// The next response; the last one repeats.
    fn next_response(&self) -> ServerResponse {
        let mut responses = self.responses.lock().unwrap();
        if responses.len() > 1 { responses.pop_front() } else { responses.front().cloned() }
            .unwrap_or_else(|| ServerResponse::new(500, "the test has set no response"))
    }
}

impl Server {
    /// Starts a server that sends these responses one after another and repeats the last one.
    pub async fn start(responses: impl IntoIterator<Item = ServerResponse>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            responses: Mutex::new(responses.into_iter().collect()),
            ..State::default()
        });
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, state, accepting }
    }

    /// Its URL, `http://127.0.0.1:…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The number of connections that it has accepted.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Sends this response from now on.
    pub fn respond(&self, response: ServerResponse) {
        *self.state.responses.lock().unwrap() = VecDeque::from([response]);
    }

    /// Takes the requests since the last call.
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.requests.lock().unwrap())
    }

    /// Takes the one request since the last call. The test fails if there are none or several.
    pub fn take_one(&self) -> Request {
        let [request] = <[Request; 1]>::try_from(self.take()).expect("one request");
        request
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Serves a connection while it is kept alive.
async fn serve(mut stream: TcpStream, state: Arc<State>) {
    let mut unread = Vec::new();
    while let Ok(Some(request)) = read_request(&mut stream, &mut unread).await {
        state.requests.lock().unwrap().push(request);
        if stream.write_all(&state.next_response().to_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request of a connection; `None` at its end.
async fn read_request(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let end = loop {
        if let Some(end) = unread.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    };
    let head: Vec<u8> = unread.drain(..end).collect();
    let mut request = parse_head(&head);
    let length = request.header("content-length").map(|length| length.parse().expect("a length"));
    request.body = match request.header("transfer-encoding") {
        Some(encoding) => {
            assert_eq!((encoding, length), ("chunked", None));
            read_chunks(stream, unread).await?
        }
        None => read_exactly(stream, unread, length.unwrap_or(0)).await?,
    };
    Ok(Some(request))
}

fn parse_head(head: &[u8]) -> Request {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    assert!(parsed.parse(head).expect("a valid head").is_complete());
    let target = parsed.path.expect("a target");
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).expect("headers in UTF-8");
    Request {
        method: parsed.method.expect("a method").to_owned(),
        path: path.to_owned(),
        query,
        headers: parsed
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), text(header.value)))
            .collect(),
        body: Vec::new(),
    }
}

async fn read_exactly(
    stream: &mut TcpStream,
    unread: &mut Vec<u8>,
    length: usize,
) -> io::Result<Vec<u8>> {
    while unread.len() < length {
        if stream.read_buf(unread).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(unread.drain(..length).collect())
}

async fn read_line(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<String> {
    loop {
        if let Some(end) = unread.windows(2).position(|window| window == b"\r\n") {
            let line: Vec<u8> = unread.drain(..end + 2).take(end).collect();
            return Ok(String::from_utf8(line).expect("a line in UTF-8"));
        }
        if stream.read_buf(unread).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn read_chunks(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream, unread).await?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).expect("the size of a chunk");
        if size == 0 {
            while !read_line(stream, unread).await?.is_empty() {}
            return Ok(body);
        }
        body.extend(read_exactly(stream, unread, size).await?);
        assert!(read_line(stream, unread).await?.is_empty(), "a chunk ends with its line");
    }
}
