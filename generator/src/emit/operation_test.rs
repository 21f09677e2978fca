//! Tests that call every operation: `tests/operations`.

use std::collections::BTreeSet;

use proc_macro2::{Ident as Word, Literal, TokenStream};
use quote::{format_ident, quote};

use super::expression::Expressions;
use super::scope::ident;
use super::{example, lint, stream};
use crate::plan::{
    Api, Crate, CredentialKind, Group, Ident, KeyLocation, Operation, OperationTests,
    ResponseContent, Stream, StreamMethod, TestCall, TestResponse,
};

/// How many operations one file has.
const OPERATIONS: usize = 50;

/// Names that a module of tests must not have, since its parent uses them.
const TAKEN: &[&str] = &["alloc", "api", "core", "http", "serde_json", "std", "tokio"];

/// Whether a crate has tests.
pub fn are_there(krate: &Crate) -> bool {
    krate.apis.iter().any(has_tests)
}

/// Whether an API has tests.
pub fn has_tests(api: &Api) -> bool {
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    operations.any(|operation| operation.tests.is_some())
}

/// Whether a test calls an operation.
fn has_call(operation: &Operation) -> bool {
    operation.tests.as_ref().is_some_and(|tests| {
        tests.required.arguments.is_ok()
            || tests.complete.as_ref().is_some_and(|call| call.arguments.is_ok())
    })
}

/// The features that the tests need.
pub fn features(krate: &Crate) -> Vec<String> {
    let mut features = example::all_features(krate);
    features.push("test-util".to_owned());
    features
}

