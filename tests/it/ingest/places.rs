//! Layers of map programs: GeoPackages, shapefiles, timetables, H3 tables, rasters as GDAL writes them.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use gandan::geometry::{Crs, LonLat, Projector, distance_m};
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{DemandCell, Facility, Finding};

use super::{agents, count, errors, read_fixture};

fn facilities(layer: Option<Layer>, findings: &[Finding]) -> Vec<Facility> {
    match layer {
        Some(Layer::Facilities(list)) => list,
        _ => panic!("facilities: {findings:?}"),
    }
}

fn cells(layer: Option<Layer>, findings: &[Finding]) -> Vec<DemandCell> {
    match layer {
        Some(Layer::Demand(list)) => list,
        _ => panic!("demand: {findings:?}"),
    }
}

fn near(at: LonLat, lon: f64, lat: f64) -> bool {
    distance_m(at, LonLat::new(lon, lat)) < 500.0
}

#[test]
fn each_kind_finds_its_own_layer_of_a_geopackage_and_its_reference_system() {
    let (layer, findings) = read_fixture("odd", "layers.gpkg", Kind::Facilities, &ReadOptions::default());
    let points = facilities(layer, &findings);
    assert_eq!(
        (points.len(), points[0].code.as_str(), points[0].staff),
        (1, "A1", Some(2))
    );
    assert_eq!(points[0].capacity_per_month, Some(300.5));
    assert!(
        near(points[0].location, 105.8478, 21.0189),
        "VN-2000: {}",
        points[0].location
    );

    let (layer, findings) = read_fixture("odd", "layers.gpkg", Kind::Areas, &ReadOptions::default());
    let Some(Layer::Areas(areas)) = layer else {
        panic!("{findings:?}")
    };
    assert_eq!(
        (areas[0].code.as_str(), areas[0].name.as_str()),
        ("00001", "Phường Một")
    );
    assert_eq!(areas[0].declared_people, Some(21000.0));
    assert_eq!(areas[0].outline.0[0].interiors().len(), 1);

    let (layer, findings) = read_fixture("odd", "layers.gpkg", Kind::Procedures, &ReadOptions::default());
    let Some(Layer::Procedures(list)) = layer else {
        panic!("{findings:?}")
    };
    assert_eq!(
        (list[0].code.as_str(), list[0].field.as_deref()),
        ("1.001", Some("Hộ tịch"))
    );
    let (layer, findings) = read_fixture("odd", "layers.gpkg", Kind::Demand, &ReadOptions::default());
    assert!(layer.is_none());
    assert_eq!(findings[0].check, "no_layer");
}

#[test]
fn a_layer_is_named_where_several_fit_and_unknown_names_are_told() {
    let named = |layer: &str| ReadOptions {
        layer: Some(layer.to_owned()),
        ..ReadOptions::default()
    };
    let (layer, findings) = read_fixture("broken", "two_layers.gpkg", Kind::Facilities, &named("old_agents"));
    assert_eq!(facilities(layer, &findings).len(), 1);
    let (_, findings) = read_fixture("broken", "two_layers.gpkg", Kind::Facilities, &named("x"));
    assert_eq!(findings[0].check, "unknown_layer");
    assert!(
        findings[0].message.ends_with("it has: agents, old_agents"),
        "{findings:?}"
    );
}

#[test]
fn a_shapefile_keeps_fields_with_cut_names_and_rows_with_their_shapes() {
    let (layer, findings) = read_fixture("odd", "points_shp.zip", Kind::Facilities, &ReadOptions::default());
    assert_eq!(errors(&findings), Vec::<&Finding>::new());
    let points = facilities(layer, &findings);
    let codes: Vec<&str> = points.iter().map(|point| point.code.as_str()).collect();
    assert_eq!(codes, ["A1", "A3"], "row 2 is deleted");
    assert_eq!(points[0].name, "Điểm một");
    assert_eq!(points[0].opening_hours.as_deref(), Some("Mo-Fr 08:00-17:00"));
    assert_eq!(
        (points[0].capacity_per_month, points[0].opened_on.as_deref()),
        (Some(300.0), Some("2025-04-01"))
    );
    assert!(near(points[0].location, 105.8478, 21.0189) && near(points[1].location, 105.8574, 21.0189));
}

