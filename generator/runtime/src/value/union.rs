//! Unions (`oneOf`, `anyOf`). The tag selects the schema, or, without a discriminator, the shape of
//! the value.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::inspect::{Inspect, TextOf};
use super::object;
use super::replay;
pub use super::replay::Replay;
use super::replay::Resolve;
use super::replay_mode::{Mode, Question};
use super::score::{Candidates, Chance, Cost, Score};
pub use super::shape::{Shape, Shapes};

/// A union with a discriminator.
pub trait Read: Sized {
    /// The union's name, for errors.
    const NAME: &'static str;
    /// The property that is the discriminator.
    const TAG: &'static str;

    /// Reads a value according to its tag.
    fn read<'de, R: Replay<'de>>(tag: Option<&str>, value: &mut R) -> Result<Self, R::Error>;
}

/// A union without a discriminator, or with values without one. It accepts any value.
pub trait Untagged: Sized {
    /// The shapes of the schemas, in the order of the document.
    fn shapes() -> &'static Shapes;

    /// Reads a value as the schema with this index, with [`fit`].
    fn fit<'de, R: Replay<'de>>(index: usize, value: &mut R) -> Option<Self>;

    /// Keeps a value that no schema matches.
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

/// Reads a value as the schema for values without a known tag, or keeps it.
pub fn default<'de, T: Deserialize<'de>, U, R: Replay<'de>>(
    value: &mut R,
    wrap: fn(T) -> U,
    keep: fn(Json) -> U,
) -> U {
    settle(value, |_| [(0, Chance::Possible)], |_, value| fit(value, wrap), keep)
}

/// Keeps a value that no schema of the union matches.
pub fn unknown<'de, U, R: Replay<'de>>(value: &mut R, keep: impl FnOnce(Json) -> U) -> U {
    if value.mode() == Mode::Read {
        // Any JSON is read as JSON.
        return keep(value.read().unwrap_or_default());
    }
    value.ask(Question::LeaveOut, 0);
    keep(Json::Null)
}

/// Reads a value as the schema that matches best.
pub fn choose<'de, T: Untagged, R: Replay<'de>>(value: &mut R) -> T {
    settle(value, |value| T::shapes().ranked(value), T::fit, T::unknown)
}

/// Reads a value as the schema that matches best. Schemas are tried until one loses nothing. Each
/// union inside the value is tried only once, and its schema is stored. In later attempts, its
/// value is omitted, and the whole value is read again at the end.
fn settle<'de, U, R: Replay<'de>, C: Candidates>(
    value: &mut R,
    candidates: impl FnOnce(&mut R) -> C,
    fit: impl Fn(usize, &mut R) -> Option<U>,
    keep: impl FnOnce(Json) -> U,
) -> U {
    let settled = value.ask(Question::Start, number_of::<U>());
    let known = usize::try_from(settled).unwrap_or_default();
    let fitting = match known.checked_sub(FIRST) {
        Some(_) if value.mode() == Mode::Inside => return keep(Json::Null),
        Some(index) => fit(index, value),
        None if known == Question::NO_SCHEMA => None,
        None => {
            let candidates = candidates(value);
            value.set_trying(true);
            let best = best(value, candidates, &fit);
            value.set_trying(false);
            let number = best.as_ref().map_or(Question::NO_SCHEMA, |best| best.index + FIRST);
            value.ask(Question::Finish, number);
            match best {
                Some(best) if best.is_partial && value.mode() == Mode::Read => {
                    fit(best.index, value)
                }
                best => best.map(|best| best.value),
            }
        }
    };
    fitting.unwrap_or_else(|| unknown(value, keep))
}

/// The number of the first schema of a union in [`Question::Finish`].
const FIRST: usize = Question::NO_SCHEMA + 1;

/// A unique number for a union.
fn number_of<U>() -> usize {
    std::any::type_name::<U>().as_ptr().addr()
}

/// The best schema so far.
struct Best<U> {
    index: usize,
    cost: Cost,
    /// Whether a property inside the value was skipped.
    is_short_inside: bool,
    value: U,
    /// Whether something in the value was omitted.
    is_partial: bool,
}

fn best<'de, U, R: Replay<'de>>(
    value: &mut R,
    candidates: impl Candidates,
    fit: impl Fn(usize, &mut R) -> Option<U>,
) -> Option<Best<U>> {
    let kept = candidates.kept();
    let mut best: Option<Best<U>> = None;
    for (index, chance) in candidates {
        match chance {
            Chance::Missing if best.is_some() => break,
            Chance::Combined if best.is_none() => continue,
            _ => {}
        }
        value.ask(Question::Next, 0);
        let Some(fitting) = fit(index, value) else { continue };
        let score = Score::from_bits(value.ask(Question::Score, 0));
        let (cost, is_short_inside) = (score.cost(kept), score.is_short_inside);
        let is_better = |best: &Best<U>| {
            // What schemas describe together may be inside, as any JSON value.
            let keeps_more = chance == Chance::Combined && best.is_short_inside && !is_short_inside;
            cost < best.cost || keeps_more && (cost.0, cost.1) <= (best.cost.0, best.cost.1)
        };
        if best.as_ref().is_none_or(is_better) {
            value.ask(Question::Prefer, 0);
            let is_partial = score.is_partial;
            best = Some(Best { index, cost, is_short_inside, value: fitting, is_partial });
        }
        if score.is_perfect(kept) {
            break;
        }
    }
    best
}

/// Writes a variant: first its tag, then its fields, without one with the name of the tag.
pub fn tagged<T: object::Object, S: Serializer>(
    serializer: S,
    name: &'static str,
    tag: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    object::write_tagged(value, Some((name, tag)), serializer)
}

/// Writes a variant with its own field for the tag.
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
        if value.mode() != Mode::Read && tag.as_deref().is_some() {
            value.set_tag(const { &[T::TAG] });
        }
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

/// Implements `Deserialize` for a union that implements [`Read`]. The call site imports this module
/// as `union`.
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

/// Implements `Deserialize` for a union that implements [`Untagged`]. The call site imports this
/// module as `union`.
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
