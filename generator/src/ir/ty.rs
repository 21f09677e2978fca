use std::collections::BTreeSet;

use serde_json::Value;

use super::{Additional, Status};
use crate::source::Location;

/// A definition, as an index into [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// All definitions of an API, in the order in which the document reaches them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types {
    items: Vec<TypeDef>,
}

impl Types {
    /// Adds a definition.
    pub fn add(&mut self, definition: TypeDef) -> TypeId {
        let id = TypeId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        self.items.push(definition);
        id
    }

    /// A definition, to be changed.
    pub fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.items.get_mut(id.0 as usize)
    }

    /// A definition.
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.items.get(id.0 as usize)
    }

    /// All definitions with their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        (0..).map(TypeId).zip(&self.items)
    }

    /// The struct that a type names, directly or through aliases.
    pub fn structure(&self, ty: &Type) -> Option<(TypeId, &Struct)> {
        let mut ty = ty;
        for _ in 0..=self.len() {
            let Type::Named(id) = ty else { return None };
            match &self.get(*id)?.kind {
                TypeKind::Struct(structure) => return Some((*id, structure)),
                TypeKind::Alias(target) => ty = target,
                TypeKind::Enum(_) | TypeKind::Union(_) => return None,
            }
        }
        None
    }

    /// The number of definitions.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A definition: a schema that becomes a type with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// The origin of its name.
    pub origin: Origin,
    /// Its location.
    pub location: Location,
    /// Its docs.
    pub docs: Docs,
    /// Whether its values are secret.
    pub is_secret: bool,
    /// Its kind.
    pub kind: TypeKind,
}

/// The origin of the name of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A schema with a name: that of its component or file, or the last token of the pointer to it.
    Named(String),
    /// A property of another definition.
    Property {
        /// The definition that has the property.
        owner: TypeId,
        /// The property's name; `None` for `additionalProperties`.
        name: Option<String>,
    },
    /// An element of an inline list, or a value of an inline map.
    Item(Box<Origin>),
    /// One of the schemas of a union.
    Variant {
        /// The union.
        owner: TypeId,
        /// Its position among the schemas of the union.
        index: usize,
        /// The schema's title.
        title: Option<String>,
        /// Words that distinguish it from the others if it has no title. They follow the union's
        /// name.
        words: Option<String>,
    },
    /// A named schema as an alternative, merged with what is beside the alternatives.
    Merged {
        /// The union.
        owner: TypeId,
        /// The name of the schema.
        name: String,
    },
    /// The properties of several objects of a union together, for values that have several of its
    /// schemas at once.
    Combined {
        /// The union.
        owner: TypeId,
    },
    /// A part of a schema that is no definition itself.
    Part {
        /// The origin that the name of that schema would have.
        whole: Box<Origin>,
        /// The words for the part.
        words: String,
    },
    /// A schema of an operation or webhook.
    Operation {
        /// The operation's name, see [`Operation::id`](crate::ir::Operation::id).
        operation: String,
        /// The part of the operation.
        part: OperationPart,
    },
    /// Several identical inline schemas.
    Shared {
        /// The origin of the first of them.
        first: Box<Origin>,
        /// Whether all of them have the [`position`](Self::position) of the first one.
        is_same_position: bool,
    },
}

/// The name of what has an inline schema, without what contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position<'a> {
    /// The name of a property, parameter or header, or the title of a schema.
    pub name: &'a str,
    /// How many inline lists and maps are between them.
    pub levels: usize,
}

impl Origin {
    /// The position of a schema, if it has a name.
    pub fn position(&self) -> Option<Position<'_>> {
        let (mut origin, mut levels) = (self, 0);
        let name = loop {
            match origin {
                Self::Item(inner) => (origin, levels) = (inner, levels + 1),
                Self::Shared { first, .. } => origin = first,
                Self::Property { name, .. } => break name.as_deref()?,
                Self::Variant { title, .. } => break title.as_deref()?,
                Self::Operation { part, .. } => match part {
                    OperationPart::Parameter(name) | OperationPart::Header(name) => break name,
                    _ => return None,
                },
                Self::Named(_)
                | Self::Merged { .. }
                | Self::Combined { .. }
                | Self::Part { .. } => {
                    return None;
                }
            }
        };
        Some(Position { name, levels })
    }

    /// The origin of the first of several identical schemas; for any other, itself.
    pub fn first(&self) -> &Self {
        match self {
            Self::Shared { first, .. } => first,
            other => other,
        }
    }
}

