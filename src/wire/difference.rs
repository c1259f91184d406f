//! What an import or an undo changes, and the history of both.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::model::Facility;
use crate::planner::difference::{Difference, FacilityChange, Figures, LayerChange};
use crate::planner::import::{Recognised, TwoInOne};
use crate::store::{HistoryEntry, HistoryFile};

/// Facilities named one by one in the summary that a history keeps; counts are of all.
const KEPT_IN_SUMMARY: usize = 100;

/// `gandan import --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ImportAnswer {
    pub workspace: String,
    pub kind: String,
    /// False for a dry run: the workspace is as it was.
    pub is_written: bool,
    /// Entry in the history; null for a dry run.
    pub history_id: Option<i64>,
    pub files: Vec<FileShape>,
    /// How facilities were recognised; null for other kinds.
    pub recognised: Option<RecognisedShape>,
    pub difference: DifferenceShape,
}

/// `gandan undo --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct UndoAnswer {
    pub workspace: String,
    /// The entry that was taken back.
    pub undone: i64,
    /// The entry of the undo.
    pub history_id: i64,
    pub difference: DifferenceShape,
}

/// `gandan history --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HistoryAnswer {
    pub workspace: String,
    /// Bytes that the rows kept for undoing may take in all.
    pub undo_budget_bytes: u64,
    /// Oldest first.
    pub entries: Vec<HistoryItem>,
    /// `after` of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HistoryItem {
    pub id: i64,
    /// RFC 3339 UTC.
    pub at: String,
    /// import, remove, undo or publish
    pub what: String,
    pub kind: String,
    pub files: Vec<FileShape>,
    pub note: String,
    pub counts: Value,
    /// A [`DifferenceShape`] whose lists are cut at a hundred.
    pub difference: Value,
    /// Tables whose rows it made other.
    pub wrote: Vec<String>,
    pub undoes: Option<i64>,
    pub undone_by: Option<i64>,
    /// Whether its change is part of the data as they are.
    pub is_in_effect: bool,
    /// Whether it can be taken back now, with nothing else taken back before it; of a publication at the machine alone.
    pub can_be_undone: bool,
    /// Entries to take back before it, in this order.
    pub undo_first: Vec<i64>,
    /// Bytes of the rows from before it; null when they were let go and it can no longer be undone.
    pub undo_bytes: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileShape {
    pub name: String,
    /// BLAKE3 in hex.
    pub hash: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RecognisedShape {
    /// Facilities in the files.
    pub listed: usize,
    pub by_code: usize,
    pub by_external_id: usize,
    pub by_name_and_place: usize,
    /// Not known before; those in doubt are among them.
    pub new: usize,
    pub in_doubt: usize,
    /// New ones that may be a known one which the files do not name: both count.
    pub perhaps_one: Vec<PerhapsOneShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PerhapsOneShape {
    pub facility: String,
    pub name: String,
    pub known_facility: String,
    pub known_name: String,
    /// same_name (it would have moved) or same_place (it would have been renamed)
    #[schema(value_type = String)]
    pub likeness: &'static str,
    pub distance_m: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DifferenceShape {
    pub facilities: FacilityDifferenceShape,
    /// Every other layer, changed or not.
    pub layers: Vec<LayerChangeShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FacilityDifferenceShape {
    pub counts: CountsShape,
    pub added: Vec<FacilityNameShape>,
    pub changed: Vec<FacilityChangeShape>,
    /// Marked as missing now, and not before.
    pub missing: Vec<FacilityNameShape>,
    /// Marked before, and not now.
    pub relisted: Vec<FacilityNameShape>,
    /// No longer in the data.
    pub removed: Vec<FacilityNameShape>,
}

/// Facilities by what happened to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountsShape {
    pub before: usize,
    pub after: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub missing: usize,
    pub relisted: usize,
    pub removed: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FacilityNameShape {
    pub facility: String,
    pub name: String,
    pub kind: String,
    pub operator: Option<String>,
    pub lon: f64,
    pub lat: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FacilityChangeShape {
    pub facility: String,
    pub name: String,
    /// Metres between the two positions; null where it did not move.
    pub moved_m: Option<f64>,
    pub fields: Vec<FieldChangeShape>,
}

/// Null = unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldChangeShape {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// What people call the old value, where it is a code: the name of a commune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct LayerChangeShape {
    pub layer: String,
    pub rows_before: usize,
    pub rows_after: usize,
    /// What is summed: people, declared_people, nodes, dossiers, waterways; null where nothing is.
    pub sum: Option<String>,
    pub sum_before: Option<f64>,
    pub sum_after: Option<f64>,
}

impl LayerChangeShape {
    pub fn is_change(&self) -> bool {
        self.rows_before != self.rows_after || self.sum_before != self.sum_after
    }
}

impl DifferenceShape {
    /// What a history keeps of it as JSON: the counts, and the summary.
    pub fn in_history(&self) -> (String, String) {
        let layers: Vec<_> = self.layers.iter().filter(|layer| layer.is_change()).collect();
        let counts = serde_json::json!({ "facilities": self.facilities.counts, "layers": layers }).to_string();
        let summary = serde_json::to_string(&self.summary()).expect("texts and numbers are always JSON");
        (counts, summary)
    }

    /// For a history: the lists cut, the counts whole.
    pub fn summary(&self) -> DifferenceShape {
        let mut short = self.clone();
        let lists = &mut short.facilities;
        lists.added.truncate(KEPT_IN_SUMMARY);
        lists.changed.truncate(KEPT_IN_SUMMARY);
        lists.missing.truncate(KEPT_IN_SUMMARY);
        lists.relisted.truncate(KEPT_IN_SUMMARY);
        lists.removed.truncate(KEPT_IN_SUMMARY);
        short
    }
}

impl From<&Difference> for DifferenceShape {
    fn from(difference: &Difference) -> DifferenceShape {
        let told = &difference.facilities;
        let names = |list: &[Facility]| list.iter().map(FacilityNameShape::from).collect();
        DifferenceShape {
            facilities: FacilityDifferenceShape {
                counts: CountsShape {
                    before: told.before,
                    after: told.after,
                    added: told.added.len(),
                    changed: told.changed.len(),
                    unchanged: told.unchanged,
                    missing: told.missing.len(),
                    relisted: told.relisted.len(),
                    removed: told.removed.len(),
                },
                added: names(&told.added),
                changed: told.changed.iter().map(FacilityChangeShape::from).collect(),
                missing: names(&told.missing),
                relisted: names(&told.relisted),
                removed: names(&told.removed),
            },
            layers: difference.layers.iter().map(LayerChangeShape::from).collect(),
        }
    }
}

impl From<&Facility> for FacilityNameShape {
    fn from(facility: &Facility) -> FacilityNameShape {
        FacilityNameShape {
            facility: facility.code.clone(),
            name: facility.name.clone(),
            kind: facility.kind.code().to_owned(),
            operator: facility.operator.clone(),
            lon: facility.location.lon,
            lat: facility.location.lat,
        }
    }
}

impl From<&FacilityChange> for FacilityChangeShape {
    fn from(change: &FacilityChange) -> FacilityChangeShape {
        let fields = change.fields.iter().map(|field| FieldChangeShape {
            field: field.field.to_owned(),
            old: field.old.clone(),
            new: field.new.clone(),
            old_name: field.old_name.clone(),
            new_name: field.new_name.clone(),
        });
        FacilityChangeShape {
            facility: change.code.clone(),
            name: change.name.clone(),
            moved_m: change.moved.map(|moved| moved.0),
            fields: fields.collect(),
        }
    }
}

impl From<&LayerChange> for LayerChangeShape {
    fn from(change: &LayerChange) -> LayerChangeShape {
        let sum = |figures: &Figures| figures.sum.map(|(_, sum)| sum);
        LayerChangeShape {
            layer: change.after.layer.to_owned(),
            rows_before: change.before.rows,
            rows_after: change.after.rows,
            sum: change.after.sum.map(|(what, _)| what.to_owned()),
            sum_before: sum(&change.before),
            sum_after: sum(&change.after),
        }
    }
}

impl From<&Recognised> for RecognisedShape {
    fn from(told: &Recognised) -> RecognisedShape {
        RecognisedShape {
            listed: told.listed,
            by_code: told.by_code,
            by_external_id: told.by_external_id,
            by_name_and_place: told.by_name_and_place,
            new: told.new,
            in_doubt: told.in_doubt,
            perhaps_one: told.perhaps_one.iter().map(PerhapsOneShape::from).collect(),
        }
    }
}

impl From<&TwoInOne> for PerhapsOneShape {
    fn from(pair: &TwoInOne) -> PerhapsOneShape {
        PerhapsOneShape {
            facility: pair.new_code.clone(),
            name: pair.new_name.clone(),
            known_facility: pair.known_code.clone(),
            known_name: pair.known_name.clone(),
            likeness: pair.likeness.code(),
            distance_m: (pair.apart.0 * 10.0).round() / 10.0,
        }
    }
}

impl From<&HistoryFile> for FileShape {
    fn from(file: &HistoryFile) -> FileShape {
        FileShape {
            name: file.name.clone(),
            hash: file.hash.clone(),
        }
    }
}

impl From<&HistoryEntry> for HistoryItem {
    fn from(entry: &HistoryEntry) -> HistoryItem {
        // What is no JSON (an edit by another program) is told as the text that it is.
        let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        HistoryItem {
            id: entry.id,
            at: entry.at.clone(),
            what: entry.what.code().to_owned(),
            kind: entry.kind.clone(),
            files: entry.files.iter().map(FileShape::from).collect(),
            note: entry.note.clone(),
            counts: json(&entry.counts),
            difference: json(&entry.summary),
            wrote: entry.wrote.clone(),
            undoes: entry.undoes,
            undone_by: entry.undone_by,
            is_in_effect: entry.is_in_effect,
            can_be_undone: entry.is_in_effect && entry.undo_bytes.is_some() && entry.undo_first.is_empty(),
            undo_first: entry.undo_first.clone(),
            undo_bytes: entry.undo_bytes,
        }
    }
}
