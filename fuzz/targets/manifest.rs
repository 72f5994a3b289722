//! The whole check of a packing manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint_fuzz::{hold, options};

fuzz_target!(|data: &[u8]| hold::always(&options::input("ramp.yml", data), options::usual(data)));
