//! An endpoint that was asked for and that a line does not have.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::endpoint::Endpoint;
use crate::finding::{LINES, Sink};
use crate::input::Case;
use crate::target::profile::EndpointRow;

pub(crate) fn check(_: &Bundle, case: &Case<'_>, sink: &mut Sink) {
    if !case.options.endpoints_named {
        return;
    }
    let is_missing = |endpoint: &&Endpoint| !case.target.has_endpoint(endpoint.path());
    for endpoint in case.options.endpoints.iter().filter(is_missing) {
        let path = endpoint.path();
        let since = match case.target.endpoint(path) {
            Some(EndpointRow { removed: Some(removed), .. }) => format!(", since {removed}"),
            _ => String::new(),
        };
        let message = format!("there is no `{path}` in {LINES}{since}");
        let help = if case.target.is_from_8() {
            "use `POST /v2/modules/user-defined` and then `POST /v2/local/modules/user-defined/artifacts` on each node"
        } else {
            "use `POST /v2/modules`"
        };
        let finding = sink.report(Place::input(), message);
        finding.predicts.retain(|prediction| prediction.is_given_by(path, &case.target.line));
        finding.help(help);
    }
}
