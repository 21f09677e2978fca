//! Descriptions of operations, and how arguments become parts of a request.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::{http, value};

pub mod argument_value;
pub(crate) mod nested_lists;
pub(crate) mod pagination;
pub mod parameter;
pub(crate) mod path_template;
pub(crate) mod request_error;
pub(crate) mod request_head;
#[cfg(feature = "test-util")]
pub(crate) mod stub_context;
pub(crate) mod table;
pub(crate) mod target;
