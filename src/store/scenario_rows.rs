//! How edits, consultations and decisions are written in the tables of scenarios: JSON with a version.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::scenario::Publication;
use crate::geometry::LonLat;
use crate::model::FacilityKind;
use crate::plan::{Approval, Consultation, Edit, NewPoint, Party};

/// The version of [`EditRow`] that is written.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct VersionedEdit {
    v: u32,
    edit: EditRow,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum EditRow {
    Keep { code: String },
    Merge { code: String, into: String },
    Close { code: String },
    Open { code: String },
    OpenAt { point: PointRow },
    Move { code: String, lon: f64, lat: f64 },
    Hours { code: String, hours: Option<String> },
    Capacity { code: String, per_month: Option<f64> },
    Procedures { code: String, procedures: Vec<String> },
    Speed { factor: f64 },
}

#[derive(Serialize, Deserialize)]
struct PointRow {
    code: String,
    kind: String,
    name: String,
    lon: f64,
    lat: f64,
    operator: Option<String>,
    address: Option<String>,
    capacity_per_month: Option<f64>,
    opening_hours: Option<String>,
    procedures: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ConsultationRow {
    asked: Vec<String>,
    deadline: String,
}

#[derive(Serialize, Deserialize)]
struct ApprovalRow {
    number: String,
    date: String,
    signatory: String,
}

#[derive(Serialize, Deserialize)]
struct PublicationRow {
    effective_on: String,
    #[serde(default)]
    own: BTreeMap<u64, String>,
    history_id: i64,
}

pub fn edit_text(edit: &Edit) -> String {
    let code = |code: &String| code.clone();
    let row = match edit {
        Edit::Keep { code: own } => EditRow::Keep { code: code(own) },
        Edit::Merge { code: own, into } => EditRow::Merge {
            code: code(own),
            into: code(into),
        },
        Edit::Close { code: own } => EditRow::Close { code: code(own) },
        Edit::Open { code: own } => EditRow::Open { code: code(own) },
        Edit::OpenAt(point) => EditRow::OpenAt {
            point: point_row(point),
        },
        Edit::Move { code: own, to } => EditRow::Move {
            code: code(own),
            lon: to.lon,
            lat: to.lat,
        },
        Edit::SetHours { code: own, to } => EditRow::Hours {
            code: code(own),
            hours: to.clone(),
        },
        Edit::SetCapacity { code: own, to } => EditRow::Capacity {
            code: code(own),
            per_month: *to,
        },
        Edit::SetProcedures { code: own, to } => EditRow::Procedures {
            code: code(own),
            procedures: to.clone(),
        },
        Edit::Speed { factor } => EditRow::Speed { factor: *factor },
    };
    json(&VersionedEdit { v: VERSION, edit: row })
}

/// # Errors
/// Why it is no edit that this program knows.
pub fn read_edit(text: &str) -> Result<Edit, String> {
    let VersionedEdit { v, edit } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if v > VERSION {
        return Err(format!("an edit of version {v}; this program knows up to {VERSION}"));
    }
    Ok(match edit {
        EditRow::Keep { code } => Edit::Keep { code },
        EditRow::Merge { code, into } => Edit::Merge { code, into },
        EditRow::Close { code } => Edit::Close { code },
        EditRow::Open { code } => Edit::Open { code },
        EditRow::OpenAt { point } => Edit::OpenAt(new_point(point)?),
        EditRow::Move { code, lon, lat } => Edit::Move {
            code,
            to: LonLat::new(lon, lat),
        },
        EditRow::Hours { code, hours } => Edit::SetHours { code, to: hours },
        EditRow::Capacity { code, per_month } => Edit::SetCapacity { code, to: per_month },
        EditRow::Procedures { code, procedures } => Edit::SetProcedures { code, to: procedures },
        EditRow::Speed { factor } => Edit::Speed { factor },
    })
}

pub fn consultation_text(consultation: &Consultation) -> String {
    json(&ConsultationRow {
        asked: consultation.asked.iter().map(Party::to_string).collect(),
        deadline: consultation.deadline.to_string(),
    })
}

/// # Errors
/// Why it is none.
pub fn read_consultation(text: &str) -> Result<Consultation, String> {
    let row: ConsultationRow = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let party = |text: &String| Party::parse(text).ok_or_else(|| format!("'{text}' is no party"));
    Ok(Consultation {
        asked: row.asked.iter().map(party).collect::<Result<_, _>>()?,
        deadline: day(&row.deadline)?,
    })
}

pub fn approval_text(approval: &Approval) -> String {
    let Approval {
        number,
        date,
        signatory,
    } = approval.clone();
    json(&ApprovalRow {
        number,
        date: date.to_string(),
        signatory,
    })
}

/// # Errors
/// Why it is none.
pub fn read_approval(text: &str) -> Result<Approval, String> {
    let row: ApprovalRow = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Approval {
        number: row.number,
        date: day(&row.date)?,
        signatory: row.signatory,
    })
}

