//! `?` in a function whose error is text.

use customer_timeline::rebilly::Client;

pub async fn shown(client: &Client) -> Result<(), String> {
    client.customers().get("a").await?;
    Ok(())
}

fn main() {}
