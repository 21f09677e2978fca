//! `cargo xtask ci`: runs all checks that a change must pass.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use oasmith::{Input, Manifest, Report};

use oasmith_cli::Outcome;
use oasmith_cli::cargo::cargo;
use oasmith_cli::publish::has_openssl;

use crate::conformance::{self, NpmTool};
use crate::{clone, tool};
use oasmith_cli::terminal::{Shown, note, say, show};

const EXAMPLES: &str = "\
Examples:
  cargo xtask ci              run every step, until one fails
  cargo xtask ci --list       list the commands, run none
  cargo xtask ci --install    install programs that some steps need, and run these steps, too
  OASMITH_CORPUS=specs cargo xtask ci
                              also generate and compile the small documents below specs/";

/// Run all checks of CI
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// List the steps, and run none
    #[arg(long)]
    list: bool,

    /// Install missing programs that some steps need into target/tools; without them, these steps
    /// are skipped
    #[arg(long)]
    install: bool,
}

/// One command.
struct Step {
    name: String,
    program: &'static str,
    arguments: Vec<String>,
    environment: Option<(&'static str, &'static str)>,
}

impl Step {
    /// A call of cargo.
    fn cargo(name: impl Into<String>, line: &str) -> Self {
        let arguments = line.split(' ').map(str::to_owned).collect();
        Self { name: name.into(), program: "cargo", arguments, environment: None }
    }

    fn with(self, variable: &'static str, value: &'static str) -> Self {
        Self { environment: Some((variable, value)), ..self }
    }

    /// The command as a user would type it.
    fn line(&self) -> String {
        let environment = self
            .environment
            .map(|(variable, value)| format!("{variable}='{value}' "))
            .unwrap_or_default();
        format!("{environment}{} {}", self.program, self.arguments.join(" "))
    }

    fn succeeds(&self, root: &Path) -> bool {
        let (mut command, arguments) = match (self.program, self.arguments.as_slice()) {
            // This program: `cargo xtask` would build it again, with other features of
            // dependencies, if another command of cargo has built it.
            ("cargo", [first, rest @ ..]) if first == "xtask" => match env::current_exe() {
                Ok(program) => (Command::new(program), rest),
                Err(_) => return false,
            },
            ("cargo", arguments) => (cargo(root), arguments),
            (program, arguments) => (Command::new(program), arguments),
        };
        command.current_dir(root).args(arguments).envs(self.environment);
        command.status().is_ok_and(|status| status.success())
    }
}

/// Runs the steps until one fails.
pub fn run(arguments: &Arguments) -> Outcome {
    let root = match clone::root() {
        Ok(root) => root,
        Err(error) => {
            note(error);
            return Outcome::Failed;
        }
    };
    let mut report = Report::new();
    let input = Input::from_manifest(&clone::manifest(&root), &mut report);
    show(&report, Shown::First);
    let Some(Input { manifest, .. }) = input else {
        return Outcome::Failed;
    };
    let mut steps = steps(&manifest);
    steps.extend(second_opinion(&root, arguments.install));
    steps.extend(registry(&root, arguments.install));
    let judges = [
        ("AutoRest's test server", conformance::AUTOREST),
        ("Steady", conformance::STEADY),
        ("Prism", conformance::PRISM),
    ];
    let judges = judges.into_iter();
    steps.extend(judges.filter_map(|(name, tool)| judge(name, tool, &root, arguments.install)));
    steps.extend(newcomer());
    steps.extend(workflows());
    steps.extend(env::var(CORPUS).ok().map(|folder| corpus(&folder)));
    if !has_wasm() {
        note(format_args!(
            "note: {WASM} is not installed, so its checks are skipped: run `rustup target add {WASM}`"
        ));
    }
    if env::var_os(CORPUS).is_none() {
        note(format_args!("note: {CORPUS} is not set, so no corpus is checked"));
    }
    if arguments.list {
        steps.iter().for_each(|step| say(step.line()));
        return Outcome::Clean;
    }
    run_all(&steps, &root)
}

