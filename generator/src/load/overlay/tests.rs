use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Report};
use crate::load::{GivenPath, Request, load};
use crate::source::{Location, Pointer, Position};

/// A folder that is removed with the value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Lamps, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /lamps: {get: {tags: [x, y], x-n: 1}}
  /old: {get: {}}
";

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";

/// Applies overlays to the document above. Returns its value, the messages, and the report.
fn overlaid(name: &str, overlays: &[&str]) -> (Option<crate::load::Document>, Vec<String>, Report) {
    let folder =
        Folder(std::env::temp_dir().join(format!("oasmith-overlay-{}-{name}", std::process::id())));
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("openapi.yaml"), DOCUMENT).unwrap();
    let mut request = Request::of(folder.0.join("openapi.yaml"));
    for (index, overlay) in overlays.iter().enumerate() {
        let path = folder.0.join(format!("{index}.yaml"));
        fs::write(&path, overlay).unwrap();
        request.overlays.push(GivenPath::from(path));
    }
    let mut report = Report::new();
    let document = load(&request, &mut report);
    let said = said(&report);
    (document, said, report)
}

/// Code, file, line, column and message of each diagnostic, and its help.
fn said(report: &Report) -> Vec<String> {
    let line = |(diagnostic, position): (&Diagnostic, Option<Position>)| {
        let location =
            diagnostic.location.as_ref().map(|location| report.sources.written(location));
        let file = location
            .and_then(|location| report.sources.get(location.file))
            .map_or("", |file| &file.name);
        let at = position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
        let (file, help) = (
            file.rsplit('/').next().unwrap_or_default(),
            diagnostic.help.as_deref().unwrap_or_default(),
        );
        format!("{} {file}:{at} {} = {help}", diagnostic.code.id(), diagnostic.message)
    };
    report.located().into_iter().map(line).collect()
}

fn changed(name: &str, actions: &str, pointer: &str) -> Value {
    let (document, said, _) = overlaid(&format!("changed-{name}"), &[&format!("{HEAD}{actions}")]);
    assert_eq!(said, [""; 0], "{actions}");
    let document = document.unwrap();
    let location = Location::value(document.root().file, Pointer::new(pointer));
    document.value(&location).cloned().unwrap_or_default()
}

/// The messages about actions, the location first.
fn wrong(name: &str, overlay: &str) -> Vec<String> {
    overlaid(&format!("wrong-{name}"), &[overlay]).1
}

#[test]
fn an_update_is_merged() {
    for (name, actions, pointer, expected) in [
        (
            "object",
            "- {target: $.info, update: {title: New, x-a: {b: 1}}}",
            "/info",
            json!({"title": "New", "version": "1", "x-a": {"b": 1}}),
        ),
        ("append", "- {target: $.tags, update: {name: d}}", "/tags/3", json!({"name": "d"})),
        ("concatenate", "- {target: $.tags, update: [{name: d}, 5]}", "/tags/4", json!(5)),
        (
            "inner-list",
            "- {target: '$.paths[''/lamps'']', update: {get: {tags: [z]}}}",
            "/paths/~1lamps/get/tags",
            json!(["x", "y", "z"]),
        ),
        (
            "primitive",
            "- {target: '$.paths..[''x-n'']', update: 2}",
            "/paths/~1lamps/get/x-n",
            json!(2),
        ),
        (
            "many",
            "- {target: '$.paths.*.get', update: {x-safe: true}}",
            "/paths/~1old/get/x-safe",
            json!(true),
        ),
        ("filter", "- {target: '$.tags[?@.name == ''b'']', update: {x: 1}}", "/tags/1/x", json!(1)),
        ("root", "- {target: $, update: {x-root: [1]}}", "/x-root", json!([1])),
        (
            "in-order",
            "- {target: $, update: {x-a: {}}}\n- {target: '$[''x-a'']', update: {b: 1}}",
            "/x-a/b",
            json!(1),
        ),
    ] {
        assert_eq!(changed(name, actions, pointer), expected, "{name}");
    }
}

#[test]
fn values_are_removed() {
    assert_eq!(
        changed("member", "- {target: '$.paths[''/old'']', remove: true}", "/paths/~1old"),
        Value::Null
    );
    let left = changed("elements", "- {target: '$.tags[?@.name != ''b'']', remove: true}", "/tags");
    assert_eq!(left, json!([{"name": "b"}]));
    let left = changed("nested", "- {target: $.tags..*, remove: true}", "/tags");
    assert_eq!(left, json!([]));
    let update = "- {target: $.tags, remove: true, update: 5, copy: $.info}";
    assert_eq!(changed("remove-first", update, "/tags"), Value::Null);
}

