//! Mutators that change an archive's content below its compression, and most times leave the archive whole.

mod tgz;
mod zip;

use libfuzzer_sys::fuzzer_mutate;

/// Changes the content of a member of a zip, or any bytes of the file; the new size.
pub fn zip(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    below(data, size, max_size, seed, |bytes, change, seed| zip::change(bytes, seed, change))
}

/// Changes what is in a gzip stream, or any bytes of the file; the new size.
pub fn tgz(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    below(data, size, max_size, seed, tgz::change)
}

/// Changes content in place; it may be made longer.
type Change<'a> = &'a dyn Fn(&mut Vec<u8>);

fn below(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    change: impl Fn(&[u8], Change<'_>, u32) -> Option<Vec<u8>>,
) -> usize {
    // one in three changes the file as it lies there
    if seed.is_multiple_of(3) {
        return fuzzer_mutate(data, size, max_size);
    }
    let bytes = data.get(..size).unwrap_or_default();
    let changed = change(bytes, &|content| grow(content), seed / 3).filter(|changed| changed.len() <= max_size);
    let Some((changed, place)) = changed.and_then(|changed| Some((data.get_mut(..changed.len())?, changed))) else {
        return fuzzer_mutate(data, size, max_size);
    };
    changed.copy_from_slice(&place);
    place.len()
}

/// A change of libFuzzer's own making, in a buffer with room for it.
fn grow(content: &mut Vec<u8>) {
    let size = content.len();
    content.resize(size + 256, 0);
    let size = fuzzer_mutate(content, size, size + 256);
    content.truncate(size);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Entry, Zip};
    use crate::{hold, options, tgz as tar};
    use ramplint::unpack::Outcome;

    #[test]
    fn a_changed_member_leaves_the_archive_whole() {
        let metadata = crate::METADATA.replace("Hello", "Holla, holla, this is longer");
        let modules = [Entry::deflated("hello.so", crate::MODULE, 0o755), Entry::stored("hello.so", b"\x7fELF", 0o755)];
        for module in modules {
            let file = Zip::new(vec![Entry::deflated("module.json", b"{}", 0o600), module]).write();
            // the first member, and its sums set right
            let change = |content: &mut Vec<u8>| metadata.as_bytes().clone_into(content);
            let changed = (0..64).filter_map(|seed| zip::change(&file, seed, &change));
            let outcomes: Vec<_> = changed
                .map(|bytes| {
                    let input = options::input("x.zip", &bytes);
                    hold::wholly(&input, options::usual(&bytes)).unwrap();
                    ramplint::check(&input, options::usual(&bytes)).unpack.unwrap()
                })
                .collect();
            assert!(outcomes.contains(&Outcome::Accepted));
            // now and then the sum stays wrong
            assert!(
                outcomes
                    .iter()
                    .any(|outcome| matches!(outcome, Outcome::Rejected(r) if r.message == "Failed to extract bundle"))
            );
        }
    }

    #[test]
    fn a_changed_tar_has_right_sums_again() {
        let member = tar::TarMember { name: "a".to_owned(), text: "x".repeat(600), ..tar::TarMember::default() };
        let file = tar::gzip(&tar::tar(&[member]));
        let read = |bytes: &[u8]| {
            let file = ramplint::load::dependency("deps/a.tgz", bytes, &options::limits());
            file.tgz.ready().map(|tgz| (tgz.members, tgz.faults.len())).unwrap()
        };
        let before = read(&file);
        assert_eq!(before, (1, 0));
        let change = |content: &mut Vec<u8>| content[0] = b'b';
        let changed: Vec<_> = (0..32).filter_map(|seed| super::tgz::change(&file, &change, seed)).collect();
        assert!(changed.iter().any(|bytes| read(bytes) == before && bytes != &file));
        assert!(changed.iter().any(|bytes| read(bytes) != before), "now and then a sum stays wrong");
    }
}
