//! What will be changed, for which rule, and what will not, and why.

use super::table::{FIXES, Safety, Subject};
use super::text::{Edit, Rewrite};
use super::{doubt, members, metadata, module, version};
use crate::bundle::Bundle;
use crate::bundle::json::Span;
use crate::bundle::metadata::Metadata;
use crate::checks::wording::quoted;
use crate::report::Report;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The rule whose finding it mends.
    pub rule: &'static str,
    /// What is done.
    pub what: String,
}

/// All that is mended, and why the rest is not.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is mended, by rule.
    pub fixes: Vec<Fix>,
    /// Why nothing may be done at all.
    pub doubts: Vec<String>,
    /// The new text of module.json, when it changes.
    pub text: Option<Rewrite>,
    /// What becomes of members, for people.
    pub members: Vec<String>,
    /// The members that are left out, by number.
    pub(super) dropped: BTreeSet<usize>,
    /// Whether the text of module.json is written in another encoding.
    pub(super) recoded: bool,
    edits: Vec<Edit>,
    refused: BTreeMap<&'static str, String>,
    level: Option<Safety>,
}

/// What fixes are planned from.
pub(super) struct Facts<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) report: &'a Report,
}

impl<'a> Facts<'a> {
    /// The rules of a list that have a finding.
    pub(super) fn found(&self, rules: &[&'static str]) -> Vec<&'static str> {
        rules.iter().copied().filter(|rule| self.report.findings.iter().any(|finding| finding.rule == *rule)).collect()
    }

    pub(super) fn metadata(&self) -> Option<&'a Metadata> {
        self.bundle.metadata.ready().filter(|metadata| metadata.root().is_some())
    }
}

/// Plans the fixes that `level` allows.
pub(super) fn plan(bundle: &Bundle, report: &Report, level: Safety) -> Plan {
    let facts = Facts { bundle, report };
    let mut plan = Plan { level: Some(level), ..Plan::default() };
    plan.doubts = doubts(bundle, report);
    if !plan.doubts.is_empty() {
        return plan;
    }
    let wanted: BTreeSet<Subject> = FIXES
        .iter()
        .filter(|(rule, safety, _)| *safety <= level && !facts.found(&[rule]).is_empty())
        .map(|(_, _, subject)| *subject)
        .collect();
    for subject in wanted {
        match subject {
            Subject::Members => members::drop_litter(&facts, &mut plan),
            Subject::Records => members::records(&facts, &mut plan),
            Subject::Encoding => metadata::encoding(&facts, &mut plan),
            Subject::Capabilities => metadata::capabilities(&facts, &mut plan),
            Subject::Version => version::versions(&facts, &mut plan),
            Subject::Systems => metadata::systems(&facts, &mut plan),
            Subject::Redis => metadata::redis(&facts, &mut plan),
            Subject::Architecture => module::architecture(&facts, &mut plan),
            Subject::Sum => module::sum(&facts, &mut plan),
            Subject::DependencySums => module::dependency_sums(&facts, &mut plan),
        }
    }
    plan.finish(&facts);
    plan
}

/// Why nothing may be done at all.
fn doubts(bundle: &Bundle, report: &Report) -> Vec<String> {
    let found = doubt::of_archive(report);
    let mut doubts: Vec<String> =
        found.into_iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    let Some(archive) = bundle.archive.ready().filter(|archive| archive.opens()) else {
        if doubts.is_empty() {
            doubts.push("the archive cannot be read".to_owned());
        }
        return doubts;
    };
    if let (Some(member), true) = (doubt::unclean(archive), doubts.is_empty()) {
        doubts.push(format!("{} was not read whole", quoted(&member.name)));
    }
    doubts
}

impl Plan {
    /// Notes a fix for every rule of the list.
    pub(super) fn fix(&mut self, rules: &[&'static str], what: impl Into<String>) {
        let what = what.into();
        self.fixes.extend(rules.iter().map(|rule| Fix { rule, what: what.clone() }));
    }

    /// Notes why a fix is not made, for every rule of the list.
    pub(super) fn refuse(&mut self, rules: &[&'static str], why: impl Into<String>) {
        let why = why.into();
        for rule in rules {
            self.refused.entry(rule).or_insert_with(|| why.clone());
        }
    }

    /// Puts a text in place of bytes of module.json.
    pub(super) fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push(Edit { span, text: text.into() });
    }

    /// Why a finding of this rule is there in the end.
    #[must_use]
    pub fn why_left(&self, rule: &str) -> String {
        let level = self.level.unwrap_or(Safety::Safe);
        match super::table::safety(rule) {
            None => super::table::why_not(rule).to_owned(),
            Some(_) if !self.doubts.is_empty() => "it is in doubt what the archive holds".to_owned(),
            Some(safety) if safety > level => "it changes what the bundle claims: `--unsafe` mends it".to_owned(),
            Some(_) => match self.refused.get(rule) {
                Some(why) => why.clone(),
                None => format!("not in this case: {}", super::table::why_not(rule)),
            },
        }
    }

    /// Turns the edits into a text, and says what becomes of the members.
    fn finish(&mut self, facts: &Facts<'_>) {
        let edits = std::mem::take(&mut self.edits);
        if let Some(metadata) = facts.metadata().filter(|_| !edits.is_empty() || self.recoded) {
            self.text = Some(Rewrite::of(&metadata.document, edits));
        }
        self.fixes.sort_by(|a, b| a.rule.cmp(b.rule));
        if let Some(archive) = facts.bundle.archive.ready().filter(|_| !self.fixes.is_empty()) {
            self.members = members::changes(archive, self);
        }
    }
}
