//! Code that shows how to use the crate: in the documentation, in `README.md` and in examples. All
//! of it is compiled, none of it runs. It contains identifiers and short literals, never prose.

use proc_macro2::{Ident as Word, TokenStream};
use quote::quote;

use super::deps;
use super::lint;
use super::sample::{Items, Sampler};
use super::scope::ident;
use super::setup::setup;
use super::stream;
use crate::format;
use crate::plan::{
    Api, Crate, ErrorItem, Group, Ident, Item, ItemKind, Layout, Module, Operation, OtherValues,
    Output, PaginationStyle, Parameter, ParameterLocation, ResponseContent, RustType, Status,
    Stream, StreamMethod,
};

/// Code, and what must be around it to compile.
#[derive(Debug)]
pub struct Snippet {
    /// What is shown.
    body: TokenStream,
    /// What the example is given, as arguments of the function around it.
    arguments: Vec<TokenStream>,
    /// The features without which it does not compile.
    features: Vec<String>,
    /// Whether it uses what the document advises against.
    deprecated: bool,
}

impl Snippet {
    /// Code that needs these features.
    pub fn new(body: TokenStream, arguments: Vec<TokenStream>, features: Vec<String>) -> Self {
        Self { body, arguments, features, deprecated: false }
    }

    /// The text for rustdoc in lines of this width, where lines that begin with `# ` are compiled
    /// and not shown.
    pub fn hidden(&self, columns: usize) -> String {
        let arguments = &self.arguments;
        let features = (!self.features.is_empty()).then(|| {
            let features = &self.features;
            quote!(#[cfg(all(#(feature = #features),*))])
        });
        let deprecated = self.deprecated.then(lint::deprecated);
        let function = format::example(
            quote! {
                #features
                #deprecated
                async fn example(#(#arguments),*) -> Result<(), Box<dyn std::error::Error>> {}
            },
            columns,
        );
        let head = function.trim_end().trim_end_matches('}');
        let mut lines: Vec<String> =
            head.lines().map(|line| format!("# {}", line.trim_start())).collect();
        lines.push(self.shown(columns));
        lines.extend(["# Ok(())", "# }"].map(str::to_owned));
        lines.join("\n")
    }

    /// The text for people, in lines of this width.
    pub fn shown(&self, columns: usize) -> String {
        format::statements(self.body.clone(), columns)
    }

    /// The body, for a function of a program.
    pub fn body(&self) -> &TokenStream {
        &self.body
    }

    /// Whether nothing has to be given but a client.
    pub fn needs_only_a_client(&self) -> bool {
        self.arguments.len() <= 1
    }
}

/// Writes code for an API.
#[derive(Debug)]
pub struct Snippets<'a> {
    krate: &'a Crate,
    api: &'a Api,
    /// Its types.
    pub items: Items<'a>,
}

/// An operation and its group.
pub type Member<'a> = (&'a Group, &'a Operation);

impl<'a> Snippets<'a> {
    /// For an API of a crate.
    pub fn new(api: &'a Api, krate: &'a Crate) -> Self {
        Self { krate, api, items: Items::of(api) }
    }

    /// The API.
    pub fn api(&self) -> &'a Api {
        self.api
    }

    /// All operations.
    pub fn members(&self) -> impl Iterator<Item = Member<'a>> + use<'a> {
        let groups = self.api.groups.iter();
        groups.flat_map(|group| group.operations.iter().map(move |operation| (group, operation)))
    }

    /// The path of the API's module.
    pub fn path(&self) -> TokenStream {
        let library = ident(&self.krate.package.library);
        let module = self.api.module.as_ref().map(|module| {
            let module = ident(&module.ident);
            quote!(::#module)
        });
        quote!(#library #module)
    }

    /// The language of blocks in documentation. Tests of documentation do not see the private
    /// modules of a crate.
    pub fn language(&self) -> &'static str {
        match self.krate.package.layout {
            Layout::Crate | Layout::Runtime => "rust,no_run",
            Layout::Module { .. } => "rust,ignore",
        }
    }

    /// The path of the crate.
    pub fn library(&self) -> Word {
        ident(&self.krate.package.library)
    }

    /// The features of some of the API's modules.
    pub fn features(&self, module: Option<&Module>) -> Vec<String> {
        let of = |module: &Module| module.feature.clone();
        self.api.module.iter().chain(module).filter_map(of).collect()
    }

    /// A sampler for a new example.
    pub fn sampler(&self) -> Sampler<'_> {
        Sampler::new(&self.items, &self.krate.package.library)
    }

    /// The example of an operation: its pages if it has some, else its response.
    pub fn operation(&self, member: Member<'a>) -> Snippet {
        if member.1.pagination.is_some() { self.pages(member) } else { self.response(member) }
    }

