//! `?` of one operation in a function that returns the error of another.

use customer_timeline::rebilly::Client;
use customer_timeline::rebilly::types::{CreateCustomerError, CustomerInput};

pub async fn copied(client: &Client) -> Result<(), customer_timeline::Error<CreateCustomerError>> {
    client.customers().get("a").await?;
    client.customers().create(CustomerInput::new()).await?;
    Ok(())
}

fn main() {}
