//! `oasmith init`: starts a project.

mod find;
mod workspace;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith::load::Limits;
use oasmith::{Report, manifest};

use crate::document::{GivenDocument, extension, fetched, package_name, title};
use crate::error::{Checked, CommandError};
use crate::generate;
use crate::git::Git;
use crate::paths::{relative, shown};
use crate::project::{normal, repository};
use crate::terminal::{Shown, note, say, show};
use crate::{Outcome, program};
use find::Ci;

const EXAMPLES: &str = "\
Examples:
  oasmith init openapi.yaml
  oasmith init https://example.com/openapi.yaml
  oasmith init --dry-run
  oasmith init api/openapi.yaml --ci gitlab --name acme-sdk

The command writes sdk.toml with its JSON Schema, a workflow of the CI system and a paragraph of
README.md, makes the crate a member of the cargo workspace, if there is one, and generates the
crate. Without DOCUMENT, it takes the only openapi.* or swagger.* in this folder or in api, spec or
docs.

Exit status: 0 on success, 1 on errors, 2 for wrong usage.";

/// Start a project: write a manifest and a workflow, and generate the crate
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// OpenAPI document, a file or an https URL [default: the one in this folder]
    document: Option<GivenDocument>,

    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// System that checks and releases the crate [default: the one that the repository has]
    #[arg(long, value_enum)]
    ci: Option<Ci>,

    /// Name of the crate [default: the title of the API, and `-sdk`]
    #[arg(long, value_parser = crate::generate::name)]
    name: Option<String>,

    /// Folder of the crate [default: its name]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Writes the files, and generates.
pub fn run(arguments: &Arguments) -> Outcome {
    let mut report = Report::new();
    let planned = plan(arguments, &mut report);
    show(&report, Shown::First);
    let plan = match planned {
        Ok(plan) => plan,
        Err(error) => {
            note(error);
            return Outcome::Failed;
        }
    };
    for file in &plan.files {
        let verb = if file.path.exists() { "change" } else { "write" };
        say(format_args!("{verb} {}: {}", shown(&file.path), file.purpose));
    }
    plan.notes.iter().for_each(|text| note(format_args!("note: {text}")));
    if arguments.dry_run {
        for file in &plan.files {
            say(format_args!("\n--- {}\n{}", shown(&file.path), file.text.trim_end()));
        }
        return Outcome::Clean;
    }
    for file in &plan.files {
        if let Err(error) = file.write() {
            note(CommandError::new(
                format!("{} cannot be written: {error}", shown(&file.path)),
                "check the permissions of its folder",
            ));
            return Outcome::Failed;
        }
    }
    if generate::of_manifest(&plan.manifest) == Outcome::Failed {
        note(format_args!(
            "note: the project is there; correct the document, then run `{}`",
            program::generate()
        ));
        return Outcome::Failed;
    }
    say(plan.next_steps());
    Outcome::Clean
}

/// A file to write.
struct File {
    path: PathBuf,
    text: String,
    purpose: &'static str,
}

impl File {
    fn write(&self) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, &self.text)
    }
}

/// What to write.
struct Plan {
    files: Vec<File>,
    notes: Vec<String>,
    manifest: PathBuf,
    name: String,
    /// The folder of the crate.
    output: PathBuf,
    is_in_repository: bool,
}

impl Plan {
    fn next_steps(&self) -> String {
        let output = shown(&self.output);
        let git = if self.is_in_repository { "" } else { "git init && " };
        format!(
            "\nNext:\n  cargo doc --open --no-deps --manifest-path {output}/Cargo.toml\n  \
             cargo add --path {output}    # in a program that uses the crate {}\n  \
             {git}git add --all && git commit -m 'Add a Rust client' && {} --first",
            self.name,
            program::call("release"),
        )
    }
}

/// The project, from what the command line and the folder say.
struct Facts {
    /// The current folder.
    folder: PathBuf,
    /// The top of the repository.
    top: PathBuf,
    origin: Option<String>,
    /// The document: relative to the folder, and its URL.
    document: (String, Option<String>),
    title: String,
    name: String,
    output: PathBuf,
}

