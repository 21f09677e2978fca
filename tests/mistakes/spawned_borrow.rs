//! A task that borrows the client.

use customer_timeline::rebilly::Client;

pub async fn spawned(client: &Client) {
    tokio::spawn(async move { client.customers().get("a").await.is_ok() });
}

fn main() {}
