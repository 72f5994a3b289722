//! A version without quotes: YAML takes `8.10` for the number 8.1.

use crate::bundle::json::Kind;
use crate::bundle::manifest::Manifest;
use crate::bundle::metadata::pointer;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(manifest: &Manifest, sink: &mut Sink) {
    for (name, entry) in super::rendered(manifest) {
        let (true, Kind::Number(number)) = (super::VERSIONS.contains(&name), &entry.value.kind) else { continue };
        let text = super::source(manifest, entry.value.span).trim();
        let lost = if number.text == text {
            "a number, and module.json has a string there".to_owned()
        } else {
            format!("the number {}", quoted(&number.text))
        };
        let message = format!("`{name}` is {} without quotes, which YAML takes for {lost}", quoted(text));
        let minor = if text.bytes().all(|b| b.is_ascii_digit()) { ".0" } else { "" };
        let wanted = quoted(&format!("{name}: \"{text}{minor}\""));
        sink.report(manifest.written.place(pointer(&[name]), entry.value.span), message)
            .help(format!("write {wanted}"));
    }
}
