//! What a document has keeps its names when something is added that has nothing to do with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::diagnostic::Style;
use oasmith::{Input, Report};

/// The lines in which something public is defined, with their files.
fn names(document: &Path) -> BTreeSet<String> {
    let mut report = Report::new();
    let input = Input::from_document(document, "stable", &mut report).expect("a name");
    let generated = oasmith::generate(&input, &mut report);
    let files = generated.unwrap_or_else(|| panic!("{}", report.render(Style::Plain))).files;
    let own = files.iter().filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/runtime/"));
    let lines = own.flat_map(|(_, text)| text.lines().filter(|line| line.trim_start().starts_with("pub ")));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn what_is_added_renames_nothing() {
    const OPERATION: &str = "
  /aa-unrelated:
    get:
      tags: [Aa unrelated]
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/AaUnrelated'}}}}
";
    const SCHEMA: &str = "
    AaUnrelated: {type: object, properties: {aa: {type: object, properties: {b: {type: string, enum: [c]}}}}}
";
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["inline-names", "names-clashes", "names-keywords", "names-odd", "names-prelude", "no-operation-ids"] {
        let text = fs::read_to_string(Path::new("fixtures").join(name).join("openapi.yaml")).expect("a document");
        let (before, after) = (folder.path().join("before.yaml"), folder.path().join("after.yaml"));
        // In front of everything else, so that it would be the first to take a name.
        let paths = text.replacen("\npaths:\n", &format!("\npaths:{OPERATION}"), 1);
        let schemas = if paths.contains("\n  schemas:\n") { paths } else { paths + "\ncomponents:\n  schemas:\n" };
        let added = schemas.replacen("\n  schemas:\n", &format!("\n  schemas:{SCHEMA}"), 1);
        assert!(added.contains("/aa-unrelated:") && added.contains("AaUnrelated: {"), "{name}");
        fs::write(&before, text).expect("a file");
        fs::write(&after, added).expect("a file");
        let (before, after) = (names(&before), names(&after));
        let gone: Vec<&String> = before.difference(&after).collect();
        assert!(gone.is_empty(), "{name}: {gone:#?}");
        assert!(after.len() > before.len(), "{name}");
    }
}
