//! Ratings of visits, and the settings of the public's voice, as they are kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};

use super::accounts::By;
use super::audit_log::append_within;
use super::case_rows::{Ceiling, Keeping, insert_case};
use super::error::AuthError;
use super::private_file::PrivateFile;
use crate::voice::{BurstRule, Case, Rating, Reading, Reason, Tally, VoiceSettings, tally};

const COLUMNS: &str = "id, facility, at, stars, reason, text, reading";

impl PrivateFile {
    /// Keeps a rating, and the case that it becomes, in one transaction; tells the id of the case, now or where the same was
    /// sent before.
    ///
    /// # Errors
    /// What the database says.
    pub fn add_rating(
        &self,
        rating: &Rating,
        case: Option<&Case>,
        ceiling: Ceiling,
    ) -> Result<Keeping<Option<String>>, AuthError> {
        let own = format!("SELECT {COLUMNS} FROM rating WHERE id = ?1");
        let insert = format!("INSERT INTO rating ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        self.try_change(|connection| {
            let known = self.asked(|| first(connection.query_row(&own, [&rating.id], self::rating)))?;
            if let Some(known) = known.transpose()? {
                let content = |one: &Rating| (one.facility.clone(), one.stars, one.reason, one.text.clone());
                if content(&known) != content(rating) {
                    return Ok(Keeping::Other);
                }
                let case = "SELECT id FROM public_case WHERE rating = ?1";
                let case = self.asked(|| first(connection.query_row(case, [&rating.id], |row| row.get(0))))?;
                return Ok(Keeping::Kept(case));
            }
            let today = "SELECT COUNT(*) FROM rating WHERE at >= ?1";
            let since = ceiling.since.timestamp();
            let count: u32 = self.asked(|| connection.query_row(today, [since], |row| row.get(0)))?;
            if count >= ceiling.most {
                return Ok(Keeping::Full);
            }
            self.asked(|| {
                let values = (
                    &rating.id,
                    &rating.facility,
                    rating.at.timestamp(),
                    rating.stars,
                    rating.reason.map(Reason::code),
                    &rating.text,
                    rating.reading.code(),
                );
                connection.execute(&insert, values)?;
                case.map_or(Ok(()), |case| insert_case(connection, case, None))
            })?;
            Ok(Keeping::Kept(case.map(|case| case.id.clone())))
        })
    }

    /// What the ratings of every point come to, of those at an instant and later and before another, by the point's code.
    ///
    /// # Errors
    /// What the database says.
    pub fn tallies(
        &self,
        since: DateTime<Utc>,
        before: DateTime<Utc>,
        rule: BurstRule,
    ) -> Result<BTreeMap<String, Tally>, AuthError> {
        let select = "SELECT facility, at, stars FROM rating WHERE at >= ?1 AND at < ?2 ORDER BY facility, at";
        self.read(|connection| {
            let mut select = connection.prepare_cached(select)?;
            let mut rows = select.query([since.timestamp(), before.timestamp()])?;
            let (mut told, mut facility, mut own) = (BTreeMap::new(), String::new(), Vec::new());
            while let Some(row) = rows.next()? {
                let code = row.get_ref(0)?.as_str()?;
                if code != facility && !own.is_empty() {
                    told.insert(std::mem::take(&mut facility), tally(&own, rule));
                    own.clear();
                }
                code.clone_into(&mut facility);
                own.push((instant(row.get(1)?), row.get(2)?));
            }
            if !own.is_empty() {
                told.insert(facility, tally(&own, rule));
            }
            Ok(told)
        })
    }

    /// As [`PrivateFile::tallies`], of one point.
    ///
    /// # Errors
    /// What the database says.
    pub fn tally_of(&self, facility: &str, since: DateTime<Utc>, rule: BurstRule) -> Result<Tally, AuthError> {
        let select = "SELECT at, stars FROM rating WHERE facility = ?1 AND at >= ?2 ORDER BY at";
        let own: Vec<(DateTime<Utc>, u8)> = self.read(|connection| {
            let mut select = connection.prepare_cached(select)?;
            let rows = select.query_map((facility, since.timestamp()), |row| {
                Ok((instant(row.get(0)?), row.get(1)?))
            })?;
            rows.collect()
        })?;
        Ok(tally(&own, rule))
    }

    /// Ratings of one point whose words are shown, the newest first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn shown_words(&self, facility: &str, most: u32) -> Result<Vec<Rating>, AuthError> {
        let condition =
            format!("facility = ?1 AND reading = 'shown' AND text IS NOT NULL ORDER BY at DESC, id DESC LIMIT {most}");
        self.ratings_where(&condition, [facility])
    }

    /// # Errors
    /// What the database says.
    pub fn rating(&self, id: &str) -> Result<Option<Rating>, AuthError> {
        Ok(self.ratings_where("id = ?1", [id])?.pop())
    }

    /// Those whose words are so far, the newest first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn ratings_by_reading(&self, reading: Reading, limit: u32) -> Result<Vec<Rating>, AuthError> {
        let condition = format!("reading = ?1 ORDER BY at DESC, id DESC LIMIT {limit}");
        self.ratings_where(&condition, [reading.code()])
    }

    /// Shows or hides the words of a rating, where they are as they were `seen`. `None`: they are not, or there is no such
    /// rating, or it has no words.
    ///
    /// # Errors
    /// What the database says.
    pub fn read_rating(
        &self,
        id: &str,
        seen: Reading,
        reading: Reading,
        by: By<'_>,
    ) -> Result<Option<Rating>, AuthError> {
        let changed = self.change(|connection| {
            let update = "UPDATE rating SET reading = ?2 WHERE id = ?1 AND reading = ?3 AND text IS NOT NULL";
            let changed = connection.execute(update, (id, reading.code(), seen.code()))?;
            if changed == 1 {
                append_within(connection, &by.entry("rating.read", id, reading.code().to_owned()))?;
            }
            Ok(changed)
        })?;
        if changed == 0 {
            return Ok(None);
        }
        self.rating(id)
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
