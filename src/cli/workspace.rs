//! Opening a workspace for a question.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::{Failure, output, profile};
use crate::model::{Rule, TravelMode};
use crate::planner::orders::KeptOrders;
use crate::planner::{Scenarios, Snapshot};
use crate::routing::Profile;
use crate::store::Workspace;
use crate::wire::read_rule;

/// Loads a workspace and computes its snapshot.
pub fn open(path: &Path) -> Result<Snapshot, Failure> {
    open_with(path, None)
}

/// As [`open`], with a motorbike profile from a file.
pub fn open_with(path: &Path, profile_file: Option<&Path>) -> Result<Snapshot, Failure> {
    let profile = match profile_file {
        None => Profile::shipped(TravelMode::Motorbike),
        Some(file) => {
            let own = profile::read(file)?;
            if own.mode != TravelMode::Motorbike.code() {
                return Err(Failure::BadInput(format!(
                    "{}: mode is '{}'; here a profile of mode 'motorbike' is needed",
                    file.display(),
                    own.mode
                )));
            }
            own
        }
    };
    let bar = output::spinner("Đang mở không gian làm việc và tính thời gian đi lại");
    let dataset = Workspace::load(path)?;
    let review = Workspace::load_review(path)?;
    let orders = OrdersTold {
        orders: OrdersIn(path.to_owned()),
        bar: bar.clone(),
    };
    let snapshot = Snapshot::build_with(dataset, review, profile, &orders);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// The snapshot of a workspace as one of its scenarios would have it.
pub fn open_scenario(path: &Path, scenario: &str) -> Result<Snapshot, Failure> {
    let bar = output::spinner("Đang tính mạng lưới theo kịch bản");
    let scenarios = Scenarios::new(path.to_owned(), Box::new(OrdersIn(path.to_owned())));
    let read = scenarios.find(scenario).and_then(|found| scenarios.read(found));
    let read = read.map_err(|fault| Failure::BadInput(fault.to_string()))?;
    let snapshot = scenarios.changed_snapshot(&read);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// As [`OrdersIn`], saying on the screen how far the roads are: to order their nodes takes longest, and is done once.
struct OrdersTold {
    orders: OrdersIn,
    bar: ProgressBar,
}

impl KeptOrders for OrdersTold {
    fn load(&self, key: &str) -> Option<Vec<u32>> {
        let kept = self.orders.load(key);
        let step = match &kept {
            Some(_) => "Đang tính thời gian đi lại (thứ tự nút đường đã lưu)",
            None => "Đang xếp thứ tự nút đường (chỉ một lần cho mạng đường này)",
        };
        self.bar.set_message(step);
        kept
    }

    fn save(&self, key: &str, order: &[u32]) {
        self.bar.set_message("Đang tính thời gian đi lại");
        self.orders.save(key, order);
    }
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
