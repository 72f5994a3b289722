//! Reads the saved answers of a cluster's REST API, and refuses what contradicts itself.

use super::answer::{Answers, Item, Kind};
use super::field::Fields;
use super::platform::System;
use super::{Installed, Node, Snapshot, database, json, platform};
use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::report::escape::visible;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A fact and the place that says so.
type Said<T> = Option<(T, String)>;

/// Reads saved answers; each comes with its file's name as messages show it.
///
/// The error says what is no such answer, or which answers contradict one another.
pub fn read(answers: &[(String, Vec<u8>)]) -> Result<Snapshot, String> {
    let mut found = Answers::default();
    for (name, bytes) in answers {
        let place = visible(name).replace('`', "\\u0060");
        let values = json::values(bytes).map_err(|what| format!("{place} is no answer of a cluster: {what}"))?;
        let several = values.len() > 1;
        for (index, value) in values.into_iter().enumerate() {
            let place = if several { format!("{place}, value {}", index + 1) } else { place.clone() };
            found.take(&place, Kind::of_name(name), value, 0)?;
        }
    }
    if found.seen.is_empty() {
        return Err("none of the five answers of a cluster is there".to_owned());
    }
    fold(&found)
}

/// What is known so far, with the places that contradictions name.
#[derive(Default)]
struct Known {
    snapshot: Snapshot,
    version: Said<String>,
    name: Said<String>,
    allow_modules_upload: Said<bool>,
    capabilities: BTreeMap<String, BTreeSet<String>>,
}

fn fold(answers: &Answers) -> Result<Snapshot, String> {
    let mut known = Known::default();
    for kind in &answers.seen {
        match kind {
            Kind::Modules => drop(known.snapshot.modules.get_or_insert_default()),
            Kind::Databases => drop(known.snapshot.databases.get_or_insert_default()),
            Kind::Capabilities => drop(known.snapshot.capabilities.get_or_insert_default()),
            Kind::Cluster | Kind::Nodes => {}
        }
    }
    let mut seen: BTreeMap<(Kind, String), &Item> = BTreeMap::new();
    for item in &answers.items {
        let Some(object) = item.value.as_object() else {
            known.capability(item)?;
            continue;
        };
        let fields = Fields { place: &item.place, object };
        if let (true, Some(uid)) = (item.kind != Kind::Cluster && item.kind != Kind::Capabilities, fields.uid()?) {
            let earlier = seen.insert((item.kind, uid.clone()), item);
            if let Some(earlier) = earlier.and_then(|earlier| Some((earlier, earlier.value.as_object()?))) {
                if let Some(key) = difference(earlier.1, object) {
                    return Err(differ(&uid, &key, earlier.0, item));
                }
                continue;
            }
        }
        known.take(item, fields)?;
    }
    known.finish()
}

/// The first key that two objects do not agree on.
fn difference(a: &Map<String, Value>, b: &Map<String, Value>) -> Option<String> {
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    // how long a node runs always differs, and the uid is the same as a number and as a string
    keys.into_iter().find(|key| !["uptime", "uid"].contains(&key.as_str()) && a.get(*key) != b.get(*key)).cloned()
}

fn differ(uid: &str, key: &str, earlier: &Item, later: &Item) -> String {
    let kind = match later.kind {
        Kind::Nodes => "nodes",
        Kind::Modules => "modules",
        _ => "databases",
    };
    let (uid, key) = (quoted(uid), quoted(key));
    format!("two {kind} with the uid {uid} differ in {key}: {} and {}", earlier.place, later.place)
}

impl Known {
    fn take(&mut self, item: &Item, fields: Fields<'_>) -> Result<(), String> {
        match item.kind {
            Kind::Cluster => self.cluster(fields),
            Kind::Nodes => self.node(fields),
            Kind::Modules => {
                let module = module(fields)?;
                self.snapshot.modules.get_or_insert_default().extend(module);
                Ok(())
            }
            Kind::Capabilities => self.capability(item),
            Kind::Databases => {
                let database = database::read(fields)?;
                self.snapshot.databases.get_or_insert_default().push(database);
                Ok(())
            }
        }
    }

    fn cluster(&mut self, fields: Fields<'_>) -> Result<(), String> {
        once(&mut self.name, fields.text("name")?.map(str::to_owned), fields.place, "`name`")?;
        let allowed = fields.boolean("allow_modules_upload")?;
        once(&mut self.allow_modules_upload, allowed, fields.place, "`allow_modules_upload`")?;
        // the object's page has no version; some tools save one beside the rest
        self.build(fields, "software_version")
    }

    fn node(&mut self, fields: Fields<'_>) -> Result<(), String> {
        self.build(fields, "software_version")?;
        let system = System {
            family: fields.text("os_family")?,
            name: fields.text("os_name")?,
            semantic: fields.text("os_semantic_version")?,
            version: fields.text("os_version")?,
        };
        if let Some([one, other]) = system.contradiction() {
            return Err(format!("{}: the operating system is {} and {}", fields.place, quoted(one), quoted(other)));
        }
        let uid = fields.uid()?.unwrap_or_else(|| "?".to_owned());
        let mut doubt = |what: &str, says: &str, taken: &str| {
            let (uid, says, taken) = (quoted(&uid), quoted(says), quoted(taken));
            let text = format!("the node {uid} has the {what} {says}, which the data do not know: judged as {taken}");
            self.snapshot.doubts.push(text);
        };
        let mut os = system.known();
        if os.is_none() {
            os = system.raw();
            if let Some(taken) = &os {
                doubt("operating system", system.text(), taken);
            }
        }
        let mut arch = None;
        if let Some(text) = fields.text("architecture")?.filter(|text| !text.trim().is_empty()) {
            let known = platform::architecture(text);
            let taken = known.clone().unwrap_or_else(|| platform::plain(text));
            if known.is_none() {
                doubt("architecture", text, &taken);
            }
            arch = Some(taken);
        }
        self.snapshot.nodes.push(Node { uid, os, arch });
        Ok(())
    }

