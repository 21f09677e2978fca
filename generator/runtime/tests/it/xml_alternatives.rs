//! Unions whose values are in the elements of their variants.

use serde_json::{Value as Json, json};

use crate::fast::{client, ok};
use crate::runtime::{
    Error, RawError, RawResponse, Response, XmlElement, XmlItem, XmlMember, XmlName, XmlNode,
    XmlSchema, XmlUnion, XmlVariant,
};
use crate::server::{Action, Server};
use crate::xml::PUT;

static ZOO: XmlElement = XmlElement::new(&XmlSchema::object(&[
    XmlMember::element(&["animals"], &ANIMALS),
    XmlMember::new(&["guests"], XmlNode::Variants(XmlName::new("guest")), &GUEST).nullable(),
    XmlMember::element(&["pet"], &GUEST),
    XmlMember::element(&["by_name"], &XmlSchema::map(&BY_NAME)),
    XmlMember::new(&["keeper"], XmlNode::Variant(XmlName::new("keeper")), &KEEPER).nullable(),
]))
.named(XmlName::new("zoo").namespace("urn:zoo"));

static ANIMALS: XmlSchema =
    XmlSchema::List(XmlItem::new(XmlName::new("animal"), &ANIMAL).named_by_variant());

static ANIMAL: XmlSchema = XmlSchema::Union(XmlUnion {
    tag: None,
    variants: &[
        XmlVariant::new(&[], &NAMED).named(XmlName::new("cat")),
        XmlVariant::new(&[], &XmlSchema::Integer).named(XmlName::new("number")),
        XmlVariant::new(&[], &XmlSchema::Boolean),
    ],
});

static GUEST: XmlSchema = XmlSchema::Union(XmlUnion {
    tag: Some("kind"),
    variants: &[
        XmlVariant::new(&["a"], &KIND).named(XmlName::new("adult").namespace("urn:g").prefix("g")),
        XmlVariant::new(&["c"], &KIND).named(XmlName::new("child")),
    ],
});

static BY_NAME: XmlItem = XmlItem::new(XmlName::new("item"), &GUEST);

static KEEPER: XmlSchema = XmlSchema::Union(XmlUnion {
    tag: None,
    variants: &[
        XmlVariant::new(&[], &XmlSchema::Integer).named(XmlName::new("robot")),
        XmlVariant::new(&[], &XmlSchema::String).named(XmlName::new("person")),
    ],
});

static NAMED: XmlSchema =
    XmlSchema::object(&[XmlMember::element(&["name"], &XmlSchema::String).required()]);

static KIND: XmlSchema =
    XmlSchema::object(&[XmlMember::attribute(&["kind"], &XmlSchema::Token).required()]);

async fn sent(value: &Json) -> String {
    let server = Server::script(vec![ok()]).await;
    let call = client(&server).core.call(&PUT).xml(value, &ZOO);
    call.send(|response| response.empty::<(), RawError>()).await.unwrap();
    let body = server.only().body;
    body.split_once("?>\n").unwrap().1.to_owned()
}

async fn read(body: &str) -> Result<Json, Error> {
    let server = Server::script(vec![Action::response("200 OK", "", body)]).await;
    let read: fn(RawResponse) -> Result<Response<Json>, Error> = |response| response.xml(&ZOO);
    client(&server).core.call(&PUT).send(read).await.map(Response::into_inner)
}

#[tokio::test]
async fn each_value_is_in_the_element_of_its_variant() {
    let value = json!({
        "animals": [7, {"name": "x"}, true, 8],
        "guests": [{"kind": "c"}, {"kind": "a"}],
        "keeper": "K",
    });
    let text = "<zoo xmlns=\"urn:zoo\"><animals><number>7</number><cat><name>x</name></cat>\
        <animal>true</animal><number>8</number></animals><child kind=\"c\"/>\
        <g:adult xmlns:g=\"urn:g\" kind=\"a\"/><person>K</person></zoo>";
    assert_eq!(sent(&value).await, text);
    assert_eq!(read(text).await.unwrap(), value);
}

#[tokio::test]
async fn unknown_elements_between_variants_are_ignored() {
    let text = "<zoo xmlns=\"urn:zoo\"><child kind=\"c\"/> <other/> <robot>3</robot>\
        <animals> <dog/> <cat><name/></cat> </animals> <child kind=\"d\"/></zoo>";
    let value = json!({
        "animals": [{"name": ""}], "guests": [{"kind": "c"}, {"kind": "d"}], "keeper": 3,
    });
    assert_eq!(read(text).await.unwrap(), value);
    let error = read("<zoo><robot>1</robot><person>a</person></zoo>").await.unwrap_err();
    assert!(error.to_string().contains("more than once"), "{error}");
}

#[tokio::test]
async fn no_element_says_which_variant_is_null() {
    let text = sent(&json!({"keeper": null, "guests": [null]})).await;
    let nil = "<guest xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    assert_eq!(text, format!("<zoo xmlns=\"urn:zoo\">{nil}</zoo>"));
    assert_eq!(read(&text).await.unwrap(), json!({"guests": [null]}));
}

#[tokio::test]
async fn an_unknown_variant_keeps_the_attribute_that_identifies_it() {
    let text = "<zoo xmlns=\"urn:zoo\"><pet kind=\"&lt;x\"><a>b</a><c>d</c></pet>\
        <by_name><e kind=\"y\"><f>g</f></e></by_name></zoo>";
    let value = json!({
        "pet": {"kind": "<x", "a": "b", "c": "d"}, "by_name": {"e": {"kind": "y", "f": "g"}},
    });
    assert_eq!(read(text).await.unwrap(), value);
    assert_eq!(sent(&value).await, text);
    // A list cannot be an attribute.
    let text = sent(&json!({"pet": {"kind": ["x", "y"]}})).await;
    assert!(text.contains("<pet><kind>x</kind><kind>y</kind></pet>"), "{text}");
}
