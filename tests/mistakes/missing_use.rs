//! The type of the body is not imported.

use customer_timeline::rebilly::Client;

pub async fn created(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().create(CustomerInput::new()).await?;
    Ok(())
}

fn main() {}