#[test]
fn an_old_shapefile_without_cpg_keeps_its_vietnamese_letters_and_its_hole() {
    let (layer, findings) = read_fixture("odd", "areas_shp.zip", Kind::Areas, &ReadOptions::default());
    let Some(Layer::Areas(areas)) = layer else {
        panic!("{findings:?}")
    };
    assert_eq!(
        (areas[0].name.as_str(), areas[0].code.as_str()),
        ("Phường Một", "00001")
    );
    assert_eq!(areas[0].outline.0[0].interiors().len(), 1);
    assert_eq!(count(&findings, "not_utf8"), 1);
}

#[test]
fn stops_of_a_timetable_are_places_only_on_request_and_said_to_be_no_points() {
    let (layer, findings) = read_fixture("odd", "timetable.zip", Kind::Facilities, &ReadOptions::default());
    assert!(layer.is_none());
    assert_eq!(findings[0].check, "missing_kind");
    let (layer, findings) = read_fixture("odd", "timetable.zip", Kind::Facilities, &agents());
    let stops = facilities(layer, &findings);
    let told: Vec<_> = stops.iter().map(|stop| (stop.code.as_str(), stop.wheelchair)).collect();
    assert_eq!(told, [("gtfs-S1", Some(true)), ("gtfs-S2", Some(false))]);
    let warning = findings
        .iter()
        .find(|finding| finding.check == "timetable_stops")
        .expect("told");
    assert!(
        warning.message.contains("no points that exist (2 platforms"),
        "{warning}"
    );
}

#[test]
fn h3_tables_are_read_as_text_or_number_and_mixed_resolutions_refused() {
    let text = "h3,dân số\n89415b00c83ffff,10\n618142894725267455,20\n88415b00c9fffff,30\n89415b00c8zffff,40\n";
    let (_, findings) = read(
        Kind::Demand,
        "a.csv",
        Cursor::new(text.as_bytes()),
        &ReadOptions::default(),
    );
    let told: Vec<_> = errors(&findings)
        .iter()
        .map(|finding| (finding.check, finding.row))
        .collect();
    assert_eq!(
        told,
        [("mixed_resolution", Some(4)), ("not_a_hexagon", Some(5))],
        "{findings:?}"
    );
}

/// Runs a program of gdal-bin; `None` (said) where it is not installed.
fn gdal(program: &str, arguments: &[&str]) -> Option<()> {
    let output = match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: {program} (gdal-bin) does not start: {error}");
            return None;
        }
    };
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// 40 x 30 pixels around the city, whole numbers of people, one corner without data.
fn grid() -> String {
    let rows = (0..30).map(|row| {
        let values = (0..40).map(|column| {
            if row < 3 && column < 3 {
                "-9999".into()
            } else {
                (row * 40 + column).to_string()
            }
        });
        values.collect::<Vec<String>>().join(" ")
    });
    let header = "ncols 40\nnrows 30\nxllcorner 105.5\nyllcorner 20.8\ncellsize 0.01\nNODATA_value -9999\n";
    format!("{header}{}\n", rows.collect::<Vec<_>>().join("\n"))
}

#[test]
fn rasters_in_strips_and_tiles_of_every_type_and_compression_hold_the_same_people() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("people.asc");
    std::fs::write(&source, grid()).expect("written");
    let total: f64 = (0..1200u32)
        .filter(|n| !(n / 40 < 3 && n % 40 < 3))
        .map(f64::from)
        .sum();
    for (number, options) in [
        "-ot Float32",
        "-ot Float64 -co COMPRESS=DEFLATE -co PREDICTOR=3",
        "-ot Int16 -co COMPRESS=LZW -co PREDICTOR=2",
        "-ot Int32 -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16",
        "-ot Float32 -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=16 -co COMPRESS=DEFLATE",
        "-ot Float32 -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16 -co COMPRESS=ZSTD",
        "-ot Int32 -co COMPRESS=PACKBITS -co BIGTIFF=YES",
    ]
    .iter()
    .enumerate()
    {
        let made = folder.path().join(format!("{number}.tif"));
        let mut arguments = vec!["-q", "-a_srs", "EPSG:4326"];
        arguments.extend(options.split(' '));
        arguments.extend([text(&source), text(&made)]);
        let Some(()) = gdal("gdal_translate", &arguments) else {
            return;
        };
        let bytes = std::fs::read(&made).expect("made");
        let (layer, findings) = read(Kind::Demand, options, Cursor::new(bytes), &ReadOptions::default());
        assert_eq!(errors(&findings), Vec::<&Finding>::new(), "{options}");
        let cells = cells(layer, &findings);
        let people: f64 = cells.iter().map(|cell| cell.people).sum();
        assert_eq!(people, total, "{options}");
        let last = cells.iter().find(|cell| cell.people == 1199.0).expect("the last pixel");
        assert!(
            (last.location.lon - 105.895).abs() < 1e-9 && (last.location.lat - 20.805).abs() < 1e-9,
            "{options}"
        );
    }
}

