//! Bodies of several media types, sent to and received from a real server: the program in
//! `tests/media` uses the crates of some fixtures.

use std::path::Path;

use oasmith::Report;
use oasmith_tests::crates::{Workspace, files, together};
use oasmith_tests::fixture::Fixture;

const FIXTURES: &[&str] = &[
    "any-of-scalars",
    "binary-as-text",
    "body-form",
    "deep-object-arrays",
    "dynamic-references-files",
    "encoded-bytes",
    "error-headers",
    "lists-2-0",
    "media-types",
    "merge-patch",
    "multipart-3-1",
    "multipart-kinds",
    "multipart-lists",
    "operation-ids-twice",
    "parameters-3-2",
    "streams-3-2",
    "tolerated",
    "undescribed-required",
    "undescribed-required-2-0",
    "webhooks-incomplete",
    "xml-alternatives",
    "xml-beside-json",
    "xml-beside-json-2-0",
    "xml-lists",
    "xml-tuples",
    "xml-webhooks",
];

#[test]
fn bodies_arrive_as_the_document_says() {
    let inputs = FIXTURES.iter().map(|name| {
        let input = Fixture::named(name).input(&mut Report::new()).expect("a fixture");
        ((*name).to_owned(), input)
    });
    let mut workspace = Workspace::new("media");
    workspace.add("fixtures-media", &files(&together("fixtures-media", inputs)));
    workspace.program("program", Path::new("media"), &["fixtures-media"]);
    let record = workspace.record_of_test("run", include_str!("media.rs"));
    if record.found().is_some() {
        return;
    }
    let output = workspace.cargo(&["run", "--quiet", "--package=program"]).output();
    let output = output.expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    record.pass("");
}
