//! The members of every object, in the order of the specification: OpenAPI 2.0, 3.0.3, 3.1.1 and
//! 3.2.0, and for schemas JSON Schema 2020-12.

use super::member::{Member, Object, ValueKind, ValueType, Version};
use crate::load::keys;

use ValueKind::{
    Any, AnyMap, Count, Flag, Number, ObjectMap, ObjectOrFlag, Objects, OneOf, Requirements, Text,
    TextMap, Texts, TypeNames, Values,
};
use Version::{V2, V30, V31, V32};

/// The members of an object in all versions. A member that changed is listed once for each form.
pub(super) fn members(object: Object) -> &'static [Member] {
    match object {
        Object::Document => DOCUMENT,
        Object::Info => INFO,
        Object::Contact => CONTACT,
        Object::License => LICENSE,
        Object::Server => SERVER,
        Object::ServerVariable => SERVER_VARIABLE,
        Object::Tag => TAG,
        Object::ExternalDocs => EXTERNAL_DOCS,
        Object::Components => COMPONENTS,
        Object::Paths | Object::Callback | Object::Responses => &[],
        Object::PathItem => PATH_ITEM,
        Object::Operation => OPERATION,
        Object::Parameter => PARAMETER,
        Object::RequestBody => REQUEST_BODY,
        Object::Response => RESPONSE,
        Object::Header => HEADER,
        Object::MediaType => MEDIA_TYPE,
        Object::Encoding => ENCODING,
        Object::Example => EXAMPLE,
        Object::Link => LINK,
        Object::SecurityScheme => SECURITY_SCHEME,
        Object::Flows => FLOWS,
        Object::ImplicitFlow => IMPLICIT_FLOW,
        Object::TokenFlow => TOKEN_FLOW,
        Object::CodeFlow => CODE_FLOW,
        Object::DeviceFlow => DEVICE_FLOW,
        Object::Schema => SCHEMA,
        Object::Discriminator => DISCRIMINATOR,
        Object::Xml => XML,
    }
}

const fn optional(key: &'static str, kind: ValueKind) -> Member {
    Member::optional(key, kind)
}

const fn required(key: &'static str, kind: ValueKind) -> Member {
    Member::required(key, kind)
}

const fn carrier(key: &'static str, kind: ValueKind) -> Member {
    Member::carrier(key, kind)
}

const fn object(object: Object) -> ValueKind {
    ValueKind::Object(object)
}

static DOCUMENT: &[Member] = &[
    required("swagger", Text).only(V2),
    required("openapi", Text).since(V30),
    optional("$self", Text).since(V32),
    required("info", object(Object::Info)),
    optional("jsonSchemaDialect", Text).since(V31),
    optional("host", Text).only(V2),
    optional("basePath", Text).only(V2),
    optional("schemes", Texts).only(V2),
    optional("consumes", Texts).only(V2),
    optional("produces", Texts).only(V2),
    optional("servers", Objects(Object::Server)).since(V30),
    required("paths", object(Object::Paths)).until(V30),
    optional("paths", object(Object::Paths)).since(V31),
    optional("webhooks", ObjectMap(Object::PathItem)).since(V31),
    carrier(keys::WEBHOOKS, ObjectMap(Object::PathItem)),
    optional("definitions", ObjectMap(Object::Schema)).only(V2),
    optional("parameters", ObjectMap(Object::Parameter)).only(V2),
    optional("responses", ObjectMap(Object::Response)).only(V2),
    optional("securityDefinitions", ObjectMap(Object::SecurityScheme)).only(V2),
    optional("components", object(Object::Components)).since(V30),
    optional("security", Requirements),
    optional("tags", Objects(Object::Tag)),
    optional("externalDocs", object(Object::ExternalDocs)),
];

static INFO: &[Member] = &[
    required("title", Text),
    optional("summary", Text).since(V31),
    optional("description", Text),
    optional("termsOfService", Text),
    optional("contact", object(Object::Contact)),
    optional("license", object(Object::License)),
    required("version", Text),
];

