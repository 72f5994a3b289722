//! Reads the saved answers of a cluster's REST API.

use super::Snapshot;

/// Reads saved answers; each comes with its file's name as messages show it.
///
/// The error says what is no such answer, or which answers contradict one another.
pub fn read(answers: &[(String, Vec<u8>)]) -> Result<Snapshot, String> {
    // the reader proper follows; recipes without `cluster` do not need it
    Err(format!("{} files of saved answers cannot be read yet", answers.len()))
}
