//! Decodes every example of the documents into the generated type of its request, response or
//! webhook, and encodes it again. The result must be equal, as [`differences`] defines.

use std::collections::{BTreeMap, BTreeSet};

use customer_timeline::customer_service::types as customer_service;
use customer_timeline::rebilly::types as rebilly;
use customer_timeline::rebilly::webhooks::Event;
use oasmith_examples::json::{Loss, Nulls, differences};
use oasmith_tests::documents::{self, Example, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes and encodes.
type Trip = fn(&Value) -> Result<Value, serde_json::Error>;

/// By operation and part of it.
type Types = BTreeMap<(&'static str, &'static str), Trip>;

/// The generated type of each message that has an example: `body` is the request body, or the
/// payload of a webhook; a status is a response.
macro_rules! types {
    ($($function:ident: $api:ident { $($id:literal { $($part:tt $type:ty,)* })* })*) => {
        $(
            fn $function() -> Types {
                use $api::*;
                BTreeMap::from([$($((($id, stringify!($part)), round_trip::<$type> as Trip),)*)*])
            }
        )*
    };
}

fn round_trip<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    // From text, as it is received, and from a value, as it is buffered: both must have the same
    // result.
    let decoded: T = serde_json::from_str(&value.to_string())?;
    let buffered: T = T::deserialize(value)?;
    let (encoded, again) = (serde_json::to_value(&decoded)?, serde_json::to_value(&buffered)?);
    assert_eq!(encoded, again);
    Ok(encoded)
}

types! {
    rebilly_types: rebilly {
        "listCustomers" { 200 Vec<Customer>, 401 Unauthorized, 403 Forbidden, }
        "createCustomer" {
            body CustomerInput, 201 Customer,
            401 Unauthorized, 403 Forbidden, 409 Conflict, 422 ValidationError, 429 TooManyRequests,
        }
        "getCustomer" { 200 Customer, 401 Unauthorized, 403 Forbidden, 404 NotFound, }
        "upsertCustomer" {
            body CustomerInput, 200 Customer, 201 Customer,
            401 Unauthorized, 403 Forbidden, 409 Conflict, 422 ValidationError, 429 TooManyRequests,
        }
        "mergeCustomer" { 400 BadRequest, 401 Unauthorized, 403 Forbidden, 404 NotFound, 429 TooManyRequests, }
        "getCustomerLeadSource" { 200 LeadSource, 401 Unauthorized, 403 Forbidden, 404 NotFound, }
        "putCustomerLeadSource" {
            body LeadSourceInput, 201 LeadSource,
            401 Unauthorized, 403 Forbidden, 422 ValidationError, 429 TooManyRequests,
        }
        "deleteCustomerLeadSource" {
            400 BadRequest, 401 Unauthorized, 403 Forbidden, 404 NotFound, 409 Conflict, 429 TooManyRequests,
        }
        "listCustomerTimeline" { 200 Vec<CustomerTimeline>, 401 Unauthorized, 403 Forbidden, }
        "createCustomerTimeline" {
            body CustomerTimelineInput, 201 CustomerTimeline,
            401 Unauthorized, 403 Forbidden, 422 ValidationError, 429 TooManyRequests,
        }
        "getCustomerTimeline" { 200 CustomerTimeline, 401 Unauthorized, 403 Forbidden, 404 NotFound, }
        "deleteCustomerTimeline" {
            401 Unauthorized, 403 Forbidden, 404 NotFound, 409 Conflict, 429 TooManyRequests,
        }
        "listCustomEvents" { 200 Vec<CustomerTimelineCustomEvent>, 401 Unauthorized, 403 Forbidden, }
        "createCustomEvent" {
            body CustomerTimelineCustomEventInput, 201 CustomerTimelineCustomEvent,
            401 Unauthorized, 403 Forbidden, 422 ValidationError, 429 TooManyRequests,
        }
        "getCustomEvent" { 200 CustomerTimelineCustomEvent, 401 Unauthorized, 403 Forbidden, }
        "listTransactionTimeline" { 200 Vec<TransactionTimeline>, 401 Unauthorized, 403 Forbidden, }
        "createTransactionTimeline" {
            body TransactionTimelineInput, 201 TransactionTimeline,
            401 Unauthorized, 403 Forbidden, 422 ValidationError, 429 TooManyRequests,
        }
        "getTransactionTimeline" { 200 TransactionTimeline, 401 Unauthorized, 403 Forbidden, 404 NotFound, }
        "deleteTransactionTimeline" {
            401 Unauthorized, 403 Forbidden, 404 NotFound, 409 Conflict, 429 TooManyRequests,
        }
        "customerCreatedWebhook" { body CustomerWebhook, }
        "customerUpdatedWebhook" { body CustomerWebhook, }
        "customerOneTimePasswordRequestedWebhook" { body CustomerWebhook, }
        "customerMergedWebhook" { body MergedCustomerWebhook, }
        "experianCheckPerformedWebhook" { body ExperianCheckPerformedWebhook, }
    }
    customer_service_types: customer_service {
        "listCustomers" { 200 CustomerList, }
        "createCustomer" { body CreateCustomerForm, }
        "renameCustomer" { body RenameCustomerForm, }
        "updateCustomer" { body UpdateCustomerForm, 200 ResultMessage, }
        "searchByPrimaryExternalId" { body SearchByPrimaryExternalIdForm, }
        "searchByCustomerChannelValue" { body SearchByCustomerChannelValueForm, }
        "addChannelOnly" { body AddChannelOnlyForm, }
        "updateCustomerByReference" { body UpdateCustomerByReferenceForm, }
        "addExternalEvent" { body ExternalEventForm, }
        "syncWithCrm" { body SyncWithCrmForm, }
        "createCustomerCrud" { body CreateCustomerCrudForm, }
    }
}

