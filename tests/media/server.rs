//! A server that records the last request and sends a given response.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

/// A server for one request.
pub struct Server {
    pub url: String,
    thread: JoinHandle<Request>,
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// `GET /path?query`
    pub line: String,
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Server {
    /// Responds with a status, headers and a body.
    pub fn start(head: &str, body: impl AsRef<[u8]>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let head = format!("HTTP/1.1 {head}\r\nConnection: close\r\n");
        let body = body.as_ref().to_vec();
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let request = read(&mut stream);
            let length = format!("Content-Length: {}\r\n\r\n", body.len());
            let end = if head.contains(" 204 ") { "\r\n".to_owned() } else { length };
            stream.write_all(&[head.as_bytes(), end.as_bytes(), &body].concat()).expect("sent");
            request
        });
        Self { url, thread }
    }

    /// A response without a body.
    pub fn done() -> Self {
        Self::start("204 Done\r\nX-Test: 1", "")
    }

    /// The request that arrived.
    pub fn request(self) -> Request {
        self.thread.join().expect("a request")
    }
}

fn read(stream: &mut impl std::io::Read) -> Request {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let line = lines.next().expect("a request line").replace(" HTTP/1.1", "");
            let headers: Vec<(String, String)> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let request = Request { line, headers, body: body.to_owned() };
            let length =
                request.header("content-length").map_or(0, |length| length.parse().unwrap());
            let is_chunked = request.header("transfer-encoding") == "chunked".into();
            let head_length = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
            if (is_chunked && body.ends_with("0\r\n\r\n"))
                || (!is_chunked && bytes.len() - head_length >= length)
            {
                return request;
            }
        }
        let count = stream.read(&mut chunk).expect("bytes");
        assert!(count > 0, "the request ended: {text}");
        bytes.extend_from_slice(&chunk[..count]);
    }
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The parts of a multipart body, each with its headers and its content. The disposition comes
    /// first, without `form-data; `.
    pub fn parts(&self) -> Vec<(String, String)> {
        let content_type = self.header("content-type").expect("a media type");
        let (media_type, boundary) = content_type.split_once("; boundary=").expect("a boundary");
        assert!(media_type.starts_with("multipart/"), "{media_type}");
        let body = self.body.strip_suffix(&format!("--{boundary}--\r\n")).expect("an end");
        let delimiter = format!("--{boundary}\r\n");
        let parts = body.split(delimiter.as_str()).skip(1);
        let parts = parts.map(|part| part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n"));
        let head = |head: &str| {
            let head =
                head.strip_prefix("Content-Disposition: form-data; ").expect("a disposition");
            head.replace("\r\n", " | ")
        };
        parts
            .map(|part| part.expect("a part"))
            .map(|(h, body)| (head(h), body.to_owned()))
            .collect()
    }
}
