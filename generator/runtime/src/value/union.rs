//! Unions (`oneOf`, `anyOf`): with a discriminator the tag decides, without one the shape of the
//! value does.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::inspect::{Inspect, TextOf};
use super::object;
use super::replay;
pub use super::replay::Replay;
use super::replay::Resolve;
use super::replay_mode::Mode;
pub use super::shape::{Shape, Shapes};

/// A union whose discriminator says which of its schemas a value has.
pub trait Read: Sized {
    /// The union's name, for errors.
    const NAME: &'static str;
    /// The property that is the discriminator.
    const TAG: &'static str;

    /// Reads a value according to its tag.
    fn read<'de, R: Replay<'de>>(tag: Option<&str>, value: &mut R) -> Result<Self, R::Error>;
}

/// A union without a discriminator, or with values that have none. It takes any value.
pub trait Untagged: Sized {
    /// What is known of each schema, in the order of the document.
    fn shapes() -> &'static Shapes;

    /// Reads a value as the schema with this index, by [`fit`].
    fn fit<'de, R: Replay<'de>>(index: usize, value: &mut R) -> Option<Self>;

    /// Keeps a value that none of the schemas fits.
    fn unknown(value: Json) -> Self;
}

/// Reads a value as one of the union's schemas.
pub fn variant<'de, T: Deserialize<'de>, U, R: Replay<'de>>(
    value: &mut R,
    wrap: impl FnOnce(T) -> U,
) -> Result<U, R::Error> {
    value.read().map(wrap)
}

/// Reads a value as one of the union's schemas, if it is one.
pub fn fit<'de, T: Deserialize<'de>, U, R: Replay<'de>>(
    value: &mut R,
    wrap: impl FnOnce(T) -> U,
) -> Option<U> {
    value.attempt().map(wrap)
}

/// Reads a value as the schema that those without a known tag have, or keeps it.
pub fn default<'de, T: Deserialize<'de>, U, R: Replay<'de>>(
    value: &mut R,
    wrap: fn(T) -> U,
    keep: fn(Json) -> U,
) -> U {
    let fitting = match value.mode() {
        Mode::Inside => None,
        Mode::Read | Mode::Probe => read_fitting(value, |value| fit(value, wrap)),
    };
    fitting.unwrap_or_else(|| unknown(value, keep))
}

/// Keeps a value that none of the union's schemas fits.
pub fn unknown<'de, U, R: Replay<'de>>(value: &mut R, keep: impl FnOnce(Json) -> U) -> U {
    if value.mode() == Mode::Read {
        // Any JSON is read as JSON.
        return keep(value.read().unwrap_or_default());
    }
    value.leave_out();
    keep(Json::Null)
}

/// Reads a value as the schema that it fits best.
pub fn choose<'de, T: Untagged, R: Replay<'de>>(value: &mut R) -> T {
    if value.mode() != Mode::Inside {
        for index in T::shapes().ranked(value) {
            if let Some(fitting) = read_fitting(value, |value| T::fit(index, value)) {
                return fitting;
            }
        }
    }
    unknown(value, T::unknown)
}

/// Reads a value if it fits. A probe comes first, which leaves out the unions inside that take any
/// value: what does not fit is read no further than to them, and they are read once. If there are
/// none, what the probe gave is the value.
fn read_fitting<'de, T, R: Replay<'de>>(
    value: &mut R,
    mut fit: impl FnMut(&mut R) -> Option<T>,
) -> Option<T> {
    value.probe(true);
    let probed = fit(value);
    value.probe(false);
    let probed = probed?;
    if value.mode() == Mode::Probe || value.is_complete() {
        return Some(probed);
    }
    fit(value)
}

/// Writes a variant: its tag first, then its fields without one that has the tag's name.
pub fn tagged<T: object::Object, S: Serializer>(
    serializer: S,
    name: &'static str,
    tag: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    object::write_tagged(value, Some((name, tag)), serializer)
}

/// Writes a variant that carries its tag in a field of its own.
pub fn untagged<T: Serialize + ?Sized, S: Serializer>(
    serializer: S,
    value: &T,
) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

struct ByTag<T>(PhantomData<T>);

impl<T: Read> Resolve for ByTag<T> {
    type Value = T;
    const NAME: &'static str = T::NAME;

    fn resolve<'de, R: Replay<'de>>(value: &mut R) -> Result<T, R::Error> {
        let mut tag = TextOf::new(T::TAG);
        value.read_seed(Inspect(&mut tag))?;
        T::read(tag.as_deref(), value)
    }
}

struct ByShape<T>(PhantomData<T>);

impl<T: Untagged> Resolve for ByShape<T> {
    type Value = T;
    const NAME: &'static str = "";

    fn resolve<'de, R: Replay<'de>>(value: &mut R) -> Result<T, R::Error> {
        Ok(choose(value))
    }
}

/// Reads a union with a discriminator.
pub fn read<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    replay::deserialize::<ByTag<T>, D>(deserializer)
}

/// Reads a union without a discriminator.
pub fn read_untagged<'de, T: Untagged, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    replay::deserialize::<ByShape<T>, D>(deserializer)
}

/// `Deserialize` for a union that is [`Read`]. The call site imports this module as `union`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! union {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                union::read(deserializer)
            }
        }
    };
}
pub(crate) use union;

/// `Deserialize` for a union that is [`Untagged`]. The call site imports this module as `union`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! untagged_union {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                union::read_untagged(deserializer)
            }
        }
    };
}
pub(crate) use untagged_union as untagged;
