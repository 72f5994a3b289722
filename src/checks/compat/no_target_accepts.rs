//! A bundle that can be read and that none of the supported release lines takes.

use crate::bundle::Bundle;
use crate::bundle::place::Place;
use crate::checks::wording::enumerate;
use crate::finding::Sink;
use crate::input::Options;
use crate::target::Target;
use crate::unpack;
use crate::verdict::{self, Answer, Verdict};

pub(crate) fn check(bundle: &Bundle, verdicts: &[Verdict], options: &Options, sink: &mut Sink) {
    // what the unpacker refuses is refused everywhere, and a line that was named has its own findings
    let is_survey = !options.targets_named && !options.endpoints_named && options.targets.len() > 1;
    let is_read = bundle.metadata.ready().is_some_and(|metadata| metadata.root().is_some());
    let refused = || verdicts.iter().filter(|verdict| verdict.if_open() == Answer::Rejected);
    if !is_survey || !is_read || unpack::predict(bundle).failure().is_some() {
        return;
    }
    let is_lost = |target: &Target| {
        !verdict::line_takes(verdicts, target, options) && refused().any(|verdict| verdict.target == target.asked)
    };
    if options.targets.iter().all(is_lost) {
        let names: Vec<&str> = options.targets.iter().map(|target| target.asked.as_str()).collect();
        sink.report(Place::input(), format!("none of the release lines {} takes the bundle", enumerate(&names)))
            .help("mend the findings that predict a refusal, or name the line that it is for with `--target`");
    }
}
