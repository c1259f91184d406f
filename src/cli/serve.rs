//! `gandan serve`: the web map and the API, from this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::serve_config::{LogFormat, ServeConfig};
use super::{Failure, output, workspace};
use crate::api::{self, Reload, ServeError, ServeOptions, Transport, WarmUp};
use crate::auth::PrivateFile;
use crate::model::TravelMode;
use crate::planner::{Planner, Scenarios, Snapshot, id_of};
use crate::routing::Profile;
use crate::store::{ContentStamp, Workspace};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Settings (TOML), as --print-config writes them; options and variables come first
    #[arg(long, env = "GANDAN_CONFIG")]
    config: Option<PathBuf>,
    /// Print the settings that would hold, and end
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    settings: ServeConfig,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let config = args.settings.clone().over(args.config.as_deref())?;
    let site = config.site()?;
    if args.print_config {
        return output::write(None, config.to_toml()?.as_bytes());
    }
    log_to_standard_error(config.log_format.unwrap_or_default());
    let stamp = ContentStamp::of(&args.workspace)?;
    let snapshot = workspace::open(&args.workspace)?;
    let private = Arc::new(private(&args.workspace)?);
    if site.transport == Transport::Plain && !config.address().ip().is_loopback() {
        tracing::warn!(
            "without TLS, browsers on other machines cannot log in or find where they are: give --tls-cert and --tls-key, \
             or --trusted-proxy for a proxy that speaks https"
        );
    }
    let scheme = if config.tls().is_some() { "https" } else { "http" };
    let known = (snapshot.id().to_owned(), snapshot.review().map(str::to_owned));
    let options = ServeOptions {
        listen: config.address(),
        tls: config.tls(),
        metrics_listen: config.metrics_listen,
        site,
        private,
        reload: reload(&args.workspace, stamp, known),
        warm_up: WarmUp {
            modes: config.warm_modes()?,
            orders: Box::new(workspace::KeptIn(args.workspace.clone())),
        },
        on_ready: Box::new(move |address, metrics| {
            println!("{scheme}://{address}/");
            if let Some(metrics) = metrics {
                println!("http://{metrics}/metrics");
            }
        }),
    };
    let orders = Box::new(workspace::KeptIn(args.workspace.clone()));
    let scenarios = Scenarios::new(args.workspace.clone(), orders);
    api::serve(options, Arc::new(Planner::new(snapshot).with_scenarios(scenarios))).map_err(|error| match error {
        ServeError::Listen { .. } => Failure::BadInput(format!("{error}; choose another port with --listen")),
        ServeError::Tls { .. } => Failure::BadInput(error.to_string()),
        ServeError::Io(error) => Failure::Internal(error.into()),
    })
}

/// The private file; where there is none and none can be made (a disk that is read only), nobody can log in.
fn private(workspace: &Path) -> Result<PrivateFile, Failure> {
    match PrivateFile::open(workspace) {
        Err(error) if !PrivateFile::path_of(workspace).exists() => {
            tracing::warn!(%error, "no accounts: the private file cannot be made");
            Ok(PrivateFile::in_memory()?)
        }
        opened => Ok(opened?),
    }
}

/// Looks whether the workspace has changed, and computes its new snapshot.
/// A new snapshot where the data or the saved review have changed; `known`: the id of the data and the review that are served.
fn reload(path: &Path, mut stamp: ContentStamp, mut known: (String, Option<String>)) -> Reload {
    let path = path.to_owned();
    Box::new(move || {
        let found = ContentStamp::of(&path).map_err(|error| error.to_string())?;
        if found == stamp {
            return Ok(None);
        }
        let dataset = Workspace::load(&path).map_err(|error| error.to_string())?;
        let review = Workspace::load_review(&path).map_err(|error| error.to_string())?;
        stamp = found;
        // An edit of a scenario changes the file and none of the data.
        let now = (id_of(&dataset), review.clone());
        if now == known {
            return Ok(None);
        }
        known = now;
        let orders = workspace::KeptIn(path.clone());
        Ok(Some(Snapshot::build_with(
            dataset,
            review,
            Profile::shipped(TravelMode::Motorbike),
            &orders,
        )))
    })
}

fn log_to_standard_error(format: LogFormat) {
    // HiGHS warns of every search that its time limit ends, which is no news.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,highs=error".into());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .init(),
        LogFormat::Text => log
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init(),
    }
}

/// The description that `/openapi.json` serves.
pub fn print_openapi() -> Result<(), Failure> {
    output::write(None, &output::json(&api::openapi())?)
}
