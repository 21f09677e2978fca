//! A struct literal for a type that can have further fields later.

use customer_timeline::rebilly::types::LeadSource;

pub fn source() -> LeadSource {
    LeadSource { medium: Some("mail".to_owned()), ..Default::default() }
}

fn main() {}
