//! The body of a request: a file in a form, streamed to disk, or a small text in memory; both under limits.

use super::store::Spool;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use http_body::Frame;
use std::fs::File;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
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
/// Bytes a second below which a client counts as silent.
const SLOWEST: u64 = 1 << 10;
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

/// The time that a body may take: silence is cut off, and so is a trickle.
struct Pace {
    start: Instant,
    patience: Duration,
    taken: u64,
}

impl Pace {
    fn new(patience: Duration) -> Self {
        Self { start: Instant::now(), patience, taken: 0 }
    }

    /// Waits for what comes next; `None` when the client was silent, or slow on the whole, for too long.
    async fn next<T>(&self, coming: impl Future<Output = T>) -> Option<T> {
        let earned = Duration::from_secs(self.taken / SLOWEST);
        let left = (self.patience * 2 + earned).saturating_sub(self.start.elapsed());
        timeout(left.min(self.patience), coming).await.ok()
    }
}

/// The media type of a request, in small letters and without parameters.
pub(super) fn media_type(request: &Request) -> Option<String> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Reads the file of a form. What is left of the body is read over, so that the client gets to read the answer.
pub(super) async fn form(request: Request, terms: Terms, spool: &Spool) -> Received {
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body));
    let handed = Arc::new(AtomicU64::new(0));
    let guard = Guard { body: Arc::clone(&body), taken: 0, burst: 0, handed: Arc::clone(&handed) };
    let request = Request::from_parts(parts, Body::new(guard));
    let received = match Multipart::from_request(request, &()).await {
        Err(_) => Received::Nothing,
        Ok(form) => Form { parts: form, terms, spool, pace: Pace::new(terms.patience), handed }.file().await,
    };
    let is_over = matches!(received, Received::File(_) | Received::Silent);
    if let Some(body) = Arc::into_inner(body).filter(|_| !is_over) {
        drain(&mut body.into_inner().unwrap_or_else(PoisonError::into_inner), terms.patience).await;
    }
    received
}

/// A form that comes in.
struct Form<'a> {
    parts: Multipart,
    terms: Terms,
    spool: &'a Spool,
    pace: Pace,
    handed: Arc<AtomicU64>,
}

impl Form<'_> {
    /// The file in the field; a plain value is no file, and of several files the first counts.
    async fn file(mut self) -> Received {
        let mut found = None;
        for _ in 0..MOST_PARTS {
            let field = match self.pace.next(self.parts.next_field()).await {
                None => return Received::Silent,
                Some(Err(_)) => return Received::Broken,
                Some(Ok(None)) => return found.map_or(Received::Nothing, Received::File),
                Some(Ok(Some(field))) => field,
            };
            let is_wanted = found.is_none() && field.name() == Some(FIELD) && is_file(&field);
            let opened = if is_wanted { self.spool.file().map(Some) } else { Ok(None) };
            let target = match opened {
                Ok(target) => target.map(|(file, path)| (tokio::fs::File::from_std(file), path)),
                Err(error) => return Received::Failed(error),
            };
            match read(field, target, self.terms, &mut self.pace, &self.handed).await {
                Ok(Some(upload)) => found = Some(upload),
                Ok(None) => {}
                Err(received) => return received,
            }
        }
        Received::Broken
    }
}

/// Whether a part is a file: some clients give its name in the form of RFC 5987 alone.
fn is_file(field: &Field<'_>) -> bool {
    let says = field.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    field.file_name().is_some() || says.is_some_and(|says| says.to_ascii_lowercase().contains("filename*="))
}

/// Reads a part to its end, into a file if there is one.
async fn read(
    mut field: Field<'_>,
    mut target: Option<(tokio::fs::File, Option<TempPath>)>,
    terms: Terms,
    pace: &mut Pace,
    handed: &AtomicU64,
) -> Result<Option<Upload>, Received> {
    let mut size = 0;
    loop {
        let chunk = match pace.next(field.chunk()).await {
            None => return Err(Received::Silent),
            Some(Err(_)) => return Err(Received::Broken),
            Some(Ok(None)) => break,
            Some(Ok(Some(chunk))) => chunk,
        };
        size += chunk.len() as u64;
        pace.taken += chunk.len() as u64;
        let before = handed.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        if before.saturating_add(chunk.len() as u64) > terms.most {
            return Err(Received::TooLarge(size));
        }
        if let Some((file, _)) = &mut target {
            file.write_all(&chunk).await.map_err(Received::Failed)?;
        }
    }
    let Some((mut file, path)) = target else { return Ok(None) };
    file.flush().await.map_err(Received::Failed)?;
    Ok(Some(Upload { file: file.into_std().await, path, size }))
}

/// Reads a text.
pub(super) async fn text(request: Request, terms: Terms) -> Received {
    let mut body = request.into_body();
    let mut pace = Pace::new(terms.patience);
    let mut text = Vec::new();
    loop {
        match pace.next(frame(&mut body)).await {
            None => return Received::Silent,
            Some(None) => return Received::Text(text.into()),
            Some(Some(Err(_))) => return Received::Broken,
            Some(Some(Ok(data))) => text.extend_from_slice(&data),
        }
        pace.taken = text.len() as u64;
        if pace.taken > terms.most {
            drain(&mut body, terms.patience).await;
            return Received::TooLarge(pace.taken);
        }
    }
}

/// A text as if it had come in a form: the rest of its way is the same.
pub(super) fn in_file(text: &Bytes) -> std::io::Result<Upload> {
    let mut file = tempfile::tempfile()?;
    std::io::Write::write_all(&mut file, text)?;
    Ok(Upload { file, path: None, size: text.len() as u64 })
}

/// Reads over a body that nobody wants, up to a limit.
pub(super) async fn drain(body: &mut Body, patience: Duration) {
    let mut pace = Pace::new(patience.min(Duration::from_secs(5)));
    while let Some(Some(Ok(data))) = pace.next(frame(body)).await {
        pace.taken += data.len() as u64;
        if pace.taken > DRAINED {
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
    body: Arc<Mutex<Body>>,
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
        let frame = {
            let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
            Pin::new(&mut *body).poll_frame(context)
        };
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
