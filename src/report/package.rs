//! The zip of an Office document: compressed, with one fixed time, so that the same document gives the same bytes.

use std::io::{Cursor, Read, Write};

use docx_rs::XMLDocx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::ReportError;

/// Bytes that the parts of a package may have together when unpacked: far more than any document, far less than a bomb.
const MOST_BYTES: u64 = 200_000_000;

/// Packs a DOCX with another `word/document.xml`.
pub(super) fn write(mut built: XMLDocx, document: String) -> Result<Vec<u8>, ReportError> {
    built.document = document.into_bytes();
    let mut raw = Cursor::new(Vec::new());
    built
        .pack(&mut raw)
        .map_err(|error| ReportError::Package(error.to_string()))?;
    let mut parts = unpack(raw.get_ref())?;
    for (name, content) in &mut parts {
        if name.starts_with("word/") && name.ends_with(".xml") {
            *content = without_paragraph_ids(&String::from_utf8_lossy(content)).into_bytes();
        }
    }
    pack(&parts)
}

/// XML without the ids of paragraphs, which nothing refers to: the library counts them through the life of a thread, so that the
/// same document would differ from one time to the next.
pub(super) fn without_paragraph_ids(xml: &str) -> String {
    let mut pieces = xml.split(" w14:paraId=\"");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        whole.push_str(piece.split_once('"').map_or("", |(_, rest)| rest));
    }
    whole
}

/// The parts of a package by name, in their order; folders are left out.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let failed = |error: String| ReportError::Package(error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failed(error.to_string()))?;
    let mut parts = Vec::new();
    let mut left = MOST_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| failed(error.to_string()))?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().map_err(|error| failed(error.to_string()))?.into_owned();
        let mut content = Vec::new();
        let mut limited = part.take(left + 1);
        limited
            .read_to_end(&mut content)
            .map_err(|error| failed(format!("{name}: {error}")))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| failed(format!("{name}: more than {MOST_BYTES} bytes when unpacked")))?;
        parts.push((name, content));
    }
    Ok(parts)
}

/// Parts as a package.
pub(super) fn pack(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ReportError> {
    let failed = |error: String| ReportError::Package(error);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), options)
            .map_err(|error| failed(error.to_string()))?;
        zip.write_all(content).map_err(|error| failed(error.to_string()))?;
    }
    let done = zip.finish().map_err(|error| failed(error.to_string()))?;
    Ok(done.into_inner())
}
