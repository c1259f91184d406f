//! Putting what was read from files into a dataset: the only place that says what replaces what.
//!
//! Facilities keep their identity (`registry`): those that are known are updated, others stay; every other kind replaces
//! its layer, unless the rows are to be added to it: then a known code is updated there too. An update takes only what
//! the file has columns for. Whatever came, cells and facilities are placed into communes again, by position.

use std::collections::{BTreeMap, BTreeSet};

use super::import_ground;
use super::import_identity;
pub use super::import_identity::{Recognised, TwoInOne};
use super::import_unsaid;
use super::old_communes;
use crate::geometry::{BBox, LonLat};
use crate::ingest::{GivenFields, Layer, Start, TravelTimeRow};
use crate::model::{
    Area, AreaCount, AreaId, AreaLevel, Dataset, Finding, Origin, Severity, SourceRecord, Territory, TravelTimeTable,
};
use crate::spatial_index::{OutlineIndex, PointIndex};
use crate::units::{Deciseconds, Metres};

/// The name of the source that marks a layer as modelled.
const DEMO_SOURCE: &str = "demo_city";

/// Whether a source of this name is modelled: the modelled city adds its grid and seed to the name, `demo_city, cells 200 m,
/// seed 2025`. A file that is merely called so is none.
pub fn is_demo_source(name: &str) -> bool {
    let rest = name.strip_prefix(DEMO_SOURCE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
}

/// What becomes of the rows that a layer holds already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// They go; facilities stay, and are updated by code.
    #[default]
    Replaced,
    /// They stay, and are updated by code: how mended rows of a file follow its good ones.
    Kept,
}

/// Whether the files were read whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// Who is not in the files is not in the lists.
    #[default]
    Whole,
    /// Rows of the files were refused: who is not among the others may be among them.
    Partial,
}

/// One import: what was read, and how it is to be taken.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Layers of one kind, a file each, with the fields that the file speaks of.
    pub layers: Vec<(Layer, GivenFields)>,
    pub sources: Vec<SourceRecord>,
    pub existing: Existing,
    pub listing: Listing,
}

/// What a merge has to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    pub findings: Vec<Finding>,
    /// How facilities were recognised; `None` for other kinds.
    pub recognised: Option<Recognised>,
}

/// Merges layers of one kind into the dataset and records where they came from. Every field counts as spoken of.
pub fn merge(dataset: &mut Dataset, layers: Vec<Layer>, sources: Vec<SourceRecord>) -> Vec<Finding> {
    let layers = layers.into_iter().map(|layer| (layer, GivenFields::All)).collect();
    let import = Import {
        layers,
        sources,
        ..Import::default()
    };
    merge_import(dataset, import).findings
}

/// Merges an import into the dataset: facilities keep their identity, what a file does not speak of stays, and who is
/// missing from a whole list is marked with the day of the import (as its sources tell it; without one nobody is).
pub fn merge_import(dataset: &mut Dataset, import: Import) -> Merged {
    let Import {
        layers,
        sources,
        existing,
        listing,
    } = import;
    let (mut layers, given): (Vec<Layer>, Vec<GivenFields>) = layers.into_iter().unzip();
    let mut findings = Vec::new();
    import_identity::resolve_reports(&dataset.facilities, &mut layers, &mut findings);
    if existing == Existing::Kept {
        import_unsaid::keep_unsaid(dataset, &mut layers, &given);
    }
    let known = if has_demo_facilities(dataset) {
        &[]
    } else {
        &dataset.facilities[..]
    };
    let listed = import_identity::identify(known, &mut layers, &given, &mut findings);
    let day = import_identity::day_of(&sources);
    findings.extend(merge_with(dataset, layers, sources, existing));
    if let Some(listed) = &listed {
        match (existing, listing, day) {
            (Existing::Replaced, Listing::Whole, Some(day)) => {
                import_identity::mark_missing(dataset, listed, &day, &mut findings);
            }
            (Existing::Replaced, Listing::Partial, _) => {
                let message = "rows of the file were refused, so no point is marked as missing from it";
                findings.push(Finding::info("list_incomplete", "", message));
            }
            _ => {}
        }
    }
    Merged {
        findings,
        recognised: listed.map(|listed| listed.recognised),
    }
}

