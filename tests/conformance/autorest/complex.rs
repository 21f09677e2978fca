//! `body-complex.json`: objects as bodies, with inheritance and discriminators.

use autorest::body_complex::types::{
    ApiVersionParameterParameter, ArrayWrapper, Basic, BasicColor, BooleanWrapper, ByteWrapper,
    DateWrapper, DatetimeWrapper, Datetimerfc1123Wrapper, DictionaryWrapper, Dog, DoubleWrapper,
    DurationWrapper, Fish, FloatWrapper, Goblinshark, IntWrapper, LongWrapper, ReadonlyObjInput,
    Salmon, SalmonBase, Sawshark, Shark, Siamese, SmartSalmon, StringWrapper,
};
use autorest::{Base64, Json, Maybe};
use serde_json::json;

use crate::check::{date, holds, time};

pub async fn calls() {
    basic().await;
    primitive().await;
    containers().await;
    inheritance().await;
    polymorphism().await;
    recursion().await;
}

async fn basic() {
    let operations = client!(body_complex).operations();
    let basic = || Basic::new().id(2).name("abc");
    gets!(operations.basic_get_valid(), basic().color(BasicColor::Yellow));
    let version = ApiVersionParameterParameter::N2016_02_29;
    sends!(operations.basic_put_valid(version, basic().color(BasicColor::Magenta)));
    undecodable!(operations.basic_get_invalid());
    gets!(operations.basic_get_empty(), Basic::new());
    gets!(operations.basic_get_null(), Basic::new().id(Maybe::Null));
    // The response has no content, and the schema is an object.
    undecodable!(operations.basic_get_not_provided());
    gets_json!(operations.readonlyproperty_get_valid(), {"id": "1234", "size": 2});
    sends!(operations.readonlyproperty_put_valid(ReadonlyObjInput::new().size(2)));
}

async fn primitive() {
    let operations = client!(body_complex).operations();
    macro_rules! both_wrapped {
        ($($get:ident $put:ident $value:expr;)*) => {
            $(both!(operations, $get, $put, $value);)*
        };
    }
    let bytes = vec![0xff, 0xfe, 0xfd, 0xfc, 0x00, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6];
    both_wrapped! {
        primitive_get_int primitive_put_int IntWrapper::new().field1(-1).field2(2);
        primitive_get_long primitive_put_long
            LongWrapper::new().field1(1_099_511_627_775).field2(-999_511_627_788);
        primitive_get_float primitive_put_float FloatWrapper::new().field1(1.05).field2(-0.003);
        primitive_get_double primitive_put_double double();
        primitive_get_bool primitive_put_bool
            BooleanWrapper::new().field_true(true).field_false(false);
        primitive_get_string primitive_put_string
            StringWrapper::new().field("goodrequest").empty("");
        primitive_get_date primitive_put_date
            DateWrapper::new().field(date("0001-01-01")).leap(date("2016-02-29"));
        primitive_get_date_time primitive_put_date_time
            DatetimeWrapper::new()
                .field(time("0001-01-01T00:00:00Z"))
                .now(time("2015-05-18T18:38:00Z"));
        primitive_get_date_time_rfc1123 primitive_put_date_time_rfc1123
            Datetimerfc1123Wrapper::new()
                .field("Mon, 01 Jan 0001 00:00:00 GMT")
                .now("Mon, 18 May 2015 11:38:00 GMT");
        primitive_get_duration primitive_put_duration
            DurationWrapper::new().field("P123DT22H14M12.011S");
        primitive_get_byte primitive_put_byte
            ByteWrapper::new().field(Base64::from(bytes.clone()));
    }
}

fn double() -> DoubleWrapper {
    DoubleWrapper::new()
        .field1(3e-100)
        .field_56_zeros_after_the_dot_and_negative_zero_before_dot_and_this_is_a_long_field_name_on_purpose(
            -5e-57,
        )
}

async fn containers() {
    let operations = client!(body_complex).operations();
    // The server has null among the strings, and the document has not.
    undecodable!(operations.array_get_valid());
    let array = ["1, 2, 3, 4", "", "&S#$(*Y", "The quick brown fox jumps over the lazy dog"];
    fails!(operations.array_put_valid(ArrayWrapper::new().array(array)), 400);
    both!(operations, array_get_empty, array_put_empty, ArrayWrapper::new().array([""; 0]));
    gets!(operations.array_get_not_provided(), ArrayWrapper::new());
    undecodable!(operations.dictionary_get_valid());
    let programs = [("txt", "notepad"), ("bmp", "mspaint"), ("xls", "excel"), ("exe", "")];
    let programs = programs.map(|(end, name)| (end.to_owned(), name.to_owned()));
    let wrapper = |entries: Vec<(String, String)>| {
        DictionaryWrapper::new().default_program(entries.into_iter().collect::<Programs>())
    };
    fails!(operations.dictionary_put_valid(wrapper(programs.to_vec())), 400);
    both!(operations, dictionary_get_empty, dictionary_put_empty, wrapper(Vec::new()));
    let null = DictionaryWrapper::new().default_program(Maybe::<Programs>::Null);
    gets!(operations.dictionary_get_null(), null);
    gets!(operations.dictionary_get_not_provided(), DictionaryWrapper::new());
}

