//! The committed scores and reasons: `tests/conformance/scores.toml` and `reasons.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::paths::shown;

/// The files, relative to the repository.
pub const SCORES: &str = "tests/conformance/scores.toml";
pub const REASONS: &str = "tests/conformance/reasons.toml";
/// The reasons for documents that are not in the repository.
#[cfg(test)]
const CORPUS: &str = "tests/conformance/corpus/reasons.toml";

/// The committed scores and reasons of all judges.
#[derive(Debug, Clone, Default)]
pub struct Committed {
    scores: BTreeMap<String, BTreeMap<String, usize>>,
    reasons: Reasons,
}

/// A file with reasons.
#[derive(Debug, Clone, Default, Deserialize)]
struct Reasons {
    /// The subject of the reasons: its scores are in `[JUDGE-NAME]` of `scores.toml`.
    name: Option<String>,
    /// The documents of the reasons; `None` for the fixtures.
    #[serde(default)]
    documents: Vec<DocumentSource>,
    /// The reasons of each judge.
    #[serde(flatten)]
    of_judges: BTreeMap<String, Vec<ScenarioReason>>,
}

/// The source of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSource {
    /// The judge that reads it.
    pub judge: String,
    /// The name of its file, without the extension.
    pub name: String,
    /// A repository of GitHub, or a package of npm.
    pub source: String,
    /// The commit, or the version of the package.
    pub version: String,
    /// The path of the file.
    pub path: String,
}

/// Why some scenarios are not reached.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioReason {
    /// The name of a scenario. `*` means any text.
    pub scenario: String,
    /// The problem of the finding. `*` means any text; default: `*`.
    pub problem: Option<String>,
    /// The part that has to change so that the scenario is reached.
    pub cause: Cause,
    /// One sentence.
    pub reason: String,
    /// A request that shows the cause, as a command for a server at `$URL`.
    pub curl: Option<String>,
}

/// The part that has to change so that a scenario is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The generator or its runtime.
    Oasmith,
    /// The document, which does not describe what the server expects or sends.
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
    /// Whether it applies to the problem of a scenario.
    pub fn covers(&self, scenario: &str, problem: &str) -> bool {
        matches(&self.scenario, scenario)
            && self.problem.as_ref().is_none_or(|pattern| matches(pattern, problem))
    }
}

/// Whether a text matches a pattern, in which `*` means any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, pattern)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(start) else { return false };
    let (middle, end) = pattern.rsplit_once('*').unwrap_or(("", pattern));
    for part in middle.split('*') {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(end)
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

    /// The name of a judge's table in `scores.toml`.
    pub fn score_name(&self, judge: &str) -> String {
        match &self.reasons.name {
            Some(name) => format!("{judge}-{name}"),
            None => judge.to_owned(),
        }
    }

    /// The number of scenarios that must be reached, by measure. Empty for an unknown judge.
    pub fn score(&self, judge: &str, measure: &str) -> Option<usize> {
        self.scores.get(&self.score_name(judge))?.get(measure).copied()
    }

    /// The reasons for a judge.
    pub fn reasons(&self, judge: &str) -> &[ScenarioReason] {
        self.reasons.of_judges.get(judge).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of the judge's documents that the reasons are about. Empty for the fixtures.
    pub fn documents(&self, judge: &str) -> BTreeSet<&str> {
        let documents = self.reasons.documents.iter().filter(|source| source.judge == judge);
        documents.map(|source| source.name.as_str()).collect()
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
            format!("{} is invalid: {error}", shown(file)),
            "each table of scores.toml is a judge, and each array of reasons.toml",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{CORPUS, Committed, REASONS, SCORES, matches, parsed};

    #[test]
    fn patterns_match() {
        for text in ["abc", "a*", "*c", "*b*", "a*c", "*", "a**c", "*a*b*c*"] {
            assert!(matches(text, "abc"), "{text}");
        }
        for text in ["ab", "b*", "*b", "a*b", "*ca*", "abc*c", ""] {
            assert!(!matches(text, "abc"), "{text}");
        }
    }

    #[test]
    fn the_scores_are_in_the_readme() {
        let repository = crate::clone::find().expect("a clone of oasmith");
        let readme = std::fs::read_to_string(repository.join("README.md")).expect("a text");
        let mut known = Vec::new();
        for file in [REASONS, CORPUS] {
            let path = Some(repository.join(file)).filter(|_| file != REASONS);
            let committed = Committed::read(&repository, path.as_deref()).expect("a valid file");
            for judge in ["autorest", "steady", "prism"] {
                let name = committed.score_name(judge);
                let Some(measures) = committed.scores.get(&name) else {
                    assert_eq!(committed.reasons(judge), [], "{file}: no scores for {judge}");
                    continue;
                };
                let command = format!("`cargo xtask conformance {judge} ");
                let with = |line: &&str| {
                    line.contains(&command) && line.contains(file) == (file != REASONS)
                };
                let row = readme.lines().find(with).unwrap_or_default();
                for (measure, score) in measures {
                    let score = with_commas(*score);
                    let is_there = row.contains(&format!("{score} of "));
                    assert!(is_there, "README.md: {name}: {measure}: {score}");
                }
                known.push(name);
            }
        }
        let scores: toml::Table = parsed(&repository.join(SCORES)).expect("scores");
        known.sort();
        let mut names: Vec<&String> = scores.keys().collect();
        names.sort();
        assert_eq!(names, known.iter().collect::<Vec<_>>());
    }

    fn with_commas(number: usize) -> String {
        match number {
            0..1000 => number.to_string(),
            _ => format!("{},{:03}", number / 1000, number % 1000),
        }
    }

    #[test]
    fn each_reason_of_the_corpus_is_about_its_documents() {
        let repository = crate::clone::find().expect("a clone of oasmith");
        let file = repository.join(CORPUS);
        let committed = Committed::read(&repository, Some(&file)).expect("reasons");
        for judge in ["steady", "prism"] {
            let names = committed.documents(judge);
            assert!(!names.is_empty(), "{CORPUS}: no documents for {judge}");
            for reason in committed.reasons(judge) {
                let document = reason.scenario.split(' ').next().unwrap_or_default();
                let is_known = document.contains('*') || names.contains(document);
                assert!(is_known, "{CORPUS}: there is no document `{document}`");
            }
        }
    }
}
