//! Making and changing accounts. Every change is one transaction with its entry in the audit log.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};

use super::audit_log::{AuditEntry, append_within};
use super::error::AuthError;
use super::lockout;
use super::password;
use super::private_file::PrivateFile;
use super::role::Role;

/// What a new account is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// 2 to 64 of `a-z 0-9 . _ -`, the first a letter.
    pub login: String,
    /// As people read it.
    pub name: String,
    pub role: Role,
    /// Code of the operator, commune or branch that the account speaks for.
    pub scope: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub scope: Option<String>,
    pub is_disabled: bool,
    pub created_at: DateTime<Utc>,
    pub logged_in_at: Option<DateTime<Utc>>,
    /// Until when no log-in is tried, after wrong passwords.
    pub locked_until: Option<DateTime<Utc>>,
}

/// Who changes an account, and when: what the audit log tells.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub account: &'a str,
    pub at: DateTime<Utc>,
}

impl By<'_> {
    /// An entry of the audit log in this name.
    pub fn entry(&self, action: &str, subject: &str, detail: String) -> AuditEntry {
        AuditEntry {
            at: self.at,
            account: self.account.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail,
        }
    }
}

impl PrivateFile {
    /// # Errors
    /// A login name or password that will not do, a scope that is missing, a name that is taken.
    pub fn add_account(&self, new: &NewAccount, password: &str, by: By<'_>) -> Result<(), AuthError> {
        check_login(&new.login)?;
        let scope = checked_scope(new.role, new.scope.as_deref())?;
        password::check(password, &new.login)?;
        let hash = password::hash(password)?;
        self.try_change(|connection| {
            let failed = |reason| self.failed(reason);
            if exists(connection, &new.login).map_err(failed)? {
                return Err(AuthError::Exists {
                    login: new.login.clone(),
                });
            }
            let insert =
                "INSERT INTO account (login, name, role, scope, password, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let row = (
                &new.login,
                new.name.trim(),
                new.role.code(),
                scope,
                &hash,
                by.at.timestamp(),
            );
            connection.execute(insert, row).map_err(failed)?;
            let detail = told(new.role, scope);
            append_within(connection, &by.entry("account.add", &new.login, detail)).map_err(failed)?;
            Ok(())
        })
    }

    /// In order of login name.
    ///
    /// # Errors
    /// What the database says.
    pub fn accounts(&self, at: DateTime<Utc>) -> Result<Vec<Account>, AuthError> {
        let rows: Vec<StoredAccount> = self.read(|connection| {
            let mut select = connection.prepare(
                "SELECT login, name, role, scope, is_disabled, created_at, logged_in_at, failures, last_at \
                 FROM account LEFT JOIN failed_login USING (login) ORDER BY login",
            )?;
            let rows = select.query_map([], stored)?;
            rows.collect()
        })?;
        rows.into_iter().map(|row| row.account(at)).collect()
    }

    /// Gives an account another role; whoever is logged in with it logs in again.
    ///
    /// # Errors
    /// No such account; a scope that is missing.
    pub fn set_role(&self, login: &str, role: Role, scope: Option<&str>, by: By<'_>) -> Result<(), AuthError> {
        let scope = checked_scope(role, scope)?;
        self.change_account(
            login,
            by.entry("account.role", login, told(role, scope)),
            |connection| {
                let update = "UPDATE account SET role = ?2, scope = ?3 WHERE login = ?1";
                connection.execute(update, (login, role.code(), scope))
            },
        )
    }

    /// Nobody can log in with it any more; what it did stays in its name.
    ///
    /// # Errors
    /// No such account.
    pub fn disable(&self, login: &str, by: By<'_>) -> Result<(), AuthError> {
        self.change_account(login, by.entry("account.disable", login, String::new()), |connection| {
            connection.execute("UPDATE account SET is_disabled = 1 WHERE login = ?1", [login])
        })
    }

    /// # Errors
    /// No such account.
    pub fn enable(&self, login: &str, by: By<'_>) -> Result<(), AuthError> {
        self.change_account(login, by.entry("account.enable", login, String::new()), |connection| {
            connection.execute("UPDATE account SET is_disabled = 0 WHERE login = ?1", [login])
        })
    }

    /// # Errors
    /// No such account; a password that will not do.
    pub fn set_password(&self, login: &str, password: &str, by: By<'_>) -> Result<(), AuthError> {
        password::check(password, login)?;
        let hash = password::hash(password)?;
        self.change_account(
            login,
            by.entry("account.password", login, String::new()),
            |connection| {
                connection.execute("DELETE FROM failed_login WHERE login = ?1", [login])?;
                connection.execute("UPDATE account SET password = ?2 WHERE login = ?1", (login, &hash))
            },
        )
    }

    /// Lets an account be tried again at once.
    ///
    /// # Errors
    /// No such account.
    pub fn unlock(&self, login: &str, by: By<'_>) -> Result<(), AuthError> {
        self.change_account(login, by.entry("account.unlock", login, String::new()), |connection| {
            connection.execute("DELETE FROM failed_login WHERE login = ?1", [login])
        })
    }

    /// Every change ends the account's sessions: none outlives the rights it was opened with.
    fn change_account(
        &self,
        login: &str,
        entry: AuditEntry,
        write: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Result<(), AuthError> {
        self.try_change(|connection| {
            let failed = |reason| self.failed(reason);
            if !exists(connection, login).map_err(failed)? {
                return Err(AuthError::Unknown {
                    login: login.to_owned(),
                });
            }
            write(connection).map_err(failed)?;
            connection
                .execute("DELETE FROM session WHERE login = ?1", [login])
                .map_err(failed)?;
            append_within(connection, &entry).map_err(failed)?;
            Ok(())
        })
    }
}

