//! Administrative change: the crosswalk on a town worked out on paper, and on the real files of Hanoi.
//!
//! Long because the town, its two layouts and what every answer makes of them are read together.

mod sorting;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gandan::geometry::LonLat;
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{
    Area, AreaCount, AreaId, AreaLevel, CrosswalkEntry, CrosswalkPart, Dataset, DemandCell, Facility, FacilityKind,
    Finding, Month, Origin, PerformanceMonth, Severity, Territory,
};
use gandan::planner::import::merge;
use gandan::planner::{Thousandths, areas_told, dossiers_told};
use gandan::registry::{Certainty, Layout, Layouts};
use gandan::store::{Overwrite, Workspace};
use geo_types::{MultiPolygon, Polygon};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{done, gandan, text};

fn commune(code: &str, name: &str, west: f64, people: f64) -> Area {
    let (west, east) = (105.0 + west, 105.2 + west);
    let ring = vec![(west, 21.0), (east, 21.0), (east, 21.1), (west, 21.1)];
    Area {
        code: code.into(),
        name: name.into(),
        level: AreaLevel::Commune,
        territory: Territory::Urban,
        outline: MultiPolygon(vec![Polygon::new(ring.into(), vec![])]),
        point: LonLat::new(west + 0.1, 21.05),
        area_km2: None,
        declared_people: Some(people),
        outline_origin: Origin::Fact,
        valid_from: None,
        valid_to: None,
    }
}

fn row(old: (&str, &str), new: (&str, &str), part: CrosswalkPart) -> CrosswalkEntry {
    CrosswalkEntry {
        old_code: old.0.into(),
        old_name: old.1.into(),
        old_district: Some("Quận Này".into()),
        new_code: new.0.into(),
        new_name: new.1.into(),
        part,
        confidence: None,
    }
}

fn count(code: &str, people: u64) -> AreaCount {
    AreaCount {
        series: "dem-2019".into(),
        as_of: Some("2019".into()),
        code: Some(code.into()),
        name: format!("Phường {code}"),
        district: Some("Quận Này".into()),
        people,
        elderly: None,
        point: None,
    }
}

fn report(facility: &str, month: u8, dossiers: f64) -> PerformanceMonth {
    PerformanceMonth::new(facility.into(), Month { year: 2025, month }, dossiers)
}

/// Old wards A, B, C, D of 10, 20, 30, 40 people; A and B went to the west, D to the east, and C by 1 : 2 to both.
/// 600 people live in the west today, 400 of them beside its one point, and 400 in the east, without any.
fn town() -> Dataset {
    let (west, east) = (("1", "Phường Tây"), ("4", "Phường Đông"));
    let (whole, part) = (CrosswalkPart::Whole, CrosswalkPart::Part);
    let cell = |code: &str, lon: f64, people: f64, area: u32| DemandCell {
        code: code.into(),
        location: LonLat::new(105.0 + lon, 21.05),
        people,
        elderly: None,
        enterprises: None,
        area: Some(AreaId(area)),
    };
    let point = |code: &str, lon: f64, area: &str| {
        let place = LonLat::new(105.0 + lon, 21.05);
        let mut facility = Facility::new(code, FacilityKind::Agent, format!("Đại lý {code}"), place);
        facility.area = Some(area.into());
        facility
    };
    let closed = Facility {
        status: gandan::model::FacilityStatus::Closed,
        ..point("P2", 0.35, "4")
    };
    Dataset {
        areas: vec![
            commune("1", "Phường Tây", 0.0, 100.0),
            commune("4", "Phường Đông", 0.2, 200.0),
        ],
        cells: vec![
            cell("C1", 0.05, 400.0, 0),
            cell("C2", 0.17, 200.0, 0),
            cell("C3", 0.35, 400.0, 1),
        ],
        facilities: vec![point("P1", 0.05, "1"), closed],
        performance: vec![report("P1", 6, 8.0), report("P1", 7, 4.0), report("P2", 7, 3.0)],
        crosswalk: vec![
            row(("1", "Phường A"), west, whole),
            row(("2", "Phường B"), west, whole),
            row(("3", "Phường C"), west, part),
            row(("3", "Phường C"), east, part),
            row(("4", "Xã D"), east, whole),
        ],
        area_counts: vec![count("1", 10), count("2", 20), count("3", 30), count("4", 40)],
        ..Dataset::default()
    }
}

