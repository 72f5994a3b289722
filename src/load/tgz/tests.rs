//! Faults that the reader must see, each made on purpose.

use super::{Budget, read};
use crate::bundle::dependency::{DependencyFile, FaultKind as K, Tgz};
use crate::load::limits::Limits;
use crate::testkit::tgz::{TarMember, gzip, header, sum, tar};
use std::io::Read;

fn facts(bytes: &[u8]) -> DependencyFile {
    let limits = Limits::default();
    read("deps/a.tgz", bytes, &limits, &mut Budget::new(&limits))
}

fn tgz(bytes: &[u8]) -> Tgz {
    facts(bytes).tgz.ready().unwrap().clone()
}

fn kinds(bytes: &[u8]) -> Vec<K> {
    tgz(bytes).faults.iter().map(|fault| fault.kind).collect()
}

fn of_tar(bytes: &[u8]) -> Vec<K> {
    kinds(&gzip(bytes))
}

fn file(name: &str) -> TarMember {
    TarMember { name: name.to_owned(), text: "hello".to_owned(), ..TarMember::default() }
}

fn special(kind: char, name: &str, link: &str, text: &str) -> TarMember {
    TarMember {
        name: name.to_owned(),
        kind: Some(kind),
        link: link.to_owned(),
        text: text.to_owned(),
        ..TarMember::default()
    }
}

fn good() -> Vec<u8> {
    let link = |name: &str, target: &str| special('2', name, target, "");
    tar(&[
        special('5', "./", "", ""),
        special('5', "./a/", "", ""),
        file("./a/b.txt"),
        special('x', "pax", "", "20 mtime=1700000000\n"),
        file("a/c"),
        special('L', "././@LongLink", "", &format!("a/{}\0", "n".repeat(120))),
        file("short"),
        link("a/up", "../a/./c"),
        link("lib64", "a"),
        link("a/back", "c/../b.txt"),
        special('1', "a/hard", "./a/c", ""),
        special('g', "global", "", "19 comment=made by\n"),
        file("last"),
    ])
}

#[test]
fn numbers_that_are_none_and_unknown_versions_are_seen() {
    let changed = |at: usize, bytes: &[u8]| {
        let mut tar = tar(&[file("a")]);
        tar[at..at + bytes.len()].copy_from_slice(bytes);
        sum(&mut tar);
        of_tar(&tar)
    };
    for at in [100, 108, 116, 136] {
        assert_eq!(changed(at, b"x"), [K::Field], "{at}");
    }
    assert_eq!(changed(136, &[0xff; 12]), [], "files can be older than 1970");
    assert_eq!(changed(263, b"01"), [K::Version]);
}

#[test]
fn names_that_linux_or_another_system_does_not_take_are_seen() {
    assert_eq!(of_tar(&tar(&[file("a/x"), file("a/X")])), [K::NameCase]);
    assert_eq!(of_tar(&tar(&[file("a"), special('2', "l", "a\u{1b}[2J", "")])), [K::LinkControl]);
    assert_eq!(of_tar(&tar(&[file("a\u{2028}b")])), [K::NameControl]);
    let long = special('L', "././@LongLink", "", &format!("{}\0", "n".repeat(256)));
    assert_eq!(of_tar(&tar(&[long, file("short")])), [K::TooLong]);
}

#[test]
fn a_part_of_a_block_is_no_end() {
    assert_eq!(of_tar(&[0]), [K::NotTar]);
    let whole = tar(&[file("a")]);
    assert_eq!(of_tar(&whole[..1024 + 300]), [K::NoEndBlock]);
}

#[test]
fn what_real_archives_have_is_no_fault() {
    let tgz = tgz(&gzip(&good()));
    assert_eq!(tgz.faults, []);
    assert_eq!((tgz.members, tgz.limit), (10, None));
    assert_eq!(of_tar(&[good(), vec![0; 8192]].concat()), []);
}

#[test]
fn a_cut_anywhere_is_seen_and_never_panics() {
    let whole = gzip(&good());
    assert!(whole.len() > 200);
    for end in 0..whole.len() {
        let file = facts(&whole[..end]);
        let tgz = file.tgz.ready().unwrap();
        assert!(tgz.faults.iter().any(|fault| matches!(fault.kind, K::NotGzip | K::GzipCut)), "{end}: {tgz:?}");
        assert_eq!(file.size, end as u64);
    }
    let tar = good();
    // without its blocks of zeros it is whole, if badly ended
    for end in 0..tar.len() - 1024 {
        assert!(!of_tar(&tar[..end]).is_empty(), "{end}");
    }
}

