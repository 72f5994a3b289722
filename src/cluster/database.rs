//! A database of `GET /v1/bdbs`, and the capabilities that its features ask of every module.
//!
//! Fields: redis/docs, `operate/rs/references/rest-api/objects/bdb`, and github redis-developer/redis-enterprise-rs,
//! `tests/fixtures/bdb_single.json` for `bigstore_version`. Which feature asks for which capability: github
//! RedisGears/RedisGears, `docs/enterprise/upgrade-db-from-redis-7x-to-8x.md` at a8986ad7, 6.5; for `crdb` the meaning
//! in RAMP's README. No public field says that a database uses what `asm` is for.

use super::Database;
use super::field::Fields;
use crate::dotted::Dotted;
use serde_json::{Map, Value};

/// The rules that a database has when nobody wrote any, blanks left out.
const DEFAULT_RULES: [&str; 2] = [r".*\{(?<tag>.*)\}.*", "(?<tag>.*)"];

pub(super) fn read(fields: Fields<'_>) -> Result<Database, String> {
    let mut modules = Vec::new();
    for object in fields.objects("module_list")? {
        let module = Fields { place: fields.place, object };
        if let Some(name) = module.text("module_name")? {
            modules.push((name.to_owned(), module.text("semantic_version")?.map(str::to_owned)));
        }
    }
    let version = fields.text("redis_version")?;
    let version = version.and_then(major_minor).or(fields.text("version")?.and_then(major_minor));
    Ok(Database {
        uid: fields.uid()?.unwrap_or_else(|| "?".to_owned()),
        name: fields.text("name")?.unwrap_or_default().to_owned(),
        redis: version,
        is_memcached: fields.text("type")? == Some("memcached"),
        modules,
        needs: needs(fields)?,
    })
}

/// `7.4` of `7.4.2` and of `5.0-big`.
fn major_minor(text: &str) -> Option<String> {
    let dotted = Dotted::parse(text.split('-').next().unwrap_or(text))?;
    (dotted.len() > 1).then(|| dotted.major_minor())
}

fn needs(fields: Fields<'_>) -> Result<Vec<&'static str>, String> {
    let on = |key: &str| Ok::<bool, String>(fields.boolean(key)?.unwrap_or(false));
    let syncs = |key: &str| Ok::<bool, String>(fields.text(key)?.is_some_and(|state| state != "disabled"));
    let mut needs = Vec::new();
    if on("bigstore")? {
        needs.push("flash");
        if fields.integer("bigstore_version")? == Some(2) {
            needs.push("bigstore_version_2");
        }
    }
    if syncs("replica_sync")? || !fields.list("replica_sources")?.unwrap_or_default().is_empty() {
        needs.push("replica_of");
    }
    let rules = fields.objects("shard_key_regex")?;
    if fields.boolean("sharding")? != Some(false) && !on("oss_sharding")? && !rules.is_empty() && !is_default(&rules) {
        needs.push("hash_policy");
    }
    if on("crdt")? || syncs("crdt_sync")? {
        needs.push("crdb");
    }
    Ok(needs)
}

fn is_default(rules: &[&Map<String, Value>]) -> bool {
    let texts = rules.iter().map(|rule| rule.get("regex").and_then(Value::as_str).unwrap_or_default());
    texts.map(|text| text.chars().filter(|c| !c.is_whitespace()).collect::<String>()).eq(DEFAULT_RULES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Result<Database, String> {
        let value: Value = serde_json::from_str(json).unwrap();
        read(Fields { place: "bdbs.json", object: value.as_object().unwrap() })
    }

    #[test]
    fn features_ask_for_the_capabilities_that_are_documented() {
        let needs = |json: &str| of(json).unwrap().needs;
        assert!(
            needs(
                r#"{"uid": 1, "bigstore": false, "replica_sync": "disabled", "replica_sources": [],
            "shard_key_regex": [], "sharding": false, "crdt": false, "crdt_sync": "disabled"}"#
            )
            .is_empty()
        );
        assert_eq!(needs(r#"{"bigstore": true, "bigstore_version": 1}"#), ["flash"]);
        assert_eq!(needs(r#"{"bigstore": true, "bigstore_version": 2}"#), ["flash", "bigstore_version_2"]);
        assert!(needs(r#"{"bigstore": false, "bigstore_version": 2}"#).is_empty());
        assert_eq!(needs(r#"{"replica_sync": "paused"}"#), ["replica_of"]);
        assert_eq!(needs(r#"{"replica_sources": [{"uid": 1}]}"#), ["replica_of"]);
        assert_eq!(needs(r#"{"crdt": true}"#), ["crdb"]);
        let regex = |rules: &str| needs(&format!(r#"{{"sharding": true, "shard_key_regex": {rules}}}"#));
        assert!(regex(r#"[{"regex": ".*\\{(?<tag>.*)\\}.*"}, {"regex": "(?<tag>.*)"}]"#).is_empty());
        assert!(regex(r#"[{"regex": ".*\\{(?< tag >.*)\\}.*"}, {"regex": "(?< tag >.*)"}]"#).is_empty());
        assert_eq!(regex(r#"[{"regex": "user:(?<tag>.*)"}]"#), ["hash_policy"]);
    }

    #[test]
    fn versions_and_modules_are_read_and_wrong_types_are_named() {
        let database = of(r#"{"uid": 3, "name": "x", "type": "redis", "redis_version": "7.4", "version": "7.4.2",
            "module_list": [{"module_name": "hello", "semantic_version": "1.2.3"}, {"module_name": "a"}, {}]}"#);
        let database = database.unwrap();
        assert_eq!(database.redis.as_deref(), Some("7.4"));
        let modules = [("hello".to_owned(), Some("1.2.3".to_owned())), ("a".to_owned(), None)];
        assert_eq!(database.modules, modules);
        assert_eq!(of(r#"{"version": "6.0.6"}"#).unwrap().redis.as_deref(), Some("6.0"));
        assert_eq!(of(r#"{"redis_version": "5.0-big"}"#).unwrap().redis.as_deref(), Some("5.0"));
        assert!(of(r#"{"type": "memcached"}"#).unwrap().is_memcached);
        let error = of(r#"{"module_list": "hello"}"#).unwrap_err();
        assert_eq!(error, "bdbs.json: `module_list` is the string `hello`, expected a list");
        assert!(of(r#"{"bigstore": "yes"}"#).unwrap_err().contains("true or false"));
    }
}
