//! The operations of the Rebilly API.

use customer_timeline::Maybe;
use customer_timeline::rebilly::types::{
    CustomerInput, CustomerTimelineCustomEventInput, CustomerTimelineInput, CustomerTimelineType,
    LeadSourceInput, TransactionTimelineInput, UpsertCustomerResponse,
};

use super::operations;
use super::wire::{Sent, Wire};

operations! { "rebilly":
    list_customers "listCustomers",
    create_customer "createCustomer",
    get_customer "getCustomer",
    upsert_customer "upsertCustomer",
    merge_customer "mergeCustomer",
    get_lead_source "getCustomerLeadSource",
    put_lead_source "putCustomerLeadSource",
    delete_lead_source "deleteCustomerLeadSource",
    list_customer_timeline "listCustomerTimeline",
    create_customer_timeline "createCustomerTimeline",
    get_customer_timeline "getCustomerTimeline",
    delete_customer_timeline "deleteCustomerTimeline",
    list_custom_events "listCustomEvents",
    create_custom_event "createCustomEvent",
    get_custom_event "getCustomEvent",
    list_transaction_timeline "listTransactionTimeline",
    create_transaction_timeline "createTransactionTimeline",
    get_transaction_timeline "getTransactionTimeline",
    delete_transaction_timeline "deleteTransactionTimeline",
}

/// The header of the only header parameter.
const ORGANIZATION: &[(&str, &str)] = &[("organization-id", "org_1")];

async fn list_customers(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let page = customers
        .list()
        .limit(100)
        .offset(200)
        .filter("firstName:John,Jane;lastName:Doe")
        .q("Zoë & Co")
        .expand("leadSource,website")
        .fields("id,email")
        .sort(["-createdTime", "lastName"])
        .organization_id("org_1")
        .await
        .unwrap();
    let line = "GET /customers?limit=100&offset=200&filter=firstName%3AJohn%2CJane%3BlastName%3ADoe&q=Zo%C3%AB%20%26%20Co\
        &expand=leadSource%2Cwebsite&fields=id%2Cemail&sort=-createdTime,lastName";
    wire.sent_all(line, ORGANIZATION, Sent::Nothing).await;
    wire.responded(&*page);
    assert_eq!(page.len(), 3);
    assert_eq!(page[0].first_name.as_deref(), Some("Benjamin"));

    customers.list().await.unwrap();
    wire.sent_required("GET /customers", Sent::Nothing).await;
}

async fn create_customer(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let full: CustomerInput = wire.typed_example("full");
    let created = customers.create(full).organization_id("org_1").await.unwrap();
    wire.sent_all("POST /customers", ORGANIZATION, Sent::Value(&wire.example("full"))).await;
    wire.responded(&*created);
    assert_eq!(created.revision, Some(3));

    customers.create(CustomerInput::new()).await.unwrap();
    wire.sent_required("POST /customers", Sent::Json("{}")).await;
}

async fn get_customer(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let request =
        customers.get("cus_1").expand("leadSource").fields("id,email").organization_id("org_1");
    let customer = request.await.unwrap();
    wire.sent_all(
        "GET /customers/cus_1?expand=leadSource&fields=id%2Cemail",
        ORGANIZATION,
        Sent::Nothing,
    )
    .await;
    wire.responded(&*customer);

    customers.get("cus_1").await.unwrap();
    wire.sent_required("GET /customers/cus_1", Sent::Nothing).await;
}

