//! `body-boolean.json` and the other documents whose bodies are single values.

use autorest::body_date::types::DateGetMinDateResponse;
use autorest::body_string::types::{
    EnumGetNotExpandableResponse, EnumPutNotExpandableBody, RefColorConstant,
    RefColorConstantValue, RefColors, StringGetEmptyResponse, StringPutEmptyBody,
};
use autorest::{Base64, Base64Url};

use crate::check::{date, time};

pub async fn calls() {
    booleans().await;
    bytes().await;
    dates().await;
    times().await;
    local_times().await;
    rfc_1123().await;
    durations().await;
    integers().await;
    numbers().await;
    strings().await;
    enums().await;
}

async fn booleans() {
    let bool = client!(body_boolean).bool_operations();
    both!(bool, get_true, put_true, true);
    both!(bool, get_false, put_false, false);
    gets!(bool.get_null(), None);
    undecodable!(bool.get_invalid());
}

async fn bytes() {
    let byte = client!(body_byte).byte_operations();
    let value = || Base64::from(vec![0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6]);
    undecodable!(byte.get_null());
    gets!(byte.get_empty(), Base64::from(Vec::new()));
    both!(byte, get_non_ascii, put_non_ascii, value());
    undecodable!(byte.get_invalid());
}

async fn dates() {
    let operations = client!(body_date).operations();
    gets!(operations.date_get_null(), None);
    undecodable!(operations.date_get_invalid_date());
    undecodable!(operations.date_get_overflow_date());
    undecodable!(operations.date_get_underflow_date());
    both!(operations, date_get_max_date, date_put_max_date, date("9999-12-31"));
    // The enum has `0000-01-01`, and the server sends another value.
    gets!(operations.date_get_min_date(), DateGetMinDateResponse::from("0001-01-01"));
    sends!(operations.date_put_min_date(date("0001-01-01")));
}

async fn times() {
    let operations = client!(body_datetime).operations();
    let max = || time("9999-12-31T23:59:59.999Z");
    gets!(operations.datetime_get_null(), None);
    undecodable!(operations.datetime_get_invalid());
    gets!(operations.datetime_get_overflow(), time("9999-12-31T23:59:59.999-14:00"));
    undecodable!(operations.datetime_get_underflow());
    sends!(operations.datetime_put_utc_max_date_time(max()));
    gets!(operations.datetime_get_utc_lowercase_max_date_time(), max());
    gets!(operations.datetime_get_utc_uppercase_max_date_time(), max());
    let digits = || time("9999-12-31T23:59:59.9999999Z");
    // The server compares the text, and expects seven digits. The client sends nine.
    fails!(operations.datetime_put_utc_max_date_time7_digits(digits()), 400);
    gets!(operations.datetime_get_utc_uppercase_max_date_time7_digits(), digits());
    gets_json!(operations.datetime_get_utc_min_date_time(), "0001-01-01T00:00:00Z");
    sends!(operations.datetime_put_utc_min_date_time(time("0001-01-01T00:00:00Z")));
}

async fn local_times() {
    let operations = client!(body_datetime).operations();
    let east = || time("9999-12-31T23:59:59.999+14:00");
    sends!(operations.datetime_put_local_positive_offset_max_date_time(east()));
    gets!(operations.datetime_get_local_positive_offset_lowercase_max_date_time(), east());
    gets!(operations.datetime_get_local_positive_offset_uppercase_max_date_time(), east());
    let west = || time("9999-12-31T23:59:59.999-14:00");
    sends!(operations.datetime_put_local_negative_offset_max_date_time(west()));
    gets!(operations.datetime_get_local_negative_offset_uppercase_max_date_time(), west());
    gets!(operations.datetime_get_local_negative_offset_lowercase_max_date_time(), west());
    let [east, west] = ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00"];
    sends!(operations.datetime_put_local_positive_offset_min_date_time(time(east)));
    gets_json!(operations.datetime_get_local_positive_offset_min_date_time(), east);
    sends!(operations.datetime_put_local_negative_offset_min_date_time(time(west)));
    gets_json!(operations.datetime_get_local_negative_offset_min_date_time(), west);
    undecodable!(operations.datetime_get_local_no_offset_min_date_time());
}

async fn rfc_1123() {
    let operations = client!(body_datetime_rfc1123).operations();
    gets!(operations.datetimerfc1123_get_null(), None);
    gets!(operations.datetimerfc1123_get_invalid(), "Tue, 01 Dec 2000 00:00:0A ABC");
    gets!(operations.datetimerfc1123_get_overflow(), "Sat, 1 Jan 10000 00:00:00 GMT");
    gets!(operations.datetimerfc1123_get_underflow(), "Tue, 00 Jan 0000 00:00:00 GMT");
    sends!(operations.datetimerfc1123_put_utc_max_date_time("Fri, 31 Dec 9999 23:59:59 GMT"));
    let lower = "fri, 31 dec 9999 23:59:59 gmt";
    gets!(operations.datetimerfc1123_get_utc_lowercase_max_date_time(), lower);
    let upper = "FRI, 31 DEC 9999 23:59:59 GMT";
    gets!(operations.datetimerfc1123_get_utc_uppercase_max_date_time(), upper);
    let min = "Mon, 01 Jan 0001 00:00:00 GMT";
    sends!(operations.datetimerfc1123_put_utc_min_date_time(min));
    gets_json!(operations.datetimerfc1123_get_utc_min_date_time(), min);
}

