//! The folder that annotations count their paths from.

use super::collect::shown;
use crate::report::base::Base;

/// The working directory, and the repository around it: the closest folder that holds `.git`.
pub(super) fn here() -> Base {
    let Ok(working) = std::env::current_dir() else { return Base::default() };
    let root = working.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&working);
    Base { root: shown(root), working: shown(&working) }
}
