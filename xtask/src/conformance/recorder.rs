//! Records the bytes that a client and a server exchange, as a proxy.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// The maximum size of a recorded message, in bytes.
const KEPT: usize = 64 * 1024;

/// Headers that are independent of the operation.
const SENT_ALWAYS: &[&str] = &["host", "content-length", "user-agent", "connection"];

/// A request and its response, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    pub request: Vec<u8>,
    pub response: Vec<u8>,
}

impl Exchange {
    /// The first line of the request without the version, such as `GET /pets`.
    pub fn request_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.request);
        let line = text.lines().next().unwrap_or_default();
        line.trim_end_matches(" HTTP/1.1").to_owned()
    }

    /// The request as a command for a server at `$URL`, without the headers that every client
    /// sends.
    pub fn curl(&self) -> String {
        let text = String::from_utf8_lossy(&self.request);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut command = format!("curl -i -X {method} {}", quoted(&format!("$URL{path}"), '"'));
        for line in lines {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if !SENT_ALWAYS.contains(&name.as_str()) {
                command += &format!(" -H {}", quoted(line, '\''));
            }
        }
        if !body.is_empty() {
            command += &format!(" --data-binary {}", quoted(body, '\''));
        }
        command
    }

    /// The status of the response; `None` if there is none.
    pub fn status(&self) -> Option<u16> {
        let text = String::from_utf8_lossy(&self.response);
        text.lines().next()?.split(' ').nth(1)?.parse().ok()
    }

    /// The headers of the response, with their names in lower case.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = String::from_utf8_lossy(&self.response);
        let lines = text.lines().skip(1).take_while(|line| !line.is_empty());
        lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect()
    }

    /// The value of a header of the response.
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers().into_iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }
}

/// A text, quoted for a shell.
fn quoted(text: &str, quote: char) -> String {
    let escaped = match quote {
        '"' => text.replace(['"', '`'], ""),
        _ => text.replace('\'', "'\\''"),
    };
    format!("{quote}{escaped}{quote}")
}

/// A proxy in front of a server. It ends when this is dropped.
#[derive(Debug)]
pub struct Recorder {
    port: u16,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    server: u16,
    ends: AtomicBool,
    exchanges: Mutex<Vec<Exchange>>,
}

impl Recorder {
    /// Starts a recorder in front of the server on a port of 127.0.0.1.
    ///
    /// # Errors
    /// If it cannot listen.
    pub fn start(server: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let (ends, exchanges) = (AtomicBool::new(false), Mutex::default());
        let shared = Arc::new(Shared { server, ends, exchanges });
        let recording = Arc::clone(&shared);
        let accept = move || {
            for client in listener.incoming().map_while(Result::ok) {
                if recording.ends.load(Ordering::Relaxed) {
                    break;
                }
                // If the server cannot be reached, the client reports the error.
                let _ = recording.pass_on(client);
            }
        };
        Ok(Self { port, shared, accepting: Some(thread::spawn(accept)) })
    }

    /// The base URL for the client.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Takes the exchanges since the last call, one for each connection.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.shared.exchanges.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::Relaxed);
        // The next connection makes the thread check the flag.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Shared {
    fn pass_on(&self, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect((Ipv4Addr::LOCALHOST, self.server))?;
        let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
        let sending = thread::spawn(move || copy(from_client, to_server));
        let response = copy(server, client);
        let request = sending.join().unwrap_or_default();
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.push(Exchange { request, response });
        Ok(())
    }
}

/// Copies until the end, and returns the beginning of the data.
fn copy(mut from: TcpStream, mut to: TcpStream) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), [0; 16 * 1024]);
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..length).unwrap_or_default();
        let space = KEPT.saturating_sub(kept.len()).min(length);
        kept.extend_from_slice(bytes.get(..space).unwrap_or_default());
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    // Both directions end together: each connection has one request.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
    kept
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::Recorder;

    #[test]
    fn an_exchange_is_passed_on_and_recorded() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = [0; 18];
            stream.read_exact(&mut request).expect("a request");
            stream.write_all(b"HTTP/1.1 404 Not Found\r\nX-Why: no pet\r\n\r\nno").expect("sent");
        });
        let recorder = Recorder::start(port).expect("a recorder");
        let address = recorder.url().replace("http://", "");
        let mut client = TcpStream::connect(address).expect("a connection");
        client.write_all(b"GET /a HTTP/1.1\r\n\r\n").expect("sent");
        let mut response = String::new();
        client.read_to_string(&mut response).expect("a response");
        server.join().expect("the server ends");
        assert!(response.ends_with("\r\n\r\nno"), "{response}");
        let exchanges = loop {
            let exchanges = recorder.take();
            if !exchanges.is_empty() {
                break exchanges;
            }
        };
        assert_eq!(exchanges.len(), 1);
        assert_eq!(exchanges[0].request_line(), "GET /a");
        assert_eq!(exchanges[0].status(), Some(404));
        assert_eq!(exchanges[0].header("x-why").as_deref(), Some("no pet"));
    }
}
