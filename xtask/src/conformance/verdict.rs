//! The findings of a judge, compared with the committed score and reasons.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use oasmith::diagnostic::visible;

use super::committed::{Committed, REASONS, SCORES, ScenarioReason};

/// A group of scenarios with a separate score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The name in tables and in `scores.toml`.
    pub name: &'static str,
    /// Whether each scenario that is not reached needs a reason.
    pub needs_reasons: bool,
}

/// One scenario that a judge looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub measure: Measure,
    pub scenario: String,
    /// `None` if the scenario was reached.
    pub problem: Option<String>,
    /// The request as a command, if it is known.
    pub curl: Option<String>,
}

impl Finding {
    /// A finding without a request.
    pub fn new(measure: Measure, scenario: String, problem: Option<String>) -> Self {
        Self { measure, scenario, problem, curl: None }
    }

    /// Adds a request, if there is a problem.
    pub fn shown_by(self, curl: Option<String>) -> Self {
        let curl = curl.filter(|_| self.problem.is_some());
        Self { curl, ..self }
    }
}

/// A document that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Scenarios of the document begin with it and a space.
    pub name: String,
    pub operations: usize,
    /// The duration of its calls.
    pub time: Duration,
}

/// The extent of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All scenarios: the score is compared, and unneeded reasons are reported.
    Complete,
    /// Some, such as the documents that the command line names.
    Part,
}

/// All findings of a judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The name of the judge: its sub-command.
    pub judge: &'static str,
    /// In the order of the table.
    pub measures: Vec<Measure>,
    pub findings: Vec<Finding>,
    /// The documents, if the judge has a score for each.
    pub documents: Vec<Judged>,
    pub extent: Extent,
}

/// A verdict beside the committed score and reasons.
#[derive(Debug)]
pub struct Settled {
    /// The name of its table in `scores.toml`.
    name: String,
    verdict: Verdict,
    /// For each finding that is not reached and has one.
    reasons: Vec<Option<ScenarioReason>>,
    committed: Vec<Option<usize>>,
    problems: Vec<String>,
}

impl Verdict {
    /// Compares it with the committed score and reasons.
    pub fn settle(mut self, committed: &Committed) -> Settled {
        let expected = committed.documents(self.judge);
        if !expected.is_empty() && self.judged() == expected {
            self.extent = Extent::Complete;
        }
        let known = committed.reasons(self.judge);
        let reason = |finding: &Finding| {
            let problem = finding.problem.as_ref()?;
            known.iter().find(|reason| reason.covers(&finding.scenario, problem)).cloned()
        };
        let reasons: Vec<_> = self.findings.iter().map(reason).collect();
        let scores = self.measures.iter().map(|it| committed.score(self.judge, it.name));
        let (name, scores) = (committed.score_name(self.judge), scores.collect());
        let problems = Vec::new();
        let mut settled = Settled { name, committed: scores, verdict: self, reasons, problems };
        settled.find_unexplained();
        if settled.verdict.extent == Extent::Complete {
            settled.find_unneeded(known);
            settled.find_lower_scores();
        }
        settled
    }

    /// The names of the documents with findings.
    fn judged(&self) -> BTreeSet<&str> {
        let with_findings = self.findings.iter().filter_map(|it| it.scenario.split(' ').next());
        self.documents.iter().map(|it| it.name.as_str()).chain(with_findings).collect()
    }
}

/// The counts of a measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    all: usize,
    reached: usize,
    explained: usize,
}

