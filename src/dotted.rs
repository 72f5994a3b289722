//! Dotted version numbers such as `7.20.0`, compared number by number, of any length.

use std::cmp::Ordering;

/// The version of a database or a cluster that a manifest may ask for.
#[derive(Debug, Clone)]
pub(crate) struct Dotted(Vec<String>);

impl Dotted {
    /// Reads digits in groups with one point between them, and nothing else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts = text.split('.').map(|part| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.trim_start_matches('0').to_owned())
        });
        parts.collect::<Option<Vec<_>>>().map(Self)
    }

    /// Reads a build such as `7.22.2-179`.
    pub(crate) fn of_build(build: &str) -> Option<Self> {
        Self::parse(&build.replace('-', "."))
    }

    /// How many numbers it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first numbers of it.
    pub(crate) fn first(&self, count: usize) -> Self {
        Self(self.0.iter().take(count).cloned().collect())
    }

    /// Whether it is the `99.99` that builds between releases carry.
    pub(crate) fn is_placeholder(&self) -> bool {
        self.0.first().is_some_and(|major| major == "99" || major.len() > 2)
    }

    /// Compares number by number; numbers that one of them lacks are zeros.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        // zeros lead nowhere, so a longer number is a larger one, whatever its length
        let key = |version: &Self, index: usize| {
            let part = version.0.get(index).cloned().unwrap_or_default();
            (part.len(), part)
        };
        let longest = self.len().max(other.len());
        (0..longest)
            .map(|index| key(self, index).cmp(&key(other, index)))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Major and minor as text: `8.4`.
    pub(crate) fn major_minor(&self) -> String {
        let part = |index: usize| match self.0.get(index).map_or("", String::as_str) {
            "" => "0",
            digits => digits,
        };
        format!("{}.{}", part(0), part(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(a: &str, b: &str) -> Ordering {
        Dotted::parse(a).unwrap().compare(&Dotted::of_build(b).unwrap())
    }

    #[test]
    fn versions_compare_number_by_number_at_any_length() {
        assert_eq!(compare("7.8", "7.20.0"), Ordering::Less);
        assert_eq!(compare("7.22", "7.22.2-179"), Ordering::Less);
        assert_eq!(compare("7.28.0", "7.22.2-179"), Ordering::Greater);
        assert_eq!(compare("7.022.0", "7.22"), Ordering::Equal);
        assert_eq!(compare("99999999999999999999.0", "8.2.0-25"), Ordering::Greater);
    }

    #[test]
    fn only_digits_and_points_are_a_version() {
        for text in ["", "7.", ".4", "7..4", "v7.4", "7.4-rc1", " 7.4", "7,4", "\u{661}.2", "latest"] {
            assert!(Dotted::parse(text).is_none(), "{text}");
        }
        assert_eq!(Dotted::parse("08.0.3").unwrap().major_minor(), "8.0");
        assert!(Dotted::parse("99.99").unwrap().is_placeholder());
        assert!(!Dotted::parse("8.10").unwrap().is_placeholder());
    }
}
