//! The test double, and the descriptions of operations that it needs.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::{client, http, json, operation, platform, surface};

#[cfg(feature = "test-util")]
pub(crate) mod stub_request;
pub mod stub_response;
#[cfg(feature = "test-util")]
pub(crate) mod stub_xml;
#[cfg(feature = "test-util")]
pub(crate) mod test_double;