fn has_demo_facilities(dataset: &Dataset) -> bool {
    let mut sources = dataset.sources.iter();
    sources.any(|source| source.layer == "facilities" && is_demo_source(&source.name))
}

/// Puts layers whose facilities have their identity into the dataset: a known code is replaced. An outline and roads
/// always replace theirs.
fn merge_with(
    dataset: &mut Dataset,
    layers: Vec<Layer>,
    sources: Vec<SourceRecord>,
    existing: Existing,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fresh = Dataset::default();
    let mut outline = None;
    let mut brought: Vec<TravelTimeRow> = Vec::new();
    let kinds: Vec<String> = sources.iter().map(|source| source.layer.clone()).collect();
    for layer in layers {
        match layer {
            Layer::Facilities(mut facilities) => fresh.facilities.append(&mut facilities),
            Layer::Demand(mut cells) => fresh.cells.append(&mut cells),
            Layer::Areas(mut areas) => fresh.areas.append(&mut areas),
            Layer::Roads(roads) => append_roads(&mut fresh, roads),
            Layer::Procedures(mut procedures) => fresh.procedures.append(&mut procedures),
            Layer::Operators(mut operators) => fresh.operators.append(&mut operators),
            Layer::Performance(mut reports) => fresh.performance.append(&mut reports),
            Layer::Outline(polygons) => outline = Some(polygons),
            Layer::TravelTimes(mut rows) => brought.append(&mut rows),
            Layer::Crosswalk(mut rows) => fresh.crosswalk.append(&mut rows),
            Layer::Census(mut counts) => fresh.area_counts.append(&mut counts),
            Layer::Candidates(mut candidates) => fresh.candidates.append(&mut candidates),
            Layer::Water {
                mut bodies,
                mut waterways,
            } => {
                fresh.water.append(&mut bodies);
                fresh.waterways.append(&mut waterways);
            }
            Layer::Green(mut green) => fresh.green.append(&mut green),
        }
    }
    import_ground::put(dataset, &mut fresh, existing);
    if !fresh.facilities.is_empty() && has_demo_facilities(dataset) {
        let modelled = std::mem::take(&mut dataset.facilities).len();
        dataset.performance.clear();
        dataset.sources.retain(|source| source.layer != "performance");
        let said = format!("the {modelled} demo points and their reports were replaced by those of the file");
        findings.push(Finding::info("demo_replaced", "", said));
    }
    if !fresh.facilities.is_empty() {
        let by_code = dataset.facilities.drain(..).chain(fresh.facilities);
        let merged: BTreeMap<String, _> = by_code.map(|facility| (facility.code.clone(), facility)).collect();
        dataset.facilities = merged.into_values().collect();
    }
    put(&mut dataset.cells, fresh.cells, existing, |cell| cell.code.clone());
    put(&mut dataset.procedures, fresh.procedures, existing, |one| {
        one.code.clone()
    });
    put(&mut dataset.operators, fresh.operators, existing, |one| {
        one.code.clone()
    });
    put(&mut dataset.performance, fresh.performance, existing, |report| {
        (report.facility.clone(), report.month)
    });
    put(&mut dataset.crosswalk, fresh.crosswalk, existing, |row| {
        (row.old_code.clone(), row.new_code.clone())
    });
    put_counts(&mut dataset.area_counts, fresh.area_counts, existing);
    put(&mut dataset.candidates, fresh.candidates, existing, |one| {
        one.code.clone()
    });
    if !fresh.areas.is_empty() {
        let codes: BTreeSet<&str> = fresh.areas.iter().map(|area| area.code.as_str()).collect();
        dataset.areas.retain(|old| match existing {
            Existing::Replaced => !fresh.areas.iter().any(|new| new.level == old.level),
            Existing::Kept => !codes.contains(old.code.as_str()),
        });
        dataset.areas.append(&mut fresh.areas);
        dataset.cells.iter_mut().for_each(|cell| cell.area = None);
    }
    if let Some(outline) = outline {
        set_city_outline(dataset, outline);
    }
    if !brought.is_empty() {
        // What is wrong with a file was said before (`check_travel_times`); two files may still contradict each other.
        let (pairs, told) = pairs_of(dataset, &brought, "");
        let contradictions = told.into_iter().filter(|finding| finding.check == "two_times");
        findings.extend(contradictions.map(|finding| Finding {
            severity: Severity::Warning,
            message: format!("{}; the first one was taken", finding.message),
            ..finding
        }));
        dataset.travel_times = TravelTimeTable::from_pairs(&pairs);
    }
    if !fresh.roads.ways.is_empty() {
        dataset.roads = fresh.roads;
    }
    dataset.sources.retain(|source| match existing {
        _ if !kinds.contains(&source.layer) => true,
        Existing::Replaced => source.layer == "facilities" && !is_demo_source(&source.name),
        Existing::Kept => source.layer != "facilities" || !is_demo_source(&source.name),
    });
    dataset.sources.extend(sources);
    dataset.is_demo = dataset.sources.iter().any(|source| is_demo_source(&source.name));
    dataset.sort();
    findings.extend(old_communes::translate(dataset));
    place_into_communes(dataset);
    findings
}

