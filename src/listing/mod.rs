//! Lists of modules that somebody downloads by url: a Kubernetes manifest or the body of a bootstrap request.

mod read;

pub use read::{LARGEST, read};

/// A list of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The file as reports show it.
    pub path: String,
    /// Who reads it.
    pub reader: Reader,
    /// Its entries in order.
    pub entries: Vec<Entry>,
}

/// Who reads a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The Kubernetes operator: `userDefinedModules` of a `RedisEnterpriseCluster`.
    Kubernetes,
    /// The bootstrap of a node: `user_defined_modules`.
    Bootstrap,
}

/// A module of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its `name`.
    pub name: Option<String>,
    /// How it is fetched, as the list says beside the url: `http`, `https` or something else.
    pub location: Option<String>,
    /// Its url.
    pub url: Option<String>,
    /// The line that it begins on, from 1.
    pub line: usize,
    /// What is wrong with it whatever bundle it is for: the fault, and how to mend it.
    pub faults: Vec<(String, &'static str)>,
}
