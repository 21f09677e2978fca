//! Compares the sizes of types that planning assumes with those of rustc. The sizes decide which
//! types are boxed.

use std::collections::BTreeMap;

use oasmith::plan::{Library, RustType, estimated_size};
use oasmith_runtime::{Base64, File, Json};

#[test]
fn no_type_is_larger_than_planning_assumes() {
    let text = || Box::new(RustType::String);
    let date_time = size_of::<chrono::DateTime<chrono::FixedOffset>>();
    for (ty, size) in [
        (RustType::Bool, size_of::<bool>()),
        (RustType::Integer("u64"), size_of::<u64>()),
        (RustType::F64, size_of::<f64>()),
        (RustType::String, size_of::<String>()),
        (RustType::Json, size_of::<Json>()),
        (RustType::Base64, size_of::<Base64>()),
        (RustType::File, size_of::<File>()),
        (RustType::library(Library::ChronoDateTime), date_time),
        (RustType::library(Library::ChronoDate), size_of::<chrono::NaiveDate>()),
        (RustType::Vec(text()), size_of::<Vec<String>>()),
        (RustType::Map(text()), size_of::<BTreeMap<String, String>>()),
        (RustType::Option(Box::new(RustType::F64)), size_of::<Option<f64>>()),
        (RustType::Option(text()), size_of::<Option<String>>()),
        (RustType::Boxed(text()), size_of::<Box<String>>()),
    ] {
        assert!(size <= estimated_size(&ty), "{ty:?} has {size} bytes");
    }
}
