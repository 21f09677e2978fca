//! The call is never awaited, so nothing is sent.
#![deny(unused_must_use)]

use customer_timeline::rebilly::Client;

pub async fn removed(client: &Client) {
    client.customers().delete_lead_source("a");
}

fn main() {}
