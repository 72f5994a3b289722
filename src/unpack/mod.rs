//! Predicts what `RAMP.unpacker.unpack(stream)` of ramp-packer 2.5.19 does under CPython 3.11.7.
//!
//! The steps stand in the order of the original: archive, number of files, module.json, the module file,
//! the metadata, every other member. Each failure names the rules that speak of it, so that the verdict can
//! say why and a test can prove that no rejection goes without a finding. `MemoryError`, and `RecursionError`
//! within a few levels of Python's limit, depend on the caller and are left out.

mod archive;
mod metadata;

use crate::bundle::archive::Archive;
use crate::bundle::{Bundle, Kind, Layer};
use crate::prediction::Failure;

pub(crate) use archive::count_names;
pub use metadata::judge as judge_metadata;

/// What the unpacker does with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It returns the metadata and the files.
    Accepted,
    /// It raises its own `UnpackerPackageError`.
    Rejected(Rejection),
    /// Another exception escapes it.
    Crashed {
        /// The exception's class, with its module unless that is `builtins`.
        exception: &'static str,
        /// Rules that speak of the cause.
        rules: Rules,
    },
    /// Our own limits stopped the reading before this could be decided.
    Unknown {
        /// What was not read.
        why: String,
    },
}

/// Ids of rules, any of which explains a failure.
pub type Rules = &'static [&'static str];

/// An `UnpackerPackageError`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its `error_code`.
    pub error_code: Option<&'static str>,
    /// Its message.
    pub message: &'static str,
    /// Its reason.
    pub reason: Option<String>,
    /// Rules that speak of the cause.
    pub rules: Rules,
}

/// The message of every refusal of the metadata.
const METADATA_INVALID: &str = "module metadata invalid";

/// `BadZipFile` anywhere.
fn bad_zip(rules: Rules) -> Outcome {
    let message = "Failed to extract bundle";
    Outcome::Rejected(Rejection { error_code: None, message, reason: None, rules })
}

/// `OSError` or `ValueError` anywhere.
fn unreadable(rules: Rules) -> Outcome {
    let message = "Failed to read module.json";
    Outcome::Rejected(Rejection { error_code: None, message, reason: None, rules })
}

fn invalid(code: &'static str, reason: impl Into<String>, rules: Rules) -> Outcome {
    let (message, reason) = (METADATA_INVALID, Some(reason.into()));
    Outcome::Rejected(Rejection { error_code: Some(code), message, reason, rules })
}

fn crash(exception: &'static str, rules: Rules) -> Outcome {
    Outcome::Crashed { exception, rules }
}

fn unknown(why: impl Into<String>) -> Outcome {
    Outcome::Unknown { why: why.into() }
}

impl Outcome {
    /// The word of the report.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::Crashed { .. } => "crashed",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The unpacker's own code, when it gives one.
    #[must_use]
    pub fn error_code(&self) -> Option<&'static str> {
        match self {
            Self::Rejected(rejection) => rejection.error_code,
            _ => None,
        }
    }

    /// How it fails, when it does.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        match self {
            Self::Accepted | Self::Unknown { .. } => None,
            Self::Crashed { .. } => Some(Failure::Crash),
            Self::Rejected(rejection) if rejection.message == METADATA_INVALID => Some(Failure::Metadata),
            // the same message for an unreadable text and for an unreadable name; the rules tell them apart
            Self::Rejected(rejection) if rejection.rules.iter().all(|rule| rule.starts_with("meta/")) => {
                Some(Failure::Metadata)
            }
            Self::Rejected(_) => Some(Failure::Structure),
        }
    }

    /// Rules that speak of the failure.
    #[must_use]
    pub fn rules(&self) -> Rules {
        match self {
            Self::Rejected(rejection) => rejection.rules,
            Self::Crashed { rules, .. } => rules,
            Self::Accepted | Self::Unknown { .. } => &[],
        }
    }
}

/// What the unpacker does with a bundle; for a folder or a bare module.json, what its metadata checks do.
#[must_use]
pub fn predict(bundle: &Bundle) -> Outcome {
    let failure = match &bundle.archive {
        Layer::Ready(archive) => run(archive, bundle).err(),
        Layer::Unreadable(why) => Some(unknown(*why)),
        Layer::Absent => loose_parts(bundle).err(),
    };
    failure.unwrap_or(Outcome::Accepted)
}

fn run(archive: &Archive, bundle: &Bundle) -> Result<(), Outcome> {
    archive::construct(archive)?;
    archive::count_files(archive)?;
    archive::open(archive, "module.json")?;
    archive::read_metadata(archive)?;
    let Some(document) = bundle.metadata.ready() else {
        return Err(unknown("module.json was not read"));
    };
    let root = metadata::parse(document)?;
    let module_file = metadata::module_file(root)?;
    archive::open(archive, &module_file)?;
    metadata::judge(root)?;
    archive::open_rest(archive, &module_file)
}

/// Why nothing can be said of a bundle.
const NO_BUNDLE: &str = "`ramp pack` writes no bundle from the manifest";

/// The same checks over files that no archive holds: as if they had been packed.
fn loose_parts(bundle: &Bundle) -> Result<(), Outcome> {
    if bundle.kind == Kind::Directory {
        archive::count_names(&bundle.files)?;
    }
    let document = match &bundle.metadata {
        Layer::Ready(document) => document,
        Layer::Unreadable(why) => return Err(unknown(*why)),
        Layer::Absent => return Err(crash("KeyError", &["zip/missing-module-json"])),
    };
    if let Layer::Ready(manifest) = &bundle.manifest {
        return if manifest.is_packed() { metadata::judge_open(document) } else { Err(unknown(NO_BUNDLE)) };
    }
    let root = metadata::parse(document)?;
    let module_file = metadata::module_file(root)?;
    if bundle.kind == Kind::Directory && !bundle.files.contains(&module_file) {
        return Err(crash("KeyError", &["zip/missing-module-file"]));
    }
    metadata::judge(root)
}

#[cfg(test)]
mod tests;
