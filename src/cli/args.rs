//! What can be typed.

use super::args_fix::FixArgs;
#[cfg(feature = "serve")]
use super::args_serve::ServeArgs;
use super::args_tools::{CompletionsArgs, ManArgs};
use super::args_why::WhyArgs;
use crate::report::format;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Says what a Redis Enterprise cluster would answer to a module bundle, and why, before you upload it.
#[derive(Debug, Parser)]
#[command(name = "ramplint", version, about, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge bundles, unpacked folders, module.json, manifests and module files
    Check(Box<CheckArgs>),
    /// Tell what a bundle or a module file is: members, sums, needs, exports, commands
    Inspect(InspectArgs),
    /// Mend a bundle: write another one without what nobody needs, and with claims that are true
    Fix(FixArgs),
    /// Rehearse uploads: be a cluster of one release line, on this machine alone
    #[cfg(feature = "serve")]
    Serve(Box<ServeArgs>),
    /// Find in a bundle what made a real cluster answer as it did
    Why(WhyArgs),
    /// Show the page of a rule, or what is known of an error code or another word of a report
    Explain(ExplainArgs),
    /// List all rules
    Rules(RulesArgs),
    /// Print a JSON Schema: of reports, of module.json, of ramplint.toml
    Schema(SchemaArgs),
    /// List the release lines that the data know, or tell all that is known of one
    Targets(TargetsArgs),
    /// Print what completes the commands in a shell
    Completions(CompletionsArgs),
    /// Print the manual page of ramplint or of one of its commands
    Man(ManArgs),
    /// Write a `ramplint.toml` in which every key is explained and commented out
    Init(InitArgs),
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct CheckArgs {
    /// Bundles, folders, module.json, manifests (`ramp.yml`) or `.so` files; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Release lines, releases or exact builds, separated by commas; `all`, `supported`, `latest` [default: supported]
    #[arg(long, value_name = "LINE", value_delimiter = ',')]
    pub(crate) target: Vec<String>,

    /// A release line that the data lack, in the schema of `rules/targets`; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) target_file: Vec<PathBuf>,

    /// The endpoint that the bundle goes to
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) endpoint: Vec<EndpointName>,

    /// Operating system of the nodes, as `operating_systems` spells it [default: what the bundle declares]
    #[arg(long, value_delimiter = ',')]
    pub(crate) os: Vec<String>,

    /// Architecture of the nodes [default: what the bundle declares]
    #[arg(long)]
    pub(crate) arch: Option<String>,

    /// Versions of Redis whose databases must be able to use the module, such as 7.4
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub(crate) redis: Vec<String>,

    /// Capabilities whose database features must be possible, such as `replica_of`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) require_capability: Vec<String>,

    /// The manifest that the bundle is packed from: what differs is a finding, and findings about module.json
    /// get its lines
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// A committed module.json whose lines findings about the bundle's get; `module.json=FILE`
    #[arg(long, value_name = "MEMBER=FILE")]
    pub(crate) map: Option<String>,

    /// Folder with local copies of dependencies that are named by url
    #[arg(long, value_name = "DIR")]
    pub(crate) deps_dir: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,

    /// The bundle that this one follows: what an upgrade would lose or be refused for; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Vec<PathBuf>,

    /// All inputs are bundles of one release: the same version and commands, each platform once, none missing
    #[arg(long)]
    pub(crate) release: bool,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    #[arg(short = 'o', long = "output", value_name = "FORMAT[=PATH]", default_value = "human", help = output_help())]
    pub(crate) output: Vec<String>,

    /// The least bad finding that makes the status 1; `rejected` asks only whether a release line takes the bundle
    /// [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,

    /// End with status 0 whatever is found
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Be a pre-commit hook: skip named files that are no module bundle
    #[arg(long)]
    pub(crate) hook: bool,

    /// Name that reports give to standard input
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<String>,

    /// Print the commands that upload the bundle to the one release line of `--target`, or the JSON body alone
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "sh")]
    #[arg(conflicts_with_all = ["output", "exit_zero"])]
    pub(crate) config_body: Option<PlanFormat>,

    /// With `--config-body`: print them although the upload would be refused
    #[arg(long, requires = "config_body")]
    pub(crate) even_if_rejected: bool,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,

    /// Leave notes out of the human report
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Say on standard error what is asked, which rules did not run and why, and which limits were met
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,

    /// Do not show how far the check is; it is only shown on a terminal, and when it takes a while
    #[arg(long)]
    pub(crate) no_progress: bool,

    /// Number of inputs that are judged at once [default: number of processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
}

