//! Compares the result of `diff` for each pair of documents in `changes/` with that of
//! [cargo-semver-checks] for the two crates.
//!
//! It needs that program in `target/tools/bin` or in the PATH: `cargo xtask ci --install` installs
//! it and runs this test.
//!
//! [cargo-semver-checks]: https://crates.io/crates/cargo-semver-checks

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::change::{Class, compare};
use oasmith::diagnostic::Style;
use oasmith::{Input, Report, output};
use oasmith_tests::cargo::{cargo, run, target};
use oasmith_tests::folder::{repository, write};

/// The pairs with different results, and why: `pair = "reason"`.
const EXPLAINED: &str = "second-opinion.toml";

/// The features that include an HTTP client, which is the same on both sides.
const TRANSPORTS: &[&str] = &["rustls", "native-tls", "reqwest"];

/// A pair of documents or manifests: the crate before a change, and after it.
struct Pair {
    name: String,
    old: PathBuf,
    new: PathBuf,
}

/// One of the two crates of a pair.
#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

impl Side {
    const ALL: [Self; 2] = [Self::Old, Self::New];

    fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

impl Pair {
    fn all() -> Vec<Self> {
        let entries = fs::read_dir("changes").expect("tests run in the folder of their package");
        let folders =
            entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir());
        let mut pairs: Vec<Self> = folders.filter_map(|folder| Self::in_folder(&folder)).collect();
        pairs.sort_by(|one, other| one.name.cmp(&other.name));
        pairs
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let side = |side: Side| {
            let manifest = folder.join(side.word()).join("sdk.toml");
            let document = folder.join(format!("{}.yaml", side.word()));
            [manifest, document].into_iter().find(|path| path.is_file())
        };
        let name = folder.file_name()?.to_string_lossy().into_owned();
        let pair = Self { name, old: side(Side::Old)?, new: side(Side::New)? };
        pair.is_alone().then_some(pair)
    }

    /// Whether the crates compile alone, without a runtime that is another generated crate.
    fn is_alone(&self) -> bool {
        let runtime = |side| self.input(side, &mut Report::new())?.manifest.runtime;
        Side::ALL.into_iter().all(|side| runtime(side).is_none())
    }

    /// The input for one side: both sides are members of workspaces, with the same package name and
    /// version.
    fn input(&self, side: Side, report: &mut Report) -> Option<Input> {
        let path = match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        let mut input = match path.extension().is_some_and(|extension| extension == "toml") {
            true => Input::from_manifest(path, report),
            false => Input::from_document(path, "lamps", report),
        }?;
        let package = &mut input.manifest.package;
        (package.name, package.standalone) = (format!("pair-{}", self.name), false);
        package.version = "0.1.0".to_owned();
        Some(input)
    }

    /// The result of `diff`: the most severe class, and the codes.
    fn ours(&self) -> (Option<Class>, Vec<String>) {
        let [old, new] = Side::ALL.map(|side| {
            let mut report = Report::new();
            let planned = self
                .input(side, &mut report)
                .and_then(|input| oasmith::plan_of(&input, &mut report));
            planned.unwrap_or_else(|| panic!("{}\n{}", self.name, report.render(Style::Plain)))
        });
        let changes = compare(&old, &new);
        let mut codes: Vec<_> = changes.iter().map(|change| format!("{:?}", change.code)).collect();
        codes.sort();
        codes.dedup();
        (changes.iter().map(|change| change.class).min(), codes)
    }
}

/// Writes one side of all pairs as a workspace, and runs rustdoc on each crate: the name of each
/// pair, and the path of its rustdoc JSON.
fn described(pairs: &[Pair], side: Side) -> BTreeMap<String, PathBuf> {
    let root = target().join("second-opinion");
    let folder = root.join(side.word());
    let (mut members, mut features) = (Vec::new(), Vec::new());
    for pair in pairs {
        let mut report = Report::new();
        let generated =
            pair.input(side, &mut report).and_then(|input| oasmith::generate(&input, &mut report));
        let generated =
            generated.unwrap_or_else(|| panic!("{}\n{}", pair.name, report.render(Style::Plain)));
        let written = output::write(&generated.files, &folder.join(&pair.name), &mut report);
        assert!(written.is_some(), "{}", report.render(Style::Plain));
        let manifest: toml::Table =
            generated.files.get("Cargo.toml").expect("a manifest").parse().expect("TOML");
        let default = manifest
            .get("features")
            .and_then(|features| features.get("default")?.as_array())
            .cloned()
            .unwrap_or_default();
        let wanted = default
            .iter()
            .filter_map(toml::Value::as_str)
            .filter(|name| !TRANSPORTS.contains(name));
        features.extend(wanted.map(|feature| format!("pair-{}/{feature}", pair.name)));
        members.push(format!("{:?}", pair.name));
    }
    let members = members.join(", ");
    write(
        &folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    );
    write(
        &folder.join("Cargo.lock"),
        fs::read(repository().join("Cargo.lock")).expect("Cargo.lock"),
    );
    let mut command = cargo(&folder);
    command.args([
        "doc",
        "--offline",
        "--workspace",
        "--lib",
        "--no-deps",
        "--quiet",
        "--no-default-features",
    ]);
    command.args(["--features", &features.join(",")]).env("CARGO_TARGET_DIR", root.join("target"));
    // The format of rustdoc JSON is unstable. cargo-semver-checks enables it in the same way.
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", "-Zunstable-options --output-format=json --cap-lints=allow");
    run(&mut command);
    let kept = |pair: &Pair| {
        let made = root.join(format!("target/doc/pair_{}.json", pair.name.replace('-', "_")));
        let kept = folder.join(&pair.name).with_extension("json");
        fs::copy(&made, &kept).unwrap_or_else(|error| panic!("{}: {error}", made.display()));
        (pair.name.clone(), kept)
    };
    pairs.iter().map(kept).collect()
}

