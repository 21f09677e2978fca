//! Parameters on the wire: the strings of the specification's table "Style Examples" (OpenAPI
//! 3.0.4, section 4.7.12.4), and cases that the table lacks.

use oasmith_runtime::argument_value::Value;
use oasmith_runtime::{Parameter, Style, part_encoding};
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
struct Color {
    r: i32,
    g: i32,
    b: i32,
}

fn empty() -> Value {
    Value::Text(String::new())
}

fn string() -> Value {
    Value::of("blue").unwrap()
}

fn array() -> Value {
    Value::of(&["blue", "black", "brown"]).unwrap()
}

fn object() -> Value {
    Value::of(&Color { r: 100, g: 200, b: 150 }).unwrap()
}

const NOT_APPLICABLE: &str = "n/a";

#[test]
fn in_a_path() {
    let table = [
        (
            Style::Matrix,
            false,
            [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
        ),
        (
            Style::Matrix,
            true,
            [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
        ),
        (Style::Label, false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (Style::Label, true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (Style::Simple, false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Style::Simple, true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ];
    for (style, explode, expected) in table {
        let parameter = Parameter::path("color").style(style, explode);
        let written =
            [empty(), string(), array(), object()].map(|value| parameter.to_segment(&value));
        assert_eq!(written, expected, "{style:?} {explode}");
    }
}

#[test]
fn in_a_query() {
    let table = [
        (
            Style::Form,
            false,
            ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
        ),
        (
            Style::Form,
            true,
            ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
        ),
        (
            Style::SpaceDelimited,
            false,
            [
                NOT_APPLICABLE,
                NOT_APPLICABLE,
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        ),
        (
            Style::PipeDelimited,
            false,
            [
                NOT_APPLICABLE,
                NOT_APPLICABLE,
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        ),
        (
            Style::DeepObject,
            true,
            [
                NOT_APPLICABLE,
                NOT_APPLICABLE,
                NOT_APPLICABLE,
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ];
    for (style, explode, expected) in table {
        let parameter = Parameter::query("color").style(style, explode);
        for (value, expected) in [empty(), string(), array(), object()].iter().zip(expected) {
            if expected != NOT_APPLICABLE {
                assert_eq!(parameter.to_pairs(value).join("&"), expected, "{style:?} {explode}");
            }
        }
    }
}

#[test]
fn in_a_header_and_a_cookie() {
    for (explode, expected) in [
        (false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ] {
        let parameter = Parameter::header("color").style(Style::Simple, explode);
        let written = [empty(), string(), array(), object()]
            .map(|value| parameter.to_header(&value).unwrap());
        assert_eq!(written, expected, "{explode}");
    }
    for (explode, expected) in [
        (false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (
            true,
            ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"],
        ),
    ] {
        let parameter = Parameter::cookie("color").style(Style::Form, explode);
        let written = [empty(), string(), array(), object()]
            .map(|value| parameter.to_pairs(&value).join("; "));
        assert_eq!(written, expected, "{explode}");
    }
}

/// Where the table has "n/a", a value is written as with the style `form`.
#[test]
fn what_the_table_leaves_open() {
    let form = ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"];
    let deep = "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150";
    for (style, explode, expected) in [
        (
            Style::SpaceDelimited,
            false,
            [form[0], form[1], "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
        ),
        (Style::SpaceDelimited, true, form),
        (
            Style::PipeDelimited,
            false,
            [form[0], form[1], "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
        ),
        (Style::PipeDelimited, true, form),
        (Style::DeepObject, false, [form[0], form[1], form[2], deep]),
        (Style::DeepObject, true, [form[0], form[1], form[2], deep]),
    ] {
        let parameter = Parameter::query("color").style(style, explode);
        let written = [empty(), string(), array(), object()]
            .map(|value| parameter.to_pairs(&value).join("&"));
        assert_eq!(written, expected, "{style:?} {explode}");
    }
}

#[test]
fn everything_but_unreserved_characters_is_percent_encoded() {
    let value = Value::of("a/b?c=d&e+f g%h|[é]~-._").unwrap();
    let encoded = "a%2Fb%3Fc%3Dd%26e%2Bf%20g%25h%7C%5B%C3%A9%5D~-._";
    assert_eq!(Parameter::path("p").to_segment(&value), encoded);
    assert_eq!(Parameter::query("n&=m").to_pairs(&value), [format!("n%26%3Dm={encoded}")]);
    assert_eq!(
        Parameter::query("q")
            .style(Style::Form, false)
            .to_pairs(&Value::of(&["a,b", "c"]).unwrap()),
        ["q=a%2Cb,c"]
    );
    let reserved = Value::of(":/?@!$'()*,;= &#[]%+").unwrap();
    assert_eq!(
        Parameter::query("q").allow_reserved().to_pairs(&reserved),
        ["q=:/?@!$'()*,;=%20%26%23%5B%5D%25%2B"]
    );
}

#[test]
fn nothing_is_sent_for_null_and_for_what_is_empty() {
    for style in [Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject] {
        for explode in [false, true] {
            let parameter = Parameter::query("q").style(style, explode);
            for value in [json!(null), json!({}), json!({"a": null})] {
                assert_eq!(
                    parameter.to_pairs(&Value::of(&value).unwrap()),
                    [""; 0],
                    "{style:?} {value}"
                );
            }
            // The name of a parameter whose items are joined is written even without items.
            let expected: &[&str] =
                if explode || style == Style::DeepObject { &[] } else { &["q="] };
            for value in [json!([]), json!([null])] {
                assert_eq!(
                    parameter.to_pairs(&Value::of(&value).unwrap()),
                    expected,
                    "{style:?} {value}"
                );
            }
        }
    }
    assert_eq!(Parameter::header("h").to_header(&Value::Null), None);
    assert_eq!(
        Parameter::query("q").to_pairs(&Value::of(&json!(["a", null, "b"])).unwrap()),
        ["q=a", "q=b"]
    );
    assert_eq!(Parameter::path("p").to_segment(&Value::of(&Vec::<String>::new()).unwrap()), "");
}

#[test]
fn what_is_nested_is_json_or_deep() {
    let value = Value::of(&json!({"a": [1, "x"], "b": {"c": true}})).unwrap();
    assert_eq!(
        Parameter::query("f").style(Style::DeepObject, true).to_pairs(&value),
        ["f%5Ba%5D=1", "f%5Ba%5D=x", "f%5Bb%5D%5Bc%5D=true"]
    );
    assert_eq!(
        Parameter::query("f").to_pairs(&value),
        ["a=%5B1%2C%22x%22%5D", "b=%7B%22c%22%3Atrue%7D"]
    );
    assert_eq!(
        Parameter::query("f").json().to_pairs(&array()),
        ["f=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D"]
    );
    assert_eq!(Parameter::query("f").json().to_pairs(&string()), ["f=%22blue%22"]);
    assert_eq!(
        Parameter::header("h").json().to_header(&object()).unwrap(),
        r#"{"R":100,"G":200,"B":150}"#
    );
}

#[test]
fn a_tree_is_the_json_of_its_value() {
    let value = json!({"a": [1, -2.5, null, true, "q\"\\\n\u{1}é"], "b": {}, "c": []});
    let tree = Value::of(&value).unwrap().json();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&tree).unwrap(), value);
    assert_eq!(Value::of(&1.0).unwrap(), Value::Number("1".into()));
    assert_eq!(Value::of(&u64::MAX).unwrap(), Value::Number(u64::MAX.to_string()));
    assert_eq!(Value::of(&Some(())).unwrap(), Value::Null);
    assert!(Value::of(&f64::NAN).is_err());
}

/// The characters that `allowReserved` keeps (RFC 6570, section 3.2.3; OpenAPI 3.2, "Parameter
/// Object").
#[test]
fn reserved_characters_and_escapes_stay() {
    let text = "a/b:c@d!$&'()*+,;=e?f#g[h]%2F%zz% \u{e9}";
    let value = Value::of(text).unwrap();
    let query = Parameter::query("q").allow_reserved();
    assert_eq!(
        query.to_pairs(&value),
        ["q=a/b:c@d!$%26'()*%2B,;=e?f%23g%5Bh%5D%2F%25zz%25%20%C3%A9"]
    );
    let path = Parameter::path("p").allow_reserved();
    assert_eq!(path.to_segment(&value), "a/b:c@d!$&'()*+,;=e%3Ff%23g%5Bh%5D%2F%25zz%25%20%C3%A9");
    // The separator of a list is encoded in its items.
    let list = Value::of(&["a,b", "c/d;e=f", "%2c"]).unwrap();
    assert_eq!(path.to_segment(&list), "a%2Cb,c/d%3Be%3Df,%2c");
    let joined = Parameter::query("q").style(Style::Form, false).allow_reserved();
    assert_eq!(joined.to_pairs(&list), ["q=a%2Cb,c/d;e=f,%2c"]);
    assert_eq!(query.to_pairs(&list), ["q=a,b", "q=c/d;e=f", "q=%2c"]);
}

#[test]
fn lists_have_the_delimiter_of_their_format() {
    let list = Value::of(&["a b", "c"]).unwrap();
    for (style, path, header) in [
        (Style::TabDelimited, "a%20b%09c", "a b\tc"),
        (Style::PipeDelimited, "a%20b%7Cc", "a b|c"),
        (Style::Simple, "a%20b,c", "a b,c"),
    ] {
        assert_eq!(Parameter::path("a").style(style, false).to_segment(&list), path);
        let written = Parameter::header("a").style(style, false).to_header(&list);
        assert_eq!(written.as_deref(), Some(header));
        let delimiter = path.trim_start_matches("a%20b").trim_end_matches('c');
        let written = Parameter::query("a").style(style, false).to_pairs(&list);
        assert_eq!(written, [format!("a=a%20b{delimiter}c")]);
    }
}

#[test]
fn arrays_in_deep_objects_have_brackets_if_the_manifest_says_so() {
    let value = Value::of(&json!({"a": ["x", "y"], "b": {"c": [1]}, "d": 2, "e": null})).unwrap();
    let list = Value::of(&["x", "y"]).unwrap();
    let parameter = |style| Parameter::query("w").style(style, true);
    let joined = |style, value| {
        parameter(style).to_pairs(value).join("&").replace("%5B", "[").replace("%5D", "]")
    };
    assert_eq!(joined(Style::DeepObject, &value), "w[a]=x&w[a]=y&w[b][c]=1&w[d]=2");
    assert_eq!(joined(Style::DeepBrackets, &value), "w[a][]=x&w[a][]=y&w[b][c][]=1&w[d]=2");
    assert_eq!(joined(Style::DeepObject, &list), "w=x&w=y");
    assert_eq!(joined(Style::DeepBrackets, &list), "w[]=x&w[]=y");
    // Without their index, the items would be one.
    let nested = json!({"a": [{"b": 1, "c": ["x", "y"]}, {"b": 2}], "d": [[1, 2], [3], 4]});
    let expected = "w[a][0][b]=1&w[a][0][c][]=x&w[a][0][c][]=y&w[a][1][b]=2&w[d][0][]=1&w[d][0][]=2&w[d][1][]=3&w[d][]=4";
    let nested = Value::of(&nested).unwrap();
    assert_eq!(joined(Style::DeepBrackets, &nested), expected);
    let parts = part_encoding::deep_brackets("w", &nested).unwrap();
    let parts: Vec<String> =
        parts.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(parts.join("&"), expected);
}

#[test]
fn a_cookie_in_its_own_style_is_not_encoded() {
    let cookie = |explode| Parameter::cookie("color").style(Style::Cookie, explode);
    let written = |explode, value: &Value| cookie(explode).to_pairs(value).join("; ");
    let table = [
        (false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (
            true,
            ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"],
        ),
    ];
    for (explode, expected) in table {
        let values = [empty(), string(), array(), object()];
        assert_eq!(values.map(|value| written(explode, &value)), expected, "{explode}");
    }
    assert_eq!(written(true, &Value::of("a=b/ %20").unwrap()), "color=a=b/ %20");
}

#[test]
fn a_query_string_is_percent_encoded() {
    let text = Value::of("$.a[1:1]").unwrap();
    let written = Parameter::whole_query("all").to_query(&text);
    assert_eq!(written.as_deref(), Some("%24.a%5B1%3A1%5D"));
    let object = Value::of(&json!({"a": null})).unwrap();
    let written = Parameter::whole_query("all").json().to_query(&object);
    assert_eq!(written.as_deref(), Some("%7B%22a%22%3Anull%7D"));
    assert_eq!(Parameter::whole_query("all").to_query(&empty()), None);
}
