//! The rules about the archive, read as CPython's `zipfile` reads it.

mod bomb;
mod broken_header;
mod comment;
mod corrupt_member;
mod duplicate_member;
mod empty;
mod encrypted_member;
mod extra_field;
mod not_a_zip;
mod odd_header;
mod prepended_data;
mod readers_disagree;
mod trailing_data;
mod truncated;
mod unsupported_method;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("zip/bomb", Archive, bomb),
    entry!("zip/broken-header", Archive, broken_header),
    entry!("zip/comment", Archive, comment),
    entry!("zip/corrupt-member", Archive, corrupt_member),
    entry!("zip/duplicate-member", Archive, duplicate_member),
    entry!("zip/empty", Archive, empty),
    entry!("zip/encrypted-member", Archive, encrypted_member),
    entry!("zip/extra-field", Archive, extra_field),
    entry!("zip/not-a-zip", Archive, not_a_zip),
    entry!("zip/odd-header", Archive, odd_header),
    entry!("zip/prepended-data", Archive, prepended_data),
    entry!("zip/readers-disagree", Archive, readers_disagree),
    entry!("zip/trailing-data", Archive, trailing_data),
    entry!("zip/truncated", Archive, truncated),
    entry!("zip/unsupported-method", Archive, unsupported_method),
];
