//! `version` and `semantic_version`: two spellings of one number.
//!
//! The packer derives the second from the first, so the first one counts, unless the file's name sides with the other.

use super::Plan;
use super::metadata::claims;
use super::plan::Facts;
use crate::bundle::json::{Kind, Value};
use crate::checks::package_name;
use crate::checks::versions::{INEXACT, guess, number_of, of_number, plain};
use crate::checks::wording::{quoted, shown};
use crate::python::{self, IntOfFloat};
use semver::Version;

const OF_VERSION: [&str; 3] = ["meta/missing-version", "meta/odd-version", "meta/version-not-integer"];
const OF_SEMANTIC: [&str; 2] = ["meta/bad-semantic-version", "meta/version-mismatch"];

pub(super) fn versions(facts: &Facts<'_>, plan: &mut Plan) {
    let all: Vec<&'static str> = OF_VERSION.into_iter().chain(OF_SEMANTIC).collect();
    let Some(metadata) = claims(facts, &all, plan) else { return };
    let (version, semantic) = (metadata.field("version"), metadata.field("semantic_version"));
    let written = version.as_ref().and_then(|field| number(field.value()));
    let text = semantic.as_ref().and_then(|field| field.value().as_str());
    let parsed = text.and_then(|text| Version::parse(text).ok());
    if parsed.as_ref().is_some_and(|version| version.minor > 99 || version.patch > 99) {
        plan.refuse(&all, "`semantic_version` has parts over 99, for which `version` has no digits");
        return;
    }
    let release = parsed.clone().filter(|version| version.pre.is_empty() && version.build.is_empty());
    let of_text = parsed.clone().or_else(|| text.and_then(guess)).filter(|v| v.minor <= 99 && v.patch <= 99);
    let of_text = of_text.as_ref().and_then(number_of).filter(|number| (1..INEXACT).contains(number));
    let sides_with_text = named(facts).is_some_and(|named| of_text.map(of_number) == Some(named));
    let chosen = if sides_with_text { of_text.or(written) } else { written.or(of_text) };
    let Some(chosen) = chosen else {
        plan.refuse(&all, "neither `version` nor `semantic_version` says which it is");
        return;
    };
    if let Some(field) = version.filter(|field| plain(field.value()) != Some(chosen)) {
        let mut rules = facts.found(&OF_VERSION);
        if rules.is_empty() {
            rules = facts.found(&["meta/version-mismatch"]);
        }
        plan.replace(field.value().span, chosen.to_string());
        plan.fix(&rules, format!("set `version` to {chosen}, it is {}", shown(field.value())));
    }
    let wanted = of_number(chosen);
    if let Some(field) = semantic.filter(|_| release.as_ref() != Some(&wanted)) {
        plan.replace(field.value().span, format!("\"{wanted}\""));
        let what = format!("set `semantic_version` to {}, it is {}", quoted(&wanted.to_string()), shown(field.value()));
        plan.fix(&facts.found(&OF_SEMANTIC), what);
    }
}

/// The number that the unpacker takes, when it is one that a release can have.
fn number(value: &Value) -> Option<u64> {
    if matches!(value.kind, Kind::Bool(_)) {
        return None;
    }
    plain(value).or_else(|| match python::int_of_float(value) {
        IntOfFloat::Integer(digits) => digits.parse().ok().filter(|number| (1..INEXACT).contains(number)),
        IntOfFloat::NotInteger | IntOfFloat::Overflow => None,
    })
}

/// The release that the file's name speaks of.
fn named(facts: &Facts<'_>) -> Option<Version> {
    let version = package_name::parse(facts.bundle.file_name.as_deref()?)?.version?;
    match version.numbers.as_slice() {
        [major, minor, patch] => Some(Version::new(*major, *minor, *patch)),
        _ => None,
    }
}
