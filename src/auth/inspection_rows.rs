//! Inspections as they are kept.

use chrono::NaiveDate;
use rusqlite::{Connection, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::case_rows::Keeping;
use super::error::AuthError;
use super::private_file::PrivateFile;
use super::rating_rows::instant;
use crate::voice::{FollowUp, Inspection, InspectionFinding, ItemOutcome, ItemResult, Visit};

/// Which inspections are wanted; every part narrows.
#[derive(Clone, Debug, Default)]
pub struct InspectionQuery {
    /// Of these points alone.
    pub facilities: Option<Vec<String>>,
    pub order: InspectionOrder,
    /// Only those that stand after the one with this day and id in the order.
    pub after: Option<(NaiveDate, String)>,
    pub limit: Option<u32>,
}

/// Ties by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionOrder {
    /// By the day of the visit.
    #[default]
    NewestFirst,
    /// Those with a finding that is not mended alone, by the earliest deadline of these.
    DueFirst,
}

impl PrivateFile {
    /// Keeps an inspection with its entry of the audit log; [`Keeping::Other`] where somebody else, or something else, was
    /// sent under its id.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_inspection(&self, inspection: &Inspection) -> Result<Keeping<()>, AuthError> {
        if let Some(known) = self.inspection(&inspection.id)? {
            return Ok(kept_before(&known, inspection));
        }
        if self.insert_inspection(inspection)? {
            return Ok(Keeping::Kept(()));
        }
        let known = self.inspection(&inspection.id)?;
        Ok(known.map_or(Keeping::Other, |known| kept_before(&known, inspection)))
    }

    /// `false`: one with this id is there.
    fn insert_inspection(&self, inspection: &Inspection) -> Result<bool, AuthError> {
        let by = By {
            account: &inspection.inspector,
            at: inspection.written_at,
        };
        self.change(|connection| {
            let insert = "INSERT OR IGNORE INTO inspection (id, facility, visited_on, visit, checklist, checklist_version, \
                 inspector, written_at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let written = connection.execute(
                insert,
                (
                    &inspection.id,
                    &inspection.facility,
                    inspection.on.to_string(),
                    inspection.visit.code(),
                    &inspection.checklist,
                    inspection.checklist_version,
                    &inspection.inspector,
                    inspection.written_at.timestamp(),
                    &inspection.note,
                ),
            )?;
            if written == 0 {
                return Ok(false);
            }
            for (position, one) in inspection.items.iter().enumerate() {
                let insert = "INSERT INTO inspection_item VALUES (?1, ?2, ?3, ?4, ?5)";
                connection.execute(
                    insert,
                    (&inspection.id, position as i64, &one.item, one.outcome.code(), &one.note),
                )?;
            }
            for one in &inspection.findings {
                let insert = "INSERT INTO inspection_finding (inspection, number, text, deadline) VALUES (?1, ?2, ?3, ?4)";
                connection.execute(insert, (&inspection.id, one.number, &one.text, one.deadline.to_string()))?;
            }
            append_within(
                connection,
                &by.entry("inspection.write", &inspection.id, inspection.facility.clone()),
            )?;
            Ok(true)
        })
    }

    /// Says that a finding was mended. `false`: there is no such finding, or it was done before.
    ///
    /// # Errors
    /// What the database says.
    pub fn follow_up(&self, inspection: &str, finding: u32, done: &FollowUp, by: By<'_>) -> Result<bool, AuthError> {
        self.change(|connection| {
            let update = "UPDATE inspection_finding SET done_on = ?3, done_by = ?4, done_note = ?5 \
                 WHERE inspection = ?1 AND number = ?2 AND done_on IS NULL";
            let changed = connection.execute(
                update,
                (inspection, finding, done.on.to_string(), &done.account, &done.note),
            )?;
            if changed == 1 {
                append_within(
                    connection,
                    &by.entry("inspection.follow_up", inspection, finding.to_string()),
                )?;
            }
            Ok(changed == 1)
        })
    }

    /// # Errors
    /// What the database says.
    pub fn inspection(&self, id: &str) -> Result<Option<Inspection>, AuthError> {
        Ok(self.inspections_where("WHERE id = ?1", [id])?.pop())
    }

    /// # Errors
    /// What the database says.
    pub fn inspections(&self, query: &InspectionQuery) -> Result<Vec<Inspection>, AuthError> {
        let (join, key, sign, order) = match query.order {
            InspectionOrder::NewestFirst => ("", "visited_on", "<", "DESC"),
            InspectionOrder::DueFirst => (DUE, "due.deadline", ">", "ASC"),
        };
        let rest = format!(
            "{join} WHERE (?1 IS NULL OR facility IN (SELECT value FROM json_each(?1))) \
             AND (?2 IS NULL OR ({key}, id) {sign} (?2, ?3)) ORDER BY {key} {order}, id {order} LIMIT ?4"
        );
        let facilities = query
            .facilities
            .as_ref()
            .map(|codes| serde_json::json!(codes).to_string());
        let (on, id) = match &query.after {
            Some((on, id)) => (Some(on.to_string()), Some(id)),
            None => (None, None),
        };
        self.inspections_where(&rest, (facilities, on, id, query.limit.map_or(-1, i64::from)))
    }

    /// Those with a finding that was to be mended before a day and is not, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn overdue_inspections(&self, today: NaiveDate) -> Result<Vec<Inspection>, AuthError> {
        let rest = "WHERE id IN (SELECT inspection FROM inspection_finding WHERE done_on IS NULL AND deadline < ?1) \
             ORDER BY id";
        self.inspections_where(rest, [today.to_string()])
    }

    fn inspections_where<P: rusqlite::Params>(&self, rest: &str, values: P) -> Result<Vec<Inspection>, AuthError> {
        let select = format!(
            "SELECT id, facility, visited_on, visit, checklist, checklist_version, inspector, written_at, note \
             FROM inspection {rest}"
        );
        let rows = self.read(|connection| {
            let mut select = connection.prepare_cached(&select)?;
            let rows: Vec<Result<Inspection, AuthError>> =
                select.query_map(values, inspection)?.collect::<rusqlite::Result<_>>()?;
            rows.into_iter()
                .map(|row| filled(connection, row))
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter().collect()
    }
}

/// The earliest deadline of what is not mended, by inspection.
const DUE: &str = "JOIN (SELECT inspection, MIN(deadline) AS deadline FROM inspection_finding WHERE done_on IS NULL \
     GROUP BY inspection) AS due ON due.inspection = id";

/// Whether what is sent is what is kept; what was mended since does not count.
fn kept_before(known: &Inspection, sent: &Inspection) -> Keeping<()> {
    let as_sent = Inspection {
        written_at: sent.written_at,
        findings: known
            .findings
            .iter()
            .map(|finding| InspectionFinding {
                done: None,
                ..finding.clone()
            })
            .collect(),
        ..known.clone()
    };
    if as_sent == *sent {
        Keeping::Kept(())
    } else {
        Keeping::Other
    }
}

fn filled(
    connection: &Connection,
    row: Result<Inspection, AuthError>,
) -> rusqlite::Result<Result<Inspection, AuthError>> {
    let mut one = match row {
        Ok(one) => one,
        Err(error) => return Ok(Err(error)),
    };
    let items = "SELECT item, outcome, note FROM inspection_item WHERE inspection = ?1 ORDER BY position";
    let items: Vec<Result<ItemResult, AuthError>> = connection
        .prepare_cached(items)?
        .query_map([&one.id], item)?
        .collect::<rusqlite::Result<_>>()?;
    let findings = "SELECT number, text, deadline, done_on, done_by, done_note FROM inspection_finding \
         WHERE inspection = ?1 ORDER BY number";
    let findings: Vec<Result<InspectionFinding, AuthError>> = connection
        .prepare_cached(findings)?
        .query_map([&one.id], finding)?
        .collect::<rusqlite::Result<_>>()?;
    Ok((|| {
        one.items = items.into_iter().collect::<Result<_, _>>()?;
        one.findings = findings.into_iter().collect::<Result<_, _>>()?;
        Ok(one)
    })())
}

fn day(text: String) -> Result<NaiveDate, AuthError> {
    text.parse().map_err(|_| AuthError::Stored {
        what: "day",
        value: text,
    })
}

fn inspection(row: &Row<'_>) -> rusqlite::Result<Result<Inspection, AuthError>> {
    let (on, visit): (String, String) = (row.get(2)?, row.get(3)?);
    let known = Visit::from_code(&visit).ok_or(AuthError::Stored {
        what: "kind of a visit",
        value: visit,
    });
    let (on, visit) = match (day(on), known) {
        (Ok(on), Ok(visit)) => (on, visit),
        (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
    };
    Ok(Ok(Inspection {
        id: row.get(0)?,
        facility: row.get(1)?,
        on,
        visit,
        checklist: row.get(4)?,
        checklist_version: row.get(5)?,
        inspector: row.get(6)?,
        written_at: instant(row.get(7)?),
        note: row.get(8)?,
        items: Vec::new(),
        findings: Vec::new(),
    }))
}

fn item(row: &Row<'_>) -> rusqlite::Result<Result<ItemResult, AuthError>> {
    let outcome: String = row.get(1)?;
    let (item, note) = (row.get(0)?, row.get(2)?);
    Ok(match ItemOutcome::from_code(&outcome) {
        Some(outcome) => Ok(ItemResult { item, outcome, note }),
        None => Err(AuthError::Stored {
            what: "outcome of an item",
            value: outcome,
        }),
    })
}

fn finding(row: &Row<'_>) -> rusqlite::Result<Result<InspectionFinding, AuthError>> {
    let done_on: Option<String> = row.get(3)?;
    let (account, note) = (row.get::<_, Option<String>>(4)?, row.get::<_, Option<String>>(5)?);
    let (number, text) = (row.get(0)?, row.get(1)?);
    let deadline = day(row.get(2)?);
    Ok((|| {
        let done = match done_on {
            None => None,
            Some(on) => Some(FollowUp {
                on: day(on)?,
                account: account.unwrap_or_default(),
                note: note.unwrap_or_default(),
            }),
        };
        Ok(InspectionFinding {
            number,
            text,
            deadline: deadline?,
            done,
        })
    })())
}
