//! What a configuration may say, what it does, and what it must never change.

use super::day::Day;
use super::read::read;
use super::{Config, Governed, Settings, apply, schema, template};
use crate::finding::Severity;
use crate::report::Report;
use crate::rule::catalog;
use crate::rule::selector::Selector;
use crate::testkit::{Fixture, fixture, report};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The faults of a text: place, message and help.
fn faults(text: &str) -> Vec<String> {
    let Err(unusable) = read("ramplint.toml", text.as_bytes()) else { return Vec::new() };
    let line = |fault: &super::Fault| {
        let at = unusable.text.position(fault.span.start);
        let help = fault.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{}:{} {}{help}", at.line, at.column, fault.message)
    };
    unusable.faults.iter().map(line).collect()
}

fn config(text: &str) -> Config {
    read("ramplint.toml", text.as_bytes()).unwrap_or_else(|unusable| panic!("{:?}", unusable.faults))
}

/// Two reports of one configuration: that of `search` and its own.
fn judged(text: &str, settings: Settings) -> (Report, Vec<Report>) {
    let block = "merge = '{ \"module_name\": \"search\", \"author\": \"\" }'\ntarget = [\"7.22\"]";
    of(&fixture("toml", block), text, settings)
}

fn of(fixture: &Fixture, text: &str, mut settings: Settings) -> (Report, Vec<Report>) {
    let mut report = report(fixture);
    let targets = fixture.options.targets.as_slice();
    let path = "dist/search.zip".to_owned();
    let mut governed = [Governed { report: &mut report, config: Some(0), path, targets }];
    let (own, _) = apply(&mut governed, &[config(text)], &mut settings);
    (report, own.into_iter().map(|(_, report)| report).collect())
}

fn ignored(report: &Report) -> Vec<(&str, &str)> {
    report.findings.iter().filter_map(|f| Some((f.rule, f.ignored.as_deref()?))).collect()
}

fn rules(reports: &[Report]) -> Vec<&str> {
    reports.iter().flat_map(|report| &report.findings).map(|finding| finding.rule).collect()
}

