//! Unions (`oneOf`, `anyOf`). The tag selects the schema, or, without a discriminator, the shape of
//! the value.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serializer};
pub use serde_json::Value as Json;

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

/// A union, which takes any value.
pub trait Union {
    /// Whether no schema of the union has matched.
    fn is_unknown(&self) -> bool;
}

impl<T: Union> Union for Box<T> {
    fn is_unknown(&self) -> bool {
        T::is_unknown(self)
    }
}

impl<T: Untagged> Untagged for Box<T> {
    fn shapes() -> &'static Shapes {
        T::shapes()
    }

    fn fit<'de, R: Replay<'de>>(index: usize, value: &mut R) -> Option<Self> {
        T::fit(index, value).map(Box::new)
    }

    fn unknown(value: Json) -> Self {
        Box::new(T::unknown(value))
    }
}

/// The same as [`fit`] for a schema that is a union: what it does not know is left to the schemas
/// after it.
pub fn fit_known<'de, T: Deserialize<'de> + Union, U, R: Replay<'de>>(
    value: &mut R,
    wrap: impl FnOnce(T) -> U,
) -> Option<U> {
    value.attempt().filter(|value: &T| !value.is_unknown()).map(wrap)
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

/// Declares a union with its conversions and traits. The last row is the variant for all other
/// values, `unless` they fit a variant. The call site imports the module and the macro together:
/// `use …::union;`.
///
/// ```text
/// union! {
///     /// The docs of the union. The property `kind` says which variant a value is.
///     pub enum Vehicle: Debug by "kind" {
///         /// The docs of the variant; without them, they are its tags.
///         Car(Car) = "car",
///         Van(Box<Van>) = "van" | "truck",
///         Ship(Ship) in "ship" | "boat",
///         _ = Unknown unless Car,
///     }
/// }
/// union! {
///     pub enum Place: Debug {
///         Name(String) as string from str,
///         Address(Address) as structure("street", "city"; "kind" = "home" | "work"),
///         OldAddress(Address) as structure("street") without From,
///         _ = Unknown,
///     }
/// }
/// ```
///
/// - `= "van" | "truck"` are the tags of a variant, and the first is written. After `in`, the value
///   has the property itself.
/// - `as` is the shape of a variant: a constructor of [`Shape`], with the required properties of an
///   object, and those with one of a few constants. A union by a property has shapes, too, if a
///   value may be without the property: `by "kind" or shape`.
/// - A variant `from str` is the only one that holds text, so the union has `From<&str>`.
/// - A variant `without From` has a type that another variant has, too.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! union {
    (
        $(#[$($meta:tt)*])*
        pub enum $name:ident $(: $debug:ident)? by $tag:literal $(or $shape:ident)? {
            $(
                $(#[$($docs:tt)*])*
                $variant:ident($($ty:tt)+)
                $(= $written:literal $(| $also:literal)*)?
                $(in $kept:literal $(| $kept_too:literal)*)?
                $(as $kind:ident $(($($properties:tt)*))?)?
                $(without $from:ident)?,
            )*
            _ = $other:ident $(unless $default:ident)?,
        }
    ) => {
        union! { @declare [$(#[$($meta)*])*] $name [$($debug)?] $other
            $(
                [
                    $(#[$($docs)*])*
                    #[doc = union!(@docs [$(#[$($docs)*])*]
                        $($written $(, $also)*)? $($kept $(, $kept_too)*)?)]
                ]
                $variant [$($ty)+] [] [$(without $from)?]
            )*
        }

        impl union::Read for $name {
            const NAME: &'static str = stringify!($name);
            const TAG: &'static str = $tag;

            #[inline]
            fn read<'de, R: union::Replay<'de>>(
                tag: Option<&str>,
                value: &mut R,
            ) -> Result<Self, R::Error> {
                match tag {
                    $(
                        $(Some($written $(| $also)*) => union::variant(value, Self::$variant),)?
                        $(Some($kept $(| $kept_too)*) => union::variant(value, Self::$variant),)?
                    )*
                    $(None => union!(@by $shape value),)?
                    _ => union!(@other value $other $($default)?),
                }
            }
        }

        union! { @shapes [$($shape)?] $name $other
            $($variant [$($ty)+] [$($kind [$($($properties)*)?])?])*
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(
                        Self::$variant(value) => {
                            union!(@write serializer value $tag, $($written)?)
                        }
                    )*
                    Self::$other(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                union::read(deserializer)
            }
        }
    };
    (
        $(#[$($meta:tt)*])*
        pub enum $name:ident $(: $debug:ident)? {
            $(
                $(#[$($docs:tt)*])*
                $variant:ident($($ty:tt)+) as $kind:ident $(($($properties:tt)*))?
                $(from $text:ident)?
                $(without $from:ident)?,
            )*
            _ = $other:ident,
        }
    ) => {
        union! { @declare [$(#[$($meta)*])*] $name [$($debug)?] $other
            $([$(#[$($docs)*])*] $variant [$($ty)+] [$($text)?] [$(without $from)?])*
        }

        union! { @shapes [shape] $name $other
            $($variant [$($ty)+] [$kind [$($($properties)*)?]])*
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)*
                    Self::$other(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                union::read_untagged(deserializer)
            }
        }
    };
    (@declare [$($meta:tt)*] $name:ident [$($debug:ident)?] $other:ident
        $([$($docs:tt)*] $variant:ident [$($ty:tt)+] [$($text:ident)?] [$(without $from:ident)?])*
    ) => {
        $($meta)*
        #[derive($($debug,)? Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($($docs)* $variant($($ty)+),)*
            /// A value that this version does not know.
            $other(union::Json),
        }

        $(union! { @from [$($from)?] $name $variant $($ty)+ })*
        $(union! { @from_text [$($text)?] $name $variant })*

        impl union::Union for $name {
            fn is_unknown(&self) -> bool {
                matches!(self, Self::$other(_))
            }
        }
    };
    (@docs [] $first:literal $(, $other:literal)*) => {
        concat!(" `", $first, "`" $(, ", `", $other, "`")*)
    };
    (@docs []) => { " No value of the discriminator means this variant." };
    (@docs $($described:tt)*) => { "" };
    (@from_text [] $($rest:tt)*) => {};
    (@from_text [$text:ident] $name:ident $variant:ident) => {
        impl From<&$text> for $name {
            fn from(value: &$text) -> Self {
                Self::$variant(value.into())
            }
        }
    };
    (@from [$from:ident] $($rest:tt)*) => {};
    (@from [] $name:ident $variant:ident Box<$ty:ty>) => {
        impl From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(Box::new(value))
            }
        }
    };
    (@from [] $name:ident $variant:ident $ty:ty) => {
        impl From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@by shape $value:ident) => { Ok(union::choose($value)) };
    (@other $value:ident $other:ident) => { Ok(union::unknown($value, Self::$other)) };
    (@other $value:ident $other:ident $default:ident) => {
        Ok(union::default($value, Self::$default, Self::$other))
    };
    (@write $serializer:ident $value:ident $tag:literal,) => {
        ::serde::Serialize::serialize($value, $serializer)
    };
    (@write $serializer:ident $value:ident $tag:literal, $written:literal) => {
        union::tagged($serializer, $tag, $written, $value)
    };
    (@shapes [] $($rest:tt)*) => {};
    (@shapes [shape] $name:ident $other:ident
        $($variant:ident [$($ty:tt)+] [$kind:ident [$($properties:tt)*]])*
    ) => {
        impl union::Untagged for $name {
            fn shapes() -> &'static union::Shapes {
                const SHAPES: &[union::Shape] = &[
                    $(union!(@shape $kind [$($ty)+] $($properties)*),)*
                ];
                static TABLE: union::Shapes = union::Shapes::new(SHAPES);
                &TABLE
            }

            #[allow(unused_assignments, reason = "after the last variant")]
            #[inline]
            fn fit<'de, R: union::Replay<'de>>(mut index: usize, value: &mut R) -> Option<Self> {
                $(
                    if index == 0 {
                        return union!(@fit $kind value Self::$variant);
                    }
                    index = index.wrapping_sub(1);
                )*
                None
            }

            fn unknown(value: union::Json) -> Self {
                Self::$other(value)
            }
        }
    };
    (@shape union [$($ty:tt)+]) => {
        union::Shape::union(<$($ty)+ as union::Untagged>::shapes)
    };
    (@shape $kind:ident [$($ty:tt)+]
        $($required:literal),* $(; $($constant:literal = $($value:literal)|+),+)?
    ) => {
        union!(@shape_of $kind [$($ty)+] [$($required),*] [$($(($constant, &[$($value),+])),+)?])
    };
    (@shape_of structure [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::structure::<$($ty)+>(&[$($required)*], &[$($constants)*])
    };
    (@shape_of combined [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::structure::<$($ty)+>(&[$($required)*], &[$($constants)*]).combined()
    };
    (@shape_of object [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::object(&[$($required)*], &[$($constants)*])
    };
    (@shape_of tagged [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::object(&[$($required)*], &[$($constants)*])
    };
    (@shape_of open [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::object(&[$($required)*], &[$($constants)*]).open()
    };
    (@shape_of combined_open [$($ty:tt)+] [$($required:tt)*] [$($constants:tt)*]) => {
        union::Shape::object(&[$($required)*], &[$($constants)*]).open().combined()
    };
    (@shape_of $kind:ident [$($ty:tt)+] [] []) => { union::Shape::$kind() };
    (@fit union $value:ident $variant:path) => { union::fit_known($value, $variant) };
    (@fit tagged $value:ident $variant:path) => { union::fit_known($value, $variant) };
    (@fit $kind:ident $value:ident $variant:path) => { union::fit($value, $variant) };
}
pub(crate) use union;
