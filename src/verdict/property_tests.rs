//! What holds whatever the bundle: more faults never help, and more knowledge of the cluster never excuses one.

use super::{Answer, Verdict, fold, line_takes};
use crate::bundle::Bundle;
use crate::cluster::{Database, Installed, Node, Snapshot};
use crate::endpoint::Endpoint;
use crate::engine::{self, Judgement};
use crate::finding::Finding;
use crate::input::{Input, Options, Source};
use crate::load;
use crate::rule::catalog;
use crate::target;
use crate::testkit::fixture;
use crate::unpack;
use proptest::prelude::*;
use proptest::sample::subsequence;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A bundle and what was asked about it, on every release line that the data know.
struct Case {
    bundle: Bundle,
    unpack: unpack::Outcome,
    options: Options,
}

fn case(info: &str, block: &str) -> Case {
    let fixture = fixture(info, block);
    let options = Options {
        targets: target::targets(),
        targets_named: true,
        endpoints: Endpoint::ALL.to_vec(),
        endpoints_named: true,
        ..fixture.options
    };
    let bundle = load::load(&Input { path: fixture.name, source: Source::Bytes(fixture.bytes) }, &options.limits);
    let unpack = unpack::predict(&bundle);
    Case { bundle, unpack, options }
}

/// The bad examples of all pages.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let examples = catalog::rules().iter().flat_map(|rule| rule.page.examples());
    examples.filter(|(info, _)| info.ends_with(" bad")).map(|(info, block)| case(info, block)).collect()
});

/// Their findings, each of which may turn up beside any other.
static FINDINGS: LazyLock<Vec<Finding>> =
    LazyLock::new(|| CASES.iter().flat_map(|case| engine::judge(&case.bundle, &case.options).findings).collect());

/// Bundles that a cluster can have an opinion on.
static JUDGED: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let blocks = [
        "{}",
        r#"{"operating_systems": ["debian12"]}"#,
        r#"{"operating_systems": ["ubuntu22", "rhel9"], "min_redis_pack_version": "6.0"}"#,
        r#"{"operating_systems": ["amzn2023", "debian12"]}"#,
        r#"{"operating_systems": ["almalinux9"]}"#,
        r#"{"operating_systems": null, "os_list": ["rhel7"], "min_redis_pack_version": "6.0"}"#,
        r#"{"operating_systems": []}"#,
        r#"{"architecture": "aarch64", "min_redis_pack_version": "6.0"}"#,
        r#"{"dependencies": {"a": {"url": "https://example.com/a.tgz", "sha256": "0"}}}"#,
        r#"{"display_name": null, "capabilities": ["types"], "min_redis_pack_version": "99.0"}"#,
        r#"{"version": 0}"#,
        r#"{"architecture": []}"#,
    ];
    blocks.map(|block| case("json bad", block)).into()
});

fn node(uid: usize, os: &str, arch: &str) -> Node {
    Node { uid: uid.to_string(), os: Some(os.to_owned()), arch: Some(arch.to_owned()) }
}

fn nodes() -> Vec<Node> {
    let platforms = ["rhel9", "rhel7", "ubuntu22", "amzn2023", "debian12"];
    let mut nodes: Vec<Node> = platforms.iter().enumerate().map(|(uid, os)| node(uid, os, "x86_64")).collect();
    nodes.push(node(7, "rhel9", "aarch64"));
    nodes.push(Node { uid: "8".to_owned(), os: None, arch: None });
    nodes
}

fn modules() -> Vec<Installed> {
    let installed = |version, platforms: Option<&[&str]>| Installed {
        name: "hello".to_owned(),
        version: Some(version),
        semantic_version: None,
        compatible_redis_version: None,
        platforms: platforms.map(|all| all.iter().map(|os| ((*os).to_owned(), "x86_64".to_owned())).collect()),
    };
    let other = Installed { name: "other".to_owned(), ..installed(10_203, None) };
    vec![other, installed(10_202, None), installed(10_203, Some(&["ubuntu20"])), installed(10_203, Some(&["rhel9"]))]
}

fn databases() -> Vec<Database> {
    let database = |name: &str, redis: &str, version: &str, needs: &[&'static str]| Database {
        uid: name.to_owned(),
        name: name.to_owned(),
        redis: Some(redis.to_owned()),
        is_memcached: name == "cache",
        modules: vec![("hello".to_owned(), Some(version.to_owned()))],
        needs: needs.to_vec(),
    };
    vec![
        database("a", "7.4", "1.0.0", &["flash", "replica_of"]),
        database("b", "8.4", "1.2.3", &[]),
        database("c", "7.2", "9.0.0", &["crdb"]),
        database("cache", "7.4", "1.0.0", &[]),
    ]
}

