//! XML bodies on the wire.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::fast::{client, ok};
use crate::requests::SEARCH;
use crate::runtime::{
    Error, Method, Operation, RawError, RawResponse, Response, XmlElement, XmlItem, XmlMember,
    XmlName, XmlNode, XmlObject, XmlSchema, XmlUnion, XmlVariant,
};
use crate::server::{Action, Server};

pub static PUT: Operation = Operation {
    id: "put",
    method: Method::Put,
    path: "/pets",
    accept: "application/xml",
    body: Some("application/xml"),
    ..SEARCH
};

static PETS: XmlElement =
    XmlElement::new(&XmlSchema::List(XmlItem::new(XmlName::new("pet"), &PET).nullable()))
        .named(XmlName::new("pets").namespace("urn:pets"));

static ANYTHING: XmlElement = XmlElement::new(&XmlSchema::Any).named(XmlName::new("any"));

static PET: XmlSchema = XmlSchema::Object(XmlObject {
    members: &[
        XmlMember::attribute(&["id"], &XmlSchema::Integer).required(),
        XmlMember::new(
            &["lang"],
            XmlNode::Attribute(XmlName::new("lang").namespace("urn:meta").prefix("m")),
            &XmlSchema::Token,
        ),
        XmlMember::new(&["name"], XmlNode::Element(XmlName::new("Name")), &XmlSchema::String)
            .required(),
        XmlMember::element(&["weight"], &XmlSchema::Number).nullable(),
        XmlMember::element(&["tame"], &XmlSchema::Boolean),
        XmlMember::new(&["toys"], XmlNode::Items(XmlName::new("toy")), &XmlSchema::String)
            .required(),
        XmlMember::element(
            &["owners"],
            &XmlSchema::List(XmlItem::new(XmlName::new("owner"), &XmlSchema::Token)),
        ),
        XmlMember::element(&["home", "street"], &XmlSchema::String),
        XmlMember::new(
            &["note"],
            XmlNode::Element(XmlName::new("note").namespace("urn:note").prefix("n")),
            &NOTE,
        ),
        XmlMember::element(&["parent"], &PET),
        XmlMember::element(&["kind"], &KIND),
    ],
    additional: None,
});

static NOTE: XmlSchema = XmlSchema::Object(XmlObject {
    members: &[
        XmlMember::attribute(&["by"], &XmlSchema::String),
        XmlMember::new(&["text"], XmlNode::Cdata, &XmlSchema::String),
    ],
    additional: None,
});

static KIND: XmlSchema = XmlSchema::Union(XmlUnion {
    tag: None,
    variants: &[
        XmlVariant::new(&[], &XmlSchema::Integer),
        XmlVariant::new(&[], &XmlSchema::String),
        XmlVariant::new(&[], &MAP),
    ],
});

static MAP: XmlSchema = XmlSchema::Object(XmlObject {
    members: &[],
    additional: Some(&XmlItem::new(XmlName::new("item"), &XmlSchema::String)),
});

/// The body that is sent for a value.
async fn sent(value: &Json, root: &'static XmlElement) -> Result<String, String> {
    let server = Server::script(vec![ok()]).await;
    let call = client(&server).core.call(&PUT).xml(value, root);
    let response = call.send(|response| response.empty::<(), RawError>()).await;
    response.map_err(|error| error.to_string())?;
    let request = server.only();
    assert_eq!(request.header("content-type"), Some("application/xml"));
    Ok(request.body)
}

/// The value that is read from a response.
async fn read(headers: &str, body: &str, root: &'static XmlElement) -> Result<Json, Error> {
    type Result<T> = std::result::Result<Response<T>, Error>;
    let server = Server::script(vec![Action::response("200 OK", headers, body)]).await;
    let read: fn(RawResponse) -> Result<Json> = match root.name {
        Some(name) if name.local == "any" => |response| response.xml(&ANYTHING),
        Some(name) if name.local == "bytes" => |response| response.xml(&BYTES),
        Some(name) if name.local == "pick" => |response| response.xml(&PICK),
        _ => |response| response.xml(&PETS),
    };
    client(&server).core.call(&PUT).send(read).await.map(Response::into_inner)
}

fn pets() -> Json {
    json!([
        {
            "id": 1, "lang": "en", "name": " A & <B>\r\n", "weight": 1.5, "tame": true,
            "toys": ["ball", ""], "owners": [], "home": {"street": "Main \"St\""},
            "note": {"by": "a\"\n", "text": "x ]]> y"}, "kind": {"a": "1", "b": ""},
        },
        null,
        {"id": -2, "name": "", "weight": null, "toys": [], "parent": {"id": 3, "name": "P", "toys": []}, "kind": 7},
    ])
}

