//! An id as a number.

use customer_timeline::rebilly::Client;

pub async fn shown(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().get(42).await?;
    Ok(())
}

fn main() {}
