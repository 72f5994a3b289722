//! The rules about the archive, read as CPython's `zipfile` reads it.

mod bomb;
mod broken_header;
mod comment;
mod corrupt_member;
mod debug_package;
mod duplicate_member;
mod empty;
mod encrypted_member;
mod extra_field;
mod file_name;
mod missing_module_file;
mod missing_module_json;
mod module_in_folder;
mod name_limits;
mod names_collide;
mod no_module;
mod not_a_zip;
mod not_executable;
mod not_utf8_name;
mod odd_header;
mod prepended_data;
mod readers_disagree;
mod several_modules;
mod special_file;
mod symlink;
mod too_large;
mod trailing_data;
mod truncated;
mod unexpected_member;
mod unportable_name;
mod unsafe_path;
mod unsupported_method;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("zip/bomb", Bundle, bomb),
    entry!("zip/broken-header", Archive, broken_header),
    entry!("zip/comment", Archive, comment),
    entry!("zip/corrupt-member", Archive, corrupt_member),
    entry!("zip/debug-package", Module, debug_package),
    entry!("zip/duplicate-member", Archive, duplicate_member),
    entry!("zip/empty", Archive, empty),
    entry!("zip/encrypted-member", Archive, encrypted_member),
    entry!("zip/extra-field", Archive, extra_field),
    entry!("zip/file-name", Bundle, file_name),
    entry!("zip/missing-module-file", Bundle, missing_module_file),
    entry!("zip/missing-module-json", Names, missing_module_json),
    entry!("zip/module-in-folder", Names, module_in_folder),
    entry!("zip/name-limits", Archive, name_limits),
    entry!("zip/names-collide", Archive, names_collide),
    entry!("zip/no-module", Names, no_module),
    entry!("zip/not-a-zip", Archive, not_a_zip),
    entry!("zip/not-executable", Archive, not_executable),
    entry!("zip/not-utf8-name", Archive, not_utf8_name),
    entry!("zip/odd-header", Archive, odd_header),
    entry!("zip/prepended-data", Archive, prepended_data),
    entry!("zip/readers-disagree", Archive, readers_disagree),
    entry!("zip/several-modules", Names, several_modules),
    entry!("zip/special-file", Archive, special_file),
    entry!("zip/symlink", Archive, symlink),
    entry!("zip/too-large", Names, too_large),
    entry!("zip/trailing-data", Archive, trailing_data),
    entry!("zip/truncated", Archive, truncated),
    entry!("zip/unexpected-member", Names, unexpected_member),
    entry!("zip/unportable-name", Archive, unportable_name),
    entry!("zip/unsafe-path", Archive, unsafe_path),
    entry!("zip/unsupported-method", Archive, unsupported_method),
];
