//! Names and Rust types of an API's definitions.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::direction::{self, Direction, Directions, Key};
use super::krate::{Dependencies, RustType};
use super::name::{self, Case, Clash, Ident, Namespace};
use super::reserved;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{
    Api, IntegerFormat, NumberFormat, Operation, OperationPart, Origin, Scalar, Status,
    StringFormat, Type, TypeId, TypeKind,
};
use crate::manifest::{self, DateFormat, DateTimeFormat, Formats, UuidFormat};
use crate::select::Contents;
use crate::source::Location;

/// What every part of the planning of one API needs.
pub struct Scope<'a> {
    /// The API.
    pub api: &'a Api,
    /// What people chose for it.
    pub manifest: &'a manifest::Api,
    /// The types behind the formats.
    pub formats: &'a Formats,
    /// Whether there is a client.
    pub contents: Contents,
    /// Which definitions are sent, received, or both.
    pub directions: Directions,
    /// The keys of the manifest's names that something asked for.
    used: RefCell<BTreeSet<String>>,
    /// The names of the types that definitions become.
    pub idents: BTreeMap<Key, Ident>,
    /// The names of all types of the API.
    pub types: Namespace,
    /// The ids of the operations with several successful responses.
    with_several_successes: BTreeSet<&'a str>,
    /// Where to say things.
    pub report: &'a mut Report,
}

impl<'a> Scope<'a> {
    /// Looks at an API and names its types.
    pub fn new(
        api: &'a Api,
        manifest: &'a manifest::Api,
        formats: &'a Formats,
        report: &'a mut Report,
    ) -> Self {
        let mut scope = Self {
            api,
            manifest,
            formats,
            contents: contents(api, manifest),
            directions: Directions::of(api),
            used: RefCell::default(),
            idents: BTreeMap::new(),
            types: Namespace::reserving(reserved::TYPES.iter().copied(), "Schema"),
            with_several_successes: with_several_successes(api),
            report,
        };
        scope.name_types();
        scope
    }

    /// The name that people chose for something of the document.
    pub fn chosen(&self, key: &str) -> Option<&str> {
        let chosen = self.manifest.names.get(key)?;
        self.used.borrow_mut().insert(key.to_owned());
        Some(&chosen.name)
    }

    /// Warns about the chosen names that nothing asked for.
    pub fn say_unused_names(&mut self) {
        // What is not selected may have names all the same, and nobody looked for them.
        let is_part = !self.api.unselected.is_empty() || !self.api.left_out.is_empty();
        if is_part || self.contents == Contents::Types {
            return;
        }
        let used = self.used.take();
        for (key, name) in self.manifest.names.iter().filter(|(key, _)| !used.contains(*key)) {
            let diagnostic =
                Diagnostic::new(Code::UnusedChosenName, format!("nothing is called `{key}`"));
            self.report.push(diagnostic.at(name.location.clone()).help(
                "use a schema, `Schema.member`, an operationId, `tag:…`, `server:…` or `security:…` of the document",
            ));
        }
    }

    /// Takes a name among the types, chosen by people or made of the words of the document.
    pub fn take_type(&mut self, words: &str, place: &Location) -> Ident {
        let chosen = self.chosen(words).map(str::to_owned);
        let wanted = name::ident(chosen.as_deref().unwrap_or(words), Case::Type);
        let (ident, clash) = self.types.take(wanted, place);
        self.say(clash, &ident, words, place);
        ident
    }

    /// Warns about a name that had to give way to one of the document.
    pub fn say(&mut self, clash: Option<Clash>, got: &Ident, words: &str, place: &Location) {
        let Some(Clash { wanted, first: Some(first) }) = clash else { return };
        let diagnostic = Diagnostic::new(
            Code::NameClash,
            format!("`{words}` would be a second `{wanted}`, so it is called `{got}`"),
        );
        self.report.push(
            diagnostic
                .at(place.clone())
                .label("the second one")
                .related(first, "the first one")
                .help(format!(
                    "choose a name for it: `\"{words}\" = \"…\"` under [api.{}.names]",
                    self.manifest.name
                )),
        );
    }

