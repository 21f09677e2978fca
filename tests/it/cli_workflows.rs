//! The workflows that `oasmith init` writes. Their shell steps run in clones of a repository, as in
//! the CI system. `cargo install` does not run: `oasmith` is the program under test.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use oasmith_tests::cargo::{cargo, program, target};
use oasmith_tests::extent;
use oasmith_tests::folder::{repository, write};
use oasmith_tests::git::git;
use serde_yaml::Value;
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Lamp Shop, version: '1'}
paths: {/lamps: {get: {operationId: listLamps, tags: [Lamps], responses: {'204': {description: None.}}}}}
";

/// Where the manifest is, relative to the root of the repository.
const FOLDERS: [&str; 2] = ["clients/rust", ""];

/// Replaces cargo: it installs nothing, checks the arguments, and compiles the crate only in
/// complete runs, with the dependencies of this repository.
const CARGO: &str = r#"#!/bin/sh
case "$1" in
install) test "$*" = "install --locked oasmith-cli@VERSION" ;;
test)
    test -f "$3" || exit 1
    if test -n "$COMPLETE"; then
        cp LOCK "$(dirname "$3")/Cargo.lock"
        exec CARGO "$@" --offline
    fi
    ;;
*) exec CARGO "$@" ;;
esac
"#;

/// A repository whose remote is another folder, and the programs that workflows call.
struct Project {
    folder: TempDir,
    /// The folder of the manifest, relative to the root.
    inner: &'static str,
    /// The name of its crate, which is unique to a test: cargo would confuse crates with the same
    /// name in its target folder.
    name: String,
}

