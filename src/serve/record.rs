//! `--record`: each request and its answer in a file of its own, and each body, as it came, once under its sum. The
//! password of a request is not kept.

use super::Failure;
use super::answer::Answer;
use crate::report::escape::visible;
use crate::report::json_v1;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use http_body::Frame;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tempfile::NamedTempFile;

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
    /// Path and query.
    pub(super) path: &'a str,
    pub(super) headers: &'a HeaderMap,
    /// What came of the body.
    pub(super) tap: Option<Tap>,
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

    /// Listens in on a body.
    pub(super) fn tap(&self, body: Body) -> Result<(Body, Tap), (Body, io::Error)> {
        let file = match NamedTempFile::new_in(&self.folder) {
            Ok(file) => file,
            Err(error) => return Err((body, error)),
        };
        let taken = Taken { file, sum: Sha256::new(), size: 0, failure: None };
        let tap = Arc::new(Mutex::new(taken));
        Ok((Body::new(Tapped { body, tap: Arc::clone(&tap) }), Tap(tap)))
    }

    /// Keeps what came of a body under its sum.
    fn body(&self, tap: Tap) -> io::Result<Option<Value>> {
        // the reader is done with the body
        let Some(taken) = Arc::into_inner(tap.0) else { return Err(io::Error::other("the body is still read")) };
        let taken = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = taken.failure {
            return Err(error);
        }
        if taken.size == 0 {
            return Ok(None);
        }
        let sum = crate::report::hex(&taken.sum.finalize());
        taken.file.persist(self.folder.join(format!("{sum}.body"))).map_err(|error| error.error)?;
        Ok(Some(json!({"sha256": sum, "size": taken.size})))
    }

    /// Keeps a request and its answer.
    pub(super) fn entry(&self, asked: Asked<'_>, answer: &Answer) -> io::Result<()> {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let open = asked.headers.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
        let mut headers = Map::new();
        for (name, value) in open {
            // of a header that comes twice, one line as RFC 9110 has it
            match headers.get_mut(name.as_str()) {
                Some(Value::String(before)) => before.push_str(&format!(", {}", text(value))),
                _ => _ = headers.insert(name.to_string(), json!(text(value))),
            }
        }
        let verdict = answer.said.as_ref().map(|said| {
            json!({"outcome": said.outcome.word(), "because": said.because, "unless": said.unless,
                "evidence": said.evidence.word(), "why": said.why})
        });
        let body: Value = serde_json::from_slice(&answer.bytes()).unwrap_or_default();
        let entry = json!({
            "request": {"node": asked.node + 1, "method": asked.method, "path": asked.path, "headers": headers,
                "body": asked.tap.map(|tap| self.body(tap)).transpose()?.flatten()},
            "answer": {"status": answer.status, "body": body},
            "verdict": verdict,
        });
        let mut file = NamedTempFile::new_in(&self.folder)?;
        writeln!(file, "{}", json_v1::pretty(&entry)?)?;
        loop {
            let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
            // another server may write to the same folder
            match file.persist_noclobber(self.folder.join(format!("{number:06}.json"))) {
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
                done => return done.map(drop).map_err(|error| error.error),
            }
        }
    }
}

/// What came of a body.
struct Taken {
    file: NamedTempFile,
    sum: Sha256,
    size: u64,
    failure: Option<io::Error>,
}

/// Gets what comes of a body.
pub(super) struct Tap(Arc<Mutex<Taken>>);

struct Tapped {
    body: Body,
    tap: Arc<Mutex<Taken>>,
}

impl HttpBody for Tapped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(data)) = frame.as_ref().map(|frame| frame.as_ref().map(Frame::data_ref))
            && let Some(data) = data
        {
            let mut taken = self.tap.lock().unwrap_or_else(PoisonError::into_inner);
            taken.sum.update(data);
            taken.size += data.len() as u64;
            if taken.failure.is_none() {
                taken.failure = taken.file.write_all(data).err();
            }
        }
        Poll::Ready(frame)
    }
}
