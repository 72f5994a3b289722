//! Versions must have one order, whatever is typed.

use super::version_key;
use crate::dotted::Dotted;
use proptest::prelude::*;
use std::cmp::Ordering;

/// Numbers that a version may have, small ones more often: only those come out equal.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0_u32..4).prop_map(|number| number.to_string()),
        2 => (0_u32..30).prop_map(|number| format!("{number:03}")),
        1 => "[0-9]{1,60}",
    ]
}

fn version() -> impl Strategy<Value = String> {
    prop::collection::vec(number(), 1..=5).prop_map(|parts| parts.join("."))
}

/// Checks what a total order keeps, over three values.
fn is_total_order<T>(values: [&T; 3], compare: impl Fn(&T, &T) -> Ordering) -> Result<(), TestCaseError> {
    for a in values {
        prop_assert_eq!(compare(a, a), Ordering::Equal);
        for b in values {
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            for c in values {
                if compare(a, b).is_le() && compare(b, c).is_le() {
                    prop_assert!(compare(a, c).is_le());
                }
                if compare(a, b).is_eq() {
                    prop_assert_eq!(compare(a, c), compare(b, c));
                }
            }
        }
    }
    Ok(())
}

proptest! {
    // failures are put into a test of their own, not into a file beside the sources
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dotted_versions_are_totally_ordered(a in version(), b in version(), c in version()) {
        let [a, b, c] = [a, b, c].map(|text| Dotted::parse(&text).unwrap());
        is_total_order([&a, &b, &c], Dotted::compare)?;
    }

    #[test]
    fn version_keys_are_totally_ordered(a in version(), b in version(), c in version()) {
        is_total_order([&version_key(&a), &version_key(&b), &version_key(&c)], Ord::cmp)?;
    }

    #[test]
    fn both_agree_on_versions_of_the_same_length(a in prop::collection::vec(0_u64.., 4), b in prop::collection::vec(0_u64.., 4)) {
        let text = |parts: &[u64]| parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
        let (a, b) = (text(&a), text(&b));
        let dotted = Dotted::parse(&a).unwrap().compare(&Dotted::parse(&b).unwrap());
        prop_assert_eq!(dotted, version_key(&a).cmp(&version_key(&b)));
    }
}

#[test]
fn minor_versions_are_numbers_not_decimals() {
    let compare = |a: &str, b: &str| Dotted::parse(a).unwrap().compare(&Dotted::parse(b).unwrap());
    assert_eq!(compare("7.8", "7.20"), Ordering::Less);
    assert!(compare("7.20", "7.22").is_le());
    assert!(version_key("7.8") < version_key("7.20.0"));
    assert!(version_key("7.20.0") < version_key("7.22.2-179"));
    assert!(version_key("7.22.2-20") < version_key("7.22.2-179"));
    assert!(version_key("8.2.0-46") < version_key("99999999999999999999999.0"));
}
