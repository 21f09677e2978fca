//! XML and JSON for the same body: each can be sent and requested, and the media type of a response
//! selects the parser.

use fixtures_media::multipart_kinds::Client as Uploads;
use fixtures_media::multipart_kinds::types::{
    Meta, Note, Upload, UploadForm, UploadRelatedBody, UploadRelatedBodySummary,
};
use fixtures_media::xml_beside_json::Client;
use fixtures_media::xml_beside_json::types::{
    AddItemError, AddItemResponse, Item, LastItemError, PutItemXmlBody,
};
use fixtures_media::xml_beside_json_2_0::Client as Zoo;
use fixtures_media::xml_beside_json_2_0::types::{AddAnimalError, Animal};
use fixtures_media::{Error, Request as _, RetryPolicy};

use crate::server::{Request, Server};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const JSON: &str = "application/json";
const XML: &str = "application/xml";

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

fn zoo(server: &Server) -> Zoo {
    Zoo::builder().base_url(&server.url).build().expect("a client")
}

fn uploads(server: &Server) -> Uploads {
    Uploads::builder().base_url(&server.url).build().expect("a client")
}

fn respond(status: &str, media_type: &str, body: &str) -> Server {
    Server::start(&format!("{status}\r\nContent-Type: {media_type}"), body)
}

fn item() -> Item {
    Item::new(7, "a & b").tags(["x"])
}

pub async fn test() {
    requests().await;
    responses().await;
    errors().await;
    pages().await;
    swagger().await;
    forms().await;
    headers().await;
}

/// The requested media type, that of the body, and the body.
fn sent(request: &Request) -> (&str, &str, &str) {
    let header = |name| request.header(name).expect("a header");
    (header("accept"), header("content-type"), &request.body)
}

async fn requests() {
    let json = r#"{"id":7,"name":"a & b","tags":["x"]}"#;
    let xml = "<item id=\"7\"><name>a &amp; b</name><tags><tag>x</tag></tags></item>";
    let xml = format!("{HEAD}{xml}");

    let server = respond("200 OK", JSON, json);
    client(&server).items().add(item()).await.expect("sent");
    assert_eq!(sent(&server.request()), (JSON, JSON, json));

    let server = respond("200 OK", JSON, json);
    client(&server).items().add_xml(item()).await.expect("sent");
    assert_eq!(sent(&server.request()), (JSON, XML, &*xml));

    let server = respond("200 OK", "text/xml; charset=utf-8", &xml);
    let call = client(&server).items().add_xml(item()).content_type("text/xml").accept(XML);
    let AddItemResponse::Ok(read) = call.await.expect("sent").into_inner() else { panic!() };
    assert_eq!(read, item());
    assert_eq!(sent(&server.request()), (XML, "text/xml", &*xml));

    let server = respond("200 OK", XML, "<Ticket><number>3</number></Ticket>");
    let body = PutItemXmlBody::new("s");
    let ticket = client(&server).items().put_xml("1").body(body).xml().await.expect("sent");
    assert_eq!(ticket.number, 3);
    let request = server.request();
    assert_eq!(sent(&request), (XML, XML, &*format!("{HEAD}<legacy sku=\"s\"/>")));
}

