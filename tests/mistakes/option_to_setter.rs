//! An `Option` in hand, given to a setter.

use customer_timeline::rebilly::Client;

pub async fn listed(client: &Client, q: Option<String>) -> Result<(), customer_timeline::Error> {
    client.customers().list().q(q).await?;
    Ok(())
}

fn main() {}
