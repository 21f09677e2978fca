//! Values that the documents do not have: an enum value, a kind of table, a field.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

use customer_timeline::rebilly::types::{
    AlternativePaymentMethod, CustomerTimeline, CustomerTimelineType,
    ExperianCheckPerformedWebhookOutcome, GlobalWebhookEventType, PaymentInstrument, TagType,
    TaxNumberType, TimelineAction, TimelineLinkResourceType, TimelineTable, TimelineTrigger,
    TransactionTimelineType,
};
use customer_timeline::rebilly::webhooks::Event;
use customer_timeline::{SignatureError, WebhookVerifier};
use oasmith_examples::json::{Loss, Nulls, differences};
use oasmith_tests::server::{Server, ServerResponse};
use oasmith_tests::{clients, documents};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The server's body, as the client decodes it.
async fn received(body: &Value) -> CustomerTimeline {
    let server = Server::start([ServerResponse::json(200, body)]).await;
    clients::rebilly(&server)
        .customers_timeline()
        .get("cus_1", "tmln_1")
        .await
        .unwrap()
        .into_inner()
}

fn assert_kept(before: &Value, after: &impl Serialize) {
    let after = serde_json::to_value(after).unwrap();
    assert_eq!(differences(before, &after, Nulls::Absent), Vec::<Loss>::new());
}

