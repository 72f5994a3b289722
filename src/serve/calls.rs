//! The calls of the API, each a function of the state and the request: an answer, and what it changes.

use super::answer::{self, Answer};
use super::object;
use super::state::{Change, Fixed, SETTING, State, artifact_key, file_key, module_key, uid};
use crate::bundle::Bundle;
use crate::cluster::{Node, Snapshot};
use crate::endpoint::Endpoint;
use crate::input::Options;
use crate::report::json_v1;
use crate::target::Target;
use crate::verdict::{self, Verdict};
use crate::{engine, tables};
use axum::body::Bytes;
use serde_json::{Map, Value, json};

/// How a module is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deletion {
    /// `DELETE /v1/modules/{uid}`.
    V1,
    /// `DELETE /v2/modules/{uid}`.
    V2,
    /// `DELETE /v2/modules/user-defined/{uid}`.
    UserDefined,
}

/// What the engine says to an upload: the same question that `check --cluster` asks.
pub(super) fn judge(bundle: &Bundle, endpoint: Endpoint, cluster: Snapshot, fixed: &Fixed, base: &Options) -> Verdict {
    let options = Options {
        targets: vec![fixed.target.clone()],
        targets_named: true,
        endpoints: vec![endpoint],
        endpoints_named: true,
        allow_modules_upload: cluster.allow_modules_upload,
        cluster: Some(cluster),
        ..base.clone()
    };
    worst(engine::judge(bundle, &options).verdicts, &fixed.target, endpoint)
}

/// Of the verdicts of several kinds of nodes the one that keeps the module out.
fn worst(verdicts: Vec<Verdict>, target: &Target, endpoint: Endpoint) -> Verdict {
    let rank = |verdict: &Verdict| match verdict.outcome {
        verdict::Answer::Unavailable => 0,
        verdict::Answer::Rejected => 1,
        verdict::Answer::Unknown => 2,
        verdict::Answer::Accepted => 3,
    };
    let none = || Verdict::undecided(target, endpoint, "the engine has no verdict about it");
    verdicts.into_iter().min_by_key(rank).unwrap_or_else(none)
}

/// The nodes that an upload concerns.
pub(super) fn nodes_of(fixed: &Fixed, endpoint: Endpoint, node: usize) -> &[Node] {
    match (endpoint, fixed.nodes.get(node..=node)) {
        (Endpoint::Artifact, Some(one)) => one,
        _ => &fixed.nodes,
    }
}

/// An upload that was judged.
pub(super) struct Upload<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) endpoint: Endpoint,
    pub(super) node: usize,
    /// The sum of the file that is kept, if one is.
    pub(super) file: Option<&'a str>,
}

impl Upload<'_> {
    /// The answer of the verdict, and what an acceptance changes.
    pub(super) fn answer(
        &self,
        state: &mut State,
        fixed: &Fixed,
        verdict: &Verdict,
        accept_unknown: bool,
    ) -> (Answer, Change) {
        let mut change = Change::new();
        let answer = answer::of(verdict, accept_unknown, || {
            if self.endpoint == Endpoint::Artifact {
                return self.artifact(&mut change);
            }
            self.module(state, fixed, &mut change)
        });
        (answer, change)
    }

    fn module(&self, state: &mut State, fixed: &Fixed, change: &mut Change) -> Value {
        let (serial, next) = state.next();
        let new = uid(&["module", &serial.to_string()]);
        let mut module = object::module(self.bundle, &new, &fixed.target);
        let mut known = new;
        // another platform of a version that is there joins it
        if self.endpoint != Endpoint::UserDefined
            && object::has_platforms(&fixed.target)
            && let Some(there) = same_version(state, &module)
        {
            text(&there, "uid").clone_into(&mut known);
            module = joined(there, &module);
        }
        change.push(next);
        change.push((module_key(&known), Some(Value::Object(module.clone()))));
        self.keep(&module_key(&known), &platform(self.bundle), change);
        if self.endpoint == Endpoint::V2 {
            let action = action(state, serial, &known, "module_installation", change);
            module.insert("action_uid".to_owned(), json!(action));
        }
        Value::Object(module)
    }

    /// The reference gives an accepted artifact no body; an empty object pleases clients that want JSON.
    fn artifact(&self, change: &mut Change) -> Value {
        let metadata = self.bundle.metadata.ready();
        let name = metadata.map(object::name).unwrap_or_default();
        let version = metadata.and_then(object::version).map_or(Value::Null, Value::Number);
        let dependencies = object::dependencies(self.bundle);
        let key = artifact_key(self.node, &name, &version.to_string());
        let object = json!({"module_name": name, "version": version, "dependencies": dependencies});
        change.push((key.clone(), Some(object)));
        self.keep(&key, "", change);
        json!({})
    }

    fn keep(&self, owner: &str, platform: &str, change: &mut Change) {
        if let Some(sum) = self.file {
            change.push((file_key(owner, platform), Some(json!(sum))));
        }
    }
}