impl Settled {
    /// What makes the command fail: one message each.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    fn findings(&self) -> impl Iterator<Item = (&Finding, Option<&ScenarioReason>)> {
        self.verdict.findings.iter().zip(self.reasons.iter().map(Option::as_ref))
    }

    fn counts(&self, measure: Measure) -> Counts {
        self.counts_of(measure, None)
    }

    /// The counts of a document, or of all.
    fn counts_of(&self, measure: Measure, document: Option<&str>) -> Counts {
        let is_counted = |finding: &Finding| {
            finding.measure == measure
                && document.is_none_or(|name| finding.scenario.split(' ').next() == Some(name))
        };
        let mut counts = Counts::default();
        for (finding, reason) in self.findings().filter(|(finding, _)| is_counted(finding)) {
            counts.all += 1;
            counts.reached += usize::from(finding.problem.is_none());
            counts.explained += usize::from(reason.is_some());
        }
        counts
    }

    fn find_unexplained(&mut self) {
        let message = |(finding, reason): (&Finding, Option<&ScenarioReason>)| {
            let problem = finding.problem.as_ref()?;
            (finding.measure.needs_reasons && reason.is_none())
                .then(|| format!("{}: {}: {problem}", finding.measure.name, finding.scenario))
        };
        let messages: Vec<_> = self.findings().filter_map(message).collect();
        if !messages.is_empty() {
            self.problems.push(format!(
                "error: these are not reached, and have no reason:\n    {}\n  \
                 = help: repair them, or give reasons in {REASONS}",
                messages.join("\n    ")
            ));
        }
    }

    fn find_unneeded(&mut self, known: &[ScenarioReason]) {
        let is_needed =
            |reason: &&ScenarioReason| !self.reasons.iter().flatten().any(|used| used == *reason);
        let message = |reason: &ScenarioReason| {
            format!(
                "error: the reason for `{}` is not needed: all that it covers is reached\n  \
                 = help: remove it from [[{}]] in {REASONS}",
                reason.scenario, self.verdict.judge
            )
        };
        let messages: Vec<_> = known.iter().filter(is_needed).map(message).collect();
        self.problems.extend(messages);
    }

    fn find_lower_scores(&mut self) {
        let judge = self.name.as_str();
        let message = |(measure, committed): (&Measure, &Option<usize>)| {
            let reached = self.counts(*measure).reached;
            let line = format!("`{} = {reached}` below [{judge}] in {SCORES}", measure.name);
            match *committed {
                None => Some(format!(
                    "error: {judge} has no committed score for {}\n  = help: write {line}",
                    measure.name
                )),
                Some(committed) if reached < committed => Some(format!(
                    "error: {judge} reaches {reached} {}, and the committed score is {committed}\n  \
                     = help: repair what is reported above; if fewer can be reached, write {line}",
                    measure.name
                )),
                Some(_) => None,
            }
        };
        let measures = self.verdict.measures.iter().zip(&self.committed);
        let messages: Vec<_> = measures.filter_map(message).collect();
        self.problems.extend(messages);
    }

    /// The counts for people.
    pub fn table(&self) -> String {
        let names = self.verdict.measures.iter().map(|it| it.name);
        let width = names.chain([self.name.as_str()]).map(str::len).max().unwrap_or_default();
        let mut table = format!("{:width$}  reached     of  with a reason  committed", self.name);
        for (measure, committed) in self.verdict.measures.iter().zip(&self.committed) {
            let Counts { all, reached, explained } = self.counts(*measure);
            let committed = committed.map_or_else(|| "-".to_owned(), |score| score.to_string());
            let _ = write!(
                table,
                "\n{:width$}  {reached:7}  {all:5}  {explained:13}  {committed:>9}",
                measure.name
            );
        }
        table
    }

    /// The counts of each document, as a table of Markdown.
    pub fn documents(&self) -> String {
        let mut table = "| document | operations |".to_owned();
        for measure in &self.verdict.measures {
            let _ = write!(table, " {} |", measure.name);
        }
        table += " with a reason |\n| --- | --- |";
        table += &" --- |".repeat(self.verdict.measures.len() + 1);
        let mut documents: Vec<&Judged> = self.verdict.documents.iter().collect();
        documents.sort_by_key(|it| (std::cmp::Reverse(it.operations), it.name.as_str()));
        for document in &documents {
            let Judged { name, operations, .. } = document;
            self.write_row(&mut table, name, *operations, Some(name));
        }
        let operations = documents.iter().map(|it| it.operations).sum();
        self.write_row(&mut table, "all", operations, None);
        table + "\n"
    }

    fn write_row(&self, table: &mut String, name: &str, operations: usize, document: Option<&str>) {
        let _ = write!(table, "\n| {name} | {operations} |");
        let mut reasons = 0;
        for measure in &self.verdict.measures {
            let Counts { all, reached, explained } = self.counts_of(*measure, document);
            reasons += explained;
            let _ = match all == reached {
                true => write!(table, " {all} |"),
                false => write!(table, " {reached} of {all} |"),
            };
        }
        let _ = write!(table, " {reasons} |");
    }

    /// Every finding, as tab-separated values.
    pub fn tsv(&self) -> String {
        let mut text =
            "judge\tmeasure\tscenario\tresult\tproblem\tcause\treason\tcurl\n".to_owned();
        for (finding, reason) in self.findings() {
            let cells = [
                self.verdict.judge,
                finding.measure.name,
                &finding.scenario,
                if finding.problem.is_none() { "reached" } else { "not reached" },
                finding.problem.as_deref().unwrap_or_default(),
                reason.map(|it| it.cause.word()).unwrap_or_default(),
                reason.map(|it| it.reason.as_str()).unwrap_or_default(),
                finding.curl.as_deref().unwrap_or_default(),
            ];
            text += &cells.map(cell).join("\t");
            text.push('\n');
        }
        text
    }
}

