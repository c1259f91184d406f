//! Files that are sent: bounded before they are read, streamed to the disk, never held in memory.

use super::error::ApiError;
use super::params::bad;
use crate::geometry::Crs;
use crate::ingest::{ColumnMapping, Kind, ReadOptions};
use crate::model::FacilityKind;
use crate::planner::import::Existing;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Largest form accepted, in bytes: a country's roads fit, and a disk is not filled by one of them.
pub const LARGEST_UPLOAD: u64 = 512 << 20;
/// Longest text field of a form, in bytes; a mapping has a line for each column.
const LONGEST_FIELD: usize = 32 << 10;
/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;
/// Pieces of a file that wait for the disk.
const PIECES: usize = 16;
/// Fields of the form beside the file.
const FIELDS: [&str; 7] = ["kind", "existing", "crs", "sheet", "layer", "facility_kind", "mapping"];

/// A file as it was sent, with what was said about it. The disk has no name for it: it is gone when it is let go, also
/// when the program is killed.
pub struct Upload {
    pub kind: Kind,
    pub options: ReadOptions,
    pub existing: Existing,
    /// As its sender calls it, without folders.
    pub name: String,
    /// BLAKE3 in hex.
    pub hash: String,
    pub bytes: u64,
    pub file: File,
}

struct Spooled {
    file: File,
    hash: String,
    bytes: u64,
}

/// Reads a form with one file; `folder`: where the file is put, beside the workspace.
///
/// # Errors
/// A form that breaks off, is too long or says something that is not known; a full disk.
pub async fn receive(form: Result<Multipart, MultipartRejection>, folder: &Path) -> Result<Upload, ApiError> {
    let mut form = form.map_err(|_| ApiError::NotForm)?;
    let (mut said, mut sent) = (BTreeMap::new(), None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match FIELDS.iter().find(|known| **known == name) {
            _ if name == "file" && sent.is_none() => {
                let called = file_name(field.file_name().unwrap_or_default())?;
                sent = Some((called, spool(field, folder.to_owned()).await?));
            }
            Some(known) if !said.contains_key(known) => drop(said.insert(*known, text(known, field).await?)),
            Some(known) => return Err(bad(known, "", "given twice")),
            None if name == "file" => return Err(bad("file", "", "one file is checked at a time")),
            None => {
                let known = FIELDS.join(", ");
                return Err(bad(&name, "", format!("no such field; there are file, {known}")));
            }
        }
    }
    let (name, spooled) = sent.ok_or_else(|| missing("file", "the file to check, with its name"))?;
    let kind = kind_of(&said)?;
    Ok(Upload {
        kind,
        options: options_of(kind, &said)?,
        existing: existing_of(&said)?,
        name,
        hash: spooled.hash,
        bytes: spooled.bytes,
        file: spooled.file,
    })
}

/// Writes a file to the disk as it comes. A sender that goes away leaves nothing.
async fn spool(mut field: Field<'_>, folder: PathBuf) -> Result<Spooled, ApiError> {
    let (sender, mut receiver) = mpsc::channel::<Bytes>(PIECES);
    let writer = tokio::task::spawn_blocking(move || -> std::io::Result<Spooled> {
        let mut file = tempfile::tempfile_in(&folder)?;
        let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
        while let Some(piece) = receiver.blocking_recv() {
            hasher.update(&piece);
            file.write_all(&piece)?;
            bytes += piece.len() as u64;
        }
        file.rewind()?;
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Spooled { file, hash, bytes })
    });
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        // A writer that is gone has a reason, which it tells below.
        if sender.send(piece).await.is_err() {
            break;
        }
    }
    drop(sender);
    let written = writer.await.map_err(ApiError::internal)?;
    written.map_err(ApiError::disk)
}

async fn text(name: &str, mut field: Field<'_>) -> Result<String, ApiError> {
    let mut bytes: Vec<u8> = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > LONGEST_FIELD {
            return Err(bad(name, "", format!("at most {LONGEST_FIELD} bytes")));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes)
        .map(|text| text.trim().to_owned())
        .map_err(|_| bad(name, "", "expected UTF-8"))
}

