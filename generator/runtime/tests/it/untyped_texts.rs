//! Values of texts without types: headers with unions, and webhooks that are forms.

use crate::runtime::object::{self, object};
use crate::runtime::string_enum::{self, string_enum};
use crate::runtime::union;
use crate::runtime::{
    HeaderMap, Json, PropertyEncoding, Style, WebhookError, form_webhook, untyped_header,
};
use serde::de::DeserializeOwned;

string_enum! {
    pub enum Letter {
        A = "a",
        _ = Unknown,
    }
}

string_enum! {
    pub enum Mark {
        Dot = ".",
        _ = Unknown,
    }
}

object! {
    pub struct Color: Debug {
        pub r: i64 = required(i64) "r",
        pub on: Option<Flag> = optional "on",
    }
}

union! {
    pub enum Flag: Debug {
        Integer(i64) as integer,
        Boolean(bool) as boolean,
        _ = Unknown,
    }
}

union! {
    pub enum Anything: Debug {
        Text(String) as string from str,
        Number(f64) as number,
        Boolean(bool) as boolean,
        _ = Unknown,
    }
}

union! {
    pub enum Signs: Debug {
        Letter(Letter) as string,
        Mark(Mark) as string,
        Flag(Flag) as union,
        Color(Color) as structure("r"),
        Integers(Vec<i64>) as array,
        _ = Unknown,
    }
}

union! {
    pub enum Tagged: Debug by "kind" {
        Color(Color) = "color",
        _ = Unknown,
    }
}

object! {
    pub struct Form: Debug {
        pub from: String = required(String) "From",
        pub size: Option<i64> = optional "size",
        pub tags: Option<Vec<String>> = optional "tags",
        pub csv: Option<Vec<i64>> = optional "csv",
        pub json: Option<Vec<i64>> = optional "json",
        pub color: Option<Color> = optional "color",
        pub colors: Option<Vec<Color>> = optional "colors",
        pub deep: Option<Color> = optional "deep",
        pub tagged: Option<Tagged> = optional "tagged",
        pub sign: Option<Signs> = optional "sign",
        pub any: Option<Json> = optional "any",
        additional pub others: std::collections::BTreeMap<String, String>,
    }
}

fn header<T: DeserializeOwned>(text: &str) -> T {
    let mut headers = HeaderMap::new();
    headers.append("x-value", text.parse().unwrap());
    untyped_header(&headers, "X-Value", &[]).unwrap()
}

#[test]
fn a_union_in_a_header_is_what_the_text_can_be() {
    assert_eq!(header::<Flag>("120"), Flag::Integer(120));
    assert_eq!(header::<Flag>("true"), Flag::Boolean(true));
    assert_eq!(header::<Flag>("007"), Flag::Unknown("007".into()));
    assert_eq!(header::<Option<Flag>>("-1"), Some(Flag::Integer(-1)));
    assert_eq!(header::<Vec<Flag>>("1, false"), [Flag::Integer(1), Flag::Boolean(false)]);
    assert_eq!(header::<Anything>("1.5"), Anything::Number(1.5));
    for text in ["007", "+1", "NaN", "1, 2", "", "TRUE"] {
        assert_eq!(header::<Anything>(text), Anything::Text(text.to_owned()));
    }
}

#[test]
fn a_union_in_a_header_may_be_an_enum_a_list_or_an_object() {
    assert_eq!(header::<Signs>("a"), Signs::Letter(Letter::A));
    assert_eq!(header::<Signs>("."), Signs::Mark(Mark::Dot));
    assert_eq!(header::<Signs>("z"), Signs::Letter(Letter::Unknown("z".to_owned())));
    assert_eq!(header::<Signs>("7"), Signs::Flag(Flag::Integer(7)));
    assert_eq!(header::<Color>("r=1,on=true"), Color { r: 1, on: Some(Flag::Boolean(true)) });
    let lists = |text| header::<Vec<Vec<Flag>>>(text).len();
    assert_eq!(lists("1"), 1);
}

const ENCODINGS: &[PropertyEncoding] = &[
    PropertyEncoding::new("csv").style(Style::Form, false),
    PropertyEncoding::new("json").content(),
    PropertyEncoding::new("deep").style(Style::DeepObject, true),
    PropertyEncoding::new("tagged").style(Style::DeepObject, true),
];

