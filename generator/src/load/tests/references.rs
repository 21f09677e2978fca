//! Where references lead.

use serde_json::Value;

use super::{Folder, HEAD, at, document, said};
use crate::diagnostic::{Report, Style};
use crate::load::{Document, ReferenceError, Request, load};

#[test]
fn references_lead_through_files() {
    let text = format!(
        "{HEAD}paths:\n  /a: {{$ref: 'paths/a%20b.yaml'}}\nx-webhooks:\n  w: {{$ref: 'paths/w.yaml#/hook'}}\n"
    );
    let folder = Folder::new(
        "files",
        &[
            ("openapi.yaml", &text),
            ("paths/a b.yaml", "get:\n  responses:\n    200: {$ref: '../common.json#/ok'}\n"),
            ("paths/w.yaml", "hook: {$ref: 'a%20b.yaml'}\n"),
            (
                "common.json",
                r##"{"ok": {"$ref": "#/really~1ok"}, "really/ok": {"description": "ok"}}"##,
            ),
        ],
    );
    let (document, mut report) = folder.load();
    let document = document.unwrap();
    assert_eq!(said(&report), [""; 0]);
    let path = document.follow(&at(&document, "/paths/~1a"), &mut report).unwrap();
    assert_eq!(path.reference.as_deref(), Some("paths/a%20b.yaml"));
    assert_eq!(
        document
            .follow(&at(&document, "/x-webhooks/w"), &mut report)
            .map(|followed| followed.location),
        Some(path.location.clone())
    );
    let response = path.location.child("get").child("responses").child("200");
    let followed = document.follow(&response, &mut report).unwrap();
    assert_eq!(followed.location.pointer().as_str(), "/really~1ok");
    assert_eq!(
        document.value(&followed.location).and_then(|value| value.get("description")?.as_str()),
        Some("ok")
    );
    let own = document.follow(&path.location, &mut report).unwrap();
    assert_eq!((own.reference, own.location), (None, path.location));
    assert_eq!(said(&report), [""; 0]);
}

#[test]
fn a_crate_can_do_without_texts_and_examples_of_other_files() {
    let parts = [
        "tags: {$ref: gone.yaml}",
        "tags: [{$ref: gone.yaml}]",
        "externalDocs: {$ref: gone.yaml}",
        "paths: {/a: {summary: {$ref: gone.md}}}",
        "paths: {/a: {get: {summary: {$ref: gone.md}, description: {$ref: gone.md}}}}",
        "paths: {/a: {get: {parameters: [{examples: {$ref: gone.yaml}}]}}}",
        "paths: {/a: {get: {callbacks: {$ref: gone.yaml}}}}",
        "components: {schemas: {A: {title: {$ref: gone.md}, examples: [{$ref: gone.json}]}}}",
        "components: {examples: {A: {summary: {$ref: gone.md}, value: {$ref: gone.json}}}}",
    ];
    for part in parts {
        let folder = Folder::new("texts", &[("openapi.yaml", &format!("{HEAD}{part}\n"))]);
        let (_, report) = folder.load();
        let unread: Vec<String> =
            said(&report).into_iter().filter(|line| line.starts_with("E0101")).collect();
        assert_eq!(unread, [""; 0], "{part}");
    }
}

#[test]
fn broken_references_are_reported_once_and_in_one_run() {
    let text = format!(
        "{HEAD}paths:\n  /a: {{$ref: none.yaml}}\n  /b: {{$ref: 'none.yaml#/x'}}\n  /c: {{$ref: ../out.yaml}}\n  /d: {{$ref: 'http://a/b'}}\n  /e: {{$ref: broken.yaml}}\n  /f: {{$ref: '#/nothing'}}\n  /g: {{$ref: 5}}\n  /h: {{$ref: '<x>'}}\n"
    );
    let folder = Folder::new("broken", &[("openapi.yaml", &text), ("broken.yaml", "a: [\n")]);
    let (document, mut report) = folder.load();
    let document = document.unwrap();
    for path in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        assert_eq!(
            document.follow(&at(&document, &format!("/paths/~1{path}")), &mut report),
            None,
            "{path}"
        );
    }
    let said = said(&report);
    let expected = [
        "E0101 openapi.yaml:4:14 the file `none.yaml` cannot be read: there is no such file",
        "E0108 openapi.yaml:6:14 the reference `../out.yaml` leaves the folder that files are read from",
        "E0109 openapi.yaml:7:14 the reference `http://a/b` is a URL, and nothing is fetched",
        "E0103 openapi.yaml:9:14 the reference `#/nothing` points at nothing",
        "E0105 openapi.yaml:10:14 `$ref` must be text, found the number 5",
        "E0117 openapi.yaml:11:14 the reference `<x>` contains characters that are not allowed in file names",
    ];
    assert_eq!(said.get(..6).unwrap(), expected, "{said:#?}");
    assert!(said.len() == 7 && said[6].starts_with("E0102 broken.yaml:2:1"), "{said:#?}");
}

