//! What can go wrong with a workspace file: which file, what is wrong, what to do.

use std::path::{Path, PathBuf};

/// Why a workspace could not be read or written. Every message ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{path}: there is no such file; check the name, or make a workspace with `gandan demo --out {path}`", path = .0.display())]
    NotFound(PathBuf),
    #[error("{path}: the file exists already and was left alone; choose another name, or ask for it to be replaced", path = .0.display())]
    Exists(PathBuf),
    #[error("{path}: not a GeoPackage ({reason}); give a workspace that gandan made", path = .path.display())]
    NotGeoPackage { path: PathBuf, reason: String },
    #[error("{path}: a GeoPackage, but not a workspace ({reason}); import its layers into a workspace instead", path = .path.display())]
    NotWorkspace { path: PathBuf, reason: String },
    #[error("{path}: written by a newer program (layout {found}, this one knows up to {known}); update gandan", path = .path.display())]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("{path}: the file is damaged ({reason}); take the last copy of it", path = .path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{path}: another program is writing to it; close it there (QGIS?) and try again", path = .0.display())]
    Locked(PathBuf),
    #[error("{path}: may not be written; check the rights of the file and of its folder", path = .0.display())]
    ReadOnly(PathBuf),
    #[error("{path}: layer {table}, row {row}: {reason}; correct the row, or import the layer again", path = .path.display())]
    Row {
        path: PathBuf,
        table: String,
        row: i64,
        reason: String,
    },
    #[error("the {layer} cannot be stored: {reason}; correct the data and try again")]
    Unfit { layer: &'static str, reason: String },
    #[error("{path}: {reason}", path = .path.display())]
    History { path: PathBuf, reason: String },
    #[error("{path}: cannot {doing}: {source}; check the disk, the folder and its rights", path = .path.display())]
    File {
        path: PathBuf,
        doing: &'static str,
        source: std::io::Error,
    },
    #[error("{path}: the database refuses: {source}; keep the file and report this message", path = .path.display())]
    Database { path: PathBuf, source: rusqlite::Error },
}

impl StoreError {
    /// Sorts what SQLite says into what a person can do about it.
    pub(super) fn database(path: &Path, source: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{
            CannotOpen, ConstraintViolation, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            PermissionDenied, ReadOnly,
        };
        let path = path.to_owned();
        let reason = source.to_string();
        match source.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Locked(path),
            Some(DatabaseCorrupt) => StoreError::Damaged { path, reason },
            Some(NotADatabase) => StoreError::NotGeoPackage { path, reason },
            Some(ReadOnly | PermissionDenied) => StoreError::ReadOnly(path),
            Some(ConstraintViolation) => StoreError::Unfit {
                layer: "dataset",
                reason,
            },
            Some(CannotOpen) => StoreError::File {
                path,
                doing: "open the file",
                source: std::io::Error::other(reason),
            },
            Some(DiskFull) => StoreError::File {
                path,
                doing: "write the file",
                source: std::io::Error::other(reason),
            },
            _ => StoreError::Database { path, source },
        }
    }

    pub(super) fn file(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::File { path, doing, source }
    }
}
