//! The traits that types derive because of the manifest.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::plan::{Derive, Item};

/// `#[derive(Eq, Hash)]`
pub fn attribute(item: &Item) -> Option<TokenStream> {
    let paths: Vec<TokenStream> = item
        .derives
        .iter()
        .map(|derive| match derive {
            Derive::Std(known) => {
                let name = format_ident!("{}", known.name());
                quote!(#name)
            }
            Derive::Macro(path) => {
                let segments: Vec<Ident> =
                    path.segments.iter().map(|segment| format_ident!("{segment}")).collect();
                quote!(#(#segments)::*)
            }
        })
        .collect();
    (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
}

#[cfg(test)]
mod tests {
    use super::attribute;
    use crate::emit::tests::parts::item;
    use crate::plan::{Derive, ItemKind, RustType, StdTrait, TypePath};

    #[test]
    fn traits_of_the_standard_library_and_macros_are_derived() {
        let mut pet = item("Pet", ItemKind::Newtype(RustType::String));
        assert!(attribute(&pet).is_none());
        let path = TypePath::parse("acme_macros::Table").expect("a path");
        pet.derives = vec![Derive::Std(StdTrait::Hash), Derive::Macro(path)];
        let text = attribute(&pet).expect("an attribute").to_string();
        assert_eq!(text.replace(' ', ""), "#[derive(Hash,acme_macros::Table)]");
    }
}
