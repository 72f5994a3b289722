//! Where reports go: standard output once, files as often as asked for.

use super::Streams;
use super::error::Error;
use super::replace::into_file;
use crate::report::human::Style;
use crate::report::{Report, human, json_v1};
use rayon::ThreadPool;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// A format and where it goes.
#[derive(Debug)]
pub(super) struct Output {
    format: Format,
    path: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Human,
    Json,
    Ndjson,
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
        let format = match name {
            "human" => Format::Human,
            "json" => Format::Json,
            "ndjson" => Format::Ndjson,
            _ => {
                let name = crate::report::escape::visible(name);
                return Err(Error::Usage(format!("no format `{name}`: human, json, ndjson")));
            }
        };
        Ok(Self { format, path })
    }
}

/// Writes every output. A closed standard output is no failure: nobody listens any more.
pub(super) fn write(
    outputs: &[Output],
    reports: &[Report],
    skipped: usize,
    style: Style,
    pool: &ThreadPool,
    streams: &mut Streams<'_>,
) -> Result<(), Error> {
    for output in outputs {
        let render = |style| pool.install(|| render(output.format, reports, skipped, style));
        if let Some(path) = &output.path {
            let style = Style { color: false, ..style };
            into_file(path, |file| file.write_all(&render(style)?))
                .map_err(|error| Error::Write(path.display().to_string(), error))?;
            continue;
        }
        let mut buffered = BufWriter::new(&mut *streams.output);
        let result = render(style).and_then(|text| buffered.write_all(&text)).and_then(|()| buffered.flush());
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

fn render(format: Format, reports: &[Report], skipped: usize, style: Style) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    match format {
        Format::Human => human::write(reports, skipped, style, &mut out)?,
        Format::Json => json_v1::write(reports, skipped, &mut out)?,
        Format::Ndjson => json_v1::write_lines(reports, skipped, &mut out)?,
    }
    Ok(out)
}
