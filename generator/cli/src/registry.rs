//! Queries a registry with cargo, so everything that cargo supports works: sparse and git indexes,
//! alternative registries with credentials, proxies.

use std::path::Path;
use std::process::Output;

use semver::Version;

use crate::cargo::cargo;
use crate::error::{Checked, CommandError};
use crate::program_output::{excerpt, excerpt_without_tokens};

/// A registry, by its name in cargo's configuration.
#[derive(Debug, Clone)]
pub struct Registry<'a> {
    /// The folder where cargo starts to look for its configuration.
    pub folder: &'a Path,
    /// The name.
    pub name: &'a str,
}

impl Registry<'_> {
    /// The newest version of a package, if there is one.
    pub fn newest(&self, package: &str) -> Checked<Option<Version>> {
        let Some(text) = self.info(package)? else { return Ok(None) };
        match newest(&text) {
            Some(version) => Ok(Some(version)),
            None => {
                let message =
                    format!("`cargo info {package} --registry {}` prints no version", self.name);
                Err(CommandError::new(
                    message,
                    "run it to see its output; this needs cargo 1.85 or newer",
                ))
            }
        }
    }

    /// Whether the registry has this version of a package.
    pub fn has(&self, package: &str, version: &Version) -> Checked<bool> {
        Ok(self.info(&format!("{package}@{version}"))?.is_some())
    }

    /// The output of `cargo info` for a package. `None` if the registry does not have it.
    fn info(&self, wanted: &str) -> Checked<Option<String>> {
        let mut command = cargo(self.folder);
        command.args(["info", wanted, "--color", "never", "--registry", self.name]);
        let output = command.output().map_err(no_cargo)?;
        if output.status.success() {
            return Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()));
        }
        if String::from_utf8_lossy(&output.stderr).contains("could not find `") {
            return Ok(None);
        }
        Err(self.explain_failure(&output, &format!("cannot reach the registry `{}`", self.name)))
    }

    /// The error of cargo, with a help for this registry.
    pub fn explain_failure(&self, output: &Output, message: &str) -> CommandError {
        let words = String::from_utf8_lossy(&output.stderr).to_lowercase();
        let says = |some: &[&str]| some.iter().any(|it| words.contains(it));
        let variable = self.name.to_uppercase().replace('-', "_");
        let name = self.name;
        let is_denied = says(&[
            "got 401",
            "got 403",
            "status 401",
            "status 403",
            "unauthorized",
            "token rejected",
        ]);
        let help = if says(&["not found in any configuration"]) {
            format!(
                "name it in .cargo/config.toml: [registries.{name}] index = \"sparse+https://…/\"; or set CARGO_REGISTRIES_{variable}_INDEX"
            )
        } else if says(&["no token found", "token required", "please run `cargo login"]) {
            format!("run `cargo login --registry {name}`, or set CARGO_REGISTRIES_{variable}_TOKEN")
        } else if is_denied {
            format!(
                "the registry rejects the token: run `cargo login --registry {name}` with another one"
            )
        } else if says(&["already exists", "already uploaded"]) {
            "a published version cannot be replaced: run `oasmith release` for the next version"
                .to_owned()
        } else if says(NETWORK) {
            format!("check the network, and the URL of `{name}` in cargo's configuration")
        } else {
            "the last lines are from cargo".to_owned()
        };
        let said = if is_denied || says(&["token", "authorization"]) {
            excerpt_without_tokens(&output.stderr)
        } else {
            excerpt(&output.stderr)
        };
        CommandError::new(format!("{message}\n{said}"), help)
    }
}

/// Messages of cargo, curl and git if a registry cannot be reached.
const NETWORK: &[&str] = &[
    "could not connect",
    "couldn't connect",
    "could not resolve host",
    "couldn't resolve host",
    "failed to connect",
    "failed to resolve",
    "network failure",
    "network error",
    "timed out",
    "timeout",
    "unable to access",
    "unable to update registry",
    "--offline was specified",
];

/// The error if cargo does not start.
pub fn no_cargo(error: std::io::Error) -> CommandError {
    CommandError::new(format!("cargo does not run: {error}"), "install it: https://rustup.rs")
}

/// The newest version in the output of `cargo info`. It shows the newest one that supports the
/// compiler, and adds the newest of all if that differs.
fn newest(text: &str) -> Option<Version> {
    let line = text.lines().find_map(|line| line.strip_prefix("version: "))?;
    let (shown, beside) = line.split_once(' ').unwrap_or((line, ""));
    let latest = beside.split_once("(latest ").map(|(_, rest)| rest);
    let end = |text: &str| text.find([' ', ')']).unwrap_or(text.len());
    let version = latest.map_or(shown, |latest| latest.get(..end(latest)).unwrap_or_default());
    Version::parse(version).ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::{ExitStatus, Output};

    use semver::Version;

    use super::{Registry, newest};

    #[test]
    fn each_error_has_a_help() {
        let registry = Registry { folder: Path::new("."), name: "our-own" };
        for (words, help) in [
            (
                "error: registry index was not found in any configuration: `our-own`",
                "CARGO_REGISTRIES_OUR_OWN_INDEX",
            ),
            (
                "error: no token found for `our-own`, please run `cargo login --registry our-own`",
                "or set CARGO_REGISTRIES_OUR_OWN_TOKEN",
            ),
            (
                "the remote server responded with an error (status 401 Unauthorized)",
                "rejects the token",
            ),
            (
                "failed to get successful HTTP response from `https://x/`, got 403",
                "rejects the token",
            ),
            ("error: crate lamps@0.1.0 already exists on `our-own` index", "for the next version"),
            ("[6] Could not resolve host: registry.example.com", "check the network"),
            ("the remote server responded with an error: unexpected token", "from cargo"),
        ] {
            let output =
                Output { status: ExitStatus::default(), stdout: Vec::new(), stderr: words.into() };
            let error = registry.explain_failure(&output, "no").to_string();
            assert!(
                error.starts_with("error: no\n    ") && error.contains(help),
                "{words}\n{error}"
            );
        }
    }

    #[test]
    fn the_newest_version_is_read() {
        assert_eq!(newest("a #b\nversion: 0.1.0\nlicense: MIT\n"), Some(Version::new(0, 1, 0)));
        assert_eq!(newest("version: 0.1.0 (latest 0.2.0)\n"), Some(Version::new(0, 2, 0)));
        assert_eq!(
            newest("version: 0.1.0 (latest 0.2.0-rc.1 from registry `x`)\n"),
            Version::parse("0.2.0-rc.1").ok()
        );
        assert_eq!(newest("version: 0.1.0 (from ./a)\n"), Some(Version::new(0, 1, 0)));
        assert_eq!(newest("license: MIT\n"), None);
    }
}