pub fn publication_text(publication: &Publication) -> String {
    json(&PublicationRow {
        effective_on: publication.effective_on.to_string(),
        own: publication
            .own
            .iter()
            .map(|(number, day)| (*number, day.to_string()))
            .collect(),
        history_id: publication.history_id,
    })
}

/// # Errors
/// Why it is none.
pub fn read_publication(text: &str) -> Result<Publication, String> {
    let row: PublicationRow = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let own = row.own.iter().map(|(number, text)| Ok((*number, day(text)?)));
    Ok(Publication {
        effective_on: day(&row.effective_on)?,
        own: own.collect::<Result<BTreeMap<u64, NaiveDate>, String>>()?,
        history_id: row.history_id,
    })
}

fn point_row(point: &NewPoint) -> PointRow {
    PointRow {
        code: point.code.clone(),
        kind: point.kind.code().to_owned(),
        name: point.name.clone(),
        lon: point.place.lon,
        lat: point.place.lat,
        operator: point.operator.clone(),
        address: point.address.clone(),
        capacity_per_month: point.capacity_per_month,
        opening_hours: point.opening_hours.clone(),
        procedures: point.procedures.clone(),
    }
}

fn new_point(row: PointRow) -> Result<NewPoint, String> {
    Ok(NewPoint {
        kind: FacilityKind::from_code(&row.kind).ok_or_else(|| format!("'{}' is no kind of point", row.kind))?,
        place: LonLat::new(row.lon, row.lat),
        code: row.code,
        name: row.name,
        operator: row.operator,
        address: row.address,
        capacity_per_month: row.capacity_per_month,
        opening_hours: row.opening_hours,
        procedures: row.procedures,
    })
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| format!("'{text}' is no date"))
}

fn json(row: &impl Serialize) -> String {
    serde_json::to_string(row).expect("texts, numbers and lists of them are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_comes_back_as_it_was_and_one_of_a_newer_program_is_refused() {
        let code = || "A1".to_owned();
        let edits = [
            Edit::Keep { code: code() },
            Edit::Merge {
                code: code(),
                into: "B2".into(),
            },
            Edit::Close { code: code() },
            Edit::Open { code: code() },
            Edit::OpenAt(NewPoint {
                code: code(),
                kind: FacilityKind::MobileStop,
                name: "Xe dịch vụ công \"số 1\"".into(),
                place: LonLat::new(105.123_456_789_012_3, 0.1 + 0.2),
                operator: Some("BIDV".into()),
                address: None,
                capacity_per_month: Some(0.1 + 0.7),
                opening_hours: Some("Mo 08:00-11:00".into()),
                procedures: vec!["1.001".into()],
            }),
            Edit::Move {
                code: code(),
                to: LonLat::new(105.8, 21.0),
            },
            Edit::SetHours { code: code(), to: None },
            Edit::SetCapacity {
                code: code(),
                to: Some(1e-9),
            },
            Edit::SetProcedures {
                code: code(),
                to: vec!["x".into()],
            },
            Edit::Speed { factor: 0.7 },
        ];
        for edit in edits {
            assert_eq!(read_edit(&edit_text(&edit)), Ok(edit));
        }
        let newer = edit_text(&Edit::Speed { factor: 1.0 }).replace("\"v\":1", "\"v\":2");
        assert!(read_edit(&newer).expect_err("newer").contains("version 2"));
    }
}