fn plan(arguments: &Arguments, report: &mut Report) -> Checked<Plan> {
    let folder = normal(Path::new("."));
    let path = folder.join("sdk.toml");
    if path.exists() {
        return Err(CommandError::new(
            "this folder has an sdk.toml already",
            "run `oasmith generate`, or run `oasmith init` in another folder",
        ));
    }
    let mut files = Vec::new();
    let facts = facts(arguments, folder, &mut files, report)?;
    let mut notes = Vec::new();
    files.push(File {
        path: path.clone(),
        text: facts.filled(include_str!("init/sdk.toml")),
        purpose: "the manifest, with the keys that are set first",
    });
    files.push(File {
        path: path.with_file_name("sdk.schema.json"),
        text: manifest::schema(),
        purpose: "the JSON Schema of the manifest, for editors",
    });
    if let Some(joined) = workspace::join(&facts.folder, &facts.top, &facts.output) {
        if joined.is_manual {
            let (output, path) = (shown(&facts.output), shown(&joined.path));
            notes.push(format!("add {output} to `members` of the workspace {path}"));
        }
        files.extend(joined.text.map(|text| File {
            path: joined.path,
            text,
            purpose: "the crate is a member of the workspace",
        }));
    }
    let ci = arguments.ci.unwrap_or_else(|| find::ci(&facts.top, facts.origin.as_deref()));
    workflow(&facts, ci, &mut files, &mut notes);
    files.extend(readme(&facts));
    files.extend(ignored(&facts));
    let is_in_repository = facts.top.join(".git").exists();
    let Facts { name, output, .. } = facts;
    Ok(Plan { files, notes, manifest: path, name, output, is_in_repository })
}

fn facts(
    arguments: &Arguments,
    folder: PathBuf,
    files: &mut Vec<File>,
    report: &mut Report,
) -> Checked<Facts> {
    let unreadable =
        || CommandError::new("the document cannot be read", "correct the errors above");
    let limits = Limits::default();
    let (document, url, title) = match &arguments.document {
        Some(GivenDocument::Url(address)) => {
            let bytes = fetched(address, &[], limits, report).ok_or_else(unreadable)?;
            let name = format!("openapi.{}", extension(&bytes));
            let text = String::from_utf8(bytes).map_err(|_| {
                CommandError::new(format!("{address} is not UTF-8"), "save it as UTF-8")
            })?;
            let title = fetched_title(&name, &text, report).ok_or_else(unreadable)?;
            let path = folder.join(&name);
            if path.exists() {
                let message = format!("{name} exists already");
                return Err(CommandError::new(message, format!("run `oasmith init {name}`")));
            }
            files.push(File { path, text, purpose: "the document, as it is published" });
            (name, Some(address.to_string()), title)
        }
        given => {
            let path = match given {
                Some(GivenDocument::File(path)) => path.clone(),
                _ => find::document(&folder)?,
            };
            let title = title(&path, limits, report);
            if title.is_none() && report.has_errors() {
                return Err(unreadable());
            }
            let absolute = normal(&path);
            let near = relative(&folder, &absolute).unwrap_or(absolute);
            (near.display().to_string().replace('\\', "/"), None, title.unwrap_or_default())
        }
    };
    let name = arguments.name.clone().unwrap_or_else(|| package_name(&title));
    let output = normal(&arguments.output.clone().unwrap_or_else(|| PathBuf::from(&name)));
    let top = repository(&folder).unwrap_or(&folder).to_owned();
    let origin = Git::origin(&folder).filter(|_| top.join(".git").exists());
    Ok(Facts { folder, top, origin, document: (document, url), title, name, output })
}

/// The title of a document that is in no file yet.
fn fetched_title(name: &str, text: &str, report: &mut Report) -> Option<String> {
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join(name);
    fs::write(&path, text).ok()?;
    let title = title(&path, Limits::default(), report);
    (title.is_some() || !report.has_errors()).then(|| title.unwrap_or_default())
}

