//! `gandan serve`: the web map and the API, from this machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Failure, output, workspace};
use crate::api::{self, ServeError, ServeOptions};
use crate::model::TravelMode;
use crate::planner::{Planner, Scenarios, Snapshot, id_of};
use crate::routing::Profile;
use crate::store::{ContentStamp, Workspace};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Address and port; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", env = "GANDAN_LISTEN")]
    listen: SocketAddr,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
    let mut stamp = ContentStamp::of(&args.workspace)?;
    let snapshot = workspace::open(&args.workspace)?;
    let path = args.workspace.clone();
    let mut known = (snapshot.id().to_owned(), snapshot.review().map(str::to_owned));
    let options = ServeOptions {
        listen: args.listen,
        reload: Box::new(move || {
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
            let orders = workspace::OrdersIn(path.clone());
            Ok(Some(Snapshot::build_with(
                dataset,
                review,
                Profile::shipped(TravelMode::Motorbike),
                &orders,
            )))
        }),
        on_ready: Box::new(|address| println!("http://{address}/")),
    };
    let orders = Box::new(workspace::OrdersIn(args.workspace.clone()));
    let scenarios = Scenarios::new(args.workspace.clone(), orders);
    api::serve(options, Arc::new(Planner::new(snapshot).with_scenarios(scenarios))).map_err(|error| match error {
        ServeError::Listen { .. } => Failure::BadInput(format!("{error}; choose another port with --listen")),
        ServeError::Io(error) => Failure::Internal(error.into()),
    })
}

/// The description that `/openapi.json` serves.
pub fn print_openapi() -> Result<(), Failure> {
    output::write(None, &output::json(&api::openapi())?)
}
