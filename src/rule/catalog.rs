//! All rules, from the groups' static tables.

use super::{Entry, Rule, page};
use crate::checks;
use std::sync::LazyLock;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let entries: Vec<&Entry> = checks::groups().iter().flat_map(|group| group.iter()).collect();
    // most of what the program does before it reads anything: two threads share it. A thread of rayon's would not do,
    // for while it waits it may take up work that waits for these rules
    let (first, second) = entries.split_at(entries.len() / 2);
    let mut rules = std::thread::scope(|scope| {
        let other = std::thread::Builder::new().spawn_scoped(scope, || read(first));
        let mut rules = read(second);
        rules.extend(other.ok().and_then(|other| other.join().ok()).unwrap_or_else(|| read(first)));
        rules
    });
    rules.sort_by_key(|rule| rule.id);
    rules
});

/// The rules of these entries. A page that does not parse fails a test; a release never has one.
fn read(entries: &[&Entry]) -> Vec<Rule> {
    let rule = |entry: &&Entry| Some(Rule { id: entry.id, page: page::parse(entry.page).ok()?, check: entry.check });
    entries.iter().filter_map(rule).collect()
}

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
