//! The whole check of a bundle that a program of bytes builds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint_fuzz::{bundle, hold};

fuzz_target!(|data: &[u8]| {
    let case = bundle::build(data);
    hold::always(&case.input, &case.options);
});
