//! A customer as it was received, where one that is sent is needed.

use customer_timeline::rebilly::Client;

pub async fn copied(client: &Client) -> Result<(), customer_timeline::Error> {
    let source = client.customers().get_lead_source("a").await?;
    client.customers().create(source).await?;
    Ok(())
}

fn main() {}