const TEXT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <pets xmlns=\"urn:pets\">\
    <pet id=\"1\" xmlns:m=\"urn:meta\" m:lang=\"en\"><Name> A &amp; &lt;B&gt;&#13;\n</Name>\
    <weight>1.5</weight><tame>true</tame><toy>ball</toy><toy/><owners/>\
    <street>Main \"St\"</street>\
    <n:note xmlns:n=\"urn:note\" by=\"a&quot;&#10;\"><![CDATA[x ]]]]><![CDATA[> y]]></n:note>\
    <kind><a>1</a><b></b></kind></pet>\
    <pet xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\
    <pet id=\"-2\"><Name/>\
    <weight xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\
    <parent id=\"3\"><Name>P</Name></parent><kind>7</kind></pet></pets>";

#[tokio::test]
async fn a_value_is_written_as_its_description_says() {
    assert_eq!(sent(&pets(), &PETS).await.unwrap(), TEXT);
}

#[tokio::test]
async fn what_was_written_is_read() {
    assert_eq!(read("content-type: application/xml\r\n", TEXT, &PETS).await.unwrap(), pets());
}

#[tokio::test]
async fn a_server_may_write_as_it_likes() {
    let text = "\u{feff}<?xml version='1.0'?>\n<!-- pets --><?pi?>\n\
        <p:pets xmlns:p='urn:pets' xmlns:x='urn:other'>\n\
        \t<x:pet id='9'/>\n\
        \t<p:pet id=' 1 '>\n<p:Name><![CDATA[<A>]]>&#x20;b</p:Name> <x:Name>no</x:Name>\
        <unknown><weight>1</weight></unknown><weight> 2e1 </weight><tame>1</tame>\n</p:pet>\n\
        \t<pet id='2' other='x'><Name/><weight/><tame/><kind>7</kind></pet>\n\
        </p:pets>";
    let expected = json!([
        {"id": 1, "name": "<A> b", "weight": 20.0, "tame": true, "toys": []},
        {"id": 2, "name": "", "weight": null, "toys": [], "kind": 7},
    ]);
    assert_eq!(read("", text, &PETS).await.unwrap(), expected);
    // The client also reads JSON from a server that ignores `Accept`.
    let json = read("content-type: application/json\r\n", "[{\"a\": 1}]", &PETS).await.unwrap();
    assert_eq!(json, json!([{"a": 1}]));
    let any = "<any a='1'><b>x</b><b/><c><d>y</d></c></any>";
    let expected = json!({"a": "1", "b": ["x", ""], "c": {"d": "y"}});
    assert_eq!(read("", any, &ANYTHING).await.unwrap(), expected);
}

#[tokio::test]
async fn an_error_has_a_path() {
    for (text, path, reason) in [
        ("<pets><pet id='x'><Name/></pet></pets>", "/pets/pet[1]/@id", "`x` is not an integer"),
        (
            "<pets><pet id='1'/><pet id='2'><tame>maybe</tame></pet></pets>",
            "/pets/pet[2]/tame",
            "not a boolean",
        ),
        (
            "<pets><pet id='1'><Name>a</Name><Name/></pet></pets>",
            "/pets/pet[1]/Name",
            "more than once",
        ),
        (
            "<pets><pet id='1'><Name><b/></Name></pet></pets>",
            "/pets/pet[1]/Name/b",
            "where text is expected",
        ),
        ("<pets><pet><weight>NaN</weight></pet></pets>", "/pets/pet[1]/weight", "finite"),
        ("<cats/>", "/cats", "not `pets`"),
        ("<pets>&a;</pets>", "/pets", "not defined"),
        ("{}", "/", "outside of the root"),
    ] {
        let error = read("", text, &PETS).await.unwrap_err();
        let Error::Decode(error) = error else { panic!("{error:?}") };
        assert_eq!(error.path(), path, "{text}: {error}");
        assert!(error.to_string().contains(reason), "{text}: {error}");
        assert_eq!(error.raw(), text);
    }
}

