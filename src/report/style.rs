//! How the human report looks.

/// How to print for people.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to leave out notes and the pages of findings.
    pub quiet: bool,
    /// Whether to show findings that the user set aside.
    pub show_ignored: bool,
}

/// Columns of a line before it is wrapped; not the terminal's, so that output is the same everywhere.
pub(super) const WIDTH: usize = 110;
