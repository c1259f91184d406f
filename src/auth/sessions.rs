//! Logging in, being recognised, logging out.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::accounts::{By, read_role};
use super::actor::Actor;
use super::audit_log::append_within;
use super::error::AuthError;
use super::lockout;
use super::password;
use super::private_file::PrivateFile;

/// A session ends after so long without a request.
pub const IDLE: TimeDelta = TimeDelta::hours(1);
/// And after so long in any case: a working day.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// A session's last request is noted no more often than this.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Names that wrong passwords are counted for; the oldest make room.
const MOST_COUNTED: i64 = 10_000;

/// A session of somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    pub actor: Actor,
    /// What every unsafe request must carry, since another site can make a browser send the cookie but cannot read this.
    pub csrf_token: String,
    pub ends_at: DateTime<Utc>,
}

/// A session just opened: `token` goes into the cookie and is kept nowhere else.
#[derive(Clone, Debug)]
pub struct OpenedSession {
    pub token: String,
    pub session: LiveSession,
}

/// Why nobody was logged in. Says the same whether there is such an account or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefused {
    Wrong,
    /// Too many wrong passwords for this name.
    Wait {
        seconds: u64,
    },
}

impl PrivateFile {
    /// Checks a password and opens a session with a new token; that of `before`, if any, ends. A wrong password counts
    /// before it is looked at, so that many tries at once are not one.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_in(
        &self,
        login: &str,
        password: &str,
        before: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Result<OpenedSession, LoginRefused>, AuthError> {
        let login = login.trim().to_lowercase();
        let by = By { account: "-", at };
        let stored = stored_password(self, &login)?;
        // The name of no account may be a password in the wrong box: it is not written down.
        let subject = if stored.is_some() { login.as_str() } else { "-" };
        let counted_as = if stored.is_some() {
            login.clone()
        } else {
            stranger(&login)
        };
        let counted = self.change(|connection| {
            let open_again = count_failure(connection, &counted_as, at)?;
            if open_again.is_some() {
                append_within(connection, &by.entry("session.refuse", subject, "waiting".to_owned()))?;
            }
            Ok(open_again)
        })?;
        if let Some(open_again) = counted {
            let seconds = (open_again - at).num_seconds().max(1) as u64;
            return Ok(Err(LoginRefused::Wait { seconds }));
        }
        let hash = stored.as_ref().map(|(hash, _)| hash.as_str());
        let is_right = password::is_right(password, hash);
        let is_disabled = stored.as_ref().is_some_and(|(_, is_disabled)| *is_disabled);
        if !is_right || is_disabled {
            let detail = if is_disabled { "disabled" } else { "wrong" };
            self.append(&by.entry("session.refuse", subject, detail.to_owned()))?;
            return Ok(Err(LoginRefused::Wrong));
        }
        let (token, csrf_token) = (random_hex()?, random_hex()?);
        let is_open = self.change(|connection| {
            // The password may have changed, or the account been disabled, while this one was looked at.
            let update = "UPDATE account SET logged_in_at = ?2 WHERE login = ?1 AND password = ?3 AND is_disabled = 0";
            if connection.execute(update, (&login, at.timestamp(), hash))? == 0 {
                return Ok(false);
            }
            connection.execute("DELETE FROM failed_login WHERE login = ?1", [&login])?;
            forget_ended(connection, at)?;
            if let Some(before) = before {
                connection.execute("DELETE FROM session WHERE token_hash = ?1", [hash_of(before)])?;
            }
            let insert =
                "INSERT INTO session (token_hash, login, csrf_token, created_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)";
            connection.execute(insert, (hash_of(&token), &login, &csrf_token, at.timestamp()))?;
            let by = By { account: &login, at };
            append_within(connection, &by.entry("session.open", &login, String::new()))?;
            Ok(true)
        })?;
        if !is_open {
            return Ok(Err(LoginRefused::Wrong));
        }
        let session = self.session(&token, at)?.ok_or_else(|| AuthError::Unknown { login })?;
        Ok(Ok(OpenedSession { token, session }))
    }

