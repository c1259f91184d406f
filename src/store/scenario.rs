//! What is kept of a scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::ScenarioError;

use crate::plan::{Approval, Consultation, Edit, NumberedEdit, Party, Stance, Standing, State, Transition};

/// A scenario with everything that was said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// UUIDv7.
    pub id: String,
    pub name: String,
    pub note: String,
    pub state: State,
    /// The `snapshot_id` of the data that it stands on.
    pub baseline: String,
    /// From 1; every change raises it by one.
    pub version: u64,
    /// The scenario that it was forked from.
    pub parent: Option<String>,
    /// RFC 3339 UTC, as all times here.
    pub created_at: String,
    pub created_by: String,
    pub changed_at: String,
    pub consultation: Option<Consultation>,
    pub approval: Option<Approval>,
    pub publication: Option<Publication>,
    /// By number, those taken back included.
    pub edits: Vec<StoredEdit>,
    /// One per version.
    pub events: Vec<Event>,
    pub comments: Vec<Comment>,
    pub opinions: Vec<Opinion>,
}

/// An edit as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEdit {
    /// From 1 in the order in which they were made; never given to another.
    pub number: u64,
    pub edit: Edit,
    pub author: String,
    pub at: String,
    /// `None` while it is in effect.
    pub undone: Option<Undone>,
}

/// Who took an edit back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub by: String,
    pub at: String,
    pub version: u64,
}

/// What made a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub version: u64,
    /// created, edited, undone, redone, renamed, rebased, submit, return, consult, approve, publish
    pub what: String,
    pub author: String,
    pub at: String,
    /// Numbers of the edits that it made, took back or brought back.
    pub edits: Vec<u64>,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// `None`: on the whole scenario.
    pub edit: Option<u64>,
    pub author: String,
    pub at: String,
    pub text: String,
}

/// A written opinion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    pub party: Party,
    pub stance: Stance,
    /// Number of the letter.
    pub document: Option<String>,
    pub text: String,
    pub author: String,
    pub at: String,
}

/// When it takes effect, and where it stands in the history of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub effective_on: NaiveDate,
    /// Days of single edits.
    pub own: BTreeMap<u64, NaiveDate>,
    pub history_id: i64,
}

/// A scenario to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewScenario {
    /// UUIDv7.
    pub id: String,
    pub name: String,
    pub note: String,
    pub edits: Vec<Edit>,
}

/// Who changes it, when (RFC 3339 UTC), and who hears of it.
#[derive(Clone, Debug)]
pub struct By {
    pub author: String,
    pub at: String,
    pub witness: Witness,
}

/// Hears of a change that is written but not yet kept, with the scenario as it is to be. What it refuses is not kept: so a
/// log that is written here names every change that is in the file, whenever the program is killed.
#[derive(Clone, Default)]
pub struct Witness(Option<Arc<Hearing>>);

type Hearing = dyn Fn(&Scenario) -> Result<(), String> + Send + Sync;

/// One change; see [`Workspace::change_scenario`].
#[derive(Clone, Debug, PartialEq)]
pub enum ScenarioChange {
    /// New edits, after those that are there.
    Append(Vec<Edit>),
    /// Takes an edit back: the one with the number, else the last in effect.
    Undo(Option<u64>),
    /// Brings an edit back: the one with the number, else the one that was taken back last.
    Redo(Option<u64>),
    Rename {
        name: String,
        note: String,
    },
    /// A step of the procedure but the last one. `errors`: among the findings of its edits.
    Step {
        transition: Transition,
        errors: usize,
        today: NaiveDate,
    },
}

impl By {
    pub fn new(author: impl Into<String>, at: impl Into<String>) -> By {
        By {
            author: author.into(),
            at: at.into(),
            witness: Witness::default(),
        }
    }
}

impl Witness {
    pub fn new(hear: impl Fn(&Scenario) -> Result<(), String> + Send + Sync + 'static) -> Witness {
        Witness(Some(Arc::new(hear)))
    }

    /// The last thing of a change before it is kept.
    pub(super) fn heard(&self, scenario: Scenario) -> Result<Scenario, ScenarioError> {
        match &self.0 {
            None => Ok(scenario),
            Some(hear) => hear(&scenario).map(|()| scenario).map_err(ScenarioError::NotNoted),
        }
    }
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "Witness" } else { "nobody" })
    }
}

impl Scenario {
    /// The edits in effect, in order.
    pub fn active(&self) -> Vec<NumberedEdit> {
        let active = self.edits.iter().filter(|stored| stored.undone.is_none());
        active
            .map(|stored| NumberedEdit {
                number: stored.number,
                edit: stored.edit.clone(),
            })
            .collect()
    }

    /// What its next step is judged by.
    pub fn standing<'a>(&'a self, errors: usize, answered: &'a [Party], today: NaiveDate) -> Standing<'a> {
        let active = self.edits.iter().filter(|stored| stored.undone.is_none());
        Standing {
            state: self.state,
            changes: active
                .filter(|stored| !matches!(stored.edit, Edit::Keep { .. }))
                .count(),
            errors,
            consultation: self.consultation.as_ref(),
            answered,
            today,
        }
    }

    /// Who has given an opinion in the consultation that is on.
    pub fn answered(&self) -> Vec<Party> {
        let asked_at = self
            .events
            .iter()
            .rev()
            .find(|event| event.what == "consult")
            .map(|event| event.at.as_str());
        let since = self
            .opinions
            .iter()
            .filter(|opinion| asked_at.is_none_or(|at| opinion.at.as_str() >= at));
        since.map(|opinion| opinion.party.clone()).collect()
    }
}