static CONTACT: &[Member] =
    &[optional("name", Text), optional("url", Text), optional("email", Text)];

static LICENSE: &[Member] =
    &[required("name", Text), optional("identifier", Text).since(V31), optional("url", Text)];

static SERVER: &[Member] = &[
    required("url", Text),
    optional("description", Text),
    optional("name", Text).since(V32),
    optional("variables", ObjectMap(Object::ServerVariable)),
];

static SERVER_VARIABLE: &[Member] =
    &[optional("enum", Texts), required("default", Text), optional("description", Text)];

static TAG: &[Member] = &[
    required("name", Text),
    optional("summary", Text).since(V32),
    optional("description", Text),
    optional("externalDocs", object(Object::ExternalDocs)),
    optional("parent", Text).since(V32),
    optional("kind", Text).since(V32),
];

static EXTERNAL_DOCS: &[Member] = &[optional("description", Text), required("url", Text)];

static COMPONENTS: &[Member] = &[
    optional("schemas", ObjectMap(Object::Schema)),
    optional("responses", ObjectMap(Object::Response)),
    optional("parameters", ObjectMap(Object::Parameter)),
    optional("examples", ObjectMap(Object::Example)),
    optional("requestBodies", ObjectMap(Object::RequestBody)),
    optional("headers", ObjectMap(Object::Header)),
    optional("securitySchemes", ObjectMap(Object::SecurityScheme)),
    optional("links", ObjectMap(Object::Link)),
    optional("callbacks", ObjectMap(Object::Callback)),
    optional("pathItems", ObjectMap(Object::PathItem)).since(V31),
    optional("mediaTypes", ObjectMap(Object::MediaType)).since(V32),
];

static PATH_ITEM: &[Member] = &[
    optional("$ref", Text),
    optional("summary", Text),
    optional("description", Text),
    optional("get", object(Object::Operation)),
    optional("put", object(Object::Operation)),
    optional("post", object(Object::Operation)),
    optional("delete", object(Object::Operation)),
    optional("options", object(Object::Operation)),
    optional("head", object(Object::Operation)),
    optional("patch", object(Object::Operation)),
    optional("trace", object(Object::Operation)).since(V30),
    optional("query", object(Object::Operation)).since(V32),
    optional("additionalOperations", ObjectMap(Object::Operation)).since(V32),
    carrier(keys::ADDITIONAL_OPERATIONS, ObjectMap(Object::Operation)),
    optional("servers", Objects(Object::Server)).since(V30),
    optional("parameters", Objects(Object::Parameter)),
];

static OPERATION: &[Member] = &[
    optional("tags", Texts),
    optional("summary", Text),
    optional("description", Text),
    optional("externalDocs", object(Object::ExternalDocs)),
    optional("operationId", Text),
    optional("consumes", Texts).only(V2),
    optional("produces", Texts).only(V2),
    optional("schemes", Texts).only(V2),
    optional("parameters", Objects(Object::Parameter)),
    optional("requestBody", object(Object::RequestBody)).since(V30),
    required("responses", object(Object::Responses)).until(V30),
    optional("responses", object(Object::Responses)).since(V31),
    optional("callbacks", ObjectMap(Object::Callback)).since(V30),
    optional("deprecated", Flag),
    optional("security", Requirements),
    optional("servers", Objects(Object::Server)).since(V30),
];

