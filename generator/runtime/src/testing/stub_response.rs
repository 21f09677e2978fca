//! A macro that describes how the test double writes the responses of an operation.

#[cfg(feature = "test-util")]
pub use super::operation::table::Operation;
#[cfg(feature = "test-util")]
pub use super::stub_request::{StubRequest, StubResponse, ToStubResponse, Value};

/// Describes how the responses of an operation, or those of an enum of responses, are written.
/// Without the feature `test-util`, it expands to nothing. The call site imports the module and the
/// macro together: `use …::stub_response;`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! stub_response {
    // The only success of an operation: its status and format.
    ($name:ident = $status:literal $($format:ident $(::$root:ident)?)?) => {
        #[cfg(feature = "test-util")]
        impl stub_response::StubRequest for $name {
            const OPERATION: &'static stub_response::Operation = $name::OPERATION;

            fn stub_response(_value: &stub_response::Value<Self>) -> stub_response::StubResponse {
                stub_response::StubResponse::new($status)
                    $(.$format(_value $(, &xml_schemas::$root)?))?
            }
        }
    };
    // An operation with several, which are an enum.
    ($name:ident) => {
        #[cfg(feature = "test-util")]
        impl stub_response::StubRequest for $name {
            const OPERATION: &'static stub_response::Operation = $name::OPERATION;

            fn stub_response(value: &stub_response::Value<Self>) -> stub_response::StubResponse {
                stub_response::ToStubResponse::to_stub_response(value)
            }
        }
    };
    // An enum of responses.
    ($name:ident, $($variant:ident $(::$format:ident $(::$root:ident)?)? ($status:literal $(, $media_type:literal)?)),+) => {
        #[cfg(feature = "test-util")]
        impl stub_response::ToStubResponse for $name {
            fn to_stub_response(&self) -> stub_response::StubResponse {
                match self {
                    $(Self::$variant $(($format))? => stub_response::StubResponse::new($status)$(.$format($format $(, &xml_schemas::$root)?))?$(.media_type($media_type))?,)+
                }
            }
        }
    };
}
#[allow(unused_imports, reason = "whether it is used depends on the document")]
pub(crate) use stub_response;
