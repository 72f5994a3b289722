//! Tells inputs apart by their content; the name only settles what the content leaves open.

use crate::input::data::Data;

/// Whether a file is a bare module.json rather than an archive.
#[must_use]
pub fn is_metadata(data: Data<'_>, path: &str) -> bool {
    if is_archive(data) {
        return false;
    }
    match first_of_text(data) {
        Some(b'{') => true,
        // an array, a string or broken text is a metadata file only when it is called one
        _ => has_extension(path, "json"),
    }
}

/// Whether a file is a bare module file: an ELF file that is not called a bundle, or no archive and called `.so`.
#[must_use]
pub fn is_module(data: Data<'_>, path: &str) -> bool {
    let is_elf = super::elf::is_elf(&data.head(4)) && !has_extension(path, "zip");
    is_elf || (has_extension(path, "so") && !is_archive(data))
}

/// Whether a file is a packing manifest: text that is called YAML, or that begins like one line of it.
#[must_use]
pub fn is_manifest(data: Data<'_>, path: &str) -> bool {
    if is_archive(data) || super::elf::is_elf(&data.head(4)) {
        return false;
    }
    let is_called_otherwise = ["zip", "so", "json"].into_iter().any(|extension| has_extension(path, extension));
    let is_like_one = || first_of_text(data) != Some(b'{') && super::manifest::begins_like_one(&data.head(HEAD));
    is_called_yaml(path) || (!is_called_otherwise && is_like_one())
}

/// Whether a path ends like the one of a YAML file.
#[must_use]
pub fn is_called_yaml(path: &str) -> bool {
    has_extension(path, "yml") || has_extension(path, "yaml")
}

/// Whether a path is one that manifests have: `ramp*.yml`, `manifest.yml`, `pack/*.yml`, and the same with `.yaml`.
#[must_use]
pub fn is_named_manifest(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    is_called_yaml(path) && (name.starts_with("ramp") || stem == "manifest" || folder == "pack")
}

/// Bytes in which a text that is not called YAML has to show what it is.
const HEAD: u64 = 4_096;

/// Whether a file looks like a zip archive: a local header at the start or an end record near the end.
#[must_use]
pub fn is_archive(data: Data<'_>) -> bool {
    let tail = || data.read(data.size().saturating_sub((1 << 16) + 22), u64::MAX);
    data.take(0) == Some(*b"PK\x03\x04") || tail().windows(4).any(|w| w == b"PK\x05\x06")
}

/// Whether a path ends in this extension, in any case.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

/// The first byte behind a byte order mark that is neither white space nor the half of a wide character.
fn first_of_text(data: Data<'_>) -> Option<u8> {
    const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let head = data.head(3);
    let mark = MARKS.iter().find(|mark| head.starts_with(mark)).map_or(0, |mark| mark.len() as u64);
    let mut reader = data.reader(mark, data.size());
    loop {
        let block = reader.peek();
        let first = block.iter().copied().find(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0));
        if first.is_some() || block.is_empty() {
            return first;
        }
        let length = block.len() as u64;
        reader.skip(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_not_the_extension() {
        assert!(is_metadata(Data::Bytes(b"\xef\xbb\xbf {}"), "x.zip"));
        assert!(is_metadata(Data::Bytes(b"\xff\xfe{\0}\0"), "x.bin"));
        assert!(!is_metadata(Data::Bytes(b"PK\x03\x04"), "module.json"));
    }

    #[test]
    fn the_name_decides_about_text_that_is_no_object() {
        assert!(is_metadata(Data::Bytes(b"[]"), "module.json"));
        assert!(!is_metadata(Data::Bytes(b"hello"), "hello.zip"));
    }
}
