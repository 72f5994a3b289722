//! Versions of the compiler library's symbols that nodes do not have.

use crate::bundle::Bundle;
use crate::checks::abi;
use crate::dlopen::needs::Runtime;
use crate::finding::Sink;
use crate::input::Options;

pub(crate) fn check(bundle: &Bundle, options: &Options, sink: &mut Sink) {
    abi::check(bundle, options, Runtime::Gcc, sink);
}