    /// Names with a name of their own come first, so that nothing anonymous takes one away.
    fn name_types(&mut self) {
        let named = |origin: &Origin| matches!(origin, Origin::Named(_));
        for first in [true, false] {
            for (id, definition) in
                self.api.types.iter().filter(|(_, definition)| named(&definition.origin) == first)
            {
                let own = self.words(&definition.origin);
                let own = self.longer(&definition.origin, &own).unwrap_or(own);
                for key in self.directions.keys(id) {
                    let mut words = own.clone();
                    if key.input {
                        words.push_str(" input");
                    }
                    let ident = match (&definition.origin, key.input) {
                        (Origin::Named(name), true) if self.chosen(name).is_some() => {
                            let words = format!("{} input", self.chosen(name).unwrap_or(name));
                            self.take_type(&words, &definition.place)
                        }
                        _ => self.take_type(&words, &definition.place),
                    };
                    self.idents.insert(key, ident);
                }
            }
        }
    }

    /// More words for a definition, when those that it has are the name of another one already:
    /// they say more than a number.
    fn longer(&self, origin: &Origin, words: &str) -> Option<String> {
        let is_taken = |words: &str| self.types.has(&name::ident(words, Case::Type));
        if self.manifest.names.contains_key(words) || !is_taken(words) {
            return None;
        }
        let longer = match origin {
            Origin::Variant { owner, title: Some(title), .. } => {
                let owner = self.owner(*owner);
                format!("{owner} {}", name::without_start(&owner, title))
            }
            Origin::Item(of) => format!("{} item", self.words(of)),
            _ => return None,
        };
        Some(longer).filter(|longer| !is_taken(longer))
    }

    /// The words that name a definition.
    fn words(&self, origin: &Origin) -> String {
        match origin {
            Origin::Named(name) => name.clone(),
            Origin::Property { owner, name } => {
                format!("{} {}", self.owner(*owner), name.as_deref().unwrap_or("value"))
            }
            Origin::Item(of) => singular(&self.words(of)),
            Origin::Variant { title: Some(title), .. } => title.clone(),
            Origin::Variant { owner, words: Some(words), .. } => {
                let owner = self.owner(*owner);
                format!("{owner} {}", name::without_start(&owner, words)).trim_end().to_owned()
            }
            Origin::Variant { owner, index, .. } => {
                format!("{} variant {}", self.owner(*owner), index + 1)
            }
            Origin::Operation { operation, part } => match part {
                OperationPart::RequestBody => format!("{operation} body"),
                // With several, `response` is the name of the enum of them.
                OperationPart::ResponseBody(status) => {
                    let is_only = !self.with_several_successes.contains(operation.as_str());
                    format!("{operation} {}", status_words(*status, is_only))
                }
                OperationPart::Event => format!("{operation} event"),
                OperationPart::Line => format!("{operation} line"),
                OperationPart::Parameter(name) | OperationPart::Header(name) => {
                    format!("{operation} {name}")
                }
            },
        }
    }

    fn owner(&self, owner: TypeId) -> String {
        let ident = [false, true]
            .iter()
            .find_map(|input| self.idents.get(&Key { id: owner, input: *input }));
        match (ident, self.api.types.get(owner)) {
            (Some(ident), _) => ident.plain().to_owned(),
            (None, Some(definition)) => self.words(&definition.origin),
            (None, None) => String::new(),
        }
    }

