use serde_json::Value;

use super::{Additional, Status};
use crate::source::Location;

/// A definition, as an index into [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

    /// A definition, to be changed while it is made.
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

    /// The struct that a type is, through its names.
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

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A definition: something that deserves a name.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Where its name comes from.
    pub origin: Origin,
    /// Where it stands.
    pub place: Location,
    /// What people say of it.
    pub docs: Docs,
    /// What it is.
    pub kind: TypeKind,
}

/// Where the name of a definition comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A schema with a name: its component, the file that it is, or the last token of the pointer
    /// to it.
    Named(String),
    /// A property of another definition.
    Property {
        /// The definition that has the property.
        owner: TypeId,
        /// The property's name; `None` for what `additionalProperties` describes.
        name: Option<String>,
    },
    /// The elements of a list that is itself anonymous, or the values of a map.
    Item(Box<Origin>),
    /// One of the schemas of a union.
    Variant {
        /// The union.
        owner: TypeId,
        /// Which of its schemas, counted from 0.
        index: usize,
        /// The schema's title.
        title: Option<String>,
        /// What tells it from the others where it has none, to stand after the name of the union.
        words: Option<String>,
    },
    /// A named schema as an alternative, merged with what is beside the alternatives.
    Merged {
        /// The union.
        owner: TypeId,
        /// The name of the schema.
        name: String,
    },
    /// A part of a schema that is no definition itself.
    Part {
        /// Where the name of that schema would come from.
        whole: Box<Origin>,
        /// The words for the part.
        words: String,
    },
    /// A schema of an operation or webhook.
    Operation {
        /// The operation's name, see [`Operation::id`](crate::ir::Operation::id).
        operation: String,
        /// What of it.
        part: OperationPart,
    },
}

/// What of an operation has an anonymous type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationPart {
    /// The request's body.
    RequestBody,
    /// The body of an answer.
    ResponseBody(Status),
    /// The data of an event of an answer.
    Event,
    /// One of the JSON values of an answer.
    Line,
    /// A parameter.
    Parameter(String),
    /// A header of an answer.
    Header(String),
}

/// What a definition is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with properties.
    Struct(Struct),
    /// A closed list of values, open to ones that are added later.
    Enum(Enum),
    /// One of several schemas.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
}

/// An object with properties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Struct {
    /// The properties, in the order of the document.
    pub fields: Vec<Field>,
    /// Properties that have no name of their own.
    pub additional: Option<Additional>,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// Its type; whether it may be null is part of that.
    pub ty: Type,
    /// Whether it has to be there.
    pub presence: Presence,
    /// In which direction it travels.
    pub access: Access,
    /// The one value that it may have, where the schema names exactly one.
    pub constant: Option<Value>,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// Whether a property has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is always there.
    Required,
    /// It may be absent.
    Optional,
}

/// In which direction a property travels (`readOnly`, `writeOnly`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// In both.
    Both,
    /// Only from the server.
    ReadOnly,
    /// Only to the server.
    WriteOnly,
}

/// A list of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The values, in the order of the document, without repetition.
    pub values: EnumValues,
}

/// The values of an [`Enum`].
#[derive(Debug, Clone, PartialEq)]
pub enum EnumValues {
    /// Strings.
    Strings(Vec<EnumValue<String>>),
    /// Integers.
    Integers(Vec<EnumValue<i64>>),
}

/// A value of an [`Enum`].
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue<T> {
    /// The value on the wire.
    pub value: T,
    /// A name that the document gives it (`x-enum-varnames`).
    pub name: Option<String>,
    /// What the document says of it (`x-enum-descriptions`).
    pub description: Option<String>,
    /// Where it stands.
    pub place: Location,
}

/// One of several schemas (`oneOf`, `anyOf`, or a base with a discriminator and its children).
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The schemas, in the order of the document.
    pub variants: Vec<Variant>,
    /// The property that tells them apart.
    pub discriminator: Option<String>,
}

/// One of the schemas of a [`Union`].
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The schema.
    pub ty: Type,
    /// The values of the discriminator that mean this schema; empty without discriminator.
    pub tags: Vec<String>,
    /// Whether all other values of the discriminator mean it, and its absence (3.2's
    /// `defaultMapping`).
    pub is_default: bool,
    /// Its `title`, where it is an inline schema.
    pub title: Option<String>,
    /// What people say of it, where it is an inline schema.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// A definition.
    Named(TypeId),
    /// A value without parts.
    Scalar(Scalar),
    /// A list.
    List(Box<Type>),
    /// A map from strings.
    Map(Box<Type>),
    /// The type, or null.
    Nullable(Box<Type>),
    /// Any JSON value.
    Json,
}

impl Type {
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

/// A value without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `type: boolean`
    Boolean,
    /// `type: integer`
    Integer(IntegerFormat),
    /// `type: number`
    Number(NumberFormat),
    /// `type: string`
    String(StringFormat),
}

/// The size of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntegerFormat {
    /// 8 bits, signed.
    I8,
    /// 16 bits, signed.
    I16,
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed; also what has no format.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberFormat {
    /// `format: float`
    Float,
    /// `format: double`; also what has no format.
    Double,
}

/// What a string holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Any octets.
    Binary,
}

/// What people say of something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Examples, as JSON.
    pub examples: Vec<Value>,
    /// The value that stands for an absent one.
    pub default: Option<Value>,
    /// What values are allowed, each as `keyword: value`, in the order of the specification.
    pub constraints: Vec<Constraint>,
    /// For a list of values that have no name: what each of them may be.
    pub item_constraints: Vec<Constraint>,
    /// Where to read more.
    pub see: Option<String>,
}

/// A rule for a value that a type does not express.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The keyword of JSON Schema.
    pub keyword: &'static str,
    /// Its value.
    pub value: Value,
}
