mod operations;
mod unions;

use std::fs;

use super::lower;
use crate::diagnostic::Report;
use crate::ir::{
    Access, Api, ChosenTypes, ContentFormat, EnumValues, Origin, OtherValues, ParameterEncoding,
    Presence, Scalar, Segment, Status, StringFormat, Style, Type, TypeDef, TypeKind,
};
use crate::load::{Request, load};
use crate::select::Selection;

/// Lowers the files of a document, the first of which is its root; returns the messages by code,
/// too.
fn api_of(name: &str, files: &[(&str, &str)]) -> (Api, Vec<&'static str>) {
    let folder = std::env::temp_dir().join(format!("oasmith-lower-{}-{name}", std::process::id()));
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    let mut report = Report::new();
    let document = load(&Request::of(folder.join(files[0].0)), &mut report).unwrap();
    let api =
        lower(&document, (&Selection::default(), &ChosenTypes::default()), &mut report).unwrap();
    _ = fs::remove_dir_all(&folder);
    (api, report.diagnostics().iter().map(|diagnostic| diagnostic.code.id()).collect())
}

fn document(name: &str, rest: &str) -> (Api, Vec<&'static str>) {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{rest}");
    api_of(name, &[("openapi.yaml", &text)])
}

const RESPONSE: &str = "
paths:
  /x:
    get:
      operationId: x
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}}
";

/// A document with an operation whose response is the schema `X`.
pub(super) fn schemas(name: &str, schemas: &str) -> (Api, Vec<&'static str>) {
    let schemas: String =
        schemas.trim_start_matches('\n').lines().map(|line| format!("    {line}\n")).collect();
    document(name, &format!("{RESPONSE}components:\n  schemas:\n{schemas}"))
}

/// A type in a few letters: `[Tag?]` is a list of tags or nulls.
fn short(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => match &api.types.get(*id).unwrap().origin {
            Origin::Named(name) => name.clone(),
            Origin::Property { owner, name } => {
                format!("{}.{}", short(api, &Type::Named(*owner)), name.as_deref().unwrap_or("*"))
            }
            Origin::Item(_) => "item".to_owned(),
            Origin::Variant { owner, index, title, words } => {
                let words = title.clone().or(words.clone()).unwrap_or(index.to_string());
                format!("{}|{words}", short(api, &Type::Named(*owner)))
            }
            Origin::Operation { operation, part } => format!("{operation}:{part:?}"),
            Origin::Merged { owner, name } => {
                format!("{}|{name}", short(api, &Type::Named(*owner)))
            }
            Origin::Combined { owner } => format!("{}|+", short(api, &Type::Named(*owner))),
            Origin::Part { whole, words } => format!("{whole:?} {words}"),
            Origin::Shared { first, .. } => format!("shared {first:?}"),
        },
        Type::Scalar(Scalar::String(StringFormat::Plain)) => "string".to_owned(),
        Type::Scalar(Scalar::Boolean) => "boolean".to_owned(),
        Type::Scalar(Scalar::Integer(format)) => format!("{format:?}").to_lowercase(),
        Type::Scalar(Scalar::Number(format)) => format!("{format:?}").to_lowercase(),
        Type::Scalar(Scalar::String(format)) => format!("{format:?}").to_lowercase(),
        Type::Scalar(Scalar::Chosen(chosen)) => format!("chosen {:?}", chosen.kind),
        Type::List(inner) => format!("[{}]", short(api, inner)),
        Type::Map(inner) => format!("{{{}}}", short(api, inner)),
        Type::Nullable(inner) => format!("{}?", short(api, inner)),
        Type::JsonString(inner) => format!("json string of {}", short(api, inner)),
        Type::Json => "json".to_owned(),
    }
}

