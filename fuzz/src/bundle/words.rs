//! Names, texts and numbers that something has tripped over, and plain ones.

use arbitrary::{Result, Unstructured};

/// Names of bundles; the first is what the packer writes.
const BUNDLES: &[&str] = &[
    "hello.Linux-rhel9-x86_64.1.2.3.zip",
    "x.zip",
    "hello.Linux-rhel8-x86_64.1.2.3.zip",
    "hello.1.2.3.zip",
    "hello.Linux-rhel9-x86_64.1.2.3.debug.zip",
    "-",
    "dir/hello",
    "\u{1b}[2Jx.zip",
];

/// Names of members.
const MEMBERS: &[&str] = &[
    "deps/",
    "deps/a.tgz",
    "hello.so",
    "module.json",
    "MODULE.JSON",
    "README.md",
    "deps/lib.so",
    "../../etc/passwd",
    "/abs.so",
    "C:\\x.so",
    "a\\b.so",
    "sub/hello.so",
    "hello.so ",
    "hello.so\0.txt",
    "con.so",
    "\u{202e}os.olleh",
    "h\u{e9}.so",
    "he\u{301}.so",
    "a//b",
    "./module.json",
    "",
    "x\ny.so",
    "__MACOSX/._hello.so",
    ".DS_Store",
];

/// Texts for the values of a module.json.
const TEXTS: &[&str] = &[
    "",
    "hello",
    "1.2.3",
    "7.4",
    "10203",
    " 12 ",
    "1_000",
    "inf",
    "nan",
    "1e400",
    "0x10",
    "\u{665}",
    "rhel9",
    "rhel7",
    "ubuntu22.04",
    "debian12",
    "centos",
    "RHEL8",
    "x86_64",
    "aarch64",
    "Linux",
    "types",
    "flash",
    "hello.so",
    "deps/a.tgz",
    "readonly",
    "write",
    "99.0.0-1",
    "1.2.3-rc.1+b",
    "https://example.com/a.tgz",
    "http://[::1",
    "file:///etc/passwd",
    "ftp://user:pw@example.com/",
    "a@b",
    "redis",
    "\u{1b}[31mred",
    "\u{202e}txt",
    "tab\there",
    "`tick` \"quote\" \\",
    "\u{1f600}\u{e0041}",
    "./local.tgz",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

pub(super) fn bundle_name(draw: &mut Unstructured<'_>) -> Result<&'static str> {
    draw.choose(BUNDLES).copied()
}

pub(super) fn member_name(draw: &mut Unstructured<'_>) -> Result<&'static str> {
    draw.choose(MEMBERS).copied()
}

pub(super) fn text(draw: &mut Unstructured<'_>) -> Result<String> {
    if super::rarely(draw, 6)? {
        let size = super::length(draw, 12)?;
        return Ok(String::from_utf8_lossy(draw.bytes(size)?).into_owned());
    }
    let text = *draw.choose(TEXTS)?;
    Ok(if super::rarely(draw, 32)? { text.repeat(100) } else { text.to_owned() })
}

/// A number that ends a range somewhere.
pub(super) fn number(draw: &mut Unstructured<'_>) -> Result<u64> {
    let edge = *draw.choose(&[0, 1, 7, 8, 0x20, 0x40, 0x100, 0x1000, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_ffff])?;
    let wide = *draw.choose(&[0, 1 << 31, 1 << 32, 1 << 47, 1 << 63, u64::MAX])?;
    let by = u64::from(draw.arbitrary::<u8>()?);
    Ok(match draw.int_in_range(0..=3)? {
        0 => edge,
        1 => edge.wrapping_add(by),
        2 => edge.wrapping_sub(by),
        _ => wide.wrapping_add(by),
    })
}
