//! Everyday code to copy, a function each.
//!
//! ```text
//! REB_APIKEY=sk_… REB_ORGANIZATION=my-organization cargo run --example recipes
//! ```

use std::time::Instant;

use customer_timeline::rebilly::types::{Customer, CustomerInput};
use customer_timeline::rebilly::{Client, Server};
use customer_timeline::{BuildError, Error, Json, Method, Request};

/// An error of a task, and of a program that needs no other.
pub type AnyError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let client = Client::builder()
        .secret_api_key(std::env::var("REB_APIKEY")?)
        .server(Server::sandbox(std::env::var("REB_ORGANIZATION")?))
        .build()?;
    println!("{} customers", count(&client, None, Some(100)).await?);
    println!("{:?}", locale_and_source(&client, "cus_1").await?);
    println!("{:?}", all(&client, ["cus_1", "cus_2"]).await?);
    println!("{:?}", timed(client.customers().get("cus_1")).await?.email);
    println!("{:?}", tolerant(&client, "cus_1").await?);
    println!("{:?}", move_to(&client, "cus_1", "de").await?.locale);
    println!("{}", beta(&client, &Json::from("Ann")).await?);
    println!("{:?}", of_tenant(&client, "sk_of_another_organization")?);
    Ok(())
}

/// Two operations, and one error: `?` converts the error of each operation.
pub async fn locale_and_source(
    client: &Client,
    id: &str,
) -> Result<(Option<String>, Option<String>), Error> {
    let customer = client.customers().get(id).await?;
    let lead = client.customers().get_lead_source(id).await?;
    Ok((customer.into_inner().locale, lead.into_inner().source))
}

/// Options in hand: `None` sends nothing.
pub async fn count(
    client: &Client,
    filter: Option<String>,
    limit: Option<i64>,
) -> Result<usize, Error> {
    let page = client.customers().list().set_filter(filter).set_limit(limit).await?;
    Ok(page.len())
}

/// Requests as values: each is sent by a task of its own.
pub async fn all(
    client: &Client,
    ids: impl IntoIterator<Item = &str>,
) -> Result<Vec<Customer>, AnyError> {
    let send = |id: &str| tokio::spawn(client.customers().get(id).send());
    let tasks: Vec<_> = ids.into_iter().map(send).collect();
    let mut customers = Vec::with_capacity(tasks.len());
    for task in tasks {
        customers.push(task.await??.into_inner());
    }
    Ok(customers)
}

/// Something around any request.
pub async fn timed<R: Request>(request: R) -> Result<R::Response, Error<R::ErrorBody>> {
    let start = Instant::now();
    let result = request.await;
    println!("{:?}", start.elapsed());
    result
}

/// A response that does not match the document: what cannot be read is left out.
pub async fn tolerant(client: &Client, id: &str) -> Result<(Customer, Vec<String>), Error> {
    let response = client.customers().get(id).with_lenient(true).await?;
    let mismatches = response.mismatches().iter().map(|it| it.path().to_owned()).collect();
    Ok((response.into_inner(), mismatches))
}

/// Read, change, write back: what only the server sets is dropped, the rest is sent as received.
pub async fn move_to(client: &Client, id: &str, locale: &str) -> Result<Customer, Error> {
    let customer = client.customers().get(id).await?.into_inner();
    let changed = CustomerInput::from(customer).locale(locale);
    // Whether it was created or changed, the body is the same.
    Ok(client.customers().upsert(id, changed).await?.into_inner().into())
}

/// A call that the document lacks.
pub async fn beta(client: &Client, body: &Json) -> Result<Json, Error> {
    let request = client.request(Method::Post, "/beta/customers").query("dry", true).json(body);
    Ok(request.await?.into_inner())
}

/// A client with other credentials, which shares the connections.
pub fn of_tenant(client: &Client, key: &str) -> Result<Client, BuildError> {
    client.with(|options| options.secret_api_key(key))
}
