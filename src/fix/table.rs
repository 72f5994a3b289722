//! Which rule `ramplint fix` mends, how far that goes, and why the others are left to people.
//!
//! The pages say the same (`fix = "safe"`); a test compares the two.

/// How far a fix goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// It takes out what nobody reads, or writes the same thing properly.
    Safe,
    /// It changes what the bundle claims about itself.
    Unsafe,
}

impl Safety {
    /// What to type for it.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Safe => "ramplint fix",
            Self::Unsafe => "ramplint fix --unsafe",
        }
    }
}

/// What a fix works on: rules of one subject are mended together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// Which members there are.
    Members,
    /// What the archive's records say of them.
    Records,
    /// The encoding of module.json.
    Encoding,
    /// `capabilities`.
    Capabilities,
    /// `version` and `semantic_version`.
    Version,
    /// `operating_systems`.
    Systems,
    /// `compatible_redis_version`.
    Redis,
    /// `architecture`.
    Architecture,
    /// `sha256` of the module file.
    Sum,
    /// `sha256` of dependencies.
    DependencySums,
}

/// The rules that have a fix, by id.
pub(crate) const FIXES: &[(&str, Safety, Subject)] = &[
    ("deps/bad-sha256", Safety::Unsafe, Subject::DependencySums),
    ("deps/orphan-file", Safety::Safe, Subject::Members),
    ("deps/sha256-mismatch", Safety::Unsafe, Subject::DependencySums),
    ("elf/wrong-machine", Safety::Unsafe, Subject::Architecture),
    ("meta/bad-semantic-version", Safety::Unsafe, Subject::Version),
    ("meta/compatible-redis-version", Safety::Unsafe, Subject::Redis),
    ("meta/duplicate-capability", Safety::Safe, Subject::Capabilities),
    ("meta/foreign-os", Safety::Unsafe, Subject::Systems),
    ("meta/missing-sha256", Safety::Unsafe, Subject::Sum),
    ("meta/missing-version", Safety::Unsafe, Subject::Version),
    ("meta/nonstandard-json", Safety::Safe, Subject::Encoding),
    ("meta/odd-version", Safety::Unsafe, Subject::Version),
    ("meta/stale-sha256", Safety::Unsafe, Subject::Sum),
    ("meta/unsupported-architecture", Safety::Unsafe, Subject::Architecture),
    ("meta/version-mismatch", Safety::Unsafe, Subject::Version),
    ("meta/version-not-integer", Safety::Unsafe, Subject::Version),
    ("zip/comment", Safety::Safe, Subject::Records),
    ("zip/extra-field", Safety::Safe, Subject::Records),
    ("zip/not-executable", Safety::Safe, Subject::Records),
    ("zip/odd-header", Safety::Safe, Subject::Records),
    ("zip/several-modules", Safety::Safe, Subject::Members),
    ("zip/special-file", Safety::Safe, Subject::Records),
    ("zip/unexpected-member", Safety::Safe, Subject::Members),
];

/// How far the fix of a rule goes; `None` for a rule that has none.
#[must_use]
pub fn safety(rule: &str) -> Option<Safety> {
    FIXES.iter().find(|(id, ..)| *id == rule).map(|(_, safety, _)| *safety)
}

/// Why a rule has no fix.
pub(crate) fn why_not(rule: &str) -> &'static str {
    match rule.split('/').next() {
        Some("elf") => "the module file is never changed: mend it where it is built",
        Some("compat") => "what the release lines take does not depend on how the bundle is packed",
        Some("deps") => "the dependency has to be declared or packed anew",
        Some("zip") => "only its author knows which files belong in the bundle",
        _ => "only the module's author knows the right value",
    }
}
