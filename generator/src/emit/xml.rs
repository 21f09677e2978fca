//! How bodies are written as XML: a static for each definition and each root element.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::lint;
use super::scope::{Home, Scope, ident};
use crate::plan::{
    Crate, Xml, XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject, XmlSchema, XmlTuple,
    XmlUnion, XmlVariant,
};

/// The file of the statics; `None` without XML.
pub fn tokens(xml: &Xml, krate: &Crate) -> Option<TokenStream> {
    if !xml.is_used() {
        return None;
    }
    let mut scope = Scope::new(Home::Beside, [], []);
    // With a shared runtime, XML is no feature: other crates may enable it in the runtime.
    let cfg = krate.runtime.is_none().then(|| quote!(#[cfg(feature = "xml")]));
    let mut printer = Printer { xml, cfg: cfg.as_ref(), scope: &mut scope };
    let roots: Vec<TokenStream> =
        xml.roots.iter().map(|(name, element)| printer.root(name, element)).collect();
    let schemas: Vec<TokenStream> = xml
        .schemas
        .iter()
        .filter_map(|(id, schema)| Some(printer.definition(xml.idents.get(id)?, schema)))
        .collect();
    let (imports, unused) = (scope.imports(), lint::unused());
    let disabled = xml.roots.iter().map(|(name, _)| {
        let name = ident(name);
        quote! {
            #[cfg(not(feature = "xml"))]
            pub static #name: XmlElement = XmlElement;
        }
    });
    if krate.runtime.is_some() {
        return Some(quote! {
            //! How bodies are written as XML.
            #unused

            #imports
            #(#roots)*
            #(#schemas)*
        });
    }
    Some(quote! {
        //! How bodies are written as XML. Without the feature `xml`, only the names of root
        //! elements are known.
        #unused

        #[cfg(not(feature = "xml"))]
        use crate::runtime::XmlElement;
        #[cfg(feature = "xml")]
        #imports
        #(#roots)*
        #(#schemas)*
        #(#disabled)*
    })
}

struct Printer<'a, 's, 'n> {
    xml: &'a Xml,
    /// The condition of the statics.
    cfg: Option<&'a TokenStream>,
    scope: &'s mut Scope<'n>,
}

impl Printer<'_, '_, '_> {
    fn root(&mut self, name: &crate::plan::Ident, element: &XmlElement) -> TokenStream {
        let (ty, schema) = (self.scope.runtime("XmlElement"), self.reference(&element.schema));
        let named = element.name.as_ref().map(|name| {
            let name = self.name(name);
            quote!(.named(#name))
        });
        let (name, nullable) = (ident(name), nullable(element.is_nullable));
        let cfg = self.cfg;
        quote! {
            #cfg
            pub static #name: #ty = #ty::new(#schema) #named #nullable;
        }
    }

    fn definition(&mut self, name: &crate::plan::Ident, schema: &XmlSchema) -> TokenStream {
        let (name, ty, schema) =
            (ident(name), self.scope.runtime("XmlSchema"), self.schema(schema));
        let cfg = self.cfg;
        quote! {
            #cfg
            pub static #name: #ty = #schema;
        }
    }

    /// `&PET`
    fn reference(&mut self, schema: &XmlSchema) -> TokenStream {
        if let XmlSchema::Named(id) = schema
            && let Some(name) = self.xml.idents.get(id)
        {
            let name = ident(name);
            return quote!(&#name);
        }
        let schema = self.schema(schema);
        quote!(&#schema)
    }

    fn schema(&mut self, schema: &XmlSchema) -> TokenStream {
        let ty = self.scope.runtime("XmlSchema");
        match schema {
            XmlSchema::String => quote!(#ty::String),
            XmlSchema::Token => quote!(#ty::Token),
            XmlSchema::Base64 => quote!(#ty::Base64),
            XmlSchema::Boolean => quote!(#ty::Boolean),
            XmlSchema::Integer => quote!(#ty::Integer),
            XmlSchema::Number => quote!(#ty::Number),
            XmlSchema::Any | XmlSchema::Named(_) => quote!(#ty::Any),
            XmlSchema::List(item) => {
                let item = self.item(item);
                quote!(#ty::List(#item))
            }
            XmlSchema::Tokens(item) => {
                let item = self.reference(item);
                quote!(#ty::Tokens(#item))
            }
            XmlSchema::Tuple(tuple) => self.tuple(tuple),
            XmlSchema::Object(object) => self.object(object),
            XmlSchema::Union(union) => {
                let union = self.union(union);
                quote!(#ty::Union(#union))
            }
        }
    }

    fn item(&mut self, item: &XmlItem) -> TokenStream {
        let ty = self.scope.runtime("XmlItem");
        let (name, schema) = (self.name(&item.name), self.reference(&item.schema));
        let nullable = nullable(item.is_nullable);
        let by_variant = item.is_named_by_variant.then(|| quote!(.named_by_variant()));
        quote!(#ty::new(#name, #schema) #nullable #by_variant)
    }

    /// `XmlSchema::tuple(&[…])`
    fn tuple(&mut self, tuple: &XmlTuple) -> TokenStream {
        let ty = self.scope.runtime("XmlSchema");
        let first: Vec<TokenStream> =
            tuple.first.iter().map(|member| self.member(member)).collect();
        match tuple.rest.as_ref().map(|item| self.item(item)) {
            None => quote!(#ty::tuple(&[#(#first),*])),
            Some(item) => quote!(#ty::open_tuple(&[#(#first),*], &#item)),
        }
    }

    /// `XmlSchema::object(&[…])`
    fn object(&mut self, object: &XmlObject) -> TokenStream {
        let ty = self.scope.runtime("XmlSchema");
        let members: Vec<TokenStream> =
            object.members.iter().map(|member| self.member(member)).collect();
        let additional = object.additional.as_ref().map(|item| self.item(item));
        match (members.as_slice(), additional) {
            (members, None) => quote!(#ty::object(&[#(#members),*])),
            ([], Some(item)) => quote!(#ty::map(&#item)),
            (members, Some(item)) => quote!(#ty::open(&[#(#members),*], &#item)),
        }
    }

    /// `XmlMember::attribute(&["id"], &XmlSchema::Integer)`
    fn member(&mut self, member: &XmlMember) -> TokenStream {
        let ty = self.scope.runtime("XmlMember");
        let path = member.path.iter().map(|name| Literal::string(name));
        let path = quote!(&[#(#path),*]);
        let schema = self.reference(&member.schema);
        let nullable = nullable(member.is_nullable);
        let required = member.is_required.then(|| quote!(.required()));
        let own = member.path.last().map(|name| XmlName::new(name.as_str()));
        match &member.node {
            XmlNode::Element(name) if own.as_ref() == Some(name) => {
                quote!(#ty::element(#path, #schema) #nullable #required)
            }
            XmlNode::Attribute(name) if own.as_ref() == Some(name) => {
                quote!(#ty::attribute(#path, #schema) #nullable #required)
            }
            node => {
                let node = self.node(node);
                quote!(#ty::new(#path, #node, #schema) #nullable #required)
            }
        }
    }

    fn node(&mut self, node: &XmlNode) -> TokenStream {
        let ty = self.scope.runtime("XmlNode");
        match node {
            XmlNode::Element(name) => {
                let name = self.name(name);
                quote!(#ty::Element(#name))
            }
            XmlNode::Items(name) => {
                let name = self.name(name);
                quote!(#ty::Items(#name))
            }
            XmlNode::Variant(name) => {
                let name = self.name(name);
                quote!(#ty::Variant(#name))
            }
            XmlNode::Variants(name) => {
                let name = self.name(name);
                quote!(#ty::Variants(#name))
            }
            XmlNode::Attribute(name) => {
                let name = self.name(name);
                quote!(#ty::Attribute(#name))
            }
            XmlNode::Text => quote!(#ty::Text),
            XmlNode::Cdata => quote!(#ty::Cdata),
        }
    }

    fn name(&mut self, name: &XmlName) -> TokenStream {
        let (ty, local) = (self.scope.runtime("XmlName"), Literal::string(&name.local));
        let namespace = name.namespace.as_ref().map(|namespace| {
            let namespace = Literal::string(namespace);
            quote!(.namespace(#namespace))
        });
        let prefix = name.prefix.as_ref().map(|prefix| {
            let prefix = Literal::string(prefix);
            quote!(.prefix(#prefix))
        });
        quote!(#ty::new(#local) #namespace #prefix)
    }

    fn union(&mut self, union: &XmlUnion) -> TokenStream {
        let ty = self.scope.runtime("XmlUnion");
        let tag = match &union.tag {
            Some(tag) => {
                let tag = Literal::string(tag);
                quote!(Some(#tag))
            }
            None => quote!(None),
        };
        let variants: Vec<TokenStream> =
            union.variants.iter().map(|variant| self.variant(variant)).collect();
        quote!(#ty { tag: #tag, variants: &[#(#variants),*] })
    }

    fn variant(&mut self, variant: &XmlVariant) -> TokenStream {
        let (ty, schema) = (self.scope.runtime("XmlVariant"), self.reference(&variant.schema));
        let tags = variant.tags.iter().map(|tag| Literal::string(tag));
        let tags = quote!(&[#(#tags),*]);
        let named = variant.name.as_ref().map(|name| {
            let name = self.name(name);
            quote!(.named(#name))
        });
        let otherwise = variant.is_default.then(|| quote!(.otherwise()));
        quote!(#ty::new(#tags, #schema) #named #otherwise)
    }
}

fn nullable(is_nullable: bool) -> Option<TokenStream> {
    is_nullable.then(|| quote!(.nullable()))
}
