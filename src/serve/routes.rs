//! The paths and methods of a release line, and the way of a request from its head to its answer.
//!
//! Which requests a line has: the upload endpoints come from the line's data; of the others api pages of the line, for
//! deletions redis/docs 7.22 `requests/modules` and 8.0 `requests/modules/user-defined`.

use super::answer::Answer;
use super::calls::{self, Deletion};
use super::log;
use super::receive::{self, Received};
use super::record::{Asked, Tap};
use super::server::{Server, failed};
use crate::endpoint::Endpoint;
use crate::target::Target;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{DefaultBodyLimit, RawPathParams, Request};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use std::collections::BTreeMap;
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
        let handle = move |parameters: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
            // what is no text names nothing
            let texts = |found: RawPathParams| found.iter().map(|(_, value)| value.to_owned()).collect();
            let parameters = parameters.map(texts).unwrap_or_default();
            to_its_end(serve(Arc::clone(&server), node, Arc::clone(&calls), parameters, request))
        };
        router = router.route(path, any(handle));
    }
    let server = Arc::clone(server);
    let router = router.fallback(move |request: Request| {
        to_its_end(serve(Arc::clone(&server), node, Arc::default(), Vec::new(), request))
    });
    // the limits of this server stand in `receive`; axum's own would cut off modules of two megabytes
    router.layer(DefaultBodyLimit::disable())
}

/// A request whose client is gone is still logged, and recorded.
async fn to_its_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    tokio::spawn(work).await.unwrap_or_else(|_| response(&failed()))
}

async fn serve(
    server: Arc<Server>,
    node: usize,
    calls: Arc<Vec<(Method, Call)>>,
    parameters: Vec<String>,
    request: Request,
) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let headers = request.headers().clone();
    let (request, tap) = tapped(&server, request);
    let refused = server.gate.refuse(&method, &headers).map(Box::new);
    let answer = match refused.map_or_else(|| pick(&method, &calls), Err) {
        Ok(call) => run(&server, node, call, parameters, request).await,
        Err(answer) => {
            receive::drain(&mut request.into_body(), server.patience).await;
            *answer
        }
    };
    server.log.line(&log::line(node, method.as_str(), uri.path(), &answer));
    if let Some(record) = &server.record {
        let path = uri.path_and_query().map_or_else(|| uri.path(), PathAndQuery::as_str);
        let asked = Asked { node, method: method.as_str(), path, headers: &headers, tap };
        if let Err(error) = record.entry(asked, &answer) {
            server.log.line(&format!("cannot record a request: {error}"));
        }
    }
    response(&answer)
}

/// The request, listened to when it is recorded.
fn tapped(server: &Server, request: Request) -> (Request, Option<Tap>) {
    let Some(record) = &server.record else { return (request, None) };
    let (parts, body) = request.into_parts();
    match record.tap(body) {
        Ok((body, tap)) => (Request::from_parts(parts, body), Some(tap)),
        Err((body, error)) => {
            server.log.line(&format!("cannot record a body: {error}"));
            (Request::from_parts(parts, body), None)
        }
    }
}

/// The call of a method, or the answer where there is none.
fn pick(method: &Method, calls: &[(Method, Call)]) -> Result<Call, Box<Answer>> {
    if calls.is_empty() {
        return Err(Box::new(Answer::no_such_path()));
    }
    let is_head = *method == Method::HEAD;
    let found = calls.iter().find(|(known, _)| known == method || (is_head && *known == Method::GET));
    if let Some((_, call)) = found {
        return Ok(*call);
    }
    let there = || calls.iter().filter(|(_, call)| !matches!(call, Call::Missing(_)));
    if there().next().is_none() {
        return Err(Box::new(Answer::no_such_path()));
    }
    let mut methods: Vec<&str> = there().map(|(known, _)| known.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    let allow = methods.join(", ");
    if *method == Method::OPTIONS {
        return Err(Box::new(Answer { allow: Some(allow), ..Answer::ok(serde_json::Value::Null) }));
    }
    Err(Box::new(Answer::wrong_method(&allow)))
}

async fn run(server: &Arc<Server>, node: usize, call: Call, parameters: Vec<String>, request: Request) -> Answer {
    let first = || parameters.first().map_or("", String::as_str);
    match call {
        Call::Upload(endpoint) => return upload(server, node, endpoint, request).await,
        Call::SetCluster => {
            return match receive::text(request, server.terms(true)).await {
                Received::Text(text) => {
                    let set =
                        move |server: &Server| server.change(|state, fixed| calls::set_cluster(state, fixed, &text));
                    blocking(server, set).await
                }
                other => refusal(server, &other),
            };
        }
        _ => receive::drain(&mut request.into_body(), server.patience).await,
    }
    match call {
        Call::Modules => server.modules(),
        Call::Module => server.look(|state, _| calls::module(state, first())),
        Call::Action => server.look(|state, _| calls::get_action(state, first())),
        Call::Artifacts => server.look(|state, _| calls::artifacts(state, node)),
        Call::Cluster => server.look(calls::cluster),
        Call::Nodes => server.look(|_, fixed| calls::nodes(fixed)),
        Call::Capabilities => server.look(|_, fixed| calls::capabilities(fixed)),
        Call::Missing(endpoint) => without_module(server, node, endpoint).await,
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
    }
}

/// Runs what waits for disks or takes long where that holds up nobody.
async fn blocking(server: &Arc<Server>, work: impl FnOnce(&Server) -> Answer + Send + 'static) -> Answer {
    let server = Arc::clone(server);
    tokio::task::spawn_blocking(move || work(&server)).await.unwrap_or_else(|_| failed())
}

async fn upload(server: &Arc<Server>, node: usize, endpoint: Endpoint, request: Request) -> Answer {
    let is_text = endpoint == Endpoint::UserDefined;
    let kind = receive::media_type(&request);
    let terms = server.terms(is_text);
    let received = if is_text {
        if kind.is_some_and(|kind| kind != "application/json") {
            receive::drain(&mut request.into_body(), server.patience).await;
            let refused = Answer::error(400, "ramplint_bad_request", "the body is application/json");
            return blocking(server, move |server| server.without_module(endpoint, node, refused)).await;
        }
        receive::text(request, terms).await
    } else if kind.as_deref() == Some("multipart/form-data") {
        receive::form(request, terms, &server.spool).await
    } else {
        receive::drain(&mut request.into_body(), server.patience).await;
        Received::Nothing
    };
    let module = match received {
        Received::TooLarge(size) => {
            return blocking(server, move |server| server.too_large(endpoint, node, size)).await;
        }
        Received::Text(text) => receive::in_file(&text),
        Received::File(upload) => Ok(upload),
        // a form that ends too early holds no module
        Received::Nothing | Received::Broken => return without_module(server, node, endpoint).await,
        other => return refusal(server, &other),
    };
    let module = match module {
        Ok(module) => module,
        Err(error) => return refusal(server, &Received::Failed(error)),
    };
    let Ok(_permit) = server.judging.acquire().await else { return failed() };
    blocking(server, move |server| server.upload(endpoint, node, module)).await
}

async fn without_module(server: &Arc<Server>, node: usize, endpoint: Endpoint) -> Answer {
    blocking(server, move |server| server.without_module(endpoint, node, Answer::coded(400, "no_module"))).await
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
        Received::Broken => Answer::error(400, "ramplint_bad_request", "the body ends too early"),
        Received::Nothing | Received::Text(_) | Received::File(_) => failed(),
    }
}

fn response(answer: &Answer) -> Response {
    let mut response = Response::new(Body::from(answer.bytes()));
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
