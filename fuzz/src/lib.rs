//! What the fuzz targets share: inputs made from bytes, and what must hold of every answer.
//!
//! [`hold`] names the invariants, [`contract`] and [`relations`] say what a JSON report is, [`bundle`] builds bundles
//! from programs of bytes, and [`mutate`] changes archives below their compression.

pub mod bundle;
pub mod contract;
pub mod hold;
pub mod mutate;
pub mod options;
pub mod relations;
#[cfg(test)]
mod tests;

// the writers of odd archives that the tests have
#[path = "../../src/testkit/archive.rs"]
mod archive;
#[path = "../../src/testkit/tgz.rs"]
mod tgz;

/// The module.json of the good bundle.
pub(crate) const METADATA: &str = include_str!("../../testdata/baseline/module.json");
/// The module file of the good bundle.
pub(crate) const MODULE: &[u8] = include_bytes!("../../testdata/baseline/hello.so");
