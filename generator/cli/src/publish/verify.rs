//! Builds the content of a tarball as its users will.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::checks::Candidate;
use super::package::{Tarball, metadata, run};
use crate::cargo::cargo;
use crate::error::{Checked, CommandError};
use crate::program_output::excerpt;
use crate::terminal::note;

/// The feature that needs OpenSSL's headers on Linux.
const NATIVE_TLS: &str = "native-tls";

/// Unpacks a tarball, and checks it with its default features, with none, with each alone, and with
/// all. Dependencies are those of the tarball's own `Cargo.lock`, and are built into the
/// workspace's target folder, where most of them are already.
pub fn verify(
    crate_folder: &Path,
    target: &Path,
    tarball: &Tarball,
    candidate: &Candidate,
) -> Checked {
    let folder = unpack(target, tarball, candidate)?;
    check_contents(&folder, candidate)?;
    let manifest = folder.join("Cargo.toml");
    let features = features(&metadata(crate_folder, &manifest)?, &candidate.package)?;
    for (name, flags) in selections(&features, has_openssl()) {
        let started = Instant::now();
        let mut command = cargo(crate_folder);
        command
            .args(["check", "--locked", "--quiet", "--color", "never", "--manifest-path"])
            .arg(&manifest);
        command.arg("--target-dir").arg(target).args(&flags).env("CARGO_INCREMENTAL", "0");
        run(&mut command)
            .map_err(|error| error.after(&format!("the package does not build with {name}")))?;
        note(format_args!("    builds with {name} ({:.1} s)", started.elapsed().as_secs_f64()));
    }
    // What is unpacked has served; what was built of it goes with the target folder.
    let _ = fs::remove_dir_all(folder.parent().unwrap_or(&folder));
    Ok(())
}

/// Fails if the package lacks a generated file or the changelog.
fn check_contents(folder: &Path, candidate: &Candidate) -> Checked {
    let incomplete = |message: String| {
        Err(CommandError::new(message, "run `cargo package --list` to see its files"))
    };
    for (path, text) in candidate.files.iter() {
        // Cargo writes a manifest of its own, and keeps the other one beside it.
        let inner = if path == "Cargo.toml" { "Cargo.toml.orig" } else { path };
        match fs::read(folder.join(inner)) {
            Ok(bytes) if bytes == text.as_bytes() => {}
            Ok(_) => {
                return incomplete(format!(
                    "{path} in the package differs from the generated file"
                ));
            }
            Err(error) => return incomplete(format!("the package lacks {path}: {error}")),
        }
    }
    if !folder.join("CHANGELOG.md").is_file() {
        return incomplete("the package lacks CHANGELOG.md".to_owned());
    }
    if !candidate.has_license {
        note("    note: the package has no license text: set `license-files` in the manifest");
    }
    Ok(())
}

/// Unpacks into a folder that is named after the tarball's digest. Cargo gives all files of a
/// package the same time, so in a shared folder it would mistake an earlier build of another
/// package for a build of this one. A build of the same package is reused.
fn unpack(target: &Path, tarball: &Tarball, candidate: &Candidate) -> Checked<PathBuf> {
    let failed = |error: std::io::Error| {
        let message = format!("cannot unpack {}: {error}", tarball.path.display());
        CommandError::new(message, "check that `tar` is installed and the disk is not full")
    };
    let folder = target.join("unpacked").join(&tarball.digest);
    let inner = format!("{}-{}", candidate.package, candidate.version);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let output = Command::new("tar")
        .arg("-xzf")
        .arg(&tarball.path)
        .arg("-C")
        .arg(&folder)
        .output()
        .map_err(failed)?;
    match output.status.success() {
        true => Ok(folder.join(inner)),
        false => Err(CommandError::new(
            format!("`tar` fails\n{}", excerpt(&output.stderr)),
            "the last lines are from tar",
        )),
    }
}

fn features(metadata: &Value, package: &str) -> Checked<Vec<String>> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let found = packages
        .into_iter()
        .flatten()
        .find(|it| it.get("name").and_then(Value::as_str) == Some(package));
    match found.and_then(|it| it.get("features")).and_then(Value::as_object) {
        Some(features) => Ok(features.keys().filter(|name| *name != "default").cloned().collect()),
        None => {
            Err(CommandError::new("`cargo metadata` names no features", "run it to see its output"))
        }
    }
}