fn exists(connection: &Connection, login: &str) -> rusqlite::Result<bool> {
    let found = connection.query_row("SELECT 1 FROM account WHERE login = ?1", [login], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

fn check_login(login: &str) -> Result<(), AuthError> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let is_good = (2..=64).contains(&login.len())
        && login.starts_with(|c: char| c.is_ascii_lowercase())
        && login.chars().all(is_letter);
    is_good.then_some(()).ok_or_else(|| AuthError::BadLogin {
        value: login.to_owned(),
    })
}

fn checked_scope(role: Role, scope: Option<&str>) -> Result<Option<&str>, AuthError> {
    let scope = scope.map(str::trim).filter(|scope| !scope.is_empty());
    if role.needs_scope() && scope.is_none() {
        return Err(AuthError::ScopeMissing { role: role.code() });
    }
    Ok(scope)
}

fn told(role: Role, scope: Option<&str>) -> String {
    match scope {
        Some(scope) => format!("role {}, scope {scope}", role.code()),
        None => format!("role {}", role.code()),
    }
}

struct StoredAccount {
    account: Account,
    role: String,
    failures: Option<(u32, DateTime<Utc>)>,
}

impl StoredAccount {
    fn account(self, at: DateTime<Utc>) -> Result<Account, AuthError> {
        let role = read_role(&self.role)?;
        let until = self
            .failures
            .map(|(failures, last)| lockout::open_again(failures, last));
        Ok(Account {
            role,
            locked_until: until.filter(|until| *until > at),
            ..self.account
        })
    }
}

pub(super) fn read_role(code: &str) -> Result<Role, AuthError> {
    Role::from_code(code).ok_or_else(|| AuthError::Stored {
        what: "role",
        value: code.to_owned(),
    })
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredAccount> {
    let instant = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let failures: Option<u32> = row.get(7)?;
    let last: Option<i64> = row.get(8)?;
    Ok(StoredAccount {
        account: Account {
            login: row.get(0)?,
            name: row.get(1)?,
            role: Role::Leader,
            scope: row.get(3)?,
            is_disabled: row.get(4)?,
            created_at: instant(row.get(5)?),
            logged_in_at: row.get::<_, Option<i64>>(6)?.map(instant),
            locked_until: None,
        },
        role: row.get(2)?,
        failures: failures.zip(last.map(instant)),
    })
}