#[test]
fn loops_end() {
    let (document, mut report) = document(
        "loops",
        "paths: {}\nin: {$ref: '#/a'}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}\nself: {$ref: '#/self/x'}\n",
    );
    for start in ["/in", "/a", "/b", "/self"] {
        assert_eq!(document.follow(&at(&document, start), &mut report), None);
    }
    assert_eq!(
        said(&report),
        [
            "E0104 openapi.yaml:5:11 the reference `#/b` leads back to itself",
            "E0104 openapi.yaml:7:14 the reference `#/self/x` leads through itself",
        ]
    );
    assert_eq!(report.diagnostics().first().map(|first| first.related.len()), Some(1));
}

#[test]
fn a_long_chain_is_followed() {
    let chain: String =
        (0..9_000).map(|link| format!("a{link}: {{$ref: '#/a{}'}}\n", link + 1)).collect();
    let (document, mut report) =
        document("chain", &format!("paths: {{}}\n{chain}a9000: {{end: 1}}\n"));
    let end = document.follow(&at(&document, "/a0"), &mut report).unwrap();
    assert_eq!(end.location, at(&document, "/a9000"));
}

#[test]
fn a_pointer_may_lead_through_a_reference() {
    let (document, mut report) = document(
        "through",
        "paths: {}\na: {$ref: '#/b'}\nb: {properties: {x: {type: string}}}\nc: {$ref: '#/a/properties/x'}\n",
    );
    let end = document.follow(&at(&document, "/c"), &mut report).unwrap();
    assert_eq!(end.location.pointer().as_str(), "/b/properties/x");
}

#[test]
fn mappings_load_files_and_names_are_left_alone() {
    let text = format!(
        "{HEAD}paths: {{}}\nnode:\n  discriminator:\n    propertyName: p\n    mapping: {{a: 'pets/cat.yaml', b: Dog, c: v1/none.json, d: '#/node'}}\n"
    );
    let folder =
        Folder::new("mapping", &[("openapi.yaml", &text), ("pets/cat.yaml", "type: object\n")]);
    let (document, report) = folder.load();
    let document = document.unwrap();
    assert_eq!(said(&report), [""; 0]);
    let root = document.root().file;
    assert!(
        document
            .resolve(root, "pets/cat.yaml")
            .is_ok_and(|location| document.value(&location).is_some())
    );
    assert_eq!(document.resolve(root, "#/node"), Ok(at(&document, "/node")));
    assert_eq!(document.resolve(root, "Dog"), Err(ReferenceError::Unread));
    assert_eq!(document.resolve(root, "v1/none.json"), Err(ReferenceError::Unread));
    assert_eq!(document.resolve(root, "#/none"), Err(ReferenceError::Dangling));
}

#[cfg(unix)]
#[test]
fn a_link_cannot_lead_out() {
    let folder = Folder::new(
        "link",
        &[
            (
                "in/openapi.yaml",
                &format!("{HEAD}paths: {{/a: {{$ref: link.yaml}}, /b: {{$ref: ok.yaml}}}}\n"),
            ),
            ("in/real.yaml", "get: {}\n"),
            ("out.yaml", "get: {}\n"),
        ],
    );
    std::os::unix::fs::symlink(folder.0.join("out.yaml"), folder.0.join("in/link.yaml")).unwrap();
    std::os::unix::fs::symlink(folder.0.join("in/real.yaml"), folder.0.join("in/ok.yaml")).unwrap();
    let mut report = Report::new();
    load(&Request::of(folder.0.join("in/openapi.yaml")), &mut report);
    assert_eq!(
        said(&report),
        [
            "E0108 openapi.yaml:3:20 the reference `link.yaml` leaves the folder that files are read from"
        ]
    );
}

