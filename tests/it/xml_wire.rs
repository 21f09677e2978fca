//! A generated crate sends and receives XML: a program that calls a server.

use std::process::Command;

use oasmith_tests::cargo::target;
use oasmith_tests::crates::Workspace;
use oasmith_tests::fixture::Fixture;
use oasmith_tests::folder::write;
use oasmith_tests::server::{Server, ServerResponse};

/// The program. It prints the values that it reads, one line for each call.
const PROGRAM: &str = r#"//! Sends XML, and reads it.
use fixture_xml::types::{Author, Book, BookLang, GetBookError, PutBookResponse, Rating, Reminder, Warning};
use fixture_xml::{Client, Error};
use futures_util::TryStreamExt as _;

#[tokio::main]
async fn main() {
    let client = Client::builder().base_url(std::env::var("URL").unwrap()).build().unwrap();
    let (books, notices) = (client.books(), client.notices());
    let book = || {
        Book::new(7, "A & <B>", [Author::new("Ann")], ["x", ""])
            .lang(BookLang::En)
            .published(chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap())
            .lent(false)
            .cover(b"abc".to_vec())
            .rating(Rating::new(4).text("good"))
            .notes([("shelf", "3")])
    };
    match books.put("7", book()).await.unwrap().into_inner() {
        PutBookResponse::Ok(read) => println!("{}", *read == book()),
        other => println!("{other:?}"),
    }
    match books.put("7", book()).await.unwrap().into_inner() {
        PutBookResponse::Accepted(ticket) => println!("{}", ticket.number),
        other => println!("{other:?}"),
    }
    match books.get("8").await {
        Err(Error::Api(error)) => match error.body() {
            GetBookError::NotFound(problem) => println!("{} {:?}", problem.code, problem.message),
            other => println!("{other:?}"),
        },
        other => println!("{other:?}"),
    }
    println!("{}", books.get("9").await.unwrap_err());
    let titles: Vec<String> =
        books.list().stream().map_ok(|book| book.title).try_collect().await.unwrap();
    println!("{titles:?}");
    books.add().body([book()]).await.unwrap();
    notices.post(Warning::new(3)).await.unwrap();
    let due = chrono::NaiveDate::from_ymd_opt(2024, 1, 2).unwrap();
    notices.post(Reminder::new(due)).await.unwrap();
    println!("{:?}", notices.list().await.unwrap().into_inner());
}
"#;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The book that the program sends.
const BOOK: &str = "<book xmlns=\"urn:library\" id=\"7\" xmlns:meta=\"urn:meta\" meta:lang=\"en\">\
    <Title>A &amp; &lt;B&gt;</Title><published>2024-02-29</published><lent>false</lent>\
    <authors><Author><name>Ann</name></Author></authors>\
    <keyword>x</keyword><keyword/><cover>YWJj</cover><stars count=\"4\">good</stars>\
    <notes><shelf>3</shelf></notes></book>";

fn page(title: &str, next: &str) -> ServerResponse {
    let text = format!(
        "<page><books><book id='1'><Title>{title}</Title><authors/></book></books>{next}</page>"
    );
    ServerResponse::new(200, text)
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new("xml-wire");
    workspace.add("xml", Fixture::named("xml").files());
    write(&target().join("xml-wire/xml/examples/wire.rs"), PROGRAM);
    workspace
}

