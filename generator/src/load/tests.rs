mod references;

use std::fs;
use std::path::PathBuf;

use openapiv3::{Info, Operation, Parameter, ReferenceOr, SchemaData};

use super::{Document, FromNode, Request, View, load};
use crate::diagnostic::{Report, Style};
use crate::source::{Location, Pointer};

/// A folder of files that is removed with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("oasmith-load-{}-{name}", std::process::id()));
        _ = fs::remove_dir_all(&folder);
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&folder)).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn load(&self) -> (Option<Document>, Report) {
        let mut report = Report::new();
        let document = load(&Request::of(self.0.join("openapi.yaml")), &mut report);
        (document, report)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

/// The messages of a report: code, line, column and message of each.
fn said(report: &Report) -> Vec<String> {
    let line = |(diagnostic, position): (
        &crate::diagnostic::Diagnostic,
        Option<crate::source::Position>,
    )| {
        let file = diagnostic
            .location
            .as_ref()
            .and_then(|location| report.sources.get(report.sources.written(location).file));
        let file = file.map_or("", |file| file.name.rsplit('/').next().unwrap_or_default());
        let location =
            position.map_or(String::new(), |at| format!("{file}:{}:{}", at.line, at.column));
        format!("{} {location} {}", diagnostic.code.id(), diagnostic.message)
    };
    report.located().into_iter().map(line).collect()
}

/// A document of one file.
fn document(name: &str, rest: &str) -> (Document, Report) {
    let text = format!("{HEAD}{rest}");
    let (document, report) = Folder::new(name, &[("openapi.yaml", &text)]).load();
    (document.unwrap_or_else(|| panic!("{}", report.render(Style::Plain))), report)
}

fn at(document: &Document, pointer: &str) -> Location {
    Location::value(document.root().file, Pointer::new(pointer))
}

/// Reads a node at `/node`; returns it with the messages.
fn read_as<T: FromNode>(name: &str, node: &str) -> (Option<T>, Vec<String>) {
    let (document, mut report) = document(name, &format!("paths: {{}}\nnode: {node}\n"));
    let node = document.node(&at(&document, "/node"), &mut report);
    (node, said(&report))
}

#[test]
fn a_view_finds_every_location_wherever_one_was_before() {
    let rest = "paths: {/a: {}, /a~b: {get: {responses: {}}}}\nx-a: [{b: 1}, {bc: 2}]\n";
    let (document, _) = document("view", rest);
    let pointers = [
        "",
        "/paths",
        "/paths/~1a",
        "/paths/~1a~0b/get",
        "/x-a/0/b",
        "/x-a/1/bc",
        "/x-a/1/b",
        "/x-a/01",
        "/x-a/2",
    ];
    for one in pointers {
        for other in pointers {
            let view = View::new(&document);
            for pointer in [one, other, one] {
                let location = at(&document, pointer);
                assert_eq!(view.value(&location), document.value(&location), "{one} {other}");
            }
        }
    }
    assert!(document.value(&at(&document, "/paths/~1a~0b/get")).is_some());
    assert!(document.value(&at(&document, "/x-a/1/b")).is_none());
}

#[test]
fn a_root_must_be_openapi_3_0() {
    for (number, (text, expected)) in [
        ("openapi: 3.3.0\n", "E0110 openapi.yaml:1:10 OpenAPI 3.3.0 is not supported"),
        (
            "openapi: 3.0\n",
            "E0110 openapi.yaml:1:10 the version of OpenAPI must be text, found the number 3.0",
        ),
        ("swagger: '1.2'\n", "E0110 openapi.yaml:1:10 Swagger 1.2 is not supported"),
        ("a: b\n", "E0110 openapi.yaml:1:1 this is not an OpenAPI document: `openapi` is missing"),
        ("openapi: '3.0.0'\ninfo: {}\n", "E0106 openapi.yaml:1:1 the document has no `paths`"),
        (
            "openapi: '3.0.0'\ninfo: {}\npaths: [1]\n",
            "E0105 openapi.yaml:3:1 `paths` must be an object, found a list",
        ),
        (
            "openapi: '3.0.0'\ninfo: {}\ncomponents: {}\n",
            "W0109 openapi.yaml:1:1 the document has no `paths`",
        ),
        ("openapi: '3.0'\npaths: {}\n", "W0103 openapi.yaml:1:1 the document has no `info`"),
    ]
    .into_iter()
    .enumerate()
    {
        let (_, report) = Folder::new(&format!("root{number}"), &[("openapi.yaml", text)]).load();
        assert_eq!(said(&report), [expected], "{text}");
    }
}

#[test]
fn a_missing_document_is_reported() {
    let mut report = Report::new();
    assert!(load(&Request::of("no/such/openapi.yaml"), &mut report).is_none());
    assert_eq!(
        said(&report),
        ["E0101  the document `no/such/openapi.yaml` cannot be read: there is no such file"]
    );
}

#[test]
fn a_schema_is_read_without_its_children() {
    let node = "{type: object, required: [a], properties: {a: {type: 5}, default: {$ref: '#/x'}, x-c: {}}, additionalProperties: {type: 6}, x-y: {z: null}, description: }";
    let (schema, said) = read_as::<SchemaData>("schema", node);
    assert_eq!(said, [""; 0]);
    assert_eq!(schema.unwrap().extensions.keys().collect::<Vec<_>>(), ["x-y"]);
}

#[test]
fn an_operation_is_read_without_its_children() {
    let node = "{parameters: [{name: 5}, {}], requestBody: {content: 6}, responses: {200: {description: 7}}}";
    let (operation, said) = read_as::<Operation>("operation-children", node);
    assert_eq!(said, [""; 0]);
    let operation = operation.unwrap();
    let is_cut = |reference: &str| assert_eq!(reference, "#");
    let [ReferenceOr::Reference { reference: first }, ReferenceOr::Reference { reference: second }] =
        operation.parameters.as_slice()
    else {
        panic!("{operation:?}")
    };
    let Some(ReferenceOr::Reference { reference: body }) = &operation.request_body else {
        panic!("{operation:?}")
    };
    [first, second, body].into_iter().for_each(|reference| is_cut(reference));
    let response = operation.responses.responses.values().next();
    assert!(
        matches!(response, Some(ReferenceOr::Reference { reference }) if reference == "#"),
        "{response:?}"
    );
}

#[test]
fn wrong_members_are_all_shown_where_they_stand() {
    let (schema, said) = read_as::<SchemaData>(
        "wrong",
        "{type: string, maxLength: ten, minLength: -1, items: [a], enum: x, nullable: 'TRUE', title: 5}",
    );
    assert!(schema.is_none());
    assert_eq!(
        said,
        [
            "W0169 openapi.yaml:4:33 `maxLength` must be a non-negative integer, found the text \"ten\"; it is ignored",
            "W0169 openapi.yaml:4:49 `minLength` must be a non-negative integer, found the number -1; it is ignored",
            "E0105 openapi.yaml:4:53 `items` must be an object, found a list",
            "E0105 openapi.yaml:4:71 `enum` must be a list, found the text \"x\"",
            "W0107 openapi.yaml:4:84 `nullable` should be `true` or `false`, found the text \"TRUE\"",
            "W0106 openapi.yaml:4:99 `title` should be text, found the number 5; it is taken as \"5\"",
        ]
    );
}

#[test]
fn a_required_that_is_no_list_is_ignored() {
    let (schema, said) = read_as::<SchemaData>("required", "{type: string, required: true}");
    assert_eq!(
        said,
        ["W0110 openapi.yaml:4:32 `required` must be a list of texts, found `true`; it is ignored"]
    );
    assert!(schema.is_some());
}

#[test]
fn an_operation_is_forgiven_what_can_be() {
    let (operation, said) = read_as::<Operation>(
        "operation",
        "{operationId: 5, responses: {200: {}, 2xx: {}, default: {}, XX: {}, x-a: 1}, callbacks: {c: {'{$url}': {get: 7}}}, security: [{key: }, {}]}",
    );
    let operation = operation.unwrap();
    assert_eq!(operation.responses.responses.len(), 2);
    assert!(operation.responses.default.is_some());
    assert_eq!(operation.security.map(|all| all.len()), Some(2));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].starts_with("W0167 openapi.yaml:4:67 `XX`"), "{said:?}");
    let (operation, said) = read_as::<Operation>("no-responses", "{}");
    assert!(operation.is_some());
    assert_eq!(said, ["W0101 openapi.yaml:4:1 an operation has no `responses`"]);
}

