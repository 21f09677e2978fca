//! A crate that depends on the published one, and calls a server with it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::loopback::{Response, serve};
use super::repository::config;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::publish::package::run;

/// Its files, in `tests/consumer/`.
struct Parts {
    program: String,
    response: Vec<u8>,
    output: String,
}

/// The folders of a consumer.
pub struct ConsumerFolders<'a> {
    /// The clone of oasmith.
    pub root: &'a Path,
    /// The package of the consumer.
    pub package: &'a Path,
    /// The target folder.
    pub target: &'a Path,
}

/// Builds the program of `tests/consumer/` with a package (its name and version requirement) from a
/// registry (its name and index), and runs it. Returns the version that cargo selected, and the
/// request that arrived.
pub fn consume(
    folders: &ConsumerFolders<'_>,
    (package, version): (&str, &str),
    registry: (&str, &str),
) -> Checked<(String, String)> {
    let ConsumerFolders { root, package: folder, target } = folders;
    let failed = |error: io::Error| {
        CommandError::new(
            format!("cannot write the consumer: {error}"),
            "check that the disk is not full",
        )
    };
    let parts = parts(root).map_err(failed)?;
    let (name, index) = registry;
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         {package} = {{ version = \"{version}\", registry = \"{name}\", features = [\"blocking\"] }}\n"
    );
    for (path, text) in [
        ("Cargo.toml", manifest),
        ("src/main.rs", parts.program),
        (".cargo/config.toml", config(name, index)),
    ] {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::write(path, text).map_err(failed)?;
    }
    // The other dependencies have the versions of this repository, which are already built.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;

    let requests = Arc::new(Mutex::new(Vec::new()));
    let (seen, response) = (Arc::clone(&requests), parts.response);
    let address = serve(move |request| {
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(request.line.clone());
        Response { status: "200 OK", body: response.clone() }
    })
    .map_err(failed)?;
    let mut command = cargo(folder);
    command.args(["run", "--quiet", "--color", "never", "--target-dir"]).arg(target);
    command
        .env("BASE_URL", format!("http://{address}"))
        .env("NO_PROXY", "127.0.0.1")
        .env("CARGO_INCREMENTAL", "0");
    let output = String::from_utf8_lossy(&run(&mut command)?).into_owned();
    if output != parts.output {
        let message =
            format!("the output of the consumer differs from tests/consumer/output.txt:\n{output}");
        return Err(CommandError::new(message, "correct the one that is wrong"));
    }
    let requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
    let line = requests.first().cloned().unwrap_or_default();
    let lock = fs::read_to_string(folder.join("Cargo.lock")).map_err(failed)?;
    Ok((locked(&lock, package).unwrap_or_default(), line))
}

fn parts(root: &Path) -> io::Result<Parts> {
    let folder = root.join("tests").join("consumer");
    Ok(Parts {
        program: fs::read_to_string(folder.join("main.rs"))?,
        response: fs::read(folder.join("answer.json"))?,
        output: fs::read_to_string(folder.join("output.txt"))?,
    })
}

/// The version of a package in a `Cargo.lock`.
fn locked(text: &str, package: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    let packages = table.get("package")?.as_array()?;
    let found =
        packages.iter().find(|it| it.get("name").and_then(toml::Value::as_str) == Some(package))?;
    found.get("version")?.as_str().map(str::to_owned)
}
