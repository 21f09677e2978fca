//! Many simultaneous calls through one client, and cancelled calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use customer_timeline::{Error, RetryPolicy, rebilly};
use oasmith_tests::extent;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Mutex, MutexGuard};

/// The number of simultaneous calls.
fn calls_at_once() -> usize {
    if extent::is_complete() { 1000 } else { 250 }
}

/// How a server handles the requests of a connection.
#[derive(Clone, Copy)]
enum Habit {
    /// Responds with the requested customer and this many extra bytes, once a thousand requests
    /// have arrived or some time has passed.
    Responds { padding: usize },
    /// Never responds.
    Stalls,
    /// Sends an endless response.
    Floods,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    /// The most bytes that were written to a connection.
    longest: AtomicUsize,
}

/// A server in a separate thread and runtime, so that the test's runtime only has the client's
/// tasks.
struct Server {
    url: String,
    seen: Arc<Seen>,
}

impl Server {
    fn start(habit: Habit) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Seen>::default();
        let shared = seen.clone();
        std::thread::spawn(move || {
            Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, habit, shared.clone()));
                }
            });
        });
        Self { url, seen }
    }

    fn client(&self) -> rebilly::Client {
        let builder = rebilly::Client::builder().base_url(&self.url).secret_api_key("key");
        builder.retry(RetryPolicy::never()).max_response_bytes(128 * 1024).build().unwrap()
    }

    fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, habit: Habit, seen: Arc<Seen>) {
    seen.connections.fetch_add(1, Ordering::SeqCst);
    let _ = talk(&mut stream, habit, &seen).await;
    drop(stream);
    seen.connections.fetch_sub(1, Ordering::SeqCst);
}

async fn talk(stream: &mut TcpStream, habit: Habit, seen: &Seen) -> std::io::Result<()> {
    let mut unread = Vec::new();
    loop {
        if stream.read_buf(&mut unread).await? == 0 {
            return Ok(());
        }
        if !unread.ends_with(b"\r\n\r\n") {
            continue;
        }
        let head = String::from_utf8(std::mem::take(&mut unread)).unwrap();
        seen.requests.fetch_add(1, Ordering::SeqCst);
        match habit {
            Habit::Responds { padding } => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                let id = head.split(['/', ' ']).nth(3).unwrap();
                let body = format!(r#"{{"id":"{id}","email":"{}"}}"#, "x".repeat(padding));
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await?;
            }
            Habit::Stalls => {}
            Habit::Floods => {
                let mut sent = 0;
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"email\":\"").await?;
                loop {
                    sent += stream.write(&[b'x'; 64 * 1024]).await?;
                    seen.longest.fetch_max(sent, Ordering::SeqCst);
                }
            }
        }
    }
}

/// Waits for a condition. The time limit is generous, for slow machines.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let limit = std::time::Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(std::time::Instant::now() < limit, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The memory of this process in bytes, if the system provides it.
fn memory() -> Option<usize> {
    let pages: usize =
        std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

static ALONE: Mutex<()> = Mutex::const_new(());

/// One test at a time, because memory is measured. Both ends of each connection are in this
/// process.
async fn alone() -> MutexGuard<'static, ()> {
    assert!(rlimit::increase_nofile_limit(8192).unwrap() >= 2500, "too few files may be open here");
    ALONE.lock().await
}

#[tokio::test]
async fn many_simultaneous_calls_succeed_and_leave_nothing_behind() {
    let _alone = alone().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    let (padding, at_once) = (64 * 1024, calls_at_once());
    let server = Server::start(Habit::Responds { padding });
    let client = server.client();
    let mut after = Vec::new();
    for wave in 0..7 {
        let calls = (0..at_once).map(|number| {
            let call = client.customers().get(format!("cus_{wave}_{number}"));
            tokio::spawn(async move { (number, call.await) })
        });
        for call in calls.collect::<Vec<_>>() {
            let (number, customer) = call.await.unwrap();
            let customer = customer.unwrap().into_inner();
            assert_eq!(
                customer.id,
                Some(format!("cus_{wave}_{number}")),
                "each call has its own response"
            );
            assert_eq!(customer.email.map(|email| email.len()), Some(padding));
        }
        assert_eq!(server.requests(), (wave + 1) * at_once);
        assert!(server.connections() <= at_once, "connections are used again");
        after.extend(memory());
    }
    // The first waves fill pools and caches. If responses were kept, three further waves would
    // triple the memory.
    if let [_, _, _, warm, _, _, last] = after[..] {
        assert!(last.saturating_sub(warm) < at_once * padding, "memory after each wave: {after:?}");
    }
    drop(client);
    until("all connections are closed", || server.connections() == 0).await;
    until("no task is left", || Handle::current().metrics().num_alive_tasks() == tasks).await;
}

#[tokio::test]
async fn calls_that_are_given_up_leave_nothing_behind() {
    let _alone = alone().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    let server = Server::start(Habit::Stalls);
    let client = server.client();
    let calls = (0..200).map(|_| tokio::spawn(client.customers().get("cus_1").into_future()));
    let calls: Vec<_> = calls.collect();
    until("all requests are there", || server.requests() == 200).await;
    calls.iter().for_each(|call| call.abort());
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    // The client still exists, and keeps reusable connections. None of these can be reused.
    until("all connections are closed", || server.connections() == 0).await;
    until("no task is left", || Handle::current().metrics().num_alive_tasks() == tasks).await;
    drop(client);
}

/// The client does not read beyond the limit: the rest stays in the system's buffers, and the
/// connection is closed.
#[tokio::test]
async fn an_endless_response_fails_at_the_limit() {
    let _alone = alone().await;
    let server = Server::start(Habit::Floods);
    let client = server.client();
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.customers().get("cus_1").into_future())).collect();
    for call in calls {
        let Err(Error::Decode(error)) = call.await.unwrap() else { panic!("no decode error") };
        assert!(error.is_too_large() && error.raw().len() <= 64 * 1024);
    }
    until("all connections are closed", || server.connections() == 0).await;
    assert!(server.seen.longest.load(Ordering::SeqCst) < 32 * 1024 * 1024);
}
