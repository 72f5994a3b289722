//! The server behind the sockets: one lock around the state, and the way of an upload through the engine.

use super::answer::Answer;
use super::calls;
use super::gate::Gate;
use super::log::Log;
use super::object;
use super::receive::{self, Terms};
use super::record::Record;
use super::state::{Change, Fixed, SETTING, State};
use super::store::{Spool, Store};
use super::{Config, Failure};
use crate::bundle::Bundle;
use crate::endpoint::Endpoint;
use crate::input::{Input, Options, Source};
use crate::load;
use crate::verdict::Verdict;
use axum::body::Bytes;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, Read, Seek, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempPath;

/// Uploads up to this size are judged in memory.
const AT_ONCE: u64 = 1 << 20;

/// All that requests share.
pub(super) struct Server {
    pub(super) fixed: Fixed,
    pub(super) gate: Gate,
    pub(super) log: Log,
    pub(super) record: Option<Record>,
    pub(super) spool: Spool,
    pub(super) patience: Duration,
    base: Options,
    accept_unknown: bool,
    held: Mutex<Held>,
    /// Uploads that are judged at once: each takes memory.
    pub(super) judging: tokio::sync::Semaphore,
}

/// What the lock holds.
struct Held {
    state: State,
    store: Option<Store>,
    /// The body of `GET /v1/modules` since the last change, which all who ask share.
    listing: Option<Bytes>,
}