    /// The Rust type of a use, in a direction.
    pub fn rust_type(&self, ty: &Type, direction: Direction) -> RustType {
        match ty {
            Type::Named(id) => match self.idents.get(&self.directions.key(*id, direction)) {
                Some(ident) => RustType::Item(ident.clone()),
                None => RustType::Json,
            },
            Type::Scalar(scalar) => self.scalar(*scalar),
            Type::List(inner) => RustType::Vec(Box::new(self.rust_type(inner, direction))),
            Type::Map(inner) => RustType::Map(Box::new(self.rust_type(inner, direction))),
            Type::Nullable(inner) => match self.rust_type(inner, direction) {
                option @ RustType::Option(_) => option,
                RustType::Json => RustType::Json,
                plain => RustType::Option(Box::new(plain)),
            },
            Type::Json => RustType::Json,
        }
    }

    fn scalar(&self, scalar: Scalar) -> RustType {
        match scalar {
            Scalar::Boolean => RustType::Bool,
            Scalar::Integer(format) => RustType::Integer(match format {
                IntegerFormat::I8 => "i8",
                IntegerFormat::I16 => "i16",
                IntegerFormat::I32 => "i32",
                IntegerFormat::I64 => "i64",
                IntegerFormat::U8 => "u8",
                IntegerFormat::U16 => "u16",
                IntegerFormat::U32 => "u32",
                IntegerFormat::U64 => "u64",
            }),
            // JSON's numbers are decimal: one that has more digits than a `f32`, or is greater, is
            // read and written as it is.
            Scalar::Number(NumberFormat::Float | NumberFormat::Double) => RustType::F64,
            Scalar::String(format) => match format {
                StringFormat::DateTime if self.formats.date_time == DateTimeFormat::Chrono => {
                    RustType::DateTime
                }
                StringFormat::Date if self.formats.date == DateFormat::Chrono => RustType::Date,
                StringFormat::Uuid if self.formats.uuid == UuidFormat::Uuid => RustType::Uuid,
                StringFormat::Byte => RustType::Base64,
                // Without a client, JSON is all that a file may be in.
                StringFormat::Binary if self.contents == Contents::Types => RustType::Base64,
                StringFormat::Binary => RustType::File,
                StringFormat::Plain
                | StringFormat::DateTime
                | StringFormat::Date
                | StringFormat::Uuid => RustType::String,
            },
        }
    }

