//! A number as text.

use customer_timeline::rebilly::Client;

pub async fn listed(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().list().limit("10").await?;
    Ok(())
}

fn main() {}
