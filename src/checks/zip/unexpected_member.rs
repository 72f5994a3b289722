//! Members that the unpacker's count has no place for: neither `*.so`, nor `module.json`, nor below `deps/`.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::names;
use crate::checks::wording::{list, quoted};
use crate::finding::Sink;
use crate::load::sniff::has_extension;

/// Members of one kind that are pointed at; the message counts the rest.
const SHOWN: usize = 8;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    if !names::all_known(bundle) {
        return;
    }
    let refused = names::count_is_refused(&bundle.files);
    // the members of one kind make one finding: an archive made on a Mac has dozens
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in bundle.files.iter().filter(|name| !is_expected(name)) {
        let reason = reason(name);
        match kinds.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, names)) => names.push(name),
            None => kinds.push((reason, vec![name])),
        }
    }
    for (reason, members) in &kinds {
        let Some((first, rest)) = members.split_first() else { continue };
        let verb = if rest.is_empty() { "does" } else { "do" };
        let message = format!("{} {verb} not belong in a bundle: {reason}", list(members));
        let finding = sink.report(Place::member(*first), message);
        for other in rest.iter().take(SHOWN - 1) {
            finding.also(Place::member(*other), "likewise");
        }
        finding.help("pack nothing but the module, `module.json` and `deps/`, best with `ramp pack`");
        if !refused {
            finding.unpredicted();
        }
    }
    folders(bundle, sink);
}

fn is_expected(name: &str) -> bool {
    names::is_module(name) || name == "module.json" || name.starts_with("deps/")
}

fn reason(name: &str) -> &'static str {
    let last = names::last_part(name);
    if name.is_empty() {
        "a name cannot be empty"
    } else if let Some(reason) = names::litter(name) {
        reason
    } else if name.ends_with('/') {
        "no folder but `deps/` may have an entry"
    } else if names::is_debug(last) {
        "debug symbols are for the debugger, not for the server"
    } else if has_extension(last, "dylib") || has_extension(last, "dll") {
        "a library of macOS or Windows; the server looks for `.so`"
    } else if names::is_like_a_module(last) {
        "the module's name must end in `.so`, in small letters"
    } else if names::fold(names::last_part(&names::canonical(name))) == "module.json" {
        "the metadata must be called exactly `module.json`, at the root"
    } else if names::fold(&names::canonical(name)).starts_with("deps/") {
        "dependencies must lie below exactly `deps/`"
    } else {
        "neither `*.so`, nor `module.json`, nor below `deps/`"
    }
}

/// Entries below `deps/` that are folders: the unpacker hands them out as dependencies.
fn folders(bundle: &Bundle, sink: &mut Sink) {
    let Some(archive) = bundle.archive.ready() else { return };
    for member in archive.members.iter().filter(|m| m.is_folder() && m.name.starts_with("deps/")) {
        let message = if member.name != "deps/" {
            format!("{} is a folder; the unpacker hands it out as a dependency of that name", quoted(&member.name))
        } else if member.size > 0 {
            format!("the folder `deps/` has {} bytes of content", member.size)
        } else {
            continue;
        };
        sink.report(names::place(member), message)
            .help("pack the files of `deps/` without folders of their own")
            .unpredicted();
    }
}
