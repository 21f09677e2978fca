//! A group instead of a request, given to a function over any request.

use customer_timeline::Request;
use customer_timeline::rebilly::Client;

pub async fn sent<R: Request>(request: R) -> bool {
    request.send().await.is_ok()
}

pub async fn shown(client: &Client) -> bool {
    sent(client.customers()).await
}

fn main() {}
