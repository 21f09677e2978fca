//! `cargo xtask docs`: checks the book, and builds it.

mod blocks;
mod lines;
mod messages;

use std::fs;
use std::path::Path;
use std::process::Command;

use oasmith_cli::Outcome;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::paths::shown;
use oasmith_cli::reference;
use oasmith_cli::terminal::{note, say};

use crate::{clone, tool};

const EXAMPLES: &str = "\
Examples:
  cargo xtask docs            check the book, and build it if mdbook is installed
  cargo xtask docs --write    write the parts that are generated from the program

Tables of flags in docs/src/commands.md and the page docs/src/messages.md are generated from the
program. `cargo xtask tidy` checks links.";

/// Check the book, and build it
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Write the parts of the book that are generated from the program
    #[arg(long)]
    write: bool,
}

/// The folder of the pages.
const PAGES: &str = "docs/src";

/// A page of the book.
struct Page {
    /// Its name in the folder of the pages.
    name: String,
    text: String,
}

/// Checks the pages, and builds the book.
pub fn run(arguments: &Arguments) -> Outcome {
    let done = clone::root().and_then(|root| {
        if arguments.write {
            write(&root)?;
        }
        let problems = problems(&root)?;
        if problems.is_empty() { build(&root).map(|()| problems) } else { Ok(problems) }
    });
    match done {
        Ok(problems) if problems.is_empty() => Outcome::Clean,
        Ok(problems) => {
            problems.iter().for_each(say);
            note(format_args!("error: {} problems in the book", problems.len()));
            Outcome::Failed
        }
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

/// Each problem of a page, as a line.
fn problems(root: &Path) -> Checked<Vec<String>> {
    let pages = pages(root)?;
    let mut problems = Vec::new();
    for page in &pages {
        if generated(page).is_some_and(|text| text != page.text) {
            let name = &page.name;
            problems.push(format!("{PAGES}/{name} is out of date: run `cargo xtask docs --write`"));
        }
        problems.extend(lines::problems(&format!("{PAGES}/{}", page.name), &page.text));
    }
    let readme = root.join("README.md");
    problems.extend(lines::problems("README.md", &read(&readme)?));
    problems.extend(unlisted(&pages));
    Ok(problems)
}

/// The generated text of a page, if a part of it is generated.
fn generated(page: &Page) -> Option<String> {
    match page.name.as_str() {
        "commands.md" => Some(reference::filled(&page.text, &[oasmith_cli::command(), own()])),
        "messages.md" => Some(messages::page()),
        _ => None,
    }
}

/// The commands that `oasmith` does not have.
fn own() -> clap::Command {
    let oasmith = oasmith_cli::command();
    let shared = |it: &clap::Command| oasmith.find_subcommand(it.get_name()).is_some();
    let all = crate::command();
    let names: Vec<String> = all
        .get_subcommands()
        .filter(|it| it.get_name() != "codegen" && !shared(it))
        .map(|it| it.get_name().to_owned())
        .collect();
    names.into_iter().fold(clap::Command::new("xtask"), |command, name| {
        command.subcommands(all.find_subcommand(&name).cloned())
    })
}

fn write(root: &Path) -> Checked {
    let mut pages = pages(root)?;
    if !pages.iter().any(|page| page.name == "messages.md") {
        pages.push(Page { name: "messages.md".to_owned(), text: String::new() });
    }
    for page in pages {
        let Some(text) = generated(&page).filter(|text| *text != page.text) else { continue };
        let path = root.join(PAGES).join(&page.name);
        fs::write(&path, text).map_err(|error| {
            let message = format!("{} cannot be written: {error}", shown(&path));
            CommandError::new(message, "check the permissions of its folder")
        })?;
        say(format_args!("{PAGES}/{} is written", page.name));
    }
    Ok(())
}

/// The pages that the table of contents lacks.
fn unlisted(pages: &[Page]) -> Vec<String> {
    let summary = pages.iter().find(|page| page.name == "SUMMARY.md");
    let summary = summary.map_or("", |page| page.text.as_str());
    let others = pages.iter().filter(|page| page.name != "SUMMARY.md");
    let missing = others.filter(|page| !summary.contains(&format!("]({})", page.name)));
    missing.map(|page| format!("{PAGES}/SUMMARY.md lacks {}", page.name)).collect()
}

/// Builds the book into `target/book`.
fn build(root: &Path) -> Checked {
    let tool = tool::MDBOOK;
    let Some(program) = tool.find(root) else {
        let install = tool.install(root).join(" ");
        note(format_args!(
            "note: mdbook is not installed, so the book is not built: run `cargo {install}`"
        ));
        return Ok(());
    };
    let status = Command::new(program).args(["build", "docs"]).current_dir(root).status();
    if status.is_ok_and(|status| status.success()) {
        say("the book is in target/book/index.html");
        return Ok(());
    }
    Err(CommandError::new("mdbook failed", "see its messages above"))
}

/// The pages, in the order of their names.
fn pages(root: &Path) -> Checked<Vec<Page>> {
    let folder = root.join(PAGES);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .map_err(|error| unreadable(&folder, &error))?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".md"))
        .collect();
    names.sort();
    let page = |name: String| Ok(Page { text: read(&folder.join(&name))?, name });
    names.into_iter().map(page).collect()
}

fn read(path: &Path) -> Checked<String> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> CommandError {
    let message = format!("{} cannot be read: {error}", shown(path));
    CommandError::new(message, "run this command in a clone of oasmith")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_book_is_right() {
        let root = crate::clone::root().expect("a clone");
        let problems = super::problems(&root).expect("pages");
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}
