//! The rules of compat/.

use crate::rule::Entry;

pub(crate) const RULES: &[Entry] = &[];
