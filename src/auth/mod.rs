//! Who may do what, and who did: accounts, sessions, roles and the audit log.
//!
//! All of it lies in one file beside the workspace, `<workspace>.private.sqlite` (readable by its owner alone), so that a
//! workspace can be handed on without a secret in it. A password is kept as an argon2id hash, a session as the hash of
//! its token: whoever reads the file can neither log in nor take over a session. The audit log only grows, and each
//! entry holds the hash of the one before it.
//!
//! Invariants: the clock is an argument; no password, token, coordinate or search text is written; every refusal says
//! the same for an account that is there and one that is not. See `docs/decisions/0021-accounts.md`.

mod accounts;
mod actor;
mod audit_log;
mod backup;
mod case_rows;
mod daily_visitors;
mod error;
mod filings;
mod inspection_rows;
mod job_rows;
mod lockout;
mod password;
mod periods;
mod private_file;
mod rating_rows;
mod role;
mod sessions;
mod template_rows;

pub use accounts::{Account, By, NewAccount};
pub use actor::{Actor, Forbidden};
pub use audit_log::{AuditEntry, AuditFault, ChainHead, WrittenEntry};
pub use case_rows::{CaseOrder, CaseQuery, Ceiling, Keeping};
pub use daily_visitors::{Admission, DailyVisitors};
pub use error::AuthError;
pub use inspection_rows::{InspectionOrder, InspectionQuery};
pub use job_rows::{JobRow, JobState, LiveJob};
pub use private_file::PrivateFile;
pub use role::{Permission, Role};
pub use sessions::{ABSOLUTE, IDLE, LiveSession, LoginRefused, OpenedSession};
