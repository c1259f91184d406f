//! Addresses: their parts, the communes, streets and houses they mean, the list to confirm, and real lists.

mod matches;
mod parts;
mod program;
mod real;

use gandan::geometry::LonLat;
use gandan::model::{
    Area, AreaLevel, Candidate, CrosswalkEntry, CrosswalkPart, Dataset, Facility, FacilityKind, Origin, RoadNetwork,
    RoadNode, RoadWay, Territory,
};
use gandan::registry::{AddressBook, AddressMatch, AddressQuery};
use geo_types::{MultiPolygon, polygon};

/// Communes as squares of a tenth of a degree side by side, from 105.0 degrees eastwards.
const COMMUNES: [(&str, &str); 8] = [
    ("00004", "Phường Ba Đình"),
    ("00008", "Phường Ngọc Hà"),
    ("00025", "Phường Giảng Võ"),
    ("00070", "Phường Hoàn Kiếm"),
    ("00226", "Phường Văn Miếu - Quốc Tử Giám"),
    ("00235", "Phường Đống Đa"),
    ("00328", "Phường Hoàng Liệt"),
    ("10015", "Xã Phú Nghĩa"),
];

/// Old commune, its district, and the columns of the communes of today that took it.
const FORMER: [(&str, &str, &str, &[usize]); 7] = [
    ("00007", "Phường Cống Vị", "Quận Ba Đình", &[1, 2]),
    ("00022", "Phường Quán Thánh", "Quận Ba Đình", &[0]),
    ("00061", "Phường Tràng Tiền", "Quận Hoàn Kiếm", &[3]),
    ("00100", "Phường Quang Trung", "Quận Đống Đa", &[5]),
    ("00101", "Phường Quang Trung", "Thị xã Sơn Tây", &[7]),
    ("00328", "Phường Hoàng Liệt", "Quận Hoàng Mai", &[5, 6]),
    ("10048", "Xã Đông Phương Yên", "Huyện Chương Mỹ", &[7]),
];

/// Streets with the column they run through; `Nguyễn Trãi` runs in two.
const STREETS: [(&str, usize); 13] = [
    ("Phố Hàng Bạc", 3),
    ("Phố Đội Cấn", 1),
    ("Phố Đội Cấn", 0),
    ("Phố Kim Mã", 2),
    ("Đường Nguyễn Trãi", 5),
    ("Đường Nguyễn Trãi", 6),
    ("Phố Huế", 3),
    ("Phố Xã Đàn", 5),
    ("QL6", 7),
    ("Phố Dương Đình Nghệ", 2),
    ("Phố Linh Đường", 6),
    ("Ngõ 6 Phố Linh Đường", 6),
    ("Ngách 6/12 Linh Đường", 6),
];

fn middle(column: usize) -> LonLat {
    LonLat::new(105.05 + column as f64 * 0.1, 21.05)
}

/// A point of a street: its row, so that no two streets meet, and its share of the way from west to east.
fn on_street(street: usize, share: f64) -> LonLat {
    let (_, column) = STREETS[street];
    LonLat::new(
        middle(column).lon - 0.002 + 0.004 * share,
        21.01 + 0.005 * street as f64,
    )
}

fn town() -> Dataset {
    let mut dataset = Dataset::default();
    for (column, (code, name)) in COMMUNES.into_iter().enumerate() {
        let west = 105.0 + column as f64 * 0.1;
        dataset.areas.push(Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Commune,
            territory: Territory::of_name(name),
            outline: MultiPolygon(vec![polygon![
                (x: west, y: 21.0), (x: west + 0.1, y: 21.0), (x: west + 0.1, y: 21.1), (x: west, y: 21.1)
            ]]),
            point: middle(column),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        });
    }
    dataset.areas.push(Area {
        code: "01".into(),
        name: "Thành phố Hà Nội".into(),
        level: AreaLevel::City,
        ..dataset.areas[0].clone()
    });
    let mut roads = RoadNetwork::default();
    for (street, (name, _)) in STREETS.into_iter().enumerate() {
        let nodes = (0..3).map(|step| {
            roads.nodes.push(RoadNode {
                id: roads.nodes.len() as i64,
                location: on_street(street, f64::from(step) / 2.0),
                barrier: None,
            });
            roads.nodes.len() as u32 - 1
        });
        let nodes = nodes.collect();
        roads.ways.push(RoadWay {
            id: street as i64,
            class: "residential".into(),
            name: Some(name.into()),
            nodes,
            tags: Vec::new(),
        });
    }
    dataset.roads = roads;
    for (code, name, address, at) in [
        ("A1", "Đại lý Đội Cấn", "218 Đội Cấn", on_street(1, 0.2)),
        ("A2", "Bưu cục Đội Cấn", "238 phố Đội Cấn", on_street(1, 0.6)),
        (
            "A3",
            "Cửa hàng Kim Mã",
            "525 Kim Mã, phường Giảng Võ",
            on_street(3, 0.5),
        ),
        ("A4", "Chợ Mơ", "ngõ 12 Nguyễn Trãi", on_street(4, 0.1)),
    ] {
        let mut facility = Facility::new(code, FacilityKind::Agent, name, at);
        facility.address = Some(address.into());
        dataset.facilities.push(facility);
    }
    let mut candidate = Candidate::new("U1", FacilityKind::Agent, "Nhà văn hóa Tràng Tiền", on_street(0, 0.0));
    candidate.address = Some("2 Hàng Bạc".into());
    dataset.candidates.push(candidate);
    dataset.sort();
    dataset
}

/// The town with the crosswalk that says what became of its communes of before.
fn with_crosswalk(mut town: Dataset) -> Dataset {
    let rows = FORMER.iter().flat_map(|(code, name, district, columns)| {
        columns.iter().map(|&column| CrosswalkEntry {
            old_code: (*code).into(),
            old_name: (*name).into(),
            old_district: Some((*district).into()),
            new_code: COMMUNES[column].0.into(),
            new_name: COMMUNES[column].1.into(),
            part: CrosswalkPart::Whole,
            confidence: None,
        })
    });
    town.crosswalk = rows.collect();
    town
}

fn book() -> AddressBook {
    AddressBook::build(&with_crosswalk(town()))
}

fn find(book: &AddressBook, address: &str) -> AddressMatch {
    book.find(AddressQuery {
        address,
        ..AddressQuery::default()
    })
}
