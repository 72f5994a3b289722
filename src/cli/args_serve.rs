//! What can be typed behind `ramplint serve`.

use super::args::LimitArgs;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What sources leave open, and what is answered all the same.
const OPEN: &str = "\
What no source decides is inferred, and answered as follows:
  - Codes that begin with `ramplint_`, and the headers `x-ramplint-*`, are ours: no cluster sends them. A request whose \
answer nobody knows gets 501 `ramplint_unknown` and the reason, or, with `--accept-unknown`, 200.
  - Refusals without a known status get 400, at `POST /v2/modules/user-defined` 406. A body has `error_code`, \
`description` and `message`, since pages of the reference differ.
  - Without a part `module` that is a file, a form gets 400 `no_module`, whatever else is wrong with it. A body for \
`POST /v2/modules/user-defined` that says it is no JSON gets 400. A closed gate (403) comes before both.
  - Users come with basic authentication; there are no tokens. The `--viewer` gets 403 for whatever changes something.
  - An upload is there at once: its action is completed when it is first asked for. Dependencies are not downloaded.
  - A version that is there joins the packages of other platforms from 7.2 to 7.22. An artifact that is sent again \
takes the place of the earlier one, and needs no configuration first. An accepted artifact, and a deletion without a \
documented body, gets `{}`.
  - `DELETE /v1/modules/{uid}` of a module with dependencies gets 406, and so does every deletion of a module that a \
database of the snapshot uses.
  - `PUT /v1/cluster` knows `allow_modules_upload` alone, from 8.2 on. Actions, nodes and capabilities are there on every \
line.
  - The cluster has no bundled modules, except those of `--cluster`, of which names, versions and platforms are kept.";

#[derive(Debug, Args)]
#[command(after_long_help = OPEN)]
pub(crate) struct ServeArgs {
    /// The release line, a release or an exact build [default: that of `--cluster`]
    #[arg(long, value_name = "LINE")]
    pub(crate) target: Option<String>,

    /// A release line that the data lack, in the schema of `rules/targets`; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) target_file: Vec<PathBuf>,

    /// Operating system of the nodes, as `operating_systems` spells it [default: that of `--cluster`, or the newest rhel
    /// of the line]
    #[arg(long)]
    pub(crate) os: Option<String>,

    /// Architecture of the nodes [default: that of `--cluster`, or `x86_64`]
    #[arg(long)]
    pub(crate) arch: Option<String>,

    /// Number of nodes, each on a port of its own [default: as many as `--cluster` has, or 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=35))]
    pub(crate) nodes: Option<u16>,

    /// Saved answers of a cluster to begin with: see `ramplint explain --snapshot`
    #[arg(long, value_name = "PATH")]
    pub(crate) cluster: Option<PathBuf>,

    /// Let `allow_modules_upload` be on from the start
    #[arg(long)]
    pub(crate) allow_modules_upload: bool,

    /// Folder that keeps what was uploaded, over restarts [default: memory]
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Address of node 1; each further node has the next port; port 0 takes what is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9443")]
    pub(crate) listen: SocketAddr,

    /// Listen on an address that other machines reach
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// `self-signed`, the files `CERTIFICATE,KEY` in PEM, or `off`
    #[arg(long, value_name = "TLS", default_value = "self-signed")]
    pub(crate) tls: String,

    /// Ask for this name and password [default: anybody may ask]
    #[arg(long, value_name = "USER:PASSWORD")]
    pub(crate) user: Option<String>,

    /// A second user, who may look and change nothing
    #[arg(long, value_name = "USER:PASSWORD", requires = "user")]
    pub(crate) viewer: Option<String>,

    /// Accept what nobody knows the answer to, instead of answering 501
    #[arg(long)]
    pub(crate) accept_unknown: bool,

    /// Seconds that a client may be silent
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) patience: u64,

    /// Keep requests and answers in this folder, without passwords
    #[arg(long, value_name = "DIR")]
    pub(crate) record: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}
