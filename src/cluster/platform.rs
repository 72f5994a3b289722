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

/// What an answer says of a node's operating system.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct System<'a> {
    pub(super) family: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) semantic: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

impl<'a> System<'a> {
    /// The spelling of a system whose family is known.
    pub(super) fn known(self) -> Option<String> {
        let of_family = self.family.and_then(fold);
        let of_name = self.name.and_then(fold);
        let number = |text: Option<&str>| text.and_then(major);
        let join = |family: Option<&str>, major: Option<String>| Some(format!("{}{}", family?, major?));
        let candidates = [
            join(of_family, number(self.semantic)),
            join(of_family, number(self.version)),
            // `os_semantic_version` was seen with the kernel's number, so the text comes before it
            self.version.and_then(spelling),
            join(of_name, number(self.semantic)),
            self.name.and_then(spelling),
        ];
        let known = |name: &&String| tables::operating_systems().iter().any(|os| os.ramp == **name);
        let found: Vec<String> = candidates.into_iter().flatten().collect();
        found.iter().find(known).or(found.first()).cloned()
    }

    /// What stands for a system that is not known: `debian12` of `Debian GNU/Linux 12`, else the text itself.
    pub(super) fn raw(self) -> Option<String> {
        let word = |text: &str| text.trim().chars().take_while(char::is_ascii_alphabetic).collect::<String>();
        let words = [self.family, self.name, self.version].into_iter().flatten().map(word);
        let number = [self.version, self.semantic].into_iter().flatten().find_map(major);
        match (words.into_iter().find(|word| !word.is_empty()), number) {
            (Some(word), Some(number)) => Some(plain(&format!("{word}{number}"))),
            _ => Some(plain(self.text())).filter(|text| !text.is_empty()),
        }
    }

    /// What a message quotes.
    pub(super) fn text(self) -> &'a str {
        let texts = [self.version, self.name, self.family, self.semantic];
        texts.into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// Two texts that mean systems of different families.
    pub(super) fn contradiction(self) -> Option<[&'a str; 2]> {
        let texts = [self.family, self.name, self.version].into_iter().flatten();
        let mut known = texts.filter_map(|text| Some((text, fold(text)?)));
        let (first, family) = known.next()?;
        known.find(|(_, other)| *other != family).map(|(other, _)| [first, other])
    }
}

/// A text that is not known, as short as the names of systems are.
pub(super) fn plain(text: &str) -> String {
    text.trim().chars().take(64).collect::<String>().to_lowercase()
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

    fn of<'a>(
        family: Option<&'a str>,
        name: Option<&'a str>,
        semantic: Option<&'a str>,
        version: Option<&'a str>,
    ) -> System<'a> {
        System { family, name, semantic, version }
    }

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
            assert_eq!(of(None, None, None, Some(text)).known().as_deref(), Some(expected), "{text}");
        }
        for text in ["", "Debian GNU/Linux 12", "Ubuntu", "olive 9", "9.4", "Ubuntu 22222222222"] {
            assert_eq!(of(None, None, None, Some(text)).known(), None, "{text}");
        }
    }

    #[test]
    fn a_system_that_is_not_known_stands_for_itself() {
        let raw = |family, semantic, version| of(family, None, semantic, version).raw().unwrap_or_default();
        assert_eq!(raw(None, None, Some("Debian GNU/Linux 12 (bookworm)")), "debian12");
        assert_eq!(raw(Some("debian"), Some("12.5"), None), "debian12");
        assert_eq!(raw(None, None, Some("Plan Nine")), "plan nine");
        assert_eq!(raw(None, None, None), "");
        assert_eq!(of(Some("rhel"), None, None, Some("Ubuntu 22.04")).contradiction(), Some(["rhel", "Ubuntu 22.04"]));
        assert_eq!(of(Some("rhel"), Some("rocky"), None, Some("Rocky Linux 9.4")).contradiction(), None);
    }

    #[test]
    fn the_family_counts_more_than_the_name() {
        let of = |family, name, semantic, version| of(family, name, semantic, version).known().unwrap_or_default();
        assert_eq!(of(Some("rhel"), Some("rocky"), Some("9.4"), Some("Rocky Linux 9.4")), "rhel9");
        assert_eq!(of(Some("amzn"), None, Some("2"), None), "amzn2");
        assert_eq!(of(None, Some("ubuntu"), Some("22.04"), None), "ubuntu22");
        assert_eq!(of(None, None, Some("6.1.2"), Some("Ubuntu 22.04.3 LTS")), "ubuntu22");
        assert_eq!(of(Some("rhel"), None, None, Some("Red Hat Enterprise Linux 9.4")), "rhel9");
        assert_eq!(architecture("arm64").as_deref(), Some("aarch64"));
        assert_eq!(architecture("riscv64"), None);
    }
}
