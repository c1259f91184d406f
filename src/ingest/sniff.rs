//! What a file is, by its first bytes.

use std::io::{self, Read, Seek, SeekFrom};

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Empty,
    Text,
    Json,
    OsmXml,
    OsmPbf,
    Tiff,
    Gzip,
    /// An archive; what is in it says more.
    Zip,
    Sqlite,
    /// Recognised, but of no use here: what it is.
    Other(&'static str),
    /// Binary without a known signature.
    Unknown,
}

/// Bytes looked at.
const LOOK: u64 = 4096;

/// Signatures of files people mistake for data.
const SIGNATURES: [(&[u8], &str); 17] = [
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel or Word file (.xls, .doc), or one with a password",
    ),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a Windows program"),
    (b"\0\0\x27\x0a", "an ESRI shapefile (.shp)"),
    (b"RIFF", "a sound, film or WebP picture"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"fgb\x03", "a FlatGeobuf file"),
];

/// Looks at the first bytes and leaves the source at its start.
///
/// # Errors
/// Whatever reading and seeking may give.
pub(super) fn recognise<R: Read + Seek>(source: &mut R) -> io::Result<Format> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(LOOK).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(of_head(&head))
}

pub(super) fn of_head(head: &[u8]) -> Format {
    if let Some((_, what)) = SIGNATURES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Format::Other(what);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Format::Sqlite;
    }
    if head.starts_with(b"\x1f\x8b") {
        return Format::Gzip;
    }
    if [b"II*\0".as_slice(), b"MM\0*", b"II+\0", b"MM\0+"]
        .iter()
        .any(|magic| head.starts_with(magic))
    {
        return Format::Tiff;
    }
    // A PBF begins with the length of a blob header whose first field (tag 0x0A) is its type, nine letters.
    if head.len() >= 15 && head[..2] == [0, 0] && head[4..].starts_with(b"\x0a\x09OSMHeader") {
        return Format::OsmPbf;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Format::Text;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Format::Empty,
        Some(b'{' | b'[') => Format::Json,
        Some(b'<') => of_markup(text),
        Some(_) if head.iter().any(|&byte| byte < 9 || (14..27).contains(&byte)) => Format::Unknown,
        Some(_) => Format::Text,
    }
}

fn of_markup(text: &[u8]) -> Format {
    let lower = text.to_ascii_lowercase();
    let known = [
        (
            b"<osmchange".as_slice(),
            Format::Other("an OpenStreetMap change file, not a map"),
        ),
        (b"<osm", Format::OsmXml),
        (
            b"<html",
            Format::Other("a web page (maybe an error page saved in place of the file)"),
        ),
        (
            b"<!doctype html",
            Format::Other("a web page (maybe an error page saved in place of the file)"),
        ),
        (b"<kml", Format::Other("a KML file")),
        (b"<gpx", Format::Other("a GPX track")),
    ];
    known
        .into_iter()
        .find(|(tag, _)| holds(&lower, tag))
        .map_or(Format::Other("an XML file"), |(_, format)| format)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

impl Format {
    pub fn described(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Text => "plain text (a table?)",
            Self::Json => "JSON",
            Self::OsmXml => "OpenStreetMap XML",
            Self::OsmPbf => "OpenStreetMap PBF",
            Self::Tiff => "a TIFF raster",
            Self::Gzip => "a gzip archive",
            Self::Zip => "a ZIP archive",
            Self::Sqlite => "a SQLite database (GeoPackage)",
            Self::Other(what) => what,
            Self::Unknown => "a binary file of unknown format",
        }
    }

    /// What to do with a file of this format that was given where it is not read.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Other(what) if what.contains("Excel") => {
                "Save it as .xlsx without a password, or as CSV (UTF-8), and import that"
            }
            Self::Other(what) if what.contains("archive") => "Unpack it and import the file inside",
            Self::Other(what) if what.contains("shapefile") => {
                "Pack it together with its .dbf, .prj and .cpg into one ZIP and import that"
            }
            Self::Other(what) if what.contains("KML") => {
                "Export the layer as GeoJSON or GeoPackage (in QGIS: Export, Save Features As) and import that"
            }
            Self::Gzip => "Unpack it and import the file inside",
            Self::Other(_) | Self::Unknown | Self::Empty => "Check that the right file was chosen",
            Self::Text | Self::Json | Self::OsmXml | Self::OsmPbf | Self::Tiff | Self::Zip | Self::Sqlite => {
                "Check that the right file and the right kind were chosen"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let cases: [(&[u8], Format); 12] = [
            (b"", Format::Empty),
            (b"\xef\xbb\xbf \r\n", Format::Empty),
            (b"\xff\xd8\xff\xe0abc", Format::Other("a JPEG picture")),
            (b"  {\"type\":", Format::Json),
            (b"ten,kinh do\n", Format::Text),
            (b"II*\0\x08", Format::Tiff),
            (b"<?xml version='1.0'?><osm version='0.6'>", Format::OsmXml),
            (b"\0\0\0\x0d\x0a\x09OSMHeader\x18", Format::OsmPbf),
            (b"\x1f\x8b\x08", Format::Gzip),
            (b"\x01\x02\x03 ab", Format::Unknown),
            (b"PK\x03\x04....[Content_Types].xml", Format::Zip),
            (
                b"<!DOCTYPE html><HTML>",
                Format::Other("a web page (maybe an error page saved in place of the file)"),
            ),
        ];
        for (head, format) in cases {
            assert_eq!(of_head(head), format, "{head:?}");
        }
    }
}
