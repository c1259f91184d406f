//! Where `gandan serve` learns how to serve: options, else the environment, else a file, else the defaults.
//!
//! No secret is among the settings: passwords lie in the private file, the key of the certificate in a file that is only
//! named here.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::Failure;
use crate::api::{CookieSecurity, Crowd, Network, Rates, Site, TlsFiles, Transport};
use crate::model::TravelMode;

/// As options and variables give them; a file has the same names with `_` for `-`.
#[derive(clap::Args, Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeConfig {
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "GANDAN_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Certificate with its chain (PEM): the service then speaks https
    #[arg(long, env = "GANDAN_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Key of the certificate (PEM)
    #[arg(long, env = "GANDAN_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Address and port of the figures for Prometheus; none without it
    #[arg(long, env = "GANDAN_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Proxy (ADDRESS/BITS) that is believed when it tells whose request it passes on, by X-Forwarded-For; repeatable.
    /// The proxy must speak https with browsers
    #[arg(
        long = "trusted-proxy",
        env = "GANDAN_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "CIDR"
    )]
    pub trusted_proxies: Vec<String>,
    /// Questions under /api/ that one address may ask in a second; ten times as many in a burst [default: 50]
    #[arg(long, env = "GANDAN_QUESTIONS_PER_SECOND")]
    pub questions_per_second: Option<NonZeroU32>,
    /// Tiles, pages and files that one address may fetch in a second; ten times as many in a burst [default: 200]
    #[arg(long, env = "GANDAN_FILES_PER_SECOND")]
    pub files_per_second: Option<NonZeroU32>,
    /// Log-ins that one address may try in a minute [default: 30]
    #[arg(long, env = "GANDAN_LOGINS_PER_MINUTE")]
    pub logins_per_minute: Option<NonZeroU32>,
    /// Requests answered at once, in all [default: 512]
    #[arg(long, env = "GANDAN_REQUESTS_AT_ONCE")]
    pub requests_at_once: Option<NonZeroU32>,
    /// Requests of one address answered at once [default: 128]
    #[arg(long, env = "GANDAN_REQUESTS_AT_ONCE_PER_ADDRESS")]
    pub requests_at_once_per_address: Option<NonZeroU32>,
    /// Open connections, in all; the limit of open files (ulimit -n) must be higher [default: 800]
    #[arg(long, env = "GANDAN_CONNECTIONS")]
    pub connections: Option<NonZeroU32>,
    /// Open connections of one address; trusted proxies may have all [default: 200]
    #[arg(long, env = "GANDAN_CONNECTIONS_PER_ADDRESS")]
    pub connections_per_address: Option<NonZeroU32>,
    /// Ways to travel that are made ready before somebody asks: motorbike, car, bicycle, foot; each takes memory, one that is not
    /// named is made when it is first asked for [default: all]
    #[arg(
        long = "warm-mode",
        env = "GANDAN_WARM_MODES",
        value_delimiter = ',',
        value_name = "MODE"
    )]
    pub warm_modes: Vec<String>,
    /// How log lines are written to standard error [default: text]
    #[arg(long, value_enum, env = "GANDAN_LOG_FORMAT")]
    pub log_format: Option<LogFormat>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

