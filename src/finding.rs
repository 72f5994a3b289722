//! Findings: what a check saw, where, and what to do about it.

pub mod fingerprint;

use crate::bundle::place::Place;
use crate::prediction::{Failure, Prediction};
pub use crate::severity::Severity;
use crate::target::Target;

/// Another place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, lower case, no full stop.
    pub label: String,
}

/// A place in a file that the user keeps under version control, for what a finding says of module.json.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The file's path as the user gave it, or as it was found beside the input.
    pub path: String,
    /// Where in the file; its `member` is the file's name.
    pub place: Place,
}

/// One finding of one rule.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The fault with the value found, then what was expected.
    pub message: String,
    /// What to do, imperative.
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
    /// The same place in a committed file, when one was named or found: in the manifest that the bundle was packed
    /// from, or in a committed module.json. Where annotations belong.
    pub committed: Option<Committed>,
    /// Other places it speaks of.
    pub related: Vec<Related>,
    /// What the endpoints would answer because of it.
    pub predicts: Vec<&'static Prediction>,
    /// Whether no source says which of the page's answers, if any, this one gets.
    pub is_undecided: bool,
    /// The server's own sentence about this one, when it is not the page's.
    pub sentence: Option<String>,
    /// Operating systems of the nodes that it speaks of; empty for all.
    pub nodes: Vec<String>,
    /// The release lines that it speaks of, as they were asked for; empty for all.
    pub targets: Vec<String>,
    /// Why the user set it aside; it then counts for nothing but the verdicts. `None` for one that counts.
    pub ignored: Option<String>,
}

impl Finding {
    /// Says what to do, imperative.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Names another place and what is there.
    pub fn also(&mut self, place: Place, label: impl Into<String>) -> &mut Self {
        self.related.push(Related { place, label: label.into() });
        self
    }

    /// Gives this one finding a severity other than its page's.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Gives the server's own sentence about this one, of which a thousand characters are kept.
    pub fn sentence(&mut self, sentence: impl AsRef<str>) -> &mut Self {
        self.sentence = Some(sentence.as_ref().chars().take(1_000).collect());
        self
    }

    /// Says that it only speaks of nodes with this operating system.
    pub fn on_nodes(&mut self, os: impl Into<String>) -> &mut Self {
        self.nodes.push(os.into());
        self
    }

    /// Whether it speaks of a release line, named as it was asked for.
    #[must_use]
    pub fn concerns(&self, asked: &str) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|target| target == asked)
    }

    /// Says that no source decides what the server makes of this one: the page's predictions speak of the rule's
    /// other cases.
    pub fn unpredicted(&mut self) -> &mut Self {
        self.predicts.clear();
        self.is_undecided = true;
        self
    }

    /// The same, unless something is known for certain.
    pub fn unpredicted_unless(&mut self, is_certain: bool) -> &mut Self {
        if is_certain { self } else { self.unpredicted() }
    }

    /// Says how the unpacker fails on this one, where the rule's other cases make it fail otherwise.
    pub fn fails_by(&mut self, failure: Failure) -> &mut Self {
        self.predicts.retain(|prediction| prediction.failure.contains(&failure));
        self
    }

    /// Says that the server does not mind this one.
    pub fn taken(&mut self) -> &mut Self {
        self.predicts.clear();
        self
    }
}

/// Stands in a message for the names of the release lines: what lines have in common is said once.
///
/// No value of a bundle can hold it, for values are escaped and this is not printable.
pub(crate) const LINES: char = '\u{e000}';

/// Findings of one rule in one input that are kept; a hostile input could raise millions.
const MOST: usize = 100;

/// Takes the findings of one rule and stamps them with its id and severity.
#[derive(Debug)]
pub struct Sink {
    rule: &'static str,
    severity: Severity,
    predicts: &'static [Prediction],
    target: Option<Target>,
    findings: Vec<Finding>,
    dropped: usize,
}

impl Sink {
    /// A sink for the rule of this id, whose page has this severity and these predictions.
    pub(crate) fn new(
        rule: &'static str,
        severity: Severity,
        predicts: &'static [Prediction],
        target: Option<&Target>,
    ) -> Self {
        Self { rule, severity, predicts, target: target.cloned(), findings: Vec::new(), dropped: 0 }
    }

    /// Adds a finding at a place. The message is lower case, without a full stop, with values in backticks.
    pub fn report(&mut self, at: Place, message: impl Into<String>) -> &mut Finding {
        let target = self.target.as_ref();
        let fits = |p: &&Prediction| target.is_none_or(|target| p.targets.includes(&target.line));
        let finding = Finding {
            rule: self.rule,
            severity: self.severity,
            message: message.into(),
            help: None,
            place: at,
            committed: None,
            related: Vec::new(),
            predicts: self.predicts.iter().filter(fits).collect(),
            is_undecided: false,
            ignored: None,
            sentence: None,
            nodes: Vec::new(),
            targets: target.map(|target| target.asked.clone()).into_iter().collect(),
        };
        if self.findings.len() >= MOST {
            self.dropped += 1;
            self.findings.pop();
        }
        self.findings.push_mut(finding)
    }

    /// Whether nothing was reported so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn into_findings(mut self) -> Vec<Finding> {
        if let (Some(last), true) = (self.findings.last_mut(), self.dropped > 0) {
            last.message =
                format!("{} (and {} more findings of this rule that are not listed)", last.message, self.dropped);
        }
        self.findings
    }
}
