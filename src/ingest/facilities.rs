//! Service points from a table.

use super::columns::{self, Columns};
use super::findings::Findings;
use super::position::{self, Positions};
use super::record::{Record, Seen};
use super::table::Table;
use super::{ReadOptions, hours, operator_hint};
use crate::geometry::LonLat;
use crate::model::{Facility, FacilityKind, FacilityStatus, Origin};
use crate::text;

/// Reads facilities. A row without a code gets one that stays the same at the next import: from the id in
/// another system (`osm-123`), else from its name and position. A row without a name gets one from its code.
pub(super) fn read(table: &Table, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<Facility>> {
    let columns = Columns::find(table, &[&columns::FACILITY, &columns::POSITION], findings);
    let has_position = position::has_columns(table, &columns, findings);
    let has_kind = options.default_kind.is_some()
        || columns.require(&[columns::field(&columns::FACILITY, "kind")], table, findings);
    if !has_position || !has_kind {
        return None;
    }
    let positions = Positions::new(options);
    let mut seen = Seen::default();
    let mut facilities = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let location = positions.read(&mut record);
        let kind = read_kind(&mut record, options.default_kind);
        let (Some(location), Some(kind)) = (location, kind) else {
            continue;
        };
        let facility = read_row(&mut record, kind, location);
        if let Some(first) = seen.before(&facility.code, row.number) {
            say_duplicate(&mut record, &facility.code, first);
        } else if !record.is_refused() {
            facilities.push(facility);
        }
    }
    (!facilities.is_empty()).then_some(facilities)
}

fn say_duplicate(record: &mut Record, code: &str, first: u64) {
    if let Some(key) = ["code", "external_id"]
        .into_iter()
        .find(|key| record.raw(key).is_some())
    {
        let message = format!("code {code} stands on row {first} already; each point needs its own");
        record.error("duplicate_code", key, &message);
    } else {
        let message = format!("the same name at the same place stands on row {first} already; this row was left out");
        let row = record.number();
        record.findings.warning_row("duplicate_row", row, message);
    }
}

fn read_row(record: &mut Record, kind: FacilityKind, location: LonLat) -> Facility {
    let given_name = read_name(record);
    let external_id = record.text("external_id");
    let is_osm = record
        .columns
        .of("external_id")
        .is_some_and(|(_, header)| text::fold(header) == "osm id");
    let code = record
        .text("code")
        .or_else(|| {
            external_id
                .as_ref()
                .map(|id| if is_osm { format!("osm-{id}") } else { id.clone() })
        })
        .unwrap_or_else(|| derived_code(given_name.as_deref().unwrap_or_default(), location));
    let name = given_name.clone().unwrap_or_else(|| {
        let name = format!("{} {code}", kind.vietnamese());
        let row = record.number();
        record.findings.warning_row(
            "missing_name",
            row,
            format!("the point has no name; it is called '{name}' for now"),
        );
        name
    });
    let mut facility = Facility::new(code, kind, name, location);
    facility.external_id = external_id;
    facility.address = read_address(record);
    facility.operator = record.text("operator").or_else(|| {
        given_name
            .as_deref()
            .and_then(operator_hint::of_name)
            .map(str::to_owned)
    });
    facility.area = record.text("area");
    facility.capacity_per_month = record.amount("capacity");
    facility.load_per_month = record.amount("load");
    facility.staff = record.count("staff").map(|staff| staff.min(f64::from(u32::MAX)) as u32);
    facility.opening_hours = read_hours(record);
    facility.procedures = record
        .text("procedures")
        .map(|list| split_list(&list))
        .unwrap_or_default();
    facility.phone = record.text("phone");
    facility.wheelchair = read_yes_no(record, "wheelchair");
    facility.opened_on = record.date("opened_on");
    facility.status = read_status(record);
    facility.origin = read_origin(record);
    facility.missing_since = record.date("missing_since");
    facility
}

