//! A plan that has something of everything.

use crate::plan::*;
use crate::plan::{KeyLocation, Method, ParameterLocation, PropertyEncoding, Status, Style};

pub use super::parts::*;

fn customer() -> StructItem {
    use FieldPresence::{Maybe, Optional, Required};
    let mut deprecated = field("sub", RustType::String, Optional);
    deprecated.docs.deprecated = true;
    let mut structure = structure(
        vec![
            field("id", RustType::library(Library::Uuid), Required),
            field("type", named("color"), Required),
            field("object", RustType::String, Optional),
            field("field", RustType::Integer("i64"), Optional),
            field("firstName", RustType::String, Maybe),
            field("parent", boxed("Customer"), Maybe),
            field("other", RustType::Option(Box::new(boxed("Customer"))), Required),
            field("born", RustType::library(Library::ChronoDate), Optional),
            field("createdTime", RustType::library(Library::ChronoDateTime), Required),
            field("score", RustType::F64, Required),
            field("tags", RustType::Vec(Box::new(named("Tag"))), Optional),
            field("file", named("File"), Optional),
            field("data", RustType::Json, Optional),
            field("key", RustType::Base64, Optional),
            deprecated,
        ],
        Construction::Callers,
    );
    structure.additional = Some(AdditionalField {
        ident: value("additional_properties"),
        ty: RustType::Json,
        tag: None,
        setters: Vec::new(),
        is_hidden: false,
        docs: docs("Others."),
    });
    structure
}

fn enums() -> Vec<Item> {
    let variant = |name: &str, text: &str| EnumVariant {
        ident: ty(name),
        value: text.to_owned(),
        docs: docs(text),
        source: SourceLocation::default(),
    };
    let number = |name: &str, value| EnumVariant {
        ident: ty(name),
        value,
        docs: docs(name),
        source: SourceLocation::default(),
    };
    vec![
        item(
            "color",
            ItemKind::StringEnum(EnumItem {
                variants: vec![
                    variant("Red", "red"),
                    variant("DarkBlue", "dark-blue"),
                    variant("Quote", "\"\\\u{202e}\n"),
                ],
                catch_all: ty("Unknown"),
                others: OtherValues::Unknown,
            }),
        ),
        item(
            "outcome",
            ItemKind::IntegerEnum(EnumItem {
                variants: vec![number("One", 1), number("MinusTwo", -2), number("Least", i64::MIN)],
                catch_all: ty("Unknown"),
                others: OtherValues::Unknown,
            }),
        ),
    ]
}

fn unions() -> Vec<Item> {
    let union = |tag, variants| ItemKind::Union(union(tag, variants));
    let mut link = variant("Tag", named("Tag"), &[], ShapeKind::Object);
    link.shape.required = vec!["name".to_owned()];
    link.shape.constants = vec![("rel".to_owned(), vec!["self".to_owned(), "next".to_owned()])];
    vec![
        item(
            "pet",
            union(
                Some("petType"),
                vec![
                    variant("Cat", boxed("Customer"), &["cat"], ShapeKind::Object),
                    variant("Dog", named("Tag"), &["dog", "hound"], ShapeKind::Object),
                ],
            ),
        ),
        item(
            "cell",
            union(
                None,
                vec![
                    variant("String", RustType::String, &[], ShapeKind::String),
                    variant("Integer", RustType::Integer("i64"), &[], ShapeKind::Integer),
                    variant("Number", RustType::F64, &[], ShapeKind::Number),
                    variant("List", RustType::Vec(Box::new(RustType::Bool)), &[], ShapeKind::Array),
                    link,
                ],
            ),
        ),
    ]
}