/// A text without tabs, line breaks and other control characters.
fn cell(text: &str) -> String {
    visible(&text.replace(['\t', '\n', '\r'], " "))
}

#[cfg(test)]
mod tests {
    use super::{Committed, Extent, Finding, Measure, Verdict};

    const CALLS: Measure = Measure { name: "calls", needs_reasons: true };
    const OPTIONAL: Measure = Measure { name: "optional", needs_reasons: false };

    fn finding(measure: Measure, scenario: &str, problem: Option<&str>) -> Finding {
        Finding::new(measure, scenario.to_owned(), problem.map(str::to_owned))
    }

    fn verdict(extent: Extent) -> Verdict {
        let findings = vec![
            finding(CALLS, "getA", None),
            finding(CALLS, "getB", Some("no\tresponse")),
            finding(OPTIONAL, "getC", Some("not asked for")),
        ];
        Verdict {
            judge: "steady",
            measures: vec![CALLS, OPTIONAL],
            findings,
            documents: Vec::new(),
            extent,
        }
    }

    fn problems(extent: Extent, scores: &str, reasons: &str) -> Vec<String> {
        let settled = verdict(extent).settle(&Committed::of_texts(scores, reasons));
        settled.problems().iter().filter_map(|it| it.lines().next()).map(str::to_owned).collect()
    }

    const REASON: &str = "[[steady]]\nscenario = 'getB*'\ncause = 'server'\nreason = 'It ends.'\n";

    #[test]
    fn what_is_not_reached_has_a_reason() {
        let scores = "[steady]\ncalls = 1\noptional = 0\n";
        assert_eq!(problems(Extent::Complete, scores, REASON), Vec::<String>::new());
        assert_eq!(
            problems(Extent::Complete, scores, ""),
            ["error: these are not reached, and have no reason:"],
        );
        let more = REASON.replace("getB*", "getA");
        assert_eq!(
            problems(Extent::Complete, scores, &format!("{REASON}{more}")),
            ["error: the reason for `getA` is not needed: all that it covers is reached"],
        );
        assert_eq!(problems(Extent::Part, scores, &format!("{REASON}{more}")), [""; 0]);
    }

    #[test]
    fn a_score_does_not_fall() {
        assert_eq!(
            problems(Extent::Complete, "[steady]\ncalls = 2\n", REASON),
            [
                "error: steady reaches 1 calls, and the committed score is 2",
                "error: steady has no committed score for optional",
            ],
        );
        assert_eq!(problems(Extent::Part, "[steady]\ncalls = 2\n", REASON), [""; 0]);
    }

    #[test]
    fn results_are_written() {
        let committed = Committed::of_texts("[steady]\ncalls = 1\n", REASON);
        let settled = verdict(Extent::Part).settle(&committed);
        assert_eq!(
            settled.table(),
            "steady    reached     of  with a reason  committed\n\
             calls           1      2              1          1\n\
             optional        0      1              0          -"
        );
        assert_eq!(
            settled.tsv(),
            "judge\tmeasure\tscenario\tresult\tproblem\tcause\treason\tcurl\n\
             steady\tcalls\tgetA\treached\t\t\t\t\n\
             steady\tcalls\tgetB\tnot reached\tno response\tserver\tIt ends.\t\n\
             steady\toptional\tgetC\tnot reached\tnot asked for\t\t\t\n"
        );
    }
}
