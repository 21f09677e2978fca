//! How the answers of operations are written, said once for each: a test double needs it.

#[cfg(feature = "test-util")]
pub use super::documented::{Documented, Replies, Reply, Value};
#[cfg(feature = "test-util")]
pub use super::operation::Operation;

/// Says how the answers of an operation, or those of an enum of answers, are written. Without the
/// feature `test-util` it says nothing. The call site imports module and macro in one:
/// `use …::reply;`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! reply {
    // The only success of an operation: its status and format.
    ($name:ident, $table:ident, $status:literal $(, $format:ident)?) => {
        #[cfg(feature = "test-util")]
        impl reply::Documented for $name {
            const OPERATION: &'static reply::Operation = &$table;

            fn reply(_value: &reply::Value<Self>) -> reply::Reply {
                reply::Reply::new($status)$(.$format(_value))?
            }
        }
    };
    // An operation with several, which are an enum.
    ($name:ident, $table:ident) => {
        #[cfg(feature = "test-util")]
        impl reply::Documented for $name {
            const OPERATION: &'static reply::Operation = &$table;

            fn reply(value: &reply::Value<Self>) -> reply::Reply {
                reply::Replies::reply(value)
            }
        }
    };
    // An enum of answers.
    ($name:ident, $($variant:ident $(::$format:ident)? ($status:literal)),+) => {
        #[cfg(feature = "test-util")]
        impl reply::Replies for $name {
            fn reply(&self) -> reply::Reply {
                match self {
                    $(Self::$variant $(($format))? => reply::Reply::new($status)$(.$format($format))?,)+
                }
            }
        }
    };
}
#[allow(unused_imports, reason = "whether it is used depends on the document")]
pub(crate) use reply;