fn run(workspace: &Workspace, url: &str) -> String {
    let program = workspace.example("fixture-xml", "wire", &[]);
    let output = Command::new(program).env("URL", url).output().expect("the program can be run");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_crate_sends_and_reads_xml() {
    let workspace = workspace();
    let record = workspace.record_of_test("run", include_str!("xml_wire.rs"));
    if record.found().is_some() {
        return;
    }
    let problem = "<Error><Code>gone</Code></Error>";
    let notices = "<list><Notice kind='Warning'><level>1</level></Notice>\
        <Notice kind='Other'><a>b</a></Notice></list>";
    let server = Server::start([
        ServerResponse::new(200, format!("{HEAD}{BOOK}")).header("Content-Type", "application/xml"),
        ServerResponse::new(202, "<ticket><number>12</number></ticket>"),
        ServerResponse::new(404, problem).header("Content-Type", "application/problem+xml"),
        ServerResponse::new(200, "<book id='1'><Title/><authors><Author/></authors></book>"),
        page("One", "<nextMarker>m&amp;2</nextMarker>"),
        page("Two", "<nextMarker/>"),
        ServerResponse::new(204, ""),
        ServerResponse::new(204, ""),
        ServerResponse::new(204, ""),
        ServerResponse::new(200, notices),
    ])
    .await;
    let url = server.url().to_owned();
    let printed =
        tokio::task::spawn_blocking(move || run(&workspace, &url)).await.expect("a program");
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[..3], ["true", "12", "gone None"]);
    assert!(lines[3].contains("cannot be read at $.authors[0]"), "{}", lines[3]);
    assert_eq!(lines[4], "[\"One\", \"Two\"]");
    assert!(lines[5].starts_with("[Warning(Warning { level: 1"), "{}", lines[5]);
    assert!(lines[5].contains("Unknown("), "{}", lines[5]);

    let requests = server.take();
    let body = |index: usize| String::from_utf8(requests[index].body.clone()).expect("text");
    assert_eq!(body(0), format!("{HEAD}{BOOK}"));
    assert_eq!(requests[0].header("content-type"), Some("application/xml"));
    assert_eq!(requests[0].header("accept"), Some("application/xml"));
    assert_eq!(requests[5].query.as_deref(), Some("marker=m%262"));
    assert_eq!(body(6), format!("{HEAD}<books>{BOOK}</books>"));
    assert_eq!(requests[6].header("content-type"), Some("text/xml"));
    assert_eq!(body(7), format!("{HEAD}<Notice kind=\"Warning\"><level>3</level></Notice>"));
    let reminder = "<Notice kind=\"Reminder\"><due>2024-01-02</due></Notice>";
    assert_eq!(body(8), format!("{HEAD}{reminder}"));
    record.pass("");
}

/// The program without the feature `xml`. It prints one line for each call.
const WITHOUT_XML: &str = r#"//! Neither sends nor reads XML.
use fixture_xml_beside_json::types::{Item, PutItemXmlBody};
use fixture_xml_beside_json::{Client, Error};

#[tokio::main]
async fn main() {
    let client = Client::builder().base_url(std::env::var("URL").unwrap()).build().unwrap();
    let items = client.items();
    println!("{}", items.add_xml(Item::new(1, "a")).await.unwrap_err());
    println!("{}", items.put_xml("1").body(PutItemXmlBody::new("s")).await.unwrap_err());
    println!("{}", items.put("1").xml().await.unwrap_err());
    println!("{}", items.get("1").await.unwrap().name);
    println!("{}", items.get("2").await.unwrap_err());
    match items.add(Item::new(1, "a")).await {
        Err(Error::Api(error)) => println!("{:?}", error.body()),
        other => println!("{other:?}"),
    }
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn without_the_feature_no_xml_is_sent_or_asked_for() {
    let mut workspace = Workspace::new("xml-off");
    workspace.add("xml-beside-json", Fixture::named("xml-beside-json").files());
    write(&target().join("xml-off/xml-beside-json/examples/off.rs"), WITHOUT_XML);
    let record = workspace.record_of_test("run", include_str!("xml_wire.rs"));
    if record.found().is_some() {
        return;
    }
    let fault = "<Fault><code>x</code></Fault>";
    let server = Server::start([
        ServerResponse::json(200, &serde_json::json!({"id": 1, "name": "b"})),
        ServerResponse::new(200, "<item/>").header("Content-Type", "application/xml"),
        ServerResponse::new(400, fault).header("Content-Type", "application/xml"),
    ])
    .await;
    let url = server.url().to_owned();
    let run = move || {
        let features = ["--no-default-features", "--features=reqwest"];
        let program = workspace.example("fixture-xml-beside-json", "off", &features);
        let output = Command::new(program).env("URL", url).output().expect("a program");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && error.is_empty(), "{error}");
        String::from_utf8(output.stdout).expect("text")
    };
    let printed = tokio::task::spawn_blocking(run).await.expect("a program");
    let lines: Vec<&str> = printed.lines().collect();
    let missing = "the feature `xml` of this crate is not enabled";
    for (index, line) in lines.iter().enumerate().filter(|(index, _)| [0, 1, 2, 4].contains(index))
    {
        assert!(line.contains(missing), "{index}: {line}");
    }
    assert_eq!(lines[3], "b");
    assert!(lines[5].starts_with("Unknown(b\"<Fault>"), "{}", lines[5]);
    let requests = server.take();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(request.header("accept"), Some("application/json"));
    }
    record.pass("");
}