/// A message of an operation that has examples.
struct Message {
    operation: Operation,
    part: String,
    examples: Vec<Example>,
}

impl Message {
    fn key(&self) -> (&str, &str) {
        (&self.operation.id, &self.part)
    }

    /// Whether values of its type are only received.
    fn nulls(&self) -> Nulls {
        let sent = self.part == "body" && !self.operation.is_webhook;
        if sent { Nulls::Kept } else { Nulls::Absent }
    }
}

/// The messages of a document that have examples, found by traversal.
fn messages(api: &str) -> Vec<Message> {
    let mut messages = Vec::new();
    for operation in documents::operations(api) {
        let request = ("body".to_owned(), operation.request_examples().to_vec());
        let responses = operation
            .responses
            .iter()
            .map(|(status, response)| (status.clone(), response.examples.clone()));
        for (part, examples) in
            [request].into_iter().chain(responses).filter(|(_, examples)| !examples.is_empty())
        {
            messages.push(Message { operation: operation.clone(), part, examples });
        }
    }
    messages
}

/// The documents and the types of each.
fn apis() -> [(&'static str, Types); 2] {
    [("rebilly", rebilly_types()), ("customer-service", customer_service_types())]
}

#[test]
fn every_example_comes_back_without_loss() {
    let mut errors = Vec::new();
    for (api, types) in apis() {
        for message in messages(api) {
            let trip = types
                .get(&message.key())
                .unwrap_or_else(|| panic!("{:?} has no type here", message.key()));
            for example in &message.examples {
                let location = format!("{api} {:?} {}", message.key(), example.name);
                match trip(&example.value) {
                    Err(error) => errors.push(format!("{location}: {error}")),
                    Ok(after) => {
                        let lost = differences(&example.value, &after, message.nulls());
                        errors.extend(lost.into_iter().map(|lost| format!("{location}: {lost}")));
                    }
                }
            }
        }
    }
    assert_eq!(errors, Vec::<String>::new());
}

/// The table of types names exactly the messages that have examples.
#[test]
fn the_table_covers_every_example() {
    for (api, types) in apis() {
        let messages = messages(api);
        let found: BTreeSet<(&str, &str)> = messages.iter().map(Message::key).collect();
        let listed: BTreeSet<(&str, &str)> = types.keys().copied().collect();
        assert_eq!(listed, found, "{api}");
    }
}

/// The traversal finds every example: every file of `examples/`, and at least as many examples as
/// when this test was written.
#[test]
fn the_walk_finds_every_example() {
    let count = |api| messages(api).iter().map(|message| message.examples.len()).sum::<usize>();
    assert!(count("rebilly") >= 109, "{}", count("rebilly"));
    assert!(count("customer-service") >= 12, "{}", count("customer-service"));

    let names = |paths: Vec<std::path::PathBuf>| -> BTreeSet<String> {
        paths
            .iter()
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect()
    };
    let folder = documents::folder().join("rebilly/examples");
    let files = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("a file").path())
        .collect();
    let all = messages("rebilly").into_iter().flat_map(|message| message.examples);
    let used = all
        .map(|example| example.file)
        .filter(|file| file.parent().is_some_and(|one| one.ends_with("examples")));
    assert_eq!(names(used.collect()), names(files));
}