type Programs = std::collections::BTreeMap<String, String>;

async fn inheritance() {
    let operations = client!(body_complex).operations();
    let dog = |id: i64, name: &str, food: &str| Dog::new().id(id).name(name).food(food);
    let siamese = || {
        Siamese::new()
            .breed("persian")
            .color("green")
            .hates([dog(1, "Potato", "tomato"), dog(-1, "Tomato", "french fries")])
            .id(2)
            .name("Siameeee")
    };
    both!(operations, inheritance_get_valid, inheritance_put_valid, siamese());
}

fn shark() -> Shark {
    Shark::new(20.0, time("2012-01-05T01:00:00Z")).age(6).species("predator")
}

fn sawshark() -> Sawshark {
    let picture = Base64::from(vec![0xff, 0xff, 0xff, 0xff, 0xfe]);
    let birthday = time("1900-01-05T01:00:00Z");
    Sawshark::new(10.0, birthday).age(105).species("dangerous").picture(picture)
}

fn siblings() -> [Fish; 3] {
    let goblin = Goblinshark::new(30.0, time("2015-08-08T00:00:00Z"))
        .age(1)
        .species("scary")
        .jawsize(5)
        .color("pinkish-gray");
    [Fish::Shark(shark()), Fish::Sawshark(sawshark()), Fish::Goblinshark(goblin)]
}

/// The salmon of all scenarios, with other siblings.
fn salmon() -> SalmonBase {
    SalmonBase::new(1.0).location("alaska").iswild(true).species("king")
}

async fn polymorphism() {
    let operations = client!(body_complex).operations();
    let fish = || Fish::SalmonBase(salmon().siblings(siblings()));
    both!(operations, polymorphism_get_valid, polymorphism_put_valid, fish());
    let wild = json!({"fish.type": "DotSalmon", "location": "sweden", "iswild": true,
        "species": "king"});
    gets_json!(operations.polymorphism_get_dot_syntax(), wild);
    let market = |types: bool| {
        let fish = |location: &str, iswild: bool| match types {
            true => json!({"fish.type": "DotSalmon", "location": location, "iswild": iswild,
                "species": "king"}),
            false => json!({"location": location, "iswild": iswild, "species": "king"}),
        };
        json!({
            "sampleSalmon": fish("sweden", false),
            "salmons": [fish("sweden", false), fish("atlantic", true)],
            "sampleFish": fish("australia", false),
            "fishes": [fish("australia", false), fish("canada", true)],
        })
    };
    gets_json!(operations.polymorphism_get_composed_with_discriminator(), market(true));
    // Here the server sends fish without their discriminator, which the document requires.
    undecodable!(operations.polymorphism_get_composed_without_discriminator());
    let more = [
        ("additionalProperty1", json!(1)),
        ("additionalProperty2", json!(false)),
        ("additionalProperty3", json!("hello")),
        ("additionalProperty4", json!({"a": 1, "b": 2})),
        ("additionalProperty5", json!([1, 3])),
    ];
    let smart = || {
        let smart = SmartSalmon::new(1.0).location("alaska").iswild(true).species("king");
        let more = more.clone().map(|(name, value)| (name, Json::from(value)));
        Salmon::Smart(Box::new(smart.siblings(siblings()).additional_properties(more)))
    };
    both!(operations, polymorphism_get_complicated, polymorphism_put_complicated, smart());
    let base = || Salmon::Base(salmon().siblings(siblings()));
    // The document requires the discriminator, and the server sends a salmon without it.
    check!(operations.polymorphism_put_missing_discriminator(base()), |it| {
        holds(&it?.into_inner(), |it| matches!(it, Salmon::Unknown(_)))
    });
}

async fn recursion() {
    let operations = client!(body_complex).operations();
    let coho = SalmonBase::new(2.0).location("atlantic").iswild(true).species("coho");
    let coho = coho.siblings([Fish::Shark(shark()), Fish::Sawshark(sawshark())]);
    let alone = || Fish::Sawshark(sawshark().siblings([Fish::Shark(shark()); 0]));
    let shark = Fish::Shark(shark().siblings([Fish::SalmonBase(coho), alone()]));
    let salmon = || Fish::SalmonBase(salmon().siblings([shark.clone(), alone()]));
    both!(operations, polymorphicrecursive_get_valid, polymorphicrecursive_put_valid, salmon());
}