const HEAD_3_1: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n";

/// Loads files that have no problems.
fn loaded(name: &str, files: &[(&str, &str)]) -> Document {
    let (document, report) = Folder::new(name, files).load();
    assert_eq!(said(&report), [""; 0], "{name}");
    document.unwrap_or_else(|| panic!("{}", report.render(Style::Plain)))
}

/// The `title` of what is at the end of the way from a location of the root.
fn title(document: &Document, pointer: &str) -> String {
    let mut report = Report::new();
    let end = document.follow(&at(document, pointer), &mut report);
    let title = end.and_then(|end| document.value(&end.location)?.get("title")?.as_str());
    title.map_or_else(|| format!("{:?}", said(&report)), str::to_owned)
}

#[test]
fn every_form_of_a_reference_leads_somewhere() {
    let deep =
        "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema/properties/x";
    let references = [
        ("component", "#/components/schemas/X", "component"),
        ("deep", deep, "deep"),
        ("unescaped", &deep.replace("%7B", "{").replace("%7D", "}"), "deep"),
        ("escapes", "#/components/schemas/50%25%20~0~1%23", "escapes"),
        ("element", "#/components/schemas/X/allOf/1", "element"),
        ("whole", "in/whole.yaml", "whole"),
        ("dotted", "./in/../in/./whole.yaml#", "whole"),
        ("file", "in/parts.json#/some/part", "part"),
        ("back", "in/parts.json#/back", "component"),
        ("named", "in/na%20me%23.yaml#/x", "named"),
        ("own", "openapi.yaml#/components/schemas/X", "component"),
        ("definition", "in/parts.json#/$defs/D", "definition"),
        ("through", "in/parts.json#/through/properties/x", "through"),
    ];
    let list: String =
        references.iter().map(|(key, text, _)| format!("  {key}: {{$ref: '{text}'}}\n")).collect();
    let text = format!(
        "{HEAD}paths:
  '/a/{{id}}':
    get:
      responses:
        '200':
          description: d
          content: {{application/json: {{schema: {{properties: {{x: {{title: deep}}}}}}}}}}
components:
  schemas:
    X: {{title: component, allOf: [{{}}, {{title: element}}]}}
    '50% ~/#': {{title: escapes}}
node:
{list}"
    );
    let parts = r##"{"some": {"part": {"title": "part"}}, "back": {"$ref": "../openapi.yaml#/components/schemas/X"},
        "$defs": {"D": {"title": "definition"}}, "through": {"$ref": "whole.yaml"}}"##;
    let document = loaded(
        "forms",
        &[
            ("openapi.yaml", &text),
            ("in/whole.yaml", "title: whole\nproperties: {x: {title: through}}\n"),
            ("in/parts.json", parts),
            ("in/na me#.yaml", "x: {title: named}\n"),
        ],
    );
    for (key, text, expected) in references {
        assert_eq!(title(&document, &format!("/node/{key}")), expected, "{text}");
    }
}

#[test]
fn path_items_are_elsewhere() {
    let item = "{title: item, get: {responses: {'204': {description: d}}}}";
    let rest = "info: {title: t, version: '1'}\npaths:\n  /file: {$ref: in/item.yaml}\n";
    let own = "  /own: {$ref: '#/components/pathItems/I', summary: s}\n";
    let component = format!("components: {{pathItems: {{I: {item}}}}}\n");
    for (version, own, component) in [("3.0.3", "", ""), ("3.1.0", own, component.as_str())] {
        let text = format!("openapi: {version}\n{rest}{own}{component}");
        let document = loaded("items", &[("openapi.yaml", &text), ("in/item.yaml", item)]);
        assert_eq!(title(&document, "/paths/~1file"), "item", "{version}");
        if !own.is_empty() {
            assert_eq!(title(&document, "/paths/~1own"), "item", "{version}");
        }
    }
}