#[test]
fn values_are_copied_and_actions_shared() {
    let actions = "- {target: $.paths, update: {/new: {}}}\n- {target: '$.paths[''/new'']', copy: '$.paths[''/lamps'']'}\n- {target: '$.paths[''/lamps'']', remove: true}";
    assert_eq!(changed("move", actions, "/paths/~1new/get/tags"), json!(["x", "y"]));
    let actions = "- {target: $.info, $ref: '#/components/actions/a~1b'}\ncomponents: {actions: {a/b: {fields: {update: {x-n: 1}}}}}";
    assert_eq!(changed("shared", actions, "/info/x-n"), json!(1));
}

#[test]
fn what_an_overlay_brings_keeps_its_location() {
    let actions = "- target: $.tags\n  update:\n  - {name: 5}\n- {target: '$.tags[0]', remove: true}\n- target: $.paths['/lamps'].get\n  update:\n    x-n: 2\n    x-o: {p: [q]}\n- {target: $.paths, update: {/new: {}}}\n- {target: '$.paths[''/new'']', copy: '$.paths[''/lamps'']'}\n";
    let (document, said, report) = overlaid("locations", &[&format!("{HEAD}{actions}")]);
    assert_eq!(said, [""; 0]);
    let root = document.unwrap().root().file;
    for (pointer, expected) in [
        ("/tags/0/name", "openapi.yaml:3:26"),
        ("/tags/1/name", "openapi.yaml:3:37"),
        ("/tags/2/name", "0.yaml:6:12"),
        ("/paths/~1lamps/get/x-n", "0.yaml:10:10"),
        ("/paths/~1lamps/get/tags/1", "openapi.yaml:5:28"),
        ("/paths/~1new/get/tags/1", "openapi.yaml:5:28"),
        ("/paths/~1new/get/x-o/p/0", "0.yaml:11:15"),
        ("/paths/~1new", "0.yaml:12:30"),
    ] {
        let mut located = Report::new();
        located.sources = report.sources.clone();
        let location = Location::value(root, Pointer::new(pointer));
        located.push(Diagnostic::new(crate::diagnostic::Code::WrongType, "here").at(location));
        let line = super::tests::said(&located).remove(0);
        assert_eq!(line.split(' ').nth(1), Some(expected), "{pointer}");
    }
}

#[test]
fn overlays_build_on_each_other() {
    let first = format!("{HEAD}- {{target: $, update: {{x-a: {{n: 1}}}}}}\n");
    let second = format!("{HEAD}- {{target: '$[''x-a'']', update: {{n: 2}}}}\n");
    let (document, said, _) = overlaid("two", &[&first, &second]);
    assert_eq!(said, [""; 0]);
    let document = document.unwrap();
    assert_eq!(document.value(&document.root().child("x-a")), Some(&json!({"n": 2})));
}

#[test]
fn what_matches_nothing_is_an_error_that_says_what_is_there() {
    for (name, target, expected) in [
        (
            "near",
            "$.paths['/lamp'].get",
            "E0124 0.yaml:4:12 `$.paths['/lamp'].get` matches nothing in the document = `$.paths` exists: did you mean `/lamps` in it?",
        ),
        (
            "root-key",
            "$.infos.title",
            "E0124 0.yaml:4:12 `$.infos.title` matches nothing in the document = `$` exists: did you mean `info` in it?",
        ),
        (
            "keys",
            "$.info.description",
            "E0124 0.yaml:4:12 `$.info.description` matches nothing in the document = `$.info` exists and has `title`, `version`",
        ),
        (
            "scalar",
            "$.openapi.x",
            "E0124 0.yaml:4:12 `$.openapi.x` matches nothing in the document = `$.openapi` exists and is the text \"3.0.3\"",
        ),
        (
            "filter",
            "$.tags[?@.name == 'z']",
            "E0124 0.yaml:4:12 `$.tags[?@.name == 'z']` matches nothing in the document = `$.tags` exists and is a list",
        ),
    ] {
        assert_eq!(
            wrong(name, &format!("{HEAD}- {{target: \"{target}\", remove: true}}\n")),
            [expected],
            "{name}"
        );
    }
    let copy = format!("{HEAD}- {{target: $.info, copy: $.inof}}\n");
    assert!(wrong("copy", &copy)[0].starts_with("E0124 0.yaml:4:26 `$.inof` matches nothing"));
}