async fn upsert_customer(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let typical: CustomerInput = wire.typed_example("typical");
    let upserted = customers.upsert("cus_1", typical).organization_id("org_1").await.unwrap();
    wire.sent_all("PUT /customers/cus_1", ORGANIZATION, Sent::Value(&wire.example("typical")))
        .await;
    match upserted.into_inner() {
        UpsertCustomerResponse::Ok(customer) => wire.responded(&customer),
        other => panic!("{other:?}"),
    }

    customers.upsert("cus_1", CustomerInput::new().locale("fr-FR")).await.unwrap();
    wire.sent_required("PUT /customers/cus_1", Sent::Json(r#"{"locale":"fr-FR"}"#)).await;
}

async fn merge_customer(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let merged = customers.merge("cus_1", "cus_2").organization_id("org_1").await.unwrap();
    wire.sent_all("DELETE /customers/cus_1?targetCustomerId=cus_2", ORGANIZATION, Sent::Nothing)
        .await;
    wire.responded_nothing(&merged);

    customers.merge("cus_1", "cus_2").await.unwrap();
    wire.sent_required("DELETE /customers/cus_1?targetCustomerId=cus_2", Sent::Nothing).await;
}

async fn get_lead_source(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let lead_source = customers.get_lead_source("cus_1").organization_id("org_1").await.unwrap();
    wire.sent_all("GET /customers/cus_1/lead-source", ORGANIZATION, Sent::Nothing).await;
    wire.responded(&*lead_source);
    let original = lead_source.original.as_ref().unwrap();
    assert_eq!(original.source.as_deref(), Some("yahoo"));

    customers.get_lead_source("cus_1").await.unwrap();
    wire.sent_required("GET /customers/cus_1/lead-source", Sent::Nothing).await;
}

async fn put_lead_source(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let full: LeadSourceInput = wire.typed_example("full");
    let lead_source =
        customers.put_lead_source("cus_1", full).organization_id("org_1").await.unwrap();
    wire.sent_all(
        "PUT /customers/cus_1/lead-source",
        ORGANIZATION,
        Sent::Value(&wire.example("full")),
    )
    .await;
    wire.responded(&*lead_source);

    let sparse = LeadSourceInput::new().medium("search").campaign(Maybe::Null);
    customers.put_lead_source("cus_1", sparse).await.unwrap();
    let body = Sent::Json(r#"{"medium":"search","campaign":null}"#);
    wire.sent_required("PUT /customers/cus_1/lead-source", body).await;
}

async fn delete_lead_source(wire: &Wire) {
    let customers = wire.rebilly().customers();
    let deleted = customers.delete_lead_source("cus_1").organization_id("org_1").await.unwrap();
    wire.sent_all("DELETE /customers/cus_1/lead-source", ORGANIZATION, Sent::Nothing).await;
    wire.responded_nothing(&deleted);

    customers.delete_lead_source("cus_1").await.unwrap();
    wire.sent_required("DELETE /customers/cus_1/lead-source", Sent::Nothing).await;
}

async fn list_customer_timeline(wire: &Wire) {
    let timeline = wire.rebilly().customers_timeline();
    let request = timeline
        .list("cus_1")
        .limit(0)
        .offset(3)
        .filter("type:custom-event")
        .sort(["-occurredTime"])
        .q("KYC");
    let page = request.await.unwrap();
    let line = "GET /customers/cus_1/timeline?limit=0&offset=3&filter=type%3Acustom-event&sort=-occurredTime&q=KYC";
    wire.sent_all(line, &[], Sent::Nothing).await;
    wire.responded(&*page);
    assert_eq!(page[0].r#type, Some(CustomerTimelineType::KycDocumentReviewed));

    timeline.list("cus_1").await.unwrap();
    wire.sent_required("GET /customers/cus_1/timeline", Sent::Nothing).await;
}

async fn create_customer_timeline(wire: &Wire) {
    let timeline = wire.rebilly().customers_timeline();
    let message = CustomerTimelineInput::new()
        .r#type(CustomerTimelineType::CustomEvent)
        .custom_event_type("support-call-ended")
        .custom_data([("customAttribute", "customValue"), ("otherAttribute", "otherValue")])
        .message("A support call ended");
    let created = timeline.create("cus_1", message).await.unwrap();
    wire.sent_all("POST /customers/cus_1/timeline", &[], Sent::Value(&wire.example("customEvent")))
        .await;
    wire.responded(&*created);

    let comment = CustomerTimelineInput::new().message("Called back");
    timeline.create("cus_1", comment).await.unwrap();
    wire.sent_required(
        "POST /customers/cus_1/timeline",
        Sent::Json(r#"{"message":"Called back"}"#),
    )
    .await;
}

async fn get_customer_timeline(wire: &Wire) {
    let message = wire.rebilly().customers_timeline().get("cus_1", "tmln_1").await.unwrap();
    wire.sent_all("GET /customers/cus_1/timeline/tmln_1", &[], Sent::Nothing).await;
    wire.responded(&*message);

    wire.rebilly().customers_timeline().get("@a~b-c.d", "tmln_1").await.unwrap();
    wire.sent_required("GET /customers/%40a~b-c.d/timeline/tmln_1", Sent::Nothing).await;
}

async fn delete_customer_timeline(wire: &Wire) {
    let timeline = wire.rebilly().customers_timeline();
    let deleted = timeline.delete("cus_1", "tmln_1").await.unwrap();
    wire.sent_all("DELETE /customers/cus_1/timeline/tmln_1", &[], Sent::Nothing).await;
    wire.responded_nothing(&deleted);

    timeline.delete("cus_1", "tmln_1").await.unwrap();
    wire.sent_required("DELETE /customers/cus_1/timeline/tmln_1", Sent::Nothing).await;
}

async fn list_custom_events(wire: &Wire) {
    let events = wire.rebilly().custom_events();
    let page = events.list().limit(1000).offset(1).filter("name:support-call-ended").await.unwrap();
    let line =
        "GET /customer-timeline-custom-events?limit=1000&offset=1&filter=name%3Asupport-call-ended";
    wire.sent_all(line, &[], Sent::Nothing).await;
    wire.responded(&*page);

    events.list().await.unwrap();
    wire.sent_required("GET /customer-timeline-custom-events", Sent::Nothing).await;
}

async fn create_custom_event(wire: &Wire) {
    let events = wire.rebilly().custom_events();
    let body = || CustomerTimelineCustomEventInput::new("support-call-ended");
    let created = events.create(body()).organization_id("org_1").await.unwrap();
    let json = r#"{"name":"support-call-ended"}"#;
    wire.sent_all("POST /customer-timeline-custom-events", ORGANIZATION, Sent::Json(json)).await;
    wire.responded(&*created);
    assert_eq!(created.name, "support-call-ended");

    events.create(body()).await.unwrap();
    wire.sent_required("POST /customer-timeline-custom-events", Sent::Json(json)).await;
}

async fn get_custom_event(wire: &Wire) {
    let events = wire.rebilly().custom_events();
    let event = events.get("tmln_1").await.unwrap();
    wire.sent_all("GET /customer-timeline-custom-events/tmln_1", &[], Sent::Nothing).await;
    wire.responded(&*event);

    events.get("tmln_1").await.unwrap();
    wire.sent_required("GET /customer-timeline-custom-events/tmln_1", Sent::Nothing).await;
}

async fn list_transaction_timeline(wire: &Wire) {
    let timeline = wire.rebilly().transactions_timeline();
    let request = timeline
        .list("txn_1")
        .limit(1)
        .offset(2)
        .filter("type:dispute-won")
        .sort(["type"])
        .q("gateway");
    let page = request.await.unwrap();
    let line = "GET /transactions/txn_1/timeline?limit=1&offset=2&filter=type%3Adispute-won&sort=type&q=gateway";
    wire.sent_all(line, &[], Sent::Nothing).await;
    wire.responded(&*page);

    timeline.list("txn_1").await.unwrap();
    wire.sent_required("GET /transactions/txn_1/timeline", Sent::Nothing).await;
}

async fn create_transaction_timeline(wire: &Wire) {
    let timeline = wire.rebilly().transactions_timeline();
    let comment = TransactionTimelineInput::new().message("Asked the gateway about it");
    let created = timeline.create("txn_1", comment).await.unwrap();
    wire.sent_all("POST /transactions/txn_1/timeline", &[], Sent::Value(&wire.example("comment")))
        .await;
    wire.responded(&*created);

    timeline.create("txn_1", TransactionTimelineInput::new()).await.unwrap();
    wire.sent_required("POST /transactions/txn_1/timeline", Sent::Json("{}")).await;
}

async fn get_transaction_timeline(wire: &Wire) {
    let timeline = wire.rebilly().transactions_timeline();
    let message = timeline.get("txn_1", "tmln_1").await.unwrap();
    wire.sent_all("GET /transactions/txn_1/timeline/tmln_1", &[], Sent::Nothing).await;
    wire.responded(&*message);

    timeline.get("txn_1", "tmln_1").await.unwrap();
    wire.sent_required("GET /transactions/txn_1/timeline/tmln_1", Sent::Nothing).await;
}

async fn delete_transaction_timeline(wire: &Wire) {
    let timeline = wire.rebilly().transactions_timeline();
    let deleted = timeline.delete("txn_1", "tmln_1").await.unwrap();
    wire.sent_all("DELETE /transactions/txn_1/timeline/tmln_1", &[], Sent::Nothing).await;
    wire.responded_nothing(&deleted);

    timeline.delete("txn_1", "tmln_1").await.unwrap();
    wire.sent_required("DELETE /transactions/txn_1/timeline/tmln_1", Sent::Nothing).await;
}
