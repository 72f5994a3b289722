//! What is predicted of a module, beside what a server did with it.

use crate::build::Variant;
use crate::{common, server};
use ramplint::dlopen::{Load, Outcome};
use ramplint::{Input, Options, Severity, Source};
use rayon::prelude::*;
use std::fmt;
use std::path::Path;

/// Server and prediction agree.
struct Agreement {
    /// Whether it loads.
    loads: bool,
    /// Whether it was predicted at all.
    is_open: bool,
    /// Whether it fails with the sentence that was predicted.
    same_sentence: bool,
}

/// What came of all comparisons.
#[derive(Default)]
pub(crate) struct Tally {
    all: usize,
    agreeing: usize,
    explained: usize,
    /// Of those that agree: how many load, were left open, and fail with the predicted sentence.
    pub(crate) loading: usize,
    open: usize,
    pub(crate) sentences: usize,
    /// What differs without a reason, and what has a reason and does not differ.
    pub(crate) wrong: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { all, agreeing, explained, loading, open, sentences, .. } = self;
        write!(f, "{all} variants, {agreeing} agree, {explained} explained; ")?;
        write!(f, "of those that agree {loading} load, {sentences} fail in the predicted words, {open} were left open")
    }
}

/// They do not.
#[derive(Debug)]
struct Difference {
    real: server::Outcome,
    predicted: Load,
    /// The rules that say that the module is in error.
    errors: Vec<&'static str>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let real = match (&self.real.loads, &self.real.sentence) {
            (true, _) => "loads",
            (false, Some(sentence)) => sentence,
            (false, None) => "dies",
        };
        let word = self.predicted.outcome.word();
        let words = self.predicted.error.as_deref().or(self.predicted.why.as_deref()).unwrap_or_default();
        write!(f, "server: {real}; predicted: {word}, {words}; errors of {:?}", self.errors)
    }
}

/// Loads every module by its file name, and compares.
pub(crate) fn all(
    variants: &[Variant],
    folder: &Path,
    os: &str,
    load: impl Fn(&str) -> server::Outcome + Sync,
) -> Tally {
    let compare = |variant: &Variant| {
        let name = format!("{}.so", variant.name);
        one(&folder.join(&name), os, variant.stricter.is_some(), load(&name))
    };
    let results: Vec<_> = variants.par_iter().map(compare).collect();
    let mut tally = Tally { all: results.len(), ..Tally::default() };
    for (variant, result) in variants.iter().zip(results) {
        let name = &variant.name;
        match (result, variant.explained.get(os)) {
            (Ok(agreement), None) => {
                tally.agreeing += 1;
                tally.loading += usize::from(agreement.loads);
                tally.open += usize::from(agreement.is_open);
                tally.sentences += usize::from(agreement.same_sentence);
            }
            (Err(difference), Some(reason)) => {
                tally.explained += 1;
                common::say(&format!("  explained: {name}: {reason} ({difference})"));
            }
            (Ok(_), Some(_)) => tally.wrong.push(format!("{name}: agrees, and is explained for nothing")),
            (Err(difference), None) => tally.wrong.push(format!("{name}: {difference}")),
        }
    }
    tally
}

/// Compares the outcome, the sentence where one is predicted, and whether an error is reported of what loads.
fn one(path: &Path, os: &str, is_stricter: bool, real: server::Outcome) -> Result<Agreement, Box<Difference>> {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let options = Options { os: vec![os.to_owned()], arch: Some("x86_64".to_owned()), ..Options::default() };
    let source = Source::Bytes(std::fs::read(path).unwrap());
    let report = ramplint::check(&Input { path: name, source }, &options);
    let predicted = report.load.first().unwrap().clone();
    let is_error = |one: &&ramplint::Finding| one.severity == Severity::Error && one.rule.starts_with("elf/");
    let errors: Vec<_> = report.findings.iter().filter(is_error).map(|finding| finding.rule).collect();
    let same_sentence = |error: &String| real.sentence.as_ref() == Some(error);
    let agrees = match predicted.outcome {
        Outcome::Loads => real.loads && errors.is_empty() != is_stricter,
        Outcome::Fails => !real.loads && predicted.error.as_ref().is_none_or(same_sentence),
        Outcome::Unknown => predicted.why.is_some() && (!real.loads || errors.is_empty()),
    };
    if !agrees {
        return Err(Box::new(Difference { real, predicted, errors }));
    }
    let is_open = predicted.outcome == Outcome::Unknown;
    Ok(Agreement { loads: real.loads, is_open, same_sentence: predicted.error.is_some() })
}