fn platform(bundle: &Bundle) -> String {
    let metadata = bundle.metadata.ready();
    let names = metadata.and_then(crate::checks::systems::declared);
    let names = names.map(|(_, field)| crate::checks::systems::systems(&field)).unwrap_or_default();
    names.first().map(|system| system.major.clone()).unwrap_or_default()
}

fn same_version(state: &State, module: &Map<String, Value>) -> Option<Map<String, Value>> {
    let version = module.get("version")?.as_i64()?;
    state.of_version(text(module, "module_name"), Some(version)).next().cloned()
}

/// The module that is there, with the packages of both.
fn joined(mut there: Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    let of_new = new.get("platforms").and_then(Value::as_object).cloned().unwrap_or_default();
    let platforms = there.entry("platforms").or_insert_with(|| json!({}));
    if let Some(platforms) = platforms.as_object_mut() {
        platforms.extend(of_new);
    }
    there
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Remembers an action, which is done at once, and gives its uid.
fn action(state: &mut State, serial: u64, module: &str, name: &str, change: &mut Change) -> String {
    let uid = format!("{}{serial:016x}", uid(&["action", module]).get(..16).unwrap_or_default());
    let object = json!({"action_uid": uid, "module_uid": module, "name": name, "progress": "100",
        "status": "completed", "task_id": uid});
    change.extend(state.forgotten());
    change.push((action_key(&uid), Some(object)));
    uid
}

/// Keys in the order in which actions came.
fn action_key(uid: &str) -> String {
    format!("action/{}", uid.get(16..).unwrap_or_default())
}

/// `GET /v1/modules`, as text: of thousands of modules it is large, and many may ask for it.
pub(super) fn modules(state: &State) -> Bytes {
    let modules: Vec<&Value> = state.modules().collect();
    json_v1::compact(&modules).unwrap_or_default().into()
}

/// `GET /v1/modules/{uid}`.
pub(super) fn module(state: &State, uid: &str) -> Answer {
    state.get(&module_key(uid)).map_or_else(no_module, |module| Answer::ok(module.clone()))
}

fn no_module() -> Answer {
    Answer::error(404, "ramplint_no_such_module", "Module does not exist.")
}

/// The three requests that delete a module.
pub(super) fn delete(state: &mut State, fixed: &Fixed, uid: &str, how: Deletion) -> (Answer, Change) {
    let nothing = Change::new();
    let Some(module) = state.get(&module_key(uid)).and_then(Value::as_object) else {
        let answer = match how {
            Deletion::UserDefined => Answer::error(404, "module_delete_failed", "Module does not exist."),
            Deletion::V1 | Deletion::V2 => no_module(),
        };
        return (answer, nothing);
    };
    let has_dependencies = module.get("dependencies").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    if how == Deletion::V1 && has_dependencies {
        let hint = "You can use the following API endpoint to delete this module with its dependencies: /v2/modules/";
        return (Answer::error(406, "dependencies_not_supported", &format!("{hint}{uid}")), nothing);
    }
    let name = text(module, "module_name");
    if fixed.uses(name, module.get("semantic_version").and_then(Value::as_str)) {
        // the code is known of user-defined modules alone
        let code = if how == Deletion::UserDefined { "module_in_use" } else { "ramplint_module_in_use" };
        return (Answer::error(406, code, "a database uses the module"), nothing);
    }
    let key = module_key(uid);
    let mut change: Change = state.below(&file_key(&key, "")).map(|(key, _)| (key.clone(), None)).collect();
    change.push((key, None));
    if how != Deletion::V2 {
        return (Answer::ok(json!({})), change);
    }
    let (serial, next) = state.next();
    change.push(next);
    let action = action(state, serial, uid, "module_deletion", &mut change);
    (Answer::ok(json!({"action_uid": action})), change)
}

/// `GET /v1/actions/{action_uid}`.
pub(super) fn get_action(state: &State, uid: &str) -> Answer {
    let is_it = |action: &&Value| action.get("action_uid").and_then(Value::as_str) == Some(uid);
    let found = state.get(&action_key(uid)).filter(is_it);
    found.map_or_else(
        || Answer::error(404, "ramplint_no_such_action", "Action does not exist."),
        |action| Answer::ok(action.clone()),
    )
}

/// `GET /v2/local/modules/user-defined/artifacts`.
pub(super) fn artifacts(state: &State, node: usize) -> Answer {
    Answer::ok(state.artifacts(node).into_iter().cloned().collect())
}

/// `DELETE /v2/local/modules/user-defined/artifacts/{module_name}/{version}`.
pub(super) fn delete_artifact(state: &State, node: usize, name: &str, version: &str) -> (Answer, Change) {
    let key = artifact_key(node, name, version);
    if state.get(&key).is_none() {
        return (Answer::error(404, "ramplint_no_such_artifact", "The node has no such artifact."), Change::new());
    }
    let mut change: Change = state.below(&file_key(&key, "")).map(|(key, _)| (key.clone(), None)).collect();
    change.push((key, None));
    (Answer::ok(json!({})), change)
}

/// `GET /v1/cluster`.
pub(super) fn cluster(state: &State, fixed: &Fixed) -> Answer {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!("ramplint.local"));
    if has_setting(&fixed.target) {
        object.insert(SETTING.to_owned(), json!(state.allows_upload()));
    }
    Answer::ok(Value::Object(object))
}

