//! The readers on real files with known truths, on a corpus of broken and odd files, and on noise.
//!
//! Long because it is one corpus: each broken file beside what is said of it.

mod encodings;
mod files;
mod frames;
mod ground;
mod limits;
mod places;
mod round_trip;
mod sheets;

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};

use gandan::geometry::Crs;
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{FacilityKind, Finding, Language, Severity, Territory, TurnVia};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of the real data, or `None` (said) where the folder is absent.
fn real(name: &str) -> Option<BufReader<File>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/hanoi-real")
        .join(name);
    match File::open(&path) {
        Ok(file) => Some(BufReader::new(file)),
        Err(error) => {
            println!("skipped: {} cannot be opened ({error})", path.display());
            None
        }
    }
}

fn read_fixture(folder: &str, name: &str, kind: Kind, options: &ReadOptions) -> (Option<Layer>, Vec<Finding>) {
    let path = fixture(folder).join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read(kind, name, Cursor::new(bytes), options)
}

fn agents() -> ReadOptions {
    ReadOptions {
        default_kind: Some(FacilityKind::Agent),
        ..ReadOptions::default()
    }
}

fn errors(findings: &[Finding]) -> Vec<&Finding> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect()
}

fn count(findings: &[Finding], check: &str) -> usize {
    findings.iter().filter(|finding| finding.check == check).count()
}

// ---- real files ----

#[test]
fn the_real_places_are_2028_agents_of_which_206_have_no_name() {
    let Some(file) = real("places-osm-candidates.csv") else {
        return;
    };
    let (layer, findings) = read(Kind::Facilities, "places.csv", file, &agents());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    let Some(Layer::Facilities(places)) = layer else {
        panic!("facilities: {findings:?}")
    };
    assert_eq!(places.len(), 2028);
    assert_eq!(count(&findings, "missing_name"), 206);
    assert_eq!(count(&findings, "name_not_nfc"), 1);
    assert!(places.iter().all(|place| place.kind == FacilityKind::Agent));
    assert!(
        places
            .iter()
            .filter(|place| place.operator.as_deref() == Some("BIDV"))
            .count()
            >= 30
    );
    let first = places
        .iter()
        .find(|place| place.code == "osm-1498026006")
        .expect("BIDV, 71 Nguyễn Chí Thanh");
    assert_eq!(first.address.as_deref(), Some("71 Đường Nguyễn Chí Thanh"));
    assert_eq!(first.operator.as_deref(), Some("BIDV"));
}

#[test]
fn the_real_rasters_hold_the_people_they_are_known_to_hold() {
    for (name, cells, people) in [
        ("worldpop-2020-1km-hanoi.tif", Some(4191), 8_242_267.0),
        ("worldpop-2020-1km-vietnam.tif", None, 97_338_584.0),
    ] {
        let Some(file) = real(name) else { return };
        let (layer, findings) = read(Kind::Demand, name, file, &ReadOptions::default());
        let Some(Layer::Demand(list)) = layer else {
            panic!("{name}: {findings:?}")
        };
        let total: f64 = list.iter().map(|cell| cell.people).sum();
        assert!((total / people - 1.0).abs() < 1e-4, "{name}: {total}");
        assert!(
            cells.is_none_or(|cells| cells == list.len()),
            "{name}: {} cells",
            list.len()
        );
        assert_eq!(errors(&findings), Vec::<&Finding>::new());
    }
}

#[test]
fn the_126_communes_keep_their_names_and_enclose_their_points() {
    let Some(file) = real("communes-126-2025-07.geojson") else {
        return;
    };
    let (layer, findings) = read(Kind::Areas, "communes.geojson", file, &ReadOptions::default());
    assert_eq!(findings, []);
    let Some(Layer::Areas(areas)) = layer else {
        panic!("no areas")
    };
    assert_eq!(areas.len(), 126);
    let mut names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 126);
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("Phường ") || name.starts_with("Xã ")),
        "{names:?}"
    );
    assert!(names.contains(&"Phường Đống Đa"));
    assert_eq!(
        areas.iter().filter(|area| area.territory == Territory::Urban).count(),
        51
    );
    assert_eq!(areas.iter().filter(|area| area.declared_people.is_some()).count(), 72);
    use geo::Contains;
    assert!(
        areas
            .iter()
            .all(|area| area.outline.contains(&geo::Point::new(area.point.lon, area.point.lat)))
    );
}