#[test]
fn all_faults_are_told_with_their_places_and_what_was_meant() {
    let text = r#"
chekc = 1
target = "7.22"
[check]
targte = "7.22"
redis = 8.10
fail-on = "warn"
endpoint = ["v1", "v3"]
os = []
[rules]
"meta/stale-sha265" = "off"
"meta/*" = "of"
[[ignore]]
rule = "zip"
path = "[a"
pointer = "version"
expires = 2027-13-01
"#;
    // a date that is none is no TOML, and then nothing else can be told
    assert_eq!(faults(text).len(), 1);
    let found = faults(&text.replace("2027-13-01", "\"soon\""));
    let expected = [
        "2:1 no key `chekc` in this file (did you mean `check`?)",
        "3:1 no key `target` in this file (write it below `[check]`: `target = [\"supported\"]`)",
        "5:1 no key `targte` in `[check]` (did you mean `target`?)",
        "6:9 `redis` is the number `8.10`, expected a string or a list of strings (put it into quotes)",
        "7:11 `fail-on` is `warn`, expected one of `rejected`, `error`, `warning`, `note`, `never`",
        "8:19 `endpoint` is `v3`, expected one of `v1`, `v2`, `user-defined`, `artifact`, `bootstrap`, `kubernetes`, \
         `all` (did you mean `v1`?)",
        "9:6 `os` is an empty list (leave the key out)",
        "11:1 no rule `meta/stale-sha265` (did you mean `meta/stale-sha256`?)",
        "12:12 `meta/*` is `of`, expected one of `off`, `note`, `warning`, `error` (did you mean `off`?)",
        "13:1 `[[ignore]]` without a `reason` (add `reason = \"we own that name\"`: why; it is shown with the finding)",
        "14:8 no rule `zip` (did you mean `zip/*`?)",
        "15:8 `[a` is no glob: unclosed character class; missing ']'",
        "16:11 `version` is no JSON pointer such as `/version`",
        "17:11 `expires` is `soon`, expected a day such as `2027-12-31`",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

#[test]
fn what_no_honest_author_writes_is_a_fault_too() {
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(faults(&deep)[0].contains("recursion depth"), "{:?}", faults(&deep));
    let dotted = format!("{}x = 1", "a.".repeat(100_000));
    assert_eq!(faults(&dotted).len(), 1);
    assert!(faults("check = []\nrules = 1\nignore = 2")[2].contains("[[ignore]]"));
    assert_eq!(faults("ignore = [1]"), ["1:11 the number `1` in `ignore`, expected a table"]);
    assert!(faults(&"[[ignore]]\nrule = \"meta/*\"\nreason = \"x\"\n".repeat(1_001))[0].contains("at most 1000"));
    assert!(
        faults(&format!("[[ignore]]\nrule = \"meta/*\"\nreason = \"x\"\npath = \"{}\"", "{".repeat(5_000)))[0]
            .contains("1000")
    );
    let bytes = b"[check]\nos = \"\xff\"";
    assert_eq!(read("x", bytes).unwrap_err().faults[0].message, "no UTF-8 at byte 14");
    let large = vec![b'#'; usize::try_from(super::read::LARGEST).unwrap() + 1];
    assert!(read("x", &large).unwrap_err().faults[0].message.contains("more than 1048576 bytes"));
    assert_eq!(faults("[check]\nx\u{1b}y = 1").len(), 1);
}

#[test]
fn an_ignore_sets_aside_what_it_names_and_nothing_else() {
    let ignore = |more: &str| format!("[[ignore]]\nrule = \"meta/reserved-name\"\nreason = \"ours\"\n{more}");
    let hit = |more: &str| ignored(&judged(&ignore(more), Settings::default()).0).len();
    for more in [
        "",
        "path = \"*.zip\"",
        "path = \"dist/*\"",
        "path = \"dist/\"",
        "path = \"./dist/search.zip\"",
        "path = \"**/search.*\"",
        "pointer = \"/module_name\"",
        "targets = [\"7.22\", \"8.0\"]",
        "expires = 2027-01-31",
    ] {
        assert_eq!(hit(more), 1, "{more}");
    }
    for more in [
        "path = \"dist\"",
        "path = \"*.so\"",
        "path = \"/*.zip\"",
        "path = \"./*.zip\"",
        "pointer = \"/module\"",
        "targets = \"8.0\"",
    ] {
        assert_eq!(hit(more), 0, "{more}");
    }
    let (report, own) = judged(&ignore(""), Settings::default());
    assert_eq!(ignored(&report), [("meta/reserved-name", "ours")]);
    assert!(own.is_empty());
    let group = judged("[[ignore]]\nrule = \"meta/*\"\nreason = \"old\"", Settings::default());
    assert!(ignored(&group.0).len() > 1);
}

#[test]
fn an_ignore_that_could_match_and_does_not_is_a_finding_at_its_line() {
    let text = "\n[[ignore]]\nrule = \"meta/bad-email\"\nreason = \"x\"\n";
    let (_, own) = judged(text, Settings::default());
    assert_eq!(rules(&own), ["config/unused-ignore"]);
    let place = &own[0].findings[0].place;
    assert_eq!((own[0].path.as_str(), place.member.as_deref()), ("ramplint.toml", None));
    assert_eq!((place.pointer.as_deref(), place.start.unwrap().line, place.offset), (Some("/ignore/0"), 3, 19));
    // nothing tells whether these are of use
    for more in ["path = \"other/*\"", "targets = [\"8.0\"]"] {
        assert!(judged(&format!("{text}{more}"), Settings::default()).1.is_empty(), "{more}");
    }
    assert!(judged(text, Settings { is_partial: true, ..Settings::default() }).1.is_empty());
    let broken = of(&fixture("toml", "metadata = { text = \"{\" }"), text, Settings::default());
    assert!(broken.0.not_run.contains(&"meta/bad-email") && broken.1.is_empty());
    // findings about a configuration obey it too
    let off = format!("[rules]\n\"config/*\" = \"off\"{text}");
    assert_eq!(
        ignored(&judged(&off, Settings::default()).1[0]),
        [("config/unused-ignore", "switched off in ramplint.toml")]
    );
}

#[test]
fn an_expired_ignore_ignores_nothing() {
    let text = "[[ignore]]\nrule = \"meta/reserved-name\"\nreason = \"x\"\nexpires = \"2027-01-31\"";
    let on = |day: &str| judged(text, Settings { today: Day::parse(day), ..Settings::default() });
    assert_eq!(ignored(&on("2027-01-31").0).len(), 1);
    assert!(on("2027-01-31").1.is_empty());
    assert!(ignored(&on("2027-02-01").0).is_empty());
    assert_eq!(rules(&on("2027-02-01").1), ["config/expired-ignore"]);
}

#[test]
fn levels_change_severities_and_the_rule_comes_before_its_group() {
    let text = "[rules]\n\"meta/*\" = \"off\"\n\"meta/reserved-name\" = \"note\"";
    let (report, _) = judged(text, Settings::default());
    let of = |rule: &str| report.findings.iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(of("meta/reserved-name").severity, Severity::Note);
    assert!(of("meta/reserved-name").ignored.is_none());
    assert!(of("meta/placeholder").ignored.is_some());
    let severities: Vec<Severity> = report.findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted(), "{severities:?}");
    assert_eq!(report.excerpts.len(), report.findings.len());
}

#[test]
fn flags_select_and_ignore_rules_and_come_before_the_file() {
    let text = "[rules]\n\"meta/reserved-name\" = \"off\"";
    let select = |text: &str| vec![Selector::parse(text).unwrap()];
    let (report, _) = judged(text, Settings { select: select("meta/reserved-name"), ..Settings::default() });
    assert_eq!(report.counted().map(|finding| finding.rule).collect::<Vec<_>>(), ["meta/reserved-name"]);
    let (report, _) = judged(text, Settings { ignore: select("meta/*"), ..Settings::default() });
    assert_eq!(report.counted().count(), 0, "{:?}", report.findings);
}

#[test]
fn a_baseline_knows_findings_by_number_and_tells_what_is_gone() {
    let block = "merge = '{ \"module_name\": \"search\", \"author\": \"\" }'\ntarget = [\"7.22\"]";
    let fixture = fixture("toml", block);
    let first = report(&fixture);
    let known = super::baseline::Baseline::of([&first]);
    assert_eq!(super::baseline::Baseline::read(known.text().as_bytes()).as_ref(), Ok(&known));
    // the second input with the same findings has more of them than are known
    let mut two = [report(&fixture), report(&fixture)];
    assert!(known.set_aside(two.iter_mut()).is_empty());
    assert_eq!(two[0].counted().count(), 0);
    assert_eq!(two[1].counted().count(), first.findings.len());
    let gone = known.set_aside([].into_iter());
    assert_eq!(gone.iter().map(|gone| gone.count).sum::<usize>(), first.findings.len());
    for text in ["", "[]", "{}", "{\"version\": 2, \"findings\": []}", "{\"version\": 1, \"findings\": [], \"x\": 1}"] {
        assert!(super::baseline::Baseline::read(text.as_bytes()).is_err(), "{text}");
    }
    let many = known.text().replace("\"count\": 1", &format!("\"count\": {}", u64::MAX));
    let many = super::baseline::Baseline::read(many.as_bytes()).unwrap();
    assert!(!many.set_aside([].into_iter()).is_empty());
}

#[test]
fn what_init_writes_is_a_configuration_that_says_nothing_and_every_line_of_it_can_be_used() {
    let text = template();
    let plain = config(&text);
    assert!(plain.levels.is_empty() && plain.ignores.is_empty() && plain.check.target.is_empty());
    let is_toml = |line: &&str| line.starts_with("# [[") || (line.starts_with("# ") && line.contains(" = "));
    let used: String = text
        .lines()
        .map(|line| if is_toml(&line) { &line[2..] } else { line })
        .map(|line| format!("{line}\n"))
        .collect();
    let used = config(&used);
    assert_eq!((used.levels.len(), used.ignores.len()), (2, 1));
    assert!(used.check.fail_on.is_some() && used.ignores[0].expires.is_some());
}

/// Comments that ask for something are about their lines, whatever the configuration.
#[test]
fn comments_ignore_findings_and_those_that_ignore_nothing_are_findings() {
    use super::inline::{Inline, Remark, read as comments};
    let fixture = fixture("toml", "merge = '{ \"module_name\": \"search\" }'\ntarget = [\"7.22\"]");
    let mut report = report(&fixture);
    let place = report.findings.iter().find(|f| f.rule == "meta/reserved-name").unwrap().place.clone();
    let at = place.start.unwrap();
    let texts =
        ["ramplint: ignore[meta/reserved-name] ours", "ramplint: ignore[zip/empty] x", "ramplint: ignore[zip/empty]"];
    let remark = |text| Remark { at, text, is_alone: false, place: place.clone(), excerpt: None };
    report.inline = texts.into_iter().map(remark).flat_map(|remark| comments([remark])).collect::<Vec<Inline>>();
    let targets = fixture.options.targets.as_slice();
    let mut governed = [Governed { report: &mut report, config: None, path: String::new(), targets }];
    apply(&mut governed, &[], &mut Settings::default());
    assert_eq!(ignored(&report), [("meta/reserved-name", "ours")]);
    let own: Vec<&str> =
        report.findings.iter().filter(|f| f.rule == "config/unused-ignore").map(|f| f.message.as_str()).collect();
    let line = format!("no finding of line {} matches this ignore", at.line);
    assert_eq!(own, [line.as_str(), "the ignore of `zip/empty` gives no reason"]);
    assert_eq!(report.excerpts.len(), report.findings.len());
}

/// The README shows the file that its examples are executed with.
#[test]
fn the_readme_shows_a_configuration_that_is_used() {
    let shown = include_str!("../../README.md").split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(shown, include_str!("../../testdata/cli/ramplint.toml"));
}

/// The file for editors is that of the table; `UPDATE_PAGES=1` writes it.
#[test]
#[allow(clippy::disallowed_methods, reason = "the file of the test's own checkout")]
fn the_committed_schema_is_that_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.json");
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(path, schema()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), schema());
}

