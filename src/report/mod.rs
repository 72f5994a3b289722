//! The report of one input as plain data, and the formats that print it.

pub mod annotation;
pub mod base;
pub mod escape;
pub mod excerpt;
pub mod format;
#[cfg(test)]
mod format_tests;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub(crate) mod human_finding;
pub mod inspection_json;
mod json_escape;
pub mod json_v1;
pub mod junit;
mod loading;
pub mod markdown;
mod matrix;
pub mod mended;
mod packing;
pub mod page;
pub mod sarif;
pub mod step_summary;
pub mod style;

use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::wording::compact;
use crate::config::inline::{self, Inline, Remark};
use crate::databases::Database;
use crate::dlopen::Load;
use crate::engine::Judgement;
use crate::features::Feature;
use crate::finding::{Finding, Severity};
use crate::input::{Input, Options};
use crate::inspect::Stretch;
use crate::target::Target;
use crate::unpack::Outcome;
use crate::verdict::Verdict;
use excerpt::Excerpt;

/// What is known and predicted of one input.
#[derive(Debug, Clone)]
pub struct Report {
    /// The path as it was given.
    pub path: String,
    /// What the input is.
    pub kind: Kind,
    /// SHA-256 of the file in hexadecimal digits; `None` for a folder.
    pub sha256: Option<String>,
    /// Size in bytes.
    pub size: u64,
    /// The identity that module.json declares; `None` when it could not be read.
    pub module: Option<Identity>,
    /// What `ramp pack` adds to a manifest; `None` for other inputs.
    pub packing: Option<Packing>,
    /// What the unpacker does; `None` for what is no archive.
    pub unpack: Option<Outcome>,
    /// The predicted answers.
    pub verdicts: Vec<Verdict>,
    /// On which nodes it loads.
    pub load: Vec<Load>,
    /// Which databases can use the module.
    pub databases: Vec<Database>,
    /// Which features of databases it allows.
    pub features: Vec<Feature>,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// For each finding, what stands at its place.
    pub excerpts: Vec<Option<Excerpt>>,
    /// Rules that could not run.
    pub not_run: Vec<&'static str>,
    /// Limits that stopped the reading.
    pub limits: Vec<&'static str>,
    /// What each byte of the archive belongs to, when `Options::map` asks for it.
    pub map: Vec<Stretch>,
    /// Release lines that were asked for and do not take the input.
    pub lines_lost: Vec<String>,
    /// Comments of the input that ask to ignore findings.
    pub inline: Vec<Inline>,
}

/// What `ramp pack` adds to what a manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packing {
    /// Fields that the manifest leaves out, with the packer's default as compact JSON, in the order of the names.
    pub defaults: Vec<(String, String)>,
    /// Fields that the packer takes from the module, from its file or from the machine that it runs on.
    pub discovered: Vec<String>,
    /// Fields that wait for a template.
    pub unrendered: Vec<String>,
}

/// What module.json says of the module, where it has the expected type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// `module_name`.
    pub name: Option<String>,
    /// `version`, as `int(float(version))` gives it, when it fits 64 bits.
    pub version: Option<i64>,
    /// `semantic_version`.
    pub semantic_version: Option<String>,
    /// `architecture`.
    pub architecture: Option<String>,
    /// `operating_systems`.
    pub operating_systems: Option<Vec<String>>,
    /// `min_redis_version`.
    pub min_redis_version: Option<String>,
    /// `compatible_redis_version`.
    pub compatible_redis_version: Option<String>,
    /// `module_file`.
    pub module_file: Option<String>,
    /// Number of `commands`.
    pub commands: Option<usize>,
}