#[test]
fn parameters_are_checked() {
    for (number, (node, expected)) in [
        ("{name: a, in: body}", vec!["E0119 openapi.yaml:4:21 `in` cannot be `body`"]),
        ("{in: query, schema: {}}", vec!["E0106 openapi.yaml:4:1 a parameter has no `name`"]),
        ("{name: a, in: header, style: form, schema: {}}", vec!["W0171 openapi.yaml:4:36 `style` cannot be `form` here; the default style is used"]),
        (
            "{name: a, in: query, schema: {}, content: {a/b: {}}}",
            vec!["W0168 openapi.yaml:4:40 `schema` and `content` exclude each other; `content` is ignored"],
        ),
        (
            "{name: a, in: query}",
            vec!["W0105 openapi.yaml:4:1 `schema` and `content` are missing: any text is accepted"],
        ),
        (
            "{name: a, in: path, required: true, style: matrix, explode: false, example: 5, schema: 7}",
            vec!["E0105 openapi.yaml:4:94 `schema` must be an object, found the number 7"],
        ),
        ("{name: a, in: path, required: true, style: matrix, explode: false, example: 5, schema: {}}", vec![]),
    ]
    .into_iter()
    .enumerate()
    {
        let (parameter, said) = read_as::<Parameter>(&format!("parameter{number}"), node);
        assert_eq!(said, expected);
        assert_eq!(parameter.is_some(), said.iter().all(|line| line.starts_with('W')), "{node}");
    }
}

