//! Values of types that manifests choose, sent and received by their crates.

use std::path::Path;

use oasmith::Report;
use oasmith::plan::TypePath;
use oasmith_tests::crates::{SHARED, Workspace, files};
use oasmith_tests::fixture::Fixture;
use oasmith_tests::server::{Request, Server, ServerResponse};
use serde_json::{Value, json};

const FIXTURES: [&str; 3] = ["types-jiff", "types-own", "types-time"];

fn reading() -> Value {
    json!({
        "at": "2026-01-31T12:00:00+01:00", "local": "2026-01-31T12:00:00", "day": "2026-01-31",
        "clock": "12:30:00", "alarm": "06:00:00", "span": "P1DT12H",
        "amount": "1000000000000000000.01", "price": 0.1, "link": "https://example.com",
        "icon": "https://example.com/i", "host": "::1", "source": "127.0.0.1",
        "target": "2001:db8::1", "id": "123e4567-e89b-42d3-a456-426614174000", "text": "aGk=",
        "ended": null, "seen": ["2026-01-31T12:00:00Z"], "prices": {"cup": 2.5},
    })
}

/// The reading with another value of a property.
fn with(property: &str, value: &Value) -> ServerResponse {
    let mut reading = reading();
    reading[property] = value.clone();
    ServerResponse::json(200, &reading)
}

/// The responses for both programs. `mistakes` are properties with values that cannot be read.
fn responses(form: &str, mistakes: &[(&str, Value)]) -> Vec<ServerResponse> {
    let ok = || ServerResponse::json(200, &reading()).header("Last-Seen", "2026-01-31T12:00:00Z");
    let moments = json!(["2026-02-01T00:00:00Z", 2.5]);
    let xml = ServerResponse::new(200, form).header("Content-Type", "application/xml");
    let mut responses = vec![ok(), ok(), ServerResponse::json(200, &moments)];
    responses.extend([ServerResponse::new(204, ""), ServerResponse::new(204, ""), xml]);
    responses.extend(mistakes.iter().map(|(property, value)| with(property, value)));
    responses
}

fn of_jiff() -> Vec<ServerResponse> {
    let form = "<Form><at>2026-01-31T12:00:00Z</at><day>2026-01-31</day><span>P1M</span>\
                <price>2.5</price><link>https://example.com/a?b=c</link></Form>";
    let mistakes = [
        ("at", json!("2026-01-31T12:00:00")),
        ("span", json!("an hour")),
        ("price", json!("1.0")),
        ("link", json!("/relative")),
        ("host", json!("example.com")),
    ];
    responses(form, &mistakes)
}

fn of_time() -> Vec<ServerResponse> {
    let form = "<Form><at>2026-01-31T12:00:00Z</at><day>2026-01-31</day><price>2.5</price></Form>";
    let mistakes = [
        ("at", json!("2026-01-31T12:00:00")),
        ("day", json!("31.01.2026")),
        ("clock", json!("12:30:00Z")),
        ("amount", json!("1,5")),
        ("price", json!("1.0")),
    ];
    responses(form, &mistakes)
}

fn order() -> Value {
    json!({
        "total": "19.99", "refund": null, "fees": ["1.00"], "taxes": {"VAT": "3.80"},
        "rates": {"base": 1.0, "EUR": 0.9}, "level": 3, "at": "2026-01-31T12:00:00Z", "code": 7,
        "price": {"base": 2.0},
    })
}

fn of_own() -> Vec<ServerResponse> {
    let order = ServerResponse::json(200, &order()).header("X-Total", "19.99");
    let mut zero = self::order();
    zero["level"] = json!(0);
    let rates = json!([{"base": 1.0, "USD": 1.1, "CHF": 0.9}]);
    let xml = "<Receipt><total>19.99</total><version>1.2.3</version></Receipt>";
    vec![
        order.clone(),
        order,
        ServerResponse::json(200, &zero),
        ServerResponse::json(200, &rates),
        ServerResponse::new(204, ""),
        ServerResponse::new(204, ""),
        ServerResponse::new(200, xml).header("Content-Type", "application/xml"),
    ]
}

