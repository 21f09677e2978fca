//! Nested unions: which values are read, how often, and the locations of errors.

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::object::{self, object};
use crate::runtime::union;
use crate::runtime::{Json, Maybe, webhook};

thread_local! {
    static READS: Cell<usize> = const { Cell::new(0) };
}

/// An integer that counts how often integers are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted(i64);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READS.set(READS.get() + 1);
        i64::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

union! {
    pub enum Expr: Debug by "kind" {
        Not(Box<Not>) in "not",
        Leaf(Leaf) in "leaf",
        _ = Unknown,
    }
}

union! {
    /// All values are read as one schema, whatever their tag is.
    pub enum Other: Debug by "kind" {
        Chain(Box<Chain>),
        _ = Unknown unless Chain,
    }
}

union! {
    pub enum Tree: Debug {
        Integer(Box<IntegerNode>) as structure("n", "x"),
        Boolean(Box<BooleanNode>) as structure("n", "x"),
        _ = Unknown,
    }
}

union! {
    pub enum Outer: Debug {
        Tree(Tree) as union,
        Text(String) as string,
        Wide(Box<Wide>) as structure("n"),
        _ = Unknown,
    }
}

object! {
    /// A union in every kind of field: a field, a list, a map, and one that may be null.
    pub struct Not: Debug {
        pub kind: String = required(String) "kind",
        pub n: Counted = required(Counted) "n",
        pub operand: Option<Expr> = optional "operand",
        pub list: Option<Vec<Expr>> = optional "list",
        pub map: Option<BTreeMap<String, Expr>> = optional "map",
        pub maybe: Maybe<Expr> = maybe "maybe",
        pub tree: Option<Tree> = optional "tree",
        pub outer: Option<Outer> = optional "outer",
        pub other: Option<Other> = optional "other",
    }
}

object! {
    pub struct Leaf: Debug {
        pub kind: String = required(String) "kind",
        pub n: Counted = required(Counted) "n",
        pub value: i64 = required(i64) "value",
    }
}

object! {
    pub struct Chain: Debug {
        pub n: Counted = required(Counted) "n",
        pub next: Option<Other> = optional "next",
        pub x: i64 = required(i64) "x",
    }
}

object! {
    pub struct IntegerNode: Debug {
        pub n: Counted = required(Counted) "n",
        pub child: Option<Tree> = optional "child",
        pub expr: Option<Expr> = optional "expr",
        pub x: i64 = required(i64) "x",
    }
}

object! {
    pub struct BooleanNode: Debug {
        pub n: Counted = required(Counted) "n",
        pub child: Option<Tree> = optional "child",
        pub expr: Option<Expr> = optional "expr",
        pub x: bool = required(bool) "x",
    }
}

object! {
    pub struct Wide: Debug {
        pub n: Counted = required(Counted) "n",
        pub wide: Option<Outer> = optional "wide",
        pub text: Option<Outer> = optional "text",
    }
}

/// The result of reading a text, and the number of integers that were read.
fn read<T: DeserializeOwned>(text: &str) -> (Result<T, serde_json::Error>, usize) {
    READS.set(0);
    (serde_json::from_str(text), READS.get())
}

/// A value nested in itself.
fn nest(depth: usize, head: &str, innermost: &str, tail: &str) -> String {
    [&head.repeat(depth), innermost, &tail.repeat(depth)].concat()
}

