use super::fixture::{
    self, boxed, docs, field, item, named, response, structure, ty, value, variant,
};
use crate::emit::scope::{Home, Scope};
use crate::emit::types;
use crate::format;
use crate::plan::*;
use crate::plan::{ParameterLocation, Status};

/// An item as it is printed, in a file with its imports.
fn printed(kind: ItemKind) -> String {
    let item = item("Thing", kind);
    let mut scope = Scope::new(Home::Types, [&item.ident], []);
    let tokens = types::item(&item, &mut scope);
    let imports = scope.imports();
    format::Source::of(quote::quote!(#imports #tokens)).text()
}

fn assert_printed(kind: ItemKind, expected: &str) {
    let printed = printed(kind);
    assert!(printed == expected, "printed:\n{printed}");
}

/// That a part is printed like this.
fn assert_prints(kind: ItemKind, expected: &str) {
    let printed = printed(kind);
    assert!(printed.contains(expected), "printed:\n{printed}");
}

fn string_enum(values: &[(&str, &str)]) -> EnumItem<String> {
    let variants = values.iter().map(|(name, text)| EnumVariant {
        ident: ty(name),
        value: (*text).to_owned(),
        docs: docs(text),
        source: SourceLocation::default(),
    });
    EnumItem {
        variants: variants.collect(),
        catch_all: ty("Unknown"),
        others: OtherValues::Unknown,
    }
}

#[test]
fn a_struct_that_is_sent() {
    let fields = vec![
        field("name", RustType::String, FieldPresence::Required),
        field("type", RustType::Bool, FieldPresence::Optional),
        field("note", RustType::String, FieldPresence::Maybe),
    ];
    assert_printed(
        ItemKind::Struct(structure(fields, Construction::Callers)),
        r#"use crate::runtime::{Maybe, object};

object! {
    /// The item Thing.
    pub struct Thing: Debug {
        /// The field name.
        pub name: String = required Into "name",
        /// The field type.
        pub r#type: Option<bool> = optional "type" => set_type(bool),
        /// The field note.
        pub note: Maybe<String> = maybe "note" => set_note(String),
    }
}
"#,
    );
}

#[test]
fn a_struct_in_which_nothing_is_required() {
    let fields = || vec![field("a", RustType::String, FieldPresence::Optional)];
    assert_prints(
        ItemKind::Struct(structure(fields(), Construction::Callers)),
        "pub struct Thing: Debug + Default {",
    );
    assert_prints(
        ItemKind::Struct(structure(fields(), Construction::Server)),
        "pub struct Thing: Debug new and Default for tests {",
    );
}

#[test]
fn an_open_struct() {
    let additional = AdditionalField {
        ident: value("others"),
        ty: RustType::Json,
        tag: None,
        setters: Vec::new(),
        is_hidden: false,
        docs: docs("Others."),
    };
    let open =
        StructItem { additional: Some(additional), ..structure(Vec::new(), Construction::Callers) };
    let kind = || ItemKind::Struct(open.clone());
    assert_prints(kind(), "additional pub others: BTreeMap<String, Json> = set(into Json),");
    let additional =
        open.additional.map(|it| AdditionalField { tag: Some("kind".to_owned()), ..it });
    let tagged = StructItem { additional, ..structure(Vec::new(), Construction::Callers) };
    assert_prints(
        ItemKind::Struct(tagged),
        "BTreeMap<String, Json> = set(into Json) without \"kind\",",
    );
}

#[test]
fn a_box_is_put_on_inside() {
    let fields = vec![
        field("must", boxed("Thing"), FieldPresence::Required),
        field("may", boxed("Thing"), FieldPresence::Optional),
        field("null", RustType::Option(Box::new(boxed("Thing"))), FieldPresence::Required),
        field("both", boxed("Thing"), FieldPresence::Maybe),
    ];
    let kind = || ItemKind::Struct(structure(fields.clone(), Construction::Callers));
    for row in [
        "must: Box<Thing> = required: boxed(impl Into<Thing>) \"must\",",
        "may: Option<Box<Thing>> = optional \"may\" => set_may(boxed Thing),",
        "null: Option<Box<Thing>> = required: boxed_option(impl Into<Option<Thing>>) \"null\",",
        "both: Maybe<Box<Thing>> = maybe \"both\" => set_both(boxed Thing),",
    ] {
        assert_prints(kind(), row);
    }
}

#[test]
fn what_is_deprecated() {
    let mut old = field("old", RustType::Bool, FieldPresence::Optional);
    old.docs.deprecated = true;
    let kind = || ItemKind::Struct(structure(vec![old.clone()], Construction::Callers));
    assert_prints(kind(), "        /// **Deprecated.**\n        pub old: Option<bool> =");
    assert_prints(kind(), "=> #[deprecated] set_old(bool),");
}

#[test]
fn an_enum_of_strings() {
    let values = string_enum(&[("Red", "red"), ("Odd", "\"\\\u{202e}\n")]);
    assert_printed(
        ItemKind::StringEnum(values),
        r#"use crate::runtime::string_enum;

string_enum! {
    /// The item Thing.
    pub enum Thing {
        /// red
        Red = "red",
        /// "\\
        Odd = "\"\\\u{202e}\n",
        _ = Unknown,
    }
}
"#,
    );
}

#[test]
fn an_enum_of_integers() {
    let number = |name: &str, value| EnumVariant {
        ident: ty(name),
        value,
        docs: docs(name),
        source: SourceLocation::default(),
    };
    let values = || EnumItem {
        variants: vec![number("One", 1), number("Least", i64::MIN)],
        catch_all: ty("Unknown"),
        others: OtherValues::Unknown,
    };
    for row in ["integer_enum! {", "One = 1,", "Least = -9223372036854775808,"] {
        assert_prints(ItemKind::IntegerEnum(values()), row);
    }
}

fn union(tag: Option<&str>, variants: Vec<UnionVariant>) -> ItemKind {
    ItemKind::Union(fixture::union(tag, variants))
}

#[test]
fn a_union_with_a_tag() {
    let variants = || {
        vec![
            variant("Cat", boxed("Cat"), &["cat"], ShapeKind::Object),
            variant("Dog", named("Dog"), &["dog", "hound"], ShapeKind::Object),
        ]
    };
    assert_prints(union(Some("kind"), variants()), "use super::{Cat, Dog};\n");
    assert_prints(
        union(Some("kind"), variants()),
        "union! {
    /// The item Thing.
    pub enum Thing: Debug by \"kind\" {
        /// A variant.
        Cat(Box<Cat>) = \"cat\",
        /// A variant.
        Dog(Dog) in \"dog\" | \"hound\",
        _ = Unknown,
    }
}
",
    );
}

