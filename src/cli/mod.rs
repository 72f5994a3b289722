//! The command line: the only code that touches disk, environment and terminal.
//!
//! [`run`] is a function of arguments and streams, so that tests can call it.
#![allow(clippy::disallowed_methods, reason = "this is where disk and environment are allowed")]

mod args;
mod args_fix;
#[cfg(feature = "serve")]
mod args_serve;
mod args_tools;
mod args_why;
mod base;
mod baseline;
mod check;
mod cluster;
mod collect;
mod committed;
mod config;
mod error;
mod explain;
pub(crate) mod file;
mod fix;
mod init;
mod inspect;
mod limits;
mod lines;
mod listing;
mod options;
mod output;
mod plan;
mod progress;
mod release;
mod replace;
mod rules;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod target_page;
mod targets;
mod tools;
mod verbose;
mod why;

use args::{Cli, Command};
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};

/// Exit status: nothing at or above `--fail-on`.
const CLEAN: u8 = 0;
/// Exit status: findings.
const FINDINGS: u8 = 1;
/// Exit status: the tool could not do its work.
const FAILED: u8 = 2;
/// Exit status: no input was found.
const NO_INPUT: u8 = 3;

/// What a run reads from and writes to.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output: results.
    pub output: &'a mut dyn Write,
    /// Standard error: everything else.
    pub error: &'a mut dyn Write,
    /// Whether results go to a terminal and colours are welcome there.
    pub color: bool,
    /// Whether standard error is a terminal on which a line may be drawn again and again.
    pub progress: bool,
}

/// Runs the program on the process's own arguments and streams, and gives its exit status.
#[must_use]
pub fn main() -> u8 {
    let color = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let progress = io::stderr().is_terminal() && std::env::var_os("TERM").is_some_and(|term| term != "dumb");
    let (mut input, mut output, mut error) = (io::stdin(), io::stdout().lock(), io::stderr());
    let mut streams = Streams { input: &mut input, output: &mut output, error: &mut error, color, progress };
    // a panic is caught where it can happen and reported there; its own message could hold bytes of a bundle
    std::panic::set_hook(Box::new(|_| {}));
    run(std::env::args_os(), &mut streams)
}

/// Runs the program and gives its exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, streams),
    };
    let result = match cli.command {
        Command::Check(arguments) => check::run(&arguments, streams),
        Command::Inspect(arguments) => inspect::run(&arguments, streams),
        Command::Fix(arguments) => fix::run(&arguments, streams),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments, streams),
        Command::Why(arguments) => why::run(&arguments, streams),
        Command::Explain(arguments) => explain::run(&arguments, streams),
        Command::Rules(arguments) => rules::run(&arguments, streams),
        Command::Schema(arguments) => schema::run(&arguments, streams),
        Command::Targets(arguments) => targets::run(&arguments, streams),
        Command::Completions(arguments) => tools::completions(&arguments, streams),
        Command::Man(arguments) => tools::man(&arguments, streams),
        Command::Init(arguments) => init::run(&arguments, streams),
    };
    result.unwrap_or_else(|error| {
        say(streams, &error);
        FAILED
    })
}

/// Help and version are results; a wrong call is not.
fn usage(error: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let text = error.render().to_string();
    if error.use_stderr() {
        // it holds the argument, which may be the name of a file that somebody else chose
        for line in text.lines() {
            let _ = writeln!(streams.error, "{}", crate::report::escape::visible(line));
        }
        return FAILED;
    }
    match streams.output.write_all(text.as_bytes()).and_then(|()| streams.output.flush()) {
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => FAILED,
        _ => CLEAN,
    }
}

/// Says on standard error what went wrong. The text may hold a file's name.
fn say(streams: &mut Streams<'_>, error: &error::Error) {
    if let error::Error::Config(unusable) = error {
        config::say(unusable, streams);
    }
    let _ = writeln!(streams.error, "error: {}", crate::report::escape::visible(&error.to_string()));
}

/// Says on standard error what a user should know. The text may hold a file's name.
fn warn(streams: &mut Streams<'_>, text: &str) {
    let _ = writeln!(streams.error, "warning: {}", crate::report::escape::visible(text));
}

/// Writes a result to standard output; that nobody reads it any more is no failure.
fn print(streams: &mut Streams<'_>, text: &str) -> Result<(), error::Error> {
    match streams.output.write_all(text.as_bytes()).and_then(|()| streams.output.flush()) {
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
            Err(error::Error::Write("standard output".to_owned(), failure))
        }
        _ => Ok(()),
    }
}
