//! What the cluster has, as records by key: the same in memory and in the store. A change is made of records too, so
//! that what was written and what is served cannot differ.

use super::object;
use crate::cluster::{Database, Installed, Node, Snapshot, installed};
use crate::tables;
use crate::target::Target;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Bytes of records beyond which nothing more is taken: what is served lies in memory.
const MOST_BYTES: usize = 256 << 20;
/// Actions that are remembered; the oldest are forgotten.
const MOST_ACTIONS: usize = 10_000;

/// The setting that uploads wait for.
pub(super) const SETTING: &str = "allow_modules_upload";
const SERIAL: &str = "serial";

/// Records to write, and, without a value, to remove.
pub(super) type Change = Vec<(String, Option<Value>)>;

/// What does not change while the server runs.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    pub(super) target: Target,
    pub(super) nodes: Vec<Node>,
    pub(super) databases: Option<Vec<Database>>,
    pub(super) capabilities: Vec<String>,
}

impl Fixed {
    pub(super) fn new(target: Target, cluster: &Snapshot) -> Self {
        let known = || tables::capabilities().iter().map(|row| row.name.clone()).collect();
        Self {
            target,
            nodes: cluster.nodes.clone(),
            databases: cluster.databases.clone(),
            capabilities: cluster.capabilities.clone().unwrap_or_else(known),
        }
    }

    /// Whether a database uses a version of a module.
    pub(super) fn uses(&self, module: &str, semantic: Option<&str>) -> bool {
        let same = |(name, version): &(String, Option<String>)| {
            name == module && (version.is_none() || semantic.is_none() || version.as_deref() == semantic)
        };
        self.databases.iter().flatten().any(|database| database.modules.iter().any(same))
    }
}

/// The keys of the modules of a name, by version.
type Versions = BTreeMap<Option<i64>, BTreeSet<String>>;

/// The records, and what finds them by name.
#[derive(Debug, Default)]
pub(super) struct State {
    records: BTreeMap<String, Value>,
    named: BTreeMap<String, Versions>,
    actions: VecDeque<String>,
    bytes: usize,
}

pub(super) fn module_key(uid: &str) -> String {
    format!("module/{uid}")
}

pub(super) fn artifact_key(node: usize, name: &str, version: &str) -> String {
    // a name may have slashes and whatever else
    format!("{}{}", artifacts_of(node), uid(&[name, version]))
}

fn artifacts_of(node: usize) -> String {
    format!("artifact/{node}/")
}

/// The key under which a stored file of an object is remembered.
pub(super) fn file_key(owner: &str, platform: &str) -> String {
    format!("file/{owner}/{platform}")
}

impl State {
    /// The records of a cluster that nobody has uploaded to yet.
    pub(super) fn first(cluster: &Snapshot) -> Change {
        let mut change = vec![
            (SETTING.to_owned(), Some(json!(cluster.allow_modules_upload.unwrap_or(false)))),
            (SERIAL.to_owned(), Some(json!(0))),
        ];
        for (index, module) in cluster.modules.iter().flatten().enumerate() {
            let uid = uid(&["listed", &index.to_string(), &module.name]);
            change.push((module_key(&uid), Some(Value::Object(object::listed(module, &uid)))));
        }
        change
    }

    /// Takes a change over.
    pub(super) fn apply(&mut self, change: Change) {
        for (key, value) in change {
            let before = self.records.remove(&key);
            self.bytes -= before.as_ref().map_or(0, |value| weight(&key, value)).min(self.bytes);
            if let Some(before) = &before {
                self.unname(&key, before);
            }
            let Some(value) = value else { continue };
            if let Some(name) = name_of(&key, &value) {
                let versions = self.named.entry(name.to_owned()).or_default();
                versions.entry(version_of(&value)).or_default().insert(key.clone());
            }
            if key.starts_with("action/") && before.is_none() {
                self.actions.push_back(key.clone());
            }
            self.bytes += weight(&key, &value);
            self.records.insert(key, value);
        }
    }