fn run_all(steps: &[Step], root: &Path) -> Outcome {
    let mut done = Vec::new();
    let mut failed = None;
    for step in steps {
        note(format_args!("\n=== {}\n$ {}", step.name, step.line()));
        let started = Instant::now();
        let succeeded = step.succeeds(root);
        done.push((step, started.elapsed(), succeeded));
        if !succeeded {
            failed = Some(step);
            break;
        }
    }
    summary(&done, steps.len());
    match failed {
        None => Outcome::Clean,
        Some(step) => {
            note(format_args!(
                "error: {} failed; to run only this step: {}",
                step.name,
                step.line()
            ));
            Outcome::Failed
        }
    }
}

fn summary(done: &[(&Step, Duration, bool)], all: usize) {
    say("");
    for (step, time, succeeded) in done {
        let verdict = if *succeeded { "ok    " } else { "FAILED" };
        say(format_args!("{verdict} {:>7.1} s  {}", time.as_secs_f64(), step.name));
    }
    if done.len() < all {
        say(format_args!("{} of {all} steps not run", all - done.len()));
    }
}

/// The steps, cheap ones first.
fn steps(manifest: &Manifest) -> Vec<Step> {
    let features = if has_openssl() { " --all-features" } else { "" };
    let annotations =
        if env::var_os("GITHUB_ACTIONS").is_some() { " --message-format github" } else { "" };
    let package = &manifest.package.name;
    let clippy = |selection: &str| format!("clippy {selection} -- -D warnings");
    let mut steps = vec![
        Step::cargo("style", "xtask tidy"),
        Step::cargo("the book", "xtask docs"),
        Step::cargo("generated code is up to date", &format!("xtask codegen --check{annotations}")),
        Step::cargo("clippy", &clippy(&format!("--workspace --all-targets{features}"))),
        Step::cargo("clippy, no features", &clippy(&format!("-p {package} --no-default-features"))),
    ];
    // Without the default transport, which would enable more features of dependencies.
    let optional = format!("-p {package} --no-default-features --features {OPTIONAL}");
    steps.push(Step::cargo("clippy, optional features", &clippy(&optional)));
    for feature in manifest.apis.iter().filter_map(|api| api.feature.as_ref()) {
        let selection = format!("-p {package} --no-default-features --features {feature}");
        steps.push(Step::cargo(format!("clippy, {feature} alone"), &clippy(&selection)));
    }
    if has_wasm() {
        for features in ["", " --no-default-features", " --all-features"] {
            let selection = format!("-p {package} --target {WASM}{features}");
            steps.push(Step::cargo(format!("clippy for browsers{features}"), &clippy(&selection)));
        }
    }
    // Without samples and records of earlier runs: `target` may be from another run.
    steps.push(Step::cargo("tests", "test --workspace").with("OASMITH_TEST_ALL", "1"));
    if manifest.package.tests {
        let line = format!("test -p {package} --test operations --features test-util");
        steps.push(Step::cargo("tests of operations", &line));
    }
    let line = "test -p oasmith-tests --test it layouts:: -- --ignored";
    steps.push(Step::cargo("module from a build script", line));
    let fuzz = Step::cargo("fuzzing", "test -p oasmith-tests --test it fuzz::");
    steps.push(fuzz.with("OASMITH_FUZZ_SECONDS", FUZZ_SECONDS));
    let doc = Step::cargo("documentation", &format!("doc --workspace --no-deps{features}"));
    steps.push(doc.with("RUSTDOCFLAGS", "-D warnings"));
    steps
}

/// Compares the results of `diff` with those of cargo-semver-checks.
fn second_opinion(root: &Path, install: bool) -> Vec<Step> {
    let tool = tool::SEMVER_CHECKS;
    let compare = Step::cargo(
        "changes, judged by cargo-semver-checks",
        "test -p oasmith-tests --test it second_opinion:: -- --ignored",
    );
    if tool.find(root).is_some() {
        return vec![compare];
    }
    let name = format!("install {}", tool.name);
    let bring = Step { name, program: "cargo", arguments: tool.install(root), environment: None };
    if install {
        return vec![bring, compare];
    }
    note(format_args!(
        "note: {} is not installed, so its check is skipped: run `{}`",
        tool.name,
        bring.line()
    ));
    Vec::new()
}