    /// The items of all pages.
    pub fn pages(&self, member: Member<'a>) -> Snippet {
        let call = self.call(member, 1);
        let request = &call.tokens;
        let body = quote! {
            let mut items = #request.stream();
            while let Some(item) = items.next().await { println!("{:?}", item?); }
        };
        self.finish(call, body)
    }

    /// A call, and its response.
    pub fn response(&self, member: Member<'a>) -> Snippet {
        let mut call = self.call(member, 2);
        let body = self.printed(member, &mut call);
        self.finish(call, body)
    }

    /// Statements that await a call and print what comes back.
    fn printed(&self, member: Member<'a>, call: &mut Call<'_>) -> TokenStream {
        let request = call.tokens.clone();
        match &member.1.output {
            Output::One(success) => match &success.content {
                ResponseContent::Empty => quote!(#request.await?;),
                content if content.typed().is_some() => {
                    quote!(let response = #request.await?; println!("{response:?}");)
                }
                ResponseContent::Text => quote!(let text = #request.await?; println!("{}", *text);),
                ResponseContent::Stream(stream) => pieces(&request, stream),
                _ => quote!(let response = #request.await?; println!("{}", response.status());),
            },
            Output::Several { ident: item, responses } => {
                let arm = responses.first().map(|(variant, success)| {
                    let (item, variant) = (call.sampler.item(item), ident(variant));
                    match success.content {
                        ResponseContent::Empty => quote!(#item::#variant => println!("done"),),
                        _ => quote!(#item::#variant(response) => println!("{response:?}"),),
                    }
                });
                quote!(match #request.await?.into_inner() { #arm other => println!("{other:?}"), })
            }
        }
    }

    /// The same, with a line for each item of a list.
    fn printed_by_item(&self, member: Member<'a>, call: &mut Call<'_>) -> TokenStream {
        let success = match &member.1.output {
            Output::One(success) => success.content.typed(),
            Output::Several { .. } => None,
        };
        if success.is_some_and(|ty| self.is_list(ty)) {
            let request = &call.tokens;
            quote!(for item in #request.await? { println!("{item:?}"); })
        } else {
            self.printed(member, call)
        }
    }

    fn is_list(&self, ty: &RustType) -> bool {
        match ty {
            RustType::Vec(_) => true,
            RustType::Item(ident) => self
                .items
                .get(ident)
                .is_some_and(|item| matches!(item.kind, ItemKind::Alias(RustType::Vec(_)))),
            _ => false,
        }
    }

    /// A call whose errors are distinguished; `None` if they have no types.
    pub fn errors(&self, member: Member<'a>) -> Option<Snippet> {
        let error = self.error(member.1)?;
        let variant = telling_error(error)?;
        let library = self.library();
        let mut call = self.call(member, 0);
        let (item, name) = (call.sampler.item(member.1.error.as_ref()?), ident(&variant.ident));
        let request = &call.tokens;
        let arm = match variant.response.content {
            ResponseContent::Empty => quote!(#item::#name => println!("{}", error.status()),),
            _ => quote!(#item::#name(problem) => println!("{problem:?}"),),
        };
        let body = quote! {
            match #request.await {
                Ok(response) => println!("{}", response.status()),
                Err(#library::Error::Api(error)) => match error.body() {
                    #arm
                    _ => println!("{} {:?}", error.status(), error.request_id()),
                },
                Err(other) => return Err(other.into()),
            }
        };
        Some(self.finish(call, body))
    }

    /// The types of an operation's errors.
    pub fn error(&self, operation: &Operation) -> Option<&'a ErrorItem> {
        match &self.items.get(operation.error.as_ref()?)?.kind {
            ItemKind::Error(error) => Some(error),
            _ => None,
        }
    }

    /// A call with some options.
    pub fn with(&self, member: Member<'a>, options: &TokenStream, then: &TokenStream) -> Snippet {
        let mut call = self.call(member, 0);
        let (request, library) = (&call.tokens, self.library());
        call.extra = Some(quote!(use #library::Request as _;));
        let body = quote!(let response = #request #options.await?; #then);
        self.finish(call, body)
    }

    /// A call in a sentence, its arguments left out: `client.customers().get(…)`
    pub fn call_text(&self, (group, operation): Member<'a>) -> String {
        let has_arguments = operation.parameters.iter().any(|parameter| parameter.required)
            || operation.body.as_ref().is_some_and(|body| body.required);
        let arguments = if has_arguments { "…" } else { "" };
        format!(
            "client.{}().{}({arguments})",
            group.module.ident.as_str(),
            operation.method_ident.as_str()
        )
    }

    /// A call whose response is a stream.
    pub fn streamed(&self, member: Member<'a>) -> Option<Snippet> {
        let call = self.call(member, 2);
        let request = &call.tokens;
        let is_stream = |method: &&StreamMethod| {
            !matches!(method.stream, Stream::Json(_) | Stream::Xml(..) | Stream::Text)
        };
        let method = member.1.streams.iter().find(is_stream);
        let body = match (stream::of_output(member.1), method) {
            (Some(stream), _) => pieces(request, stream),
            (None, Some(method)) => {
                let name = ident(&method.ident);
                pieces(&quote!(#request.#name()), &method.stream)
            }
            (None, None) => return None,
        };
        Some(self.finish(call, body))
    }

    /// A client, and a call with it; `None` when the types that it names have the names of a
    /// client's parts.
    pub fn first_call(&self, member: Member<'a>) -> Option<Snippet> {
        let mut call = self.call(member, 1);
        let (setup, api) = (setup(self.api, member.1), self.path());
        let printed = self.printed_by_item(member, &mut call);
        if call.sampler.used().any(|used| used == "Client" || used == "Server") {
            return None;
        }
        let (imports, builder) = (&setup.imports, &setup.builder);
        let body = quote! {
            let client = #builder.build()?;
            #printed
        };
        call.extra = Some(quote!(use #api::#imports;));
        call.arguments.clear();
        call.features.push("reqwest".to_owned());
        Some(self.finish(call, body))
    }

    /// A client that is made in its own way, of a builder that the example is given.
    pub fn client(&self, extra: &TokenStream, parts: &TokenStream) -> Snippet {
        let api = self.path();
        let body = quote! {
            #extra
            let client = builder #parts.build()?;
        };
        let features = self.features(None).into_iter().chain(["reqwest".to_owned()]).collect();
        Snippet::new(body, vec![quote!(builder: #api::ClientBuilder)], features)
    }

    /// An enum of strings, of which an unknown value is kept.
    pub fn unknown_value(&self) -> Option<Snippet> {
        let items = self
            .api
            .types
            .iter()
            .flat_map(|module| module.items.iter().map(move |item| (&module.module, item)));
        let found = items.filter_map(|(module, item)| match &item.kind {
            ItemKind::StringEnum(values) if values.others == OtherValues::Unknown => {
                Some((module, item, values))
            }
            _ => None,
        });
        let (module, item, values) =
            found.min_by_key(|(_, _, values)| std::cmp::Reverse(values.variants.len()))?;
        let mut sampler = self.sampler();
        let (name, first) = (sampler.item(&item.ident), ident(&values.variants.first()?.ident));
        let (catch_all, api) = (ident(&values.catch_all), self.path());
        let body = quote! {
            use #api::types::#name;

            match value {
                #name::#first => println!("a known value"),
                #name::#catch_all(text) => println!("unknown value: {text}"),
                other => println!("{other}"),
            }
        };
        Some(Snippet::new(
            body,
            vec![quote!(value: #api::types::#name)],
            self.features(Some(module)),
        ))
    }

    /// How a text becomes a value, and a value a text: of the object with the most properties.
    pub fn reading(&self) -> Option<Snippet> {
        let items = self
            .api
            .types
            .iter()
            .flat_map(|module| module.items.iter().map(move |item| (&module.module, item)));
        let found = items.filter_map(|(module, item)| match &item.kind {
            ItemKind::Struct(structure) => Some((module, item, structure)),
            _ => None,
        });
        let (module, item, _) =
            found.min_by_key(|(_, _, structure)| std::cmp::Reverse(structure.fields.len()))?;
        let (name, api, library) = (ident(&item.ident), self.path(), self.library());
        let deps = quote::format_ident!("{}", deps::NAME);
        let body = quote! {
            use #library::#deps::serde_json;
            use #api::types::#name;

            let value: #name = serde_json::from_str(text)?;
            let text = serde_json::to_string(&value)?;
            println!("{text}");
        };
        Some(Snippet::new(body, vec![quote!(text: &str)], self.features(Some(module))))
    }

    /// Code that handles a webhook.
    pub fn webhook(&self) -> Option<Snippet> {
        let webhooks = self.api.webhooks.as_ref()?;
        let event: &Item = webhooks.event.as_ref()?;
        let ItemKind::Union(union) = &event.kind else { return None };
        let (api, module, name) = (self.path(), ident(&webhooks.module.ident), ident(&event.ident));
        let (first, catch_all) = (ident(&union.variants.first()?.ident), ident(&union.catch_all));
        let body = quote! {
            use #api::#module::#name;

            match #name::from_slice(&body)? {
                #name::#first(event) => println!("{event:?}"),
                #name::#catch_all(event) => println!("unknown event: {event}"),
                other => println!("{other:?}"),
            }
        };
        Some(Snippet::new(body, vec![quote!(body: Vec<u8>)], self.features(Some(&webhooks.module))))
    }

    /// A call of a client that the example is given, with up to so many optional parameters.
    fn call(&self, (group, operation): Member<'a>, optional: usize) -> Call<'_> {
        let (api, mut sampler) = (self.path(), self.sampler());
        let mut arguments = vec![quote!(client: #api::Client)];
        let mut values = Vec::new();
        let required = operation.parameters.iter().filter(|parameter| parameter.required);
        let required = required.map(|parameter| {
            (&parameter.ident, parameter.ty.clone(), parameter.sample.as_ref(), &*parameter.name)
        });
        let body = operation.body.as_ref().filter(|body| body.required);
        let body = body.map(|body| (&body.ident, body.argument(), None, "content"));
        for (name, ty, shown, text) in required.chain(body) {
            values.push(sampler.argument(&ty, shown, text).unwrap_or_else(|| {
                let (name, ty) = (argument_name(name), sampler.path(&api, &ty));
                arguments.push(quote!(#name: #ty));
                quote!(#name)
            }));
        }
        let setters =
            operation.parameters.iter().filter(|parameter| is_worth_showing(parameter, operation));
        let setters = setters.take(optional);
        let setters = setters.filter_map(|parameter| {
            let (name, value) = (
                ident(&parameter.ident),
                sampler.argument(&parameter.ty, parameter.sample.as_ref(), "")?,
            );
            Some(quote!(.#name(#value)))
        });
        let setters: Vec<TokenStream> = setters.collect();
        let (method, module) = (ident(&operation.method_ident), ident(&group.module.ident));
        let tokens = quote!(client.#module().#method(#(#values),*)#(#setters)*);
        let features = self.features(Some(&group.module));
        let deprecated = operation.docs.deprecated;
        Call { tokens, arguments, sampler, features, deprecated, extra: None }
    }

    fn finish(&self, call: Call<'_>, body: TokenStream) -> Snippet {
        let Call { arguments, sampler, features, deprecated, extra, .. } = call;
        let (used, crates): (Vec<Word>, _) = (sampler.used().collect(), sampler.crates());
        let api = self.path();
        let types = match used.as_slice() {
            [] => None,
            [only] => Some(quote!(use #api::types::#only;)),
            several => Some(quote!(use #api::types::{#(#several),*};)),
        };
        Snippet { body: quote!(#crates #types #extra #body), arguments, features, deprecated }
    }
}

/// A call that is being written.
#[derive(Debug)]
struct Call<'a> {
    tokens: TokenStream,
    arguments: Vec<TokenStream>,
    sampler: Sampler<'a>,
    features: Vec<String>,
    deprecated: bool,
    extra: Option<TokenStream>,
}

/// A name for an argument of the example, beside `client`.
fn argument_name(name: &Ident) -> Word {
    if name.plain() == "client" { quote::format_ident!("client_value") } else { ident(name) }
}

/// Whether a parameter makes an example better: it is in the query, the document shows a value for
/// it, and paging does not set it.
fn is_worth_showing(parameter: &Parameter, operation: &Operation) -> bool {
    let sets = operation.pagination.as_ref().and_then(|pages| match &pages.style {
        PaginationStyle::Offset { offset: at, .. }
        | PaginationStyle::Page { page: at, .. }
        | PaginationStyle::Cursor { parameter: at, .. } => Some(at),
        PaginationStyle::Url(_) => None,
    });
    let is_plain = !matches!(parameter.ty, RustType::Vec(_) | RustType::Map(_) | RustType::Json);
    let is_query = parameter.location == ParameterLocation::Query;
    !parameter.required
        && is_query
        && !parameter.docs.deprecated
        && is_plain
        && parameter.sample.is_some()
        && sets != Some(&parameter.name)
}

/// The most useful error: that there is no such item, otherwise the first one.
fn telling_error(error: &ErrorItem) -> Option<&crate::plan::ResponseVariant> {
    let is_missing =
        |variant: &&crate::plan::ResponseVariant| variant.response.status == Status::Code(404);
    error.variants.iter().find(is_missing).or(error.variants.first())
}

/// What a request gives piece by piece.
fn pieces(request: &TokenStream, stream: &Stream) -> TokenStream {
    match stream {
        Stream::Bytes => quote! {
            let mut chunks = #request.await?.into_inner();
            while let Some(chunk) = chunks.chunk().await { println!("{} bytes", chunk?.len()); }
        },
        Stream::Json(_) | Stream::Xml(..) | Stream::Text => {
            quote! { let body = #request.await?.into_inner(); }
        }
        Stream::Lines(_) | Stream::TextLines => quote! {
            let mut lines = #request.await?.into_inner();
            while let Some(line) = lines.next().await { println!("{:?}", line?); }
        },
        Stream::TextEvents | Stream::Events(_) | Stream::TypedEvents(_) => quote! {
            let mut events = #request.await?.into_inner();
            while let Some(event) = events.next().await { println!("{:?}", event?.data); }
        },
    }
}
