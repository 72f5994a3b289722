//! What builds have, asked of the data.

use super::select::supported;
use super::{Presence, Target, find, targets};

fn target(name: &str) -> Target {
    find(name).unwrap_or_else(|| panic!("{name} is known"))
}

fn exact(name: &str) -> Vec<String> {
    target(name).redis().into_iter().map(|redis| redis.exact).collect()
}

#[test]
fn lines_are_in_order_and_the_supported_ones_live_on_the_day_of_the_data() {
    let lines = |targets: Vec<Target>| targets.into_iter().map(|target| target.line).collect::<Vec<_>>();
    assert_eq!(lines(targets()), ["6.2", "6.4", "7.2", "7.4", "7.8", "7.22", "8.0", "8.2"]);
    assert_eq!(lines(supported()), ["7.4", "7.8", "7.22", "8.0", "8.2"]);
    assert!(target("7.22").is_from("7.8"));
    assert!(!target("7.22").is_from_8() && target("8.0").is_from_8());
}

#[test]
fn operating_systems_come_and_go_with_builds() {
    let presence = |name: &str, os: &str| target(name).presence(os);
    assert_eq!(presence("7.2", "rhel7"), Presence::Until("7.2.4-132".to_owned()));
    assert_eq!(presence("7.2.4-132", "rhel7"), Presence::Runs);
    assert_eq!(presence("7.2.4-138", "rhel7"), Presence::Until("7.2.4-132".to_owned()));
    assert_eq!(presence("7.4", "rhel7"), Presence::Ended);
    assert_eq!(presence("8.0", "amzn2023"), Presence::Runs);
    assert_eq!(presence("8.0.18-36", "amzn2023"), Presence::Since("8.0.20-19".to_owned()));
    assert_eq!(presence("8.0", "amzn2"), Presence::Runs);
    assert_eq!(presence("8.2", "amzn2"), Presence::Ended);
    assert_eq!(presence("6.2.4-55", "rhel8"), Presence::Since("6.2.8".to_owned()));
    assert_eq!(presence("6.2.8-41", "rhel8"), Presence::Runs);
    assert_eq!(presence("7.8.4-18", "ubuntu22"), Presence::Since("7.8.4-66".to_owned()));
    assert_eq!(presence("6.4", "amzn2018"), Presence::Runs);
    assert_eq!(presence("8.0", "debian12"), Presence::Never);
    assert_eq!(target("8.2").os_names(), ["amzn2023", "rhel8", "rhel9", "ubuntu20", "ubuntu22"]);
}

#[test]
fn an_operating_system_goes_after_the_release_that_is_named() {
    let mut later = target("8.0");
    "8.0.22-5".clone_into(&mut later.build);
    assert_eq!(later.presence("amzn2"), Presence::Until("8.0.20".to_owned()));
}

#[test]
fn arm_came_with_builds_of_8_0() {
    assert!(!target("8.0.6-54").has_architecture("aarch64"));
    assert_eq!(target("8.0.6-54").architectures(), ["x86_64"]);
    assert_eq!(target("8.0.10-64").os_with("aarch64"), ["rhel9", "ubuntu22"]);
    assert_eq!(target("8.0").os_with("aarch64"), ["amzn2023", "rhel9", "ubuntu22"]);
    assert_eq!(target("8.2").architectures(), ["aarch64", "x86_64"]);
    assert!(!target("7.22").has_architecture("aarch64"));
    // a system without packages has no nodes of any architecture
    assert!(!target("7.2").os_with("x86_64").contains(&"rhel7"));
}

#[test]
fn endpoints_come_and_go_with_lines_and_builds() {
    let has = |name: &str, path: &str| target(name).has_endpoint(path);
    let (v1, v2, user_defined) = ("POST /v1/modules", "POST /v2/modules", "POST /v2/modules/user-defined");
    for line in ["6.2", "6.4", "7.2", "7.4", "7.8", "7.22"] {
        assert!(has(line, v1) && has(line, v2) && !has(line, user_defined), "{line}");
    }
    for line in ["8.0.2-17", "8.0", "8.2"] {
        assert!(!has(line, v1) && !has(line, v2) && has(line, user_defined), "{line}");
    }
    assert!(!has("8.0.2-41", "bootstrap user_defined_modules"));
    assert!(has("8.0.6-54", "bootstrap user_defined_modules"));
    assert!(!has("8.0.2-41", "kubernetes userDefinedModules"));
    assert!(has("8.2", "kubernetes userDefinedModules"));
}

#[test]
fn databases_get_what_the_build_brings() {
    assert_eq!(exact("8.0.2-17"), ["8.2.1", "8.0.2", "7.4.3", "7.2.7", "6.2.13"]);
    assert_eq!(target("8.0.2-17").redis_default(), Some("8.2"));
    assert_eq!(target("8.0.6-54").redis_default(), Some("8.2"));
    assert_eq!(target("8.0.10-64").redis_default(), Some("8.4"));
    assert_eq!(target("8.0.16").redis_default(), Some("8.4"));
    assert_eq!(target("8.0.18-23").redis_default(), Some("8.6"));
    assert_eq!(exact("8.0").first().map(String::as_str), Some("8.6.2"));
    assert_eq!(exact("7.22.2-14"), ["7.4.2", "7.2.7", "6.2.13"]);
    assert_eq!(exact("7.22.2-20"), ["7.4.3", "7.2.7", "6.2.13"]);
    assert_eq!(exact("6.2.4-55"), ["6.2", "6.0"]);
    let versions: Vec<String> = target("6.2").redis().into_iter().map(|redis| redis.version).collect();
    assert_eq!(versions, ["6.2", "6.0"]);
    assert_eq!(target("6.2").redis_default(), Some("6.0"));
}
