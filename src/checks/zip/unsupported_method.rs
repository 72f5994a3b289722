//! Compression methods other than stored and deflated.

use crate::bundle::archive::Archive;
use crate::checks::record::{self, DEFLATED, Field, STORED};
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    for member in &archive.members {
        let method = member.central.method;
        if matches!(method, STORED | DEFLATED) {
            continue;
        }
        let who = if opens(method) {
            "Python opens it, many other readers do not"
        } else {
            "the server's Python 3.11 does not open it"
        };
        let message = format!(
            "{} is compressed with method {method} ({}); {who}: expected stored (0) or deflated (8)",
            quoted(&member.name),
            name(method)
        );
        let finding = sink
            .report(record::central(member, Field::Method), message)
            .help("pack again with deflate, as `ramp pack` and `zip` do");
        if opens(method) {
            finding.unpredicted();
        }
    }
}

/// Whether CPython 3.11 opens members of this method beyond the two common ones.
fn opens(method: u16) -> bool {
    matches!(method, 12 | 14)
}

fn name(method: u16) -> &'static str {
    match method {
        1 => "shrunk",
        2..=5 => "reduced",
        6 => "imploded",
        9 => "deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 | 20 => "Zstandard",
        95 => "xz",
        98 => "PPMd",
        99 => "the mark of AES encryption",
        _ => "unknown",
    }
}
