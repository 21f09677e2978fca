//! `Cargo.toml`

use std::fmt::Write as _;

use toml::{Table, Value};

use super::doc::Cell;
use super::{example, operation_test, shared, words};
use crate::plan::{self, Api, Contents, Crate, Layout};

/// The crates that every generated crate needs: those of `generator/runtime-package/Cargo.toml`.
const DEPENDENCIES: &[Dependency] = &[
    Dependency::new("bytes", "1"),
    Dependency::new("futures-core", "0.3"),
    Dependency::new("hmac", "0.13").bare(&[]).optional(),
    Dependency::new("http", "1"),
    Dependency::new("percent-encoding", "2"),
    Dependency::new("serde", "1"),
    Dependency::new("serde_json", "1").with(&["float_roundtrip"]),
    Dependency::new("sha2", "0.11").bare(&[]).optional(),
    Dependency::new("tower-layer", "0.3").optional(),
    Dependency::new("tower-service", "0.3").optional(),
    Dependency::new("tracing", "0.1").bare(&["std"]).optional(),
];

/// Those of them that types need.
const FOR_TYPES: &[&str] = &["serde", "serde_json"];

/// Those of them that a client with a shared runtime needs.
const FOR_CLIENTS: &[&str] = &["http", "serde", "serde_json"];

/// Those of the transport by `reqwest`.
const NATIVE: &[Dependency] = &[
    Dependency::new("http-body", "1").optional(),
    Dependency::new("reqwest", "0.13").bare(&["http2", "system-proxy"]).optional(),
    Dependency::new("tokio", "1").with(&["rt", "time"]).optional(),
];

/// Those of the transport by `fetch`.
const BROWSER: &[Dependency] = &[
    Dependency::new("send_wrapper", "0.6").with(&["futures"]).optional(),
    Dependency::new("wasm-bindgen-futures", "0.4").optional(),
    Dependency::new("web-sys", "0.3").with(FETCH).optional(),
];

/// What the transport by `fetch` uses of a browser.
const FETCH: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "Headers",
    "ReadableStream",
    "ReadableStreamDefaultReader",
    "RequestInit",
    "RequestRedirect",
    "Response",
    "ResponseType",
];

/// Those of types for formats. Their names in Rust code are the same.
const FOR_FORMATS: &[Dependency] = &[
    Dependency::new("bigdecimal", "0.4").with(&["serde"]),
    Dependency::new("chrono", "0.4").bare(&["serde", "std"]),
    Dependency::new("jiff", "0.2").bare(&["serde", "std"]),
    Dependency::new("rust_decimal", "1").bare(&["serde", "std"]),
    Dependency::new("time", "0.3").bare(&["serde-human-readable", "std"]),
    Dependency::new("url", "2").with(&["serde"]),
    Dependency::new("uuid", "1").with(&["serde"]),
];

/// For the examples, where something is a stream.
const FUTURES_UTIL: Dependency = Dependency::new("futures-util", "0.3").bare(&[]);

/// For the examples.
const TOKIO: Dependency = Dependency::new("tokio", "1").with(&["macros", "rt-multi-thread"]);

/// The features of the runtime, those of `generator/runtime-package/Cargo.toml`.
const FEATURES: &[(&str, &str, &[&str])] = &[
    (
        "rustls",
        "reqwest with rustls and the trusted certificates of the system.",
        &["reqwest", "reqwest/rustls"],
    ),
    (
        "native-tls",
        "reqwest with the TLS library of the system.",
        &["reqwest", "reqwest/native-tls"],
    ),
    (
        "reqwest",
        "reqwest without TLS. Without it, the client needs a custom transport. On \
         wasm32-unknown-unknown, any of these three features uses `fetch`.",
        &[
            "dep:http-body",
            "dep:reqwest",
            "dep:send_wrapper",
            "dep:tokio",
            "dep:wasm-bindgen-futures",
            "dep:web-sys",
        ],
    ),
    (
        "gzip",
        "Requests compressed responses and decodes them; off by default. The limit on the size of a \
         response counts decoded bytes.",
        &["reqwest", "reqwest/gzip"],
    ),
    (
        "blocking",
        "Blocking calls with .block_on(), for programs without an async runtime; off by default.",
        &["dep:tokio"],
    ),
    (
        "fs",
        "File uploads and downloads; off by default. Needs a Tokio runtime.",
        &["dep:tokio", "tokio/fs", "tokio/io-util"],
    ),
    (
        "tower",
        "Layers and services of tower around the transport; off by default.",
        &["dep:tower-layer", "dep:tower-service"],
    ),
    (
        "tracing",
        "A `tracing` span for each call and an event for each attempt; off by default.",
        &["dep:tracing"],
    ),
    (
        "webhook-signatures",
        "Verifies webhook signatures (Standard Webhooks); off by default.",
        &["dep:hmac", "dep:sha2"],
    ),
    ("test-util", "A test double of the server; off by default.", &[]),
];

