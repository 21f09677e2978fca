//! The printer against rustfmt.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proc_macro2::TokenStream;

use super::{Source, statements};

/// What rustfmt makes of a text.
fn rustfmt(text: &str, configuration: &str) -> String {
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "--config", configuration]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("rustfmt of the toolchain");
    child.stdin.take().expect("an input").write_all(text.as_bytes()).expect("rustfmt reads");
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "{text}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

/// Items are printed as rustfmt prints them where all lines may be full.
fn check_items(items: &str) {
    let printed = Source::of(tokens(items)).text();
    assert_eq!(printed, rustfmt(&printed, "max_width=100,use_small_heuristics=Max"));
}

/// Statements are printed as rustfmt prints them without configuration.
fn check_statements(text: &str) {
    let printed = statements(tokens(text), 96);
    let body: Vec<String> =
        printed.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    let function = format!("async fn example() {{\n{}\n}}\n", body.join("\n"));
    assert_eq!(function, rustfmt(&function, "max_width=100"));
}

#[test]
fn definitions_are_laid_out_as_rustfmt_does() {
    let long = "Long".repeat(12);
    let docs = r#"#[doc = " It \"is\" a `\\` thing. "] #[doc = ""] #[derive(Debug, Clone)]"#;
    for item in [
        &format!("{docs} pub struct A {{ #[doc = \" B\"] pub r#type: Option<B>, }}"),
        "pub struct A { pub a: std::collections::BTreeMap<String, Vec<B>>, pub b: (u8, C) }",
        "pub struct A { pub(super) a: B, #[deprecated] pub(in crate::c) d: (), e: &'static str }",
        &format!("pub struct A {{ pub a: {long}<{long}, {long}> }}"),
        &format!("#[derive({long}, {long}, {long})] pub enum {long} {{ A({long}, {long}), }}"),
        "#[cfg(all(feature = \"a\", not(b)))] pub struct A(pub u8, String);",
        "#[doc(hidden)] #[must_use = \"it does nothing\"] pub type A = Vec<[u8]>;",
        &format!("static A: B = B {{ a: &[C::D(\"{long}\"), C::E(0)], f: {long}(\"a\").b() }};"),
        "mod b; pub mod a_b; mod a10; mod a9; use super::b; use crate::{A, c}; use a as _;",
    ] {
        check_items(item);
    }
}

#[test]
fn functions_are_laid_out_as_rustfmt_does() {
    let long = "long".repeat(10);
    let short = "short".repeat(4);
    for body in [
        "",
        "self.a = Some(a.into()); self",
        "A { a, b: 1, call: self.core.call(&TABLE).with(0, &a.into()).json(&body.into()) }",
        &format!("A {{ {long}: self.{long}.{long}().await?, b: Some(&mut {long}) }}"),
        "match a.b() { 200 | 201..=204 => A::b, -1 => c(|_| d), (1, Some(x)) if y(x) => e, _ => f }",
        &format!("match a {{ Self::A | Self::B => {long}({long}, {long}), c => {long}({long}) }}"),
        &format!("a.map(|(key, value)| (key.into(), value)).filter(|{short}| {long}({long}))"),
        &format!("self.b(\"{long}\", {long}::{long}(\"{long}\", key))?"),
        &format!("self.b({long}).c = d.{long}({long})?.{long}({long}).0.{long}({long}); e.f?.g"),
        "let mut a: u8 = b(|x| Self::c(x).map(|y| y.d)); use a::B; a.b(); Ok(())",
        &format!("x({long}, |a| match a {{ 1 => 2, _ => 3 }}, [{long}, \"b\"], (a, b), {long}())"),
        &format!("let a = [{}]; a.b(c).0", "12345678, ".repeat(20)),
        &format!("self.{short} = {short}({long}({short}, {long}({long})), &[&[\"{long}\"], &[]]);"),
    ] {
        let signature =
            format!("fn a<B: C>(mut self, d: impl E<F = (G, &'static str)>, {long}: H)");
        check_items(&format!(
            "impl<'de> A<'de> for B<C> {{ type D = E; {signature} -> K {{ {body} }} fn l(&self) {{ {body} }} }}"
        ));
    }
}

#[test]
fn a_chain_that_ends_with_a_question_mark_is_in_one_line_as_long_as_in_rustfmt() {
    for length in 50..70 {
        let long = "x".repeat(length);
        check_items(&format!(
            "async fn a() -> B {{ c.d(\"id\", {long}).await?; f({long}.g()??) }}"
        ));
    }
}

