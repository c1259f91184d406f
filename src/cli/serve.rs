//! `gandan serve`: the web map and the API, from this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::serve_config::{LogFormat, ServeConfig};
use super::{Failure, output, workspace};
use crate::api::{self, Host, Reload, ServeError, ServeOptions, Transport, WarmUp};
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
    // Before anything that takes time: until then a SIGHUP would end the program.
    let host = Host::start().map_err(failure)?;
    let config = args.settings.clone().over(args.config.as_deref())?;
    let site = config.site()?;
    if args.print_config {
        return output::write(None, config.to_toml()?.as_bytes());
    }
    log_to_standard_error(config.log_format.unwrap_or_default());
    let stamp = ContentStamp::of(&args.workspace)?;
    let snapshot = workspace::with_past(workspace::open(&args.workspace)?, &args.workspace);
    let private = Arc::new(private(&args.workspace)?);
    if site.transport == Transport::Plain && !config.address().ip().is_loopback() {
        tracing::warn!(
            "without TLS, browsers on other machines cannot log in or find where they are: give --tls-cert and --tls-key, \
             or --trusted-proxy for a proxy that speaks https"
        );
    }
    let scheme = if config.tls().is_some() { "https" } else { "http" };
    let known = snapshot.with_review(snapshot.review().map(str::to_owned));
    let options = ServeOptions {
        listen: config.address(),
        tls: config.tls(),
        metrics_listen: config.metrics_listen,
        site,
        private,
        reload: reload(&args.workspace, stamp, known),
        warm_up: WarmUp {
            modes: config.warm_modes()?,
            told: Box::new(|mode| tracing::debug!(mode = mode.code(), "is made ready")),
        },
        on_ready: Box::new(move |address, metrics| {
            println!("{scheme}://{address}/");
            if let Some(metrics) = metrics {
                println!("http://{metrics}/metrics");
            }
        }),
    };
    let kept = Box::new(workspace::KeptIn::trials(&args.workspace));
    let scenarios = Scenarios::new(args.workspace.clone(), kept);
    let planner = Planner::new(snapshot).with_scenarios(scenarios);
    host.serve(options, Arc::new(planner)).map_err(failure)
}

fn failure(error: ServeError) -> Failure {
    match error {
        ServeError::Listen { .. } => Failure::BadInput(format!("{error}; choose another port with --listen")),
        ServeError::Tls { .. } => Failure::BadInput(error.to_string()),
        ServeError::Io(error) => Failure::Internal(error.into()),
    }
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

/// Looks whether the workspace has changed, and gives its new snapshot where the data or the saved review have; `known`: what is
/// served. Another review of the same data is there at once: what was computed of them is shared.
fn reload(path: &Path, mut stamp: ContentStamp, mut known: Snapshot) -> Reload {
    let path = path.to_owned();
    Box::new(move || {
        let found = ContentStamp::of(&path).map_err(|error| error.to_string())?;
        if found == stamp {
            return Ok(None);
        }
        let dataset = Workspace::load(&path).map_err(|error| error.to_string())?;
        let review = Workspace::load_review(&path).map_err(|error| error.to_string())?;
        stamp = found;
        let same_data = id_of(&dataset) == known.id();
        // An edit of a scenario changes the file and none of the data.
        if same_data && review.as_deref() == known.review() {
            return Ok(None);
        }
        let fresh = if same_data {
            known.with_review(review)
        } else {
            let kept = workspace::KeptIn::data(&path);
            let built = Snapshot::build_with(dataset, review, Profile::shipped(TravelMode::Motorbike), &kept);
            workspace::with_past(built, &path)
        };
        known = fresh.with_review(fresh.review().map(str::to_owned));
        Ok(Some(fresh))
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
