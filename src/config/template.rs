//! What `ramplint init` writes: every key, commented out, so that as it is written it changes nothing.

use super::keys::{CHECK, IGNORE, Key};

/// The text of a new `ramplint.toml`.
#[must_use]
pub fn template() -> String {
    let width = CHECK.iter().chain(IGNORE).map(|key| key.name.len() + key.example.len() + 3).max().unwrap_or(0);
    let line = |key: &Key| {
        let pair = format!("{} = {}", key.name, key.example);
        format!("# {pair:width$}  # {}\n", key.title)
    };
    let check: String = CHECK.iter().map(line).collect();
    let ignore: String = IGNORE.iter().map(line).collect();
    format!(
        "# Configuration of ramplint, see {repository}#configuration
#
# It holds for all inputs below this folder, unless one nearer to them has its own. Flags come before what it says.
# Nothing in it changes what a cluster is said to answer: only which findings count, and how much.

# What `ramplint check` is asked.
[check]
{check}
# Severities of rules: off, note, warning or error. `ramplint rules` lists the rules.
[rules]
# \"meta/reserved-name\" = \"off\"
# \"zip/*\" = \"warning\"

# A finding that is known and stays. One table for each; `rule` and `reason` are required.
# [[ignore]]
{ignore}",
        repository = env!("CARGO_PKG_REPOSITORY"),
    )
}
