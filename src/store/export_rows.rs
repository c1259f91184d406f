//! The rows of a layer as they are told to other programs: stable names, Vietnamese headers, plain values.

use geo_types::MultiPolygon;
use serde_json::{Value, json};

use super::export::ExportLayer;
use super::export_ground;
use crate::geometry::{LonLat, wkt, wkt_line};
use crate::model::{
    Area, AreaLevel, CrosswalkPart, Dataset, FacilityKind, FacilityStatus, Origin, Territory, WaterwayClass,
};
use crate::units::Deciseconds;

/// The table of a layer, rows in canonical order, each made when it is asked for: a million at once would take a gigabyte.
pub(super) fn of_layer(dataset: &Dataset, layer: ExportLayer) -> Table<'_> {
    match layer {
        ExportLayer::Facilities => facilities(dataset),
        ExportLayer::Areas => areas(dataset),
        ExportLayer::Demand => demand(dataset),
        ExportLayer::Procedures => procedures(dataset),
        ExportLayer::Operators => operators(dataset),
        ExportLayer::Performance => performance(dataset),
        ExportLayer::Crosswalk => crosswalk(dataset),
        ExportLayer::Census => census(dataset),
        ExportLayer::Candidates => candidates(dataset),
        ExportLayer::TravelTimes => travel_times(dataset),
        ExportLayer::Outline => outlines(dataset),
        ExportLayer::Roads => roads(dataset),
        ExportLayer::Water => export_ground::water(dataset),
        ExportLayer::Green => export_ground::green(dataset),
    }
}

/// A column: its stable name, its Vietnamese header, and the Vietnamese word for a code where it holds codes.
pub(super) struct Column {
    pub name: &'static str,
    pub header: &'static str,
    pub word: Option<fn(&str) -> Option<&'static str>>,
    pub is_date: IsDate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IsDate {
    Yes,
    No,
}

/// Where a row lies.
pub(super) enum Place<'a> {
    Nowhere,
    Point(LonLat),
    Line(Vec<LonLat>),
    Outline(&'a MultiPolygon<f64>),
}

impl Place<'_> {
    /// As GeoJSON: `null` for a row that lies nowhere.
    pub fn geometry(&self) -> Value {
        match self {
            Place::Nowhere => Value::Null,
            Place::Point(at) => json!({"type": "Point", "coordinates": [at.lon, at.lat]}),
            Place::Line(line) => {
                let corners: Vec<[f64; 2]> = line.iter().map(|at| [at.lon, at.lat]).collect();
                json!({"type": "LineString", "coordinates": corners})
            }
            Place::Outline(outline) => json!({"type": "MultiPolygon", "coordinates": polygons(outline)}),
        }
    }

    /// An outline or a line as WKT, for formats without geometry.
    pub fn outline(&self) -> Option<String> {
        match self {
            Place::Outline(outline) => Some(wkt(outline)),
            Place::Line(line) => Some(wkt_line(line)),
            Place::Nowhere | Place::Point(_) => None,
        }
    }
}

pub(super) struct Row<'a> {
    pub values: Vec<Value>,
    pub place: Place<'a>,
}

pub(super) struct Table<'a> {
    pub columns: Vec<Column>,
    pub rows: Box<dyn Iterator<Item = Row<'a>> + 'a>,
    /// Whether its rows have outlines.
    pub has_outlines: bool,
}

impl<'a> Table<'a> {
    pub fn new(columns: Vec<Column>, rows: impl Iterator<Item = Row<'a>> + 'a) -> Table<'a> {
        Table {
            columns,
            rows: Box::new(rows),
            has_outlines: false,
        }
    }

    pub fn with_outlines(self) -> Table<'a> {
        Table {
            has_outlines: true,
            ..self
        }
    }
}