fn responses() -> Vec<Item> {
    let variant = |name: &str, status, content| ResponseVariant {
        source: SourceLocation::default(),
        ident: ty(name),
        response: response(status, content),
        docs: docs("A response."),
    };
    let header = |name: &str, ty| HeaderField {
        ident: value(name),
        name: name.to_owned(),
        ty,
        encoding: HeaderEncoding::Simple,
        has_union: false,
        is_hidden: false,
        docs: docs("A header."),
        source: SourceLocation::default(),
    };
    vec![
        item(
            "get customer error",
            ItemKind::Error(ErrorItem {
                variants: vec![
                    variant("Unauthorized", Status::Code(401), ResponseContent::Json(named("Tag"))),
                    variant("Forbidden", Status::Code(403), ResponseContent::Empty),
                    variant("Text", Status::Code(404), ResponseContent::Text),
                    variant("Server", Status::Range(5), ResponseContent::Bytes),
                ],
                catch_all: ty("Unknown"),
                headers: None,
            }),
        ),
        item(
            "upsert customer error",
            ItemKind::Error(ErrorItem {
                variants: vec![variant(
                    "Default",
                    Status::Default,
                    ResponseContent::Json(boxed("Customer")),
                )],
                catch_all: ty("Unknown"),
                headers: None,
            }),
        ),
        item(
            "get customer headers",
            ItemKind::Headers(vec![
                header("Rate-Limit-Limit", RustType::Integer("i64")),
                header("X-Tags", RustType::Vec(Box::new(RustType::String))),
            ]),
        ),
        item(
            "upsert customer response",
            ItemKind::Responses(vec![
                variant("Ok", Status::Code(200), ResponseContent::Json(boxed("Customer"))),
                variant("Created", Status::Code(201), ResponseContent::Empty),
                variant("Text", Status::Code(202), ResponseContent::Text),
                variant("Bytes", Status::Range(2), ResponseContent::Bytes),
            ]),
        ),
    ]
}

fn customers() -> Group {
    use ParameterLocation::{Cookie, Header, Path, Query};
    let list = Output::One(response(
        Status::Code(200),
        ResponseContent::Json(RustType::Vec(Box::new(named("Customer")))),
    ));
    let one = |content| Output::One(response(Status::Code(200), content));
    let mut all = operation("list", "list customers", Method::Get, list);
    all.parameters = vec![
        parameter("limit", Query, RustType::Integer("i64"), false),
        parameter("sort", Query, RustType::Vec(Box::new(RustType::String)), false),
        parameter("Organization-Id", Header, RustType::String, false),
        parameter("session", Cookie, RustType::String, false),
        parameter("where", Query, RustType::Json, false),
    ];
    all.parameters[1].style = Some(ParameterStyle {
        style: Style::Form,
        explode: false,
        allow_reserved: true,
        allow_empty: false,
    });
    all.parameters[4].style = None;
    all.parameters[2].docs.deprecated = true;
    let mut get = operation(
        "get",
        "get customer",
        Method::Get,
        one(ResponseContent::Json(named("Customer"))),
    );
    get.template = "/customers/{id}".to_owned();
    get.path = "/customers/{id}".to_owned();
    get.parameters = vec![
        parameter("id", Path, RustType::String, true),
        parameter("at", Path, RustType::Integer("i32"), true),
    ];
    get.headers = Some(ty("get customer headers"));
    get.error = Some(ty("get customer error"));
    let statuses = [
        ("Ok", Status::Code(200), ResponseContent::Json(boxed("Customer"))),
        ("Bytes", Status::Range(2), ResponseContent::Bytes),
        ("Created", Status::Code(201), ResponseContent::Empty),
        ("Text", Status::Code(202), ResponseContent::Text),
    ];
    let several = Output::Several {
        ident: ty("upsert customer response"),
        responses: statuses
            .into_iter()
            .map(|(name, status, content)| (ty(name), response(status, content)))
            .collect(),
    };
    let mut put = operation("upsert", "upsert customer", Method::Put, several);
    put.body = Some(body("application/json", BodyFormat::Json, named("Customer"), true));
    put.parameters = (0..8)
        .map(|number| parameter(&format!("p{number}"), Query, RustType::Bool, true))
        .collect();
    put.error = Some(ty("upsert customer error"));
    put.docs.deprecated = true;
    let mut patch = operation("new", "new customer", Method::Patch, one(ResponseContent::Empty));
    patch.body = Some(body("application/json", BodyFormat::Json, named("Cell"), false));
    patch.security = Vec::new();
    let docs = docs("Customers, see <https://example.com>.");
    Group {
        source: SourceLocation::default(),
        module: Module { ident: value("customers"), feature: Some("shop-customers".to_owned()) },
        ident: ty("customers"),
        docs,
        operations: vec![all, get, put, patch],
    }
}

