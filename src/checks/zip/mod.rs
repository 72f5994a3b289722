//! The rules about the archive, read as CPython's `zipfile` reads it.

mod duplicate_member;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[entry!("zip/duplicate-member", Archive, duplicate_member)];
