//! Records of extended headers, split by their lengths and by nothing else.

use crate::bundle::dependency::FaultKind;
use std::collections::HashSet;

/// What an extended header says that matters here.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    /// Whether it speaks of a sparse file.
    pub(super) sparse: bool,
    /// What is wrong with its records.
    pub(super) faults: Vec<(FaultKind, String)>,
}

/// Reads the content of an extended header.
pub(super) fn read(data: &[u8]) -> Pax {
    let mut pax = Pax::default();
    let mut keys = HashSet::new();
    let mut rest = data;
    while !rest.is_empty() {
        let Some((key, value, behind)) = record(rest) else {
            pax.faults.push((FaultKind::PaxRecord, lossy(rest)));
            break;
        };
        rest = behind;
        if !keys.insert(key) {
            pax.faults.push((FaultKind::PaxTwice, lossy(key)));
        }
        if hides_record(value) {
            pax.faults.push((FaultKind::PaxLine, lossy(key)));
        }
        let is_name = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
        if is_name && value.contains(&0) {
            pax.faults.push((FaultKind::NameNul, lossy(key)));
        }
        if is_name && std::str::from_utf8(value).is_err() {
            pax.faults.push((FaultKind::PaxUtf8, lossy(key)));
        }
        match key {
            b"path" => pax.path = Some(value.to_vec()),
            b"linkpath" => pax.link = Some(value.to_vec()),
            b"size" => match decimal(value) {
                Some(size) => pax.size = Some(size),
                None => pax.faults.push((FaultKind::PaxRecord, format!("size={}", lossy(value)))),
            },
            _ if key.starts_with(b"GNU.sparse.") => pax.sparse = true,
            _ => {}
        }
    }
    pax
}

/// `LENGTH KEY=VALUE\n`, and what is behind it.
fn record(data: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = data.iter().take(12).position(|&byte| byte == b' ')?;
    let digits = data.get(..space)?;
    if digits.first() == Some(&b'0') {
        return None;
    }
    let length = usize::try_from(decimal(digits)?).ok()?;
    let body = data.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = body.iter().position(|&byte| byte == b'=')?;
    let (key, value) = (body.get(..equals)?, body.get(equals + 1..)?);
    (!key.is_empty()).then_some((key, value, data.get(length..)?))
}

/// Whether a reader that splits at line ends would see another record in a value.
fn hides_record(value: &[u8]) -> bool {
    value.split(|&byte| byte == b'\n').skip(1).any(|line| {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 0 && line.get(digits) == Some(&b' ') && line.contains(&b'=')
    })
}

fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(data: &[u8]) -> Vec<FaultKind> {
        read(data).faults.into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn records_are_split_by_their_lengths() {
        let pax = read(b"12 path=a/b\n20 mtime=1700000000.5\n".get(..12).unwrap());
        assert_eq!(pax.path.as_deref(), Some(&b"a/b"[..]));
        assert!(pax.faults.is_empty());
        assert_eq!(read(b"11 size=42\n").size, Some(42));
        assert!(read(b"22 GNU.sparse.major=1\n").sparse);
    }

    #[test]
    fn records_that_do_not_add_up_are_faults() {
        assert_eq!(kinds(b"13 path=a/b\n"), [FaultKind::PaxRecord]);
        assert_eq!(kinds(b"012 path=a/b\n"), [FaultKind::PaxRecord]);
        assert_eq!(kinds(b"10 path=a\n10 path=b\n"), [FaultKind::PaxTwice]);
        assert_eq!(kinds(b"12 path=a\0b\n"), [FaultKind::NameNul]);
        assert_eq!(kinds(b"10 path=\xff\n"), [FaultKind::PaxUtf8]);
        assert_eq!(kinds(b"27 comment=x\n13 path=../e\n\n"), [FaultKind::PaxLine]);
        assert_eq!(kinds(b"11 size=-1\n"), [FaultKind::PaxRecord]);
    }
}