/// The four kinds of timeline table: a base with a discriminator, whose children extend it with
/// `allOf` and have different `data`.
#[test]
fn the_four_kinds_of_timeline_table_come_with_their_data() {
    use rebilly::{CustomerTimeline, TimelineTable, TimelineTableValue as Cell};

    let operation = documents::operation("rebilly", "getCustomerTimeline");
    let example = operation.response_example("200");
    let message: CustomerTimeline = serde_json::from_value(example.clone()).expect("a message");
    let tables = message.extra_data.expect("extra data").tables.expect("tables");
    let text = |text: &str| Some(Cell::String(text.to_owned()));

    let [two, one, also_one, three, list] = tables.as_slice() else {
        panic!("five tables: {tables:?}")
    };
    let TimelineTable::TwoColumns(two) = two else { panic!("{two:?}") };
    assert_eq!((two.title.as_deref(), two.footer.as_deref()), (Some("Check"), Some("Two columns")));
    let rows: Vec<_> = two
        .data
        .iter()
        .flatten()
        .map(|row| (row.attribute.as_deref(), row.value.clone()))
        .collect();
    let expected = [
        (Some("Who"), text("John Doe")),
        (Some("Attempts"), Some(Cell::Integer(3))),
        (Some("Score"), Some(Cell::Number(0.75))),
        (Some("Passed"), Some(Cell::Boolean(true))),
    ];
    assert_eq!(rows, expected);

    let TimelineTable::OneColumn(one) = one else { panic!("{one:?}") };
    let rows: Vec<_> = one
        .data
        .iter()
        .flatten()
        .map(|row| (row.attribute.as_deref(), row.value.clone()))
        .collect();
    assert_eq!(rows, [(Some("Who"), text("John Doe")), (None, text("The address differs"))]);

    let TimelineTable::OneColumn(also_one) = also_one else { panic!("{also_one:?}") };
    let rows: Vec<_> = also_one.data.iter().flatten().map(|row| row.value.clone()).collect();
    assert_eq!(rows, [text("Jane Roe")]);

    let TimelineTable::ThreeColumns(three) = three else { panic!("{three:?}") };
    let rows = three.data.iter().flatten();
    let rows: Vec<_> = rows
        .map(|row| (row.attribute.as_deref(), row.previous_value.clone(), row.new_value.clone()))
        .collect();
    let expected = [
        (Some("Descriptor"), text("test.com"), text("new-test.com")),
        (Some("Limit"), Some(Cell::Integer(10)), Some(Cell::Number(12.5))),
    ];
    assert_eq!(rows, expected);

    let TimelineTable::List(list) = list else { panic!("{list:?}") };
    assert_eq!(
        list.data.as_deref(),
        Some(["Passport".to_owned(), "Driving licence".to_owned()].as_slice())
    );

    // Encoding writes the tag of each: `one-columns` and `one-column` are different.
    let tags = |value: &Value| -> Vec<Value> {
        let tables = value.as_array().expect("tables");
        tables.iter().map(|table| table["type"].clone()).collect()
    };
    let written = serde_json::to_value(&tables).expect("JSON");
    assert_eq!(
        tags(&written),
        ["two-columns", "one-columns", "one-column", "three-columns", "list"]
    );
    assert_eq!(
        differences(&example["extraData"]["tables"], &written, Nulls::Absent),
        Vec::<Loss>::new()
    );
}

/// One type for every webhook: the examples become the variants that their `eventType` names.
#[test]
fn webhooks_are_distinguished() {
    let mut seen = BTreeSet::new();
    for message in messages("rebilly").iter().filter(|message| message.operation.is_webhook) {
        for example in &message.examples {
            let event = Event::from_slice(example.value.to_string().as_bytes()).expect("an event");
            let name = match &event {
                Event::CustomerCreated(_) => "customer-created",
                Event::CustomerUpdated(_) => "customer-updated",
                Event::CustomerOneTimePasswordRequested(_) => {
                    "customer-one-time-password-requested"
                }
                Event::CustomerMerged(_) => "customer-merged",
                Event::ExperianCheckPerformed(_) => "experian-check-performed",
                other => panic!("{other:?}"),
            };
            assert_eq!(example.value["eventType"], name);
            let encoded = serde_json::to_value(&event).expect("JSON");
            assert_eq!(
                differences(&example.value, &encoded, Nulls::Absent),
                Vec::<Loss>::new(),
                "{name}"
            );
            seen.insert(name);
        }
    }
    assert_eq!(seen.len(), 5);
}

/// A lead source contains another one. Embedded objects are distinguished by their properties,
/// links by the constant `rel`.
#[test]
fn recursion_and_unions_without_a_discriminator() {
    use rebilly::{Customer, CustomerEmbed, CustomerRelatedLink};

    let operation = documents::operation("rebilly", "getCustomer");
    let customer: Customer =
        serde_json::from_value(operation.response_example("200").clone()).expect("a customer");
    let embedded = customer.embedded.expect("embedded");
    let [
        CustomerEmbed::LeadSource(source),
        CustomerEmbed::Website(_),
        CustomerEmbed::DefaultPaymentInstrument(_),
    ] = embedded.as_slice()
    else {
        panic!("{embedded:?}")
    };
    let original = source.lead_source.original.as_ref().expect("an original");
    assert_eq!((original.source.as_deref(), original.original.is_none()), (Some("yahoo"), true));

    let links = customer.links.expect("links");
    assert!(
        matches!(
            links.as_slice(),
            [
                CustomerRelatedLink::SelfLink(_),
                CustomerRelatedLink::DefaultPaymentInstrument(_),
                CustomerRelatedLink::LeadSource(_),
                CustomerRelatedLink::Website(_),
                CustomerRelatedLink::Attachments(_),
            ]
        ),
        "{links:?}"
    );
}
