//! Systems on which the previous bundle's module file finds its libraries' versions, and this one's does not.

use crate::bundle::Bundle;
use crate::bundle::elf::{Elf, NeededVersion};
use crate::checks::abi::Nodes;
use crate::checks::wording::{list, quoted};
use crate::checks::{module, upgrade};
use crate::dlopen::needs::{Has, lacks};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::tables::platforms::NodeVersion;

/// The kinds of versions, by their start.
const KINDS: [&str; 4] = ["GLIBC_", "GLIBCXX_", "CXXABI_", "GCC_"];

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some(upgrade) = upgrade::of(bundle, options) else { return };
    let (Some((file, new)), Some((_, old))) = (module::whole(bundle), module::whole(upgrade.previous)) else { return };
    if new.header.machine != old.header.machine {
        return;
    }
    let nodes = Nodes::of(bundle, new, options);
    let misses = |elf: &Elf, index: usize| {
        let node = nodes.all.get(index);
        node.is_some_and(|(platform, arch)| lacks(elf, platform, arch).iter().any(|lack| lack.has == Has::No))
    };
    let lost = nodes.all.iter().enumerate().filter(|(index, _)| misses(new, *index) && !misses(old, *index));
    let lost: Vec<&str> = lost.map(|(_, (platform, _))| platform.os.as_str()).collect();
    for kind in KINDS {
        let (Some((is, version)), was) = (newest(new, kind), newest(old, kind)) else { continue };
        if was.as_ref().is_some_and(|(was, _)| *was >= is) {
            continue;
        }
        let before = was.map_or("none of that kind".to_owned(), |(_, was)| quoted(&was.name));
        let message = format!("{} needs {}, and the previous one {before}", quoted(&file.name), quoted(&version.name));
        let message =
            if lost.is_empty() { message } else { format!("{message}; it does not load any more on {}", list(&lost)) };
        let finding = sink.report(module::bytes(bundle, file, version.at), message);
        finding.help("build it where the previous one was built, or tell users which systems are left out");
        if lost.is_empty() {
            finding.severity(Severity::Note);
        }
    }
}

/// The newest version of a kind that a module file needs.
fn newest<'a>(elf: &'a Elf, kind: &str) -> Option<(NodeVersion, &'a NeededVersion)> {
    let versions = elf.needs.iter().flat_map(|need| &need.versions);
    let of_kind = versions.filter_map(|version| Some((NodeVersion::parse(version.name.strip_prefix(kind)?)?, version)));
    of_kind.max_by(|(a, _), (b, _)| a.cmp(b))
}
