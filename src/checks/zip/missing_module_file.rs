//! `module_file` is no name of a module among the members.

use crate::bundle::metadata::Metadata;
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Sink;

const CODE: &str = "module_file_missing";

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let Some(metadata) = bundle.metadata.ready() else { return };
    let Some(field) = metadata.field("module_file") else { return };
    // a bare module.json has no members, but its value can be wrong in itself
    let known = names::all_known(bundle);
    if !known && bundle.kind != Kind::Metadata {
        return;
    }
    match field.value().as_str() {
        Some("") => empty(bundle, metadata, sink),
        Some(name) if known && !bundle.files.iter().any(|file| file == name) => missing(bundle, metadata, name, sink),
        // of symbols under this name zip/debug-package speaks
        Some(name) if !names::is_module(name) && !names::is_debug(name) => {
            no_module(bundle, metadata, name, sink);
        }
        // of what is no string meta/wrong-type speaks
        Some(_) | None => {}
    }
}

/// An empty name is looked up like any other; the code of its own comes only when a member has it.
fn empty(bundle: &Bundle, metadata: &Metadata, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let is_found = bundle.kind != Kind::Bundle || bundle.files.iter().any(String::is_empty);
    let finding = sink.report(field.place, "`module_file` is empty, expected the name of a member");
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.help("write the name of the module file, such as `hello.so`");
    let wanted = is_found.then_some(CODE);
    finding.predicts.retain(|p| !p.endpoints.iter().any(|e| e == "unpack") || p.error_code.as_deref() == wanted);
}

fn missing(bundle: &Bundle, metadata: &Metadata, name: &str, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let is_refused = names::count_is_refused(&bundle.files);
    // zip/debug-package says what stands in the module's place; the unpacker fails for the number of files
    if is_refused && names::symbols_instead_of_module(bundle).is_some() {
        return;
    }
    let message = match names::alike(bundle, name) {
        Some(seen) => {
            format!("`module_file` is {}, which no member is called; {} {}", quoted(name), quoted(&seen.name), seen.how)
        }
        None => format!("`module_file` is {}, which no member is called", quoted(name)),
    };
    let finding = sink.report(field.place, message);
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.help("pack again with `ramp pack`, which writes the name of the file that it packs");
    finding.predicts.retain(|prediction| prediction.error_code.as_deref() != Some(CODE));
    if is_refused {
        finding.unpredicted();
    }
}

/// The unpacker hands out whatever the name leads to.
fn no_module(bundle: &Bundle, metadata: &Metadata, name: &str, sink: &mut Sink) {
    let Some(field) = metadata.field("module_file") else { return };
    let message = format!("`module_file` is {}, which is no `.so`", quoted(name));
    let finding = sink.report(field.place, message).help("write the name of the module file, such as `hello.so`");
    if let Some(only) = only_module(bundle) {
        finding.also(Place::member(only), "the only `.so`");
    }
    finding.unpredicted();
}

fn only_module(bundle: &Bundle) -> Option<&str> {
    let mut modules = bundle.files.iter().filter(|file| names::is_module(file));
    match (modules.next(), modules.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{fixture, report};

    #[test]
    fn symbols_hide_the_missing_module_only_where_the_count_explains_the_refusal() {
        let rules = |block: &str| -> Vec<&str> {
            let report = report(&fixture("toml bad", block));
            report.findings.iter().map(|finding| finding.rule).filter(|rule| rule.starts_with("zip/")).collect()
        };
        let at_the_root = rules("[[zip.set]]\nmember = \"hello.so\"\nname = \"hello.so.debug\"");
        assert_eq!(at_the_root, ["zip/debug-package", "zip/unexpected-member"]);
        let below_deps = rules("[[zip.set]]\nmember = \"hello.so\"\nname = \"deps/hello.so.debug\"");
        assert_eq!(below_deps, ["zip/debug-package", "zip/missing-module-file"]);
    }
}
