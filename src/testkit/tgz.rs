//! Writes gzipped tars in which fields can be wrong.

use serde::Deserialize;
use std::io::Write;

/// A member of a tar.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TarMember {
    pub(crate) name: String,
    /// The type, `0` when it is left out.
    pub(crate) kind: Option<char>,
    pub(crate) link: String,
    pub(crate) text: String,
    /// Instead of `text`: this many NUL bytes.
    pub(crate) zeros: usize,
    /// Instead of `text`: the start of an ELF file for this machine, padded.
    pub(crate) elf: Option<u8>,
    pub(crate) mode: Option<u32>,
}

/// A tar of these members, with its two blocks of zeros.
pub(crate) fn tar(members: &[TarMember]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        let content = content(member);
        out.extend(header(member, content.len()));
        out.extend(&content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn content(member: &TarMember) -> Vec<u8> {
    if let Some(machine) = member.elf {
        let mut file = b"\x7fELF\x02\x01\x01".to_vec();
        file.resize(64, 0);
        file[18] = machine;
        return file;
    }
    if member.zeros > 0 { vec![0; member.zeros] } else { member.text.as_bytes().to_vec() }
}

/// One block.
pub(crate) fn header(member: &TarMember, size: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, member.name.as_bytes());
    put(100, format!("{:07o}", member.mode.unwrap_or(0o644)).as_bytes());
    put(124, format!("{size:011o}").as_bytes());
    put(136, b"14700000000");
    put(156, member.kind.unwrap_or('0').to_string().as_bytes());
    put(157, member.link.as_bytes());
    put(257, b"ustar\x0000");
    sum(&mut block);
    block
}

/// Writes the header's sum anew.
pub(crate) fn sum(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().take(512).map(|&byte| u32::from(byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
}

/// The bytes in a gzip stream without a time.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
