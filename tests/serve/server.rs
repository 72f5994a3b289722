//! A running `ramplint serve`, which ends with the test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// A server and the urls of its nodes.
pub(crate) struct Server {
    child: Child,
    pub(crate) urls: Vec<String>,
}

/// The program with arguments.
pub(crate) fn ramplint(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramplint"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).stdin(Stdio::null());
    command
}

impl Server {
    /// Starts one on free ports, with as many nodes as `--nodes` says.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let nodes = arguments.iter().position(|argument| *argument == "--nodes");
        Self::start_nodes(arguments, nodes.map_or(1, |index| arguments[index + 1].parse().unwrap()))
    }

    /// Starts one with so many nodes.
    pub(crate) fn start_nodes(arguments: &[&str], nodes: usize) -> Self {
        let mut command = ramplint(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut urls = Vec::new();
        for _ in 0..nodes {
            let Some(line) = lines.next() else {
                let mut said = String::new();
                child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
                panic!("no server: {said}");
            };
            urls.push(line.unwrap().split_once(": ").unwrap().1.to_owned());
        }
        Self { child, urls }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.urls[0])
    }

    /// Host and port of node 1.
    pub(crate) fn host(&self) -> &str {
        self.urls[0].rsplit('/').next().unwrap()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads what it logs, so that it never waits for a reader; what came is returned at the end.
    pub(crate) fn log(&mut self) -> std::thread::JoinHandle<String> {
        let mut from = self.child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = from.read_to_end(&mut text);
            String::from_utf8(text).unwrap()
        })
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(&self) {
        let killed = Command::new("kill").args(["-9", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
