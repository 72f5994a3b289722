//! What the rules about members ask of a name: how else it can be read, and which member comes close to one
//! that is missing.

use crate::bundle::archive::{Archive, Member};
use crate::bundle::place::Place;
use crate::bundle::{Bundle, Kind};
use crate::checks::record;
use crate::load::sniff::has_extension;
use crate::python::is_printable;
use crate::unpack;
use unicode_normalization::UnicodeNormalization;

/// Bytes of a name beyond which `zip/name-limits` speaks and nothing else is compared.
pub(crate) const LONGEST: usize = 1024;
/// Members whose names are compared with others; an archive with more is refused for their number.
pub(crate) const MOST: usize = 4096;
/// General purpose flag bit 11: the name is UTF-8.
pub(crate) const FLAG_UTF8: u16 = 1 << 11;
/// Where the name stands in the directory; of a long name the start, of an empty one its record.
pub(crate) fn place(member: &Member) -> Place {
    match member.central.raw_name.len() {
        0 => record::header(member),
        length => Place::bytes(member.central.offset + record::CENTRAL, length.min(64) as u64),
    }
}

/// The Unix mode, when the maker's host is Unix (3) or OS X (19) and there is one.
pub(crate) fn mode(member: &Member) -> Option<u32> {
    let mode = member.more.external >> 16;
    (matches!(member.more.host, 3 | 19) && mode != 0).then_some(mode)
}

/// The bits of a Unix mode that say what kind of file it is.
pub(crate) const FILE_TYPE: u32 = 0o170_000;

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

/// Whether a name is that of debug symbols: `hello.so.debug`.
pub(crate) fn is_debug(name: &str) -> bool {
    has_extension(name, "debug")
}

/// Why a member is of no use to anybody: an operating system wrote it for itself.
pub(crate) fn litter(name: &str) -> Option<&'static str> {
    let last = last_part(name);
    if name.starts_with("__MACOSX/") || last.starts_with("._") || last == ".DS_Store" {
        return Some("macOS writes this for itself");
    }
    let is_windows = ["Thumbs.db", "desktop.ini"].iter().any(|file| last.eq_ignore_ascii_case(file));
    is_windows.then_some("Windows writes this for itself")
}

/// Debug symbols in a bundle without a module: what `zip/debug-package` says of them covers the missing module too.
pub(crate) fn symbols_instead_of_module(bundle: &Bundle) -> Option<&str> {
    if bundle.files.iter().any(|name| is_module(name)) {
        return None;
    }
    bundle.files.iter().map(String::as_str).find(|name| is_debug(name))
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
    unpack::count_names(names).is_err()
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

/// A name that is missing, folded once for all the names that are compared with it.
struct Wanted<'a> {
    name: &'a str,
    last: &'a str,
    folded: String,
    folded_last: String,
}

impl<'a> Wanted<'a> {
    /// `None` for a name that no member can come close to.
    fn of(name: &'a str) -> Option<Self> {
        if name.len() > LONGEST {
            return None;
        }
        let last = last_part(name);
        Some(Self { name, last, folded: fold(name), folded_last: fold(last) })
    }
}

/// The member that was probably meant by `wanted`.
pub(crate) fn alike(bundle: &Bundle, wanted: &str) -> Option<Alike> {
    let wanted = Wanted::of(wanted)?;
    let mut best: Option<(u8, Alike)> = None;
    let mut offer = |name: &str, place: &dyn Fn() -> Place| {
        if let Some((rank, how)) = likeness(name, &wanted)
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
fn likeness(name: &str, wanted: &Wanted<'_>) -> Option<(u8, &'static str)> {
    if name.len() > LONGEST || name.is_empty() {
        return None;
    }
    let plain: String = name.chars().filter(|c| is_printable(u32::from(*c))).collect();
    let path = canonical(&plain);
    let last = last_part(&path);
    if name.contains('\0') {
        let meant = fold(&path) == wanted.folded;
        return meant.then_some((1, "has a NUL, at which the server cuts it"));
    }
    Some(match () {
        () if name == wanted.name => {
            (0, "is that name in UTF-8, but its flag bit 11 is not set: the server reads code page 437")
        }
        () if plain != name && path == wanted.name => (1, "has characters that nobody sees"),
        () if path == wanted.name => (1, "is another way to write the path; the server compares letter by letter"),
        () if path.eq_ignore_ascii_case(wanted.name) => (2, "differs in case"),
        () if fold(&path) == wanted.folded => (2, "differs only in how its letters are written"),
        () if wanted.last.is_empty() => return None,
        () if last == wanted.last && !wanted.name.contains('/') => (3, "lies in a folder"),
        () if last == wanted.last => (3, "lies elsewhere"),
        () if fold(last) == wanted.folded_last => (4, "lies elsewhere and differs in case"),
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_close_to_a_name_says_how() {
        let wanted = Wanted::of("module.json").unwrap();
        let how = |name: &str| likeness(name, &wanted).map(|(_, how)| how);
        assert_eq!(how("hello/module.json"), Some("lies in a folder"));
        assert_eq!(how("Module.JSON"), Some("differs in case"));
        assert!(how("./module.json").unwrap().starts_with("is another way"));
        assert!(how("mod\0ule.json").unwrap().contains("NUL"));
        assert!(how("module\u{200b}.json").unwrap().contains("nobody sees"));
        assert_eq!(how("metadata.json"), None);
        assert!(Wanted::of(&"é".repeat(LONGEST)).is_none());
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
