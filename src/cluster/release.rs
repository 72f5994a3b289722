//! Which release line of the data a cluster's build belongs to.

use crate::checks::wording::quoted;
use crate::dotted::Dotted;
use crate::target::profile::Profile;
use crate::target::select::{self, Found};
use crate::target::{Target, version_key};

/// The target that a cluster's build stands for.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    /// The build itself, or what does for it.
    pub(crate) target: Target,
    /// Why another does for it, in words.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the program says it"))]
    pub(crate) why: Option<String>,
}

/// The target of a build; of one whose line is not known, the nearest line: the newest before it, else the oldest.
pub(crate) fn release(profiles: &[Profile], build: &str) -> Option<Release> {
    match select::find_among(profiles, build) {
        Found::Exact(target) => return Some(Release { target, why: None }),
        Found::Near(target, why) => return Some(Release { target, why: Some(why) }),
        Found::None => {}
    }
    let line = version_key(&Dotted::of_build(build)?.major_minor());
    let older = profiles.iter().filter(|profile| version_key(&profile.line) <= line);
    let oldest = || profiles.iter().min_by_key(|profile| version_key(&profile.line));
    let nearest = older.max_by_key(|profile| version_key(&profile.line)).or_else(oldest)?;
    let mut target = Target::newest(nearest);
    build.clone_into(&mut target.asked);
    let (shown, newest) = (quoted(build), quoted(&target.build));
    let why =
        format!("the data have no line of {shown}: {newest}, the newest build of {}, is used for it", nearest.line);
    Some(Release { target, why: Some(why) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_a_line_is_judged_as_the_nearest_line() {
        let of = |build: &str| release(select::profiles(), build).map(|found| (found.target.line, found.why.is_some()));
        assert_eq!(of("7.22.2-41"), Some(("7.22".to_owned(), false)));
        assert_eq!(of("7.22.2-42"), Some(("7.22".to_owned(), true)));
        assert_eq!(of("7.6.0-1"), Some(("7.4".to_owned(), true)));
        assert_eq!(of("5.4.0-1"), Some(("6.2".to_owned(), true)));
        assert_eq!(of("100.0.21-16135"), Some(("8.2".to_owned(), true)));
        assert_eq!(of("newest"), None);
    }
}