fn workspace(folder: &tempfile::TempDir, dataset: &Dataset) -> PathBuf {
    let path = folder.path().join("town.gpkg");
    Workspace::create(&path, dataset, Overwrite::Refuse).expect("created");
    path
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&done(args)).expect("json")
}

#[test]
fn two_wards_told_as_the_four_they_were_give_the_figures_of_paper_and_pencil() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = workspace(&folder, &town());
    let told = json(&["areas", text(&path), "--layout", "old", "--format", "json"]);
    let rows = told["rows"].as_array().expect("rows");
    let figures = |row: &Value| {
        let passing = row["passing_people"]["plan68"].as_f64();
        (
            row["code"].as_str().map(str::to_owned),
            row["people"].as_f64(),
            passing,
            row["points"].as_u64(),
        )
    };
    let figures: Vec<_> = rows.iter().map(figures).collect();
    // The west is A 10, B 20, C 10 of its 40 of 2019; the east C 20 and D 40 of 60. The one point goes to the largest.
    let expected = [
        ("1", 150.0, 100.0, 0),
        ("2", 300.0, 200.0, 1),
        ("3", 283.333, 100.0, 0),
        ("4", 266.667, 0.0, 0),
    ];
    let expected = expected
        .map(|(code, people, passing, points)| (Some(code.to_owned()), Some(people), Some(passing), Some(points)));
    assert_eq!(figures, expected);
    assert!(rows.iter().all(|row| row["certainty"] == "estimate"));
    assert_eq!(rows[3]["counted"]["dem-2019"]["people"], 40);
    assert_eq!(rows[3]["counted"]["dem-2019"]["certainty"], "exact");
    assert_eq!(
        (told["total"]["people"].as_f64(), told["total"]["points"].as_u64()),
        (Some(1000.0), Some(1))
    );

    let today = json(&["areas", text(&path), "--sort", "code", "--format", "json"]);
    let rows = today["rows"].as_array().expect("rows");
    assert!(rows.iter().all(|row| row["certainty"] == "exact"));
    assert_eq!(
        (rows[0]["people"].as_f64(), rows[1]["people"].as_f64()),
        (Some(600.0), Some(400.0))
    );
    assert_eq!(rows[0]["counted"]["dem-2019"]["people"], 40, "10, 20 and a third of 30");
    assert_eq!(rows[0]["counted"]["dem-2019"]["certainty"], "estimate");
    assert_eq!(today["total"]["people"], told["total"]["people"]);
}

#[test]
fn a_trend_goes_on_across_the_change_in_either_layout() {
    let town = town();
    let layouts = Layouts::of(&town);
    let told = dossiers_told(&town, &layouts, Layout::Old);
    assert_eq!(
        told.months,
        [Month { year: 2025, month: 6 }, Month { year: 2025, month: 7 }]
    );
    let amount = |dossiers: f64| Some(Thousandths::of(dossiers));
    let rows: Vec<&Vec<Option<Thousandths>>> = told.rows.iter().map(|(_, months)| months).collect();
    assert_eq!(rows[0], &[amount(2.0), amount(1.0)]);
    assert_eq!(rows[1], &[amount(4.0), amount(2.0)]);
    assert_eq!(rows[2], &[amount(2.0), amount(1.0 + 1.0)]);
    assert_eq!(rows[3], &[None, amount(2.0)], "no report is not no dossier");
    assert_eq!(told.total, [Thousandths(8000), Thousandths(7000)]);
    let today = dossiers_told(&town, &layouts, Layout::New);
    assert_eq!(
        today.rows[1].1,
        [None, amount(3.0)],
        "a closed point counts where it stood"
    );
    assert_eq!(today.total, told.total);
}

