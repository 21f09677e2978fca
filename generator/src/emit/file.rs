//! The files of Rust, and the parts that they are written in, on several threads.

use std::sync::Arc;

use proc_macro2::TokenStream;

use super::scope::{Imports, Names};
use super::snippet::Snippets;
use super::{
    client, conversion, deps, example, group, library, lint, operation_test, relative, types,
    webhook, xml,
};
use crate::format::Source;
use crate::parallel;
use crate::plan::{Api, Contents, Conversion, Crate, Group, Item, Layout, Operation, XML_MODULE};

/// How many items of a large file are written at once.
const ITEMS: usize = 32;

/// The text of every file of Rust.
pub fn sources(krate: &Crate) -> impl Iterator<Item = (String, String)> {
    let mut parts = Vec::new();
    if krate.package.layout != Layout::Runtime {
        parts.push(FilePart::whole("src/lib.rs", || Some(library::tokens(krate))));
    }
    let path = format!("src/{}.rs", deps::NAME);
    parts.push(FilePart::whole(path, || Some(deps::tokens(krate))));
    for api in &krate.apis {
        parts.extend(of_api(api, krate));
    }
    parts.extend(tests(krate));
    let layout = &krate.package.layout;
    let written = parallel::map(&parts, |part| {
        let mut written = Written::of(part.path.clone(), layout);
        (part.write)(&mut written);
        written
    });
    let mut files: Vec<Written<'_>> = Vec::new();
    for below in written {
        match files.last_mut().filter(|above| above.path == below.path) {
            Some(above) => above.append(below),
            None => files.push(below),
        }
    }
    files.retain(|written| !written.is_empty);
    parallel::map_each(files, Written::text).into_iter()
}

/// A part of a file, not yet written: parts of the same file follow one another.
struct FilePart<'a> {
    path: String,
    write: Box<dyn Fn(&mut Written<'_>) + Sync + 'a>,
}

impl<'a> FilePart<'a> {
    /// A file that is written as one; when there are no tokens, there is no file.
    fn whole(
        path: impl Into<String>,
        tokens: impl Fn() -> Option<TokenStream> + Sync + 'a,
    ) -> Self {
        let write = move |written: &mut Written<'_>| {
            if let Some(tokens) = tokens() {
                written.add(tokens, Imports::default());
            }
        };
        Self { path: path.into(), write: Box::new(write) }
    }

    fn items(path: &str, items: &'a [Item], names: &Arc<Names<'a>>) -> Self {
        let names = Arc::clone(names);
        let write = move |written: &mut Written<'_>| {
            for item in items {
                let (tokens, imports) = types::tokens(item, &names);
                written.add(tokens, imports);
            }
        };
        Self { path: path.to_owned(), write: Box::new(write) }
    }

    fn conversions(path: &str, conversions: &'a [Conversion], names: &Arc<Names<'a>>) -> Self {
        let names = Arc::clone(names);
        let write = move |written: &mut Written<'_>| {
            for each in conversions {
                let (tokens, imports) = conversion::tokens(each, &names);
                written.add(tokens, imports);
            }
        };
        Self { path: path.to_owned(), write: Box::new(write) }
    }

    fn head(
        path: &str,
        group: &'a Group,
        snippets: &Arc<Snippets<'a>>,
        names: &Arc<Names<'a>>,
    ) -> Self {
        let (snippets, names) = (Arc::clone(snippets), Arc::clone(names));
        let write = move |written: &mut Written<'_>| {
            let (tokens, imports) = group::head(group, &snippets, &names);
            written.add(tokens, imports);
        };
        Self { path: path.to_owned(), write: Box::new(write) }
    }

    fn requests(
        path: &str,
        group: &'a Group,
        operations: &'a [Operation],
        names: &Arc<Names<'a>>,
    ) -> Self {
        let names = Arc::clone(names);
        let write = move |written: &mut Written<'_>| {
            for operation in operations {
                let (tokens, imports) = group::request(group, operation, &names);
                written.add(tokens, imports);
            }
        };
        Self { path: path.to_owned(), write: Box::new(write) }
    }
}