#[test]
fn rasters_in_mollweide_and_utm_lie_where_they_should() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("people.asc");
    std::fs::write(&source, grid()).expect("written");
    let total: f64 = (0..1200u32)
        .filter(|n| !(n / 40 < 3 && n % 40 < 3))
        .map(f64::from)
        .sum();
    for system in ["ESRI:54009", "EPSG:32648"] {
        let made = folder.path().join(format!("{}.tif", &system[5..]));
        let arguments = [
            "-q",
            "-s_srs",
            "EPSG:4326",
            "-t_srs",
            system,
            "-r",
            "near",
            "-tr",
            "250",
            "250",
            "-ot",
            "Float32",
            "-dstnodata",
            "-9999",
            text(&source),
            text(&made),
        ];
        let Some(()) = gdal("gdalwarp", &arguments) else { return };
        let bytes = std::fs::read(&made).expect("made");
        let (layer, findings) = read(Kind::Demand, system, Cursor::new(bytes), &ReadOptions::default());
        assert_eq!(errors(&findings), Vec::<&Finding>::new(), "{system}");
        let cells = cells(layer, &findings);
        // Every finer pixel took the value of the source pixel it lies in: half of it (0.005 degrees) away at most.
        let projector = Projector::new(Crs::try_new(system).expect("known"));
        for cell in &cells {
            let n = cell.people as u32;
            let (column, row) = (f64::from(n % 40), f64::from(n / 40));
            let (lon, lat) = (105.505 + 0.01 * column, 21.095 - 0.01 * row);
            let off = (cell.location.lon - lon).abs().max((cell.location.lat - lat).abs());
            assert!(off < 0.0052, "{system}: pixel {n} at {} is {off} off", cell.location);
            assert!(projector.from_wgs84(cell.location).is_ok());
        }
        let mean = cells.iter().map(|cell| cell.people).sum::<f64>() / cells.len() as f64;
        assert!((mean / (total / 1191.0) - 1.0).abs() < 0.02, "{system}: {mean}");
    }
}

#[test]
fn what_gdal_writes_as_geopackage_and_shapefile_is_read_as_its_geojson() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let geojson = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A1","kind":"agent","name":"Đại lý Đống Đa","staff":3},"geometry":{"type":"Point","coordinates":[105.85,21.02]}},
        {"type":"Feature","properties":{"code":"A2","kind":"agent","name":"Bưu cục 2","staff":null},"geometry":{"type":"Point","coordinates":[105.86,21.03]}}]}"#;
    std::fs::write(path("a.geojson"), geojson).expect("written");
    let (plain, _) = read(Kind::Facilities, "a", Cursor::new(geojson), &ReadOptions::default());
    let expected = facilities(plain, &[]);
    for (name, more) in [
        ("a.gpkg", vec!["-t_srs", "EPSG:3405"]),
        ("a.shz", vec!["-t_srs", "EPSG:32648", "-lco", "ENCODING=UTF-8"]),
    ] {
        let (source, made) = (path("a.geojson"), path(name));
        let mut arguments = more;
        arguments.extend([text(&made), text(&source)]);
        let Some(()) = gdal("ogr2ogr", &arguments) else { return };
        let bytes = std::fs::read(&made).expect("made");
        let (layer, findings) = read(Kind::Facilities, name, Cursor::new(bytes), &ReadOptions::default());
        assert_eq!(errors(&findings), Vec::<&Finding>::new(), "{name}");
        let got = facilities(layer, &findings);
        assert_eq!(got.len(), 2);
        for (one, two) in got.iter().zip(&expected) {
            assert_eq!(
                (&one.code, &one.name, one.staff),
                (&two.code, &two.name, two.staff),
                "{name}"
            );
            assert!(
                distance_m(one.location, two.location) < 0.01,
                "{name}: {} {}",
                one.location,
                two.location
            );
        }
    }
}