    /// The session of a token, with the account's role of this moment; `None` when it has ended.
    ///
    /// # Errors
    /// What the database says; a role that this program does not know.
    pub fn session(&self, token: &str, at: DateTime<Utc>) -> Result<Option<LiveSession>, AuthError> {
        let hash = hash_of(token);
        let found = self.read(|connection| {
            let select = "SELECT login, name, role, scope, csrf_token, session.created_at, seen_at \
                 FROM session JOIN account USING (login) WHERE token_hash = ?1 AND is_disabled = 0";
            let mut select = connection.prepare_cached(select)?;
            let found = select.query_row([hash], |row| {
                let texts: (String, String, String, Option<String>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                let rest: (String, i64, i64) = (row.get(4)?, row.get(5)?, row.get(6)?);
                Ok((texts, rest))
            });
            found.optional()
        })?;
        let Some(((account, name, role, scope), (csrf_token, created_at, seen_at))) = found else {
            return Ok(None);
        };
        let instant = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let (created_at, seen_at) = (instant(created_at), instant(seen_at));
        if at >= (seen_at + IDLE).min(created_at + ABSOLUTE) {
            self.change(|connection| connection.execute("DELETE FROM session WHERE token_hash = ?1", [hash]))?;
            return Ok(None);
        }
        if at - seen_at >= SEEN_EVERY {
            let update = "UPDATE session SET seen_at = ?2 WHERE token_hash = ?1";
            self.change(|connection| connection.execute(update, (hash, at.timestamp())))?;
        }
        let role = read_role(&role)?;
        Ok(Some(LiveSession {
            actor: Actor {
                account,
                name,
                role,
                scope,
            },
            csrf_token,
            ends_at: (at + IDLE).min(created_at + ABSOLUTE),
        }))
    }

    /// Changes the password of somebody who knows the present one; all sessions of the account end. Wrong ones count as
    /// at a log-in.
    ///
    /// # Errors
    /// A new password that will not do; what the database says.
    pub fn change_own_password(
        &self,
        login: &str,
        current: &str,
        new: &str,
        at: DateTime<Utc>,
    ) -> Result<Result<(), LoginRefused>, AuthError> {
        password::check(new, login)?;
        if let Some(open_again) = self.change(|connection| count_failure(connection, login, at))? {
            let seconds = (open_again - at).num_seconds().max(1) as u64;
            return Ok(Err(LoginRefused::Wait { seconds }));
        }
        let stored = stored_password(self, login)?;
        let by = By { account: login, at };
        if !password::is_right(current, stored.as_ref().map(|(hash, _)| hash.as_str())) {
            self.append(&by.entry("session.refuse", login, "wrong".to_owned()))?;
            return Ok(Err(LoginRefused::Wrong));
        }
        self.set_password(login, new, by).map(Ok)
    }

    /// Ends a session; one that has ended already stays ended.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_out(&self, token: &str, by: By<'_>) -> Result<(), AuthError> {
        self.change(|connection| {
            let ended = connection.execute("DELETE FROM session WHERE token_hash = ?1", [hash_of(token)])?;
            if ended > 0 {
                append_within(connection, &by.entry("session.close", by.account, String::new()))?;
            }
            Ok(())
        })
    }
}

impl LiveSession {
    /// Whether a request carries the session's token. The comparison takes the same time wherever they differ.
    pub fn is_own(&self, csrf_token: &str) -> bool {
        blake3::hash(self.csrf_token.as_bytes()) == blake3::hash(csrf_token.as_bytes())
    }
}

/// How tries for the name of no account are counted: a password in the wrong box must not lie on the disk, nor a megabyte.
fn stranger(login: &str) -> String {
    format!("?{}", blake3::hash(login.as_bytes()).to_hex())
}

fn stored_password(file: &PrivateFile, login: &str) -> Result<Option<(String, bool)>, AuthError> {
    file.read(|connection| {
        let select = "SELECT password, is_disabled FROM account WHERE login = ?1";
        let found = connection.query_row(select, [login], |row| Ok((row.get(0)?, row.get(1)?)));
        found.optional()
    })
}

/// Counts a try as wrong until it is known to be right, unless the name is waiting: then tells until when.
fn count_failure(connection: &Connection, login: &str, at: DateTime<Utc>) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let forgotten = (at - lockout::FORGOTTEN_AFTER).timestamp();
    connection.execute("DELETE FROM failed_login WHERE last_at <= ?1", [forgotten])?;
    let select = "SELECT failures, last_at FROM failed_login WHERE login = ?1";
    let found: Option<(u32, i64)> = connection
        .query_row(select, [login], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let waiting = found.and_then(|(failures, last)| {
        let last = DateTime::from_timestamp(last, 0).unwrap_or_default();
        Some(lockout::open_again(failures, last)).filter(|open_again| *open_again > at)
    });
    if waiting.is_none() {
        let upsert = "INSERT INTO failed_login (login, failures, last_at) VALUES (?1, 1, ?2) \
             ON CONFLICT (login) DO UPDATE SET failures = failures + 1, last_at = ?2";
        connection.execute(upsert, (login, at.timestamp()))?;
        // Made-up names push out one another, never an account.
        let newest = "SELECT login FROM failed_login WHERE login LIKE '?%' ORDER BY last_at DESC LIMIT ?1";
        let cut = format!("DELETE FROM failed_login WHERE login LIKE '?%' AND login NOT IN ({newest})");
        connection.execute(&cut, [MOST_COUNTED])?;
    }
    Ok(waiting)
}

fn forget_ended(connection: &Connection, at: DateTime<Utc>) -> rusqlite::Result<usize> {
    connection.execute(
        "DELETE FROM session WHERE seen_at <= ?1 OR created_at <= ?2",
        ((at - IDLE).timestamp(), (at - ABSOLUTE).timestamp()),
    )
}

fn hash_of(token: &str) -> [u8; 32] {
    blake3::hash(token.as_bytes()).into()
}

/// 256 bits as 64 hexadecimal digits.
fn random_hex() -> Result<String, AuthError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| AuthError::NoRandomness(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
