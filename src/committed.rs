//! Where a finding about module.json stands in a file that the user keeps under version control.

use crate::bundle::json::{Kind, Value};
use crate::bundle::metadata::{Metadata, pointer};
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind as Input};
use crate::finding::{Committed, Finding};
use crate::input::{CommittedContent, CommittedFile, Options};

/// The rule whose findings are about the manifest, whatever else is committed.
const OF_MANIFEST: &str = "manifest/drift";

/// Gives findings about module.json their places in the committed files: in a module.json, else in the manifest.
pub(crate) fn place(findings: &mut [Finding], bundle: &Bundle, options: &Options) {
    let Some(metadata) = bundle.metadata.ready().filter(|_| bundle.kind != Input::Manifest) else { return };
    let counts = |file: &&CommittedFile| match &file.content {
        CommittedContent::Beside(other) => other.document.source.text() == metadata.document.source.text(),
        CommittedContent::Metadata(_) | CommittedContent::Manifest(..) => true,
    };
    let mut files: Vec<&CommittedFile> = options.committed.iter().filter(counts).collect();
    files.sort_by_key(|file| matches!(file.content, CommittedContent::Manifest(..)));
    for finding in findings.iter_mut().filter(|finding| finding.place.member.as_ref() == Some(&metadata.member)) {
        let is_meant = |file: &&&CommittedFile| {
            finding.rule != OF_MANIFEST || matches!(file.content, CommittedContent::Manifest(..))
        };
        if let Some(file) = files.iter().find(is_meant) {
            finding.committed = Some(Committed { path: file.path.clone(), place: at(&finding.place, metadata, file) });
        }
    }
}

fn at(place: &Place, metadata: &Metadata, file: &CommittedFile) -> Place {
    match &file.content {
        CommittedContent::Metadata(other) | CommittedContent::Beside(other) => {
            if other.document.source.text() == metadata.document.source.text() {
                return Place { member: Some(other.member.clone()), ..place.clone() };
            }
            found(other, &steps(place))
        }
        CommittedContent::Manifest(manifest, _) => {
            let steps = steps(place);
            let steps = command(metadata, &manifest.written, &steps).unwrap_or(steps);
            found(&manifest.written, &steps)
        }
    }
}

/// The parts of a place's pointer.
fn steps(place: &Place) -> Vec<String> {
    let pointer = place.pointer.as_deref().unwrap_or_default();
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// The place that a pointer leads to, as far as it leads; the opening when its first step leads nowhere.
fn found(metadata: &Metadata, steps: &[String]) -> Place {
    let mut at = metadata.document.root.as_ref().ok();
    let mut way: Vec<&str> = Vec::new();
    let mut place = metadata.opening();
    for step in steps {
        at = at.and_then(|value| below(value, step));
        let Some(value) = at else { break };
        way.push(step);
        place = metadata.place(pointer(&way), value.span);
    }
    place
}

fn below<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match &value.kind {
        Kind::Object(object) => object.get(step).map(|entry| &entry.value),
        Kind::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The way to a command in the lists from which a manifest changes what the packer finds.
fn command(metadata: &Metadata, written: &Metadata, steps: &[String]) -> Option<Vec<String>> {
    let [list, index, rest @ ..] = steps else { return None };
    let name = |item: &Value| item.as_object()?.get("command_name")?.value.as_str().map(str::to_owned);
    if list != "commands" {
        return None;
    }
    let wanted = name(metadata.list("commands")?.get(index.parse::<usize>().ok()?)?)?;
    ["overide_command", "add_command"].into_iter().find_map(|list| {
        let items = written.list(list)?;
        let at = items.iter().position(|item| name(item).as_ref() == Some(&wanted))?;
        Some([list.to_owned(), at.to_string()].into_iter().chain(rest.iter().cloned()).collect())
    })
}
