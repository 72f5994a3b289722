//! Names that are one and the same on some file system, and names that only look the same.

use crate::bundle::archive::{Archive, Member};
use crate::checks::names;
use crate::checks::wording::quoted;
use crate::finding::{Severity, Sink};
use unicode_normalization::UnicodeNormalization;

pub(crate) fn check(archive: &Archive, sink: &mut Sink) {
    // NUL sorts first and is in no name, so that a folder's content follows right behind the folder's name
    let key = |name: &str| names::fold(name.trim_end_matches('/')).replace('/', "\0");
    let short = archive.members.iter().take(names::MOST).filter(|member| member.name.len() <= names::LONGEST);
    let mut keys: Vec<(String, &Member)> = short.map(|member| (key(&member.name), member)).collect();
    keys.sort_by(|(a, _), (b, _)| a.cmp(b));
    for pair in keys.windows(2) {
        let [(key, member), (next_key, next)] = pair else { continue };
        let (name, next_name) = (quoted(&member.name), quoted(&next.name));
        let message = if key == next_key {
            if member.name == next.name {
                continue;
            }
            format!("{next_name} and {name} {}", likeness(&member.name, &next.name))
        } else if !key.is_empty() && !member.is_folder() && is_inside(next_key, key) {
            format!("{name} is a file, but {next_name} lies in a folder of that name")
        } else {
            continue;
        };
        sink.report(names::place(next), message)
            .also(names::place(member), "the other one")
            .help("give every member a name that is not another's on any file system");
    }
    for member in archive.members.iter().take(names::MOST) {
        if let Some((first, odd)) = mixed_scripts(names::utf8(member)) {
            let c = odd.1;
            let message = format!(
                "{} mixes {} and {} letters (`{c}` is U+{:04X}): it can pass for another name",
                quoted(names::utf8(member)),
                first,
                odd.0,
                u32::from(c)
            );
            sink.report(names::place(member), message)
                .severity(Severity::Warning)
                .help("write the name in the letters of one script");
        }
    }
}

fn is_inside(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('\0'))
}

fn likeness(a: &str, b: &str) -> &'static str {
    if a.ends_with('/') != b.ends_with('/') {
        "are a file and a folder of one name"
    } else if a.nfc().eq(b.nfc()) {
        "are the same letters, composed in two ways: one file on macOS"
    } else {
        "differ only in case: one file on Windows and macOS"
    }
}

/// The first script of a part of the name and the first letter of another one that has lookalikes of it.
fn mixed_scripts(name: &str) -> Option<(&'static str, (&'static str, char))> {
    if name.is_ascii() || name.len() > names::LONGEST {
        return None;
    }
    name.split('/').find_map(|part| {
        // the extension is Latin in every script
        let part = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
        let mut letters = part.chars().filter_map(|c| script(c).map(|script| (script, c)));
        let (first, _) = letters.next()?;
        Some((first, letters.find(|(script, _)| *script != first)?))
    })
}

/// The scripts whose letters pass for each other's; mixing others, such as Latin and Han, is usual.
fn script(c: char) -> Option<&'static str> {
    Some(match u32::from(c) {
        _ if c.is_ascii_alphabetic() => "Latin",
        0xc0..=0x24f | 0x1e00..=0x1eff if c.is_alphabetic() => "Latin",
        0x370..=0x3ff | 0x1f00..=0x1fff if c.is_alphabetic() => "Greek",
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => "Cyrillic",
        0x531..=0x588 => "Armenian",
        0x13a0..=0x13ff | 0xab70..=0xabbf => "Cherokee",
        0xff21..=0xff5a if c.is_alphabetic() => "full-width",
        0x1d400..=0x1d7ff => "mathematical",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_pass_for_others_are_found_and_ordinary_names_are_not() {
        assert_eq!(mixed_scripts("deps/m\u{43e}dule.json"), Some(("Latin", ("Cyrillic", '\u{43e}'))));
        for name in ["deps/modèle.tgz", "deps/модуль.tgz", "deps/模块v2.tgz", "module.json"] {
            assert_eq!(mixed_scripts(name), None, "{name}");
        }
    }
}
