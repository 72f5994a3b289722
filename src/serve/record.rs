//! `--record`: each request and its answer in a file of its own, and each body once, under its sum. The password of a
//! request is not kept.

use super::Failure;
use super::answer::Answer;
use crate::report::escape::visible;
use axum::http::HeaderMap;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Headers that hold secrets.
const SECRET: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// A folder of requests.
pub(super) struct Record {
    folder: PathBuf,
    last: AtomicU64,
}

/// The request of an entry.
pub(super) struct Asked<'a> {
    pub(super) node: usize,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) headers: &'a HeaderMap,
    /// Sum and size of the body that is kept.
    pub(super) body: Option<(String, u64)>,
}

impl Record {
    /// Opens or makes the folder; new entries come behind those that are there.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let failed = |error| format!("cannot record in {}: {error}", visible(&folder.to_string_lossy()));
        fs::create_dir_all(folder).map_err(failed)?;
        let mut last = 0;
        for entry in fs::read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".json")?.parse().ok());
            last = last.max(number.unwrap_or(0));
        }
        Ok(Self { folder: folder.to_owned(), last: AtomicU64::new(last) })
    }

    /// Keeps a body; gives its sum.
    pub(super) fn body(&self, from: &mut (impl Read + Seek)) -> io::Result<String> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let mut sum = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        from.rewind()?;
        loop {
            let read = from.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            sum.update(bytes);
            file.write_all(bytes)?;
        }
        from.rewind()?;
        let sum = crate::report::hex(&sum.finalize());
        file.persist(self.folder.join(format!("{sum}.body"))).map_err(|error| error.error)?;
        Ok(sum)
    }

    /// Keeps a request and its answer.
    pub(super) fn entry(&self, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let open = asked.headers.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
        let headers: Map<String, Value> = open.map(|(name, value)| (name.to_string(), json!(text(value)))).collect();
        let verdict = answer.said.as_ref().map(|said| {
            json!({"outcome": said.outcome.word(), "because": said.because, "unless": said.unless,
                "evidence": said.evidence.word(), "why": said.why})
        });
        let body = asked.body.as_ref().map(|(sum, size)| json!({"sha256": sum, "size": size}));
        let entry = json!({
            "request": {"node": asked.node + 1, "method": asked.method, "path": asked.path, "headers": headers, "body": body},
            "answer": {"status": answer.status, "body": answer.body},
            "verdict": verdict,
        });
        let text = format!("{}\n", serde_json::to_string_pretty(&entry).unwrap_or_default());
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(self.folder.join(format!("{number:06}.json"))).map_err(|error| error.error)?;
        Ok(())
    }
}