static PARAMETER: &[Member] = &[
    required("name", Text),
    required("in", OneOf(&["query", "header", "path", "formData", "body"])).only(V2),
    required("in", OneOf(&["query", "header", "path", "cookie"])).since(V30).until(V31),
    required("in", OneOf(&["query", "querystring", "header", "path", "cookie"])).since(V32),
    optional("description", Text),
    optional("required", Flag),
    optional("deprecated", Flag).since(V30),
    optional("allowEmptyValue", Flag),
    optional("style", Text).since(V30),
    optional("explode", Flag).since(V30),
    optional("allowReserved", Flag).since(V30),
    optional("schema", object(Object::Schema)),
    optional("example", Any).since(V30),
    optional("examples", ObjectMap(Object::Example)).since(V30),
    optional("content", ObjectMap(Object::MediaType)).since(V30),
    // In 2.0 a parameter describes its value itself. So do headers.
    optional("type", Text).only(V2),
    optional("format", Text).only(V2),
    optional("items", object(Object::Schema)).only(V2),
    optional("collectionFormat", Text).only(V2),
    optional("default", Any).only(V2),
    optional("maximum", Number).only(V2),
    optional("exclusiveMaximum", Flag).only(V2),
    optional("minimum", Number).only(V2),
    optional("exclusiveMinimum", Flag).only(V2),
    optional("maxLength", Count).only(V2),
    optional("minLength", Count).only(V2),
    optional("pattern", Text).only(V2),
    optional("maxItems", Count).only(V2),
    optional("minItems", Count).only(V2),
    optional("uniqueItems", Flag).only(V2),
    optional("enum", Values).only(V2),
    optional("multipleOf", Number).only(V2),
];

static REQUEST_BODY: &[Member] = &[
    optional("description", Text),
    required("content", ObjectMap(Object::MediaType)),
    optional("required", Flag),
];

static RESPONSE: &[Member] = &[
    optional("summary", Text).since(V32),
    required("description", Text).until(V31),
    optional("description", Text).since(V32),
    optional("schema", object(Object::Schema)).only(V2),
    optional("headers", ObjectMap(Object::Header)),
    optional("examples", AnyMap).only(V2),
    optional("content", ObjectMap(Object::MediaType)).since(V30),
    optional("links", ObjectMap(Object::Link)).since(V30),
];

/// Without the members that describe a value in 2.0; see [`PARAMETER`].
static HEADER: &[Member] = &[
    optional("description", Text),
    optional("required", Flag).since(V30),
    optional("deprecated", Flag).since(V30),
    optional("allowEmptyValue", Any).since(V30),
    optional("style", OneOf(&["simple"])).since(V30),
    optional("explode", Flag).since(V30),
    optional("allowReserved", Any).since(V30),
    optional("schema", object(Object::Schema)),
    optional("example", Any).since(V30),
    optional("examples", ObjectMap(Object::Example)).since(V30),
    optional("content", ObjectMap(Object::MediaType)).since(V30),
    optional("items", object(Object::Schema)).only(V2),
];

static MEDIA_TYPE: &[Member] = &[
    optional("schema", object(Object::Schema)),
    optional("itemSchema", object(Object::Schema)).since(V32),
    carrier(keys::ITEM_SCHEMA, object(Object::Schema)),
    carrier(keys::PART_RULES, Flag),
    optional("example", Any),
    optional("examples", ObjectMap(Object::Example)),
    optional("encoding", ObjectMap(Object::Encoding)),
    optional("prefixEncoding", Objects(Object::Encoding)).since(V32),
    optional("itemEncoding", object(Object::Encoding)).since(V32),
];

