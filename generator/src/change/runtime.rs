//! The runtime, whose types are part of every signature of a crate: `Error`, `Response`, `Body`.

use semver::{Comparator, Op, VersionReq};

use super::ChangeCode;
use super::found::{Changes, Site};
use crate::plan::SharedRuntime;

/// Compares the runtimes of two crates. `None` is a runtime that is part of the crate.
pub fn compare(found: &mut Changes, old: Option<&SharedRuntime>, new: Option<&SharedRuntime>) {
    let site = Site::nowhere("crate");
    let mut is_other = |message: String| {
        found.breaking(ChangeCode::RuntimeChanged, site.clone(), message);
    };
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => is_other(format!("its runtime is the crate `{}`", new.package)),
        (Some(old), None) => {
            is_other(format!("its runtime is part of it, and was the crate `{}`", old.package));
        }
        (Some(old), Some(new)) if old.package != new.package => {
            let message =
                format!("its runtime is the crate `{}`, and was `{}`", new.package, old.package);
            is_other(message);
        }
        (Some(old), Some(new)) => {
            let (Some(before), Some(now)) = (version(old), version(new)) else { return };
            let message = format!("it requires `{}` {now}, and before {before}", new.package);
            if before == now {
                return;
            }
            if group(before).is_none_or(|group| Some(group) != self::group(now)) {
                is_other(message);
            } else {
                found.fix(ChangeCode::RuntimeVersion, site, message);
            }
        }
    }
}

/// The version that the manifest requires. `None` if the workspace of the crate declares it.
fn version(runtime: &SharedRuntime) -> Option<&str> {
    let (_, text) = runtime.texts.iter().find(|(key, _)| *key == "version")?;
    Some(text)
}

/// The numbers that compatible versions have in common, by cargo's rules. `None` for a requirement
/// that versions of several groups meet.
fn group(requirement: &str) -> Option<[Option<u64>; 3]> {
    let requirement = VersionReq::parse(requirement).ok()?;
    let [Comparator { op, major, minor, patch, .. }] = requirement.comparators.as_slice() else {
        return None;
    };
    let is_one = matches!(op, Op::Caret | Op::Exact | Op::Tilde | Op::Wildcard);
    match (is_one, major, *minor, *patch) {
        (false, ..) | (true, 0, None, _) => None,
        (true, 0, Some(0), patch) => patch.map(|patch| [Some(0), Some(0), Some(patch)]),
        (true, 0, Some(minor), _) => Some([Some(0), Some(minor), None]),
        (true, major, ..) => Some([Some(*major), None, None]),
    }
}

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn compatible_versions_are_of_one_group() {
        for (one, other, are_compatible) in [
            ("0.1", "0.1.3", true),
            ("0.1", "^0.1.3", true),
            ("0.1", "0.2", false),
            ("=0.1.1", "~0.1.2", true),
            ("0.0.1", "0.0.2", false),
            ("1", "1.4", true),
            ("1.9.1", "2", false),
            (">=0.1, <0.3", "0.2", false),
            (">=1", "1", false),
            ("0.0", "0.0", false),
            ("0", "0", false),
        ] {
            let (one_group, other_group) = (group(one), group(other));
            let is_same = one_group.is_some() && one_group == other_group;
            assert_eq!(is_same, are_compatible, "{one} {other}");
        }
    }
}
