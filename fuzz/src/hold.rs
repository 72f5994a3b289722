//! What holds of every input: the same bytes again, a report that keeps to its contract, and nothing accepted unread.
//!
//! That nothing panics needs no code: libFuzzer's hook aborts on every panic, also on one that the engine contains.

use crate::{contract, relations};
use ramplint::bundle::archive::StreamEnd;
use ramplint::bundle::elf::Elf;
use ramplint::bundle::{Bundle, Kind, Layer};
use ramplint::endpoint::Endpoint;
use ramplint::input::data::{File, ReadAt};
use ramplint::report::format::{Context, FORMATS};
use ramplint::report::{Report, human, inspection_json, json_v1};
use ramplint::unpack::Outcome;
use ramplint::verdict::Answer;
use ramplint::{Input, Options, Source, check, dlopen, inspect, load};
use std::io;
use std::sync::Arc;

/// Judges an input and panics when anything is broken that must hold.
///
/// What takes long has its turn at one input in four, by the input's sum: a neighbour of an input that is left out
/// has it.
pub fn always(input: &Input, options: &Options) {
    let report = check(input, options);
    let turn = report.sha256.as_ref().and_then(|sum| sum.bytes().next()).map_or(0, |digit| digit % 4);
    let result = match turn {
        0 => same(&report, &check(input, options)),
        1 => contract(&report),
        2 => is_harmless(&without_colors(&human(&report, true))).and_then(|()| formats(&report)),
        _ => otherwise_read(input, &report, options),
    };
    let result = result.and_then(|()| layers(&report, || load::load(input, &options.limits)));
    if let Err(broken) = result {
        panic!("{broken}\n{}", String::from_utf8_lossy(&json(&report)));
    }
}

/// Everything that holds of one input, each in its turn.
pub fn wholly(input: &Input, options: &Options) -> Result<(), String> {
    let report = check(input, options);
    same(&report, &check(input, options))?;
    contract(&report)?;
    is_harmless(&human(&report, false))?;
    is_harmless(&without_colors(&human(&report, true)))?;
    otherwise_read(input, &report, options)?;
    formats(&report)?;
    layers(&report, || load::load(input, &options.limits))
}

fn same(report: &Report, again: &Report) -> Result<(), String> {
    if json(report) == json(again) { Ok(()) } else { Err("the same input gave two reports".to_owned()) }
}

/// The JSON report as the command line writes it.
#[must_use]
pub fn json(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    json_v1::write(std::slice::from_ref(report), 0, &mut out).expect("a vector takes everything");
    out
}

/// Bytes that come a few at a time, as of a file on a slow disk.
struct Few(Vec<u8>);

impl ReadAt for Few {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.0.get(offset..)).unwrap_or_default();
        let count = rest.len().min(buffer.len()).min(97);
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// Whether a file that is read as its bytes are asked for gives the report of its bytes, and can be inspected.
fn otherwise_read(input: &Input, report: &Report, options: &Options) -> Result<(), String> {
    let Source::Bytes(bytes) = &input.source else { return Ok(()) };
    let source = Source::File(File::new(Arc::new(Few(bytes.clone())), bytes.len() as u64));
    let file = Input { path: input.path.clone(), source };
    same(report, &check(&file, options)).map_err(|_| "a file gives another report than its bytes".to_owned())?;
    let inspection = inspection_json::write(&inspect::inspect(&file, options)).map_err(|error| error.to_string())?;
    is_harmless(&inspection)
}

/// Whether the JSON report keeps to its contract.
pub fn contract(report: &Report) -> Result<(), String> {
    let json = json(report);
    let text = std::str::from_utf8(&json).map_err(|error| format!("the JSON report is no text: {error}"))?;
    is_harmless(text)?;
    let value = serde_json::from_str(text).map_err(|error| format!("the JSON report is no JSON: {error}"))?;
    contract::check(&value)?;
    relations::check(&value)
}

