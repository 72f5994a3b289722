//! What the rules about members ask of a name: how else it can be read, and which member comes close to one
//! that is missing.

use crate::bundle::archive::{Archive, Member};
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::finding::Finding;
use crate::load::sniff::has_extension;
use crate::python::is_printable;
use unicode_normalization::UnicodeNormalization;

/// Bytes of a name beyond which `zip/name-limits` speaks and nothing else is compared.
pub(crate) const LONGEST: usize = 1024;
/// Members whose names are compared with others; an archive with more is refused for their number.
pub(crate) const MOST: usize = 4096;
/// General purpose flag bit 11: the name is UTF-8.
pub(crate) const FLAG_UTF8: u16 = 1 << 11;
/// Bytes of a central header in front of the name.
const HEADER: u64 = 46;

/// Where the name stands in the directory; of a long name the start, of an empty one its record.
pub(crate) fn place(member: &Member) -> Place {
    match member.central.raw_name.len() {
        0 => Place::bytes(member.central.offset, HEADER),
        length => Place::bytes(member.central.offset + HEADER, length.min(64) as u64),
    }
}

/// The Unix mode, when the maker's host is Unix (3) or OS X (19) and there is one.
pub(crate) fn mode(member: &Member) -> Option<u32> {
    let mode = member.more.external >> 16;
    (matches!(member.more.host, 3 | 19) && mode != 0).then_some(mode)
}

/// The name as readers see it that guess UTF-8 without being told.
pub(crate) fn utf8(member: &Member) -> &str {
    std::str::from_utf8(&member.central.raw_name).unwrap_or(&member.full_name)
}

/// What is the same where neither case nor the composition of letters counts.
pub(crate) fn fold(name: &str) -> String {
    let composed: String = name.nfc().collect();
    composed.to_uppercase().to_lowercase().nfc().collect()
}

/// Whether the unpacker counts a member of this name as a module: the case counts too.
pub(crate) fn is_module(name: &str) -> bool {
    name.as_bytes().ends_with(b".so")
}

/// Whether a name is that of a library, though not one that the server looks for: `.SO`, `.so.1`, `.dylib`, `.dll`.
pub(crate) fn is_like_a_module(name: &str) -> bool {
    let is_like = |extension| has_extension(name, extension);
    ["so", "dylib", "dll"].into_iter().any(is_like) || name.to_ascii_lowercase().contains(".so.")
}

/// The part behind the last slash.
pub(crate) fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// The path without its empty and `.` parts, `\` read as `/`.
pub(crate) fn canonical(name: &str) -> String {
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    parts.join("/")
}

/// Whether the names of all members are known, so that one can be missing.
pub(crate) fn all_known(bundle: &Bundle) -> bool {
    bundle.kind == Kind::Directory || bundle.archive.ready().is_some_and(Archive::opens)
}

/// Whether the unpacker's count of the files comes out wrong. A `deps/x.so` counts as both kinds, as in the original.
pub(crate) fn count_is_refused(names: &[String]) -> bool {
    let modules = names.iter().filter(|name| is_module(name)).count();
    let others = names.iter().filter(|name| *name == "module.json" || name.starts_with("deps/")).count();
    names.len() > modules + others || modules > 1
}

/// Takes back what the unpacker itself would say, because it fails earlier for another reason.
pub(crate) fn unpacker_fails_earlier(finding: &mut Finding) {
    finding.predicts.retain(|prediction| !prediction.endpoints.iter().any(|endpoint| endpoint == "unpack"));
}

/// A member whose name comes close to one that is missing.
#[derive(Debug)]
pub(crate) struct Alike {
    /// The name that it has.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// What keeps it from being the one.
    pub(crate) how: &'static str,
}

/// The member that was probably meant by `wanted`.
pub(crate) fn alike(bundle: &Bundle, wanted: &str) -> Option<Alike> {
    let mut best: Option<(u8, Alike)> = None;
    let mut offer = |name: &str, place: &dyn Fn() -> Place| {
        if let Some((rank, how)) = likeness(name, wanted)
            && best.as_ref().is_none_or(|(other, _)| rank < *other)
        {
            best = Some((rank, Alike { name: name.to_owned(), place: place(), how }));
        }
    };
    match bundle.archive.ready() {
        Some(archive) => {
            for member in archive.members.iter().take(MOST) {
                offer(&member.full_name, &|| place(member));
                offer(utf8(member), &|| place(member));
            }
        }
        None => bundle.files.iter().take(MOST).for_each(|file| offer(file, &|| Place::member(file))),
    }
    best.map(|(_, alike)| alike)
}

/// How a name comes close to another one, the closest first.
fn likeness(name: &str, wanted: &str) -> Option<(u8, &'static str)> {
    if name.len() > LONGEST || name.is_empty() {
        return None;
    }
    let plain: String = name.chars().filter(|c| is_printable(u32::from(*c))).collect();
    let path = canonical(&plain);
    let (last, wanted_last) = (last_part(&path), last_part(wanted));
    if name.contains('\0') {
        let meant = fold(&path) == fold(wanted);
        return meant.then_some((1, "has a NUL, at which the server cuts it"));
    }
    Some(match () {
        () if name == wanted => {
            (0, "is that name in UTF-8, but its flag bit 11 is not set: the server reads code page 437")
        }
        () if plain != name && path == wanted => (1, "has characters that nobody sees"),
        () if path == wanted => (1, "is another way to write the path; the server compares letter by letter"),
        () if path.eq_ignore_ascii_case(wanted) => (2, "differs in case"),
        () if fold(&path) == fold(wanted) => (2, "differs only in how its letters are written"),
        () if wanted_last.is_empty() => return None,
        () if last == wanted_last && !wanted.contains('/') => (3, "lies in a folder"),
        () if last == wanted_last => (3, "lies elsewhere"),
        () if fold(last) == fold(wanted_last) => (4, "lies elsewhere and differs in case"),
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_close_to_a_name_says_how() {
        let how = |name: &str| likeness(name, "module.json").map(|(_, how)| how);
        assert_eq!(how("hello/module.json"), Some("lies in a folder"));
        assert_eq!(how("Module.JSON"), Some("differs in case"));
        assert!(how("./module.json").unwrap().starts_with("is another way"));
        assert!(how("mod\0ule.json").unwrap().contains("NUL"));
        assert!(how("module\u{200b}.json").unwrap().contains("nobody sees"));
        assert_eq!(how("metadata.json"), None);
    }

    #[test]
    fn case_and_composition_do_not_count_in_a_folded_name() {
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("e\u{301}.so"), fold("É.SO"));
        assert_ne!(fold("a.so"), fold("b.so"));
    }

    #[test]
    fn a_library_below_deps_makes_up_for_one_odd_member() {
        let refused = |names: &[&str]| count_is_refused(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert!(!refused(&["a.so", "module.json", "deps/", "deps/a.tgz"]));
        assert!(refused(&["a.so", "module.json", "README"]));
        assert!(!refused(&["deps/a.so", "module.json", "README"]));
        assert!(refused(&["deps/a.so", "a.so", "module.json"]));
    }
}
