//! The access figures as files: by hexagon, by point, by commune. Column names are stable; unknown is empty.

use serde_json::{Map, Value, json};

use super::{Failure, output};
use crate::access::{
    Barrier, BarrierPeople, Barriers, Choice, Decay, ExactSum, FloatingCatchment, Group, Reach, UnknownCapacity,
    coverage_by_group, dependence, islands, repairs,
};
use crate::geometry::{HexagonResolution, hexagon_centre, hexagon_outline};
use crate::model::{AreaId, Dataset, FacilityId, Rule};
use crate::planner::{Judged, Snapshot};
use crate::store::ExportFormat;

/// Competing points told of each point.
const RIVALS: usize = 3;
/// Water that the data do not name, in the column of names.
const UNNAMED: &str = "(mặt nước chưa có tên)";
/// The row of people who live in no commune.
const OUTSIDE: &str = "(ngoài mọi xã, phường)";

/// The rule's verdicts and the tables with its counting kinds.
fn judged(snapshot: &Snapshot, rule: &Rule) -> Result<Judged, Failure> {
    snapshot
        .judged(rule)
        .map_err(|error| Failure::BadInput(error.to_string()))
}

/// Hexagons as a table, or as polygons with the same columns as their properties.
pub fn hexagons(
    snapshot: &Snapshot,
    rule: &Rule,
    resolution: HexagonResolution,
    format: ExportFormat,
) -> Result<Vec<u8>, Failure> {
    let Judged { reach, coverage } = &judged(snapshot, rule)?;
    let found = crate::access::hexagons(snapshot.dataset(), snapshot.travel(), reach, coverage, resolution);
    let columns = [
        "hexagon",
        "lon",
        "lat",
        "cells",
        "people",
        "time_and_distance",
        "time_only",
        "distance_only",
        "neither",
        "unsnapped",
        "passing",
        "unreachable",
        "elderly",
        "elderly_unknown",
        "median_s",
        "points",
    ];
    let rows = found.iter().map(|figures| {
        let people = &figures.people;
        let centre = hexagon_centre(figures.hexagon).expect("an index that H3 gave");
        let values: [Value; 16] = [
            json!(format!("{:x}", figures.hexagon)),
            json!(centre.lon),
            json!(centre.lat),
            json!(figures.cells),
            json!(figures.total.value()),
            json!(people.time_and_distance),
            json!(people.time_only),
            json!(people.distance_only),
            json!(people.neither),
            json!(people.unsnapped),
            json!(people.passing),
            json!(figures.unreachable),
            json!(figures.elderly),
            json!(figures.elderly_unknown),
            json!(figures.median.seconds()),
            json!(figures.points),
        ];
        (figures.hexagon, values)
    });
    match format {
        ExportFormat::Csv => output::csv(&columns, rows.map(|(_, values)| values.iter().map(text).collect())),
        ExportFormat::GeoJson | ExportFormat::Workbook | ExportFormat::GeoPackage => {
            let features: Vec<Value> = rows
                .map(|(hexagon, values)| {
                    let mut ring = hexagon_outline(hexagon).expect("an index that H3 gave");
                    ring.extend(ring.first().copied());
                    let ring: Vec<[f64; 2]> = ring.into_iter().map(|corner| [corner.lon, corner.lat]).collect();
                    let names = columns.iter().map(|name| (*name).to_owned());
                    let properties: Map<String, Value> = names.zip(values).collect();
                    json!({ "type": "Feature", "properties": properties,
                        "geometry": { "type": "Polygon", "coordinates": [ring] } })
                })
                .collect();
            output::json(&json!({ "type": "FeatureCollection", "snapshot_id": snapshot.id(),
                "rule": rule.id, "resolution": resolution.number(), "features": features }))
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| number.to_string(), |value| value.to_string()),
        other => other.to_string(),
    }
}

/// Gaps told in the file of new points: enough for every city seen so far, and the rest are the smallest.
const GAPS: usize = 500;

