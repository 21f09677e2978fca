//! Time to read unions, by depth of nesting and by number of schemas and properties: `cargo bench
//! -p oasmith-runtime --bench unions`. Time must be proportional to the length of the text: depth
//! 120 takes 15 times as long as depth 8.

#[path = "unions/types.rs"]
mod types;

use divan::{Bencher, black_box};
use oasmith_runtime::Json;
use oasmith_runtime::object::{self, Object, Reader, Writer};
use oasmith_runtime::union::{self, Replay, Shape, Shapes};
use serde::de::{DeserializeOwned, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer};

use types::{Expr, Tree};

const DEPTHS: [usize; 5] = [8, 16, 32, 64, 120];

fn main() {
    divan::main();
}

/// A value nested in itself.
fn nest(depth: usize, head: &str, innermost: &str, tail: &str) -> String {
    [&head.repeat(depth), innermost, &tail.repeat(depth)].concat()
}

fn read<T: DeserializeOwned>(bencher: Bencher<'_, '_>, text: &str) {
    bencher
        .counter(divan::counter::BytesCount::of_str(text))
        .bench(|| black_box(serde_json::from_str::<T>(black_box(text)).is_ok()));
}

#[divan::bench(args = DEPTHS)]
fn tag_right(bencher: Bencher<'_, '_>, depth: usize) {
    read::<Expr>(
        bencher,
        &nest(depth, r#"{"kind":"not","operand":"#, r#"{"kind":"leaf","value":1}"#, "}"),
    );
}

#[divan::bench(args = DEPTHS)]
fn tag_wrong(bencher: Bencher<'_, '_>, depth: usize) {
    read::<Expr>(
        bencher,
        &nest(depth, r#"{"kind":"not","operand":"#, r#"{"kind":"leaf","value":"x"}"#, "}"),
    );
}

#[divan::bench(args = DEPTHS)]
fn shape_right(bencher: Bencher<'_, '_>, depth: usize) {
    read::<Tree>(bencher, &nest(depth, r#"{"child":"#, r#"{"x":true}"#, r#","x":1}"#));
}

#[divan::bench(args = DEPTHS)]
fn shape_wrong(bencher: Bencher<'_, '_>, depth: usize) {
    read::<Tree>(bencher, &nest(depth, r#"{"child":"#, r#"{"x":"x"}"#, r#","x":"x"}"#));
}

/// 40 schemas with 20 properties each, and `members` members that no schema declares.
#[divan::bench(args = [100, 1_000, 10_000])]
fn unknown_members(bencher: Bencher<'_, '_>, members: usize) {
    let members: Vec<String> = (0..members).map(|number| format!("\"u{number:05}\":0")).collect();
    read::<OneOf40>(bencher, &format!("{{{}}}", members.join(",")));
}

/// 40 schemas with 20 properties each, in a list of small values.
#[divan::bench(args = [100, 1_000, 10_000])]
fn small_values_of_many_schemas(bencher: Bencher<'_, '_>, values: usize) {
    read::<Vec<OneOf40>>(bencher, &format!("[{}]", vec![r#"{"p39_a":1}"#; values].join(",")));
}

/// One of 40 structs of 20 properties.
struct Wide<const N: usize>;

macro_rules! wide {
    ($($number:literal $prefix:literal)*) => {
        const PROPERTIES: [[&str; 20]; 40] = [$([
            concat!($prefix, "_a"), concat!($prefix, "_b"), concat!($prefix, "_c"), concat!($prefix, "_d"),
            concat!($prefix, "_e"), concat!($prefix, "_f"), concat!($prefix, "_g"), concat!($prefix, "_h"),
            concat!($prefix, "_i"), concat!($prefix, "_j"), concat!($prefix, "_k"), concat!($prefix, "_l"),
            concat!($prefix, "_m"), concat!($prefix, "_n"), concat!($prefix, "_o"), concat!($prefix, "_p"),
            concat!($prefix, "_q"), concat!($prefix, "_r"), concat!($prefix, "_s"), concat!($prefix, "_t"),
        ]),*];
        static WIDE: Shapes = Shapes::new(&[$(Shape::structure::<Wide<$number>>(&[], &[])),*]);
    };
}

wide! {
    0 "p00"
    1 "p01"
    2 "p02"
    3 "p03"
    4 "p04"
    5 "p05"
    6 "p06"
    7 "p07"
    8 "p08"
    9 "p09"
    10 "p10"
    11 "p11"
    12 "p12"
    13 "p13"
    14 "p14"
    15 "p15"
    16 "p16"
    17 "p17"
    18 "p18"
    19 "p19"
    20 "p20"
    21 "p21"
    22 "p22"
    23 "p23"
    24 "p24"
    25 "p25"
    26 "p26"
    27 "p27"
    28 "p28"
    29 "p29"
    30 "p30"
    31 "p31"
    32 "p32"
    33 "p33"
    34 "p34"
    35 "p35"
    36 "p36"
    37 "p37"
    38 "p38"
    39 "p39"
}

impl<const N: usize> Object for Wide<N> {
    const FIELDS: &'static [&'static str] = &PROPERTIES[N];

    fn write<M: SerializeMap>(&self, _: &mut Writer<M>) {}

    fn read<'de, M: MapAccess<'de>>(object: &mut Reader<'de, M>) -> Option<Self> {
        while object.next(Self::FIELDS, false).is_some() {
            object.skip();
        }
        Some(Self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Wide<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::read(deserializer)
    }
}

/// One variant is enough: all structs are read in the same way.
struct OneOf40;

impl union::Untagged for OneOf40 {
    fn shapes() -> &'static Shapes {
        &WIDE
    }

    fn fit<'de, R: Replay<'de>>(_: usize, value: &mut R) -> Option<Self> {
        union::fit(value, |_: Wide<0>| Self)
    }

    fn unknown(_: Json) -> Self {
        Self
    }
}

impl<'de> Deserialize<'de> for OneOf40 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::read_untagged(deserializer)
    }
}
