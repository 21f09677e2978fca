//! Types that the manifest of a crate chooses.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a type needs that the manifest chooses for a format or a schema. Only compiled: the
/// compiler names what a type lacks.
pub const fn chosen_type<T>()
where
    T: Clone + Debug + DeserializeOwned + PartialEq + Send + Serialize + Sync + 'static,
{
}
