//! Cases of the public as they are kept: a row a case, and a row for each thing that was done.

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

/// What became of something whose sender gave it an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping<T> {
    /// It is kept: now, or since it was sent before.
    Kept(T),
    /// Something else was sent under this id before, and stays.
    Other,
    /// The ceiling of the day is reached.
    Full,
}

/// How many the public may add in a day in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// First instant of the day.
    pub since: DateTime<Utc>,
    pub most: u32,
}

/// Which cases are wanted; every part narrows.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// Any of these; empty: any.
    pub states: Vec<CaseState>,
    /// Of these points alone.
    pub facilities: Option<Vec<String>>,
    /// Only those that were in this state at some time.
    pub was: Option<CaseState>,
    /// Only those opened before this.
    pub opened_before: Option<DateTime<Utc>>,
    pub order: CaseOrder,
    /// Only those that stand after the case with this instant and id in the order.
    pub after: Option<(DateTime<Utc>, String)>,
    pub limit: Option<u32>,
}

/// Ties by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseOrder {
    #[default]
    NewestFirst,
    /// As they fall due.
    OldestFirst,
}

impl PrivateFile {
    /// Keeps a new case with its first event and an entry of the audit log; tells its id, or that of the case which was sent
    /// with this request before.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_case(
        &self,
        case: &Case,
        request: Option<&str>,
        ceiling: Ceiling,
    ) -> Result<Keeping<String>, AuthError> {
        self.try_change(|connection| {
            let before = || first(connection.query_row(SENT_BEFORE, [request], |row| row.get::<_, String>(0)));
            if let Some(id) = self.asked(before)? {
                let known: Option<Case> = self.asked(|| bare(connection, &id))?.transpose()?;
                let content = |one: &Case| (one.kind, one.facility.clone(), one.text.clone(), one.position);
                let is_same = known.is_some_and(|known| content(&known) == content(case));
                return Ok(if is_same { Keeping::Kept(id) } else { Keeping::Other });
            }
            let today = "SELECT COUNT(*) FROM public_case WHERE opened_at >= ?1 AND request IS NOT NULL";
            let since = ceiling.since.timestamp();
            let count: u32 = self.asked(|| connection.query_row(today, [since], |row| row.get(0)))?;
            if count >= ceiling.most {
                return Ok(Keeping::Full);
            }
            self.asked(|| insert_case(connection, case, request))?;
            Ok(Keeping::Kept(case.id.clone()))
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
        let found = self.read(|connection| {
            let Some(row) = bare(connection, id)? else {
                return Ok(None);
            };
            Ok(Some((row, events(connection, id)?)))
        })?;
        let Some((row, events)) = found else { return Ok(None) };
        let mut case = row?;
        for told in events {
            let (event, effect) = told?;
            case.events.push(event);
            case.effects.extend(effect);
        }
        Ok(Some(case))
    }

    /// Cases without what was done with them.
    ///
    /// # Errors
    /// What the database says.
    pub fn cases(&self, query: &CaseQuery) -> Result<Vec<Case>, AuthError> {
        let (sign, order) = match query.order {
            CaseOrder::NewestFirst => ("<", "DESC"),
            CaseOrder::OldestFirst => (">", "ASC"),
        };
        let select = format!(
            "SELECT {COLUMNS} FROM public_case WHERE {WANTED} AND (?5 IS NULL OR (opened_at, id) {sign} (?5, ?6)) \
             ORDER BY opened_at {order}, id {order} LIMIT ?7"
        );
        let (states, facilities, was, before) = wanted(query);
        let (at, id) = match &query.after {
            Some((at, id)) => (Some(at.timestamp()), Some(id)),
            None => (None, None),
        };
        let limit = query.limit.map_or(-1, i64::from);
        let rows: Vec<Result<Case, AuthError>> = self.read(|connection| {
            let mut select = connection.prepare_cached(&select)?;
            let rows = select.query_map((states, facilities, was, before, at, id, limit), case)?;
            rows.collect()
        })?;
        rows.into_iter().collect()
    }

    /// How many [`PrivateFile::cases`] would be without a place to begin and a limit.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_cases(&self, query: &CaseQuery) -> Result<u32, AuthError> {
        let select = format!("SELECT COUNT(*) FROM public_case WHERE {WANTED}");
        self.read(|connection| {
            connection
                .prepare_cached(&select)?
                .query_row(wanted(query), |row| row.get(0))
        })
    }

    /// Ids that begin or end so, at most two: whether a part of an id names one case.
    ///
    /// # Errors
    /// What the database says.
    pub fn case_ids(&self, part: &str) -> Result<Vec<String>, AuthError> {
        let select = "SELECT id FROM public_case WHERE substr(id, 1, length(?1)) = ?1 \
             OR substr(id, max(1, length(id) - length(?1) + 1)) = ?1 LIMIT 2";
        self.read(|connection| {
            let mut select = connection.prepare_cached(select)?;
            let rows = select.query_map([part], |row| row.get(0))?;
            rows.collect()
        })
    }

    pub(super) fn asked<T>(&self, ask: impl FnOnce() -> rusqlite::Result<T>) -> Result<T, AuthError> {
        ask().map_err(|reason| self.failed(reason))
    }
}

