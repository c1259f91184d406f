//! Accounts, sessions and the audit log, without HTTP.

mod audit_log;
mod program;
mod sessions;
mod voice;
mod voice_program;

use chrono::{DateTime, TimeDelta, Utc};
use gandan::auth::*;

pub const PASSWORD: &str = "con đò sang sông Hồng";

/// So many seconds after an instant of the tests.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant") + TimeDelta::seconds(seconds)
}

pub fn by(seconds: i64) -> By<'static> {
    By {
        account: "cli:root",
        at: at(seconds),
    }
}

pub fn account(login: &str, role: Role, scope: Option<&str>) -> NewAccount {
    NewAccount {
        login: login.into(),
        name: format!("Người {login}"),
        role,
        scope: scope.map(str::to_owned),
    }
}

/// A file with the planner `lan`.
pub fn with_lan() -> PrivateFile {
    let file = PrivateFile::in_memory().expect("a file");
    let lan = account("lan", Role::Planner, None);
    file.add_account(&lan, PASSWORD, by(0)).expect("made");
    file
}