/// A part of an operation with an inline schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationPart {
    /// The request's body.
    RequestBody,
    /// The body of a response.
    ResponseBody(Status),
    /// The data of an event in a response.
    Event,
    /// One of the JSON values in a response.
    Line,
    /// A parameter.
    Parameter(String),
    /// A header of a response.
    Header(String),
}

/// The kind of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with properties.
    Struct(Struct),
    /// A list of values. The API may add others later.
    Enum(Enum),
    /// One of several schemas.
    Union(Union),
    /// An alias of a type.
    Alias(Type),
}

/// An object with properties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Struct {
    /// The properties, in the order of the document.
    pub fields: Vec<Field>,
    /// Additional properties, if it has any.
    pub additional: Option<Additional>,
    /// Whether it forbids all other properties.
    pub is_closed: bool,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// Its type, with null if that is allowed.
    pub ty: Type,
    /// Whether it is required.
    pub presence: Presence,
    /// The directions in which it is sent.
    pub access: Access,
    /// Its only value, if the schema allows exactly one.
    pub constant: Option<Value>,
    /// Whether its values are secret: `format: password`, `writeOnly` or `x-sensitive`.
    pub is_secret: bool,
    /// Its docs.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

/// Whether a property is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It is required.
    Required,
    /// It is optional.
    Optional,
    /// It is optional in a merge patch (RFC 7396): absent and null differ, even where received.
    Patched,
}

/// The directions in which a property is sent (`readOnly`, `writeOnly`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// In requests and responses.
    Both,
    /// Only in responses.
    ReadOnly,
    /// Only in requests.
    WriteOnly,
}

/// An enum of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The values, in the order of the document, without repetition.
    pub values: EnumValues,
    /// What other values are.
    pub others: OtherValues,
}

/// The values that an [`Enum`] does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherValues {
    /// No schema describes them. A newer version of the API may have added them.
    Unknown,
    /// A schema beside the enum describes them: all strings, or all integers.
    Described,
}

/// The values of an [`Enum`].
#[derive(Debug, Clone, PartialEq)]
pub enum EnumValues {
    /// Strings.
    Strings(Vec<EnumValue<String>>),
    /// Integers.
    Integers(Vec<EnumValue<i64>>),
}

impl EnumValues {
    /// Its value, if it has exactly one.
    pub fn only(&self) -> Option<String> {
        match self {
            Self::Strings(values) => match values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            },
            Self::Integers(values) => match values.as_slice() {
                [only] => Some(only.value.to_string()),
                _ => None,
            },
        }
    }
}

/// A value of an [`Enum`].
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue<T> {
    /// The value on the wire.
    pub value: T,
    /// Its name, if the document has one (`x-enum-varnames`).
    pub name: Option<String>,
    /// Its description (`x-enum-descriptions`).
    pub description: Option<String>,
    /// Its location.
    pub location: Location,
}

/// One of several schemas (`oneOf`, `anyOf`, or a base with a discriminator and its children).
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The schemas, in the order of the document.
    pub variants: Vec<Variant>,
    /// The property that identifies the schema of a value.
    pub discriminator: Option<String>,
}

impl Union {
    /// The values of the discriminator that are read as each variant.
    pub fn read_tags(&self) -> Vec<Vec<String>> {
        let mut taken: BTreeSet<&String> =
            self.variants.iter().flat_map(|variant| &variant.tags).collect();
        let variants = self.variants.iter().map(|variant| {
            let name = variant.name.iter().filter(|name| taken.insert(name));
            variant.tags.iter().chain(name).cloned().collect()
        });
        variants.collect()
    }
}

/// One of the schemas of a [`Union`].
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The schema.
    pub ty: Type,
    /// The values of the discriminator for this schema; empty without discriminator.
    pub tags: Vec<String>,
    /// The name of the schema, if it is read as such a value, too, but never written.
    pub name: Option<String>,
    /// In a union without a discriminator: the values of the discriminator that the schema
    /// inherits.
    pub inherited: Option<InheritedTags>,
    /// Whether it is the schema for all other values of the discriminator, and for its absence
    /// (`defaultMapping` of OpenAPI 3.2).
    pub is_default: bool,
    /// Its `title`, if it is an inline schema.
    pub title: Option<String>,
    /// Its docs, if it is an inline schema.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