#[tokio::test]
async fn what_cannot_be_xml_is_not_sent() {
    for (value, reason) in [
        (
            json!([{"id": 1, "name": "\u{1}"}]),
            "/pets/pet[1]/Name: XML does not allow the character",
        ),
        (json!([{"kind": {"a b": "x"}}]), "`a b` cannot be the name"),
        (json!({"a": 1}), "/pets: the value does not match the schema"),
    ] {
        let error = sent(&value, &PETS).await.unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            any::<char>().prop_filter("a character of XML", |it| {
                !it.is_control() && !matches!(it, '\u{fffe}' | '\u{ffff}')
            }),
            Just('\n'),
            Just('\r'),
            Just('\t'),
            Just('&'),
            Just('<'),
            Just('>'),
            Just('"'),
            Just(']'),
            Just(' '),
        ],
        0..12,
    )
    .prop_map(|characters| characters.into_iter().collect())
}

fn pet() -> impl Strategy<Value = Json> {
    let number =
        prop_oneof![Just(Json::Null), any::<i32>().prop_map(|it| json!(f64::from(it) / 8.0))];
    let toys = proptest::collection::vec(text(), 0..3);
    let owners = proptest::option::of(proptest::collection::vec("[a-z]{1,5}", 0..3));
    let map = proptest::option::of(proptest::collection::btree_map("[a-z]{1,3}", text(), 1..3));
    (any::<i64>(), text(), number, any::<bool>(), toys, owners, map).prop_map(
        |(id, name, weight, tame, toys, owners, map): (
            _,
            _,
            _,
            _,
            _,
            _,
            Option<BTreeMap<_, _>>,
        )| {
            let mut pet =
                json!({"id": id, "name": name, "weight": weight, "tame": tame, "toys": toys});
            if let Some(owners) = owners {
                pet["owners"] = json!(owners);
            }
            if let Some(map) = map {
                pet["kind"] = json!(map);
            }
            pet["note"] = json!({"by": name, "text": name.clone() + "."});
            pet
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_value_is_read_as_it_was_written(pets in proptest::collection::vec(pet(), 0..3)) {
        let pets = json!(pets);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let again = runtime.block_on(async {
            let text = sent(&pets, &PETS).await.unwrap();
            read("", &text, &PETS).await.unwrap()
        });
        prop_assert_eq!(again, pets);
    }
}

static PICK: XmlElement = XmlElement::new(&XmlSchema::Union(XmlUnion {
    tag: None,
    variants: &[
        XmlVariant::new(
            &[],
            &XmlSchema::Object(XmlObject {
                members: &[XmlMember::new(
                    &["lang"],
                    XmlNode::Attribute(
                        XmlName::new("lang")
                            .namespace("http://www.w3.org/XML/1998/namespace")
                            .prefix("xml"),
                    ),
                    &XmlSchema::String,
                )],
                additional: None,
            }),
        ),
        XmlVariant::new(&[], &XmlSchema::String),
    ],
}))
.named(XmlName::new("pick"));

#[tokio::test]
async fn a_text_is_a_string_rather_than_an_object_without_text() {
    assert_eq!(read("", "<pick>text</pick>", &PICK).await.unwrap(), json!("text"));
    assert_eq!(read("", "<pick xml:lang='en'/>", &PICK).await.unwrap(), json!({"lang": "en"}));
}

#[tokio::test]
async fn the_prefix_xml_needs_no_declaration() {
    let sent = sent(&json!({"lang": "en"}), &PICK).await.unwrap();
    assert!(sent.ends_with("<pick xml:lang=\"en\"/>"), "{sent}");
}

static BYTES: XmlElement = XmlElement::new(&XmlSchema::object(&[
    XmlMember::attribute(&["icon"], &XmlSchema::Base64),
    XmlMember::element(&["photo"], &XmlSchema::Base64).nullable(),
    XmlMember::element(&["empty"], &XmlSchema::Base64).required(),
    XmlMember::new(&["other"], XmlNode::Items(XmlName::new("other")), &XmlSchema::Base64),
]))
.named(XmlName::new("bytes"));

#[tokio::test]
async fn bytes_may_have_white_space() {
    let text = "<bytes icon=' YW Jj&#10;'><photo>\n  YWJj\r\n\tZGVm \n</photo>\
        <empty> </empty><other>YQ\n==</other><other/></bytes>";
    let value = json!({"icon": "YWJj", "photo": "YWJjZGVm", "empty": "", "other": ["YQ==", ""]});
    assert_eq!(read("", text, &BYTES).await.unwrap(), value);
    let value = json!({"photo": null, "empty": ""});
    let text = "<bytes><photo> </photo><empty/></bytes>";
    assert_eq!(read("", text, &BYTES).await.unwrap(), value);
    let sent = sent(&json!({"icon": "YWJj", "empty": ""}), &BYTES).await.unwrap();
    assert!(sent.ends_with("<bytes icon=\"YWJj\"><empty/></bytes>"), "{sent}");
}
