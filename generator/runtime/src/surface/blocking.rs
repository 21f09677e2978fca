//! Calls without an async runtime.

use std::fmt;
use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task::{unconstrained, yield_now};

use super::client::error::{CallResult, SendError};
use super::operation::request_error::{RequestError, RequestErrorKind};

/// Blocking calls: a request ends in [`block_on`](Blocking::block_on) instead of `.await`, and a
/// stream in [`iter`](Blocking::iter).
///
/// With this trait in scope:
///
/// ```text
/// let item = client.items().get("1").block_on()?;
/// for item in client.items().list().stream().iter() {
///     let item = item?;
/// }
/// ```
///
/// The calling thread waits. Any number of threads may wait at the same time. One further thread,
/// which all clients of the process share, runs connections, timeouts and pauses. The first call
/// starts it. If it cannot be started, the call fails with
/// [`Error::Request`](super::super::Error::Request).
///
/// Inside a Tokio runtime, use it in `spawn_blocking`. On a worker thread of a runtime, where
/// waiting would block other tasks, a call fails with
/// [`Error::Request`](super::super::Error::Request), and nothing is sent.
///
/// `Kind` is whether this is awaited or is a stream; it need never be written. Needs the feature
/// `blocking`.
pub trait Blocking<Kind>: Sized {
    /// Sends the request and waits for its result.
    fn block_on(self) -> Self::Output
    where
        Self: IntoFuture<Output: CallResult>,
    {
        block_on(self.into_future()).unwrap_or_else(CallResult::from_error)
    }

    /// Returns an iterator over the items of the stream. It waits for each item.
    fn iter(self) -> BlockingIter<Self>
    where
        Self: Stream<Item: CallResult> + Unpin,
    {
        BlockingIter { stream: Some(self) }
    }
}

/// The kind of futures.
#[doc(hidden)]
#[derive(Debug)]
pub enum Awaited {}

/// The kind of streams.
#[doc(hidden)]
#[derive(Debug)]
pub enum Streamed {}

impl<T: IntoFuture<Output: CallResult>> Blocking<Awaited> for T {}

impl<T: Stream<Item: CallResult> + Unpin> Blocking<Streamed> for T {}

/// A stream as an iterator: made by [`Blocking::iter`]. Needs the feature `blocking`.
#[must_use = "nothing is sent before the first item is asked for"]
pub struct BlockingIter<S> {
    /// `None` after its end.
    stream: Option<S>,
}

impl<S: Stream<Item: CallResult> + Unpin> Iterator for BlockingIter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let stream = self.stream.as_mut()?;
        let item = block_on(poll_fn(|context| Pin::new(&mut *stream).poll_next(context)));
        if !matches!(item, Ok(Some(_))) {
            self.stream = None;
        }
        item.unwrap_or_else(|error| Some(CallResult::from_error(error)))
    }
}

impl<S> fmt::Debug for BlockingIter<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BlockingIter")
    }
}

/// Waits for a future.
fn block_on<F: Future>(future: F) -> Result<F::Output, SendError> {
    let handle =
        runtime().map_err(|error| SendError::Request(RequestError::of_none(Arc::new(error))))?;
    let _guard = handle.enter();
    // The budget of the task that blocks, if there is one, is not renewed while it waits.
    let mut future = pin!(unconstrained(future));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return Ok(output),
            Poll::Pending => thread::park(),
        }
    }
}

/// Wakes a thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Whether this thread runs the tasks of a runtime. Threads of `spawn_blocking` do not.
fn is_worker() -> bool {
    struct Woken(AtomicBool);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    // A worker wakes a task that yields after the others; any other thread does so at once.
    let woken = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(woken.clone());
    let is_pending = pin!(yield_now()).poll(&mut Context::from_waker(&waker)).is_pending();
    is_pending && !woken.0.load(Ordering::Relaxed)
}

/// The runtime of the process.
fn runtime() -> Result<Handle, RequestErrorKind> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

    if is_worker() {
        return Err(RequestErrorKind::Blocking);
    }
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*runtime {
        return Ok(handle.clone());
    }
    // Only a thread that never leaves `block_on` serves the connections and timers of the others.
    let started = Builder::new_current_thread().enable_all().build().and_then(|started| {
        let handle = started.handle().clone();
        let thread = thread::Builder::new().name("http-client".to_owned());
        thread.spawn(move || started.block_on(pending::<()>()))?;
        Ok(handle)
    });
    let handle = started.map_err(RequestErrorKind::Runtime)?;
    *runtime = Some(handle.clone());
    Ok(handle)
}
