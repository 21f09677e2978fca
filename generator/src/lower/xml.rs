//! Bodies that are XML: how each type is written (OpenAPI, "XML Object").
//!
//! The types are those of JSON. This pass walks through them beside the schemas that they come
//! from, after all definitions are known.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::Context;
use super::xml_object::{NamedVariants, NodeType, XmlObjectInfo};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Content, ContentFormat, EnumValues, Field, Multipart, Operation, OtherValues, Presence, Scalar,
    ScalarKind, StringFormat, Struct, Type, TypeId, TypeKind, Types, Union, Webhook, XmlBody,
    XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject, XmlSchema, XmlUnion, XmlVariant,
};
use crate::source::{Location, MediaType};

/// How deep objects without an element of their own may be nested.
const MAX_DEPTH: usize = 6;

/// How many unions are described in place for a root element. The others are definitions.
const MAX_UNIONS: usize = 16;

/// How many aliases are followed.
const MAX_ALIASES: usize = 128;

const NOT_TEXT: &str = "only scalars and lists of them can be an attribute or text";

impl Context<'_> {
    /// Describes the bodies of XML, and the definitions that they use. A body that cannot be
    /// described becomes text.
    pub(super) fn xml_bodies(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        types: &Types,
    ) -> BTreeMap<TypeId, XmlSchema> {
        let mut pass = Pass {
            context: self,
            types,
            queue: VecDeque::new(),
            seen: BTreeSet::new(),
            in_root: BTreeSet::new(),
            named: BTreeMap::new(),
        };
        for operation in operations {
            if let Some(body) = &mut operation.body {
                pass.body(&mut body.content, true);
            }
            for response in &mut operation.responses {
                let contents = response.content.iter_mut().chain(&mut response.streams);
                contents.for_each(|content| pass.body(content, false));
            }
            for callback in &mut operation.callbacks {
                pass.received(&mut callback.body);
                let replies = callback.replies.iter_mut().flat_map(|reply| &mut reply.content);
                replies.for_each(|content| pass.body(content, true));
            }
        }
        webhooks.iter_mut().for_each(|webhook| pass.received(&mut webhook.body));
        let mut described = BTreeMap::new();
        while let Some(id) = pass.queue.pop_front() {
            let schema = pass.definition(id);
            described.insert(id, schema);
        }
        described
    }
}

/// The type and the schema of something, and the name of the element around it.
pub(super) struct Described<'t> {
    pub(super) ty: &'t Type,
    pub(super) location: &'t Location,
    pub(super) around: &'t XmlName,
}

pub(super) struct Pass<'p, 'a> {
    pub(super) context: &'p mut Context<'a>,
    pub(super) types: &'p Types,
    /// Definitions that are used and not described yet.
    queue: VecDeque<TypeId>,
    seen: BTreeSet<TypeId>,
    /// Unions that are described in place for the root element. One may contain itself.
    in_root: BTreeSet<TypeId>,
    /// The names of the alternatives of unions that were looked at.
    pub(super) named: BTreeMap<TypeId, Rc<NamedVariants>>,
}

