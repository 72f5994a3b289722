//! Which members stay, in which order and with which mode.

use super::Plan;
use super::plan::Facts;
use crate::bundle::Bundle;
use crate::bundle::archive::{Archive, Member};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::Severity;

/// What runs, and what is looked into, is executable; the rest is not.
const EXECUTABLE: u32 = 0o755;
const PLAIN: u32 = 0o644;

/// The mode that a member gets.
pub(super) fn mode(member: &Member) -> u32 {
    if member.is_module() || member.is_folder() { EXECUTABLE } else { PLAIN }
}

/// The members that stay, by number: the module first, then module.json, then the dependencies, as `ramp pack` does.
pub(super) fn order(archive: &Archive, plan: &Plan) -> Vec<usize> {
    let rank = |member: &Member| match member.name.as_str() {
        "module.json" => 1,
        name if name.starts_with("deps/") => 2,
        _ if member.is_module() => 0,
        _ => 3,
    };
    let mut kept: Vec<(u8, usize)> =
        archive.members.iter().enumerate().map(|(index, member)| (rank(member), index)).collect();
    kept.retain(|(_, index)| !plan.dropped.contains(index));
    kept.sort_unstable();
    kept.into_iter().map(|(_, index)| index).collect()
}

/// Leaves out what operating systems write for themselves, and entries of folders.
pub(super) fn drop_litter(facts: &Facts<'_>, plan: &mut Plan) {
    let Some(archive) = facts.bundle.archive.ready() else { return };
    for (index, member) in archive.members.iter().enumerate() {
        let (name, why) = (&member.name, litter(facts.bundle, member));
        // the one folder that a bundle has may have an entry; one with content was a doubt already
        let is_folder = member.is_folder() && name != "deps/" && member.size == 0;
        let Some(why) = why.or(is_folder.then_some("an entry of a folder")) else { continue };
        plan.dropped.insert(index);
        let rule = match () {
            () if names::is_module(name) => "zip/several-modules",
            () if name.starts_with("deps/") && !member.is_folder() => "deps/orphan-file",
            () => "zip/unexpected-member",
        };
        plan.fix(&[rule], format!("leave out {}: {why}", quoted(name)));
    }
}

/// Why a member is litter; never the module file in use, nor a dependency that somebody declares.
fn litter(bundle: &Bundle, member: &Member) -> Option<&'static str> {
    let is_the_module = bundle.module.ready().is_some_and(|module| module.name == member.name);
    let why = names::litter(&member.name).filter(|_| !is_the_module)?;
    let base = member.name.strip_prefix("deps/");
    let mut declared = crate::checks::dependencies::declared(bundle).into_iter();
    let is_declared =
        base.is_some_and(|base| declared.any(|one| one.file_of_url() == Some(base) || one.file_of_name() == base));
    (!is_declared).then_some(why)
}

/// The archive is written anew, with records that are all alike: nothing is left of odd ones.
pub(super) fn records(facts: &Facts<'_>, plan: &mut Plan) {
    let Some(archive) = facts.bundle.archive.ready() else { return };
    for (rule, what) in [
        ("zip/comment", "leave out the comments of members"),
        ("zip/extra-field", "leave out extra fields"),
        ("zip/odd-header", "write both headers of each member anew"),
        ("zip/special-file", "take set-user-id, set-group-id and sticky bits off"),
    ] {
        let mut found = facts.report.findings.iter().filter(|finding| finding.rule == rule);
        // a lesser finding of these rules would be mended as well; a worse one is a doubt
        if found.any(|finding| finding.severity != Severity::Error) {
            plan.fix(&[rule], what);
        }
    }
    if facts.found(&["zip/not-executable"]).is_empty() {
        return;
    }
    let mode_of = |member: &Member| names::mode(member).map(|mode| mode & 0o777);
    let members = archive.members.iter().enumerate().filter(|(index, _)| !plan.dropped.contains(index));
    let modules: Vec<&Member> = members.map(|(_, member)| member).filter(|member| member.is_module()).collect();
    for member in modules {
        if let Some(mode) = mode_of(member).filter(|mode| *mode != 0 && mode & 0o111 == 0) {
            let name = quoted(&member.name);
            plan.fix(&["zip/not-executable"], format!("give {name} the mode {EXECUTABLE:o}, it has {mode:o}"));
        }
    }
}

/// What becomes of the members, one line each for those that change.
pub(super) fn changes(archive: &Archive, plan: &Plan) -> Vec<String> {
    let dropped = archive.members.iter().enumerate().filter(|(index, _)| plan.dropped.contains(index));
    let mut lines: Vec<String> = dropped.map(|(_, member)| format!("- {}", quoted(&member.name))).collect();
    for index in order(archive, plan) {
        let Some(member) = archive.members.get(index) else { continue };
        let old = names::mode(member).map_or(0, |mode| mode & 0o7777);
        let new = mode(member);
        let mut what = Vec::new();
        if plan.text.is_some() && member.name == "module.json" {
            what.push(if plan.recoded { "text, in UTF-8".to_owned() } else { "text".to_owned() });
        }
        if old != new {
            what.push(format!("mode {old:o} to {new:o}"));
        }
        if !what.is_empty() {
            lines.push(format!("~ {}: {}", quoted(&member.name), what.join(", ")));
        }
    }
    lines
}
