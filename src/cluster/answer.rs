//! Which of the five answers a JSON value is: by what it holds, and by its name where that does not tell.
//!
//! The names of fields are those of redis/docs, `operate/rs/references/rest-api/objects/` (cluster, node, module, bdb)
//! and `requests/modules`, `requests/cluster/module-capabilities`, and of github redis-developer/redis-enterprise-rs,
//! `tests/fixtures` (what live clusters answered).

use super::field::article;
use crate::checks::wording::{list, quoted};
use serde_json::{Map, Value};

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Cluster,
    Nodes,
    Modules,
    Capabilities,
    Databases,
}

/// One object of an answer. A list of answers is taken apart; that a list was there is in [`Answers::seen`].
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// File, key and number, as messages name it.
    pub(super) place: String,
    pub(super) value: Value,
}

/// All objects of all answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) items: Vec<Item>,
    /// The kinds that were answered, be it with an empty list.
    pub(super) seen: Vec<Kind>,
}

/// Lists in lists that are looked into: answers in a list, and the list that an answer is.
const DEEPEST: usize = 4;

impl Kind {
    /// What a key or a file's name says: `nodes`, `/v1/nodes`, `GET /v1/nodes`, `v1_nodes.json`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim().to_lowercase();
        let name = name.strip_suffix(".json").unwrap_or(&name);
        let name = name.split('?').next().unwrap_or(name).replace('_', "-");
        let name = name.strip_prefix("get-").unwrap_or(&name);
        let name = name.strip_prefix("v1-").unwrap_or(name);
        match name.strip_prefix("cluster-").unwrap_or(name) {
            "cluster" => Some(Self::Cluster),
            "nodes" | "node" => Some(Self::Nodes),
            "modules" | "module" => Some(Self::Modules),
            "module-capabilities" | "capabilities" | "all-capabilities" => Some(Self::Capabilities),
            "bdbs" | "bdb" | "databases" | "database" => Some(Self::Databases),
            _ => None,
        }
    }

    /// What an object's own keys say.
    fn of_content(object: &Map<String, Value>) -> Option<Self> {
        let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
        if has(&["module_name"]) {
            return Some(Self::Modules);
        }
        if has(&["all_capabilities"]) {
            return Some(Self::Capabilities);
        }
        if has(&["memory_size", "module_list", "redis_version", "shards_count", "shard_key_regex", "replica_sync"])
            || object.get("type").and_then(Value::as_str).is_some_and(|kind| ["redis", "memcached"].contains(&kind))
        {
            return Some(Self::Databases);
        }
        if has(&["allow_modules_upload", "alert_settings", "cm_port", "cnm_http_port", "cnm_https_port"])
            || has(&["cluster_ssh_public_key", "module_upload_max_size_mb", "upgrade_mode", "smtp_host"])
        {
            return Some(Self::Cluster);
        }
        if has(&["os_version", "os_name", "os_family", "os_semantic_version", "supported_database_versions"])
            || has(&["architecture", "accept_servers", "ephemeral_storage_path", "total_memory"])
            || (has(&["uid"]) && has(&["software_version"]))
        {
            return Some(Self::Nodes);
        }
        None
    }

    /// Whether an object may be of this kind: it has some key that such objects have.
    fn may_be(self, object: &Map<String, Value>) -> bool {
        let keys: &[&str] = match self {
            Self::Cluster => &["name", "created_time", "software_version", "version", "rack_aware", "email_alerts"],
            Self::Nodes => &["uid", "status", "addr", "software_version", "cores"],
            Self::Modules => &["semantic_version", "display_name", "min_redis_version"],
            Self::Capabilities => &["name"],
            Self::Databases => &["uid", "name", "port", "version", "status", "bigstore", "crdt"],
        };
        keys.iter().any(|key| object.contains_key(*key))
    }

    fn phrase(self) -> &'static str {
        match self {
            Self::Cluster => "`GET /v1/cluster`",
            Self::Nodes => "`GET /v1/nodes`",
            Self::Modules => "`GET /v1/modules`",
            Self::Capabilities => "`GET /v1/cluster/module-capabilities`",
            Self::Databases => "`GET /v1/bdbs`",
        }
    }
}

