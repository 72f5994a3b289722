//! Where a finding is shown by whoever annotates files: the file, the lines in it, and what tells findings apart.
//!
//! All formats that annotate go through here, so that a finding stands at the same place in each.

use super::Report;
use super::base::Base;
use super::escape::visible;
use super::hex;
use crate::bundle::Kind;
use crate::bundle::place::{Place, Position};
use crate::finding::{Finding, fingerprint};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A place in a file that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file: relative to the repository's root when it is inside of it, absolute when it is not.
    pub path: String,
    /// Whether the file is inside of the repository.
    pub is_inside: bool,
    /// First character, and the one behind the last; `None` when the file is no text, or the place is all of it.
    pub region: Option<(Position, Position)>,
    /// First byte and number of bytes, where they count in this very file.
    pub bytes: Option<(u64, u64)>,
}

/// Where a finding is shown: in a committed file when it has a place in one.
#[must_use]
pub fn location(report: &Report, finding: &Finding, base: &Base) -> Location {
    let Some(committed) = &finding.committed else { return of_place(report, &finding.place, base) };
    let (path, place) = (base.locate(&committed.path), &committed.place);
    Location {
        path: path.text,
        is_inside: path.is_inside,
        region: place.start.map(|start| (start, place.end.unwrap_or(start))),
        bytes: (place.length > 0).then_some((place.offset, place.length)),
    }
}

/// The file and the region of a place.
#[must_use]
pub fn of_place(report: &Report, place: &Place, base: &Base) -> Location {
    let is_text = report.kind != Kind::Bundle;
    let path = match (&place.member, report.kind) {
        (Some(member), Kind::Directory) => base.locate(&format!("{}/{member}", report.path)),
        _ => base.locate(&report.path),
    };
    // what counts in a member does not count in the archive around it
    let counts = place.length > 0 && (is_text || place.member.is_none());
    Location {
        path: path.text,
        is_inside: path.is_inside,
        region: place.start.filter(|_| is_text).map(|start| (start, place.end.unwrap_or(start))),
        bytes: counts.then_some((place.offset, place.length)),
    }
}

/// `bundle.zip!module.json:73:16`, or `bundle.zip, byte 120`.
#[must_use]
pub fn spelled(report: &Report, place: &Place) -> String {
    let path = visible(&report.path);
    let Some(member) = &place.member else {
        if let Some(start) = place.start {
            return format!("{path}:{}:{}", start.line, start.column);
        }
        return if place.length > 0 { format!("{path}, byte {}", place.offset) } else { path };
    };
    let member = visible(member);
    let whole = if report.path == member || report.path.ends_with(&format!("/{member}")) {
        path
    } else {
        format!("{path}!{member}")
    };
    match place.start {
        Some(start) => format!("{whole}:{}:{}", start.line, start.column),
        None if place.length > 0 => format!("{whole}, byte {}", place.offset),
        None => whole,
    }
}

/// The finding's message, with the place behind it where the annotated file is not the one that was read.
#[must_use]
pub fn message(report: &Report, finding: &Finding, location: &Location) -> String {
    let message = visible(&finding.message);
    if location.region.is_some() && finding.committed.is_none() {
        message
    } else {
        format!("{message} ({})", spelled(report, &finding.place))
    }
}

/// A finding of a run, with its report, its place and a text that no other finding of the run has.
#[derive(Debug, Clone)]
pub struct Annotation<'a> {
    /// The report that it is from.
    pub report: &'a Report,
    /// The finding.
    pub finding: &'a Finding,
    /// Where it is shown.
    pub location: Location,
    /// What makes it the same one in the next run of the same input; with a number behind it where two are alike.
    pub fingerprint: String,
    /// The same for a run over several inputs: the path counts too. Thirty-two hexadecimal digits.
    pub unique: String,
}

/// All findings, worst first, then in the order of the inputs.
#[must_use]
pub fn all<'a>(reports: &'a [Report], base: &Base) -> Vec<Annotation<'a>> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for report in reports {
        for (finding, (print, number)) in report.findings.iter().zip(fingerprint::all(&report.findings)) {
            let location = location(report, finding, base);
            let fingerprint = if number == 0 { print } else { format!("{print}:{number}") };
            let key = format!("{}\0{fingerprint}", base.locate(&report.path).text);
            // an input can be named twice
            let times = seen.entry(key.clone()).and_modify(|times| *times += 1).or_default();
            let mut unique = hex(&Sha256::digest(format!("{key}\0{times}")));
            unique.truncate(32);
            found.push(Annotation { report, finding, location, fingerprint, unique });
        }
    }
    found.sort_by_key(|annotation| annotation.finding.severity);
    found
}
