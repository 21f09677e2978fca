//! Lists whose first items have elements and texts of their own in XML.

use serde_json::{Value as Json, json};

use crate::fast::{client, ok};
use crate::runtime::{
    Error, RawError, RawResponse, Response, XmlElement, XmlItem, XmlMember, XmlName, XmlNode,
    XmlSchema,
};
use crate::server::{Action, Server};
use crate::xml::PUT;

static ROOT: XmlElement = XmlElement::new(&XmlSchema::object(&[
    XmlMember::element(&["ordered"], &ORDERED),
    XmlMember::element(&["mixed"], &MIXED),
    XmlMember::new(&["inline"], XmlNode::Items(XmlName::new("inline")), &ORDERED).required(),
]))
.named(XmlName::new("root"));

static ORDERED: XmlSchema = XmlSchema::open_tuple(
    &[
        XmlMember::new(&[], XmlNode::Element(XmlName::new("one")), &XmlSchema::String),
        XmlMember::new(&[], XmlNode::Element(XmlName::new("two")), &XmlSchema::Integer).nullable(),
        XmlMember::new(&[], XmlNode::Element(XmlName::new("one")), &XmlSchema::Boolean),
    ],
    &REST,
);

static REST: XmlItem = XmlItem::new(XmlName::new("rest"), &XmlSchema::Integer);

static MIXED: XmlSchema = XmlSchema::tuple(&[
    XmlMember::new(&[], XmlNode::Text, &XmlSchema::String),
    XmlMember::new(&[], XmlNode::Element(XmlName::new("b")), &XmlSchema::Integer),
    XmlMember::new(&[], XmlNode::Cdata, &XmlSchema::String),
    XmlMember::new(&[], XmlNode::Element(XmlName::new("i")), &XmlSchema::String),
    XmlMember::new(&[], XmlNode::Text, &XmlSchema::Integer),
]);

async fn sent(value: &Json) -> Result<String, String> {
    let server = Server::script(vec![ok()]).await;
    let call = client(&server).core.call(&PUT).xml(value, &ROOT);
    let result = call.send(|response| response.empty::<(), RawError>()).await;
    result.map_err(|error| error.to_string())?;
    let body = server.only().body;
    Ok(body.split_once("<root>").unwrap().1.replace("</root>", ""))
}

async fn read(content: &str) -> Result<Json, Error> {
    let body = format!("<root>{content}</root>");
    let server = Server::script(vec![Action::response("200 OK", "", &body)]).await;
    let read: fn(RawResponse) -> Result<Response<Json>, Error> = |response| response.xml(&ROOT);
    client(&server).core.call(&PUT).send(read).await.map(Response::into_inner)
}

#[tokio::test]
async fn each_item_has_the_node_of_its_index() {
    for (value, text) in [
        (
            json!({"ordered": ["a", 2, true, 3, 4], "inline": []}),
            "<ordered><one>a</one><two>2</two><one>true</one><rest>3</rest><rest>4</rest></ordered>",
        ),
        (json!({"ordered": [], "inline": ["a"]}), "<ordered/><one>a</one>"),
        (
            json!({"inline": ["a", 2, false, 3]}),
            "<one>a</one><two>2</two><one>false</one><rest>3</rest>",
        ),
        (
            json!({"mixed": ["a < ", 1, " b", "c", 5], "inline": []}),
            "<mixed>a &lt; <b>1</b><![CDATA[ b]]><i>c</i>5</mixed>",
        ),
        (
            json!({"mixed": ["", 1, "", "c"], "inline": []}),
            "<mixed><b>1</b><![CDATA[]]><i>c</i></mixed>",
        ),
        (json!({"mixed": [], "inline": []}), "<mixed/>"),
    ] {
        assert_eq!(sent(&value).await.unwrap(), text);
        assert_eq!(read(text).await.unwrap(), value, "{text}");
    }
    let error = sent(&json!({"mixed": ["", 1, "", "", 1, 2]})).await.unwrap_err();
    assert!(error.contains("/root/mixed: the list has more items"), "{error}");
}

#[tokio::test]
async fn unknown_missing_and_swapped_items_are_read() {
    for (text, value) in [
        (
            "<ordered> <x/> <two>2</two> <rest>3</rest> <x/> <one>a</one> </ordered>",
            json!({"ordered": [2, 3, "a"], "inline": []}),
        ),
        ("<mixed>\n <x/> <i>c</i>\n </mixed>", json!({"mixed": ["", "c"], "inline": []})),
        ("<mixed>a<x/>b<b>1</b></mixed>", json!({"mixed": ["ab", 1], "inline": []})),
    ] {
        assert_eq!(read(text).await.unwrap(), value, "{text}");
    }
    let error = read("<ordered><one/><two>x</two></ordered>").await.unwrap_err();
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.path(), "/root/ordered/two[2]");
}
