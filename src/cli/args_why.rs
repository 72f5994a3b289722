//! What can be typed behind `ramplint why`.

use super::args::{EndpointName, LimitArgs, ListFormat};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The bundle that was sent, or a module.json
    #[arg(value_name = "BUNDLE")]
    pub(crate) path: PathBuf,

    /// The cluster's answer: its body, or what `curl -i` prints, or a body with the status behind it; `-` is standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub(crate) response: PathBuf,

    /// The status of the answer, when the file does not say it
    #[arg(long, value_parser = clap::value_parser!(u16).range(100..=599))]
    pub(crate) status: Option<u16>,

    /// The release line of the cluster, if it is known
    #[arg(long, value_name = "LINE", value_delimiter = ',')]
    pub(crate) target: Vec<String>,

    /// The endpoint that the bundle was sent to, if it is known
    #[arg(long, value_enum)]
    pub(crate) endpoint: Option<EndpointName>,

    /// Operating system of the node, as `operating_systems` spells it
    #[arg(long)]
    pub(crate) os: Option<String>,

    /// Where the redacted report goes when no cause is found
    #[arg(long, value_name = "FILE", default_value = "ramplint-why.json")]
    pub(crate) report: PathBuf,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    /// Format
    #[arg(short, long, value_enum, default_value = "human")]
    pub(crate) output: ListFormat,
}