/// What is wrong with brought travel times in view of the data they are brought to: codes and positions that are not
/// those of a cell or a facility, and two times of one pair.
pub fn check_travel_times(dataset: &Dataset, rows: &[TravelTimeRow], file: &str) -> Vec<Finding> {
    pairs_of(dataset, rows, file).1
}

/// A position within this many metres of a cell's centre means that cell: coordinates are written to a few metres.
const SAME_PLACE: Metres = Metres(50.0);

fn pairs_of(
    dataset: &Dataset,
    rows: &[TravelTimeRow],
    file: &str,
) -> (Vec<(String, String, Deciseconds)>, Vec<Finding>) {
    let cells: std::collections::BTreeSet<&str> = dataset.cells.iter().map(|cell| cell.code.as_str()).collect();
    let facilities: std::collections::BTreeSet<&str> = dataset
        .facilities
        .iter()
        .map(|facility| facility.code.as_str())
        .collect();
    let centres: Vec<LonLat> = dataset.cells.iter().map(|cell| cell.location).collect();
    let index = PointIndex::build(&centres);
    let (mut pairs, mut findings) = (BTreeMap::new(), Vec::new());
    for row in rows {
        let mut refuse = |check, column: &str, value: &str, message: String| {
            findings.push(
                Finding::error(check, file, message)
                    .at_row(row.row)
                    .in_column(column, value),
            );
        };
        let cell = match &row.start {
            Start::Cell(code) if cells.contains(code.as_str()) => Some(code.clone()),
            Start::Cell(code) => {
                let message = "no cell of the workspace has this code; `gandan export W cells --out F.csv` lists them";
                refuse("unknown_cell", "cell", code, message.to_owned());
                None
            }
            Start::Place(place) => {
                let near = index.nearest(*place).filter(|(_, distance)| distance.0 <= SAME_PLACE.0);
                if near.is_none() {
                    let message = format!("no cell of the workspace has its centre within {SAME_PLACE} of here");
                    refuse("unknown_cell", "lon", &place.to_string(), message);
                }
                near.map(|(cell, _)| dataset.cells[cell].code.clone())
            }
        };
        if !facilities.contains(row.facility.as_str()) {
            let message =
                "no facility of the workspace has this code; `gandan export W facilities --out F.csv` lists them";
            refuse("unknown_facility", "facility", &row.facility, message.to_owned());
            continue;
        }
        let Some(cell) = cell else { continue };
        match pairs.insert((cell.clone(), row.facility.clone()), row.time) {
            Some(other) if other != row.time => {
                let message = format!("cell '{cell}' has two times to this facility; keep one of the two");
                refuse("two_times", "facility", &row.facility, message);
                pairs.insert((cell, row.facility.clone()), other);
            }
            _ => {}
        }
    }
    let told = pairs.into_iter().map(|((cell, facility), time)| (cell, facility, time));
    (told.collect(), findings)
}