#[test]
fn the_outline_of_the_city_has_its_3360_square_kilometres() {
    let Some(file) = real("city-outline.geojson") else {
        return;
    };
    let (layer, findings) = read(Kind::Outline, "outline.geojson", file, &ReadOptions::default());
    let Some(Layer::Outline(outline)) = layer else {
        panic!("{findings:?}")
    };
    use geo::Area;
    let km2 = outline.unsigned_area() * 110.7 * 111.32 * 21.0f64.to_radians().cos();
    assert!((km2 / 3359.84 - 1.0).abs() < 0.01, "{km2} km2");
}

#[test]
fn the_real_roads_have_24690_ways_over_116770_nodes() {
    let Some(file) = real("roads-inner-districts-2025-05.osm.pbf") else {
        return;
    };
    let (layer, findings) = read(Kind::Roads, "roads.osm.pbf", file, &ReadOptions::default());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    let Some(Layer::Roads(roads)) = layer else {
        panic!("{findings:?}")
    };
    assert_eq!((roads.ways.len(), roads.nodes.len()), (24_690, 116_770), "{findings:?}");
    assert_eq!(
        roads.ways.iter().filter(|way| way.tag("oneway") == Some("-1")).count(),
        1
    );
    assert!(roads.ways.iter().any(|way| way.class == "ladder"));
    assert!(roads.ways.is_sorted_by_key(|way| way.id) && roads.nodes.is_sorted_by_key(|node| node.id));
    assert!(
        roads
            .ways
            .iter()
            .all(|way| way.nodes.len() >= 2 && way.tags.is_sorted())
    );
}

#[test]
fn the_real_quarter_accounts_for_527_highways_and_21_restrictions() {
    let Some(file) = real("roads-small-sample.osm") else {
        return;
    };
    let (layer, findings) = read(Kind::Roads, "quarter.osm", file, &ReadOptions::default());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    let Some(Layer::Roads(roads)) = layer else {
        panic!("{findings:?}")
    };
    // Two are under construction. Of the 21 restrictions three speak of roads that are not in the file; of the
    // others five hold over a way and six by the hour.
    assert_eq!(
        roads.ways.iter().filter(|way| way.class != "ferry").count(),
        525,
        "{findings:?}"
    );
    assert_eq!(roads.ways.len(), 526, "a ferry crosses the pond");
    assert_eq!(roads.restrictions.len(), 18, "{findings:?}");
    let over_ways = roads
        .restrictions
        .iter()
        .filter(|turn| matches!(turn.via, TurnVia::Ways(_)));
    assert_eq!(over_ways.count(), 5);
    assert_eq!(
        roads
            .restrictions
            .iter()
            .filter(|turn| turn.condition.is_some())
            .count(),
        6
    );
    let told = |check: &str| {
        findings
            .iter()
            .find(|finding| finding.check == check)
            .map(|finding| finding.message.clone())
    };
    assert!(
        told("roads_left_out").is_some_and(|message| message.ends_with("2 construction")),
        "{findings:?}"
    );
    let missing: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.check == "restriction_roads_missing")
        .filter_map(|finding| finding.value.as_deref())
        .collect();
    assert_eq!(missing, ["9853258", "9894728", "16630043"]);
    for check in ["restriction_malformed", "restriction_hours_unreadable"] {
        assert_eq!(told(check), None);
    }
    let excepted = roads
        .restrictions
        .iter()
        .filter(|turn| turn.except.iter().any(|class| class == "motorcycle"));
    assert_eq!(excepted.count(), 14);
}

// ---- broken files: file, kind, check, row, column, value ----

type Broken = (
    &'static str,
    Kind,
    &'static str,
    Option<u64>,
    Option<&'static str>,
    Option<&'static str>,
);

