//! Dependencies that cost far more to read than to send.

use crate::bundle::Bundle;
use crate::checks::dependencies::archives;
use crate::finding::Sink;
use crate::load::limits::Limits;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    for archive in archives(bundle) {
        let Some(limit) = archive.file.tgz.ready().and_then(|tgz| tgz.limit) else { continue };
        let message = format!("{} {}; it was not read further", archive.label, text(limit, &bundle.max));
        sink.report(archive.place, message).help("leave out what the module does not need");
    }
}

fn text(limit: &str, limits: &Limits) -> String {
    match limit {
        "tgz-bytes" => format!("inflates to more than {} bytes", limits.tgz),
        "tgz-total" => format!("and the archives before it inflate to more than {} bytes together", limits.tgz_total),
        "tgz-ratio" => format!("inflates to more than {} times its size", limits.tgz_ratio),
        "tgz-members" => format!("has more than {} members", limits.tgz_members),
        "tgz-header" => format!("has an extended header of more than {} bytes", limits.tgz_header),
        "tgz-headers" => format!("has more than {} bytes of extended headers", limits.tgz_headers),
        "tgz-names" => format!("and the archives before it have more than {} bytes of names", limits.tgz_names),
        "gzip-members" => format!("has more than {} gzip streams", limits.gzip_members),
        "gzip-header" => format!("has a gzip header with a text of more than {} bytes", limits.gzip_header),
        "seconds" => format!("takes longer than what is left of {} seconds", limits.seconds),
        other => format!("goes beyond the limit `{other}`"),
    }
}