/// `tests/operations/main.rs`, for a crate whose APIs have modules.
pub fn page(krate: &Crate) -> Option<TokenStream> {
    if !are_there(krate) {
        return None;
    }
    let head = head(krate);
    let modules = krate.apis.iter().filter(|api| has_tests(api));
    let modules = modules.filter_map(|api| api.module.as_ref()).map(|module| {
        let name = module_name(&module.ident);
        quote!(mod #name;)
    });
    let own = krate.apis.iter().find(|api| api.module.is_none()).map(|api| support(api, krate));
    Some(quote!(#head #(#modules)* #own))
}

/// The docs and lints of the program.
fn head(krate: &Crate) -> TokenStream {
    let limit = krate.recursion_limit.map(|limit| {
        let limit = Literal::string(&limit.to_string());
        quote!(#![recursion_limit = #limit])
    });
    let lints = lint::tests();
    quote! {
        #![doc = " Calls every operation with values that fit the document."]
        #![doc = ""]
        #![doc = " A test double responds. To call a server instead, such as a mock server of the document,"]
        #![doc = " set `SDK_TEST_URL` to its base URL."]
        #limit
        #lints
    }
}

/// `tests/operations/API/mod.rs`, for an API with a module of its own.
pub fn api_page(api: &Api, krate: &Crate) -> Option<TokenStream> {
    has_tests(api).then(|| support(api, krate))
}

/// What the tests of an API share.
fn support(api: &Api, krate: &Crate) -> TokenStream {
    let (path, library) = (path(api, krate), ident(&krate.package.library));
    let modules = api.groups.iter().flat_map(|group| parts(group).map(|(name, _)| name));
    let credentials = api.credentials.iter().map(|credential| {
        let name = ident(&credential.ident);
        match &credential.kind {
            CredentialKind::Basic => quote!(.#name("user", "password")),
            CredentialKind::ApiKey { location: KeyLocation::Header, name: header }
                if header.eq_ignore_ascii_case("authorization") =>
            {
                let value = authorization(api);
                quote!(.#name(#value))
            }
            _ => quote!(.#name("test")),
        }
    });
    if !api.groups.iter().flat_map(|group| &group.operations).any(has_call) {
        return quote!(#(mod #modules;)*);
    }
    let client = client_of_raw(api);
    let stub = client.is_some().then(|| quote!(StubRequest,));
    quote! {
        #(mod #modules;)*

        use std::error::Error;

        use #library::{RetryPolicy, #stub TestDouble};
        use #path as api;

        /// The result of a test.
        type TestResult = Result<(), Box<dyn Error>>;

        #client

        /// A client of the server at `SDK_TEST_URL`, or of a test double.
        fn client_of(double: &TestDouble) -> Result<api::Client, Box<dyn Error>> {
            let builder = api::Client::builder()#(#credentials)*.retry(RetryPolicy::never());
            match std::env::var("SDK_TEST_URL") {
                Ok(url) => Ok(builder.base_url(url).build()?),
                Err(_) => Ok(builder.test_double(double).build()?),
            }
        }
    }
}

/// The client for responses that are text, if a test has such a response.
fn client_of_raw(api: &Api) -> Option<TokenStream> {
    let is_raw =
        |response: &Result<TestResponse, String>| !matches!(response, Ok(TestResponse::Value(_)));
    let has_raw = |operation: &Operation| {
        has_call(operation)
            && operation.tests.as_ref().is_some_and(|tests| {
                is_raw(&tests.response)
                    || (tests.required.arguments.is_ok() && tests.streams.iter().any(is_raw))
            })
    };
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    operations.any(has_raw).then(|| {
        quote! {
            /// A client of the server at `SDK_TEST_URL`, or of a test double with this response.
            fn client<R: StubRequest>(
                status: u16,
                content_type: &str,
                body: &'static str,
            ) -> Result<api::Client, Box<dyn Error>> {
                let response = http::Response::builder().status(status);
                let response = match content_type {
                    "" => response,
                    media_type => response.header("content-type", media_type),
                };
                let double = TestDouble::new();
                double.on::<R>().respond_raw(response.body(body)?);
                client_of(&double)
            }
        }
    })
}

/// The value of an API key in `Authorization`: that of another credential there, since a document
/// may require both.
fn authorization(api: &Api) -> &'static str {
    let has = |kind: CredentialKind| api.credentials.iter().any(|known| known.kind == kind);
    match (has(CredentialKind::Bearer), has(CredentialKind::Basic)) {
        (true, _) => "Bearer test",
        // The test user and password.
        (false, true) => "Basic dXNlcjpwYXNzd29yZA==",
        (false, false) => "test",
    }
}

fn path(api: &Api, krate: &Crate) -> TokenStream {
    let library = ident(&krate.package.library);
    let module = api.module.as_ref().map(|module| {
        let module = ident(&module.ident);
        quote!(::#module)
    });
    quote!(#library #module)
}

/// A name for a module of tests.
pub fn module_name(name: &Ident) -> Word {
    match TAKEN.contains(&name.plain()) {
        true => format_ident!("{}_operations", name.plain()),
        false => ident(name),
    }
}

/// The files of a group, each with its operations.
pub fn parts(group: &Group) -> impl Iterator<Item = (Word, &[Operation])> {
    let chunks = group.operations.chunks(OPERATIONS).enumerate();
    chunks.map(|(index, operations)| {
        let name = match index {
            0 => module_name(&group.module.ident),
            index => format_ident!("{}_{}", group.module.ident.plain(), index + 1),
        };
        (name, operations)
    })
}

/// A file of tests.
pub fn file(api: &Api, group: &Group, operations: &[Operation], krate: &Crate) -> TokenStream {
    let writer = TestWriter {
        group,
        expressions: Expressions::new(ident(&krate.package.library)),
        library: ident(&krate.package.library),
    };
    let mut names = BTreeSet::new();
    let tests: Vec<TokenStream> = operations
        .iter()
        .filter_map(|operation| Some((operation, operation.tests.as_ref()?)))
        .map(|(operation, tests)| writer.tests(operation, tests, &mut names))
        .collect();
    let path = path(api, krate);
    let is_used = operations.iter().any(has_call);
    let import = is_used.then(|| quote!(use #path as api;));
    quote!(#import #(#tests)*)
}

struct TestWriter<'a> {
    group: &'a Group,
    expressions: Expressions,
    library: Word,
}

impl TestWriter<'_> {
    fn tests(
        &self,
        operation: &Operation,
        tests: &OperationTests,
        names: &mut BTreeSet<String>,
    ) -> TokenStream {
        let method = operation.method_ident.plain();
        let required = test_name(method, &operation.method_ident, names);
        let first = (None, &tests.response);
        let required = self.test(&required, operation, &tests.required, first);
        let complete = tests.complete.as_ref().map(|call| {
            let name = format!("{method}_with_everything");
            let name = unused(name, names);
            self.test(&format_ident!("{name}"), operation, call, first)
        });
        let streams = operation.streams.iter().zip(&tests.streams).map(|(stream, response)| {
            let name = unused(format!("{method}_{}", stream.ident.plain()), names);
            let read = (Some(stream), response);
            self.test(&format_ident!("{name}"), operation, &tests.required, read)
        });
        quote!(#required #complete #(#streams)*)
    }

    fn test(
        &self,
        name: &Word,
        operation: &Operation,
        call: &TestCall,
        (method, response): (Option<&StreamMethod>, &Result<TestResponse, String>),
    ) -> TokenStream {
        let arguments = match &call.arguments {
            Ok(arguments) => arguments,
            Err(reason) => {
                return quote! {
                    #[test]
                    #[ignore = #reason]
                    fn #name() {}
                };
            }
        };
        let left_out = call.left_out.iter().map(|(name, reason)| {
            let line = format!(" Without `{name}`: {reason}.");
            quote!(#[doc = #line])
        });
        let ignored = response.as_ref().err().map(|reason| {
            let reason = format!("{reason}; set `SDK_TEST_URL` and run it with `--ignored`");
            quote!(#[ignore = #reason])
        });
        let client = self.client(operation, response);
        let arguments = arguments.iter().map(|argument| self.expressions.argument(argument));
        let setters = call.setters.iter().map(|(name, value)| {
            let (name, value) = (ident(name), self.expressions.argument(value));
            quote!(.#name(#value))
        });
        let (group, called) = (ident(&self.group.module.ident), ident(&operation.method_ident));
        let request = quote!(client.#group().#called(#(#arguments),*)#(#setters)*);
        let (request, stream) = match method {
            Some(method) => {
                let name = ident(&method.ident);
                (quote!(#request.#name()), Some(&method.stream))
            }
            None => (request, stream::of_output(operation)),
        };
        let (body, parent) = (read(stream, &request), parent());
        quote! {
            #(#left_out)*
            #[tokio::test]
            #ignored
            async fn #name() -> #parent::TestResult {
                #client
                #body
                Ok(())
            }
        }
    }

    fn client(
        &self,
        operation: &Operation,
        response: &Result<TestResponse, String>,
    ) -> TokenStream {
        let (group, request) = (ident(&self.group.module.ident), ident(&operation.ident));
        let (request, parent) = (quote!(api::#group::#request), parent());
        match response {
            Ok(TestResponse::Raw { status, content_type, body }) => {
                let status = Literal::u16_unsuffixed(*status);
                let (content_type, body) = (Literal::string(content_type), text(body));
                quote!(let client = #parent::client::<#request>(#status, #content_type, #body)?;)
            }
            Ok(TestResponse::Value(json)) => {
                let (library, json) = (&self.library, text(json));
                let ty = match operation.output.responses().next().map(|one| &one.content) {
                    Some(ResponseContent::Xml(ty, _)) => self.expressions.ty(ty),
                    _ => quote!(#library::Json),
                };
                quote! {
                    let double = #library::TestDouble::new();
                    double.on::<#request>().respond(serde_json::from_str::<#ty>(#json)?);
                    let client = #parent::client_of(&double)?;
                }
            }
            Err(_) => quote!(let client = #parent::client::<#request>(200, "", "")?;),
        }
    }
}

/// The module with what the tests share.
fn parent() -> TokenStream {
    quote!(super)
}

/// A name for the first test of an operation: that of its method.
fn test_name(method: &str, ident_of_method: &Ident, names: &mut BTreeSet<String>) -> Word {
    let name = unused(method.to_owned(), names);
    if name == method { ident(ident_of_method) } else { format_ident!("{name}") }
}

/// The name, with a number if another test has it.
fn unused(name: String, names: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2_usize;
    while !names.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// Sends a request and reads the whole response.
fn read(stream: Option<&Stream>, request: &TokenStream) -> TokenStream {
    match stream {
        None | Some(Stream::Json(_) | Stream::Xml(..) | Stream::Text) => quote!(#request.await?;),
        Some(Stream::Bytes) => quote! {
            let mut chunks = #request.await?.into_inner();
            while let Some(chunk) = chunks.chunk().await { chunk?; }
        },
        Some(Stream::Lines(_) | Stream::TextLines) => quote! {
            let mut lines = #request.await?.into_inner();
            while let Some(line) = lines.next().await { line?; }
        },
        Some(Stream::TextEvents | Stream::Events(_) | Stream::TypedEvents(_)) => quote! {
            let mut events = #request.await?.into_inner();
            while let Some(event) = events.next().await { event?; }
        },
    }
}

/// A text, as a raw literal if it has quotes.
fn text(text: &str) -> TokenStream {
    let plain = Literal::string(text);
    let is_raw = text.contains('"') && !text.contains('\r') && !text.contains("\"#");
    let raw = is_raw.then(|| format!("r#\"{text}\"#").parse().ok()).flatten();
    raw.unwrap_or_else(|| quote!(#plain))
}
