//! Filings as they are kept: read whole, changed by a pure step inside one transaction, written whole.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::periods::{json, list, month};
use super::private_file::PrivateFile;
use crate::reporting::{Filing, FilingEvent, FilingRefusal, FilingRow, FilingState, FilingTexts};

impl PrivateFile {
    /// The filing of an operator for a period; `None` where nothing was written yet.
    ///
    /// # Errors
    /// What the database says; a row that this program did not write.
    pub fn filing(&self, period: &str, operator: &str) -> Result<Option<Filing>, AuthError> {
        self.read(|connection| read_one(connection, period, operator))?
            .transpose()
    }

    /// All filings of a period, by operator.
    ///
    /// # Errors
    /// As [`PrivateFile::filing`].
    pub fn filings(&self, period: &str) -> Result<Vec<Filing>, AuthError> {
        let read: Vec<Option<Result<Filing, AuthError>>> = self.read(|connection| {
            let mut select =
                connection.prepare_cached("SELECT operator FROM filing WHERE period = ?1 ORDER BY operator")?;
            let operators: Vec<String> = select
                .query_map([period], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let all = operators.iter().map(|operator| read_one(connection, period, operator));
            all.collect()
        })?;
        read.into_iter().flatten().collect()
    }

    /// Ids of the periods in which a report waits to be accepted or returned.
    ///
    /// # Errors
    /// What the database says.
    pub fn periods_waiting(&self) -> Result<BTreeSet<String>, AuthError> {
        self.read(|connection| {
            let mut select = connection.prepare_cached("SELECT DISTINCT period FROM filing_agent WHERE state = ?1")?;
            let periods = select.query_map([FilingState::Submitted.code()], |row| row.get(0))?;
            periods.collect()
        })
    }

    /// Changes a filing that was seen at a version (0: begins it; `None`: at whatever version it is), all in one transaction.
    /// A step (not a mere draft) is an entry of the audit log.
    ///
    /// # Errors
    /// What the database says; inside: what `change` refuses, or a version that is no longer the newest.
    pub fn change_filing(
        &self,
        (period, operator): (&str, &str),
        seen: impl Into<Option<u64>>,
        by: By<'_>,
        change: impl FnOnce(&mut Filing) -> Result<(), FilingRefusal>,
    ) -> Result<Result<Filing, FilingRefusal>, AuthError> {
        let seen = seen.into();
        self.try_change(|connection| {
            let failed = |reason| self.failed(reason);
            let found = read_one(connection, period, operator).map_err(failed)?.transpose()?;
            let before = found.unwrap_or_else(|| Filing::new(period, operator));
            let now = before.version;
            if let Some(seen) = seen.filter(|seen| *seen != now) {
                return Ok(Err(FilingRefusal::Stale { seen, now }));
            }
            let mut after = before.clone();
            if let Err(refusal) = change(&mut after) {
                return Ok(Err(refusal));
            }
            write_one(connection, &after).map_err(failed)?;
            let subject = format!("{period}/{operator}");
            if before.version == 0 {
                append_within(connection, &by.entry("filing.begin", &subject, String::new())).map_err(failed)?;
            }
            for event in &after.events[before.events.len()..] {
                let action = match event.state {
                    FilingState::Draft => "filing.draft",
                    FilingState::Submitted => "filing.submit",
                    FilingState::Returned => "filing.return",
                    FilingState::Accepted => "filing.accept",
                };
                let detail = format!("{} agents", event.facilities.len());
                append_within(connection, &by.entry(action, &subject, detail)).map_err(failed)?;
            }
            Ok(Ok(after))
        })
    }
}

type Read<T> = Result<T, AuthError>;

fn read_one(connection: &Connection, period: &str, operator: &str) -> rusqlite::Result<Option<Read<Filing>>> {
    let head = "SELECT version, settlement, feedback, proposals FROM filing WHERE period = ?1 AND operator = ?2";
    let head = connection
        .prepare_cached(head)?
        .query_row((period, operator), |row| {
            let texts = FilingTexts {
                settlement: row.get(1)?,
                feedback: row.get(2)?,
                proposals: row.get(3)?,
            };
            Ok((row.get::<_, i64>(0)? as u64, texts))
        })
        .optional()?;
    let Some((version, texts)) = head else { return Ok(None) };
    let mut rows = connection.prepare_cached(
        "SELECT facility, month, dossiers, submitted_online, accepted, on_time, late, complaints, responses, satisfied \
         FROM filing_row WHERE period = ?1 AND operator = ?2 ORDER BY facility, month",
    )?;
    let rows: Vec<Read<FilingRow>> = rows
        .query_map((period, operator), filing_row)?
        .collect::<Result<_, _>>()?;
    let mut states =
        connection.prepare_cached("SELECT facility, state FROM filing_agent WHERE period = ?1 AND operator = ?2")?;
    let states: Vec<(String, String)> = states
        .query_map((period, operator), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut events = connection.prepare_cached(
        "SELECT at, account, state, reason, facilities FROM filing_event WHERE period = ?1 AND operator = ?2 ORDER BY number",
    )?;
    let events: Vec<Read<FilingEvent>> = events.query_map((period, operator), event)?.collect::<Result<_, _>>()?;
    let whole = || {
        let states = states.into_iter().map(|(facility, code)| Ok((facility, state(code)?)));
        Ok(Filing {
            period: period.to_owned(),
            operator: operator.to_owned(),
            version,
            texts,
            rows: rows.into_iter().collect::<Read<_>>()?,
            states: states.collect::<Read<_>>()?,
            events: events.into_iter().collect::<Read<_>>()?,
        })
    };
    Ok(Some(whole()))
}

fn state(code: String) -> Read<FilingState> {
    FilingState::from_code(&code).ok_or(AuthError::Stored {
        what: "state of a report",
        value: code,
    })
}

fn filing_row(row: &Row<'_>) -> rusqlite::Result<Read<FilingRow>> {
    let (facility, told): (String, String) = (row.get(0)?, row.get(1)?);
    let month = match month(told) {
        Ok(month) => month,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(FilingRow {
        facility,
        month: Some(month),
        dossiers: row.get(2)?,
        submitted_online: row.get(3)?,
        accepted: row.get(4)?,
        on_time: row.get(5)?,
        late: row.get(6)?,
        complaints: row.get(7)?,
        responses: row.get(8)?,
        satisfied: row.get(9)?,
    }))
}

fn event(row: &Row<'_>) -> rusqlite::Result<Read<FilingEvent>> {
    let (at, account, code): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (reason, facilities): (String, String) = (row.get(3)?, row.get(4)?);
    let whole = || {
        Ok(FilingEvent {
            at,
            account,
            state: state(code)?,
            reason,
            facilities: list(facilities)?,
        })
    };
    Ok(whole())
}

fn write_one(connection: &Connection, filing: &Filing) -> rusqlite::Result<()> {
    let key = (&filing.period, &filing.operator);
    let head = "INSERT INTO filing (period, operator, version, settlement, feedback, proposals) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (period, operator) DO UPDATE SET version = excluded.version, \
         settlement = excluded.settlement, feedback = excluded.feedback, proposals = excluded.proposals";
    let texts = &filing.texts;
    let version = filing.version as i64;
    connection.execute(
        head,
        (
            key.0,
            key.1,
            version,
            &texts.settlement,
            &texts.feedback,
            &texts.proposals,
        ),
    )?;
    for table in ["filing_row", "filing_agent"] {
        connection.execute(&format!("DELETE FROM {table} WHERE period = ?1 AND operator = ?2"), key)?;
    }
    let mut rows = connection.prepare_cached(
        "INSERT INTO filing_row (period, operator, facility, month, dossiers, submitted_online, accepted, on_time, late, \
         complaints, responses, satisfied) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for row in &filing.rows {
        let month = row.month.map(|month| month.to_string());
        rows.execute(rusqlite::params![
            key.0,
            key.1,
            row.facility,
            month,
            row.dossiers,
            row.submitted_online,
            row.accepted,
            row.on_time,
            row.late,
            row.complaints,
            row.responses,
            row.satisfied
        ])?;
    }
    let mut states = connection
        .prepare_cached("INSERT INTO filing_agent (period, operator, facility, state) VALUES (?1, ?2, ?3, ?4)")?;
    for (facility, state) in &filing.states {
        states.execute((key.0, key.1, facility, state.code()))?;
    }
    let mut events = connection.prepare_cached(
        "INSERT OR IGNORE INTO filing_event (period, operator, number, at, account, state, reason, facilities) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (number, event) in (1i64..).zip(&filing.events) {
        let codes = json(&event.facilities);
        let texts = (&event.at, &event.account, event.state.code(), &event.reason);
        events.execute((key.0, key.1, number, texts.0, texts.1, texts.2, texts.3, codes))?;
    }
    Ok(())
}