/// Nests each shape as deeply as JSON allows. The number of reads per level stays constant, whether
/// the innermost value is valid, invalid, or every level is invalid.
#[test]
fn reading_is_linear_in_depth() {
    let read_expr = |text: &str| read::<Expr>(text).1;
    let (read_tree, read_outer) =
        (|text: &str| read::<Tree>(text).1, |text: &str| read::<Outer>(text).1);
    type Shape = (&'static str, &'static str, &'static str, &'static str, fn(&str) -> usize);
    let shapes: &[Shape] = &[
        (
            "tag, right",
            r#"{"kind":"not","n":1,"operand":"#,
            r#"{"kind":"leaf","n":1,"value":1}"#,
            "}",
            read_expr,
        ),
        (
            "tag, wrong",
            r#"{"kind":"not","n":1,"operand":"#,
            r#"{"kind":"leaf","n":1,"value":"x"}"#,
            "}",
            read_expr,
        ),
        (
            "tag at the end",
            r#"{"n":1,"operand":"#,
            r#"{"kind":"leaf","n":1,"value":"x"}"#,
            r#","kind":"not"}"#,
            read_expr,
        ),
        (
            "list",
            r#"{"kind":"not","n":1,"list":[1,"#,
            r#"{"kind":"leaf","n":1,"value":"x"}"#,
            "]}",
            read_expr,
        ),
        ("map", r#"{"kind":"not","n":1,"map":{"a":"#, r#"{"kind":"leaf","n":1}"#, "}}", read_expr),
        ("maybe", r#"{"kind":"not","n":1,"maybe":"#, r#"{"kind":"leaf","n":1}"#, "}", read_expr),
        ("default, wrong", r#"{"n":1,"next":"#, r#"{"n":1,"x":"x"}"#, r#","x":1}"#, |text| {
            read::<Other>(text).1
        }),
        ("default, all wrong", r#"{"n":1,"next":"#, r#"{"n":1}"#, r#","x":"x"}"#, |text| {
            read::<Other>(text).1
        }),
        ("shape, right", r#"{"n":1,"child":"#, r#"{"n":1,"x":1}"#, r#","x":true}"#, read_tree),
        ("shape, wrong", r#"{"n":1,"child":"#, r#"{"n":1,"x":"x"}"#, r#","x":1}"#, read_tree),
        ("shape, all wrong", r#"{"n":1,"child":"#, r#"{"n":1,"x":"x"}"#, r#","x":"x"}"#, read_tree),
        (
            "shape and tag",
            r#"{"n":1,"expr":{"kind":"not","n":1,"tree":"#,
            r#"{"n":1}"#,
            r#"},"x":"x"}"#,
            read_tree,
        ),
        (
            "tag and shape",
            r#"{"kind":"not","n":1,"tree":{"n":1,"x":true,"expr":"#,
            r#"{"kind":"leaf"}"#,
            "}}",
            read_expr,
        ),
        ("union in a union", r#"{"n":1,"wide":"#, r#"{"n":"x"}"#, "}", read_outer),
        (
            "several in turn",
            r#"{"kind":"not","n":1,"outer":{"n":1,"x":true,"expr":"#,
            "7",
            "}}",
            read_expr,
        ),
        (
            "all in turn",
            r#"{"n":1,"wide":{"n":1,"x":"x","expr":{"kind":"not","n":1,"outer":"#,
            "7",
            "}}}",
            read_outer,
        ),
    ];
    for (name, head, innermost, tail, read) in shapes {
        let levels = head.matches('{').count() + head.matches('[').count();
        let reads = |depth: usize| read(&nest(depth, head, innermost, tail));
        let depths = [8, 16, 32, 64, 120].map(|depth| depth / levels);
        let per_level = reads(depths[0] + 1) - reads(depths[0]);
        for depth in depths {
            assert_eq!(
                reads(depth),
                reads(depths[0]) + (depth - depths[0]) * per_level,
                "{name} at depth {depth}"
            );
        }
        // Each alternative is probed, those of a nested union twice, and one is read.
        let values = head.matches("\"n\"").count();
        assert!(
            per_level <= 6 * values,
            "{name}: {per_level} reads of {values} values at each level"
        );
    }
}

#[test]
fn an_error_names_the_location_through_unions() {
    let text = r#"{"kind":"not","n":1,"list":[{"kind":"leaf","n":1,"value":1},{"kind":"not","n":1,"map":{"a b":{"kind":"leaf","n":1,"value":"x"}}}]}"#;
    let error = read::<Expr>(text).0.unwrap_err().to_string();
    assert!(error.starts_with(r#"Expr: invalid type: string "x", expected i64"#), "{error}");
    assert!(error.contains(r#"(at $.list[1].map["a b"].value of this value)"#), "{error}");
    // The path of an error in a larger value starts at its root.
    let error = webhook::from_slice::<BTreeMap<String, Expr>>(
        [r#"{"of": "#, text, "}"].concat().as_bytes(),
    )
    .unwrap_err();
    assert_eq!(error.path(), Some(r#"$.of.list[1].map["a b"].value"#));
    let said = error.to_string();
    assert_eq!((said.matches("$").count(), said.contains("of this value")), (1, false), "{said}");
    // Alternatives that did not match are not part of the location.
    let text = r#"{"kind":"not","n":1,"tree":{"n":1,"x":"x"},"operand":{"kind":"leaf","n":1}}"#;
    let error = read::<Expr>(text).0.unwrap_err().to_string();
    assert!(error.contains("missing field `value` (at $.operand of this value)"), "{error}");
}

#[test]
fn what_is_nested_comes_back_as_it_went() {
    for text in [
        r#"{"kind":"not","n":1,"operand":{"kind":"leaf","n":2,"value":3},"maybe":null,"tree":{"n":4,"child":{"n":5,"x":"?"},"x":true}}"#,
        r#"{"kind":"not","n":1,"outer":{"n":1,"wide":{"n":2,"expr":{"kind":"new"},"x":3},"text":"x"},"other":{"n":1,"next":{"n":"?"},"x":2}}"#,
    ] {
        let value: Expr = serde_json::from_str(text).unwrap();
        assert!(matches!(value, Expr::Not(_)));
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
    let tree: Tree = serde_json::from_str(
        r#"{"n":1,"child":{"n":2,"x":true,"expr":{"kind":"leaf","n":1}},"x":1}"#,
    )
    .unwrap();
    let Tree::Integer(node) = tree else { panic!("{tree:?}") };
    // An invalid leaf in a child matches neither of the two schemas.
    assert!(matches!(node.child, Some(Tree::Unknown(_))), "{node:?}");
}

/// JSON with any of these keys, and with values of any type.
fn value() -> impl Strategy<Value = Json> {
    let key = prop::sample::select(vec![
        "kind", "n", "operand", "list", "map", "maybe", "tree", "outer", "other",
    ]);
    let more =
        prop::sample::select(vec!["value", "next", "x", "child", "expr", "wide", "text", "?"]);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-2_i64..3).prop_map(Json::from),
        prop::sample::select(vec!["not", "leaf", "x"]).prop_map(Json::from),
    ];
    leaf.prop_recursive(24, 96, 6, move |inner| {
        let name = prop_oneof![key.clone(), more.clone()];
        let object = prop::collection::vec((name, inner.clone()), 0..6);
        let valid = (inner.clone(), inner.clone(), prop::sample::select(vec!["not", "leaf"])).prop_map(|(a, b, kind)| {
            serde_json::json!({"kind": kind, "n": 1, "x": 1, "child": a, "expr": b, "operand": a, "tree": b, "value": 1})
        });
        prop_oneof![
            object.prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            valid,
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    /// The number of reads of a value is at most the number of alternatives at its own level,
    /// whatever contains it.
    #[test]
    fn each_byte_is_read_a_bounded_number_of_times(value in value()) {
        let text = value.to_string();
        for reads in [read::<Expr>(&text).1, read::<Tree>(&text).1, read::<Outer>(&text).1, read::<Other>(&text).1] {
            let integers = text.matches("\"n\":").count();
            // Four alternatives of `Outer` are probed, its inner union once more, and one is read.
            prop_assert!(reads <= 9 * integers, "{} reads of {} integers in {}", reads, integers, text);
        }
        // An untagged union never fails: values that match no schema are `Unknown`.
        prop_assert!(read::<Tree>(&text).0.is_ok() && read::<Outer>(&text).0.is_ok());
    }
}
