//! An import as it is checked, confirmed and written down; what a check of the data told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DifferenceShape, FileShape, FindingsAnswer, ImportAnswer, RecognisedShape, UndoAnswer};
use crate::ingest::Kind;
use crate::model::{Dataset, SourceRecord};
use crate::planner::difference::{Basis, difference};
use crate::planner::history;
use crate::planner::import::{Import, Merged, merge_import};
use crate::store::{Action, HistoryFile, NewEntry};

/// A file that was sent to be imported: what is wrong with it and what it would change. Nothing is written.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ImportCheckAnswer {
    /// UUID v7; the check is kept for an hour, one for each account.
    pub id: String,
    /// As `gandan import` names kinds.
    pub kind: String,
    pub file: FileShape,
    pub bytes: u64,
    /// ready; in_part: rows were refused, the good ones can be imported; refused: nothing can be imported
    pub state: String,
    /// Whether the rows come beside those of the layer, or in their place (facilities keep their identity either way).
    pub adds: bool,
    /// The data that the difference is told against; they have to be the same when the import is confirmed.
    pub snapshot_id: String,
    /// Rows that `…/rejected` gives back with their reasons.
    pub rejected_rows: u64,
    pub findings: FindingsAnswer,
    /// Findings that are counted above and not listed.
    pub findings_left_off: u64,
    /// How facilities were recognised; null for other kinds.
    pub recognised: Option<RecognisedShape>,
    /// Lists are cut at a hundred; null where nothing could be read.
    pub difference: Option<DifferenceShape>,
    /// RFC 3339, UTC.
    pub checked_at: String,
}

/// What is sent to be checked.
#[derive(Clone, Debug, ToSchema)]
pub struct ImportUpload {
    /// facilities, demand, areas, roads, procedures, operators, performance, outline, travel-times, crosswalk, census, candidates, water, green
    pub kind: String,
    /// replace (where it is absent), or add: rows beside those that are there, and those of the same code in their place
    pub existing: Option<String>,
    /// Reference system of the coordinates, e.g. EPSG:3405
    pub crs: Option<String>,
    /// Sheet of a workbook
    pub sheet: Option<String>,
    /// Layer of a GeoPackage
    pub layer: Option<String>,
    /// Kind of facilities in a list that names none
    pub facility_kind: Option<String>,
    /// What headers mean, as TOML: `"Tên cột" = "name"`
    pub mapping: Option<String>,
    /// The file, with its name
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

/// Which rows of a checked file are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowsTaken {
    /// Every row; refused where one has an error.
    All,
    /// Rows without an error.
    Good,
}

/// A checked file is to be imported.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    pub rows: RowsTaken,
    /// Where the data come from and under which licence; shown with every figure. At most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: String,
}

/// What a job of the kind `import` gave.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ImportWritten {
    #[serde(flatten)]
    pub answer: ImportAnswer,
    /// The data as they are now: a page waits until these are served.
    pub snapshot_id: String,
    /// In Vietnamese and English: what failed after the data were changed; absent where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// What a job of the kind `undo` gave.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct UndoWritten {
    #[serde(flatten)]
    pub answer: UndoAnswer,
    /// The data as they are now: a page waits until these are served.
    pub snapshot_id: String,
    /// In Vietnamese and English: what failed after the data were changed; absent where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// What the data of the service look like under the checks of `gandan check`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ChecksAnswer {
    pub snapshot_id: String,
    /// RFC 3339, UTC: once for each state of the data.
    pub checked_at: String,
    pub findings: FindingsAnswer,
    /// Findings that are counted above and not listed.
    pub findings_left_off: u64,
    /// The run on the data that were served before these; null where the service has checked none.
    pub before: Option<ChecksBefore>,
}

/// The counts of an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ChecksBefore {
    pub snapshot_id: String,
    pub checked_at: String,
    pub checks: Vec<CheckCases>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CheckCases {
    pub check: String,
    pub cases: u64,
}

impl ChecksAnswer {
    /// The counts, for the next run to be told beside.
    pub fn counts(&self) -> ChecksBefore {
        let cases = |tally: &super::CheckTallyShape| CheckCases {
            check: tally.check.clone(),
            cases: tally.cases,
        };
        ChecksBefore {
            snapshot_id: self.snapshot_id.clone(),
            checked_at: self.checked_at.clone(),
            checks: self.findings.checks.iter().map(cases).collect(),
        }
    }
}

impl From<&SourceRecord> for FileShape {
    fn from(source: &SourceRecord) -> FileShape {
        FileShape {
            name: source.name.clone(),
            hash: source.content_hash.clone(),
        }
    }
}

/// Merges an import into the data, and tells what that changed.
pub fn merged(dataset: &mut Dataset, import: Import) -> (Merged, DifferenceShape) {
    let before = Basis::of(dataset);
    let merged = merge_import(dataset, import);
    let told = DifferenceShape::from(&difference(&before, dataset));
    (merged, told)
}

/// The entry of a change for the history; `at`: RFC 3339, UTC.
pub fn entry_of(
    kind: Kind,
    what: Action,
    at: String,
    sources: &[SourceRecord],
    note: &str,
    told: &DifferenceShape,
) -> NewEntry {
    let files = sources.iter().map(|source| HistoryFile {
        name: source.name.clone(),
        hash: source.content_hash.clone(),
    });
    let (counts, summary) = told.in_history();
    NewEntry {
        what,
        at,
        kind: kind.code().to_owned(),
        files: files.collect(),
        note: note.to_owned(),
        counts,
        summary,
        reads: history::reads(kind).iter().map(|table| (*table).to_owned()).collect(),
    }
}

/// The figures of an undo for the history.
pub fn undo_entry(told: &DifferenceShape) -> NewEntry {
    let (counts, summary) = told.in_history();
    NewEntry {
        counts,
        summary,
        ..NewEntry::default()
    }
}