/// The features of a shared runtime for types of other crates.
const OF_SHARED: &[RuntimeFeature] = &[
    ("jiff", "Durations of the crate `jiff`.", &["dep:jiff"]),
    ("time", "Dates and times of the crate `time`.", &["dep:time"]),
];

/// The dependencies of these features.
const OPTIONAL: &[Dependency] = &[
    Dependency::new("jiff", "0.2").bare(&["serde", "std"]).optional(),
    Dependency::new("time", "0.3").bare(&["serde-human-readable", "std"]).optional(),
];

/// The feature of crates with bodies of XML.
const XML: (&str, &str, &[&str]) =
    ("xml", "Bodies that are XML; on by default.", &["dep:quick-xml"]);

/// The same of a shared runtime.
const SHARED_XML: RuntimeFeature = ("xml", "Bodies that are XML.", &["dep:quick-xml"]);

/// For bodies of XML.
const QUICK_XML: Dependency = Dependency::new("quick-xml", "0.42").optional();

/// The names of the runtime's features, and what they are.
pub fn runtime_features(krate: &Crate) -> impl Iterator<Item = (String, String)> {
    runtime(krate).map(|(name, summary, _)| (name.to_owned(), summary.to_owned()))
}

/// A feature of the runtime: its name, its description, and the features that it enables.
pub type RuntimeFeature = (&'static str, &'static str, &'static [&'static str]);

/// The features of the runtime: without a client there are none.
pub fn runtime(krate: &Crate) -> impl Iterator<Item = RuntimeFeature> {
    let features = match krate.contents() {
        Contents::Client => FEATURES,
        Contents::Types => &[],
    };
    // A shared runtime always has the feature for crates with XML.
    let of_layout: &[RuntimeFeature] = match krate.package.layout {
        Layout::Runtime => OF_SHARED,
        Layout::Crate | Layout::Module { .. } => &[],
    };
    let xml = match krate.package.layout {
        Layout::Runtime => Some(SHARED_XML),
        Layout::Crate if krate.runtime.is_some() => None,
        Layout::Crate | Layout::Module { .. } => has_xml(krate).then_some(XML),
    };
    features.iter().chain(of_layout).copied().chain(xml)
}

/// The features of the runtime as rows of a table.
pub fn feature_rows(krate: &Crate) -> Vec<[Cell<'static>; 2]> {
    let row = |(name, summary)| [Cell::Code(name), Cell::Text(summary)];
    runtime_features(krate).map(row).collect()
}

/// Whether an API has bodies of XML.
pub fn has_xml(krate: &Crate) -> bool {
    krate.apis.iter().any(|api| api.xml.is_used())
}

/// A dependency of generated code.
#[derive(Debug)]
pub struct Dependency {
    /// The package.
    pub name: &'static str,
    /// The oldest version.
    pub version: &'static str,
    /// Whether its default features are enabled.
    pub default_features: bool,
    /// Its features that are always enabled.
    pub features: &'static [&'static str],
    /// Whether a feature of the crate enables it.
    pub optional: bool,
}

impl Dependency {
    const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, default_features: true, features: &[], optional: false }
    }

    const fn with(self, features: &'static [&'static str]) -> Self {
        Self { features, ..self }
    }

    const fn bare(self, features: &'static [&'static str]) -> Self {
        Self { default_features: false, features, ..self }
    }

    const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    fn value(&self) -> Value {
        let mut table = Table::new();
        table.insert("version".to_owned(), self.version.into());
        if !self.default_features {
            table.insert("default-features".to_owned(), false.into());
        }
        if !self.features.is_empty() {
            table.insert("features".to_owned(), strings(self.features));
        }
        if self.optional {
            table.insert("optional".to_owned(), true.into());
        }
        if table.len() == 1 { self.version.into() } else { table.into() }
    }
}

