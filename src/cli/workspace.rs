//! Opening a workspace for a question.

use std::path::Path;

use super::{Failure, output};
use crate::model::Rule;
use crate::planner::Snapshot;
use crate::store::Workspace;

/// Loads a workspace and computes its snapshot.
pub fn open(path: &Path) -> Result<Snapshot, Failure> {
    let bar = output::spinner("Đang mở không gian làm việc và tính thời gian đi lại");
    let dataset = Workspace::load(path)?;
    let review = Workspace::load_review(path)?;
    let snapshot = Snapshot::build(dataset, review);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// A shipped rule by its name.
pub fn rule(name: &str) -> Result<Rule, Failure> {
    match name {
        "plan68" => Ok(Rule::plan68()),
        "scheme" => Ok(Rule::scheme()),
        other => Err(Failure::BadInput(format!("'{other}' is not a rule; choose plan68 or scheme"))),
    }
}

/// Now, as RFC 3339 UTC.
pub fn now_utc() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
