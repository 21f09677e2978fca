//! What happened to your customers: reading and writing timelines, from the first call to the last
//! error.
//!
//! ```text
//! REB_APIKEY=sk_… REB_ORGANIZATION=my-organization cargo run --example timeline
//! ```

use std::error::Error;

use customer_timeline::rebilly::types::{
    CustomerInput, CustomerTimelineInput, CustomerTimelineType, GetCustomerError, TimelineTable,
    UpsertCustomerResponse,
};
use customer_timeline::rebilly::webhooks::Event;
use customer_timeline::rebilly::{Client, Server};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // One setter for each security scheme of the document; servers and their variables are typed.
    let client = Client::builder()
        .secret_api_key(std::env::var("REB_APIKEY")?)
        .server(Server::sandbox(std::env::var("REB_ORGANIZATION")?))
        .build()?;

    // Required arguments in the call, optional ones as setters; `.await` sends it.
    let page = client.customers().list().limit(100).filter("firstName:John").await?;
    println!("{} of {:?} customers", page.len(), page.headers().pagination_total);

    let customer = create_or_update(&client, "cus_1").await?;
    comment(&client, &customer).await?;
    read(&client, &customer).await?;
    look_for(&client, "cus_404").await?;

    receive(br#"{"eventType": "customer-merged", "targetCustomerId": "cus_1"}"#)?;
    Ok(())
}

/// Sent twice, this does not make a duplicate: 200 and 201 are two variants of one answer.
async fn create_or_update(client: &Client, id: &str) -> Result<String, Box<dyn Error>> {
    let customer = CustomerInput::new().website_id("web_1").locale("en-GB");
    let answer = client.customers().upsert(id, customer).await?;
    println!("{} requests left", answer.headers().rate_limit_remaining.unwrap_or_default());
    Ok(match answer.into_inner() {
        UpsertCustomerResponse::Created(customer) => {
            println!("a new customer");
            customer.id.unwrap_or_else(|| id.to_owned())
        }
        _ => id.to_owned(),
    })
}

/// What is read-only cannot be sent, what is write-only is not in the answer: a message has two
/// types.
async fn comment(client: &Client, customer: &str) -> Result<(), Box<dyn Error>> {
    let comment = CustomerTimelineInput::new()
        .r#type(CustomerTimelineType::CustomerCommentCreated)
        .message("Called back, all is well");
    let created = client.customers_timeline().create(customer, comment).await?;
    println!("{:?} written at {:?}", created.id, created.occurred_time);
    Ok(())
}

/// The whole timeline, message by message: the next page is asked for when it is needed.
async fn read(client: &Client, customer: &str) -> Result<(), Box<dyn Error>> {
    let mut messages = client.customers_timeline().list(customer).limit(100).stream();
    while let Some(message) = messages.next().await {
        let message = message?;
        match &message.r#type {
            Some(CustomerTimelineType::InvoicePaid) => println!("paid!"),
            // A new type of event never breaks a program.
            Some(CustomerTimelineType::Unknown(name)) => println!("something new: {name}"),
            Some(known) => println!("{known}: {}", message.message.as_deref().unwrap_or_default()),
            None => {}
        }
        let tables = message.extra_data.iter().flat_map(|extra| extra.tables.iter().flatten());
        tables.for_each(show);
    }
    Ok(())
}

/// A table is one of four kinds, told apart by its `type`; each has rows of its own.
fn show(table: &TimelineTable) {
    match table {
        TimelineTable::TwoColumns(table) => {
            for row in table.data.iter().flatten() {
                println!("  {:?}: {:?}", row.attribute, row.value);
            }
        }
        TimelineTable::ThreeColumns(table) => {
            for row in table.data.iter().flatten() {
                println!(
                    "  {:?}: from {:?} to {:?}",
                    row.attribute, row.previous_value, row.new_value
                );
            }
        }
        TimelineTable::List(table) => {
            table.data.iter().flatten().for_each(|item| println!("  - {item}"))
        }
        other => println!("  {other:?}"),
    }
}

/// Errors are typed per status, and keep what the server said.
async fn look_for(client: &Client, id: &str) -> Result<(), Box<dyn Error>> {
    match client.customers().get(id).await {
        Ok(customer) => println!("{:?}", customer.email),
        Err(customer_timeline::Error::Api(error)) => match error.body() {
            GetCustomerError::NotFound(problem) => eprintln!("{:?}", problem.detail),
            _ => eprintln!("{} {:?}", error.status(), error.request_id()),
        },
        Err(other) => return Err(other.into()),
    }
    Ok(())
}

/// One type for whatever webhook arrives; one that this version does not know is kept as JSON.
fn receive(body: &[u8]) -> Result<(), Box<dyn Error>> {
    match Event::from_slice(body)? {
        Event::CustomerMerged(event) => println!("merged into {:?}", event.target_customer_id),
        Event::Unknown(event) => println!("something new: {event}"),
        event => println!("{event:?}"),
    }
    Ok(())
}
