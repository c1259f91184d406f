//! Reporting periods and the city's own counts as they are kept. Every change is one transaction with its entry in the
//! audit log.

use chrono::NaiveDate;
use rusqlite::Row;

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::private_file::PrivateFile;
use crate::model::{Month, PerformanceMonth};
use crate::reporting::{Item, OfficialCount, Period};

impl PrivateFile {
    /// # Errors
    /// What the database says.
    pub fn add_period(&self, period: &Period, by: By<'_>) -> Result<(), AuthError> {
        let items: Vec<&str> = period.items.iter().map(|item| item.code()).collect();
        let (operators, items) = (json(&period.operators), json(&items));
        let months = (period.from.to_string(), period.to.to_string());
        self.change(|connection| {
            let insert = "INSERT INTO reporting_period \
                 (id, name, from_month, to_month, due, operators, items, tolerance, is_closed, account, created_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            let due = period.due.to_string();
            let row = rusqlite::params![
                period.id,
                period.name,
                months.0,
                months.1,
                due,
                operators,
                items,
                period.tolerance,
                period.is_closed,
                period.account,
                period.created_at
            ];
            connection.execute(insert, row)?;
            let detail = format!("{} to {}, due {due}", months.0, months.1);
            append_within(connection, &by.entry("period.add", &period.id, detail))?;
            Ok(())
        })
    }

    /// The newest first.
    ///
    /// # Errors
    /// What the database says; a row that this program did not write.
    pub fn periods(&self) -> Result<Vec<Period>, AuthError> {
        let select = "SELECT id, name, from_month, to_month, due, operators, items, tolerance, is_closed, account, \
             created_at FROM reporting_period ORDER BY id DESC";
        let rows: Vec<Result<Period, AuthError>> = self.read(|connection| {
            let mut select = connection.prepare_cached(select)?;
            let rows = select.query_map([], period)?;
            rows.collect()
        })?;
        rows.into_iter().collect()
    }

    /// The period with this id; `None` where there is none.
    ///
    /// # Errors
    /// As [`PrivateFile::periods`].
    pub fn period(&self, id: &str) -> Result<Option<Period>, AuthError> {
        Ok(self.periods()?.into_iter().find(|period| period.id == id))
    }

    /// Takes no more reports for a period. Tells whether it was open.
    ///
    /// # Errors
    /// What the database says.
    pub fn close_period(&self, id: &str, by: By<'_>) -> Result<bool, AuthError> {
        self.turn_period(id, by, ("period.close", 1))
    }

    /// Takes reports for a period again. Tells whether it was closed.
    ///
    /// # Errors
    /// What the database says.
    pub fn reopen_period(&self, id: &str, by: By<'_>) -> Result<bool, AuthError> {
        self.turn_period(id, by, ("period.reopen", 0))
    }

    fn turn_period(&self, id: &str, by: By<'_>, (action, to): (&str, i64)) -> Result<bool, AuthError> {
        self.change(|connection| {
            let update = "UPDATE reporting_period SET is_closed = ?2 WHERE id = ?1 AND is_closed <> ?2";
            let has_turned = connection.execute(update, (id, to))? > 0;
            if has_turned {
                append_within(connection, &by.entry(action, id, String::new()))?;
            }
            Ok(has_turned)
        })
    }

    /// Keeps the city's counts: those of the same point and month are replaced. Tells how many points and months are kept.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_official_counts(&self, counts: &[OfficialCount], by: By<'_>) -> Result<u64, AuthError> {
        self.change(|connection| {
            let mut insert = connection.prepare(
                "INSERT OR REPLACE INTO official_count \
                 (facility, month, dossiers, submitted_online, accepted, on_time, late, source) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for OfficialCount { counts: one, source } in counts {
                let month = one.month.to_string();
                insert.execute((
                    &one.facility,
                    month,
                    one.dossiers,
                    one.submitted_online,
                    one.accepted,
                    one.on_time,
                    one.late,
                    source,
                ))?;
            }
            let detail = format!("{} rows", counts.len());
            let source = counts.first().map_or("", |count| count.source.as_str());
            append_within(connection, &by.entry("official_counts.import", source, detail))?;
            let kept: i64 = connection.query_row("SELECT count(*) FROM official_count", [], |row| row.get(0))?;
            Ok(kept as u64)
        })
    }

    /// The city's counts from one month to another, both included, by point and month.
    ///
    /// # Errors
    /// What the database says; a row that this program did not write.
    pub fn official_counts(&self, from: Month, to: Month) -> Result<Vec<OfficialCount>, AuthError> {
        let rows: Vec<Result<OfficialCount, AuthError>> = self.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT facility, month, dossiers, submitted_online, accepted, on_time, late, source FROM official_count \
                 WHERE month BETWEEN ?1 AND ?2 ORDER BY facility, month",
            )?;
            let rows = select.query_map((from.to_string(), to.to_string()), official)?;
            rows.collect()
        })?;
        rows.into_iter().collect()
    }
}

/// A list of texts as JSON.
pub(super) fn json(list: &impl serde::Serialize) -> String {
    serde_json::to_string(list).expect("a list of texts is always JSON")
}

/// What [`json`] wrote.
pub(super) fn list(text: String) -> Result<Vec<String>, AuthError> {
    serde_json::from_str(&text).map_err(|_| AuthError::Stored {
        what: "list of codes",
        value: text,
    })
}

pub(super) fn month(text: String) -> Result<Month, AuthError> {
    Month::parse(&text).ok_or(AuthError::Stored {
        what: "month",
        value: text,
    })
}

fn period(row: &Row<'_>) -> rusqlite::Result<Result<Period, AuthError>> {
    let texts: (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
    let lists: (String, String) = (row.get(5)?, row.get(6)?);
    let rest = (
        row.get(0)?,
        row.get(1)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
        row.get(10)?,
    );
    let read = move || {
        let stored = |what, value: &str| AuthError::Stored {
            what,
            value: value.to_owned(),
        };
        let items = list(lists.1)?.into_iter().map(|code| {
            let item = Item::from_code(&code);
            item.ok_or_else(|| stored("item of a report", &code))
        });
        Ok(Period {
            id: rest.0,
            name: rest.1,
            from: month(texts.0)?,
            to: month(texts.1)?,
            due: NaiveDate::parse_from_str(&texts.2, "%Y-%m-%d").map_err(|_| stored("day", &texts.2))?,
            operators: list(lists.0)?,
            items: items.collect::<Result<_, _>>()?,
            tolerance: rest.2,
            is_closed: rest.3,
            account: rest.4,
            created_at: rest.5,
        })
    };
    Ok(read())
}

fn official(row: &Row<'_>) -> rusqlite::Result<Result<OfficialCount, AuthError>> {
    let told: String = row.get(1)?;
    let month = match month(told) {
        Ok(month) => month,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(OfficialCount {
        counts: PerformanceMonth {
            submitted_online: row.get(3)?,
            accepted: row.get(4)?,
            on_time: row.get(5)?,
            late: row.get(6)?,
            ..PerformanceMonth::new(row.get(0)?, month, row.get(2)?)
        },
        source: row.get(7)?,
    }))
}