#[test]
fn a_trend_of_an_area_is_told_in_either_layout_and_marks_what_it_estimates() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = workspace(&folder, &town());
    let told = |code: &str, layout: &str| -> Value {
        let page = done(&[
            "trend",
            text(&path),
            "--area",
            code,
            "--layout",
            layout,
            "--format",
            "json",
        ]);
        serde_json::from_str(&page).expect("JSON")
    };
    let dossiers = |told: &Value| -> Vec<f64> {
        let months = told["months"].as_array().expect("months");
        months
            .iter()
            .map(|month| month["dossiers"].as_f64().expect("a count"))
            .collect()
    };
    // As `areas --what dossiers` has them; D reported nothing in June, which is no month of 0.
    let split = told("3", "old");
    assert_eq!(dossiers(&split), [2.0, 2.0]);
    let area =
        json!({"code": "3", "name": "Phường C", "district": "Quận Này", "layout": "old", "certainty": "estimate"});
    assert_eq!(split["area"], area);
    assert_eq!(dossiers(&told("4", "old")), [2.0]);
    let sums: f64 = ["1", "2", "3", "4"]
        .iter()
        .flat_map(|code| dossiers(&told(code, "old")))
        .sum();
    assert!(
        (sums - 15.0).abs() < 1e-9,
        "all old units together are the city: {sums}"
    );
    assert_eq!(told("1", "new")["area"]["certainty"], "exact");
    let page = done(&["trend", text(&path), "--area", "3", "--layout", "old"]);
    assert!(
        page.contains("≈ 2025-06") && page.contains("Phường C, Quận Này (3; trước sắp xếp 07/2025)"),
        "{page}"
    );
    let failed = gandan(&["trend", text(&path), "--area", "99", "--layout", "old"]);
    assert!(!failed.status.success());
    let told = String::from_utf8_lossy(&failed.stderr);
    assert!(
        told.contains("99") && told.contains("gandan areas W --layout old"),
        "{told}"
    );
}

#[test]
fn a_published_reorganisation_is_told_at_the_command_line_and_what_is_not_known_is_not_0() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut town = town();
    town.facilities[1].closes_on = Some("2025-07-10".into());
    town.facilities[1].successor = Some("P1".into());
    let path = workspace(&folder, &town);
    let told: Value =
        serde_json::from_str(&done(&["trend", text(&path), "--reorganised", "--format", "json"])).expect("JSON");
    assert_eq!(
        (
            told["receivers"][0]["facility"].as_str(),
            told["receivers"][0]["before"].as_f64()
        ),
        (Some("P1"), Some(8.0))
    );
    assert_eq!(
        told["receivers"][0]["expected"],
        Value::Null,
        "P2 told nothing before it closed"
    );
    let page = done(&["trend", text(&path), "--reorganised"]);
    assert!(
        page.contains("Đại lý P1 (P1) ← P2, 2025-07 - 2025-07") && page.contains("dự kiến chưa rõ"),
        "{page}"
    );
}