const SENT_BEFORE: &str = "SELECT id FROM public_case WHERE request = ?1";

/// What [`CaseQuery`] narrows to; lists come as JSON.
const WANTED: &str = "(?1 IS NULL OR state IN (SELECT value FROM json_each(?1))) \
     AND (?2 IS NULL OR facility IN (SELECT value FROM json_each(?2))) \
     AND (?3 IS NULL OR EXISTS (SELECT 1 FROM case_event WHERE case_id = public_case.id AND case_event.state = ?3)) \
     AND (?4 IS NULL OR opened_at < ?4)";

type Wanted = (Option<String>, Option<String>, Option<&'static str>, Option<i64>);

fn wanted(query: &CaseQuery) -> Wanted {
    let states: Vec<&str> = query.states.iter().map(|state| state.code()).collect();
    let as_json = |list: serde_json::Value| list.to_string();
    (
        (!states.is_empty()).then(|| as_json(states.into())),
        query.facilities.as_ref().map(|codes| as_json(codes.clone().into())),
        query.was.map(CaseState::code),
        query.opened_before.map(|at| at.timestamp()),
    )
}

/// With its first event and its entry of the audit log.
pub(super) fn insert_case(connection: &Connection, case: &Case, request: Option<&str>) -> rusqlite::Result<()> {
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
    append_within(
        connection,
        &by.entry("case.open", &case.id, case.kind.code().to_owned()),
    )?;
    Ok(())
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

type EventRow = Result<(CaseEvent, Option<Effect>), AuthError>;

/// A case without what was done with it.
fn bare(connection: &Connection, id: &str) -> rusqlite::Result<Option<Result<Case, AuthError>>> {
    let select = format!("SELECT {COLUMNS} FROM public_case WHERE id = ?1");
    first(connection.prepare_cached(&select)?.query_row([id], case))
}

/// Of one case, the oldest first.
fn events(connection: &Connection, id: &str) -> rusqlite::Result<Vec<EventRow>> {
    let select = "SELECT at, account, action, text, state, effect, reference FROM case_event \
         WHERE case_id = ?1 ORDER BY number";
    let mut select = connection.prepare_cached(select)?;
    let rows = select.query_map([id], event)?;
    rows.collect()
}

fn event(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let state: String = row.get(4)?;
    let Some(known) = CaseState::from_code(&state) else {
        return Ok(Err(AuthError::Stored {
            what: "state of a case",
            value: state,
        }));
    };
    let kind: Option<String> = row.get(5)?;
    let reference: Option<String> = row.get(6)?;
    let effect = kind
        .as_deref()
        .and_then(EffectKind::from_code)
        .zip(reference)
        .map(|(kind, reference)| Effect { kind, reference });
    let at: DateTime<Utc> = instant(row.get(0)?);
    let event = CaseEvent {
        at,
        account: row.get(1)?,
        action: row.get(2)?,
        text: row.get(3)?,
        state: known,
    };
    Ok(Ok((event, effect)))
}
