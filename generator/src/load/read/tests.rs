use serde_json::{Value, json};

use super::{Limits, read};
use crate::diagnostic::Report;

fn read_text(name: &str, text: &str) -> (Option<Value>, Vec<String>) {
    let mut report = Report::new();
    let (_, value) = read(name, text.as_bytes().to_vec(), Limits::default(), &mut report);
    let said = report.located().into_iter().map(|(diagnostic, position)| {
        let location = position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
        format!("{} {location} {}", diagnostic.code.id(), diagnostic.message)
    });
    (value, said.collect())
}

fn yaml(text: &str) -> Value {
    let (value, said) = read_text("a.yaml", text);
    assert_eq!(said, [""; 0], "{text}");
    value.unwrap_or_default()
}

/// The only message about a text.
fn problem(name: &str, text: &str) -> String {
    let (_, mut said) = read_text(name, text);
    assert_eq!(said.len(), 1, "{said:?}");
    said.remove(0)
}

#[test]
fn yaml_is_read_with_its_core_schema() {
    let value = yaml(
        "a: no\nb: yes\nc: 0o17\nd: 1e3\ne: ~\nf:\ng: 012\nh: 2024-01-01\ni: 0x1F\nj: 18446744073709551616\nk: on\n",
    );
    let expected = json!({
        "a": "no", "b": "yes", "c": 15, "d": 1000.0, "e": null, "f": null, "g": "012", "h": "2024-01-01", "i": 31,
        "j": 18446744073709551616.0, "k": "on",
    });
    assert_eq!(value, expected);
}

#[test]
fn keys_are_text_as_written() {
    assert_eq!(
        yaml("200: a\n1.10: b\ntrue: c\nnull: d\n4XX: e\n"),
        json!({
            "200": "a", "1.10": "b", "true": "c", "null": "d", "4XX": "e"
        })
    );
}

#[test]
fn the_order_of_keys_stays() {
    let value = yaml("b: 1\na: 2\nc: 3\n");
    assert_eq!(
        value.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["b".into(), "a".into(), "c".into()])
    );
}

#[test]
fn aliases_and_merge_keys_work() {
    let value =
        yaml("base: &b {x: 1, y: 2}\none: *b\ntwo: {<<: *b, y: 3}\nthree: {<<: [{z: 4}, *b]}\n");
    assert_eq!(value["one"], json!({"x": 1, "y": 2}));
    assert_eq!(value["two"], json!({"y": 3, "x": 1}));
    assert_eq!(value["three"], json!({"z": 4, "x": 1, "y": 2}));
}

#[test]
fn a_key_that_stands_twice_is_shown() {
    assert_eq!(
        problem("a.json", "{\"a\": 1,\n \"b\": 2, \"a\": 3}"),
        "E0107 2:10 the key `a` is duplicated"
    );
    assert_eq!(
        problem("a.yaml", "a: 1\nb:\n  c: 1\n  c: 2\n"),
        "E0107 4:3 the key `c` is duplicated"
    );
}

#[test]
fn broken_texts_are_shown_where_they_break() {
    assert_eq!(
        problem("a.json", "{\"a\" 1}"),
        "E0102 1:6 this is not JSON: expected `:` before this"
    );
    assert_eq!(
        problem("a.json", "{\"a\": 1,}"),
        "E0102 1:9 this is not JSON: a comma that nothing follows"
    );
    assert_eq!(problem("a.json", "{\n\"a\": 1"), "E0102 2:7 this is not JSON: it ends too early");
    assert!(
        problem("a.yaml", "a:\n\t- b\n").starts_with("E0102 2:1 this is not YAML"),
        "{}",
        problem("a.yaml", "a:\n\t- b\n")
    );
    assert!(problem("a.yaml", "é: [a, b\nc: d\n").starts_with("E0102 2:"));
    assert!(problem("a.yaml", "a: *b\n").starts_with("E0102 1:4"));
    assert!(problem("a.yaml", "a: 1\n---\nb: 2\n").starts_with("E0102 2:1"));
    assert!(problem("a.yaml", "---\na: 1\n--- # more\nb: 2\n").starts_with("E0102 3:1"));
    let comma = "E0102 2:5 this is not JSON: expected `,` or `}` before this";
    assert_eq!(problem("a.json", "{\"a\": 1\n \t  \"c\": \"d\"}"), comma);
    let tab = "E0102 2:1 this is not YAML: a tab in the indentation";
    assert_eq!(problem("a.yaml", "a:\n\tb: 1\n"), tab);
}

#[test]
fn what_is_no_document_is_rejected() {
    assert_eq!(
        problem("a.yaml", ""),
        "E0112 1:1 a document must be an object, found an empty text"
    );
    assert_eq!(problem("a.json", "[1]"), "E0112 1:1 a document must be an object, found a list");
    assert_eq!(
        problem("a.yaml", "# only this\n"),
        "E0112 1:1 a document must be an object, found an empty text"
    );
    assert!(problem("a.yaml", "text").starts_with("E0112 1:1"));
}

#[test]
fn encodings_are_reported() {
    let said = |bytes: &[u8]| {
        let mut report = Report::new();
        let (_, value) = read("a.yaml", bytes.to_vec(), Limits::default(), &mut report);
        (value.is_some(), report.diagnostics().first().map(|first| first.code.id()))
    };
    assert_eq!(said(b"\xEF\xBB\xBFa: 1"), (true, None));
    assert_eq!(said(b"\xFF\xFEa\0"), (false, Some("E0111")));
    assert_eq!(said(b"a\0:\0"), (false, Some("E0111")));
    assert_eq!(said(b"a: \xE9"), (false, Some("E0111")));
}

#[test]
fn numbers_and_tags_that_json_has_not_are_reported() {
    assert!(problem("a.yaml", "a: .inf\n").starts_with("E0116 1:4"));
    assert!(problem("a.yaml", "a: !Sub x\n").starts_with("W0104 1:"));
    assert!(problem("a.yaml", "? {a: 1}\n: b\n").starts_with("E0115 1:"));
}

#[test]
fn bombs_do_not_go_off() {
    let deep = format!("a: {}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(problem("a.yaml", &deep).starts_with("E0113"), "{}", problem("a.yaml", &deep));
    let deep = format!("a: {}", "[".repeat(100_000));
    assert!(problem("a.yaml", &deep).starts_with("E0113 1:"));
    assert_eq!(yaml(&format!("a: '{}'", "[".repeat(200)))["a"].as_str().map(str::len), Some(200));
    let deep = "{\"a\":".repeat(100_000);
    assert!(problem("a.json", &deep).starts_with("E0113"));
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let before = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert!(problem("a.yaml", &laughs).starts_with("E0114"));
}