pub(super) fn columns(pairs: &[(&'static str, &'static str)]) -> Vec<Column> {
    let make = |&(name, header): &(&'static str, &'static str)| Column {
        name,
        header,
        word: match (name, header) {
            ("kind", _) => Some(|code| FacilityKind::from_code(code).map(FacilityKind::vietnamese)),
            ("status", _) => Some(status_word),
            ("origin" | "outline_origin", _) => Some(origin_word),
            ("level", _) => Some(level_word),
            ("territory", _) => Some(territory_word),
            ("part", _) => Some(part_word),
            ("class", export_ground::CLASS) => {
                Some(|code| WaterwayClass::from_code(code).map(WaterwayClass::vietnamese))
            }
            _ => None,
        },
        is_date: match name {
            "opened_on" | "missing_since" | "opens_on" | "closes_on" | "valid_from" | "valid_to" => IsDate::Yes,
            _ => IsDate::No,
        },
    };
    pairs.iter().map(make).collect()
}

fn status_word(code: &str) -> Option<&'static str> {
    FacilityStatus::from_code(code).map(|status| match status {
        FacilityStatus::Open => "Đang hoạt động",
        FacilityStatus::Planned => "Dự kiến",
        FacilityStatus::Closed => "Đã đóng",
    })
}

fn origin_word(code: &str) -> Option<&'static str> {
    Origin::from_code(code).map(|origin| match origin {
        Origin::Fact => "Thực tế",
        Origin::Modelled => "Mô phỏng",
    })
}

fn level_word(code: &str) -> Option<&'static str> {
    AreaLevel::from_code(code).map(|level| match level {
        AreaLevel::City => "Thành phố",
        AreaLevel::District => "Quận huyện",
        AreaLevel::Commune => "Phường xã",
    })
}

fn territory_word(code: &str) -> Option<&'static str> {
    Territory::from_code(code).map(|territory| match territory {
        Territory::Urban => "Đô thị",
        Territory::Rural => "Nông thôn",
    })
}

fn part_word(code: &str) -> Option<&'static str> {
    CrosswalkPart::from_code(code).map(|part| match part {
        CrosswalkPart::Whole => "toàn bộ",
        CrosswalkPart::Part => "một phần",
    })
}

fn facilities(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("id", "Mã điểm"),
        ("external_id", "Mã ngoài"),
        ("kind", "Loại điểm"),
        ("name", "Tên điểm"),
        ("operator", "Doanh nghiệp"),
        ("lon", "Kinh độ"),
        ("lat", "Vĩ độ"),
        ("area", "Mã phường xã"),
        ("capacity", "Công suất tháng"),
        ("load", "Hồ sơ tháng"),
        ("status", "Trạng thái"),
        ("address", "Địa chỉ"),
        ("staff", "Nhân viên"),
        ("opening_hours", "Giờ mở cửa"),
        ("procedures", "Mã thủ tục"),
        ("phone", "Điện thoại"),
        ("wheelchair", "Xe lăn"),
        ("opened_on", "Ngày mở"),
        ("origin", "Nguồn gốc"),
        ("floor_area_m2", "Diện tích (m2)"),
        ("equipment", "Trang thiết bị"),
        ("missing_since", "Vắng mặt từ ngày"),
        ("opens_on", "Phục vụ từ ngày"),
        ("closes_on", "Ngừng phục vụ từ ngày"),
        ("successor", "Mã điểm thay thế"),
    ]);
    let rows = dataset.facilities.iter().map(|facility| Row {
        values: vec![
            json!(facility.code),
            json!(facility.external_id),
            json!(facility.kind.code()),
            json!(facility.name),
            json!(facility.operator),
            json!(facility.location.lon),
            json!(facility.location.lat),
            json!(facility.area),
            json!(facility.capacity_per_month),
            json!(facility.load_per_month),
            json!(facility.status.code()),
            json!(facility.address),
            json!(facility.staff),
            json!(facility.opening_hours),
            json!(Some(facility.procedures.join("; ")).filter(|list| !list.is_empty())),
            json!(facility.phone),
            json!(facility.wheelchair),
            json!(facility.opened_on),
            json!(facility.origin.code()),
            json!(facility.floor_area_m2),
            json!(Some(facility.equipment.join("; ")).filter(|list| !list.is_empty())),
            json!(facility.missing_since),
            json!(facility.opens_on),
            json!(facility.closes_on),
            json!(facility.successor),
        ],
        place: Place::Point(facility.location),
    });
    Table::new(columns, rows)
}

