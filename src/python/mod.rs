//! Python's rules over JSON values: what RAMP's unpacker makes of them.
//!
//! Everything here is CPython 3.11.7 and its Unicode 14.0; nothing here knows what a bundle is.

mod float_text;
mod iterate;
mod number;
mod os_name;
mod repr;
mod truth;
mod unicode;
mod unicode_tables;

pub use iterate::{Items, iterate};
pub use number::{IntOfFloat, int_of_float};
pub use os_name::{NoOsName, OsName, parse_os, parse_os_name};
pub use repr::{repr_of, repr_of_float, str_of};
pub use truth::{is_hashable, truthy};
pub use unicode::{decimal_digit, is_printable};
