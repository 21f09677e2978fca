mod reference_page;

use std::path::Path;

use super::read::parse;
use super::{FormatType, Library, Manifest, check_package_name};
use crate::diagnostic::{Code, Report, Severity};

/// This folder has a `lib.rs`, which these tests use as a document.
fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn parsed(text: &str) -> (Option<Manifest>, Report) {
    let mut report = Report::new();
    let file = report.sources.add("sdk.toml", text);
    let manifest = parse(file, &folder(), &mut report);
    (manifest, report)
}

/// Each message as `E0202 4:1 message (help)`.
fn messages(text: &str) -> Vec<String> {
    let (manifest, report) = parsed(text);
    assert_eq!(manifest.is_none(), report.has_errors());
    let shown = |(diagnostic, position): (
        &crate::diagnostic::Diagnostic,
        Option<crate::source::Position>,
    )| {
        let location = position
            .map_or_else(|| "nowhere".to_owned(), |it| format!("{}:{}", it.line, it.column));
        let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} {location} {}{help}", diagnostic.code.id(), diagnostic.message)
    };
    report.located().into_iter().map(shown).collect()
}

/// The only message of a manifest whose `[package]` and `[api]` tables are these.
fn only(package: &str, api: &str) -> String {
    let name = if package.starts_with("name") { "" } else { "name = \"a\"; " };
    let version = if package.contains("version") { "" } else { "version = \"1.0.0\"; " };
    let table = |keys: &str| format!("{name}{version}{keys}").replace("; ", "\n");
    let api = api.replace("; ", "\n");
    let all = messages(&format!("[package]\n{}\n{api}\n", table(package)));
    assert_eq!(all.len(), 1, "{all:#?}");
    all.concat()
}

const API: &str = "[api.a]; document = \"lib.rs\"";

#[test]
fn a_whole_manifest_is_read() {
    let (manifest, report) = parsed(
        r#"
[package]
name = "customer-timeline"
version = "0.1.0"
description = "A client."
license = "MIT OR Apache-2.0"
repository = "https://git.example.com/sdk"
registry = "internal"
[formats]
date-time = "string"
uuid = "string"
[api.zeta]
document = "lib.rs"
[api.zeta.names]
"CustomerTimelineType.paid" = "Paid"
"tag:Customers" = "customers"
[api.customer-service]
document = "lib.rs"
feature = "cs"
"#,
    );
    let manifest = manifest.unwrap_or_else(|| panic!("{:#?}", report.diagnostics()));
    let package = &manifest.package;
    assert_eq!((package.name.as_str(), package.version.as_str()), ("customer-timeline", "0.1.0"));
    assert_eq!(package.registry.as_deref(), Some("internal"));
    assert!(!package.standalone);
    let formats = ["date-time", "date", "uuid"].map(|format| manifest.formats.of(format).cloned());
    let chrono = FormatType::Library(Library::ChronoDate);
    assert_eq!(formats, [FormatType::String, chrono, FormatType::String].map(Some));

    let [zeta, service] = manifest.apis.as_slice() else { panic!("two APIs") };
    assert_eq!(zeta.name, "zeta");
    assert_eq!(zeta.document, folder().join("lib.rs"));
    assert_eq!((zeta.module.as_deref(), zeta.feature.as_deref()), (Some("zeta"), Some("zeta")));
    assert_eq!(
        zeta.names.keys().collect::<Vec<_>>(),
        ["CustomerTimelineType.paid", "tag:Customers"]
    );
    assert_eq!(
        zeta.names.values().map(|it| it.name.as_str()).collect::<Vec<_>>(),
        ["Paid", "customers"]
    );
    assert_eq!(
        (service.module.as_deref(), service.feature.as_deref()),
        (Some("customer_service"), Some("cs"))
    );
}

#[test]
fn one_api_alone_stands_at_the_root() {
    let (manifest, _) = parsed(
        "package = { name = \"a\", version = \"1.2.3-rc.1\" }\n[api.2-b]\ndocument = \"lib.rs\"\n",
    );
    let api = manifest.and_then(|manifest| manifest.apis.into_iter().next());
    assert_eq!(
        api.map(|api| (api.name, api.module, api.feature)),
        Some(("2-b".to_owned(), None, None))
    );
}

