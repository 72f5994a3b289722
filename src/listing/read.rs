//! Reads lists of modules from a Kubernetes manifest or the body of a bootstrap request.
//!
//! Manifest: redis/docs, `operate/kubernetes/re-databases/modules.md`, and github RedisLabs/redis-enterprise-k8s-docs,
//! `redis_enterprise_cluster_api.md` (`ModuleSource`: exactly one of `http` and `https`). Body: redis/docs,
//! `operate/rs/references/rest-api/objects/bootstrap/user_defined_module.md`.

use super::{Entry, Listing, Reader};
use crate::bundle::json::{Document, Kind, Object, Value};
use crate::checks::wording::{list, quoted};
use crate::load::{json, yaml};
use crate::report::escape::visible;
use yaml::Node;

/// The largest file that is read.
pub const LARGEST: u64 = 1 << 20;

/// Reads a list; the path is as messages show it. The error says why there is none.
pub fn read(path: &str, bytes: &[u8], reader: Reader) -> Result<Listing, String> {
    let shown = visible(path).replace('`', "\\u0060");
    let entries = match reader {
        Reader::Kubernetes => manifest(bytes),
        Reader::Bootstrap => body(bytes),
    };
    let entries = entries.map_err(|why| format!("{shown}: {}", visible(&why)))?;
    Ok(Listing { path: path.to_owned(), reader, entries })
}

/// The lists of all clusters of a manifest.
fn manifest(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "no YAML: not UTF-8".to_owned())?;
    let documents = yaml::documents(text).map_err(|why| format!("no YAML: {why}"))?;
    let mut kinds: Vec<String> = Vec::new();
    let mut entries = None;
    for document in &documents {
        // `kubectl get -o yaml` wraps objects in a list
        let items = document.get("items").and_then(|items| items.items());
        for object in items.unwrap_or(std::slice::from_ref(document)) {
            let kind = object.get("kind").and_then(|kind| kind.text());
            if kind.is_some_and(|kind| kind != "RedisEnterpriseCluster") {
                kinds.extend(kind.map(str::to_owned));
            } else if let Some(spec) = object.get("spec").filter(|spec| spec.has("userDefinedModules")) {
                once(object)?;
                once(spec)?;
                let entries = entries.get_or_insert_with(Vec::new);
                // a null list is an empty one
                entries.extend(spec.get("userDefinedModules").map_or(Ok(Vec::new()), |modules| of_manifest(modules))?);
            } else if let Some(kind) = kind {
                kinds.push(format!("{kind} without `spec.userDefinedModules`").replace('`', ""));
            }
        }
    }
    entries.ok_or_else(|| {
        let found = if kinds.is_empty() { String::new() } else { format!(", only {}", list(&kinds)) };
        format!("no RedisEnterpriseCluster with `spec.userDefinedModules`{found}")
    })
}

/// Of a key that is there twice one reader takes the first value, another the last, and a third refuses both.
fn once(node: &Node) -> Result<(), String> {
    let Some((key, line)) = node.twice() else { return Ok(()) };
    Err(format!("line {line}: the key {} is there twice in one mapping", quoted(key)))
}

fn of_manifest(modules: &Node) -> Result<Vec<Entry>, String> {
    let wrong = |node: &Node, what: &str, expected: &str| {
        format!("line {}: {what} is {}, expected {expected}", node.line, node.phrase())
    };
    let items = modules.items().ok_or_else(|| wrong(modules, "`userDefinedModules`", "a list"))?;
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        if !matches!(item.kind, yaml::Kind::Map(_)) {
            return Err(wrong(item, "an item of `userDefinedModules`", "a mapping"));
        }
        let of = |key: &'static str| Some((key, item.get("source")?.get(key)?));
        let source = of("https").or_else(|| of("http"));
        once(item)?;
        item.get("source").map_or(Ok(()), |source| once(source))?;
        source.map_or(Ok(()), |(_, source)| once(source))?;
        let mut faults = Vec::new();
        if of("https").is_some() && of("http").is_some() {
            let both = "has both `https` and `http` in its `source`, expected exactly one".to_owned();
            faults.push((both, "leave out the one that is not meant"));
        }
        entries.push(Entry {
            name: item.get("name").and_then(|name| name.text()).map(str::to_owned),
            location: source.map(|(key, _)| key.to_owned()),
            url: source.and_then(|(_, source)| source.get("url")?.text()).map(str::to_owned),
            line: item.line,
            faults,
        });
    }
    Ok(entries)
}

