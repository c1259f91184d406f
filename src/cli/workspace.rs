//! Opening a workspace for a question.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::{Failure, output, profile};
use crate::model::{Rule, TravelMode};
use crate::planner::kept_work::{Kept, KeptWork};
use crate::planner::{Scenarios, Snapshot, coverage_rows};
use crate::routing::Profile;
use crate::store::{KeptTable, Workspace};
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
    let kept = KeptAndTold {
        kept: KeptIn::data(path),
        bar: bar.clone(),
    };
    let snapshot = Snapshot::build_with(dataset, review, profile, &kept);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// States of the data that the trend goes back, each with a row a rule: daily changes of four months.
const PAST_ROWS: u32 = 120 * 3;

/// Keeps what the data come to, unless that is known, and gives the snapshot what was kept. A file that cannot be written
/// keeps nothing, which changes no other figure.
pub fn with_past(snapshot: Snapshot, path: &Path) -> Snapshot {
    if let Err(error) = Workspace::keep_coverage(path, &coverage_rows(&snapshot, &now_utc())) {
        tracing::warn!(%error, "the coverage of these data cannot be kept for the trend");
    }
    match Workspace::open(path).and_then(|workspace| workspace.kept_coverage(PAST_ROWS)) {
        Ok(past) => snapshot.with_past(past),
        Err(error) => {
            tracing::warn!(%error, "earlier coverage cannot be read");
            snapshot
        }
    }
}

/// The snapshot of a workspace as one of its scenarios would have it.
pub fn open_scenario(path: &Path, scenario: &str) -> Result<Snapshot, Failure> {
    let bar = output::spinner("Đang tính mạng lưới theo kịch bản");
    let scenarios = Scenarios::new(path.to_owned(), Box::new(KeptIn::trials(path)));
    let read = scenarios.find(scenario).and_then(|found| scenarios.read(found));
    let read = read.map_err(|fault| Failure::BadInput(fault.to_string()))?;
    let snapshot = scenarios.changed_snapshot(&read);
    bar.finish_and_clear();
    Ok(snapshot)
}

/// As [`KeptIn`], saying on the screen how far the roads are: to order their nodes and to join the cells takes longest,
/// and is done once.
struct KeptAndTold {
    kept: KeptIn,
    bar: ProgressBar,
}

impl KeptWork for KeptAndTold {
    fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>> {
        let kept = self.kept.load(what, key);
        let step = match (what, &kept) {
            (_, Some(_)) => "Đang tính thời gian đi lại (dùng lại kết quả đã lưu)",
            (Kept::ContractionOrder, None) => "Đang xếp thứ tự nút đường (chỉ một lần cho mạng đường này)",
            (Kept::CellJoins, None) => "Đang nối ô dân cư với đường (chỉ một lần cho dữ liệu này)",
            (Kept::Reach, None) => "Đang tính thời gian đi lại (chỉ một lần cho dữ liệu này)",
        };
        self.bar.set_message(step);
        kept
    }

    fn save(&self, what: Kept, key: &str, numbers: &[u32]) {
        self.bar.set_message("Đang tính thời gian đi lại");
        self.kept.save(what, key, numbers);
    }
}

/// Work kept in a workspace. What cannot be read or written is found anew: it changes no answer.
pub struct KeptIn {
    path: PathBuf,
    of_trials: bool,
}

impl KeptIn {
    /// Of the data that the workspace holds.
    pub fn data(path: &Path) -> KeptIn {
        KeptIn {
            path: path.to_owned(),
            of_trials: false,
        }
    }

    /// Of data that are only tried out: tables of them would take the place of the workspace's own.
    pub fn trials(path: &Path) -> KeptIn {
        KeptIn {
            path: path.to_owned(),
            of_trials: true,
        }
    }
}

impl KeptWork for KeptIn {
    fn keeps(&self, what: Kept) -> bool {
        what != Kept::Reach || !self.of_trials
    }

    fn load(&self, what: Kept, key: &str) -> Option<Vec<u32>> {
        let kept = Workspace::open(&self.path).and_then(|workspace| workspace.kept(table(what), key));
        kept.inspect_err(|error| tracing::debug!(%error, ?what, "what is kept cannot be read"))
            .ok()
            .flatten()
    }

    fn save(&self, what: Kept, key: &str, numbers: &[u32]) {
        if let Err(error) = Workspace::keep(&self.path, table(what), key, numbers) {
            tracing::debug!(%error, ?what, "what was found cannot be kept");
        }
    }
}

fn table(what: Kept) -> KeptTable {
    match what {
        Kept::ContractionOrder => KeptTable::ContractionOrder,
        Kept::CellJoins => KeptTable::CellJoins,
        Kept::Reach => KeptTable::Reach,
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
