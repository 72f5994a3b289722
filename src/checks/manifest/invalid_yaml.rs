//! A manifest that is no YAML: `ramp pack` prints an error, packs its defaults and ends with status 0.

use crate::bundle::json::BrokenKind;
use crate::bundle::manifest::Manifest;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    let Err(broken) = &manifest.written.document.root else { return };
    // of a template nobody knows what it becomes
    if !manifest.templates.is_empty() {
        return;
    }
    let reason = crate::report::escape::visible(&broken.reason).replace('`', "'");
    let message = match broken.kind {
        BrokenKind::TooDeep => format!("the manifest is {reason}, which no manifest needs"),
        _ => format!("the manifest is no YAML: {reason}; `ramp pack` prints that, packs its defaults and exits with 0"),
    };
    let line = manifest.written.document.position(broken.offset).line;
    let text = manifest.written.document.decoded_line(line);
    sink.report(manifest.written.bytes(broken.span()), message).help(help(text, &broken.reason));
}

/// What probably happened.
fn help(line: &str, reason: &str) -> String {
    let line = line.trim_end();
    if line.ends_with("\",") || line.ends_with("',") {
        return "take the comma at the end of the line away: that is JSON".to_owned();
    }
    if line.trim_start_matches(' ').starts_with('\t') || reason.contains("tab") {
        return "indent with spaces: YAML takes no tabs".to_owned();
    }
    if let Some((key, value)) = line.split_once(": ")
        && (value.contains(": ") || value.ends_with(':') || value.starts_with(['@', '`', '%', '*', '&', '!']))
        && !value.starts_with(['"', '\'', '{', '['])
    {
        return format!("put the value of {} in quotes: YAML reads more into it than text", quoted(key.trim()));
    }
    if reason.contains("second document") {
        return "keep one document: `ramp pack` reads no file with two".to_owned();
    }
    "mend the text at this place or in the line above, and watch what `ramp pack` prints".to_owned()
}
