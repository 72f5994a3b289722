//! The whole check of a bundle, whose members are also changed below their compression.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use ramplint_fuzz::{hold, mutate, options};

fuzz_target!(|data: &[u8]| hold::always(&options::input("fuzz.zip", data), options::usual(data)));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| { mutate::zip(data, size, max_size, seed) });
