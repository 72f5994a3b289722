//! Where reports go: standard output once, files as often as asked for.

use super::Streams;
use super::collect::Found;
use super::error::Error;
use super::replace::into_file;
use crate::report::Report;
use crate::report::format::{self, Context, Format};
use crate::report::style::Style;
use rayon::ThreadPool;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A format and where it goes.
#[derive(Debug)]
pub(super) struct Output {
    format: &'static Format,
    path: Option<PathBuf>,
}

impl Output {
    /// Reads `FORMAT[=PATH]` arguments; at most one goes to standard output.
    pub(super) fn parse_all(arguments: &[String]) -> Result<Vec<Self>, Error> {
        let outputs = arguments.iter().map(|argument| Self::parse(argument)).collect::<Result<Vec<_>, _>>()?;
        if outputs.iter().filter(|output| output.path.is_none()).count() > 1 {
            return Err(Error::Usage(
                "only one format can go to standard output: give the others a `=PATH`".to_owned(),
            ));
        }
        let mut paths: Vec<&PathBuf> = outputs.iter().filter_map(|output| output.path.as_ref()).collect();
        paths.sort();
        if paths.iter().any(|path| path.as_os_str().is_empty()) {
            return Err(Error::Usage("a `=` behind a format wants a path".to_owned()));
        }
        if paths.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(Error::Usage("two formats would go to one file".to_owned()));
        }
        Ok(outputs)
    }

    fn parse(argument: &str) -> Result<Self, Error> {
        let (name, path) = match argument.split_once('=') {
            Some((name, path)) => (name, Some(PathBuf::from(path))),
            None => (argument, None),
        };
        let Some(format) = format::find(name) else {
            let name = crate::report::escape::visible(name);
            return Err(Error::Usage(format!("no format `{name}`: {}", format::names())));
        };
        Ok(Self { format, path })
    }
}

/// A report does not take the place of what it is about.
pub(super) fn spare(outputs: &[Output], inputs: &[Found]) -> Result<(), Error> {
    let there = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    let targets: Vec<PathBuf> = outputs.iter().filter_map(|output| there(output.path.as_ref()?)).collect();
    if targets.is_empty() {
        return Ok(());
    }
    let is_target = |found: &&Found| found.place().0.and_then(there).is_some_and(|path| targets.contains(&path));
    match inputs.iter().find(is_target) {
        Some(input) => Err(Error::Usage(format!("`{}` is checked: the report wants another path", input.shown()))),
        None => Ok(()),
    }
}

/// Whether some format shows the map of the archive.
pub(super) fn wants_map(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument.split('=').next() == Some("html"))
}

/// Writes every output. A closed standard output is no failure: nobody listens any more.
pub(super) fn write(
    outputs: &[Output],
    reports: &[Report],
    context: &Context,
    pool: &ThreadPool,
    streams: &mut Streams<'_>,
) -> Result<(), Error> {
    for output in outputs {
        let render = |context: &Context| pool.install(|| (output.format.write)(reports, context));
        if let Some(path) = &output.path {
            let plain = Context { style: Style { color: false, ..context.style }, ..context.clone() };
            into_file(path, |file| file.write_all(&render(&plain)?))
                .map_err(|error| Error::Write(path.display().to_string(), error))?;
            continue;
        }
        let mut buffered = BufWriter::new(&mut *streams.output);
        let result = render(context).and_then(|text| buffered.write_all(&text)).and_then(|()| buffered.flush());
        // what the failed flush left behind must not be tried again on drop
        let (_, _) = buffered.into_parts();
        if let Err(error) = result
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(Error::Write("standard output".to_owned(), error));
        }
    }
    Ok(())
}
