//! Claims about the module file and the dependencies that are made to agree with them: sums and the architecture.

use super::metadata::claims;
use super::plan::Facts;
use super::{Plan, doubt, text};
use crate::bundle::ModuleFile;
use crate::checks::dependencies::{Files, declared, is_sum};
use crate::checks::meta::unsupported_architecture::meant;
use crate::checks::wording::{quoted, shown};
use crate::checks::{module, names, package_name};
use crate::report::hex;

/// `sha256` of the module file.
pub(super) fn sum(facts: &Facts<'_>, plan: &mut Plan) {
    const RULES: [&str; 2] = ["meta/missing-sha256", "meta/stale-sha256"];
    let Some(metadata) = claims(facts, &RULES, plan) else { return };
    let module = match trusted(facts, plan) {
        Ok(module) => module,
        Err(why) => return plan.refuse(&RULES, why),
    };
    if !facts.found(&["elf/wrong-machine"]).is_empty() {
        return plan.refuse(&RULES, "`elf/wrong-machine` leaves open whether the module file is the right one");
    }
    let Some(sum) = module.sha256.map(|sum| hex(&sum)) else { return };
    let what = format!("set `sha256` to `{sum}`, the sum of {}", quoted(&module.name));
    if let Some(field) = metadata.field("sha256") {
        plan.replace(field.value().span, format!("\"{sum}\""));
        return plan.fix(&["meta/stale-sha256"], what);
    }
    let start = metadata.document.root.as_ref().map_or(0, |root| root.span.start);
    let added = metadata.root().and_then(|root| text::addition(&metadata.document, root, start, "sha256", &sum));
    if let Some(edit) = added {
        plan.replace(edit.span, edit.text);
        plan.fix(&["meta/missing-sha256"], what);
    }
}

/// The module file, when nothing doubts its bytes.
fn trusted<'a>(facts: &Facts<'a>, plan: &Plan) -> Result<&'a ModuleFile, String> {
    if let Some(rule) = doubt::of_module(facts.report) {
        return Err(format!("`{rule}` leaves open whether the module file is the right one"));
    }
    let archive = facts.bundle.archive.ready();
    let members = archive.into_iter().flat_map(|archive| archive.members.iter().enumerate());
    let kept = members.filter(|(index, member)| names::is_module(&member.name) && !plan.dropped.contains(index));
    if kept.count() != 1 {
        return Err("it is not known which `.so` is the module".to_owned());
    }
    let module = facts.bundle.module.ready().filter(|module| module.sha256.is_some() && module.elf.ready().is_some());
    module.ok_or_else(|| "the module file was not read whole".to_owned())
}

/// `architecture`, from the module file's header.
pub(super) fn architecture(facts: &Facts<'_>, plan: &mut Plan) {
    const RULES: [&str; 2] = ["elf/wrong-machine", "meta/unsupported-architecture"];
    let Some(metadata) = claims(facts, &RULES, plan) else { return };
    if let Err(why) = trusted(facts, plan) {
        return plan.refuse(&RULES, why);
    }
    let Some((_, elf)) = module::whole(facts.bundle) else { return };
    let name = module::machine(elf.header.machine).filter(|_| elf.header.is_wide_little());
    let Some(name) = name.filter(|name| matches!(*name, "x86_64" | "aarch64")) else {
        return plan.refuse(&RULES, "no nodes have the processor that the module file is for");
    };
    let said = facts.bundle.file_name.as_deref().and_then(package_name::parse).and_then(|package| package.architecture);
    if let Some(said) = said.filter(|said| *said != name) {
        return plan.refuse(&RULES, format!("the module file is for `{name}`, and the file name says `{said}`"));
    }
    let Some(field) = metadata.field("architecture") else { return };
    let declared = field.value().as_str().unwrap_or_default();
    if declared == name {
        return;
    }
    // another name for the same processor is no other claim
    if meant(declared) != Some(name) && !facts.found(&["meta/stale-sha256"]).is_empty() {
        return plan.refuse(&RULES, "`meta/stale-sha256` leaves open whether the module file is the right one");
    }
    plan.replace(field.value().span, format!("\"{name}\""));
    let what = format!("set `architecture` to `{name}`, as the module file says; it is {}", shown(field.value()));
    plan.fix(&facts.found(&RULES), what);
}

/// `sha256` of dependencies whose files are in the bundle.
pub(super) fn dependency_sums(facts: &Facts<'_>, plan: &mut Plan) {
    const RULES: [&str; 2] = ["deps/bad-sha256", "deps/sha256-mismatch"];
    if claims(facts, &RULES, plan).is_none() {
        return;
    }
    let files = Files::of(facts.bundle);
    for one in declared(facts.bundle) {
        let Some((text, value)) = one.text("sha256") else { continue };
        let packed = files.packed(&one);
        let rule = if is_sum(text) { "deps/sha256-mismatch" } else { "deps/bad-sha256" };
        let [file] = packed.as_slice() else {
            plan.refuse(&[rule], format!("dependency {} has not exactly one file in the bundle", one.quoted()));
            continue;
        };
        let Some(sum) = file.sha256.map(|sum| hex(&sum)).filter(|sum| sum != text) else { continue };
        // capitals are a matter of spelling, not of bytes
        let is_other = !sum.eq_ignore_ascii_case(text);
        if let Some(why) = doubt::of_dependency(facts.report, file).filter(|_| is_other) {
            plan.refuse(&[rule], format!("dependency {}: {why}", one.quoted()));
            continue;
        }
        plan.replace(value.span, format!("\"{sum}\""));
        let rule = if is_other { rule } else { "deps/bad-sha256" };
        plan.fix(&[rule], format!("set `sha256` of dependency {} to `{sum}`, the sum of its file", one.quoted()));
    }
}
