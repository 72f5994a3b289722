//! `--baseline`: findings that are known, so that only new ones count. Kept by fingerprint and number, without paths.

use crate::finding::fingerprint;
use crate::report::Report;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest file that is read.
pub const LARGEST: u64 = 64 << 20;
/// The reason that a finding of the baseline carries.
const REASON: &str = "in the baseline";

/// Findings that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    rule: String,
    /// For people who read the file; nothing is compared with it.
    message: String,
    fingerprint: String,
    count: usize,
}

/// Findings of a baseline that no longer occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Their rule.
    pub rule: String,
    /// How many.
    pub count: usize,
}

impl Baseline {
    /// Reads a file; the error says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let baseline: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if baseline.version != 1 {
            return Err(format!("version {}, expected 1", baseline.version));
        }
        Ok(baseline)
    }

    /// The baseline of reports: all findings that count.
    #[must_use]
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Self {
        let mut known: BTreeMap<String, Known> = BTreeMap::new();
        for finding in reports.into_iter().flat_map(|report| &report.findings) {
            if finding.ignored.is_some() {
                continue;
            }
            let fingerprint = fingerprint::of(finding);
            let new = || Known {
                rule: finding.rule.to_owned(),
                message: finding.message.clone(),
                fingerprint: fingerprint.clone(),
                count: 0,
            };
            known.entry(fingerprint.clone()).or_insert_with(new).count += 1;
        }
        let mut findings: Vec<Known> = known.into_values().collect();
        findings.sort();
        Self { version: 1, findings }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Sets aside what is known; of more than were known the last ones count. Gives what no longer occurs.
    pub fn set_aside<'a>(&self, reports: impl Iterator<Item = &'a mut Report>) -> Vec<Gone> {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for known in &self.findings {
            let count = left.entry(&known.fingerprint).or_default();
            *count = count.saturating_add(known.count);
        }
        for finding in reports.flat_map(|report| &mut report.findings) {
            if finding.ignored.is_some() {
                continue;
            }
            if let Some(count) = left.get_mut(fingerprint::of(finding).as_str()).filter(|count| **count > 0) {
                *count -= 1;
                finding.ignored = Some(REASON.to_owned());
            }
        }
        let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
        for known in &self.findings {
            let count = gone.entry(&known.rule).or_default();
            *count = count.saturating_add(left.remove(known.fingerprint.as_str()).unwrap_or(0));
        }
        let gone = gone.into_iter().filter(|(_, count)| *count > 0);
        gone.map(|(rule, count)| Gone { rule: rule.to_owned(), count }).collect()
    }
}
