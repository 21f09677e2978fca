//! The documents in `fixtures/`, and what becomes of them.

use std::fs;
use std::path::{Path, PathBuf};

use oasmith::diagnostic::Style;
use oasmith::{Files, Input, Manifest, Report, ir, load, lower, plan};

use crate::compact::compact;

/// A folder of `fixtures/`: an `openapi.yaml`, or an `sdk.toml` and the documents that it names.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// The folder's name.
    pub name: String,
    /// The folder, relative to the package, in which tests run.
    pub folder: PathBuf,
}

/// All of them, sorted by name.
pub fn all() -> Vec<Fixture> {
    let entries = fs::read_dir("fixtures").expect("tests run in the folder of their package");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.iter().map(|name| Fixture::named(name)).collect()
}

/// A fixture at each of the stages that it goes through.
#[derive(Debug)]
pub struct Stages {
    /// What its documents say.
    pub apis: Vec<ir::Api>,
    /// Every Rust decision.
    pub krate: plan::Crate,
    /// The crate.
    pub files: Files,
    /// All that there was to say, as it is shown; empty for nothing.
    pub messages: String,
}

impl Fixture {
    /// The fixture of this name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), folder: Path::new("fixtures").join(name) }
    }

    /// Its crate, called `fixture-…` and no workspace of its own. What there is to say is in the
    /// report.
    pub fn input(&self, report: &mut Report) -> Option<Input> {
        let (own, document) = (self.folder.join("sdk.toml"), self.folder.join("openapi.yaml"));
        let mut input = match own.is_file() {
            true => Input::from_manifest(&own, report),
            false => Input::from_document(&document, &format!("fixture-{}", self.name), report),
        }?;
        input.manifest.package.standalone = false;
        Some(input)
    }

    /// Goes all the way.
    ///
    /// # Panics
    /// When there are errors, with the errors.
    pub fn stages(&self) -> Stages {
        let mut report = Report::new();
        let stages = self.input(&mut report).and_then(|input| stages(&input.manifest, &mut report));
        let messages = report.render(Style::Plain);
        let Some((apis, krate)) = stages else {
            panic!("{}: nothing was planned\n{messages}", self.name)
        };
        Stages { apis, krate, files: self.files(), messages }
    }

    /// Its crate.
    ///
    /// # Panics
    /// When there are errors, with the errors.
    pub fn files(&self) -> Files {
        let mut report = Report::new();
        let generated =
            self.input(&mut report).and_then(|input| oasmith::generate(&input, &mut report));
        match generated {
            Some(generated) => generated.files,
            None => panic!("{}: nothing was generated\n{}", self.name, report.render(Style::Plain)),
        }
    }
}

fn stages(manifest: &Manifest, report: &mut Report) -> Option<(Vec<ir::Api>, plan::Crate)> {
    let mut apis = Vec::new();
    for api in &manifest.apis {
        let document = load::load(&api.request(None, Default::default()), report)?;
        apis.push(lower::lower(&document, &api.selection, report)?);
    }
    let krate = plan::plan(&apis, manifest, report)?;
    Some((apis, krate))
}

impl Stages {
    /// The IR: each API, and below it each of its definitions under its number.
    pub fn ir(&self) -> String {
        let mut text = String::new();
        for api in &self.apis {
            let mut rest = api.clone();
            rest.types = ir::Types::default();
            text += &compact(&rest);
            for (ir::TypeId(index), definition) in api.types.iter() {
                text += &format!("\n\n#{index} {}", compact(definition));
            }
            text.push('\n');
        }
        text
    }

    /// The plan.
    pub fn plan(&self) -> String {
        compact(&self.krate)
    }

    /// What its operations and types became.
    pub fn code(&self) -> String {
        self.texts(|path| path.starts_with("src/") && !path.contains("runtime/") && !is_frame(path))
    }

    /// What stands around them: the library's page, the clients, and the example.
    pub fn frame(&self) -> String {
        self.texts(|path| {
            (path.starts_with("examples/") || is_frame(path)) && !path.contains("runtime/")
        })
    }

    fn texts(&self, wanted: impl Fn(&str) -> bool) -> String {
        let files = self.files.iter().filter(|(path, _)| wanted(path));
        files.map(|(path, text)| format!("=== {path}\n{text}\n")).collect()
    }
}

fn is_frame(path: &str) -> bool {
    path == "src/lib.rs" || path.ends_with("/client.rs")
}
