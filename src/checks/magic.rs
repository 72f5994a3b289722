//! Tells by its first bytes what a file is that is no zip archive.

/// First bytes and what they stand for.
const MAGIC: [(&[u8], &str); 32] = [
    (b"\x7fELF", "an ELF file"),
    (b"\x1f\x8b", "a gzip stream"),
    (b"BZh", "a bzip2 stream"),
    (b"\xfd7zXZ\0", "an xz stream"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard stream"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF", "a cabinet file"),
    (b"!<arch>\ndebian", "a Debian package"),
    (b"!<arch>\n", "a static library"),
    (b"!<thin>\n", "a thin static library"),
    (b"BC\xc0\xde", "LLVM bitcode"),
    (b"\xde\xc0\x17\x0b", "LLVM bitcode"),
    (b"\xed\xab\xee\xdb", "an RPM package"),
    (b"\xfe\xed\xfa\xce", "a Mach-O file"),
    (b"\xfe\xed\xfa\xcf", "a Mach-O file"),
    (b"\xce\xfa\xed\xfe", "a Mach-O file"),
    (b"\xcf\xfa\xed\xfe", "a Mach-O file"),
    (b"MZ", "a Windows program (PE)"),
    (b"\0asm", "a WebAssembly module"),
    (b"#!", "a script"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"REDIS0", "a Redis dump"),
    (b"version https://git-lfs", "a Git LFS pointer"),
    (b"-----BEGIN ", "a PEM file"),
    (b"\x89PNG", "a PNG picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x06\x08", "an archive extra data record"),
    (b"PK\x07\x08", "the mark of a split archive"),
    (b"PK00", "the mark of a split archive"),
];

/// What the bytes are, with its article; `None` when nothing tells.
pub(crate) fn name(head: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(name);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    if let Some([0xca, 0xfe, 0xba, 0xbe, a, b, c, d]) = head.get(..8) {
        // the fat header counts architectures where the class file has its version
        let fat = u32::from_be_bytes([*a, *b, *c, *d]) < 40;
        return Some(if fat { "a Mach-O file" } else { "a Java class" });
    }
    if !head.is_empty() && head.iter().all(|&b| b == 0) {
        return Some("NUL bytes");
    }
    text(head)
}

/// Whether a file holds objects that are still to be linked.
pub(crate) fn is_library_archive(head: &[u8]) -> bool {
    matches!(name(head), Some("a static library" | "a thin static library"))
}

fn text(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // the last character may be cut
    let valid = std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none());
    let plain = |b: &u8| !b.is_ascii_control() || b.is_ascii_whitespace();
    if head.is_empty() || !valid || !head.iter().all(plain) {
        return None;
    }
    let start: Vec<u8> = head.trim_ascii_start().iter().take(16).map(u8::to_ascii_lowercase).collect();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word.as_bytes()));
    Some(if begins(&["<!doctype html", "<html", "<head", "<body"]) {
        "an HTML page"
    } else if begins(&["<"]) {
        "an XML text"
    } else if begins(&["{", "["]) {
        "a JSON text"
    } else {
        "a text file"
    })
}

/// The first bytes as hex digits, for what nothing tells.
pub(crate) fn digits(head: &[u8]) -> String {
    let digits: Vec<String> = head.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("`{}`", digits.join(" "))
}

/// What the bytes are, or how they start; a few bytes are no file of any kind.
pub(crate) fn name_or_digits(head: &[u8]) -> String {
    name(head)
        .filter(|name| head.len() >= 16 || *name != "a text file")
        .map_or_else(|| format!("bytes that start with {}", digits(head)), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_first_bytes() {
        assert_eq!(name(b"\x7fELF\x02"), Some("an ELF file"));
        assert_eq!(name(b"  <!DOCTYPE html><html>"), Some("an HTML page"));
        assert_eq!(name(b"\xca\xfe\xba\xbe\0\0\0\x02"), Some("a Mach-O file"));
        assert_eq!(name(b"\xca\xfe\xba\xbe\0\0\0\x37"), Some("a Java class"));
        assert_eq!(name(&[0; 64]), Some("NUL bytes"));
        assert_eq!(name(b"caf\xc3"), Some("a text file"));
        assert_eq!(name(b"\x01\x02\xff"), None);
    }
}