fn form(body: &str) -> Result<Form, WebhookError> {
    let request = http::Request::post("/hook")
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let head = request.body(()).unwrap().into_parts().0;
    form_webhook::from_request_parts(&head, body.as_bytes(), ENCODINGS)
}

#[test]
fn a_webhook_that_is_a_form_has_typed_values() {
    let form = form(
        "From=%2B49+1&size=3&tags=a&tags=b%2Cc&csv=1,2&json=%5B1%2C2%5D&color=%7B%22r%22%3A5%7D\
         &colors=%7B%22r%22%3A6%7D&deep%5Br%5D=7&deep[on]=true&tagged[kind]=color&tagged[r]=8\
         &sign=true&any=1&any=2&other[1]=x&empty",
    )
    .unwrap();
    assert_eq!((form.from.as_str(), form.size), ("+49 1", Some(3)));
    assert_eq!(form.tags, Some(vec!["a".to_owned(), "b,c".to_owned()]));
    assert_eq!((form.csv, form.json), (Some(vec![1, 2]), Some(vec![1, 2])));
    assert_eq!(form.color, Some(Color { r: 5, on: None }));
    assert_eq!(form.colors, Some(vec![Color { r: 6, on: None }]));
    assert_eq!(form.deep, Some(Color { r: 7, on: Some(Flag::Boolean(true)) }));
    assert_eq!(form.tagged, Some(Tagged::Color(Color { r: 8, on: None })));
    assert_eq!(form.sign, Some(Signs::Flag(Flag::Boolean(true))));
    assert_eq!(form.any, Some(serde_json::json!(["1", "2"])));
    let others: Vec<(&str, &str)> =
        form.others.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(others, [("empty", ""), ("other[1]", "x")]);
}

#[test]
fn texts_in_a_form_are_json_if_their_media_type_is() {
    let encodings =
        &["From", "size", "tags", "sign"].map(|name| PropertyEncoding::new(name).json());
    let head = http::Request::post("/").body(()).unwrap().into_parts().0;
    let body = b"From=%22a%5C%22b%22&size=3&tags=%5B%22x%22%5D&sign=%22a%22";
    let form: Form = form_webhook::from_request_parts(&head, body, encodings).unwrap();
    assert_eq!((form.from.as_str(), form.size), ("a\"b", Some(3)));
    assert_eq!(form.tags, Some(vec!["x".to_owned()]));
    assert_eq!(form.sign, Some(Signs::Letter(Letter::A)));
}

#[test]
fn a_form_that_does_not_match_is_an_error_with_its_property() {
    let error = |body| form(body).unwrap_err().to_string();
    assert_eq!(
        error("From=1&size=x"),
        "the body is not the form that is described, at $: `size`: `x` is not a number"
    );
    assert!(error("size=1").ends_with("missing field `From`"));
    assert!(error("From=1&deep[on]=1").ends_with("`deep`: missing field `r`"));
    assert!(error("From=%FF").contains("utf-8"));
    let head = http::Request::post("/").header("content-type", "text/plain").body(()).unwrap();
    let head = head.into_parts().0;
    let error = form_webhook::from_request_parts::<Form>(&head, b"", ENCODINGS).unwrap_err();
    assert_eq!(error.status(), 415);
    assert_eq!(error.to_string(), "the body is `text/plain`, not a form");
}

#[test]
fn a_large_form_is_read_in_proportion_and_a_deep_one_is_an_error() {
    let read = |body: &str| {
        let head = http::Request::post("/").body(()).unwrap().into_parts().0;
        form_webhook::from_request_parts::<Json>(&head, body.as_bytes(), ENCODINGS)
    };
    let names = 200_000;
    let of = |pair: fn(usize) -> String| (0..names).map(pair).collect::<Vec<_>>().join("&");
    let members = |value: &Json| value.as_object().map(|object| object.len());
    assert_eq!(members(&read(&of(|it| format!("p{it}=1"))).unwrap()), Some(names));
    let deep = read(&of(|it| format!("deep[p{it}]=1"))).unwrap();
    assert_eq!(members(&deep["deep"]), Some(names));

    assert!(read(&format!("deep{}=1", "[a]".repeat(100))).is_ok());
    let error = read(&format!("deep{}=1", "[a]".repeat(names))).unwrap_err().to_string();
    assert!(error.ends_with("it is nested too deep"), "{error}");
}
