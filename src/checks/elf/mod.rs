//! The rules about the module file: whether `dlopen` takes it, and what it does to the server.

mod api_newer_than_min_redis;
mod command_not_in_binary;
mod cpu_baseline;
mod executable_stack;
mod exports_redis_symbols;
mod glibc_too_new;
mod libgcc_too_new;
mod libstdcxx_too_new;
mod malformed;
mod missing_library;
mod no_dynamic_section;
pub(crate) mod no_onload;
mod no_relro;
mod not_elf;
mod not_shared_object;
mod not_stripped;
mod read_in_part;
mod rpath;
mod section_table;
mod static_tls;
mod text_relocations;
mod trailing_data;
mod truncated;
pub(crate) mod undefined_symbol;
mod wrong_machine;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] = &[
    entry!("elf/api-newer-than-min-redis", Module, api_newer_than_min_redis),
    entry!("elf/command-not-in-binary", Module, command_not_in_binary),
    entry!("elf/cpu-baseline", Module, cpu_baseline),
    entry!("elf/executable-stack", Module, executable_stack),
    entry!("elf/exports-redis-symbols", Module, exports_redis_symbols),
    entry!("elf/glibc-too-new", Load, glibc_too_new),
    entry!("elf/libgcc-too-new", Load, libgcc_too_new),
    entry!("elf/libstdcxx-too-new", Load, libstdcxx_too_new),
    entry!("elf/malformed", Module, malformed),
    entry!("elf/missing-library", Load, missing_library),
    entry!("elf/no-dynamic-section", Module, no_dynamic_section),
    entry!("elf/no-onload", Module, no_onload),
    entry!("elf/no-relro", Module, no_relro),
    entry!("elf/not-elf", Module, not_elf),
    entry!("elf/not-shared-object", Module, not_shared_object),
    entry!("elf/not-stripped", Module, not_stripped),
    entry!("elf/read-in-part", Module, read_in_part),
    entry!("elf/rpath", Module, rpath),
    entry!("elf/section-table", Module, section_table),
    entry!("elf/static-tls", Module, static_tls),
    entry!("elf/text-relocations", Module, text_relocations),
    entry!("elf/trailing-data", Module, trailing_data),
    entry!("elf/truncated", Module, truncated),
    entry!("elf/undefined-symbol", Module, undefined_symbol),
    entry!("elf/wrong-machine", Module, wrong_machine),
];
