//! Responses: errors, statuses, headers, unknown values, and credentials, which must stay secret.

mod credentials;
mod errors;
mod headers;
mod pages;
mod paths;
mod proxies;
mod values;