async fn durations() {
    let operations = client!(body_duration).operations();
    gets!(operations.duration_get_null(), None);
    sends!(operations.duration_put_positive_duration("P123DT22H14M12.011S"));
    gets!(operations.duration_get_positive_duration(), "P3Y6M4DT12H30M5S");
    // A duration is a string with any content.
    gets!(operations.duration_get_invalid(), "123ABC");
    let operations = client!(body_time).operations();
    gets!(operations.time_get(), "11:34:56");
    gets!(operations.time_put("08:07:56"), "Nice job posting time");
}

async fn integers() {
    let operations = client!(body_integer).operations();
    gets!(operations.int_get_null(), None);
    undecodable!(operations.int_get_invalid());
    undecodable!(operations.int_get_overflow_int32());
    undecodable!(operations.int_get_underflow_int32());
    undecodable!(operations.int_get_overflow_int64());
    undecodable!(operations.int_get_underflow_int64());
    sends!(operations.int_put_max32(i32::MAX));
    sends!(operations.int_put_max64(i64::MAX));
    sends!(operations.int_put_min32(i32::MIN));
    sends!(operations.int_put_min64(i64::MIN));
    both!(operations, int_get_unix_time, int_put_unix_time_date, 1_460_505_600);
    undecodable!(operations.int_get_invalid_unix_time());
    gets!(operations.int_get_null_unix_time(), None);
}

async fn numbers() {
    let operations = client!(body_number).operations();
    gets!(operations.number_get_null(), None);
    undecodable!(operations.number_get_invalid_float());
    undecodable!(operations.number_get_invalid_double());
    undecodable!(operations.number_get_invalid_decimal());
    macro_rules! numbers {
        ($($get:ident $put:ident $value:expr;)*) => {
            $(both!(operations, $get, $put, $value);)*
        };
    }
    numbers! {
        number_get_big_float number_put_big_float 3.402823e20;
        number_get_big_double number_put_big_double 2.5976931e101;
        number_get_big_double_positive_decimal number_put_big_double_positive_decimal 99999999.99;
        number_get_big_double_negative_decimal number_put_big_double_negative_decimal -99999999.99;
        number_get_big_decimal number_put_big_decimal 2.5976931e101;
        number_get_big_decimal_positive_decimal number_put_big_decimal_positive_decimal
            99999999.99;
        number_get_big_decimal_negative_decimal number_put_big_decimal_negative_decimal
            -99999999.99;
        number_get_small_float number_put_small_float 3.402823e-20;
        number_get_small_double number_put_small_double 2.5976931e-101;
        number_get_small_decimal number_put_small_decimal 2.5976931e-101;
    }
}

/// The characters that the document of strings has as an enum.
const MANY: &str = "啊齄丂狛狜\u{f9f1}\u{f92c}\u{f9f1}\u{fa0c}\u{fa29}ˊ〞〡￤℡㈱‐ー﹡﹢﹫、〓ⅰⅹ⒈€㈠㈩ⅠⅫ！￣ぁんァヶΑ︴АЯаяāɡㄅㄩ─╋︵﹄︻︱︳︴ⅰⅹɑ\u{e7c7}ɡ〇〾⿻⺁\u{e843}䜣\u{e864}€";
const NOW_IS_THE_TIME: &str =
    "    Now is the time for all good men to come to the aid of their country    ";

async fn strings() {
    let string = client!(body_string).string_operations();
    gets!(string.get_null(), None);
    sends!(string.put_null());
    gets!(string.get_empty(), StringGetEmptyResponse::Empty);
    sends!(string.put_empty(StringPutEmptyBody::Empty));
    gets_json!(string.get_mbcs(), MANY);
    sends!(string.put_mbcs(MANY));
    gets_json!(string.get_whitespace(), NOW_IS_THE_TIME);
    sends!(string.put_whitespace(NOW_IS_THE_TIME));
    // The response has no content, and the schema is a string.
    undecodable!(string.get_not_provided());
    let text = b"a string that gets encoded with base64".to_vec();
    gets!(string.get_base64_encoded(), Base64::from(text));
    let url = || Base64Url::from(b"a string that gets encoded with base64url");
    both!(string, get_base64_url_encoded, put_base64_url_encoded, url());
    gets!(string.get_null_base64_url_encoded(), None);
}

async fn enums() {
    let string = client!(body_string).string_operations();
    gets!(string.enum_get_not_expandable(), EnumGetNotExpandableResponse::RedColor);
    sends!(string.enum_put_not_expandable(EnumPutNotExpandableBody::RedColor));
    both!(string, enum_get_referenced, enum_put_referenced, RefColors::RedColor);
    // The document requires `ColorConstant`, and the server does not send it.
    undecodable!(string.enum_get_referenced_constant());
    let green = RefColorConstantValue::GreenColor;
    sends!(string.enum_put_referenced_constant(RefColorConstant::new(green)));
}
