//! Documents that are small or cheap to create but could exhaust time or memory. Each run must end
//! within limits of time and memory, with an error that has a code or with a crate.

use std::cell::Cell;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oasmith_tests::{cargo, extent};
use serde_json::{Value, json};

/// The address space of a run: enough for a debug build with two threads with stacks of 8 MiB, and
/// for the input.
const MEMORY: u64 = 1024 * 1024 * 1024;

/// The CPU time of a run, in seconds. A debug build is twenty times as slow as a release build,
/// which needs about two seconds or less for each.
const TIME: u64 = 60;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Bomb, version: '1'}\npaths: {}\n";

/// The start of a document, up to a schema that a reference names.
const LISTS: &str = "openapi: 3.0.3\ninfo: {title: Bomb, version: '1'}\npaths:\n /a: {get: {operationId: a, responses: {'200': {description: A., content: {application/json: {schema: {$ref: '#/lists'}}}}}}}\nlists:\n";

fn document(schemas: Value) -> String {
    let content = json!({"schema": {"$ref": "#/components/schemas/S0"}});
    let content = json!({"application/json": content, "application/xml": content});
    let response = json!({"200": {"description": "A.", "content": content}});
    let paths = json!({"/a": {"get": {"operationId": "a", "responses": response}}});
    json!({"openapi": "3.0.3", "info": {"title": "Bomb", "version": "1"}, "paths": paths, "components": {"schemas": schemas}}).to_string()
}

/// Schemas each of which contains a reference to the next one.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> String {
    let reference = |index: usize| json!({"$ref": format!("#/components/schemas/S{index}")});
    let links = (0..length).map(|index| (format!("S{index}"), link(reference(index + 1))));
    let last =
        (format!("S{length}"), json!({"type": "object", "properties": {"a": {"type": "string"}}}));
    document(links.chain([last]).collect::<serde_json::Map<_, _>>().into())
}

/// The expected end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Crate,
    Refused(&'static str),
}

struct Bombs {
    folder: PathBuf,
    program: PathBuf,
    /// The number of bombs.
    count: Cell<usize>,
}

/// Incomplete runs try one of this many bombs.
const SAMPLE: usize = 8;

impl Bombs {
    fn new(folder: &Path) -> Self {
        let program = cargo::program("xtask-under-test");
        Self { folder: folder.to_owned(), program, count: Cell::new(0) }
    }

    fn explode(&self, name: &str, expected: End, arguments: &[&str]) {
        let count = self.count.replace(self.count.get() + 1);
        if !extent::is_complete() && !count.is_multiple_of(SAMPLE) {
            return;
        }
        let program = &self.program;
        // The limits of the shell also apply to the program that `exec` starts.
        let line = format!("ulimit -v {}; ulimit -t {TIME}; exec \"$0\" \"$@\"", MEMORY / 1024);
        let mut command = Command::new("sh");
        command
            .args(["-c", &line])
            .arg(program)
            .args(["codegen", "--name", "bomb", "--document"])
            .arg(self.folder.join(name));
        command.arg("--output").arg(self.folder.join("out")).args(arguments).stdout(Stdio::null());
        let said = command.output().expect("the program runs");
        let text = String::from_utf8_lossy(&said.stderr);
        let first = text.lines().take(6).collect::<Vec<_>>().join("\n");
        match expected {
            End::Crate => assert!(said.status.success(), "{name}, {}: {first}", said.status),
            End::Refused(code) => {
                assert_eq!(said.status.code(), Some(1), "{name}, {}: {first}", said.status);
                assert!(text.contains(&format!("error[{code}]")), "{name}: {first}");
            }
        }
        fs::remove_dir_all(self.folder.join("out")).ok();
    }

    fn text(&self, name: &str, expected: End, text: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), text).expect("a file");
        self.explode(name, expected, &[]);
    }

    /// Like `text`, for a bomb that takes more than a second. Only complete runs try it.
    fn slow_text(&self, name: &str, expected: End, text: impl FnOnce() -> String) {
        if extent::is_complete() {
            self.text(name, expected, text());
        }
    }
}

/// Paths with one operation each.
fn operations(count: usize, operation: impl Fn(usize) -> Value) -> String {
    let paths: serde_json::Map<_, _> =
        (0..count).map(|index| (format!("/a{index}"), json!({"get": operation(index)}))).collect();
    json!({"openapi": "3.0.3", "info": {"title": "Bomb", "version": "1"}, "paths": paths})
        .to_string()
}

