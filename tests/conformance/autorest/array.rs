//! `body-array.json`: lists as bodies.

use std::collections::BTreeMap;

use autorest::body_array::types::{
    ArrayGetEnumValidResponseItem as EnumItem, ArrayGetStringEnumValidResponseItem as OpenItem,
    ArrayPutEnumValidBodyItem as SentItem, ArrayPutStringEnumValidBodyItem as SentOpenItem,
    Product,
};
use autorest::{Base64, Base64Url};
use uuid::{Uuid, uuid};

use crate::check::{date, time};

const FOOS: [&str; 3] = ["foo1", "foo2", "foo3"];
const UUIDS: [Uuid; 3] = [
    uuid!("6dcc7237-45fe-45c4-8a6b-3a8a3f625652"),
    uuid!("d1399005-30f7-40d6-8da6-dd7c89ad34db"),
    uuid!("f42f6aa1-a5bc-4ddf-907e-5f915de43205"),
];
const RFC_1123: [&str; 3] = [
    "Fri, 01 Dec 2000 00:00:01 GMT",
    "Wed, 02 Jan 1980 00:11:35 GMT",
    "Wed, 12 Oct 1492 10:15:01 GMT",
];

pub async fn calls() {
    let array = client!(body_array).array_operations();
    undecodable!(array.get_null());
    undecodable!(array.get_invalid());
    gets!(array.get_empty(), [0_i64; 0]);
    sends!(array.put_empty([""; 0]));
    both!(array, get_boolean_tfft, put_boolean_tfft, [true, false, false, true]);
    undecodable!(array.get_boolean_invalid_null());
    undecodable!(array.get_boolean_invalid_string());
    both!(array, get_integer_valid, put_integer_valid, [1, -1, 3, 300]);
    undecodable!(array.get_int_invalid_null());
    undecodable!(array.get_int_invalid_string());
    both!(array, get_long_valid, put_long_valid, [1, -1, 3, 300]);
    undecodable!(array.get_long_invalid_null());
    undecodable!(array.get_long_invalid_string());
    both!(array, get_float_valid, put_float_valid, [0.0, -0.01, -1.2e20]);
    undecodable!(array.get_float_invalid_null());
    undecodable!(array.get_float_invalid_string());
    both!(array, get_double_valid, put_double_valid, [0.0, -0.01, -1.2e20]);
    undecodable!(array.get_double_invalid_null());
    undecodable!(array.get_double_invalid_string());
    strings().await;
    times().await;
    bytes().await;
    objects().await;
}

async fn strings() {
    let array = client!(body_array).array_operations();
    both!(array, get_string_valid, put_string_valid, FOOS);
    gets!(array.get_enum_valid(), [EnumItem::Foo1, EnumItem::Foo2, EnumItem::Foo3]);
    sends!(array.put_enum_valid([SentItem::Foo1, SentItem::Foo2, SentItem::Foo3]));
    gets!(array.get_string_enum_valid(), [OpenItem::Foo1, OpenItem::Foo2, OpenItem::Foo3]);
    sends!(array.put_string_enum_valid([
        SentOpenItem::Foo1,
        SentOpenItem::Foo2,
        SentOpenItem::Foo3
    ]));
    gets_json!(array.get_string_with_null(), ["foo", null, "foo2"]);
    undecodable!(array.get_string_with_invalid());
    both!(array, get_uuid_valid, put_uuid_valid, UUIDS);
    undecodable!(array.get_uuid_invalid_chars());
}

async fn times() {
    let array = client!(body_array).array_operations();
    let dates = ["2000-12-01", "1980-01-02", "1492-10-12"].map(date);
    both!(array, get_date_valid, put_date_valid, dates);
    undecodable!(array.get_date_invalid_null());
    undecodable!(array.get_date_invalid_chars());
    // The server sends offsets, and accepts the same local times in UTC.
    let sent = ["2000-12-01T00:00:01Z", "1980-01-02T00:11:35+01:00", "1492-10-12T10:15:01-08:00"];
    gets!(array.get_date_time_valid(), sent.map(time));
    let accepted = ["2000-12-01T00:00:01Z", "1980-01-02T00:11:35Z", "1492-10-12T10:15:01Z"];
    sends!(array.put_date_time_valid(accepted.map(time)));
    undecodable!(array.get_date_time_invalid_null());
    undecodable!(array.get_date_time_invalid_chars());
    both!(array, get_date_time_rfc1123_valid, put_date_time_rfc1123_valid, RFC_1123);
    gets!(array.get_duration_valid(), ["P123DT22H14M12.011S", "P5DT1H0M0S"]);
    sends!(array.put_duration_valid(["P123DT22H14M12.011S", "P5DT1H"]));
}

async fn bytes() {
    let array = client!(body_array).array_operations();
    let bytes = [&b"\xff\xff\xff\xfa"[..], b"\x01\x02\x03", b"\x25\x29\x43"];
    let bytes = || bytes.map(|bytes| Base64::from(bytes.to_vec()));
    both!(array, get_byte_valid, put_byte_valid, bytes());
    undecodable!(array.get_byte_invalid_null());
    let texts = ["a string that gets encoded with base64url", "test string", "Lorem ipsum"];
    gets!(array.get_base64_url(), texts.map(|text| Base64Url::from(text.as_bytes())));
}

async fn objects() {
    let array = client!(body_array).array_operations();
    let product = |integer: i64, string: &str| Product::new().integer(integer).string(string);
    let products = || [product(1, "2"), product(3, "4"), product(5, "6")];
    undecodable!(array.get_complex_null());
    gets!(array.get_complex_empty(), [product(0, ""); 0]);
    gets!(array.get_complex_item_null(), [Some(product(1, "2")), None, Some(product(5, "6"))]);
    gets!(array.get_complex_item_empty(), [product(1, "2"), Product::new(), product(5, "6")]);
    both!(array, get_complex_valid, put_complex_valid, products());

    let lists =
        || [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]].map(|it| it.map(String::from));
    undecodable!(array.get_array_null());
    gets!(array.get_array_empty(), [["".to_owned(); 0]; 0]);
    gets_json!(array.get_array_item_null(), [["1", "2", "3"], null, ["7", "8", "9"]]);
    gets_json!(array.get_array_item_empty(), [["1", "2", "3"], [], ["7", "8", "9"]]);
    gets!(array.get_array_valid(), lists());
    sends!(array.put_array_valid(lists()));

    let map = |entries: [(&str, &str); 3]| -> BTreeMap<String, String> {
        entries.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    };
    let maps = || {
        [
            map([("1", "one"), ("2", "two"), ("3", "three")]),
            map([("4", "four"), ("5", "five"), ("6", "six")]),
            map([("7", "seven"), ("8", "eight"), ("9", "nine")]),
        ]
    };
    let [first, _, last] = maps();
    undecodable!(array.get_dictionary_null());
    gets!(array.get_dictionary_empty(), [first.clone(); 0]);
    gets!(array.get_dictionary_item_null(), [Some(first.clone()), None, Some(last.clone())]);
    gets!(array.get_dictionary_item_empty(), [first, BTreeMap::new(), last]);
    both!(array, get_dictionary_valid, put_dictionary_valid, maps());
}