fn areas(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("id", "Mã"),
        ("name", "Tên"),
        ("level", "Cấp"),
        ("territory", "Khu vực"),
        ("lon", "Kinh độ"),
        ("lat", "Vĩ độ"),
        ("area_km2", "Diện tích (km2)"),
        ("people", "Dân số"),
        ("outline_origin", "Nguồn gốc ranh giới"),
        ("valid_from", "Hiệu lực từ"),
        ("valid_to", "Hiệu lực đến"),
    ]);
    let rows = dataset.areas.iter().map(|area: &Area| Row {
        values: vec![
            json!(area.code),
            json!(area.name),
            json!(area.level.code()),
            json!(area.territory.code()),
            json!(area.point.lon),
            json!(area.point.lat),
            json!(area.area_km2),
            json!(area.declared_people),
            json!(area.outline_origin.code()),
            json!(area.valid_from),
            json!(area.valid_to),
        ],
        place: Place::Outline(&area.outline),
    });
    Table::new(columns, rows).with_outlines()
}

fn demand(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("id", "Mã ô"),
        ("lon", "Kinh độ"),
        ("lat", "Vĩ độ"),
        ("people", "Dân số"),
        ("elderly", "Người cao tuổi"),
        ("area", "Mã phường xã"),
        ("enterprises", "Số doanh nghiệp"),
    ]);
    let rows = dataset.cells.iter().map(|cell| Row {
        values: vec![
            json!(cell.code),
            json!(cell.location.lon),
            json!(cell.location.lat),
            json!(cell.people),
            json!(cell.elderly),
            json!(cell.area.map(|area| &dataset.areas[area.index()].code)),
            json!(cell.enterprises),
        ],
        place: Place::Point(cell.location),
    });
    Table::new(columns, rows)
}

fn procedures(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("code", "Mã thủ tục"), ("name", "Tên thủ tục"), ("field", "Lĩnh vực")]);
    let rows = dataset.procedures.iter();
    let rows = rows.map(|one| plain(vec![json!(one.code), json!(one.name), json!(one.field)]));
    Table::new(columns, rows)
}

fn operators(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("code", "Mã doanh nghiệp"), ("name", "Tên doanh nghiệp")]);
    let rows = dataset.operators.iter();
    let rows = rows.map(|one| plain(vec![json!(one.code), json!(one.name)]));
    Table::new(columns, rows)
}

fn performance(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("facility", "Mã điểm"),
        ("month", "Tháng"),
        ("dossiers", "Số hồ sơ"),
        ("submitted_online", "Nộp trực tuyến"),
        ("accepted", "Được tiếp nhận"),
        ("on_time", "Đúng hạn"),
        ("complaints", "Phản ánh"),
        ("responses", "Số phiếu"),
        ("satisfied", "Hài lòng"),
        ("late", "Quá hạn"),
        ("satisfaction_score", "Điểm hài lòng"),
        ("satisfaction_scale", "Thang điểm"),
        ("cost", "Chi phí (đồng)"),
    ]);
    let rows = dataset.performance.iter().map(|report| {
        plain(vec![
            json!(report.facility),
            json!(report.month.to_string()),
            json!(report.dossiers),
            json!(report.submitted_online),
            json!(report.accepted),
            json!(report.on_time),
            json!(report.complaints),
            json!(report.responses),
            json!(report.satisfied),
            json!(report.late),
            json!(report.satisfaction_score.map(|score| score.mean)),
            json!(report.satisfaction_score.map(|score| score.highest)),
            json!(report.cost),
        ])
    });
    Table::new(columns, rows)
}

fn crosswalk(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("old_code", "Mã cũ"),
        ("old_name", "Tên cũ"),
        ("old_district", "Quận huyện cũ"),
        ("new_code", "Mã mới"),
        ("new_name", "Tên mới"),
        ("part", "Phần"),
        ("confidence", "Độ tin cậy"),
    ]);
    let rows = dataset.crosswalk.iter().map(|row| {
        plain(vec![
            json!(row.old_code),
            json!(row.old_name),
            json!(row.old_district),
            json!(row.new_code),
            json!(row.new_name),
            json!(row.part.code()),
            json!(row.confidence),
        ])
    });
    Table::new(columns, rows)
}