static ENCODING: &[Member] = &[
    optional("contentType", Text),
    optional("headers", ObjectMap(Object::Header)),
    optional("style", OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    optional("explode", Flag),
    optional("allowReserved", Flag),
    optional("encoding", ObjectMap(Object::Encoding)).since(V32),
    optional("prefixEncoding", Objects(Object::Encoding)).since(V32),
    optional("itemEncoding", object(Object::Encoding)).since(V32),
];

static EXAMPLE: &[Member] = &[
    optional("summary", Text),
    optional("description", Text),
    optional("dataValue", Any).since(V32),
    optional("serializedValue", Text).since(V32),
    optional("value", Any),
    optional("externalValue", Text),
];

static LINK: &[Member] = &[
    optional("operationRef", Text),
    optional("operationId", Text),
    optional("parameters", AnyMap),
    optional("requestBody", Any),
    optional("description", Text),
    optional("server", object(Object::Server)),
];

static SECURITY_SCHEME: &[Member] = &[
    required("type", OneOf(&["basic", "apiKey", "oauth2"])).only(V2),
    required("type", OneOf(&["apiKey", "http", "oauth2", "openIdConnect"])).only(V30),
    required("type", OneOf(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])).since(V31),
    optional("description", Text),
    optional("name", Text),
    optional("in", OneOf(&["query", "header"])).only(V2),
    optional("in", OneOf(&["query", "header", "cookie"])).since(V30),
    optional("scheme", Text).since(V30),
    optional("bearerFormat", Text).since(V30),
    optional("flow", Text).only(V2),
    optional("authorizationUrl", Text).only(V2),
    optional("tokenUrl", Text).only(V2),
    optional("scopes", TextMap).only(V2),
    optional("flows", object(Object::Flows)).since(V30),
    optional("openIdConnectUrl", Text).since(V30),
    optional("oauth2MetadataUrl", Text).since(V32),
    optional("deprecated", Flag).since(V32),
];

static FLOWS: &[Member] = &[
    optional("implicit", object(Object::ImplicitFlow)),
    optional("password", object(Object::TokenFlow)),
    optional("clientCredentials", object(Object::TokenFlow)),
    optional("authorizationCode", object(Object::CodeFlow)),
    optional("deviceAuthorization", object(Object::DeviceFlow)).since(V32),
];

static IMPLICIT_FLOW: &[Member] = &[
    required("authorizationUrl", Text),
    optional("refreshUrl", Text),
    required("scopes", TextMap),
];

static TOKEN_FLOW: &[Member] =
    &[required("tokenUrl", Text), optional("refreshUrl", Text), required("scopes", TextMap)];

static CODE_FLOW: &[Member] = &[
    required("authorizationUrl", Text),
    required("tokenUrl", Text),
    optional("refreshUrl", Text),
    required("scopes", TextMap),
];

static DEVICE_FLOW: &[Member] = &[
    required("deviceAuthorizationUrl", Text),
    required("tokenUrl", Text),
    optional("refreshUrl", Text),
    required("scopes", TextMap),
];