fn of_api<'a>(api: &'a Api, krate: &'a Crate) -> Vec<FilePart<'a>> {
    let mut parts = Vec::new();
    let folder = match &api.module {
        Some(module) => {
            let folder = format!("src/{}", module.ident.plain());
            parts.push(FilePart::whole(format!("{folder}/mod.rs"), || Some(library::page(api))));
            folder
        }
        None => "src".to_owned(),
    };
    if api.contents == Contents::Types {
        parts.extend(of_types(api, &folder));
        return parts;
    }
    parts.push(FilePart::whole(format!("{folder}/client.rs"), || Some(client::tokens(api, krate))));
    let snippets = Arc::new(Snippets::new(api, krate));
    let copied = Arc::new(api.copied());
    for group in &api.groups {
        let path = format!("{folder}/{}.rs", group.module.ident.plain());
        let names = group::names(group, &copied);
        parts.push(FilePart::head(&path, group, &snippets, &names));
        parts.extend(
            group
                .operations
                .chunks(ITEMS)
                .map(|operations| FilePart::requests(&path, group, operations, &names)),
        );
    }
    let path = format!("{folder}/{}.rs", XML_MODULE);
    parts.push(FilePart::whole(path, || xml::tokens(&api.xml, krate)));
    if let Some(webhooks) = &api.webhooks {
        let path = format!("{folder}/{}.rs", webhooks.module.ident.plain());
        parts.push(FilePart::whole(path, || Some(webhook::tokens(webhooks))));
    }
    if krate.package.layout == Layout::Crate {
        let path = format!("examples/{}.rs", example::name(api));
        parts.push(FilePart::whole(path, || example::tokens(api, krate)));
    }
    parts.extend(of_types(api, &folder));
    parts
}

/// Tests that call every operation.
fn tests(krate: &Crate) -> Vec<FilePart<'_>> {
    let root = "tests/operations";
    let mut parts =
        vec![FilePart::whole(format!("{root}/main.rs"), || operation_test::page(krate))];
    for api in krate.apis.iter().filter(|api| operation_test::has_tests(api)) {
        let folder = match &api.module {
            Some(module) => {
                let name = operation_test::module_name(&module.ident);
                let folder = format!("{root}/{}", file_name(&name));
                let page = move || operation_test::api_page(api, krate);
                parts.push(FilePart::whole(format!("{folder}/mod.rs"), page));
                folder
            }
            None => root.to_owned(),
        };
        for group in &api.groups {
            parts.extend(operation_test::parts(group).map(|(name, operations)| {
                FilePart::whole(format!("{folder}/{}.rs", file_name(&name)), move || {
                    Some(operation_test::file(api, group, operations, krate))
                })
            }));
        }
    }
    parts
}

/// The file of a module.
fn file_name(module: &proc_macro2::Ident) -> String {
    module.to_string().trim_start_matches("r#").to_owned()
}

fn of_types<'a>(api: &'a Api, folder: &str) -> Vec<FilePart<'a>> {
    if !types::are_there(api) {
        return Vec::new();
    }
    let mut parts =
        vec![FilePart::whole(format!("{folder}/types/mod.rs"), || Some(types::page(api)))];
    let (taken, copied) = (Arc::new(types::taken(api)), Arc::new(api.copied()));
    for module in &api.types {
        let path = format!("{folder}/types/{}.rs", module.module.ident.plain());
        let names = Arc::new(types::names(module, &taken, &copied));
        parts.extend(module.items.chunks(ITEMS).map(|items| FilePart::items(&path, items, &names)));
        let conversions = module.conversions.chunks(ITEMS);
        parts.extend(conversions.map(|some| FilePart::conversions(&path, some, &names)));
    }
    parts
}

/// A file, or a part of one, as text.
struct Written<'a> {
    path: String,
    layout: &'a Layout,
    source: Source,
    /// Its imports besides those of its text.
    imports: Imports,
    has_placeholder: bool,
    is_empty: bool,
}

impl<'a> Written<'a> {
    fn of(path: String, layout: &'a Layout) -> Self {
        Self {
            path,
            layout,
            source: Source::default(),
            imports: Imports::default(),
            has_placeholder: false,
            is_empty: true,
        }
    }

    fn add(&mut self, tokens: TokenStream, imports: Imports) {
        let source = Source::of(self.placed(tokens));
        self.has_placeholder |= source.items().any(lint::has_placeholder);
        self.source.append(source);
        self.imports.append(imports);
        self.is_empty = false;
    }

    fn append(&mut self, below: Self) {
        self.source.append(below.source);
        self.imports.append(below.imports);
        self.has_placeholder |= below.has_placeholder;
        self.is_empty &= below.is_empty;
    }

    /// Its path and its text.
    fn text(self) -> (String, String) {
        let allow = if self.has_placeholder { lint::placeholders() } else { TokenStream::new() };
        let mut head = Source::of(allow);
        head.append(Source::of(self.placed(self.imports.tokens())));
        (self.path, self.source.text_below(head))
    }

    /// Tokens with the paths that they have in this layout.
    fn placed(&self, tokens: TokenStream) -> TokenStream {
        match self.layout {
            Layout::Crate | Layout::Runtime => tokens,
            Layout::Module { .. } => relative::tokens(tokens, &self.path),
        }
    }
}
