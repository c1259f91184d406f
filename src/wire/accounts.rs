//! Accounts, sessions and the audit log as JSON. No password or token is ever in an answer but the one for unsafe requests.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::{Account, LiveSession, Permission, WrittenEntry};
use chrono::{DateTime, SecondsFormat, Utc};

/// To log in with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    #[schema(max_length = 64)]
    pub login: String,
    #[schema(max_length = 128)]
    pub password: String,
}

/// Who is logged in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    pub login: String,
    pub name: String,
    /// leader, planner, approver, procedure_controller, operator, inspector, commune, support, admin
    pub role: String,
    /// The role in Vietnamese.
    pub role_name: String,
    /// Code of the operator, commune or branch that the account speaks for.
    pub scope: Option<String>,
    /// What the role may do.
    pub permissions: Vec<String>,
    /// To be sent as `X-CSRF-Token` with every POST, PUT, PATCH and DELETE.
    pub csrf_token: String,
    /// RFC 3339, UTC; later when something is asked before.
    pub ends_at: String,
}

/// To change one's own password with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    #[schema(max_length = 128)]
    pub current: String,
    /// 12 to 128 characters.
    #[schema(min_length = 12, max_length = 128)]
    pub new: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountShape {
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: Option<String>,
    pub is_disabled: bool,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub logged_in_at: Option<String>,
    /// Until when no log-in is tried, after wrong passwords.
    pub locked_until: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountsAnswer {
    pub accounts: Vec<AccountShape>,
    /// To be given as `after` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditEntryShape {
    pub number: u64,
    /// RFC 3339, UTC.
    pub at: String,
    /// Login name; `-` for nobody who is logged in, `cli:NAME` for a person at the machine.
    pub account: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    /// BLAKE3 of the entry and of the hash before it, hexadecimal.
    pub hash: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditAnswer {
    /// Number and hash of the newest entry, `N:HASH`: noted elsewhere, it proves everything up to it.
    pub head: String,
    pub entries: Vec<AuditEntryShape>,
}

impl From<&LiveSession> for SessionAnswer {
    fn from(session: &LiveSession) -> Self {
        let actor = &session.actor;
        let may = |permission: &Permission| actor.role.may(*permission);
        let permissions = Permission::ALL.iter().copied().filter(may);
        SessionAnswer {
            login: actor.account.clone(),
            name: actor.name.clone(),
            role: actor.role.code().to_owned(),
            role_name: actor.role.name_vi().to_owned(),
            scope: actor.scope.clone(),
            permissions: permissions.map(|permission| permission.code().to_owned()).collect(),
            csrf_token: session.csrf_token.clone(),
            ends_at: instant(session.ends_at),
        }
    }
}

impl From<&Account> for AccountShape {
    fn from(account: &Account) -> Self {
        AccountShape {
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role.code().to_owned(),
            scope: account.scope.clone(),
            is_disabled: account.is_disabled,
            created_at: instant(account.created_at),
            logged_in_at: account.logged_in_at.map(instant),
            locked_until: account.locked_until.map(instant),
        }
    }
}

impl From<&WrittenEntry> for AuditEntryShape {
    fn from(entry: &WrittenEntry) -> Self {
        AuditEntryShape {
            number: entry.number,
            at: entry.at.clone(),
            account: entry.account.clone(),
            action: entry.action.clone(),
            subject: entry.subject.clone(),
            detail: entry.detail.clone(),
            hash: entry.hash_hex(),
        }
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
