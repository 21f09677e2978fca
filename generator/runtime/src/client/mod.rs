//! The client: its settings, its calls and their attempts.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::{http, json, operation, platform, value};

pub(crate) mod attempts;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_secrets;
pub(crate) mod call_time;
pub(crate) mod config;
pub(crate) mod credential;
pub(crate) mod error;
pub(crate) mod error_message;
pub(crate) mod hook;
pub(crate) mod lenient;
pub(crate) mod lenient_text;
pub(crate) mod limits;
pub(crate) mod options;
pub(crate) mod raw_response;
pub(crate) mod received;
pub(crate) mod repeat;
pub(crate) mod response;
pub(crate) mod response_future;
pub(crate) mod retry;
pub(crate) mod secret;
pub(crate) mod token_provider;
#[cfg(feature = "tracing")]
pub(crate) mod trace;
#[cfg(not(feature = "tracing"))]
pub(crate) mod trace_disabled;
pub(crate) mod undocumented;
pub(crate) mod untyped_error;
pub(crate) mod value_mismatch;
