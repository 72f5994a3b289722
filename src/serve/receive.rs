//! The body of a request: a file in a form, streamed to disk, or a small text in memory; both under limits.

use super::store::Spool;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use http_body::Frame;
use std::fs::File;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

/// The field of the form that holds the module.
const FIELD: &str = "module";
/// Parts of a form that are looked at.
const MOST_PARTS: usize = 64;
/// Bytes that the form's reader may hold before it finds a part in them.
const LARGEST_HEAD: u64 = 1 << 20;
/// Bytes after which the form's reader gets a chance to hand on what it has.
const BURST: u64 = 256 << 10;
/// Bytes of an unwanted body that are read, so that the client gets to read the answer.
const DRAINED: u64 = 64 << 20;

/// What came.
#[derive(Debug)]
pub(super) enum Received {
    /// An upload.
    File(Upload),
    /// A text.
    Text(Bytes),
    /// No form, or one without the field.
    Nothing,
    /// More than is taken.
    TooLarge(u64),
    /// The client broke off, or its form is broken.
    Broken,
    /// The client said nothing for too long.
    Silent,
    /// The disk failed.
    Failed(std::io::Error),
}

/// An upload on disk.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) file: File,
    /// Its name, when it may be kept.
    pub(super) path: Option<TempPath>,
    pub(super) size: u64,
}

/// How much is taken, and how long a client may be silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) most: u64,
    pub(super) patience: Duration,
}

/// The media type of a request, in small letters and without parameters.
pub(super) fn media_type(request: &Request) -> Option<String> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Reads the file of a form.
pub(super) async fn form(request: Request, terms: Terms, spool: &Spool) -> Received {
    let (parts, body) = request.into_parts();
    let handed = Arc::new(AtomicU64::new(0));
    let guard = Guard { body, taken: 0, burst: 0, handed: Arc::clone(&handed) };
    let request = Request::from_parts(parts, Body::new(guard));
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return Received::Nothing };
    let mut found = None;
    for _ in 0..MOST_PARTS {
        let mut field = match timeout(terms.patience, form.next_field()).await {
            Err(_) => return Received::Silent,
            Ok(Err(_)) => return Received::Broken,
            Ok(Ok(None)) => return found.map_or(Received::Nothing, Received::File),
            Ok(Ok(Some(field))) => field,
        };
        // a plain value is no file, and of several files the first counts
        let is_wanted = found.is_none() && field.name() == Some(FIELD) && field.file_name().is_some();
        let opened = if is_wanted { spool.file().map(Some) } else { Ok(None) };
        let mut target = match opened {
            Ok(target) => target.map(|(file, path)| (tokio::fs::File::from_std(file), path)),
            Err(error) => return Received::Failed(error),
        };
        let mut size = 0;
        let mut too_large = false;
        loop {
            let chunk = match timeout(terms.patience, field.chunk()).await {
                Err(_) => return Received::Silent,
                Ok(Err(_)) => return Received::Broken,
                Ok(Ok(None)) => break,
                Ok(Ok(Some(chunk))) => chunk,
            };
            size += chunk.len() as u64;
            handed.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            let total = handed.load(Ordering::Relaxed);
            if total > terms.most.saturating_add(DRAINED) {
                return Received::TooLarge(size);
            }
            if total > terms.most {
                // no more is kept, but a client that is told so at the end of its body gets to read it
                too_large = true;
                continue;
            }
            if let Some((file, _)) = &mut target
                && let Err(error) = file.write_all(&chunk).await
            {
                return Received::Failed(error);
            }
        }
        if too_large {
            return Received::TooLarge(size);
        }
        if let Some((mut file, path)) = target {
            if let Err(error) = file.flush().await {
                return Received::Failed(error);
            }
            found = Some(Upload { file: file.into_std().await, path, size });
        }
    }
    Received::Broken
}

/// Reads a text.
pub(super) async fn text(request: Request, terms: Terms) -> Received {
    let mut body = request.into_body();
    let mut text = Vec::new();
    loop {
        match timeout(terms.patience, frame(&mut body)).await {
            Err(_) => return Received::Silent,
            Ok(None) => return Received::Text(text.into()),
            Ok(Some(Err(_))) => return Received::Broken,
            Ok(Some(Ok(data))) => text.extend_from_slice(&data),
        }
        if text.len() as u64 > terms.most {
            return Received::TooLarge(text.len() as u64);
        }
    }
}

/// Reads over a body that nobody wants, up to a limit.
pub(super) async fn drain(body: &mut Body, patience: Duration) {
    let mut left = DRAINED;
    while let Ok(Some(Ok(data))) = timeout(patience.min(Duration::from_secs(5)), frame(body)).await {
        left = left.saturating_sub(data.len() as u64);
        if left == 0 {
            return;
        }
    }
}

/// The next data of a body; what is no data counts as none of it.
async fn frame(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

/// A body that ends in an error when the form's reader holds too much of it. That reader takes whatever is there before
/// it hands anything on, so it gets a burst at a time.
struct Guard {
    body: Body,
    taken: u64,
    burst: u64,
    handed: Arc<AtomicU64>,
}

impl HttpBody for Guard {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.burst > BURST {
            self.burst = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.taken.saturating_sub(self.handed.load(Ordering::Relaxed)) > LARGEST_HEAD {
            return Poll::Ready(Some(Err(axum::Error::new("the head of a part is too large"))));
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Ready(Some(Ok(frame))) => {
                let size = frame.data_ref().map_or(0, |data| data.len() as u64);
                self.taken += size;
                self.burst += size;
            }
            Poll::Pending => self.burst = 0,
            Poll::Ready(_) => {}
        }
        frame
    }
}