/// A definition in a line: `id!: int, name: string` with `!` for what is required, `-` read-only,
/// `+` write-only.
fn line(api: &Api, definition: &TypeDef) -> String {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let mut parts: Vec<String> = Vec::new();
            for field in &structure.fields {
                let presence = if field.presence == Presence::Required { "!" } else { "" };
                let access = match field.access {
                    Access::Both => "",
                    Access::ReadOnly => "-",
                    Access::WriteOnly => "+",
                };
                let constant =
                    field.constant.as_ref().map_or(String::new(), |value| format!("={value}"));
                parts.push(format!(
                    "{}{presence}{access}: {}{constant}",
                    field.name,
                    short(api, &field.ty)
                ));
            }
            parts.extend(
                structure
                    .additional
                    .as_ref()
                    .map(|additional| format!("*: {}", short(api, &additional.ty))),
            );
            format!("struct {}", parts.join(", "))
        }
        TypeKind::Enum(list) => {
            let values: Vec<String> = match &list.values {
                EnumValues::Strings(values) => values.iter().map(|it| it.value.clone()).collect(),
                EnumValues::Integers(values) => {
                    values.iter().map(|it| it.value.to_string()).collect()
                }
            };
            let others = match list.others {
                OtherValues::Unknown => "",
                OtherValues::Described => " …",
            };
            format!("enum {}{others}", values.join(" "))
        }
        TypeKind::Union(union) => {
            let variants: Vec<String> = union
                .variants
                .iter()
                .map(|variant| {
                    format!(
                        "{}{}",
                        variant.tags.iter().map(|tag| format!("{tag}=")).collect::<String>()
                            + &variant.name.iter().map(|it| format!("({it})=")).collect::<String>()
                            + if variant.is_default { "_=" } else { "" },
                        short(api, &variant.ty)
                    )
                })
                .collect();
            format!(
                "union({}) {}",
                union.discriminator.as_deref().unwrap_or(""),
                variants.join(" | ")
            )
        }
        TypeKind::Alias(ty) => format!("= {}", short(api, ty)),
    }
}

/// All definitions, one a line.
fn lines(api: &Api) -> Vec<String> {
    api.types
        .iter()
        .map(|(id, definition)| {
            format!("{} {}", short(api, &Type::Named(id)), line(api, definition))
        })
        .collect()
}

/// Checks the definitions and codes that schemas come to.
pub(super) fn check(name: &str, text: &str, expected: &[&str], codes: &[&str]) -> Api {
    let (api, said) = schemas(name, text);
    assert_eq!(lines(&api), expected, "{name}");
    assert_eq!(said, codes, "{name}");
    api
}

/// A base schema whose discriminator maps two values to one child.
const TABLES: &str = "
X:
  type: object
  discriminator:
    propertyName: type
    mapping: {two: '#/components/schemas/Two', one: '#/components/schemas/One', single: '#/components/schemas/One'}
  properties:
    type: {type: string, enum: [two, one, single, later]}
    title: {type: string}
Two: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, properties: {data: {type: array, items: {type: string}}}}]}
One: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, properties: {data: {type: array, items: {type: integer}}}}]}
";

#[test]
fn objects_and_their_properties() {
    check(
        "objects",
        "
X:
  type: object
  required: [id, gone]
  properties:
    id: {type: integer, format: int32}
    at: {type: string, format: date-time, nullable: true}
    tag: {$ref: '#/components/schemas/Tag'}
    open: {type: object}
    counts: {type: object, additionalProperties: {type: number}}
    rows: {type: array, items: {type: object, properties: {a: {type: boolean}}}}
    secret: {type: string, writeOnly: true}
  additionalProperties: {type: string}
Tag: {type: string, readOnly: true}
Unreached: {type: strange}
",
        &[
            "X struct id!: i32, at: datetime?, tag-: Tag, open: {json}, counts: {double}, rows: [item], secret+: string, gone!: string, *: string",
            "Tag = string",
            "item struct a: boolean",
        ],
        &["W0308"],
    );
}