/// The list of a request's body.
fn body(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let document = json::read(bytes);
    let root = match &document.root {
        Ok(root) => root,
        Err(broken) => {
            let line = document.position(broken.offset).line;
            return Err(format!("no JSON: line {line}: {}", broken.reason));
        }
    };
    let line = |value: &Value| document.position(value.span.start).line;
    let key = "`user_defined_modules`";
    let modules = root.as_object().and_then(|object| object.get("user_defined_modules"));
    let modules =
        &modules.ok_or_else(|| format!("no object with {key}, so no body of a bootstrap with modules"))?.value;
    let wrong = |value: &Value, what: &str, expected: &str| {
        format!("line {}: {what} is {}, expected {expected}", line(value), value.type_name())
    };
    if matches!(modules.kind, Kind::Null) {
        return Ok(Vec::new());
    }
    let items = modules.as_array().ok_or_else(|| wrong(modules, key, "an array"))?;
    let entry = |item: &Value| {
        let object = item.as_object().ok_or_else(|| wrong(item, &format!("an item of {key}"), "an object"))?;
        Ok(of_body(&document, object, item))
    };
    items.iter().map(entry).collect()
}

fn of_body(document: &Document, object: &Object, item: &Value) -> Entry {
    let text = |object: &Object, key: &str| Some(object.get(key)?.value.as_str()?.to_owned());
    let location = object.get("location").and_then(|entry| entry.value.as_object());
    Entry {
        faults: faults(object, location),
        name: text(object, "name"),
        location: location.and_then(|location| text(location, "location_type")),
        url: location.and_then(|location| text(location, "url")),
        line: document.position(item.span.start).line,
    }
}

