//! Service points from a table.

use super::columns::{self, Columns};
use super::findings::Findings;
use super::place::{self, Placing};
use super::record::{Record, Seen};
use super::table::Table;
use super::{ReadOptions, hours};
use crate::geometry::LonLat;
use crate::model::{Facility, FacilityKind, FacilityStatus};
use crate::text;

/// Reads facilities. A row without a code gets one that stays the same at the next import: from the id in
/// another system (`osm-123`), else from its name and position. A row without a name gets one from its code.
pub(super) fn read(table: &Table, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<Facility>> {
    let columns = Columns::find(table, &[&columns::FACILITY, &columns::POSITION], findings);
    let has_position = place::has_columns(table, &columns, findings);
    let has_kind = options.default_kind.is_some()
        || columns.require(&[columns::field(&columns::FACILITY, "kind")], table, findings);
    if !has_position || !has_kind {
        return None;
    }
    let placing = Placing::new(options);
    let mut seen = Seen::default();
    let mut facilities = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let location = placing.read(&mut record);
        let kind = place::read_kind(&mut record, options.default_kind);
        let (Some(location), Some(kind)) = (location, kind) else {
            continue;
        };
        let facility = read_row(&mut record, kind, location);
        if place::is_first(&mut record, &mut seen, &facility.code) && !record.is_refused() {
            facilities.push(facility);
        }
    }
    (!facilities.is_empty()).then_some(facilities)
}

fn read_row(record: &mut Record, kind: FacilityKind, location: LonLat) -> Facility {
    let given_name = place::read_name(record);
    let (code, external_id) = place::read_codes(record, given_name.as_deref(), location);
    let name = place::name_or_made(record, given_name.as_deref(), kind, &code);
    let mut facility = Facility::new(code, kind, name, location);
    facility.external_id = external_id;
    facility.address = place::read_address(record);
    facility.operator = place::read_operator(record, given_name.as_deref());
    facility.area = record.text("area").or_else(|| commune_named(record));
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
    facility.origin = place::read_origin(record);
    facility.floor_area_m2 = record.amount("floor_area");
    facility.equipment = record
        .text("equipment")
        .map(|list| split_list(&list))
        .unwrap_or_default();
    facility.missing_since = record.date("missing_since");
    facility.opens_on = record.date("opens_on");
    facility.closes_on = record.date("closes_on");
    facility.successor = record.text("successor");
    facility
}

/// The commune by its name, with its district where the file has one: `Phường Cống Vị, Quận Ba Đình`.
fn commune_named(record: &Record) -> Option<String> {
    let ward = record.text("ward")?;
    Some(match record.text("district") {
        Some(district) => format!("{ward}, {district}"),
        None => ward,
    })
}

fn read_hours(record: &mut Record) -> Option<String> {
    let raw = record.text("hours")?;
    match hours::read(&raw) {
        None => {
            let message = "the hours are not understood and count as unknown; \
                           write them like Mo-Fr 08:00-17:00 or T2-T6 8:00-17:00";
            record.warning("opening_hours_unreadable", "hours", message);
            None
        }
        Some(hours) => {
            for assumed in &hours.assumed {
                let message = format!("{assumed}; write the times where that is wrong");
                record.warning("opening_hours_assumed", "hours", &message);
            }
            Some(hours.osm)
        }
    }
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
        let text = "Mã;Loại;Tên;Kinh độ;Vĩ độ;Số nhà;Đường;Giờ mở cửa;Nhân viên;Trạng thái;Ngày mở;Xe lăn;Diện tích (m2);Trang thiết bị\n\
                    DL1;Đại lý;Đại lý BIDV;105,8112059;21,0240155;71;Nguyễn Chí Thanh;T2-T6 8h-17h;2;Đang hoạt động;01/04/2025;có;12,5;máy quét|máy tính công cộng\n";
        let (facilities, findings) = facilities(text, &ReadOptions::default());
        assert_eq!(findings, []);
        let expected = Facility {
            address: Some("71 Nguyễn Chí Thanh".into()),
            operator: Some("BIDV".into()),
            opening_hours: Some("Mo-Fr 08:00-17:00".into()),
            staff: Some(2),
            opened_on: Some("2025-04-01".into()),
            wheelchair: Some(true),
            floor_area_m2: Some(12.5),
            equipment: vec!["máy quét".into(), "máy tính công cộng".into()],
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
    }

    #[test]
    fn addresses_without_coordinates_name_the_command_that_finds_them() {
        let (list, findings) = facilities("name,kind,address\na,agent,12 Hàng Bạc\n", &ReadOptions::default());
        assert_eq!(list, []);
        let told = findings
            .iter()
            .find(|finding| finding.check == "addresses_without_positions");
        let message = &told.expect("the command is named").message;
        assert!(
            message.contains("`gandan addresses W a.csv --out a-addresses.xlsx`"),
            "{message}"
        );
        let (list, findings) = facilities(
            "name,kind,address,lon,lat\na,agent,12 Hàng Bạc,,\nb,agent,,105.8,21\nc,agent,,,\n",
            &ReadOptions::default(),
        );
        assert_eq!(list.len(), 1);
        let told: Vec<_> = findings.iter().map(|finding| (finding.check, finding.row)).collect();
        assert_eq!(
            told,
            [
                ("address_without_position", Some(2)),
                ("missing_position", Some(4)),
                ("missing_position", Some(4))
            ]
        );
        assert!(findings[0].message.contains("gandan addresses"), "{findings:?}");
    }

    #[test]
    fn a_proposed_position_counts_only_where_a_person_confirmed_it() {
        let text = "name,kind,lon,lat,Kinh độ đề xuất,Vĩ độ đề xuất,Mức khớp,Xác nhận\n\
                    a,agent,,,105.81,21.01,phố,x\n\
                    b,agent,,,105.82,21.02,phố,\n\
                    c,agent,,,105.83,21.03,phố,không\n\
                    d,agent,105.9,21.1,105.84,21.04,phố,\n\
                    e,agent,,,,,,có\n\
                    f,agent,,,105.86,21.06,phố,chắc là đúng\n\
                    g,agent,105.91,21.11,105.87,21.07,phố,OK\n";
        let (list, findings) = facilities(text, &ReadOptions::default());
        let kept: Vec<_> = list.iter().map(|one| (one.name.as_str(), one.location.lon)).collect();
        assert_eq!(kept, [("a", 105.81), ("d", 105.9), ("g", 105.91)]);
        let told: Vec<_> = findings.iter().map(|finding| (finding.check, finding.row)).collect();
        assert_eq!(
            told,
            [
                ("not_confirmed", Some(3)),
                ("proposal_refused", Some(4)),
                ("confirmed_without_position", Some(6)),
                ("not_a_confirmation", Some(7)),
            ],
            "{findings:?}"
        );
    }
}