#[test]
fn null_is_said_by_the_use_of_a_definition() {
    let api = check(
        "null",
        "
X:
  type: object
  properties:
    a: {$ref: '#/components/schemas/A'}
    b: {nullable: true, allOf: [{$ref: '#/components/schemas/B'}], description: Prose}
    c: {oneOf: [{$ref: '#/components/schemas/B'}, {enum: [null]}]}
    d: {$ref: '#/components/schemas/D'}
A: {type: object, nullable: true, properties: {x: {type: string}}}
B: {type: object, properties: {x: {type: string}}}
D: {type: string, enum: [one, null]}
",
        &[
            "X struct a: A?, b: B?, c: B?, d: D?",
            "A struct x: string",
            "B struct x: string",
            "D enum one",
        ],
        &[],
    );
    let (_, x) = api.types.iter().next().unwrap();
    let TypeKind::Struct(structure) = &x.kind else { panic!() };
    assert_eq!(structure.fields[1].docs.description.as_deref(), Some("Prose"));
}

#[test]
fn all_of_merges() {
    check(
        "all-of",
        "
X:
  allOf:
    - $ref: '#/components/schemas/Base'
    - type: object
      required: [kind]
      properties:
        kind: {type: string, enum: [b]}
        more: {type: string}
  properties: {last: {$ref: '#/components/schemas/Only'}}
Base:
  type: object
  properties:
    kind: {type: string, enum: [a, b]}
    inner: {type: object, properties: {deep: {type: string}}}
Only: {allOf: [{$ref: '#/components/schemas/Base'}], description: No new type}
",
        &[
            "X struct kind!: X.kind=\"b\", inner: Base.inner, more: string, last: Only",
            "X.kind enum b",
            "Base struct kind: Base.kind, inner: Base.inner",
            "Base.inner struct deep: string",
            "Only = Base",
            "Base.kind enum a b",
        ],
        &[],
    );
}

#[test]
fn a_contradiction_becomes_json() {
    check(
        "contradiction",
        "
X:
  allOf:
    - {type: object, properties: {a: {type: string}, b: {type: string}}}
    - {type: object, properties: {a: {type: object, properties: {c: {type: string}}}}}
",
        &["X struct a: json, b: string"],
        &["W0312"],
    );
}

#[test]
fn enums() {
    let api = check(
        "enums",
        "
X:
  type: object
  properties:
    words: {type: string, enum: ['yes', true, 1, 'yes'], x-enum-varnames: [Yes, Truth]}
    numbers: {type: integer, enum: [1, -1, 0]}
    mixed: {enum: [1, a]}
    halves: {type: number, enum: [0.5]}
    none: {type: string, enum: [only], nullable: true}
",
        &[
            "X struct words: X.words, numbers: X.numbers, mixed: json, halves: double=0.5, none: X.none?=\"only\"",
            "X.words enum yes true 1",
            "X.numbers enum 1 -1 0",
            "X.none enum only",
        ],
        &["W0305", "W0305", "W0306", "W0338", "W0304"],
    );
    let words = api.types.iter().nth(1).unwrap().1;
    let TypeKind::Enum(list) = &words.kind else { panic!() };
    let EnumValues::Strings(values) = &list.values else { panic!() };
    assert_eq!(values[1].name.as_deref(), Some("Truth"));
}

#[test]
fn what_leads_back_to_itself_ends() {
    check("alias", "X: {oneOf: [{$ref: '#/components/schemas/X'}]}", &["X = json"], &["E0306"]);
    check(
        "all-of-self",
        "X: {allOf: [{$ref: '#/components/schemas/X'}], properties: {a: {type: string}}}",
        &["X struct a: string"],
        &["W0332"],
    );
    check(
        "union-self",
        "
X: {oneOf: [{$ref: '#/components/schemas/Y'}, {type: string}]}
Y: {oneOf: [{$ref: '#/components/schemas/X'}, {type: integer}]}
",
        &["X union() Y | string", "Y union() i64"],
        &["W0332"],
    );
    check(
        "recursion",
        "
X: {type: object, properties: {next: {$ref: '#/components/schemas/X'}, all: {type: array, items: {$ref: '#/components/schemas/X'}}}}
",
        &["X struct next: X, all: [X]"],
        &[],
    );
}

