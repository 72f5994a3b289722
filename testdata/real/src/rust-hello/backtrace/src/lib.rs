//! The one type `redis-module` uses of the crate `backtrace`.

pub struct Backtrace(std::backtrace::Backtrace);

impl Backtrace {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Backtrace(std::backtrace::Backtrace::force_capture())
    }
}

impl std::fmt::Debug for Backtrace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}
