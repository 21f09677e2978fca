//! The version of the generated crate in the workspace's `Cargo.lock`.

use semver::Version;
use toml::de::DeTable;

/// The text with another version of a workspace member. `None` if it has no such member.
pub fn with_version(text: &str, package: &str, version: &Version) -> Option<String> {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let packages = parsed.get_ref().get("package")?.get_ref().as_array()?;
    let old = packages.iter().filter_map(|it| it.get_ref().as_table()).find_map(|it| {
        let is_member =
            it.get("name")?.get_ref().as_str() == Some(package) && it.get("source").is_none();
        is_member.then(|| it.get("version")).flatten()
    })?;
    let span = old.span();
    Some(format!("{}\"{version}\"{}", text.get(..span.start)?, text.get(span.end..)?))
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::with_version;

    #[test]
    fn only_the_member_changes() {
        let text = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\nsource = \"registry\"\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n";
        let expected = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\nsource = \"registry\"\n\n[[package]]\nname = \"a\"\nversion = \"0.2.0\"\n";
        assert_eq!(with_version(text, "a", &Version::new(0, 2, 0)).as_deref(), Some(expected));
        assert_eq!(with_version(text, "b", &Version::new(0, 2, 0)), None);
        assert_eq!(with_version("", "a", &Version::new(0, 2, 0)), None);
    }
}