impl Variant {
    /// A variant without tags and docs.
    pub fn of(ty: Type, location: Location) -> Self {
        let (tags, docs) = (Vec::new(), Docs::default());
        let (name, inherited, title) = (None, None, None);
        Self { ty, tags, name, inherited, is_default: false, title, docs, location }
    }
}

/// The values of a discriminator that a schema inherits from a base schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InheritedTags {
    /// The property with the tag.
    pub property: String,
    /// The values for this schema.
    pub values: Vec<String>,
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A definition.
    Named(TypeId),
    /// A scalar.
    Scalar(Scalar),
    /// A list.
    List(Box<Type>),
    /// A map from strings.
    Map(Box<Type>),
    /// The type, or null.
    Nullable(Box<Type>),
    /// A string with the JSON of a value (`contentSchema`).
    JsonString(Box<Type>),
    /// Any JSON value.
    Json,
}

impl Type {
    /// The definition that it names, inside of any lists, maps and null.
    pub fn named(&self) -> Option<TypeId> {
        let mut ty = self;
        loop {
            match ty {
                Self::Named(id) => return Some(*id),
                Self::List(inner)
                | Self::Map(inner)
                | Self::Nullable(inner)
                | Self::JsonString(inner) => ty = inner,
                Self::Scalar(_) | Self::Json => return None,
            }
        }
    }

    /// The type, or null. Any JSON value may be null already.
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Json => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The type without null, and whether it allows null.
    pub fn without_null(&self) -> (&Self, bool) {
        match self {
            Self::Nullable(inner) => (inner, true),
            other => (other, false),
        }
    }

    /// The same, for a type that is no longer needed.
    pub fn into_non_null(self) -> (Self, bool) {
        match self {
            Self::Nullable(inner) => (*inner, true),
            other => (other, false),
        }
    }
}

/// A scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// `type: boolean`
    Boolean,
    /// `type: integer`
    Integer(IntegerFormat),
    /// `type: number`
    Number(NumberFormat),
    /// `type: string`
    String(StringFormat),
    /// A value whose type is chosen.
    Chosen(ChosenScalar),
}

/// A value whose type is chosen. Like a scalar, it has no parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChosenScalar {
    /// Its index in [`Api::chosen`](crate::ir::Api::chosen).
    pub index: usize,
    /// Its values in JSON.
    pub kind: ScalarKind,
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScalarKind {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array, whose type is chosen.
    Array,
    /// An object, whose type is chosen.
    Object,
    /// Any value, whose type is chosen.
    Any,
}

/// The formats and schemas whose types are chosen.
pub type ChosenTypes = Vec<ChosenType>;

/// A format or schema whose type is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenType {
    /// The name of the format or schema.
    pub name: String,
    /// What the name is of.
    pub of: ChosenOf,
    /// Whether the API has it.
    pub is_used: bool,
}

/// What a type is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenOf {
    /// A format, for these kinds of scalar.
    Format(&'static [ScalarKind]),
    /// A schema with a name.
    Schema,
}

/// The size of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntegerFormat {
    /// 8 bits, signed.
    I8,
    /// 16 bits, signed.
    I16,
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed; also without a format.
    I64,
    /// 8 bits, unsigned.
    U8,
    /// 16 bits, unsigned.
    U16,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// The precision of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberFormat {
    /// `format: float`
    Float,
    /// `format: double`; also without a format.
    Double,
}

/// The format of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StringFormat {
    /// Text.
    Plain,
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 full date.
    Date,
    /// RFC 4122.
    Uuid,
    /// Base64 (RFC 4648, section 4).
    Byte,
    /// base64url (RFC 4648, section 5).
    Base64Url,
    /// base16 (RFC 4648, section 8).
    Base16,
    /// Any bytes.
    Binary,
}

/// The docs of something.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Docs {
    /// A short description.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// Examples, as JSON.
    pub examples: Vec<Value>,
    /// The default value.
    pub default: Option<Value>,
    /// The constraints for values, in the order of the specification.
    pub constraints: Vec<Constraint>,
    /// For a list: the constraints for its elements, if their schema is inline.
    pub item_constraints: Vec<Constraint>,
    /// A URL with more docs.
    pub see: Option<String>,
}

/// A constraint for values that the type does not express.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Constraint {
    /// The keyword of JSON Schema.
    pub keyword: &'static str,
    /// Its value.
    pub value: Value,
}
