//! An update without its body.

use customer_timeline::rebilly::Client;

pub async fn updated(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().upsert("a").await?;
    Ok(())
}

fn main() {}