#[test]
fn a_document_alone_needs_no_manifest() {
    let mut report = Report::new();
    let manifest = Manifest::for_document(Path::new("x/petstore.yaml"), "petstore", &mut report)
        .expect("a manifest");
    assert!(manifest.package.standalone && manifest.file.is_none());
    assert_eq!(manifest.package.version, "0.1.0");
    assert_eq!(
        manifest.apis.iter().map(|api| (&api.module, &api.feature)).collect::<Vec<_>>(),
        [(&None, &None)]
    );

    assert_eq!(
        Manifest::for_document(Path::new("x/petstore.yaml"), "pet store", &mut report),
        None
    );
    assert_eq!(report.diagnostics().iter().map(|it| it.code.id()).collect::<Vec<_>>(), ["E0206"]);
}

#[test]
fn everything_wrong_is_found_in_one_run() {
    let text = r#"pakage = 1
[package]
nam = "a"
licence = "MIT"
zzz = true
[formats]
date = "crono"
[api.a]
document = "missing.yaml"
module = "Type"
[api.b]
document = 7
names = "none"
"#;
    let expected = [
        "E0202 1:1 there is no key `pakage` in the manifest (did you mean `package`?)",
        "E0203 2:2 [package] has no `version` (add version = \"0.1.0\")",
        "E0202 3:1 there is no key `nam` in [package] (did you mean `name`?)",
        "E0202 4:1 there is no key `licence` in [package] (did you mean `license`?)",
        "E0202 5:1 there is no key `zzz` in [package] ([package] may have: name, version, layout, features, description, license, \
         license-files, authors, keywords, categories, homepage, documentation, repository, rust-version, readme, \
         registry, output, examples, tests, ext)",
        "E0211 7:8 `date` cannot be `crono` (did you mean `chrono`?)",
        "E0213 9:12 the document `missing.yaml` does not exist (write the path of an OpenAPI document, relative to the \
         folder of the manifest)",
        "E0214 10:10 `Type` cannot name a module: a module's name has no capital letters (set `module` to a name of \
         lower-case letters, digits and `_`, such as `customer_service`)",
        "E0204 12:12 `document` must be a string, found an integer (write it in quotes: document = \"…\")",
        "E0204 13:9 [api.b.names] must be a table, found a string (write it as a header, [api.b.names], with its keys \
         below)",
    ];
    assert_eq!(messages(text), expected);
}

