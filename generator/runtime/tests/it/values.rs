//! Objects, enums and unions, read and written.

use serde_json::{from_str, from_value, json, to_string};

use crate::runtime::{Base64, File, Json, Maybe};
use crate::types::{Cell, Color, Empty, Node, Outcome, Shape, Tag, Upload, Words};

fn tag(name: &str) -> Tag {
    Tag { name: name.into(), ..Tag::default() }
}

fn node(rank: i64) -> Node {
    Node { label: None, rank, color: None, next: None }
}

#[test]
fn an_object_comes_back_as_it_went() {
    for text in [
        r#"{"name":"a"}"#,
        r#"{"id":"1","name":"a","firstName":null}"#,
        r#"{"id":"1","name":"a","firstName":"b","other":[1,{"x":null}]}"#,
    ] {
        let value: Tag = from_str(text).unwrap();
        assert_eq!(to_string(&value).unwrap(), text);
        let borrowed: Json = from_str(text).unwrap();
        assert_eq!(<Tag as serde::Deserialize>::deserialize(&borrowed).unwrap(), value);
        assert_eq!(from_value::<Tag>(borrowed).unwrap(), value);
    }
    let text = r#"{"label":null,"rank":1,"next":{"label":"x","rank":2,"color":"red"}}"#;
    assert_eq!(to_string(&from_str::<Node>(text).unwrap()).unwrap(), text);
}

