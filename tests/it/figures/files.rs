//! The exported figures, read back as another program would.

use std::collections::HashMap;
use std::path::Path;

use crate::cli::{demo, done, gandan, text};

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("the export");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn sum(rows: &[Row], column: &str) -> f64 {
    let number = |row: &Row| {
        row[column]
            .parse::<f64>()
            .unwrap_or_else(|_| panic!("{column}: {row:?}"))
    };
    rows.iter().map(number).sum()
}

#[test]
fn the_three_access_layers_add_up_to_the_city() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let export = |layer: &str, name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let mut args = vec!["export", text(&workspace), layer, "--out", text(&out)];
        args.extend(more);
        done(&args);
        out
    };
    let cells = rows(&export("cells", "cells.csv", &[]));
    let people = sum(&cells, "people");
    let covered: Vec<Row> = cells
        .iter()
        .filter(|row| row["points_within_rule"] != "0")
        .cloned()
        .collect();
    let alone: Vec<Row> = cells
        .iter()
        .filter(|row| row["points_within_rule"] == "1")
        .cloned()
        .collect();

    for resolution in ["0", "7", "15"] {
        let hexagons = rows(&export("h3", "h3.csv", &["--resolution", resolution]));
        assert_eq!(sum(&hexagons, "people"), people, "resolution {resolution}");
        assert_eq!(sum(&hexagons, "passing"), sum(&covered, "people"));
        assert_eq!(sum(&hexagons, "cells"), cells.len() as f64);
    }
    let polygons = std::fs::read_to_string(export("h3", "h3.geojson", &["--resolution", "7", "--rule", "scheme"]));
    let polygons: geojson::FeatureCollection = polygons.expect("the export").parse().expect("a feature collection");
    let told = |feature: &geojson::Feature| feature.property("people").and_then(|people| people.as_f64());
    assert_eq!(polygons.features.iter().filter_map(told).sum::<f64>(), people);
    for feature in &polygons.features {
        let geometry = feature.geometry.clone().expect("a polygon");
        let polygon: geo_types::Polygon<f64> = geometry.try_into().expect("a polygon");
        let ring = polygon.exterior();
        assert!(ring.is_closed() && ring.0.len() >= 6, "{ring:?}");
    }

    let points = rows(&export("facility-access", "points.csv", &[]));
    assert_eq!(sum(&points, "catchment_by_distance_people"), people);
    assert_eq!(sum(&points, "unique_people"), sum(&alone, "people"));
    assert!((sum(&points, "shared_people") - sum(&covered, "people")).abs() < 1e-3);

    let areas = rows(&export("areas-access", "areas.csv", &[]));
    assert_eq!(sum(&areas, "people"), people);
    let by_points = [
        "points_0",
        "points_1",
        "points_2",
        "points_3",
        "points_4",
        "points_5_or_more",
    ];
    assert_eq!(by_points.map(|column| sum(&areas, column)).iter().sum::<f64>(), people);
    assert_eq!(sum(&areas, "points_1"), sum(&alone, "people"));
    let crossed = ["barrier_people", "other_water_people", "no_water_people"];
    let crossed: f64 = crossed.map(|column| sum(&areas, column)).iter().sum();
    assert_eq!(crossed, sum(&areas, "distance_only"));
    assert!(
        areas.iter().any(|row| row["nearest_across"].contains("Sông")),
        "somebody's nearest point lies across a river"
    );
    // Everybody who lacks the rule is in one gap, and its new points bring it to those whom the last line does not leave.
    let new = rows(&export("repairs", "new.csv", &["--rule", "plan68_agents"]));
    let lacking = rows(&export("cells", "lacking.csv", &["--rule", "plan68_agents"]));
    let lacking: Vec<Row> = lacking
        .into_iter()
        .filter(|row| row["points_within_rule"] == "0")
        .collect();
    let first: Vec<Row> = new.iter().filter(|row| row["step"] == "1").cloned().collect();
    assert!(!first.is_empty(), "agents alone leave gaps");
    assert!((sum(&first, "gap_people") - sum(&lacking, "people")).abs() < 1e-6);
    let by_gap: HashMap<String, Row> = new.iter().map(|row| (row["gap"].clone(), row.clone())).collect();
    let left: Vec<Row> = by_gap.into_values().collect();
    assert!((sum(&new, "people") + sum(&left, "left_people") - sum(&lacking, "people")).abs() < 1e-6);

    // The same bytes again.
    let again = std::fs::read(export("areas-access", "again.csv", &[])).expect("the export");
    assert_eq!(
        std::fs::read(folder.path().join("areas.csv")).expect("the export"),
        again
    );
}

#[test]
fn a_wrong_resolution_ending_or_rule_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let cases: [(&str, &str, &[&str], &str); 5] = [
        ("h3", "x.csv", &["--resolution", "16"], "16 is not an H3 resolution"),
        ("h3", "x.txt", &[], "x.txt"),
        ("facility-access", "x.geojson", &[], ".csv"),
        ("areas-access", "x.csv", &["--rule", "plan69"], "plan69"),
        ("hexagons", "x.csv", &[], "h3"),
    ];
    for (layer, name, more, said) in cases {
        // No layer of that name is wrong usage.
        let code = if layer == "hexagons" { 2 } else { 3 };
        let out = folder.path().join(name);
        let mut args = vec!["export", text(&workspace), layer, "--out", text(&out)];
        args.extend(more);
        let output = gandan(&args);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
        assert!(message.contains(said) && !out.exists(), "{args:?}: {message}");
    }
}
