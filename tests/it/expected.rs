//! Expected output beside its input: `expected/NAME.snap` in the folder of a fixture.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Texts by name: `code` is compared with `expected/code.snap`.
pub type Texts = BTreeMap<&'static str, String>;

/// Limits a run to the folders whose name contains its value.
const ONLY: &str = "OASMITH_ONLY";

/// Compares the texts of each folder with its `expected/`, on all processors. Reports all folders
/// that differ at the end.
pub fn check_all(folders: Vec<PathBuf>, texts: impl Fn(&Path) -> Texts + Sync) {
    let only = env::var(ONLY).unwrap_or_default();
    let waiting: Vec<_> = folders.into_iter().filter(|it| name(it).contains(&only)).collect();
    assert!(!waiting.is_empty(), "no folder's name contains {ONLY}={only:?}");
    let (waiting, differing) = (Mutex::new(waiting.into_iter()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(folder) = next else { break };
            if catch_unwind(AssertUnwindSafe(|| check(&folder, texts(&folder)))).is_err() {
                differing.lock().unwrap_or_else(PoisonError::into_inner).push(name(&folder));
            }
        }
    };
    thread::scope(|scope| {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        (0..processors).for_each(|_| drop(scope.spawn(work)));
    });
    let mut differing = differing.into_inner().unwrap_or_else(PoisonError::into_inner);
    differing.sort();
    assert!(
        differing.is_empty(),
        "not as expected: {}\none alone: {ONLY}={} cargo test -p oasmith-tests --test it; to accept: INSTA_UPDATE=always",
        differing.join(", "),
        differing[0],
    );
}

/// Compares texts with `expected/` of one folder, which contains no other files.
pub fn check(folder: &Path, texts: Texts) {
    let expected = package().join(folder).join("expected");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&expected);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let names: Vec<_> = texts.keys().map(|name| format!("{name}.snap")).collect();
    settings
        .bind(|| texts.into_iter().for_each(|(name, text)| insta::assert_snapshot!(name, text)));
    for entry in fs::read_dir(&expected).expect("the folder `expected`") {
        let file = name(&entry.expect("an entry").path());
        assert!(names.contains(&file), "{}: {file} belongs to nothing", folder.display());
    }
}

/// Whether a folder has an expected text of this name.
pub fn has(folder: &Path, name: &str) -> bool {
    package().join(folder).join("expected").join(format!("{name}.snap")).is_file()
}

/// The name of a folder.
pub fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
