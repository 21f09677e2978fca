//! Values of fixtures about schemas, sent and received by their crates.

use std::path::Path;

use oasmith::Report;
use oasmith_tests::crates::{Workspace, files, together};
use oasmith_tests::fixture::Fixture;
use oasmith_tests::server::{Request, Server, ServerResponse};
use serde_json::{Value, json};

/// The fixtures whose crates the program `wire/schemas/` uses.
const FIXTURES: &[&str] = &[
    "dynamic-references",
    "hierarchy",
    "hierarchy-2-0",
    "json-strings",
    "listed-tags",
    "mapping-beside-all-of",
    "merged-hierarchy",
    "one-of-tagged-open",
    "one-of-text",
    "read-change-write",
    "secrets",
    "tags-to-keep",
    "typed-events",
];

fn events(text: &str) -> ServerResponse {
    ServerResponse::new(200, text).header("Content-Type", "text/event-stream")
}

fn ok(body: &Value) -> ServerResponse {
    ServerResponse::json(200, body)
}

fn members() -> Value {
    json!([
        {"@odata.type": "#graph.user", "id": "1", "mail": "a@b.c",
         "manager": {"@odata.type": "#graph.group", "members": []}},
        {"@odata.type": "#graph.directoryObject", "deleted": "never"},
        {"@odata.type": "#graph.device", "serial": 7},
    ])
}

fn sharks() -> Value {
    json!([
        {"fishtype": "shark", "length": 1.5},
        {"fishtype": "Goblin", "length": 2.5, "jawsize": 5},
        {"fishtype": "sawshark", "length": 3.5, "picture": "aGk="},
        {"fishtype": "cookiecutter", "length": 4.5, "teeth": 9},
    ])
}

fn pets() -> Vec<Value> {
    vec![
        json!({"kind": "salamander", "name": "Sal"}),
        json!({"kind": "finch", "wings": 2}),
        json!({"kind": "snake", "length": 3}),
        json!({"kind": "cat", "size": 4}),
        json!({"kind": "axolotl", "note": "rare"}),
        json!({"note": "none"}),
    ]
}

fn secrets() -> Vec<ServerResponse> {
    let account = json!({
        "name": "Ann", "password": "p4711", "oldPasswords": ["o4711"], "answers": {"pet": "a4711"},
        "card": 4711, "hint": "h4711", "taxId": "t4711", "identity": {"place": "i4711"},
        "login": {"id": "k", "ssn": "s4711"},
    });
    vec![
        ok(&account).header("X-Token", "t4711").header("X-Limit", "7"),
        ok(&json!({"name": "Ann", "card": "c4711", "password": "p4711"})),
        ServerResponse::json(400, &json!({"detail": "No.", "attempted": "p4711"})),
        ok(&json!({"kind": "token", "token": "t4711"})),
        ok(&json!({"kind": "later", "token": "t4711"})),
    ]
}

/// A customer, with and without read-only properties.
fn customer() -> (Value, Value) {
    let read = json!({
        "id": "7", "name": "Ann", "email": null, "level": "later", "updatedAt": "2026-01-02T03:04:05Z",
        "home": {"street": "A", "verified": true}, "others": [{"street": "B", "verified": false}],
        "named": {"work": {"street": "C"}}, "manager": null,
        "referrer": {"id": "8", "name": "Bob", "level": "paid", "home": {"street": "D"}, "manager": {"street": "E"}},
        "payment": {"kind": "card", "number": "4", "brand": "x"},
        "tree": [{"tree": [{"tree": [], "depth": 2}], "depth": 1}],
    });
    let written = json!({
        "name": "Ann", "level": "later", "home": {"street": "A"}, "others": [{"street": "B"}],
        "named": {"work": {"street": "C"}}, "manager": null,
        "referrer": {"name": "Bob", "level": "paid", "home": {"street": "D"}, "manager": {"street": "E"}},
        "payment": {"kind": "card", "number": "4"}, "tree": [{"tree": [{"tree": []}]}],
    });
    (read, written)
}

fn written_back() -> Vec<ServerResponse> {
    let (read, _) = customer();
    let note = json!({"text": "old", "rank": 3, "read": true, "color": "red"});
    let done = || ServerResponse::new(204, "");
    vec![ok(&read), ok(&read), ok(&read), done(), ok(&note), done()]
}

