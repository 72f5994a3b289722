//! The endpoints that take bundles.

/// An endpoint that takes bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// `POST /v1/modules`.
    V1,
    /// `POST /v2/modules`.
    V2,
}

impl Endpoint {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// Method and path.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::V1 => "POST /v1/modules",
            Self::V2 => "POST /v2/modules",
        }
    }
}
