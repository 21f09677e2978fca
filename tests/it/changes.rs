//! The changes of pairs of documents, and what holds for all pairs:
//! `changes/<kind>/{old,new}.yaml`, or folders with an `sdk.toml`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oasmith::change::{Change, ChangeCode, Class, compare};
use oasmith::diagnostic::Style;
use oasmith::{Input, Planned, Report};
use oasmith_tests::cargo::xtask;
use oasmith_tests::fixture;
use oasmith_tests::folder::repository;
use oasmith_tests::signatures::{Signed, disagreement};

use crate::expected::{self, Texts};

/// The names of all pairs, sorted.
fn pairs() -> Vec<String> {
    let entries = fs::read_dir("changes").expect("the pairs");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The document or manifest of a side of a pair.
fn side(name: &str, side: &str) -> PathBuf {
    let folder = Path::new("changes").join(name);
    let document = folder.join(format!("{side}.yaml"));
    if document.is_file() { document } else { folder.join(side).join("sdk.toml") }
}

fn planned(path: &Path) -> Planned {
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

/// The changes of each pair, and of the same pair the other way round.
static CHANGES: LazyLock<Vec<(String, [Vec<Change>; 2])>> = LazyLock::new(|| {
    let changes = |name: String| {
        let (old, new) = (planned(&side(&name, "old")), planned(&side(&name, "new")));
        (name, [compare(&old, &new), compare(&new, &old)])
    };
    pairs().into_iter().map(changes).collect()
});

fn said(name: &str, old: &str, new: &str) -> String {
    let tests = repository().join("tests");
    let output = xtask(&tests)
        .arg("diff")
        .args([side(name, old), side(name, new)])
        .output()
        .expect("xtask can be run");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_pair_has_the_changes_that_it_expects() {
    let folders = pairs().iter().map(|name| Path::new("changes").join(name)).collect();
    expected::check_all(folders, |folder| {
        let name = expected::name(folder);
        let text = format!(
            "{}
=== the other way round
{}",
            said(&name, "old", "new"),
            said(&name, "new", "old")
        );
        Texts::from([("changes", text)])
    });
}

#[test]
fn every_code_is_raised_by_a_pair() {
    let raised: BTreeSet<ChangeCode> =
        CHANGES.iter().flat_map(|(_, ways)| ways).flatten().map(|change| change.code).collect();
    let missing: Vec<_> = ChangeCode::ALL
        .iter()
        .filter(|code| !raised.contains(code))
        .map(|code| code.id())
        .collect();
    assert!(missing.is_empty(), "no pair raises {missing:?}");
}

#[test]
fn what_breaks_one_way_is_something_the_other_way() {
    for (name, [forth, back]) in CHANGES.iter() {
        assert!(!forth.is_empty(), "{name} changes nothing");
        assert!(!back.is_empty(), "{name} changes nothing the other way round");
        // What is new breaks those who use it when it goes, and what is only read otherwise breaks
        // nobody.
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
    for fixture in fixture::all() {
        let mut report = Report::new();
        let input = fixture.input(&mut report).expect("a fixture");
        let planned = oasmith::plan_of(&input, &mut report).expect("a plan");
        let again = planned.clone();
        assert_eq!(compare(&planned, &again), [], "{}", fixture.name);
    }
}

#[test]
fn what_is_said_is_well_formed() {
    for (name, ways) in CHANGES.iter() {
        for changes in ways {
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

/// The signatures of what is printed have the last word.
#[test]
fn what_is_said_is_what_the_signatures_say() {
    let mut wrong = Vec::new();
    for name in pairs() {
        let [old, new] = ["old", "new"].map(|it| Signed::new(planned(&side(&name, it))));
        for (way, before, now) in [("forth", &old, &new), ("back", &new, &old)] {
            wrong.extend(disagreement(before, now).map(|why| format!("{name}, {way}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{} pairs\n{}", wrong.len(), wrong.join("\n"));
}
