//! The call is not awaited, so there is no response yet.

use customer_timeline::rebilly::Client;

pub async fn shown(client: &Client) -> Result<(), customer_timeline::Error> {
    let response = client.customers().get("a")?;
    println!("{}", response.status());
    Ok(())
}

fn main() {}
