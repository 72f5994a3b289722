//! A capability that neither the packer's list nor the vendor's manifests have.

use crate::bundle::metadata::Metadata;
use crate::checks::wording::{closest, quoted};
use crate::finding::Sink;
use crate::tables;

/// Names from old manifests, and what took their place.
const FORMER: [(&str, &str); 3] =
    [("multi_key", "no_multi_key"), ("replication", "replica_of"), ("resharding", "reshard_rebalance")];

/// Findings for which a similar name is looked for; the sink keeps no more.
const SUGGESTIONS: usize = 100;

pub(crate) fn check(metadata: &Metadata, sink: &mut Sink) {
    let known = || tables::capabilities().iter().map(|row| row.name.as_str());
    let mut count = 0;
    for (index, item) in metadata.list("capabilities").unwrap_or_default().iter().enumerate() {
        let Some(name) = item.as_str() else { continue };
        if known().any(|word| word == name) {
            continue;
        }
        count += 1;
        let message = format!("{} is not a capability that is known", quoted(name));
        let place = metadata.place(format!("/capabilities/{index}"), item.span);
        let finding = sink.report(place, message);
        if count > SUGGESTIONS {
            continue;
        }
        let former = FORMER.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
        match former.or_else(|| closest(name.trim(), known())) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("compare with `GET /v1/cluster/module-capabilities` of your cluster"),
        };
    }
}
