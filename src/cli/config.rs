//! Finds and reads the `ramplint.toml` of each input, and says what is wrong with one.

use super::Streams;
use super::args::ConfigArgs;
use super::collect::{Found, shown};
use super::error::Error;
use super::options::{Asked, Base};
use crate::config::day::Day;
use crate::config::read::{LARGEST, read};
use crate::config::{self, Config, Settings, Unusable};
use crate::report::excerpt;
use crate::report::human_finding;
use crate::report::style::Style;
use crate::rule::selector::Selector;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The names of a configuration, the first one before the other.
pub(super) const NAMES: [&str; 2] = ["ramplint.toml", ".ramplint.toml"];
/// Names a configuration for all inputs.
const VARIABLE: &str = "RAMPLINT_CONFIG";
/// Sets another day than today, in seconds since 1970.
const CLOCK: &str = "SOURCE_DATE_EPOCH";
/// Faults of one file that are shown.
const MOST: usize = 20;

/// Who governs what.
pub(super) struct Rule {
    /// The configurations of the run.
    pub(super) configs: Vec<Config>,
    /// What is asked: first without a configuration, then with each.
    pub(super) asked: Vec<Asked>,
    /// For each input its configuration and the path that globs are compared with.
    pub(super) inputs: Vec<(Option<usize>, String)>,
}

impl Rule {
    /// Finds the configurations of all inputs.
    pub(super) fn find(
        arguments: &ConfigArgs,
        found: &[Found],
        base: &mut Base<'_>,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Error> {
        let mut search = Search { folders: BTreeMap::new(), configs: Vec::new() };
        let named = named(arguments).map(|path| search.take(&path)).transpose()?;
        let mut inputs = Vec::with_capacity(found.len());
        for one in found {
            let (path, folder) = one.place();
            let config = match named {
                Some(config) => Some(config),
                None if arguments.no_config => None,
                None => search.above(&absolute(&folder))?,
            };
            let home = config.and_then(|index| search.configs.get(index)).map(|(_, home)| home.as_path());
            inputs.push((config, path.map_or_else(|| "-".to_owned(), |path| relative(path, home))));
        }
        let configs: Vec<Config> = search.configs.into_iter().map(|(config, _)| config).collect();
        let mut asked = vec![base.asked(None, streams)?];
        for config in &configs {
            asked.push(base.asked(Some(config), streams)?);
        }
        Ok(Self { configs, asked, inputs })
    }

    /// What is asked about what a configuration governs.
    pub(super) fn of(&self, config: Option<usize>) -> Option<&Asked> {
        self.asked.get(config.map_or(0, |index| index + 1))
    }
}

/// The configuration that somebody names; `--no-config` is before the environment.
fn named(arguments: &ConfigArgs) -> Option<PathBuf> {
    if arguments.no_config {
        return None;
    }
    let of_environment = || std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    arguments.config.clone().or_else(of_environment)
}

/// What flags and the clock decide.
pub(super) fn settings(arguments: &ConfigArgs, is_partial: bool) -> Result<Settings, Error> {
    let select = |texts: &[String]| {
        let unknown =
            |unknown: crate::rule::selector::Unknown| Error::Usage(format!("{}; {}", unknown.message, unknown.help));
        texts.iter().map(|text| Selector::parse(text.trim()).map_err(unknown)).collect::<Result<Vec<_>, _>>()
    };
    Ok(Settings {
        today: today(),
        select: select(&arguments.select)?,
        ignore: select(&arguments.ignore)?,
        is_partial,
        baseline: None,
    })
}

fn today() -> Option<Day> {
    let fixed = std::env::var(CLOCK).ok().and_then(|text| text.trim().parse().ok());
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok().map(|since| since.as_secs());
    fixed.or_else(now).map(Day::of_seconds)
}

/// Configurations that were met, with their folders.
struct Search {
    folders: BTreeMap<PathBuf, Option<usize>>,
    configs: Vec<(Config, PathBuf)>,
}

impl Search {
    /// The nearest configuration in a folder or above it, up to the root of the repository.
    fn above(&mut self, folder: &Path) -> Result<Option<usize>, Error> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(*known);
        }
        let mut here = None;
        for name in NAMES {
            let path = folder.join(name);
            match std::fs::symlink_metadata(&path) {
                Ok(_) => {
                    here = Some(self.take(&path)?);
                    break;
                }
                // a name on the way is no folder, or too long: nothing is there
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(Error::Read(shown(&path), error));
                }
                Err(_) => {}
            }
        }
        let is_root = std::fs::symlink_metadata(folder.join(".git")).is_ok();
        let found = match (here, folder.parent()) {
            (None, Some(parent)) if !is_root => self.above(parent)?,
            (here, _) => here,
        };
        self.folders.insert(folder.to_owned(), found);
        Ok(found)
    }

    /// Reads a configuration.
    fn take(&mut self, path: &Path) -> Result<usize, Error> {
        let failed = |error| Error::Read(shown(path), error);
        // a device or a pipe could go on for ever
        if !std::fs::metadata(path).map_err(failed)?.is_file() {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "no regular file")));
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        let config = read(&seen(path), &bytes).map_err(Error::Config)?;
        let home = absolute(path).parent().map(Path::to_owned).unwrap_or_default();
        self.configs.push((config, home));
        Ok(self.configs.len() - 1)
    }
}

/// A path without `.` and `..`, from the root; links are not followed, for a repository ends where its folders do.
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in whole.components() {
        if part == Component::ParentDir {
            clean.pop();
        } else if part != Component::CurDir {
            clean.push(part);
        }
    }
    clean
}

/// A path as people want to see it: from the working folder when it is below it.
pub(super) fn seen(path: &Path) -> String {
    let here = absolute(Path::new("."));
    shown(absolute(path).strip_prefix(here).unwrap_or(path))
}

/// The path that globs are compared with: from the folder of the configuration, or from here when it is not below it.
fn relative(path: &Path, home: Option<&Path>) -> String {
    let whole = absolute(path);
    let inside = home.and_then(|home| whole.strip_prefix(home).ok());
    let text = inside.map_or_else(|| seen(path), shown);
    if text.is_empty() { ".".to_owned() } else { text }
}

/// Says what is wrong with a configuration, with the lines at fault.
pub(super) fn say(unusable: &Unusable, streams: &mut Streams<'_>) {
    for fault in unusable.faults.iter().take(MOST) {
        let place = config::place(&unusable.text, None, fault.span);
        let excerpt = excerpt::of_text(&place, &unusable.text);
        let (message, help) = (crate::report::escape::visible(&fault.message), fault.help.as_deref());
        let style = Style::default();
        let text = human_finding::fault("error", &message, excerpt.as_ref(), &unusable.path, help, style);
        let _ = streams.error.write_all(text.as_bytes());
    }
    if unusable.faults.len() > MOST {
        let _ = writeln!(streams.error, "and {} more\n", unusable.faults.len() - MOST);
    }
}
