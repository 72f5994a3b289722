//! Sockets: one a node, a bounded number of connections, and an end when the process is told to end.

use super::log::Log;
use super::patient::Patient;
use super::routes;
use super::server::Server;
use super::tls;
use super::{Config, Failure, Tls};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Connections at once, over all nodes.
const MOST_CONNECTIONS: u32 = 512;
/// Bytes of a request's head.
const LARGEST_HEAD: usize = 64 << 10;
/// How long requests under way may take once the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// Listens on all nodes' ports until the process is told to end.
pub(super) async fn serve(
    config: Config,
    log: Box<dyn Write + Send>,
    ready: &mut dyn FnMut(&[String]),
) -> Result<(), Failure> {
    let server = Arc::new(Server::new(&config, log)?);
    let acceptor = tls::acceptor(&config.tls, config.data_dir.as_deref())?;
    let mut listeners = Vec::new();
    let mut urls = Vec::new();
    for node in 0..server.fixed.nodes.len() {
        let address = address(config.listen, node)?;
        let failed = |error| format!("cannot listen on {address}: {error}");
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let scheme = if config.tls == Tls::Off { "http" } else { "https" };
        urls.push(format!("{scheme}://{}", listener.local_addr().map_err(failed)?));
        listeners.push(listener);
    }
    let (end, ending) = watch::channel(false);
    let free = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
    for (node, listener) in listeners.into_iter().enumerate() {
        let port = Port {
            router: routes::router(&server, node),
            acceptor: acceptor.clone(),
            free: Arc::clone(&free),
            ending: ending.clone(),
            patience: server.patience,
        };
        let server = Arc::clone(&server);
        tokio::spawn(async move { port.accept(listener, &server.log).await });
    }
    ready(&urls);
    told_to_end().await;
    let _ = end.send(true);
    let _ = timeout(GRACE, free.acquire_many(MOST_CONNECTIONS)).await;
    Ok(())
}

/// Node by node one port higher; port 0 is any that is free.
fn address(first: SocketAddr, node: usize) -> Result<SocketAddr, Failure> {
    let mut address = first;
    if first.port() != 0 {
        let port = u16::try_from(node).ok().and_then(|node| first.port().checked_add(node));
        address.set_port(port.ok_or_else(|| format!("there is no port for node {}", node + 1))?);
    }
    Ok(address)
}

/// A node's port.
#[derive(Clone)]
struct Port {
    router: Router,
    acceptor: Option<TlsAcceptor>,
    free: Arc<Semaphore>,
    ending: watch::Receiver<bool>,
    patience: Duration,
}

impl Port {
    async fn accept(self, listener: TcpListener, log: &Log) {
        loop {
            let Ok(permit) = Arc::clone(&self.free).acquire_owned().await else { return };
            let mut ending = self.ending.clone();
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = ending.changed() => return,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // no file descriptor is left, most likely
                    log.line(&format!("cannot take a connection: {error}"));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let port = self.clone();
            tokio::spawn(async move {
                // small answers are not held back
                let _ = stream.set_nodelay(true);
                let stream = Patient::new(stream, port.patience);
                match &port.acceptor {
                    None => port.answer(stream).await,
                    Some(acceptor) => {
                        if let Ok(Ok(stream)) = timeout(port.patience, acceptor.accept(stream)).await {
                            port.answer(stream).await;
                        }
                    }
                }
                drop(permit);
            });
        }
    }

    /// Serves a connection to its end.
    async fn answer(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(self.router.clone());
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(self.patience).max_buf_size(LARGEST_HEAD);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        let mut ending = self.ending.clone();
        let is_done = tokio::select! {
            // what a client does to its own connection is its own affair
            _ = connection.as_mut() => true,
            _ = ending.changed() => false,
        };
        if !is_done {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Returns at an interrupt or a request to terminate.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
