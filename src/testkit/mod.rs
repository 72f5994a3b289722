//! Fixtures for tests: the good bundle, and recipes that make it bad in one way.

mod archive;
mod asked;
mod coverage;
mod elf;
mod others;
mod pages;
mod parity;
mod recipe;
pub(crate) mod tgz;

use archive::{Entry, Zip};

pub(crate) use recipe::fixture;

/// The module.json of the good bundle.
pub(crate) const METADATA: &str = include_str!("../../testdata/baseline/module.json");
/// The module file of the good bundle.
pub(crate) const MODULE: &[u8] = include_bytes!("../../testdata/baseline/hello.so");
/// The name of the good bundle.
pub(crate) const NAME: &str = "hello.Linux-rhel9-x86_64.1.2.3.zip";

/// An input that a test judges.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    /// File name.
    pub(crate) name: String,
    /// Content.
    pub(crate) bytes: Vec<u8>,
    /// What it is judged against.
    pub(crate) options: crate::Options,
    /// What governs its findings.
    pub(crate) config: Option<crate::config::Config>,
    /// What else does.
    pub(crate) settings: crate::config::Settings,
}

/// The good bundle as the packer would write it.
fn baseline() -> Zip {
    Zip::new(vec![
        Entry::deflated("hello.so", MODULE, 0o755),
        Entry::deflated("module.json", METADATA.as_bytes(), 0o600),
    ])
}

/// The report of a fixture, before any configuration.
pub(crate) fn report(fixture: &Fixture) -> crate::Report {
    let source = crate::Source::Bytes(fixture.bytes.clone());
    crate::check(&crate::Input { path: fixture.name.clone(), source }, &fixture.options)
}

/// The report of a fixture, and that of its configuration when it has findings.
pub(crate) fn reports(fixture: &Fixture) -> Vec<crate::Report> {
    let mut report = report(fixture);
    let config = fixture.config.as_ref().map(|_| 0);
    let (path, targets) = (fixture.name.clone(), fixture.options.targets.as_slice());
    let mut governed = [crate::config::Governed { report: &mut report, config, path, targets }];
    let configs: Vec<_> = fixture.config.iter().cloned().collect();
    let (own, _) = crate::config::apply(&mut governed, &configs, &mut fixture.settings.clone());
    std::iter::once(report).chain(own.into_iter().map(|(_, report)| report)).collect()
}
