//! The loader of YAML, by way of the lists that a Kubernetes operator and a bootstrap read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramplint::listing::{self, Reader};

fuzz_target!(|data: &[u8]| {
    for reader in [Reader::Kubernetes, Reader::Bootstrap] {
        let read = || listing::read("fuzz.yaml", data, reader);
        let answer = read();
        assert_eq!(answer, read());
        if let Err(message) = answer {
            assert!(!message.chars().any(char::is_control), "{message:?}");
        }
    }
});
