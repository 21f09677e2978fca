//! Files, YAML, overlays and manifests.

use serde_json::{Value, json};

use super::document::{document, list, nothing, object, paths, responding, with_property};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("files", 30, |count| {
        let properties = object(count, |index| {
            (format!("p{index}"), json!({"$ref": format!("schemas/s{index}.json")}))
        });
        several(json!({"type": "object", "properties": properties}), count, |_| {
            with_property("a", json!({"type": "string"}))
        })
    }),
    Shape::new("files that refer to the next", 30, |count| {
        let next = |index: usize| {
            if index + 1 == count {
                json!({"type": "string"})
            } else {
                json!({"$ref": format!("s{}.json", index + 1)})
            }
        };
        several(json!({"$ref": "schemas/s0.json"}), count, |index| {
            with_property("next", next(index))
        })
    }),
    Shape::new("files that are references to the next", 30, |count| {
        let next = |index: usize| {
            if index + 1 == count {
                with_property("a", json!({}))
            } else {
                json!({"$ref": format!("s{}.json", index + 1)})
            }
        };
        several(json!({"$ref": "schemas/s0.json"}), count, next)
    }),
    Shape::new("schemas of another file", 100, |count| {
        let properties = object(count, |index| {
            (format!("p{index}"), json!({"$ref": format!("schemas/s0.json#/S{index}")}))
        });
        let all = object(count, |index| {
            (format!("S{index}"), with_property("a", json!({"type": "string"})))
        });
        several(json!({"type": "object", "properties": properties}), 1, |_| all.clone())
    }),
    Shape::new("components that are in another file", 60, |count| {
        let all = object(count, |index| {
            (format!("S{index}"), with_property("a", json!({"type": "string"})))
        });
        let schemas = object(count, |index| {
            (format!("C{index}"), json!({"$ref": format!("schemas/s0.json#/S{index}")}))
        });
        let properties = object(count, |index| {
            (format!("p{index}"), json!({"$ref": format!("#/components/schemas/C{index}")}))
        });
        let mut files =
            several(json!({"type": "object", "properties": properties}), 1, |_| all.clone());
        change(&mut files, |root| root["components"] = json!({"schemas": schemas}));
        files
    }),
    Shape::new("path items of files", 30, |count| {
        let item = |index: usize| {
            (
                format!("schemas/s{index}.json"),
                json!({"get": {"operationId": format!("a{index}"), "responses": nothing()}})
                    .to_string(),
            )
        };
        let paths = object(count, |index| {
            (format!("/a{index}"), json!({"$ref": format!("schemas/s{index}.json")}))
        });
        Files(
            [("openapi.json".to_owned(), document(paths, json!({})).to_string())]
                .into_iter()
                .chain((0..count).map(item))
                .collect(),
        )
    }),
    Shape::new("aliases of YAML", 100, |count| {
        let properties: String =
            (0..count).map(|index| format!("        p{index}: *a\n")).collect();
        yaml(&format!(
            "    A: &a\n      type: object\n      properties: {{a: {{type: string}}}}\n    S0:\n      type: object\n      properties:\n{properties}"
        ))
    }),
    Shape::new("anchors of YAML", 100, |count| {
        let properties: String = (0..count)
            .map(|index| {
                format!(
                    "        p{index}: &a{index} {{type: string}}\n        q{index}: *a{index}\n"
                )
            })
            .collect();
        yaml(&format!("    S0:\n      type: object\n      properties:\n{properties}"))
    }),
    Shape::new("comments of YAML", 1_000, |count| {
        yaml(&format!("    S0: {{type: object}}\n{}", "    # a comment\n".repeat(count)))
    }),
    Shape::new("lines of a YAML text", 1_000, |count| {
        yaml(&format!(
            "    S0:\n      type: object\n      description: |\n{}",
            "        a line\n".repeat(count)
        ))
    }),
    Shape::new("folded lines of YAML", 1_000, |count| {
        yaml(&format!(
            "    S0:\n      type: object\n      description: >\n{}",
            "        a line\n".repeat(count)
        ))
    }),
    Shape::new("one line of YAML", 250, |count| {
        let properties: String =
            (0..count).map(|index| format!("p{index}: {{type: string}}, ")).collect();
        yaml(&format!("    S0: {{type: object, properties: {{{properties}}}}}\n"))
    }),
    Shape::new("warnings on one line", 100, |count| {
        let properties: String =
            (0..count).map(|index| format!("p{index}: {{type: string, q: 1}}, ")).collect();
        yaml(&format!("    S0: {{type: object, properties: {{{properties}}}}}\n"))
    }),
    Shape::new("warnings on lines", 100, |count| {
        let properties: String =
            (0..count).map(|index| format!("        p{index}: {{type: string, q: 1}}\n")).collect();
        yaml(&format!("    S0:\n      type: object\n      properties:\n{properties}"))
    }),
    Shape::new("wrong schemas", 400, |count| {
        let properties: String = (0..count)
            .map(|index| format!("        p{index}: {{type: object, properties: [a]}}\n"))
            .collect();
        yaml(&format!("    S0:\n      type: object\n      properties:\n{properties}"))
    })
    .refused("E"),
    Shape::new("keys that are there twice", 400, |count| {
        let properties: String = (0..count)
            .map(|index| format!("        p{index}: {{type: string, type: string}}\n"))
            .collect();
        yaml(&format!("    S0:\n      type: object\n      properties:\n{properties}"))
    })
    .refused("E0107"),
    Shape::new("actions of an overlay", 60, |count| {
        overlaid(
            count,
            &list(
                count,
                |index| json!({"target": format!("$.paths['/a{index}'].get"), "update": {"summary": "A."}}),
            ),
        )
    }),
    Shape::new("removals of an overlay", 60, |count| {
        overlaid(
            count,
            &list(
                count - 1,
                |index| json!({"target": format!("$.paths['/a{index}']"), "remove": true}),
            ),
        )
    }),
    Shape::new("targets of an action", 60, |count| {
        overlaid(
            count,
            &json!([{"target": "$.paths.*.get", "update": {"summary": "A.", "x-a": {"b": [1, 2]}}}]),
        )
    }),
    Shape::new("targets of a removal", 60, |count| {
        overlaid(count, &json!([{"target": "$.paths.*.get.summary", "remove": true}]))
    }),
    Shape::new("targets that are chosen", 60, |count| {
        overlaid(
            count,
            &json!([{"target": "$.paths.*[?@.operationId == 'a1']", "update": {"summary": "A."}}, {"target": "$..responses", "update": {"x-a": 1}}]),
        )
    }),
    Shape::new("overlays", 20, |count| {
        let names = list(count, |index| format!("o{index}.json").into());
        let overlay = |index: usize| {
            let actions = json!([{"target": format!("$.paths['/a{index}'].get"), "update": {"summary": "A."}}]);
            (
                format!("o{index}.json"),
                json!({"overlay": "1.0.0", "info": {"title": "A", "version": "1"}, "actions": actions}).to_string(),
            )
        };
        let mut files = manifest(&format!("overlays = {names}\n"), count);
        files.0.extend((0..count).map(overlay));
        files
    }),
    Shape::new("names of a manifest", 60, |count| {
        let names: String =
            (0..count).map(|index| format!("\"a{index}\" = \"b{index}\"\n")).collect();
        manifest(&format!("\n[api.a.names]\n{names}"), count)
    }),
    Shape::new("selected operations of a manifest", 60, |count| {
        let names = list(count, |index| format!("a{index}").into());
        manifest(&format!("\n[api.a.select]\noperations = {names}\n"), count)
    }),
    Shape::new("selected paths of a manifest", 60, |count| {
        let names = list(count, |index| format!("/a{index}").into());
        manifest(&format!("\n[api.a.select]\npaths = {names}\n"), count)
    }),
];

