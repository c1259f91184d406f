//! Opening a workspace for a question.

use std::path::{Path, PathBuf};

use super::{Failure, output};
use crate::model::{Rule, TravelMode};
use crate::planner::Snapshot;
use crate::planner::orders::KeptOrders;
use crate::store::Workspace;

/// Loads a workspace and computes its snapshot.
pub fn open(path: &Path) -> Result<Snapshot, Failure> {
    let bar = output::spinner("Đang mở không gian làm việc và tính thời gian đi lại");
    let dataset = Workspace::load(path)?;
    let review = Workspace::load_review(path)?;
    let snapshot = Snapshot::build_with(dataset, review, &OrdersIn(path.to_owned()));
    bar.finish_and_clear();
    Ok(snapshot)
}

/// Contraction orders kept in a workspace. One that cannot be read or written is found anew: it changes no answer.
pub struct OrdersIn(pub PathBuf);

impl KeptOrders for OrdersIn {
    fn load(&self, key: &str) -> Option<Vec<u32>> {
        let kept = Workspace::open(&self.0).and_then(|workspace| workspace.kept_order(key));
        kept.inspect_err(|error| tracing::debug!(%error, "the contraction order cannot be read"))
            .ok()
            .flatten()
    }

    fn save(&self, key: &str, order: &[u32]) {
        if let Err(error) = Workspace::keep_order(&self.0, key, order) {
            tracing::debug!(%error, "the contraction order cannot be kept");
        }
    }
}

/// A shipped rule by its name.
pub fn rule(name: &str) -> Result<Rule, Failure> {
    let shipped = Rule::shipped();
    let known = shipped
        .iter()
        .map(|rule| rule.id.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let refused = || Failure::BadInput(format!("'{name}' is not a rule; choose one of {known}"));
    shipped.iter().find(|rule| rule.id == name).cloned().ok_or_else(refused)
}

/// A way to travel by its name.
pub fn mode(name: &str) -> Result<TravelMode, Failure> {
    TravelMode::from_code(name).ok_or_else(|| {
        Failure::BadInput(format!(
            "--mode '{name}' is not a way to travel; choose motorbike, car, bicycle or foot"
        ))
    })
}

/// Now, as RFC 3339 UTC.
pub fn now_utc() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
