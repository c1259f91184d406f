//! The audit log: who did what to what, chained by hash.
//!
//! The hash of an entry is BLAKE3 over the hash before it (32 bytes, zeros before the first), the number of the entry and
//! its five texts, each preceded by its length in bytes (u64, little endian). Whoever changes, removes or inserts an entry
//! must compute all later hashes anew, and so cannot keep the head: a head that was noted elsewhere (printed, in minutes
//! of a meeting) proves everything up to it. A chain in a file that can be rewritten proves nothing by itself.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Row};

use super::error::AuthError;
use super::private_file::PrivateFile;

/// What happened. No password, coordinate or search text belongs into any of its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub at: DateTime<Utc>,
    /// Login name of who did it; `-` for somebody who is not logged in; `cli:NAME` for a person at the machine.
    pub account: String,
    /// What was done, as `thing.verb`: `session.login`, `scenario.submit`.
    pub action: String,
    /// What it was done to: a login name, the id of a scenario or job.
    pub subject: String,
    /// What else is to be known, short.
    pub detail: String,
}

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEntry {
    /// From 1.
    pub number: u64,
    /// RFC 3339, UTC, to the second.
    pub at: String,
    pub account: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub hash: [u8; 32],
}

/// The newest entry's number and hash; 0 and zeros for an empty log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    pub number: u64,
    pub hash: [u8; 32],
}

/// The first place where a log is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    #[error("entry {number} is missing")]
    Missing { number: u64 },
    #[error("entry {number} was changed: its hash is {stored}, its content gives {computed}")]
    Changed {
        number: u64,
        stored: String,
        computed: String,
    },
    #[error("the log ends with entry {last}: the noted head is entry {noted}")]
    CutOff { last: u64, noted: u64 },
    #[error("entry {number} has the hash {stored}: noted was {noted}; the log was written anew")]
    Rewritten { number: u64, stored: String, noted: String },
}

impl PrivateFile {
    /// Writes an entry; it is on the disk when this returns.
    ///
    /// # Errors
    /// What the database says.
    pub fn append(&self, entry: &AuditEntry) -> Result<ChainHead, AuthError> {
        self.change(|connection| append_within(connection, entry))
    }

    /// The newest entry.
    ///
    /// # Errors
    /// What the database says.
    pub fn head(&self) -> Result<ChainHead, AuthError> {
        self.read(head_of)
    }

    /// Entries in order, from a number on, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<WrittenEntry>, AuthError> {
        self.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT number, at, account, action, subject, detail, hash FROM audit \
                 WHERE number >= ?1 ORDER BY number LIMIT ?2",
            )?;
            let rows = select.query_map((from as i64, limit as i64), written)?;
            rows.collect()
        })
    }

    /// Recomputes every hash. `Ok(Err(_))` names the first entry that is not what was written; a head that was noted
    /// elsewhere also finds a log that was cut off or written anew.
    ///
    /// # Errors
    /// What the database says.
    pub fn verify(&self, noted: Option<ChainHead>) -> Result<Result<ChainHead, AuditFault>, AuthError> {
        let mut last = EMPTY;
        loop {
            let entries = self.entries(last.number + 1, BATCH)?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                match follows(last, &entry, noted) {
                    Ok(head) => last = head,
                    Err(fault) => return Ok(Err(fault)),
                }
            }
        }
        // Entries with a number below 1 would never be read.
        // Those that were appended meanwhile are for the next time.
        let count = "SELECT count(*) FROM audit WHERE number <= ?1";
        let read = last.number as i64;
        let count: i64 = self.read(|connection| connection.query_row(count, [read], |row| row.get(0)))?;
        if count != last.number as i64 {
            return Ok(Err(AuditFault::Missing {
                number: last.number + 1,
            }));
        }
        if let Some(noted) = noted.filter(|noted| noted.number > last.number) {
            let (last, noted) = (last.number, noted.number);
            return Ok(Err(AuditFault::CutOff { last, noted }));
        }
        Ok(Ok(last))
    }
}

impl ChainHead {
    pub fn hash_hex(&self) -> String {
        hex(&self.hash)
    }

    /// Reads what [`std::fmt::Display`] writes: `12:` and 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<ChainHead> {
        let (number, digits) = text.trim().split_once(':')?;
        let hash = blake3::Hash::from_hex(digits).ok()?;
        let number = number.parse().ok()?;
        Some(ChainHead {
            number,
            hash: hash.into(),
        })
    }
}

impl std::fmt::Display for ChainHead {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.number, self.hash_hex())
    }
}

impl WrittenEntry {
    pub fn hash_hex(&self) -> String {
        hex(&self.hash)
    }
}

const EMPTY: ChainHead = ChainHead {
    number: 0,
    hash: [0; 32],
};
/// Entries read at once.
const BATCH: usize = 1000;

/// As [`PrivateFile::append`], inside the transaction of what is told.
pub(super) fn append_within(connection: &Connection, entry: &AuditEntry) -> rusqlite::Result<ChainHead> {
    let last = head_of(connection)?;
    let number = last.number + 1;
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let texts = [&at, &entry.account, &entry.action, &entry.subject, &entry.detail];
    let hash = chained(&last.hash, number, texts);
    connection
        .prepare_cached(
            "INSERT INTO audit (number, at, account, action, subject, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((number as i64, texts[0], texts[1], texts[2], texts[3], texts[4], hash))?;
    Ok(ChainHead { number, hash })
}

fn head_of(connection: &Connection) -> rusqlite::Result<ChainHead> {
    let newest = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
    let head = connection.query_row(newest, [], |row| {
        let number = row.get::<_, i64>(0)? as u64;
        Ok(ChainHead {
            number,
            hash: row.get(1)?,
        })
    });
    Ok(head.optional()?.unwrap_or(EMPTY))
}

fn written(row: &Row<'_>) -> rusqlite::Result<WrittenEntry> {
    Ok(WrittenEntry {
        number: row.get::<_, i64>(0)? as u64,
        at: row.get(1)?,
        account: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        hash: row.get(6)?,
    })
}

fn follows(last: ChainHead, entry: &WrittenEntry, noted: Option<ChainHead>) -> Result<ChainHead, AuditFault> {
    let number = last.number + 1;
    if entry.number != number {
        return Err(AuditFault::Missing { number });
    }
    let texts = [&entry.at, &entry.account, &entry.action, &entry.subject, &entry.detail];
    let hash = chained(&last.hash, number, texts);
    if hash != entry.hash {
        let (stored, computed) = (entry.hash_hex(), hex(&hash));
        return Err(AuditFault::Changed {
            number,
            stored,
            computed,
        });
    }
    match noted.filter(|noted| noted.number == number && noted.hash != hash) {
        Some(noted) => Err(AuditFault::Rewritten {
            number,
            stored: hex(&hash),
            noted: noted.hash_hex(),
        }),
        None => Ok(ChainHead { number, hash }),
    }
}

fn chained(before: &[u8; 32], number: u64, texts: [&String; 5]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(&number.to_le_bytes());
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().into()
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
