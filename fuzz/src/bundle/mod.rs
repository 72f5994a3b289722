//! Bundles built from programs of bytes: what is drawn from a program that has ended is the good bundle's.

mod asked;
mod deps;
mod elf;
mod json;
mod words;
mod zip;

use arbitrary::{Result, Unstructured};
use ramplint::{Input, Options};

/// A bundle and what it is judged against.
#[derive(Debug)]
pub struct Case {
    /// The bundle.
    pub input: Input,
    /// What it is judged against.
    pub options: Options,
}

/// What the bytes of a program make.
#[must_use]
pub fn build(program: &[u8]) -> Case {
    let mut draw = Unstructured::new(program);
    let options = asked::options(&mut draw).unwrap_or_default();
    let name = words::bundle_name(&mut draw).unwrap_or("x.zip");
    let bytes = zip::file(&mut draw).unwrap_or_default();
    Case { input: crate::options::input(name, &bytes), options }
}

/// One in so many, and never when the program has ended.
fn rarely(draw: &mut Unstructured<'_>, one_in: u8) -> Result<bool> {
    Ok(draw.int_in_range(0..=one_in - 1)? == one_in - 1)
}

/// A length in bytes.
fn length(draw: &mut Unstructured<'_>, most: usize) -> Result<usize> {
    draw.int_in_range(0..=most)
}

/// Overwrites bytes somewhere.
fn patch(draw: &mut Unstructured<'_>, bytes: &mut [u8]) -> Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let at = draw.choose_index(bytes.len())?;
    let new: [u8; 4] = draw.arbitrary()?;
    let count = draw.int_in_range(1..=4_usize)?;
    bytes.iter_mut().skip(at).zip(new).take(count).for_each(|(old, new)| *old = new);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hold;
    use ramplint::check;
    use ramplint::unpack::Outcome;
    use std::collections::BTreeSet;

    #[test]
    fn a_program_without_bytes_builds_the_good_bundle() {
        let case = build(b"");
        let report = check(&case.input, &case.options);
        assert_eq!(report.unpack, Some(Outcome::Accepted));
        assert_eq!((report.count(ramplint::Severity::Error), report.not_run.len()), (0, 0), "{report:#?}");
    }

    #[test]
    fn programs_build_bundles_of_every_outcome_and_with_most_rules_findings() {
        let mut state = 1_u64;
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        };
        let (mut outcomes, mut rules) = (BTreeSet::new(), BTreeSet::new());
        for n in 0..3000_usize {
            let program: Vec<u8> = (0..n % 300).map(|_| byte()).collect();
            let case = build(&program);
            hold::wholly(&case.input, &case.options).unwrap();
            let report = check(&case.input, &case.options);
            outcomes.extend(report.unpack.map(|outcome| outcome.word()));
            rules.extend(report.findings.iter().map(|finding| finding.rule));
        }
        assert_eq!(outcomes.len(), 4, "{outcomes:?}");
        assert!(rules.len() > 80, "{} rules: {rules:?}", rules.len());
    }
}