    fn unname(&mut self, key: &str, value: &Value) {
        let Some(name) = name_of(key, value) else { return };
        let Some(versions) = self.named.get_mut(name) else { return };
        if let Entry::Occupied(mut keys) = versions.entry(version_of(value)) {
            keys.get_mut().remove(key);
            if keys.get().is_empty() {
                keys.remove();
            }
        }
        if versions.is_empty() {
            self.named.remove(name);
        }
    }

    /// Whether there is no room for more.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > MOST_BYTES
    }

    /// Whether uploads are allowed where a setting decides.
    pub(super) fn allows_upload(&self) -> bool {
        self.records.get(SETTING).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.records.get(key)
    }

    /// The records whose keys begin so, sorted by key.
    pub(super) fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.records.range(start.to_owned()..).take_while(move |(key, _)| key.starts_with(start))
    }

    pub(super) fn modules(&self) -> impl Iterator<Item = &Value> {
        self.below("module/").map(|(_, value)| value)
    }

    /// The artifacts of a node.
    pub(super) fn artifacts(&self, node: usize) -> Vec<&Value> {
        let start = artifacts_of(node);
        let range = self.records.range(start.clone()..);
        range.take_while(|(key, _)| key.starts_with(&start)).map(|(_, value)| value).collect()
    }

    /// The modules of a name and a version.
    pub(super) fn of_version(&self, name: &str, version: Option<i64>) -> impl Iterator<Item = &Map<String, Value>> {
        let keys = self.named.get(name).and_then(|versions| versions.get(&version)).into_iter().flatten();
        keys.filter_map(|key| self.records.get(key)?.as_object())
    }

    /// The cluster as the engine knows clusters; of the modules those that decide about a bundle, as thousands may have
    /// its name: those of its own version and of none, and one more, which tells that the name is there. All of the
    /// name, when a bundle's version does not tell them apart.
    pub(super) fn snapshot(&self, fixed: &Fixed, (name, version): (&str, Option<i64>), nodes: &[Node]) -> Snapshot {
        let known = || self.named.get(name).into_iter().flat_map(BTreeMap::keys).copied();
        let one_more = || known().find(|other| other.is_some() && *other != version);
        let chosen: BTreeSet<Option<i64>> =
            if version.is_none() { known().collect() } else { [None, version].into_iter().chain(one_more()).collect() };
        let modules = chosen.into_iter().flat_map(|version| self.of_version(name, version)).filter_map(installed);
        let modules: Vec<Installed> = modules.collect();
        Snapshot {
            version: Some(fixed.target.build.clone()),
            nodes: nodes.to_vec(),
            allow_modules_upload: Some(self.allows_upload()),
            capabilities: Some(fixed.capabilities.clone()),
            modules: Some(modules),
            databases: fixed.databases.clone(),
            doubts: Vec::new(),
        }
    }

    /// The next number, and the record that remembers it.
    pub(super) fn next(&self) -> (u64, (String, Option<Value>)) {
        let next = self.records.get(SERIAL).and_then(Value::as_u64).unwrap_or(0) + 1;
        (next, (SERIAL.to_owned(), Some(json!(next))))
    }

    /// The removal of the action that is too old once another one comes.
    pub(super) fn forgotten(&mut self) -> Change {
        let surplus = (self.actions.len() + 1).saturating_sub(MOST_ACTIONS);
        self.actions.drain(..surplus.min(self.actions.len())).map(|key| (key, None)).collect()
    }
}

/// Thirty-two digits that are the same for the same parts.
pub(super) fn uid(parts: &[&str]) -> String {
    let sum = Sha256::digest(parts.join("\0").as_bytes());
    crate::report::hex(sum.get(..16).unwrap_or_default())
}

fn name_of<'a>(key: &str, value: &'a Value) -> Option<&'a str> {
    value.get("module_name")?.as_str().filter(|_| key.starts_with("module/"))
}

fn version_of(value: &Value) -> Option<i64> {
    value.get("version")?.as_i64()
}

/// About how much memory a record takes.
fn weight(key: &str, value: &Value) -> usize {
    64 + key.len()
        + match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(|item| weight("", item)).sum(),
            Value::Object(map) => map.iter().map(|(key, value)| weight(key, value)).sum(),
            _ => 0,
        }
}