#[test]
fn a_union_without_a_tag() {
    let variants = || {
        let mut object = variant("Link", named("Link"), &[], ShapeKind::Struct);
        object.shape.required = vec!["href".to_owned()];
        object.shape.constants = vec![("rel".to_owned(), vec!["self".to_owned()])];
        vec![variant("Text", RustType::String, &[], ShapeKind::String), object]
    };
    assert_prints(
        union(None, variants()),
        "    pub enum Thing: Debug {
        /// A variant.
        Text(String) as string,
        /// A variant.
        Link(Link) as structure(\"href\"; \"rel\" = \"self\"),
        _ = Unknown,
    }
",
    );
}

#[test]
fn aliases_and_newtypes() {
    let list = || RustType::Vec(Box::new(named("Thing")));
    assert_printed(ItemKind::Alias(list()), "/// The item Thing.\npub type Thing = Vec<Thing>;\n");
    assert_prints(ItemKind::Newtype(list()), "pub struct Thing(pub Vec<Thing>);");
    assert_prints(ItemKind::Newtype(list()), "Deserialize::deserialize(deserializer).map(Self)");
}

fn responses(variants: Vec<(&str, Status, ResponseContent)>) -> Vec<ResponseVariant> {
    let variant = |(name, status, content)| ResponseVariant {
        ident: ty(name),
        response: response(status, content),
        docs: docs(name),
        source: SourceLocation::default(),
    };
    variants.into_iter().map(variant).collect()
}

