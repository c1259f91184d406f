//! Ratings of visits, and the settings of the public's voice, as they are kept.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::private_file::PrivateFile;
use crate::voice::{Rating, Reading, Reason, VoiceSettings};

const COLUMNS: &str = "id, facility, at, stars, reason, text, reading";

impl PrivateFile {
    /// Keeps a rating. `false`: one with this id is there already, and stays as it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_rating(&self, rating: &Rating) -> Result<bool, AuthError> {
        let insert = format!("INSERT OR IGNORE INTO rating ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        let reason = rating.reason.map(Reason::code);
        let written = self.change(|connection| {
            connection.execute(
                &insert,
                (
                    &rating.id,
                    &rating.facility,
                    rating.at.timestamp(),
                    rating.stars,
                    reason,
                    &rating.text,
                    rating.reading.code(),
                ),
            )
        })?;
        Ok(written == 1)
    }

    /// Every rating, by point, then in order of time, then by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn ratings(&self) -> Result<Vec<Rating>, AuthError> {
        self.ratings_where("1 ORDER BY facility, at, id", [])
    }

    /// Those of one point, in order of time.
    ///
    /// # Errors
    /// What the database says.
    pub fn ratings_of(&self, facility: &str) -> Result<Vec<Rating>, AuthError> {
        self.ratings_where("facility = ?1 ORDER BY at, id", [facility])
    }

    /// Those whose words are so far, the newest first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn ratings_by_reading(&self, reading: Reading, limit: u32) -> Result<Vec<Rating>, AuthError> {
        let condition = format!("reading = ?1 ORDER BY at DESC, id DESC LIMIT {limit}");
        self.ratings_where(&condition, [reading.code()])
    }

    /// Shows or hides the words of a rating. `None`: there is no such rating, or it has no words.
    ///
    /// # Errors
    /// What the database says.
    pub fn read_rating(&self, id: &str, reading: Reading, by: By<'_>) -> Result<Option<Rating>, AuthError> {
        let changed = self.change(|connection| {
            let update = "UPDATE rating SET reading = ?2 WHERE id = ?1 AND text IS NOT NULL";
            let changed = connection.execute(update, (id, reading.code()))?;
            if changed == 1 {
                append_within(connection, &by.entry("rating.read", id, reading.code().to_owned()))?;
            }
            Ok(changed)
        })?;
        if changed == 0 {
            return Ok(None);
        }
        Ok(self.ratings_where("id = ?1", [id])?.pop())
    }

    /// What the authority has set; the defaults where it has not.
    ///
    /// # Errors
    /// What the database says; a setting that this program does not take.
    pub fn voice_settings(&self) -> Result<VoiceSettings, AuthError> {
        let pairs: Vec<(String, f64)> = self.read(|connection| {
            let mut select = connection.prepare_cached("SELECT name, value FROM voice_setting ORDER BY name")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })?;
        let mut settings = VoiceSettings::default();
        for (name, value) in pairs {
            settings.set(&name, value).map_err(|_| AuthError::Stored {
                what: "setting",
                value: format!("{name} = {value}"),
            })?;
        }
        Ok(settings)
    }

    /// Keeps the settings that differ from `before`.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_voice_settings(&self, settings: VoiceSettings, by: By<'_>) -> Result<(), AuthError> {
        let before = self.voice_settings()?.pairs();
        self.change(|connection| {
            for (pair, (_, old)) in settings.pairs().into_iter().zip(before) {
                if pair.1 == old {
                    continue;
                }
                let put = "INSERT INTO voice_setting (name, value) VALUES (?1, ?2) \
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                connection.execute(put, pair)?;
                let detail = format!("{old} -> {}", pair.1);
                append_within(connection, &by.entry("voice.set", pair.0, detail))?;
            }
            Ok(())
        })
    }

    fn ratings_where<P: rusqlite::Params>(&self, condition: &str, values: P) -> Result<Vec<Rating>, AuthError> {
        let select = format!("SELECT {COLUMNS} FROM rating WHERE {condition}");
        let rows: Vec<Result<Rating, AuthError>> = self.read(|connection| {
            let mut select = connection.prepare_cached(&select)?;
            let rows = select.query_map(values, rating)?;
            rows.collect()
        })?;
        rows.into_iter().collect()
    }
}

fn rating(row: &Row<'_>) -> rusqlite::Result<Result<Rating, AuthError>> {
    let (reason, reading): (Option<String>, String) = (row.get(4)?, row.get(6)?);
    let stored = |what, value: String| Ok(Err(AuthError::Stored { what, value }));
    let reason = match reason.as_deref().map(Reason::from_code) {
        Some(None) => return stored("reason of a rating", reason.unwrap_or_default()),
        known => known.flatten(),
    };
    let Some(reading) = Reading::from_code(&reading) else {
        return stored("reading of a rating", reading);
    };
    Ok(Ok(Rating {
        id: row.get(0)?,
        facility: row.get(1)?,
        at: instant(row.get(2)?),
        stars: row.get(3)?,
        reason,
        text: row.get(5)?,
        reading,
    }))
}

pub(super) fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// The first of a question that has at most one row.
pub(super) fn first<T>(found: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
    found.optional()
}
