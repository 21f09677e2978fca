//! What a team writes that depends on the crate: `cargo xtask publish --self-test` builds it
//! against a registry.

use std::env;
use std::error::Error;

use customer_timeline::Blocking as _;
use customer_timeline::rebilly::Client;

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder().base_url(env::var("BASE_URL")?).secret_api_key("sk_self_test").build()?;
    let page = client.customers().list().limit(2).block_on()?;
    for customer in page.iter() {
        let id = customer.id.as_deref().unwrap_or_default();
        println!("{id} in {}", customer.locale.as_deref().unwrap_or("no language"));
    }
    Ok(())
}
