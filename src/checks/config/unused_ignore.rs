//! An ignore that could have matched a finding of the run, and matched none.

use crate::checks::wording::quoted;
use crate::config::{Ledger, State};
use crate::finding::Sink;

pub(crate) fn check(ledger: &Ledger<'_>, sink: &mut Sink) {
    for (ignore, place) in ledger.ignores(State::Unused) {
        sink.report(place, format!("no finding matches the ignore of {}", quoted(&ignore.rule.text)))
            .help("remove it, or correct its `path`, `pointer` or `targets`");
    }
    for (inline, state) in &ledger.inline {
        if let Err((message, help)) = &inline.said {
            sink.report(inline.place.clone(), message.clone()).help(help.clone());
        } else if *state == State::Unused {
            sink.report(inline.place.clone(), format!("no finding of line {} matches this ignore", inline.line))
                .help("remove it, or put it on the line of the finding or alone on the line above");
        }
    }
}
