//! How to use the crate, from the first call to a custom transport: the text of `README.md` and of
//! the crate's page.
//!
//! To describe something new, add a section to [`SECTIONS`].

use quote::quote;

use super::doc::{self, Cell, DocPage};
use super::scope::{Home, Scope};
use super::setup;
use super::snippet::{Snippet, Snippets};
use super::tour::Tour;
use super::{dependencies, deps, example, manifest};
use crate::plan::{Api, Contents, Crate, CredentialKind, Layout};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Rustdoc: links lead to items, lines of code may be hidden.
    Rustdoc,
    /// `README.md`: links to items are only their names.
    Readme,
}

/// The sections, in order; each is left out where the crate has nothing of its kind.
const SECTIONS: &[fn(&Guide<'_>) -> Option<Section>] = &[
    first_call,
    authentication,
    bodies,
    other_crates,
    pages,
    streams,
    errors,
    retries,
    options,
    raw,
    unknown_values,
    webhooks,
    observing,
    transport,
    blocking,
    tests,
    shared_runtime,
];

/// The sections of a crate without a client.
const SECTIONS_OF_TYPES: &[fn(&Guide<'_>) -> Option<Section>] =
    &[reading_and_writing, other_crates, unknown_values];

/// The last sections of a crate.
const SECTIONS_OF_CRATES: &[fn(&Guide<'_>) -> Option<Section>] = &[features, examples];

/// The last sections of a module.
const SECTIONS_OF_MODULES: &[fn(&Guide<'_>) -> Option<Section>] = &[module_dependencies];

/// A section.
struct Section {
    title: &'static str,
    parts: Vec<SectionPart>,
}

/// A part of a section.
enum SectionPart {
    /// Markdown of the generator.
    Text(String),
    /// Code.
    Code(Snippet),
    /// A block in a language, as it is.
    Block(&'static str, String),
    /// A table of names and what they are.
    Table([&'static str; 2], Vec<[Cell<'static>; 2]>),
}

/// A crate, and the API of it that is shown.
struct Guide<'a> {
    krate: &'a Crate,
    snippets: Snippets<'a>,
    tour: Tour<'a>,
}

/// Adds the guide to a page.
pub fn write(mut page: DocPage, krate: &Crate, audience: Audience) -> DocPage {
    let all: Vec<Snippets<'_>> = krate.apis.iter().map(|api| Snippets::new(api, krate)).collect();
    let shown = all.into_iter().map(|snippets| (Tour::of(&snippets), snippets));
    // The first API with a call to show, else the first.
    let Some((tour, snippets)) = shown.min_by_key(|(tour, _)| tour.first.is_none()) else {
        return page;
    };
    let guide = Guide { krate, snippets, tour };
    let scope = Scope::new(Home::Above, [], []);
    let sections = match krate.contents() {
        Contents::Client => SECTIONS,
        Contents::Types => SECTIONS_OF_TYPES,
    };
    let of_package = match krate.package.layout {
        Layout::Crate | Layout::Runtime => SECTIONS_OF_CRATES,
        Layout::Module { .. } => SECTIONS_OF_MODULES,
    };
    for section in sections.iter().chain(of_package).filter_map(|section| section(&guide)) {
        let level = if audience == Audience::Readme { "##" } else { "#" };
        page = page.title(&format!("{level} {}", section.title));
        for part in section.parts {
            page = match (part, audience) {
                (SectionPart::Text(text), Audience::Rustdoc) => page.ours(&text),
                (SectionPart::Text(text), Audience::Readme) => page.ours(&unlinked(&text)),
                (SectionPart::Code(code), Audience::Rustdoc) => {
                    page.code(guide.snippets.language(), &code.hidden(doc::columns(0)))
                }
                (SectionPart::Code(code), Audience::Readme) => {
                    page.code("rust", &code.shown(doc::WIDTH))
                }
                (SectionPart::Block(language, text), _) => page.code(language, text.trim_end()),
                (SectionPart::Table(head, rows), _) => page.table(head, &rows, &scope),
            };
        }
    }
    page
}

/// Markdown of the generator without its links.
fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((name, after)) = link.split_once("`]") else { break };
        out.push_str(&format!("{before}`{name}`"));
        rest = after
            .strip_prefix('(')
            .and_then(|path| path.split_once(')'))
            .map_or(after, |(_, after)| after);
    }
    out.push_str(rest);
    out
}

fn text(text: &str) -> SectionPart {
    SectionPart::Text(text.to_owned())
}

fn first_call(guide: &Guide<'_>) -> Option<Section> {
    let words = "A client is built once and is cheap to clone. Required parameters are \
         arguments; optional ones are setters. `.await` sends the request. In the \
         examples below, `client` is a client and `builder` is a client builder.";
    let code = SectionPart::Code(guide.tour.first_call(&guide.snippets)?);
    Some(Section { title: "First call", parts: vec![text(words), code] })
}

fn authentication(guide: &Guide<'_>) -> Option<Section> {
    let apis = &guide.krate.apis;
    let rows: Vec<[Cell<'static>; 2]> =
        apis.iter().flat_map(|api| credential_rows(api, apis.len() > 1)).collect();
    if rows.is_empty() {
        return None;
    }
    let words = "The client builder has a setter for each security scheme. Secrets do not \
         appear in `Debug` output, logs or errors, and are not sent to another \
         origin. If no credential for an operation is configured, the call fails with \
         [`Error::Request`] and sends nothing. Over plain `http`, credentials are \
         sent unencrypted, also to a proxy from the environment.";
    let mut parts = vec![text(words), SectionPart::Table(["Setter", "Description"], rows)];
    let bearer = guide
        .snippets
        .api()
        .credentials
        .iter()
        .find(|credential| credential.kind == CredentialKind::Bearer);
    if let Some(credential) = bearer {
        let (library, scheme) = (guide.snippets.library(), &credential.scheme);
        let provided = guide.snippets.client(
            &quote!(use #library::{ClientCredentials, Credential};),
            &quote!(.credential(#scheme, Credential::bearer_provider(
                ClientCredentials::new("https://login.example.com/token", "id", std::env::var("CLIENT_SECRET")?)
            ))),
        );
        parts.push(text(
            "For tokens that change, implement [`TokenProvider`]. [`ClientCredentials`] implements it for \
             OAuth 2: it requests a token when one is needed, caches it and renews it.",
        ));
        parts.push(SectionPart::Code(provided));
    }
    Some(Section { title: "Authentication", parts })
}

fn credential_rows(api: &Api, says_api: bool) -> Vec<[Cell<'static>; 2]> {
    let of = if says_api { format!(" ({})", api.title) } else { String::new() };
    let rows = api.credentials.iter().map(|credential| {
        let kind = match &credential.kind {
            CredentialKind::ApiKey { name, .. } => format!("API key, sent as {name}{of}."),
            CredentialKind::Basic => format!("User name and password{of}."),
            CredentialKind::Bearer => format!("Bearer token{of}."),
            CredentialKind::Http(scheme) => format!("Credentials of the HTTP scheme {scheme}{of}."),
        };
        [Cell::Code(setup::signature(credential)), Cell::Text(kind)]
    });
    rows.collect()
}

fn bodies(guide: &Guide<'_>) -> Option<Section> {
    let words = "A type of a request body has a constructor `new`, which takes the required \
         fields, and a setter for each optional field. With `set_` before its name, a setter \
         takes an `Option`, and `None` leaves the field out; optional parameters have both \
         setters, too. A field that may also be null is a [`Maybe`]: absent, null, or a value.";
    let code = SectionPart::Code(guide.snippets.response(guide.tour.sending?));
    Some(Section { title: "Bodies", parts: vec![text(words), code] })
}

fn other_crates(guide: &Guide<'_>) -> Option<Section> {
    if guide.krate.package.layout != Layout::Crate {
        return None;
    }
    let crates = deps::crates(guide.krate);
    let names: Vec<String> = crates.iter().map(|(name, _)| format!("`{name}`")).collect();
    let words = format!(
        "The module `{}` has the crates whose types are part of the API: {}. Use them from there: a \
         program needs no dependency of its own on them, and has the same versions.",
        deps::NAME,
        names.join(", "),
    );
    Some(Section { title: "Types of other crates", parts: vec![SectionPart::Text(words)] })
}

fn pages(guide: &Guide<'_>) -> Option<Section> {
    let words = "`.stream()` returns the items of all pages, `.pages()` the pages. Both are \
         streams that request a page when it is needed, and `.stream().collect_all(1000)` \
         returns all items, or an error if there are more. The crate `futures-util` has \
         further methods of streams.";
    let end = "If the server sends the same page or cursor twice, the stream ends with an \
         error. It also ends with an error after 10,000 pages; `max_pages` of the \
         stream sets another limit.";
    let code = SectionPart::Code(guide.snippets.pages(guide.tour.paged?));
    Some(Section { title: "Pagination", parts: vec![text(words), code, text(end)] })
}

fn streams(guide: &Guide<'_>) -> Option<Section> {
    let words = "A response that arrives in parts is a stream, without a limit on size or \
         time: bytes, with their progress (`received()` of `length()`); server-sent \
         events, which reconnect where the server supports it; and JSON lines.";
    let sent = "A binary body, and a `File` of a form, is made from bytes or from a stream: \
         see [`Body`] and [`File`]. With the feature `fs` it can also be a file on \
         disk, and a download can be saved to one.";
    let code = SectionPart::Code(guide.snippets.streamed(guide.tour.streaming?)?);
    Some(Section { title: "Streams and files", parts: vec![text(words), code, text(sent)] })
}

fn errors(guide: &Guide<'_>) -> Option<Section> {
    let words = "A call that fails returns an [`Error`]. [`Api`](Error::Api): the server \
         returned an error status; each documented status has its own type. \
         [`Transport`](Error::Transport) and [`Timeout`](Error::Timeout): there was \
         no response. [`Decode`](Error::Decode): the response does not match the \
         document. [`Request`](Error::Request) and [`Auth`](Error::Auth): nothing was \
         sent. Every error has `status()`, `message()`, `code()`, `request_id()`, `raw()`, \
         `is_timeout()` and `is_retryable()`. A function that calls several operations \
         returns [`Error`] without a type parameter: `?` converts the others to it.";
    let lenient = "If a server does not keep to its document, `lenient()` of the client builder or \
         `with_lenient(true)` of a request leaves out optional fields and items of lists that \
         cannot be read, and converts numbers and booleans to strings and back. \
         `mismatches()` of the response lists them.";
    let code = guide.tour.failing.and_then(|member| guide.snippets.errors(member));
    let parts = [Some(text(words)), code.map(SectionPart::Code), Some(text(lenient))];
    Some(Section { title: "Errors", parts: parts.into_iter().flatten().collect() })
}

fn retries(guide: &Guide<'_>) -> Option<Section> {
    let words = "A request is retried where that is safe: up to three attempts, with random, \
         growing delays or the delay that the server asks for, up to ten minutes. See \
         [`RetryPolicy`]. Set the policy, and the limits on time and size, on the \
         client or on a single call.";
    let library = guide.snippets.library();
    let code = guide.snippets.client(
        &quote!(use #library::RetryPolicy; use std::time::Duration;),
        &quote!(.timeout(Duration::from_secs(20)).retry(RetryPolicy::default().max_attempts(5))),
    );
    Some(Section { title: "Retries and limits", parts: vec![text(words), SectionPart::Code(code)] })
}

fn options(guide: &Guide<'_>) -> Option<Section> {
    let words = "The trait [`Request`] has the options of a single call: headers, query \
         parameters, limits, a retry policy, an idempotency key, a credential. It is also \
         the bound of a function that takes any request and awaits it. A request can be \
         cloned; `.send()` returns a future, for instance for `tokio::spawn`.";
    let options =
        quote!(.with_header("X-Trace", "1").with_timeout(std::time::Duration::from_secs(5)));
    let then = quote!(println!("{}", response.status()););
    let code = SectionPart::Code(guide.snippets.with(guide.tour.first?, &options, &then));
    Some(Section { title: "Options of one call", parts: vec![text(words), code] })
}

fn raw(guide: &Guide<'_>) -> Option<Section> {
    let words = "A [`Response`] dereferences to the body. `headers()` returns the documented \
         headers, `raw_headers()` all of them. `.raw()` returns the response with any \
         status, and its body as a stream.";
    let then = quote!(println!("{} {:?}", response.status(), response.headers()););
    let code = SectionPart::Code(guide.snippets.with(guide.tour.first?, &quote!(.raw()), &then));
    Some(Section { title: "Raw responses", parts: vec![text(words), code] })
}

fn unknown_values(guide: &Guide<'_>) -> Option<Section> {
    let words = "Values that a later version of the API adds do not break a program: each \
         enum has a variant for unknown values.";
    let code = SectionPart::Code(guide.snippets.unknown_value()?);
    Some(Section { title: "Unknown values", parts: vec![text(words), code] })
}

fn webhooks(guide: &Guide<'_>) -> Option<Section> {
    let words = "`Event` deserializes every webhook payload. Events that this version does \
         not know are kept as JSON.";
    let code = SectionPart::Code(guide.snippets.webhook()?);
    let more = "`from_request_parts` reads a request of a web framework. Anyone who knows \
         the URL can send one, so verify the signature: with the feature \
         `webhook-signatures`, `WebhookVerifier` does that for APIs that follow \
         Standard Webhooks.";
    Some(Section { title: "Webhooks", parts: vec![text(words), code, text(more)] })
}

fn observing(guide: &Guide<'_>) -> Option<Section> {
    let words = "Hooks see each attempt of each call. With the feature `tracing`, a call is a \
         span and an attempt is an event, with the field names of OpenTelemetry. \
         Neither contains a credential or a body.";
    let code = guide.snippets.client(
        &quote!(),
        &quote!(.on_response(|response| println!("{} {:?}", response.operation, response.status))),
    );
    Some(Section { title: "Hooks and tracing", parts: vec![text(words), SectionPart::Code(code)] })
}

fn transport(guide: &Guide<'_>) -> Option<Section> {
    let words = "By default `reqwest` sends the requests; `http_client` configures its \
         client. Redirects are followed within an origin only, and loopback addresses \
         are requested without a proxy. Any type that implements [`Transport`] can \
         replace it, or be put around it with `layer`: another HTTP client, middleware \
         that changes requests, or a test double. With the feature `tower`, `tower_layer` takes a \
         layer of `tower`, such as a limit of the rate.";
    let code = guide
        .snippets
        .client(&quote!(), &quote!(.http_client(|client| client.pool_max_idle_per_host(4))));
    Some(Section { title: "Custom transport", parts: vec![text(words), SectionPart::Code(code)] })
}

fn blocking(guide: &Guide<'_>) -> Option<Section> {
    let first = guide.snippets.call_text(guide.tour.first?);
    let pages = guide.tour.paged.map(|member| guide.snippets.call_text(member));
    let pages = pages.map(|call| {
        format!(", and `.iter()` reads a stream: `for item in {call}.stream().iter() {{ … }}`")
    });
    let words = format!(
        "With the feature `blocking` and the trait `{}::Blocking`, `.block_on()` replaces `.await`, as in \
         `{first}.block_on()?`{}. Such a program needs no Tokio runtime of its own. Without the feature, \
         await calls inside a Tokio runtime: elsewhere they fail with [`Error::Request`].",
        guide.snippets.library(),
        pages.as_deref().unwrap_or(", and `.iter()` reads a stream"),
    );
    Some(Section { title: "Without an async runtime", parts: vec![SectionPart::Text(words)] })
}

fn tests(guide: &Guide<'_>) -> Option<Section> {
    let (_, operation) = guide.tour.first?;
    let words = format!(
        "With the feature `test-util`, a `TestDouble` replaces the server, so tests need no network. \
         `double.on::<{}>()` sets the response of the operation, with its own types; \
         `ClientBuilder::test_double` builds a client that uses the double. Types of responses have \
         a constructor `new` with this feature. Tests do not wait: the double is also the clock of \
         the client.",
        operation.ident.as_str(),
    );
    Some(Section { title: "Tests without a network", parts: vec![SectionPart::Text(words)] })
}

fn shared_runtime(guide: &Guide<'_>) -> Option<Section> {
    let runtime = guide.krate.runtime.as_ref()?;
    let words = format!(
        "[`Error`], [`Response`], [`Transport`] and the other types that are not of the API are in \
         the crate `{}`. Clients of other crates with the same version of this runtime have the same \
         types.",
        runtime.package,
    );
    Some(Section { title: "Shared runtime", parts: vec![SectionPart::Text(words)] })
}

fn module_dependencies(guide: &Guide<'_>) -> Option<Section> {
    let features = dependencies::features(guide.krate);
    let features: Vec<String> = features.iter().map(|it| format!("`{it}`")).collect();
    let limit = guide.krate.recursion_limit.map(|limit| {
        format!(
            " Its types are nested deeply, so the crate needs the attribute \
             `#![recursion_limit = \"{limit}\"]`."
        )
    });
    let words = format!(
        "The crate around this module needs these dependencies.{}{}",
        match features.as_slice() {
            [] => String::new(),
            features => format!(" Enabled features: {}.", features.join(", ")),
        },
        limit.unwrap_or_default(),
    );
    let commands = dependencies::commands(guide.krate).join("\n");
    let parts = vec![
        SectionPart::Text(words),
        SectionPart::Block("sh", commands),
        text("The same in `Cargo.toml`:"),
        SectionPart::Block("toml", dependencies::tables(guide.krate)),
    ];
    Some(Section { title: "Dependencies", parts })
}

fn features(guide: &Guide<'_>) -> Option<Section> {
    if guide.krate.contents() == Contents::Types {
        return features_of_types(guide);
    }
    let words = "All groups of operations and `rustls` are enabled by default. To compile \
         faster, set `default-features = false` and name the features that you need.";
    let own = guide.krate.features.iter();
    let own = own.map(|it| [Cell::Code(it.name.clone()), Cell::Text(it.summary.clone())]);
    let runtime = manifest::runtime_features(guide.krate);
    let rows = own.chain(runtime.map(|(name, text)| [Cell::Code(name), Cell::Ours(text)]));
    Some(Section {
        title: "Features",
        parts: vec![text(words), SectionPart::Table(["Feature", "Description"], rows.collect())],
    })
}

fn reading_and_writing(guide: &Guide<'_>) -> Option<Section> {
    let words = "Each type implements the traits of `serde`. A type has a constructor `new`, \
         which takes the required fields, and a setter for each optional field. A \
         field that may also be null is a [`Maybe`]: absent, null, or a value.";
    let code = guide.snippets.reading().map(SectionPart::Code);
    Some(Section {
        title: "Reading and writing",
        parts: [text(words)].into_iter().chain(code).collect(),
    })
}

fn features_of_types(guide: &Guide<'_>) -> Option<Section> {
    let rows: Vec<_> = guide
        .krate
        .features
        .iter()
        .map(|feature| [Cell::Code(feature.name.clone()), Cell::Text(feature.summary.clone())])
        .collect();
    if rows.is_empty() {
        return None;
    }
    let words = "All features are enabled by default. With `default-features = false`, name \
         the features that you need.";
    Some(Section {
        title: "Features",
        parts: vec![text(words), SectionPart::Table(["Feature", "Description"], rows)],
    })
}

fn examples(guide: &Guide<'_>) -> Option<Section> {
    let names = example::names(guide.krate);
    let names: Vec<String> =
        names.into_iter().map(|name| format!("`cargo run --example {name}`")).collect();
    if names.is_empty() {
        return None;
    }
    let words = format!("The folder `examples` has complete programs: {}.", names.join(", "));
    Some(Section { title: "Examples", parts: vec![SectionPart::Text(words)] })
}

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn a_readme_has_the_names_of_links() {
        for (text, plain) in [
            ("An [`Error`], [`Api`](Error::Api) too (see it).", "An `Error`, `Api` too (see it)."),
            ("[`Error`] (see it)", "`Error` (see it)"),
            ("none", "none"),
        ] {
            assert_eq!(unlinked(text), plain);
        }
    }
}
