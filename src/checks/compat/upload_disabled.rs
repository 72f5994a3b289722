//! Uploads that a setting of the cluster keeps off.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::endpoint::Endpoint;
use crate::finding::{LINES, Sink};
use crate::input::Case;

pub(crate) fn check(_: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    let options = case.options;
    let gate = |endpoint: &Endpoint| case.target.endpoint(endpoint.path()).and_then(|row| row.gate.as_deref());
    let Some(gate) = options.endpoints.iter().find_map(gate) else { return };
    // a survey of all lines shows it in its table
    if options.allow_modules_upload == Some(true) || !(options.targets_named || options.endpoints_named) {
        return;
    }
    let when = if options.allow_modules_upload.is_some() { "in this cluster" } else { "by default" };
    sink.report(Place::input(), format!("uploads to {LINES} wait for `{gate}`, which is off {when}")).help(format!(
        "set it with `PUT /v1/cluster` and `{{\"{gate}\": true}}`, then check with `--allow-modules-upload`"
    ));
}