#[test]
fn examples_are_laid_out_as_rustfmt_does() {
    let long = "\"abcdefghijklmnopqrstuvwxyz\"";
    for text in [
        "use a::types::{B, C, D}; let r = client.b().create(B::new(1)).await?; println!(\"{r:?}\");",
        &format!("let r = client.customers().create(Customer::new({long}).name({long})).await?;"),
        &format!(
            "let client = builder.credential({long}, Credential::bearer({long}, {long})).build()?;"
        ),
        "let mut chunks = client.files().get(\"id\").await?.into_inner(); \
         while let Some(chunk) = chunks.chunk().await { println!(\"{} bytes\", chunk?.len()); }",
        &format!(
            "use a::types::B; use a::Client; for item in client.operations().list_things({long})\
             .filter({long}).after({long}).await? {{ println!(\"{{item:?}}\"); }}"
        ),
        "for item in client.list().await? { println!(\"{item:?}\"); }",
        "match client.a().get(\"id\").await { Ok(r) => println!(\"{}\", r.status()), \
         Err(a::Error::Api(error)) => match error.body() { E::NotFound(problem) => \
         println!(\"{problem:?}\"), _ => println!(\"{} {:?}\", error.status(), error.id()), }, \
         Err(other) => return Err(other.into()), }",
    ] {
        check_statements(text);
    }
}

#[test]
fn alternatives_inside_a_pattern_are_split_over_lines() {
    let short: Vec<String> = (0..20).map(|number| format!("\"value-{number}\"")).collect();
    let long: Vec<String> = short.iter().map(|text| text.replace('v', "a-long-long-v")).collect();
    for values in [&short[..2], &short, &long] {
        let pattern = values.join(" | ");
        check_items(&format!(
            "fn a(b: Option<&str>) {{ match b {{ Some({pattern}) => c(b, Self::D), _ => (), }} }}"
        ));
    }
}

#[test]
fn imports_are_sorted_and_stand_apart_from_what_follows() {
    let text = statements(tokens("use d::E; use a::{B, C}; let f = g();"), 96);
    assert_eq!(text, "use a::{B, C};\nuse d::E;\n\nlet f = g();");
}

#[test]
fn a_long_literal_makes_a_long_line() {
    let long = "x".repeat(120);
    let text = statements(tokens(&format!("a(\"{long}\").b();")), 96);
    assert!(text.contains(&format!("\"{long}\"")), "{text}");
}

#[test]
fn lists_of_fields_have_a_line_for_each() {
    let list = "object!(A { 0 => required b \"b\", _ => additional r#type, });";
    let printed = "object!(A {\n    0 => required b \"b\",\n    _ => additional r#type,\n});\n";
    assert_eq!(Source::of(tokens(list)).text(), printed);
}

#[test]
fn tables_of_macros_have_a_line_for_each_row() {
    let long = "Long".repeat(12);
    let table = format!(
        "object! {{ #[doc = \" A\"] pub struct A for tests {{ #[doc = \" b\"] #[deprecated] \
         pub r#b: Option<Vec<(u8, &'static str)>> = optional \"b\" #[c] set_b(list impl A<B, C>), \
         _ = d::{long}<{long}> {long}(-1) [\"e\", [1]], additional {{ f: \"g\" | \"h\" => i -> j, }} }} \
         static K: L; M {{}}, ..n }}"
    );
    let printed = format!(
        "object! {{
    /// A
    pub struct A for tests {{
        /// b
        #[deprecated]
        pub r#b: Option<Vec<(u8, &'static str)>> = optional \"b\" #[c] set_b(list impl A<B, C>),
        _ =
            d::{long}<{long}>
            {long}(-1) [\"e\", [1]],
        additional {{
            f: \"g\" | \"h\" => i -> j,
        }}
    }}
    static K: L;
    M {{}},
    ..n
}}
"
    );
    assert_eq!(Source::of(tokens(&table)).text(), printed);
}

#[test]
fn closures_and_ranges_in_rows_are_as_in_code() {
    let text = "a! { b: c = |d| d.e(), 1 | 2..=9 => f(|g| g), }";
    assert_eq!(
        Source::of(tokens(text)).text(),
        "a! {\n    b: c = |d| d.e(),\n    1 | 2..=9 => f(|g| g),\n}\n"
    );
}

#[test]
fn docs_of_several_lines_are_lines() {
    let text = "#![doc = \" a\n\"] #[doc = \" b \n\nc\t\u{ad}\"] pub struct A;";
    let printed = Source::of(tokens(text)).text();
    assert!(printed.starts_with("//! a\n//!\n\n/// b\n///\n///c\t\u{ad}\n"), "{printed}");
}

#[test]
fn what_the_parser_does_not_read_is_printed_by_prettyplease() {
    let printed = Source::of(tokens("pub struct A; trait B { fn c(); }")).text();
    assert_eq!(printed, "pub struct A;\n\ntrait B {\n    fn c();\n}\n");
    assert_eq!(statements(tokens("trait B { fn c(); }"), 96), "trait B {\n    fn c();\n}");
}

#[test]
fn tokens_that_are_no_items_stay_as_they_are() {
    assert_eq!(Source::of(tokens("a + b")).text(), "a + b \n");
}

#[test]
fn calls_in_calls_are_printed_in_linear_time() {
    let deep = |open: &str, close: &str| {
        let text = format!("a({}\"{}\"{});", open.repeat(40), "x".repeat(90), close.repeat(40));
        statements(tokens(&text), 100)
    };
    assert_eq!(deep("b(", ")").matches("b(").count(), 40);
    assert_eq!(deep("vec![b(", ")]").matches("b(").count(), 40);
    assert_eq!(deep("c.b(", ")").matches("b(").count(), 40);
}
