//! The invariants of `ARCHITECTURE.md` that a test can check. Each test lists all violations with
//! their locations.

use std::collections::BTreeSet;
use std::fs;

use oasmith_tests::folder::repository;
use oasmith_tests::module_graph::ModuleGraph;
use oasmith_tests::rust_source::{Function, RustFile, files};

const GENERATOR: &str = "generator/src";

/// The source folders that the rules of style apply to.
const SOURCES: &[&str] = &[GENERATOR, "generator/runtime/src", "generator/cli/src", "xtask/src"];

/// Import cycles between files of the generator that still exist. Never add one.
const KNOWN_CIRCLES: &[&[&str]] = &[];

/// The modules that each module may name besides itself (invariant 1).
const MODULES: &[(&str, &[&str])] = &[
    ("change", &["plan", "source"]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("instance", &["diagnostic", "ir", "load", "source"]),
    ("ir", &["source"]),
    ("load", &["diagnostic", "source"]),
    ("lower", &["diagnostic", "ir", "load", "select", "source"]),
    ("manifest", &["diagnostic", "load", "select", "source"]),
    ("plan", &["diagnostic", "ir", "manifest", "runtime", "select", "source"]),
    ("select", &["source"]),
    ("emit", &["format", "output", "parallel", "plan", "runtime", "source"]),
    ("example", &["diagnostic", "ir", "load", "lower", "manifest", "plan", "source"]),
    ("format", &[]),
    ("output", &["diagnostic", "parallel", "source"]),
    ("parallel", &[]),
    ("runtime", &[]),
];

/// Names that only the listed modules may use (invariants 2 and 6).
const NAMED_ONLY_IN: &[(&str, &[&str])] = &[
    ("openapiv3", &["load", "lower"]),
    ("serde_yaml", &["load"]),
    ("quote::", &["emit", "format"]),
    ("quote!", &["emit", "format"]),
    ("proc_macro2", &["emit", "format"]),
    ("syn", &["format"]),
    ("prettyplease", &["format"]),
    ("regex_syntax", &["instance"]),
    ("saphyr_parser", &["source"]),
    ("serde_json_path", &["load"]),
    ("ureq", &[]),
    ("heck", &["plan"]),
    ("similar", &["output"]),
    ("fs::", &["load", "output"]),
    ("process::", &["output"]),
    // `load` shortens the paths of files in messages; `emit` prints an example that reads its keys
    // from the environment.
    ("env::", &["emit", "load"]),
    ("net::", &[]),
    ("SystemTime", &[]),
    ("Instant", &[]),
    ("HashMap", &[]),
    ("HashSet", &[]),
    ("RandomState", &[]),
    ("println!", &["emit"]),
    ("eprintln!", &[]),
];

/// Calls that end the process (invariant 7), in modules that handle a document's data.
const STOPS: &[&str] = &[
    ".unwrap()",
    ".unwrap_err()",
    ".expect(",
    "panic!",
    "todo!",
    "unimplemented!",
    "unreachable!",
    "exit(",
];

const LINES_OF_A_FILE: usize = 600;
const LINES_OF_A_FUNCTION: usize = 60;
const ARGUMENTS_OF_A_FUNCTION: usize = 4;

fn holds(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

fn location(folder: &str, file: &RustFile, line: usize) -> String {
    format!("{folder}/{}:{line}", file.path)
}

#[test]
fn imports_point_one_way() {
    let mut broken = Vec::new();
    for file in files(GENERATOR).iter().filter(|file| file.path != "lib.rs") {
        let Some((_, allowed)) = MODULES.iter().find(|(module, _)| *module == file.module()) else {
            broken.push(format!("{}: no module of this name is known to this test", file.path));
            continue;
        };
        for (named, line) in file.modules() {
            let known = MODULES.iter().any(|(module, _)| *module == named);
            if !known || (named != file.module() && !allowed.contains(&named.as_str())) {
                broken.push(format!(
                    "{}: `{}` names `{named}`",
                    location(GENERATOR, file, line),
                    file.module()
                ));
            }
        }
    }
    holds("a module names only those before it", broken);
}

#[test]
fn files_import_each_other_in_one_direction() {
    let known: Vec<BTreeSet<String>> = KNOWN_CIRCLES
        .iter()
        .map(|circle| circle.iter().map(|file| (*file).to_owned()).collect())
        .collect();
    let circles = ModuleGraph::read(GENERATOR).circles();
    let mut broken = Vec::new();
    for circle in &circles {
        if !known.iter().any(|known| circle.is_subset(known)) {
            broken.push(format!("a new circle: {circle:?}"));
        }
    }
    for file in known.iter().flatten() {
        if !circles.iter().any(|circle| circle.contains(file)) {
            broken.push(format!("{file} is in no circle any more: remove it from KNOWN_CIRCLES"));
        }
    }
    holds("imports between files make no circle", broken);
}

#[test]
fn modules_are_those_of_the_table() {
    let found = files(GENERATOR);
    let missing = |module: &&str| !found.iter().any(|file| file.module() == *module);
    holds(
        "a module of the table is gone",
        MODULES.iter().map(|(module, _)| *module).filter(missing).map(str::to_owned).collect(),
    );
}

#[test]
fn libraries_are_named_where_they_belong() {
    let mut broken = Vec::new();
    for file in files(GENERATOR) {
        for (name, modules) in NAMED_ONLY_IN {
            if !modules.contains(&file.module()) {
                let lines = file.lines_with(name).into_iter();
                broken.extend(
                    lines.map(|line| format!("{}: `{name}`", location(GENERATOR, file, line))),
                );
            }
        }
    }
    holds("some things are named in few modules only", broken);
}

#[test]
fn the_runtime_asks_nobody_but_its_transport_and_its_clock() {
    let mut broken = Vec::new();
    for file in files("generator/runtime/src") {
        for name in [
            "fs::",
            "env::",
            "process::Command",
            "process::exit",
            "net::Tcp",
            "net::Udp",
            "println!",
            "eprintln!",
            "dbg!",
            "oasmith",
            "tokio",
        ] {
            // File access is behind a feature and only in this file. The transport checks for a
            // Tokio runtime.
            let with_tokio = [
                "surface/blocking.rs",
                "platform/clock.rs",
                "surface/disk.rs",
                "http/transport_reqwest.rs",
            ]
            .map(|file| ("tokio", file));
            // `from_env` of a client's builder reads variables of the environment.
            let others = [("env::", "client/builder.rs"), ("fs::", "surface/disk.rs")];
            let may = [&with_tokio[..], &others].concat();
            if may.contains(&(name, file.path.as_str())) {
                continue;
            }
            let lines = file.lines_with(name).into_iter();
            broken.extend(lines.map(|line| {
                format!("{}: `{name}`", location("generator/runtime/src", file, line))
            }));
        }
    }
    holds("a client reads no files and variables, and prints nothing", broken);
}

#[test]
fn nothing_stops_the_process() {
    let mut broken = Vec::new();
    for folder in SOURCES {
        for file in files(folder) {
            for stop in STOPS {
                let lines = file.lines_with(stop).into_iter();
                broken.extend(
                    lines.map(|line| format!("{}: `{stop}`", location(folder, file, line))),
                );
            }
        }
    }
    holds("nothing outside of tests may stop the process", broken);
}

#[test]
fn no_lint_is_switched_off() {
    let mut broken = Vec::new();
    for folder in [GENERATOR, "generator/cli/src", "xtask/src"] {
        for file in files(folder) {
            let lines = ["#[allow", "#![allow", "#[expect", "#![expect"]
                .iter()
                .flat_map(|word| file.lines_with(word));
            // Only this file prints `#[expect]` for generated code.
            let own = lines.filter(|_| file.path != "emit/lint.rs");
            broken.extend(own.map(|line| location(folder, file, line)));
        }
    }
    // Every generated crate contains the runtime, and uses the parts that its document needs.
    for file in files("generator/runtime/src") {
        let allowed = ["unused_macros", "unused_macro_rules", "unused_imports", "dead_code"];
        // The code from macros contains names, parameters and members of the document.
        let allowed_in_macros = [
            "unreachable_code",
            "unused_assignments",
            "unused_mut",
            "unused_variables",
            "clippy::self_named_constructors",
            "clippy::should_implement_trait",
            "clippy::too_many_arguments",
        ];
        for (at, _) in file.code.match_indices("[allow(") {
            let attribute: String = file.code[at..].chars().take_while(|it| *it != ']').collect();
            let (lints, reason) = attribute.split_once("reason").unwrap_or((&attribute, ""));
            let mut lints = lints.trim_start_matches("[allow(").split(',').map(str::trim);
            let before = &file.code[..at];
            let is_in_macro = before.rfind("\nmacro_rules!") > before.rfind("\n}\n");
            let is_allowed = |lint: &str| {
                allowed.contains(&lint) || is_in_macro && allowed_in_macros.contains(&lint)
            };
            if reason.is_empty() || !lints.all(|lint| lint.is_empty() || is_allowed(lint)) {
                broken.push(format!("generator/runtime/src/{}: #{attribute}]", file.path));
            }
        }
    }
    holds("no lint is switched off", broken);
}

#[test]
fn modules_are_small() {
    let reasons =
        fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let has_reason = |name: &str| reasons.contains(&format!("`{name}`"));
    let mut broken = Vec::new();
    for folder in SOURCES {
        for file in files(folder) {
            let lines = file.lines();
            if lines > LINES_OF_A_FILE && !has_reason(&file.path) {
                broken.push(format!("{folder}/{}: {lines} lines", file.path));
            }
            for Function { name, line, lines, .. } in file.functions() {
                if lines > LINES_OF_A_FUNCTION && !has_reason(&format!("{}::{name}", file.path)) {
                    broken.push(format!(
                        "{}: `{name}` has {lines} lines",
                        location(folder, file, line)
                    ));
                }
            }
        }
    }
    let rule = "a file has at most 600 lines and a function 60, or a reason in ARCHITECTURE.md, which names it as \
                `module/file.rs` or `module/file.rs::function`";
    holds(rule, broken);
}

#[test]
fn functions_have_few_arguments() {
    let all = SOURCES.iter().chain(&["generator/runtime/tests", "tests"]);
    let mut broken = Vec::new();
    for (folder, file) in all.flat_map(|folder| files(folder).iter().map(move |it| (folder, it))) {
        // Expected generated code, and programs that use it.
        let is_expected = file.path.contains("expected/");
        for Function { name, line, arguments, .. } in file.functions() {
            if arguments > ARGUMENTS_OF_A_FUNCTION && !is_expected {
                broken.push(format!(
                    "{}: `{name}` has {arguments} arguments",
                    location(folder, file, line)
                ));
            }
        }
    }
    holds("a function has at most four arguments; use a struct for more", broken);
}

#[test]
fn the_top_of_the_repository_is_tidy() {
    const ENTRIES: &[&str] = &[
        // Sources and documents.
        "Cargo.toml",
        "generator",
        "spec",
        "generated",
        "xtask",
        "tests",
        "docs",
        // Files that users and tools expect.
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "clippy.toml",
        "deny.toml",
        "rust-toolchain.toml",
        "rustfmt.toml",
        ".cargo",
        ".editorconfig",
        ".ci",
        ".git",
        ".github",
        ".gitignore",
        "target",
    ];
    let entries = fs::read_dir(repository()).expect("the repository");
    let names =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    holds(
        "an entry at the top has a reason",
        names.filter(|name| !ENTRIES.contains(&name.as_str())).collect(),
    );
}

#[test]
fn every_module_is_explained() {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let explained = |module: &str| {
        text.contains(&format!("| `{module}/` |")) || text.contains(&format!("| `{module}.rs` |"))
    };
    let modules = MODULES.iter().map(|(module, _)| *module);
    holds(
        "ARCHITECTURE.md explains every module",
        modules.filter(|module| !explained(module)).map(str::to_owned).collect(),
    );
}

/// Every generated crate contains the runtime, so it must not name any API.
#[test]
fn the_runtime_names_no_api() {
    const COMMON: &[&str] =
        &["client.rs", "deps.rs", "lib.rs", "mod.rs", "webhooks.rs", "xml_schemas.rs"];
    let generated = files("generated/src");
    let of_groups = generated.iter().filter(|file| {
        let mut parts = file.path.split('/');
        parts.all(|part| !["runtime", "types"].contains(&part) && !COMMON.contains(&part))
    });
    let mut names: BTreeSet<String> =
        ["customer", "rebilly", "timeline", "customer_timeline"].map(str::to_owned).into();
    for file in of_groups {
        names.extend(file.path.split('/').map(|part| part.trim_end_matches(".rs").to_owned()));
        let items = file.code.split("pub struct ").skip(1);
        names.extend(items.filter_map(|rest| Some(words(rest).next()?.to_owned())));
    }
    assert!(names.contains("GetCustomer") && names.contains("customer_service"), "{names:?}");
    let runtime = files("generator/runtime/src");
    let mut broken = Vec::new();
    for file in runtime {
        for (index, line) in file.text.lines().enumerate() {
            let named = words(line)
                .filter(|word| names.contains(*word) || names.contains(&word.to_ascii_lowercase()));
            broken.extend(named.map(|name| format!("{}:{}: {name}", file.path, index + 1)));
        }
    }
    holds("the runtime names no API", broken);
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}
