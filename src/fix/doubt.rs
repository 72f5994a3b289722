//! What forbids a fix: findings that leave open which bytes are meant.
//!
//! A checksum over doubtful bytes would bless them, and packing an ambiguous archive again would choose one of its
//! readings: both are left to somebody who knows.

use crate::bundle::archive::{Archive, Member, StreamEnd};
use crate::bundle::dependency::DependencyFile;
use crate::finding::{Finding, Severity};
use crate::report::Report;

/// Rules after whose findings nobody knows what the archive holds.
const ARCHIVE: [&str; 17] = [
    "zip/bomb",
    "zip/broken-header",
    "zip/corrupt-member",
    "zip/duplicate-member",
    "zip/empty",
    "zip/encrypted-member",
    "zip/name-limits",
    "zip/names-collide",
    "zip/not-a-zip",
    "zip/not-utf8-name",
    "zip/prepended-data",
    "zip/readers-disagree",
    "zip/symlink",
    "zip/trailing-data",
    "zip/truncated",
    "zip/unsafe-path",
    "zip/unsupported-method",
];
/// The same where a finding is an error; their warnings are mended.
const ARCHIVE_IF_ERROR: [&str; 2] = ["zip/comment", "zip/special-file"];

/// Rules that doubt that the module file is the one that was built.
const MODULE: [&str; 12] = [
    "elf/malformed",
    "elf/no-dynamic-section",
    "elf/no-onload",
    "elf/not-elf",
    "elf/not-shared-object",
    "elf/read-in-part",
    "elf/section-table",
    "elf/trailing-data",
    "elf/truncated",
    "zip/debug-package",
    "zip/missing-module-file",
    "zip/no-module",
];

/// Rules that doubt a dependency's file.
const DEPENDENCY: [&str; 4] = ["deps/bomb", "deps/unreadable-archive", "deps/unsafe-archive", "deps/wrong-binaries"];

/// The findings that leave open what the archive holds.
pub(super) fn of_archive(report: &Report) -> Vec<&Finding> {
    let doubts = |finding: &&Finding| match finding.severity {
        Severity::Error if ARCHIVE_IF_ERROR.contains(&finding.rule) => true,
        Severity::Error | Severity::Warning => ARCHIVE.contains(&finding.rule),
        Severity::Note => false,
    };
    report.findings.iter().filter(doubts).collect()
}

/// Whether the records and the content of a member say one thing, so that its packed bytes can be copied.
pub(super) fn is_clean(member: &Member) -> bool {
    const STORED_OR_DEFLATED: [u16; 2] = [0, 8];
    let content = &member.content;
    let is_small = u32::try_from(member.size.max(member.compressed)).is_ok();
    member.open.is_ok()
        && member.full_name == member.name
        && STORED_OR_DEFLATED.contains(&member.central.method)
        && content.end == StreamEnd::Complete
        && content.crc == member.central.crc
        && content.produced == member.size
        && content.consumed == member.compressed
        && is_small
}

/// The first member that is not.
pub(super) fn unclean(archive: &Archive) -> Option<&Member> {
    archive.members.iter().find(|member| !is_clean(member))
}

/// The rule that leaves open whether the module file is the right one.
pub(super) fn of_module(report: &Report) -> Option<&'static str> {
    rule_of(report, &MODULE)
}

/// The rule that leaves open which value of module.json is meant.
pub(super) fn of_values(report: &Report) -> Option<&'static str> {
    rule_of(report, &["meta/duplicate-key"])
}

/// Why the file of a dependency is no base for a sum.
pub(super) fn of_dependency(report: &Report, file: &DependencyFile) -> Option<String> {
    if report.findings.iter().any(|finding| finding.rule == "deps/name-clash") {
        return Some("`deps/name-clash` leaves open which file is meant".to_owned());
    }
    let speaks_of = |finding: &Finding| {
        let mut places = std::iter::once(&finding.place).chain(finding.related.iter().map(|related| &related.place));
        DEPENDENCY.contains(&finding.rule) && places.any(|place| place.member.as_deref() == Some(&file.name))
    };
    if let Some(finding) = report.findings.iter().find(|finding| speaks_of(finding)) {
        return Some(format!("`{}` doubts the file", finding.rule));
    }
    match file.tgz.ready() {
        Some(tgz) if tgz.limit.is_none() => None,
        _ => Some("the file was not read whole".to_owned()),
    }
}

fn rule_of(report: &Report, rules: &[&'static str]) -> Option<&'static str> {
    report.findings.iter().map(|finding| finding.rule).find(|rule| rules.contains(rule))
}
