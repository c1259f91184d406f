//! What people type, and what they mean by it.

use super::{Finder, HitKind};
use crate::geometry::LonLat;
use crate::model::{
    Area, AreaLevel, Dataset, Facility, FacilityKind, GreenArea, Origin, Procedure, RoadNetwork, RoadNode, RoadWay,
    Territory, WaterBody, Waterway, WaterwayClass,
};
use geo_types::{MultiPolygon, polygon};

/// Communes in a row from west to east, each a tenth of a degree wide.
const COMMUNES: [(&str, &str); 8] = [
    ("00070", "Phường Hoàn Kiếm"),
    ("00235", "Phường Đống Đa"),
    ("00097", "Phường Tây Hồ"),
    ("00277", "Phường Láng"),
    ("00337", "Phường Vĩnh Hưng"),
    ("09886", "Phường Hà Đông"),
    ("09787", "Xã Ba Vì"),
    ("00454", "Xã Sóc Sơn"),
];

/// Streets with the column they run in; the longer first where one name stands twice.
const STREETS: [(&str, usize); 10] = [
    ("Phố Hàng Bạc", 0),
    ("Hàng Bạc", 0),
    ("Phố Hàng Bồ", 0),
    ("Nguyễn Chí Thanh", 3),
    ("Đường Láng", 3),
    ("Đường Nguyễn Trãi", 1),
    ("Đường Nguyễn Trãi", 5),
    ("Phố Đinh Tiên Hoàng", 0),
    ("Đại lộ Thăng Long", 6),
    ("Phố Xã Đàn", 1),
];

fn square(column: usize) -> MultiPolygon<f64> {
    let west = 105.0 + column as f64 * 0.1;
    MultiPolygon(vec![polygon![
        (x: west, y: 21.0), (x: west + 0.1, y: 21.0), (x: west + 0.1, y: 21.1), (x: west, y: 21.1)
    ]])
}

fn middle(column: usize) -> LonLat {
    LonLat::new(105.05 + column as f64 * 0.1, 21.05)
}

fn hanoi() -> Dataset {
    let mut dataset = Dataset::default();
    for (column, (code, name)) in COMMUNES.into_iter().enumerate() {
        dataset.areas.push(Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Commune,
            territory: Territory::of_name(name),
            outline: square(column),
            point: middle(column),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        });
    }
    let mut roads = RoadNetwork::default();
    for (index, (name, column)) in STREETS.into_iter().enumerate() {
        let nodes: Vec<u32> = (0..3)
            .map(|step| {
                let at = middle(column);
                let location = LonLat::new(at.lon - 0.02 + f64::from(step) * 0.02, at.lat + index as f64 * 0.001);
                roads.nodes.push(RoadNode {
                    id: roads.nodes.len() as i64,
                    location,
                    barrier: None,
                });
                roads.nodes.len() as u32 - 1
            })
            .collect();
        let (id, class) = (index as i64, "residential".to_owned());
        roads.ways.push(RoadWay {
            id,
            class,
            name: Some(name.into()),
            nodes,
            tags: Vec::new(),
        });
    }
    dataset.roads = roads;
    for (code, name, column, address) in [
        ("DL001", "Bưu cục Đống Đa", 1, Some("12 phố Xã Đàn")),
        (
            "DL002",
            "Đại lý dịch vụ công BIDV Hàng Bài",
            0,
            Some("4B Lê Thánh Tông"),
        ),
        ("TN001", "Điểm tiếp nhận phường Vĩnh Hưng", 4, None),
        (
            "CN001",
            "Chi nhánh số 1 Trung tâm Phục vụ hành chính công",
            2,
            Some("258 Võ Chí Công"),
        ),
    ] {
        let mut facility = Facility::new(code, FacilityKind::Agent, name, middle(column));
        facility.address = address.map(Into::into);
        facility.area = Some(COMMUNES[column].0.into());
        dataset.facilities.push(facility);
    }
    for (name, column) in [("Hồ Tây", 2), ("Hồ Hoàn Kiếm", 0), ("Sông Hồng", 7)] {
        dataset.water.push(WaterBody {
            name: Some(name.into()),
            outline: square(column),
            origin: Origin::Fact,
        });
    }
    dataset.green.push(GreenArea {
        name: Some("Công viên Thống Nhất".into()),
        outline: square(3),
        origin: Origin::Fact,
    });
    dataset.waterways.push(Waterway {
        name: Some("Sông Tô Lịch".into()),
        class: WaterwayClass::River,
        line: vec![middle(1), middle(2), middle(3)],
        origin: Origin::Fact,
    });
    for (code, name) in [("1.004222", "Đăng ký thường trú"), ("1.001193", "Đăng ký khai sinh")] {
        dataset.procedures.push(Procedure {
            code: code.into(),
            name: name.into(),
            field: Some("Cư trú, hộ tịch".into()),
        });
    }
    dataset.sort();
    dataset
}

