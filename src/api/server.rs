//! Listening, noticing a changed workspace, and stopping.

use super::router::router;
use super::view::Service;
use crate::planner::{Planner, Snapshot};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Where to listen and how to learn of new data.
pub struct ServeOptions {
    pub listen: SocketAddr,
    /// Asked every few seconds, on a blocking thread: a new snapshot when the workspace has changed, `None` when
    /// it has not, or why it cannot be read (the present snapshot then stays).
    pub reload: Box<dyn FnMut() -> Result<Option<Snapshot>, String> + Send>,
    /// Told the address once the server listens; port 0 has become a real one.
    pub on_ready: Box<dyn FnOnce(SocketAddr) + Send>,
}

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        address: SocketAddr,
        reason: std::io::Error,
    },
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// How often the workspace is looked at.
const RELOAD_EVERY: Duration = Duration::from_secs(3);
/// How long requests under way may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C or SIGTERM; requests under way are finished.
///
/// # Errors
/// When the address is taken or the runtime cannot be made.
pub fn serve(options: ServeOptions, planner: Arc<Planner>) -> Result<(), ServeError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(run(options, planner))
}

async fn run(options: ServeOptions, planner: Arc<Planner>) -> Result<(), ServeError> {
    let ServeOptions {
        listen,
        reload,
        on_ready,
    } = options;
    // The address first: a taken port is told before the tiles are made.
    let listener = TcpListener::bind(listen).await.map_err(|reason| ServeError::Listen {
        address: listen,
        reason,
    })?;
    let address = listener.local_addr()?;
    let snapshot = planner.snapshot();
    let service = tokio::task::spawn_blocking(move || Service::new(snapshot))
        .await
        .map_err(std::io::Error::other)?;
    if let Some(scenarios) = planner.scenarios() {
        service.hold_scenarios(Arc::clone(scenarios));
    }
    on_ready(address);
    let watching = tokio::spawn(watch(reload, planner, service.clone()));
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, router(service)).with_graceful_shutdown(async move {
        asked_to_stop().await;
        tracing::info!("stopping; requests under way are finished");
        drop(stop);
    });
    let finished = tokio::select! {
        finished = std::future::IntoFuture::into_future(server) => finished,
        () = async { let _ = stopped.changed().await; tokio::time::sleep(GRACE).await } => Ok(()),
    };
    watching.abort();
    Ok(finished?)
}

/// Swaps in what `reload` gives.
async fn watch(
    mut reload: Box<dyn FnMut() -> Result<Option<Snapshot>, String> + Send>,
    planner: Arc<Planner>,
    service: Service,
) {
    let mut last_failure = None;
    loop {
        tokio::time::sleep(RELOAD_EVERY).await;
        let (planner, service) = (Arc::clone(&planner), service.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let result = reload().map(|found| {
                if let Some(snapshot) = found {
                    planner.publish(snapshot);
                    service.swap(planner.snapshot());
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
