//! What the file name of a package says: stem, operating system, architecture, version.
//!
//! Nobody documents a grammar, so each part is looked for by itself, and what is not recognised says nothing.

/// What was recognised in a file name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PackageName<'a> {
    /// The part in front of the platform, when the name has one.
    pub(crate) stem: Option<&'a str>,
    /// Whether it speaks of Linux.
    pub(crate) is_linux: bool,
    pub(crate) os: Option<Os>,
    /// As module.json spells it.
    pub(crate) architecture: Option<&'static str>,
    pub(crate) version: Option<Version>,
}

/// An operating system by family and major version, rebuilds of RHEL taken as RHEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Os {
    pub(crate) family: &'static str,
    pub(crate) major: String,
}

/// A version, as far as it is numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) text: String,
    pub(crate) numbers: Vec<u64>,
    /// Whether it is three numbers and nothing else: a release and not a branch.
    pub(crate) is_release: bool,
}

const ARCHITECTURES: [(&str, &str); 6] = [
    ("x86_64", "x86_64"),
    ("amd64", "x86_64"),
    ("x64", "x86_64"),
    ("aarch64", "aarch64"),
    ("arm64v8", "aarch64"),
    ("arm64", "aarch64"),
];

/// Spellings of families, the longer of two that start alike first.
const FAMILIES: [(&str, &str); 23] = [
    ("red_hat_enterprise_linux", "rhel"),
    ("rhel", "rhel"),
    ("centos_stream", "rhel"),
    ("centos_linux", "rhel"),
    ("centos", "rhel"),
    ("rocky_linux", "rhel"),
    ("rockylinux", "rhel"),
    ("rocky", "rhel"),
    ("almalinux", "rhel"),
    ("alma", "rhel"),
    ("oracle_linux_server", "rhel"),
    ("oraclelinux", "rhel"),
    ("oracle", "rhel"),
    ("ol", "rhel"),
    ("ubuntu", "ubuntu"),
    ("amazon_linux", "amzn"),
    ("amazonlinux", "amzn"),
    ("amzn", "amzn"),
    ("debian_gnu_linux", "debian"),
    ("debian", "debian"),
    ("alpine_linux", "alpine"),
    ("alpine", "alpine"),
    ("fedora", "fedora"),
];

const CODENAMES: [(&str, &str, &str); 10] = [
    ("trusty", "ubuntu", "14"),
    ("xenial", "ubuntu", "16"),
    ("bionic", "ubuntu", "18"),
    ("focal", "ubuntu", "20"),
    ("jammy", "ubuntu", "22"),
    ("noble", "ubuntu", "24"),
    ("resolute", "ubuntu", "26"),
    ("buster", "debian", "10"),
    ("bullseye", "debian", "11"),
    ("bookworm", "debian", "12"),
];

/// Longest file name that is looked at: `NAME_MAX` of Linux.
const LONGEST: usize = 255;

/// Reads the file name of a package; `None` when it does not end in `.zip`.
pub(crate) fn parse(name: &str) -> Option<PackageName<'_>> {
    let (base, extension) = name.rsplit_once('.')?;
    if !extension.eq_ignore_ascii_case("zip") || base.len() > LONGEST || !base.is_ascii() {
        return None;
    }
    // ASCII only, so that offsets are the same in both
    let small = base.to_ascii_lowercase();
    let linux = find_word(&small, "linux", 0);
    let architecture = find_first(&small, linux.unwrap_or(0), &ARCHITECTURES);
    let from = linux.map_or(0, |at| at + "linux".len());
    let to = architecture.map_or(small.len(), |(at, ..)| at);
    let os = small.get(from..to).and_then(|text| find_os(text).map(|(start, end, os)| (from + start, from + end, os)));

    let platform_start = [linux, os.as_ref().map(|(start, ..)| *start), architecture.map(|(at, ..)| at)];
    let platform_end = [
        linux.map(|at| at + "linux".len()),
        os.as_ref().map(|(_, end, _)| *end),
        architecture.map(|(at, length, _)| at + length),
    ];
    let start = platform_start.into_iter().flatten().min();
    let end = platform_end.into_iter().flatten().max();
    let tail = end.and_then(|end| small.get(end..)).filter(|tail| !tail.is_empty());
    let head = small.get(..start.unwrap_or(small.len())).unwrap_or_default();
    Some(PackageName {
        stem: linux.and_then(|at| base.get(..at)).map(|stem| stem.trim_end_matches(['.', '-', '_'])),
        is_linux: linux.is_some(),
        os: os.map(|(.., os)| os),
        architecture: architecture.map(|(.., value)| value),
        version: match tail {
            Some(tail) => version_at_start(tail),
            None => version_at_end(head.trim_end_matches(['.', '-', '_'])),
        },
    })
}

