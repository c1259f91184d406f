//! A table as an old office program saves it: semicolons, decimal commas, and the letters of UTF-16 or of the old
//! Vietnamese code page. It must give the same rows as the table that was exported.

use std::io::Cursor;

use gandan::geometry::LonLat;
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{Dataset, Facility, FacilityKind};
use gandan::store::{ExportFormat, ExportLayer, export_layer};
use unicode_normalization::UnicodeNormalization;

use super::errors;

fn points() -> Dataset {
    let named = [
        ("A1", "Phường Đống Đa; số 1", 105.852_314_7, 21.031_25),
        ("A2", "Hoàng Quế, \"ngõ\" 5", 105.9, 20.987_654_321),
        ("A3", "Chữ ký số: Ứng Hoà, Mỹ Đức", 105.700_000_1, 21.5),
    ];
    let facilities = named.map(|(code, name, lon, lat)| Facility {
        address: Some("Số 12A đường Nguyễn Trãi".into()),
        capacity_per_month: Some(1234.5),
        ..Facility::new(code, FacilityKind::Agent, name, LonLat::new(lon, lat))
    });
    Dataset {
        facilities: facilities.to_vec(),
        ..Dataset::default()
    }
}

/// The exported table with semicolons, and commas in its numbers.
fn office_table(dataset: &Dataset) -> String {
    let bytes = export_layer(dataset, ExportLayer::Facilities, ExportFormat::Csv).expect("written");
    let mut rows = csv::Reader::from_reader(bytes.as_slice());
    let headers = rows.headers().expect("a header").clone();
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    out.write_record(&headers).expect("in memory");
    for row in rows.records() {
        let row = row.expect("a row");
        let cells = headers.iter().zip(&row).map(|(header, cell)| match header {
            "lon" | "lat" | "capacity" => cell.replace('.', ","),
            _ => cell.to_owned(),
        });
        out.write_record(cells).expect("in memory");
    }
    String::from_utf8(out.into_inner().expect("in memory")).expect("UTF-8")
}

/// Windows-1258 writes a letter, with its hat, horn or breve where it has one, and its tone after it.
fn windows_1258(text: &str) -> Vec<u8> {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut separated = String::new();
    for letter in text.chars() {
        let parts: Vec<char> = letter.to_string().nfd().collect();
        let (tones, rest): (Vec<char>, Vec<char>) = parts.into_iter().partition(|part| TONES.contains(part));
        separated.extend(rest.into_iter().nfc());
        separated.extend(tones);
    }
    let (bytes, _, has_lost) = encoding_rs::WINDOWS_1258.encode(&separated);
    assert!(!has_lost, "the code page has every letter of {separated}");
    bytes.into_owned()
}

#[test]
fn a_table_of_an_old_office_program_gives_the_rows_that_were_exported() {
    let dataset = points();
    let table = office_table(&dataset);
    assert!(table.contains(";105,8523147;") && table.contains("\r\n"), "{table}");
    let utf16 = |mark: [u8; 2], to_bytes: fn(u16) -> [u8; 2]| {
        let letters = table.encode_utf16().flat_map(to_bytes);
        mark.into_iter().chain(letters).collect::<Vec<u8>>()
    };
    let marked = [b"\xef\xbb\xbf", table.as_bytes()].concat();
    let cases = [
        ("UTF-8 with its mark", marked, None),
        ("UTF-16, low byte first", utf16([0xff, 0xfe], u16::to_le_bytes), None),
        ("UTF-16, high byte first", utf16([0xfe, 0xff], u16::to_be_bytes), None),
        ("Windows-1258", windows_1258(&table), Some("not_utf8")),
    ];
    for (name, bytes, said) in cases {
        let (layer, findings) = read(Kind::Facilities, name, Cursor::new(bytes), &ReadOptions::default());
        assert_eq!(errors(&findings).len(), 0, "{name}: {findings:?}");
        assert_eq!(layer, Some(Layer::Facilities(dataset.facilities.clone())), "{name}");
        let told: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(told, said.into_iter().collect::<Vec<_>>(), "{name}");
    }
}
