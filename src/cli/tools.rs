//! `ramplint completions` and `ramplint man`: generated from the same arguments that are parsed.

use super::args::Cli;
use super::args_tools::{CompletionsArgs, ManArgs};
use super::collect::shown;
use super::error::Error;
use super::replace::into_file;
use super::{CLEAN, Streams};
use crate::checks::wording::closest;
use crate::report::escape::visible;
use clap::{Command, CommandFactory};
use clap_mangen::Man;

const NAME: &str = "ramplint";
/// What a page says it comes from.
const SOURCE: &str = concat!("ramplint ", env!("CARGO_PKG_VERSION"));

pub(super) fn completions(arguments: &CompletionsArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), NAME, &mut script);
    super::print(streams, &String::from_utf8_lossy(&script))?;
    Ok(CLEAN)
}

pub(super) fn man(arguments: &ManArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let mut root = Cli::command();
    root.build();
    let subcommands: Vec<Command> = root.get_subcommands().cloned().collect();
    if let Some(folder) = &arguments.dir {
        std::fs::create_dir_all(folder).map_err(|error| Error::Write(shown(folder), error))?;
        for page in std::iter::once(Man::new(root)).chain(subcommands.into_iter().map(page)) {
            let path = folder.join(page.get_filename());
            let written = text(&page).and_then(|text| into_file(&path, |file| file.write_all(&text)));
            written.map_err(|error| Error::Write(shown(&path), error))?;
        }
        return Ok(CLEAN);
    }
    let page = match &arguments.command {
        None => Man::new(root),
        Some(name) => {
            let names = || subcommands.iter().map(Command::get_name);
            let hint = || closest(name, names()).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            let unknown = || Error::Usage(format!("no command `{}`{}", visible(name), hint()));
            page(subcommands.iter().find(|command| command.get_name() == name).cloned().ok_or_else(unknown)?)
        }
    };
    let text = text(&page).map_err(|error| Error::Write("the page".to_owned(), error))?;
    super::print(streams, &String::from_utf8_lossy(&text))?;
    Ok(CLEAN)
}

/// The page of a subcommand, which is called `ramplint-check` once the arguments are built.
fn page(command: Command) -> Man {
    Man::new(command).source(SOURCE)
}

fn text(page: &Man) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok(text)
}
