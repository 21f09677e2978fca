//! No body, for an operation that requires one.

use customer_timeline::rebilly::Client;

pub async fn created(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().create(None).await?;
    Ok(())
}

fn main() {}