fn shop_files() -> Group {
    let encoding = |name: &str| PropertyEncoding {
        content_type: Some("image/png".to_owned()),
        ..PropertyEncoding::of(name.to_owned())
    };
    let one = |content| Output::One(response(Status::Default, content));
    let mut form = operation("send", "send form", Method::Post, one(ResponseContent::Text));
    form.body = Some(body(
        "application/x-www-form-urlencoded",
        BodyFormat::Form(Vec::new()),
        named("Upload"),
        true,
    ));
    let mut multipart = operation("upload", "upload", Method::Post, one(ResponseContent::Bytes));
    multipart.ident = ty("UploadRequest");
    multipart.body = Some(body(
        "multipart/form-data",
        BodyFormat::Multipart(
            vec![encoding("file"), encoding("b")],
            std::collections::BTreeMap::new(),
        ),
        named("Upload"),
        false,
    ));
    let mut text = operation("text", "send text", Method::Post, one(ResponseContent::Empty));
    text.body = Some(body("text/plain", BodyFormat::Text, RustType::String, true));
    let mut bytes = operation("bytes", "send bytes", Method::Post, one(ResponseContent::Empty));
    bytes.body = Some(body("application/octet-stream", BodyFormat::Bytes, RustType::Body, false));
    Group {
        source: SourceLocation::default(),
        module: Module { ident: value("shop"), feature: Some("shop-files".to_owned()) },
        ident: ty("shop"),
        docs: Docs::default(),
        operations: vec![form, multipart, text, bytes],
    }
}

fn types() -> Vec<TypesModule> {
    let upload = structure(
        vec![
            field("file", RustType::File, FieldPresence::Optional),
            field("b", RustType::File, FieldPresence::Optional),
        ],
        Construction::Callers,
    );
    let tag = structure(
        vec![field("name", RustType::String, FieldPresence::Required)],
        Construction::Callers,
    );
    let numbers = (0..9)
        .map(|number| {
            field(&format!("n{number}"), RustType::Integer("i64"), FieldPresence::Required)
        })
        .collect();
    let mut shared = enums();
    shared.extend(unions());
    shared.push(item("Customer", ItemKind::Struct(customer())));
    shared.push(item("Tag", ItemKind::Struct(tag)));
    shared.push(item("File", ItemKind::Struct(structure(Vec::new(), Construction::Server))));
    shared.push(item("Numbers", ItemKind::Struct(structure(numbers, Construction::Callers))));
    shared.push(item("Cells", ItemKind::Alias(RustType::Map(Box::new(named("Cell"))))));
    shared.push(item("Tree", ItemKind::Newtype(RustType::Vec(Box::new(named("Tree"))))));
    for (index, text) in super::hostile::HOSTILE.iter().enumerate() {
        let mut alias = item(&format!("Hostile{index}"), ItemKind::Alias(RustType::String));
        alias.docs = docs(text);
        shared.push(alias);
    }
    let mut upload = item("Upload", ItemKind::Struct(upload));
    upload.docs.paragraphs.push(Paragraph::Line(vec![
        Inline::Text("Not "),
        Inline::Link(ty("Tag")),
        Inline::Text("."),
    ]));
    let mut responses = responses();
    responses[0].docs.paragraphs.push(Paragraph::Line(vec![
        Inline::Link(ty("Tag")),
        Inline::Text(" and "),
        Inline::Link(ty("Numbers")),
    ]));
    let module = |name: &str, feature: Option<&str>| Module {
        ident: value(name),
        feature: feature.map(str::to_owned),
    };
    vec![
        TypesModule {
            module: module("customers", Some("shop-customers")),
            items: responses,
            conversions: Vec::new(),
        },
        TypesModule {
            module: module("shop", Some("shop-files")),
            items: vec![upload],
            conversions: Vec::new(),
        },
        TypesModule {
            module: module("webhooks", Some("shop-webhooks")),
            items: Vec::new(),
            conversions: Vec::new(),
        },
        TypesModule { module: module("shared", None), items: shared, conversions: Vec::new() },
    ]
}

