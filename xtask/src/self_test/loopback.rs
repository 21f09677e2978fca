//! A small HTTP/1.1 server on loopback: a proxy before the registry, and an API.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Time limit for reading a request.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request: its first line, and its headers as lines with lower-case names.
pub struct Request {
    /// As `GET /path HTTP/1.1`.
    pub line: String,
    /// As `name: value`.
    pub headers: Vec<String>,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The method, and the path with its query.
    pub fn target(&self) -> (&str, &str) {
        let mut words = self.line.split(' ');
        (words.next().unwrap_or_default(), words.next().unwrap_or_default())
    }
}

/// A response.
pub struct Response {
    /// The status with its reason phrase.
    pub status: &'static str,
    /// The body: JSON, or data for git.
    pub body: Vec<u8>,
}

/// Responds until the process ends, one request at a time, each on its own connection.
///
/// # Errors
/// If no port is free.
pub fn serve(response: impl Fn(&Request) -> Response + Send + 'static) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client may have disconnected.
            let _ = exchange(stream, &response);
        }
    });
    Ok(address)
}

fn exchange(stream: TcpStream, response: &impl Fn(&Request) -> Response) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let request = read_head(&mut reader)?;
    if request.header("expect").is_some() {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let length =
        request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or_default();
    io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
    let Response { status, body } = response(&request);
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    writer.write_all(head.as_bytes())?;
    writer.write_all(&body)
}

fn read_head(reader: &mut BufReader<TcpStream>) -> io::Result<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut lines = lines.into_iter();
    let line = lines.next().unwrap_or_default();
    let small = |line: String| match line.split_once(':') {
        Some((name, value)) => format!("{}: {}", name.to_lowercase(), value.trim()),
        None => line,
    };
    Ok(Request { line, headers: lines.map(small).collect() })
}
