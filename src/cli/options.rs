//! What the arguments of `ramplint check` ask for.

use super::Streams;
use super::args::{CheckArgs, EndpointName};
use super::collect;
use super::error::Error;
use super::lines::Lines;
use crate::checks::systems;
use crate::checks::wording::closest;
use crate::dotted::Dotted;
use crate::endpoint::Endpoint;
use crate::input::Options;
use crate::report::escape::visible;
use crate::tables;
use crate::target::Target;
use std::collections::BTreeSet;

/// The options of a check. Warnings go to standard error.
pub(super) fn of(arguments: &CheckArgs, streams: &mut Streams<'_>) -> Result<Options, Error> {
    let mut options = Options {
        os: arguments.os.clone(),
        arch: arguments.arch.clone(),
        redis: versions(&arguments.redis)?,
        required_capabilities: arguments.require_capability.clone(),
        limits: super::limits::of(&arguments.limits)?,
        ..Options::default()
    };
    let lines = Lines::read(&arguments.target_file, streams)?;
    if !arguments.target.is_empty() {
        options.targets = lines.targets(&arguments.target, streams)?;
        options.targets_named = !arguments.target.iter().all(|name| ["all", "supported"].contains(&name.trim()));
    } else if !arguments.target_file.is_empty() {
        options.targets = lines.of_files();
        options.targets_named = true;
    }
    let all = lines.all();
    for os in &mut options.os {
        *os = system(os, &all);
    }
    known_platforms(&options, &all)?;
    if !arguments.endpoint.is_empty() && !arguments.endpoint.contains(&EndpointName::All) {
        let named: Vec<Endpoint> = arguments.endpoint.iter().copied().filter_map(endpoint).collect();
        options.endpoints_named = true;
        options.endpoints.retain(|endpoint| named.contains(endpoint));
    }
    if let Some(folder) = &arguments.deps_dir {
        options.local_deps = collect::dependencies(folder, &options.limits)?;
    }
    super::cluster::apply(arguments, &lines, &mut options, streams)?;
    super::listing::apply(arguments, &mut options)?;
    super::committed::apply(arguments, &mut options)?;
    known_capabilities(&options)?;
    Ok(options)
}

/// The endpoint of a name; `None` for all of them.
fn endpoint(name: EndpointName) -> Option<Endpoint> {
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

/// Versions of Redis as `major.minor`, however exactly they were given.
fn versions(names: &[String]) -> Result<Vec<String>, Error> {
    let version = |name: &String| {
        let parsed = Dotted::parse(name).filter(|version| version.len() > 1);
        let unusable = || Error::Usage(format!("`{}` is no version of Redis such as 7.4", visible(name)));
        parsed.map(|version| version.major_minor()).ok_or_else(unusable)
    };
    names.iter().map(version).collect()
}

/// A capability that neither the data nor the cluster have heard of is a slip of the pen.
fn known_capabilities(options: &Options) -> Result<(), Error> {
    let of_cluster = options.cluster.iter().flat_map(|cluster| cluster.capabilities.iter().flatten());
    let mut known: Vec<&str> = of_cluster.map(String::as_str).collect();
    known.extend(tables::capabilities().iter().map(|row| row.name.as_str()));
    let Some(name) = options.required_capabilities.iter().find(|name| !known.contains(&name.as_str())) else {
        return Ok(());
    };
    let hint = closest(name, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    Err(Error::Usage(format!("no capability `{}` in the data{hint}", visible(name))))
}

/// What a name of a system means: `ubuntu22` for `ubuntu22.04` and for `jammy`, `rhel9` for `almalinux9`.
fn system(name: &str, lines: &[Target]) -> String {
    let name = name.trim();
    let runs = |name: &str| lines.iter().any(|target| target.has_os(name));
    let major = systems::major(name);
    let meant = [systems::alias(name), major.as_deref(), major.as_deref().and_then(systems::alias)];
    let known = || meant.into_iter().flatten().find(|name| runs(name));
    if runs(name) { name.to_owned() } else { known().unwrap_or(name).to_owned() }
}

/// A platform that no line has is a slip of the pen.
fn known_platforms(options: &Options, lines: &[Target]) -> Result<(), Error> {
    // a build that was asked for may still run what the line's newest no longer does
    let all: Vec<&Target> = lines.iter().chain(&options.targets).collect();
    if let Some(os) = options.os.iter().find(|os| !all.iter().any(|target| target.has_os(os))) {
        let known: BTreeSet<&str> = all.iter().flat_map(|target| target.os_names()).collect();
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Error::Usage(format!(
            "no nodes of the operating system `{os}` in the data, which know {}",
            known.join(", ")
        )));
    }
    if let Some(arch) = options.arch.as_deref().filter(|arch| !all.iter().any(|target| target.has_architecture(arch))) {
        return Err(Error::Usage(format!("no nodes of the architecture `{arch}` in the data")));
    }
    Ok(())
}
