//! What the arguments of `ramplint check` ask for, and what a configuration asks where they do not.

use super::Streams;
use super::args::{CheckArgs, EndpointName, FailOn};
use super::collect;
use super::error::Error;
use super::lines::Lines;
use crate::bundle::Bundle;
use crate::bundle::dependency::DependencyFile;
use crate::bundle::json::Span;
use crate::checks::systems;
use crate::checks::wording::closest;
use crate::cluster::Snapshot;
use crate::config::{self, Config, Fault, Setting};
use crate::dotted::Dotted;
use crate::endpoint::Endpoint;
use crate::input::{CommittedFile, Options};
use crate::listing::Listing;
use crate::load::limits::Limits;
use crate::report::escape::visible;
use crate::tables;
use crate::target::Target;
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a run reads once, whatever configuration governs an input.
pub(super) struct Base<'a> {
    arguments: &'a CheckArgs,
    lines: Lines,
    /// The limits of the reading.
    pub(super) limits: Limits,
    local_deps: Vec<DependencyFile>,
    snapshot: Option<Snapshot>,
    listings: Vec<Listing>,
    committed: Vec<CommittedFile>,
    previous: Vec<Arc<Bundle>>,
    /// Warnings that were given.
    said: BTreeSet<String>,
}

/// What is asked about an input.
pub(super) struct Asked {
    /// The question.
    pub(super) options: Options,
    /// The least bad finding that fails the run.
    pub(super) fail_on: FailOn,
}

impl<'a> Base<'a> {
    /// Reads the files that arguments name. Warnings go to standard error.
    pub(super) fn read(arguments: &'a CheckArgs, streams: &mut Streams<'_>) -> Result<Self, Error> {
        let limits = super::limits::of(&arguments.limits)?;
        let folder = arguments.deps_dir.as_ref();
        let mut committed = Options { limits, ..Options::default() };
        super::committed::apply(arguments, &mut committed)?;
        Ok(Self {
            arguments,
            lines: Lines::read(&arguments.target_file, streams)?,
            local_deps: folder.map_or(Ok(Vec::new()), |folder| collect::dependencies(folder, &limits))?,
            limits,
            snapshot: super::cluster::read(arguments, streams)?,
            listings: super::listing::read(arguments)?,
            committed: committed.committed,
            previous: super::release::previous(&arguments.previous, &limits)?,
            said: BTreeSet::new(),
        })
    }

    /// What arguments and a configuration ask for. A warning is given once, however many configurations cause it.
    pub(super) fn asked(&mut self, config: Option<&Config>, streams: &mut Streams<'_>) -> Result<Asked, Error> {
        let mut warnings = Vec::new();
        let Streams { input, output, color, .. } = streams;
        let asked =
            self.ask(config, &mut Streams { input, output, error: &mut warnings, color: *color, progress: false });
        for line in String::from_utf8_lossy(&warnings).lines() {
            if self.said.insert(line.to_owned()) {
                let _ = writeln!(streams.error, "{line}");
            }
        }
        asked
    }

    fn ask(&self, config: Option<&Config>, streams: &mut Streams<'_>) -> Result<Asked, Error> {
        let typed = self.arguments;
        let of_file = |part: fn(&config::Asked) -> &[Setting]| config.map(|config| (config, part(&config.check)));
        let mut options = Options {
            map: super::output::wants_map(&self.arguments.output),
            limits: self.limits,
            local_deps: self.local_deps.clone(),
            listings: self.listings.clone(),
            committed: self.committed.clone(),
            previous: self.previous.clone(),
            ..Options::default()
        };
        // a line that a file tells of was named, and so was the cluster's
        let lines_named = !typed.target_file.is_empty() && typed.target.is_empty();
        let target = of_file(|check| &check.target).filter(|_| !lines_named);
        self.targets(&Values::of(&typed.target, target), &mut options, streams)?;
        let all = self.lines.all();
        // a build that was asked for may still run what the line's newest no longer does
        let with_asked: Vec<&Target> = all.iter().chain(&options.targets).collect();
        let os = Values::of(&typed.os, of_file(|check| &check.os));
        options.os = os.each(|name| known_system(&system(name, &all), &with_asked))?;
        let arch = Values::of(typed.arch.as_slice(), of_file(|check| check.arch.as_slice()));
        options.arch = arch.each(|arch| known_architecture(arch, &with_asked))?.pop();
        options.redis = Values::of(&typed.redis, of_file(|check| &check.redis)).each(version)?;
        self.endpoints(config, &mut options);
        let has_files = (os.from.is_some(), arch.from.is_some());
        super::cluster::apply(typed, &self.lines, self.snapshot.clone(), &mut options, streams)?;
        self.prefer_snapshot(has_files, &mut options);
        let required = of_file(|check| &check.require_capability);
        let required = Values::of(&typed.require_capability, required);
        options.required_capabilities = required.each(|name| known_capability(name, &options))?;
        let level = config.and_then(|config| FailOn::from_str(&config.check.fail_on.as_ref()?.text, false).ok());
        Ok(Asked { options, fail_on: typed.fail_on.or(level).unwrap_or(FailOn::Error) })
    }

    fn targets(&self, names: &Values<'_>, options: &mut Options, streams: &mut Streams<'_>) -> Result<(), Error> {
        if names.texts.is_empty() {
            if !self.arguments.target_file.is_empty() {
                options.targets = self.lines.of_files();
                options.targets_named = true;
            }
            return Ok(());
        }
        let mut seen = BTreeSet::new();
        let found = names.each(|name| self.lines.targets(&[name.to_owned()], streams))?;
        options.targets = found.into_iter().flatten().filter(|target| seen.insert(target.asked.clone())).collect();
        options.targets_named = !names.texts.iter().all(|name| ["all", "supported"].contains(&name.trim()));
        Ok(())
    }

