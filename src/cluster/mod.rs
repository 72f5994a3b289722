//! What a cluster says of itself: the saved answers of its REST API, as plain facts.

mod answer;
mod database;
mod field;
mod json;
mod platform;
mod read;
mod release;
#[cfg(test)]
mod tests;

#[cfg(feature = "serve")]
pub(crate) use read::installed;
pub use read::read;
pub(crate) use release::release;

use semver::Version;

/// A cluster, as far as the saved answers tell. `None` is what no answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The build, such as `8.0.10-81`.
    pub version: Option<String>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The setting of that name.
    pub allow_modules_upload: Option<bool>,
    /// Names of the capabilities that the cluster knows.
    pub capabilities: Option<Vec<String>>,
    /// The modules that it has.
    pub modules: Option<Vec<Installed>>,
    /// The databases.
    pub databases: Option<Vec<Database>>,
    /// What the nodes say and the data do not know, in words.
    pub doubts: Vec<String>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its number.
    pub uid: String,
    /// Operating system in a module.json's spelling, such as `rhel9`; of one that is not known, its own text.
    pub os: Option<String>,
    /// Architecture in a module.json's spelling, or its own text.
    pub arch: Option<String>,
}

/// A module that the cluster has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// `module_name`.
    pub name: String,
    /// `version`.
    pub version: Option<i64>,
    /// `semantic_version`.
    pub semantic_version: Option<String>,
    /// `compatible_redis_version`, unless it is empty.
    pub compatible_redis_version: Option<String>,
    /// Operating system and architecture of each package, when the answer lists them; a key that is no such pair
    /// comes without an architecture.
    pub platforms: Option<Vec<(String, String)>>,
}

impl Database {
    /// Its name, or its number when it has none.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.uid } else { &self.name }
    }

    /// Whether it uses a module of this name.
    #[must_use]
    pub fn uses(&self, module: &str) -> bool {
        self.modules.iter().any(|(name, _)| name == module)
    }

    /// The version of a module that it uses, when that is newer than this one.
    #[must_use]
    pub fn newer(&self, module: &str, own: &Version) -> Option<Version> {
        let versions = self.modules.iter().filter(|(name, _)| name == module);
        versions.filter_map(|(_, text)| Version::parse(text.as_deref()?).ok()).filter(|version| version > own).max()
    }
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Its number.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// The version of Redis that it runs, such as `7.4`.
    pub redis: Option<String>,
    /// Whether it speaks the memcached protocol, which takes no modules.
    pub is_memcached: bool,
    /// Names and semantic versions of the modules that it uses.
    pub modules: Vec<(String, Option<String>)>,
    /// Capabilities that its features ask of every module: names as in `capabilities`.
    pub needs: Vec<&'static str>,
}
