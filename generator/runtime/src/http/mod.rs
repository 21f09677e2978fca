//! HTTP messages, and the transport that sends them.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::{platform, value};

pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod headers;
pub(crate) mod method;
pub(crate) mod transport;
#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
pub(crate) mod transport_fetch;
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
pub(crate) mod transport_reqwest;
pub(crate) mod url;
