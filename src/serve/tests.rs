//! The served answers.
