//! Listening, noticing a changed workspace, and stopping.

use super::certificate::{Certificate, HangUps, TlsFiles, keep_renewed};
use super::connections::{CountedConnections, Refusal};
use super::metrics::{count_swap, install, metrics_router};
use super::router::router;
use super::view::{Service, Site, WarmUp};
use crate::auth::PrivateFile;
use crate::planner::{Planner, Snapshot};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use chrono::Utc;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Asked every few seconds, on a blocking thread: a new snapshot when the workspace has changed, `None` when it has not, or
/// why it cannot be read (the present snapshot then stays).
pub type Reload = Box<dyn FnMut() -> Result<Option<Snapshot>, String> + Send>;

/// Where to listen and how to learn of new data.
pub struct ServeOptions {
    pub listen: SocketAddr,
    pub tls: Option<TlsFiles>,
    /// Where figures are told, in Prometheus' format; nowhere without it.
    pub metrics_listen: Option<SocketAddr>,
    pub site: Site,
    pub private: Arc<PrivateFile>,
    pub reload: Reload,
    /// What is made before the first question needs it, at the start and before new data are served.
    pub warm_up: WarmUp,
    /// Told the addresses of the service and of its figures once it listens; port 0 has become a real one.
    pub on_ready: Box<dyn FnOnce(SocketAddr, Option<SocketAddr>) + Send>,
}

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        address: SocketAddr,
        reason: std::io::Error,
    },
    #[error("{certificate} and {key} are no certificate with its key: {reason}",
        certificate = files.certificate.display(), key = files.key.display())]
    Tls { files: TlsFiles, reason: std::io::Error },
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// How often the workspace is looked at.
const RELOAD_EVERY: Duration = Duration::from_secs(3);
/// How often addresses that ask no more are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);
/// How often samples are summed up; without a reader of the figures they would pile up.
const UPKEEP: Duration = Duration::from_secs(60);
/// How long requests under way may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a client may take to send the head of a request, also of the next one on the same connection.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Requests of one HTTP/2 connection at once.
const STREAMS: u32 = 100;

/// A process that will serve: a SIGHUP no longer ends it. Started first thing, since a big workspace is read for half a minute,
/// and a certificate may be renewed meanwhile.
pub struct Host {
    runtime: tokio::runtime::Runtime,
    hang_ups: HangUps,
}

impl Host {
    /// # Errors
    /// When the runtime cannot be made.
    pub fn start() -> Result<Host, ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let context = runtime.enter();
        let hang_ups = HangUps::listen();
        drop(context);
        Ok(Host { runtime, hang_ups })
    }

    /// Serves until Ctrl-C or SIGTERM; requests under way are finished.
    ///
    /// # Errors
    /// When the address is taken, or the certificate cannot be read.
    pub fn serve(self, options: ServeOptions, planner: Arc<Planner>) -> Result<(), ServeError> {
        let finished = self.runtime.block_on(run(options, planner, self.hang_ups));
        // A snapshot that is being computed is given up.
        self.runtime.shutdown_timeout(Duration::from_secs(1));
        finished
    }
}

async fn run(options: ServeOptions, planner: Arc<Planner>, hang_ups: HangUps) -> Result<(), ServeError> {
    // The addresses and the certificate first: what is wrong with them is told before the tiles are made.
    let listener = bind(options.listen).await?;
    let address = listener.local_addr()?;
    let metrics_listener = match options.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let metrics_address = metrics_listener.as_ref().map(TcpListener::local_addr).transpose()?;
    let certificate = match options.tls {
        Some(files) => Some(Certificate::read(files).await?),
        None => None,
    };
    let tls = certificate.as_ref().map(Certificate::config);
    let (snapshot, private, site) = (planner.snapshot(), options.private, options.site);
    let service = tokio::task::spawn_blocking(move || Service::with_accounts(snapshot, private, site))
        .await
        .map_err(std::io::Error::other)?;
    if let Some(scenarios) = planner.scenarios() {
        service.hold_scenarios(Arc::clone(scenarios));
    }
    if let (Some(listener), Some(handle)) = (metrics_listener, install()) {
        let upkeep = handle.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                upkeep.run_upkeep();
            }
        });
        let metrics = metrics_router(handle, service.clone());
        tokio::spawn(async move { axum::serve(listener, metrics).await });
    }
    (options.on_ready)(address, metrics_address);
    let beside = [
        tokio::spawn(watch(options.reload, planner, service.clone(), options.warm_up)),
        tokio::spawn(forget_idle(service.clone())),
        tokio::spawn(keep_renewed(certificate, hang_ups)),
    ];
    let finished = answer(listener.into_std()?, tls, service).await;
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(finished?)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|reason| ServeError::Listen { address, reason })
}