/// Very many operations, parameters and schemas, and very long names.
fn api(bombs: &Bombs) {
    use End::{Crate, Refused};
    let ok = json!({"204": {"description": "A."}});
    let long = "x".repeat(3_000);
    let ids = |index: usize| json!({"operationId": format!("{long}{index}"), "responses": ok});
    bombs.text("ids.json", Refused("E0127"), operations(2_000, ids));
    let short = |index: usize| json!({"operationId": format!("x{index}"), "responses": ok});
    bombs.text("operations.json", Refused("E0127"), operations(7_000, short));
    let tags = |length: usize| {
        let ok = ok.clone();
        move |index: usize| json!({"tags": [format!("{}{index}", "t".repeat(length))], "responses": ok})
    };
    bombs.text("tags.json", Refused("E0127"), operations(2_001, tags(1)));
    bombs.text("long-tags.json", Refused("E0127"), operations(900, tags(3_000)));
    let parameter = |index: usize| json!({"name": format!("p{index}"), "in": "query", "schema": {"type": "string"}});
    let parameters = |count: usize| (0..count).map(parameter).collect::<Vec<_>>();
    let of =
        |count: usize| operations(1, |_| json!({"parameters": parameters(count), "responses": ok}));
    bombs.text("parameters.json", Refused("E0127"), of(20_000));
    bombs.text("fewer-parameters.json", Crate, of(2_000));
    // Operations whose derived names are all the same.
    let paths: serde_json::Map<_, _> = (0..1_500)
        .map(|index| {
            (
                format!("/{}/{}", "-".repeat(index % 90), "-".repeat(index / 90)),
                json!({"get": {"responses": ok}}),
            )
        })
        .collect();
    let nameless =
        json!({"openapi": "3.0.3", "info": {"title": "Bomb", "version": "1"}, "paths": paths})
            .to_string();
    bombs.slow_text("nameless.json", Crate, || nameless);
    // Nested schemas with the longest keys: the location of each schema contains all outer keys.
    let key = |level: usize| format!("{}{level}", "k".repeat(1_000));
    let nested = (0..30).fold(
        json!({"type": "string"}),
        |inner, level| json!({"type": "object", "properties": {key(level): inner}}),
    );
    let many: serde_json::Map<_, _> =
        (0..300).map(|index| (format!("p{index}"), nested.clone())).collect();
    bombs.slow_text("keys-in-keys.json", Refused("E0127"), || {
        document(json!({"S0": {"type": "object", "properties": many}}))
    });
    // Unions of unions, with inline alternatives and with references.
    let object = |name: String| json!({"type": "object", "required": [name.clone()], "properties": {name: {}}});
    let inner = |index: usize| json!({"oneOf": (0..300).map(|one| object(format!("p{index}_{one}"))).collect::<Vec<_>>()});
    let properties = |count: usize, inner: &dyn Fn(usize) -> Value| {
        document(
            json!({"S0": {"type": "object", "properties": (0..count).map(|index| (format!("u{index}"), inner(index))).collect::<serde_json::Map<_, _>>()}}),
        )
    };
    bombs.slow_text("unions.json", Refused("E0127"), || properties(300, &inner));
    let mut schemas: serde_json::Map<_, _> =
        (0..300).map(|one| (format!("V{one}"), object(format!("p{one}")))).collect();
    let references: Vec<_> =
        (0..300).map(|one| json!({"$ref": format!("#/components/schemas/V{one}")})).collect();
    let unions = (0..300)
        .map(|index| (format!("u{index}"), json!({"oneOf": references})))
        .collect::<serde_json::Map<_, _>>();
    schemas.insert("S0".to_owned(), json!({"type": "object", "properties": unions}));
    bombs.slow_text("references-in-unions.json", Refused("E0127"), || document(schemas.into()));
    // A base schema with thousands of children, each of which refers to it.
    let mapping: serde_json::Map<_, _> = (1..2_000)
        .map(|child| (format!("V{child}"), format!("#/components/schemas/V{child}").into()))
        .collect();
    let base = json!({"type": "object", "discriminator": {"propertyName": "k", "mapping": mapping}, "properties": {"k": {"type": "string"}}});
    let child = json!({"allOf": [{"$ref": "#/components/schemas/S0"}, object("x".to_owned())]});
    let mut family: serde_json::Map<_, _> =
        (1..2_000).map(|index| (format!("V{index}"), child.clone())).collect();
    family.insert("S0".to_owned(), base);
    bombs.slow_text("family.json", Crate, || document(family.into()));
    // As many values as possible, in lists that are each within their limit.
    let row = format!("[{}]", vec!["[]"; 9_000].join(","));
    let rows = vec![row; 80].join(",");
    bombs.text(
        "values.json",
        Refused("E0127"),
        format!("{{\"openapi\": \"3.0.3\", \"x-a\": [{rows}]}}"),
    );
}

