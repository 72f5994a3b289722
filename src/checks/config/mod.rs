//! The rules of config/.

mod expired_ignore;
mod unused_ignore;

use crate::rule::{Entry, entry};

pub(crate) const RULES: &[Entry] =
    &[entry!("config/expired-ignore", Config, expired_ignore), entry!("config/unused-ignore", Config, unused_ignore)];
