//! What goes back to the client: status, body, and the verdict behind it. Codes that no source gives begin with
//! `ramplint_`, so that nobody takes them for a cluster's.

use crate::endpoint::Endpoint;
use crate::prediction::Evidence;
use crate::report::json_v1;
use crate::tables;
use crate::verdict::{self, Verdict};
use axum::body::Bytes;
use serde_json::{Value, json};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The body; null for none.
    pub(super) body: Value,
    /// Instead of the body: its text, which answers share.
    pub(super) text: Option<Bytes>,
    /// Methods of the path, for the header of that name.
    pub(super) allow: Option<String>,
    /// What the engine says, when it was asked.
    pub(super) said: Option<Said>,
}

/// The verdict behind an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) outcome: verdict::Answer,
    pub(super) because: Vec<&'static str>,
    pub(super) unless: Vec<&'static str>,
    pub(super) evidence: Evidence,
    pub(super) why: Option<String>,
}

impl Answer {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body, text: None, allow: None, said: None }
    }

    /// An answer whose body is made already.
    pub(super) fn shared(text: Bytes) -> Self {
        Self { text: Some(text), ..Self::ok(Value::Null) }
    }

    /// A refusal in the shape of the reference's error object; both names of the sentence are given, as pages differ.
    pub(super) fn error(status: u16, code: &str, sentence: &str) -> Self {
        let body = json!({"error_code": code, "description": sentence, "message": sentence});
        Self { status, body, text: None, allow: None, said: None }
    }

    /// A refusal with the code's own sentence.
    pub(super) fn coded(status: u16, code: &str) -> Self {
        Self::error(status, code, meaning(code).unwrap_or(code))
    }

    /// No such path on this line.
    pub(super) fn no_such_path() -> Self {
        Self::error(404, "ramplint_no_such_path", "this release line has no such path")
    }

    /// The path has other methods.
    pub(super) fn wrong_method(allow: &str) -> Self {
        let answer = Self::error(405, "ramplint_no_such_method", "this release line has the path, not the method");
        Self { allow: Some(allow.to_owned()), ..answer }
    }

    /// The bytes of the body. Names of modules stand in it, and people look at it in a terminal.
    pub(super) fn bytes(&self) -> Bytes {
        match &self.text {
            Some(text) => text.clone(),
            None if self.body.is_null() => Bytes::new(),
            // writing to memory does not fail
            None => json_v1::compact(&self.body).unwrap_or_default().into(),
        }
    }

    /// The code of a refusal.
    pub(super) fn code(&self) -> Option<&str> {
        self.body.get("error_code")?.as_str()
    }
}

/// The sentence of an error code.
fn meaning(code: &str) -> Option<&'static str> {
    tables::error_codes().iter().find(|row| row.name == code).map(|row| row.meaning.as_str())
}

/// The status of a refusal whose own no source gives: the one that the endpoint's page has for refusals of its kind.
fn usual(endpoint: Endpoint) -> u16 {
    if endpoint == Endpoint::UserDefined { 406 } else { 400 }
}

/// The answer of a verdict; `taken` makes the body of an acceptance.
pub(super) fn of(verdict: &Verdict, accept_unknown: bool, taken: impl FnOnce() -> Value) -> Answer {
    let said = Said {
        outcome: verdict.outcome,
        because: verdict.because.clone(),
        unless: verdict.unless.clone(),
        evidence: verdict.evidence,
        why: verdict.why.clone(),
    };
    let why = verdict.why.as_deref();
    let answer = match verdict.outcome {
        verdict::Answer::Accepted => Answer::ok(taken()),
        verdict::Answer::Unknown if accept_unknown => Answer::ok(taken()),
        verdict::Answer::Unknown => {
            Answer::error(501, "ramplint_unknown", why.unwrap_or("no source says what a cluster answers"))
        }
        verdict::Answer::Rejected => {
            let status = verdict.status.unwrap_or_else(|| usual(verdict.endpoint));
            let code = verdict.error_code.as_deref().unwrap_or("ramplint_code_unknown");
            let sentence = verdict.message.as_deref().or(meaning(code)).or(why);
            Answer::error(status, code, sentence.unwrap_or("the module is refused"))
        }
        verdict::Answer::Unavailable => match (verdict.status.unwrap_or(404), verdict.error_code.as_deref()) {
            (status, Some(code)) => Answer::coded(status, code),
            (405, None) => Answer::wrong_method("GET, HEAD, OPTIONS"),
            (status, None) => Answer { status, ..Answer::no_such_path() },
        },
    };
    Answer { said: Some(said), ..answer }
}