#[test]
fn errors_by_status() {
    let variants = responses(vec![
        ("Client", Status::Range(4), ResponseContent::Bytes),
        ("NotFound", Status::Code(404), ResponseContent::Json(named("Problem"))),
        ("Gone", Status::Code(410), ResponseContent::Empty),
        ("Text", Status::Code(500), ResponseContent::Text),
    ]);
    let error = ItemKind::Error(ErrorItem { variants, catch_all: ty("Unknown"), headers: None });
    assert_prints(
        error.clone(),
        "    Client(Bytes),\n    /// NotFound\n    NotFound(Problem),\n    /// Gone\n    Gone,\n    /// Text\n    Text(String),",
    );
    assert_prints(
        error,
        "        match response.status() {
            404 => response.error_json(Self::NotFound, Self::Unknown),
            410 => Self::Gone,
            500 => response.error_text(Self::Text, Self::Unknown),
            400..=403 | 405..=409 | 411..=499 => Self::Client(response.raw()),
            _ => Self::Unknown(response.raw()),
        }",
    );
}

#[test]
fn one_error_for_all_statuses() {
    let variants =
        responses(vec![("Default", Status::Default, ResponseContent::Json(named("Problem")))]);
    let error = ItemKind::Error(ErrorItem { variants, catch_all: ty("Unknown"), headers: None });
    assert_prints(
        error,
        "fn read(response: &RawResponse) -> Self {
        response.error_json(Self::Default, Self::Unknown)\n    }",
    );
}

#[test]
fn headers_of_a_response() {
    let header = HeaderField {
        source: SourceLocation::default(),
        ident: value("limit"),
        name: "X-Limit".to_owned(),
        ty: RustType::Integer("i64"),
        encoding: HeaderEncoding::Simple,
        has_union: false,
        is_hidden: false,
        docs: docs("Limit."),
    };
    let kind = || ItemKind::Headers(vec![header.clone()]);
    assert_prints(kind(), "pub limit: Option<i64>,");
    assert_prints(
        kind(),
        "fn read(headers: &HeaderMap) -> Self {\n        Self { limit: header(headers, \"X-Limit\") }",
    );
}

#[test]
fn a_name_of_the_runtime_can_be_a_type_of_the_document() {
    let file = item(
        "File",
        ItemKind::Struct(structure(
            vec![field("data", RustType::File, FieldPresence::Optional)],
            Construction::Server,
        )),
    );
    let mut scope = Scope::new(Home::Types, [&file.ident], []);
    let printed = format::Source::of(types::item(&file, &mut scope)).text();
    assert!(printed.contains("pub data: Option<crate::runtime::File> ="), "{printed}");
}

/// A parameter whose style is the default of its location is written without a style. So the
/// constructors of the runtime must have the same defaults.
#[test]
fn the_constructors_of_parameters_have_the_default_styles() {
    let runtime = include_str!("../../../runtime/src/operation/parameter.rs");
    for location in [
        ParameterLocation::Path,
        ParameterLocation::Query,
        ParameterLocation::Header,
        ParameterLocation::Cookie,
    ] {
        let style = location.default_style();
        let explode = style.explodes_by_default();
        let function = format!(
            "pub const fn {}(name: &'static str) -> Self {{\n        \
             Self::new(name, Location::{location:?}, Style::{style:?}, {explode})\n    }}",
            format!("{location:?}").to_lowercase()
        );
        assert!(runtime.contains(&function), "{function}");
    }
}
