//! How users name rules: by id, by former id, or a whole group as `meta/*`.

use super::catalog;
use crate::checks::wording::{closest, quoted};

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The fault, in words.
    pub message: String,
    /// What may have been meant, or where to look.
    pub help: String,
}

/// A rule or a group of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// One rule, by its present id.
    Rule(&'static str),
    /// All rules of a group: `meta/` for `meta/*`.
    Group(String),
}

impl Selector {
    /// Reads what a user typed; the error says what is wrong with it, and what may have been meant.
    pub fn parse(text: &str) -> Result<Self, Unknown> {
        let ids = || catalog::rules().iter().map(|rule| rule.id);
        if let Some(group) = text.strip_suffix('*')
            && group.ends_with('/')
            && ids().any(|id| id.starts_with(group))
        {
            return Ok(Self::Group(group.to_owned()));
        }
        if let Some(rule) = catalog::find(text) {
            return Ok(Self::Rule(rule.id));
        }
        let groups: Vec<String> = ids().filter_map(|id| Some(format!("{}/*", id.split_once('/')?.0))).collect();
        let is_group = |group: &&String| group.trim_end_matches("/*") == text.trim_end_matches(['/', '*']);
        let of_name = || ids().find(|id| id.split_once('/').is_some_and(|(_, name)| name == text));
        let meant = groups.iter().find(is_group).map(String::as_str);
        let meant = meant.or_else(|| closest(text, ids().chain(groups.iter().map(String::as_str)))).or_else(of_name);
        let hint = meant.map_or("`ramplint rules` lists them".to_owned(), |meant| format!("did you mean `{meant}`?"));
        Err(Unknown { message: format!("no rule {}", quoted(text)), help: hint })
    }

    /// Whether a rule is meant.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        match self {
            Self::Rule(id) => *id == rule,
            Self::Group(start) => rule.starts_with(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_groups_are_known_and_slips_of_the_pen_are_recognised() {
        assert_eq!(Selector::parse("meta/stale-sha256"), Ok(Selector::Rule("meta/stale-sha256")));
        let group = Selector::parse("meta/*").unwrap();
        assert!(group.has("meta/stale-sha256") && !group.has("zip/empty"));
        let help = |text: &str| Selector::parse(text).unwrap_err().help;
        assert_eq!(Selector::parse("meta").unwrap_err().message, "no rule `meta`");
        assert_eq!(help("meta/stale-sha265"), "did you mean `meta/stale-sha256`?");
        assert_eq!(help("meta"), "did you mean `meta/*`?");
        assert_eq!(help("stale-sha256"), "did you mean `meta/stale-sha256`?");
        assert_eq!(help("nonsense/*"), "`ramplint rules` lists them");
        for text in ["", "*", "/*", "meta*", "meta/st*"] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
