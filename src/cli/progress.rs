//! How far a check of many or large inputs is, on standard error; gone before results are written.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);
/// Between two drawings.
const TICK: Duration = Duration::from_millis(100);
const TEMPLATE: &str = "{spinner} {pos} of {len} inputs, {elapsed}";

/// A line that may be shown.
pub(super) struct Progress {
    bar: ProgressBar,
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Progress over this many inputs; shown, if at all, after a while.
    pub(super) fn start(inputs: usize, is_shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(inputs as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        let (end, over) = channel::<()>();
        let late = bar.clone();
        let wait = move || {
            if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                late.set_draw_target(ProgressDrawTarget::stderr());
                late.enable_steady_tick(TICK);
            }
        };
        let waiting = is_shown.then(|| std::thread::Builder::new().spawn(wait).ok()).flatten();
        Self { bar, waiting: waiting.map(|thread| (end, thread)) }
    }

    /// One input is ready.
    pub(super) fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    /// Leaves nothing on the terminal.
    fn drop(&mut self) {
        if let Some((end, thread)) = self.waiting.take() {
            drop(end);
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
