//! What can go wrong with accounts and the private file.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error("{path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: std::io::Error },
    #[error("{path}: {reason}", path = path.display())]
    Database { path: PathBuf, reason: rusqlite::Error },
    #[error(
        "{path}: made by a newer program (layout {found}, this program knows up to {known}); use that program",
        path = path.display()
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error(
        "{path}: of an older layout ({found}, this program reads {known}); the service, or `gandan user list`, carries it forward",
        path = path.display()
    )]
    Older { path: PathBuf, found: u32, known: u32 },
    #[error("{path}: another kind of SQLite file; the private file of a workspace is made by this program", path = path.display())]
    Foreign { path: PathBuf },
    #[error("'{value}' cannot be a login name: 2 to 64 of a-z, 0-9, '.', '_', '-', the first a letter")]
    BadLogin { value: String },
    #[error("the account '{login}' exists already")]
    Exists { login: String },
    #[error("there is no account '{login}'; `gandan user list` names them")]
    Unknown { login: String },
    #[error("the password has {found} characters: at least {least} and at most {most} are needed")]
    PasswordLength { found: usize, least: usize, most: usize },
    #[error("the password is one of those that are tried first; choose another")]
    CommonPassword,
    #[error("role '{role}' speaks for one operator or commune: give its code with --scope")]
    ScopeMissing { role: &'static str },
    #[error("the operating system gives no random numbers: {0}")]
    NoRandomness(String),
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    #[error("'{value}' in the private file is no {what}")]
    Stored { what: &'static str, value: String },
}