/// The kind by code or Vietnamese name. In a list of places with a default kind, any other word is the
/// place's own category and means nothing here.
fn read_kind(record: &mut Record, default: Option<FacilityKind>) -> Option<FacilityKind> {
    let Some(cell) = record.raw("kind") else {
        if default.is_none() {
            record.error(
                "missing_kind",
                "kind",
                &format!("the kind is blank; write one of: {}", kind_codes()),
            );
        }
        return default;
    };
    let folded = text::fold(cell);
    let known = FacilityKind::ALL.into_iter().find(|kind| {
        let names = [text::fold(kind.code()), text::fold(kind.vietnamese())];
        names.contains(&folded) || other_names(*kind).contains(&folded.as_str())
    });
    if known.is_none() && default.is_none() {
        record.error(
            "unknown_kind",
            "kind",
            &format!("this is no kind of service point; write one of: {}", kind_codes()),
        );
    }
    known.or(default)
}

fn other_names(kind: FacilityKind) -> &'static [&'static str] {
    match kind {
        FacilityKind::Branch => &["cn", "chi nhanh trung tam"],
        FacilityKind::ReceptionPoint => &[
            "diem tiep nhan ho so",
            "diem tiep nhan va tra ket qua",
            "bo phan mot cua",
        ],
        FacilityKind::Agent => &["dai ly", "dai ly dich vu cong", "dai ly dvc", "dai ly dvctt"],
        FacilityKind::Collaborator => &["cong tac vien", "ctv"],
        FacilityKind::MobileStop => &[
            "diem luu dong",
            "luu dong",
            "xe luu dong",
            "diem tiep nhan luu dong xe buyt",
        ],
    }
}

fn kind_codes() -> String {
    FacilityKind::ALL.map(FacilityKind::code).join(", ")
}

fn read_name(record: &mut Record) -> Option<String> {
    let name = record.text("name")?;
    let raw = record.raw("name").unwrap_or_default();
    let is_composed = unicode_normalization::is_nfc(raw);
    if !is_composed {
        record.warning(
            "name_not_nfc",
            "name",
            "the letters of the name are composed of parts (not NFC); it was put into the usual form",
        );
    }
    Some(name)
}