fn human(report: &Report, color: bool) -> String {
    let mut out = Vec::new();
    let style = human::Style { color, ..human::Style::default() };
    human::write(std::slice::from_ref(report), 0, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("the human report is UTF-8")
}

/// Whether every format is written, and writes nothing that acts.
fn formats(report: &Report) -> Result<(), String> {
    FORMATS.iter().try_for_each(|format| {
        let written = (format.write)(std::slice::from_ref(report), &Context::default());
        let text = String::from_utf8(written.expect("a vector takes everything")).expect("every format is UTF-8");
        is_harmless(&text).map_err(|error| format!("{}: {error}", format.name))
    })
}

/// The text without sequences that only choose colours.
pub(crate) fn without_colors(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
        // what is no colour stays, and is found to be harmful
        out.push_str(part.get(end..).and_then(|rest| rest.strip_prefix('m')).unwrap_or("\x1b["));
    }
    out
}

/// Whether a text has only line ends of all that moves a cursor, hides or reorders.
pub(crate) fn is_harmless(text: &str) -> Result<(), String> {
    let acts = |c: &char| {
        let hides = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        (c.is_control() && *c != '\n') || hides || matches!(c, '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    match text.chars().find(acts) {
        Some(c) => Err(format!("U+{:04X} goes to the terminal: {text:?}", u32::from(c))),
        None => Ok(()),
    }
}

/// Nothing is accepted over what was not read. The facts are only asked for where something is accepted.
pub fn layers(report: &Report, facts: impl FnOnce() -> Bundle) -> Result<(), String> {
    let accepts = |outcome| outcome == Answer::Accepted;
    let unpacks = report.unpack == Some(Outcome::Accepted);
    let is_taken = |endpoint: Option<Endpoint>| {
        report.verdicts.iter().any(|v| accepts(v.if_open()) && endpoint.is_none_or(|endpoint| v.endpoint == endpoint))
    };
    let loads = report.load.iter().any(|load| load.outcome == dlopen::Outcome::Loads);
    let usable = report.databases.iter().any(|database| database.usable == Some(true));
    if let Some(outcome) = report.unpack.as_ref().filter(|_| !unpacks) {
        // the request of user-defined holds module.json alone; every other reads the bundle
        let others = report.verdicts.iter().find(|v| v.endpoint != Endpoint::UserDefined && accepts(v.if_open()));
        if let Some(verdict) = others {
            return Err(format!("{} accepts what unpack makes {} of", verdict.endpoint.path(), outcome.word()));
        }
        let is_found = |rule: &&'static str| report.findings.iter().any(|finding| finding.rule == *rule);
        if outcome.failure().is_some() && !outcome.rules().iter().any(is_found) {
            return Err(format!("no finding speaks of the refusal: none of {:?}", outcome.rules()));
        }
    }
    if !(unpacks || is_taken(None) || loads || usable) {
        return Ok(());
    }
    let bundle = facts();
    if bundle.limits.contains(&"entries") {
        return Err("accepted, and the directory was not read to its end, where another module.json may be".to_owned());
    }
    if unpacks {
        archive_is_read(&bundle)?;
    }
    let document = bundle.metadata.ready().map(|metadata| metadata.root().is_some());
    if (unpacks || usable || is_taken(None)) && document != Some(true) {
        return Err("accepted, and module.json was not read".to_owned());
    }
    let elf = bundle.module.ready().and_then(|module| module.elf.ready());
    let is_whole = |elf: &Elf| elf.cut.is_none() && elf.symbols.as_ref().is_none_or(|symbols| symbols.limit.is_none());
    if loads && !elf.is_some_and(|elf| is_whole(elf)) {
        return Err("it loads, and the module file was not read whole".to_owned());
    }
    Ok(())
}

/// Whether all of the archive was read that the unpacker reads.
fn archive_is_read(bundle: &Bundle) -> Result<(), String> {
    let Layer::Ready(archive) = &bundle.archive else {
        return Err("unpack accepts an archive that was not read".to_owned());
    };
    let content = archive.find("module.json").map(|member| &member.content);
    let is_whole =
        content.is_some_and(|c| !matches!(c.end, StreamEnd::Limit(_) | StreamEnd::NotRead | StreamEnd::Damaged));
    if bundle.kind != Kind::Bundle || !archive.opens() || !is_whole {
        return Err(format!("unpack accepts over {:?}, module.json {content:?}", archive.broken));
    }
    let names = archive.members.iter().filter(|member| member.name != "deps/");
    if let Some(member) = names.filter_map(|member| archive.find(&member.name)).find(|member| member.open.is_err()) {
        return Err(format!("unpack accepts over {:?}, which does not open: {:?}", member.name, member.open));
    }
    Ok(())
}
