//! What the targets judge against: few release lines and small limits, so that an execution is short and limits are
//! met.

use ramplint::endpoint::Endpoint;
use ramplint::load::limits::Limits;
use ramplint::target;
use ramplint::{Input, Options, Source};
use std::sync::LazyLock;

/// Limits that a fuzzer's small inputs meet now and then.
#[must_use]
pub fn limits() -> Limits {
    Limits {
        file: 1 << 18,
        entries: 64,
        members: 16,
        member: 1 << 16,
        total: 1 << 17,
        metadata: 1 << 14,
        ratio: 20,
        ratio_from: 1 << 14,
        tgz: 1 << 16,
        tgz_total: 1 << 17,
        tgz_ratio: 50,
        tgz_ratio_from: 1 << 15,
        tgz_members: 32,
        tgz_header: 2048,
        tgz_headers: 8192,
        tgz_names: 4096,
        tgz_elf: 1 << 14,
        gzip_members: 4,
        gzip_header: 256,
        elf_symbols: 16,
        elf_names: 512,
        // how long something takes must not decide what is said
        seconds: 3600,
        until: None,
    }
}

/// A line before 8.0 with its two uploads, or one after with those: an input's length decides which.
#[must_use]
pub fn usual(bytes: &[u8]) -> &'static Options {
    static EACH: LazyLock<[Options; 2]> = LazyLock::new(|| {
        [("7.22", [Endpoint::V1, Endpoint::V2]), ("8.0", [Endpoint::UserDefined, Endpoint::Artifact])].map(
            |(line, endpoints)| Options {
                targets: target::find(line).into_iter().collect(),
                endpoints: endpoints.to_vec(),
                limits: limits(),
                ..Options::default()
            },
        )
    });
    &EACH[bytes.len() % 2]
}

/// An input of this name and content.
#[must_use]
pub fn input(path: &str, bytes: &[u8]) -> Input {
    Input { path: path.to_owned(), source: Source::Bytes(bytes.to_vec()) }
}
