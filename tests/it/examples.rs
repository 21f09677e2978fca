//! `cargo xtask corpus --examples`, and the library's function for examples.

use std::fs;
use std::path::Path;

use oasmith::{Input, Report};
use oasmith_tests::corpus::{Corpus, Outcome};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    post:
      operationId: addLamp
      parameters:
        - {name: room, in: query, schema: {type: array, items: {type: string, example: hall}}, example: [hall, attic]}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Lamp'}
            example: {on: true, since: null}
      responses:
        '201':
          description: Added.
          headers:
            X-Count: {schema: {type: integer, format: int32}, example: 7}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Lamp'}
              examples:
                right: {value: {id: 1, on: true, color: green}}
                wrong: {value: {id: 1}}
                beside: {value: {id: 1, on: false, weight: 12}}
                shared: {$ref: '#/components/examples/Shared'}
components:
  examples:
    Shared: {value: {id: 2, on: true, since: '2024-05-06T07:08:09Z'}}
  schemas:
    Lamp:
      type: object
      required: [id, on]
      example: {id: 3, on: false}
      properties:
        id: {type: integer, format: int64, readOnly: true, example: 4}
        'on': {type: boolean}
        color: {type: string, enum: [red, green]}
        since: {type: string, format: date-time, nullable: true}
        bulb:
          readOnly: true
          oneOf: [{$ref: '#/components/schemas/Led'}, {$ref: '#/components/schemas/Tube'}]
          discriminator: {propertyName: kind}
          example: {length: 120}
        shade:
          readOnly: true
          anyOf: [{$ref: '#/components/schemas/Plain'}, {$ref: '#/components/schemas/Cloth'}]
          example: {size: 30, thread: 400}
    Led: {type: object, required: [watt], properties: {kind: {type: string}, watt: {type: integer}}}
    Tube: {type: object, required: [length], properties: {kind: {type: string}, length: {type: integer}}}
    Plain: {type: object, properties: {size: {type: integer}}}
    Cloth: {oneOf: [{$ref: '#/components/schemas/Silk'}, {$ref: '#/components/schemas/Wool'}]}
    Silk: {type: object, properties: {size: {type: integer}, thread: {type: integer}}}
    Wool: {type: object, properties: {size: {type: integer}, sheep: {type: string}}}
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("lamps.yaml"), DOCUMENT).expect("a file");
    folder
}

/// The examples of the document: line, type, direction and value of each.
fn found(folder: &Path) -> Vec<String> {
    let mut report = Report::new();
    let input =
        Input::from_document(&folder.join("lamps.yaml"), "lamps", &mut report).expect("a document");
    let examples = oasmith::example::examples(&input.manifest, &mut report).expect("examples");
    let line = |location: &str| location.rsplit(':').nth(1).expect("a line").to_owned();
    let shown = |it: &oasmith::example::Example| {
        let way = if it.sent { "sent" } else { "received" };
        format!("{} {way} {} {}", line(&it.location), it.ty, it.value)
    };
    examples.examples.iter().map(shown).collect()
}

#[test]
fn every_example_has_a_location_a_type_and_a_direction() {
    let folder = folder();
    let expected = [
        r#"8 sent Vec<String> ["hall","attic"]"#,
        r#"8 sent String "hall""#,
        r#"13 sent lamps::types::LampInput {"on":true,"since":null}"#,
        r#"23 received lamps::types::Lamp {"id":1,"on":true,"color":"green"}"#,
        r#"24 received lamps::types::Lamp {"id":1}"#,
        r#"25 received lamps::types::Lamp {"id":1,"on":false,"weight":12}"#,
        r#"29 received lamps::types::Lamp {"id":2,"on":true,"since":"2024-05-06T07:08:09Z"}"#,
        "18 received i32 7",
        r#"34 received lamps::types::Lamp {"id":3,"on":false}"#,
        "36 received i64 4",
        r#"44 received lamps::types::LampBulb {"length":120}"#,
        r#"48 received lamps::types::LampShade {"size":30,"thread":400}"#,
        r#"34 sent lamps::types::LampInput {"id":3,"on":false}"#,
    ];
    assert_eq!(found(folder.path()), expected);
}

#[cfg(unix)]
#[test]
fn the_examples_of_a_corpus_are_tried() {
    let arguments = ["--examples", "--report", "report.tsv"];
    let corpus = Corpus { file: "lamps.yaml", text: DOCUMENT, arguments: &arguments };
    let Outcome { said, log, report } = corpus.run();
    let line = "examples: 13 (12 valid, 0 of these lossy; 2 have properties that their schema does not describe";
    assert!(said.contains(line), "{said}");
    assert!(report.trim_end().ends_with("\t13\t12\t0"), "{report}");
    assert!(log.contains("invalid example: lamps.yaml:24:"), "{log}");
}