fn responses() -> Vec<ServerResponse> {
    let done = || ServerResponse::new(204, "");
    let mut responses = vec![ok(&members()), done(), done(), done(), done()];
    responses.extend([
        ok(&json!({"kind": "cool-van", "seats": 1, "degrees": 4})),
        ok(&json!([{"kind": "Van"}, {"kind": "cool-van"}])),
        ok(&json!([{"kind": "screw", "head": "flat", "slot": 3}, {"kind": "nut", "width": 5}])),
    ]);
    responses.extend([ok(&sharks()), done(), done(), done(), done()]);
    responses.extend(pets().iter().map(ok).chain([ok(&json!({"kind": "cat", "size": 1}))]));
    let outer = json!({"k": "bb", "at": "then", "by": "me", "b": 2});
    responses.extend([ok(&outer), ok(&outer)]);
    responses.extend([
        ok(&json!({"items": [{"barks": true}], "next": {"items": []}})),
        ok(&json!({"label": "root", "children": [{"label": "leaf", "value": "v"}]})),
        events(
            "event: joined\ndata: {\"who\": \"Ann\"}\n\nevent: left\ndata: {\"why\": \"late\"}\n\n\
             event: note\ndata: plain\n\nevent: new\ndata: x\n\n",
        ),
        events(
            "event: joined\ndata: {\"who\": \"Ann\"}\n\nevent: left\ndata: {\"code\": 7}\n\n\
             data: plain\n\n",
        ),
        ok(&json!({"settings": "{\"depth\": 4}", "list": "[7]"})),
        done(),
        ok(&json!({"kind": "lamp", "color": "red", "watts": 5})),
        ok(&json!({"kind": "meter", "volts": 230})),
        ok(&json!({"kind": "CoolVan", "etag": "e", "seats": 2, "degrees": 4})),
        ok(&json!({"kind": "CoolVan", "etag": "f", "seats": 2, "degrees": 5})),
        ok(&json!({"kind": "FlatScrew", "head": "FlatScrew", "price": 6, "slot": 1})),
        ok(&json!([
            {"@type": "#zoo.puppy", "weeks": 8, "etag": "e", "trace": "t"},
            {"@type": "#zoo.dog", "breed": "pug", "etag": "f"},
        ])),
        ok(&json!({"@type": "#zoo.puppy", "weeks": 10, "etag": "h"})),
        ok(&json!([{"@type": "#zoo.cat"}, {"@type": "#zoo.puppy"}])),
        ok(&json!({"kind": "BIKE", "gears": 3})),
        ok(&json!({"kind": "cool_van", "degrees": 1, "trace": "t"})),
        ok(&json!({"kind": "cat", "lives": 9})),
    ]);
    responses.extend(secrets());
    responses.extend(written_back());
    responses.extend([done(), done()]);
    responses
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn check(requests: &[Request]) {
    let bodies = |path: &str| -> Vec<Value> {
        let all = requests.iter().filter(|it| it.path == path && it.method != "GET");
        all.map(body).collect()
    };
    let mut sent = members().as_array().expect("a list").clone();
    sent.push(json!({"@odata.type": "#graph.user", "mail": "new"}));
    assert_eq!(bodies("/members"), sent);
    let vans = [
        json!({"kind": "IceVan", "seats": 2, "flavours": ["mint"]}),
        json!({"kind": "CoolVan", "seats": 2, "degrees": 3}),
    ];
    assert_eq!(bodies("/vans"), vans);
    assert_eq!(bodies("/vehicles"), [json!({"kind": "cool_van", "degrees": 4})]);
    assert_eq!(Value::from(bodies("/fish")), sharks());
    let mut sent = vec![json!({"kind": "newt", "name": "Nina"})];
    sent.extend(pets());
    sent.push(json!({"kind": "big-dog", "barks": true}));
    assert_eq!(bodies("/pets"), sent);
    let first = json!({"k": "aa", "at": "now", "a": 1});
    let second = json!({"k": "bb", "at": "then", "by": "me", "b": 2});
    assert_eq!(bodies("/outer"), [first, second]);
    let thing = json!({"settings": "{\"depth\":3}", "list": "[1,2]"});
    assert_eq!(bodies("/things"), [thing]);
    let find = |path: &str| requests.iter().find(|it| it.path == path).expect("a request");
    let things = find("/things");
    let query = "filter=%7B%22field%22%3A%22size%22%2C%22least%22%3A1.5%7D";
    assert_eq!(things.query.as_deref(), Some(query));
    assert_eq!(things.header("x-filter"), Some(r#"{"field":"size","least":1.5}"#));
    let devices = [
        json!({"kind": "meter", "volts": 12}),
        json!({"kind": "lamp", "color": "red", "watts": 5}),
    ];
    assert_eq!(bodies("/devices"), devices);
    assert_eq!(bodies("/dogs"), [json!({"@type": "#zoo.puppy", "weeks": 9, "etag": "g"})]);
    let (_, written) = customer();
    let mut changed = written.clone();
    changed["name"] = json!("Ann Lee");
    let patch = json!({"name": "Ann", "level": "later", "home": {"street": "A"}});
    assert_eq!(bodies("/customers/7"), [changed, written, patch]);
    assert_eq!(bodies("/notes/1"), [json!({"text": "new", "rank": 3, "color": "red"})]);
    let lamps = [
        json!({"label": "desk", "named": "Ann"}),
        json!({"label": ["a", "b"], "named": {"watts": 5}}),
    ];
    assert_eq!(bodies("/lamps/a1"), lamps);
    let sorted = requests.iter().filter(|it| it.path == "/lamps/a1").map(|it| it.query.as_deref());
    assert_eq!(sorted.collect::<Vec<_>>(), [Some("sort=price"), Some("sort=size")]);
    let form = "payload=%7B%22field%22%3A%22size%22%2C%22least%22%3A1.5%7D";
    assert_eq!(String::from_utf8_lossy(&find("/form").body), form);
}

#[tokio::test]
async fn values_are_sent_and_received_as_the_document_says() {
    let inputs = FIXTURES.iter().map(|name| {
        let input = Fixture::named(name).input(&mut Report::new()).expect("a fixture");
        ((*name).to_owned(), input)
    });
    let mut workspace = Workspace::new("wire-of-schemas");
    workspace.add("apis", &files(&together("apis", inputs)));
    workspace.program("wire-of-schemas", Path::new("wire/schemas"), &["apis"]);
    let record = workspace.record_of_test("run", include_str!("wire_of_schemas.rs"));
    if record.found().is_some() {
        return;
    }
    let server = Server::start(responses()).await;
    let url = server.url().to_owned();
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "wire-of-schemas"]);
    let output = tokio::task::spawn_blocking(move || command.args(["--", &url]).output());
    let output = output.await.expect("a thread").expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check(&server.take());
    record.pass("");
}
