//! Scenarios in a workspace: what is kept of them, and how they are changed.
//!
//! A change names the version of the scenario that it was made for, and is refused when that is no longer the one in the
//! file: of two planners the second sees what the first did, and nothing is lost. Every change is one transaction
//! that is on the disk when it is acknowledged (`synchronous = FULL`), and raises the version by one; its author's witness hears of it
//! before it is kept. Edits are never removed: one that is taken back is marked, and can come back.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::history::record;
use super::scenario::{By, NewScenario, Opinion, Publication, Scenario, ScenarioChange, Witness};
use super::scenario_rows::{approval_text, consultation_text, edit_text, publication_text};
use super::scenario_tables::{ensure, read};
use super::{NewEntry, ScenarioError, StoreError, Workspace, read as tables, scenario_baseline as kept};
use crate::model::Dataset;
use crate::plan::{Edit, State, Transition};

impl Workspace {
    /// Makes a scenario on the data as they are, which are kept; `id_of` names them.
    ///
    /// # Errors
    /// An id that is taken; as [`Workspace::update`].
    pub fn create_scenario(
        path: &Path,
        new: &NewScenario,
        by: &By,
        id_of: impl FnOnce(&Dataset) -> String,
    ) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let failed = |error| StoreError::database(path, error);
            ensure(connection, &by.at).map_err(failed)?;
            let baseline = id_of(&tables::read_dataset(connection, path)?);
            kept::keep(connection, &baseline).map_err(failed)?;
            by.witness.heard(insert(connection, path, new, by, &baseline, None)?)
        })
    }

    /// Makes another scenario of the edits in effect of one, on the same baseline: a draft whatever the other is.
    ///
    /// # Errors
    /// As [`Workspace::create_scenario`]; no such scenario.
    pub fn fork_scenario(path: &Path, from: &str, new: &NewScenario, by: &By) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let parent = one(connection, path, from)?;
            let new = NewScenario {
                edits: parent.active().into_iter().map(|numbered| numbered.edit).collect(),
                ..new.clone()
            };
            by.witness
                .heard(insert(connection, path, &new, by, &parent.baseline, Some(&parent.id))?)
        })
    }

    /// All scenarios, the oldest first.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub fn scenarios(path: &Path) -> Result<Vec<Scenario>, StoreError> {
        Workspace::open(path)?.at_one_moment(|connection| read(connection, path, None))
    }

    /// One scenario.
    ///
    /// # Errors
    /// No such scenario; as [`Workspace::load`].
    pub fn scenario(path: &Path, id: &str) -> Result<Scenario, ScenarioError> {
        let mut found = Workspace::open(path)?.at_one_moment(|connection| read(connection, path, Some(id)))?;
        found.pop().ok_or_else(|| ScenarioError::Unknown(id.to_owned()))
    }

    /// The data that a scenario stands on.
    ///
    /// # Errors
    /// [`ScenarioError::BaselineGone`]; as [`Workspace::load`].
    pub fn load_baseline(path: &Path, baseline: &str) -> Result<Dataset, ScenarioError> {
        Workspace::open(path)?.at_one_moment(|connection| Ok(kept::load(connection, path, baseline)))?
    }

    /// Changes a scenario that the author saw at version `seen`, and gives it as it is then.
    ///
    /// # Errors
    /// [`ScenarioError::Conflict`] when it was changed since; a refusal; nothing to take back.
    pub fn change_scenario(
        path: &Path,
        id: &str,
        seen: u64,
        by: &By,
        change: &ScenarioChange,
    ) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let scenario = seen_at(one(connection, path, id)?, seen)?;
            let told = carry_out(connection, &scenario, by, change, path)?;
            raise(connection, path, &scenario, by, &told)?;
            by.witness.heard(one(connection, path, id)?)
        })
    }

    /// Puts a scenario on the data as they are, which are kept.
    ///
    /// # Errors
    /// As [`Workspace::change_scenario`]; a published scenario stays where it is.
    pub fn rebase_scenario(
        path: &Path,
        id: &str,
        seen: u64,
        by: &By,
        id_of: impl FnOnce(&Dataset) -> String,
    ) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let failed = |error| StoreError::database(path, error);
            let scenario = seen_at(one(connection, path, id)?, seen)?;
            if scenario.state == State::Published {
                return Err(crate::plan::Refusal::NotADraft(State::Published).into());
            }
            let baseline = id_of(&tables::read_dataset(connection, path)?);
            kept::keep(connection, &baseline).map_err(failed)?;
            let update = "UPDATE scenario SET baseline = ?2 WHERE id = ?1";
            connection.execute(update, params![id, baseline]).map_err(failed)?;
            kept::let_go(connection).map_err(failed)?;
            let note = format!("{} -> {baseline}", scenario.baseline);
            raise(connection, path, &scenario, by, &Told::new("rebased").with_note(note))?;
            by.witness.heard(one(connection, path, id)?)
        })
    }

    /// Adds a comment; it raises no version, since it is in nobody's way.
    ///
    /// # Errors
    /// No such scenario or edit.
    pub fn comment_scenario(
        path: &Path,
        id: &str,
        by: &By,
        edit: Option<u64>,
        text: &str,
    ) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let scenario = one(connection, path, id)?;
            if let Some(number) = edit.filter(|number| !scenario.edits.iter().any(|known| known.number == *number)) {
                return Err(ScenarioError::NoEdit(number));
            }
            let add = "INSERT INTO scenario_comment (scenario, edit, author, at, text) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![id, edit.map(|number| number as i64), by.author, by.at, text];
            connection
                .execute(add, row)
                .map_err(|error| StoreError::database(path, error))?;
            by.witness.heard(one(connection, path, id)?)
        })
    }

    /// Adds a written opinion of somebody who was asked; a later one of the same party stands beside it, and counts.
    ///
    /// # Errors
    /// It is not in consultation, or the party was not asked.
    pub fn opine_scenario(
        path: &Path,
        id: &str,
        opinion: &Opinion,
        today: NaiveDate,
        witness: &Witness,
    ) -> Result<Scenario, ScenarioError> {
        Workspace::open(path)?.change(|connection| {
            let scenario = one(connection, path, id)?;
            scenario.standing(0, &[], today).may_opine(&opinion.party)?;
            let add = "INSERT INTO scenario_opinion (scenario, party, stance, document, text, author, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let row = params![
                id,
                opinion.party.to_string(),
                opinion.stance.code(),
                opinion.document,
                opinion.text,
                opinion.author,
                opinion.at
            ];
            connection
                .execute(add, row)
                .map_err(|error| StoreError::database(path, error))?;
            witness.heard(one(connection, path, id)?)
        })
    }

    /// Writes an approved scenario into the data, with an entry in the history, and marks it as published: all in one
    /// transaction. `make` gets the scenario and the data as they are.
    ///
    /// # Errors
    /// As [`Workspace::change_scenario`], and what `make` says; the file then holds what it held.
    pub fn publish_scenario<E: From<ScenarioError> + From<StoreError>>(
        path: &Path,
        id: &str,
        seen: u64,
        by: &By,
        publication: &Publication,
        make: impl FnOnce(&Scenario, &Dataset) -> Result<(Dataset, NewEntry), E>,
    ) -> Result<Scenario, E> {
        Workspace::open(path)?.change(|connection| {
            let failed = |error| StoreError::database(path, error);
            let scenario = seen_at(one(connection, path, id)?, seen)?;
            let standing = scenario.standing(0, &[], publication.effective_on);
            let state = standing.after(&Transition::Publish).map_err(ScenarioError::from)?;
            let before = tables::read_dataset(connection, path)?;
            let (after, entry) = make(&scenario, &before)?;
            let ((), history_id) = record(connection, path, |_| Ok((after, (), entry, None)))?;
            let publication = Publication {
                history_id,
                ..publication.clone()
            };
            let update = "UPDATE scenario SET state = ?2, publication = ?3 WHERE id = ?1";
            connection
                .execute(update, params![id, state.code(), publication_text(&publication)])
                .map_err(failed)?;
            let note = publication.effective_on.to_string();
            raise(connection, path, &scenario, by, &Told::new("publish").with_note(note))?;
            Ok(by.witness.heard(one(connection, path, id)?)?)
        })
    }
}

