//! An `[[ignore]]` whose day is over, and which ignores nothing any more.

use crate::checks::wording::quoted;
use crate::config::{Ledger, State};
use crate::finding::Sink;

pub(crate) fn check(ledger: &Ledger<'_>, sink: &mut Sink) {
    for (ignore, place) in ledger.ignores(State::Expired) {
        let day = ignore.expires.map_or(String::new(), |day| day.to_string());
        let rule = quoted(&ignore.rule.text);
        sink.report(place, format!("the ignore of {rule} held until {}, and holds no longer", quoted(&day)))
            .help("mend what it was for and remove it, or set a later day");
    }
}