fn nested(before: &str, levels: usize, after: &str) -> String {
    format!("{}{}", before.repeat(levels), after.repeat(levels))
}

fn laughs() -> String {
    let mut text = format!("{HEAD}x-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        text += &format!(
            "x-a{level}: &a{level} [{}]\n",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    text
}

/// A sparse file of a gigabyte, which occupies no disk space.
fn sparse(path: &Path, begin: &str) {
    let mut file = fs::File::create(path).expect("a file");
    file.write_all(begin.as_bytes()).expect("disk space");
    file.seek(std::io::SeekFrom::Start(1 << 30)).expect("a sparse file");
    file.write_all(b"\"").expect("disk space");
}

#[test]
#[cfg(target_os = "linux")]
fn bombs_do_not_go_off() {
    use End::{Crate, Refused};
    let folder = tempfile::tempdir().expect("a folder");
    let bombs = Bombs::new(folder.path());
    // Long or deeply nested texts.
    bombs.text("laughs.yaml", Refused("E0114"), laughs());
    bombs.text(
        "long-aliases.yaml",
        Refused("E0114"),
        format!("{HEAD}x-a: &a '{}'\nx-b: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(3_000)),
    );
    for (name, text) in [
        ("flow.yaml", format!("{HEAD}x-a: {}\n", nested("[", 100_000, "]"))),
        ("maps.yaml", format!("{HEAD}x-a: {}\n", nested("{a: ", 100_000, "}"))),
        ("dashes.yaml", format!("{HEAD}x-a:\n  {}a\n", "- ".repeat(100_000))),
        (
            "lists.json",
            format!("{{\"openapi\": \"3.0.3\", \"x-a\": {}}}", nested("[", 100_000, "]")),
        ),
        ("open.json", "{\"a\":".repeat(100_000)),
        (
            "schemas.json",
            document(json!({"S0": "HERE"}))
                .replace("\"HERE\"", &nested("{\"allOf\":[", 100_000, "]}")),
        ),
    ] {
        bombs.text(name, Refused("E0113"), text);
    }
    let blocks: String = (1..2_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    bombs.text("blocks.yaml", Crate, format!("{HEAD}x-a:\n{blocks}"));
    for name in ["scalar.yaml", "scalar.json"] {
        sparse(&bombs.folder.join(name), "{\"openapi\": \"3.0.3\", \"x\": \"");
        bombs.explode(name, Refused("E0101"), &[]);
        fs::remove_file(bombs.folder.join(name)).expect("it is there");
    }
    // Many items of one kind.
    let many = |count: usize, member: &dyn Fn(usize) -> String| {
        (0..count).map(member).collect::<Vec<_>>().join(",")
    };
    let keys = format!(
        "{{\"openapi\": \"3.0.3\", \"x-a\": {{{}}}}}",
        many(1_000_000, &|index| format!("\"k{index}\":1"))
    );
    bombs.text("keys.json", Refused("E0127"), keys);
    let doubles = format!(
        "{{\"openapi\": \"3.0.3\", \"x-a\": {{{}}}}}",
        many(20_000, &|_| "\"k\":1".to_owned())
    );
    bombs.text("doubles.json", Refused("E0107"), doubles);
    let values: Vec<_> = (0..100_000).map(|index| format!("v{index}")).collect();
    bombs.text(
        "enum.json",
        Refused("E0127"),
        document(json!({"S0": {"type": "string", "enum": values}})),
    );
    bombs.text(
        "text.json",
        Refused("E0127"),
        document(json!({"S0": {"description": "x ".repeat(1 << 20)}})),
    );
    api(&bombs);
    // Items whose names are all the same.
    let properties = |name: &dyn Fn(usize) -> String| {
        (0..2_000).map(|index| (name(index), json!({}))).collect::<serde_json::Map<_, _>>()
    };
    let same = properties(&|index| {
        format!("a{}", format!("-{index:b}").replace('0', "-").replace('1', "_"))
    });
    bombs.text(
        "names.json",
        Crate,
        document(json!({"S0": {"type": "object", "properties": same}})),
    );
    let missing: serde_json::Map<_, _> = (0..3_000)
        .map(|index| {
            (format!("p{index}"), json!({"$ref": format!("#/components/schemas/Missing{index}")}))
        })
        .collect();
    bombs.text(
        "missing.json",
        Refused("E0103"),
        document(json!({"S0": {"type": "object", "properties": missing}})),
    );
    // References and combined schemas.
    bombs.text("references.json", Crate, chain(9_999, |next| next));
    bombs.text(
        "properties.json",
        Crate,
        chain(2_000, |next| json!({"type": "object", "properties": {"next": next}})),
    );
    bombs.text(
        "circle.json",
        Refused("E0104"),
        chain(9_999, |next| next)
            .replace("S9999\":", "S10000\":")
            .replace("#/components/schemas/S9999\"", "#/components/schemas/S0\""),
    );
    bombs.text("arrays.json", Crate, chain(3_000, |next| json!({"type": "array", "items": next})));
    let head = document(json!({"S0": "HERE"}));
    let (items, text) = (nested("{\"items\": ", 3_000, "}"), "{\"type\": \"string\"}");
    bombs.text(
        "items.json",
        Crate,
        head.replace("\"HERE\"", &items.replacen("}", &format!("{text}}}"), 1)),
    );
    let lines: String = (1..3_000).map(|level| format!("{}items:\n", " ".repeat(level))).collect();
    bombs.text("items.yaml", Crate, format!("{LISTS}{lines}{}type: string\n", " ".repeat(3_000)));
    bombs.text(
        "brackets.yaml",
        Refused("E0113"),
        format!("{LISTS} items: {}\n", nested("{items: ", 3_000, "}")),
    );
    for keyword in ["allOf", "oneOf", "anyOf"] {
        bombs.text(
            &format!("{keyword}.json"),
            Crate,
            chain(40, |next| json!({keyword: [next.clone(), next]})),
        );
        let between = json!({"type": "object", "properties": {"b": {"type": "integer"}}});
        bombs.text(
            &format!("{keyword}-between.json"),
            Crate,
            chain(40, |next| json!({keyword: [next.clone(), between, next]})),
        );
    }
    // Schemas that extend each other, one of them with a discriminator.
    let extends = |index: usize| json!([{"$ref": format!("#/components/schemas/S{index}")}]);
    let tagged = json!({"allOf": extends(1), "discriminator": {"propertyName": "kind"}});
    let circular = document(json!({"S0": tagged, "S1": {"allOf": extends(0)}}));
    bombs.text("extend-each-other.json", Crate, circular);
    // Unions that contain themselves in lists.
    let inside = |next: &Value| json!({"type": "array", "items": {"anyOf": [next]}});
    let lists = |next: Value| json!({"oneOf": [{"oneOf": [inside(&next), {}]}, inside(&next)]});
    let one = json!({"$ref": "#/components/schemas/S0"});
    bombs.text("circular-union.json", Crate, document(json!({"S0": lists(one)})));
    bombs.text("unions-in-lists.json", Crate, chain(500, lists));
    let alternatives = |index: usize| json!({"oneOf": (0..10).map(|one| json!({"type": "object", "properties": {format!("p{index}_{one}"): {}}})).collect::<Vec<_>>()});
    bombs.text(
        "products.json",
        Crate,
        document(json!({"S0": {"allOf": (0..12).map(alternatives).collect::<Vec<_>>()}})),
    );
    // The generator never runs a pattern of a document.
    bombs.text(
        "pattern.json",
        Crate,
        document(json!({"S0": {"type": "string", "pattern": "^(a+)+$", "example": "a".repeat(60) + "!"}})),
    );
    // Flags raise and lower the limits.
    let small = json!({"type": "object", "description": "Long enough.", "properties": {"a": {"type": "string", "enum": ["a"]}}});
    bombs.text("small.json", Crate, document(json!({"S0": small})));
    for (flag, code) in [
        ("--max-bytes=50", "E0101"),
        ("--max-members=2", "E0127"),
        ("--max-text=5", "E0127"),
        ("--max-key=5", "E0127"),
        ("--max-depth=4", "E0113"),
        ("--max-values=9", "E0127"),
        ("--max-operations=0", "E0127"),
        ("--max-schemas=1", "E0127"),
    ] {
        bombs.explode("small.json", Refused(code), &[flag]);
    }
    bombs.explode("enum.json", Refused("E0127"), &["--max-members=99999"]);
    let deep =
        document(json!({"S0": "HERE"})).replace("\"HERE\"", &nested("{\"allOf\":[", 300, "]}"));
    bombs.text("deep.json", Crate, deep);
    bombs.explode("deep.json", Refused("E0113"), &["--max-depth=200"]);
}

/// Documents that once took time or memory in proportion to the square of their length.
#[test]
#[cfg(target_os = "linux")]
fn what_is_repeated_or_referred_to_is_in_proportion() {
    use End::{Crate, Refused};
    let folder = tempfile::tempdir().expect("a folder");
    let bombs = Bombs::new(folder.path());
    let reference = |index: usize| json!({"$ref": format!("#/components/schemas/S{index}")});
    let schemas = |count: usize, each: &dyn Fn(usize) -> Value| {
        document(
            (0..count)
                .map(|index| (format!("S{index}"), each(index)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        )
    };
    let text = |name: String| json!({"type": "object", "properties": {name: {"type": "string"}}});
    // A mapping with an entry for each of many alternatives.
    let mapping: serde_json::Map<_, _> = (1..=8_000)
        .map(|index| (format!("k{index}"), format!("#/components/schemas/S{index}").into()))
        .collect();
    let all: Vec<_> = (1..=8_000).map(reference).collect();
    let union =
        json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}});
    let tagged =
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    let mapped = |index: usize| if index == 0 { union.clone() } else { tagged.clone() };
    bombs.slow_text("mapping.json", Crate, || schemas(8_001, &mapped));
    // References to references, each of which is used elsewhere, too.
    let properties: serde_json::Map<_, _> =
        (0..4_000).map(|index| (format!("p{index}"), reference(index + 1))).collect();
    let names = |index: usize| match index {
        0 => json!({"type": "object", "properties": properties}),
        4_001 => text("a".to_owned()),
        other => reference(other + 1),
    };
    bombs.text("names-of-names.json", Crate, schemas(4_002, &names));
    // Nested `allOf`, with siblings at each level.
    let siblings = |level: usize| {
        (0..4).map(|one| format!(",{}", text(format!("p{level}_{one}")))).collect::<String>()
    };
    let after: String = (0..4_900).rev().map(|level| format!("{}]}}", siblings(level))).collect();
    let nested = format!("{}{{}}{after}", "{\"allOf\":[".repeat(4_900));
    bombs.text(
        "all-of.json",
        Refused("E0127"),
        document(json!({"S0": "HERE"})).replace("\"HERE\"", &nested),
    );
    // Schemas that extend the previous one, all of which are used.
    let properties: serde_json::Map<_, _> =
        (1..2_000).map(|index| (format!("p{index}"), reference(index))).collect();
    let extended = |index: usize| match index {
        0 => json!({"type": "object", "properties": properties}),
        1 => text("a".to_owned()),
        other => json!({"allOf": [reference(other - 1), text(format!("q{other}"))]}),
    };
    bombs.slow_text("extended.json", Refused("E0127"), || schemas(2_000, &extended));
    // Alternatives that are enums with one value.
    let values: Vec<_> =
        (0..9_000).map(|index| json!({"type": "string", "enum": [format!("v{index}")]})).collect();
    bombs.text("values-one-by-one.json", Crate, document(json!({"S0": {"anyOf": values}})));
    // Objects with two properties of the next type. As values, they would exceed any memory.
    let twice = |next: Value| json!({"type": "object", "required": ["a", "b"], "properties": {"a": next.clone(), "b": next}});
    bombs.text("twice.json", Crate, chain(100, twice));
    // Security requirements of the document, which apply to each operation.
    let mut secured: Value = serde_json::from_str(&operations(
        1_500,
        |_| json!({"responses": {"204": {"description": "A."}}}),
    ))
    .expect("JSON");
    let scheme = |index: usize| {
        (
            format!("k{index}"),
            json!({"type": "apiKey", "in": "header", "name": format!("X-{index}")}),
        )
    };
    secured["components"] =
        json!({"securitySchemes": (0..1_500).map(scheme).collect::<serde_json::Map<_, _>>()});
    secured["security"] = (0..1_500).map(|index| json!({format!("k{index}"): []})).collect();
    bombs.text("security.json", Refused("E0127"), secured.to_string());
}