impl Report {
    pub(crate) fn new(input: &Input, bundle: &Bundle, judgement: Judgement, options: &Options) -> Self {
        let Judgement { mut findings, not_run, unpack, verdicts, load, databases, features } = judgement;
        for finding in &mut findings {
            within(&mut finding.place, bundle.size);
            finding.related.iter_mut().for_each(|related| within(&mut related.place, bundle.size));
        }
        let data = input.source.data();
        let excerpts = findings.iter().map(|finding| excerpt::of(&finding.place, bundle, data)).collect();
        let lost =
            |target: &&Target| bundle.kind != Kind::Module && !crate::verdict::line_takes(&verdicts, target, options);
        let lines_lost = options.targets.iter().filter(lost).map(|target| target.asked.clone()).collect();
        let map = bundle.archive.ready().filter(|_| options.map).map(|archive| crate::inspect::map::of(archive).0);
        let map = map.unwrap_or_default();
        Self {
            path: input.path.clone(),
            kind: bundle.kind,
            sha256: bundle.sha256.map(|sum| hex(&sum)),
            size: bundle.size,
            module: identity(bundle),
            packing: packing(bundle),
            unpack: (bundle.kind == Kind::Bundle).then_some(unpack),
            verdicts,
            load,
            databases,
            features,
            findings,
            excerpts,
            not_run,
            limits: bundle.limits.clone(),
            map,
            lines_lost,
            inline: comments(bundle),
        }
    }

    /// A report of something that no cluster is given: only findings will stand in it.
    #[must_use]
    pub(crate) fn bare(path: &str, kind: Kind, sha256: &str, size: u64) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            sha256: Some(sha256.to_owned()),
            size,
            module: None,
            unpack: None,
            verdicts: Vec::new(),
            load: Vec::new(),
            databases: Vec::new(),
            features: Vec::new(),
            findings: Vec::new(),
            excerpts: Vec::new(),
            not_run: Vec::new(),
            limits: Vec::new(),
            map: Vec::new(),
            lines_lost: Vec::new(),
            packing: None,
            inline: Vec::new(),
        }
    }

    /// Whether a line that was asked for does not take the input, or lacks an endpoint that was named.
    #[must_use]
    pub fn is_refused(&self, options: &Options) -> bool {
        let lacks = |verdict: &Verdict| verdict.outcome == crate::verdict::Answer::Unavailable;
        !self.lines_lost.is_empty() || (options.endpoints_named && self.verdicts.iter().any(lacks))
    }

    /// The findings that count.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.ignored.is_none())
    }

    /// Number of findings of one severity that count.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.counted().filter(|finding| finding.severity == severity).count()
    }
}

/// The comments of a manifest that ask to ignore findings.
fn comments(bundle: &Bundle) -> Vec<Inline> {
    let Some(manifest) = bundle.manifest.ready() else { return Vec::new() };
    let ours = manifest.comments.iter().filter(|comment| inline::is_ours(&comment.text));
    inline::read(ours.map(|comment| Remark::of(&manifest.written, comment.at, &comment.text, comment.is_alone)))
}

/// A record that the file does not hold whole has a place only as far as the file goes.
fn within(place: &mut Place, size: u64) {
    if place.member.is_none() {
        place.offset = place.offset.min(size);
        place.length = place.length.min(size - place.offset);
    }
}

fn packing(bundle: &Bundle) -> Option<Packing> {
    let manifest = bundle.manifest.ready()?;
    let metadata = bundle.metadata.ready()?;
    let defaults = metadata.root()?.entries.iter().filter(|entry| entry.key_span.start == entry.key_span.end);
    let (unrendered, discovered) = metadata.open.iter().cloned().partition(|name| manifest.is_unrendered(name));
    Some(Packing {
        defaults: defaults.map(|entry| (entry.key.lossy().into_owned(), compact(&entry.value))).collect(),
        discovered,
        unrendered,
    })
}

fn identity(bundle: &Bundle) -> Option<Identity> {
    let metadata = bundle.metadata.ready()?;
    metadata.root()?;
    let text = |name: &str| metadata.string(name).map(|(text, _)| text.to_owned());
    let strings = |name: &str| -> Option<Vec<String>> {
        metadata.list(name)?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let version = metadata.field("version").and_then(|field| match crate::python::int_of_float(field.value()) {
        crate::python::IntOfFloat::Integer(digits) => digits.parse().ok(),
        _ => None,
    });
    Some(Identity {
        name: text("module_name"),
        version,
        semantic_version: text("semantic_version"),
        architecture: text("architecture"),
        operating_systems: strings("operating_systems"),
        min_redis_version: text("min_redis_version"),
        compatible_redis_version: text("compatible_redis_version"),
        module_file: text("module_file"),
        commands: metadata.list("commands").map(<[_]>::len),
    })
}

/// Where the page of a rule can be read.
#[must_use]
pub fn rule_url(rule: &str) -> String {
    format!("{}/blob/main/rules/{rule}.md", env!("CARGO_PKG_REPOSITORY"))
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