/// Bundles of all sorts, and what is said of them without a configuration.
static REPORTS: LazyLock<Vec<(Fixture, Report)>> = LazyLock::new(|| {
    let examples = catalog::rules().iter().flat_map(|rule| rule.page.examples());
    let bad = examples.filter(|(info, _)| info.ends_with(" bad"));
    let fixtures = bad.map(|(info, block)| fixture(info, block));
    fixtures.map(|fixture| (fixture.clone(), report(&fixture))).collect()
});

fn selector() -> impl Strategy<Value = String> {
    let ids: Vec<String> = catalog::rules().iter().map(|rule| rule.id.to_owned()).collect();
    let groups = ["meta/*", "zip/*", "compat/*", "elf/*", "deps/*"].map(str::to_owned);
    prop_oneof![proptest::sample::select(ids), proptest::sample::select(groups.to_vec())]
}

fn text() -> impl Strategy<Value = String> {
    let level = (selector(), proptest::sample::select(super::keys::SEVERITIES.to_vec()));
    let levels = proptest::collection::btree_map(selector(), level.prop_map(|(_, level)| level), 0..6);
    let ignores = proptest::collection::vec((selector(), any::<bool>()), 0..6);
    (levels, ignores).prop_map(|(levels, ignores)| {
        let levels: String = levels.iter().map(|(rule, level)| format!("\"{rule}\" = \"{level}\"\n")).collect();
        let more = |old: bool| if old { "expires = 2020-01-01\n" } else { "" };
        let ignores =
            ignores.iter().map(|(rule, old)| format!("[[ignore]]\nrule = \"{rule}\"\nreason = \"x\"\n{}", more(*old)));
        format!("[rules]\n{levels}{}", ignores.collect::<String>())
    })
}

