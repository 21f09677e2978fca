//! Clients of the generated crate for a test's server. They never retry, because tests count
//! requests.

use customer_timeline::{RetryPolicy, customer_service, rebilly};

use crate::server::Server;

/// The clients' key. It occurs nowhere else, so output that contains it leaks it.
pub const KEY: &str = "sk_test_oasmith_4f1c";

/// A client of the Rebilly API with a key.
pub fn rebilly(server: &Server) -> rebilly::Client {
    rebilly::Client::builder()
        .base_url(server.url())
        .secret_api_key(KEY)
        .retry(RetryPolicy::never())
        .build()
        .expect("a client")
}

/// A client of the customer service API with a key.
pub fn customer_service(server: &Server) -> customer_service::Client {
    customer_service::Client::builder()
        .base_url(server.url())
        .api_key(KEY)
        .retry(RetryPolicy::never())
        .build()
        .expect("a client")
}
