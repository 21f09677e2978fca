//! Fetches documents from the network, if that is allowed.
//!
//! This module decides which URLs may be fetched and which redirects are followed. It opens no
//! connection itself: the caller of [`load`](super::load()) provides a function for that.

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
    /// The allowed hosts. URLs must use `https`, except on this machine.
    pub hosts: Vec<Host>,
    /// Fetches one document.
    pub fetch: Fetch,
}

/// Sends one GET request without credentials and reads at most `limit` bytes. A redirect is
/// returned, not followed.
///
/// # Errors
/// If the request fails, the status is neither a success nor a redirect, or there are more bytes.
/// The text is the reason.
pub type Fetch = fn(url: &str, limit: u64) -> Result<Fetched, String>;

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The document.
    Document(Vec<u8>),
    /// The `Location` header of a redirect.
    Redirect(String),
}

/// Why a document was not fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FetchError {
    /// Its host is not allowed.
    Host,
    /// Any other reason.
    Failed(String),
}

/// The URL of a published document: `https` (or any on this machine), without user information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).filter(Url::is_safe);
        url.map(Self).ok_or_else(|| {
            let advice = advice(text);
            format!("`{}` is not an https URL: {advice}", text.escape_debug())
        })
    }
}

/// What to write instead of a text that is no [`Address`].
fn advice(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let https = format!("https://{rest}");
    match scheme {
        "file" => format!("name the file by its path, `{}`", rest.escape_debug()),
        "http" | "https" if authority.contains('@') => {
            "leave out the user and the password; a document is fetched without credentials"
                .to_owned()
        }
        "http" if Url::parse(&https).is_some() => format!("write `{}`", https.escape_debug()),
        _ => "write it as `https://example.com/openapi.yaml`".to_owned(),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Remote {
    /// Fetches a published document. Its host is allowed; `hosts` are the other hosts that it may
    /// redirect to.
    ///
    /// # Errors
    /// If it cannot be fetched or has more bytes than `limit`. The text is the reason.
    pub fn document(&self, Address(url): &Address, limit: u64) -> Result<Vec<u8>, String> {
        let hosts = self.hosts.iter().chain([url.host()]).cloned().collect();
        let remote = Self { hosts, fetch: self.fetch };
        remote.get(url, limit).map(|(_, bytes)| bytes).map_err(|error| match error {
            FetchError::Host => format!("{} is not an allowed host", url.host()),
            FetchError::Failed(reason) => reason,
        })
    }

    /// Fetches a URL. Returns the URL after redirects and the bytes.
    pub(super) fn get(&self, url: &Url, limit: u64) -> Result<(Url, Vec<u8>), FetchError> {
        if !url.is_on(&self.hosts) {
            return Err(FetchError::Host);
        }
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            if !url.is_safe() {
                return Err(FetchError::Failed(format!("{url} is not https")));
            }
            match (self.fetch)(&url.to_string(), limit).map_err(FetchError::Failed)? {
                Fetched::Document(bytes) if bytes.len() as u64 > limit => {
                    return Err(FetchError::Failed(format!(
                        "it is larger than {} MiB",
                        limit / 1024 / 1024
                    )));
                }
                Fetched::Document(bytes) => return Ok((url, bytes)),
                Fetched::Redirect(target) => {
                    let next = url.join(&target);
                    let wrong = || {
                        FetchError::Failed(format!(
                            "it redirects to `{}`, which is not a URL",
                            target.escape_debug()
                        ))
                    };
                    url = next.ok_or_else(wrong)?;
                }
            }
            if !url.is_on(&self.hosts) {
                let host = url.host();
                return Err(FetchError::Failed(format!(
                    "it redirects to {host}, which --allow-remote does not allow"
                )));
            }
        }
        Err(FetchError::Failed(format!("it redirects more than {MAX_REDIRECTS} times")))
    }
}