impl Facts {
    /// A template with the values of this project.
    fn filled(&self, template: &str) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let origin = self.origin.as_deref().and_then(find::web_address);
        let key = |key: &str, value: Option<&String>, otherwise: &str| match value {
            Some(value) => format!("{key} = {}", quoted(value)),
            None => format!("# {key} = \"{otherwise}\""),
        };
        let (document, url) = &self.document;
        let title: String = self.title.chars().filter(|it| !it.is_control()).collect();
        let about = match title.trim() {
            "" => "Client of an API.".to_owned(),
            title => format!("Client of the API {title}."),
        };
        let is_yaml = template.starts_with("# Checks");
        let output = from(&self.folder, &self.output);
        let api = self.name.trim_end_matches("-sdk").replace('_', "-");
        template
            .replace("{{name}}", &if is_yaml { self.name.clone() } else { quoted(&self.name) })
            .replace("{{output}}", &if is_yaml { output.clone() } else { quoted(&output) })
            .replace("{{api}}", if api.is_empty() { "api" } else { &api })
            .replace("{{document}}", &quoted(document))
            .replace("{{description}}", &quoted(&about))
            .replace(
                "{{repository}}",
                &key("repository", origin.as_ref(), "https://git.example.com/team/my-sdk"),
            )
            .replace(
                "{{upstream}}",
                &key("upstream", url.as_ref(), "https://example.com/openapi.yaml"),
            )
            .replace("{{folder}}", &from(&self.top, &self.folder))
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
    }
}

/// A path from a folder, with `/`.
fn from(folder: &Path, path: &Path) -> String {
    let near = relative(folder, path).unwrap_or_else(|| path.to_owned());
    let text = near.display().to_string().replace('\\', "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

fn workflow(facts: &Facts, ci: Ci, files: &mut Vec<File>, notes: &mut Vec<String>) {
    let (name, template) = match ci {
        Ci::None => return,
        Ci::Github => (".github/workflows/sdk.yml", include_str!("init/github.yml")),
        Ci::Gitlab => (".gitlab/sdk.yml", include_str!("init/gitlab.yml")),
    };
    let path = facts.top.join(name);
    if path.exists() {
        notes.push(format!("{} exists, so it is kept", shown(&path)));
        return;
    }
    let purpose = "checks, follows and releases the crate";
    files.push(File { path, text: facts.filled(template), purpose });
    if ci == Ci::Gitlab {
        let include = "include:\n  - local: .gitlab/sdk.yml\n";
        let path = facts.top.join(".gitlab-ci.yml");
        match path.exists() {
            true => notes
                .push(format!("add `- local: .gitlab/sdk.yml` to `include` of {}", shown(&path))),
            false => files.push(File {
                path,
                text: include.to_owned(),
                purpose: "includes .gitlab/sdk.yml",
            }),
        }
    }
}

/// `README.md` at the top of the repository with a paragraph, unless it has one.
fn readme(facts: &Facts) -> Option<File> {
    let path = facts.top.join("README.md");
    let before = match path.exists() {
        true => fs::read_to_string(&path).ok()?,
        false => String::new(),
    };
    let crate_path = from(&facts.top, &facts.output);
    if before.contains(&format!("`{crate_path}` is the Rust crate")) {
        return None;
    }
    let manifest = from(&facts.top, &facts.folder.join("sdk.toml"));
    let paragraph = include_str!("init/readme.in")
        .replace("{{path}}", &crate_path)
        .replace("{{name}}", &facts.name)
        .replace("{{manifest}}", &manifest);
    let text = match before.trim_end() {
        "" => format!("# {}\n\n{paragraph}", facts.name.trim_end_matches("-sdk")),
        before => format!("{before}\n\n{paragraph}"),
    };
    Some(File { path, text, purpose: "a paragraph about the crate" })
}

/// `.gitignore` with the folder that cargo builds into, unless git ignores it.
fn ignored(facts: &Facts) -> Option<File> {
    let path = facts.top.join(".gitignore");
    let before = match path.exists() {
        true => fs::read_to_string(&path).ok()?,
        false => String::new(),
    };
    let has = |line: &str| line.trim().trim_matches('/') == "target";
    if before.lines().any(has) {
        return None;
    }
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let text = format!("{before}{end}target/\n");
    Some(File { path, text, purpose: "the folder that cargo builds into is ignored" })
}