/// A document whose operation receives `schema`, and other files with schemas.
fn several(schema: Value, count: usize, file: impl Fn(usize) -> Value) -> Files {
    let root = document(
        json!({"/a": {"get": {"operationId": "a", "responses": responding(schema)}}}),
        json!({}),
    );
    let others =
        (0..count).map(|index| (format!("schemas/s{index}.json"), file(index).to_string()));
    Files([("openapi.json".to_owned(), root.to_string())].into_iter().chain(others).collect())
}

fn change(files: &mut Files, change: impl Fn(&mut Value)) {
    if let Some((_, text)) = files.0.first_mut() {
        let mut root = serde_json::from_str(text).expect("JSON");
        change(&mut root);
        *text = root.to_string();
    }
}

/// A YAML document with these schemas.
fn yaml(schemas: &str) -> Files {
    let head = "openapi: 3.0.3\ninfo: {title: Growth, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: A.\n          content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}\n";
    format!("{head}components:\n  schemas:\n{schemas}").into()
}

/// A manifest that names a document of operations.
fn manifest(rest: &str, count: usize) -> Files {
    let operation = |index: usize| json!({"operationId": format!("a{index}"), "summary": "B.", "responses": nothing()});
    let manifest = format!(
        "[package]\nname = \"growth\"\nversion = \"0.1.0\"\n\n[api.a]\ndocument = \"openapi.json\"\n{rest}"
    );
    Files(vec![
        ("sdk.toml".to_owned(), manifest),
        ("openapi.json".to_owned(), document(paths(count, operation), json!({})).to_string()),
    ])
}

fn overlaid(count: usize, actions: &Value) -> Files {
    let mut files = manifest("overlays = [\"overlay.json\"]\n", count);
    let overlay =
        json!({"overlay": "1.0.0", "info": {"title": "A", "version": "1"}, "actions": actions});
    files.0.push(("overlay.json".to_owned(), overlay.to_string()));
    files
}
