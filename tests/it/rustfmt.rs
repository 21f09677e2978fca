//! rustfmt does not change generated code and the examples in its documentation.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use oasmith_tests::fixture;

/// The `.rustfmt.toml` of a crate: heuristics use the maximum width. The runtime is formatted in
/// its own package.
#[test]
fn crates_are_formatted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut roots = Vec::new();
    for fixture in fixture::all() {
        let root = folder.path().join(&fixture.name);
        let files = fixture.files();
        for (path, text) in files.iter().chain(files.once()) {
            if path.starts_with("src/runtime/") {
                continue;
            }
            write(&root.join(path), text);
            if path.starts_with("examples/") || path == "src/lib.rs" {
                roots.push(root.join(path));
            }
        }
        write(&root.join("src/runtime/mod.rs"), "//! Elsewhere.\n");
    }
    let mut command = Command::new("rustfmt");
    check(command.args(["--edition", "2024", "--check", "--color", "never"]).args(roots));
}

/// rustfmt without configuration, for the columns that remain beside the comment marker.
#[test]
fn examples_are_formatted() {
    let mut by_width: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for fixture in fixture::all() {
        for (path, text) in fixture.files().iter() {
            if path == "README.md" || path.ends_with(".rs") && !path.starts_with("src/runtime/") {
                for (columns, example) in examples(text) {
                    by_width.entry(columns).or_default().push(example);
                }
            }
        }
    }
    assert_eq!(by_width.keys().copied().collect::<Vec<_>>(), [92, 96, 100]);
    let folder = tempfile::tempdir().expect("a folder");
    for (columns, examples) in by_width {
        assert!(examples.len() > 20, "{columns}: {}", examples.len());
        let path = folder.path().join(format!("{columns}.rs"));
        write(&path, &examples.join("\n"));
        let width = format!("max_width={}", columns + 4);
        let mut command = Command::new("rustfmt");
        check(
            command
                .args(["--edition", "2024", "--check", "--color", "never", "--config", &width])
                .arg(path),
        );
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn check(command: &mut Command) {
    let output = command.output().expect("rustfmt of the toolchain");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}\n{errors}", text.chars().take(8_000).collect::<String>());
}

/// The Rust examples of a text, each as a function, with the maximum width of its lines.
fn examples(text: &str) -> Vec<(usize, String)> {
    let mut examples = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for line in text.lines() {
        let bare = line.trim_start();
        let comment = ["/// ", "//! ", "///", "//!"].iter().find(|mark| bare.starts_with(**mark));
        let code = comment.map_or(line, |mark| &bare[mark.len()..]);
        if code.starts_with("```") {
            match open.take() {
                Some((columns, body)) => {
                    examples.push((columns, format!("async fn example() {{\n{body}}}\n")));
                }
                None if code.starts_with("```rust") => {
                    let comment = comment.map_or(0, |_| line.len() - bare.len() + 4);
                    open = Some((100 - comment, String::new()));
                }
                None => open = Some((0, String::new())),
            }
        } else if let Some((_, body)) = &mut open
            && !code.starts_with("# ")
        {
            body.push_str(format!("    {code}").trim_end());
            body.push('\n');
        }
    }
    examples.retain(|(columns, _)| *columns > 0);
    examples
}
