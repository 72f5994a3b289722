//! Findings: what a check saw, where, and what to do about it.

use crate::bundle::place::Place;
use crate::prediction::Prediction;
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
    /// Other places it speaks of.
    pub related: Vec<Related>,
    /// What the endpoints would answer because of it.
    pub predicts: Vec<&'static Prediction>,
    /// The release line that it speaks of, as it was asked for; `None` for all.
    pub target: Option<String>,
    /// Whether it is a note where none of its predictions is about a line that was asked for.
    pub(crate) only_where_predicted: bool,
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

    /// Says that the server takes this one: the page's predictions speak of the rule's other cases.
    pub fn unpredicted(&mut self) -> &mut Self {
        self.predicts.clear();
        self
    }

    /// Says that only the release lines of the predictions mind: for others it is a note.
    pub fn only_where_predicted(&mut self) -> &mut Self {
        self.only_where_predicted = true;
        self
    }
}

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
            related: Vec::new(),
            predicts: self.predicts.iter().filter(fits).collect(),
            target: target.map(|target| target.asked.clone()),
            only_where_predicted: false,
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
