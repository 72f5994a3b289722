//! `capabilities` as one text, mostly with commas in it, where a list belongs.

use crate::bundle::metadata::Metadata;
use crate::checks::lists::as_list;
use crate::checks::wording::shown;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("capabilities") else { return };
    let Some(text) = field.text() else { return };
    let message = format!("`capabilities` is {}, one string, expected a list of names", shown(field.value()));
    let list = as_list(&text.lossy());
    sink.report(field.place, message).help(format!("write a list: {list}; in the manifest, one `- name` a line"));
}