/// A dependency of the manifest, as cargo reads it.
pub fn own_value(own: &plan::Dependency) -> Value {
    let mut table = Table::new();
    table.extend(own.texts.iter().map(|(key, text)| ((*key).to_owned(), text.as_str().into())));
    if !own.default_features {
        table.insert("default-features".to_owned(), false.into());
    }
    if !own.features.is_empty() {
        table.insert("features".to_owned(), strings(&own.features));
    }
    match own.texts.as_slice() {
        [("version", version)] if table.len() == 1 => version.as_str().into(),
        _ => table.into(),
    }
}

/// The text of the file.
pub fn text(krate: &Crate) -> String {
    let mut text = String::new();
    package(&mut text, krate);
    features(&mut text, krate);
    dependencies(&mut text, krate);
    for api in &krate.apis {
        example_target(&mut text, api, krate);
    }
    for example in &krate.examples {
        let features = strings(&example::all_features(krate));
        section(
            &mut text,
            "[[example]]",
            [("name", example.name.as_str().into()), ("required-features", features)],
        );
    }
    if operation_test::are_there(krate) {
        let features = strings(&operation_test::features(krate));
        let entries = [
            ("name", "operations".into()),
            ("path", "tests/operations/main.rs".into()),
            ("required-features", features),
        ];
        section(&mut text, "[[test]]", entries);
    }
    section(&mut text, "[lints.rust]", [("unsafe_code", "forbid".into())]);
    section(&mut text, "[package.metadata.docs.rs]", [("all-features", true.into())]);
    if krate.package.standalone {
        section(&mut text, "[workspace]", []);
    }
    text
}

fn package(text: &mut String, krate: &Crate) {
    let package = &krate.package;
    let publish = match &package.registry {
        Some(registry) => strings(&[registry]),
        None => false.into(),
    };
    let texts = |texts: &[String]| (!texts.is_empty()).then(|| strings(texts));
    let text_of = |text: &Option<String>| text.as_deref().map(Value::from);
    let metadata = &package.metadata;
    let entries = [
        ("name", Some(package.name.as_str().into())),
        ("version", Some(package.version.as_str().into())),
        ("authors", texts(&metadata.authors)),
        ("description", Some(package.description.as_str().into())),
        ("edition", Some("2024".into())),
        ("rust-version", Some(metadata.rust_version().into())),
        ("license", text_of(&package.license)),
        ("license-file", license_file(krate)),
        ("homepage", text_of(&metadata.homepage)),
        ("documentation", text_of(&metadata.documentation)),
        ("repository", text_of(&package.repository)),
        ("readme", Some("README.md".into())),
        ("keywords", texts(&metadata.keywords)),
        ("categories", texts(&metadata.categories)),
        ("publish", Some(publish)),
    ];
    section(text, "[package]", entries.into_iter().filter_map(|(key, value)| Some((key, value?))));
}

/// The only text of a licence that no expression names: cargo takes one or the other.
fn license_file(krate: &Crate) -> Option<Value> {
    match (&krate.package.license, krate.package.license_files.as_slice()) {
        (None, [name]) => Some(name.as_str().into()),
        _ => None,
    }
}

fn features(text: &mut String, krate: &Crate) {
    let implied =
        |name: &String| krate.features.iter().any(|feature| feature.enables.contains(name));
    let own = krate
        .features
        .iter()
        .map(|feature| &feature.name)
        .filter(|name| !implied(name))
        .map(String::as_str);
    let has_client = krate.contents() == Contents::Client;
    if !has_client && krate.features.is_empty() {
        return;
    }
    let is_runtime = krate.package.layout == Layout::Runtime;
    let has_xml_feature = krate.runtime.is_none() && has_xml(krate);
    let xml = has_xml_feature.then_some("xml");
    let default = (has_client && !is_runtime).then_some("rustls").into_iter().chain(xml).chain(own);
    let default: Vec<&str> = default.collect();
    section(text, "[features]", [("default", strings(&default))]);
    for (name, summary, enables) in runtime(krate) {
        comment(text, summary);
        let enables = match &krate.runtime {
            Some(runtime) => strings(&shared::forwarded(name, enables, runtime)),
            None => strings(enables),
        };
        entry(text, name, &enables);
    }
    for feature in &krate.features {
        comment(text, &feature.summary);
        entry(text, &feature.name, &strings(&feature.enables));
    }
}

/// The targets with a transport by `reqwest`.
const NATIVE_TARGETS: &str = "cfg(not(all(target_family = \"wasm\", target_os = \"unknown\")))";

/// The targets with a transport by `fetch`.
const BROWSERS: &str = "cfg(all(target_family = \"wasm\", target_os = \"unknown\"))";

