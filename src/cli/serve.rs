//! `ramplint serve`: what was typed becomes a cluster, which is served until the process is told to end.

use super::args_serve::ServeArgs;
use super::error::Error;
use super::lines::Lines;
use super::{CLEAN, Streams, cluster, options};
use crate::cluster::{Node, Snapshot};
use crate::input::Options;
use crate::serve::{self, Config, Credentials, Tls};
use crate::target::Target;
use std::path::PathBuf;
use std::time::Duration;

pub(super) fn run(arguments: &ServeArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let config = config(arguments, streams)?;
    let mut said = Ok(());
    let log = Box::new(std::io::stderr());
    let mut ready = |urls: &[String]| {
        let lines = urls.iter().enumerate().map(|(node, url)| format!("node {}: {url}\n", node + 1));
        said = super::print(streams, &lines.collect::<String>());
    };
    serve::run(config, log, &mut ready).map_err(Error::Usage)?;
    said.map(|()| CLEAN)
}

fn config(arguments: &ServeArgs, streams: &mut Streams<'_>) -> Result<Config, Error> {
    if !arguments.listen.ip().is_loopback() && !arguments.allow_remote {
        let address = arguments.listen;
        return Err(Error::Usage(format!("{address} is reached by other machines: say so with `--allow-remote`")));
    }
    let lines = Lines::read(&arguments.target_file, streams)?;
    let snapshot = arguments.cluster.as_deref().map(cluster::snapshot).transpose()?;
    let target = target(arguments, &lines, snapshot.as_ref(), streams)?;
    let mut cluster = snapshot.unwrap_or_default();
    for doubt in &cluster.doubts {
        super::warn(streams, doubt);
    }
    let is_named = arguments.os.is_some() || arguments.arch.is_some() || arguments.nodes.is_some();
    if is_named || cluster.nodes.is_empty() {
        cluster.nodes = nodes(arguments, &lines, &target, cluster.nodes.first(), cluster.nodes.len())?;
    }
    Ok(Config {
        target,
        options: Options { limits: super::limits::of(&arguments.limits)?, ..Options::default() },
        cluster,
        allow_modules_upload: arguments.allow_modules_upload,
        listen: arguments.listen,
        tls: tls(&arguments.tls)?,
        user: arguments.user.as_deref().map(credentials).transpose()?,
        viewer: arguments.viewer.as_deref().map(credentials).transpose()?,
        data_dir: arguments.data_dir.clone(),
        record: arguments.record.clone(),
        accept_unknown: arguments.accept_unknown,
        patience: Duration::from_secs(arguments.patience),
    })
}

fn target(
    arguments: &ServeArgs,
    lines: &Lines,
    snapshot: Option<&Snapshot>,
    streams: &mut Streams<'_>,
) -> Result<Target, Error> {
    let named = arguments.target.as_deref().map(|name| lines.target(name, streams)).transpose()?;
    let build = snapshot.and_then(|snapshot| snapshot.version.as_deref());
    let Some(release) = build.and_then(|build| crate::cluster::release(lines.profiles(), build)) else {
        let missing = || Error::Usage("name the release line with `--target`".to_owned());
        return named.ok_or_else(missing);
    };
    if let Some(named) = &named {
        cluster::must_agree(build.unwrap_or_default(), &release.target, std::slice::from_ref(named))?;
    }
    if let Some(why) = &release.why {
        super::warn(streams, why);
    }
    Ok(release.target)
}

/// The nodes that were asked for, all alike; what was not said is as the cluster's first node has it.
fn nodes(
    arguments: &ServeArgs,
    lines: &Lines,
    target: &Target,
    first: Option<&Node>,
    there: usize,
) -> Result<Vec<Node>, Error> {
    let all = lines.all();
    let known: Vec<&Target> = all.iter().chain([target]).collect();
    let named = arguments.os.as_deref().map(|os| options::known_system(&options::system(os, &all), &known));
    let of_first = || first.and_then(|node| node.arch.clone());
    let arch = arguments.arch.clone().or_else(of_first).unwrap_or_else(|| "x86_64".to_owned());
    let arch = options::known_architecture(&arch, &known)?;
    let newest = || target.os_with(&arch).into_iter().rfind(|os| os.starts_with("rhel")).map(str::to_owned);
    let of_first = || first.and_then(|node| node.os.clone());
    let os = named.transpose()?.or_else(of_first).or_else(newest);
    if os.is_none() {
        return Err(Error::Usage(format!("{} has no nodes with `{arch}`", target.asked)));
    }
    if let Some(os) = os.as_deref().filter(|os| !target.os_with(&arch).contains(os)) {
        let asked = &target.asked;
        return Err(Error::Usage(format!("{asked} has no nodes of `{os}` with `{arch}`")));
    }
    let node = |uid: u16| Node { uid: uid.to_string(), os: os.clone(), arch: Some(arch.clone()) };
    let there = u16::try_from(there.max(1)).unwrap_or(u16::MAX);
    Ok((1..=arguments.nodes.unwrap_or(there)).map(node).collect())
}

fn tls(text: &str) -> Result<Tls, Error> {
    match text {
        "off" => Ok(Tls::Off),
        "self-signed" => Ok(Tls::SelfSigned),
        _ => {
            let unusable = || Error::Usage("--tls wants `self-signed`, `CERTIFICATE,KEY` or `off`".to_owned());
            let (certificate, key) = text.split_once(',').ok_or_else(unusable)?;
            Ok(Tls::Files(PathBuf::from(certificate), PathBuf::from(key)))
        }
    }
}

fn credentials(text: &str) -> Result<Credentials, Error> {
    let unusable = || Error::Usage("a user is named as `USER:PASSWORD`".to_owned());
    let (user, password) = text.split_once(':').filter(|(user, _)| !user.is_empty()).ok_or_else(unusable)?;
    Ok(Credentials { user: user.to_owned(), password: password.to_owned() })
}
