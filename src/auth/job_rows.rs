//! Long work as it is kept between runs of the program: in the private file, since its answers may be drafts.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::private_file::PrivateFile;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
    /// The program ended before the job did.
    Interrupted,
}

/// A job without its result, which may be long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// UUID v7: in order of time.
    pub id: String,
    /// review, compare
    pub kind: String,
    /// Login name of whoever asked.
    pub account: String,
    /// What was asked, as JSON.
    pub settings: String,
    pub state: JobState,
    /// What is being done, for people.
    pub progress: String,
    pub snapshot_id: Option<String>,
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Of a job under way alone; never written.
    pub live: Option<LiveJob>,
}

/// How far a job under way is, for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveJob {
    /// Since it began.
    pub seconds: u64,
    /// What is being done, as JSON; empty where the job tells words alone.
    pub step: String,
}

/// Ended jobs kept of each kind, with their results; older ones make room.
const KEPT: i64 = 50;
const ALL_BUT_RESULT: &str =
    "id, kind, account, settings, state, progress, snapshot_id, error, created_at, finished_at";

impl JobState {
    pub fn code(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
            JobState::Interrupted => "interrupted",
        }
    }

    pub fn has_ended(self) -> bool {
        !matches!(self, JobState::Queued | JobState::Running)
    }

    fn from_code(code: &str) -> Option<JobState> {
        use JobState::*;
        let all = [Queued, Running, Done, Failed, Cancelled, Interrupted];
        all.into_iter().find(|state| state.code() == code)
    }
}

impl PrivateFile {
    /// Writes a new job, with its entry in the audit log; makes room.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_job(&self, job: &JobRow) -> Result<(), AuthError> {
        let by = By {
            account: &job.account,
            at: job.created_at,
        };
        self.change(|connection| {
            let insert = "INSERT INTO job (id, kind, account, settings, state, progress, snapshot_id, created_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let texts = (&job.id, &job.kind, &job.account, &job.settings);
            let rest = (
                job.state.code(),
                &job.progress,
                &job.snapshot_id,
                job.created_at.timestamp(),
            );
            connection.execute(
                insert,
                (texts.0, texts.1, texts.2, texts.3, rest.0, rest.1, rest.2, rest.3),
            )?;
            // Of its own kind alone: many comparisons take no review away.
            let ended = "finished_at IS NOT NULL AND kind = ?2";
            let newest = format!("SELECT id FROM job WHERE {ended} ORDER BY id DESC LIMIT ?1");
            let cut = format!("DELETE FROM job WHERE {ended} AND id NOT IN ({newest})");
            connection.execute(&cut, (KEPT, &job.kind))?;
            append_within(connection, &by.entry("job.start", &job.id, job.kind.clone()))?;
            Ok(())
        })
    }

    /// Writes how far a job is; its result too, when it has one.
    ///
    /// # Errors
    /// What the database says.
    pub fn update_job(&self, job: &JobRow, result: Option<&str>) -> Result<(), AuthError> {
        self.change(|connection| {
            let update = "UPDATE job SET state = ?2, progress = ?3, error = ?4, finished_at = ?5, \
                 result = coalesce(?6, result) WHERE id = ?1";
            let finished = job.finished_at.map(|at| at.timestamp());
            connection.execute(
                update,
                (&job.id, job.state.code(), &job.progress, &job.error, finished, result),
            )
        })?;
        Ok(())
    }

    /// # Errors
    /// What the database says.
    pub fn job(&self, id: &str) -> Result<Option<JobRow>, AuthError> {
        let select = format!("SELECT {ALL_BUT_RESULT} FROM job WHERE id = ?1");
        let found = self.read(|connection| connection.query_row(&select, [id], row).optional())?;
        found.transpose()
    }

    /// What a job gave, as it was written.
    ///
    /// # Errors
    /// What the database says.
    pub fn job_result(&self, id: &str) -> Result<Option<String>, AuthError> {
        let select = "SELECT result FROM job WHERE id = ?1";
        let found = self.read(|connection| connection.query_row(select, [id], |row| row.get(0)).optional())?;
        Ok(found.flatten())
    }

    /// The newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn jobs(&self) -> Result<Vec<JobRow>, AuthError> {
        let select = format!("SELECT {ALL_BUT_RESULT} FROM job ORDER BY id DESC");
        let rows: Vec<Result<JobRow, AuthError>> = self.read(|connection| {
            let mut select = connection.prepare(&select)?;
            let rows = select.query_map([], row)?;
            rows.collect()
        })?;
        rows.into_iter().collect()
    }

    /// At the start of the program: what an earlier run did not finish is interrupted. Tells how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn interrupt_jobs(&self, at: DateTime<Utc>) -> Result<usize, AuthError> {
        self.change(|connection| {
            let update = "UPDATE job SET state = 'interrupted', finished_at = ?1 WHERE finished_at IS NULL";
            connection.execute(update, [at.timestamp()])
        })
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<Result<JobRow, AuthError>> {
    let instant = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let state: String = row.get(4)?;
    let Some(state) = JobState::from_code(&state) else {
        return Ok(Err(AuthError::Stored {
            what: "state of a job",
            value: state,
        }));
    };
    Ok(Ok(JobRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        account: row.get(2)?,
        settings: row.get(3)?,
        state,
        progress: row.get(5)?,
        snapshot_id: row.get(6)?,
        error: row.get(7)?,
        created_at: instant(row.get(8)?),
        finished_at: row.get::<_, Option<i64>>(9)?.map(instant),
        live: None,
    }))
}
