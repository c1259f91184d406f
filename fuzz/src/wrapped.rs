//! Files around the bytes of a fuzzer: the checksums and compression of a container would keep it from ever getting inside.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Splits the input into parts at a mark that a mutation can place.
fn parts(bytes: &[u8], count: usize) -> Vec<&[u8]> {
    let (mut parts, mut rest) = (Vec::new(), bytes);
    while parts.len() + 1 < count {
        match rest.windows(4).position(|window| window == b"\n~~\n") {
            Some(at) => {
                parts.push(&rest[..at]);
                rest = &rest[at + 4..];
            }
            None => break,
        }
    }
    parts.push(rest);
    parts.resize(count, b"");
    parts
}

fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("in memory");
        zip.write_all(bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// A workbook of one sheet: the parts are the sheet, the shared strings and the styles.
pub fn workbook_of_sheet(bytes: &[u8]) -> Vec<u8> {
    let parts = parts(bytes, 3);
    let relations = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let workbook = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    stored(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/workbook.xml", workbook),
        ("xl/worksheets/sheet1.xml", parts[0]),
        ("xl/sharedStrings.xml", parts[1]),
        ("xl/styles.xml", parts[2]),
    ])
}

/// A zipped shapefile: the parts are `.shp`, `.dbf`, `.cpg` and `.prj`; the last two are left out where they are empty.
pub fn shapefile_of_parts(bytes: &[u8]) -> Vec<u8> {
    let parts = parts(bytes, 4);
    let mut files = vec![("a.shp", parts[0]), ("a.dbf", parts[1])];
    for (name, part) in [("a.cpg", parts[2]), ("a.prj", parts[3])] {
        if !part.is_empty() {
            files.push((name, part));
        }
    }
    stored(&files)
}

/// A PBF whose one data block is the input, not compressed.
pub fn pbf_of_block(bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    blob(&mut file, "OSMHeader", b"\x22\x0eOsmSchema-V0.6\x22\x0aDenseNodes");
    blob(&mut file, "OSMData", bytes);
    file
}

fn blob(file: &mut Vec<u8>, kind: &str, content: &[u8]) {
    let mut body = vec![0x0a];
    varint(&mut body, content.len() as u64);
    body.extend_from_slice(content);
    let mut header = vec![0x0a, kind.len() as u8];
    header.extend_from_slice(kind.as_bytes());
    header.push(0x18);
    varint(&mut header, body.len() as u64);
    file.extend_from_slice(&(header.len() as u32).to_be_bytes());
    file.extend_from_slice(&header);
    file.extend_from_slice(&body);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
