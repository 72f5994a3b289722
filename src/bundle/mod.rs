//! The facts read from an input, before anyone judges them.
//!
//! Nothing here decides whether a value is good; that is the work of `checks`.

pub mod json;
