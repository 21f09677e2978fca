//! `body-dictionary.json`: maps as bodies.

use std::collections::BTreeMap;

use autorest::body_dictionary::types::Widget;
use autorest::{Base64, Base64Url};

use crate::check::{date, time};

/// A map whose keys are the indices of a list.
fn map<T>(values: impl IntoIterator<Item = T>) -> BTreeMap<String, T> {
    values.into_iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
}

fn strings<const N: usize>(values: [&str; N]) -> BTreeMap<String, String> {
    map(values.map(str::to_owned))
}

pub async fn calls() {
    let dictionary = client!(body_dictionary).dictionary_operations();
    undecodable!(dictionary.get_null());
    gets!(dictionary.get_empty(), BTreeMap::new());
    sends!(dictionary.put_empty([("", ""); 0]));
    let booleans = || map([true, false, false, true]);
    both!(dictionary, get_boolean_tfft, put_boolean_tfft, booleans());
    undecodable!(dictionary.get_boolean_invalid_null());
    undecodable!(dictionary.get_boolean_invalid_string());
    both!(dictionary, get_integer_valid, put_integer_valid, map([1, -1, 3, 300]));
    undecodable!(dictionary.get_int_invalid_null());
    undecodable!(dictionary.get_int_invalid_string());
    both!(dictionary, get_long_valid, put_long_valid, map([1, -1, 3, 300]));
    undecodable!(dictionary.get_long_invalid_null());
    undecodable!(dictionary.get_long_invalid_string());
    both!(dictionary, get_float_valid, put_float_valid, map([0.0, -0.01, -1.2e20]));
    undecodable!(dictionary.get_float_invalid_null());
    undecodable!(dictionary.get_float_invalid_string());
    both!(dictionary, get_double_valid, put_double_valid, map([0.0, -0.01, -1.2e20]));
    undecodable!(dictionary.get_double_invalid_null());
    undecodable!(dictionary.get_double_invalid_string());
    both!(dictionary, get_string_valid, put_string_valid, strings(["foo1", "foo2", "foo3"]));
    undecodable!(dictionary.get_string_with_null());
    undecodable!(dictionary.get_string_with_invalid());
    times().await;
    bytes().await;
    objects().await;
    keys().await;
}

async fn times() {
    let dictionary = client!(body_dictionary).dictionary_operations();
    let dates = || map(["2000-12-01", "1980-01-02", "1492-10-12"].map(date));
    both!(dictionary, get_date_valid, put_date_valid, dates());
    undecodable!(dictionary.get_date_invalid_null());
    undecodable!(dictionary.get_date_invalid_chars());
    let sent = ["2000-12-01T00:00:01Z", "1980-01-02T00:11:35+01:00", "1492-10-12T10:15:01-08:00"];
    gets!(dictionary.get_date_time_valid(), map(sent.map(time)));
    // The server compares the text of the same instants in UTC.
    let utc = ["2000-12-01T00:00:01Z", "1980-01-01T23:11:35Z", "1492-10-12T18:15:01Z"];
    sends!(dictionary.put_date_time_valid(map(utc.map(time))));
    undecodable!(dictionary.get_date_time_invalid_null());
    undecodable!(dictionary.get_date_time_invalid_chars());
    let rfc_1123 = || {
        strings([
            "Fri, 01 Dec 2000 00:00:01 GMT",
            "Wed, 02 Jan 1980 00:11:35 GMT",
            "Wed, 12 Oct 1492 10:15:01 GMT",
        ])
    };
    both!(dictionary, get_date_time_rfc1123_valid, put_date_time_rfc1123_valid, rfc_1123());
    let durations = || strings(["P123DT22H14M12.011S", "P5DT1H"]);
    both!(dictionary, get_duration_valid, put_duration_valid, durations());
}

async fn bytes() {
    let dictionary = client!(body_dictionary).dictionary_operations();
    let bytes = [&b"\xff\xff\xff\xfa"[..], b"\x01\x02\x03", b"\x25\x29\x43"];
    let bytes = || map(bytes.map(|bytes| Base64::from(bytes.to_vec())));
    both!(dictionary, get_byte_valid, put_byte_valid, bytes());
    undecodable!(dictionary.get_byte_invalid_null());
    let texts = ["a string that gets encoded with base64url", "test string", "Lorem ipsum"];
    gets!(dictionary.get_base64_url(), map(texts.map(|text| Base64Url::from(text.as_bytes()))));
}

async fn objects() {
    let nested = client!(body_dictionary).dictionary_operations2();
    let widget = |integer: i64, string: &str| Widget::new().integer(integer).string(string);
    let widgets = || map([widget(1, "2"), widget(3, "4"), widget(5, "6")]);
    gets!(nested.get_complex_null(), None);
    gets!(nested.get_complex_empty(), BTreeMap::new());
    gets!(nested.get_complex_item_null(), map([Some(widget(1, "2")), None, Some(widget(5, "6"))]));
    gets!(nested.get_complex_item_empty(), map([widget(1, "2"), Widget::new(), widget(5, "6")]));
    both!(nested, get_complex_valid, put_complex_valid, widgets());

    let list = |items: [&str; 3]| items.map(str::to_owned).to_vec();
    let lists = || map([list(["1", "2", "3"]), list(["4", "5", "6"]), list(["7", "8", "9"])]);
    gets!(nested.get_array_null(), None);
    gets!(nested.get_array_empty(), BTreeMap::new());
    gets!(
        nested.get_array_item_null(),
        map([Some(list(["1", "2", "3"])), None, Some(list(["7", "8", "9"]))])
    );
    gets!(
        nested.get_array_item_empty(),
        map([list(["1", "2", "3"]), Vec::new(), list(["7", "8", "9"])])
    );
    both!(nested, get_array_valid, put_array_valid, lists());

    let inner = |entries: [(&str, &str); 3]| -> BTreeMap<String, String> {
        entries.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    };
    let first = || inner([("1", "one"), ("2", "two"), ("3", "three")]);
    let middle = || inner([("4", "four"), ("5", "five"), ("6", "six")]);
    let last = || inner([("7", "seven"), ("8", "eight"), ("9", "nine")]);
    undecodable!(nested.get_dictionary_null());
    gets!(nested.get_dictionary_empty(), BTreeMap::new());
    gets!(nested.get_dictionary_item_null(), map([Some(first()), None, Some(last())]));
    gets!(nested.get_dictionary_item_empty(), map([first(), BTreeMap::new(), last()]));
    both!(nested, get_dictionary_valid, put_dictionary_valid, map([first(), middle(), last()]));
}

async fn keys() {
    let operations = client!(body_dictionary).operations();
    undecodable!(operations.dictionary_get_null_value());
    undecodable!(operations.dictionary_get_null_key());
    gets_json!(operations.dictionary_get_empty_string_key(), {"": "val1"});
    undecodable!(operations.dictionary_get_invalid());
}