#[tokio::test]
async fn an_unknown_enum_value_is_kept_and_written_back() {
    let body = json!({"id": "tmln_1", "type": "robot-uprising", "triggeredBy": "a robot"});
    let message = received(&body).await;
    assert_eq!(message.r#type, Some(CustomerTimelineType::Unknown("robot-uprising".to_owned())));
    assert_eq!(message.triggered_by, Some(TimelineTrigger::Unknown("a robot".to_owned())));
    assert_eq!(message.r#type.as_ref().map(CustomerTimelineType::as_str), Some("robot-uprising"));
    assert_kept(&body, &message);

    let known: CustomerTimelineType = "kyc-document-reviewed".parse().unwrap();
    assert_eq!(known, CustomerTimelineType::KycDocumentReviewed);
    assert_eq!(known.to_string(), "kyc-document-reviewed");
    assert_eq!(TagType::from("customer"), TagType::Customer);
}

/// Every documented enum value is a variant, and is encoded as the document has it.
#[test]
fn every_listed_enum_value_is_known() {
    fn check<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned>(
        file: &str,
        pointer: &str,
        is_unknown: fn(&T) -> bool,
    ) -> usize {
        let values = documents::enum_values(&format!("rebilly/schemas/{file}"), pointer);
        let mut seen: Vec<T> = Vec::new();
        for value in &values {
            let variant: T = serde_json::from_value(value.clone()).unwrap();
            assert!(!is_unknown(&variant), "{value}");
            assert!(!seen.contains(&variant), "{value} and another are {variant:?}");
            assert_eq!(serde_json::to_value(&variant).unwrap(), *value);
            seen.push(variant);
        }
        values.len()
    }
    macro_rules! known {
        ($($ty:ident $file:literal $pointer:literal;)*) => {
            [$(check::<$ty>($file, $pointer, |value| matches!(value, $ty::Unknown(_)))),*]
        };
    }
    let counts = known! {
        CustomerTimelineType "CustomerTimelineType.yaml" "";
        TransactionTimelineType "TransactionTimelineType.yaml" "";
        GlobalWebhookEventType "GlobalWebhookEventType.yaml" "";
        AlternativePaymentMethod "payment-instruments.yaml" "/AlternativePaymentMethod";
        TimelineLinkResourceType "timeline.yaml" "/TimelineLinkResourceType";
        TimelineTrigger "timeline.yaml" "/TimelineTrigger";
        TagType "TagType.yaml" "";
        TaxNumberType "TaxNumber.yaml" "/properties/type";
    };
    assert!(counts.iter().sum::<usize>() > 300, "{counts:?}");
}

#[test]
fn an_unknown_enum_value_among_integers_is_kept() {
    for (value, known) in
        [(-1, true), (0, true), (1, true), (2, false), (-9_000_000_000_i64, false)]
    {
        let outcome: ExperianCheckPerformedWebhookOutcome =
            serde_json::from_value(json!(value)).unwrap();
        let is_unknown = outcome == ExperianCheckPerformedWebhookOutcome::Unknown(value);
        assert_eq!(is_unknown, !known, "{value}");
        assert_eq!(serde_json::to_value(&outcome).unwrap(), json!(value));
    }
}

#[tokio::test]
async fn an_unknown_variant_of_a_union_is_kept_and_written_back() {
    let body = json!({"id": "tmln_1", "extraData": {
        "tables": [{"type": "four-columns", "data": [[1, 2.5, null, {"deep": []}]]}],
        "actions": [{"action": "dance", "song": 5}],
    }});
    let message = received(&body).await;
    let extra = message.extra_data.as_ref().unwrap();
    for table in extra.tables.as_ref().unwrap() {
        assert!(matches!(table, TimelineTable::Unknown(_)), "{table:?}");
    }
    assert!(matches!(extra.actions.as_ref().unwrap()[0], TimelineAction::Unknown(_)));
    assert_kept(&body, &message);

    let instrument: PaymentInstrument =
        serde_json::from_value(json!({"method": "seashells", "beach": "Goa"})).unwrap();
    assert!(matches!(instrument, PaymentInstrument::Unknown(_)), "{instrument:?}");
    assert_eq!(
        serde_json::to_value(&instrument).unwrap(),
        json!({"method": "seashells", "beach": "Goa"})
    );
}

/// The document does not require the tag: without one, the properties select the variant, and
/// encoding adds no tag.
#[tokio::test]
async fn a_value_without_its_tag_is_kept() {
    let body = json!({"id": "tmln_1", "extraData": {"tables": [{"title": "without a type"}]}});
    let message = received(&body).await;
    let tables = message.extra_data.as_ref().unwrap().tables.as_ref().unwrap();
    assert!(!matches!(tables[0], TimelineTable::Unknown(_)), "{tables:?}");
    assert_kept(&body, &message);
}

/// A closed object ignores unknown properties, an open one (`additionalProperties`) keeps them.
#[tokio::test]
async fn an_unknown_field_is_ignored_or_kept() {
    let message =
        received(&json!({"id": "tmln_1", "mood": {"level": 9}, "message": "hello"})).await;
    assert_eq!(message.message.as_deref(), Some("hello"));
    assert_eq!(
        serde_json::to_value(&message).unwrap(),
        json!({"id": "tmln_1", "message": "hello"})
    );

    let problem = json!({"status": 404, "title": "Not Found", "trace": {"node": 7}, "hint": null});
    let server = Server::start([ServerResponse::json(404, &problem)]).await;
    let error = clients::rebilly(&server).customers().get("cus_1").await.unwrap_err();
    let customer_timeline::Error::Api(error) = error else { panic!("{error:?}") };
    let customer_timeline::rebilly::types::GetCustomerError::NotFound(body) = error.body() else {
        panic!("{error:?}")
    };
    assert_eq!(body.additional_properties["trace"], json!({"node": 7}));
    assert_eq!(serde_json::to_value(body).unwrap(), problem);
}

#[test]
fn a_webhook_that_nobody_knew_of_is_kept() {
    let body = br#"{"eventType": "customer-abducted", "by": ["aliens"]}"#;
    let event = Event::from_slice(body).unwrap();
    assert!(matches!(event, Event::Unknown(_)), "{event:?}");
    assert_eq!(
        serde_json::to_value(&event).unwrap(),
        serde_json::from_slice::<Value>(body).unwrap()
    );
    assert!(Event::from_slice(b"{").is_err());
}

/// Like a handler: verifies the signature first, then decodes the payload.
#[test]
fn a_signed_webhook_is_read_from_its_request() {
    let body = br#"{"eventType": "customer-created", "customerId": "cus_1"}"#;
    let verifier = WebhookVerifier::new("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let request = http::Request::post("/hook")
        .header("content-type", "application/json")
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", now)
        .header("webhook-signature", verifier.sign("msg_1", now, body));
    let (mut head, ()) = request.body(()).unwrap().into_parts();
    verifier.verify(&head.headers, body).unwrap();
    let event = Event::from_request_parts(&head, body).unwrap();
    assert!(matches!(event, Event::CustomerCreated(_)), "{event:?}");

    assert_eq!(verifier.verify(&head.headers, b"{}"), Err(SignatureError::Mismatch));
    head.headers.insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(Event::from_request_parts(&head, body).unwrap_err().status(), 415);
}

/// The error contains the path in the payload.
#[test]
fn an_invalid_webhook_is_an_error_with_its_path() {
    let error =
        Event::from_slice(br#"{"eventType": "customer-created", "customerId": {}}"#).unwrap_err();
    assert_eq!(error.status(), 400);
    assert!(error.to_string().contains("customerId"), "{error}");
}
