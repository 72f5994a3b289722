//! Predicted answers of the server: what a rule page claims, and how well it is known.

use crate::target::version_key;

/// Where a claim about the server comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Follows from documented or observed facts; nobody has said or seen it.
    Inferred,
    /// Seen on a real cluster or in a real tool.
    Observed,
    /// The vendor's documentation says so.
    Documented,
}

impl Evidence {
    /// The word that reports print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Observed => "observed",
            Self::Documented => "documented",
        }
    }
}

/// An answer of the server that a rule predicts.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// The code in the answer, or the unpacker's own; `None` when the answer has none.
    pub error_code: Option<String>,
    /// HTTP status; `None` when no source decides it, and for the unpacker.
    pub status: Option<u16>,
    /// The endpoints that give it, or `unpack`.
    pub endpoints: Vec<String>,
    /// The release lines that give it.
    #[serde(default)]
    pub targets: Lines,
    /// How well it is known.
    pub evidence: Evidence,
    /// Who says so.
    pub source: String,
    /// The server's own sentence, where known.
    pub sentence: Option<String>,
    /// The failures of the unpacker that it is about; empty for an answer that does not come from the unpacker.
    #[serde(default)]
    pub failure: Vec<Failure>,
    /// The word under *unless* where no source decides whether the answer is given; `None` for its code.
    pub unless: Option<String>,
}

/// How the unpacker fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    /// It refuses the structure of the archive.
    Structure,
    /// It refuses the module.json.
    Metadata,
    /// An exception that is not its own escapes it.
    Crash,
}

impl Prediction {
    /// Whether a line's endpoint gives the answer.
    #[must_use]
    pub fn is_given_by(&self, path: &str, line: &str) -> bool {
        self.targets.includes(line) && self.endpoints.iter().any(|endpoint| endpoint == path)
    }

    /// The word under *unless* where the answer is not certain.
    #[must_use]
    pub fn reservation(&self) -> Option<&str> {
        self.unless.as_deref().or(self.error_code.as_deref())
    }
}

/// Release lines from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// The first line; `None` for no lower bound.
    pub from: Option<String>,
    /// The last line; `None` for no upper bound.
    pub to: Option<String>,
}

impl Lines {
    /// Whether a line such as `7.22` is among them; versions compare number by number.
    #[must_use]
    pub fn includes(&self, line: &str) -> bool {
        let key = version_key;
        self.from.as_deref().is_none_or(|from| key(from) <= key(line))
            && self.to.as_deref().is_none_or(|to| key(line) <= key(to))
    }
}
