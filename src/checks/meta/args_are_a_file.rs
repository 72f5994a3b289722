//! `command_line_args` that name the module file: what stands there is given to the module itself.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::finding::Sink;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some((args, place)) = metadata.string("command_line_args") else { return };
    let Some((file, file_place)) = metadata.string("module_file") else { return };
    let base = |path: &str| path.trim().rsplit('/').next().unwrap_or_default().to_owned();
    if base(file).is_empty() || base(args) != base(file) {
        return;
    }
    let message =
        format!("`command_line_args` is {}, the module file, which the module then gets as its argument", quoted(args));
    sink.report(place, message)
        .also(file_place, "the module file")
        .help("leave `command_line_args` empty unless the module takes arguments");
}
