//! A server that loads a module and is stopped then: what became of it, and its own words.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take; those that hang are taken for dead.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of loading a module.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) loads: bool,
    /// The sentence of the loader or of the server, with no folder in front of the module's name.
    pub(crate) sentence: Option<String>,
}

/// Loads a module by its absolute path. `command` starts a server, with what comes in front of its arguments.
///
/// The server has no port, keeps nothing and has a folder of its own below that of the module.
pub(crate) fn load(command: &[&str], module: &Path, inside: &Path) -> Outcome {
    let name = module.file_name().unwrap().to_str().unwrap();
    let home = module.with_extension("server");
    std::fs::create_dir_all(&home).unwrap();
    let folder = inside.with_extension("server");
    let log = home.join("log");
    let mut server = Command::new(command[0])
        .args(&command[1..])
        .args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"])
        .arg("--dir")
        .arg(&folder)
        .arg("--unixsocket")
        .arg(folder.join("s"))
        .arg("--loadmodule")
        .arg(inside)
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&log).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let text = || String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
    let loads = loop {
        if text().contains(&format!("loaded from {}", inside.display())) {
            break true;
        }
        if server.try_wait().unwrap().is_some() {
            break false;
        }
        if started.elapsed() > PATIENCE {
            break false;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let _ = server.kill();
    let _ = server.wait();
    let folder = format!("{}/", inside.parent().unwrap().display());
    Outcome { loads, sentence: sentence(&text().replace(&folder, ""), name).filter(|_| !loads) }
}

/// What the log says of a module that it could not load.
fn sentence(log: &str, name: &str) -> Option<String> {
    let failed = format!("Module {name} failed to load: ");
    let bare = format!("Module {name} does not export");
    log.lines().find_map(|line| {
        if let Some((_, words)) = line.split_once(&failed) {
            return Some(words.to_owned());
        }
        line.find(&bare).map(|at| line[at..].to_owned())
    })
}