/// Answers until the signal to stop, then finishes what is under way.
async fn answer(listener: std::net::TcpListener, tls: Option<RustlsConfig>, service: Service) -> std::io::Result<()> {
    let handle = Handle::new();
    let stopping = (handle.clone(), service.clone());
    tokio::spawn(async move {
        let (handle, service) = stopping;
        asked_to_stop().await;
        tracing::info!("stopping; requests under way are finished");
        service.stop();
        handle.graceful_shutdown(Some(GRACE));
    });
    let (connections, trusted) = (
        service.limits().connections().clone(),
        service.limits().trusted().to_vec(),
    );
    let counted = move |refusal| CountedConnections::new(connections, &trusted, refusal);
    let application = router(service).into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            let server = guarded(axum_server::from_tcp(listener)?).acceptor(counted(Refusal::Answer));
            server.handle(handle).serve(application).await
        }
        Some(tls) => {
            let acceptor = RustlsAcceptor::new(tls).acceptor(counted(Refusal::Silence));
            let server = guarded(axum_server::from_tcp(listener)?).acceptor(acceptor);
            server.handle(handle).serve(application).await
        }
    }
}

/// Clients that send their requests letter by letter are let go.
fn guarded<A>(mut server: axum_server::Server<SocketAddr, A>) -> axum_server::Server<SocketAddr, A> {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(HEAD_WITHIN);
    builder
        .http2()
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(HEAD_WITHIN)
        .keep_alive_timeout(HEAD_WITHIN);
    server.first_request_timeout(HEAD_WITHIN)
}

async fn forget_idle(service: Service) {
    loop {
        tokio::time::sleep(FORGET_EVERY).await;
        service.limits().forget_idle();
        service.imports().forget_old(Utc::now());
    }
}

/// Swaps in what `reload` gives once the first questions need not wait for it: until then readers keep the old snapshot.
async fn watch(mut reload: Reload, planner: Arc<Planner>, service: Service, warm_up: WarmUp) {
    let mut last_failure = None;
    let warm_up = Arc::new(warm_up);
    warm_the_rest(&service, &warm_up);
    loop {
        tokio::time::sleep(RELOAD_EVERY).await;
        let (planner, service, warm_up) = (Arc::clone(&planner), service.clone(), Arc::clone(&warm_up));
        let looked = tokio::task::spawn_blocking(move || {
            let result = reload().map(|found| {
                if let Some(snapshot) = found.map(Arc::new) {
                    service.swap(Arc::clone(&snapshot), &warm_up);
                    planner.publish(snapshot);
                    warm_the_rest(&service, &warm_up);
                    count_swap();
                    tracing::info!(snapshot = service.view().snapshot.id(), "new data are served");
                }
            });
            (reload, result)
        });
        let Ok((returned, result)) = looked.await else {
            tracing::error!("the workspace is no longer watched: looking at it panicked");
            return;
        };
        reload = returned;
        let failure = result.err();
        // The same failure every few seconds would fill the log.
        if let Some(reason) = failure.as_ref().filter(|_| failure != last_failure) {
            tracing::warn!(
                reason,
                "the changed workspace cannot be read; the data before it are still served"
            );
        }
        last_failure = failure;
    }
}

/// Beside the answering of questions.
fn warm_the_rest(service: &Service, warm_up: &Arc<WarmUp>) {
    let (service, warm_up) = (service.clone(), Arc::clone(warm_up));
    tokio::task::spawn_blocking(move || service.warm(&warm_up));
}

async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
