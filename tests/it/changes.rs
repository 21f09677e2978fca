//! The changes between pairs of documents, and rules that apply to all pairs:
//! `changes/<kind>/{old,new}.yaml`, or folders with an `sdk.toml`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oasmith::change::{Change, ChangeCode, Class, compare};
use oasmith::diagnostic::Style;
use oasmith::{Input, Planned, Report};
use oasmith_cli::diff::{Difference, Format};
use oasmith_tests::signatures::{Signed, disagreement};
use oasmith_tests::{extent, fixture};

use crate::expected::{self, Texts};

/// The names of all pairs, sorted.
pub fn pairs() -> Vec<String> {
    let entries = fs::read_dir("changes").expect("the pairs");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The document or manifest of one side of a pair.
pub fn side(name: &str, side: &str) -> PathBuf {
    let folder = Path::new("changes").join(name);
    let document = folder.join(format!("{side}.yaml"));
    if document.is_file() { document } else { folder.join(side).join("sdk.toml") }
}

/// The plan of a document or manifest.
pub fn planned(path: &Path) -> Planned {
    let mut report = Report::new();
    let input = match path.extension().is_some_and(|extension| extension == "toml") {
        true => Input::from_manifest(path, &mut report),
        false => Input::from_document(path, "api", &mut report),
    };
    match input.and_then(|input| oasmith::plan_of(&input, &mut report)) {
        Some(planned) => planned,
        None => panic!("{}\n{}", path.display(), report.render(Style::Plain)),
    }
}

/// A pair, planned once for all tests.
struct Pair {
    name: String,
    /// The old side and the new one.
    sides: [Planned; 2],
    /// The difference, and the difference in the opposite direction.
    ways: [Difference; 2],
}

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let pair = |name: String| {
        let sides @ [old, new] = &["old", "new"].map(|it| planned(&side(&name, it)));
        let ways = [Difference::of(old, new), Difference::of(new, old)];
        Pair { sides: sides.clone(), ways, name }
    };
    pairs().into_iter().map(pair).collect()
});

/// The names of pairs, and their two crates, printed once for all tests.
pub static PRINTED: LazyLock<Vec<(&str, [Signed; 2])>> = LazyLock::new(|| {
    let pairs = extent::sample(PAIRS.iter(), 3);
    pairs.map(|pair| (pair.name.as_str(), pair.sides.clone().map(Signed::new))).collect()
});

#[test]
fn every_pair_has_the_changes_that_it_expects() {
    let folders = pairs().iter().map(|name| Path::new("changes").join(name)).collect();
    expected::check_all(folders, |folder| {
        let name = expected::name(folder);
        let pair = PAIRS.iter().find(|pair| pair.name == name).expect("a pair");
        // The output of the command. `cli_diff` tests the command itself.
        let [forth, back] = pair.ways.each_ref().map(|way| Format::Text.write(way));
        let text =
            format!("{}\n\n=== the other way round\n{}\n", forth.trim_end(), back.trim_end());
        Texts::from([("changes", text)])
    });
}

#[test]
fn every_code_is_raised_by_a_pair() {
    let raised: BTreeSet<ChangeCode> = PAIRS
        .iter()
        .flat_map(|pair| &pair.ways)
        .flat_map(|way| &way.changes)
        .map(|change| change.code)
        .collect();
    let missing: Vec<_> = ChangeCode::ALL
        .iter()
        .filter(|code| !raised.contains(code))
        .map(|code| code.id())
        .collect();
    assert!(missing.is_empty(), "no pair raises {missing:?}");
}

#[test]
fn what_breaks_one_way_is_something_the_other_way() {
    for Pair { name, ways, .. } in PAIRS.iter() {
        let [forth, back] = ways.each_ref().map(|way| &way.changes);
        assert!(!forth.is_empty(), "{name} changes nothing");
        assert!(!back.is_empty(), "{name} changes nothing the other way round");
        // The reverse of an addition is breaking. The reverse of a documentation change breaks
        // nothing.
        let is_only =
            |changes: &[Change], class: Class| changes.iter().all(|change| change.class == class);
        let is_code = |code| forth.iter().all(|change| change.code == code);
        if is_only(forth, Class::Addition) && !is_code(ChangeCode::DeprecationAdded) {
            assert_eq!(back.first().map(|change| change.class), Some(Class::Breaking), "{name}");
        }
        if is_only(forth, Class::Docs) {
            let gravest = back.first().map(|change| change.class);
            let undeprecated = is_code(ChangeCode::DeprecationRemoved);
            assert!(undeprecated || gravest == Some(Class::Docs), "{name}: {back:?}");
        }
    }
}

#[test]
fn what_stays_the_same_changes_nothing() {
    for fixture in extent::sample(fixture::all(), 4) {
        let mut report = Report::new();
        let input = fixture.input(&mut report).expect("a fixture");
        let planned = oasmith::plan_of(&input, &mut report).expect("a plan");
        let again = planned.clone();
        assert_eq!(compare(&planned, &again), [], "{}", fixture.name);
    }
}

#[test]
fn what_is_said_is_well_formed() {
    for Pair { name, ways, .. } in PAIRS.iter() {
        for changes in ways.each_ref().map(|way| &way.changes) {
            assert!(
                changes.is_sorted_by_key(|change| change.class),
                "{name}: the gravest come first"
            );
            let mut said = BTreeSet::new();
            for change in changes {
                assert!(
                    said.insert((change.code, &change.path, &change.message)),
                    "{name}: {change:?} is said twice"
                );
                assert!(
                    !change.message.ends_with('.') && !change.message.is_empty(),
                    "{name}: {change:?}"
                );
                assert!(!change.path.is_empty(), "{name}: {change:?}");
            }
        }
    }
}

/// `diff` agrees with the signatures of the printed crates.
#[test]
fn what_is_said_is_what_the_signatures_say() {
    let mut wrong = Vec::new();
    for (name, [old, new]) in PRINTED.iter() {
        for (way, before, now) in [("forth", old, new), ("back", new, old)] {
            wrong.extend(disagreement(before, now).map(|why| format!("{name}, {way}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{} pairs\n{}", wrong.len(), wrong.join("\n"));
}

/// `second_opinion` needs a program that takes minutes to install. This test only checks that its
/// table has a row for each pair with the current result of `diff`. Both sides of a pair have the
/// same package.
#[test]
fn the_second_opinion_was_asked_about_each_pair() {
    let table = fs::read_to_string("snapshots/second-opinion.snap").expect("the table");
    let shares_a_runtime = |name: &str| {
        let manifest = fs::read_to_string(side(name, "new")).expect("a document or a manifest");
        manifest.lines().any(|line| line == "[runtime]")
    };
    let pairs = PAIRS.iter().filter(|pair| !shares_a_runtime(&pair.name));
    let rows = pairs.map(|Pair { name, ways: [forth, _], .. }| {
        let changes = forth.changes.iter().filter(|it| it.code != ChangeCode::PackageRenamed);
        let class = changes.clone().map(|change| change.class).min().map_or("nothing", Class::word);
        let codes: BTreeSet<String> = changes.map(|change| format!("{:?}", change.code)).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        format!("| {name} | {class}: {} |", codes.join(", "))
    });
    let missing: Vec<String> = rows.filter(|row| !table.contains(row)).collect();
    assert!(missing.is_empty(), "the table lacks these rows:\n{}", missing.join("\n"));
}
