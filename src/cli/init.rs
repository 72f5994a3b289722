//! `ramplint init`: writes a configuration that explains itself and changes nothing.

use super::args::InitArgs;
use super::collect::shown;
use super::error::Error;
use super::{CLEAN, Streams, replace};

pub(super) fn run(arguments: &InitArgs, streams: &mut Streams<'_>) -> Result<u8, Error> {
    let there = super::config::NAMES.iter().map(|name| arguments.folder.join(name));
    let mut there = there.filter(|path| std::fs::symlink_metadata(path).is_ok());
    if let Some(path) = there.next().filter(|_| !arguments.force) {
        let path = super::config::seen(&path);
        return Err(Error::Usage(format!("{path} is there already: `--force` writes a new `ramplint.toml`")));
    }
    let [name, _] = super::config::NAMES;
    let path = arguments.folder.join(name);
    let text = crate::config::template();
    replace::into_file(&path, |file| file.write_all(text.as_bytes()))
        .map_err(|error| Error::Write(shown(&path), error))?;
    let _ = writeln!(streams.error, "wrote {}", crate::report::escape::visible(&super::config::seen(&path)));
    Ok(CLEAN)
}
