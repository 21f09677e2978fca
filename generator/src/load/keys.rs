//! The extensions that carry what OpenAPI 3.0 cannot express. `normalize` writes them, later stages
//! read them.

/// In the root: webhooks (3.1's `webhooks`), an object of path items.
pub const WEBHOOKS: &str = "x-webhooks";

/// In a path item: operations with methods that 3.0 does not have (3.2's `query` and
/// `additionalOperations`), an object of operations by method, such as `QUERY`.
pub const ADDITIONAL_OPERATIONS: &str = "x-additional-operations";

/// In a media type: the schema of each item of a sequence (3.2's `itemSchema`).
pub const ITEM_SCHEMA: &str = "x-item-schema";

/// In a multipart media type: the rules of 3.1 are valid for its parts. A part without a type is
/// bytes, and can have a `style`.
pub const PART_RULES: &str = "x-part-rules";

/// In a schema: all of its `examples` (3.1), a list of values. The first one is also its `example`.
pub const EXAMPLES: &str = "x-examples";

/// In a schema: the patterns of `patternProperties` (3.1), a list of texts. Their schemas are in
/// `additionalProperties`.
pub const PATTERN_PROPERTIES: &str = "x-pattern-properties";

/// In a schema of a list: the schemas of its first items (3.1's `prefixItems`), if one may have a
/// node of its own in XML. Each is an index in `items/anyOf`, or empty for `items`.
pub const PREFIX_ITEMS: &str = "x-prefix-items";

/// In a schema of a list with [`PREFIX_ITEMS`]: the same for all other items.
pub const OTHER_ITEMS: &str = "x-other-items";

/// In a schema: the media type of a text's content (3.1's `contentMediaType`).
pub const CONTENT_MEDIA_TYPE: &str = "x-content-media-type";

/// In a schema: the schema of a text's content (3.1's `contentSchema`), where that is JSON.
pub const CONTENT_SCHEMA: &str = "x-content-schema";

/// In a schema: how a text's content is encoded (3.1's `contentEncoding`), if 3.0 has no `format`
/// for it.
pub const CONTENT_ENCODING: &str = "x-content-encoding";

/// In a discriminator: the schema for values that are unknown or absent (3.2's `defaultMapping`), a
/// reference or a name.
pub const DEFAULT_MAPPING: &str = "x-default-mapping";

/// In a tag, the information about the API and a response: `summary` of 3.1 and 3.2.
pub const SUMMARY: &str = "x-summary";

/// In a tag: the name of the tag that it belongs to (3.2's `parent`).
pub const PARENT: &str = "x-parent";

/// In a tag: what sort of tag it is (3.2's `kind`).
pub const KIND: &str = "x-kind";

/// In a parameter or the encoding of a property: what separates the items of a list, if 3.0 has no
/// style for it: `comma`, `space`, `pipe` or `tab` (2.0's `collectionFormat`).
pub const DELIMITER: &str = "x-delimiter";

/// In a parameter: what separates the items of lists in the list, a list of the names that
/// [`DELIMITER`] has. The first is that of the outermost of them.
pub const NESTED_DELIMITERS: &str = "x-nested-delimiters";

/// In `encoding` of a multipart body without names: the encoding of each part that has no encoding
/// for its position (3.2's `itemEncoding`). Those for positions have the numbers of them.
pub const EACH_PART: &str = "*";

/// In a parameter: `true` if it is the whole query, as its `content` describes (3.2's
/// `in: querystring`).
pub const QUERY_STRING: &str = "x-query-string";

/// In a parameter of a path: 3.2's `allowReserved`.
pub const ALLOW_RESERVED: &str = "x-allow-reserved";

/// In a parameter: `true` if a cookie is sent as it is, without percent-encoding (3.2's
/// `style: cookie`).
pub const PLAIN_COOKIE: &str = "x-plain-cookie";

/// In a server: its name (3.2).
pub const NAME: &str = "x-name";

/// In a license: its SPDX expression (3.1's `identifier`).
pub const IDENTIFIER: &str = "x-identifier";

/// In the root: whether references name elements by their target (3.2's "XML Node Names").
pub const XML_NODE_NAMES: &str = "x-xml-node-names";

/// In an example: the value as it is sent (3.2's `serializedValue`), a text.
pub const SERIALIZED_VALUE: &str = "x-serialized-value";
