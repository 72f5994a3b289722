//! How bad a finding is that only stands in the way of something: a note where nobody asked for that.

use crate::databases::Database;
use crate::endpoint::Endpoint;
use crate::finding::{Finding, Severity};
use crate::input::Options;
use crate::rule::catalog;
use crate::rule::page::Bars;
use crate::target::Target;
use crate::verdict::{self, Verdict};

/// Makes notes of the findings whose only harm nobody asked about.
pub(super) fn bar_only_what_was_asked(
    findings: &mut [Finding],
    verdicts: &[Verdict],
    databases: &[Database],
    options: &Options,
) {
    let taken: Vec<bool> =
        options.targets.iter().map(|target| verdict::line_takes(verdicts, target, options)).collect();
    for finding in findings {
        let most = match catalog::find(finding.rule).and_then(|rule| rule.page.bars) {
            None => Severity::Error,
            Some(Bars::Upload) if upload_matters(finding, &taken, options) => Severity::Error,
            Some(Bars::Upload) => Severity::Note,
            Some(Bars::Use) => worst_of_use(finding, databases, options),
        };
        finding.severity = finding.severity.max(most);
    }
}

/// Whether a finding speaks of what happens after an upload.
pub(super) fn is_about_use(finding: &Finding) -> bool {
    catalog::find(finding.rule).is_some_and(|rule| rule.page.bars == Some(Bars::Use))
}

/// A finding that bars some endpoints or lines matters when one of those endpoints was named, or a line that is lost
/// was; when no line was named, only if no line takes the bundle.
fn upload_matters(finding: &Finding, taken: &[bool], options: &Options) -> bool {
    let bars = |target: &Target, endpoint: Endpoint| {
        let there = finding.concerns(&target.asked) && target.has_endpoint(endpoint.path());
        there && finding.predicts.iter().any(|p| p.is_given_by(endpoint.path(), &target.line))
    };
    let bars_some = |target: &Target, endpoints: &[Endpoint]| endpoints.iter().any(|e| bars(target, *e));
    let concerned = || options.targets.iter().zip(taken).filter(|(target, _)| finding.concerns(&target.asked));
    if options.endpoints_named && options.targets.iter().any(|target| bars_some(target, &options.endpoints)) {
        return true;
    }
    let bars_nothing = !options.targets.iter().any(|target| bars_some(target, &Endpoint::UPLOADS));
    if bars_nothing {
        // a lint: where no line was named, what only one line minds is not worth more than a note
        return options.targets_named || finding.targets.is_empty() || !taken.contains(&true);
    }
    if !options.targets_named {
        return !taken.contains(&true);
    }
    concerned().any(|(target, taken)| !taken && bars_some(target, &Endpoint::UPLOADS))
}

/// How bad a finding about databases can be. Where no line was named, it is an error only when no line is better off;
/// that no database of the lines from 8.0 on can use the module is worth a warning, all else a note.
fn worst_of_use(finding: &Finding, databases: &[Database], options: &Options) -> Severity {
    if options.targets_named || finding.targets.is_empty() {
        return Severity::Error;
    }
    let serves = |target: &Target| {
        let of_line = |redis: &str| {
            let mut these = databases.iter().filter(move |db| db.target == target.asked && db.redis == redis);
            these.any(|database| database.usable != Some(false))
        };
        if options.redis.is_empty() {
            target.redis().iter().any(|redis| of_line(&redis.version))
        } else {
            options.redis.iter().all(|redis| of_line(redis))
        }
    };
    let is_current = options.targets.iter().any(|target| target.is_from_8() && finding.concerns(&target.asked));
    match () {
        () if !options.targets.iter().any(serves) => Severity::Error,
        () if is_current && finding.severity == Severity::Error => Severity::Warning,
        () => Severity::Note,
    }
}
