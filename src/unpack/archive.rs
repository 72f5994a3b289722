//! The unpacker's dealings with `zipfile`: opening the archive, counting its files, opening members.

use super::{Outcome, Rejection, Rules, bad_zip, crash, unknown, unreadable};
use crate::bundle::archive::{Archive, Broken, Member, OpenError, StreamEnd};

/// `ZipFile(bundle)`.
pub(super) fn construct(archive: &Archive) -> Result<(), Outcome> {
    const DAMAGED: Rules = &["zip/truncated", "zip/broken-header"];
    let Some(broken) = archive.broken else { return Ok(()) };
    Err(match broken {
        Broken::NoEndRecord => bad_zip(&["zip/empty", "zip/not-a-zip", "zip/truncated"]),
        Broken::SeveralDisks | Broken::ExtraField(_) | Broken::Zip64Field(_) => bad_zip(&["zip/broken-header"]),
        Broken::DirectoryBeforeStart | Broken::DirectoryTruncated(_) | Broken::DirectorySignature(_) => {
            bad_zip(DAMAGED)
        }
        Broken::NameNotUtf8(_) => unreadable(&["zip/not-utf8-name"]),
        Broken::VersionNeeded(..) => crash("NotImplementedError", &["zip/broken-header"]),
        Broken::MemberLimit => unknown("the archive has more members than are read"),
    })
}

/// `_validate_zip_file`: every member is a `.so`, `module.json` or under `deps/`, and at most one is a `.so`.
pub(super) fn count_files(archive: &Archive) -> Result<(), Outcome> {
    count(archive.members.iter().map(|member| member.name.as_str()))
}

/// The same over the files of a folder.
pub(crate) fn count_names(files: &[String]) -> Result<(), Outcome> {
    count(files.iter().map(String::as_str))
}

fn count<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Outcome> {
    let (mut all, mut modules, mut others) = (0_usize, 0_usize, 0_usize);
    for name in names {
        all += 1;
        modules += usize::from(name.ends_with(".so"));
        others += usize::from(name == "module.json" || name.starts_with("deps/"));
    }
    // a `deps/x.so` counts on both sides, so it can make up for one unexpected member, as in the original
    if all <= modules + others && modules <= 1 {
        return Ok(());
    }
    Err(Outcome::Rejected(Rejection {
        error_code: Some("invalid_number_of_files"),
        message: "module zip file content invalid",
        reason: Some("module zip file should contains exactly two files and deps folder".to_owned()),
        rules: &["zip/unexpected-member", "zip/several-modules"],
    }))
}

/// `zf.open(name)`: the last member of that name.
pub(super) fn open(archive: &Archive, name: &str) -> Result<(), Outcome> {
    let Some(member) = archive.find(name) else {
        let rule: Rules =
            if name == "module.json" { &["zip/missing-module-json"] } else { &["zip/missing-module-file"] };
        return Err(crash("KeyError", rule));
    };
    open_member(member)
}

fn open_member(member: &Member) -> Result<(), Outcome> {
    const LOST: Rules = &["zip/truncated", "zip/broken-header"];
    let Err(error) = member.open else { return Ok(()) };
    Err(match error {
        OpenError::NegativeOffset => unreadable(LOST),
        OpenError::HugeOffset => crash("OverflowError", LOST),
        OpenError::Truncated | OpenError::Signature => bad_zip(LOST),
        OpenError::Patched => crash("NotImplementedError", &["zip/broken-header"]),
        OpenError::StrongEncryption => crash("NotImplementedError", &["zip/encrypted-member"]),
        OpenError::NameNotUtf8 => unreadable(&["zip/not-utf8-name"]),
        OpenError::NamesDiffer => bad_zip(&["zip/readers-disagree"]),
        OpenError::Encrypted => crash("RuntimeError", &["zip/encrypted-member"]),
        OpenError::Method => crash("NotImplementedError", &["zip/unsupported-method"]),
    })
}

/// `json.load` reads the member to its end: size, stream and CRC come to light.
pub(super) fn read_metadata(archive: &Archive) -> Result<(), Outcome> {
    const DAMAGED: Rules = &["zip/corrupt-member", "zip/truncated"];
    let Some(member) = archive.find("module.json") else { return Ok(()) };
    let content = &member.content;
    let handed_out_whole = match content.end {
        StreamEnd::Limit("seconds") => return Err(unknown("the time was up before module.json was read")),
        StreamEnd::Limit(_) => return Err(unknown("module.json is larger than what is read of it")),
        StreamEnd::NotRead => return Err(unknown("module.json is packed by a method that is not read here")),
        StreamEnd::Damaged => return Err(damaged(member.central.method)),
        // the file ends: zipfile stops asking once it has the declared number of bytes, if it got any
        StreamEnd::FileEnds => content.consumed > 0 && content.produced >= member.size,
        StreamEnd::Complete | StreamEnd::Unfinished | StreamEnd::TooLong => true,
    };
    if !handed_out_whole {
        return Err(crash("EOFError", DAMAGED));
    }
    if content.crc != member.central.crc {
        return Err(bad_zip(DAMAGED));
    }
    Ok(())
}

/// What the decompressor of a method raises: bzip2's is an `OSError`, which the unpacker catches.
fn damaged(method: u16) -> Outcome {
    const DAMAGED: Rules = &["zip/corrupt-member"];
    match method {
        12 => unreadable(DAMAGED),
        14 => crash("lzma.LZMAError", DAMAGED),
        _ => crash("zlib.error", DAMAGED),
    }
}

/// The last loop of `unpack`: every name but `module.json`, the module file and `deps/` is opened.
pub(super) fn open_rest(archive: &Archive, module_file: &str) -> Result<(), Outcome> {
    let names = archive.members.iter().map(|member| member.name.as_str());
    for name in names.filter(|name| !["module.json", "deps/", module_file].contains(name)) {
        open(archive, name)?;
    }
    Ok(())
}
