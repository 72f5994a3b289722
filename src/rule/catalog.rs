//! All rules, from the groups' static tables.

use super::{Rule, page};
use crate::checks;
use std::sync::LazyLock;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<Rule> = checks::groups()
        .iter()
        .flat_map(|group| group.iter())
        // a page that does not parse fails a test; a release never has one
        .filter_map(|entry| Some(Rule { id: entry.id, page: page::parse(entry.page).ok()?, check: entry.check }))
        .collect();
    rules.sort_by_key(|rule| rule.id);
    rules
});

/// All rules, sorted by id.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of this id, or of this former id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id || rule.page.aliases.iter().any(|alias| alias == id))
}

/// The page of a rule as it is written, with its `toml` fence.
#[must_use]
pub fn source(id: &str) -> Option<&'static str> {
    checks::groups().iter().flat_map(|group| group.iter()).find(|entry| entry.id == id).map(|entry| entry.page)
}
