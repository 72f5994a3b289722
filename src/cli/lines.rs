//! The release lines of a run: those of the data, and those of files that the user has.

use super::Streams;
use super::error::Error;
use crate::report::escape::visible;
use crate::target::fault::fault;
use crate::target::profile::Profile;
use crate::target::select::{self, Found};
use crate::target::{Target, version_key};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file of a release line that is read; those of the data have some ten thousand bytes.
const MAX_FILE: u64 = 1 << 20;

/// The release lines of a run, oldest first.
pub(super) struct Lines {
    profiles: Vec<Profile>,
    from_files: BTreeSet<String>,
}

impl Lines {
    /// The lines of the data, and over them those of these files.
    pub(super) fn read(files: &[PathBuf], streams: &mut Streams<'_>) -> Result<Self, Error> {
        let mut lines = Self { profiles: select::profiles().to_vec(), from_files: BTreeSet::new() };
        for path in files {
            let profile = read(path)?;
            if let Some(known) = lines.profiles.iter().position(|known| known.line == profile.line) {
                lines.profiles.remove(known);
                let (line, path) = (&profile.line, path.display());
                super::warn(streams, &format!("{line} is known already: {path} takes its place"));
            }
            lines.from_files.insert(profile.line.clone());
            lines.profiles.push(profile);
        }
        lines.profiles.sort_by_key(|profile| version_key(&profile.line));
        Ok(lines)
    }

    /// The lines.
    pub(super) fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The newest build of every line.
    pub(super) fn all(&self) -> Vec<Target> {
        self.profiles.iter().map(Target::newest).collect()
    }

    /// The newest builds of the lines that files told of.
    pub(super) fn of_files(&self) -> Vec<Target> {
        self.all().into_iter().filter(|target| self.from_files.contains(&target.line)).collect()
    }

    /// The targets of names, each once, in the order of the names.
    pub(super) fn targets(&self, names: &[String], streams: &mut Streams<'_>) -> Result<Vec<Target>, Error> {
        let mut found: Vec<Target> = Vec::new();
        for name in names {
            match name.trim() {
                "all" => found.extend(self.all()),
                "supported" => found.extend(self.all().into_iter().filter(Target::is_supported)),
                "latest" => found.extend(self.all().pop()),
                name => found.push(self.target(name, streams)?),
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|target| seen.insert(target.asked.clone()));
        Ok(found)
    }

    /// The target of a name; that another does for it is said.
    pub(super) fn target(&self, name: &str, streams: &mut Streams<'_>) -> Result<Target, Error> {
        match select::find_among(&self.profiles, name) {
            Found::Exact(target) => Ok(target),
            Found::Near(target, why) => {
                super::warn(streams, &why);
                Ok(target)
            }
            Found::None => {
                let known: Vec<&str> = self.profiles.iter().map(|profile| profile.line.as_str()).collect();
                let name = visible(name);
                Err(Error::Usage(format!(
                    "no release line or build `{name}` in the data, which know {}",
                    known.join(", ")
                )))
            }
        }
    }
}

/// Reads the file of a release line.
fn read(path: &Path) -> Result<Profile, Error> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::Read(name.clone(), error))?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size > MAX_FILE) {
        return Err(Error::TargetFile(name, format!("more than {MAX_FILE} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::TargetFile(name.clone(), format!("no UTF-8 at byte {at}"))
    })?;
    let profile: Profile = toml::from_str(&text).map_err(|error| {
        // the place as `line:column`; the message alone, for its display would draw the line over several
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Error::TargetFile(name.clone(), format!("{line}:{column}: {}", error.message().replace('\n', ", ")))
    })?;
    match fault(&profile) {
        Some(fault) => Err(Error::TargetFile(name, fault)),
        None => Ok(profile),
    }
}
