//! ramplint says what a Redis Enterprise cluster would answer to a module bundle, and why, before it is uploaded.
//!
//! A bundle is a zip archive with one `.so`, a `module.json` and optional `deps/`. [`check`] reads one, runs every
//! rule over the facts and predicts the unpacker's and the endpoints' answers. Nothing of a bundle is executed or
//! extracted, no connection is opened, and no input makes it panic.
//!
//! ```
//! use ramplint::{Input, Options, Source, check};
//!
//! let input = Input { path: "module.json".into(), source: Source::Bytes(b"{\"module_name\": \"\"}".to_vec()) };
//! let report = check(&input, &Options::default());
//! assert!(report.findings.iter().any(|finding| finding.rule == "meta/empty-module-name"));
//! ```

pub mod bundle;
mod checks;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod cluster;
mod committed;
pub mod config;
pub mod databases;
pub mod dlopen;
mod dotted;
pub mod endpoint;
pub mod engine;
pub mod features;
pub mod finding;
pub mod fix;
pub mod input;
pub mod inspect;
pub mod listing;
pub mod load;
pub mod plan;
pub mod prediction;
pub mod python;
pub mod report;
pub mod rule;
pub mod schemas;
#[cfg(feature = "serve")]
#[doc(hidden)]
pub mod serve;
pub mod severity;
mod tables;
pub mod target;
#[cfg(test)]
mod testkit;
pub mod unpack;
pub mod verdict;
pub mod why;

pub use finding::{Finding, Severity};
pub use input::{Input, Options, Source};
pub use report::Report;

/// Reads and judges one input.
#[must_use]
pub fn check(input: &Input, options: &Options) -> Report {
    examine(input, options).1
}

/// Reads and judges one input, and gives the facts too.
pub(crate) fn examine(input: &Input, options: &Options) -> (bundle::Bundle, Report) {
    let mut bundle = load::load(input, &options.limits);
    bundle.local_deps.clone_from(&options.local_deps);
    let mut judgement = engine::judge(&bundle, options);
    committed::place(&mut judgement.findings, &bundle, options);
    let report = Report::new(input, &bundle, judgement, options);
    (bundle, report)
}