#[test]
fn what_does_not_fit_is_reported() {
    for (name, action, expected) in [
        (
            "scalar-into-object",
            "{target: $.info, update: 5}",
            "E0125 0.yaml:4:28 the number 5 cannot be merged into an object",
        ),
        (
            "object-into-scalar",
            "{target: $.info, update: {title: {}}}",
            "E0125 0.yaml:4:29 an object cannot be merged into the text \"Lamps\"",
        ),
        (
            "whole",
            "{target: $, remove: true}",
            "E0125 0.yaml:4:12 the whole document cannot be removed",
        ),
        (
            "several",
            "{target: $.info, copy: '$.tags.*'}",
            "E0125 0.yaml:4:26 `$.tags.*` selects 3 values, and only one can be copied",
        ),
        ("nothing", "{target: $.info}", "E0125 0.yaml:4:3 an action changes nothing"),
        (
            "both",
            "{target: $.info, update: {}, copy: $.tags}",
            "E0125 0.yaml:4:3 an action has both `update` and `copy`",
        ),
        (
            "no-path",
            "{target: $.paths./a, remove: true}",
            "E0123 0.yaml:4:12 `$.paths./a` is not a JSONPath: ",
        ),
        ("no-target", "{remove: true}", "E0106 0.yaml:4:3 an action has no `target`"),
        (
            "typo",
            "{target: $.info, udpate: {}}",
            "E0122 0.yaml:4:20 `udpate` has no meaning here in an overlay = did you mean `update`?",
        ),
        (
            "type",
            "{target: $.info, remove: 'true'}",
            "E0105 0.yaml:4:28 `remove` must be `true` or `false`",
        ),
        (
            "reference",
            "{target: $.info, $ref: '#/x'}",
            "E0103 0.yaml:4:26 the reference `#/x` does not point at a reusable action",
        ),
    ] {
        let said = wrong(name, &format!("{HEAD}- {action}\n"));
        assert!(said[0].starts_with(expected), "{name}: {said:#?}");
    }
}

#[test]
fn what_is_no_overlay_is_reported() {
    for (name, overlay, expected) in [
        ("version", "overlay: 2.0.0\n", "E0121 0.yaml:1:10 Overlay 2.0.0 is not supported"),
        (
            "number",
            "overlay: 1.0\n",
            "E0121 0.yaml:1:10 the version of an overlay must be text, found the number 1.0",
        ),
        (
            "none",
            "openapi: 3.0.3\n",
            "E0121 0.yaml:1:1 this is not an overlay: `overlay` is missing",
        ),
        (
            "info",
            "overlay: 1.0.0\nactions: [{target: $, update: {}}]\n",
            "E0106 0.yaml:1:1 an overlay has no `info`",
        ),
        (
            "title",
            "overlay: 1.0.0\ninfo: {version: '1'}\nactions: [{target: $, update: {}}]\n",
            "E0106 0.yaml:2:1 the `info` of an overlay has no `title`",
        ),
        (
            "actions",
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []\n",
            "E0106 0.yaml:1:1 an overlay has no `actions`",
        ),
        (
            "list",
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: {}\n",
            "E0105 0.yaml:3:1 `actions` must be a list",
        ),
        ("yaml", "overlay: [\n", "E0102 0.yaml:2:1"),
    ] {
        let said = wrong(name, overlay);
        assert!(said[0].starts_with(expected), "{name}: {said:#?}");
    }
}

#[test]
fn an_overlay_for_another_document_is_reported() {
    let overlay =
        |extends: &str| format!("{HEAD}- {{target: $.info, update: {{}}}}\nextends: {extends}\n");
    assert_eq!(wrong("extends", &overlay("./openapi.yaml")), [""; 0]);
    assert_eq!(wrong("extends-url", &overlay("https://example.com/openapi.yaml")), [""; 0]);
    let said = wrong("extends-other", &overlay("other.yaml"));
    assert!(said[0].starts_with("W0163 0.yaml:5:10 this overlay extends `other.yaml`"), "{said:?}");
}