#[test]
fn bodies_without_content_are_read() {
    let (body, said) = read_as::<openapiv3::RequestBody>("empty-body", "{description: a}");
    assert!(body.is_some_and(|body| body.content.is_empty()));
    assert_eq!(said, ["W0108 openapi.yaml:4:1 a request body has no `content`"]);
    let (media_type, said) = read_as::<openapiv3::MediaType>("empty-media-type", "~");
    assert!(media_type.is_some_and(|media_type| media_type.schema.is_none()));
    let nothing = "a media type must be an object, found nothing; it is taken as empty";
    assert_eq!(said, [format!("W0170 openapi.yaml:4:7 {nothing}")]);
}

#[test]
fn every_type_of_node_is_read() {
    let check = |name: &str, ok: bool, said: Vec<String>| {
        assert!(ok && said.is_empty(), "{name}: {said:?}")
    };
    macro_rules! check {
        ($($kind:ident $node:literal,)+) => {
            $({ let (read, said) = read_as::<openapiv3::$kind>(concat!("whole-", stringify!($kind)), $node); check(stringify!($kind), read.is_some(), said); })+
        };
    }
    check! {
        PathItem "{get: {}, post: {}, parameters: [{}], servers: [{url: /}], summary: s}",
        RequestBody "{content: {a/b: {schema: 5}}, required: true}",
        Response "{description: '', headers: {x-a: {}, B: 5}, content: {a/b: {}}, links: {a: {}}}",
        Header "{schema: {type: string}, style: simple, explode: true}",
        MediaType "{schema: {}, examples: {a: {value: 1}}, encoding: {x-a: {contentType: a/b, headers: {X: 5}, explode: true}}}",
        Encoding "{contentType: a/b, style: deepObject}",
        Example "{summary: s, value: null}",
        SecurityScheme "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a', scopes: {x-a: b, c: }}}}",
        Server "{url: 'https://{a}', variables: {a: {default: b, enum: [b, c]}}}",
        Info "{title: t, version: '1', contact: {name: }, license: {name: MIT}, x-a: 1}",
        Tag "{name: t, externalDocs: {url: u}}",
    }
}

#[test]
fn missing_information_is_empty() {
    let (document, mut report) = document("info", "paths: {}\n");
    let info: Option<Info> = document.node(&at(&document, "/nothing"), &mut report);
    assert!(info.is_some() && said(&report).is_empty());
}