/// One line a new point: the gap it helps to close, largest first, and the people it brings the rule to after those before it.
/// A gap that no point closes has one line without a place.
pub fn new_points(snapshot: &Snapshot, rule: &Rule) -> Result<Vec<u8>, Failure> {
    let Judged { coverage, .. } = &judged(snapshot, rule)?;
    let dataset = snapshot.dataset();
    let found = repairs(dataset, snapshot.travel(), rule, &coverage.passes, GAPS);
    let columns = [
        "gap",
        "gap_people",
        "gap_cells",
        "step",
        "lon",
        "lat",
        "area",
        "area_name",
        "people",
        "left_people",
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (gap, repair) in (1usize..).zip(&found) {
        let start = [gap.to_string(), repair.people.to_string(), repair.cells.to_string()];
        let line = |rest: [String; 7]| start.iter().cloned().chain(rest).collect::<Vec<String>>();
        if repair.points.is_empty() {
            let none = std::array::from_fn(|column| {
                if column == 6 {
                    repair.left.to_string()
                } else {
                    String::new()
                }
            });
            rows.push(line(none));
        }
        let mut left = repair.people;
        for (step, point) in (1usize..).zip(&repair.points) {
            left -= point.people;
            let is_last = step == repair.points.len();
            let place = dataset.cells[point.cell.index()].location;
            let area = point.area.map(|area| &dataset.areas[area.index()]);
            rows.push(line([
                step.to_string(),
                place.lon.to_string(),
                place.lat.to_string(),
                area.map_or_else(String::new, |area| area.code.clone()),
                area.map_or_else(String::new, |area| area.name.clone()),
                point.people.to_string(),
                if is_last { repair.left } else { left }.to_string(),
            ]));
        }
    }
    output::csv(&columns, rows.into_iter())
}

/// One line a counting point: who depends on it, and which points compete.
pub fn facilities(snapshot: &Snapshot, rule: &Rule) -> Result<Vec<u8>, Failure> {
    let Judged { reach, .. } = &judged(snapshot, rule)?;
    let dataset = snapshot.dataset();
    let found = dependence(dataset, snapshot.travel(), reach, rule, RIVALS);
    let mut header: Vec<String> = [
        "id",
        "kind",
        "name",
        "operator",
        "lon",
        "lat",
        "area",
        "covered_people",
        "unique_people",
        "shared_people",
        "catchment_by_time_people",
        "catchment_by_distance_people",
        "capacity",
        "load",
        "utilisation",
    ]
    .map(str::to_owned)
    .into();
    for rival in 1..=RIVALS {
        header.extend(["", "_operator", "_same_operator", "_s"].map(|part| format!("rival_{rival}{part}")));
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let record = |facility: FacilityId| &dataset.facilities[facility.index()];
    output::csv(
        &header,
        found.iter().map(|point| {
            let own = record(point.facility);
            let mut row = vec![
                own.code.clone(),
                own.kind.code().to_owned(),
                own.name.clone(),
                own.operator.clone().unwrap_or_default(),
                own.location.lon.to_string(),
                own.location.lat.to_string(),
                own.area.clone().unwrap_or_default(),
                point.covered.to_string(),
                point.unique.to_string(),
                point.shared.to_string(),
                point.catchment_by_time.to_string(),
                point.catchment_by_distance.to_string(),
                told(point.capacity_per_month),
                told(point.load_per_month),
                told(point.utilisation()),
            ];
            for rival in 0..RIVALS {
                match point.rivals.get(rival) {
                    None => row.extend(std::iter::repeat_n(String::new(), 4)),
                    Some(rival) => row.extend([
                        record(rival.facility).code.clone(),
                        record(rival.facility).operator.clone().unwrap_or_default(),
                        rival.same_operator.map_or_else(String::new, |same| same.to_string()),
                        told(rival.travel.seconds()),
                    ]),
                }
            }
            row
        }),
    )
}

/// One line a commune, and a last one for people who live in none: choice, barriers, people without a
/// road, the elderly, and capacity by the floating catchment (Gaussian, cut off at the rule's time; points
/// without a known capacity left out).
pub fn areas(snapshot: &Snapshot, rule: &Rule) -> Result<Vec<u8>, Failure> {
    let Judged { reach, coverage } = &judged(snapshot, rule)?;
    let (dataset, travel) = (snapshot.dataset(), snapshot.travel());
    let choice = Choice::of(dataset, &reach.satisfying(dataset, rule));
    let barriers = Barriers::of(dataset, reach, coverage);
    let nearest = Barriers::of_everybody(dataset, reach);
    let islands = islands(dataset, travel, reach, rule, 0);
    let groups = coverage_by_group(dataset, travel, reach, coverage);
    let of_group = |group: Group| {
        let found = groups.iter().find(|found| found.group == group);
        &found.expect("every group is told").areas
    };
    let (all, elderly) = (of_group(Group::All), of_group(Group::Elderly));
    let decay = Decay::gaussian(rule.travel, rule.travel).map_err(|error| Failure::BadInput(error.to_string()))?;
    let counting = Reach::counting(dataset, rule);
    let catchment = FloatingCatchment::of(dataset, travel, &counting, &decay, UnknownCapacity::LeftOut);
    let header = [
        "id",
        "name",
        "level",
        "territory",
        "people",
        "points_0",
        "points_1",
        "points_2",
        "points_3",
        "points_4",
        "points_5_or_more",
        "distance_only",
        "barrier",
        "barrier_people",
        "other_water_people",
        "no_water_people",
        "nearest_across_water",
        "nearest_across",
        "no_road",
        "no_road_on_foot",
        "no_point",
        "elderly",
        "elderly_passing",
        "elderly_distance_only",
        "elderly_neither",
        "elderly_unknown",
        "capacity_per_1000_people",
        "access_ratio",
    ];
    let row = |area: Option<AreaId>| -> Option<Vec<String>> {
        let people = pick(all, area)?;
        let mut row = match area.map(|area| &dataset.areas[area.index()]) {
            Some(area) => [&area.code, &area.name, area.level.code(), area.territory.code()].map(str::to_owned),
            None => ["", OUTSIDE, "", ""].map(str::to_owned),
        }
        .to_vec();
        row.push(people.people.total.to_string());
        row.extend(pick(&choice.areas, area)?.iter().map(f64::to_string));
        row.push(people.people.distance_only.to_string());
        let crossed = pick(&barriers.areas, area)?;
        row.push(main_water(crossed));
        row.extend(by_water(dataset, crossed).map(told));
        let crossed = pick(&nearest.areas, area)?;
        let [main, others, _] = by_water(dataset, crossed);
        row.push(told(main.zip(others).map(|(main, others)| main + others)));
        row.push(main_water(crossed));
        let cut_off = pick(&islands.areas, area)?;
        row.extend([cut_off.no_road, cut_off.no_road_on_foot, cut_off.no_point].map(|people| people.to_string()));
        let old = pick(elderly, area)?;
        let by_verdict = &old.people;
        row.extend(
            [
                by_verdict.total,
                by_verdict.passing,
                by_verdict.distance_only,
                by_verdict.neither,
                old.unknown,
            ]
            .map(|people| people.to_string()),
        );
        let access = catchment.mean.and(mean_access(dataset, &catchment, area));
        row.push(told(access.map(|access| access * 1000.0)));
        let mean = catchment.mean.filter(|mean| *mean > 0.0);
        row.push(told(access.zip(mean).map(|(access, mean)| access / mean)));
        Some(row)
    };
    let outside = all.outside.people.total > 0.0;
    let listed = all.areas.iter().map(|(area, _)| Some(*area));
    let rows = listed.chain(outside.then_some(None)).filter_map(row);
    output::csv(&header, rows)
}

/// The water that most of the people have to cross; empty when nobody has.
fn main_water(crossed: &[BarrierPeople]) -> String {
    match crossed.first().map(|row| &row.barrier) {
        Some(Barrier::Water(name)) => name.clone(),
        Some(Barrier::UnnamedWater) => UNNAMED.to_owned(),
        Some(Barrier::NoWater | Barrier::NotKnown) | None => String::new(),
    }
}

/// People with that water before them, with another, with none; nothing where the data hold no water.
fn by_water(dataset: &Dataset, crossed: &[BarrierPeople]) -> [Option<f64>; 3] {
    let mut sums = [ExactSum::default(); 3];
    for (rank, row) in crossed.iter().enumerate() {
        let kind = if row.barrier.is_water() { rank.min(1) } else { 2 };
        sums[kind] += row.people;
    }
    sums.map(|sum| (!dataset.water.is_empty()).then(|| sum.value()))
}

/// The figure of an area, or of the people outside of all.
fn pick<T>(figures: &crate::access::ByArea<T>, area: Option<AreaId>) -> Option<&T> {
    match area {
        Some(area) => figures.of(area),
        None => Some(&figures.outside),
    }
}

/// Dossiers a month a resident; `None` where nobody lives.
fn mean_access(dataset: &Dataset, catchment: &FloatingCatchment, area: Option<AreaId>) -> Option<f64> {
    let cells = || {
        let all = dataset.cells.iter().zip(&catchment.access);
        all.filter(|(cell, _)| cell.area == area)
    };
    let people: ExactSum = cells().map(|(cell, _)| cell.people).sum();
    let shared: ExactSum = cells().map(|(cell, access)| cell.people * access).sum();
    (people.value() > 0.0).then(|| shared.value() / people.value())
}

fn told(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
