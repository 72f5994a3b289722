//! The paths and methods of a release line, and the way of a request from its head to its answer.
//!
//! Which requests a line has: the upload endpoints come from the line's data; of the others api pages of the line, for
//! deletions redis/docs 7.22 `requests/modules` and 8.0 `requests/modules/user-defined`.

use super::answer::Answer;
use super::calls::{self, Deletion};
use super::log;
use super::receive::{self, Received};
use super::record::Asked;
use super::server::{Server, failed};
use crate::endpoint::Endpoint;
use crate::target::Target;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, RawPathParams, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Modules,
    Module,
    Upload(Endpoint),
    /// An upload that the line has not; the engine knows what it answers.
    Missing(Endpoint),
    Delete(Deletion),
    Action,
    Artifacts,
    DeleteArtifact,
    Cluster,
    SetCluster,
    Nodes,
    Capabilities,
}

/// A method of a path.
pub(super) type Row = (Method, &'static str, Call);

/// The requests of a line.
pub(super) fn rows(target: &Target) -> Vec<Row> {
    let mut rows = vec![
        (Method::GET, "/v1/modules", Call::Modules),
        (Method::GET, "/v1/modules/{uid}", Call::Module),
        (Method::GET, "/v1/actions/{uid}", Call::Action),
        (Method::GET, "/v1/cluster", Call::Cluster),
        (Method::PUT, "/v1/cluster", Call::SetCluster),
        (Method::GET, "/v1/cluster/module-capabilities", Call::Capabilities),
        (Method::GET, "/v1/nodes", Call::Nodes),
    ];
    for endpoint in Endpoint::UPLOADS {
        let path = endpoint.path().trim_start_matches("POST ");
        let has = target.has_endpoint(endpoint.path());
        rows.push((Method::POST, path, if has { Call::Upload(endpoint) } else { Call::Missing(endpoint) }));
    }
    let has = |endpoint: Endpoint| target.has_endpoint(endpoint.path());
    if has(Endpoint::V1) {
        rows.push((Method::DELETE, "/v1/modules/{uid}", Call::Delete(Deletion::V1)));
    }
    if has(Endpoint::V2) {
        rows.push((Method::DELETE, "/v2/modules/{uid}", Call::Delete(Deletion::V2)));
    }
    if has(Endpoint::UserDefined) {
        rows.push((Method::DELETE, "/v2/modules/user-defined/{uid}", Call::Delete(Deletion::UserDefined)));
    }
    if has(Endpoint::Artifact) {
        let path = "/v2/local/modules/user-defined/artifacts";
        rows.push((Method::GET, path, Call::Artifacts));
        let one = "/v2/local/modules/user-defined/artifacts/{module_name}/{version}";
        rows.push((Method::DELETE, one, Call::DeleteArtifact));
    }
    rows
}

/// The router of one node.
pub(super) fn router(server: &Arc<Server>, node: usize) -> Router {
    let mut paths: BTreeMap<&'static str, Vec<(Method, Call)>> = BTreeMap::new();
    for (method, path, call) in rows(&server.fixed.target) {
        paths.entry(path).or_default().push((method, call));
    }
    let mut router = Router::new();
    for (path, calls) in paths {
        let (server, calls) = (Arc::clone(server), Arc::new(calls));
        let handle = move |parameters: RawPathParams, request: Request| {
            let (server, calls) = (Arc::clone(&server), Arc::clone(&calls));
            async move {
                let parameters = parameters.iter().map(|(_, value)| value.to_owned()).collect();
                serve(server, node, calls, parameters, request).await
            }
        };
        router = router.route(path, any(handle));
    }
    let server = Arc::clone(server);
    let router = router.fallback(move |request: Request| {
        let server = Arc::clone(&server);
        async move { serve(server, node, Arc::default(), Vec::new(), request).await }
    });
    // the limits of this server stand in `receive`; axum's own would cut off modules of two megabytes
    router.layer(DefaultBodyLimit::disable())
}

/// What is remembered of a body for `--record`.
type Kept = Option<(String, u64)>;

async fn serve(
    server: Arc<Server>,
    node: usize,
    calls: Arc<Vec<(Method, Call)>>,
    parameters: Vec<String>,
    request: Request,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    let (answer, kept) = match server.gate.refuse(&method, &headers) {
        Some(refusal) => {
            receive::drain(&mut request.into_body(), server.patience).await;
            (refusal, None)
        }
        None => match pick(&method, &calls) {
            Ok(call) => run(&server, node, call, parameters, request).await,
            Err(answer) => {
                receive::drain(&mut request.into_body(), server.patience).await;
                (answer, None)
            }
        },
    };
    server.log.line(&log::line(node, method.as_str(), &path, &answer));
    if let Some(record) = &server.record {
        let asked = Asked { node, method: method.as_str(), path: &path, headers: &headers, body: kept };
        if let Err(error) = record.entry(&asked, &answer) {
            server.log.line(&format!("cannot record a request: {error}"));
        }
    }
    response(&answer)
}

/// The call of a method, or the answer where there is none.
fn pick(method: &Method, calls: &[(Method, Call)]) -> Result<Call, Answer> {
    if calls.is_empty() {
        return Err(Answer::no_such_path());
    }
    let is_head = *method == Method::HEAD;
    let found = calls.iter().find(|(known, _)| known == method || (is_head && *known == Method::GET));
    if let Some((_, call)) = found {
        return Ok(*call);
    }
    let there = || calls.iter().filter(|(_, call)| !matches!(call, Call::Missing(_)));
    if there().next().is_none() {
        return Err(Answer::no_such_path());
    }
    let mut methods: Vec<&str> = there().map(|(known, _)| known.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    let allow = methods.join(", ");
    if *method == Method::OPTIONS {
        return Err(Answer { allow: Some(allow), ..Answer::ok(serde_json::Value::Null) });
    }
    Err(Answer::wrong_method(&allow))
}

async fn run(
    server: &Arc<Server>,
    node: usize,
    call: Call,
    parameters: Vec<String>,
    request: Request,
) -> (Answer, Kept) {
    let first = || parameters.first().map_or("", String::as_str);
    match call {
        Call::Upload(endpoint) => return upload(server, node, endpoint, request).await,
        Call::SetCluster => {
            let received = receive::text(request, server.terms(true)).await;
            return match received {
                Received::Text(text) => {
                    let answer = blocking(server, move |server| {
                        server.change(|state, fixed| calls::set_cluster(state, fixed, &text))
                    });
                    (answer.await, None)
                }
                other => (refusal(server, &other), None),
            };
        }
        _ => receive::drain(&mut request.into_body(), server.patience).await,
    }
    let answer = match call {
        Call::Modules => server.look(|state, _| calls::modules(state)),
        Call::Module => server.look(|state, _| calls::module(state, first())),
        Call::Action => server.look(|state, _| calls::get_action(state, first())),
        Call::Artifacts => server.look(|state, _| calls::artifacts(state, node)),
        Call::Cluster => server.look(calls::cluster),
        Call::Nodes => server.look(|_, fixed| calls::nodes(fixed)),
        Call::Capabilities => server.look(|_, fixed| calls::capabilities(fixed)),
        Call::Missing(endpoint) => blocking(server, move |server| server.upload(endpoint, node, None)).await,
        Call::Delete(how) => {
            let uid = first().to_owned();
            blocking(server, move |server| server.change(|state, fixed| calls::delete(state, fixed, &uid, how))).await
        }
        Call::DeleteArtifact => {
            let delete = move |server: &Server| {
                let (name, version) = (parameters.first(), parameters.get(1));
                let (name, version) = (name.map_or("", String::as_str), version.map_or("", String::as_str));
                server.change(|state, _| calls::delete_artifact(state, node, name, version))
            };
            blocking(server, delete).await
        }
        Call::Upload(_) | Call::SetCluster => failed(),
    };
    (answer, None)
}

/// Runs what waits for disks or takes long where that holds up nobody.
async fn blocking(server: &Arc<Server>, work: impl FnOnce(&Server) -> Answer + Send + 'static) -> Answer {
    let server = Arc::clone(server);
    tokio::task::spawn_blocking(move || work(&server)).await.unwrap_or_else(|_| failed())
}

async fn upload(server: &Arc<Server>, node: usize, endpoint: Endpoint, request: Request) -> (Answer, Kept) {
    let is_text = endpoint == Endpoint::UserDefined;
    let kind = receive::media_type(&request);
    let terms = server.terms(is_text);
    let received = if is_text {
        if kind.is_some_and(|kind| kind != "application/json") {
            receive::drain(&mut request.into_body(), server.patience).await;
            return (Answer::error(400, "ramplint_bad_request", "the body is application/json"), None);
        }
        receive::text(request, terms).await
    } else if kind.as_deref() == Some("multipart/form-data") {
        receive::form(request, terms, &server.spool).await
    } else {
        receive::drain(&mut request.into_body(), server.patience).await;
        Received::Nothing
    };
    let received = match received {
        Received::TooLarge(size) => {
            return (blocking(server, move |server| server.too_large(endpoint, node, size)).await, None);
        }
        Received::Text(text) => in_file(&text),
        other => other,
    };
    let module = match received {
        Received::File(upload) => Some(upload),
        Received::Nothing => None,
        other => return (refusal(server, &other), None),
    };
    let Ok(_permit) = server.judging.acquire().await else { return (failed(), None) };
    let server = Arc::clone(server);
    let work = tokio::task::spawn_blocking(move || {
        let mut module = module;
        let kept = module.as_mut().and_then(|module| keep(&server, module));
        (server.upload(endpoint, node, module), kept)
    });
    work.await.unwrap_or_else(|_| (failed(), None))
}

/// A text as if it had come in a form: the rest of the way is the same.
fn in_file(text: &Bytes) -> Received {
    use std::io::Write;
    let made = tempfile::tempfile().and_then(|mut file| file.write_all(text).map(|()| file));
    match made {
        Ok(file) => Received::File(receive::Upload { file, path: None, size: text.len() as u64 }),
        Err(error) => Received::Failed(error),
    }
}

fn keep(server: &Server, module: &mut receive::Upload) -> Kept {
    let record = server.record.as_ref()?;
    match record.body(&mut module.file) {
        Ok(sum) => Some((sum, module.size)),
        Err(error) => {
            server.log.line(&format!("cannot record a body: {error}"));
            None
        }
    }
}

/// The answer to a body that did not come as it should.
fn refusal(server: &Server, received: &Received) -> Answer {
    match received {
        Received::Failed(error) => {
            server.log.line(&format!("cannot keep what comes in: {error}"));
            failed()
        }
        Received::TooLarge(_) => Answer::error(413, "ramplint_too_large", "the body is larger than this server reads"),
        Received::Silent => Answer::error(408, "ramplint_timeout", "nothing came for too long"),
        // a form that ends too early holds no module
        Received::Broken | Received::Nothing => Answer::coded(400, "no_module"),
        Received::Text(_) | Received::File(_) => failed(),
    }
}

fn response(answer: &Answer) -> Response {
    let body = if answer.body.is_null() {
        Body::empty()
    } else {
        Body::from(Cursor::new(answer.body.to_string()).into_inner())
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut text = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    if let Some(allow) = &answer.allow {
        text("allow", allow);
    }
    if answer.status == 401 {
        text("www-authenticate", "Basic realm=\"ramplint\"");
    }
    if matches!(answer.status, 408 | 413) {
        text("connection", "close");
    }
    if let Some(said) = &answer.said {
        text("x-ramplint-verdict", said.outcome.word());
        text("x-ramplint-evidence", said.evidence.word());
        for (name, list) in [("x-ramplint-because", &said.because), ("x-ramplint-unless", &said.unless)] {
            if !list.is_empty() {
                text(name, &list.join(", "));
            }
        }
    }
    response
}