fn read_address(record: &Record) -> Option<String> {
    if let Some(address) = record.text("address") {
        return Some(address);
    }
    let street = [record.text("housenumber"), record.text("street")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let parts: Vec<String> = [
        Some(street).filter(|street| !street.is_empty()),
        record.text("ward"),
        record.text("district"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn read_hours(record: &mut Record) -> Option<String> {
    let raw = record.text("hours")?;
    let hours = hours::normalised(&raw);
    if hours.is_none() {
        record.warning(
            "opening_hours_unreadable",
            "hours",
            "the hours are not understood and count as unknown; write them like Mo-Fr 08:00-17:00 or T2-T6 8:00-17:00",
        );
    }
    hours
}

fn read_yes_no(record: &mut Record, key: &str) -> Option<bool> {
    match text::fold(record.raw(key)?).as_str() {
        "yes" | "true" | "1" | "co" | "designated" => Some(true),
        "no" | "false" | "0" | "khong" | "limited" | "han che" => Some(false),
        "unknown" | "khong ro" => None,
        _ => {
            record.error(
                "not_yes_or_no",
                key,
                "write yes or no (có or không), or leave the cell blank",
            );
            None
        }
    }
}

fn read_status(record: &mut Record) -> FacilityStatus {
    let Some(cell) = record.raw("status") else {
        return FacilityStatus::Open;
    };
    match text::fold(cell).as_str() {
        "open" | "dang hoat dong" | "hoat dong" | "mo" | "dang mo" => FacilityStatus::Open,
        "planned" | "du kien" | "ke hoach" | "sap mo" => FacilityStatus::Planned,
        "closed" | "dong" | "da dong" | "ngung" | "ngung hoat dong" | "cham dut" | "cham dut hoat dong"
        | "tam dung" => FacilityStatus::Closed,
        _ => {
            record.error(
                "unknown_status",
                "status",
                "write open, planned or closed (đang hoạt động, dự kiến, đã đóng)",
            );
            FacilityStatus::Open
        }
    }
}

fn read_origin(record: &mut Record) -> Origin {
    match record.raw("origin").map(text::fold).as_deref() {
        None | Some("fact" | "thuc te") => Origin::Fact,
        Some("modelled" | "mo phong" | "minh hoa") => Origin::Modelled,
        Some(_) => {
            record.error("unknown_origin", "origin", "write fact or modelled");
            Origin::Fact
        }
    }
}

/// Codes between separators, or as the JSON list in which a workspace keeps them.
fn split_list(list: &str) -> Vec<String> {
    let as_json = serde_json::from_str::<Vec<String>>(list).ok();
    let list = as_json.map_or_else(|| list.to_owned(), |codes| codes.join(";"));
    let mut codes: Vec<String> = list
        .split([';', ',', '|'])
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Whether a code was made by the reader from name and position, and so says nothing by itself.
pub fn is_derived_code(code: &str) -> bool {
    let hex = |letter: u8| letter.is_ascii_digit() || (b'a'..=b'f').contains(&letter);
    let digits = code.strip_prefix("p-");
    digits.is_some_and(|digits| digits.len() == 12 && digits.bytes().all(hex))
}

/// The first 12 hex digits of the hash of name and position: the same row gives the same code.
fn derived_code(name: &str, location: LonLat) -> String {
    let (lon, lat) = location.fixed_point();
    let hash = blake3::hash(format!("{}|{lon}|{lat}", text::fold(name)).as_bytes());
    format!("p-{}", &hash.to_hex()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::table;
    use crate::model::Finding;

    fn facilities(text: &str, options: &ReadOptions) -> (Vec<Facility>, Vec<Finding>) {
        let mut findings = Findings::new("a.csv", 99);
        let table = table::read(&mut text.as_bytes(), options, &mut findings).expect("a table");
        let facilities = read(&table, options, &mut findings).unwrap_or_default();
        (facilities, findings.into_list())
    }

    #[test]
    fn a_row_in_vietnamese_is_read_whole() {
        let text = "Mã;Loại;Tên;Kinh độ;Vĩ độ;Số nhà;Đường;Giờ mở cửa;Nhân viên;Trạng thái;Ngày mở;Xe lăn\n\
                    DL1;Đại lý;Đại lý BIDV;105,8112059;21,0240155;71;Nguyễn Chí Thanh;T2-T6 8h-17h;2;Đang hoạt động;01/04/2025;có\n";
        let (facilities, findings) = facilities(text, &ReadOptions::default());
        assert_eq!(findings, []);
        let expected = Facility {
            address: Some("71 Nguyễn Chí Thanh".into()),
            operator: Some("BIDV".into()),
            opening_hours: Some("Mo-Fr 08:00-17:00".into()),
            staff: Some(2),
            opened_on: Some("2025-04-01".into()),
            wheelchair: Some(true),
            ..Facility::new(
                "DL1",
                FacilityKind::Agent,
                "Đại lý BIDV",
                LonLat::new(105.8112059, 21.0240155),
            )
        };
        assert_eq!(facilities, [expected]);
    }

    #[test]
    fn places_without_kind_code_or_name_get_them_once_and_for_all() {
        let text = "osm_id,category,name,lon,lat\n7,pharmacy,,105.8,21.0\n8,townhall,Nhà văn hóa,105.9,21.0\n";
        let options = ReadOptions {
            default_kind: Some(FacilityKind::Agent),
            ..ReadOptions::default()
        };
        let (facilities, findings) = facilities(text, &options);
        assert_eq!(
            (facilities[0].code.as_str(), facilities[0].external_id.as_deref()),
            ("osm-7", Some("7"))
        );
        assert_eq!(facilities[0].name, "Đại lý dịch vụ công trực tuyến osm-7");
        assert_eq!(facilities[0].operator, None);
        assert_eq!(
            findings
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect::<Vec<_>>(),
            [("missing_name", Some(2))]
        );
        let (a, b) = (
            derived_code("Đại lý", LonLat::new(105.8, 21.0)),
            derived_code("dai  LY", LonLat::new(105.8, 21.0)),
        );
        assert_eq!(a, b);
        assert!(is_derived_code(&a) && !is_derived_code("p-17") && !is_derived_code("P-0123456789AB"));
        assert_ne!(a, derived_code("Đại lý", LonLat::new(105.8, 21.1)));
    }
}