/// The result of cargo-semver-checks for two crates.
struct Theirs {
    /// The required change of the version: [`Class::Breaking`] for "major", [`Class::Addition`] for
    /// "minor". It never requires a patch.
    class: Option<Class>,
    /// The lints that found something.
    lints: Vec<String>,
}

impl Theirs {
    fn of(program: &Path, old: &Path, new: &Path) -> Self {
        let mut command = Command::new(program);
        // With the release type "patch", it reports everything that needs more than a patch.
        command.args(["semver-checks", "--color=never", "--release-type=patch"]);
        command.arg("--baseline-rustdoc").arg(old).arg("--current-rustdoc").arg(new);
        let output = command.output().expect("cargo-semver-checks can be run");
        let (found, summary) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let class = match () {
            () if summary.contains("no semver update required") => None,
            () if summary.contains("requires new major version") => Some(Class::Breaking),
            () if summary.contains("requires new minor version") => Some(Class::Addition),
            () => panic!("{command:?}\n{found}{summary}"),
        };
        let lints =
            found.lines().filter_map(|line| line.strip_prefix("--- failure ")?.split_once(':'));
        Self { class, lints: lints.map(|(lint, _)| lint.to_owned()).collect() }
    }

    /// Whether the results are compatible: a breaking change of `diff` is breaking here, and no
    /// change here is more severe than in `diff`. An addition may have no lint.
    fn agrees(&self, ours: Option<Class>) -> bool {
        let rank = |class: Option<Class>| class.map_or(Class::ALL.len(), |class| class as usize);
        match ours {
            Some(Class::Breaking) => self.class == ours,
            _ => rank(ours) <= rank(self.class),
        }
    }
}

/// Why the two results for a pair differ.
fn explanations() -> BTreeMap<String, String> {
    let text = fs::read_to_string(EXPLAINED).expect("tests run in the folder of their package");
    let reasons: BTreeMap<String, Vec<String>> =
        toml::from_str(&text).expect("a reason, and the pairs that it explains");
    let each = reasons
        .into_iter()
        .flat_map(|(reason, pairs)| pairs.into_iter().map(move |pair| (pair, reason.clone())));
    each.collect()
}

/// The path of cargo-semver-checks; `target/tools` takes precedence.
fn program() -> PathBuf {
    let own = target().join("tools/bin/cargo-semver-checks");
    let paths = env::var_os("PATH")
        .map(|paths| env::split_paths(&paths).collect::<Vec<_>>())
        .unwrap_or_default();
    let paths = paths.into_iter().map(|folder| folder.join("cargo-semver-checks"));
    let found = [own].into_iter().chain(paths).find(|path| path.is_file());
    found.expect("cargo-semver-checks: cargo install --locked --debug --root target/tools cargo-semver-checks")
}

fn word(class: Option<Class>) -> &'static str {
    class.map_or("nothing", Class::word)
}

#[test]
#[ignore = "needs cargo-semver-checks"]
fn two_verdicts_on_each_pair() {
    let pairs = Pair::all();
    assert!(pairs.len() >= 40, "{} pairs", pairs.len());
    let [old, new] = Side::ALL.map(|side| described(&pairs, side));
    let (program, mut explained) = (program(), explanations());
    let mut table = String::from(
        "| pair | diff | cargo-semver-checks | why they differ |\n| --- | --- | --- | --- |\n",
    );
    let mut unexplained = Vec::new();
    for pair in &pairs {
        let name = &pair.name;
        let ((ours, codes), theirs) = (pair.ours(), Theirs::of(&program, &old[name], &new[name]));
        let reason = match theirs.agrees(ours) {
            true => String::new(),
            false => explained.remove(name).unwrap_or_else(|| {
                unexplained.push(name);
                "?".to_owned()
            }),
        };
        let (our_word, codes) = (word(ours), codes.join(", "));
        let (their_word, lints) = (word(theirs.class), theirs.lints.join(", "));
        _ = writeln!(table, "| {name} | {our_word}: {codes} | {their_word}: {lints} | {reason} |");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("second-opinion", table));
    assert!(unexplained.is_empty(), "no reason in {EXPLAINED}: {unexplained:?}");
    assert!(explained.is_empty(), "they agree, or there is no such pair: {explained:?}");
}
