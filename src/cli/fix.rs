//! `ramplint fix`: reads a bundle, has it mended, and writes the result when it is better.

use super::args_fix::FixArgs;
use super::collect::{self, Found};
use super::error::Error;
use super::replace::into_file;
use super::{CLEAN, FINDINGS, Streams, limits};
use crate::finding::Severity;
use crate::fix::{Mended, Moment, Safety, mend};
use crate::input::{Input, Options, Source};
use crate::report::mended::{self, Written};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Where members' times come from, as other tools that build the same bytes again have it.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The status is 1 when an error is left in what there is in the end, also when nothing could be written.
pub(super) fn run(arguments: &FixArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let options = Options { limits: limits::of(&arguments.limits)?, ..Options::default() };
    let moment = moment()?;
    let found = bundle(arguments, streams, &options)?;
    let out = target(arguments)?;
    let Some(input) = collect::load(&found, &options.limits)? else { return Ok(CLEAN) };
    let shown = input.path.clone();
    let mended = mended(input, &options, arguments, moment)?;
    if let Some(made) = mended.made.as_ref().filter(|made| !made.worse.is_empty()) {
        return Err(Error::Worse(shown, made.worse.clone()));
    }
    let has_errors = mended.last().count(Severity::Error) > 0;
    // without a fix there is nothing to write in place, and a bundle with errors is not passed on as if it were mended
    let is_due = mended.made.is_some() || (!has_errors && arguments.output.is_some());
    let mut written = Written::No;
    if let Some(out) = out.filter(|_| is_due) {
        into_file(&out, |file| mended.write(file)).map_err(|error| Error::Write(collect::shown(&out), error))?;
        written = Written::To(collect::shown(&out));
    } else if arguments.diff && arguments.output.is_none() && !arguments.in_place {
        written = Written::NotAsked;
    }
    super::print(streams, &mended::text(&mended, &written, arguments.diff, moment))?;
    Ok(if has_errors { FINDINGS } else { CLEAN })
}

/// Plans and makes; a fault of ours is told, and nothing is written.
fn mended(input: Input, options: &Options, arguments: &FixArgs, moment: Moment) -> Result<Mended, Error> {
    let path = input.path.clone();
    let level = if arguments.unsafe_too { Safety::Unsafe } else { Safety::Safe };
    if let Source::TooLarge(size) = input.source {
        return Err(Error::Usage(format!("{path} has {size} bytes: `--limit file-bytes={size}` would read it")));
    }
    let mended = catch_unwind(AssertUnwindSafe(|| mend(input, options, level, moment)));
    let mended = mended.map_err(|_| Error::Internal(path.clone()))?;
    let mended = mended.ok_or_else(|| Error::Usage(format!("{path} is no bundle: `fix` mends zip archives")))?;
    match mended.failure() {
        Some(error) => Err(Error::Read(path, std::io::Error::new(error.kind(), error.to_string()))),
        None => Ok(mended),
    }
}

/// The one bundle that is named.
fn bundle(arguments: &FixArgs, streams: &mut Streams<'_>, options: &Options) -> Result<Found, Error> {
    let found = collect::one(&arguments.path, streams.input, &options.limits)?;
    match &found {
        Found::Parts { shown, .. } => Err(Error::Usage(format!("{shown} is a folder: `fix` mends zip archives"))),
        Found::Read(_) if arguments.in_place => {
            Err(Error::Usage("standard input has no place to be mended in: name a file with `-o`".to_owned()))
        }
        _ => Ok(found),
    }
}

/// The file to write, when it may be written.
fn target(arguments: &FixArgs) -> Result<Option<PathBuf>, Error> {
    if arguments.in_place {
        return Ok(Some(arguments.path.clone()));
    }
    let Some(out) = &arguments.output else { return Ok(None) };
    if is_same(out, &arguments.path) {
        return Err(Error::Usage(format!("{} is the bundle itself: say so with `--in-place`", collect::shown(out))));
    }
    // also a link that leads nowhere is there
    if out.symlink_metadata().is_ok() && !arguments.force {
        return Err(Error::Usage(format!("{} is there already: `--force` writes over it", collect::shown(out))));
    }
    Ok(Some(out.clone()))
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(a), Ok(b)) if a == b => true,
        (Ok(a), Ok(b)) => is_same_file(&a, &b),
        _ => false,
    }
}

/// Two names of one file on one disk.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| std::fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    id(one).is_some_and(|one| Some(one) == id(other))
}

#[cfg(not(unix))]
fn is_same_file(_: &Path, _: &Path) -> bool {
    false
}

/// The time of all members.
fn moment() -> Result<Moment, Error> {
    let Some(value) = std::env::var_os(EPOCH).filter(|value| !value.is_empty()) else { return Ok(Moment::default()) };
    let seconds = value.to_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let seconds = seconds.and_then(|text| text.parse().ok());
    let unusable = || Error::Usage(format!("{EPOCH} is `{}`, expected seconds since 1970", value.to_string_lossy()));
    seconds.map(Moment::of_unix).ok_or_else(unusable)
}
