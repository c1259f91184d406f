//! Cases of the public as they are kept: a row a case, and a row for each thing that was done.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::private_file::PrivateFile;
use super::rating_rows::{first, instant};
use crate::geometry::LonLat;
use crate::voice::{Case, CaseEvent, CaseKind, CaseState, CaseStep, Correction, Effect, EffectKind};

const COLUMNS: &str = "id, kind, facility, opened_at, text, lon, lat, rating, state, version, corrected_lon, \
     corrected_lat, corrected_hours";

impl PrivateFile {
    /// Keeps a new case with its first event and an entry of the audit log. Where one of this request, or of this rating,
    /// is there already, it stays and its id is told.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_case(&self, case: &Case, request: Option<&str>) -> Result<String, AuthError> {
        self.change(|connection| {
            let known = "SELECT id FROM public_case WHERE request = ?1 OR rating = ?2";
            let known = connection.query_row(known, (request, &case.rating), |row| row.get::<_, String>(0));
            if let Some(id) = first(known)? {
                return Ok(id);
            }
            let insert = "INSERT INTO public_case (id, kind, facility, opened_at, text, lon, lat, rating, request, state, \
                 version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)";
            let position = case.position;
            connection.execute(
                insert,
                (
                    &case.id,
                    case.kind.code(),
                    &case.facility,
                    case.opened_at.timestamp(),
                    &case.text,
                    position.map(|place| place.lon),
                    position.map(|place| place.lat),
                    &case.rating,
                    request,
                    case.state.code(),
                ),
            )?;
            let by = By {
                account: "-",
                at: case.opened_at,
            };
            let told = Told {
                id: &case.id,
                version: 1,
                by,
                action: "open",
                text: "",
                state: case.state,
                effect: None,
            };
            told.write(connection)?;
            append_within(connection, &by.entry("case.open", &case.id, case.kind.code().to_owned()))?;
            Ok(case.id.clone())
        })
    }

    /// Takes a step that [`Case::after`] allows on the version that was looked at. `None`: the case was changed meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub fn step_case(
        &self,
        case: &Case,
        step: &CaseStep,
        after: CaseState,
        by: By<'_>,
    ) -> Result<Option<Case>, AuthError> {
        let written = self.change(|connection| {
            let update = "UPDATE public_case SET state = ?3, version = version + 1 WHERE id = ?1 AND version = ?2";
            if connection.execute(update, (&case.id, case.version, after.code()))? == 0 {
                return Ok(false);
            }
            let mut text = step.words().unwrap_or_default().trim().to_owned();
            if let CaseStep::Propose { correction } = step {
                let (lon, lat, hours) = match correction {
                    Correction::Position(place) => (Some(place.lon), Some(place.lat), None),
                    Correction::Hours(hours) => (None, None, Some(hours.as_str())),
                };
                let put =
                    "UPDATE public_case SET corrected_lon = ?2, corrected_lat = ?3, corrected_hours = ?4 WHERE id = ?1";
                connection.execute(put, (&case.id, lon, lat, hours))?;
                text = match correction {
                    Correction::Position(place) => place.to_string(),
                    Correction::Hours(hours) => hours.clone(),
                };
            }
            let effect = match step {
                CaseStep::Link { effect } => Some(effect),
                _ => None,
            };
            let told = Told {
                id: &case.id,
                version: case.version + 1,
                by,
                action: step.code(),
                text: &text,
                state: after,
                effect,
            };
            told.write(connection)?;
            // No words: they may quote the public. They stand in the case.
            let detail = format!("{} -> {}", case.state.code(), after.code());
            append_within(
                connection,
                &by.entry(&format!("case.{}", step.code()), &case.id, detail),
            )?;
            Ok(true)
        })?;
        if !written {
            return Ok(None);
        }
        self.case(&case.id)
    }

    /// # Errors
    /// What the database says.
    pub fn case(&self, id: &str) -> Result<Option<Case>, AuthError> {
        Ok(self.cases_where("id = ?1", [id])?.pop())
    }

    /// Every case, the newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn cases(&self) -> Result<Vec<Case>, AuthError> {
        self.cases_where("1 ORDER BY opened_at DESC, id DESC", [])
    }

    fn cases_where<P: rusqlite::Params>(&self, condition: &str, values: P) -> Result<Vec<Case>, AuthError> {
        let select = format!("SELECT {COLUMNS} FROM public_case WHERE {condition}");
        let (rows, events) = self.read(|connection| {
            let mut select = connection.prepare_cached(&select)?;
            let rows: Vec<Result<Case, AuthError>> =
                select.query_map(values, case)?.collect::<rusqlite::Result<_>>()?;
            let only = match rows.as_slice() {
                [Ok(one)] => Some(one.id.clone()),
                _ => None,
            };
            Ok((rows, events(connection, only)?))
        })?;
        let mut events = events
            .into_iter()
            .collect::<Result<Vec<_>, AuthError>>()?
            .into_iter()
            .fold(
                HashMap::<String, Vec<(CaseEvent, Option<Effect>)>>::new(),
                |mut by_case, (id, event, effect)| {
                    by_case.entry(id).or_default().push((event, effect));
                    by_case
                },
            );
        let filled = |row: Result<Case, AuthError>| {
            let mut case = row?;
            for (event, effect) in events.remove(&case.id).unwrap_or_default() {
                case.events.push(event);
                case.effects.extend(effect);
            }
            Ok(case)
        };
        rows.into_iter().map(filled).collect()
    }
}

