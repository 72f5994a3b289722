//! The rules of deps/.

use crate::rule::Entry;

pub(crate) const RULES: &[Entry] = &[];
