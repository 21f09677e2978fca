//! The next version.

use std::fmt;

use semver::{BuildMetadata, Prerelease, Version};

use super::{Change, Class};

/// The part of a version to increase (<https://semver.org>, and cargo's rules for versions below
/// 1.0.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Nothing changes for those who use the crate.
    None,
    /// The last number.
    Patch,
    /// The number in the middle.
    Minor,
    /// The first number.
    Major,
}

impl Step {
    /// The smallest step from `old` that is enough for some changes.
    ///
    /// The first number that is not 0 decides what is compatible: from 0.y.z, a breaking change is
    /// a minor step and all else a patch; from 0.0.z, everything is a patch, and each of these
    /// versions is compatible with none but itself. The next version after a pre-release is the one
    /// that it comes before, whatever changes.
    pub fn needed(changes: &[Change], old: &Version) -> Self {
        let Some(class) = changes.iter().map(|change| change.class).min() else {
            return Self::None;
        };
        match (class, old.major, old.minor) {
            (_, 0, 0) => Self::Patch,
            (Class::Breaking, 0, _) => Self::Minor,
            (_, 0, _) => Self::Patch,
            (Class::Breaking, ..) => Self::Major,
            (Class::Addition, ..) => Self::Minor,
            (Class::Fix | Class::Docs, ..) => Self::Patch,
        }
    }

    /// The version after this step. A pre-release of it already is one: only its suffix goes.
    pub fn apply(self, old: &Version) -> Version {
        let of = |major, minor, patch| Version {
            major,
            minor,
            patch,
            pre: Prerelease::EMPTY,
            build: BuildMetadata::EMPTY,
        };
        let Version { major, minor, patch, .. } = *old;
        let released = old.pre.is_empty();
        match self {
            Self::None => old.clone(),
            Self::Patch if !released => of(major, minor, patch),
            Self::Minor if !released && patch == 0 => of(major, minor, patch),
            Self::Major if !released && minor == 0 && patch == 0 => of(major, minor, patch),
            Self::Patch => of(major, minor, patch.saturating_add(1)),
            Self::Minor => of(major, minor.saturating_add(1), 0),
            Self::Major => of(major.saturating_add(1), 0, 0),
        }
    }

    /// The step between two versions: the first number that grows. `None` when the second one is
    /// not greater.
    pub fn between(old: &Version, new: &Version) -> Self {
        if new.cmp_precedence(old).is_le() {
            return Self::None;
        }
        match () {
            () if new.major != old.major => Self::Major,
            () if new.minor != old.minor => Self::Minor,
            () => Self::Patch,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::{Change, Class, Step};
    use crate::change::ChangeCode;

    fn version(text: &str) -> Version {
        Version::parse(text).expect("a version")
    }

    fn changes(classes: &[Class]) -> Vec<Change> {
        let change = |class: &Class| Change {
            code: ChangeCode::TypeAdded,
            class: *class,
            path: "types::Lamp".to_owned(),
            position: None,
            message: String::new(),
        };
        classes.iter().map(change).collect()
    }

    #[test]
    fn the_gravest_change_decides_by_the_rule_of_cargo() {
        for (classes, old, step, next) in [
            (vec![], "0.1.0", Step::None, "0.1.0"),
            (vec![Class::Docs], "0.1.0", Step::Patch, "0.1.1"),
            (vec![Class::Addition, Class::Docs], "0.1.9", Step::Patch, "0.1.10"),
            (vec![Class::Addition, Class::Breaking], "0.1.3", Step::Minor, "0.2.0"),
            (vec![Class::Breaking], "0.0.3", Step::Patch, "0.0.4"),
            (vec![Class::Fix], "1.2.3", Step::Patch, "1.2.4"),
            (vec![Class::Fix, Class::Addition], "1.2.3", Step::Minor, "1.3.0"),
            (vec![Class::Breaking], "1.2.3", Step::Major, "2.0.0"),
            (vec![Class::Breaking], "2.0.0-rc.1", Step::Major, "2.0.0"),
            (vec![Class::Addition], "2.0.0-rc.1", Step::Minor, "2.0.0"),
            (vec![Class::Breaking], "2.1.0-rc.1", Step::Major, "3.0.0"),
            (vec![Class::Docs], "1.0.0+build", Step::Patch, "1.0.1"),
        ] {
            let needed = Step::needed(&changes(&classes), &version(old));
            assert_eq!(
                (needed, needed.apply(&version(old))),
                (step, version(next)),
                "{classes:?} {old}"
            );
            assert!(Step::between(&version(old), &version(next)) <= step, "{old} {next}");
        }
    }

    #[test]
    fn a_step_follows_from_two_versions() {
        for (old, new, step) in [
            ("0.1.0", "0.1.0", Step::None),
            ("0.1.1", "0.1.0", Step::None),
            ("0.1.0", "0.1.1", Step::Patch),
            ("0.1.9", "0.3.0", Step::Minor),
            ("0.9.9", "1.0.0", Step::Major),
            ("1.0.0-rc.1", "1.0.0", Step::Patch),
        ] {
            assert_eq!(Step::between(&version(old), &version(new)), step, "{old} {new}");
        }
    }
}
