//! `ramplint serve`: the module API of one release line, answered as the engine predicts.
//!
//! `answer`, `calls`, `object` and `state` are functions of their arguments; the other files own sockets and disk.
//! Nothing here judges a bundle: what the cluster has becomes a [`crate::cluster::Snapshot`], and the engine decides.
#![allow(clippy::disallowed_methods, reason = "the server has sockets, and its folders on disk")]

mod answer;
mod calls;
mod gate;
mod listen;
mod log;
mod object;
mod patient;
mod receive;
mod record;
mod routes;
mod server;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod tls;

use crate::cluster::Snapshot;
use crate::input::Options;
use crate::target::Target;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a server is asked to be.
#[derive(Debug, Clone)]
pub struct Config {
    /// The release line.
    pub target: Target,
    /// Limits of what is read of an upload.
    pub options: Options,
    /// The cluster at the start: nodes, modules, databases, settings.
    pub cluster: Snapshot,
    /// Whether uploads are allowed from now on, whatever the cluster and the kept state say.
    pub allow_modules_upload: bool,
    /// Where it listens: node 1 here, each further node one port higher.
    pub listen: SocketAddr,
    /// Whether the connection is encrypted.
    pub tls: Tls,
    /// Who may do everything; `None` for anybody.
    pub user: Option<Credentials>,
    /// Who may only look.
    pub viewer: Option<Credentials>,
    /// Where state is kept; `None` for memory.
    pub data_dir: Option<PathBuf>,
    /// Where requests and answers are kept for replay.
    pub record: Option<PathBuf>,
    /// Whether a request is accepted whose answer nobody knows.
    pub accept_unknown: bool,
    /// How long a client may be silent.
    pub patience: Duration,
}

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Whether the connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// It is not.
    Off,
    /// With a certificate that is made at the start.
    SelfSigned,
    /// With these files, in PEM.
    Files(PathBuf, PathBuf),
}

/// Why there is no server, in words.
pub type Failure = String;

/// Serves until the process is told to end; `ready` gets the url of each node once all of them listen.
pub fn run(config: Config, log: Box<dyn Write + Send>, ready: &mut dyn FnMut(&[String])) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(64).build();
    let runtime = runtime.map_err(|error| format!("cannot start threads: {error}"))?;
    let done = runtime.block_on(listen::serve(config, log, ready));
    // what still reads a bundle does not keep the program from ending
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}