impl Project {
    /// Created by `oasmith init`, on a branch whose base has no manifest.
    fn start(ci: &str, inner: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let project = Self { folder, inner, name: format!("lamps-{ci}") };
        let root = project.root();
        fs::create_dir(project.path("bin")).expect("a folder");
        symlink(program("oasmith-under-test"), project.path("bin/oasmith")).expect("a link");
        let real = cargo(&root).get_program().to_string_lossy().into_owned();
        let lock = repository().join("Cargo.lock").display().to_string();
        let shim = CARGO.replace("VERSION", env!("CARGO_PKG_VERSION")).replace("CARGO", &real);
        let shim = shim.replace("LOCK", &lock);
        write(&project.path("bin/cargo"), shim);
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(project.path("bin/cargo"), mode).expect("a program");

        write(&root.join("README.md"), "# The shop\n");
        write(&root.join(inner).join("openapi.yaml"), DOCUMENT);
        git(&root, &["init", "--quiet", "--initial-branch=main"]);
        project.commit("the document");
        git(project.folder.path(), &["clone", "--quiet", "--bare", "work", "remote.git"]);
        let remote = project.path("remote.git").display().to_string();
        git(&root, &["remote", "add", "origin", &remote]);
        git(&root, &["fetch", "--quiet", "origin"]);
        git(&root, &["checkout", "--quiet", "-b", "sdk"]);
        let init = format!("oasmith init --ci {ci} --name {}", project.name);
        let output = project.shell(&init, &[]);
        assert!(output.status.success(), "{}", said(&output));
        project.commit("a client");
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn root(&self) -> PathBuf {
        self.path("work")
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn commit(&self, title: &str) {
        git(&self.root(), &["add", "--all"]);
        git(&self.root(), &["commit", "--quiet", "-m", title]);
    }

    /// Removes the files of a job: the next one has a new checkout.
    fn clean(&self) {
        git(&self.root(), &["clean", "--force", "--quiet", "-d"]);
    }

    /// Merges the branch, like a pull request.
    fn merge(&self) {
        git(&self.root(), &["push", "--quiet", "origin", "sdk:main"]);
        git(&self.root(), &["checkout", "--quiet", "main"]);
        git(&self.root(), &["pull", "--quiet", "origin", "main"]);
        git(&self.root(), &["fetch", "--quiet", "origin"]);
    }

    /// Changes the document on a branch, and commits the new crate.
    fn change(&self, old: &str, new: &str) {
        git(&self.root(), &["checkout", "--quiet", "-B", "sdk"]);
        let path = self.root().join(self.inner).join("openapi.yaml");
        let text = fs::read_to_string(&path).expect("the document");
        write(&path, text.replace(old, new));
        assert!(self.shell("oasmith generate", &[]).status.success());
        self.commit("a change");
    }

    /// Runs a script in the folder of the manifest, like GitHub and GitLab.
    fn shell(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        self.shell_in(&self.root().join(self.inner), script, variables)
    }

    fn shell_in(&self, folder: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
        let path = env::var("PATH").unwrap_or_default();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command.current_dir(folder).envs(variables.iter().copied());
        command.env("PATH", format!("{}:{path}", self.path("bin").display()));
        command.env("HOME", self.folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        if extent::is_complete() {
            command.env("COMPLETE", "1").env("CARGO_TARGET_DIR", target().join("workflows"));
        }
        for name in ["CARGO_HOME", "RUSTUP_HOME"] {
            let home = env::home_dir().unwrap_or_default();
            let default = home.join(if name == "CARGO_HOME" { ".cargo" } else { ".rustup" });
            command.env(name, env::var_os(name).unwrap_or_else(|| default.into()));
        }
        command.output().expect("bash can be run")
    }

    /// The versions that were pushed.
    fn released(&self) -> Vec<String> {
        let tags = git(&self.path("remote.git"), &["tag", "--list", "--merged", "main"]);
        let version = |tag: &str| {
            let version = tag.strip_prefix(&format!("{}-v", self.name));
            version.unwrap_or_else(|| panic!("{tag} is a tag of {}", self.name)).to_owned()
        };
        tags.lines().map(version).collect()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("a workflow is YAML")
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no text")).to_owned()
}

/// Whether a condition of the form `a == 'x' || a == 'y'` holds.
fn holds(condition: &Value, variable: &str, value: &str) -> bool {
    let Some(condition) = condition.as_str() else { return true };
    condition.split(" || ").any(|part| {
        let (name, expected) = part.split_once(" == ").expect("a comparison");
        assert_eq!(name, variable, "{condition}");
        expected.trim_matches(['\'', '"']) == value
    })
}

/// Runs the jobs of an event. Returns the names of the jobs that ran, and the summary.
fn github(project: &Project, event: &str) -> (Vec<String>, String) {
    let workflow = yaml(&project.text(".github/workflows/sdk.yml"));
    let folder = string(&workflow["defaults"]["run"]["working-directory"]);
    let summary = project.path("summary.md");
    write(&summary, "");
    let summary_path = summary.display().to_string();
    let tool = string(&workflow["env"]["OASMITH"]);
    let variables = [
        ("OASMITH", tool.as_str()),
        ("GITHUB_STEP_SUMMARY", &summary_path),
        ("GITHUB_BASE_REF", "main"),
    ];
    let mut ran = Vec::new();
    for (name, job) in workflow["jobs"].as_mapping().expect("jobs") {
        if !holds(&job["if"], "github.event_name", event) {
            continue;
        }
        for step in job["steps"].as_sequence().expect("steps") {
            if step["run"].is_null() || !holds(&step["if"], "github.event_name", event) {
                continue;
            }
            let script = string(&step["run"]);
            let output = project.shell_in(&project.root().join(&folder), &script, &variables);
            assert!(output.status.success(), "{event}, {name:?}: {script}\n{}", said(&output));
        }
        project.clean();
        ran.push(string(name));
    }
    (ran, fs::read_to_string(summary).expect("a summary"))
}

/// A project at the root of a repository, and one in a folder.
#[test]
fn the_workflow_of_github_checks_and_releases() {
    for inner in extent::sample(FOLDERS, 2) {
        let project = Project::start("github", inner);
        // The base of this pull request has no manifest.
        assert_eq!(github(&project, "pull_request"), (vec!["check".to_owned()], String::new()));
        project.merge();
        assert_eq!(github(&project, "push").0, ["check"]);
        assert_eq!(github(&project, "schedule"), (vec!["drift".to_owned()], String::new()));
        assert_eq!(github(&project, "workflow_dispatch").0, ["release"]);
        assert_eq!(project.released(), ["0.1.0"]);

        project.change("listLamps", "listAllLamps");
        let (_, summary) = github(&project, "pull_request");
        assert!(summary.contains("C0102") || summary.contains("list_all"), "{summary}");
        project.merge();
        github(&project, "workflow_dispatch");
        assert_eq!(project.released(), ["0.1.0", "0.2.0"]);
    }
}

/// Runs a job with the variables that GitLab sets.
fn gitlab(project: &Project, job: &str) -> Output {
    let pipeline = yaml(&project.text(".gitlab/sdk.yml"));
    let job = &pipeline[job];
    let template = &pipeline[string(&job["extends"]).as_str()];
    let lines = [&template["before_script"], &job["script"]];
    let lines = lines.into_iter().flat_map(|it| it.as_sequence().expect("a script"));
    let script: Vec<String> = lines.map(string).collect();
    let base = git(&project.root(), &["rev-parse", "origin/main"]);
    let tool = string(&template["variables"]["OASMITH"]);
    let remote = format!("url.{}.insteadOf", project.path("remote.git").display());
    let variables = [
        ("OASMITH", tool.as_str()),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base),
        ("GITLAB_USER_NAME", "A Person"),
        ("GITLAB_USER_EMAIL", "person@example.com"),
        ("RELEASE_TOKEN", "token"),
        ("CI_SERVER_HOST", "gitlab.example.com"),
        ("CI_PROJECT_PATH", "acme/shop"),
        ("CI_COMMIT_BRANCH", "main"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", &remote),
        ("GIT_CONFIG_VALUE_0", "https://release:token@gitlab.example.com/acme/shop.git"),
    ];
    // GitLab's shell prints and runs one line after the other.
    let output = project.shell_in(&project.root(), &script.join("\n"), &variables);
    project.clean();
    output
}

#[test]
fn the_pipeline_of_gitlab_checks_and_releases() {
    for inner in extent::sample(FOLDERS, 2) {
        let project = Project::start("gitlab", inner);
        assert!(project.text(".gitlab-ci.yml").contains(".gitlab/sdk.yml"));
        let succeeds = |job: &str| {
            let output = gitlab(&project, job);
            assert!(output.status.success(), "{job}\n{}", said(&output));
            said(&output)
        };
        succeeds("sdk-check");
        // The base of this merge request has no manifest.
        succeeds("sdk-diff");
        project.merge();
        succeeds("sdk-drift");
        succeeds("sdk-release");
        assert_eq!(project.released(), ["0.1.0"]);
        project.change("listLamps", "listAllLamps");
        succeeds("sdk-check");
        let words = succeeds("sdk-diff");
        assert!(words.contains("0.1.0 → 0.2.0 (minor: 1 breaking change)"), "{words}");
        project.merge();
        succeeds("sdk-release");
        assert_eq!(project.released(), ["0.1.0", "0.2.0"]);
    }
}
