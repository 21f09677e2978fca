//! Documents from the network, where someone has asked for them.
//!
//! Nothing here opens a connection: who calls [`load`](super::load()) brings the function that does. What may be asked
//! for, and which redirects are followed, is decided here.

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

/// Fetches what is at an address by one GET without credentials, and at most this many bytes of it. A redirect is given
/// back and not followed.
///
/// # Errors
/// When there is no answer, another one than a success or a redirect, or more bytes; says why.
pub type Fetch = fn(url: &str, limit: u64) -> Result<Fetched, String>;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The document.
    Document(Vec<u8>),
    /// Where it is now: the `Location` of a redirect.
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

impl Remote {
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
                    return Err(Refusal::Failed(format!("it is larger than {} MiB", limit / 1024 / 1024)));
                }
                Fetched::Document(bytes) => return Ok((url, bytes)),
                Fetched::Redirect(target) => {
                    let next = url.join(&target);
                    let wrong = || {
                        Refusal::Failed(format!("it is redirected to `{}`, which is no address", target.escape_debug()))
                    };
                    url = next.ok_or_else(wrong)?;
                }
            }
            if !url.is_on(&self.hosts) {
                let host = url.host();
                return Err(Refusal::Failed(format!("it is redirected to {host}, which --allow-remote does not name")));
            }
        }
        Err(Refusal::Failed(format!("it is redirected more than {MAX_REDIRECTS} times")))
    }
}
