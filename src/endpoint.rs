//! What takes bundles: the upload endpoints, and the two that download them.

/// Something that takes bundles, or what their module.json says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// `POST /v1/modules`.
    V1,
    /// `POST /v2/modules`.
    V2,
    /// `POST /v2/modules/user-defined`: reads the metadata alone.
    UserDefined,
    /// `POST /v2/local/modules/user-defined/artifacts`: reads the bundle, on each node.
    Artifact,
    /// `user_defined_modules` of a node's bootstrap: downloads the bundle.
    Bootstrap,
    /// `userDefinedModules` of the Kubernetes operator: downloads the bundle.
    Kubernetes,
}

impl Endpoint {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::V1, Self::V2, Self::UserDefined, Self::Artifact, Self::Bootstrap, Self::Kubernetes];

    /// Those that a person uploads to.
    pub const UPLOADS: [Self; 4] = [Self::V1, Self::V2, Self::UserDefined, Self::Artifact];

    /// Method and path; for what downloads, who does and the key that names the bundle.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::V1 => "POST /v1/modules",
            Self::V2 => "POST /v2/modules",
            Self::UserDefined => "POST /v2/modules/user-defined",
            Self::Artifact => "POST /v2/local/modules/user-defined/artifacts",
            Self::Bootstrap => "bootstrap user_defined_modules",
            Self::Kubernetes => "kubernetes userDefinedModules",
        }
    }

    /// The short name, as the command line takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::UserDefined => "user-defined",
            Self::Artifact => "artifact",
            Self::Bootstrap => "bootstrap",
            Self::Kubernetes => "kubernetes",
        }
    }

    /// Whether it is one that a person uploads to.
    #[must_use]
    pub fn is_upload(self) -> bool {
        Self::UPLOADS.contains(&self)
    }
}
