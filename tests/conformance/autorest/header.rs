//! `header.json`: headers of requests and of responses.

use autorest::header::types::{HeaderParamEnumValue, HeaderResponseEnumValue};
use autorest::{Base64, Request as _};

use crate::check::{date, time};

/// A header is sent with a value, and another operation responds with the same header. The values
/// of a scenario are the same for both.
macro_rules! headers {
    ($header:ident: $($param:ident $response:ident { $($scenario:literal $value:expr),+ })*) => {
        $($(
            sends!($header.$param($scenario, $value));
            has_header!($header.$response($scenario), value, $value);
        )+)*
    };
}

fn bytes() -> Base64 {
    Base64::from("啊齄丂狛狜\u{f9f1}\u{f92c}\u{f9f1}\u{fa0c}\u{fa29}".as_bytes().to_vec())
}

pub async fn calls() {
    let header = client!(header).header_operations();
    sends!(header.param_existing_key("overwrite"));
    has_header!(header.response_existing_key(), user_agent, "overwrite".to_owned());
    sends!(header.response_protected_key());
    headers! { header:
        param_integer response_integer { "positive" 1, "negative" -2 }
        param_long response_long { "positive" 105, "negative" -2 }
        param_float response_float { "positive" 0.07, "negative" -3.0 }
        param_double response_double { "positive" 7e120, "negative" -3.0 }
        param_bool response_bool { "true" true, "false" false }
        param_date response_date { "valid" date("2010-01-01"), "min" date("0001-01-01") }
        param_datetime response_datetime {
            "valid" time("2010-01-01T12:34:56Z"), "min" time("0001-01-01T00:00:00Z")
        }
        param_duration response_duration { "valid" "P123DT22H14M12.011S".to_owned() }
        param_byte response_byte { "valid" bytes() }
    }
    texts().await;
    let id = "9C4D50EE-2D56-4CD3-8152-34347DC9F2B0";
    sends!(header.custom_request_id().with_header("x-ms-client-request-id", id));
}

async fn texts() {
    let header = client!(header).header_operations();
    let fox = "The quick brown fox jumps over the lazy dog";
    sends!(header.param_string("valid").value(fox));
    sends!(header.param_string("null"));
    sends!(header.param_string("empty").value(""));
    has_header!(header.response_string("valid"), value, fox.to_owned());
    has_header!(header.response_string("null"), value, "null".to_owned());
    has_header!(header.response_string("empty"), value, String::new());
    for (scenario, value) in
        [("valid", "Fri, 01 Jan 2010 12:34:56 GMT"), ("min", "Mon, 01 Jan 0001 00:00:00 GMT")]
    {
        sends!(header.param_datetime_rfc1123(scenario).value(value));
        has_header!(header.response_datetime_rfc1123(scenario), value, value.to_owned());
    }
    sends!(header.param_enum("valid").value(HeaderParamEnumValue::Grey));
    sends!(header.param_enum("null"));
    has_header!(header.response_enum("valid"), value, HeaderResponseEnumValue::Grey);
    has_header!(header.response_enum("null"), value, HeaderResponseEnumValue::from(""));
}