#[test]
fn the_pages_are_vietnamese_first_and_name_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = workspace(&folder, &town());
    let csv = done(&["areas", text(&path), "--layout", "old", "--format", "csv"]);
    let line = "old,4,Xã D,Quận Này,estimate,266.667,0.000,0.000,0.000,0,40,exact,226.667\n";
    assert!(csv.ends_with(line), "{csv}");
    let page = done(&["areas", text(&path), "--layout", "old"]);
    assert!(
        page.contains("KH 68 = Kế hoạch 68 (plan68)")
            && page.contains("TRƯỚC SẮP XẾP (4)")
            && page.contains("≈ Phường C, Quận Này"),
        "{page}"
    );
    let page = done(&[
        "areas",
        text(&path),
        "--layout",
        "old",
        "--lang",
        "en",
        "--what",
        "dossiers",
    ]);
    assert!(
        page.contains("BEFORE THE CHANGE (4)") && page.contains("2025-07"),
        "{page}"
    );
    let page = done(&["crosswalk", text(&path)]);
    assert!(
        page.contains("4 đơn vị cũ, 2 đơn vị mới") && page.contains("Phường Tây ≈ 10"),
        "{page}"
    );
    let csv = done(&["crosswalk", text(&path), "--format", "csv"]);
    assert!(
        csv.contains("dem-2019,3,Phường C,Quận Này,4,Phường Đông,20,estimate,declared_people,\n"),
        "{csv}"
    );

    let bare = Dataset {
        crosswalk: vec![],
        performance: vec![],
        ..town()
    };
    let other = tempfile::tempdir().expect("a folder");
    let path = workspace(&other, &bare);
    for (args, words) in [
        (vec!["areas", text(&path), "--layout", "old"], "has no crosswalk"),
        (vec!["areas", text(&path), "--what", "dossiers"], "no monthly report"),
        (vec!["crosswalk", text(&path)], "gandan import crosswalk"),
    ] {
        let output = gandan(&args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{args:?}: {told}");
        assert!(told.contains(words), "{args:?}: {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_split_nobody_is_lost_in_either_direction(
        links in prop::collection::vec((0..9usize, 0..5usize), 1..24),
        people in prop::collection::vec((0..5usize, 0.0..1e6f64), 0..12),
        declared in prop::collection::vec(prop::option::of(0.0..1e6f64), 5),
        counted in prop::collection::vec((0..12usize, 0..1_000_000u64), 0..14),
    ) {
        let name = |at: usize| format!("Phường Số {at}");
        let mut city = Dataset {
            areas: (0..5).map(|at| Area {
                declared_people: declared[at],
                ..commune(&format!("N{at}"), &format!("Phường Mới {at}"), at as f64, 0.0)
            }).collect(),
            cells: people.iter().enumerate().map(|(at, &(area, people))| DemandCell {
                code: format!("C{at:02}"),
                location: LonLat::new(105.1 + area as f64, 21.05),
                people,
                elderly: None,
                enterprises: None,
                area: Some(AreaId(area as u32)),
            }).collect(),
            crosswalk: links.iter().map(|&(old, new)| {
                let (code, to) = (format!("O{old}"), format!("N{new}"));
                row((&code, &name(old)), (&to, &format!("Phường Mới {new}")), CrosswalkPart::Part)
            }).collect(),
            // Codes above 8 are of no old unit.
            area_counts: counted.iter().map(|&(old, people)| AreaCount {
                name: format!("lạ {old}"),
                ..count(&format!("O{old}"), people)
            }).collect(),
            ..Dataset::default()
        };
        city.sort();
        let layouts = Layouts::of(&city);
        prop_assert_eq!(layouts.native(), Layout::New);
        for series in layouts.series() {
            let all: u64 = counted.iter().map(|(_, people)| people).sum();
            prop_assert_eq!(series.total, all);
            prop_assert_eq!(series.carried + series.unresolved_people(), all);
            prop_assert_eq!(series.by_new.iter().flatten().sum::<u64>(), series.carried);
            prop_assert!(series.carried_exactly <= series.carried);
            for split in &series.splits {
                prop_assert_eq!(split.parts.iter().map(|(_, people)| people).sum::<u64>(), split.people);
            }
        }
        let snapshot = gandan::planner::Snapshot::build(city, None);
        let (city, coverages) = (snapshot.dataset(), snapshot.coverages());
        let new = areas_told(city, &layouts, coverages, Layout::New);
        let old = areas_told(city, &layouts, coverages, Layout::Old);
        prop_assert_eq!(new.total.people, old.total.people);
        prop_assert_eq!(&new.total.passing, &old.total.passing);
        let sum: u64 = old.rows.iter().map(|(_, figures)| figures.people.0).sum::<u64>() + old.outside.people.0;
        prop_assert_eq!(sum, old.total.people.0);
        for (unit, figures) in &old.rows {
            prop_assert!(figures.passing.iter().all(|passing| *passing <= figures.people), "{:?}", unit);
        }
        // What is called exact is: an old unit alone in its new ones has all their people.
        for (unit, figures) in old.rows.iter().filter(|(unit, _)| unit.certainty == Certainty::Exact) {
            let Some(at) = unit.unit else { continue };
            let areas = layouts.areas_of(Layout::Old, at);
            let whole: u64 = areas.iter().map(|&area| new.rows[area].1.people.0).sum();
            prop_assert_eq!(figures.people.0, whole, "{:?}", unit);
        }
    }
}

fn real() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn real_layer(folder: &Path, kind: Kind, name: &str) -> (Layer, Vec<Finding>) {
    let file = std::fs::File::open(folder.join(name)).expect(name);
    let (layer, findings) = read(kind, name, file, &ReadOptions::default());
    let errors: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    (layer.expect(name), findings)
}

#[test]
fn the_census_of_2019_is_carried_to_the_126_communes_but_for_86_wards_that_are_named() {
    let Some(folder) = real() else { return };
    let mut city = Dataset::default();
    let mut census_findings = Vec::new();
    for (kind, name) in [
        (Kind::Areas, "communes-126-2025-07.geojson"),
        (Kind::Crosswalk, "communes-old-to-new-2025.csv"),
        (Kind::Census, "census-2019-584-wards.csv"),
    ] {
        let (layer, findings) = real_layer(&folder, kind, name);
        merge(&mut city, vec![layer], Vec::new());
        census_findings = findings;
    }
    let lost = census_findings
        .iter()
        .find(|finding| finding.check == "people_without_code");
    assert_eq!(lost.and_then(|finding| finding.people), Some(678_871.0));
    let layouts = Layouts::of(&city);
    let crosswalk = layouts.crosswalk();
    assert_eq!((crosswalk.old_units().len(), crosswalk.new_units().len()), (526, 126));
    let named = layouts
        .communes()
        .iter()
        .filter(|&&area| layouts.unit_of_area(area).is_some());
    assert_eq!(
        named.count(),
        126,
        "every commune of the map is a unit of the crosswalk"
    );
    let [series] = layouts.series() else {
        panic!("one series")
    };
    assert_eq!((series.rows, series.layout), (584, Layout::Old));
    assert_eq!(series.total, 8_053_663);
    assert_eq!(series.carried, 7_374_792);
    assert_eq!(series.unresolved_people(), 678_871);
    assert_eq!(series.unresolved.len(), 86);
    assert_eq!(series.by_new.iter().flatten().sum::<u64>(), 7_374_792);
    assert_eq!(series.by_new.iter().flatten().count(), 126);
    let largest = &series.unresolved[0];
    assert_eq!((largest.name.as_str(), largest.people), ("saidong", 17_655));
    // 326 old wards of 526 have one destination; of the shares none rests on guesswork.
    let old = 0..crosswalk.old_units().len();
    assert_eq!(old.filter(|&old| crosswalk.destinations(old).len() == 1).count(), 326);
}

#[test]
fn the_program_tells_the_real_city_in_both_layouts_with_the_same_totals() {
    let Some(real) = real() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("real.gpkg");
    let points = folder.path().join("points.csv");
    // Trúc Bạch went whole to Ba Đình; Cống Vị was split between Ngọc Hà and Giảng Võ.
    let rows = "Mã;Loại;Tên;Kinh độ;Vĩ độ;Mã xã\nA;Đại lý;Trúc Bạch;105.838;21.0386;00004\nB;Đại lý;Cống Vị;105.816;21.0381;00007\n\
                C;Đại lý;Theo tên;105.838;21.0386;Trúc Bạch, Ba Đình\n";
    std::fs::write(&points, rows).expect("written");
    let import = |kind: &str, file: &Path| {
        let output = gandan(&["import", kind, text(file), "--workspace", text(&path)]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        told
    };
    import("areas", &real.join("communes-126-2025-07.geojson"));
    import("demand", &real.join("worldpop-2020-1km-hanoi.tif"));
    import("crosswalk", &real.join("communes-old-to-new-2025.csv"));
    import("census", &real.join("census-2019-584-wards.csv"));
    let told = import("facilities", &points);
    assert!(
        told.contains("old_code_resolved") && told.contains("old_code_by_position"),
        "{told}"
    );
    let city = Workspace::load(&path).expect("loaded");
    let name = |code: &str| {
        let area = city.areas.iter().find(|area| area.code == code);
        area.map_or("", |area| area.name.as_str())
    };
    let stands: Vec<&str> = city
        .facilities
        .iter()
        .filter_map(|point| point.area.as_deref())
        .map(name)
        .collect();
    assert_eq!(stands, ["Phường Ba Đình", "Phường Ngọc Hà", "Phường Ba Đình"]);

    let told = json(&["crosswalk", text(&path), "--format", "json"]);
    let series = &told["series"][0];
    let figures = [
        "total_people",
        "carried_people",
        "unresolved_people",
        "unresolved_units",
        "units",
    ];
    let figures = figures.map(|field| series[field].as_u64().expect(field));
    assert_eq!(figures, [8_053_663, 7_374_792, 678_871, 86, 584]);
    let page = done(&["crosswalk", text(&path)]);
    assert!(
        page.contains("8.053.663") && page.contains("7.374.792") && page.contains("678.871"),
        "{page}"
    );

    let sums = ["new", "old"].map(|layout| {
        let csv = done(&["areas", text(&path), "--layout", layout, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = 0;
        for row in reader.records() {
            let row = row.expect("a row");
            rows += u64::from(!row[1].is_empty());
            for (head, cell) in header
                .iter()
                .zip(&row)
                .skip(5)
                .filter(|(head, _)| !head.starts_with("counted") && !head.starts_with("difference"))
            {
                let digits = cell.replace('.', "");
                *sums.entry(head.to_owned()).or_default() += digits.parse::<u64>().expect("a number");
            }
        }
        (rows, sums)
    });
    let [(new_rows, new), (old_rows, old)] = sums;
    assert_eq!((new_rows, old_rows), (126, 526));
    assert_eq!(new, old, "thousandths of people and points, every column");
    let people = new["people"] as f64 / 1000.0;
    assert!((people - 8_242_267.0).abs() <= 824.0, "{people}");

    let output = gandan(&["check", text(&path)]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.contains("[crosswalk_unresolved]") && told.contains("(678.871 người)"),
        "{told}"
    );
    assert!(told.contains("[population_sources]"), "{told}");
}