#[test]
fn merging_recursive_schemas_ends() {
    check(
        "merge",
        "
X: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}}}
B: {type: object, properties: {next: {$ref: '#/components/schemas/B'}}}
",
        &["X struct next: X.next", "X.next struct next: X.next"],
        &[],
    );
}

#[test]
fn deep_mergers_become_json_and_no_overflow() {
    let mut text =
        "X: {allOf: [{$ref: '#/components/schemas/A0'}, {$ref: '#/components/schemas/B0'}]}\n"
            .to_owned();
    for index in 0..300 {
        for letter in ["A", "B"] {
            text.push_str(&format!(
                "{letter}{index}: {{properties: {{p: {{$ref: '#/components/schemas/{letter}{}'}}}}}}\n",
                (index + 1) % 300
            ));
        }
    }
    let (_, said) = schemas("deep", &text);
    assert_eq!(said, ["W0339"]);
}

#[test]
fn alternatives_of_alternatives_with_something_in_common_end() {
    let (api, said) = schemas(
        "common",
        "
X: {properties: {a: {}}, oneOf: [{$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/Z'}]}
Y: {properties: {b: {}}, oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Z'}]}
Z: {properties: {c: {}}, anyOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}]}
",
    );
    assert!(api.types.len() < 20, "{:#?} {said:?}", lines(&api));
}

#[test]
fn names_come_from_components_files_and_pointers() {
    let root = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: x
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: all.yaml#/Pair}}}}
components:
  schemas:
    Nice: {$ref: ugly.yaml}
";
    let all =
        "Pair: {type: object, properties: {left: {$ref: ugly.yaml}, right: {$ref: Plain.yaml}}}";
    let one = "{type: object, properties: {a: {type: string}}}";
    let (api, said) = api_of(
        "names",
        &[("openapi.yaml", root), ("all.yaml", all), ("ugly.yaml", one), ("Plain.yaml", one)],
    );
    assert_eq!(
        lines(&api),
        ["Pair struct left: Nice, right: Plain", "Nice struct a: string", "Plain struct a: string"]
    );
    assert_eq!(said, [""; 0]);
}

const OPERATION: &str = "
servers:
  - url: https://{org}.example.com/{version}
    variables: {org: {default: '{org}'}, version: {default: v1, enum: [v1, v2]}}
security: [{Key: []}]
tags: [{name: B}, {name: Unused}, {name: A}]
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: K}, Token: {type: oauth2, flows: {}}}
  parameters: {Sort: {name: sort, in: query, explode: false, schema: {type: array, items: {type: string, enum: [a]}}}}
paths:
  /a/{id}.json:
    parameters:
      - {name: id, in: path, schema: {type: integer}}
      - {name: Accept, in: header, schema: {type: string}}
    post:
      operationId: do
      tags: [A, C]
      x-permission: WRITE
      security: [{}, {Token: [x]}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {$ref: '#/components/parameters/Sort'}
        - {name: json, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
        - {name: stray, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/xml: {schema: {type: object}}
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}, meta: {type: object}}}
            encoding: {meta: {contentType: application/json}}
      responses:
        201:
          description: Made.
          headers: {Location: {schema: {type: string}}, Content-Type: {schema: {type: string}}}
          content: {application/problem+json: {schema: {type: string}}, text/plain: {}}
        4XX: {description: '', content: {'*/*': {schema: {type: string, format: binary}}}}
        default: {description: d}
    delete:
      responses: {default: {description: d, content: {application/json: {}}}}
  /b/{x}:
    get: {operationId: do, responses: {'204': {description: d}}}
  /c/{:
    get: {responses: {'204': {description: d}}}
";