static SCHEMA: &[Member] = &[
    optional("$ref", Text).since(V31),
    optional("title", Text),
    optional("multipleOf", Number).restricts(ValueType::Number),
    optional("maximum", Number).restricts(ValueType::Number),
    optional("exclusiveMaximum", Flag).until(V30).restricts(ValueType::Number),
    optional("exclusiveMaximum", Number).since(V31).restricts(ValueType::Number),
    optional("minimum", Number).restricts(ValueType::Number),
    optional("exclusiveMinimum", Flag).until(V30).restricts(ValueType::Number),
    optional("exclusiveMinimum", Number).since(V31).restricts(ValueType::Number),
    optional("maxLength", Count).restricts(ValueType::String),
    optional("minLength", Count).restricts(ValueType::String),
    optional("pattern", Text).restricts(ValueType::String),
    carrier(keys::CONTENT_MEDIA_TYPE, Text).restricts(ValueType::String),
    carrier(keys::CONTENT_ENCODING, Text).restricts(ValueType::String),
    optional("maxItems", Count).restricts(ValueType::Array),
    optional("minItems", Count).restricts(ValueType::Array),
    optional("uniqueItems", Flag).restricts(ValueType::Array),
    optional("maxProperties", Count).restricts(ValueType::Object),
    optional("minProperties", Count).restricts(ValueType::Object),
    optional("required", Texts).restricts(ValueType::Object),
    optional("enum", Values),
    optional("type", Text).until(V30),
    optional("type", TypeNames).since(V31),
    optional("allOf", Objects(Object::Schema)),
    optional("oneOf", Objects(Object::Schema)),
    optional("anyOf", Objects(Object::Schema)),
    optional("not", object(Object::Schema)).until(V30),
    optional("not", ObjectOrFlag(Object::Schema)).since(V31),
    optional("items", object(Object::Schema)).until(V30).restricts(ValueType::Array),
    optional("items", ObjectOrFlag(Object::Schema)).since(V31).restricts(ValueType::Array),
    optional("properties", ObjectMap(Object::Schema)).restricts(ValueType::Object),
    carrier(keys::PREFIX_ITEMS, Texts).restricts(ValueType::Array),
    carrier(keys::OTHER_ITEMS, Text).restricts(ValueType::Array),
    carrier(keys::PATTERN_PROPERTIES, Texts).restricts(ValueType::Object),
    optional("additionalProperties", ObjectOrFlag(Object::Schema)).restricts(ValueType::Object),
    optional("description", Text),
    optional("format", Text),
    optional("default", Any),
    optional("nullable", Flag).only(V30),
    optional("discriminator", Text).only(V2),
    optional("discriminator", object(Object::Discriminator)).since(V30),
    optional("readOnly", Flag),
    optional("writeOnly", Flag).since(V30),
    optional("xml", object(Object::Xml)),
    optional("externalDocs", object(Object::ExternalDocs)),
    optional("example", Any),
    optional("deprecated", Flag).since(V30),
    // JSON Schema 2020-12, in the order of its vocabularies.
    optional("$schema", Text).since(V31),
    optional("$id", Text).since(V31),
    optional("$anchor", Text).since(V31),
    optional("$dynamicAnchor", Text).since(V31),
    optional("$dynamicRef", Text).since(V31),
    optional("$vocabulary", AnyMap).since(V31),
    optional("$comment", Text).since(V31),
    optional("$defs", ObjectMap(Object::Schema)).since(V31),
    // The name of `$defs` until draft 7. Its meta-schema still has it.
    optional("definitions", ObjectMap(Object::Schema)).since(V31),
    optional("if", ObjectOrFlag(Object::Schema)).since(V31),
    optional("then", ObjectOrFlag(Object::Schema)).since(V31),
    optional("else", ObjectOrFlag(Object::Schema)).since(V31),
    optional("dependentSchemas", ObjectMap(Object::Schema)).since(V31),
    optional("prefixItems", Objects(Object::Schema)).since(V31),
    optional("additionalItems", ObjectOrFlag(Object::Schema)).since(V31),
    optional("contains", ObjectOrFlag(Object::Schema)).since(V31),
    optional("patternProperties", ObjectMap(Object::Schema)).since(V31),
    optional("propertyNames", ObjectOrFlag(Object::Schema)).since(V31),
    optional("unevaluatedItems", ObjectOrFlag(Object::Schema)).since(V31),
    optional("unevaluatedProperties", ObjectOrFlag(Object::Schema)).since(V31),
    optional("const", Any).since(V31),
    optional("minContains", Count).since(V31),
    optional("maxContains", Count).since(V31),
    optional("dependentRequired", AnyMap).since(V31),
    optional("contentEncoding", Text).since(V31),
    optional("contentMediaType", Text).since(V31),
    optional("contentSchema", ObjectOrFlag(Object::Schema)).since(V31),
    carrier(keys::CONTENT_SCHEMA, object(Object::Schema)),
    optional("examples", Values).since(V31),
];

static DISCRIMINATOR: &[Member] = &[
    required("propertyName", Text),
    optional("mapping", TextMap),
    optional("defaultMapping", Text).since(V32),
];

static XML: &[Member] = &[
    optional("name", Text),
    optional("namespace", Text),
    optional("prefix", Text),
    optional("attribute", Flag),
    optional("wrapped", Flag),
    optional("nodeType", Text).since(V32),
];
