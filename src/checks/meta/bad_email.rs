//! An address to which no mail can be sent.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((text, place)) = metadata.string("email") else { return };
    if text.trim().is_empty() || text.split([',', ';']).all(is_address) {
        return;
    }
    sink.report(place, format!("`email` is {}, expected an address such as `team@example.com`", quoted(text)))
        .help("correct the address");
}

/// `name@host.tld`, also as `Name <name@host.tld>`.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let address = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map_or(text, |(_, address)| address);
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let is_word = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    is_word(local) && !local.contains('@') && host.contains('.') && host.split('.').all(is_word)
}
