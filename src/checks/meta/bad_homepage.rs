//! A homepage that is no web address.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((text, place)) = metadata.string("homepage") else { return };
    if text.trim().is_empty() || is_address(text) {
        return;
    }
    let help = if !text.contains("://") && is_address(&format!("https://{text}")) {
        format!("write {}", quoted(&format!("https://{text}")))
    } else {
        "write the address of the module's page".to_owned()
    };
    sink.report(place, format!("`homepage` is {}, expected an address that begins with `https://`", quoted(text)))
        .help(help);
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.') && !host.starts_with('.') && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}