fn servers() -> Vec<Server> {
    let literal = |text: &str| ServerSegment::Literal(text.to_owned());
    let variable = |name: &str, default: Option<&str>, ty| ServerVariable {
        ident: value(name),
        default: default.map(str::to_owned),
        ty,
        part: UrlPart::Authority,
    };
    vec![
        Server {
            source: SourceLocation::default(),
            ident: value("live"),
            full_ident: None,
            docs: docs("Live."),
            url: vec![literal("https://example.com")],
            variables: Vec::new(),
        },
        Server {
            source: SourceLocation::default(),
            ident: value("sandbox"),
            full_ident: Some(value("sandbox with")),
            docs: docs("Sandbox."),
            url: vec![
                literal("https://"),
                ServerSegment::Variable(0),
                literal(".{x}.com/"),
                ServerSegment::Variable(1),
                ServerSegment::Variable(2),
            ],
            variables: vec![
                variable("organization", None, None),
                variable("version", Some("v1"), None),
                variable("color", Some("red"), Some(ty("color"))),
            ],
        },
    ]
}

fn credentials() -> Vec<Credential> {
    let kind = |name: &str, kind| Credential {
        ident: value(name),
        scheme: name.to_owned(),
        kind,
        docs: Docs::default(),
        source: SourceLocation::default(),
    };
    let key = |name: &str, location| {
        kind(name, CredentialKind::ApiKey { location, name: "REB-APIKEY".to_owned() })
    };
    vec![
        key("SecretApiKey", KeyLocation::Header),
        key("QueryKey", KeyLocation::Query),
        key("CookieKey", KeyLocation::Cookie),
        kind("JWT", CredentialKind::Bearer),
        kind("Login", CredentialKind::Basic),
        kind("Digest", CredentialKind::Http("Digest".to_owned())),
    ]
}

fn webhooks() -> Webhooks {
    let variants = vec![variant(
        "CustomerCreated",
        boxed("Customer"),
        &["customer-created"],
        ShapeKind::Object,
    )];
    let union = union(Some("eventType"), variants);
    Webhooks {
        module: Module { ident: value("webhooks"), feature: Some("shop-webhooks".to_owned()) },
        callbacks: Vec::new(),
        event_element: None,
        headers: None,
        functions: Vec::new(),
        event: Some(item("Event", ItemKind::Union(union))),
        bodies: vec![
            ("customer-created".to_owned(), Some(named("Customer")), docs("Made.")),
            ("other".to_owned(), None, docs("Other. More.")),
        ],
    }
}

/// A crate with one API, at the root or in a module.
pub fn krate(module: Option<&str>) -> Crate {
    let feature = |name: &str, enables: &[&str]| Feature {
        name: name.to_owned(),
        enables: enables.iter().map(|name| (*name).to_owned()).collect(),
        summary: format!("The feature {name}."),
    };
    let api = Api {
        contents: Contents::Client,
        module: module
            .map(|name| Module { ident: value(name), feature: Some("shop-base".to_owned()) }),
        title: "Shop".to_owned(),
        version: "2.1".to_owned(),
        docs: docs("# Shop\n\nSells [things](javascript:alert(1))."),
        servers: servers(),
        default_server: None,
        credentials: credentials(),
        groups: vec![customers(), shop_files()],
        types: types(),
        webhooks: Some(webhooks()),
        xml: crate::plan::Xml::default(),
    };
    Crate {
        package: Package {
            name: "shop-client".to_owned(),
            library: value("shop_client"),
            version: "0.1.0".to_owned(),
            layout: crate::plan::Layout::Crate,
            description: "A client of the shop.".to_owned(),
            license: Some("MIT OR Apache-2.0".to_owned()),
            license_files: Vec::new(),
            repository: None,
            metadata: crate::manifest::Metadata::default(),
            readme: None,
            ext: false,
            registry: Some("internal".to_owned()),
            standalone: true,
        },
        recursion_limit: None,
        runtime: None,
        features: vec![
            feature("shop", &["shop-customers", "shop-files", "shop-webhooks"]),
            feature("shop-base", &[]),
            feature("shop-customers", &["shop-base"]),
            feature("shop-files", &["shop-base"]),
            feature("shop-webhooks", &["shop-base"]),
        ],
        dependencies: Dependencies {
            types: ["chrono".to_owned(), "uuid".to_owned()].into(),
            own: Vec::new(),
        },
        apis: vec![api],
        examples: Vec::new(),
    }
}
