//! The arguments of the commands.

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};

use super::Arguments;

fn usage_error(line: &str) -> Option<ErrorKind> {
    Arguments::try_parse_from(line.split(' ')).err().map(|error| error.kind())
}

#[test]
fn the_commands_are_well_formed() {
    Arguments::command().debug_assert();
}

#[test]
fn the_reference_has_every_command_and_flag() {
    let page = include_str!("../../../docs/src/commands.md");
    let missing = crate::reference::missing(page, &Arguments::command());
    assert!(missing.is_empty(), "docs/src/commands.md lacks {missing:?}");
}

#[test]
fn usage_is_checked() {
    for (line, error) in [
        ("oasmith generate", None),
        ("oasmith generate --check --output other", None),
        ("oasmith generate --document a.yaml --output b --name c", None),
        ("oasmith generate --manifest a.toml --output b", None),
        (
            "oasmith generate --tag a --tag b --path /a/** --exclude-extension x-a=1 --types-only",
            None,
        ),
        ("oasmith generate --path a", Some(ErrorKind::ValueValidation)),
        ("oasmith generate --exclude-extension internal=true", Some(ErrorKind::ValueValidation)),
        ("oasmith generate --overlay a --overlay b --root c --allow-remote d.com,e.com:8443", None),
        ("oasmith generate --allow-remote https://a.com", Some(ErrorKind::ValueValidation)),
        ("oasmith generate --document a.yaml --output b", None),
        ("oasmith generate --document a.yaml --name c", None),
        ("oasmith generate --manifest a.toml", None),
        ("oasmith generate --name c", Some(ErrorKind::MissingRequiredArgument)),
        ("oasmith generate sdk.toml", Some(ErrorKind::ValueValidation)),
        ("oasmith generate --manifest a.yaml", Some(ErrorKind::ValueValidation)),
        ("oasmith generate https://example.com/a --name c", None),
        ("oasmith generate --document a --output b --name 2c", Some(ErrorKind::ValueValidation)),
        (
            "oasmith generate --document a --output b --name c --manifest d",
            Some(ErrorKind::ArgumentConflict),
        ),
        ("oasmith lint a.yaml b.json --deny-warnings --message-format sarif --allow W0341", None),
        ("oasmith lint --allow E0103", Some(ErrorKind::ValueValidation)),
        ("oasmith lint --deny W9999", Some(ErrorKind::ValueValidation)),
        ("oasmith lint --message-format xml", Some(ErrorKind::InvalidValue)),
        ("oasmith generate --warn W0341 --deny E0103", None),
        ("oasmith lint a.yaml --max-depth 9 --max-members 9 --max-bytes 9 --max-files 9", None),
        ("oasmith generate --max-key 9", None),
        ("oasmith generate --max-key many", Some(ErrorKind::ValueValidation)),
        ("oasmith diff a.yaml b.yaml --format json --fail-on breaking", None),
        ("oasmith diff --base origin/main", None),
        ("oasmith diff --base origin/main spec/sdk.toml", None),
        ("oasmith diff", Some(ErrorKind::MissingRequiredArgument)),
        ("oasmith diff a.yaml b.yaml c.yaml", Some(ErrorKind::UnknownArgument)),
        ("oasmith diff a.yaml b.yaml --format xml", Some(ErrorKind::InvalidValue)),
        ("oasmith diff a.yaml b.yaml --fail-on docs", Some(ErrorKind::InvalidValue)),
        (
            "oasmith drift --against a=b.yaml --against https://a.com/x --write --format markdown",
            None,
        ),
        ("oasmith drift --against http://a.com/x", Some(ErrorKind::ValueValidation)),
        ("oasmith drift --format xml", Some(ErrorKind::InvalidValue)),
        ("oasmith release --dry-run --step minor --date 2026-11-22", None),
        ("oasmith release --version 1.0.0-rc.1 --commit --first", None),
        ("oasmith release --commit --no-tag", None),
        ("oasmith release --no-tag", Some(ErrorKind::MissingRequiredArgument)),
        ("oasmith release --version 1.0", Some(ErrorKind::ValueValidation)),
        ("oasmith release --date 2026-02-30", Some(ErrorKind::ValueValidation)),
        ("oasmith release --step huge", Some(ErrorKind::InvalidValue)),
        ("oasmith release --step minor --version 1.0.0", Some(ErrorKind::ArgumentConflict)),
        ("oasmith release --commit --allow-dirty", Some(ErrorKind::ArgumentConflict)),
        ("oasmith publish --registry internal --dry-run", None),
        ("oasmith publish", None),
        ("oasmith publish --registry a/b", Some(ErrorKind::ValueValidation)),
        ("oasmith codegen", None),
        ("oasmith generate a.yaml", None),
        ("oasmith generate a.yaml b.yaml", Some(ErrorKind::UnknownArgument)),
        ("oasmith generate https://example.com/openapi.yaml", None),
        ("oasmith generate http://example.com/openapi.yaml", Some(ErrorKind::ValueValidation)),
        ("oasmith generate https://me:secret@example.com/a", Some(ErrorKind::ValueValidation)),
        ("oasmith generate a.yaml --document b.yaml", Some(ErrorKind::ArgumentConflict)),
        ("oasmith generate --manifest a.toml --manifest b.toml", None),
        ("oasmith generate --manifest a.toml --all-manifests", Some(ErrorKind::ArgumentConflict)),
        ("oasmith completions bash", None),
        ("oasmith completions", Some(ErrorKind::MissingRequiredArgument)),
        ("oasmith explain", None),
        ("oasmith explain E0103", None),
    ] {
        assert_eq!(usage_error(line), error, "{line}");
    }
}
