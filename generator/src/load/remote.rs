//! Documents from the network, where someone has asked for them.
//!
//! Nothing here opens a connection: who calls [`load`](super::load()) brings the function that
//! does. What may be asked for, and which redirects are followed, is decided here.

use std::fmt;
use std::str::FromStr;

pub use super::url::Host;
use super::url::Url;

/// How many redirects are followed in a row.
const MAX_REDIRECTS: usize = 5;

/// More documents than this are not fetched.
pub(super) const MAX_DOCUMENTS: usize = 1_000;

/// Hosts that documents may be fetched from, and how.
#[derive(Debug, Clone)]
pub struct Remote {
    /// No other host is ever asked. Each is asked by `https` only, unless it is this very machine.
    pub hosts: Vec<Host>,
    /// Fetches one document.
    pub fetch: Fetch,
}

/// Fetches what is at an address by one GET without credentials, and at most this many bytes of it.
/// A redirect is given back and not followed.
///
/// # Errors
/// When there is no answer, another one than a success or a redirect, or more bytes; says why.
pub type Fetch = fn(url: &str, limit: u64) -> Result<Fetched, String>;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The document.
    Document(Vec<u8>),
    /// Where it is now: the `FileAddress` of a redirect.
    Redirect(String),
}

/// Why there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its host is none of those that were named.
    Host,
    /// All else; says what.
    Failed(String),
}

/// Where a document is published: an address of `https`, or of this very machine, without a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).filter(Url::is_safe);
        url.map(Self).ok_or_else(|| {
            let text = text.escape_debug();
            format!(
                "`{text}` is no address of https: write it as `https://example.com/openapi.yaml`"
            )
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Remote {
    /// What is published at an address, of whose host nothing else need be said: `hosts` are those
    /// that it may be redirected to beside it.
    ///
    /// # Errors
    /// When it cannot be fetched, or has more bytes than `limit`; says why.
    pub fn document(&self, Address(url): &Address, limit: u64) -> Result<Vec<u8>, String> {
        let hosts = self.hosts.iter().chain([url.host()]).cloned().collect();
        let remote = Self { hosts, fetch: self.fetch };
        remote.get(url, limit).map(|(_, bytes)| bytes).map_err(|refusal| match refusal {
            Refusal::Host => format!("{} may not be asked", url.host()),
            Refusal::Failed(reason) => reason,
        })
    }

    /// Fetches what is at an address, and says which address it has in the end.
    pub(super) fn get(&self, url: &Url, limit: u64) -> Result<(Url, Vec<u8>), Refusal> {
        if !url.is_on(&self.hosts) {
            return Err(Refusal::Host);
        }
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            if !url.is_safe() {
                return Err(Refusal::Failed(format!("{url} is not https")));
            }
            match (self.fetch)(&url.to_string(), limit).map_err(Refusal::Failed)? {
                Fetched::Document(bytes) if bytes.len() as u64 > limit => {
                    return Err(Refusal::Failed(format!(
                        "it is larger than {} MiB",
                        limit / 1024 / 1024
                    )));
                }
                Fetched::Document(bytes) => return Ok((url, bytes)),
                Fetched::Redirect(target) => {
                    let next = url.join(&target);
                    let wrong = || {
                        Refusal::Failed(format!(
                            "it is redirected to `{}`, which is no address",
                            target.escape_debug()
                        ))
                    };
                    url = next.ok_or_else(wrong)?;
                }
            }
            if !url.is_on(&self.hosts) {
                let host = url.host();
                return Err(Refusal::Failed(format!(
                    "it is redirected to {host}, which --allow-remote does not name"
                )));
            }
        }
        Err(Refusal::Failed(format!("it is redirected more than {MAX_REDIRECTS} times")))
    }
}