async fn responses() {
    for (media_type, body) in [
        (JSON, r#"{"id":7,"name":"a & b","tags":["x"]}"#),
        (XML, "<item id='7'><name>a &amp; b</name><tags><tag>x</tag></tags></item>"),
        (
            "application/vnd.item+xml",
            "<item id='7'><name>a &amp; b</name><tags><tag>x</tag></tags></item>",
        ),
    ] {
        let server = respond("200 OK", media_type, body);
        let read = client(&server).items().get("7").await.expect("an item");
        assert_eq!(*read, item(), "{media_type}");
        assert_eq!(server.request().header("accept"), Some(JSON));
    }

    let server = respond("202 Accepted", "text/xml", "<Ticket><number>4</number></Ticket>");
    match client(&server).items().add(item()).await.expect("a ticket").into_inner() {
        AddItemResponse::Accepted(ticket) => assert_eq!(ticket.number, 4),
        other => panic!("{other:?}"),
    }
    // A status that the document does not have.
    let server = respond("203 Other", XML, "<item id='7'><name>a</name></item>");
    match client(&server).items().add(item()).await.expect("an item").into_inner() {
        AddItemResponse::Ok(item) => assert_eq!(item.name, "a"),
        other => panic!("{other:?}"),
    }
    // The first media type has another schema.
    let server = respond("200 OK", XML, "<item id='7'><name>a</name></item>");
    let item = client(&server).items().last().xml().await.expect("an item");
    assert_eq!((&*item.name, server.request().header("accept")), ("a", Some(XML)));
    for media_type in [XML, "text/xml"] {
        let fault = "<Fault><code>b</code></Fault>";
        let server = respond("500 Internal Server Error", media_type, fault);
        match client(&server).items().last().with_retry(RetryPolicy::never()).await {
            Err(Error::Api(error)) => {
                let body = error.into_body();
                let is_b =
                    matches!(&body, LastItemError::InternalServerErrorXml(it) if it.code == "b");
                assert!(is_b, "{media_type}: {body:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    let server = respond("200 OK", XML, "<item id='7'/>");
    let error = client(&server).items().get("7").await.expect_err("no name");
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

async fn error(status: &str, media_type: &str, body: &str) -> AddItemError {
    let server = respond(status, media_type, body);
    match client(&server).items().add(item()).await {
        Err(Error::Api(error)) => error.into_body(),
        other => panic!("{other:?}"),
    }
}

async fn errors() {
    let bad = "400 Bad Request";
    match error(bad, JSON, r#"{"code":"a"}"#).await {
        AddItemError::BadRequest(fault) => assert_eq!(fault.code, "a"),
        other => panic!("{other:?}"),
    }
    match error(bad, XML, "<Fault><code>b</code></Fault>").await {
        AddItemError::BadRequest(fault) => assert_eq!(fault.code, "b"),
        other => panic!("{other:?}"),
    }
    match error(bad, "application/problem+json; charset=utf-8", r#"{"title":"c"}"#).await {
        AddItemError::BadRequestProblem(problem) => assert_eq!(problem.title, "c"),
        other => panic!("{other:?}"),
    }
    match error(bad, "Text/Plain", "no").await {
        AddItemError::BadRequestText(text) => assert_eq!(text, "no"),
        other => panic!("{other:?}"),
    }
    match error("500 Error", "application/vnd.x+json", r#"{"title":"d"}"#).await {
        AddItemError::Default(problem) => assert_eq!(problem.title, "d"),
        other => panic!("{other:?}"),
    }
    match error("500 Error", XML, "<Fault><code>e</code></Fault>").await {
        AddItemError::DefaultXml(fault) => assert_eq!(fault.code, "e"),
        other => panic!("{other:?}"),
    }
    match error(bad, "text/html", "<p>").await {
        AddItemError::Unknown(bytes) => assert_eq!(&*bytes, b"<p>"),
        other => panic!("{other:?}"),
    }
}

async fn pages() {
    for (media_type, body) in [
        (XML, "<Page><item id='1'><name>a</name></item></Page>"),
        (JSON, r#"{"items":[{"id":1,"name":"a"}]}"#),
    ] {
        let server = respond("200 OK", media_type, body);
        let mut pages = client(&server).items().list().accept(media_type).pages();
        let page = pages.next().await.expect("a page").expect("a page");
        assert_eq!(page.items[0].name, "a");
        assert!(pages.next().await.is_none());
        assert_eq!(server.request().header("accept"), Some(media_type));
    }
}

async fn swagger() {
    let body = "<animal name=\"cat\"><legs>4</legs></animal>";
    let server = respond("200 OK", XML, body);
    let call = zoo(&server).operations().add_animal_xml(Animal::new("cat").legs(4)).accept(XML);
    assert_eq!(call.await.expect("an animal").legs, Some(4));
    assert_eq!(sent(&server.request()), (XML, XML, &*format!("{HEAD}{body}")));

    let server = respond("200 OK", "text/xml", &format!("<animals>{body}{body}</animals>"));
    let read = zoo(&server).operations().list_animals().accept(XML).await.expect("animals");
    assert_eq!(read.len(), 2);
    assert_eq!(server.request().header("accept"), Some(XML));

    let server = respond("400 Bad Request", XML, "<Failure><code>x</code></Failure>");
    match zoo(&server).operations().add_animal(Animal::new("cat")).await {
        Err(Error::Api(error)) => match error.body() {
            AddAnimalError::BadRequest(failure) => assert_eq!(failure.code.as_deref(), Some("x")),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

async fn forms() {
    let meta = || Meta::new(3).title("t");
    let server = Server::done();
    let form = Upload::new(meta()).notes([Note::new("a"), Note::new("<b>")]).extra(Note::new("c"));
    uploads(&server).operations().upload(form).await.expect("sent");
    let request = server.request();
    let media_type = request.header("content-type").expect("a media type");
    assert!(media_type.starts_with("multipart/form-data; boundary="), "{media_type}");
    let parts = request.parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(head, body)| (&**head, &**body)).collect();
    let element = "<meta-data xmlns=\"urn:meta\" id=\"3\"><title>t</title></meta-data>";
    let (meta_part, notes) =
        (format!("{HEAD}{element}"), |text: &str| format!("{HEAD}<Note>{text}</Note>"));
    assert_eq!(
        parts,
        [
            (r#"name="meta" | Content-Type: application/xml"#, &*meta_part),
            (r#"name="notes" | Content-Type: text/xml"#, &*notes("a")),
            (r#"name="notes" | Content-Type: text/xml"#, &*notes("&lt;b&gt;")),
            (r#"name="extra" | Content-Type: application/json"#, r#"{"text":"c"}"#),
        ]
    );

    let server = Server::done();
    uploads(&server).operations().upload_mixed(UploadForm::new(meta())).await.expect("sent");
    let request = server.request();
    let media_type = request.header("content-type").expect("a media type");
    assert!(media_type.starts_with("multipart/mixed; boundary="), "{media_type}");
    assert_eq!(request.parts()[0].1, r#"{"id":3,"title":"t"}"#);

    let server = Server::done();
    let form = UploadRelatedBody::new(UploadRelatedBodySummary::new().count(2));
    uploads(&server).operations().upload_related(form).await.expect("sent");
    let request = server.request();
    let media_type = request.header("content-type").expect("a media type");
    assert!(media_type.starts_with("multipart/related; boundary="), "{media_type}");
    assert_eq!(request.parts()[0].1, format!("{HEAD}<summary><count>2</count></summary>"));
}

async fn headers() {
    let head = "429 Too Many\r\nRetry-After: 3\r\nX-Limits: 1, 2";
    let server = Server::start(head, "");
    let client = fixtures_media::error_headers::Client::builder().base_url(&server.url);
    let client = client.retry(RetryPolicy::never()).build().expect("a client");
    let Err(Error::Api(error)) = client.operations().list_things().await else { panic!() };
    let headers = error.typed_headers();
    assert_eq!((headers.retry_after, headers.x_limits), (Some(3), Some(vec![1, 2])));
    assert_eq!(headers.x_trace, None);
}
