//! What the fields of a JSON report say together: counts, outcomes with their reasons, places inside the input.

use ramplint::endpoint::Endpoint;
use ramplint::rule::catalog;
use serde_json::Value;

/// Whether the fields of a report that has the agreed shape fit one another.
pub fn check(report: &Value) -> Result<(), String> {
    let inputs = list(&report["inputs"]);
    let count = |severity: &str| {
        let findings = inputs.iter().flat_map(|input| list(&input["findings"]));
        findings.filter(|finding| finding["severity"] == severity).count()
    };
    let summary = &report["summary"];
    let counts = [("errors", count("error")), ("warnings", count("warning")), ("notes", count("note"))];
    for (name, number) in counts.into_iter().chain([("inputs", inputs.len())]) {
        ensure(summary[name] == number, || format!("summary: {name} is {}, counted {number}", summary[name]))?;
    }
    inputs.iter().try_for_each(input)
}

fn input(input: &Value) -> Result<(), String> {
    let kind = input["kind"].as_str().unwrap_or_default();
    ensure(input["unpack"].is_null() == (kind != "bundle"), || format!("unpack of a {kind}: {}", input["unpack"]))?;
    if !input["unpack"].is_null() {
        unpack(&input["unpack"])?;
    }
    list(&input["verdicts"]).iter().try_for_each(verdict)?;
    list(&input["load"]).iter().try_for_each(load)?;
    list(&input["databases"]).iter().try_for_each(database)?;
    rules(&input["not_run"])?;
    let findings = list(&input["findings"]);
    let size = input["size"].as_u64().unwrap_or(0);
    findings.iter().try_for_each(|found| finding(found, size))?;
    let rank = |found: &Value| ["error", "warning", "note"].iter().position(|word| found["severity"] == **word);
    ensure(findings.is_sorted_by_key(rank), || "findings are not sorted by severity".to_owned())
}

fn unpack(unpack: &Value) -> Result<(), String> {
    let set = ["error_code", "message", "reason", "exception", "why"].map(|name| !unpack[name].is_null());
    let fits = match (unpack["outcome"].as_str(), set) {
        (Some("accepted"), set) => set == [false; 5],
        (Some("rejected"), [_, message, _, exception, why]) => message && !exception && !why,
        (Some("crashed"), set) => set == [false, false, false, true, false],
        (_, set) => set == [false, false, false, false, true],
    };
    ensure(fits, || format!("the fields of unpack contradict its outcome: {unpack}"))
}

fn verdict(verdict: &Value) -> Result<(), String> {
    let is_set = |name: &str| !verdict[name].is_null();
    let (because, unless) = (list(&verdict["because"]), list(&verdict["unless"]));
    let fits = match verdict["outcome"].as_str() {
        Some("accepted") => !is_set("status") && !is_set("error_code") && because.is_empty() && !is_set("why"),
        Some("rejected") => !because.is_empty() && unless.is_empty(),
        Some("unknown") => is_set("why") && !is_set("status") && unless.is_empty(),
        _ => is_set("why") && unless.is_empty(),
    };
    ensure(fits, || format!("the fields of a verdict contradict its outcome: {verdict}"))?;
    is_endpoint(&verdict["endpoint"])?;
    rules(&verdict["because"])
}

fn load(load: &Value) -> Result<(), String> {
    let (has_error, has_why) = (!load["error"].is_null(), !load["why"].is_null());
    let because = list(&load["because"]);
    let fits = match load["outcome"].as_str() {
        Some("loads") => !has_error && because.is_empty(),
        Some("fails") => !because.is_empty(),
        _ => !has_error && has_why,
    };
    ensure(fits, || format!("the fields of a load contradict its outcome: {load}"))?;
    rules(&load["because"])
}

fn database(database: &Value) -> Result<(), String> {
    let is_refused = !database["call"].is_null() || !database["status"].is_null() || !database["error_code"].is_null();
    let fits = database["usable"] == false || !is_refused;
    ensure(fits, || format!("a call is refused for a database that is not refused: {database}"))?;
    rules(&database["because"])
}

fn finding(finding: &Value, size: u64) -> Result<(), String> {
    let rule = finding["rule"].as_str().unwrap_or_default();
    is_rule(rule)?;
    let url = finding["url"].as_str().unwrap_or_default();
    ensure(url.ends_with(&format!("/rules/{rule}.md")), || format!("{rule} has the url {url}"))?;
    let message = finding["message"].as_str().unwrap_or_default();
    ensure(!message.is_empty() && !message.ends_with('.'), || format!("{rule} says {message:?}"))?;
    let related = list(&finding["related"]).iter().map(|related| &related["place"]);
    related.chain([&finding["place"]]).try_for_each(|at| place(at, size).map_err(|what| format!("{rule}: {what}")))
}

fn place(place: &Value, size: u64) -> Result<(), String> {
    let position = |name: &str| {
        let position = place[name].as_object()?;
        Some((position["line"].as_u64(), position["column"].as_u64()))
    };
    let (start, end) = (position("start"), position("end"));
    let in_order = start.is_some() == end.is_some() && start <= end;
    ensure(in_order, || format!("a place ends before it starts: {place}"))?;
    let number = |name: &str| place[name].as_u64().unwrap_or(u64::MAX);
    let last = number("offset").checked_add(number("length"));
    let is_inside = last.is_some_and(|last| !place["member"].is_null() || last <= size);
    ensure(is_inside, || format!("a place behind the end of {size} bytes: {place}"))
}

fn is_endpoint(endpoint: &Value) -> Result<(), String> {
    let is_known = Endpoint::ALL.iter().any(|known| endpoint == known.path());
    ensure(is_known, || format!("no such endpoint: {endpoint}"))
}

fn rules(ids: &Value) -> Result<(), String> {
    list(ids).iter().try_for_each(|id| is_rule(id.as_str().unwrap_or_default()))
}

fn is_rule(id: &str) -> Result<(), String> {
    ensure(catalog::rules().iter().any(|rule| rule.id == id), || format!("no such rule: {id}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