#[test]
fn fields_may_come_in_any_order_twice_or_escaped_and_unknown_ones_are_passed_over() {
    let value: Node =
        from_str(r#"{"x":{"rank":7},"next":null,"rank":1,"l\u0061bel":"a","rank":2,"color":null}"#)
            .unwrap();
    assert_eq!(value, Node { label: Some("a".into()), ..node(2) });
}

#[test]
fn the_first_field_that_is_missing_is_named() {
    let message = |text| from_str::<Node>(text).unwrap_err().to_string();
    assert_eq!(message(r#"{}"#), "missing field `label` at line 1 column 2");
    assert_eq!(message(r#"{"label":null}"#), "missing field `rank` at line 1 column 14");
    assert_eq!(message(r#"{"rank":1}"#), "missing field `label` at line 1 column 10");
    assert_eq!(
        from_str::<Tag>(r#"{"nam":"a"}"#).unwrap_err().to_string(),
        "missing field `name` at line 1 column 11"
    );
}

#[test]
fn what_is_not_an_object_is_rejected_by_name() {
    assert_eq!(
        from_str::<Tag>("[1]").unwrap_err().to_string(),
        "invalid type: sequence, expected an object (Tag) at line 1 column 0"
    );
    assert_eq!(
        from_str::<Tag>("1").unwrap_err().to_string(),
        "invalid type: integer `1`, expected an object (Tag) at line 1 column 1"
    );
    assert!(
        from_str::<Tag>(r#"{"name":1}"#).unwrap_err().to_string().contains("expected a string")
    );
    assert!(from_str::<Tag>(r#"{"name":"a""#).unwrap_err().is_eof());
}

#[test]
fn an_additional_property_never_replaces_a_declared_one() {
    let mut value = tag("a");
    value.additional_properties.insert("name".into(), json!("b"));
    value.additional_properties.insert("firstName".into(), json!("c"));
    value.additional_properties.insert("nick".into(), json!("d"));
    assert_eq!(to_string(&value).unwrap(), r#"{"name":"a","nick":"d"}"#);
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let write = |first_name: Maybe<String>| to_string(&Tag { first_name, ..tag("a") }).unwrap();
    assert_eq!(write(Maybe::Absent), r#"{"name":"a"}"#);
    assert_eq!(write(Maybe::Null), r#"{"name":"a","firstName":null}"#);
    assert_eq!(write("b".into()), r#"{"name":"a","firstName":"b"}"#);
    assert_eq!(write(Maybe::or_absent(None)), write(Maybe::Absent));
    assert_eq!(write(Maybe::or_null(None)), write(Maybe::Null));
    assert_eq!(write(Maybe::or_absent(Some("b".to_owned()))), write(Maybe::Value("b".into())));
    assert_eq!(Maybe::Value(1).map(|value| value + 1).into_option(), Some(2));
    assert!(Maybe::<u8>::default().is_absent() && Maybe::<u8>::Null.is_null());
    assert_eq!(Maybe::Value("a".to_owned()).as_ref().value(), Some(&&"a".to_owned()));
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    for (text, value) in [
        ("red", Color::Red),
        ("dark-blue", Color::DarkBlue),
        ("gr\"ay", Color::Unknown("gr\"ay".into())),
    ] {
        assert_eq!(from_value::<Color>(json!(text)).unwrap(), value);
        assert_eq!(serde_json::to_value(&value).unwrap(), json!(text));
        assert_eq!(
            (value.to_string(), text.parse::<Color>().unwrap(), Color::from(text.to_owned())),
            (text.into(), value.clone(), value)
        );
    }
    assert!(from_str::<Color>("1").unwrap_err().to_string().contains("expected a string"));
    assert_eq!(format!("{:>5}|", Color::Red), "  red|");
    for (number, value) in [(0, Outcome::Lost), (1, Outcome::Won), (-7, Outcome::Unknown(-7))] {
        assert_eq!(from_value::<Outcome>(json!(number)).unwrap(), value);
        assert_eq!(
            (to_string(&value).unwrap(), value.to_string()),
            (number.to_string(), number.to_string())
        );
    }
}

#[test]
fn a_tag_decides_and_comes_first() {
    let shape: Shape = from_str(r#"{"rank":1,"label":null,"type":"node"}"#).unwrap();
    assert_eq!(shape, Shape::Node(Box::new(node(1))));
    assert_eq!(to_string(&shape).unwrap(), r#"{"type":"node","label":null,"rank":1}"#);
    let Shape::Tag(open) = from_str(r#"{"name":"a","type":"tag"}"#).unwrap() else {
        panic!("not a tag")
    };
    assert_eq!(to_string(&Shape::Tag(open)).unwrap(), r#"{"type":"tag","name":"a"}"#);
    for unknown in [
        json!({"type": "star"}),
        json!({"name": "a"}),
        json!(7),
        json!(null),
        json!(["x"]),
        json!("x"),
        json!(1.5),
        json!(true),
    ] {
        let shape: Shape = from_value(unknown.clone()).unwrap();
        assert_eq!(shape, Shape::Unknown(unknown.clone()));
        assert_eq!(serde_json::to_value(&shape).unwrap(), unknown);
    }
}

#[test]
fn a_tagged_value_that_does_not_fit_says_where() {
    let text = r#"{"type":"node","label":null,"rank":1,"next":{"label":null,"rank":"x"}}"#;
    let error = from_str::<Shape>(text).unwrap_err();
    assert!(
        error.to_string().starts_with(r#"Shape: invalid type: string "x", expected i64"#),
        "{error}"
    );
    assert!(error.to_string().contains("(at $.next.rank of this value)"), "{error}");
    let list = format!("[7,{text}]");
    let error = from_str::<Vec<Shape>>(&list).unwrap_err();
    assert_eq!(crate::runtime::json_path(list.as_bytes(), error.line(), error.column()), "$[1]");
}

#[test]
fn without_a_tag_the_shape_decides() {
    for (text, cell) in [
        ("1", Cell::Integer(1)),
        ("1.5", Cell::Number(1.5)),
        ("true", Cell::Boolean(true)),
        (r#""gray""#, Cell::String("gray".into())),
        (r#"{"name":"a"}"#, Cell::Tag(tag("a"))),
        (r#"{"label":null,"rank":1}"#, Cell::Node(node(1))),
        (
            r#"{"label":null,"rank":1,"color":"red"}"#,
            Cell::Node(Node { color: Some(Color::Red), ..node(1) }),
        ),
        ("[1,2]", Cell::List(vec![1, 2])),
        (r#"["x"]"#, Cell::Unknown(json!(["x"]))),
        ("null", Cell::Unknown(Json::Null)),
        (
            r#"{"label":null,"rank":1,"color":"gray"}"#,
            Cell::Unknown(json!({"label": null, "rank": 1, "color": "gray"})),
        ),
    ] {
        assert_eq!(from_str::<Cell>(text).unwrap(), cell, "{text}");
        assert_eq!(serde_json::to_value(&cell).unwrap(), from_str::<Json>(text).unwrap(), "{text}");
    }
}

#[test]
fn the_shape_that_keeps_more_properties_is_tried_first() {
    let node = json!({"label": "b", "rank": 1});
    assert!(matches!(from_value::<Cell>(node).unwrap(), Cell::Node(_)));
    // `Tag` keeps all properties; `Node` has no name.
    let both = json!({"name": "a", "label": "b", "rank": 1});
    assert!(matches!(from_value::<Cell>(both).unwrap(), Cell::Tag(_)));
    let both = json!({"name": "a", "label": "b", "rank": "not a number"});
    assert!(matches!(from_value::<Cell>(both).unwrap(), Cell::Tag(_)));
}

#[test]
fn bytes_are_base64() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(to_string(&Base64(bytes.into())).unwrap(), format!("{text:?}"));
        assert_eq!(from_value::<Base64>(json!(text)).unwrap(), Base64(bytes.into()));
        assert_eq!(
            from_value::<Base64>(json!(text.trim_end_matches('='))).unwrap(),
            Base64(bytes.into())
        );
    }
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(
        from_value::<Base64>(serde_json::to_value(Base64(all.clone())).unwrap()).unwrap().0,
        all
    );
    for wrong in ["Z", "Zm9v=", "Zm9vY===", "Zm 9v", "Zm9_", "Zg=A"] {
        assert!(from_value::<Base64>(json!(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_file_in_json_is_base64() {
    let file = File::new("foo").file_name("a.txt").content_type("text/plain");
    let upload = Upload {
        title: "t".into(),
        labels: None,
        meta: None,
        file: Some(file),
        additional_properties: Default::default(),
    };
    let text = r#"{"title":"t","file":"Zm9v"}"#;
    assert_eq!(to_string(&upload).unwrap(), text);
    assert_eq!(from_str::<Upload>(text).unwrap().file.unwrap(), File::new("foo"));
}

#[test]
fn a_field_may_have_any_name() {
    let words: Words =
        serde_json::from_str(r#"{"other":4,"maybe":null,"object":1}"#).expect("words");
    assert_eq!((words.object, words.field, words.maybe), (1, None, Maybe::Null));
    assert_eq!(
        serde_json::to_string(&words).expect("JSON"),
        r#"{"object":1,"maybe":null,"other":4}"#
    );
    let missing = serde_json::from_str::<Words>("{}").map_err(|error| error.to_string());
    assert!(missing.is_err_and(|error| error.contains("missing field `object`")));
    let empty: Empty = serde_json::from_str(r#"{"a":[1]}"#).expect("an object");
    assert_eq!(serde_json::to_string(&empty).expect("JSON"), "{}");
}