/// The dependencies of the generated code: those for all targets, and those for some, each with its
/// targets.
pub fn all_dependencies(krate: &Crate) -> Vec<(Option<&'static str>, &'static Dependency)> {
    let needs = &krate.dependencies.types;
    let contents = krate.contents();
    let is_runtime = krate.package.layout == Layout::Runtime;
    let is_shared = krate.runtime.is_some();
    let is_needed = |dependency: &&Dependency| match contents {
        Contents::Client => !is_shared || FOR_CLIENTS.contains(&dependency.name),
        Contents::Types => FOR_TYPES.contains(&dependency.name),
    };
    let mut all: Vec<&'static Dependency> = DEPENDENCIES.iter().filter(is_needed).collect();
    all.extend(FOR_FORMATS.iter().filter(|dependency| needs.contains(dependency.name)));
    all.extend(OPTIONAL.iter().filter(|_| is_runtime));
    all.extend((is_runtime || has_xml(krate) && !is_shared).then_some(&QUICK_XML));
    all.sort_by_key(|dependency| dependency.name);
    let mut all: Vec<_> = all.into_iter().map(|dependency| (None, dependency)).collect();
    if contents == Contents::Client && !is_shared {
        all.extend(NATIVE.iter().map(|dependency| (Some(NATIVE_TARGETS), dependency)));
        all.extend(BROWSER.iter().map(|dependency| (Some(BROWSERS), dependency)));
    }
    all
}

fn dependencies(text: &mut String, krate: &Crate) {
    let all = all_dependencies(krate);
    for target in [None, Some(NATIVE_TARGETS), Some(BROWSERS)] {
        let head = match target {
            Some(target) => format!("[target.'{target}'.dependencies]"),
            None => "[dependencies]".to_owned(),
        };
        let entries = all.iter().filter(|(of, _)| *of == target);
        let mut entries: Vec<_> = entries.map(|(_, it)| (it.name, it.value())).collect();
        if target.is_none() {
            let own = &krate.dependencies.own;
            entries.extend(own.iter().map(|own| (own.name.as_str(), own_value(own))));
            let runtime = krate.runtime.as_ref();
            entries.extend(runtime.map(|it| (it.package.as_str(), shared::dependency(it, krate))));
            entries.sort_by_key(|(name, _)| *name);
        }
        if !entries.is_empty() {
            section(text, &head, entries);
        }
    }
    if krate.contents() == Contents::Types || krate.package.layout == Layout::Runtime {
        return;
    }
    let operations =
        krate.apis.iter().flat_map(|api| &api.groups).flat_map(|group| &group.operations);
    let has_pages = operations.into_iter().any(|operation| operation.pagination.is_some());
    let dev = has_pages.then_some(&FUTURES_UTIL).into_iter().chain([&TOKIO]);
    section(
        text,
        "[dev-dependencies]",
        dev.map(|dependency| (dependency.name, dependency.value())),
    );
}

fn example_target(text: &mut String, api: &Api, krate: &Crate) {
    let name = example::name(api);
    if example::tokens(api, krate).is_none()
        || krate.examples.iter().any(|example| example.name == name)
    {
        return;
    }
    let features = strings(&example::features(api, krate));
    section(text, "[[example]]", [("name", name.into()), ("required-features", features)]);
}

fn section<'a>(text: &mut String, head: &str, entries: impl IntoIterator<Item = (&'a str, Value)>) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{head}");
    for (key, value) in entries {
        entry(text, key, &value);
    }
}

/// `key = value`, a long list with one element in a line.
fn entry(text: &mut String, key: &str, value: &Value) {
    let bare = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let key = if bare { key.to_owned() } else { Value::from(key).to_string() };
    let value = &seen(value);
    let line = format!("{key} = {value}");
    match value {
        Value::Array(items) if line.len() > 100 => {
            let _ = writeln!(text, "{key} = [");
            for item in items {
                let _ = writeln!(text, "    {item},");
            }
            let _ = writeln!(text, "]");
        }
        _ => {
            let _ = writeln!(text, "{line}");
        }
    }
}

/// The value without characters that are not seen, which would show a text as another one.
fn seen(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(words::clean(text).into_owned()),
        Value::Array(items) => Value::Array(items.iter().map(seen).collect()),
        other => other.clone(),
    }
}

fn comment(text: &mut String, comment: &str) {
    let line = words::line(comment);
    let _ = writeln!(text, "# {line}");
}

fn strings<T: AsRef<str>>(texts: &[T]) -> Value {
    texts.iter().map(|text| Value::from(text.as_ref())).collect::<Vec<Value>>().into()
}
