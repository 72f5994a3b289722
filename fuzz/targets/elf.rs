//! The whole check of a bare module file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint_fuzz::{hold, options};

fuzz_target!(|data: &[u8]| hold::always(&options::input("module.so", data), options::usual(data)));