const BROKEN: &[Broken] = {
    use Kind::*;
    &[
        ("empty.csv", Facilities, "empty_file", None, None, None),
        ("empty.csv", Roads, "empty_file", None, None, None),
        ("blank.csv", Demand, "empty_file", None, None, None),
        ("header_only.csv", Facilities, "no_rows", None, None, None),
        (
            "latitude_210.csv",
            Facilities,
            "latitude_out_of_range",
            Some(3),
            Some("lat"),
            Some("210"),
        ),
        (
            "longitude_-200.csv",
            Facilities,
            "longitude_out_of_range",
            Some(2),
            Some("lon"),
            Some("-200"),
        ),
        (
            "latitude_text.csv",
            Facilities,
            "not_a_coordinate",
            Some(3),
            Some("lat"),
            Some("north"),
        ),
        (
            "position_blank.csv",
            Facilities,
            "missing_position",
            Some(3),
            Some("lat"),
            Some(""),
        ),
        (
            "position_zero.csv",
            Facilities,
            "position_is_zero",
            Some(3),
            Some("lon"),
            Some("0"),
        ),
        (
            "vn2000_unsaid.csv",
            Facilities,
            "coordinates_look_projected",
            Some(2),
            Some("kinh độ"),
            Some("588000,5"),
        ),
        (
            "no_coordinates.csv",
            Facilities,
            "addresses_without_positions",
            Some(1),
            None,
            None,
        ),
        ("no_kind.csv", Facilities, "missing_column", Some(1), Some("kind"), None),
        (
            "kind_unknown.csv",
            Facilities,
            "unknown_kind",
            Some(3),
            Some("kind"),
            Some("kiosk"),
        ),
        (
            "code_twice.csv",
            Facilities,
            "duplicate_code",
            Some(3),
            Some("code"),
            Some("A1"),
        ),
        ("quote_open.csv", Facilities, "unclosed_quote", Some(3), None, None),
        (
            "row_too_long.csv",
            Facilities,
            "row_too_long",
            Some(2),
            Some("lat"),
            Some("21.0260"),
        ),
        (
            "staff_fraction.csv",
            Facilities,
            "not_whole",
            Some(2),
            Some("staff"),
            Some("1.5"),
        ),
        (
            "capacity_negative.csv",
            Facilities,
            "negative_number",
            Some(2),
            Some("capacity"),
            Some("-5"),
        ),
        (
            "date_31_february.csv",
            Facilities,
            "not_a_date",
            Some(2),
            Some("opened_on"),
            Some("31/02/2025"),
        ),
        (
            "status_unknown.csv",
            Facilities,
            "unknown_status",
            Some(2),
            Some("status"),
            Some("perhaps"),
        ),
        (
            "wheelchair_maybe.csv",
            Facilities,
            "not_yes_or_no",
            Some(2),
            Some("wheelchair"),
            Some("maybe"),
        ),
        ("picture.csv", Facilities, "wrong_format", None, None, None),
        ("page.csv", Facilities, "wrong_format", None, None, None),
        ("sheet.csv", Facilities, "broken_archive", None, None, None),
        (
            "latitude_210.xlsx",
            Facilities,
            "latitude_out_of_range",
            Some(5),
            Some("Vĩ độ (E)"),
            Some("210"),
        ),
        (
            "cell_error.xlsx",
            Facilities,
            "cell_error",
            Some(2),
            Some("Kinh độ (D)"),
            Some("#N/A"),
        ),
        (
            "month_13.xlsx",
            Performance,
            "not_a_month",
            Some(2),
            Some("Tháng (B)"),
            Some("13/2025"),
        ),
        ("no_header.xlsx", Facilities, "no_header", None, None, None),
        ("empty.xlsx", Demand, "no_header", None, None, None),
        ("header_only.xlsx", Facilities, "no_rows", None, None, None),
        ("header_only.xlsx", Roads, "wrong_format", None, None, None),
        ("cut.xlsx", Facilities, "broken_archive", None, None, None),
        ("bomb.xlsx", Facilities, "archive_too_large", None, None, None),
        ("size_lies.xlsx", Facilities, "broken_archive", None, None, None),
        ("document.docx", Facilities, "wrong_format", None, None, None),
        ("pictures.zip", Facilities, "wrong_format", None, None, None),
        ("password.xlsx", Facilities, "wrong_format", None, None, None),
        ("database.gpkg", Areas, "broken_geopackage", None, None, None),
        ("database.gpkg", Roads, "wrong_format", None, None, None),
        ("no_contents.gpkg", Facilities, "not_geopackage", None, None, None),
        ("no_layer.gpkg", Facilities, "no_layer", None, None, None),
        ("two_layers.gpkg", Facilities, "no_layer", None, None, None),
        ("crs_local.gpkg", Facilities, "unknown_crs", None, None, None),
        (
            "geometry_cut.gpkg",
            Facilities,
            "broken_geometry",
            Some(1),
            Some("geometry"),
            Some("cut off"),
        ),
        ("no_shp.zip", Facilities, "no_layer", None, None, None),
        ("two_shp.zip", Areas, "no_layer", None, None, None),
        ("cut_shp.zip", Facilities, "broken_shapefile", None, None, None),
        ("rows_missing_shp.zip", Facilities, "broken_shapefile", None, None, None),
        ("prj_unknown_shp.zip", Facilities, "unknown_crs", None, None, None),
        (
            "lines_shp.zip",
            Areas,
            "wrong_geometry",
            Some(1),
            Some("geometry"),
            Some("LineString"),
        ),
        ("lines_shp.zip", Roads, "wrong_format", None, None, None),
        ("stop_latitude_95.zip", Facilities, "missing_kind", None, None, None),
        ("stop_latitude_95.zip", Demand, "wrong_format", None, None, None),
        ("noise.csv", Performance, "wrong_format", None, None, None),
        ("latitude_210.csv", Areas, "wrong_format", None, None, None),
        (
            "people_negative.csv",
            Demand,
            "negative_number",
            Some(3),
            Some("people"),
            Some("-3"),
        ),
        (
            "people_blank.csv",
            Demand,
            "missing_people",
            Some(3),
            Some("people"),
            Some(""),
        ),
        (
            "elderly_too_many.csv",
            Demand,
            "more_elderly_than_people",
            Some(2),
            Some("elderly"),
            Some("20"),
        ),
        ("nobody.csv", Demand, "no_people", None, None, None),
        (
            "h3_wrong.csv",
            Demand,
            "not_a_hexagon",
            Some(2),
            Some("h3"),
            Some("xyz"),
        ),
        (
            "cut_in_half.geojson",
            Areas,
            "truncated_json",
            Some(2),
            Some("features"),
            None,
        ),
        (
            "cut_in_half.geojson",
            Outline,
            "truncated_json",
            Some(2),
            Some("features"),
            None,
        ),
        (
            "bracket_missing.geojson",
            Areas,
            "invalid_json",
            Some(1),
            Some("features"),
            None,
        ),
        ("topology.geojson", Areas, "not_geojson", None, None, None),
        (
            "features_number.geojson",
            Areas,
            "not_geojson",
            Some(1),
            Some("features"),
            None,
        ),
        ("array.geojson", Areas, "not_geojson", Some(1), None, None),
        ("no_features.geojson", Areas, "no_features", None, None, None),
        ("deep.geojson", Areas, "truncated_json", Some(1), Some("features"), None),
        (
            "geometry_null.geojson",
            Areas,
            "missing_geometry",
            Some(1),
            Some("geometry"),
            Some("null"),
        ),
        (
            "geometry_line.geojson",
            Areas,
            "wrong_geometry",
            Some(1),
            Some("geometry"),
            Some("LineString"),
        ),
        (
            "geometry_line.geojson",
            Facilities,
            "wrong_geometry",
            Some(1),
            Some("geometry"),
            Some("LineString"),
        ),
        (
            "coordinates_text.geojson",
            Areas,
            "broken_geometry",
            Some(1),
            Some("geometry"),
            Some("[\"a\",\"b\"]"),
        ),
        (
            "outline_latitude_95.geojson",
            Areas,
            "latitude_out_of_range",
            Some(1),
            Some("coordinates"),
            Some("105.9, 95"),
        ),
        (
            "outline_flat.geojson",
            Areas,
            "empty_outline",
            Some(1),
            Some("geometry"),
            None,
        ),
        (
            "area_ends_before_it_begins.geojson",
            Areas,
            "validity_turned_round",
            Some(2),
            Some("valid_to"),
            Some("2025-06-30"),
        ),
        (
            "area_code_twice.geojson",
            Areas,
            "duplicate_code",
            Some(2),
            Some("code"),
            Some("00001"),
        ),
        (
            "crs_unknown.geojson",
            Areas,
            "unknown_crs",
            Some(1),
            Some("crs"),
            Some("urn:ogc:def:crs:EPSG::999999"),
        ),
        (
            "code_twice_procedures.csv",
            Procedures,
            "duplicate_code",
            Some(3),
            Some("mã"),
            Some("1.001"),
        ),
        (
            "name_blank_operators.csv",
            Operators,
            "missing_name",
            Some(2),
            Some("name"),
            Some(""),
        ),
        (
            "month_13.csv",
            Performance,
            "not_a_month",
            Some(2),
            Some("month"),
            Some("2025-13"),
        ),
        (
            "dossiers_blank.csv",
            Performance,
            "missing_number",
            Some(2),
            Some("dossiers"),
            Some(""),
        ),
        (
            "satisfied_too_many.csv",
            Performance,
            "more_satisfied_than_asked",
            Some(2),
            Some("satisfied"),
            Some("12"),
        ),
        (
            "report_twice.csv",
            Performance,
            "duplicate_report",
            Some(3),
            Some("month"),
            Some("04/2025"),
        ),
        ("picture.osm.pbf", Roads, "wrong_format", None, None, None),
        ("cut.osm", Roads, "truncated_xml", None, None, None),
        (
            "node_latitude_95.osm",
            Roads,
            "latitude_out_of_range",
            None,
            Some("lat"),
            Some("95"),
        ),
        (
            "node_latitude_text.osm",
            Roads,
            "not_a_number",
            None,
            Some("lat"),
            Some("north"),
        ),
        ("tags_crossed.osm", Roads, "broken_xml", None, None, None),
        ("no_roads.osm", Roads, "no_roads", None, None, None),
        ("no_nodes.osm", Roads, "no_roads", None, None, None),
        ("entity_bomb.osm", Roads, "broken_xml", None, None, None),
        ("picture.osm.gz", Roads, "wrong_format", None, None, None),
        ("cut.osm.gz", Roads, "broken_gzip", None, None, None),
        ("cut.osm.pbf", Roads, "truncated_pbf", None, None, None),
        ("history.osm.pbf", Roads, "unsupported_pbf", None, None, None),
        ("damaged.osm.pbf", Roads, "broken_pbf", None, None, None),
        ("lz4.osm.pbf", Roads, "unsupported_pbf", None, None, None),
        ("bomb.osm.pbf", Roads, "pbf_block_too_large", None, None, None),
        ("member_unknown.osm.pbf", Roads, "broken_pbf", None, None, None),
        ("no_place.tif", Demand, "no_georeference", None, None, None),
        ("crs_unsaid.tif", Demand, "unknown_crs", None, None, None),
        ("three_bands.tif", Demand, "not_one_band", None, None, None),
        ("billion_pixels.tif", Demand, "raster_too_large", None, None, None),
        (
            "strip_claims_a_gigabyte.tif",
            Demand,
            "raster_too_large",
            None,
            None,
            None,
        ),
        ("cut.tif", Demand, "truncated_tiff", None, None, None),
        ("all_nodata.tif", Demand, "no_people", None, None, None),
        ("pixel_size_zero.tif", Demand, "broken_georeference", None, None, None),
        (
            "infinite.tif",
            Demand,
            "not_a_number",
            Some(1),
            Some("pixel 2"),
            Some("inf"),
        ),
        (
            "below_a_title.csv",
            Facilities,
            "latitude_out_of_range",
            Some(6),
            Some("Vĩ độ"),
            Some("210"),
        ),
        (
            "title_only.csv",
            Facilities,
            "missing_column",
            Some(1),
            Some("lon"),
            None,
        ),
        ("total_only.csv", Facilities, "no_rows", None, None, None),
        (
            "sparse_row_amid.csv",
            Facilities,
            "missing_position",
            Some(3),
            Some("Kinh độ"),
            Some(""),
        ),
        (
            "total_row.xlsx",
            Facilities,
            "latitude_out_of_range",
            Some(2),
            Some("Vĩ độ (E)"),
            Some("95"),
        ),
    ]
};

