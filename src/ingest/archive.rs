//! ZIP archives (workbooks, shapefiles, timetables), opened only after their claims are checked.
//!
//! An archive of a few kilobytes may claim, or grow to, terabytes. Before anything is held: the number of
//! files, the size each claims, and its ratio to the bytes it takes; then every file that is wanted is
//! unpacked against its claim, so that one that grows beyond it is refused too.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::findings::Findings;
use super::options::Limits;

/// Deflate reaches 1032 : 1 on bytes that are all the same; the sheets of real workbooks stay below 50 : 1.
const RATIO: u64 = 400;
/// Below this size (bytes) no ratio is suspicious.
const HARMLESS: u64 = 16 << 20;

/// What an archive is, by the names of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Workbook,
    Document,
    Shapefile,
    Timetable,
    Unknown,
}

/// A checked archive.
pub(super) struct Archive<R> {
    zip: ZipArchive<R>,
    names: Vec<String>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive and checks what it claims.
    pub fn open(mut source: R, limits: &Limits, findings: &mut Findings) -> Option<Archive<R>> {
        // Before the list is read: an entry of it takes ten times its bytes in memory.
        if let Ok(Some(count)) =
            claimed_files(&mut source).map(|count| count.filter(|&count| count > limits.archive_files as u64))
        {
            let message = format!(
                "the archive claims {count} files, more than {}; pack only the files that are needed",
                limits.archive_files
            );
            findings.error("archive_too_large", message);
            return None;
        }
        let mut zip = match ZipArchive::new(source) {
            Ok(zip) => zip,
            Err(error) => {
                let message = format!("the archive is damaged or cut off ({error}); download or save it again");
                findings.error("broken_archive", message);
                return None;
            }
        };
        if zip.len() > limits.archive_files {
            let message = format!(
                "the archive claims {} files, more than {}; pack only the files that are needed",
                zip.len(),
                limits.archive_files
            );
            findings.error("archive_too_large", message);
            return None;
        }
        let (mut names, mut total) = (Vec::new(), 0u64);
        for at in 0..zip.len() {
            let entry = match zip.by_index_raw(at) {
                Ok(entry) => entry,
                Err(error) => {
                    findings.error(
                        "broken_archive",
                        format!("file {} of the archive cannot be read ({error})", at + 1),
                    );
                    return None;
                }
            };
            let name = entry
                .name()
                .map_or_else(|_| format!("file {}", at + 1), |name| name.into_owned());
            total = total.saturating_add(entry.size());
            let is_bomb = entry.size() > HARMLESS && entry.size() / RATIO > entry.compressed_size();
            // Held whole by whoever reads a workbook, as a list of texts and formats.
            let is_list = name == "xl/sharedStrings.xml" || name == "xl/styles.xml";
            if total > limits.archive_bytes || is_bomb || is_list && entry.size() > limits.shared_bytes {
                let message = format!(
                    "'{name}' in the archive claims {} MiB from {} KiB; the archive is refused as damaged or harmful",
                    entry.size() >> 20,
                    entry.compressed_size() >> 10
                );
                findings.error("archive_too_large", message);
                return None;
            }
            if entry.encrypted() {
                findings.error(
                    "encrypted",
                    format!("'{name}' in the archive has a password; save it without one"),
                );
                return None;
            }
            names.push(name);
        }
        Some(Archive { zip, names })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn content(&self) -> Content {
        let has = |wanted: &str| self.names.iter().any(|name| name == wanted);
        let ends = |ending: &str| {
            self.names
                .iter()
                .any(|name| name.to_ascii_lowercase().ends_with(ending))
        };
        if has("xl/workbook.xml") {
            Content::Workbook
        } else if has("word/document.xml") || has("ppt/presentation.xml") || has("mimetype") {
            Content::Document
        } else if ends(".shp") || ends(".dbf") {
            Content::Shapefile
        } else if ends("stops.txt") {
            Content::Timetable
        } else {
            Content::Unknown
        }
    }

    /// The bytes of a file, at most as many as it claims.
    pub fn read(&mut self, name: &str, findings: &mut Findings) -> Option<Vec<u8>> {
        let at = self.names.iter().position(|other| other == name)?;
        match unpacked(&mut self.zip, at, Vec::new(), |bytes, block| {
            bytes.extend_from_slice(block)
        }) {
            Ok(bytes) => Some(bytes),
            Err(reason) => {
                findings.error(
                    "broken_archive",
                    format!("'{name}' in the archive {reason}; download or save it again"),
                );
                None
            }
        }
    }

    /// Unpacks every file once, to see that each is whole and as large as it claims.
    pub fn check_all(&mut self, findings: &mut Findings) -> Option<()> {
        for at in 0..self.names.len() {
            if let Err(reason) = unpacked(&mut self.zip, at, (), |(), _| ()) {
                let name = &self.names[at];
                findings.error(
                    "broken_archive",
                    format!("'{name}' in the archive {reason}; download or save it again"),
                );
                return None;
            }
        }
        Some(())
    }
}

/// The number of files that the end of an archive claims; `None` where it has no such end.
fn claimed_files<R: Read + Seek>(source: &mut R) -> std::io::Result<Option<u64>> {
    /// Its record of 22 bytes may be followed by a remark of 65,535.
    const END: u64 = 22 + 65_535;
    let size = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(size.saturating_sub(END)))?;
    let mut tail = Vec::new();
    source.by_ref().take(END).read_to_end(&mut tail)?;
    source.seek(SeekFrom::Start(0))?;
    let number = |at: usize, length: usize| {
        let bytes = tail.get(at..at + length)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0u64, |number, &byte| number << 8 | u64::from(byte)),
        )
    };
    let Some(at) = tail.windows(4).rposition(|window| window == b"PK\x05\x06") else {
        return Ok(None);
    };
    let claimed = number(at + 10, 2);
    // A count that does not fit into two bytes stands in a record before this one.
    let large = tail[..at].windows(4).rposition(|window| window == b"PK\x06\x06");
    Ok(match (claimed, large) {
        (Some(0xffff), Some(large)) => number(large + 32, 8),
        _ => claimed,
    })
}

/// Unpacks a file block by block.
fn unpacked<R: Read + Seek, T>(
    zip: &mut ZipArchive<R>,
    at: usize,
    mut held: T,
    each: impl Fn(&mut T, &[u8]),
) -> Result<T, String> {
    let mut entry = zip
        .by_index(at)
        .map_err(|error| format!("cannot be unpacked ({error})"))?;
    let claimed = entry.size();
    let (mut grown, mut block) = (0u64, vec![0u8; 1 << 16]);
    loop {
        let read = entry
            .read(&mut block)
            .map_err(|error| format!("is damaged ({error})"))?;
        if read == 0 {
            break;
        }
        grown += read as u64;
        if grown > claimed {
            return Err(format!("claims {claimed} bytes and holds more"));
        }
        each(&mut held, &block[..read]);
    }
    if grown < claimed {
        return Err(format!("claims {claimed} bytes and holds {grown}"));
    }
    Ok(held)
}
