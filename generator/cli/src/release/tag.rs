//! Releases: git tags such as `customer-timeline-v0.2.0`.

use semver::Version;

use crate::error::{Checked, CommandError};
use crate::git::{Git, TagsOf};

/// A version that was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The tag.
    pub tag: String,
    /// The version that it names.
    pub version: Version,
}

impl Release {
    /// The release of a package in a version.
    pub fn of(package: &str, version: &Version) -> Self {
        Self { tag: format!("{}{version}", prefix(package)), version: version.clone() }
    }

    /// Whether its tag exists.
    pub fn is_tagged(&self, git: &Git) -> Checked<bool> {
        Ok(git.tags(&self.tag, TagsOf::Repository)?.contains(&self.tag))
    }
}

fn prefix(package: &str) -> String {
    format!("{package}-v")
}

/// The greatest release among `HEAD` and its ancestors. `None` if there is no release.
///
/// # Errors
/// If the clone is shallow, or the last release is not an ancestor of `HEAD`.
pub fn last(git: &Git, package: &str) -> Checked<Option<Release>> {
    let prefix = prefix(package);
    let found = greatest(&git.tags(&prefix, TagsOf::Head)?, &prefix);
    if found.is_some() {
        return Ok(found);
    }
    if git.is_shallow()? {
        let message = format!("no tag {prefix}… is an ancestor of HEAD, and this clone is shallow");
        return Err(CommandError::new(message, "run `git fetch --tags --unshallow`"));
    }
    match greatest(&git.tags(&prefix, TagsOf::Repository)?, &prefix) {
        Some(Release { tag, .. }) => {
            let message = format!("HEAD is not a descendant of {tag}, the last release");
            Err(CommandError::new(
                message,
                format!("check out a branch that does, or merge it: `git merge {tag}`"),
            ))
        }
        None => Ok(None),
    }
}

/// The greatest version among tags. A tag without a version after the prefix is not a release.
fn greatest(tags: &[String], prefix: &str) -> Option<Release> {
    let release = |tag: &String| {
        let version = Version::parse(tag.strip_prefix(prefix)?).ok()?;
        Some(Release { tag: tag.clone(), version })
    };
    tags.iter().filter_map(release).max_by(|one, other| one.version.cmp_precedence(&other.version))
}

#[cfg(test)]
mod tests {
    use super::greatest;

    #[test]
    fn the_greatest_version_is_the_last_release() {
        let tags = ["a-v0.9.0", "a-v0.10.0", "a-v0.10.0-rc.1", "a-vnext", "a-v1", "b-v2.0.0"]
            .map(str::to_owned);
        assert_eq!(greatest(&tags, "a-v").map(|release| release.tag).as_deref(), Some("a-v0.10.0"));
        assert_eq!(greatest(&[], "a-v"), None);
    }
}