/// What a change did, for its event.
struct Told {
    what: &'static str,
    edits: Vec<u64>,
    note: String,
}

impl Told {
    fn new(what: &'static str) -> Told {
        Told {
            what,
            edits: Vec::new(),
            note: String::new(),
        }
    }

    fn of_edits(self, edits: Vec<u64>) -> Told {
        Told { edits, ..self }
    }

    fn with_note(self, note: String) -> Told {
        Told { note, ..self }
    }
}

fn one(connection: &Connection, path: &Path, id: &str) -> Result<Scenario, ScenarioError> {
    let mut found = read(connection, path, Some(id))?;
    found.pop().ok_or_else(|| ScenarioError::Unknown(id.to_owned()))
}

fn seen_at(scenario: Scenario, seen: u64) -> Result<Scenario, ScenarioError> {
    match scenario.version == seen {
        true => Ok(scenario),
        false => Err(ScenarioError::Conflict {
            seen,
            now: Box::new(scenario),
        }),
    }
}

fn insert(
    connection: &Connection,
    path: &Path,
    new: &NewScenario,
    by: &By,
    baseline: &str,
    parent: Option<&str>,
) -> Result<Scenario, ScenarioError> {
    let failed = |error| StoreError::database(path, error);
    if !read(connection, path, Some(&new.id))?.is_empty() {
        return Err(ScenarioError::Exists(new.id.clone()));
    }
    let add = "INSERT INTO scenario (id, name, note, state, baseline, version, parent, created_at, created_by, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?7)";
    let row = params![
        new.id,
        new.name,
        new.note,
        State::Draft.code(),
        baseline,
        parent,
        by.at,
        by.author
    ];
    connection.execute(add, row).map_err(failed)?;
    let numbers = add_edits(connection, &new.id, 1, &new.edits, by).map_err(failed)?;
    event(connection, &new.id, 1, by, &Told::new("created").of_edits(numbers)).map_err(failed)?;
    one(connection, path, &new.id)
}