fn put<T, K: Ord>(old: &mut Vec<T>, new: Vec<T>, existing: Existing, key: impl Fn(&T) -> K) {
    match existing {
        _ if new.is_empty() => {}
        Existing::Replaced => *old = new,
        Existing::Kept => {
            let all = old.drain(..).chain(new).map(|one| (key(&one), one));
            *old = all.collect::<BTreeMap<K, T>>().into_values().collect();
        }
    }
}

/// A unit may stand twice in a bad source, and both rows count: those of a key replace those of the same key.
fn put_counts(old: &mut Vec<AreaCount>, new: Vec<AreaCount>, existing: Existing) {
    match existing {
        _ if new.is_empty() => {}
        Existing::Replaced => *old = new,
        Existing::Kept => {
            let keys: BTreeSet<_> = new.iter().map(AreaCount::key).collect();
            old.retain(|count| !keys.contains(&count.key()));
            drop(keys);
            old.extend(new);
        }
    }
}

/// Several road files become one network: nodes and ways that both hold are taken once.
fn append_roads(fresh: &mut Dataset, roads: crate::model::RoadNetwork) {
    if fresh.roads.ways.is_empty() {
        fresh.roads = roads;
        return;
    }
    let mut index: BTreeMap<i64, u32> = (0u32..)
        .zip(&fresh.roads.nodes)
        .map(|(at, node)| (node.id, at))
        .collect();
    let known: std::collections::BTreeSet<i64> = fresh.roads.ways.iter().map(|way| way.id).collect();
    let renumbered: Vec<u32> = roads
        .nodes
        .iter()
        .map(|node| {
            *index.entry(node.id).or_insert_with(|| {
                fresh.roads.nodes.push(node.clone());
                fresh.roads.nodes.len() as u32 - 1
            })
        })
        .collect();
    for mut way in roads.ways.into_iter().filter(|way| !known.contains(&way.id)) {
        way.nodes.iter_mut().for_each(|node| *node = renumbered[*node as usize]);
        fresh.roads.ways.push(way);
    }
    fresh.roads.restrictions.extend(roads.restrictions);
}

fn set_city_outline(dataset: &mut Dataset, outline: geo_types::MultiPolygon<f64>) {
    dataset.areas.retain(|area| area.level != AreaLevel::City);
    let corners = outline.iter().flat_map(|polygon| polygon.exterior().points());
    let bbox = BBox::around(corners.map(|corner| LonLat::new(corner.x(), corner.y())));
    dataset.cells.iter_mut().for_each(|cell| cell.area = None);
    dataset.areas.push(Area {
        code: "01".to_owned(),
        name: "Thành phố Hà Nội".to_owned(),
        level: AreaLevel::City,
        territory: Territory::Urban,
        outline,
        point: bbox.map_or(LonLat::new(105.85, 21.03), |bbox| bbox.centre()),
        area_km2: None,
        declared_people: None,
        outline_origin: Origin::Fact,
        valid_from: None,
        valid_to: None,
    });
}

/// Gives every cell its commune, and every facility whose commune is unknown or unheard of.
fn place_into_communes(dataset: &mut Dataset) {
    let communes: Vec<usize> = (0..dataset.areas.len())
        .filter(|&area| dataset.areas[area].level == AreaLevel::Commune)
        .collect();
    if communes.is_empty() {
        return;
    }
    let index = OutlineIndex::build(communes.iter().map(|&area| &dataset.areas[area].outline));
    for cell in &mut dataset.cells {
        cell.area = index.locate(cell.location).map(|found| AreaId(communes[found] as u32));
    }
    let facilities = dataset.facilities.iter_mut().map(|one| (&mut one.area, one.location));
    let candidates = dataset.candidates.iter_mut().map(|one| (&mut one.area, one.location));
    for (area, location) in facilities.chain(candidates) {
        let is_known = area
            .as_ref()
            .is_some_and(|code| communes.iter().any(|&area| &dataset.areas[area].code == code));
        if !is_known && let Some(found) = index.locate(location) {
            *area = Some(dataset.areas[communes[found]].code.clone());
        }
    }
}
