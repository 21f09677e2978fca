//! The types that something of a plan names.

use std::collections::BTreeMap;

use super::krate::{
    Callback, Dependencies, Item, ItemKind, Operation, Output, ResponseContent, RustType, Stream,
    Webhooks,
};
use super::name::Ident;

impl RustType {
    /// The item that a type names, inside of any lists, maps, options and boxes.
    pub fn item(&self) -> Option<&Ident> {
        match self.innermost() {
            Self::Item(ident) => Some(ident),
            _ => None,
        }
    }

    /// Whether a string with JSON is part of it, outside of items.
    pub fn has_json_string(&self) -> bool {
        let mut ty = self;
        loop {
            match ty {
                Self::JsonString(_) => return true,
                Self::Vec(inner) | Self::Map(inner) | Self::Option(inner) | Self::Boxed(inner) => {
                    ty = inner;
                }
                _ => return false,
            }
        }
    }

    /// Whether it is or holds bytes in another encoding than Base64.
    pub fn has_encoded_bytes(&self) -> bool {
        matches!(self.innermost(), Self::Base64Url | Self::Base16)
    }

    /// The type inside of any lists, maps, options and boxes.
    pub fn innermost(&self) -> &Self {
        let mut ty = self;
        while let Self::Vec(inner)
        | Self::Map(inner)
        | Self::Option(inner)
        | Self::Boxed(inner)
        | Self::JsonString(inner) = ty
        {
            ty = inner;
        }
        ty
    }
}

/// The positions of items in a list, by their names.
pub fn positions(items: &[Item]) -> BTreeMap<Ident, usize> {
    items.iter().enumerate().map(|(position, item)| (item.ident.clone(), position)).collect()
}

/// The types that an item names.
pub fn item_types(item: &Item) -> Vec<&RustType> {
    match &item.kind {
        ItemKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            fields.chain(structure.additional.iter().map(|additional| &additional.ty)).collect()
        }
        ItemKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => vec![ty],
        ItemKind::Headers(fields) => fields.iter().map(|field| &field.ty).collect(),
        ItemKind::Error(error) => {
            let contents = error.variants.iter().map(|variant| &variant.response.content);
            contents.filter_map(content_type).chain(&error.headers).collect()
        }
        ItemKind::Responses(variants) => {
            let contents = variants.iter().map(|variant| &variant.response.content);
            contents.filter_map(content_type).collect()
        }
        ItemKind::StringEnum(_) | ItemKind::IntegerEnum(_) => Vec::new(),
    }
}

impl Webhooks {
    /// The types of webhooks, callbacks and the responses to callbacks.
    pub fn types(&self) -> impl Iterator<Item = &RustType> {
        let callbacks = self.callbacks.iter();
        let of_callbacks = callbacks.flat_map(Callback::items);
        let types = of_callbacks.chain(&self.headers).flat_map(item_types);
        self.bodies.iter().filter_map(|(_, ty, _)| ty.as_ref()).chain(types)
    }
}

/// The items that an item names.
pub fn references(item: &Item) -> impl Iterator<Item = &Ident> {
    item_types(item).into_iter().filter_map(RustType::item)
}

/// The types that an operation names.
pub fn operation_types(operation: &Operation) -> Vec<RustType> {
    let mut types: Vec<RustType> =
        operation.parameters.iter().map(|parameter| parameter.ty.clone()).collect();
    types.extend(operation.body.iter().map(|body| body.ty.clone()));
    match &operation.output {
        Output::One(response) => types.extend(content_type(&response.content).cloned()),
        Output::Several { ident, .. } => types.push(RustType::Item(ident.clone())),
    }
    let streams = operation.streams.iter().filter_map(|method| stream_type(&method.stream));
    types.extend(streams.cloned());
    types.extend(operation.pagination.iter().map(|pagination| pagination.item.clone()));
    types.extend(operation.headers.iter().chain(&operation.error).cloned().map(RustType::Item));
    types
}

/// The type that the body of a response names.
fn content_type(content: &ResponseContent) -> Option<&RustType> {
    match content {
        ResponseContent::Stream(stream) => stream_type(stream),
        other => other.typed(),
    }
}

/// The type of the elements of a stream.
fn stream_type(stream: &Stream) -> Option<&RustType> {
    match stream {
        Stream::Json(ty)
        | Stream::Xml(ty, _)
        | Stream::Lines(ty)
        | Stream::Events(ty)
        | Stream::TypedEvents(ty) => Some(ty),
        Stream::Bytes | Stream::Text | Stream::TextLines | Stream::TextEvents => None,
    }
}

/// The optional dependencies that some types need.
pub fn dependencies<'t>(types: impl IntoIterator<Item = &'t RustType>) -> Dependencies {
    let mut needs = Dependencies::default();
    for ty in types {
        if let RustType::Other(other) = ty.innermost() {
            needs.types.extend(other.libraries());
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Library;
    use crate::plan::naming::{Case, ident};

    #[test]
    fn the_item_inside_of_wrappers_is_found() {
        let pet = ident("Pet", Case::Type);
        let list = RustType::Vec(Box::new(RustType::Item(pet.clone())));
        let map = RustType::Map(Box::new(RustType::Option(Box::new(list))));
        assert_eq!(map.item(), Some(&pet));
        assert_eq!(RustType::Map(Box::new(RustType::library(Library::ChronoDate))).item(), None);
        let dates = RustType::Vec(Box::new(RustType::library(Library::ChronoDate)));
        assert_eq!(dependencies([&dates, &map]).types, ["chrono".to_owned()].into());
    }
}
