//! Why the tool could not do its work. All of these end with status 2, except a closed standard output.

use crate::config::Unusable;
use std::fmt;
use std::io;

/// A failure that ends the run.
#[derive(Debug)]
pub(crate) enum Error {
    /// An argument that clap cannot judge.
    Usage(String),
    /// An input that cannot be read.
    Read(String, io::Error),
    /// A file of a release line that cannot be used: its path, and what is wrong with it.
    TargetFile(String, String),
    /// A configuration that cannot be used.
    Config(Box<Unusable>),
    /// A fault of ramplint itself while it judged this input.
    Internal(String),
    /// A bundle that mending would have made worse: its path, and what is worse.
    Worse(String, Vec<String>),
    /// A result that cannot be written.
    Write(String, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(text),
            Self::Read(path, error) => write!(f, "cannot read {path}: {error}"),
            Self::TargetFile(path, fault) => write!(f, "cannot use the target file {path}: {fault}"),
            Self::Config(unusable) => write!(f, "cannot use {}", unusable.path),
            Self::Internal(path) => write!(f, "internal error while judging {path}: please report it with the file"),
            Self::Worse(path, what) => {
                write!(f, "{path} would be worse after mending, so nothing is written: {}", what.join("; "))
            }
            Self::Write(path, error) => write!(f, "cannot write {path}: {error}"),
        }
    }
}
