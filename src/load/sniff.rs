//! Tells inputs apart by their content; the name only settles what the content leaves open.

/// Whether bytes are a bare module.json rather than an archive.
#[must_use]
pub fn is_metadata(bytes: &[u8], path: &str) -> bool {
    if is_archive(bytes) {
        return false;
    }
    let text = without_bom(bytes);
    let first = text.iter().copied().find(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0));
    match first {
        Some(b'{') => true,
        // an array, a string or broken text is a metadata file only when it is called one
        _ => has_extension(path, "json"),
    }
}

/// Whether bytes are a bare module file: an ELF file that is not called a bundle, or no archive and called `.so`.
#[must_use]
pub fn is_module(bytes: &[u8], path: &str) -> bool {
    let is_elf = super::elf::is_elf(bytes) && !has_extension(path, "zip");
    is_elf || (has_extension(path, "so") && !is_archive(bytes))
}

/// Whether bytes look like a zip archive: a local header at the start or an end record near the end.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub((1 << 16) + 22)..).unwrap_or(bytes);
    bytes.starts_with(b"PK\x03\x04") || tail.windows(4).any(|w| w == b"PK\x05\x06")
}

/// Whether a path ends in this extension, in any case.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

fn without_bom(bytes: &[u8]) -> &[u8] {
    const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    MARKS.iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_not_the_extension() {
        assert!(is_metadata(b"\xef\xbb\xbf {}", "x.zip"));
        assert!(is_metadata(b"\xff\xfe{\0}\0", "x.bin"));
        assert!(!is_metadata(b"PK\x03\x04", "module.json"));
    }

    #[test]
    fn the_name_decides_about_text_that_is_no_object() {
        assert!(is_metadata(b"[]", "module.json"));
        assert!(!is_metadata(b"hello", "hello.zip"));
    }
}
