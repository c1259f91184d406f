//! What can be found by name: communes of today and before, facilities, streets, water, green areas and procedures.

use super::former::former_areas;
use crate::geometry::LonLat;
use crate::model::{Area, AreaLevel, Dataset, RoadNetwork, RoadWay};
use crate::registry::parse_address;
use crate::text;
use geo::{Area as _, Contains, InteriorPoint};
use geo_types::Point;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing a hit is; in order of preference between equal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitKind {
    Commune,
    /// A lake or a river.
    Place,
    Facility,
    Street,
    /// A commune or district of before July 2025.
    FormerArea,
    /// A house, found by its address.
    Address,
    Procedure,
}

impl HitKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Place => "place",
            Self::Facility => "facility",
            Self::Street => "street",
            Self::FormerArea => "former_area",
            Self::Address => "address",
            Self::Procedure => "procedure",
        }
    }
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub kind: HitKind,
    /// The name as written in the data.
    pub label: String,
    /// What tells two equal labels apart: an address or a commune.
    pub detail: Option<String>,
    /// Code of the commune, facility or procedure.
    pub code: Option<String>,
    /// `None` for a procedure.
    pub location: Option<LonLat>,
}

/// Everything nameable in the dataset, in an order that depends on the data only.
pub fn places(dataset: &Dataset) -> Vec<Hit> {
    let communes = Communes::new(&dataset.areas);
    let mut places = Vec::new();
    places.extend(
        dataset
            .areas
            .iter()
            .filter(|area| area.level != AreaLevel::City)
            .map(|area| Hit {
                kind: HitKind::Commune,
                label: area.name.clone(),
                detail: None,
                code: Some(area.code.clone()),
                location: Some(area.point),
            }),
    );
    let area_names: BTreeMap<&str, &str> = dataset
        .areas
        .iter()
        .map(|area| (area.code.as_str(), area.name.as_str()))
        .collect();
    places.extend(dataset.facilities.iter().map(|facility| Hit {
        kind: HitKind::Facility,
        label: facility.name.clone(),
        detail: facility.address.clone().or_else(|| {
            facility
                .area
                .as_deref()
                .and_then(|code| area_names.get(code))
                .map(|name| (*name).to_owned())
        }),
        code: Some(facility.code.clone()),
        location: Some(facility.location),
    }));
    let streets = streets(&dataset.roads, &communes);
    let addressed = addressed_streets(dataset, &streets, &communes);
    places.extend(streets.into_iter().chain(addressed));
    places.extend(ground(dataset, &communes));
    places.extend(former_areas(dataset, &communes));
    places.extend(dataset.procedures.iter().map(|procedure| Hit {
        kind: HitKind::Procedure,
        label: procedure.name.clone(),
        detail: procedure.field.clone(),
        code: Some(procedure.code.clone()),
        location: None,
    }));
    places
}

/// Words that say what a place is, folded; people leave them out or use the former ones.
pub const AREA_WORDS: [&str; 8] = ["thi tran", "thi xa", "thanh pho", "phuong", "quan", "huyen", "xa", "tp"];
pub const STREET_WORDS: [&str; 7] = ["dai lo", "duong", "pho", "ngo", "ngach", "hem", "kiet"];

/// One entry for each street name in each commune, at the middle of its longest way there.
fn streets(roads: &RoadNetwork, communes: &Communes<'_>) -> Vec<Hit> {
    let mut longest: BTreeMap<(String, Option<usize>), (f64, i64, Hit)> = BTreeMap::new();
    for way in &roads.ways {
        let Some(name) = way.name.as_deref().map(text::nfc).filter(|name| !name.is_empty()) else {
            continue;
        };
        let Some((length, middle)) = length_and_middle(way, roads) else {
            continue;
        };
        let commune = communes.index_at(middle);
        let hit = Hit {
            kind: HitKind::Street,
            detail: commune.map(|index| communes.areas[index].name.clone()),
            code: None,
            location: Some(middle),
            label: name,
        };
        let key = (without_street_word(&hit.label), commune);
        // Ways are in the order of their ids, so the first of equal lengths has the smallest.
        match longest.get(&key) {
            Some((known, _, _)) if *known >= length => {}
            _ => drop(longest.insert(key, (length, way.id, hit))),
        }
    }
    longest.into_values().map(|(_, _, hit)| hit).collect()
}

