//! Files that claim, or grow to, more than they may: each is refused with what is wrong, and the program stays small.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use gandan::ingest::{Kind, Limits, ReadOptions, read};
use rusqlite::Connection;

use super::{agents, errors};
use crate::cli::text;
use crate::scale::run;

const MIB: u64 = 1 << 20;

/// The check of the first error.
fn refusal(kind: Kind, bytes: Vec<u8>, options: &ReadOptions) -> &'static str {
    let (_, findings) = read(kind, "claims", Cursor::new(bytes), options);
    errors(&findings)
        .first()
        .unwrap_or_else(|| panic!("no error: {findings:?}"))
        .check
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn field(number: u64, content: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

/// A PBF with a header and one block, packed as well as zlib can.
fn pbf(block: &[u8]) -> Vec<u8> {
    let header = field(4, b"OsmSchema-V0.6");
    let mut file = Vec::new();
    for (kind, content) in [(&b"OSMHeader"[..], header.as_slice()), (b"OSMData", block)] {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).expect("in memory");
        let body = [
            varint(2 << 3),
            varint(content.len() as u64),
            field(3, &packed.finish().expect("in memory")),
        ]
        .concat();
        let head = [field(1, kind), varint(3 << 3), varint(body.len() as u64)].concat();
        file.extend([&(head.len() as u32).to_be_bytes()[..], &head, &body].concat());
    }
    file
}

/// Imports through the program: exit code 3, the check is told, and no more memory than said.
fn refused_within(most: u64, kind: &str, name: &str, bytes: &[u8], said: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, workspace) = (folder.path().join(name), folder.path().join("w.gpkg"));
    std::fs::write(&file, bytes).expect("written");
    let (code, peak, told) = run(&[
        "import",
        kind,
        text(&file),
        "--workspace",
        text(&workspace),
        "--lang",
        "en",
    ]);
    assert_eq!(code, Some(3), "{name}: {told}");
    assert!(told.contains(said), "{name}: {told}");
    assert!(!workspace.exists());
    if let Some(peak) = peak {
        assert!(
            peak <= most * MIB,
            "{name}: {} MiB for {} bytes",
            peak / MIB,
            bytes.len()
        );
    }
}

#[test]
fn a_small_pbf_that_unpacks_to_millions_of_structures_is_refused() {
    // 32 MiB less a little of empty groups, and of empty ways: gigabytes once they are structures.
    let groups = field(2, b"").repeat(16_000_000);
    let ways = field(2, &field(3, b"").repeat(16_000_000));
    for (name, block) in [("groups.osm.pbf", groups), ("ways.osm.pbf", ways)] {
        let bytes = pbf(&block);
        assert!(bytes.len() < 100_000, "{} bytes", bytes.len());
        refused_within(200, "roads", name, &bytes, "block 2 claims more than 1000000 fields");
    }
}

#[test]
fn a_text_that_every_way_of_a_block_points_to_does_not_fill_the_memory() {
    let table: Vec<u8> = [field(1, b""), field(1, b"highway"), field(1, &vec![b'x'; 1 << 20])].concat();
    let way = [
        vec![0x08, 1],
        field(2, &[1, 1, 1, 1]),
        field(3, &[2, 2, 2, 2]),
        field(8, &[2, 2]),
    ]
    .concat();
    let block = [field(1, &table), field(2, &field(3, &way).repeat(8000))].concat();
    refused_within(
        300,
        "roads",
        "texts.osm.pbf",
        &pbf(&block),
        "its tags take more than 64 MiB",
    );
}

#[test]
fn a_gzip_file_that_grows_beyond_the_limit_is_refused() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"<osm>").expect("in memory");
    for _ in 0..64 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("in memory");
    }
    let limits = Limits {
        unpacked_bytes: 8 << 20,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    assert_eq!(
        refusal(Kind::Roads, packed.finish().expect("in memory"), &options),
        "file_too_large"
    );
}

