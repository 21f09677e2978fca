//! Changes the text of a manifest. Everything else stays as it is, to the byte.
//!
//! The parser of manifests gives the span of the version, and only that is replaced. `toml_edit`
//! would take as much code and be a second parser of TOML.

use semver::Version;
use toml::de::DeTable;

/// The text with another version of the package; `None` if it has no `version` in a `[package]`
/// table.
pub fn with_version(text: &str, version: &Version) -> Option<String> {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let package = parsed.get_ref().get("package")?.get_ref().as_table()?;
    let old = package.get("version").filter(|old| old.get_ref().as_str().is_some())?.span();
    Some(format!("{}\"{version}\"{}", text.get(..old.start)?, text.get(old.end..)?))
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::with_version;

    #[test]
    fn only_the_version_changes() {
        let version = Version::new(0, 2, 0);
        let set = |text: &str| with_version(text, &version);
        assert_eq!(
            set("# a\n[package]\nname = 'x' # b\nversion   =  '0.1.0'   # c: \"0.1.0\"\r\n[api.a]\nversion = 1\n")
                .as_deref(),
            Some("# a\n[package]\nname = 'x' # b\nversion   =  \"0.2.0\"   # c: \"0.1.0\"\r\n[api.a]\nversion = 1\n")
        );
        assert_eq!(
            set("package = { version = \"\"\"1.0.0\"\"\" }\n").as_deref(),
            Some("package = { version = \"0.2.0\" }\n")
        );
        assert_eq!(set("package.version = \"1\"").as_deref(), Some("package.version = \"0.2.0\""));
        for wrong in [
            "",
            "[package]\n",
            "[package]\nversion = 1\n",
            "package = 1\n",
            "[package\nversion = \"1\"\n",
        ] {
            assert_eq!(set(wrong), None, "{wrong}");
        }
    }
}
