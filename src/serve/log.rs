//! One line a request on standard error: what was asked, what was answered, and the rule behind it.

use super::answer::Answer;
use crate::report::escape::visible;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Longer paths are cut: they are somebody else's text.
const LONGEST: usize = 200;

/// Where lines go.
pub(super) struct Log(Mutex<Box<dyn Write + Send>>);

impl Log {
    pub(super) fn new(to: Box<dyn Write + Send>) -> Self {
        Self(Mutex::new(to))
    }

    /// Writes one line; a log that nobody reads stops nothing.
    pub(super) fn line(&self, text: &str) {
        let mut to = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(to, "{}", visible(text)).and_then(|()| to.flush());
    }
}

/// The line of a request.
pub(super) fn line(node: usize, method: &str, path: &str, answer: &Answer) -> String {
    let path: String = path.chars().take(LONGEST).collect();
    let mut line = format!("node {} {method} {path} {}", node + 1, answer.status);
    if let Some(code) = answer.code() {
        line.push_str(&format!(" {code}"));
    }
    let Some(said) = &answer.said else { return line };
    line.push_str(&format!(": {}", said.outcome.word()));
    for (word, list) in [("because", &said.because), ("unless", &said.unless)] {
        if !list.is_empty() {
            line.push_str(&format!(" {word} {}", list.join(", ")));
        }
    }
    line.push_str(&format!(" ({})", said.evidence.word()));
    if let Some(why) = &said.why {
        line.push_str(&format!("; {why}"));
    }
    line
}