impl Server {
    pub(super) fn new(config: &Config, log: Box<dyn Write + Send>) -> Result<Self, Failure> {
        let log = Log::new(log);
        let fixed = Fixed::new(config.target.clone(), &config.cluster);
        let mut held = Held { state: State::default(), store: None, listing: None };
        let mut spool = Spool::default();
        let mut records = Change::new();
        if let Some(folder) = &config.data_dir {
            let (store, known) = Store::open(folder, &config.target.line)?;
            spool = store.spool();
            records = known;
            held.store = Some(store);
        }
        if records.is_empty() {
            records = State::first(&config.cluster);
            held.commit(&records).map_err(|error| format!("cannot keep state: {error}"))?;
        } else if config.cluster.version.is_some() {
            log.line("the folder has modules and settings already: those of the snapshot do not count");
        }
        held.state.apply(records);
        if config.allow_modules_upload {
            let on = vec![(SETTING.to_owned(), Some(json!(true)))];
            held.commit(&on).map_err(|error| format!("cannot keep state: {error}"))?;
            held.state.apply(on);
        }
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Self {
            fixed,
            gate: Gate { user: config.user.clone(), viewer: config.viewer.clone() },
            log,
            record: config.record.as_deref().map(Record::open).transpose()?,
            spool,
            patience: config.patience,
            base: config.options.clone(),
            accept_unknown: config.accept_unknown,
            held: Mutex::new(held),
            judging: tokio::sync::Semaphore::new(processors.max(2)),
        })
    }

    /// How much of an upload, or of a text, is taken.
    pub(super) fn terms(&self, is_text: bool) -> Terms {
        let limits = &self.base.limits;
        Terms { most: if is_text { limits.metadata } else { limits.file }, patience: self.patience }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // a panic inside of it left the state as it was: changes are applied last
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call that changes nothing.
    pub(super) fn look(&self, call: impl FnOnce(&State, &Fixed) -> Answer) -> Answer {
        call(&self.held().state, &self.fixed)
    }

    /// `GET /v1/modules`.
    pub(super) fn modules(&self) -> Answer {
        let mut held = self.held();
        let Held { state, listing, .. } = &mut *held;
        Answer::shared(listing.get_or_insert_with(|| calls::modules(state)).clone())
    }

    /// A call that may change something; the answer is given once the change is durable.
    pub(super) fn change(&self, call: impl FnOnce(&mut State, &Fixed) -> (Answer, Change)) -> Answer {
        let mut held = self.held();
        let (answer, change) = call(&mut held.state, &self.fixed);
        self.finish(&mut held, answer, change)
    }

    fn finish(&self, held: &mut Held, answer: Answer, change: Change) -> Answer {
        if change.is_empty() {
            return answer;
        }
        if let Err(error) = held.commit(&change) {
            self.log.line(&format!("cannot keep state: {error}"));
            return failed();
        }
        // a file goes once no record names it: its object is gone, or has another file now
        let of_files = change.iter().filter(|(key, _)| key.starts_with("file/"));
        let before = of_files.filter_map(|(key, _)| Some(held.state.get(key)?.as_str()?.to_owned()));
        let before: BTreeSet<String> = before.collect();
        held.state.apply(change);
        held.listing = None;
        if let Some(store) = &held.store {
            let is_named = |sum: &String| held.state.below("file/").any(|(_, value)| value.as_str() == Some(sum));
            before.iter().filter(|sum| !is_named(sum)).for_each(|sum| store.forget(sum));
        }
        answer
    }

    /// Judges an upload and takes it or not. Blocks.
    pub(super) fn upload(&self, endpoint: Endpoint, node: usize, upload: receive::Upload) -> Answer {
        let receive::Upload { mut file, path, size } = upload;
        let (name, is_text) = match endpoint {
            Endpoint::UserDefined => ("module.json", true),
            _ => ("module.zip", false),
        };
        let source = match source(&mut file, size) {
            Ok(source) => source,
            Err(error) => return self.unreadable(&error),
        };
        let input = Input { path: name.to_owned(), source };
        let limits = &self.base.limits;
        let bundle = if is_text { load::body(&input, limits) } else { load::upload(&input, limits) };
        if let Some(error) = input.failure() {
            return self.unreadable(error);
        }
        self.settle(endpoint, node, &bundle, path.map(|path| (file, path)))
    }

    /// Asks the engine again when what the cluster has of the module's name changed meanwhile.
    fn settle(
        &self,
        endpoint: Endpoint,
        node: usize,
        bundle: &Bundle,
        mut file: Option<(std::fs::File, TempPath)>,
    ) -> Answer {
        let identity = object::identity(bundle);
        let nodes = calls::nodes_of(&self.fixed, endpoint, node);
        let mut known = self.held().state.snapshot(&self.fixed, identity, nodes);
        loop {
            let verdict = calls::judge(bundle, endpoint, known.clone(), &self.fixed, &self.base);
            let mut held = self.held();
            let now = held.state.snapshot(&self.fixed, identity, nodes);
            if now != known {
                known = now;
                continue;
            }
            let sum = bundle.sha256.filter(|_| file.is_some()).map(|sum| crate::report::hex(&sum));
            let upload = calls::Upload { bundle, endpoint, node, file: sum.as_deref() };
            let (answer, change) = upload.answer(&mut held.state, &self.fixed, &verdict, self.accept_unknown);
            if !change.is_empty() && held.state.is_full() {
                return Answer::error(507, "ramplint_full", "this server holds as much as it may");
            }
            if let (false, Some(sum), Some((file, path)), Some(store)) =
                (change.is_empty(), sum, file.take(), &held.store)
                && let Err(error) = store.keep(&file, path, &sum)
            {
                self.log.line(&format!("cannot keep an upload: {error}"));
                return failed();
            }
            return self.finish(&mut held, answer, change);
        }
    }

    /// The answer to a request without a module: a gate, or a line without the endpoint, comes first. Blocks.
    pub(super) fn without_module(&self, endpoint: Endpoint, node: usize, otherwise: Answer) -> Answer {
        let verdict = self.verdict_without_module(endpoint, node);
        if verdict.outcome == crate::verdict::Answer::Unavailable {
            return super::answer::of(&verdict, false, || serde_json::Value::Null);
        }
        otherwise
    }

    /// What the engine says to an empty file.
    fn verdict_without_module(&self, endpoint: Endpoint, node: usize) -> Verdict {
        let input = Input { path: "module.zip".to_owned(), source: Source::Bytes(Vec::new()) };
        let bundle = load::upload(&input, &self.base.limits);
        let known = self.held().state.snapshot(&self.fixed, ("", None), calls::nodes_of(&self.fixed, endpoint, node));
        calls::judge(&bundle, endpoint, known, &self.fixed, &self.base)
    }

    /// The answer to an upload that is larger than what is read.
    pub(super) fn too_large(&self, endpoint: Endpoint, node: usize, size: u64) -> Answer {
        let input = Input { path: "module.zip".to_owned(), source: Source::TooLarge(size) };
        let bundle = load::load(&input, &self.base.limits);
        let nodes = calls::nodes_of(&self.fixed, endpoint, node);
        let known = self.held().state.snapshot(&self.fixed, ("", None), nodes);
        let verdict = calls::judge(&bundle, endpoint, known, &self.fixed, &self.base);
        let answer = super::answer::of(&verdict, false, || serde_json::Value::Null);
        if answer.status != 501 {
            return answer;
        }
        let limit = "the body is larger than this server reads";
        Answer { said: answer.said, ..Answer::error(413, "ramplint_too_large", limit) }
    }

    fn unreadable(&self, error: &io::Error) -> Answer {
        self.log.line(&format!("cannot read an upload: {error}"));
        failed()
    }
}

impl Held {
    fn commit(&self, change: &Change) -> Result<(), redb::Error> {
        self.store.as_ref().map_or(Ok(()), |store| store.commit(change))
    }
}

/// The disk failed.
pub(super) fn failed() -> Answer {
    Answer::error(500, "ramplint_failed", "this server could not do its work: see its log")
}

fn source(file: &mut std::fs::File, size: u64) -> io::Result<Source> {
    if size > AT_ONCE {
        let metadata = file.metadata()?;
        return Ok(Source::File(crate::cli::file::open(file.try_clone()?, &metadata)));
    }
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(Source::Bytes(bytes))
}