#[test]
fn anchors_lead_into_their_files() {
    let text = format!(
        "{HEAD_3_1}components:
  schemas:
    Here: {{title: here, $anchor: here}}
    ToHere: {{$ref: '#here'}}
    ToThere: {{$ref: 'in/names.yaml#there'}}
    ToInner: {{$ref: 'in/names.yaml#inner'}}
    ToBack: {{$ref: 'in/names.yaml#/$defs/Back'}}
    ToNothing: {{$ref: 'in/names.yaml#nothing'}}
"
    );
    let names = "\
$anchor: there
title: there
$defs:
  'a/b%c': {title: inner, $anchor: inner}
  Back: {$ref: '../openapi.yaml#here'}
";
    let document = loaded("anchors", &[("openapi.yaml", &text), ("in/names.yaml", names)]);
    for (key, expected) in
        [("ToHere", "here"), ("ToThere", "there"), ("ToInner", "inner"), ("ToBack", "here")]
    {
        assert_eq!(title(&document, &format!("/components/schemas/{key}")), expected);
    }
    let nothing = title(&document, "/components/schemas/ToNothing");
    assert!(
        nothing.contains("E0117") && nothing.contains("nor an anchor of that file"),
        "{nothing}"
    );
}

#[test]
fn identified_schemas_are_found_by_their_names() {
    let text = format!(
        "{HEAD_3_1}components:
  schemas:
    Tree: {{$id: models/tree.json, title: tree, $defs: {{Leaf: {{$id: leaf.json, title: leaf}}}}, properties: {{leaf: {{$ref: leaf.json}}, file: {{$ref: file.json}}}}}}
    Leaf: {{$ref: models/leaf.json}}
    Other: {{$ref: 'https://example.com/other.json#/$defs/Part'}}
    Same: {{$ref: other.json}}
"
    );
    let other = r#"{"$id": "https://example.com/other.json", "title": "other", "$defs": {"Part": {"title": "part"}}}"#;
    let document = loaded(
        "ids",
        &[
            ("openapi.yaml", &text),
            ("models/file.json", r#"{"title": "file"}"#),
            ("other.json", other),
        ],
    );
    for (key, expected) in [
        ("Tree/properties/leaf", "leaf"),
        ("Tree/properties/file", "file"),
        ("Leaf", "leaf"),
        ("Other", "part"),
        ("Same", "other"),
    ] {
        assert_eq!(title(&document, &format!("/components/schemas/{key}")), expected, "{key}");
    }
}

#[test]
fn a_document_says_where_it_is() {
    let text = |own: &str| {
        format!(
            "openapi: 3.2.0\n$self: {own}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {{$ref: a.yaml}}, B: {{title: b}}}}}}\n"
        )
    };
    for (own, file, root) in [
        ("api/openapi.yaml", "api/a.yaml", "openapi.yaml#/components/schemas/B"),
        ("./openapi.yaml", "a.yaml", "openapi.yaml#/components/schemas/B"),
        (
            "https://example.com/openapi.yaml",
            "a.yaml",
            "https://example.com/openapi.yaml#/components/schemas/B",
        ),
    ] {
        let other = format!("title: a\nproperties: {{b: {{$ref: '{root}'}}}}\n");
        let document = loaded("self", &[("openapi.yaml", &text(own)), (file, &other)]);
        assert_eq!(title(&document, "/components/schemas/A"), "a", "{own}");
        let a =
            document.follow(&at(&document, "/components/schemas/A"), &mut Report::new()).unwrap();
        let b = document
            .follow(&a.location.child("properties").child("b"), &mut Report::new())
            .unwrap();
        assert_eq!(
            document.value(&b.location).and_then(|value| value.get("title")),
            Some(&Value::from("b")),
            "{own}"
        );
    }
}

#[test]
fn schemas_of_other_files_are_found_by_their_names() {
    let text = format!(
        "{HEAD_3_1}components:
  schemas:
    Url: {{$ref: 'https://example.com/schemas/leaf.json'}}
    Part: {{$ref: 'https://example.com/schemas/leaf.json#/$defs/a%25b'}}
    Anchor: {{$ref: 'https://example.com/schemas/leaf.json#vein'}}
    Other: {{$ref: 'https://example.com/schemas/tree.json#vein'}}
    Relative: {{$ref: models/own.json}}
    Urn: {{$ref: 'urn:example:own'}}
    Nobody: {{$ref: 'https://example.com/schemas/nobody.json'}}
    File: {{$ref: in/all.yaml}}
"
    );
    let all = "\
title: all
$anchor: vein
$defs:
  Tree: {$id: 'https://example.com/schemas/tree.json', $defs: {V: {$anchor: vein, title: vein of tree}}}
  Leaf:
    $id: https://example.com/schemas/leaf.json
    title: leaf
    properties: {back: {$ref: tree.json#vein}}
    $defs: {'a%b': {title: part}, V: {$anchor: vein, title: vein of leaf}}
  Own: {$id: ../models/own.json, title: own}
  Urn: {$id: 'urn:example:own', title: urn}
";
    let files = [("openapi.yaml", text.as_str()), ("in/all.yaml", all)];
    let (document, report) = Folder::new("others", &files).load();
    let document = document.unwrap();
    let said = said(&report);
    assert!(said.len() == 1 && said[0].starts_with("E0109 openapi.yaml:12:"), "{said:?}");
    for (key, expected) in [
        ("Url", "leaf"),
        ("Url/properties/back", "vein of tree"),
        ("Part", "part"),
        ("Anchor", "vein of leaf"),
        ("Other", "vein of tree"),
        ("Relative", "own"),
        ("Urn", "urn"),
        ("File", "all"),
    ] {
        let (key, rest) = key.split_once('/').unwrap_or((key, ""));
        let end = document
            .follow(&at(&document, &format!("/components/schemas/{key}")), &mut Report::new())
            .unwrap();
        let location =
            rest.split_terminator('/').fold(end.location, |location, key| location.child(key));
        let end = document.follow(&location, &mut Report::new()).unwrap();
        assert_eq!(
            document.value(&end.location).and_then(|value| value["title"].as_str()),
            Some(expected),
            "{key}"
        );
    }
}

#[test]
fn references_are_relative_to_the_url_that_a_file_gives_itself() {
    let text = "openapi: 3.2.0
$self: https://example.com/api/openapi.yaml
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Known: {$ref: schemas/known.json}
    Lies: {$ref: 'more/lies.yaml#/x'}
    Beside: {$ref: 'https://example.com/api/more/beside.yaml#/x'}
    Above: {$ref: 'https://example.com/above.yaml'}
    Inner: {$id: 'https://example.com/api/deep/inner.json', items: {$ref: ../more/beside.yaml#there}}
    Reached: {$ref: elsewhere/file.json}
    None: {$ref: more/none.yaml}
";
    let known = r#"{"$id": "https://example.com/api/schemas/known.json", "title": "known"}"#;
    let files = [
        ("openapi.yaml", text),
        ("elsewhere/file.json", known),
        ("more/lies.yaml", "x: {title: lies}\n"),
        ("more/beside.yaml", "x: {title: beside, $anchor: there}\n"),
    ];
    let (document, report) = Folder::new("bases", &files).load();
    let document = document.unwrap();
    let said = said(&report);
    let expected = [
        "E0109 openapi.yaml:10:19 the reference `https://example.com/above.yaml` is a URL, and nothing is fetched",
        "E0101 openapi.yaml:13:18 the file `more/none.yaml` cannot be read: there is no such file",
    ];
    assert_eq!(said, expected);
    let ways = [
        ("Known", "known"),
        ("Lies", "lies"),
        ("Beside", "beside"),
        ("Inner/items", "beside"),
        ("Reached", "known"),
    ];
    for (key, expected) in ways {
        assert_eq!(title(&document, &format!("/components/schemas/{key}")), expected, "{key}");
    }
}

#[test]
fn dynamic_references_are_followed_with_a_warning() {
    let text = format!(
        "{HEAD_3_1}components: {{schemas: {{Node: {{$dynamicAnchor: node, title: node, items: {{$dynamicRef: '#node'}}}}}}}}\n"
    );
    let (document, report) = Folder::new("dynamic", &[("openapi.yaml", &text)]).load();
    assert_eq!(title(&document.unwrap(), "/components/schemas/Node/items"), "node");
    let said = said(&report);
    assert!(said.len() == 1 && said[0].starts_with("W0150"), "{said:?}");
}

#[test]
fn loops_through_files_end() {
    let text = format!("{HEAD}paths: {{}}\na: {{$ref: 'b.yaml#/b'}}\n");
    let document = loaded(
        "file-loop",
        &[("openapi.yaml", &text), ("b.yaml", "b: {$ref: 'openapi.yaml#/a'}\n")],
    );
    let end = title(&document, "/a");
    assert!(end.contains("E0104"), "{end}");
}