proptest! {
    #[test]
    fn no_configuration_changes_what_the_cluster_is_said_to_answer(
        text in text(), at in any::<proptest::sample::Index>(), select in proptest::option::of(selector()),
    ) {
        let (fixture, before) = &REPORTS[at.index(REPORTS.len())];
        let select = select.iter().map(|text| Selector::parse(text).unwrap()).collect();
        let settings = Settings { today: Day::parse("2026-01-01"), select, ..Settings::default() };
        let mut after = before.clone();
        let (path, targets) = (fixture.name.clone(), fixture.options.targets.as_slice());
        let mut governed = [Governed { report: &mut after, config: Some(0), path, targets }];
        apply(&mut governed, &[config(&text)], &mut settings.clone());
        prop_assert_eq!(format!("{:?}", &before.verdicts), format!("{:?}", &after.verdicts));
        prop_assert_eq!(&before.load, &after.load);
        prop_assert_eq!(&before.databases, &after.databases);
        prop_assert_eq!(&before.features, &after.features);
        prop_assert_eq!(&before.unpack, &after.unpack);
        prop_assert_eq!(&before.not_run, &after.not_run);
        prop_assert_eq!(&before.lines_lost, &after.lines_lost);
        prop_assert_eq!(before.is_refused(&fixture.options), after.is_refused(&fixture.options));
        // no finding is lost, none is made up, and each keeps its place
        let all = |report: &Report| {
            let pairs = report.findings.iter().zip(&report.excerpts);
            // what comments of the input ask for has findings of its own
            let pairs = pairs.filter(|(finding, _)| !finding.rule.starts_with("config/"));
            let mut all: Vec<String> =
                pairs.map(|(f, e)| format!("{} {:?} {} {e:?}", f.rule, f.place, f.message)).collect();
            all.sort();
            all
        };
        prop_assert_eq!(all(before), all(&after));
        // and the same once more changes nothing
        let mut again = after.clone();
        again.inline.clear();
        let path = fixture.name.clone();
        let mut governed = [Governed { report: &mut again, config: Some(0), path, targets }];
        apply(&mut governed, &[config(&text)], &mut settings.clone());
        let shown = |report: &Report| format!("{:?}", report.findings);
        prop_assert_eq!(shown(&after), shown(&again));
    }
}