#[test]
fn an_archive_that_claims_four_thousand_million_files_is_refused_unread() {
    // Record of the end for large archives, where it is, and the record of the end.
    let count = u64::from(u32::MAX);
    let large = [
        &b"PK\x06\x06"[..],
        &44u64.to_le_bytes(),
        &[45, 0, 45, 0],
        &[0; 8],
        &count.to_le_bytes(),
        &count.to_le_bytes(),
        &[0; 16],
    ]
    .concat();
    let locator = [&b"PK\x06\x07"[..], &[0; 4], &4u64.to_le_bytes(), &[1, 0, 0, 0]].concat();
    let end = [&b"PK\x05\x06"[..], &[0; 4], &[0xff; 4], &[0xff; 8], &[0, 0]].concat();
    let bytes = [b"PK\x03\x04".to_vec(), large, locator, end].concat();
    refused_within(60, "facilities", "files.zip", &bytes, "claims 4294967295 files");
}

#[test]
fn an_archive_in_an_archive_is_not_unpacked() {
    let zip = |name: &str, content: &[u8]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("in memory");
        zip.write_all(content).expect("in memory");
        zip.finish().expect("in memory").into_inner()
    };
    let nested = zip(
        "outer.zip",
        &zip("inner.zip", &zip("data.csv", b"code,kind,name,lon,lat\n")),
    );
    assert_eq!(refusal(Kind::Facilities, nested, &agents()), "wrong_format");
}

#[test]
fn a_header_of_a_million_columns_is_read_and_refused_by_what_it_lacks() {
    let header: Vec<String> = (0..1_000_000).map(|column| format!("c{column}")).collect();
    let bytes = format!("{}\n1\n", header.join(",")).into_bytes();
    refused_within(400, "facilities", "wide.csv", &bytes, "no column for");
}

