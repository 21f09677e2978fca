//! A match over a status that can have further values later.

use customer_timeline::Error;

pub fn is_mine(error: &Error) -> bool {
    match error {
        Error::Api(_) => false,
        Error::Decode(_) => false,
    }
}

fn main() {}