/// Whether the line has the setting that uploads wait for.
fn has_setting(target: &Target) -> bool {
    Endpoint::UPLOADS.iter().any(|endpoint| {
        target.has_endpoint(endpoint.path()) && target.endpoint(endpoint.path()).is_some_and(|row| row.gate.is_some())
    })
}

/// `PUT /v1/cluster`: the one setting that uploads depend on.
pub(super) fn set_cluster(state: &mut State, fixed: &Fixed, body: &[u8]) -> (Answer, Change) {
    let bad = |sentence: &str| (Answer::error(400, "ramplint_bad_request", sentence), Change::new());
    let Ok(Value::Object(wanted)) = serde_json::from_slice(body) else { return bad("the body is no JSON object") };
    let mut change = Change::new();
    for (key, value) in wanted {
        if key != SETTING || !has_setting(&fixed.target) {
            return bad("of the settings, this server has those alone that uploads to the line depend on");
        }
        if !value.is_boolean() {
            return bad("`allow_modules_upload` is true or false");
        }
        change.push((key, Some(value)));
    }
    let mut answer = cluster(state, fixed);
    for (key, value) in &change {
        if let (Some(object), Some(value)) = (answer.body.as_object_mut(), value) {
            object.insert(key.clone(), value.clone());
        }
    }
    (answer, change)
}

/// `GET /v1/nodes`.
pub(super) fn nodes(fixed: &Fixed) -> Answer {
    Answer::ok(fixed.nodes.iter().map(|node| object::node(node, &fixed.target.build)).collect())
}

/// `GET /v1/cluster/module-capabilities`.
pub(super) fn capabilities(fixed: &Fixed) -> Answer {
    let meaning = |name: &str| tables::capabilities().iter().find(|row| row.name == name).map(|row| &row.meaning);
    let all: Value =
        fixed.capabilities.iter().map(|name| json!({"name": name, "desc": meaning(name).map_or("", |m| m)})).collect();
    Answer::ok(json!({"all_capabilities": all}))
}