fn carry_out(
    connection: &Connection,
    scenario: &Scenario,
    by: &By,
    change: &ScenarioChange,
    path: &Path,
) -> Result<Told, ScenarioError> {
    let failed = |error| StoreError::database(path, error);
    let id = scenario.id.as_str();
    let next = scenario.version + 1;
    if let ScenarioChange::Step {
        transition,
        errors,
        today,
    } = change
    {
        let answered = scenario.answered();
        let state = scenario.standing(*errors, &answered, *today).after(transition)?;
        return step(connection, id, transition, state).map_err(|error| failed(error).into());
    }
    if scenario.state != State::Draft {
        return Err(crate::plan::Refusal::NotADraft(scenario.state).into());
    }
    match change {
        ScenarioChange::Append(edits) => {
            let first = scenario.edits.last().map_or(1, |last| last.number + 1);
            let numbers = add_edits(connection, id, first, edits, by).map_err(failed)?;
            Ok(Told::new("edited").of_edits(numbers))
        }
        ScenarioChange::Undo(number) => {
            let target = to_undo(scenario, *number)?;
            let mark = "UPDATE scenario_edit SET undone_by = ?3, undone_at = ?4, undone_version = ?5 \
                 WHERE scenario = ?1 AND number = ?2";
            let row = params![id, target as i64, by.author, by.at, next as i64];
            connection.execute(mark, row).map_err(failed)?;
            Ok(Told::new("undone").of_edits(vec![target]))
        }
        ScenarioChange::Redo(number) => {
            let target = to_redo(scenario, *number)?;
            let mark = "UPDATE scenario_edit SET undone_by = NULL, undone_at = NULL, undone_version = NULL \
                 WHERE scenario = ?1 AND number = ?2";
            connection.execute(mark, params![id, target as i64]).map_err(failed)?;
            Ok(Told::new("redone").of_edits(vec![target]))
        }
        ScenarioChange::Rename { name, note } => {
            let update = "UPDATE scenario SET name = ?2, note = ?3 WHERE id = ?1";
            connection.execute(update, params![id, name, note]).map_err(failed)?;
            Ok(Told::new("renamed").with_note(name.clone()))
        }
        ScenarioChange::Step { .. } => unreachable!("steps are taken above"),
    }
}