/// Parts of what a cluster can say, each said or not.
fn snapshot() -> impl Strategy<Value = Snapshot> {
    let some = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let capabilities = some(&["types", "flash", "replica_of", "novelty"]);
    (
        subsequence(nodes(), 0..=7),
        prop::option::of(any::<bool>()),
        prop::option::of(subsequence(capabilities, 0..=4)),
        prop::option::of(subsequence(modules(), 0..=4)),
        prop::option::of(subsequence(databases(), 0..=4)),
    )
        .prop_map(|(nodes, allow_modules_upload, capabilities, modules, databases)| Snapshot {
            nodes,
            allow_modules_upload,
            capabilities,
            modules,
            databases,
            ..Snapshot::default()
        })
}

/// Both together: what the first does not say, the second may.
fn joined(first: &Snapshot, second: Snapshot) -> Snapshot {
    fn lists<T: PartialEq>(first: Option<Vec<T>>, second: Option<Vec<T>>) -> Option<Vec<T>> {
        let (mut all, more) = match (first, second) {
            (Some(all), Some(more)) => (all, more),
            (all, more) => return all.or(more),
        };
        all.extend(more.into_iter().filter(|item| !all.contains(item)).collect::<Vec<_>>());
        Some(all)
    }
    let one = first.clone();
    Snapshot {
        nodes: lists(Some(one.nodes), Some(second.nodes)).unwrap(),
        allow_modules_upload: one.allow_modules_upload.or(second.allow_modules_upload),
        capabilities: lists(one.capabilities, second.capabilities),
        modules: lists(one.modules, second.modules),
        databases: lists(one.databases, second.databases),
        ..one
    }
}

fn judged(case: &Case, cluster: &Snapshot) -> Judgement {
    let options = Options {
        allow_modules_upload: cluster.allow_modules_upload,
        cluster: Some(cluster.clone()),
        ..case.options.clone()
    };
    engine::judge(&case.bundle, &options)
}

/// What a verdict is about.
fn key(verdict: &Verdict) -> (String, Endpoint, Option<String>, Option<String>) {
    (verdict.target.clone(), verdict.endpoint, verdict.os.clone(), verdict.arch.clone())
}

/// From the best to the worst; whether there is an endpoint at all does not depend on the bundle.
fn badness(answer: Answer) -> u8 {
    match answer {
        Answer::Accepted => 0,
        Answer::Unknown => 1,
        Answer::Rejected => 2,
        Answer::Unavailable => 3,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_finding_never_improves_a_verdict(
        case in any::<prop::sample::Index>(),
        some in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        one in any::<prop::sample::Index>(),
    ) {
        let Case { bundle, unpack, options } = case.get(&CASES);
        let mut findings: Vec<Finding> = some.iter().map(|index| index.get(&FINDINGS).clone()).collect();
        let before = fold(bundle, unpack, &findings, options);
        findings.push(one.get(&FINDINGS).clone());
        let after = fold(bundle, unpack, &findings, options);
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(key(before), key(after));
            prop_assert_eq!(before.outcome == Answer::Unavailable, after.outcome == Answer::Unavailable);
            prop_assert!(badness(before.if_open()) <= badness(after.if_open()), "{:?} became {:?}", before, after);
            if after.if_open() == Answer::Accepted {
                let is_kept = before.unless.iter().all(|word| after.unless.contains(word));
                prop_assert!(is_kept, "{:?} lost a reservation: {:?}", before, after);
            }
        }
        for target in &options.targets {
            prop_assert!(line_takes(&before, target, options) || !line_takes(&after, target, options), "{}", target.asked);
        }
    }

    #[test]
    fn more_of_a_cluster_never_turns_a_refusal_into_acceptance(
        case in any::<prop::sample::Index>(),
        less in snapshot(),
        more in snapshot(),
    ) {
        let case = case.get(&JUDGED);
        let more = joined(&less, more);
        let (before, after) = (judged(case, &less), judged(case, &more));
        let has = |cluster: &Snapshot, os: &Option<String>| cluster.nodes.iter().any(|node| node.os.is_some() && node.os == *os);
        let later: BTreeMap<_, &Verdict> = after.verdicts.iter().map(|verdict| (key(verdict), verdict)).collect();
        for verdict in before.verdicts.iter().filter(|verdict| verdict.if_open() == Answer::Rejected) {
            let Some(now) = later.get(&key(verdict)) else {
                // of nodes that a bundle names nothing is said any more once those of the cluster are known
                prop_assert!(less.nodes.iter().all(|node| node.os.is_none()), "{:?} is gone", verdict);
                continue;
            };
            // a line may run a system that its documentation does not list: the cluster is the proof
            let behind = verdict.behind_gate.as_deref().unwrap_or(verdict);
            let is_proved = has(&more, &verdict.os) && !has(&less, &verdict.os);
            let excused = is_proved && now.endpoint != Endpoint::UserDefined && behind.because == ["compat/os-not-supported"];
            prop_assert!(now.if_open() == Answer::Rejected || excused, "{:?} became {:?}", verdict, now);
        }
        for database in &before.databases {
            prop_assert!(after.databases.contains(database), "{:?} is gone", database);
        }
    }
}