/// What is known of the cluster that the bundle is for.
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    /// Saved answers of a cluster, as a file or a folder of `*.json`: see `ramplint explain --snapshot`
    #[arg(long, value_name = "PATH")]
    pub(crate) cluster: Option<PathBuf>,

    /// Count the cluster's setting of that name as on
    #[arg(long)]
    pub(crate) allow_modules_upload: bool,

    /// A `RedisEnterpriseCluster` manifest whose `userDefinedModules` name the module; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) rec: Vec<PathBuf>,

    /// The JSON body of a bootstrap request whose `user_defined_modules` name the module; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) bootstrap: Vec<PathBuf>,
}

/// Which findings count, and how much.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration, instead of the nearest `ramplint.toml` or `.ramplint.toml` at or above each input, up to the
    /// root of its repository; so does the environment's `RAMPLINT_CONFIG`
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long)]
    pub(crate) no_config: bool,

    /// Count only findings of these rules, or groups such as `meta/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Do not count findings of these rules, or groups
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Show findings that do not count, with the reason
    #[arg(long)]
    pub(crate) show_ignored: bool,

    /// Do not count the findings of this file, which `--write-baseline` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write the findings that count to this file, and count none of them
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// How much is read.
#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    /// Read more, or less, before giving up; VALUE can end in K, M or G; `ramplint explain --limits` has the names
    #[arg(long, value_name = "NAME=VALUE", value_delimiter = ',')]
    pub(crate) limit: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A bundle, a folder with its parts, a module.json or a `.so`; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,

    /// Draw what each byte of the archive belongs to
    #[arg(long)]
    pub(crate) map: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    /// Format
    #[arg(short, long, value_enum, default_value = "human")]
    pub(crate) output: ListFormat,
}

fn output_help() -> String {
    format!("Format of the report, with `=PATH` into a file; can be repeated: {}", format::names())
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A rule such as `zip/duplicate-member`, or an error code such as `invalid_module`
    #[arg(value_name = "RULE|ERROR_CODE", required_unless_present_any = ["snapshot", "limits"])]
    #[arg(conflicts_with_all = ["snapshot", "limits"])]
    pub(crate) subject: Option<String>,

    /// Print the commands that save a cluster's answers for `check --cluster`
    #[arg(long)]
    pub(crate) snapshot: bool,

    /// List the limits that `--limit` sets
    #[arg(long, conflicts_with = "snapshot")]
    pub(crate) limits: bool,

    /// Format
    #[arg(short, long, value_enum, default_value = "human")]
    pub(crate) output: ListFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// Format
    #[arg(short, long, value_enum, default_value = "human")]
    pub(crate) output: ListFormat,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder that it is for
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,

    /// Overwrite the one that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The name of a schema; without one, all names
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TargetsArgs {
    /// A release line such as `8.0`, a release, a build or `latest`, to be told in full; `supported`, `all`
    #[arg(value_name = "LINE")]
    pub(crate) line: Option<String>,

    /// A release line that the data lack, in the schema of `rules/targets`; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) target_file: Vec<PathBuf>,

    /// Format
    #[arg(short, long, value_enum, default_value = "human")]
    pub(crate) output: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EndpointName {
    /// `POST /v1/modules`
    V1,
    /// `POST /v2/modules`
    V2,
    /// `POST /v2/modules/user-defined`, the metadata
    UserDefined,
    /// `POST /v2/local/modules/user-defined/artifacts`, the bundle
    Artifact,
    /// `user_defined_modules` of a bootstrap
    Bootstrap,
    /// `userDefinedModules` of the Kubernetes operator
    Kubernetes,
    /// Every endpoint
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// A shell script
    Sh,
    /// The body of `POST /v2/modules/user-defined`
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Rejected,
    Error,
    Warning,
    Note,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Human,
    Markdown,
    Json,
}