impl ServeConfig {
    /// What is told here, else what the file tells, else the defaults.
    pub fn over(self, file: Option<&Path>) -> Result<ServeConfig, Failure> {
        let below = match file {
            Some(path) => read(path)?,
            None => ServeConfig::default(),
        };
        let rates = Rates::default();
        let proxies = if self.trusted_proxies.is_empty() {
            below.trusted_proxies
        } else {
            self.trusted_proxies
        };
        let crowd = Crowd::default();
        let warm_modes = [
            self.warm_modes,
            below.warm_modes,
            TravelMode::ALL.map(|mode| mode.code().to_owned()).into(),
        ];
        let config = ServeConfig {
            listen: Some(
                self.listen
                    .or(below.listen)
                    .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            ),
            tls_cert: self.tls_cert.or(below.tls_cert),
            tls_key: self.tls_key.or(below.tls_key),
            metrics_listen: self.metrics_listen.or(below.metrics_listen),
            trusted_proxies: proxies,
            questions_per_second: self
                .questions_per_second
                .or(below.questions_per_second)
                .or(Some(rates.questions_per_second)),
            files_per_second: self
                .files_per_second
                .or(below.files_per_second)
                .or(Some(rates.files_per_second)),
            logins_per_minute: self
                .logins_per_minute
                .or(below.logins_per_minute)
                .or(Some(rates.logins_per_minute)),
            requests_at_once: self
                .requests_at_once
                .or(below.requests_at_once)
                .or(Some(crowd.requests)),
            requests_at_once_per_address: self
                .requests_at_once_per_address
                .or(below.requests_at_once_per_address)
                .or(Some(crowd.requests_per_address)),
            connections: self.connections.or(below.connections).or(Some(crowd.connections)),
            connections_per_address: self
                .connections_per_address
                .or(below.connections_per_address)
                .or(Some(crowd.connections_per_address)),
            warm_modes: warm_modes
                .into_iter()
                .find(|modes| !modes.is_empty())
                .unwrap_or_default(),
            log_format: self.log_format.or(below.log_format).or(Some(LogFormat::default())),
        };
        if config.tls_cert.is_some() != config.tls_key.is_some() {
            return Err(Failure::BadInput(
                "tls_cert and tls_key belong together: one of them is missing".to_owned(),
            ));
        }
        Ok(config)
    }

    /// As a file that gives the same settings.
    pub fn to_toml(&self) -> Result<String, Failure> {
        toml::to_string(self).map_err(|error| Failure::Internal(error.into()))
    }

    pub fn address(&self) -> SocketAddr {
        self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    pub fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_cert.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }

    /// Ways to travel that are made ready.
    pub fn warm_modes(&self) -> Result<Vec<TravelMode>, Failure> {
        let known = |name: &String| {
            let refused =
                || format!("warm_modes: '{name}' is not a way to travel; choose motorbike, car, bicycle or foot");
            TravelMode::from_code(name).ok_or_else(|| Failure::BadInput(refused()))
        };
        self.warm_modes.iter().map(known).collect()
    }

    /// How the service is reached. Cookies go over https alone, unless nobody but this machine can ask.
    pub fn site(&self) -> Result<Site, Failure> {
        let trusted_proxies: Vec<Network> = self
            .trusted_proxies
            .iter()
            .map(|text| text.parse())
            .collect::<Result<_, String>>()
            .map_err(Failure::BadInput)?;
        let is_https = self.tls_cert.is_some() || !trusted_proxies.is_empty();
        let cookies = match is_https || !self.address().ip().is_loopback() {
            true => CookieSecurity::HttpsOnly,
            false => CookieSecurity::AlsoLoopbackHttp,
        };
        let transport = if is_https { Transport::Tls } else { Transport::Plain };
        let (rates, crowd) = (Rates::default(), Crowd::default());
        Ok(Site {
            cookies,
            transport,
            rates: Rates {
                questions_per_second: self.questions_per_second.unwrap_or(rates.questions_per_second),
                files_per_second: self.files_per_second.unwrap_or(rates.files_per_second),
                logins_per_minute: self.logins_per_minute.unwrap_or(rates.logins_per_minute),
            },
            crowd: Crowd {
                requests: self.requests_at_once.unwrap_or(crowd.requests),
                requests_per_address: self.requests_at_once_per_address.unwrap_or(crowd.requests_per_address),
                connections: self.connections.unwrap_or(crowd.connections),
                connections_per_address: self.connections_per_address.unwrap_or(crowd.connections_per_address),
            },
            trusted_proxies,
            ..Site::default()
        })
    }
}

fn read(path: &Path) -> Result<ServeConfig, Failure> {
    let refused = |reason: String| Failure::BadInput(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    toml::from_str(&text).map_err(|error| refused(error.to_string()))
}
