//! ramplint.
mod bundle;
