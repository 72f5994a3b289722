//! Bundles of one release that are for the same platform.

use crate::bundle::Bundle;
use crate::checks::upgrade::platforms;
use crate::checks::wording::{list, quoted};
use crate::checks::{release, systems};
use crate::finding::Sink;
use crate::input::Options;

pub(crate) fn check(_: &Bundle, options: &Options, sink: &mut Sink) {
    let Some((release, own, sibling)) = release::of(options) else { return };
    let ours = platforms(&sibling.metadata);
    let others = release.bundles.iter().enumerate().filter(|(index, _)| *index != own);
    for (_, other) in others {
        let theirs = platforms(&other.metadata);
        let both: Vec<String> = ours.intersection(&theirs).map(|(os, arch)| format!("{os} {arch}")).collect();
        let Some((_, field)) = systems::declared(&sibling.metadata).filter(|_| !both.is_empty()) else { continue };
        let message = format!("{} is for {} too", quoted(&other.path), list(&both));
        sink.report(field.place, message)
            .help("pack one bundle for each platform: a cluster takes one bundle of a version for each");
        return;
    }
}