/// Releases, publishes and uses the crate with a registry server, which the command installs.
fn registry(root: &Path, install: bool) -> Option<Step> {
    let tool = tool::HTTP_REGISTRY;
    let step = Step::cargo("release and publish to a local registry", "xtask publish --self-test");
    if tool.find(root).is_some() || (install && has_openssl()) {
        return Some(step);
    }
    note(format_args!(
        "note: {} is not installed, so publishing is not checked; to check it: {}",
        tool.name,
        step.line()
    ));
    None
}

/// Tests generated crates with a server from npm.
fn judge(name: &'static str, tool: NpmTool, root: &Path, install: bool) -> Option<Step> {
    let step = Step::cargo(name, &format!("xtask conformance {}", tool.judge));
    if tool.is_ready(root) {
        return Some(step);
    }
    let step = Step { arguments: [step.arguments, vec!["--install".to_owned()]].concat(), ..step };
    if install && tool::are_on_path(&["node", "npm"]) {
        return Some(step);
    }
    note(format_args!(
        "note: {} is not installed, so it does not judge crates; to let it: {}",
        tool.package,
        step.line()
    ));
    None
}

/// A script that follows the first chapter of the book.
fn newcomer() -> Option<Step> {
    const NEEDED: &[&str] = &["bash", "git", "python3"];
    if !tool::are_on_path(NEEDED) {
        note(format_args!("note: the book is not followed: install {}", NEEDED.join(", ")));
        return None;
    }
    let arguments = vec!["tests/newcomer/run.sh".to_owned()];
    let name = "the book's first chapter, followed".to_owned();
    Some(Step { name, program: "bash", arguments, environment: None })
}

/// The linters of workflows come from npm and PyPI.
fn workflows() -> Option<Step> {
    const NEEDED: &[&str] = &["bash", "node", "npm", "python3"];
    if !tool::are_on_path(NEEDED) {
        note(format_args!("note: the workflows are not checked: install {}", NEEDED.join(", ")));
        return None;
    }
    let arguments = vec![".ci/workflows".to_owned()];
    Some(Step { name: "workflows".to_owned(), program: "bash", arguments, environment: None })
}

/// The time for each target, in seconds: two minutes in total on two processors.
const FUZZ_SECONDS: &str = "20";

/// The variable that names a folder of documents to try.
const CORPUS: &str = "OASMITH_CORPUS";

/// Generates and compiles crates from the small documents of a folder. Large documents take long
/// and use the same code.
fn corpus(folder: &str) -> Step {
    let mut step = Step::cargo("small documents of the corpus", "xtask corpus --check --up-to 30");
    step.arguments.push(folder.to_owned());
    step
}

/// The target of browsers.
const WASM: &str = "wasm32-unknown-unknown";

/// Whether the target of browsers is installed.
fn has_wasm() -> bool {
    let installed = Command::new("rustup")
        .args(["target", "list", "--installed"])
        .stderr(Stdio::null())
        .output();
    installed.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).lines().any(|line| line == WASM)
    })
}

/// The features of every generated crate that are off by default and build anywhere.
const OPTIONAL: &str = "blocking,test-util,tower,tracing,webhook-signatures";

#[cfg(test)]
mod tests {
    use super::steps;
    use oasmith::{Input, Report};

    #[test]
    fn a_corpus_is_one_argument() {
        let step = super::corpus("my specs");
        assert_eq!(step.arguments, ["xtask", "corpus", "--check", "--up-to", "30", "my specs"]);
    }

    #[test]
    fn every_api_is_checked_alone() {
        let manifest = crate::clone::manifest(&crate::clone::root().expect("a clone"));
        let input =
            Input::from_manifest(&manifest, &mut Report::new()).expect("the manifest is right");
        let lines: Vec<_> = steps(&input.manifest).iter().map(super::Step::line).collect();
        for api in &input.manifest.apis {
            let feature = api.feature.as_deref().expect("several APIs have a feature each");
            assert!(
                lines.iter().any(|line| line.contains(&format!("--features {feature} "))),
                "{lines:#?}"
            );
        }
        assert!(
            lines.iter().any(|line| line.contains(&format!("--features {} ", super::OPTIONAL))),
            "{lines:#?}"
        );
        for command in ["cargo xtask tidy", "cargo test --workspace", "cargo xtask codegen --check"]
        {
            assert!(lines.iter().any(|line| line.contains(command)), "{command}");
        }
    }
}
