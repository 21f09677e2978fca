//! The table of the runtime: its layers, their files, and what each file exports.
//!
//! The `mod.rs` of the runtime and of each layer are printed from it, in `generator/runtime/src` as
//! in every crate. So are the re-exports at the root of a crate. `plan::reserved` reads the names
//! that schemas and operations cannot have.

use super::Reserved::{Everywhere, Nowhere, Requests, Types};
use super::{Condition, Export, External, Layer, Module, Part};

/// A module whose text is the file of this name.
macro_rules! module {
    ($layer:literal, $name:literal) => {
        Module::new($name, include_str!(concat!("../../runtime/src/", $layer, "/", $name, ".rs")))
    };
}

/// The names of other crates.
pub const EXTERNAL: &[External] = &[
    External {
        path: "::http::HeaderMap",
        export: Export::user("HeaderMap", Types),
        is_for_types: false,
    },
    External {
        path: "::http::StatusCode",
        export: Export::user("StatusCode", Nowhere),
        is_for_types: false,
    },
    External {
        path: "bytes::Bytes",
        export: Export::user("Bytes", Everywhere),
        is_for_types: false,
    },
    External {
        path: "serde_json::Value as Json",
        export: Export::user("Json", Everywhere),
        is_for_types: true,
    },
];

/// The layers, each with the layers that it may import.
pub const LAYERS: &[Layer] = &[
    Layer {
        name: "value",
        docs: "The types of JSON values: objects, enums, unions, numbers, bytes.",
        imports: &[],
        modules: &[
            module!("value", "attempts").only_for(Part::Unions),
            module!("value", "base64").exports(&[Export::user("Base64", Everywhere)]),
            module!("value", "buffered").only_for(Part::Unions),
            module!("value", "buffered_deserializer").only_for(Part::Unions),
            module!("value", "chosen_type")
                .only_for(Part::ChosenTypes)
                .exports(&[Export::generated("chosen_type", Nowhere)]),
            module!("value", "decimal_number")
                .only_for(Part::DecimalNumbers)
                .exports(&[Export::user("DecimalNumber", Nowhere)]),
            module!("value", "encoded_bytes").only_for(Part::EncodedBytes).exports(&[
                Export::user("Base16", Everywhere),
                Export::user("Base64Url", Everywhere),
            ]),
            module!("value", "hidden")
                .only_for(Part::Secrets)
                .exports(&[Export::generated("Hidden", Nowhere)]),
            module!("value", "inspect").only_for(Part::Unions),
            module!("value", "integer_enum")
                .only_for(Part::IntegerEnums)
                .public()
                .macros(&["integer_enum"]),
            module!("value", "iso_duration")
                .only_for(Part::IsoDurations)
                .exports(&[Export::user("IsoDuration", Nowhere)]),
            module!("value", "json_path"),
            module!("value", "maybe").exports(&[Export::user("Maybe", Everywhere)]),
            module!("value", "number"),
            module!("value", "object").public().macros(&["object"]),
            module!("value", "object_fields"),
            module!("value", "replay").only_for(Part::Unions),
            module!("value", "replay_mode").only_for(Part::Unions),
            module!("value", "rfc3339")
                .only_for(Part::Rfc3339)
                .exports(&[Export::user("Rfc3339", Nowhere)]),
            module!("value", "score").only_for(Part::Unions),
            module!("value", "shape").only_for(Part::Unions),
            module!("value", "string_enum").public().macros(&["string_enum"]),
            module!("value", "union").only_for(Part::Unions).public().macros(&["union"]),
        ],
    },
    Layer {
        name: "json",
        docs: "JSON texts: reading, writing, and the location of an error.",
        imports: &["value"],
        modules: &[
            module!("json", "error_path").exports(&[Export::generated("json_path", Nowhere)]),
            module!("json", "finite"),
            module!("json", "json_string")
                .only_for(Part::JsonStrings)
                .exports(&[Export::user("JsonString", Everywhere)]),
            module!("json", "text"),
        ],
    },
    Layer {
        name: "platform",
        docs: "Platform differences: time, random numbers, futures.",
        imports: &[],
        modules: &[
            module!("platform", "browser").when(Condition::Browser),
            module!("platform", "clock")
                .exports(&[Export::user("Clock", Nowhere), Export::user("SystemClock", Nowhere)]),
            module!("platform", "future").exports(&[Export::user("BoxFuture", Nowhere)]),
            module!("platform", "http_date"),
            module!("platform", "random"),
        ],
    },
    Layer {
        name: "http",
        docs: "HTTP messages, and the transport that sends them.",
        imports: &["platform", "value"],
        modules: &[
            module!("http", "body").exports(&[Export::user("Body", Requests)]),
            module!("http", "error").exports(&[
                Export::user("BoxError", Nowhere),
                Export::user("TransportError", Nowhere),
                Export::user("TransportErrorKind", Nowhere),
            ]),
            module!("http", "file").exports(&[Export::user("File", Everywhere)]),
            module!("http", "headers").exports(&[
                Export::generated("Headers", Types),
                Export::generated("header", Nowhere),
            ]),
            module!("http", "method").exports(&[Export::user("Method", Requests)]),
            module!("http", "transport").exports(&[
                Export::user("DocumentedRedirects", Nowhere),
                Export::user("Redirected", Nowhere),
                Export::user("Timeout", Nowhere),
                Export::user("Transport", Nowhere),
            ]),
            module!("http", "transport_fetch")
                .when(Condition::Browser)
                .exports(&[Export::user("FetchTransport", Nowhere)]),
            module!("http", "transport_reqwest").when(Condition::Native).exports(&[
                Export::user("ReqwestTransport", Nowhere),
                Export::user("same_origin_redirects", Nowhere),
            ]),
            module!("http", "url").exports(&[
                Export::generated("url_authority", Nowhere),
                Export::generated("url_path", Nowhere),
            ]),
        ],
    },
    Layer {
        name: "operation",
        docs: "Descriptions of operations, and how arguments become parts of a request.",
        imports: &["http", "value"],
        modules: &[
            module!("operation", "argument_value").public(),
            module!("operation", "nested_lists")
                .only_for(Part::NestedLists)
                .exports(&[Export::generated("nested_lists", Nowhere)]),
            module!("operation", "pagination").exports(&[
                Export::generated("CursorSource", Nowhere),
                Export::generated("Pagination", Nowhere),
                Export::generated("PaginationStyle", Nowhere),
            ]),
            module!("operation", "parameter").public().exports(&[
                Export::generated("Location", Nowhere),
                Export::generated("Parameter", Requests),
                Export::generated("Style", Requests),
            ]),
            module!("operation", "path_template"),
            module!("operation", "request_error").exports(&[Export::user("RequestError", Nowhere)]),
            module!("operation", "request_head"),
            module!("operation", "stub_context").when(Condition::TestUtil),
            module!("operation", "table").exports(&[Export::generated("Operation", Requests)]),
            module!("operation", "target"),
        ],
    },
    Layer {
        name: "client",
        docs: "The client: its settings, its calls and their attempts.",
        imports: &["http", "json", "operation", "platform", "value"],
        modules: &[
            module!("client", "attempts"),
            module!("client", "builder")
                .exports(&[Export::user("BuildError", Nowhere), Export::user("Builder", Nowhere)]),
            module!("client", "call").exports(&[Export::generated("Call", Requests)]),
            module!("client", "call_secrets"),
            module!("client", "call_time"),
            module!("client", "config")
                .exports(&[Export::generated("Api", Nowhere), Export::generated("Core", Requests)]),
            module!("client", "credential").exports(&[
                Export::user("Credential", Nowhere),
                Export::user("CredentialLocation", Nowhere),
            ]),
            module!("client", "error").exports(&[
                Export::user("ApiError", Nowhere),
                Export::user("AuthError", Nowhere),
                Export::generated("CallResult", Nowhere),
                Export::user("DecodeError", Nowhere),
                Export::user("Error", Requests),
                Export::user("RawError", Requests),
                Export::generated("SendError", Nowhere),
            ]),
            module!("client", "error_message"),
            module!("client", "hook").exports(&[
                Export::user("RequestInfo", Nowhere),
                Export::user("ResponseInfo", Nowhere),
            ]),
            module!("client", "lenient"),
            module!("client", "lenient_text"),
            module!("client", "limits"),
            module!("client", "options"),
            module!("client", "raw_response").exports(&[
                Export::generated("ErrorBody", Types),
                Export::generated("RawResponse", Everywhere),
            ]),
            module!("client", "received").exports(&[Export::generated("ReadMode", Requests)]),
            module!("client", "repeat"),
            module!("client", "response").exports(&[Export::user("Response", Requests)]),
            module!("client", "response_future").exports(&[
                Export::generated("RawResponseFuture", Nowhere),
                Export::generated("ResponseFuture", Requests),
                Export::generated("StreamFuture", Requests),
            ]),
            module!("client", "retry").exports(&[Export::user("RetryPolicy", Nowhere)]),
            module!("client", "secret").exports(&[Export::user("Secret", Nowhere)]),
            module!("client", "token_provider").exports(&[
                Export::user("TokenContext", Nowhere),
                Export::user("TokenError", Nowhere),
                Export::user("TokenProvider", Nowhere),
            ]),
            module!("client", "trace").when(Condition::Tracing),
            module!("client", "trace_disabled").when(Condition::NoTracing),
            module!("client", "undocumented").only_for(Part::Successes),
            module!("client", "untyped_error").exports(&[Export::user("ErrorKind", Nowhere)]),
            module!("client", "value_mismatch").exports(&[Export::user("ValueMismatch", Nowhere)]),
        ],
    },
    Layer {
        name: "surface",
        docs: "Features of requests beyond simple calls: streams, pages, forms, webhooks.",
        imports: &["client", "http", "json", "operation", "platform", "value"],
        modules: &[
            module!("surface", "alternative").only_for(Part::Alternatives),
            module!("surface", "blocking").when(Condition::Blocking).exports(&[
                Export::generated("Awaited", Nowhere),
                Export::user("Blocking", Nowhere),
                Export::user("BlockingIter", Nowhere),
                Export::generated("Streamed", Nowhere),
            ]),
            module!("surface", "byte_stream").exports(&[
                Export::user("ByteStream", Requests),
                Export::user("SaveError", Nowhere),
            ]),
            module!("surface", "client_credentials")
                .only_for(Part::Tokens)
                .exports(&[Export::user("ClientCredentials", Nowhere)]),
            module!("surface", "custom_request").exports(&[Export::user("CustomRequest", Nowhere)]),
            module!("surface", "disk").when(Condition::Fs),
            module!("surface", "error_headers")
                .only_for(Part::ErrorHeaders)
                .exports(&[Export::generated("ErrorHeaders", Types)]),
            module!("surface", "event_stream")
                .only_for(Part::Events)
                .exports(&[Export::user("EventStream", Requests)]),
            module!("surface", "form")
                .only_for(Part::Forms)
                .exports(&[Export::generated("PropertyEncoding", Requests)]),
            module!("surface", "form_webhook").only_for(Part::FormWebhooks).public(),
            module!("surface", "header_encoding").only_for(Part::HeaderEncodings).exports(&[
                Export::generated("delimited_header", Nowhere),
                Export::generated("json_header", Nowhere),
            ]),
            module!("surface", "json_lines")
                .only_for(Part::Lines)
                .exports(&[Export::user("JsonLines", Requests)]),
            module!("surface", "json_pointer").only_for(Part::Pages),
            module!("surface", "link_header").only_for(Part::Pages),
            module!("surface", "media_types").only_for(Part::MediaTypes),
            module!("surface", "multipart")
                .only_for(Part::Multipart)
                .exports(&[Export::generated("PartEncoding", Requests)]),
            module!("surface", "page_stream").only_for(Part::Pages).exports(&[
                Export::user("ItemStream", Nowhere),
                Export::user("PageStream", Nowhere),
            ]),
            module!("surface", "part_encoding").only_for(Part::Encodings).public(),
            module!("surface", "request")
                .public()
                .macros(&["request"])
                .exports(&[Export::user("Request", Nowhere)]),
            module!("surface", "sse_parser")
                .only_for(Part::Events)
                .exports(&[Export::user("ServerEvent", Nowhere)]),
            module!("surface", "text_lines").only_for(Part::TextLines),
            module!("surface", "tower").when(Condition::Tower).exports(&[
                Export::user("TowerTransport", Nowhere),
                Export::user("TransportService", Nowhere),
            ]),
            module!("surface", "typed_events").only_for(Part::TypedEvents),
            module!("surface", "untyped_text")
                .only_for(Part::UntypedTexts)
                .exports(&[Export::generated("untyped_header", Nowhere)]),
            module!("surface", "webhook")
                .only_for(Part::Webhooks)
                .public()
                .exports(&[Export::user("WebhookError", Nowhere)]),
            module!("surface", "webhook_signature").when(Condition::WebhookSignatures).exports(&[
                Export::user("SecretError", Nowhere),
                Export::user("SignatureError", Nowhere),
                Export::user("WebhookVerifier", Nowhere),
            ]),
            module!("surface", "xml_body").only_for(Part::Xml).exports(&[
                Export::generated("xml_page", Nowhere),
                Export::generated("xml_part", Nowhere),
            ]),
            module!("surface", "xml_disabled")
                .only_for(Part::Xml)
                .when(Condition::NoXml)
                .exports(&[Export::generated("XmlElement", Nowhere)]),
            module!("surface", "xml_element").only_for(Part::Xml).when(Condition::Xml),
            module!("surface", "xml_error").only_for(Part::Xml),
            module!("surface", "xml_read").only_for(Part::Xml).when(Condition::Xml),
            module!("surface", "xml_schema").only_for(Part::Xml).when(Condition::Xml).exports(&[
                Export::generated("XmlElement", Nowhere),
                Export::generated("XmlItem", Nowhere),
                Export::generated("XmlMember", Nowhere),
                Export::generated("XmlName", Nowhere),
                Export::generated("XmlNode", Nowhere),
                Export::generated("XmlObject", Nowhere),
                Export::generated("XmlSchema", Nowhere),
                Export::generated("XmlUnion", Nowhere),
                Export::generated("XmlVariant", Nowhere),
            ]),
            module!("surface", "xml_successes").only_for(Part::XmlSuccesses),
            module!("surface", "xml_tree").only_for(Part::Xml).when(Condition::Xml),
            module!("surface", "xml_webhook").only_for(Part::XmlWebhooks).public(),
            module!("surface", "xml_write").only_for(Part::Xml).when(Condition::Xml),
        ],
    },
    Layer {
        name: "testing",
        docs: "The test double, and the descriptions of operations that it needs.",
        imports: &["client", "http", "json", "operation", "platform", "surface"],
        modules: &[
            module!("testing", "stub_request").when(Condition::TestUtil).exports(&[
                Export::user("StubRequest", Nowhere),
                Export::generated("StubResult", Nowhere),
                Export::generated("ToStubResponse", Nowhere),
            ]),
            module!("testing", "stub_response").public().macros(&["stub_response"]),
            module!("testing", "stub_xml").only_for(Part::Xml).when(Condition::TestUtil),
            module!("testing", "test_double").when(Condition::TestUtil).exports(&[
                Export::user("Stub", Nowhere),
                Export::user("StubBuilder", Nowhere),
                Export::user("TestDouble", Nowhere),
                Export::user("TestRequest", Nowhere),
            ]),
        ],
    },
];