#[test]
fn toml_that_does_not_parse_has_a_location() {
    let all = messages("[package]\nname = \"a\"\nname = \"b\"\nversion = 1.0.0\n[api\n");
    let locations: Vec<_> = all
        .iter()
        .map(|message| message.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(locations, ["E0201 3:1", "E0201 4:14", "E0201 5:5"], "{all:#?}");
}

#[test]
fn there_must_be_an_api() {
    let package = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n";
    assert!(messages(package).concat().starts_with("E0203 1:1 the manifest has no `api`"));
    assert!(
        messages(&format!("{package}[api]\n"))
            .concat()
            .starts_with("E0212 4:2 the manifest has no API")
    );
    assert!(
        messages(&format!("api = 3\n{package}"))
            .concat()
            .starts_with("E0204 1:7 [api] must be a table")
    );
    assert!(only("", "[api.a]").starts_with("E0203 5:6 [api.a] has no `document`"));
    assert!(
        only("", "[api]; a = \"lib.rs\"")
            .starts_with("E0204 6:5 [api.a] must be a table, found a string")
    );
}

#[test]
fn two_apis_share_nothing() {
    let same = |key: &str| {
        only("", &format!("{API}; {key} = \"x\"; [api.b]; document = \"lib.rs\"; {key} = \"x\""))
    };
    assert!(same("module").starts_with("E0216 10:10 two APIs would have the module `x`"));
    assert!(same("feature").starts_with("E0217 10:11 two APIs would have the feature `x`"));
    assert!(
        only("", &format!("{API}; [api.type]; document = \"lib.rs\""))
            .starts_with("E0214 7:6 `type`")
    );
}

#[test]
fn values_are_checked() {
    let cases = [
        ("version = \"1.0\"", "E0207"),
        ("license = \"MIT/Apache-2.0\"", "E0208"),
        ("license = \"\"", "E0205"),
        ("registry = \"https://registry\"", "E0209"),
        ("repository = \"git@example.com:a/b\"", "E0210"),
        ("description = 3", "E0204"),
    ];
    for (package, code) in cases {
        assert!(only(package, API).starts_with(code), "{package}");
    }
    for (api, code) in [
        ("feature = \"default\"", "E0215"),
        ("feature = \"a b\"", "E0215"),
        ("document = \"..\"", "E0213"),
    ] {
        let document = if api.starts_with("document") { "" } else { "document = \"lib.rs\"; " };
        assert!(only("", &format!("[api.a]; {document}{api}")).starts_with(code), "{api}");
    }
    assert!(
        only("", &format!("{API}; [api.a.names]; Pet = \"my pet\""))
            .starts_with("E0218 8:7 `my pet`")
    );
}

#[test]
fn package_names_follow_cargo() {
    for good in ["a", "customer-timeline", "sdk_2", "Serde"] {
        assert_eq!(check_package_name(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        "2a",
        "-a",
        "a.b",
        "a b",
        "über",
        "type",
        "async",
        "std",
        "nul",
        "COM1",
        "../a",
        &"a".repeat(65),
    ] {
        assert!(check_package_name(bad).is_err(), "{bad}");
    }
}

#[test]
fn licences_follow_spdx() {
    let good = [
        "MIT",
        "MIT OR Apache-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "GPL-2.0+ WITH Classpath-exception-2.0",
    ];
    for text in good.into_iter().chain(["LicenseRef-Proprietary", "DocumentRef-a:LicenseRef-b"]) {
        assert_eq!(super::check::license(text), Ok(()), "{text}");
    }
    for text in [
        "MIT Apache-2.0",
        "MIT OR",
        "OR MIT",
        "(MIT",
        "MIT)",
        "()",
        "see LICENSE, please",
        "MIT\"\n[x]",
    ] {
        assert!(super::check::license(text).is_err(), "{text}");
    }
}

#[test]
fn lints_are_read() {
    let (manifest, report) = parsed(
        "[package]\nname = \"a\"\nversion = \"1.0.0\"\n[lints]\nW0341 = \"allow\"\nW0401 = \"deny\"\n[api.a]\ndocument = \"lib.rs\"\n",
    );
    let lints = manifest.unwrap_or_else(|| panic!("{:#?}", report.diagnostics())).lints;
    let severities =
        [Code::DanglingLink, Code::NameClash, Code::NotText].map(|code| lints.severity(code));
    assert_eq!(severities, [None, Some(Severity::Error), Some(Severity::Warning)]);
}

#[test]
fn examples_are_read_from_their_folder() {
    let package = "[package]; name = \"a\"; version = \"1.0.0\"; examples = \"ir\"";
    let (manifest, report) =
        parsed(&format!("{package}; {API};").replace("; ", "\n").replace(';', "\n"));
    let manifest = manifest.unwrap_or_else(|| panic!("{:#?}", report.diagnostics()));
    let names: Vec<&str> =
        manifest.package.examples.iter().map(|example| example.name.as_str()).collect();
    assert_eq!(
        names,
        ["api", "call", "format", "letters", "method", "mod", "open", "operation", "ty", "xml"]
    );
    assert_eq!(manifest.package.examples[0].text, include_str!("../ir/api.rs"));
}

#[test]
fn a_folder_without_examples_is_an_error() {
    let missing = only("examples = \"nowhere\"", API);
    assert!(
        missing.starts_with("E0219 4:12 the folder of examples `nowhere` cannot be read: "),
        "{missing}"
    );
    let empty = only("examples = \"..\"", API);
    assert!(
        empty.starts_with(
            "E0219 4:12 the folder of examples `..` has no `*.rs` file (write the path "
        ),
        "{empty}"
    );
}