/// One event to be written.
struct Told<'a> {
    id: &'a str,
    version: u32,
    by: By<'a>,
    action: &'a str,
    text: &'a str,
    state: CaseState,
    effect: Option<&'a Effect>,
}

impl Told<'_> {
    fn write(&self, connection: &Connection) -> rusqlite::Result<usize> {
        let insert = "INSERT INTO case_event (case_id, number, at, account, action, text, state, effect, reference) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let effect = self.effect.map(|effect| effect.kind.code());
        let reference = self.effect.map(|effect| effect.reference.as_str());
        connection.execute(
            insert,
            (
                self.id,
                self.version,
                self.by.at.timestamp(),
                self.by.account,
                self.action,
                self.text,
                self.state.code(),
                effect,
                reference,
            ),
        )
    }
}

fn case(row: &Row<'_>) -> rusqlite::Result<Result<Case, AuthError>> {
    let (kind, state): (String, String) = (row.get(1)?, row.get(8)?);
    let (Some(known_kind), Some(known_state)) = (CaseKind::from_code(&kind), CaseState::from_code(&state)) else {
        return Ok(Err(AuthError::Stored {
            what: "kind or state of a case",
            value: format!("{kind}, {state}"),
        }));
    };
    let place = |lon: Option<f64>, lat: Option<f64>| Some(LonLat::new(lon?, lat?));
    let hours: Option<String> = row.get(12)?;
    let corrected = place(row.get(10)?, row.get(11)?).map(Correction::Position);
    Ok(Ok(Case {
        id: row.get(0)?,
        kind: known_kind,
        facility: row.get(2)?,
        opened_at: instant(row.get(3)?),
        text: row.get(4)?,
        position: place(row.get(5)?, row.get(6)?),
        rating: row.get(7)?,
        state: known_state,
        version: row.get(9)?,
        correction: corrected.or(hours.map(Correction::Hours)),
        effects: Vec::new(),
        events: Vec::new(),
    }))
}

type EventRow = Result<(String, CaseEvent, Option<Effect>), AuthError>;

/// Of one case, or of all; the oldest first.
fn events(connection: &Connection, only: Option<String>) -> rusqlite::Result<Vec<EventRow>> {
    let select = "SELECT case_id, at, account, action, text, state, effect, reference FROM case_event \
         WHERE ?1 IS NULL OR case_id = ?1 ORDER BY case_id, number";
    let mut select = connection.prepare_cached(select)?;
    let rows = select.query_map([only], event)?;
    rows.collect()
}

fn event(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let state: String = row.get(5)?;
    let Some(known) = CaseState::from_code(&state) else {
        return Ok(Err(AuthError::Stored {
            what: "state of a case",
            value: state,
        }));
    };
    let kind: Option<String> = row.get(6)?;
    let reference: Option<String> = row.get(7)?;
    let effect = kind
        .as_deref()
        .and_then(EffectKind::from_code)
        .zip(reference)
        .map(|(kind, reference)| Effect { kind, reference });
    let at: DateTime<Utc> = instant(row.get(1)?);
    let event = CaseEvent {
        at,
        account: row.get(2)?,
        action: row.get(3)?,
        text: row.get(4)?,
        state: known,
    };
    Ok(Ok((row.get(0)?, event, effect)))
}
