//! The loader of dependency archives.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ramplint::load;
use ramplint_fuzz::{mutate, options};

fuzz_target!(|data: &[u8]| {
    let limits = options::limits();
    let read = || load::dependency("deps/fuzz.tgz", data, &limits);
    let file = read();
    assert!(file.size <= limits.file + 1);
    assert!(file.size == data.len() as u64 || file.sha256.is_none());
    assert_eq!(format!("{file:?}"), format!("{:?}", read()));
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| { mutate::tgz(data, size, max_size, seed) });