fn census(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("series", "Bộ số liệu"),
        ("as_of", "Thời điểm"),
        ("code", "Mã xã phường"),
        ("name", "Tên xã phường"),
        ("district", "Quận huyện"),
        ("people", "Dân số"),
        ("elderly", "Người cao tuổi"),
        ("lon", "Kinh độ"),
        ("lat", "Vĩ độ"),
    ]);
    let rows = dataset.area_counts.iter().map(|count| {
        plain(vec![
            json!(count.series),
            json!(count.as_of),
            json!(count.code),
            json!(count.name),
            json!(count.district),
            json!(count.people),
            json!(count.elderly),
            json!(count.point.map(|point| point.lon)),
            json!(count.point.map(|point| point.lat)),
        ])
    });
    Table::new(columns, rows)
}

fn candidates(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("id", "Mã"),
        ("external_id", "Mã ngoài"),
        ("kind", "Loại điểm"),
        ("name", "Tên"),
        ("operator", "Doanh nghiệp"),
        ("lon", "Kinh độ"),
        ("lat", "Vĩ độ"),
        ("area", "Mã phường xã"),
        ("address", "Địa chỉ"),
        ("opening_cost", "Chi phí mở (đồng)"),
        ("capacity", "Công suất tháng"),
        ("origin", "Nguồn gốc"),
    ]);
    let rows = dataset.candidates.iter().map(|candidate| Row {
        values: vec![
            json!(candidate.code),
            json!(candidate.external_id),
            json!(candidate.kind.code()),
            json!(candidate.name),
            json!(candidate.operator),
            json!(candidate.location.lon),
            json!(candidate.location.lat),
            json!(candidate.area),
            json!(candidate.address),
            json!(candidate.opening_cost),
            json!(candidate.capacity_per_month),
            json!(candidate.origin.code()),
        ],
        place: Place::Point(candidate.location),
    });
    Table::new(columns, rows)
}

fn travel_times(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("cell", "Mã ô"), ("facility", "Mã điểm"), ("seconds", "Số giây")]);
    let rows = dataset.travel_times.pairs();
    // What cannot be reached is said: a blank could be taken for unknown.
    let told = |time: Deciseconds| time.seconds().map_or(json!("inf"), |seconds| json!(seconds));
    let rows = rows.map(move |(cell, facility, time)| plain(vec![json!(cell), json!(facility), told(time)]));
    Table::new(columns, rows)
}

/// The outline of the city; its own area among the others tells the rest.
fn outlines(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("name", "Tên")]);
    let rows = dataset.areas.iter().filter(|area| area.level == AreaLevel::City);
    let rows = rows.map(|area| Row {
        values: vec![json!(area.name)],
        place: Place::Outline(&area.outline),
    });
    Table::new(columns, rows).with_outlines()
}

fn roads(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[
        ("id", "Mã đường"),
        ("class", "Loại đường"),
        ("name", "Tên đường"),
        ("tags", "Thẻ"),
    ]);
    let rows = dataset.roads.ways.iter().map(|way| {
        let at = |node: &u32| dataset.roads.nodes[*node as usize].location;
        let tags: serde_json::Map<String, Value> = way
            .tags
            .iter()
            .map(|(key, value)| (key.clone(), json!(value)))
            .collect();
        Row {
            values: vec![json!(way.id), json!(way.class), json!(way.name), json!(tags)],
            place: Place::Line(way.nodes.iter().map(at).collect()),
        }
    });
    Table::new(columns, rows)
}

fn plain<'a>(values: Vec<Value>) -> Row<'a> {
    Row {
        values,
        place: Place::Nowhere,
    }
}

fn polygons(outline: &MultiPolygon<f64>) -> Value {
    let ring = |ring: &geo_types::LineString<f64>| json!(ring.0.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>());
    let polygon = |polygon: &geo_types::Polygon<f64>| {
        json!(
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .map(ring)
                .collect::<Vec<_>>()
        )
    };
    json!(outline.0.iter().map(polygon).collect::<Vec<_>>())
}
