//! Opening a workspace for a question.

use std::path::Path;

use super::{Failure, output};
use crate::model::Rule;
use crate::planner::Snapshot;
use crate::store::Workspace;
use crate::wire::read_rule;

/// Loads a workspace and computes its snapshot.
pub fn open(path: &Path) -> Result<Snapshot, Failure> {
    let bar = output::spinner("Đang mở không gian làm việc và tính thời gian đi lại");
    let dataset = Workspace::load(path)?;
    let review = Workspace::load_review(path)?;
    let snapshot = Snapshot::build(dataset, review);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// A shipped rule by its name, or the rule of a file (TOML or JSON).
pub fn rule(name_or_file: &str) -> Result<Rule, Failure> {
    if let Some(shipped) = Rule::named(name_or_file) {
        return Ok(shipped);
    }
    let refused = |reason: String| Failure::BadInput(format!("rule {name_or_file}: {reason}"));
    let text = match std::fs::read_to_string(name_or_file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let known = Rule::shipped().map(|rule| rule.id).join(", ");
            return Err(Failure::BadInput(format!(
                "'{name_or_file}' is neither a shipped rule ({known}) nor a file; `gandan rule show scheme` prints a file to start from"
            )));
        }
        Err(error) => return Err(refused(error.to_string())),
    };
    read_rule(&text).map_err(|error| refused(error.to_string()))
}

/// Now, as RFC 3339 UTC.
pub fn now_utc() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
