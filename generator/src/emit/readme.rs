//! `README.md`

use super::doc::DocPage;
use super::guide::{self, Audience};
use super::runtime_guide;
use super::scope::{Home, Scope};
use crate::plan::{Contents, Crate, Inline, Layout};

/// The public registry, which cargo knows without configuration.
const PUBLIC_REGISTRY: &str = "crates-io";

/// The text of the file.
pub fn text(krate: &Crate) -> String {
    let package = &krate.package;
    let scope = scope();
    let page = match &package.readme {
        Some(_) => DocPage::default(),
        None => description(DocPage::default().title(&format!("# {}", package.name)), krate),
    };
    if package.layout == Layout::Runtime {
        return with_head(runtime_guide::write(page, krate, "##"), krate);
    }
    let page = page
        .ours(match krate.contents() {
            Contents::Client => "Clients for:",
            Contents::Types => "Types for:",
        })
        .list(&apis(krate), &scope);
    with_head(guide::write(install(page, krate), krate, Audience::Readme), krate)
}

/// A scope without names.
fn scope() -> Scope<'static> {
    Scope::new(Home::Above, [], [])
}

/// Adds the description of the package.
pub fn description(page: DocPage, krate: &Crate) -> DocPage {
    page.line(&[Inline::Words(krate.package.description.clone())], &scope())
}

/// The page below the text of the manifest.
fn with_head(page: DocPage, krate: &Crate) -> String {
    let head = krate.package.readme.iter().flat_map(|head| [head.trim_end(), ""]);
    let lines = page.lines();
    let mut text = head.chain(lines.iter().map(String::as_str)).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

fn apis(krate: &Crate) -> Vec<Vec<Inline>> {
    let line = |api: &crate::plan::Api| {
        let module = api
            .module
            .as_ref()
            .map(|module| format!("{}::{}", krate.package.library, module.ident));
        let path = module.into_iter().flat_map(|path| [Inline::Text(": "), Inline::Code(path)]);
        let title = [
            Inline::Words(api.title.clone()),
            Inline::Text(", version "),
            Inline::Words(api.version.clone()),
        ];
        title.into_iter().chain(path).collect()
    };
    krate.apis.iter().map(line).collect()
}

/// How to add the crate to a project.
fn install(page: DocPage, krate: &Crate) -> DocPage {
    let package = &krate.package;
    let mut page = page
        .title("## Installation")
        .ours(&format!("Requires Rust {} or later.", package.metadata.rust_version()));
    let add = match (&package.registry, &package.repository) {
        (Some(registry), _) if registry == PUBLIC_REGISTRY => package.name.clone(),
        (Some(registry), _) => {
            page = page
                .ours("The crate is in a private registry. Configure it in `.cargo/config.toml`:")
                .code("toml", &registry_entry(registry))
                .ours(
                    "Replace the index with the address of your registry. If the registry requires \
                     authentication, run `cargo login` first. Then add the crate:",
                );
            format!("--registry {registry} {}", package.name)
        }
        (None, Some(repository)) => format!("--git {repository} {}", package.name),
        (None, None) => format!("--path ../{} {0}", package.name),
    };
    let others = match krate.contents() {
        Contents::Client => "cargo add tokio --features macros,rt-multi-thread\n",
        Contents::Types => "",
    };
    page.code("sh", &format!("cargo add {add}\n{others}"))
}

fn registry_entry(registry: &str) -> String {
    format!(
        "[registries.{}]\nindex = \"sparse+https://registry.example.com/index/\"",
        toml_key(registry)
    )
}

/// A key of TOML, in quotes where it needs them.
fn toml_key(name: &str) -> String {
    let bare = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { name.to_owned() } else { toml::Value::from(name).to_string() }
}