/// Streets that no road is named after but addresses of points are: at the first point, in order of codes, in each
/// commune. `known`: streets of the roads.
fn addressed_streets(dataset: &Dataset, known: &[Hit], communes: &Communes<'_>) -> Vec<Hit> {
    let of_roads: BTreeSet<String> = known.iter().map(|hit| without_street_word(&hit.label)).collect();
    let mut streets: BTreeMap<(String, Option<usize>), Hit> = BTreeMap::new();
    for facility in &dataset.facilities {
        let Some(label) = facility.address.as_deref().and_then(street_of) else {
            continue;
        };
        let name = without_street_word(&label);
        if of_roads.contains(&name) {
            continue;
        }
        let commune = communes.index_at(facility.location);
        streets.entry((name, commune)).or_insert_with(|| Hit {
            kind: HitKind::Street,
            detail: commune.map(|index| communes.areas[index].name.clone()),
            label,
            code: None,
            location: Some(facility.location),
        });
    }
    streets.into_values().collect()
}

/// The street of an address, with its word where the address has one.
fn street_of(address: &str) -> Option<String> {
    let (address, street) = (text::nfc(address), text::nfc(&parse_address(address).street?));
    let before = address.find(&street).map_or("", |at| address[..at].trim_end());
    let word = before
        .rsplit(' ')
        .next()
        .filter(|word| ["phố", "đường"].contains(&word.to_lowercase().as_str()));
    Some(word.map_or(street.clone(), |word| format!("{word} {street}")))
}

/// Lower case and without a leading `Đường`, `Phố` ..., accents kept: `Hàng Bạc` and `Phố Hàng Bạc` are one
/// street, `Hàng Bạc` and `Hàng Bác` are two.
fn without_street_word(name: &str) -> String {
    let words = ["đại lộ ", "đường ", "phố "];
    let lower = name.to_lowercase();
    words
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .unwrap_or(&lower)
        .to_owned()
}

/// Length in degrees of longitude (good enough to compare within a city) and the middle node.
fn length_and_middle(way: &RoadWay, roads: &RoadNetwork) -> Option<(f64, LonLat)> {
    let at = |node: &u32| roads.nodes.get(*node as usize).map(|node| node.location);
    let points: Vec<LonLat> = way.nodes.iter().filter_map(at).collect();
    let length = points
        .windows(2)
        .map(|pair| {
            let east = (pair[1].lon - pair[0].lon) * pair[0].lat.to_radians().cos();
            east.hypot(pair[1].lat - pair[0].lat)
        })
        .sum();
    Some((length, *points.get(points.len() / 2)?))
}

/// One entry for each name of water or of a green area, inside its largest outline; a river that is only a line, in its middle.
fn ground(dataset: &Dataset, communes: &Communes<'_>) -> Vec<Hit> {
    let bodies = dataset.water.iter().map(|body| (&body.name, &body.outline));
    let green = dataset.green.iter().map(|green| (&green.name, &green.outline));
    let outlines = bodies.chain(green).filter_map(|(name, outline)| {
        let inside = outline.interior_point()?;
        Some((name, outline.unsigned_area(), LonLat::new(inside.x(), inside.y())))
    });
    // Without an area: an outline of the same name comes first.
    let lines = dataset
        .waterways
        .iter()
        .filter_map(|one| Some((&one.name, 0.0, *one.line.get(one.line.len() / 2)?)));
    let mut largest: BTreeMap<String, (f64, Hit)> = BTreeMap::new();
    for (name, area, location) in outlines.chain(lines) {
        let Some(name) = name.as_deref().map(text::nfc).filter(|name| !name.is_empty()) else {
            continue;
        };
        let detail = communes
            .index_at(location)
            .map(|index| communes.areas[index].name.clone());
        let hit = Hit {
            kind: HitKind::Place,
            label: name.clone(),
            detail,
            code: None,
            location: Some(location),
        };
        if largest.get(&name).is_none_or(|(known, _)| *known < area) {
            largest.insert(name, (area, hit));
        }
    }
    largest.into_values().map(|(_, hit)| hit).collect()
}

/// Which commune holds a place.
pub struct Communes<'a> {
    areas: &'a [Area],
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<'a> Communes<'a> {
    fn new(areas: &'a [Area]) -> Self {
        let entries = areas
            .iter()
            .enumerate()
            .filter(|(_, area)| area.level == AreaLevel::Commune)
            .filter_map(|(index, area)| {
                let corners = geo::BoundingRect::bounding_rect(&area.outline)?;
                let rectangle = Rectangle::from_corners(corners.min().into(), corners.max().into());
                Some(GeomWithData::new(rectangle, index))
            })
            .collect();
        Communes {
            areas,
            index: RTree::bulk_load(entries),
        }
    }

    /// The first commune, in their order, whose outline holds the place.
    pub fn index_at(&self, place: LonLat) -> Option<usize> {
        let point = [place.lon, place.lat];
        self.index
            .locate_in_envelope_intersecting(&AABB::from_point(point))
            .map(|entry| entry.data)
            .filter(|&index| self.areas[index].outline.contains(&Point::from(point)))
            .min()
    }
}
