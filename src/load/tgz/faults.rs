//! Collects faults: each kind once, with its first place and a count.

use crate::bundle::dependency::{Fault, FaultKind};
use std::collections::BTreeMap;

/// Characters of a name that are kept.
const KEPT: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Faults {
    kinds: BTreeMap<FaultKind, Fault>,
}

impl Faults {
    pub(super) fn add(&mut self, kind: FaultKind, offset: u64, member: &str, detail: impl Into<String>) {
        self.kinds.entry(kind).and_modify(|fault| fault.count += 1).or_insert_with(|| Fault {
            kind,
            count: 1,
            offset,
            member: cut(member),
            detail: cut(&detail.into()),
        });
    }

    pub(super) fn has(&self, kind: FaultKind) -> bool {
        self.kinds.contains_key(&kind)
    }

    pub(super) fn into_list(self) -> Vec<Fault> {
        self.kinds.into_values().collect()
    }
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(KEPT).collect()
}