    fn endpoints(&self, config: Option<&Config>, options: &mut Options) {
        let of_file = config.iter().flat_map(|config| &config.check.endpoint);
        let of_file = of_file.filter_map(|name| EndpointName::from_str(&name.text, false).ok());
        let typed = self.arguments.endpoint.clone();
        let names: Vec<EndpointName> = if typed.is_empty() { of_file.collect() } else { typed };
        if !names.is_empty() && !names.contains(&EndpointName::All) {
            let wanted: Vec<Endpoint> = names.into_iter().filter_map(endpoint).collect();
            options.endpoints_named = true;
            options.endpoints.retain(|endpoint| wanted.contains(endpoint));
        }
    }

    /// A flag comes before a file: where the snapshot tells of nodes, their platforms are not the file's.
    fn prefer_snapshot(&self, (os, arch): (bool, bool), options: &mut Options) {
        let nodes = || self.snapshot.iter().flat_map(|snapshot| &snapshot.nodes);
        if os && nodes().any(|node| node.os.is_some()) {
            options.os.clear();
        }
        if arch && nodes().any(|node| node.arch.is_some()) {
            options.arch = None;
        }
    }
}

/// Values of a flag, or else those of a file.
struct Values<'a> {
    texts: Vec<String>,
    from: Option<(&'a Config, &'a [Setting])>,
}

impl<'a> Values<'a> {
    fn of(typed: &[String], file: Option<(&'a Config, &'a [Setting])>) -> Self {
        if !typed.is_empty() {
            return Self { texts: typed.to_vec(), from: None };
        }
        let from = file.filter(|(_, settings)| !settings.is_empty());
        let texts = from.iter().flat_map(|(_, settings)| *settings).map(|setting| setting.text.clone()).collect();
        Self { texts, from }
    }

    /// What each of them means. What is wrong with a value of a file is said at its place there.
    fn each<T>(&self, mut read: impl FnMut(&str) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let mut one = |index: usize, text: &String| {
            read(text).map_err(|error| match (error, self.from) {
                (Error::Usage(message), Some((config, settings))) => {
                    let span = settings.get(index).map_or(Span { start: 0, end: 0 }, |setting| setting.span);
                    Error::Config(Box::new(config.unusable(vec![Fault { span, message, help: None }])))
                }
                (error, _) => error,
            })
        };
        self.texts.iter().enumerate().map(|(index, text)| one(index, text)).collect()
    }
}

/// The endpoint of a name; `None` for all of them.
pub(super) fn endpoint(name: EndpointName) -> Option<Endpoint> {
    Some(match name {
        EndpointName::V1 => Endpoint::V1,
        EndpointName::V2 => Endpoint::V2,
        EndpointName::UserDefined => Endpoint::UserDefined,
        EndpointName::Artifact => Endpoint::Artifact,
        EndpointName::Bootstrap => Endpoint::Bootstrap,
        EndpointName::Kubernetes => Endpoint::Kubernetes,
        EndpointName::All => return None,
    })
}

/// A version of Redis as `major.minor`, however exactly it was given.
fn version(name: &str) -> Result<String, Error> {
    let parsed = Dotted::parse(name).filter(|version| version.len() > 1);
    let unusable = || Error::Usage(format!("`{}` is no version of Redis such as 7.4", visible(name)));
    parsed.map(|version| version.major_minor()).ok_or_else(unusable)
}

/// A capability that neither the data nor the cluster have heard of is a slip of the pen.
fn known_capability(name: &str, options: &Options) -> Result<String, Error> {
    let of_cluster = options.cluster.iter().flat_map(|cluster| cluster.capabilities.iter().flatten());
    let mut known: Vec<&str> = of_cluster.map(String::as_str).collect();
    known.extend(tables::capabilities().iter().map(|row| row.name.as_str()));
    if known.contains(&name) {
        return Ok(name.to_owned());
    }
    let hint = closest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    Err(Error::Usage(format!("no capability `{}` in the data{hint}", visible(name))))
}

/// What a name of a system means: `ubuntu22` for `ubuntu22.04` and for `jammy`, `rhel9` for `almalinux9`.
pub(super) fn system(name: &str, lines: &[Target]) -> String {
    let name = name.trim();
    let runs = |name: &str| lines.iter().any(|target| target.has_os(name));
    let major = systems::major(name);
    let meant = [systems::alias(name), major.as_deref(), major.as_deref().and_then(systems::alias)];
    let known = || meant.into_iter().flatten().find(|name| runs(name));
    if runs(name) { name.to_owned() } else { known().unwrap_or(name).to_owned() }
}

/// A system that no line has is a slip of the pen.
pub(super) fn known_system(os: &str, all: &[&Target]) -> Result<String, Error> {
    if all.iter().any(|target| target.has_os(os)) {
        return Ok(os.to_owned());
    }
    let known: BTreeSet<&str> = all.iter().flat_map(|target| target.os_names()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let (os, known) = (visible(os), known.join(", "));
    Err(Error::Usage(format!("no nodes of the operating system `{os}` in the data, which know {known}")))
}

/// And so is such an architecture.
pub(super) fn known_architecture(arch: &str, all: &[&Target]) -> Result<String, Error> {
    if all.iter().any(|target| target.has_architecture(arch)) {
        return Ok(arch.to_owned());
    }
    Err(Error::Usage(format!("no nodes of the architecture `{}` in the data", visible(arch))))
}