fn broken(error: MultipartError) -> ApiError {
    match error.status().as_u16() {
        413 => ApiError::BodyTooLong,
        _ => ApiError::BadBody(format!("The form cannot be read: {}.", error.body_text())),
    }
}

fn missing(name: &'static str, expected: &str) -> ApiError {
    ApiError::Missing {
        name,
        expected: expected.to_owned(),
    }
}

/// The last part of a path, as browsers and programs send it.
fn file_name(given: &str) -> Result<String, ApiError> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let skipped = kept.chars().count().saturating_sub(LONGEST_NAME);
    // The end of a name tells more than its beginning: what it is.
    let kept: String = kept.chars().skip(skipped).collect();
    match kept.trim() {
        "" => Err(missing("file", "a file with its name")),
        kept => Ok(kept.to_owned()),
    }
}

type Said = BTreeMap<&'static str, String>;

fn given<'a>(said: &'a Said, name: &str) -> Option<&'a str> {
    said.get(name).map(String::as_str).filter(|text| !text.is_empty())
}

fn kind_of(said: &Said) -> Result<Kind, ApiError> {
    let known = || Kind::ALL.map(Kind::code).join(", ");
    let text = given(said, "kind").ok_or_else(|| missing("kind", &format!("one of {}", known())))?;
    Kind::from_code(text).ok_or_else(|| bad("kind", text, format!("expected one of {}", known())))
}

fn existing_of(said: &Said) -> Result<Existing, ApiError> {
    match given(said, "existing") {
        None | Some("replace") => Ok(Existing::Replaced),
        Some("add") => Ok(Existing::Kept),
        Some(text) => Err(bad("existing", text, "expected replace or add")),
    }
}

fn options_of(kind: Kind, said: &Said) -> Result<ReadOptions, ApiError> {
    let mut options = ReadOptions {
        sheet: given(said, "sheet").map(str::to_owned),
        layer: given(said, "layer").map(str::to_owned),
        ..ReadOptions::default()
    };
    if let Some(text) = given(said, "crs") {
        options.crs = Some(Crs::try_new(text).map_err(|error| bad("crs", text, error.to_string()))?);
    }
    if let Some(text) = given(said, "facility_kind") {
        let known = FacilityKind::ALL.map(FacilityKind::code).join(", ");
        let found = FacilityKind::from_code(text);
        options.default_kind =
            Some(found.ok_or_else(|| bad("facility_kind", text, format!("expected one of {known}")))?);
    }
    if let Some(text) = given(said, "mapping") {
        options.mapping = ColumnMapping::parse(text, kind).map_err(|error| bad("mapping", text, error.to_string()))?;
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_the_end_of_its_name_without_folders() {
        let called = |given: &str| file_name(given).ok();
        assert_eq!(called("C:\\Tài liệu\\đại lý.xlsx").as_deref(), Some("đại lý.xlsx"));
        assert_eq!(called("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(called("a\u{7}b.csv").as_deref(), Some("ab.csv"));
        assert_eq!(called("folder/"), None);
        let long = called(&format!("{}.csv", "x".repeat(500))).expect("a name");
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with(".csv"));
    }

    #[test]
    fn what_is_said_of_a_file_is_checked_by_name() {
        let said = |name: &'static str, value: &str| Said::from([(name, value.to_owned())]);
        let refused = |error: ApiError| error.to_string();
        assert!(refused(kind_of(&Said::new()).expect_err("none")).contains("'kind' is missing"));
        assert!(refused(kind_of(&said("kind", "agents")).expect_err("unknown")).contains("facilities, demand"));
        assert_eq!(kind_of(&said("kind", "demand")).ok(), Some(Kind::Demand));
        assert_eq!(existing_of(&said("existing", "add")).ok(), Some(Existing::Kept));
        assert!(existing_of(&said("existing", "both")).is_err());
        for (name, value) in [("crs", "EPSG:1"), ("facility_kind", "shop"), ("mapping", "\"a\" = 1")] {
            let error = options_of(Kind::Facilities, &said(name, value)).expect_err(name);
            assert!(refused(error).contains(name), "{name}");
        }
    }
}
