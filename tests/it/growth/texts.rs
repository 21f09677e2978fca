//! Descriptions and other texts.

use serde_json::json;

use super::document::{all_of_these, document, each_schema, nothing, object, operations};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("words of a description", 2_000, |count| description("word ".repeat(count))),
    Shape::new("one long word", 10_000, |count| description("w".repeat(count))),
    Shape::new("lines of a description", 1_000, |count| description("a line\n".repeat(count))),
    Shape::new("paragraphs", 500, |count| description("a paragraph\n\n".repeat(count))),
    Shape::new("quotes in quotes", 300, |count| description(format!("{} a", ">".repeat(count)))),
    Shape::new("lists in lists of a description", 60, |count| {
        description((0..count).map(|level| format!("{}- a\n", "  ".repeat(level))).collect())
    }),
    Shape::new("items of a list", 500, |count| description("- an item\n".repeat(count))),
    Shape::new("emphasis that does not end", 2_000, |count| description("*a **b ".repeat(count))),
    Shape::new("emphasis", 500, |count| description("*a* **b** ".repeat(count))),
    Shape::new("brackets", 2_000, |count| description("[".repeat(count))),
    Shape::new("brackets in brackets", 1_000, |count| {
        description(format!("{}a{}", "[".repeat(count), "](b)".repeat(count)))
    }),
    Shape::new("links of a description", 300, |count| {
        description("[a](https://a.test/b) ".repeat(count))
    }),
    Shape::new("link definitions", 300, |count| {
        description(
            (0..count)
                .map(|index| format!("[l{index}]: https://a.test/{index}\n"))
                .chain((0..count).map(|index| format!("[l{index}] ")))
                .collect(),
        )
    }),
    Shape::new("bare addresses", 300, |count| description("https://a.test/b ".repeat(count))),
    Shape::new("backticks", 500, |count| {
        description((0..count).map(|index| format!("{} ", "`".repeat(index % 40 + 1))).collect())
    }),
    Shape::new("blocks of code", 300, |count| description("```\na\n```\n\n".repeat(count))),
    Shape::new("rows of a table", 300, |count| {
        description(format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(count)))
    }),
    Shape::new("columns of a table", 300, |count| {
        description(format!("{0}|\n{1}|\n{0}|\n", "|a".repeat(count), "|-".repeat(count)))
    }),
    Shape::new("HTML", 500, |count| description("<b>a</b> <i ".repeat(count))),
    Shape::new("HTML comments that do not end", 500, |count| description("<!-- a ".repeat(count))),
    Shape::new("entities", 1_000, |count| description("&amp;&#1234;&a".repeat(count))),
    Shape::new("headings", 300, |count| description("# a\n\n".repeat(count))),
    Shape::new("backslashes", 2_000, |count| description("\\".repeat(count))),
    Shape::new("characters of several bytes", 2_000, |count| description("ß🦀 ".repeat(count))),
    Shape::new("descriptions of properties", 100, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string", "description": format!("It is *{index}*, see `S{index}`.")})))}),
        )
    }),
    Shape::new("descriptions of schemas", 60, |count| {
        all_of_these(
            count,
            |index| json!({"type": "object", "description": format!("See `S{}`.", index / 2)}),
        )
    }),
    Shape::new("descriptions of operations", 30, |count| {
        operations(
            count,
            |_| json!({"summary": "A.", "description": "More of it.\n\nAnd more.", "responses": nothing()}),
        )
    }),
    Shape::new("a description of the API", 1_000, |count| {
        let mut all = document(json!({}), json!({}));
        all["info"]["description"] = "A line of it.\n".repeat(count).into();
        all.into()
    }),
    Shape::new("a long title", 1_000, |count| {
        let mut all = document(json!({}), json!({}));
        all["info"]["title"] = "Word ".repeat(count).into();
        all.into()
    }),
    Shape::new("long names", 100, |count| {
        let name = |index: usize| format!("{}{index}", "aB".repeat(200));
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (name(index), json!({"type": "string"})))}),
        )
    }),
    Shape::new("a long value of an enum", 2_000, |count| {
        each_schema(1, |_| json!({"type": "string", "enum": ["a".repeat(count), "b"]}))
    }),
    Shape::new("a long default", 2_000, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": {"a": {"type": "string", "default": "a".repeat(count)}}}),
        )
    }),
];

fn description(text: String) -> Files {
    each_schema(1, |_| json!({"type": "object", "description": text}))
}
