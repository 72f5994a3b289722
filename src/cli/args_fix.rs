//! What can be typed behind `ramplint fix`.

use super::args::LimitArgs;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("where").required(true).multiple(true).args(["output", "in_place", "diff"]))]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct FixArgs {
    /// The bundle; `-` is standard input
    #[arg(value_name = "BUNDLE")]
    pub(crate) path: PathBuf,

    /// Write the mended bundle to this file
    #[arg(short, long, value_name = "OUT", conflicts_with = "in_place")]
    pub(crate) output: Option<PathBuf>,

    /// Put the mended bundle in the place of the old one, at once and whole
    #[arg(long)]
    pub(crate) in_place: bool,

    /// Show what changes, as a list of members and a unified diff of module.json; alone, it writes nothing
    #[arg(long)]
    pub(crate) diff: bool,

    /// Also change what the bundle claims: sums, versions, architecture, operating systems, the version of Redis
    #[arg(long = "unsafe")]
    pub(crate) unsafe_too: bool,

    /// Write over OUT when it is there already
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}