/// The requests of the program with custom types.
fn check_own(requests: &[Request]) {
    let text = |request: &Request| String::from_utf8_lossy(&request.body).into_owned();
    let [first, second, _, rates, form, parts, xml] = requests else { panic!("{requests:?}") };
    assert_eq!(first.path, "/orders/1.2.3-rc.1/19.99");
    assert_eq!(first.query.as_deref(), Some("totals=1.00&totals=2.50&level=3"));
    assert_eq!(first.header("x-version"), Some("1.2.3-rc.1"));
    assert_eq!(body(first), json!({"total": "19.99", "at": "2026-01-31T12:00:00Z"}));
    assert_eq!(body(second), order());
    assert_eq!(text(rates), r#"{"base":1.0,"USD":1.1,"CHF":0.9}"#);
    assert_eq!(text(form), "total=19.99&version=1.2.3-rc.1");
    assert!(text(parts).contains("\r\n\r\n1.2.3-rc.1\r\n"), "{}", text(parts));
    assert!(text(xml).contains("<version>1.2.3-rc.1</version>"), "{}", text(xml));
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or_else(|error| panic!("{request:?}: {error}"))
}

/// The requests of both programs, including those that differ.
fn check(requests: &[Request], date_time: &str, sent_back: &Value) {
    let text = |request: &Request| String::from_utf8_lossy(&request.body).into_owned();
    let [first, second, moments, form, parts, xml, ..] = requests else {
        panic!("{requests:?}");
    };
    let path = format!("/readings/{}", date_time.replace(':', "%3A").replace('+', "%2B"));
    assert_eq!(first.path, path);
    assert_eq!(first.header("x-price"), Some("0.5"));
    assert_eq!(body(first)["at"], date_time);
    assert_eq!(body(first)["price"], 19.99);
    assert_eq!(&body(second), sent_back);
    assert_eq!(body(moments)[0], "2026-01-31T12:00:00Z");
    assert_eq!(body(moments)[1], 2.5);
    assert_eq!(body(moments)[2]["day"], "2026-01-31");
    let start = "at=2026-01-31T12%3A00%3A00Z&day=2026-01-31";
    assert!(text(form).starts_with(start), "{}", text(form));
    assert!(text(form).contains("price=2.5"), "{}", text(form));
    assert!(text(parts).contains("\r\n\r\n2026-01-31T12:00:00Z\r\n"), "{}", text(parts));
    assert!(text(xml).contains("<at>2026-01-31T12:00:00Z</at>"), "{}", text(xml));
}

#[tokio::test]
async fn values_of_chosen_types_are_sent_and_received() {
    let mut workspace = Workspace::new("wire-of-types");
    let packages = FIXTURES.map(|name| format!("fixture-{name}"));
    for (name, package) in FIXTURES.iter().zip(&packages) {
        workspace.add(package, Fixture::named(name).files());
    }
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    workspace.program("wire-of-types", Path::new("wire/types"), &packages);
    let record = workspace.record_of_test("run", include_str!("wire_of_types.rs"));
    if record.found().is_some() {
        return;
    }
    let server = Server::start([of_jiff(), of_own(), of_time()].concat()).await;
    let url = server.url().to_owned();
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "wire-of-types"]);
    let output = tokio::task::spawn_blocking(move || command.args(["--", &url]).output());
    let output = output.await.expect("a thread").expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let requests = server.take();
    let (of_jiff, rest) = requests.split_at(of_jiff().len());
    let (of_own, of_time) = rest.split_at(of_own().len());
    check_own(of_own);
    let mut sent_back = reading();
    sent_back["at"] = json!("2026-01-31T11:00:00Z");
    sent_back["link"] = json!("https://example.com/");
    check(of_jiff, "2026-01-31T12:00:00.25Z", &sent_back);
    assert_eq!(
        of_jiff[0].query.as_deref(),
        Some("day=2026-01-31&spans=P1DT12H&spans=PT90M&source=127.0.0.1")
    );
    check(of_time, "2026-01-31T13:00:00.25+01:00", &reading());
    record.pass("");
}

/// The compiler's error names what a type lacks, and why.
#[test]
fn a_type_that_lacks_something_is_named() {
    let fixture = Fixture::named("types-own");
    let mut input = fixture.input(&mut Report::new()).expect("a fixture");
    let money = input.manifest.apis[0].replacements.get_mut("Money").expect("a replacement");
    money.path = TypePath::parse("std::time::Instant").expect("a path");
    input.manifest.package.name = "fixture-types-lacking".to_owned();
    let mut workspace = Workspace::new("types-lacking");
    workspace.add("fixture-types-lacking", &files(&input));
    let record = workspace.record_of_test("check", include_str!("wire_of_types.rs"));
    if record.found().is_some() {
        return;
    }
    let output = workspace.cargo(&["check", SHARED, "--package=fixture-types-lacking"]).output();
    let output = output.expect("cargo can be run");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    for part in [
        "the trait bound `std::time::Instant: serde::Serialize` is not satisfied",
        "required by a bound in `chosen_type`",
    ] {
        assert!(text.contains(part), "{text}");
    }
    record.pass("");
}
