//! Selects the next version: the one that the changes need, or a greater one on request.

use oasmith::change::Step;
use semver::Version;

use super::tag::Release;
use crate::error::{Checked, CommandError};

/// The version or step that the user requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The version that the changes need.
    Needed,
    /// At least this step.
    Step(Step),
    /// This version.
    Version(Version),
}

/// The step that the changes since the last release need.
#[derive(Debug, Clone)]
pub struct Needed {
    /// The step.
    pub step: Step,
    /// The changes that need it, a line for each. Shown if the user requests a smaller step.
    pub reasons: String,
}

/// The version after `last`. `written` is the version in the manifest. `None` if there is nothing
/// to release.
///
/// # Errors
/// If the version is less than `needed`, or not greater than `last`.
pub fn next(
    last: &Release,
    needed: &Needed,
    written: &Version,
    asked: &Asked,
) -> Checked<Option<Version>> {
    let least = needed.step.apply(&last.version);
    let chosen = match asked {
        // The version was set manually, and may be too small.
        Asked::Needed if written.cmp_precedence(&last.version).is_gt() => {
            written.clone().max(least)
        }
        Asked::Needed if needed.step == Step::None => return Ok(None),
        Asked::Needed => least,
        Asked::Step(step) => step.apply(&last.version),
        Asked::Version(version) => version.clone(),
    };
    check(last, needed, &chosen)?;
    Ok(Some(chosen))
}

/// Whether a version is great enough for the changes since `last`.
///
/// # Errors
/// When it does not.
pub fn check(last: &Release, needed: &Needed, version: &Version) -> Checked {
    let Needed { step: needed, reasons } = needed;
    let Release { tag, version: old } = last;
    let least = needed.apply(old);
    let core = |version: &Version| (version.major, version.minor, version.patch);
    if !version.build.is_empty() {
        let message = format!("{version} has build metadata, which registries ignore");
        return Err(CommandError::new(message, "remove the `+` and the part after it"));
    }
    // A pre-release is no less than the version that it comes before: no requirement takes it
    // unasked.
    if *needed != Step::None && core(version) < core(&least) {
        let message = format!(
            "{version} is too small: the changes since {tag} need a {needed} step, to {least}\n{reasons}"
        );
        let help =
            format!("release {least} or more; `oasmith diff --base {tag}` shows all changes");
        return Err(CommandError::new(message, help));
    }
    if version.cmp_precedence(old).is_le() {
        return Err(CommandError::new(
            format!("{version} is not greater than {old}, the last release"),
            format!("release {} or more", Step::Patch.apply(old)),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use oasmith::change::Step;
    use semver::Version;

    use super::super::tag::Release;
    use super::{Asked, Needed, next};

    fn version(text: &str) -> Version {
        Version::parse(text).expect("a version")
    }

    fn chosen(
        last: &str,
        needed: Step,
        written: &str,
        asked: &Asked,
    ) -> Result<Option<String>, String> {
        let last = Release::of("a", &version(last));
        let needed = Needed { step: needed, reasons: "    why".to_owned() };
        let next = next(&last, &needed, &version(written), asked);
        next.map(|next| next.map(|next| next.to_string())).map_err(|error| error.to_string())
    }

    #[test]
    fn the_changes_decide() {
        let take = |last, needed, written| {
            chosen(last, needed, written, &Asked::Needed).expect("a choice")
        };
        assert_eq!(take("0.1.0", Step::None, "0.1.0"), None);
        assert_eq!(take("0.1.0", Step::Patch, "0.1.0").as_deref(), Some("0.1.1"));
        assert_eq!(take("0.1.4", Step::Minor, "0.1.0").as_deref(), Some("0.2.0"));
        assert_eq!(take("1.2.3", Step::Major, "1.2.3").as_deref(), Some("2.0.0"));
        assert_eq!(take("0.1.0", Step::Patch, "0.3.0").as_deref(), Some("0.3.0"), "set by hand");
        assert_eq!(take("0.1.0", Step::None, "0.3.0").as_deref(), Some("0.3.0"), "set by hand");
        assert_eq!(
            take("0.1.0", Step::Minor, "0.1.1").as_deref(),
            Some("0.2.0"),
            "set manually, and too small"
        );
    }

    #[test]
    fn more_may_be_asked_for_and_less_may_not() {
        let of_version =
            |needed, text| chosen("0.1.0", needed, "0.1.0", &Asked::Version(version(text)));
        assert_eq!(of_version(Step::Patch, "1.0.0"), Ok(Some("1.0.0".to_owned())));
        assert_eq!(of_version(Step::None, "0.1.1"), Ok(Some("0.1.1".to_owned())));
        assert_eq!(of_version(Step::Minor, "0.2.0-rc.1"), Ok(Some("0.2.0-rc.1".to_owned())));
        assert_eq!(
            of_version(Step::Minor, "0.1.9"),
            Err("error: 0.1.9 is too small: the changes since a-v0.1.0 need a minor step, to 0.2.0\n    why\n  = help: \
                 release 0.2.0 or more; `oasmith diff --base a-v0.1.0` shows all changes"
                .to_owned())
        );
        let rejected =
            |needed, text| of_version(needed, text).expect_err("a version that is rejected");
        assert!(
            rejected(Step::None, "0.1.0")
                .contains("0.1.0 is not greater than 0.1.0, the last release")
        );
        assert!(rejected(Step::None, "0.1.0-rc.1").contains("is not greater than"));
        assert!(rejected(Step::Patch, "0.2.0+a").contains("build metadata"));
        let step = |needed, step| chosen("0.1.0", needed, "0.1.0", &Asked::Step(step));
        assert_eq!(step(Step::Patch, Step::Minor), Ok(Some("0.2.0".to_owned())));
        assert!(
            step(Step::Minor, Step::Patch)
                .expect_err("a version that is rejected")
                .contains("0.1.1 is too small")
        );
    }
}
