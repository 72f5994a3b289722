//! Dependency archives: gzipped tars of odd members.

use super::{length, patch, rarely, words};
use crate::tgz::{TarMember, gzip, sum, tar};
use arbitrary::{Result, Unstructured};

/// The bytes of a dependency archive.
pub(super) fn file(draw: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let members = (0..length(draw, 4)?).map(|_| member(draw)).collect::<Result<Vec<_>>>()?;
    let mut tar = tar(&members);
    while rarely(draw, 4)? {
        patch(draw, &mut tar)?;
        if draw.arbitrary()? {
            tar.chunks_exact_mut(512).filter(|block| block.get(257..262) == Some(b"ustar")).for_each(sum);
        }
    }
    let mut file = if rarely(draw, 16)? { tar } else { gzip(&tar) };
    if rarely(draw, 8)? {
        patch(draw, &mut file)?;
    }
    if rarely(draw, 8)? {
        file.truncate(draw.int_in_range(0..=file.len())?);
    }
    Ok(file)
}

fn member(draw: &mut Unstructured<'_>) -> Result<TarMember> {
    let mut name = words::member_name(draw)?.to_owned();
    if rarely(draw, 16)? {
        name = "n".repeat(100);
    }
    Ok(TarMember {
        name,
        kind: Some(*draw.choose(&['0', '5', '2', '1', 'x', 'g', 'L', 'K', '3', 'S', '\0', '7', 'Z'])?),
        link: (*draw.choose(&["", "a", "../../x", "/etc/passwd"])?).to_owned(),
        text: (*draw.choose(&["", "text", "20 path=/etc/passwd\n", "11 size=9\n", "9999999999 path=a\n"])?).to_owned(),
        zeros: if rarely(draw, 8)? { length(draw, 4000)? } else { 0 },
        elf: if rarely(draw, 4)? { Some(*draw.choose(&[62, 183])?) } else { None },
        mode: if rarely(draw, 8)? { Some(draw.int_in_range(0..=0o7777)?) } else { None },
    })
}