impl<'p> Pass<'p, '_> {
    /// A body of XML, or of JSON that may come as XML.
    fn body(&mut self, content: &mut Content, is_sent: bool) {
        let Content { media_type, others, format, xml, ty, .. } = content;
        if let ContentFormat::Multipart(form) = format {
            self.parts(form, ty);
        }
        if let ContentFormat::Xml(body) = format
            && let Err(reason) = self.describe(body, ty, is_sent)
        {
            let message = format!("`{media_type}` is passed on as text: {reason}");
            self.untyped(&body.location, message);
            *format = ContentFormat::Text;
            *ty = Type::Scalar(Scalar::String(StringFormat::Plain));
        }
        if let Some(body) = xml
            && let Err(reason) = self.describe(body, ty, is_sent)
        {
            self.untyped(&body.location, format!("the body is read only as JSON: {reason}"));
            others.retain(|name| !MediaType::of(name).is_xml());
            *xml = None;
        }
    }

    /// The parts of a multipart form that are XML. A part has the name of its property if its
    /// schema has none.
    fn parts(&mut self, form: &mut Multipart, ty: &Type) {
        let types = self.types;
        let Some((_, structure)) = types.structure(ty.without_null().0) else { return };
        for part in &mut form.properties {
            let Some(body) = &mut part.xml else { continue };
            let field = structure.fields.iter().find(|field| field.name == part.name);
            let described = field.map(|field| {
                let root = self.root(self.item_type(&field.ty), &body.location);
                let name = root.name.clone().unwrap_or_else(|| XmlName::new(&part.name));
                XmlElement { name: Some(name), ..root }
            });
            match described.filter(|root| !matches!(root.schema, XmlSchema::Any)) {
                Some(root) => body.root = root,
                None => {
                    let message = format!(
                        "the part `{}` is sent as JSON: its schema describes no elements",
                        part.name
                    );
                    self.untyped(&body.location, message);
                    part.xml = None;
                }
            }
        }
    }

    /// A body of a request that the API sends.
    fn received(&mut self, body: &mut Option<Content>) {
        if let Some(content) = body {
            self.body(content, false);
        }
        body.take_if(|content| !content.format.is_received());
    }

    /// Describes the root element of a body, or says why it cannot.
    fn describe(
        &mut self,
        body: &mut XmlBody,
        ty: &Type,
        is_sent: bool,
    ) -> Result<(), &'static str> {
        let (non_null, is_nullable) = ty.without_null();
        let root = self.root(non_null, &body.location);
        if matches!(root.schema, XmlSchema::Any) {
            return Err("its schema describes no elements");
        }
        if is_sent && root.name.is_none() && !self.has_named_variants(&root.schema) {
            return Err("the root element has no name");
        }
        body.root = XmlElement { is_nullable, ..root };
        Ok(())
    }

    fn untyped(&mut self, location: &Location, message: String) {
        self.context.report.push(
            Diagnostic::new(Code::XmlUntyped, message)
                .at(location.clone())
                .label("this schema")
                .help("refer to an object in `components/schemas`, or set `xml.name`"),
        );
    }

    fn root(&mut self, ty: &Type, location: &Location) -> XmlElement {
        let info = self.context.xml_info(location);
        let name = info.own_name();
        let name = name.map(|local| info.named(local));
        let around = name.clone().unwrap_or_default();
        self.in_root.clear();
        let schema = self.schema(&Described { ty, location, around: &around });
        XmlElement { name, schema, is_nullable: false }
    }

    /// Whether each schema of a union has a name for its element.
    fn has_named_variants(&self, schema: &XmlSchema) -> bool {
        match schema {
            XmlSchema::Union(union) => union.variants.iter().all(|variant| variant.name.is_some()),
            _ => false,
        }
    }

    /// The content of an element.
    pub(super) fn schema(&mut self, it: &Described<'_>) -> XmlSchema {
        match it.ty {
            Type::Json => XmlSchema::Any,
            Type::Nullable(ty) => self.schema(&Described { ty, ..*it }),
            Type::Scalar(scalar) => of_scalar(*scalar),
            // The text of the element is the JSON.
            Type::JsonString(_) => XmlSchema::String,
            Type::List(items) => {
                if let Some(tuple) = self.tuple(items, it.location, it.around) {
                    return XmlSchema::Tuple(tuple);
                }
                let location = self.context.child_schema(it.location, "items");
                XmlSchema::List(Box::new(self.item(items, location.as_ref(), it.around)))
            }
            Type::Map(values) => {
                let location = self.context.child_schema(it.location, "additionalProperties");
                let item = self.value(values, location.as_ref());
                XmlSchema::Object(XmlObject {
                    members: Vec::new(),
                    additional: Some(Box::new(item)),
                })
            }
            Type::Named(id) => self.named(*id, it),
        }
    }

    fn named(&mut self, id: TypeId, it: &Described<'_>) -> XmlSchema {
        let types = self.types;
        match types.get(id).map(|definition| &definition.kind) {
            None => XmlSchema::Any,
            Some(TypeKind::Enum(values)) => match values.values {
                EnumValues::Strings(_) if values.others == OtherValues::Described => {
                    XmlSchema::String
                }
                EnumValues::Strings(_) => XmlSchema::Token,
                EnumValues::Integers(_) => XmlSchema::Integer,
            },
            Some(TypeKind::Alias(ty)) if !self.is_recursive(id) => {
                self.schema(&Described { ty, ..*it })
            }
            // The name of its items depends on the element around it, as far as there is one.
            Some(TypeKind::Union(union))
                if union.discriminator.is_none()
                    && union_is_root(it)
                    && self.in_root.len() < MAX_UNIONS
                    && self.in_root.insert(id) =>
            {
                self.union(union)
            }
            Some(_) => {
                if self.seen.insert(id) {
                    self.queue.push_back(id);
                }
                XmlSchema::Named(id)
            }
        }
    }

    /// Whether an alias leads back to itself.
    fn is_recursive(&self, start: TypeId) -> bool {
        let mut at = start;
        for _ in 0..MAX_ALIASES {
            let Some(TypeKind::Alias(ty)) = self.types.get(at).map(|it| &it.kind) else {
                return false;
            };
            match innermost(ty) {
                Some(next) if next == start => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    }

    /// The item of a list. `around` has the name that it has without one of its own.
    pub(super) fn item(
        &mut self,
        ty: &Type,
        location: Option<&Location>,
        around: &XmlName,
    ) -> XmlItem {
        let info = location.map(|location| self.context.xml_info(location)).unwrap_or_default();
        let local = info.own_name();
        let name = info.named(local.unwrap_or_else(|| around.local.clone()));
        let schema = match location {
            Some(location) => self.schema(&Described { ty, location, around: &name }),
            None => XmlSchema::Any,
        };
        let is_named_by_variant = self.is_item_named_by_variant(ty, &info);
        XmlItem { name, schema, is_nullable: is_nullable(ty), is_named_by_variant }
    }

    /// The value of an additional property. It has the name of the property.
    fn value(&mut self, ty: &Type, location: Option<&Location>) -> XmlItem {
        let item = self.item(ty, location, &XmlName::new("item"));
        XmlItem { is_named_by_variant: false, ..item }
    }

    /// The content of a definition.
    fn definition(&mut self, id: TypeId) -> XmlSchema {
        let types = self.types;
        let Some(definition) = types.get(id) else { return XmlSchema::Any };
        match &definition.kind {
            TypeKind::Struct(structure) => {
                let location = &definition.location;
                XmlSchema::Object(self.object(structure, location))
            }
            TypeKind::Union(union) => self.union(union),
            TypeKind::Alias(ty) => {
                let around = XmlName::new("item");
                self.schema(&Described { ty, location: &definition.location, around: &around })
            }
            TypeKind::Enum(_) => XmlSchema::Token,
        }
    }

    fn union(&mut self, union: &Union) -> XmlSchema {
        let variants = union.variants.iter().zip(union.read_tags()).map(|(variant, tags)| {
            let info = self.context.xml_info(&variant.location);
            let local = info.own_name();
            let name = local.map(|local| info.named(local));
            let around = name.clone().unwrap_or_default();
            let described =
                Described { ty: &variant.ty, location: &variant.location, around: &around };
            let schema = self.schema(&described);
            XmlVariant { name, tags, is_default: variant.is_default, schema }
        });
        let variants = variants.collect();
        XmlSchema::Union(XmlUnion { tag: union.discriminator.clone(), variants })
    }

    fn object(&mut self, structure: &Struct, location: &Location) -> XmlObject {
        let mut members = Vec::new();
        self.members(structure, &[], &mut members);
        self.check_names(&members);
        let members = members.into_iter().map(|(member, _)| member).collect();
        let additional = structure.additional.as_ref().map(|additional| {
            let location = self.context.child_schema(location, "additionalProperties");
            Box::new(self.value(&additional.ty, location.as_ref()))
        });
        XmlObject { members, additional }
    }

    /// The properties of an object, and those of objects in it without an element.
    fn members(
        &mut self,
        structure: &Struct,
        path: &[String],
        members: &mut Vec<(XmlMember, Location)>,
    ) {
        for field in &structure.fields {
            let mut info = self.context.xml_info(&field.location);
            let path: Vec<String> = path.iter().chain([&field.name]).cloned().collect();
            if info.node == Some(NodeType::None)
                && !self.is_list(&field.ty)
                && !self.is_named_by_variant(&field.ty, &info)
            {
                match self.types.structure(field.ty.without_null().0) {
                    Some((_, inner)) if path.len() < MAX_DEPTH => {
                        self.members(inner, &path, members);
                        continue;
                    }
                    _ => self.ignored(&field.location, "`nodeType: none` has no meaning here"),
                }
                info.node = None;
            }
            members.push((self.member(field, &info, path), field.location.clone()));
        }
    }

    fn member(&mut self, field: &Field, info: &XmlObjectInfo, path: Vec<String>) -> XmlMember {
        let local = info.name.clone().or_else(|| self.context.name_of_target(info));
        let name = info.named(local.unwrap_or_else(|| field.name.clone()));
        let is_required = field.presence == Presence::Required;
        if self.is_list(&field.ty) {
            let node = match info.node {
                Some(NodeType::Attribute) => Some(XmlNode::Attribute(name.clone())),
                Some(NodeType::Text) => Some(XmlNode::Text),
                Some(NodeType::Cdata) => Some(XmlNode::Cdata),
                _ => None,
            };
            if let Some(node) = node
                && let Some(schema) = self.tokens(field, &name)
            {
                let is_nullable = is_nullable(&field.ty);
                return XmlMember { path, node, schema, is_nullable, is_required };
            }
            if !info.is_wrapped() {
                return self.items(field, info, path);
            }
        }
        let schema =
            self.schema(&Described { ty: &field.ty, location: &field.location, around: &name });
        let node = self.node(info, &schema, name, &field.location);
        XmlMember { path, node, schema, is_nullable: is_nullable(&field.ty), is_required }
    }

    /// The node of a value that is no list without an element.
    pub(super) fn node(
        &mut self,
        info: &XmlObjectInfo,
        schema: &XmlSchema,
        name: XmlName,
        location: &Location,
    ) -> XmlNode {
        let is_scalar = !matches!(
            schema,
            XmlSchema::Named(_)
                | XmlSchema::List(_)
                | XmlSchema::Tuple(_)
                | XmlSchema::Object(_)
                | XmlSchema::Union(_)
        );
        match info.node {
            Some(NodeType::Attribute) if is_scalar => XmlNode::Attribute(name),
            Some(NodeType::Text) if is_scalar => XmlNode::Text,
            Some(NodeType::Cdata) if is_scalar => XmlNode::Cdata,
            Some(NodeType::Attribute | NodeType::Text | NodeType::Cdata) => {
                self.ignored(location, NOT_TEXT);
                XmlNode::Element(name)
            }
            Some(NodeType::None) => XmlNode::Variant(name),
            _ => XmlNode::Element(name),
        }
    }

    /// The items of a list in one text; `None` if they are no scalars.
    fn tokens(&mut self, field: &Field, around: &XmlName) -> Option<XmlSchema> {
        let item = self.item_type(&field.ty);
        let location = self.context.child_schema(&field.location, "items")?;
        let schema = self.schema(&Described { ty: item, location: &location, around });
        let is_scalar = matches!(
            schema,
            XmlSchema::String
                | XmlSchema::Token
                | XmlSchema::Base64
                | XmlSchema::Boolean
                | XmlSchema::Integer
                | XmlSchema::Number
        );
        (is_scalar && !is_nullable(item)).then(|| XmlSchema::Tokens(Box::new(schema)))
    }

    /// A list without an element around its items.
    fn items(&mut self, field: &Field, info: &XmlObjectInfo, path: Vec<String>) -> XmlMember {
        if matches!(info.node, Some(NodeType::Attribute | NodeType::Text | NodeType::Cdata)) {
            self.ignored(&field.location, NOT_TEXT);
        }
        let item = self.item_type(&field.ty);
        let around = XmlName::new(field.name.as_str());
        if let Some(tuple) = self.tuple(item, &field.location, &around) {
            return self.unwrapped_tuple(field, path, tuple);
        }
        let location = self.context.child_schema(&field.location, "items");
        let of_items = location.as_ref().map(|location| self.context.xml_info(location));
        let of_items = of_items.unwrap_or_default();
        let local = of_items.name.clone().or_else(|| self.context.name_of_target(&of_items));
        let name = of_items.named(local.unwrap_or_else(|| field.name.clone()));
        let schema = match &location {
            Some(location) => self.schema(&Described { ty: item, location, around: &name }),
            None => XmlSchema::Any,
        };
        let node = if self.is_item_named_by_variant(item, &of_items) {
            XmlNode::Variants(name)
        } else {
            XmlNode::Items(name)
        };
        XmlMember {
            path,
            node,
            schema,
            is_nullable: is_nullable(item),
            is_required: field.presence == Presence::Required,
        }
    }

    fn is_list(&self, ty: &Type) -> bool {
        matches!(self.resolved(ty), Type::List(_))
    }

    fn item_type<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'p: 't,
    {
        match self.resolved(ty) {
            Type::List(item) => item,
            other => other,
        }
    }

    /// A type without null and aliases.
    pub(super) fn resolved<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'p: 't,
    {
        let types: &'p Types = self.types;
        let mut ty = ty.without_null().0;
        for _ in 0..MAX_ALIASES {
            let Type::Named(id) = ty else { break };
            let Some(TypeKind::Alias(target)) = types.get(*id).map(|it| &it.kind) else { break };
            ty = target.without_null().0;
        }
        ty
    }

    pub(super) fn ignored(&mut self, location: &Location, message: &str) {
        let at = self.context.xml_location(location);
        self.context.report.push(
            Diagnostic::new(Code::XmlIgnored, format!("{message}, so this is ignored"))
                .at(at)
                .label("ignored")
                .help("remove it, or change the type of the schema"),
        );
    }

    /// Warns about properties that a reader cannot distinguish.
    fn check_names(&mut self, members: &[(XmlMember, Location)]) {
        let (mut known, mut unions) = (BTreeSet::new(), BTreeSet::new());
        for (member, location) in members {
            let is_attribute = matches!(member.node, XmlNode::Attribute(_));
            let is_variant = matches!(member.node, XmlNode::Variant(_) | XmlNode::Variants(_));
            // The names of a union are compared once.
            let is_repeated =
                matches!(&member.schema, XmlSchema::Named(id) if is_variant && !unions.insert(*id));
            let names = match &member.node {
                XmlNode::Text | XmlNode::Cdata => BTreeSet::from([None]),
                XmlNode::Variant(name) | XmlNode::Variants(name) if is_repeated => {
                    BTreeSet::from([Some(name.clone())])
                }
                XmlNode::Variant(name) | XmlNode::Variants(name) => {
                    let names = self.names_of_variants(&member.schema).into_iter();
                    names.chain([name.clone()]).map(Some).collect()
                }
                XmlNode::Items(name) | XmlNode::Element(name) | XmlNode::Attribute(name) => {
                    match (&member.node, &member.schema) {
                        (XmlNode::Items(_), XmlSchema::Tuple(tuple)) => tuple.names(),
                        _ => BTreeSet::from([Some(name.clone())]),
                    }
                }
            };
            let keys: BTreeSet<_> = names
                .into_iter()
                .map(|name| (is_attribute, name.map(|name| (name.local, name.namespace))))
                .collect();
            let is_known = is_repeated || !known.is_disjoint(&keys);
            known.extend(keys);
            if is_known {
                let property = member.path.join(".");
                let message = format!(
                    "the property `{property}` has the name of another one in XML, so it is not read"
                );
                self.context.report.push(
                    Diagnostic::new(Code::XmlSameName, message)
                        .at(location.clone())
                        .label("the same name")
                        .help("give one of them another `xml.name`"),
                );
            }
        }
    }
}

/// Whether something has no name of its own, as a body with several root elements.
fn union_is_root(it: &Described<'_>) -> bool {
    it.around.local.is_empty()
}

pub(super) fn is_nullable(ty: &Type) -> bool {
    matches!(ty, Type::Nullable(_))
}

/// The definition inside of lists, maps and null.
fn innermost(ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    loop {
        match ty {
            Type::Named(id) => return Some(*id),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => ty = inner,
            Type::Scalar(_) | Type::Json | Type::JsonString(_) => return None,
        }
    }
}

fn of_scalar(scalar: Scalar) -> XmlSchema {
    match scalar {
        Scalar::Boolean => XmlSchema::Boolean,
        Scalar::Integer(_) => XmlSchema::Integer,
        Scalar::Number(_) => XmlSchema::Number,
        Scalar::String(StringFormat::Plain | StringFormat::Binary) => XmlSchema::String,
        Scalar::String(StringFormat::Byte | StringFormat::Base64Url) => XmlSchema::Base64,
        Scalar::String(_) => XmlSchema::Token,
        Scalar::Chosen(chosen) => match chosen.kind {
            ScalarKind::Boolean => XmlSchema::Boolean,
            ScalarKind::Integer => XmlSchema::Integer,
            ScalarKind::Number => XmlSchema::Number,
            ScalarKind::String => XmlSchema::Token,
            ScalarKind::Array | ScalarKind::Object | ScalarKind::Any => XmlSchema::Any,
        },
    }
}