/// A name for people, and flags for cargo.
fn selections(features: &[String], has_openssl: bool) -> Vec<(String, Vec<String>)> {
    let flags = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let there: Vec<_> =
        features.iter().filter(|name| has_openssl || *name != NATIVE_TLS).cloned().collect();
    let alone = |name: &String| {
        (format!("{name} alone"), flags(&format!("--no-default-features --features {name}")))
    };
    let mut all = vec![
        ("its default features".to_owned(), Vec::new()),
        ("no features".to_owned(), flags("--no-default-features")),
    ];
    all.extend(there.iter().map(alone));
    if there.len() == features.len() {
        all.push(("all features".to_owned(), flags("--all-features")));
    } else {
        note(format_args!(
            "    note: {NATIVE_TLS} is skipped: the headers of OpenSSL are not installed"
        ));
        all.push((
            format!("all features but {NATIVE_TLS}"),
            flags(&format!("--features {}", there.join(","))),
        ));
    }
    all
}

/// The feature `native-tls` builds anywhere but on a Linux without OpenSSL's headers; there, the
/// steps use the default features.
pub fn has_openssl() -> bool {
    let found = || {
        let mut command = Command::new("pkg-config");
        command.args(["--exists", "openssl"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    !cfg!(target_os = "linux") || env::var_os("OPENSSL_DIR").is_some() || found()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::Path;
    use std::process::Command;
    use std::time::{Duration, SystemTime};

    use oasmith::Files;
    use semver::Version;

    use super::super::checks::Candidate;
    use super::super::package::Tarball;
    use super::{selections, verify};

    const MANIFEST: &str = "[package]\nname = \"lamps\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\na = []\nb = []\n";
    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"lamps\"\nversion = \"0.1.0\"\n";

    /// A package as old as cargo makes all packages.
    fn tarball(folder: &Path, digest: &str, code: &str) -> Tarball {
        let inner = folder.join("lamps-0.1.0");
        fs::create_dir_all(inner.join("src")).expect("a folder");
        for (path, text) in [
            ("Cargo.toml", MANIFEST),
            ("Cargo.lock", LOCK),
            ("CHANGELOG.md", ""),
            ("src/lib.rs", code),
        ] {
            fs::write(inner.join(path), text).expect("a file");
            let file = File::options().write(true).open(inner.join(path)).expect("a file");
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_153_704_088))
                .expect("a time");
        }
        let path = folder.join(format!("{digest}.crate"));
        let made = Command::new("tar")
            .arg("-czf")
            .arg(&path)
            .arg("-C")
            .arg(folder)
            .arg("lamps-0.1.0")
            .status();
        assert!(made.is_ok_and(|status| status.success()));
        Tarball { path, digest: digest.to_owned() }
    }

    #[test]
    fn a_package_that_does_not_build_is_rejected() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("target");
        let mut candidate = Candidate {
            package: "lamps".to_owned(),
            version: Version::new(0, 1, 0),
            head: String::new(),
            files: Files::new(),
            has_license: true,
        };
        let tried = |tarball: &Tarball, candidate: &Candidate| {
            verify(folder.path(), &target, tarball, candidate).map_err(|error| error.to_string())
        };
        assert_eq!(tried(&tarball(folder.path(), "one", "pub fn lamp() {}\n"), &candidate), Ok(()));
        // The same version, as old, and other code.
        let broken =
            tarball(folder.path(), "two", "#[cfg(feature = \"b\")]\ncompile_error!(\"no\");\n");
        let error = tried(&broken, &candidate).expect_err("a broken package");
        assert!(
            error.contains("error: no")
                && error.contains("the package does not build with b alone"),
            "{error}"
        );

        candidate.files.insert("src/lib.rs", "pub fn bulb() {}\n");
        let error = tried(&broken, &candidate).expect_err("a broken package");
        assert!(
            error.contains("src/lib.rs in the package differs from the generated file"),
            "{error}"
        );
    }

    #[test]
    fn every_feature_is_tried() {
        let features = ["a", "native-tls"].map(str::to_owned);
        let lines = |has_openssl| {
            let all = selections(&features, has_openssl);
            all.into_iter().map(|(_, flags)| flags.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(
            lines(true),
            [
                "",
                "--no-default-features",
                "--no-default-features --features a",
                "--no-default-features --features native-tls",
                "--all-features"
            ]
        );
        assert_eq!(
            lines(false),
            ["", "--no-default-features", "--no-default-features --features a", "--features a"]
        );
    }
}