/// What the request's page asks of every entry.
fn faults(object: &Object, location: Option<&Object>) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    match object.get("name").map(|entry| &entry.value) {
        None => faults.push(("has no `name`, which is required".to_owned(), "name it as the module is called")),
        Some(name) if name.as_str().is_none() => {
            let message = format!("has {} as its `name`, expected a string", name.type_name());
            faults.push((message, "name it as the module is called"));
        }
        Some(_) => {}
    }
    let Some(credentials) = location.and_then(|location| location.get("credentials")) else { return faults };
    let has = |key: &str| {
        let given = credentials.value.as_object().and_then(|object| object.get(key));
        given.is_some_and(|entry| entry.value.as_str().is_some())
    };
    let missing: Vec<&str> = ["username", "password"].into_iter().filter(|key| !has(key)).collect();
    if !missing.is_empty() && !matches!(credentials.value.kind, Kind::Null) {
        let message = format!("has `credentials` without {} as a string", list(&missing));
        faults.push((message, "give both `username` and `password`, or no `credentials`"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
apiVersion: v1
kind: ConfigMap
---
apiVersion: app.redislabs.com/v1
kind: RedisEnterpriseCluster
spec:
  nodes: 3
  userDefinedModules:
    - name: hello
      source:
        https: {url: 'https://example.com/hello-1.2.3.zip', credentialsSecret: s}
    - source:
        http:
          url: http://example.com/a.zip
    - name: 7
";

    fn entries(text: &str, reader: Reader) -> Result<Vec<Entry>, String> {
        read("x\u{1b}.yaml", text.as_bytes(), reader).map(|listing| listing.entries)
    }

    fn parts(entry: &Entry) -> (Option<&str>, Option<&str>, Option<&str>, usize) {
        (entry.name.as_deref(), entry.location.as_deref(), entry.url.as_deref(), entry.line)
    }

    #[test]
    fn a_manifest_of_several_documents_is_read_with_its_lines() {
        let found = entries(MANIFEST, Reader::Kubernetes).unwrap();
        assert_eq!(parts(&found[0]), (Some("hello"), Some("https"), Some("https://example.com/hello-1.2.3.zip"), 9));
        assert_eq!(parts(&found[1]), (None, Some("http"), Some("http://example.com/a.zip"), 12));
        assert_eq!(parts(&found[2]), (Some("7"), None, None, 15));
        let wrapped =
            r#"{"kind": "List", "items": [{"kind": "RedisEnterpriseCluster", "spec": {"userDefinedModules": []}}]}"#;
        assert_eq!(entries(wrapped, Reader::Kubernetes).unwrap(), []);
        assert_eq!(entries("spec: {userDefinedModules: [{name: a}]}", Reader::Kubernetes).unwrap().len(), 1);
    }

    #[test]
    fn an_entry_knows_what_is_wrong_with_it_and_a_null_list_is_empty() {
        let source = "spec: {userDefinedModules: [{name: a, source: {https: {url: x}, http: {url: y}}}]}";
        let found = entries(source, Reader::Kubernetes).unwrap();
        assert!(found[0].faults[0].0.contains("both `https` and `http`"), "{found:?}");
        let twice = "spec:\n  userDefinedModules:\n  - name: a\n    name: b\n";
        assert!(entries(twice, Reader::Kubernetes).unwrap_err().contains("line 4: the key `name` is there twice"));
        assert_eq!(entries("spec: {userDefinedModules: }", Reader::Kubernetes).unwrap(), []);
        assert_eq!(entries("{\"user_defined_modules\": null}", Reader::Bootstrap).unwrap(), []);
        let body = r#"{"user_defined_modules": [{"location": {"credentials": {"username": "u"}}}, {"name": 7}]}"#;
        let found = entries(body, Reader::Bootstrap).unwrap();
        let said: Vec<&str> = found.iter().flat_map(|entry| &entry.faults).map(|(text, _)| text.as_str()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[1].contains("`credentials` without `password`") && said[2].contains("number"), "{said:?}");
    }

    #[test]
    fn a_body_is_read_with_its_lines() {
        let text = "{\"action\": \"create_cluster\", \"user_defined_modules\": [\n  {\"name\": \"hello\", \"location\":\n\
            {\"location_type\": \"https\", \"url\": \"https://example.com/a.zip\"}},\n{}]}";
        let found = entries(text, Reader::Bootstrap).unwrap();
        assert_eq!(parts(&found[0]), (Some("hello"), Some("https"), Some("https://example.com/a.zip"), 2));
        assert_eq!(parts(&found[1]), (None, None, None, 4));
    }

    #[test]
    fn what_holds_no_list_is_said_to_hold_none() {
        for (text, word) in [
            ("", "no RedisEnterpriseCluster with `spec.userDefinedModules`"),
            ("kind: Deployment", "only `Deployment`"),
            ("kind: RedisEnterpriseCluster", "without spec.userDefinedModules"),
            ("spec: {userDefinedModules: x}", "line 1: `userDefinedModules` is a scalar, expected a list"),
            ("spec:\n  userDefinedModules: [x]", "line 2: an item of `userDefinedModules` is a scalar"),
            ("a: [", "no YAML: line"),
            ("a: &x [*x]", "no YAML: line 1"),
        ] {
            let error = entries(text, Reader::Kubernetes).unwrap_err();
            assert!(error.starts_with("x\\u001b.yaml: ") && error.contains(word), "{error}");
        }
        for (text, word) in [
            ("", "no JSON: line 1"),
            ("[]", "no object with `user_defined_modules`"),
            ("{\n\"user_defined_modules\": {}}", "line 2: `user_defined_modules` is object, expected an array"),
            ("{\"user_defined_modules\": [1]}", "is number, expected an object"),
        ] {
            let error = entries(text, Reader::Bootstrap).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
        assert!(read("x", &[0xff], Reader::Kubernetes).is_err());
        assert!(entries(&"[".repeat(1 << 20), Reader::Kubernetes).is_err());
        assert!(entries(&"[".repeat(1 << 20), Reader::Bootstrap).is_err());
    }
}
