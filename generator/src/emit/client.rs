//! The client of an API, what builds it, and the servers that it can talk to.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::{self, Cell, DocPage};
use super::feature::feature;
use super::lint::{self, Receiver};
use super::scope::{Home, Scope, ident, path};
use crate::plan::KeyLocation;
use crate::plan::{
    Api, Crate, Credential, CredentialKind, Docs, Group, Inline, Package, Paragraph, Server,
    ServerSegment, ServerVariable, UrlPart,
};

/// The file `client.rs`.
pub fn tokens(api: &Api, krate: &Crate) -> TokenStream {
    let package = &krate.package;
    let mut scope = Scope::new(Home::Beside, [], []);
    let (client, builder) = (client(api, krate, &mut scope), builder(api, krate, &mut scope));
    let server = server(api, &mut scope);
    let statics = statics(api, package, &mut scope);
    let imports = scope.imports();
    quote!(#imports #client #builder #server #statics)
}

/// The names in this file that an API's module has.
pub fn exports(api: &Api) -> TokenStream {
    let server = (!api.servers.is_empty()).then(|| quote!(, Server));
    quote!(pub use client::{Client, ClientBuilder #server};)
}

fn client(api: &Api, krate: &Crate, scope: &mut Scope<'_>) -> TokenStream {
    let (core, fmt) = (scope.runtime("Core"), scope.external("std", "fmt"));
    let (method, request) = (scope.runtime("Method"), scope.runtime("CustomRequest"));
    let error = scope.runtime("BuildError");
    let groups: Vec<TokenStream> =
        api.groups.iter().map(|group| group_method(group, scope)).collect();
    let title = [
        Inline::Text("A client for "),
        Inline::Words(api.title.clone()),
        Inline::Text(". Clones are cheap and share connections and settings."),
    ];
    let docs = DocPage::default().line(&title, scope).outer();
    let change = match krate.runtime {
        Some(_) => quote!(|builder| change(ClientBuilder(builder)).0),
        None => quote!(change),
    };
    quote! {
        #docs
        #[derive(Clone)]
        pub struct Client { core: #core }

        impl Client {
            #[doc = " Returns a builder for a client."]
            pub fn builder() -> ClientBuilder { ClientBuilder::new(&API) }

            #[doc = " Returns a client with other settings, such as other credentials. It shares the"]
            #[doc = " connections of this one."]
            pub fn with(
                &self,
                change: impl FnOnce(ClientBuilder) -> ClientBuilder,
            ) -> Result<Self, #error> {
                self.core.with(#change)
            }

            #[doc = " Creates a request to a path that is not in the document. The client sends it with its"]
            #[doc = " credentials, retries and limits."]
            pub fn request(&self, method: #method, path: impl AsRef<str>) -> #request {
                self.core.request(method, path)
            }

            #(#groups)*
        }

        impl From<#core> for Client { fn from(core: #core) -> Self { Self { core } } }

        impl #fmt::Debug for Client {
            fn fmt(&self, formatter: &mut #fmt::Formatter<'_>) -> #fmt::Result { #fmt::Debug::fmt(&self.core, formatter) }
        }
    }
}

fn group_method(group: &Group, scope: &Scope<'_>) -> TokenStream {
    let (module, name) = (ident(&group.module.ident), ident(&group.ident));
    let path = path(&format!("super::{}", group.module.ident.as_str()));
    let cfg = feature(group.module.feature.as_deref());
    let docs = doc::attributes(&group.docs, scope);
    let constructor = lint::constructor(&module);
    let standard = lint::standard_method(&module, Receiver::Reference, 0);
    quote! {
        #docs
        #cfg
        #constructor
        #standard
        pub fn #module(&self) -> #path::#name { #path::#name { core: self.core.clone() } }
    }
}

fn builder(api: &Api, krate: &Crate, scope: &mut Scope<'_>) -> TokenStream {
    let ty = builder_type(krate, scope);
    let credentials: Vec<TokenStream> =
        api.credentials.iter().map(|credential| credential_setter(credential, scope)).collect();
    let server = (!api.servers.is_empty()).then(|| {
        quote! {
            #[doc = " Sets the server."]
            pub fn server(self, server: Server) -> Self { self.base_url(server.url()) }
        }
    });
    let from_env = from_env(api, &krate.package, scope);
    quote! {
        #ty

        impl ClientBuilder { #from_env #(#credentials)* #server }
    }
}

/// The type of the builder: that of the runtime, or one around that of a shared runtime.
fn builder_type(krate: &Crate, scope: &mut Scope<'_>) -> TokenStream {
    if krate.runtime.is_some() {
        scope.runtime("client_builder");
        return quote!(client_builder!(Client););
    }
    let builder = scope.runtime("Builder");
    quote! {
        #[doc = " Builds a [`Client`]."]
        pub type ClientBuilder = #builder<Client>;
    }
}

/// A builder with what variables of the environment set.
fn from_env(api: &Api, package: &Package, scope: &Scope<'_>) -> TokenStream {
    let variables = Variables::of(api, package);
    let base_url = variables.name("base_url");
    let mut rows = vec![[
        Cell::Ours(format!("`{base_url}`")),
        Cell::Ours("[`base_url`](ClientBuilder::base_url)".to_owned()),
    ]];
    let mut setters = Vec::new();
    for credential in &api.credentials {
        let (plain, setter) = (credential.ident.plain(), ident(&credential.ident));
        let of = |part: &str| variables.name(&format!("{plain}{part}"));
        let names = if credential.kind == CredentialKind::Basic {
            let (user, password) = (of("_user"), of("_password"));
            setters.push(quote!(.variable_pair([#user, #password], Self::#setter)));
            format!("`{user}`, `{password}`")
        } else {
            let name = of("");
            setters.push(quote!(.variable(#name, Self::#setter)));
            format!("`{name}`")
        };
        rows.push([Cell::Ours(names), Cell::Ours(format!("[`{plain}`](ClientBuilder::{plain})"))]);
    }
    let docs = DocPage::default()
        .ours("Returns a builder with the settings of the environment.")
        .table(["Variable", "Setting"], &rows, scope)
        .ours("An empty variable changes nothing.")
        .outer();
    quote! {
        #docs
        pub fn from_env() -> Self { Self::new(&API).variable(#base_url, Self::base_url) #(#setters)* }
    }
}

/// The variables of the environment that a client reads: the names of the package and of the API's
/// module, if it has one, and then that of the setting.
struct Variables(String);

impl Variables {
    fn of(api: &Api, package: &Package) -> Self {
        let module = api.module.iter().map(|module| module.ident.plain());
        let parts = std::iter::once(package.name.as_str()).chain(module);
        Self(parts.map(|part| part.to_owned() + "_").collect())
    }

    fn name(&self, setting: &str) -> String {
        (self.0.clone() + setting).replace('-', "_").to_uppercase()
    }
}

fn credential_setter(credential: &Credential, scope: &mut Scope<'_>) -> TokenStream {
    let (name, scheme) = (ident(&credential.ident), Literal::string(&credential.scheme));
    let (ty, secret) = (scope.runtime("Credential"), scope.runtime("Secret"));
    let (arguments, value) = match &credential.kind {
        CredentialKind::ApiKey { location, name } => {
            let (constructor, name) = (api_key_constructor(*location), Literal::string(name));
            (quote!(key: impl Into<#secret>), quote!(#constructor(#name, key)))
        }
        CredentialKind::Basic => (
            quote!(user: impl AsRef<str>, password: impl Into<#secret>),
            quote!(basic(user, password)),
        ),
        CredentialKind::Bearer => (quote!(token: impl Into<#secret>), quote!(bearer(token))),
        CredentialKind::Http(word) => {
            let word = Literal::string(word);
            (quote!(credentials: impl Into<#secret>), quote!(http(#word, credentials)))
        }
    };
    let line = [
        Inline::Text("The credentials for "),
        Inline::Code(credential.scheme.clone()),
        Inline::Text("."),
    ];
    let page = if credential.docs.paragraphs.is_empty() {
        DocPage::default().line(&line, scope)
    } else {
        DocPage::default()
    };
    let docs = page.docs(&credential.docs, scope).outer();
    let count = if credential.kind == CredentialKind::Basic { 2 } else { 1 };
    let standard = lint::standard_method(&name, Receiver::Value, count);
    quote! {
        #docs
        #standard
        pub fn #name(self, #arguments) -> Self { self.credential(#scheme, #ty::#value) }
    }
}

fn api_key_constructor(location: KeyLocation) -> Ident {
    format_ident!(
        "{}",
        match location {
            KeyLocation::Header => "api_key_header",
            KeyLocation::Query => "api_key_query",
            KeyLocation::Cookie => "api_key_cookie",
        }
    )
}

fn server(api: &Api, scope: &mut Scope<'_>) -> TokenStream {
    if api.servers.is_empty() {
        return TokenStream::new();
    }
    let constructors: Vec<TokenStream> =
        api.servers.iter().map(|server| constructors(server, scope)).collect();
    quote! {
        #[doc = " A server of the API."]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Server { url: String }

        impl Server {
            #(#constructors)*

            #[doc = " The base URL of all operations."]
            pub fn url(&self) -> &str { &self.url }
        }
    }
}

/// One that takes what has no default, and one that takes all.
fn constructors(server: &Server, scope: &mut Scope<'_>) -> TokenStream {
    let short =
        constructor(server, &ident(&server.ident), |variable| variable.default.is_none(), scope);
    let full =
        server.full_ident.as_ref().map(|full| constructor(server, &ident(full), |_| true, scope));
    quote!(#short #full)
}

fn constructor(
    server: &Server,
    name: &Ident,
    is_argument: impl Fn(&ServerVariable) -> bool,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let arguments: Vec<TokenStream> = server
        .variables
        .iter()
        .filter(|variable| is_argument(variable))
        .map(|variable| argument(variable, scope))
        .collect();
    let segments = server.url.iter().filter_map(|segment| match segment {
        ServerSegment::Literal(text) => Some(text_token(text)),
        ServerSegment::Variable(index) => server
            .variables
            .get(*index)
            .map(|variable| value(variable, is_argument(variable), scope)),
    });
    let segments: Vec<TokenStream> = segments.collect();
    let url = match server.url.as_slice() {
        [ServerSegment::Literal(_)] => quote!(#(#segments)*.to_owned()),
        _ => quote!([#(#segments),*].concat()),
    };
    let docs = doc::attributes(&server_docs(server), scope);
    let standard = lint::standard_method(name, Receiver::None, arguments.len());
    let self_named = lint::self_named(&format_ident!("Server"), name);
    quote! {
        #docs
        #standard
        #self_named
        pub fn #name(#(#arguments),*) -> Self { Self { url: #url } }
    }
}

fn argument(variable: &ServerVariable, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&variable.ident);
    match &variable.ty {
        Some(item) => {
            let ty = scope.item(item);
            quote!(#name: #ty)
        }
        None => quote!(#name: impl AsRef<str>),
    }
}

fn value(variable: &ServerVariable, is_argument: bool, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&variable.ident);
    let check = match (&variable.default, variable.part) {
        (Some(default), _) if !is_argument => return text_token(default),
        (_, UrlPart::Start) => return quote!(#name.as_ref()),
        (_, UrlPart::Authority) => scope.runtime("url_authority"),
        (_, UrlPart::Path) => scope.runtime("url_path"),
    };
    quote!(&#check(#name.as_ref()))
}

fn text_token(text: &str) -> TokenStream {
    let text = Literal::string(text);
    quote!(#text)
}

/// The description of a server, and its URL.
fn server_docs(server: &Server) -> Docs {
    let mut docs = server.docs.clone();
    let url: String = server
        .url
        .iter()
        .map(|segment| match segment {
            ServerSegment::Literal(text) => text.clone(),
            ServerSegment::Variable(index) => server
                .variables
                .get(*index)
                .map_or_else(String::new, |variable| format!("{{{}}}", variable.ident.plain())),
        })
        .collect();
    docs.paragraphs.push(Paragraph::Line(vec![Inline::Code(url)]));
    docs
}

fn statics(api: &Api, package: &Package, scope: &mut Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Api");
    let user_agent = Literal::string(&format!("{}/{}", package.name, package.version));
    let server = match &api.default_server {
        Some(server) => {
            let server = Literal::string(server);
            quote!(Some(#server))
        }
        None => quote!(None),
    };
    let schemes = api.credentials.iter().map(|credential| Literal::string(&credential.scheme));
    quote! {
        static API: #ty =
            #ty { user_agent: #user_agent, server: #server, schemes: &[#(#schemes),*] };
    }
}
