//! The files after an interrupted run: each is old or new, and the next run repairs the rest.
//!
//! Runs are separate processes: this test binary, with variables that select the states to write.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use oasmith::Report;
use oasmith::output::{Files, Lockfile, MARK, compare, write};
use oasmith_tests::{extent, process};

const FOLDER: &str = "OASMITH_TEST_FOLDER";
const TURNS: &str = "OASMITH_TEST_TURNS";

/// The number and size of the files of a state. They are large enough that a kill can interrupt a
/// write.
const COUNT: usize = 40;
const BYTES: usize = 40_000;

/// All files of a state. Some files are only in states with even numbers.
fn state(number: usize) -> Files {
    let mut files = Files::new();
    for index in (0..COUNT).filter(|index| index % 4 != 0 || number.is_multiple_of(2)) {
        files.insert(format!("src/{}/f{index}.rs", index % 3), text(number));
    }
    // A run removes only files that the lock lists.
    let marked: String = files.iter().map(|(path, _)| format!("\"{path}\",\n")).collect();
    files.insert(
        Lockfile::NAME,
        format!("# {MARK}\ngenerator = \"{number}\"\n[crate]\nmarked = [\n{marked}]\n"),
    );
    files
}

fn text(number: usize) -> String {
    format!("// {MARK}\n{}", format!("{number:09}\n").repeat(BYTES / 10))
}

/// The process that is killed, not a test. It does nothing without the variables.
#[test]
fn writer() {
    let (Ok(folder), Ok(turns)) = (env::var(FOLDER), env::var(TURNS)) else { return };
    let turns: Vec<usize> = turns.split(',').map(|turn| turn.parse().unwrap()).collect();
    for turn in turns {
        let mut report = Report::new();
        if write(&state(turn), Path::new(&folder), &mut report).is_none() {
            eprint!("{}", report.render(oasmith::diagnostic::Style::Plain));
            std::process::exit(1);
        }
    }
}

fn command(folder: &Path, turns: &[usize]) -> Command {
    let mut command = process::alone(module_path!(), "writer");
    let turns: Vec<_> = turns.iter().map(usize::to_string).collect();
    command.env(FOLDER, folder).env(TURNS, turns.join(","));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn spawn(folder: &Path, turns: &[usize]) -> Child {
    command(folder, turns).spawn().unwrap()
}

/// Every file below `folder` with its text, without temporary files.
fn files_of(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if !path.to_string_lossy().ends_with("oasmith-tmp") {
                found.push((
                    path.to_string_lossy().into_owned(),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    found
}

/// The states that the files in a folder are from. A file of no state is incomplete.
fn states_of(folder: &Path) -> BTreeSet<usize> {
    let state_of = |(path, found): (String, String)| {
        let number = found.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or(usize::MAX);
        assert!(
            number < 1000 && found == text(number),
            "{path} is half written: {} bytes",
            found.len()
        );
        number
    };
    files_of(&folder.join("src")).into_iter().map(state_of).collect()
}

fn repaired(folder: &Path, number: usize) {
    let mut report = Report::new();
    assert!(write(&state(number), folder, &mut report).is_some(), "{:#?}", report.diagnostics());
    assert!(compare(&state(number), folder).unwrap().is_clean());
}

#[test]
fn a_kill_at_any_moment_leaves_files_old_or_new() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("examples")).unwrap();
    fs::write(folder.join("examples/mine.rs"), "mine").unwrap();
    repaired(folder, 0);

    // The kills are spread evenly over the duration of an undisturbed run.
    let started = Instant::now();
    assert!(spawn(folder, &[1, 2]).wait().unwrap().success());
    let duration = started.elapsed();

    let kills = if extent::is_complete() { 60 } else { 8 };
    let (mut mixed, mut left_over) = (0, 0);
    for kill in 0..kills {
        repaired(folder, 0);
        let mut child = spawn(folder, &[1, 2, 3, 4]);
        thread::sleep(duration * (kill + 1) / kills);
        child.kill().unwrap();
        child.wait().unwrap();
        let states = states_of(folder);
        mixed += usize::from(states.len() > 1);
        left_over += compare(&state(0), folder)
            .unwrap()
            .removed
            .iter()
            .filter(|it| it.ends_with("-tmp"))
            .count();
        let oldest = states.iter().next().copied().unwrap();
        assert!(states.iter().all(|&it| it <= oldest + 1), "states that never met: {states:?}");
        repaired(folder, 7);
        assert_eq!(fs::read_to_string(folder.join("examples/mine.rs")).unwrap(), "mine");
    }
    assert!(mixed > 0, "no kill came while files were written, so this showed nothing");
    println!("{mixed} of {kills} kills came between files, {left_over} inside a file");
}

#[test]
fn a_run_with_the_number_of_one_that_was_killed_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src/1")).unwrap();
    let left_over = folder.path().join(format!("src/1/.f1.rs.{}.oasmith-tmp", std::process::id()));
    fs::write(&left_over, "half").unwrap();
    repaired(folder.path(), 0);
    assert!(!left_over.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_files_old_or_new() {
    let folder = tempfile::tempdir().unwrap();
    repaired(folder.path(), 0);
    // A limit on file size, in units of 512 or 1024 bytes, interrupts a write like a full disk. The
    // signal is ignored, so the process sees the error.
    let mut shell = Command::new("sh");
    let program = process::alone(module_path!(), "writer");
    shell.args(["-c", r#"trap "" XFSZ; ulimit -f 8; exec "$0" "$@""#]).arg(program.get_program());
    shell.args(program.get_args()).env(FOLDER, folder.path()).env(TURNS, "1");
    let output = shell.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("E0502") && said.contains("File too large"), "{said}");
    assert_eq!(states_of(folder.path()), BTreeSet::from([0]));
    // The rest is the pending lock, which lists the files of the interrupted run.
    let comparison = compare(&state(0), folder.path()).unwrap();
    assert!(comparison.written.is_empty() && comparison.foreign.is_empty(), "{comparison:?}");
    assert_eq!(comparison.removed, [".oasmith.lock.pending-0.oasmith-tmp"]);
    repaired(folder.path(), 1);
}

#[test]
fn runs_at_once_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let rounds: Vec<usize> = (0..12).collect();
    let mut runs: Vec<_> = (0..4)
        .map(|run| {
            spawn(folder.path(), &rounds.iter().map(|round| round * 4 + run).collect::<Vec<_>>())
        })
        .collect();
    thread::sleep(Duration::from_millis(1));
    for run in &mut runs {
        assert!(run.wait().unwrap().success());
    }
    let states = states_of(folder.path());
    assert_eq!(states.len(), 1, "files of several runs: {states:?}");
    let last = states.into_iter().next().unwrap();
    assert!(compare(&state(last), folder.path()).unwrap().is_clean());
}
