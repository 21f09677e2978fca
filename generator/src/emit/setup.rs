//! How a client is made, for examples: its credentials and its server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::ident;
use crate::plan::{Api, Credential, CredentialKind, Operation, Server, ServerVariable};

/// A client of an API.
#[derive(Debug)]
pub struct Setup {
    /// What an example imports from the module of the API.
    pub imports: TokenStream,
    /// `Client::builder()…`, without `.build()?`.
    pub builder: TokenStream,
    /// The variables of the environment that it reads.
    pub variables: Vec<String>,
}

/// A client with the credentials that an operation needs.
pub fn setup(api: &Api, operation: &Operation) -> Setup {
    let credentials = credentials(api, operation);
    let variables = credentials.iter().flat_map(|credential| variables(credential)).collect();
    let setters: Vec<TokenStream> = credentials.into_iter().map(setter).collect();
    let (imports, base) = match (&api.default_server, server(api)) {
        (Some(_), _) => (quote!(Client), None),
        (None, Some(server)) => (quote!({Client, Server}), Some(quote!(.server(#server)))),
        (None, None) => (quote!(Client), Some(quote!(.base_url("https://api.example.com")))),
    };
    Setup { imports, builder: quote!(Client::builder()#(#setters)* #base), variables }
}

/// How a credential is set, as people call it: `secret_api_key(key)`.
pub fn signature(credential: &Credential) -> String {
    let arguments = match credential.kind {
        CredentialKind::ApiKey { .. } => "key",
        CredentialKind::Basic => "user, password",
        CredentialKind::Bearer => "token",
        CredentialKind::Http(_) => "credentials",
    };
    format!("{}({arguments})", credential.ident.plain())
}

/// The first server, with a word for each variable that has no default.
fn server(api: &Api) -> Option<TokenStream> {
    let server: &Server = api.servers.first()?;
    let needed: Vec<&ServerVariable> =
        server.variables.iter().filter(|variable| variable.default.is_none()).collect();
    if needed.iter().any(|variable| variable.ty.is_some()) {
        return None;
    }
    let (name, values) = (
        ident(&server.ident),
        needed.iter().map(|variable| {
            Literal::string(&format!("my-{}", variable.ident.plain().replace('_', "-")))
        }),
    );
    Some(quote!(Server::#name(#(#values),*)))
}

/// The credentials of the first alternative of an operation.
fn credentials<'a>(api: &'a Api, operation: &Operation) -> Vec<&'a Credential> {
    let schemes = operation.security.first().map(Vec::as_slice).unwrap_or_default();
    let find =
        |scheme: &String| api.credentials.iter().find(|credential| credential.scheme == *scheme);
    schemes.iter().filter_map(find).collect()
}

fn variables(credential: &Credential) -> Vec<String> {
    let variable = credential.ident.plain().to_uppercase();
    match credential.kind {
        CredentialKind::Basic => vec![format!("{variable}_USER"), variable],
        _ => vec![variable],
    }
}

fn setter(credential: &Credential) -> TokenStream {
    let name = ident(&credential.ident);
    let values = variables(credential).into_iter().map(|variable| {
        let variable = Literal::string(&variable);
        quote!(std::env::var(#variable)?)
    });
    quote!(.#name(#(#values),*))
}