    /// Takes a build; two of them are a cluster in the middle of an upgrade.
    fn build(&mut self, fields: Fields<'_>, key: &str) -> Result<(), String> {
        let Some(build) = fields.text(key)?.map(str::trim).filter(|build| !build.is_empty()) else { return Ok(()) };
        if Dotted::of_build(build).is_none_or(|dotted| dotted.len() < 2) || build.len() > 64 {
            let place = fields.place;
            return Err(format!("{place}: {} is {}, expected a build such as `8.0.20-68`", quoted(key), quoted(build)));
        }
        let Some((known, place)) = &self.version else {
            self.version = Some((build.to_owned(), fields.place.to_owned()));
            return Ok(());
        };
        if known == build || known.starts_with(&format!("{build}-")) {
            return Ok(());
        }
        if build.starts_with(&format!("{known}-")) {
            self.version = Some((build.to_owned(), fields.place.to_owned()));
            return Ok(());
        }
        Err(format!(
            "two builds, {} in {place} and {} in {}: a cluster in the middle of a rolling upgrade, or answers of two \
             clusters; save the answers again when the upgrade is done",
            quoted(known),
            quoted(build),
            fields.place
        ))
    }

    fn capability(&mut self, item: &Item) -> Result<(), String> {
        // names of one list belong together: its place is what stands before the item's number
        let place = item.place.rsplit_once(", item ").map_or(item.place.as_str(), |(list, _)| list).to_owned();
        let name = match &item.value {
            Value::String(name) => name.clone(),
            Value::Object(object) => {
                let fields = Fields { place: &item.place, object };
                let Some(name) = fields.text("name")? else { return Ok(()) };
                name.to_owned()
            }
            _ => return Ok(()),
        };
        self.capabilities.entry(place).or_default().insert(name);
        Ok(())
    }

    fn finish(mut self) -> Result<Snapshot, String> {
        let mut lists = self.capabilities.iter();
        if let Some((place, names)) = lists.next() {
            if let Some((other, unlike)) = lists.find(|(_, others)| *others != names) {
                let name = names.symmetric_difference(unlike).next().map(|name| quoted(name)).unwrap_or_default();
                return Err(format!("two lists of capabilities differ in {name}: {place} and {other}"));
            }
            self.snapshot.capabilities = Some(names.iter().cloned().collect());
        }
        let nodes = &self.snapshot.nodes;
        if nodes.iter().any(|node| node.os.is_some()) {
            let silent = nodes.iter().filter(|node| node.os.is_none());
            let says = |node: &Node| format!("the node {} does not say its operating system", quoted(&node.uid));
            self.snapshot.doubts.extend(silent.map(says).collect::<Vec<_>>());
        }
        self.snapshot.version = self.version.map(|(version, _)| version);
        self.snapshot.allow_modules_upload = self.allow_modules_upload.map(|(value, _)| value);
        Ok(self.snapshot)
    }
}

/// Takes a fact that must be the same wherever it is said.
fn once<T: PartialEq + std::fmt::Display>(
    said: &mut Said<T>,
    value: Option<T>,
    place: &str,
    what: &str,
) -> Result<(), String> {
    let Some(value) = value else { return Ok(()) };
    match said {
        Some((known, earlier)) if *known != value => {
            let (known, value) = (quoted(&known.to_string()), quoted(&value.to_string()));
            Err(format!("{what} is {known} in {earlier} and {value} in {place}"))
        }
        Some(_) => Ok(()),
        None => {
            *said = Some((value, place.to_owned()));
            Ok(())
        }
    }
}

/// What the object of a module says; `None` when it is none.
#[cfg(feature = "serve")]
pub(crate) fn installed(object: &Map<String, Value>) -> Option<Installed> {
    module(Fields { place: "module", object }).ok().flatten()
}

fn module(fields: Fields<'_>) -> Result<Option<Installed>, String> {
    let Some(name) = fields.text("module_name")? else { return Ok(None) };
    let platforms = fields.map("platforms")?.map(|platforms| {
        // `rhel9/x86_64`, as github redis-developer/redis-enterprise-rs has it in tests/module_tests.rs
        let pair = |key: &String| {
            let (os, arch) = key.split_once('/').unwrap_or((key, ""));
            (os.to_owned(), arch.to_owned())
        };
        platforms.keys().map(pair).collect()
    });
    let compatible = fields.text("compatible_redis_version")?;
    Ok(Some(Installed {
        name: name.to_owned(),
        version: fields.integer("version")?,
        semantic_version: fields.text("semantic_version")?.map(str::to_owned),
        compatible_redis_version: compatible.filter(|version| !version.is_empty()).map(str::to_owned),
        platforms,
    }))
}
