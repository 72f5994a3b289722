//! The rules of deps/.

mod bad_format;
mod bad_name;
mod bad_sha256;
mod bad_url;
mod bomb;
mod local_path_left;
mod name_clash;
mod not_packed;
mod orphan_file;
mod sha256_mismatch;
mod unreadable_archive;
mod unsafe_archive;
mod wrong_binaries;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("deps/bad-format", Bundle, bad_format),
    entry!("deps/bad-name", Bundle, bad_name),
    entry!("deps/bad-sha256", Bundle, bad_sha256),
    entry!("deps/bad-url", Bundle, bad_url),
    entry!("deps/bomb", Bundle, bomb),
    entry!("deps/local-path-left", Bundle, local_path_left),
    entry!("deps/name-clash", Bundle, name_clash),
    entry!("deps/not-packed", Compat, not_packed),
    entry!("deps/orphan-file", Bundle, orphan_file),
    entry!("deps/sha256-mismatch", Bundle, sha256_mismatch),
    entry!("deps/unreadable-archive", Bundle, unreadable_archive),
    entry!("deps/unsafe-archive", Bundle, unsafe_archive),
    entry!("deps/wrong-binaries", Bundle, wrong_binaries),
];
