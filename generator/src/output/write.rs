//! Writes a crate to the disk: each file is old or new, never incomplete, and files that were not
//! generated stay unchanged.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use super::compare::compare;
use super::disk::{failure, metadata, with_path};
use super::lock::Lock;
use super::lockfile::Lockfile;
use super::written::{is_pending, pending_name};
use super::{Comparison, Files, MARK, TEMPORARY, is_user_folder, path};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::parallel;

/// Makes `folder` hold these files. Writes new and changed files, and removes files that the
/// folder's lock lists and that are no longer generated, with folders that are empty then.
/// Everything is checked before the first write. While another run writes to the same folder, this
/// one waits.
///
/// Returns `None`, with errors in the report, if a path is taken, or the folder holds other files
/// than a generated crate; then nothing was written. It also returns `None` if a write fails. After
/// a failure, a kill or a crash every file is either old or new, and the next run does the rest.
pub fn write(files: &Files, folder: &Path, report: &mut Report) -> Option<Comparison> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let problems = path::problems(files);
    if !problems.is_empty() {
        problems
            .into_iter()
            .for_each(|problem| report.push(Diagnostic::new(Code::InvalidOutputPath, problem)));
        return None;
    }
    let locked = Lock::of(folder).map_err(|error| with_path(error, folder));
    let compared = locked.and_then(|lock| Ok((compare(files, folder)?, lock)));
    let (comparison, _lock) = match compared {
        Ok(compared) => compared,
        Err(error) => return failed(&error, report),
    };
    if let Some(diagnostic) = comparison.not_a_crate(folder) {
        report.push(diagnostic);
        return None;
    }
    if !comparison.in_the_way.is_empty() {
        for path in &comparison.in_the_way {
            report.push(path_taken(folder, path));
        }
        return None;
    }
    match apply(files, folder, &comparison) {
        Ok(()) => Some(comparison),
        Err(error) => failed(&error, report),
    }
}

fn failed(error: &io::Error, report: &mut Report) -> Option<Comparison> {
    report.push(failure(error));
    None
}

/// The error if a path, or one of its parent folders, already exists as something else.
fn path_taken(folder: &Path, path: &str) -> Diagnostic {
    let parents = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
    let blocker = parents
        .into_iter()
        .find(|parent| !folder.join(parent).is_dir() || folder.join(parent).is_symlink());
    let target = folder.join(blocker.unwrap_or(path));
    let what = match metadata(&target) {
        Ok(Some(it)) if it.is_symlink() => "is a symbolic link, and oasmith does not follow them",
        Ok(Some(it)) if it.is_dir() => "is a folder",
        Ok(Some(it)) if it.is_file() && blocker.is_some() => "is a file where a folder should be",
        _ => "was not generated, and would be overwritten",
    };
    let message = format!("{} {what}", target.display());
    let help = match is_user_folder(path) {
        true => "this file was not generated: rename it, move it away or delete it".to_owned(),
        false => format!(
            "move it away or delete it; a generated file has `{MARK}` in its first five lines"
        ),
    };
    Diagnostic::new(Code::InTheWay, message).help(help)
}

fn apply(files: &Files, folder: &Path, comparison: &Comparison) -> io::Result<()> {
    // Leftovers of a killed run come first: this run may have its process ID, and so its names.
    let (left_over, removed): (Vec<_>, Vec<_>) =
        comparison.removed.iter().partition(|path| path.ends_with(TEMPORARY));
    let (announced, left_over): (Vec<_>, Vec<_>) =
        left_over.into_iter().partition(|path| is_pending(path));
    remove(left_over, folder)?;
    // The lock comes last: until then, the one on the disk and those that are announced list the
    // generated files.
    let (locks, others): (Vec<_>, Vec<_>) =
        comparison.written.iter().partition(|path| *path == Lockfile::NAME);
    let own = if locks.is_empty() { None } else { Some(announce(files, folder)?) };
    put(&others, files, folder)?;
    remove(removed, folder)?;
    put(&locks, files, folder)?;
    remove(announced.into_iter().chain(&own).collect(), folder)
}

/// Writes the lock under another name, and returns that name.
fn announce(files: &Files, folder: &Path) -> io::Result<String> {
    let mut number = 0;
    loop {
        let pending = pending_name(number);
        let target = folder.join(&pending);
        match File::create_new(&target) {
            Ok(mut file) => {
                let written =
                    file.write_all(files.get(Lockfile::NAME).unwrap_or_default().as_bytes());
                return written.map(|()| pending).map_err(|error| with_path(error, &target));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(with_path(error, folder)),
        }
    }
}

fn put(paths: &[&String], files: &Files, folder: &Path) -> io::Result<()> {
    let put = |path: &&String| {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| with_path(error, parent))?;
        replace(&target, files.get(path).unwrap_or_default())
            .map_err(|error| with_path(error, &target))
    };
    parallel::map(paths, put).into_iter().collect()
}

fn remove(paths: Vec<&String>, folder: &Path) -> io::Result<()> {
    for path in paths {
        let target = folder.join(path);
        match fs::remove_file(&target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(with_path(error, &target));
            }
            _ => remove_empty(folder, path),
        }
    }
    Ok(())
}

/// Writes a temporary file, then renames it in one step.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = temporary(path);
    let mut file = File::create_new(&temporary)?;
    let done = file.write_all(text.as_bytes()).and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}{TEMPORARY}", process::id()))
}

/// Removes the folders of a file that are empty now. A folder that is not empty stays.
fn remove_empty(folder: &Path, path: &str) {
    for (end, _) in path.rmatch_indices('/') {
        let Some(parent) = path.get(..end) else { return };
        if fs::remove_dir(folder.join(parent)).is_err() {
            return;
        }
    }
}
