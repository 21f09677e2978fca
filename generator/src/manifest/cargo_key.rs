//! Keys of `Cargo.toml`, which people try in a manifest.

/// Tables of `Cargo.toml` that a manifest does not have.
const TABLES: &[&str] = &[
    "badges",
    "bench",
    "bin",
    "build-dependencies",
    "dev-dependencies",
    "example",
    "hints",
    "lib",
    "patch",
    "profile",
    "target",
    "test",
    "workspace",
];

/// Keys of the table `[package]` of cargo that a manifest does not have.
const IN_PACKAGE: &[&str] = &[
    "autobenches",
    "autobins",
    "autoexamples",
    "autotests",
    "build",
    "default-run",
    "include",
    "links",
    "metadata",
    "resolver",
    "workspace",
];

/// What to write instead of a key of `Cargo.toml`.
pub(super) fn advice(table: &str, name: &str) -> Option<&'static str> {
    let is_package = table == "[package]";
    if !is_package && table != "the manifest" {
        return None;
    }
    match name {
        "edition" => Some("leave it out: a generated crate has the edition 2024"),
        "license-file" => Some("write license-files = [\"LICENSE\"]"),
        "publish" => Some(
            "name the registry: registry = \"crates-io\"; a crate without `registry` is not published",
        ),
        name if is_package && IN_PACKAGE.contains(&name) => {
            Some("leave it out: this is a key of `Cargo.toml`, which oasmith writes")
        }
        name if !is_package && TABLES.contains(&name) => {
            Some("leave it out: this is a table of `Cargo.toml`, which oasmith writes")
        }
        _ => None,
    }
}
