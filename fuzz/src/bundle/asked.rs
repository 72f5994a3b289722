//! What a program judges its bundle against.

use super::{rarely, words};
use arbitrary::{Result, Unstructured};
use ramplint::cluster::{Database, Installed, Node, Snapshot};
use ramplint::endpoint::Endpoint;
use ramplint::{Options, target};

const LINES: [&str; 6] = ["7.22", "8.0", "8.2", "6.2", "7.4", "8.0.10"];
const SYSTEMS: [&str; 5] = ["rhel9", "rhel7", "ubuntu22", "amzn2", "debian12"];
pub(super) fn options(draw: &mut Unstructured<'_>) -> Result<Options> {
    let mut options = Options { limits: crate::options::limits(), ..Options::default() };
    let line = *draw.choose(&LINES)?;
    options.targets = target::find(line).into_iter().collect();
    options.targets_named = !rarely(draw, 2)?;
    let first = draw.choose_index(Endpoint::ALL.len())?;
    options.endpoints = Endpoint::ALL.iter().cycle().skip(first).take(2).copied().collect();
    options.endpoints_named = rarely(draw, 2)?;
    if rarely(draw, 3)? {
        options.os.push((*draw.choose(&SYSTEMS)?).to_owned());
    }
    if rarely(draw, 4)? {
        options.arch = Some((*draw.choose(&["x86_64", "aarch64"])?).to_owned());
    }
    if rarely(draw, 4)? {
        options.redis.push((*draw.choose(&["7.4", "6.0", "8.4"])?).to_owned());
    }
    if rarely(draw, 8)? {
        options.required_capabilities.push((*draw.choose(&["flash", "crdb"])?).to_owned());
    }
    if rarely(draw, 4)? {
        options.allow_modules_upload = Some(draw.arbitrary()?);
    }
    if rarely(draw, 4)? {
        options.know(snapshot(draw)?);
    }
    Ok(options)
}

/// What a cluster says of itself, each thing said or not.
fn snapshot(draw: &mut Unstructured<'_>) -> Result<Snapshot> {
    let arch = (*draw.choose(&["x86_64", "aarch64"])?).to_owned();
    let node = Node { uid: "1".to_owned(), os: Some((*draw.choose(&SYSTEMS)?).to_owned()), arch: Some(arch) };
    let installed = Installed {
        name: "hello".to_owned(),
        version: draw.arbitrary()?,
        semantic_version: Some(words::text(draw)?),
        compatible_redis_version: None,
        platforms: None,
    };
    let database = Database {
        uid: "1".to_owned(),
        name: words::text(draw)?,
        redis: Some((*draw.choose(&["7.4", "7.2", "8.4"])?).to_owned()),
        is_memcached: draw.arbitrary()?,
        modules: vec![("hello".to_owned(), Some(words::text(draw)?))],
        needs: vec!["flash", "replica_of"],
    };
    let capabilities = vec!["types".to_owned(), "flash".to_owned()];
    Ok(Snapshot {
        nodes: if draw.arbitrary()? { vec![node] } else { Vec::new() },
        allow_modules_upload: draw.arbitrary()?,
        capabilities: Some(capabilities).filter(|_| draw.arbitrary().unwrap_or(false)),
        modules: Some(vec![installed]).filter(|_| draw.arbitrary().unwrap_or(false)),
        databases: Some(vec![database]).filter(|_| draw.arbitrary().unwrap_or(false)),
        ..Snapshot::default()
    })
}
