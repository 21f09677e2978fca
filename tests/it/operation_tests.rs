//! The tests in generated crates (`tests = true`): they compile without a warning, pass with the
//! test double, and fail with a server that does not match the document.

use oasmith::{Input, Report};
use oasmith_tests::crates::{SHARED, Workspace, files, together};
use oasmith_tests::extent;
use oasmith_tests::fixture::Fixture;
use oasmith_tests::server::{Server, ServerResponse};

/// Fixtures whose operations have values, parameters and bodies of many kinds.
const FIXTURES: &[&str] = &[
    "all-of-merge",
    "body-form",
    "body-multipart",
    "formats",
    "one-of-tagged",
    "one-of-untagged",
    "parameters-cookie",
    "parameters-path",
    "parameters-query",
    "read-write-split",
    "recursion",
    "several-statuses",
    "streams",
];

fn with_tests(name: &str) -> Input {
    let mut report = Report::new();
    let mut input = Fixture::named(name).input(&mut report).expect("a fixture");
    input.manifest.package.tests = true;
    input
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new("operation-tests");
    workspace.add("own", &files(&with_tests("operation-tests")));
    // Custom types of the manifest.
    workspace.add("own-types", &files(&with_tests("types-own")));
    // The runtime has a feature of this name.
    workspace.add("xml", &files(&with_tests("xml")));
    let inputs = FIXTURES.iter().map(|name| ((*name).to_owned(), with_tests(name)));
    workspace.add("together", &files(&together("fixtures-with-tests", inputs)));
    workspace
}

const TESTS: &[&str] = &["test", "--workspace", "--features=test-util", "--test=operations"];

/// The number of lines of test output with this ending.
fn count(output: &str, end: &str) -> usize {
    let is_test = |line: &&str| line.starts_with("test ") && !line.starts_with("test result");
    output.lines().filter(is_test).filter(|line| line.ends_with(end)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn they_pass_with_the_test_double_and_fail_with_another_server() {
    let workspace = workspace();
    if extent::is_complete() {
        workspace.clippy(&["--workspace", "--tests", "--features=test-util"]);
    }
    let record = workspace.record_of_test("run", include_str!("operation_tests.rs"));
    if record.found().is_some() {
        return;
    }
    let output = workspace.cargo(TESTS).output().expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(count(&said, "... ok") > 50, "{said}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains(" generated "), "{stderr}");
    let reason = "ignored, `body`: no string fits the constraints of `a`";
    assert_eq!(count(&said, reason), 1, "{said}");

    let server = Server::start([ServerResponse::new(500, "")]).await;
    let own = ["--package=fixture-operation-tests", SHARED];
    let mut command = workspace.cargo(&["test", "--features=test-util", "--test=operations"]);
    command.args(own);
    let output = command.env("SDK_TEST_URL", server.url()).output().expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && count(&said, "... ok") == 0, "{said}");
    assert_eq!(server.take().len(), count(&said, "FAILED"), "{said}");
    record.pass("");
}

#[test]
fn they_have_no_function_that_no_test_calls() {
    // All responses are XML, so no test has one as text.
    let files = files(&with_tests("xml-lists"));
    let page = files.get("tests/operations/main.rs").expect("a page");
    assert!(page.contains("fn client_of(") && !page.contains("fn client<"), "{page}");
    assert!(!page.contains("StubRequest"), "{page}");
}
