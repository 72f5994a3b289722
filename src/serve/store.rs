//! State on disk: records in a redb file, accepted uploads beside it. What a commit returned from is durable, what it
//! did not return from is there whole or not at all.
//!
//! `incoming/` holds uploads that nobody has acknowledged; it is emptied at the start. `modules/` holds accepted files
//! under their sums; those that no record names are removed at the start.

use super::Failure;
use super::state::{Change, file_key};
use crate::report::escape::visible;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

const RECORDS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("records");
/// How the names of uploads begin that come in.
const INCOMING: &str = "upload-";
/// The record that says which release line the folder is of.
const LINE: &str = "line";

/// A folder with state.
pub(super) struct Store {
    database: Database,
    folder: PathBuf,
}

fn say(path: &Path, error: impl std::fmt::Display) -> Failure {
    format!("cannot keep state in {}: {}", visible(&path.to_string_lossy()), visible(&error.to_string()))
}

impl Store {
    /// Opens or makes a folder, and gives its records; none for a new one.
    pub(super) fn open(folder: &Path, line: &str) -> Result<(Self, Change), Failure> {
        let failed = |error: &dyn std::fmt::Display| say(folder, error);
        for name in ["incoming", "modules"] {
            fs::create_dir_all(folder.join(name)).map_err(|error| failed(&error))?;
        }
        let database = Database::create(folder.join("state.redb")).map_err(|error| failed(&error))?;
        let store = Self { database, folder: folder.to_owned() };
        let mut records = store.read().map_err(|error| failed(&error))?;
        let known = records.iter().position(|(key, _)| key == LINE).map(|index| records.remove(index));
        match known.and_then(|(_, value)| Some(value?.as_str()?.to_owned())) {
            Some(other) if other != line => Err(failed(&format!("it is of a cluster of {other}, not of {line}")))?,
            Some(_) => store.sweep(&records).map_err(|error| failed(&error))?,
            None => {
                let own = vec![(LINE.to_owned(), Some(Value::String(line.to_owned())))];
                store.commit(&own).map_err(|error| failed(&error))?;
            }
        }
        sync(folder).map_err(|error| failed(&error))?;
        Ok((store, records))
    }

    fn read(&self) -> Result<Change, redb::Error> {
        let writing = self.database.begin_write()?;
        drop(writing.open_table(RECORDS)?);
        writing.commit()?;
        let reading = self.database.begin_read()?;
        let table = reading.open_table(RECORDS)?;
        let mut records = Change::new();
        for entry in table.iter()? {
            let (key, value) = entry?;
            let value = serde_json::from_slice(value.value()).map_err(|error| redb::Error::Io(error.into()))?;
            records.push((key.value().to_owned(), Some(value)));
        }
        Ok(records)
    }

    /// Removes what nobody acknowledged, and files that no record names any more. What has not a name of ours is somebody
    /// else's, who may have named a folder with other things in it.
    fn sweep(&self, records: &Change) -> io::Result<()> {
        for entry in fs::read_dir(self.incoming())? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(INCOMING) && entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        let start = file_key("", "");
        let start = start.split('/').next().unwrap_or_default();
        let named: BTreeSet<&str> = records
            .iter()
            .filter(|(key, _)| key.starts_with(start))
            .filter_map(|(_, value)| value.as_ref()?.as_str())
            .collect();
        for entry in fs::read_dir(self.folder.join("modules"))? {
            let name = entry?.file_name();
            let sum = name.to_str().and_then(|name| name.strip_suffix(".zip"));
            let is_sum = |sum: &&str| sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
            if let Some(sum) = sum.filter(is_sum).filter(|sum| !named.contains(sum)) {
                fs::remove_file(self.file(sum))?;
            }
        }
        Ok(())
    }

    fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }

    /// Where uploads wait for their answer.
    pub(super) fn spool(&self) -> Spool {
        Spool { folder: Some(self.incoming()) }
    }

    /// Writes a change; it is on disk when this returns.
    pub(super) fn commit(&self, change: &Change) -> Result<(), redb::Error> {
        // the default durability syncs before the commit returns
        let writing = self.database.begin_write()?;
        {
            let mut table = writing.open_table(RECORDS)?;
            for (key, value) in change {
                match value {
                    Some(value) => drop(table.insert(key.as_str(), value.to_string().as_bytes())?),
                    None => drop(table.remove(key.as_str())?),
                }
            }
        }
        writing.commit()?;
        Ok(())
    }

    /// Moves an upload to its place under its sum.
    pub(super) fn keep(&self, file: &fs::File, path: TempPath, sum: &str) -> io::Result<()> {
        file.sync_all()?;
        path.persist(self.file(sum)).map_err(|error| error.error)?;
        sync(&self.folder.join("modules"))
    }

    /// Removes a file that no record names any more.
    pub(super) fn forget(&self, sum: &str) {
        // what is left behind goes at the next start
        let _ = fs::remove_file(self.file(sum));
    }

    fn file(&self, sum: &str) -> PathBuf {
        self.folder.join("modules").join(format!("{sum}.zip"))
    }
}

/// Makes names in a folder durable.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Where uploads go while they come in.
#[derive(Debug, Clone, Default)]
pub(super) struct Spool {
    folder: Option<PathBuf>,
}

impl Spool {
    /// A new file; without a folder one that has no name and is gone with the process.
    pub(super) fn file(&self) -> io::Result<(fs::File, Option<TempPath>)> {
        match &self.folder {
            None => Ok((tempfile::tempfile()?, None)),
            Some(folder) => {
                let (file, path) = NamedTempFile::with_prefix_in(INCOMING, folder)?.into_parts();
                Ok((file, Some(path)))
            }
        }
    }
}
