//! The platform of a node in a module.json's spelling: `rhel9` of Rocky Linux 9.4, `aarch64` of arm64.
//!
//! Names of fields and families: redis/docs, `operate/rs/references/rest-api/objects/node`; texts of `os_version`
//! there and in github redis-developer/redis-enterprise-rs, `tests/fixtures/nodes_list.json` and `node_single.json`.

use crate::tables;

/// Families by the words that names begin with; what is built from RHEL's sources counts as RHEL.
const FAMILIES: &[(&str, &str)] = &[
    ("rhel", "rhel"),
    ("red hat", "rhel"),
    ("redhat", "rhel"),
    ("centos", "rhel"),
    ("rocky", "rhel"),
    ("alma", "rhel"),
    ("oracle", "rhel"),
    ("ol", "rhel"),
    ("ubuntu", "ubuntu"),
    ("amzn", "amzn"),
    ("amazon", "amzn"),
];

/// The operating system, from what the answer says of it; `None` when it is not known.
pub(super) fn os(
    family: Option<&str>,
    name: Option<&str>,
    semantic: Option<&str>,
    version: Option<&str>,
) -> Option<String> {
    let of_family = family.and_then(fold);
    let of_name = name.and_then(fold);
    let number = |text: Option<&str>| text.and_then(major);
    let join = |family: Option<&str>, major: Option<String>| Some(format!("{}{}", family?, major?));
    let candidates = [
        join(of_family, number(semantic)),
        join(of_family, number(version)),
        // `os_semantic_version` was seen with the kernel's number, so the text comes before it
        version.and_then(spelling),
        join(of_name, number(semantic)),
        name.and_then(spelling),
    ];
    let known = |name: &&String| tables::operating_systems().iter().any(|os| os.ramp == **name);
    let found: Vec<String> = candidates.into_iter().flatten().collect();
    found.iter().find(known).or(found.first()).cloned()
}

/// The spelling of a text that names a system: `Red Hat Enterprise Linux 9.4 (Plow)`, `amzn2023`, `jammy`.
fn spelling(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(alias) = tables::os_aliases().iter().find(|row| row.name.eq_ignore_ascii_case(text)) {
        return Some(alias.means.clone());
    }
    Some(format!("{}{}", fold(text)?, major(text)?))
}

fn fold(name: &str) -> Option<&'static str> {
    let start: String = name.trim().chars().take(16).collect::<String>().to_lowercase();
    let begins = |word: &str| {
        start.strip_prefix(word).is_some_and(|rest| word != "ol" || !rest.starts_with(|c: char| c.is_alphabetic()))
    };
    FAMILIES.iter().find(|(word, _)| begins(word)).map(|(_, family)| *family)
}

/// The first number of a text, of at most four digits.
fn major(text: &str) -> Option<String> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(5).collect();
    (1..=4).contains(&digits.len()).then_some(digits)
}

/// The architecture; `None` when it is not known.
pub(super) fn architecture(name: &str) -> Option<String> {
    match name.trim().to_lowercase().as_str() {
        "x86_64" | "amd64" | "x64" => Some("x86_64".to_owned()),
        "aarch64" | "arm64" => Some("aarch64".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_spelled_as_the_packer_does() {
        for (text, expected) in [
            ("Red Hat Enterprise Linux 9.4 (Plow)", "rhel9"),
            ("Red Hat Enterprise Linux release 8.10 (Ootpa)", "rhel8"),
            ("rhel9", "rhel9"),
            ("Rocky Linux 9.3 (Blue Onyx)", "rhel9"),
            ("AlmaLinux 8.9", "rhel8"),
            ("Oracle Linux Server 8.9", "rhel8"),
            ("ol9", "rhel9"),
            ("CentOS Linux 7 (Core)", "rhel7"),
            ("Ubuntu 22.04.5 LTS", "ubuntu22"),
            ("Amazon Linux 2", "amzn2"),
            ("Amazon Linux 2023.5.20240708", "amzn2023"),
            ("jammy", "ubuntu22"),
        ] {
            assert_eq!(os(None, None, None, Some(text)).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "Debian GNU/Linux 12", "Ubuntu", "olive 9", "9.4", "Ubuntu 22222222222"] {
            assert_eq!(os(None, None, None, Some(text)), None, "{text}");
        }
    }

    #[test]
    fn the_family_counts_more_than_the_name() {
        let of = |family, name, semantic, version| os(family, name, semantic, version).unwrap_or_default();
        assert_eq!(of(Some("rhel"), Some("rocky"), Some("9.4"), Some("Rocky Linux 9.4")), "rhel9");
        assert_eq!(of(Some("amzn"), None, Some("2"), None), "amzn2");
        assert_eq!(of(None, Some("ubuntu"), Some("22.04"), None), "ubuntu22");
        assert_eq!(of(None, None, Some("6.1.2"), Some("Ubuntu 22.04.3 LTS")), "ubuntu22");
        assert_eq!(of(Some("rhel"), None, None, Some("Red Hat Enterprise Linux 9.4")), "rhel9");
        assert_eq!(architecture("arm64").as_deref(), Some("aarch64"));
        assert_eq!(architecture("riscv64"), None);
    }
}
