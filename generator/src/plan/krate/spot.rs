//! Where the things of a plan are described.

use std::fmt;

use crate::source::Location;

/// Where in the documents something is described, if it is. It is no part of what the thing is: all
/// spots are equal, and `Debug` does not say where they are.
#[derive(Clone, Default)]
pub struct Spot(pub Option<Location>);

impl From<&Location> for Spot {
    fn from(place: &Location) -> Self {
        Self(Some(place.clone()))
    }
}

impl PartialEq for Spot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Spot {}

impl fmt::Debug for Spot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("_")
    }
}
