//! One line a request on standard error: what was asked, what was answered, and the rule behind it.

use super::answer::Answer;
use crate::report::escape::visible;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Longer paths are cut: they are somebody else's text.
const LONGEST: usize = 200;
/// Lines that wait for a reader; what comes on top is lost.
const MOST_WAITING: usize = 256;
/// How long a request waits for its line to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line, and who waits for it.
type Entry = (String, SyncSender<()>);

/// Where lines go. They are written by a thread, as a pipe that nobody reads would hold up the server for ever.
pub(super) struct Log {
    lines: SyncSender<Entry>,
    is_stuck: AtomicBool,
}

impl Log {
    pub(super) fn new(to: Box<dyn Write + Send>) -> Self {
        let (lines, waiting) = sync_channel(MOST_WAITING);
        std::thread::spawn(move || write(to, &waiting));
        Self { lines, is_stuck: AtomicBool::new(false) }
    }

    /// Writes one line; it is written when this returns, unless nobody reads.
    pub(super) fn line(&self, text: &str) {
        let (done, written) = sync_channel(1);
        let is_sent = self.lines.try_send((visible(text), done)).is_ok();
        // who found it stuck waited for all others
        let wait = if self.is_stuck.load(Ordering::Relaxed) { Duration::from_millis(1) } else { PATIENCE };
        let is_written = is_sent && written.recv_timeout(wait).is_ok();
        self.is_stuck.store(!is_written, Ordering::Relaxed);
    }
}

fn write(mut to: Box<dyn Write + Send>, lines: &Receiver<Entry>) {
    for (line, done) in lines {
        // a log that is closed stops nothing
        let _ = writeln!(to, "{line}").and_then(|()| to.flush());
        let _ = done.send(());
    }
}

/// The line of a request.
pub(super) fn line(node: usize, method: &str, path: &str, answer: &Answer) -> String {
    let path: String = path.chars().take(LONGEST).collect();
    let mut line = format!("node {} {method} {path} {}", node + 1, answer.status);
    if let Some(code) = answer.code() {
        line.push_str(&format!(" {code}"));
    }
    let Some(said) = &answer.said else { return line };
    line.push_str(&format!(": {}", said.outcome.word()));
    for (word, list) in [("because", &said.because), ("unless", &said.unless)] {
        if !list.is_empty() {
            line.push_str(&format!(" {word} {}", list.join(", ")));
        }
    }
    line.push_str(&format!(" ({})", said.evidence.word()));
    if let Some(why) = &said.why {
        line.push_str(&format!("; {why}"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};

    /// Takes a line when it gets the key.
    struct Gated(Arc<Mutex<()>>, Arc<Mutex<Vec<u8>>>);

    impl Write for Gated {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _key = self.0.lock().unwrap();
            self.1.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_stops_nothing() {
        let (key, text) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(Vec::new())));
        let log = Log::new(Box::new(Gated(Arc::clone(&key), Arc::clone(&text))));
        let held = key.lock().unwrap();
        for number in 0..10 * MOST_WAITING {
            log.line(&format!("line {number}"));
        }
        drop(held);
        while log.is_stuck.load(Ordering::Relaxed) {
            log.line("and on");
        }
        log.line("\u{1b}[2J the end");
        let text = String::from_utf8(text.lock().unwrap().clone()).unwrap();
        assert!(text.starts_with("line 0\nline 1\n") && text.ends_with("\n\\u001b[2J the end\n"), "{text}");
    }
}
