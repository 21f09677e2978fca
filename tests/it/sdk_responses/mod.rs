//! What becomes of answers: errors, statuses, headers, values that nobody knew of, credentials that
//! nobody shall see.

mod credentials;
mod errors;
mod headers;
mod pages;
mod paths;
mod proxies;
mod values;
