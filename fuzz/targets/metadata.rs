//! The whole check of a bare module.json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint_fuzz::{hold, options};

fuzz_target!(|data: &[u8]| hold::always(&options::input("module.json", data), options::usual(data)));
