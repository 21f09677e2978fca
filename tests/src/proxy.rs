//! A real forward proxy on loopback (RFC 9110, section 3.7): it records the head of every request
//! that it forwards.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy that resolves every host name to this server. It does not change IP
    /// addresses.
    pub async fn start(server: &str) -> Self {
        let names: SocketAddr =
            server.trim_start_matches("http://").parse().expect("the URL of a server");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let shared = heads.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, names, shared.clone()));
            }
        });
        Self { url, heads, accepting }
    }

    /// Its URL, `http://127.0.0.1:…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes the heads of the requests since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.heads.lock().unwrap())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Forwards one request and all further data on the connection.
async fn forward(
    mut client: TcpStream,
    names: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    heads.lock().unwrap().push(head.clone());
    let (line, headers) = head.split_once("\r\n").unwrap_or_default();
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (authority, path) = match target.strip_prefix("http://") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => (target, ""),
    };
    let mut server = TcpStream::connect(authority.parse().unwrap_or(names)).await?;
    if method == "CONNECT" {
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    } else {
        let path = if path.is_empty() { "/" } else { path };
        server
            .write_all(
                format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{headers}").as_bytes(),
            )
            .await?;
    }
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