#[test]
fn no_changed_byte_of_the_stream_goes_unseen_or_panics() {
    let whole = gzip(&good());
    // the header's time, extra flags and system mean nothing
    for at in (0..4).chain(10..whole.len()) {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            let mut content = Vec::new();
            let reads = flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut content).is_ok();
            // a bit of the code tables may mean nothing
            let is_same = reads && content == good();
            assert!(is_same || !kinds(&bytes).is_empty(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn faults_of_the_gzip_stream() {
    let whole = gzip(&good());
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    let length = whole.len();
    assert_eq!(kinds(b""), [K::NotGzip]);
    assert_eq!(kinds(b"PK\x03\x04"), [K::NotGzip]);
    assert_eq!(kinds(&good()), [K::NotGzip]);
    assert_eq!(kinds(&with(2, 9)), [K::GzipMethod]);
    assert_eq!(kinds(&with(3, 0x80)), [K::GzipFlags]);
    assert_eq!(kinds(&with(length - 5, !whole[length - 5])), [K::GzipSum]);
    assert_eq!(kinds(&with(length - 1, 1)), [K::GzipLength]);
    assert_eq!(kinds(&[&whole[..], b"\0"].concat()), [K::GzipTrailing]);
    assert_eq!(kinds(&[&whole[..], b"\x1f\x8a"].concat()), [K::GzipTrailing]);
    assert_eq!(kinds(&[&whole[..], b"\x1f\x8b\x08"].concat()), [K::GzipCut]);
    let tar = good();
    let (one, two) = tar.split_at(700);
    assert_eq!(kinds(&[gzip(one), gzip(two)].concat()), [K::GzipMembers]);
    assert_eq!(kinds(&[gzip(&tar), gzip(&tar)].concat()), [K::GzipMembers, K::BehindEnd]);
    let header_sum = [&whole[..3], &[2], &whole[4..10], b"\0\0", &whole[10..]].concat();
    assert_eq!(kinds(&header_sum), [K::GzipHeaderSum]);
    let named = [&whole[..3], &[8], &whole[4..10], b"../../evil\0", &whole[10..]].concat();
    assert_eq!(kinds(&named), []);
}

#[test]
fn faults_of_the_records() {
    let one = || header(&file("a"), 0);
    let end = || vec![0; 1024];
    let changed = |at: usize, bytes: &[u8]| {
        let mut block = one();
        block[at..at + bytes.len()].copy_from_slice(bytes);
        sum(&mut block);
        [block, end()].concat()
    };
    assert_eq!(of_tar(b""), [K::Empty]);
    assert_eq!(of_tar(b"hello"), [K::NotTar]);
    assert_eq!(of_tar(&gzip(&good())), [K::NotTar]);
    assert_eq!(of_tar(&end()), [K::NoMembers]);
    assert_eq!(of_tar(&one()), [K::NoEndBlock]);
    assert_eq!(of_tar(&[one(), vec![0; 512]].concat()), [K::OneEndBlock]);
    assert_eq!(of_tar(&[one(), end(), one()].concat()), [K::BehindEnd]);
    assert_eq!(of_tar(&[one(), vec![0; 512], one()].concat()), [K::BehindEnd]);
    assert_eq!(of_tar(&[one(), one()[..200].to_vec()].concat()), [K::HeaderCut]);
    let mut bad = one();
    bad[0] = b'b';
    assert_eq!(of_tar(&[one(), bad].concat()), [K::HeaderSum]);
    assert_eq!(of_tar(&changed(257, b"\0\0\0\0\0\0")), [K::NoMagic]);
    assert_eq!(of_tar(&changed(124, &[0xff; 12])), [K::Number]);
    assert_eq!(of_tar(&changed(124, b"0000000000x")), [K::Number]);
    assert_eq!(of_tar(&changed(124, b"\x80\0\0\0\x40\0\0\0\0\0\0\0")), [K::MemberCut]);
    assert_eq!(of_tar(&tar(&[file("a")])[..514]), [K::MemberCut]);
    assert_eq!(of_tar(&changed(345, b"../..")), [K::NameParent]);
    assert_eq!(of_tar(&changed(0, b"\xff\xfe")), [K::NameUtf8]);
}

#[test]
fn faults_of_extended_headers() {
    let with = |pax: &str| of_tar(&tar(&[special('x', "p", "", pax), file("a")]));
    assert_eq!(with("21 path=../../../evil\n"), [K::PaxRecord]);
    assert_eq!(with("22 path=../../../evil\n"), [K::NameParent]);
    assert_eq!(with("11 size=99\n"), [K::PaxSize]);
    assert_eq!(with("10 size=4\n"), [K::PaxSize]);
    assert_eq!(with("10 size=5\n"), []);
    assert_eq!(with("22 GNU.sparse.major=1\n"), [K::Sparse]);
    let (pax, long) = (special('x', "p", "", "10 path=b\n"), special('L', "l", "", "c\0"));
    assert_eq!(of_tar(&tar(&[pax.clone(), long.clone(), file("a")])), [K::PaxAndLong]);
    assert_eq!(of_tar(&tar(&[pax.clone(), pax.clone(), file("a")])), [K::HeadersTwice]);
    assert_eq!(of_tar(&tar(&[long.clone(), long, file("a")])), [K::HeadersTwice]);
    assert_eq!(of_tar(&tar(&[file("a"), pax])), [K::Dangling]);
    assert_eq!(of_tar(&tar(&[special('g', "g", "", "10 path=b\n"), file("a")])), [K::PaxGlobal]);
    assert_eq!(of_tar(&tar(&[special('L', "l", "", "a\0/../b\0"), file("a")])), [K::NameNul, K::NameParent]);
}

#[test]
fn faults_of_names_types_and_links() {
    let link = |name: &str, target: &str| special('2', name, target, "");
    let hard = |name: &str, target: &str| special('1', name, target, "");
    for (members, wanted) in [
        (vec![file("../a")], vec![K::NameParent]),
        (vec![file("/a")], vec![K::NameAbsolute]),
        (vec![file("")], vec![K::NameEmpty]),
        (vec![file("a\u{1b}[2J")], vec![K::NameControl]),
        (vec![file("a\u{202e}b")], vec![K::NameControl]),
        (vec![file("a\\b")], vec![K::NameBackslash]),
        (vec![file("C:x")], vec![K::NameBackslash]),
        (vec![file("a/")], vec![K::FileWithSlash]),
        (vec![special('3', "a", "", "")], vec![K::Device]),
        (vec![special('7', "a", "", "")], vec![K::OldType]),
        (vec![special('M', "a", "", "")], vec![K::UnknownType]),
        (vec![special('S', "a", "", "")], vec![K::Sparse]),
        (vec![special('5', "a/", "", "x")], vec![K::ContentOfNone]),
        (vec![link("a", "/etc/passwd")], vec![K::LinkAbsolute]),
        (vec![link("a", "/opt/redislabs/lib/x")], vec![K::LinkProduct]),
        (vec![link("a/b", "../../c")], vec![K::LinkOut]),
        (vec![link("a/b", "../c")], vec![]),
        (vec![link("a", "b"), link("b", "a")], vec![K::LinkLoop]),
        (vec![link("a", "a")], vec![K::LinkLoop]),
        (vec![link("f/t", "s/s/../../.."), link("f/s", ".")], vec![K::LinkBack]),
        (vec![link("f/t", "s/../x"), link("f/s", ".")], vec![K::LinkBack]),
        (vec![link("d", "e"), file("d/a")], vec![K::ThroughLink]),
        (vec![file("d/a"), link("d", "e")], vec![K::ThroughLink]),
        (vec![hard("a", "b")], vec![K::HardLink]),
        (vec![link("b", "c"), hard("a", "b")], vec![K::HardLink]),
        (vec![hard("a", "../../etc/passwd")], vec![K::HardLink]),
        (vec![file("a"), file("./a")], vec![K::NameTwice]),
        (vec![file("a"), file("a/b")], vec![K::FileAndFolder]),
        (vec![TarMember { mode: Some(0o4755), ..file("a") }], vec![K::Privileged]),
    ] {
        assert_eq!(of_tar(&tar(&members)), wanted, "{members:?}");
    }
}

#[test]
fn a_fault_is_kept_once_and_counted() {
    let tgz = tgz(&gzip(&tar(&[file("../a"), file("../b"), file("../c")])));
    assert_eq!(tgz.faults.len(), 1);
    assert_eq!((tgz.faults[0].count, &*tgz.faults[0].member), (3, "../a"));
}

#[test]
fn the_limits_stop_the_reading() {
    let limits = Limits {
        tgz: 20_000,
        tgz_ratio_from: 10_000,
        tgz_ratio: 30,
        tgz_members: 3,
        tgz_header: 600,
        tgz_headers: 1000,
        tgz_names: 50,
        ..Limits::default()
    };
    let limit = |bytes: &[u8]| {
        let file = read("a", bytes, &limits, &mut Budget::new(&limits));
        assert_eq!(file.size, bytes.len() as u64, "the sum is that of the whole file");
        file.tgz.ready().unwrap().limit
    };
    let noise: String = (0..30_000_u32).map(|n| char::from(33 + (n.wrapping_mul(2_654_435_761) >> 26) as u8)).collect();
    assert_eq!(limit(&gzip(&tar(&[special('0', "a", "", &noise)]))), Some("tgz-bytes"));
    assert_eq!(limit(&gzip(&tar(&[TarMember { zeros: 15_000, ..file("a") }]))), Some("tgz-ratio"));
    assert_eq!(limit(&gzip(&tar(&["a", "b", "c", "d"].map(file)))), Some("tgz-members"));
    assert_eq!(limit(&gzip(&tar(&[special('L', "l", "", &"n".repeat(700))]))), Some("tgz-header"));
    let long = || special('L', "l", "", &"n".repeat(550));
    assert_eq!(limit(&gzip(&tar(&[long(), long()]))), Some("tgz-headers"));
    assert_eq!(limit(&gzip(&tar(&[file(&"n".repeat(60))]))), Some("tgz-names"));
    assert_eq!(limit(&gzip(b"").repeat(17)), Some("gzip-members"));
    let named = [&gzip(b"")[..3], &[8], &[0; 6], &vec![b'x'; 5000][..]].concat();
    assert_eq!(limit(&named), Some("gzip-header"));
}
