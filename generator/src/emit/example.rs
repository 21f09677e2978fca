//! An example for each API: a client, and the call that needs least.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::ident;
use crate::format;
use crate::plan::{
    Api, Crate, Credential, CredentialKind, Group, ItemKind, Operation, RustType, Server, ServerVariable,
};

/// The example's file and target name.
pub fn name(api: &Api) -> String {
    api.module.as_ref().map_or_else(|| "client".to_owned(), |module| module.ident.plain().to_owned())
}

/// The features that the example needs.
pub fn features(api: &Api) -> Vec<String> {
    let group = call(api).and_then(|(group, _)| group.module.feature.clone());
    let api = api.module.as_ref().and_then(|module| module.feature.clone());
    api.into_iter().chain(group).chain(["reqwest".to_owned()]).collect()
}

/// The example as a program.
pub fn tokens(api: &Api, krate: &Crate) -> Option<TokenStream> {
    let body = body(api, krate)?;
    let title = format!(" Calls {}.", super::words::clean(&api.title).split_whitespace().collect::<Vec<_>>().join(" "));
    Some(quote! {
        #![doc = #title]
        #[tokio::main]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            #body
            Ok(())
        }
    })
}

/// The example as text for a page of documentation.
pub fn snippet(api: &Api, krate: &Crate) -> Option<String> {
    let body = body(api, krate)?;
    let program = format::source(quote! {
        async fn example() -> Result<(), Box<dyn std::error::Error>> { #body Ok(()) }
    });
    let lines: Vec<&str> = program.trim_end().lines().collect();
    let lines = lines.iter().enumerate().map(|(index, line)| match index {
        0 => format!("# {line}"),
        last if last + 1 == lines.len() => format!("# {line}"),
        _ if line.trim() == "Ok(())" => "# Ok(())".to_owned(),
        _ => line.strip_prefix("    ").unwrap_or(line).to_owned(),
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn body(api: &Api, krate: &Crate) -> Option<TokenStream> {
    let (group, operation) = call(api)?;
    let library = ident(&krate.package.library);
    let module = api.module.as_ref().map(|module| {
        let module = ident(&module.ident);
        quote!(::#module)
    });
    let server = server(api);
    let imports =
        if server.is_some() && api.default_server.is_none() { quote!({Client, Server}) } else { quote!(Client) };
    let credentials = credentials(api, operation);
    let base = match (&api.default_server, server) {
        (Some(_), _) => None,
        (None, Some(server)) => Some(quote!(.server(#server))),
        (None, None) => Some(quote!(.base_url("https://api.example.com"))),
    };
    let (method, group) = (ident(&operation.method_ident), ident(&group.module.ident));
    let arguments = arguments(api, operation)?;
    Some(quote! {
        use #library #module::#imports;

        let client = Client::builder()#(#credentials)* #base.build()?;
        let answer = client.#group().#method(#(#arguments),*).await?;
        println!("{}", answer.status());
    })
}

/// The operation that needs the fewest arguments, reading ones first.
fn call(api: &Api) -> Option<(&Group, &Operation)> {
    let operations =
        api.groups.iter().flat_map(|group| group.operations.iter().map(move |operation| (group, operation)));
    let usable = operations.filter_map(|(group, operation)| {
        let arguments = arguments(api, operation).filter(|_| !operation.docs.deprecated)?;
        Some((operation.http_method != "GET", arguments.len(), group, operation))
    });
    let best = usable.min_by_key(|(writes, arguments, ..)| (*writes, *arguments));
    best.map(|(.., group, operation)| (group, operation))
}

/// A value for each argument, where all of them are simple.
fn arguments(api: &Api, operation: &Operation) -> Option<Vec<TokenStream>> {
    if operation.body.as_ref().is_some_and(|body| body.required) {
        return None;
    }
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    required.map(|parameter| value(api, &parameter.ty, &parameter.name)).collect()
}

fn value(api: &Api, ty: &RustType, name: &str) -> Option<TokenStream> {
    let text = |text: &str| {
        let text = Literal::string(text);
        quote!(#text)
    };
    Some(match ty {
        RustType::String => text(name),
        RustType::Integer(_) => quote!(1),
        RustType::F32 | RustType::F64 => quote!(1.0),
        RustType::Bool => quote!(true),
        RustType::Item(item) => {
            let mut items = api.types.iter().flat_map(|module| &module.items);
            match &items.find(|other| other.ident == *item)?.kind {
                ItemKind::StringEnum(values) => text(&values.variants.first()?.value),
                ItemKind::Alias(target) if !matches!(target, RustType::Item(_)) => value(api, target, name)?,
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The first server, with a word for each variable that has no default.
fn server(api: &Api) -> Option<TokenStream> {
    let server: &Server = api.servers.first()?;
    let needed: Vec<&ServerVariable> = server.variables.iter().filter(|variable| variable.default.is_none()).collect();
    if needed.iter().any(|variable| variable.ty.is_some()) {
        return None;
    }
    let (name, values) = (
        ident(&server.ident),
        needed.iter().map(|variable| Literal::string(&format!("my-{}", variable.ident.plain()))),
    );
    Some(quote!(Server::#name(#(#values),*)))
}

/// The credentials that the operation needs, from the environment.
fn credentials(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let schemes = operation.security.first().map(Vec::as_slice).unwrap_or_default();
    let find = |scheme: &String| api.credentials.iter().find(|credential| credential.scheme == *scheme);
    schemes.iter().filter_map(find).map(credential).collect()
}

fn credential(credential: &Credential) -> TokenStream {
    let name = ident(&credential.ident);
    let variable = credential.ident.plain().to_uppercase();
    let (first, second) = (Literal::string(&variable), Literal::string(&format!("{variable}_USER")));
    match credential.kind {
        CredentialKind::Basic => quote!(.#name(std::env::var(#second)?, std::env::var(#first)?)),
        _ => quote!(.#name(std::env::var(#first)?)),
    }
}
