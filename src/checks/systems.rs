//! Names of operating systems as module.json spells them: the family and the major version decide.

use crate::bundle::json::{Span, Value};
use crate::bundle::metadata::{Field, Metadata};
use crate::checks::wording::closest;
use crate::python;
use crate::tables;
use crate::target::Target;

/// A name such as `ubuntu22` or `ubuntu22.04`, which are one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct System {
    /// The name as it is written.
    pub(crate) text: String,
    /// Family and major version, the spelling of the current packer.
    pub(crate) major: String,
    /// Where it stands.
    pub(crate) span: Span,
    /// Its index in the list.
    pub(crate) index: usize,
}

impl System {
    fn of(index: usize, value: &Value) -> Option<Self> {
        let os = python::parse_os(value).ok()?;
        let text = value.as_str()?.to_owned();
        let major = format!("{}{}", os.name, os.version.split('.').next().unwrap_or_default());
        Some(Self { text, major, span: value.span, index })
    }

    /// Whether some release line ever ran on it.
    pub(crate) fn is_known(&self) -> bool {
        tables::operating_systems().iter().any(|os| os.ramp == self.major)
    }

    /// Whether the name is family and version and nothing else; the unpacker reads over what else there is.
    pub(crate) fn is_plain(&self) -> bool {
        let digits = self.text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
        digits.len() < self.text.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    }

    /// The spelling that the packer gives to this name of another: `rhel9` for `almalinux9`.
    pub(crate) fn meant(&self) -> Option<&'static str> {
        alias(&self.major)
    }
}

/// Family and major version of a name, the spelling of the current packer: `ubuntu22` of `ubuntu22.04`.
pub(crate) fn major(name: &str) -> Option<String> {
    let os = python::parse_os_name(name)?;
    Some(format!("{}{}", os.name, os.version.split('.').next().unwrap_or_default()))
}

/// What the packer makes of another name for a system: `rhel9` of `almalinux9`, `ubuntu22` of `jammy`.
pub(crate) fn alias(name: &str) -> Option<&'static str> {
    let wanted = name.trim();
    tables::os_aliases().iter().find(|row| row.name.eq_ignore_ascii_case(wanted)).map(|row| row.means.as_str())
}

/// A known spelling that a name is close to.
pub(crate) fn similar(name: &str) -> Option<&'static str> {
    let known = tables::operating_systems().iter().map(|os| os.ramp.as_str());
    closest(name.trim(), known).filter(|found| {
        // one digit more or less is another system, not a slip of the pen
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        digits(found) == digits(name)
    })
}

/// The list that says where a module runs, with its name: `operating_systems`, in old bundles `os_list`.
pub(crate) fn declared(metadata: &Metadata) -> Option<(&'static str, Field<'_>)> {
    ["operating_systems", "os_list"].into_iter().find_map(|name| Some((name, metadata.field(name)?)))
}

/// The systems of a list that the unpacker can read; there may be fewer than items.
pub(crate) fn systems(field: &Field<'_>) -> Vec<System> {
    let items = field.value().as_array().unwrap_or_default();
    items.iter().enumerate().filter_map(|(index, item)| System::of(index, item)).collect()
}

/// Whether nodes of a release line run on a system.
pub(crate) fn runs_on(target: &Target, system: &System) -> bool {
    target.has_os(&system.major)
}
