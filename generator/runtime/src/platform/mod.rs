//! Platform differences: time, random numbers, futures.

#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
pub(crate) mod browser;
pub(crate) mod clock;
pub(crate) mod future;
pub(crate) mod http_date;
pub(crate) mod random;