#[test]
fn the_first_hit_is_what_was_meant() {
    use HitKind::{Commune, Facility, Place, Procedure, Street};
    let finder = Finder::build(&hanoi());
    let table: [(&str, HitKind, &str); 48] = [
        // Communes: with and without accents, with the former district words, abbreviated, run together.
        ("Phường Hoàn Kiếm", Commune, "Phường Hoàn Kiếm"),
        ("phuong hoan kiem", Commune, "Phường Hoàn Kiếm"),
        ("hoàn kiếm", Commune, "Phường Hoàn Kiếm"),
        ("hoankiem", Commune, "Phường Hoàn Kiếm"),
        ("HOAN KIEM", Commune, "Phường Hoàn Kiếm"),
        ("quận Hoàn Kiếm", Commune, "Phường Hoàn Kiếm"),
        ("Q. Hoàn Kiếm", Commune, "Phường Hoàn Kiếm"),
        ("p.dong da", Commune, "Phường Đống Đa"),
        ("đống đa", Commune, "Phường Đống Đa"),
        ("dong da", Commune, "Phường Đống Đa"),
        ("Tây Hồ", Commune, "Phường Tây Hồ"),
        ("huyện Ba Vì", Commune, "Xã Ba Vì"),
        ("ba vi", Commune, "Xã Ba Vì"),
        ("soc son", Commune, "Xã Sóc Sơn"),
        ("ha dong", Commune, "Phường Hà Đông"),
        ("vinh hung", Commune, "Phường Vĩnh Hưng"),
        ("phường láng", Commune, "Phường Láng"),
        // Slips.
        ("hoàn kiêm", Commune, "Phường Hoàn Kiếm"),
        ("hoan keim", Commune, "Phường Hoàn Kiếm"),
        ("vinh hnug", Commune, "Phường Vĩnh Hưng"),
        ("soc sonn", Commune, "Xã Sóc Sơn"),
        ("nguyen chi thnah", Street, "Nguyễn Chí Thanh"),
        ("dang ky thuong chu", Procedure, "Đăng ký thường trú"),
        // Streets: kind words, house numbers, communes behind them, beginnings.
        ("hàng bạc", Street, "Phố Hàng Bạc"),
        ("hang bac", Street, "Phố Hàng Bạc"),
        ("12 Hàng Bạc", Street, "Phố Hàng Bạc"),
        ("số 12 ngõ 34 phố hàng bạc", Street, "Phố Hàng Bạc"),
        ("hang bo", Street, "Phố Hàng Bồ"),
        ("đường láng", Street, "Đường Láng"),
        ("duong nguyen chi thanh", Street, "Nguyễn Chí Thanh"),
        ("nguyễn trãi hà đông", Street, "Đường Nguyễn Trãi"),
        ("dinh tien h", Street, "Phố Đinh Tiên Hoàng"),
        ("dai lo thang long", Street, "Đại lộ Thăng Long"),
        ("thăng long", Street, "Đại lộ Thăng Long"),
        ("xã đàn", Street, "Phố Xã Đàn"),
        // Water.
        ("Hồ Tây", Place, "Hồ Tây"),
        ("ho tay", Place, "Hồ Tây"),
        ("hồ hoàn kiếm", Place, "Hồ Hoàn Kiếm"),
        ("song hong", Place, "Sông Hồng"),
        ("song to lich", Place, "Sông Tô Lịch"),
        ("cong vien thong nhat", Place, "Công viên Thống Nhất"),
        // Facilities, by name or with words of the address.
        ("bưu cục đống đa", Facility, "Bưu cục Đống Đa"),
        ("buu cuc", Facility, "Bưu cục Đống Đa"),
        ("bidv", Facility, "Đại lý dịch vụ công BIDV Hàng Bài"),
        ("diem tiep nhan vinh hung", Facility, "Điểm tiếp nhận phường Vĩnh Hưng"),
        (
            "chi nhánh số 1",
            Facility,
            "Chi nhánh số 1 Trung tâm Phục vụ hành chính công",
        ),
        // Procedures.
        ("khai sinh", Procedure, "Đăng ký khai sinh"),
        ("dang ky thuong tru", Procedure, "Đăng ký thường trú"),
    ];
    let wrong: Vec<String> = table
        .into_iter()
        .filter_map(|(query, kind, label)| {
            let hits = finder.search(query, 5);
            let first = hits.first().map(|hit| (hit.kind, hit.label.as_str()));
            (first != Some((kind, label))).then(|| format!("{query}: {first:?}, not {label}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_street_of_two_communes_is_told_twice_and_the_commune_typed_comes_first() {
    let finder = Finder::build(&hanoi());
    let details = |query: &str| {
        finder
            .search(query, 5)
            .into_iter()
            .filter_map(|hit| hit.detail)
            .collect::<Vec<_>>()
    };
    assert_eq!(details("nguyen trai"), ["Phường Hà Đông", "Phường Đống Đa"]);
    assert_eq!(
        details("nguyen trai dong da").first().map(String::as_str),
        Some("Phường Đống Đa")
    );
    let bac: Vec<_> = finder
        .search("hang bac", 9)
        .into_iter()
        .filter(|hit| hit.label.contains("Bạc"))
        .collect();
    assert_eq!(bac.len(), 1, "one street under two spellings: {bac:?}");
}

#[test]
fn nonsense_finds_nothing_and_the_limit_holds() {
    let finder = Finder::build(&hanoi());
    for query in ["", "   ", "%&/", "qwertyuiop", "zzz", "中文"] {
        assert_eq!(finder.search(query, 5), [], "{query}");
    }
    assert_eq!(finder.search("phuong", 2).len(), 2);
    assert_eq!(finder.search(&"a".repeat(100_000), 5), []);
    assert_eq!(Finder::build(&Dataset::default()).search("hoan kiem", 5), []);
}
