//! Files of dependencies with another sum than module.json says.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::dependencies::{Files, declared};
use crate::checks::wording::quoted;
use crate::finding::Sink;
use crate::report::hex;

pub(crate) fn check(bundle: &Bundle, sink: &mut Sink) {
    let files = Files::of(bundle);
    for one in declared(bundle) {
        let Some((sum, value)) = one.sum() else { continue };
        let packed = files.packed(&one).into_iter().map(|file| (file, true));
        for (file, is_packed) in packed.chain(files.local(&one).map(|file| (file, false))) {
            let Some(found) = file.sha256.map(|found| hex(&found)) else { continue };
            if found.eq_ignore_ascii_case(sum) {
                continue;
            }
            let name = quoted(&file.name);
            let message =
                format!("dependency {} has the `sha256` `{sum}`, and the file {name} has `{found}`", one.quoted());
            let finding = sink.report(one.place(Some(("sha256", value))), message);
            finding.help("take the file that belongs to the sum, or the sum of the file, and pack again");
            if is_packed {
                finding.also(Place::member(&file.name), "the file");
            }
        }
    }
}
