//! The code on the pages of the book, as doc tests.

macro_rules! pages {
    ($($name:ident $file:literal,)+) => {
        $(
            #[doc = include_str!(concat!("../../docs/src/", $file))]
            pub struct $name;
        )+
    };
}

pages! {
    Authentication "authentication.md",
    Blocking "blocking.md",
    Browsers "browsers.md",
    Errors "errors.md",
    Files "files.md",
    GeneratedCrate "generated-crate.md",
    Guide "guide.md",
    Pagination "pagination.md",
    Retries "retries.md",
    Start "start.md",
    Streams "streams.md",
    Testing "testing.md",
    Tracing "tracing.md",
    Webhooks "webhooks.md",
}