/// An item of `operating_systems`, in any of its spellings.
pub(crate) fn parse_os(text: &str) -> Option<Os> {
    if text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    find_os(&text.to_ascii_lowercase().replace([' ', '/'], "_")).map(|(.., os)| os)
}

fn is_boundary(byte: Option<&u8>) -> bool {
    byte.is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// Where a word stands that no letter or digit touches.
fn find_word(text: &str, word: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let found = text.match_indices(word).map(|(at, _)| at).filter(|at| *at >= from);
    found.into_iter().find(|at| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        is_boundary(before) && is_boundary(bytes.get(at + word.len()))
    })
}

/// The first word of a table: its offset, its length and what it stands for.
fn find_first(text: &str, from: usize, table: &[(&str, &'static str)]) -> Option<(usize, usize, &'static str)> {
    let found = table.iter().filter_map(|(word, value)| Some((find_word(text, word, from)?, word.len(), *value)));
    found.min_by_key(|(at, ..)| *at)
}

/// The operating system in a text, with where it starts and ends.
fn find_os(text: &str) -> Option<(usize, usize, Os)> {
    for (word, family, major) in CODENAMES {
        if let Some(at) = find_word(text, word, 0) {
            return Some((at, at + word.len(), Os { family, major: major.to_owned() }));
        }
    }
    for (word, family) in FAMILIES {
        for (at, _) in text.match_indices(word) {
            if !is_boundary(at.checked_sub(1).and_then(|i| text.as_bytes().get(i))) {
                continue;
            }
            let behind = at + word.len();
            let rest = text.get(behind..).unwrap_or_default();
            let digits = rest.trim_start_matches(['_', '-', ' ']);
            let major: String = digits.chars().take_while(char::is_ascii_digit).collect();
            if major.is_empty() {
                continue;
            }
            let mut end = behind + (rest.len() - digits.len()) + major.len();
            end += minor_length(family, text.get(end..).unwrap_or_default());
            return Some((at, end, Os { family, major }));
        }
    }
    None
}

/// Bytes of the second number, where a family has one that belongs to its name: `.04` of `ubuntu20.04`.
fn minor_length(family: &str, text: &str) -> usize {
    let digits = text.strip_prefix('.').unwrap_or_default();
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let belongs = match family {
        "ubuntu" => matches!(digits.get(..length), Some("04" | "10")),
        _ => false,
    };
    if belongs { length + 1 } else { 0 }
}

/// `.1.2.3-withdeps`, `-1.2.3`, `.master`, `.2.6-a1b2c3d`.
fn version_at_start(tail: &str) -> Option<Version> {
    let text = tail.strip_prefix(['.', '-', '_'])?;
    let text = text.strip_prefix('v').unwrap_or(text);
    let (numbers, length) = numbers(text);
    let rest = text.get(length..)?;
    if numbers.len() < 2 || rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let is_release = numbers.len() == 3 && matches!(rest, "" | "-withdeps");
    Some(Version { text: text.get(..length)?.to_owned(), numbers, is_release })
}

/// `enterprise-module-2.0.0`, `custom-module-v1.0`.
fn version_at_end(head: &str) -> Option<Version> {
    let start = head.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
    let text = head.get(start..)?;
    let before = head.get(..start)?;
    let before = before.strip_suffix('v').unwrap_or(before);
    let (numbers, length) = numbers(text);
    if numbers.len() < 2 || length != text.len() || !before.ends_with(['-', '_']) {
        return None;
    }
    let is_release = numbers.len() == 3;
    Some(Version { text: text.to_owned(), numbers, is_release })
}

/// Dotted numbers at the start of a text, and their length.
fn numbers(text: &str) -> (Vec<u64>, usize) {
    let mut numbers = Vec::new();
    let mut length = 0;
    for part in text.split('.') {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse() else { break };
        length += digits.len() + usize::from(!numbers.is_empty());
        numbers.push(number);
        if digits.len() < part.len() {
            break;
        }
    }
    (numbers, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, stem, operating system, architecture, version: `-` where the name says nothing.
    const NAMES: &[[&str; 5]] = &[
        ["redisearch.Linux-ubuntu16.04-x86_64.2.2.6.zip", "redisearch", "ubuntu16", "x86_64", "2.2.6"],
        ["rejson.Linux-ubuntu18.04-x86_64.2.0.8.zip", "rejson", "ubuntu18", "x86_64", "2.0.8"],
        ["rejson-oss.Linux-rhel9-x86_64.fixS3Upload.zip", "rejson-oss", "rhel9", "x86_64", "-"],
        [
            "rejson-oss.Linux-rhel9-x86_64.99.99.99.20251120.162724.560.zip",
            "rejson-oss",
            "rhel9",
            "x86_64",
            "99.99.99.20251120.162724.560",
        ],
        ["redisearch.debug.Linux-rhel8-x86_64.2.10.12.zip", "redisearch.debug", "rhel8", "x86_64", "2.10.12"],
        ["redisearch.Linux-rhel8-x86_64.2.6.zip", "redisearch", "rhel8", "x86_64", "2.6"],
        ["redisearch.Linux-rhel8-x86_64.2.6-a1b2c3d.zip", "redisearch", "rhel8", "x86_64", "2.6"],
        ["redisgears.Linux-rhel9-x86_64.8.4.0-withdeps.zip", "redisgears", "rhel9", "x86_64", "8.4.0"],
        ["redisgears_python.Linux-rhel9-x86_64.8.4.0-withdeps.zip", "redisgears_python", "rhel9", "x86_64", "8.4.0"],
        ["redisgears_python.Linux-ubuntu18.04-x86_64.1.2.5.zip", "redisgears_python", "ubuntu18", "x86_64", "1.2.5"],
        ["redisgears_python.Linux-ubuntu18.04-x86_64.master.zip", "redisgears_python", "ubuntu18", "x86_64", "-"],
        ["redisgears.Linux-ubuntu18.04-x86_64.1.2.6-withdeps.zip", "redisgears", "ubuntu18", "x86_64", "1.2.6"],
        ["redisgears.linux-bionic-x64.1.0.3.zip", "redisgears", "ubuntu18", "x86_64", "1.0.3"],
        ["redisgears.ubuntu18.04.1.0.3.zip", "-", "ubuntu18", "-", "1.0.3"],
        ["redistimeseries.Linux-rhel7-x86_64.master.zip", "redistimeseries", "rhel7", "x86_64", "-"],
        ["redisai-cpu.linux-bionic-x64.master.zip", "redisai-cpu", "ubuntu18", "x86_64", "-"],
        ["redisai-gpu.linux-bionic-x64.1.2.5.zip", "redisai-gpu", "ubuntu18", "x86_64", "1.2.5"],
        ["redisai.Linux-focal-x64.1.2.5-rce.zip", "redisai", "ubuntu20", "x86_64", "1.2.5"],
        ["rgsync-99.99.99.linux-bionic-x64.zip", "rgsync-99.99.99", "ubuntu18", "x86_64", "99.99.99"],
        ["redisgraph.Linux-x86_64.2.4.3.zip", "redisgraph", "-", "x86_64", "2.4.3"],
        ["redisgraph.{os}-{architecture}.{semantic_version}.zip", "-", "-", "-", "-"],
        ["module.zip", "-", "-", "-", "-"],
        ["falkordb-ramp-rhel8-x64-4.2.1.zip", "-", "rhel8", "x86_64", "4.2.1"],
        ["falkordb-ramp-rhel9-x64-4.2.1.zip", "-", "rhel9", "x86_64", "4.2.1"],
        ["falkordb-ramp-amazonlinux2023-x64-4.2.1.zip", "-", "amzn2023", "x86_64", "4.2.1"],
        ["falkordb-ramp-x64-v4.2.1.zip", "-", "-", "x86_64", "4.2.1"],
        ["falkordb-ramp-arm64v8-4.2.1.zip", "-", "-", "aarch64", "4.2.1"],
        ["libredical.Linux-ubuntu_22.04.4_lts-x86_64.0.1.1.zip", "libredical", "ubuntu22", "x86_64", "0.1.1"],
        [
            "libredical.Linux-red_hat_enterprise_linux_9.4_(plow)-x86_64.0.1.1.zip",
            "libredical",
            "rhel9",
            "x86_64",
            "0.1.1",
        ],
        ["libredical.Linux-amazon_linux_2-x86_64.0.1.1.zip", "libredical", "amzn2", "x86_64", "0.1.1"],
        ["redis-event-stream-module-1.0.2-linux-x86_64.zip", "redis-event-stream-module-1.0.2", "-", "x86_64", "1.0.2"],
        ["redis-jmespath.Linux-x86_64.0.3.0.zip", "redis-jmespath", "-", "x86_64", "0.3.0"],
        ["redisjson.Linux-alma9-arm64.2.8.4.zip", "redisjson", "rhel9", "aarch64", "2.8.4"],
        ["redisbloom.Linux-amzn2-aarch64.2.8.2.zip", "redisbloom", "amzn2", "aarch64", "2.8.2"],
        ["redisearch.Linux-resolute-x86_64.8.10.0.zip", "redisearch", "ubuntu26", "x86_64", "8.10.0"],
        ["redisearch.Linux-alpine3-x86_64.2.8.4.zip", "redisearch", "alpine3", "x86_64", "2.8.4"],
        ["redisearch.macos-catalina-x86_64.2.8.4.zip", "-", "-", "x86_64", "2.8.4"],
        ["redisearch.Linux-NotpineForGHA3.20.3-x86_64.2.8.4.zip", "redisearch", "-", "x86_64", "2.8.4"],
        ["enterprise-module-2.0.0.zip", "-", "-", "-", "2.0.0"],
        ["module-b-2.5.0.zip", "-", "-", "-", "2.5.0"],
        ["custom-module-v1.0.zip", "-", "-", "-", "1.0"],
        ["custom-module.zip", "-", "-", "-", "-"],
        ["http2.0-cache.zip", "-", "-", "-", "-"],
        ["counter.Linux-rhel7-x86_64.2.0.1-ramp2.4.0.zip", "counter", "rhel7", "x86_64", "2.0.1"],
        ["hello.Linux-ubuntu22.04-aarch64.1.2.3.zip", "hello", "ubuntu22", "aarch64", "1.2.3"],
    ];

    #[test]
    fn the_names_in_use_are_understood() {
        for [name, stem, os, architecture, version] in NAMES {
            let parsed = parse(name).unwrap();
            let found = [
                parsed.stem.unwrap_or("-").to_owned(),
                parsed.os.map_or("-".to_owned(), |os| format!("{}{}", os.family, os.major)),
                parsed.architecture.unwrap_or("-").to_owned(),
                parsed.version.map_or("-".to_owned(), |version| version.text),
            ];
            assert_eq!(found.each_ref().map(String::as_str), [*stem, *os, *architecture, *version], "{name}");
        }
    }

    #[test]
    fn spellings_of_one_system_are_one() {
        for (a, b) in [
            ("ubuntu18.04", "ubuntu18"),
            ("almalinux9", "rhel9"),
            ("oracle8", "rhel8"),
            ("amazon linux 2", "amzn2"),
            ("jammy", "ubuntu22"),
        ] {
            assert_eq!(parse_os(a), parse_os(b), "{a}");
            assert!(parse_os(a).is_some(), "{a}");
        }
        assert_ne!(parse_os("rhel8"), parse_os("rhel9"));
        assert_eq!(parse_os("Linux"), None);
    }
}
