//! Commands work on the project that contains the current folder, and on no other.

use std::fs;
use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{contents, write};
use serde_json::Value;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Little, version: '1'}
paths: {/lamps: {get: {operationId: listLamps, responses: {'204': {description: None.}}}}}
";

const MANIFEST: &str = "[package]\nname = \"little\"\nversion = \"0.1.0\"\noutput = \"../generated\"\n\n[api.little]\ndocument = \"little.yaml\"\n";

fn run(folder: &Path, line: &str) -> Output {
    xtask(folder).args(line.split(' ')).output().expect("xtask can be run")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn project(folder: &Path) {
    write(&folder.join("spec/sdk.toml"), MANIFEST);
    write(&folder.join("spec/little.yaml"), DOCUMENT);
}

#[test]
fn outside_a_project_there_is_nothing_to_work_on() {
    let folder = tempfile::tempdir().expect("a folder");
    for line in [
        "codegen",
        "codegen --check",
        "codegen --output out",
        "lint",
        "diff --base HEAD",
        "drift",
        "drift --write",
        "release",
        "release --dry-run",
        "release --first --commit",
        "publish --registry internal",
        "publish --registry internal --dry-run",
    ] {
        let output = run(folder.path(), line);
        assert_eq!(output.status.code(), Some(1), "{line}: {}{}", out(&output), err(&output));
        let said = err(&output);
        assert!(
            said.contains(
                "there is no `sdk.toml` or `spec/sdk.toml` in the current folder or in a folder above it"
            ),
            "{line}: {said}"
        );
        assert!(said.contains("help: run this command in a project"), "{line}: {said}");
        assert_eq!(out(&output), "", "{line}");
        assert!(contents(folder.path()).is_empty(), "{line}");
    }
    for line in ["publish --self-test", "ci", "ci --list"] {
        let output = run(folder.path(), line);
        assert_eq!(output.status.code(), Some(1), "{line}: {}{}", out(&output), err(&output));
        let said = err(&output);
        assert!(said.contains("the current folder is not in a clone of oasmith"), "{said}");
        assert!(contents(folder.path()).is_empty(), "{line}");
    }
    let message: Value =
        serde_json::from_str(&out(&run(folder.path(), "lint --message-format json")))
            .expect("a message");
    assert_eq!(message["code"], "E0101");
}

#[test]
fn documents_need_no_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(&root.join("a.yaml"), DOCUMENT);
    write(&root.join("b.yaml"), DOCUMENT.replace("listLamps", "allLamps"));
    for line in [
        "lint a.yaml",
        "codegen --document a.yaml --output out --name out",
        "diff a.yaml b.yaml",
        "corpus a.yaml",
        "explain E0103",
    ] {
        let output = run(root, line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}{}", out(&output), err(&output));
    }
    assert!(root.join("target/corpus").is_dir() && root.join("out/Cargo.toml").is_file());
    let output = run(root, "corpus a.yaml --examples");
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("run this command in a clone of oasmith"), "{}", err(&output));
}

#[test]
fn a_folder_of_a_project_is_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, inner) = (folder.path(), folder.path().join("some/where"));
    project(root);
    fs::create_dir_all(&inner).expect("a folder");
    let output = run(&inner, "codegen");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(root.join("generated/Cargo.toml").is_file() && contents(&inner).is_empty());
    for line in ["codegen --check", "lint"] {
        assert_eq!(run(&inner, line).status.code(), Some(0), "{line}");
    }

    // The nearest manifest is used.
    project(&inner);
    assert_eq!(run(&inner, "codegen").status.code(), Some(0));
    assert!(inner.join("generated/Cargo.toml").is_file());
}

#[test]
fn crates_below_the_output_folder_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(&root.join("a.yaml"), DOCUMENT);
    for name in ["one", "two"] {
        let output =
            run(root, &format!("codegen --document a.yaml --output clients/{name} --name {name}"));
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
    let edited =
        fs::read_to_string(root.join("clients/two/src/lib.rs")).expect("a file") + "// An edit.\n";
    write(&root.join("clients/two/src/lib.rs"), edited);
    let before = contents(root);
    let line = "codegen --document a.yaml --output clients --name three";
    for line in [line, &format!("{line} --check"), &format!("{line} --check --message-format json")]
    {
        let output = run(root, line);
        let said = out(&output) + &err(&output);
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(
            said.contains("E0505")
                && said.contains("`one`, `two`")
                && said.contains("--output clients/"),
            "{said}"
        );
        assert!(!said.contains("missing"), "{said}");
        assert_eq!(contents(root), before, "{line}");
    }
}

#[test]
fn files_of_people_in_a_crate_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    project(root);
    write(&root.join("spec/sdk.toml"), MANIFEST.replace("\n\n", "\nexamples = \"examples\"\n\n"));
    write(&root.join("spec/examples/lamps.rs"), "fn main() {}\n");
    assert_eq!(run(root, "codegen").status.code(), Some(0));
    let example = fs::read_to_string(root.join("generated/examples/lamps.rs")).expect("a copy");
    assert!(example.contains("@generated by oasmith"));
    for path in ["examples/mine.rs", "tests/mine.rs", "benches/mine.rs"] {
        write(&root.join("generated").join(path), &example);
    }
    let output = run(
        root,
        "codegen --document spec/little.yaml --output generated/tests/fixtures/other --name other",
    );
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let before = contents(root);
    for line in ["codegen", "codegen --check"] {
        let output = run(root, line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}{}", out(&output), err(&output));
        assert_eq!(contents(root), before, "{line}");
    }
    // An unneeded example is removed, and one that users edited is kept. Files of users are not
    // overwritten.
    write(&root.join("spec/examples/mine.rs"), "fn main() { println!(); }\n");
    let output = run(root, "codegen");
    assert!(output.status.code() == Some(1) && err(&output).contains("E0501"), "{}", err(&output));
    fs::remove_file(root.join("spec/examples/mine.rs")).expect("a file");
    fs::rename(root.join("spec/examples/lamps.rs"), root.join("spec/examples/torches.rs"))
        .expect("a file");
    assert_eq!(run(root, "codegen").status.code(), Some(0));
    let files = contents(&root.join("generated/examples"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["client.rs", "mine.rs", "torches.rs"]);
}
