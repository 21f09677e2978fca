//! A fast clock, and what the tests of failures share.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::client::{Client, ClientBuilder};
use crate::runtime::{BoxFuture, Clock};
use crate::server::{Action, Server};
use crate::types::Tag;

pub const KEY: &str = "sk_live_very-secret";

/// The default speed of a clock, relative to the real time.
pub const RATE: u32 = 100;

/// A fast clock that records the requested waits.
#[derive(Clone)]
pub struct Fast {
    rate: u32,
    start: Instant,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Fast {
    pub fn new() -> Self {
        Self::times(RATE)
    }

    /// A clock that is `rate` times as fast.
    pub fn times(rate: u32) -> Self {
        Self { rate, start: Instant::now(), slept: Arc::default() }
    }

    /// The waits between attempts: those shorter than `limit`, the time limit of an attempt.
    pub fn pauses(&self, limit: Duration) -> Vec<Duration> {
        self.slept.lock().unwrap().iter().copied().filter(|slept| *slept < limit).collect()
    }
}

impl Clock for Fast {
    fn now(&self) -> Duration {
        self.start.elapsed() * self.rate
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        self.slept.lock().unwrap().push(duration);
        Some(Box::pin(tokio::time::sleep(duration / self.rate)))
    }
}

/// A clock that stands still except for waits below a limit, which end at once. Time limits of
/// calls are above it and never end, so a slow machine changes nothing.
#[derive(Clone)]
pub struct Still {
    limit: Duration,
    now: Arc<Mutex<Duration>>,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Still {
    pub fn below(limit: Duration) -> Self {
        Self { limit, now: Arc::default(), slept: Arc::default() }
    }

    /// The waits below the limit.
    pub fn pauses(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Clock for Still {
    fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        if duration >= self.limit {
            return Some(Box::pin(std::future::pending()));
        }
        let clock = self.clone();
        Some(Box::pin(async move {
            *clock.now.lock().unwrap() += duration;
            clock.slept.lock().unwrap().push(duration);
        }))
    }
}

pub fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(&server.url).clock(Fast::new())
}

pub fn client(server: &Server) -> Client {
    builder(server).secret_api_key(KEY).build().unwrap()
}

pub fn tag(name: &str) -> Tag {
    Tag { name: name.into(), ..Tag::default() }
}

pub fn ok() -> Action {
    Action::response("200 OK", "", r#"{"name":"a"}"#)
}

pub fn status(status: u16) -> Action {
    Action::response(&format!("{status} X"), "", "no")
}

/// An error in all its representations.
pub fn said(error: &dyn std::error::Error) -> String {
    let mut said = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        said.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    said
}
