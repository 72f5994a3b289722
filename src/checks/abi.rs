//! Versions of runtimes that a module needs and its nodes do not have: shared by the rules about each runtime.

use crate::bundle::Bundle;
use crate::bundle::elf::{Elf, NeededVersion};
use crate::checks::wording::{list, quoted};
use crate::checks::{module, systems};
use crate::dlopen::{self, needs};
use crate::finding::{Severity, Sink};
use crate::input::Options;
use crate::tables::platforms::{self, NodeVersion, Platform};
use std::collections::BTreeSet;

/// Symbols that a message names.
const SHOWN: usize = 3;

/// Reports the newest version of a runtime that some of the nodes lack.
pub(crate) fn check(bundle: &Bundle, options: &Options, runtime: needs::Runtime, sink: &mut Sink) {
    let Some((file, elf)) = module::whole(bundle) else { return };
    let nodes = Nodes::of(bundle, elf, options);
    let mut worst: Option<(Option<NodeVersion>, &NeededVersion, &str)> = None;
    let mut without: Vec<(&str, String)> = Vec::new();
    let mut with: Vec<&str> = Vec::new();
    for (platform, arch) in &nodes.all {
        let lacks = needs::lacks(elf, platform, arch);
        let certain = || lacks.iter().filter(|lack| lack.has == needs::Has::No);
        match certain().filter(|lack| lack.runtime == runtime).max_by(|a, b| a.wanted.cmp(&b.wanted)) {
            Some(lack) => {
                without.push((&platform.os, lack.newest.to_string()));
                if worst.as_ref().is_none_or(|(wanted, ..)| *wanted < lack.wanted) {
                    worst = Some((lack.wanted.clone(), lack.version, &lack.need.soname));
                }
            }
            None if lacks.is_empty() => with.push(&platform.os),
            None => {}
        }
    }
    let Some((_, version, library)) = worst else { return };
    let blocked: Vec<&(&str, String)> = without.iter().filter(|(os, _)| nodes.is_wanted(os)).collect();
    if blocked.is_empty() {
        // the bundle is for other systems; the report says where it loads
        return;
    }
    let offers: Vec<String> = blocked.iter().map(|(os, newest)| format!("{} has up to {newest}", quoted(os))).collect();
    let symbols: Vec<&str> = elf.behind(version).map(|symbol| symbol.name.as_str()).take(SHOWN).collect();
    let what = if symbols.is_empty() { String::new() } else { format!(" for {}", list(&symbols)) };
    let message = format!(
        "{} needs {} of {}{what}; {}",
        quoted(&file.name),
        quoted(&version.name),
        quoted(library),
        offers.join(", ")
    );
    let others: Vec<&str> = if with.is_empty() { elsewhere(elf, &nodes) } else { with.clone() };
    let has = if others.len() == 1 { "has" } else { "have" };
    let elsewhere = if others.is_empty() { String::new() } else { format!("{} {has} all versions; ", list(&others)) };
    let finding = sink.report(module::bytes(bundle, file, version.at), message);
    finding.help(format!(
        "{elsewhere}build it on the oldest system that it is for, such as RHEL 8 or its container image"
    ));
    if !nodes.are_named && !with.is_empty() {
        finding.severity(Severity::Warning);
    }
}

/// The systems that have all versions, whoever asked about others.
fn elsewhere(elf: &Elf, nodes: &Nodes) -> Vec<&'static str> {
    let Some((_, arch)) = nodes.all.first() else { return Vec::new() };
    let all = platforms::platforms().iter().filter(|platform| platform.is_of_nodes());
    all.filter(|platform| needs::lacks(elf, platform, arch).is_empty()).map(|platform| platform.os.as_str()).collect()
}

/// The platforms of a question.
pub(crate) struct Nodes {
    pub(crate) all: Vec<(&'static Platform, String)>,
    /// The systems that the bundle, or the user, names.
    named: BTreeSet<String>,
    /// Whether somebody names any.
    pub(crate) are_named: bool,
}

impl Nodes {
    pub(crate) fn of(bundle: &Bundle, elf: &Elf, options: &Options) -> Self {
        let all = dlopen::of(bundle, Some(elf), options);
        let field = bundle.metadata.ready().and_then(systems::declared);
        let mut named: BTreeSet<String> =
            field.iter().flat_map(|(_, field)| systems::systems(field)).map(|system| system.major).collect();
        let nodes = options.node_systems();
        if !nodes.is_empty() {
            named = nodes.into_iter().collect();
        }
        let known = |(os, arch): (String, String)| Some((platforms::platform(&os)?, arch));
        Self { all: all.into_iter().filter_map(known).collect(), are_named: !named.is_empty(), named }
    }

    /// Whether the module is for a system; without any name it is for all.
    pub(crate) fn is_wanted(&self, os: &str) -> bool {
        !self.are_named || self.named.contains(os)
    }
}
