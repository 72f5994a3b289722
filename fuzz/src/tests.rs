//! The invariants are worth something: each report that breaks one is found out.

use crate::{bundle, contract, hold, options, relations};
use ramplint::bundle::Layer;
use ramplint::dlopen;
use ramplint::unpack::Outcome;
use ramplint::verdict::Answer;
use ramplint::{Report, check, load};
use serde_json::{Value, json};

fn good() -> (ramplint::Input, Report) {
    let input = bundle::build(b"").input;
    let report = check(&input, options::usual(b""));
    (input, report)
}

/// A report with findings, refusals and every kind of place.
fn bad() -> Value {
    let text =
        crate::METADATA.replace("\"rhel9\"", "\"debian12\"").replace("\"version\"", "\"version\": 1, \"version\"");
    let report = check(&options::input("module.json", text.as_bytes()), options::usual(b""));
    serde_json::from_slice(&hold::json(&report)).unwrap()
}

/// JSON pointers of all values below one.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| pointers(item, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_value_of_another_type_breaks_the_contract_wherever_it_stands() {
    let report = bad();
    contract::check(&report).unwrap();
    let mut all = Vec::new();
    pointers(&report, "", &mut all);
    assert!(all.len() > 200, "{}", all.len());
    for pointer in all {
        let mut wrong = report.clone();
        let place = wrong.pointer_mut(&pointer).unwrap();
        // a number with a fraction is nowhere agreed on
        *place = json!(0.5);
        assert!(contract::check(&wrong).is_err(), "{pointer}");
    }
}

#[test]
fn a_field_too_many_or_too_few_breaks_the_contract() {
    let report = bad();
    let mut all = Vec::new();
    pointers(&report, "", &mut all);
    for pointer in all.into_iter().filter(|pointer| report.pointer(pointer).unwrap().is_object()) {
        let fields = report.pointer(&pointer).unwrap().as_object().unwrap();
        for name in fields.keys() {
            let mut wrong = report.clone();
            wrong.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().shift_remove(name);
            assert!(contract::check(&wrong).is_err(), "{pointer} without {name}");
        }
        let mut wrong = report.clone();
        wrong.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().insert("more".to_owned(), Value::Null);
        assert!(contract::check(&wrong).is_err(), "{pointer}");
    }
}

#[test]
fn fields_that_contradict_one_another_are_found_out() {
    let report = bad();
    relations::check(&report).unwrap();
    let changes = [
        ("/summary/errors", json!(99)),
        ("/summary/inputs", json!(0)),
        ("/inputs/0/kind", json!("bundle")),
        ("/inputs/0/verdicts/0/outcome", json!("accepted")),
        ("/inputs/0/verdicts/0/because", json!(["no/such-rule"])),
        ("/inputs/0/verdicts/0/because", json!([])),
        ("/inputs/0/verdicts/0/endpoint", json!("POST /v9")),
        ("/inputs/0/findings/0/rule", json!("no/such-rule")),
        ("/inputs/0/findings/0/url", json!("https://example.com")),
        ("/inputs/0/findings/0/message", json!("A sentence.")),
        ("/inputs/0/findings/0/severity", json!("note")),
        (
            "/inputs/0/findings/0/place",
            json!({"member": null, "start": null, "end": null, "offset": 1_000_000, "length": 1}),
        ),
        ("/inputs/0/not_run", json!(["no/such-rule"])),
        ("/inputs/0/databases/0/because", json!(["no/such-rule"])),
        ("/inputs/0/unpack", json!({"outcome": "accepted"})),
    ];
    for (pointer, value) in changes {
        let mut wrong = report.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(relations::check(&wrong).is_err(), "{pointer}");
    }
}

#[test]
fn acceptance_over_what_was_not_read_is_found_out() {
    let (input, report) = good();
    assert_eq!(report.unpack, Some(Outcome::Accepted));
    let facts = || load::load(&input, &options::limits());
    hold::layers(&report, facts).unwrap();
    let unread: [fn(&mut ramplint::bundle::Bundle); 5] = [
        |bundle| bundle.archive = Layer::Unreadable("a limit"),
        |bundle| bundle.metadata = Layer::Unreadable("a limit"),
        |bundle| bundle.metadata = Layer::Absent,
        |bundle| bundle.module = Layer::Unreadable("a limit"),
        |bundle| bundle.limits.push("entries"),
    ];
    for unread in unread {
        let mut bundle = facts();
        unread(&mut bundle);
        assert!(hold::layers(&report, || bundle).is_err());
    }
}

#[test]
fn a_verdict_that_forgets_the_unpacker_is_found_out() {
    let (input, good) = good();
    for unpack in [
        Outcome::Unknown { why: "a limit".to_owned() },
        Outcome::Crashed { exception: "KeyError", rules: &["zip/empty"] },
    ] {
        let report = Report { unpack: Some(unpack.clone()), ..good.clone() };
        assert!(hold::layers(&report, || load::load(&input, &options::limits())).is_err(), "{unpack:?}");
        // a refusal that no finding speaks of
        let mut report = report;
        report.verdicts.iter_mut().for_each(|verdict| verdict.outcome = Answer::Rejected);
        report.load.iter_mut().for_each(|load| load.outcome = dlopen::Outcome::Unknown);
        report.databases.clear();
        let broken = hold::layers(&report, || load::load(&input, &options::limits()));
        assert_eq!(broken.is_err(), matches!(unpack, Outcome::Crashed { .. }), "{unpack:?}");
    }
}

#[test]
fn what_a_terminal_acts_on_is_found_out() {
    for text in ["a\u{1b}[2Jb", "a\rb", "a\tb", "a\u{202e}b", "a\u{7f}b", "a\u{9b}b", "a\u{feff}b", "\u{1b}]0;x\u{7}"] {
        assert!(hold::is_harmless(&hold::without_colors(text)).is_err(), "{text:?}");
    }
    hold::is_harmless(&hold::without_colors("a\u{1b}[1;31mb\u{1b}[0m\nc \u{2716}")).unwrap();
}
