//! A `version` that Python takes for false: the unpacker says that it is missing.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::shown;
use crate::finding::Sink;
use crate::python;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let Some(version) = metadata.field("version") else { return };
    if python::truthy(version.value()) {
        return;
    }
    let message = format!("`version` is {}, which the unpacker takes for no version", shown(version.value()));
    sink.report(version.place, message)
        .help("write major * 10000 + minor * 100 + patch, the number that the module gives to `RedisModule_Init`");
}
