//! How to use the crate, from the first call to one's own transport: the words of `README.md` and
//! of the crate's page.
//!
//! To say something new, add a section to [`SECTIONS`].

use quote::quote;

use super::doc::{Cell, Page};
use super::scope::{Home, Scope};
use super::setup;
use super::snippet::{Snippet, Snippets};
use super::tour::Tour;
use super::{example, manifest};
use crate::plan::{Api, Contents, Crate, CredentialKind};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
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
    features,
    examples,
];

/// The sections of a crate without a client.
const SECTIONS_OF_TYPES: &[fn(&Guide<'_>) -> Option<Section>] =
    &[reading_and_writing, unknown_values, features_of_types, examples];

/// A section.
struct Section {
    title: &'static str,
    parts: Vec<Part>,
}

/// What stands in a section.
enum Part {
    /// Markdown of ours.
    Text(String),
    /// Code.
    Code(Snippet),
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
pub fn write(mut page: Page, krate: &Crate, reader: Reader) -> Page {
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
    for section in sections.iter().filter_map(|section| section(&guide)) {
        let level = if reader == Reader::Readme { "##" } else { "#" };
        page = page.title(&format!("{level} {}", section.title));
        for part in section.parts {
            page = match (part, reader) {
                (Part::Text(text), Reader::Rustdoc) => page.ours(&text),
                (Part::Text(text), Reader::Readme) => page.ours(&unlinked(&text)),
                (Part::Code(code), Reader::Rustdoc) => page.code("rust,no_run", &code.hidden()),
                (Part::Code(code), Reader::Readme) => page.code("rust", &code.shown()),
                (Part::Table(head, rows), _) => page.table(head, &rows, &scope),
            };
        }
    }
    page
}

/// Markdown of ours without its links.
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

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

fn first_call(guide: &Guide<'_>) -> Option<Section> {
    let words = "A client is made once and is cheap to clone. What an operation must have stands in the call, what it can have is set on the \
                 request, and `.await` sends it. In what follows, `client` is such a client, and `builder` what it is made of.";
    let code = Part::Code(guide.tour.first_call(&guide.snippets)?);
    Some(Section { title: "First call", parts: vec![text(words), code] })
}

fn authentication(guide: &Guide<'_>) -> Option<Section> {
    let apis = &guide.krate.apis;
    let rows: Vec<[Cell<'static>; 2]> =
        apis.iter().flat_map(|api| credential_rows(api, apis.len() > 1)).collect();
    if rows.is_empty() {
        return None;
    }
    let words = "Each way to be known has a setter of the builder. Secrets do not show in `Debug`, logs or errors, and are not sent to another \
                 origin. An operation for which none of its credentials is set ends in [`Error::Request`], before anything is sent. Over a server \
                 URL with plain `http` they are sent in clear, also to a proxy of the environment.";
    let mut parts = vec![text(words), Part::Table(["Setter", "What it is"], rows)];
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
            "A token that changes comes from a [`TokenProvider`]. [`ClientCredentials`] is the one for OAuth 2: it asks for a token when \
             one is needed, keeps it, and renews it.",
        ));
        parts.push(Part::Code(provided));
    }
    Some(Section { title: "Authentication", parts })
}

fn credential_rows(api: &Api, says_api: bool) -> Vec<[Cell<'static>; 2]> {
    let of = if says_api { format!(" ({})", api.title) } else { String::new() };
    let rows = api.credentials.iter().map(|credential| {
        let kind = match &credential.kind {
            CredentialKind::ApiKey { name, .. } => format!("A key, sent as {name}{of}."),
            CredentialKind::Basic => format!("User and password{of}."),
            CredentialKind::Bearer => format!("A bearer token{of}."),
            CredentialKind::Http(scheme) => format!("Credentials, sent after {scheme}{of}."),
        };
        [Cell::Code(setup::signature(credential)), Cell::Text(kind)]
    });
    rows.collect()
}

fn bodies(guide: &Guide<'_>) -> Option<Section> {
    let words = "A type that is sent has `new` for what it must have and a setter for each other property. A property that may be null is a \
                 [`Maybe`]: absent, null, or a value.";
    let code = Part::Code(guide.snippets.answer(guide.tour.sending?));
    Some(Section { title: "Bodies", parts: vec![text(words), code] })
}

fn pages(guide: &Guide<'_>) -> Option<Section> {
    let words = "`.stream()` gives the items of all pages and asks for a page when it is needed, `.pages()` gives the pages. Both are streams; \
                 the crate `futures-util` has `TryStreamExt`.";
    let end = "A server that sends the same page or cursor again ends the stream with an error. So does a list of more than 10,000 pages; \
               `max_pages` of the stream sets another limit.";
    let code = Part::Code(guide.snippets.pages(guide.tour.paged?));
    Some(Section { title: "Lists that come in pages", parts: vec![text(words), code, text(end)] })
}

fn streams(guide: &Guide<'_>) -> Option<Section> {
    let words = "What comes piece by piece is a stream, without a limit on size or time: octets, which tell how far they are (`received()` of \
                 `length()`), server-sent events, which go on after a break where the server can, and JSON lines.";
    let sent = "A body of octets, and a `File` of a form, come from bytes or from a stream: see [`Body`] and [`File`]. With the feature `fs` they \
                come from a file of the disk, too, and a download can be saved as one.";
    let code = Part::Code(guide.snippets.streamed(guide.tour.streaming?)?);
    Some(Section { title: "Streams and files", parts: vec![text(words), code, text(sent)] })
}

fn errors(guide: &Guide<'_>) -> Option<Section> {
    let words = "Every call ends in an [`Error`] when it fails: [`Api`](Error::Api) for what the server refused, with a type for each documented \
                 status; [`Transport`](Error::Transport) and [`Timeout`](Error::Timeout) when there was no answer; [`Decode`](Error::Decode) \
                 when the answer is not what the document says; [`Request`](Error::Request) and [`Auth`](Error::Auth) when nothing was sent. \
                 `is_timeout()`, `is_retryable()`, `status()` and `request_id()` are there for all of them.";
    let code = guide.tour.failing.and_then(|member| guide.snippets.errors(member));
    let parts = [Some(text(words)), code.map(Part::Code)].into_iter().flatten().collect();
    Some(Section { title: "Errors", parts })
}

fn retries(guide: &Guide<'_>) -> Option<Section> {
    let words = "A request is repeated where that is safe, up to three times in all, with growing random pauses or as the server asks for it, \
                 up to ten minutes; see [`RetryPolicy`]. Limits on time and size, and the policy, are set on the client or on one call.";
    let library = guide.snippets.library();
    let code = guide.snippets.client(
        &quote!(use #library::RetryPolicy; use std::time::Duration;),
        &quote!(.timeout(Duration::from_secs(20)).retry(RetryPolicy::default().max_attempts(5))),
    );
    Some(Section { title: "Retries and limits", parts: vec![text(words), Part::Code(code)] })
}

fn options(guide: &Guide<'_>) -> Option<Section> {
    let words = "The trait [`Request`] has what every request can be told: headers, query parameters, limits, a retry policy, an idempotency key.";
    let options =
        quote!(.with_header("X-Trace", "1").with_timeout(std::time::Duration::from_secs(5)));
    let then = quote!(println!("{}", answer.status()););
    let code = Part::Code(guide.snippets.with(guide.tour.first?, &options, &then));
    Some(Section { title: "Options of one call", parts: vec![text(words), code] })
}

fn raw(guide: &Guide<'_>) -> Option<Section> {
    let words = "A [`Response`] derefs to what was answered; `headers()` has the documented headers, `raw_headers()` all of them. `.raw()` gives \
                 the answer as it came, whatever its status, its body a stream.";
    let then = quote!(println!("{} {:?}", answer.status(), answer.headers()););
    let code = Part::Code(guide.snippets.with(guide.tour.first?, &quote!(.raw()), &then));
    Some(Section { title: "The answer as it came", parts: vec![text(words), code] })
}

fn unknown_values(guide: &Guide<'_>) -> Option<Section> {
    let words = "A value that a later version of the API adds does not break a program: enums keep it in a variant of its own.";
    let code = Part::Code(guide.snippets.unknown_value()?);
    Some(Section { title: "Unknown values", parts: vec![text(words), code] })
}

fn webhooks(guide: &Guide<'_>) -> Option<Section> {
    let words = "What the API sends by itself is read by one type; an event that this version does not know is kept.";
    let code = Part::Code(guide.snippets.webhook()?);
    let more = "`from_request_parts` reads a request of a web framework. Whoever knows the address can send one: with the feature \
                `webhook-signatures`, `WebhookVerifier` checks that it comes from the API, for APIs that sign as Standard Webhooks says.";
    Some(Section { title: "Webhooks", parts: vec![text(words), code, text(more)] })
}

fn observing(guide: &Guide<'_>) -> Option<Section> {
    let words = "Hooks see each attempt of each call. With the feature `tracing` a call is a span and an attempt an event, with the field names of \
                 OpenTelemetry. Neither sees a credential or a body.";
    let code = guide.snippets.client(
        &quote!(),
        &quote!(.on_response(|response| println!("{} {:?}", response.operation, response.status))),
    );
    Some(Section { title: "Hooks and tracing", parts: vec![text(words), Part::Code(code)] })
}

fn transport(guide: &Guide<'_>) -> Option<Section> {
    let words = "`reqwest` sends the requests, and `http_client` sets up its client. Redirects are followed within an origin only, and loopback is \
                 asked without a proxy. Any type that implements [`Transport`] can take its place: another HTTP client, a layer in between, a \
                 double for tests.";
    let code = guide
        .snippets
        .client(&quote!(), &quote!(.http_client(|client| client.pool_max_idle_per_host(4))));
    Some(Section { title: "Another transport", parts: vec![text(words), Part::Code(code)] })
}

fn blocking(guide: &Guide<'_>) -> Option<Section> {
    let first = guide.snippets.call_text(guide.tour.first?);
    let pages = guide.tour.paged.map(|member| guide.snippets.call_text(member));
    let pages = pages.map(|call| {
        format!(", and streams in `.iter()`: `for item in {call}.stream().iter() {{ … }}`")
    });
    let words = format!(
        "With the feature `blocking` and the trait `{}::Blocking`, calls end in `.send()`, as in `{first}.send()?`{}. Such a program needs no \
         Tokio of its own. Without it, await calls inside a Tokio runtime: elsewhere they fail with [`Error::Request`].",
        guide.snippets.library(),
        pages.as_deref().unwrap_or(", and streams in `.iter()`"),
    );
    Some(Section { title: "Without an async runtime", parts: vec![Part::Text(words)] })
}

fn tests(guide: &Guide<'_>) -> Option<Section> {
    let (_, operation) = guide.tour.first?;
    let words = format!(
        "With the feature `test-util` a `TestDouble` stands in for the server, so that a program can be tested without a network: \
         `double.on::<{}>()` takes what the operation is to answer, by its own types, and `ClientBuilder::test_double` makes a client that asks it. \
         No test waits: the double is the client's clock, too.",
        operation.ident.as_str(),
    );
    Some(Section { title: "Tests without a network", parts: vec![Part::Text(words)] })
}

fn features(guide: &Guide<'_>) -> Option<Section> {
    let words = "All groups of operations are on by default, and `rustls`. With `default-features = false`, name those that are needed: the fewer, \
                 the faster the crate compiles.";
    let own =
        guide.krate.features.iter().map(|feature| (feature.name.clone(), feature.summary.clone()));
    let rows = own
        .chain(manifest::runtime_features(guide.krate))
        .map(|(name, text)| [Cell::Code(name), Cell::Text(text)]);
    Some(Section {
        title: "Features",
        parts: vec![text(words), Part::Table(["Feature", "What it is"], rows.collect())],
    })
}

fn reading_and_writing(guide: &Guide<'_>) -> Option<Section> {
    let words = "Each type is read and written by `serde`. What a program makes has `new` for what it must have and a setter for each other \
                 property. A property that may be null is a [`Maybe`]: absent, null, or a value.";
    let code = guide.snippets.reading().map(Part::Code);
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
    let words =
        "All are on by default. With `default-features = false`, name those that are needed.";
    Some(Section {
        title: "Features",
        parts: vec![text(words), Part::Table(["Feature", "What it is"], rows)],
    })
}

fn examples(guide: &Guide<'_>) -> Option<Section> {
    let names = example::names(guide.krate);
    let names: Vec<String> =
        names.into_iter().map(|name| format!("`cargo run --example {name}`")).collect();
    if names.is_empty() {
        return None;
    }
    let words = format!("Whole programs stand in the folder `examples`: {}.", names.join(", "));
    Some(Section { title: "Examples", parts: vec![Part::Text(words)] })
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
