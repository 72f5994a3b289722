//! Libraries that the module needs and that nodes do not have.

use crate::bundle::Bundle;
use crate::checks::abi::Nodes;
use crate::checks::module;
use crate::checks::wording::{list, quoted};
use crate::dlopen::needs::{self, Has};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::tables::platforms::{self, Platform};

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let Some(dynamic) = &elf.dynamic else { return };
    let nodes = Nodes::of(bundle, elf, options);
    let wanted = nodes.all.iter().filter(|(platform, _)| nodes.is_wanted(&platform.os)).count();
    for name in &dynamic.needed {
        let on = |wanted: Has| -> Vec<&str> {
            let lacks = |platform, arch: &str| {
                let libraries = needs::libraries(elf, platform, arch);
                libraries.iter().any(|(library, has)| *library == name.text && *has == wanted)
            };
            let wanted = nodes.all.iter().filter(|(platform, _)| nodes.is_wanted(&platform.os));
            wanted.filter(|(platform, arch)| lacks(platform, arch)).map(|(platform, _)| platform.os.as_str()).collect()
        };
        let absent = on(Has::No);
        let mut unknown = on(Has::Unknown);
        if platforms::library(&name.text).is_some() {
            // of a system about which little is known, every library is unknown: that says nothing of this one
            unknown.retain(|os| platforms::platform(os).is_some_and(Platform::is_reliable));
        }
        let place = module::bytes(bundle, file, name.at);
        let (module, library) = (quoted(&file.name), quoted(&name.text));
        if !absent.is_empty() {
            let message = format!("{module} needs {library}, which {} does not have by default", list(&absent));
            let finding = sink.report(place, message);
            finding.help("link it statically, or build on the system that the module is for");
            if !nodes.are_named {
                finding.severity(Severity::Warning);
            }
        } else if !unknown.is_empty() {
            let which =
                if unknown.len() < wanted { format!("nodes of {}", list(&unknown)) } else { "nodes".to_owned() };
            let message = format!("{module} needs {library}; whether {which} have it no source says");
            sink.report(place, message)
                .severity(Severity::Warning)
                .help("link it statically: a bundle has no room for a second library");
        }
    }
}
