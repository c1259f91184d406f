//! The service: JSON answers, vector tiles and the web map over HTTP.
//!
//! A request is answered from one immutable [`View`](view::View): a snapshot of the planner with its search and its
//! tiles. A new snapshot makes a new view, which is swapped in whole, so that no answer mixes two states.
//! Invariants: data are written by the jobs of `imports` alone, a plan by `adoption`, scenarios by their facade; no log line carries a coordinate or a search text; whatever goes wrong is told as
//! `application/problem+json`; engine work runs on blocking threads, and no more of it at once than the machine has
//! cores for.

mod access_log;
mod adoption;
mod body;
mod caching;
mod certificate;
mod checks;
mod connections;
mod docs;
mod document;
mod document_rights;
mod documents;
mod error;
mod guards;
mod handlers;
mod imports;
mod imports_held;
mod imports_words;
mod job_work;
mod jobs;
mod jobs_review;
mod kept;
mod kept_answers;
mod layers;
mod layers_cells;
mod limits;
mod limits_address;
mod limits_at_once;
mod metrics;
mod ogc;
mod params;
mod router;
mod server;
mod session;
mod tile_style;
mod uploads;
mod view;
mod voice_desk;
mod web_map;

pub use certificate::TlsFiles;
pub use guards::Transport;
pub use limits::Rates;
pub use limits_address::Network;
pub use limits_at_once::Crowd;
pub use router::{PLAIN_ROUTES, openapi, router};
pub use server::{Host, Reload, ServeError, ServeOptions};
pub use session::CookieSecurity;
pub use view::{Service, Site, WarmUp};
pub use web_map::{PAGES, POSTERS};
