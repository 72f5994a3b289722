//! The loader of archives alone: bounded facts that point into the file.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ramplint::{load, unpack};
use ramplint_fuzz::{mutate, options};

fuzz_target!(|data: &[u8]| {
    let limits = options::limits();
    let bundle = load::load(&options::input("fuzz.zip", data), &limits);
    let _ = unpack::predict(&bundle);
    let Some(archive) = bundle.archive.ready() else { return };
    let size = data.len() as u64;
    assert!(archive.members.len() as u64 <= limits.entries);
    assert!(archive.gaps.iter().all(|gap| gap.range.start < gap.range.end && gap.range.end <= size));
    assert!(archive.members.iter().all(|member| member.data(size).end <= size));
    let produced: u64 = archive.members.iter().map(|member| member.content.produced).sum();
    // a step of the reading goes over by at most its buffer
    assert!(produced <= limits.total + (1 << 17), "{produced} bytes were inflated");
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| { mutate::zip(data, size, max_size, seed) });
