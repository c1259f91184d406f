//! The certificate of the service: read at the start, and again when its files have changed, without a connection being dropped.

use super::server::ServeError;
use axum_server::tls_rustls::RustlsConfig;
use std::path::PathBuf;
use std::time::Duration;

/// How often the files are looked at. A renewal lies there days before the old certificate ends.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// A certificate with its chain, and its key, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What the files hold, and who serves it.
pub struct Certificate {
    files: TlsFiles,
    config: RustlsConfig,
    /// Hash of both files as they are served.
    served: blake3::Hash,
}

/// What looking at the files came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    Unchanged,
    /// New connections get the new certificate.
    Renewed,
}

impl Certificate {
    /// # Errors
    /// Files that cannot be read, or are no certificate with its key.
    pub async fn read(files: TlsFiles) -> Result<Certificate, ServeError> {
        // Fails only when another is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let refused = |reason| ServeError::Tls {
            files: files.clone(),
            reason,
        };
        let read = Pem::read(files.clone()).await.map_err(refused)?;
        let served = read.hash;
        let config = RustlsConfig::from_pem(read.certificate, read.key).await;
        let config = config.map_err(refused)?;
        Ok(Certificate { files, config, served })
    }

    /// What a listener serves; it follows every renewal.
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Takes the files where they have changed.
    ///
    /// # Errors
    /// As [`Certificate::read`]; what was served is then still served.
    pub async fn look(&mut self) -> Result<Renewal, ServeError> {
        let refused = |reason| ServeError::Tls {
            files: self.files.clone(),
            reason,
        };
        let read = Pem::read(self.files.clone()).await.map_err(refused)?;
        if read.hash == self.served {
            return Ok(Renewal::Unchanged);
        }
        let served = read.hash;
        let taken = self.config.reload_from_pem(read.certificate, read.key).await;
        taken.map_err(refused)?;
        self.served = served;
        Ok(Renewal::Renewed)
    }
}

/// Looks at the files every minute and at every SIGHUP, until it is aborted. Without a certificate a SIGHUP is only logged: it
/// would end the program.
pub async fn keep_renewed(mut certificate: Option<Certificate>, mut hang_ups: HangUps) {
    let mut last_failure = None;
    loop {
        let is_asked = tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => false,
            () = hang_ups.next() => true,
        };
        let looked = match &mut certificate {
            Some(certificate) => certificate.look().await,
            None => Ok(Renewal::Unchanged),
        };
        let failure = match looked {
            Ok(Renewal::Renewed) => {
                tracing::info!("the new certificate is served");
                None
            }
            Ok(Renewal::Unchanged) => {
                if is_asked {
                    tracing::info!("SIGHUP: there is no new certificate");
                }
                None
            }
            Err(error) => Some(error.to_string()),
        };
        // The same failure every minute would fill the log.
        if let Some(reason) = failure.as_ref().filter(|_| is_asked || failure != last_failure) {
            tracing::error!(
                reason,
                "the new certificate cannot be served; the one before it still is"
            );
        }
        last_failure = failure;
    }
}

struct Pem {
    certificate: Vec<u8>,
    key: Vec<u8>,
    hash: blake3::Hash,
}

impl Pem {
    async fn read(files: TlsFiles) -> std::io::Result<Pem> {
        let read = move || {
            let (certificate, key) = (std::fs::read(&files.certificate)?, std::fs::read(&files.key)?);
            let both = [blake3::hash(&certificate), blake3::hash(&key)];
            let hash = blake3::hash(both.map(<[u8; 32]>::from).as_flattened());
            Ok(Pem { certificate, key, hash })
        };
        tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
    }
}

/// SIGHUP, which ends a program that does not listen for it.
#[cfg(unix)]
pub struct HangUps(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl HangUps {
    pub fn listen() -> HangUps {
        HangUps(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
    }

    async fn next(&mut self) {
        match &mut self.0 {
            Some(signals) => drop(signals.recv().await),
            None => std::future::pending().await,
        }
    }
}

/// Never: there is no such signal.
#[cfg(not(unix))]
pub struct HangUps;

#[cfg(not(unix))]
impl HangUps {
    pub fn listen() -> HangUps {
        HangUps
    }

    async fn next(&mut self) {
        std::future::pending().await
    }
}