#[test]
fn rows_beyond_the_budget_of_memory_are_refused_in_every_format() {
    let limits = Limits {
        held_bytes: 4096,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let rows: String = (0..50).map(|row| format!("A{row},105.8,21.0{row},3\n")).collect();
    assert_eq!(
        refusal(
            Kind::Demand,
            format!("code,lon,lat,people\n{rows}").into_bytes(),
            &options
        ),
        "file_too_large"
    );
    let feature = r#"{"type":"Feature","properties":{"people":3},"geometry":{"type":"Point","coordinates":[105,21]}}"#;
    let features = vec![feature; 50].join(",");
    let json = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
    assert_eq!(refusal(Kind::Demand, json.into_bytes(), &options), "file_too_large");
    let layers = std::fs::read(super::fixture("odd/layers.gpkg")).expect("a fixture");
    assert_eq!(refusal(Kind::Facilities, layers, &options), "file_too_large");
}

#[test]
fn json_nested_beyond_reason_is_refused_wherever_it_stands() {
    let deep = "[".repeat(100_000);
    for json in [
        format!("{{\"type\":\"Polygon\",\"coordinates\":{deep}"),
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{{\"properties\":{{\"a\":{deep}"),
        format!("{{\"other\":{deep}"),
        format!("{{\"crs\":{deep}"),
        deep.clone(),
    ] {
        let check = refusal(Kind::Areas, json.into_bytes(), &ReadOptions::default());
        assert!(
            matches!(check, "invalid_json" | "truncated_json" | "not_geojson"),
            "{check}"
        );
    }
    assert!(gandan::wire::read_rule(&format!("a = {deep}")).is_err());
    assert!(gandan::wire::read_rule(&format!("{{\"a\":{deep}")).is_err());
    assert!(gandan::ingest::ColumnMapping::parse(&format!("a = {deep}"), Kind::Demand).is_err());
}

/// A GeoPackage of points with a statement of one's own.
fn geopackage(more: &str) -> Vec<u8> {
    let connection = Connection::open_in_memory().expect("in memory");
    connection
        .execute_batch(&format!(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT, srs_id INTEGER);
             CREATE TABLE place (fid INTEGER PRIMARY KEY, code TEXT, kind TEXT, name TEXT, lon REAL, lat REAL);
             INSERT INTO place VALUES (1, 'A', 'agent', 'Một', 105.85, 21.03);
             INSERT INTO gpkg_contents VALUES ('place', 'attributes', 'place', 4326);
             {more}"
        ))
        .expect("valid");
    connection.serialize("main").expect("in memory").to_vec()
}

#[test]
fn triggers_and_views_of_a_geopackage_do_nothing_and_virtual_tables_are_not_opened() {
    let trigger = "CREATE TABLE hit (n); CREATE TRIGGER t AFTER INSERT ON place BEGIN INSERT INTO hit VALUES (1); END;
         CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS code FROM n;
         INSERT INTO gpkg_contents VALUES ('endless', 'attributes', 'endless', 4326);
         CREATE VIRTUAL TABLE words USING fts5(code, kind, name, lon, lat);
         INSERT INTO gpkg_contents VALUES ('words', 'attributes', 'words', 4326);";
    let (layer, findings) = read(
        Kind::Facilities,
        "a.gpkg",
        Cursor::new(geopackage(trigger)),
        &ReadOptions::default(),
    );
    assert!(layer.is_some(), "{findings:?}");
    assert_eq!(errors(&findings).len(), 0);
}

#[test]
fn a_value_of_more_than_64_mebibytes_in_a_geopackage_is_refused() {
    let long = format!(
        "INSERT INTO place VALUES (2, 'B', 'agent', printf('%.*c', {}, 'x'), 105.8, 21.0);",
        65 << 20
    );
    assert_eq!(
        refusal(Kind::Facilities, geopackage(&long), &ReadOptions::default()),
        "broken_geopackage"
    );
}

#[test]
fn a_sheet_that_claims_columns_beyond_the_last_is_refused_or_read_as_far_as_it_goes() {
    for reference in ["XFD1048576", "ZZZZZZZ1", "A99999999999", "A0", "1A"] {
        let sheet = format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>code</t></is></c><c r=\"{reference}\"><v>1</v></c></row></sheetData></worksheet>"
        );
        let (layer, findings) = read(
            Kind::Operators,
            "a.xlsx",
            Cursor::new(workbook(&sheet)),
            &ReadOptions::default(),
        );
        assert!(
            layer.is_none() && !errors(&findings).is_empty(),
            "{reference}: {findings:?}"
        );
    }
}

fn workbook(sheet: &str) -> Vec<u8> {
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let book = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/workbook.xml", book),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("in memory");
        zip.write_all(content.as_bytes()).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

#[test]
fn shared_texts_beyond_their_limit_are_refused() {
    let limits = Limits {
        shared_bytes: 10,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let book = std::fs::read(super::fixture("odd/two_sheets.xlsx")).expect("a fixture");
    assert_eq!(refusal(Kind::Facilities, book, &options), "archive_too_large");
}

#[test]
fn changes_in_a_log_beside_a_geopackage_are_told_until_they_are_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mở.gpkg");
    std::fs::write(&file, geopackage("")).expect("written");
    let other = Connection::open(&file).expect("a database");
    other.pragma_update(None, "journal_mode", "WAL").expect("a mode");
    other
        .execute_batch("INSERT INTO place VALUES (2, 'B', 'agent', 'Hai', 105.86, 21.04)")
        .expect("inserted");
    let import = |name: &str| {
        let workspace = folder.path().join(name);
        let (code, _, told) = run(&["import", "facilities", text(&file), "--workspace", text(&workspace)]);
        assert_eq!(code, Some(0), "{told}");
        (
            gandan::store::Workspace::load(&workspace)
                .expect("a workspace")
                .facilities
                .len(),
            told,
        )
    };
    let (count, told) = import("before.gpkg");
    assert!(
        count == 1 && told.contains("chương trình khác đang mở tệp"),
        "{count}: {told}"
    );
    other.close().expect("the log goes into the file");
    let (count, told) = import("after.gpkg");
    assert!(count == 2 && !told.contains("another program"), "{count}: {told}");
}
