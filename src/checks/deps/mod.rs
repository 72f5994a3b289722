//! The rules of deps/.

mod bad_format;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[entry!("deps/bad-format", Bundle, bad_format)];