#[test]
fn every_broken_file_gives_its_error_with_row_column_and_value() {
    let mut wrong = Vec::new();
    for (file, kind, check, row, column, value) in BROKEN {
        let (_, findings) = read_fixture("broken", file, *kind, &ReadOptions::default());
        let Some(found) = errors(&findings).first().copied().cloned() else {
            wrong.push(format!("{file} as {}: no error, {findings:?}", kind.code()));
            continue;
        };
        let as_expected = found.check == *check
            && found.row == *row
            && column.is_none_or(|column| found.column.as_deref() == Some(column))
            && value.is_none_or(|value| found.value.as_deref() == Some(value))
            && found.file == *file
            && found.message.len() > 20
            && found.entry().is_some()
            && found.message_in(Language::Vietnamese) != found.message;
        if !as_expected {
            wrong.push(format!(
                "{file} as {}: expected {check} {row:?} {column:?} {value:?}, got {found:?}",
                kind.code()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every sentence that a reader says of the corpus, warnings and remarks too, is in the catalogue, or is told by its check.
#[test]
fn everything_said_of_the_corpus_is_said_in_vietnamese_with_its_figures() {
    let figures = |text: &str| -> Vec<String> {
        let mut digits: Vec<String> = text
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|part| part.len() > 1)
            .map(str::to_owned)
            .collect();
        digits.sort();
        digits
    };
    let mut said = 0;
    for (folder, file, kind) in BROKEN
        .iter()
        .map(|(file, kind, ..)| ("broken", *file, *kind))
        .chain(frames::ODD.iter().map(|(file, kind)| ("odd", *file, *kind)))
    {
        for finding in read_fixture(folder, file, kind, &ReadOptions::default()).1 {
            let entry = finding
                .entry()
                .unwrap_or_else(|| panic!("{file}: no entry of {finding}"));
            let vietnamese = finding.message_in(Language::Vietnamese);
            said += 1;
            assert_ne!(vietnamese, finding.message, "{file}: {}", entry.id);
            if entry.knows(&finding.message) {
                let (here, there) = (figures(&vietnamese), figures(&finding.message));
                assert!(
                    there.iter().all(|one| here.contains(one)),
                    "{file}: '{vietnamese}' of '{finding}'"
                );
            }
        }
    }
    assert!(said > 140, "only {said} findings were made");
}

#[test]
fn every_file_of_the_corpus_is_in_the_table() {
    let files = std::fs::read_dir(fixture("broken")).expect("the corpus");
    let mut missing: Vec<String> = files
        .map(|file| file.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| !BROKEN.iter().any(|(file, ..)| file == name))
        .collect();
    missing.sort();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_wrong_format_says_what_the_file_is_what_is_needed_and_what_to_do() {
    let (_, findings) = read_fixture("broken", "picture.osm.pbf", Kind::Roads, &ReadOptions::default());
    assert_eq!(
        findings[0].message,
        "this is a JPEG picture; roads are read from OpenStreetMap data (.osm.pbf, .osm or .osm.gz). Check that the right file was chosen"
    );
    let (_, findings) = read_fixture("broken", "password.xlsx", Kind::Facilities, &ReadOptions::default());
    assert!(
        findings[0].message.contains("Excel") && findings[0].message.contains("password"),
        "{findings:?}"
    );
}

// ---- odd files that are good ----

#[test]
fn odd_tables_give_the_point_they_mean() {
    let vn2000 = ReadOptions {
        crs: Some(Crs::try_new("EPSG:3405").expect("VN-2000")),
        ..ReadOptions::default()
    };
    let cases = [
        ("utf16.csv", "Bưu điện Hà Nội", None),
        ("windows1258.csv", "Hoàng Quế", Some("not_utf8")),
        ("excel.csv", "Điểm một", None),
        ("swapped.csv", "Điểm một", Some("swapped_coordinates")),
        ("degrees_minutes.csv", "Điểm một", None),
        ("vn2000.csv", "Điểm một", None),
        ("one_cell_position.csv", "Điểm một", None),
        ("decomposed.csv", "Hoàng Mai", Some("name_not_nfc")),
        ("points.geojson", "Điểm một", None),
    ];
    for (file, name, check) in cases {
        let options = if file == "vn2000.csv" {
            vn2000.clone()
        } else {
            ReadOptions::default()
        };
        let (layer, findings) = read_fixture("odd", file, Kind::Facilities, &options);
        let Some(Layer::Facilities(points)) = layer else {
            panic!("{file}: {findings:?}")
        };
        assert_eq!(points[0].name, name, "{file}");
        assert!(
            (points[0].location.lon - 105.85).abs() < 0.01,
            "{file}: {}",
            points[0].location
        );
        assert!(
            (points[0].location.lat - 21.02).abs() < 0.01,
            "{file}: {}",
            points[0].location
        );
        let told: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(told, check.into_iter().collect::<Vec<_>>(), "{file}");
    }
}

#[test]
fn odd_rasters_areas_and_roads_are_read() {
    let (layer, findings) = read_fixture("odd", "people.tif", Kind::Demand, &ReadOptions::default());
    let Some(Layer::Demand(cells)) = layer else {
        panic!("{findings:?}")
    };
    assert_eq!(cells.iter().map(|cell| cell.people).sum::<f64>(), 4.0);
    let (layer, findings) = read_fixture("odd", "mercator.geojson", Kind::Areas, &ReadOptions::default());
    let Some(Layer::Areas(areas)) = layer else {
        panic!("{findings:?}")
    };
    assert!(
        (areas[0].point.lon - 105.85).abs() < 0.1 && (areas[0].point.lat - 21.05).abs() < 0.2,
        "{}",
        areas[0].point
    );
    for file in ["smallest.osm.pbf", "roads.osm.gz"] {
        let (layer, findings) = read_fixture("odd", file, Kind::Roads, &ReadOptions::default());
        let Some(Layer::Roads(roads)) = layer else {
            panic!("{file}: {findings:?}")
        };
        assert_eq!(
            (roads.ways.len(), roads.nodes.len(), roads.ways[0].class.as_str()),
            (1, 2, "residential"),
            "{file}"
        );
        assert_eq!(findings, [], "{file}");
    }
}

// ---- noise ----

/// Starts of real formats, so that noise gets past the recognition.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        Vec::new(),
        b"code,kind,name,lon,lat\n".to_vec(),
        b"<osm><node id=\"1\" ".to_vec(),
        b"{\"type\":".to_vec(),
    ];
    for name in [
        "odd/smallest.osm.pbf",
        "odd/people.tif",
        "odd/mercator.geojson",
        "odd/roads.osm.gz",
        "odd/excel.csv",
        "broken/cut.osm",
        "odd/two_sheets.xlsx",
        "odd/layers.gpkg",
        "odd/points_shp.zip",
        "odd/timetable.zip",
    ] {
        seeds.push(std::fs::read(fixture(name)).expect("a fixture"));
    }
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic(
        seed in 0usize..14,
        noise in prop::collection::vec(any::<u8>(), 0..200),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        kind in prop::sample::select(Kind::ALL.to_vec()),
    ) {
        let mut bytes = seeds()[seed].clone();
        for (index, value) in changes {
            if !bytes.is_empty() {
                let at = index.index(bytes.len());
                bytes[at] = value;
            }
        }
        bytes.extend(noise);
        let (layer, findings) = read(kind, "noise", Cursor::new(bytes), &agents());
        prop_assert!(layer.is_some() || findings.iter().any(|finding| finding.severity == Severity::Error));
    }
}