fn to_undo(scenario: &Scenario, number: Option<u64>) -> Result<u64, ScenarioError> {
    let Some(number) = number else {
        let last = scenario.edits.iter().rev().find(|stored| stored.undone.is_none());
        return last.map(|stored| stored.number).ok_or(ScenarioError::NothingToUndo);
    };
    match scenario.edits.iter().find(|stored| stored.number == number) {
        None => Err(ScenarioError::NoEdit(number)),
        Some(stored) if stored.undone.is_some() => Err(ScenarioError::Undone(number)),
        Some(_) => Ok(number),
    }
}

fn to_redo(scenario: &Scenario, number: Option<u64>) -> Result<u64, ScenarioError> {
    let undone = scenario
        .edits
        .iter()
        .filter_map(|stored| Some((stored.undone.as_ref()?.version, stored.number)));
    let Some(number) = number else {
        return undone
            .max()
            .map(|(_, number)| number)
            .ok_or(ScenarioError::NothingToRedo);
    };
    match scenario.edits.iter().find(|stored| stored.number == number) {
        None => Err(ScenarioError::NoEdit(number)),
        Some(stored) if stored.undone.is_none() => Err(ScenarioError::InEffect(number)),
        Some(_) => Ok(number),
    }
}

/// Writes a step of the procedure. A scenario that is returned keeps its opinions and is asked about anew.
fn step(connection: &Connection, id: &str, transition: &Transition, state: State) -> rusqlite::Result<Told> {
    let update = "UPDATE scenario SET state = ?2 WHERE id = ?1";
    connection.execute(update, params![id, state.code()])?;
    let told = Told::new(transition.code());
    let set = |column: &str, text: String| {
        let update = format!("UPDATE scenario SET {column} = ?2 WHERE id = ?1");
        connection.execute(&update, params![id, text]).map(drop)
    };
    Ok(match transition {
        Transition::Return { reason } => {
            connection.execute("UPDATE scenario SET consultation = NULL WHERE id = ?1", [id])?;
            told.with_note(reason.clone())
        }
        Transition::Consult(consultation) => {
            set("consultation", consultation_text(consultation))?;
            told.with_note(consultation.deadline.to_string())
        }
        Transition::Approve(approval) => {
            set("approval", approval_text(approval))?;
            told.with_note(approval.number.clone())
        }
        Transition::Submit | Transition::Publish => told,
    })
}

fn add_edits(connection: &Connection, id: &str, first: u64, edits: &[Edit], by: &By) -> rusqlite::Result<Vec<u64>> {
    let add = "INSERT INTO scenario_edit (scenario, number, body, author, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut insert = connection.prepare(add)?;
    let mut numbers = Vec::with_capacity(edits.len());
    for (number, edit) in (first..).zip(edits) {
        insert.execute(params![id, number as i64, edit_text(edit), by.author, by.at])?;
        numbers.push(number);
    }
    Ok(numbers)
}

/// Raises the version and writes what made it.
fn raise(connection: &Connection, path: &Path, scenario: &Scenario, by: &By, told: &Told) -> Result<(), StoreError> {
    let failed = |error| StoreError::database(path, error);
    let version = scenario.version + 1;
    let update = "UPDATE scenario SET version = ?2, changed_at = ?3 WHERE id = ?1";
    connection
        .execute(update, params![scenario.id, version as i64, by.at])
        .map_err(failed)?;
    event(connection, &scenario.id, version, by, told).map_err(failed)
}

fn event(connection: &Connection, id: &str, version: u64, by: &By, told: &Told) -> rusqlite::Result<()> {
    let edits = serde_json::to_string(&told.edits).expect("numbers are always JSON");
    let add = "INSERT INTO scenario_event (scenario, version, what, author, at, edits, note) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let row = params![id, version as i64, told.what, by.author, by.at, edits, told.note];
    connection.execute(add, row).map(drop)
}
