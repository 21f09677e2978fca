//! A call that blocks, without the feature for it.

use customer_timeline::rebilly::Client;

pub fn shown(client: &Client) -> Result<(), customer_timeline::Error> {
    client.customers().get("a").block_on()?;
    Ok(())
}

fn main() {}
