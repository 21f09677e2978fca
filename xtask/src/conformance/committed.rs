//! The committed scores and reasons: `tests/conformance/scores.toml` and `reasons.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Checked, CommandError};
use crate::workspace;

/// The files, relative to the repository.
pub const SCORES: &str = "tests/conformance/scores.toml";
pub const REASONS: &str = "tests/conformance/reasons.toml";

/// What the repository says about all judges.
#[derive(Debug, Clone, Default)]
pub struct Committed {
    scores: BTreeMap<String, BTreeMap<String, usize>>,
    reasons: BTreeMap<String, Vec<ScenarioReason>>,
}

/// Why some scenarios are not reached.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioReason {
    /// The name of a scenario; `*` at the end means every name that begins so.
    pub scenario: String,
    /// What has to change so that it is reached.
    pub cause: Cause,
    /// One sentence.
    pub reason: String,
}

/// What has to change so that a scenario is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The generator or its runtime.
    Oasmith,
    /// The document, which does not describe what the server wants or sends.
    Document,
    /// The server, which contradicts the document or a standard.
    Server,
}

impl Cause {
    /// The word in files and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oasmith => "oasmith",
            Self::Document => "document",
            Self::Server => "server",
        }
    }
}

impl ScenarioReason {
    /// Whether it is about the scenario.
    pub fn covers(&self, scenario: &str) -> bool {
        match self.scenario.strip_suffix('*') {
            Some(start) => scenario.starts_with(start),
            None => self.scenario == scenario,
        }
    }
}

impl Committed {
    /// Reads both files, or other reasons than the committed ones.
    ///
    /// # Errors
    /// If one is missing or invalid.
    pub fn read(repository: &Path, reasons: Option<&Path>) -> Checked<Self> {
        let committed = repository.join(REASONS);
        let reasons = parsed(reasons.unwrap_or(&committed))?;
        Ok(Self { scores: parsed(&repository.join(SCORES))?, reasons })
    }

    /// The number of scenarios that must be reached, by measure. Empty for an unknown judge.
    pub fn score(&self, judge: &str, measure: &str) -> Option<usize> {
        self.scores.get(judge)?.get(measure).copied()
    }

    /// The reasons for a judge.
    pub fn reasons(&self, judge: &str) -> &[ScenarioReason] {
        self.reasons.get(judge).map(Vec::as_slice).unwrap_or_default()
    }

    #[cfg(test)]
    pub fn of_texts(scores: &str, reasons: &str) -> Self {
        Self {
            scores: toml::from_str(scores).expect("scores"),
            reasons: toml::from_str(reasons).expect("reasons"),
        }
    }
}

fn parsed<T: DeserializeOwned>(file: &Path) -> Checked<T> {
    let text = super::read(file)?;
    toml::from_str(&text).map_err(|error| {
        CommandError::new(
            format!("{} is invalid: {error}", workspace::shown(file)),
            "each table of scores.toml is a judge, and each array of reasons.toml",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{Committed, REASONS};

    #[test]
    fn the_scores_are_in_the_readme() {
        let repository = crate::workspace::oasmith().expect("a clone of oasmith");
        let committed = Committed::read(&repository, None).expect("scores and reasons");
        let readme = std::fs::read_to_string(repository.join("README.md")).expect("a text");
        for (judge, measures) in &committed.scores {
            let command = format!("`cargo xtask conformance {judge}");
            let row = readme.lines().find(|line| line.contains(&command)).unwrap_or_default();
            for (measure, score) in measures {
                assert!(row.contains(&format!("{score} of ")), "README.md: {judge}: {measure}");
            }
        }
        for judge in committed.reasons.keys() {
            assert!(committed.scores.contains_key(judge), "{REASONS}: no judge `{judge}`");
        }
    }
}
