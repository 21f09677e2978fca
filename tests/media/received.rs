//! Webhooks and callbacks, as JSON and XML.

use fixtures_media::xml_webhooks::types::Verdict;
use fixtures_media::xml_webhooks::webhooks::{
    Event, EventHeaders, SubscribeOnStockHeaders, read_subscribe_on_stock,
    write_subscribe_on_stock_response,
};
use fixtures_media::Maybe;
use fixtures_media::webhooks_incomplete::webhooks::Event as LampEvent;
use http::request::Parts;

fn head(headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::post("/hook");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).expect("a request").into_parts().0
}

fn media_type(media_type: &str) -> Parts {
    head(&[("content-type", media_type)])
}

pub fn test() {
    let xml = "<order><kind>created</kind><line>a</line><line>b</line></order>";
    let json = r#"{"kind":"created","lines":["a","b"]}"#;
    for (head, body) in [
        (media_type("application/xml"), xml),
        (media_type("text/xml; charset=utf-8"), xml),
        (head(&[]), xml),
        (media_type("application/json"), json),
        (head(&[]), json),
    ] {
        match Event::from_request_parts(&head, body.as_bytes()).expect("an event") {
            Event::OrderCreated(order) => assert_eq!(order.lines, ["a", "b"]),
            other => panic!("{other:?}"),
        }
    }
    match Event::from_slice(b"<paid kind='paid'><amount>1.5</amount></paid>").expect("an event") {
        Event::OrderPaid(paid) => assert!((paid.amount - 1.5).abs() < f64::EPSILON),
        other => panic!("{other:?}"),
    }
    let error = Event::from_request_parts(&media_type("text/html"), b"<p>").expect_err("HTML");
    assert_eq!(error.status(), 415);
    let error = Event::from_request_parts(&media_type("text/xml"), b"<order>").expect_err("open");
    assert_eq!((error.status().as_u16(), error.path()), (400, Some("/order")));

    let headers = head(&[("X-Request-Count", "3"), ("X-Sent", "2024-01-02T03:04:05Z")]);
    let headers = EventHeaders::from_request_parts(&headers);
    assert_eq!(headers.x_request_count, Some(3));
    assert!(headers.x_sent.is_some());

    let stock = b"<Stock sku='s'><left>2</left></Stock>";
    let stock = read_subscribe_on_stock(&media_type("application/xml"), stock).expect("stock");
    assert_eq!((&*stock.sku, stock.left), ("s", 2));
    let headers = SubscribeOnStockHeaders::from_request_parts(&head(&[("X-Attempt", "2")]));
    assert_eq!(headers.x_attempt, Some(2));
    let text = write_subscribe_on_stock_response(&Verdict::new(true)).expect("XML");
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<verdict><keep>true</keep></verdict>"
    );
    incomplete();
}

/// Bodies that lack what identifies them, or have a null instead of a value.
fn incomplete() {
    let read = |text: &str| LampEvent::from_slice(text.as_bytes()).expect("an event");
    let text = r#"{"lamp":{"event":"changed","name":"a"}}"#;
    let event = read(text);
    assert!(matches!(&event, LampEvent::Added(added) if added.lamp.name == "a"), "{event:?}");
    assert_eq!(serde_json::to_string(&event).expect("JSON"), text);
    let event = read(r#"{"event":"removed","id":"1"}"#);
    assert!(matches!(&event, LampEvent::Removed(removed) if removed.id == "1"), "{event:?}");
    let text = r#"{"event":"changed","note":null}"#;
    let event = read(text);
    let LampEvent::Changed(changed) = &event else { panic!("{event:?}") };
    assert_eq!((&changed.name, &changed.note), (&Maybe::Absent, &Maybe::Null));
    assert_eq!(serde_json::to_string(&event).expect("JSON"), text);
}