    /// A type without the null that it allows, however many names stand between, and whether it
    /// allowed one.
    pub fn without_null<'t>(&'t self, ty: &'t Type) -> (&'t Type, bool) {
        let mut bare = ty;
        let mut nullable = false;
        for _ in 0..=self.api.types.len() {
            match bare {
                Type::Nullable(inner) => {
                    nullable = true;
                    bare = inner;
                }
                Type::Named(id) => match self.api.types.get(*id).map(|definition| &definition.kind)
                {
                    Some(TypeKind::Alias(target)) if self.allows_null(target) => bare = target,
                    _ => break,
                },
                _ => break,
            }
        }
        (bare, nullable)
    }

    fn allows_null(&self, ty: &Type) -> bool {
        let mut ty = ty;
        for _ in 0..=self.api.types.len() {
            match ty {
                Type::Nullable(_) => return true,
                Type::Named(id) => match self.api.types.get(*id).map(|definition| &definition.kind)
                {
                    Some(TypeKind::Alias(target)) => ty = target,
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }
}

/// The ids of the operations that have several successful responses.
fn with_several_successes(api: &Api) -> BTreeSet<&str> {
    let has_several = |operation: &&Operation| {
        operation.responses.iter().filter(|response| response.status.is_success()).nth(1).is_some()
    };
    api.operations.iter().filter(has_several).map(|operation| operation.id.as_str()).collect()
}

/// What becomes of an API: where nothing can be called and nothing arrives, there are only types.
fn contents(api: &Api, chosen: &manifest::Api) -> Contents {
    let is_silent = api.operations.is_empty() && api.webhooks.is_empty() && !api.schemas.is_empty();
    if is_silent { Contents::Types } else { chosen.selection.contents }
}

/// The words for a status, as part of a type's name.
pub fn status_words(status: Status, body: bool) -> String {
    if body && status.is_success() {
        return "response".to_owned();
    }
    match status {
        Status::Code(code) => match reason(code) {
            Some(reason) => reason.to_owned(),
            None => format!("status {code}"),
        },
        Status::Range(1) => "informational".to_owned(),
        Status::Range(2) => "success".to_owned(),
        Status::Range(3) => "redirection".to_owned(),
        Status::Range(4) => "client error".to_owned(),
        Status::Range(5) => "server error".to_owned(),
        Status::Range(digit) => format!("status {digit} xx"),
        Status::Default => "default".to_owned(),
    }
}

/// The reason phrases of RFC 9110, section 15, and of the registry of HTTP status codes.
fn reason(code: u16) -> Option<&'static str> {
    Some(match code {
        200 => "ok",
        201 => "created",
        202 => "accepted",
        203 => "non authoritative information",
        204 => "no content",
        205 => "reset content",
        206 => "partial content",
        207 => "multi status",
        300 => "multiple choices",
        301 => "moved permanently",
        302 => "found",
        303 => "see other",
        304 => "not modified",
        307 => "temporary redirect",
        308 => "permanent redirect",
        400 => "bad request",
        401 => "unauthorized",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        407 => "proxy authentication required",
        408 => "request timeout",
        409 => "conflict",
        410 => "gone",
        411 => "length required",
        412 => "precondition failed",
        413 => "payload too large",
        414 => "uri too long",
        415 => "unsupported media type",
        416 => "range not satisfiable",
        417 => "expectation failed",
        418 => "im a teapot",
        421 => "misdirected request",
        422 => "unprocessable entity",
        423 => "locked",
        424 => "failed dependency",
        425 => "too early",
        426 => "upgrade required",
        428 => "precondition required",
        429 => "too many requests",
        431 => "request header fields too large",
        451 => "unavailable for legal reasons",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        505 => "http version not supported",
        507 => "insufficient storage",
        511 => "network authentication required",
        _ => return None,
    })
}

/// The name of one of many: `phoneNumbers` is a list of `phoneNumber`.
fn singular(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    if let Some(stem) = words.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&["sses", "xes", "ches", "shes", "zes"]) {
        return words.get(..words.len() - 2).unwrap_or(words).to_owned();
    }
    match words.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !ends(&["ss", "us", "is", "as", "os"]) => stem.to_owned(),
        _ => format!("{words} item"),
    }
}

/// The types that an API is about, in their directions.
pub fn roots(scope: &Scope<'_>) -> Vec<RustType> {
    let mut roots = Vec::new();
    let mut add = |types: &[&Type], direction| {
        roots.extend(types.iter().map(|ty| scope.rust_type(ty, direction)))
    };
    for operation in &scope.api.operations {
        add(&direction::request_types(operation), Direction::Request);
        add(&direction::response_types(operation), Direction::Response);
    }
    for webhook in &scope.api.webhooks {
        add(&direction::webhook_types(webhook), Direction::Response);
    }
    let schemas: Vec<&Type> = scope.api.schemas.iter().collect();
    add(&schemas, Direction::Request);
    add(&schemas, Direction::Response);
    roots
}

/// Which optional dependencies some types need.
pub fn dependencies(types: impl IntoIterator<Item = RustType>) -> Dependencies {
    let mut needs = Dependencies::default();
    let mut work: Vec<RustType> = types.into_iter().collect();
    while let Some(ty) = work.pop() {
        match ty {
            RustType::DateTime | RustType::Date => needs.chrono = true,
            RustType::Uuid => needs.uuid = true,
            RustType::Vec(inner)
            | RustType::Map(inner)
            | RustType::Option(inner)
            | RustType::Boxed(inner) => {
                work.push(*inner);
            }
            _ => {}
        }
    }
    needs
}