impl Answers {
    /// Takes a value apart into the answers that it is or holds.
    pub(super) fn take(&mut self, place: &str, hint: Option<Kind>, value: Value, depth: usize) -> Result<(), String> {
        match value {
            Value::Array(items) => self.list(place, hint, items, depth),
            Value::Object(object) => self.object(place, hint, object, depth),
            other => Err(format!("{place} is no answer of a cluster: {}", article(&other))),
        }
    }

    fn list(&mut self, place: &str, hint: Option<Kind>, items: Vec<Value>, depth: usize) -> Result<(), String> {
        if depth == DEEPEST {
            return Err(format!("{place} is no answer of a cluster: a list in a list in a list"));
        }
        if items.is_empty() && hint.is_none() {
            return Err(format!(
                "{place} is an empty list, and its name does not say of what: name it such as `modules.json`"
            ));
        }
        self.seen.extend(hint);
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{place}, item {}", index + 1);
            match (item, hint) {
                (Value::Null, _) => {}
                // `all_capabilities` as a bare list of names
                (Value::String(name), Some(Kind::Capabilities)) => {
                    self.items.push(Item { kind: Kind::Capabilities, place, value: Value::String(name) });
                }
                (item, _) => self.take(&place, hint, item, depth + 1)?,
            }
        }
        Ok(())
    }

    fn object(
        &mut self,
        place: &str,
        hint: Option<Kind>,
        object: Map<String, Value>,
        depth: usize,
    ) -> Result<(), String> {
        let own = Kind::of_content(&object).filter(|kind| *kind != Kind::Capabilities);
        if own.is_some() && object.contains_key("ramp_format_version") {
            return Err(format!("{place} is no answer of a cluster: the module.json of a bundle"));
        }
        if own.is_none() {
            refusal(place, &object)?;
        }
        let is_named = |(key, value): (&String, &Value)| {
            Kind::of_name(key).is_some() && (value.is_array() || value.is_object() || value.is_null())
        };
        // lists of their own can stand beside the cluster's settings; of other objects they are fields
        let may_hold = own.is_none_or(|kind| kind == Kind::Cluster) && depth < DEEPEST;
        if may_hold && object.iter().any(is_named) {
            let (named, rest): (Map<_, _>, Map<_, _>) =
                object.into_iter().partition(|(key, value)| is_named((key, value)));
            if Kind::of_content(&rest) == Some(Kind::Cluster) || rest.contains_key("software_version") {
                self.one(Kind::Cluster, place, rest);
            }
            for (key, value) in named {
                if let (Some(kind), false) = (Kind::of_name(&key), value.is_null()) {
                    // the answer of module-capabilities is itself an object with one named list
                    let inner = format!("{place}, {}", quoted(&key));
                    self.take(&inner, Some(kind), value, depth + 1)?;
                }
            }
            return Ok(());
        }
        match own.or(hint.filter(|hint| hint.may_be(&object))) {
            Some(kind) => {
                self.one(kind, place, object);
                Ok(())
            }
            None => Err(unknown(place, hint, &object)),
        }
    }

    fn one(&mut self, kind: Kind, place: &str, object: Map<String, Value>) {
        self.seen.push(kind);
        self.items.push(Item { kind, place: place.to_owned(), value: Value::Object(object) });
    }
}

/// An answer that is a refusal: `error_code` and a text, or the texts of the gateway in front.
fn refusal(place: &str, object: &Map<String, Value>) -> Result<(), String> {
    let text = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key)?.as_str());
    let code = text(&["error_code", "error"]);
    let said = text(&["description", "message", "detail", "error_description"]);
    if code.is_none() && (said.is_none() || object.contains_key("uid") || object.contains_key("name")) {
        return Ok(());
    }
    let words: Vec<String> = code.into_iter().chain(said).map(quoted).collect();
    Err(format!("{place} is no answer of a cluster but its refusal: {}", words.join(", ")))
}

fn unknown(place: &str, hint: Option<Kind>, object: &Map<String, Value>) -> String {
    let wanted = hint.map_or("any of the five answers".to_owned(), |kind| kind.phrase().to_owned());
    let keys: Vec<&str> = object.keys().map(String::as_str).collect();
    if keys.is_empty() {
        return format!("{place} is an empty object, expected {wanted}");
    }
    format!("{place} is no answer of a cluster: an object with {}, expected {wanted}", list(&keys))
}
