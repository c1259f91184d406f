//! What of a snapshot becomes which feature of the map: the contract with the web map's style.

use super::layers_cells::cells;
use crate::geometry::LonLat;
use crate::model::{AreaId, AreaLevel, Dataset, RoadWay, Waterway, WaterwayClass};
use crate::planner::Snapshot;
use crate::tiles::{Buffer, TileFeature, TileGeometry, TileLayer, TileValue};
use crate::wire::ReviewAnswer;
use geo::{BoundingRect, InteriorPoint, unary_union};
use geo_types::{LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// The deepest zoom any layer is shown at.
pub const DEEPEST: u8 = 22;

/// Layers from the ground up.
pub fn layers(snapshot: &Snapshot, review: Option<&ReviewAnswer>) -> Vec<TileLayer> {
    let dataset = snapshot.dataset();
    let stroke = |name, features| TileLayer {
        name,
        buffer: Buffer::Stroke,
        features,
    };
    let label = |name, features| TileLayer {
        name,
        buffer: Buffer::Label,
        features,
    };
    vec![
        stroke("park", parks(dataset)),
        stroke("water", water(dataset)),
        stroke("waterway", dataset.waterways.iter().map(waterway).collect()),
        stroke("cell", cells(snapshot)),
        stroke(
            "road",
            dataset.roads.ways.iter().filter_map(|way| road(dataset, way)).collect(),
        ),
        stroke("area", areas(snapshot)),
        stroke("outside", outside(dataset).into_iter().collect()),
        label("water_label", water_labels(dataset)),
        label("area_label", area_labels(dataset)),
        label("facility", facilities(dataset, review)),
    ]
}

/// A feature shown at every zoom.
fn always(geometry: TileGeometry, properties: Vec<(&'static str, TileValue)>) -> TileFeature {
    TileFeature {
        geometry,
        properties: properties.into(),
        min_zoom: 0,
        max_zoom: DEEPEST,
    }
}

fn water(dataset: &Dataset) -> Vec<TileFeature> {
    let feature = |body: &crate::model::WaterBody| {
        let name = body.name.as_deref().map(|name| ("name", name.into()));
        always(TileGeometry::Polygon(body.outline.clone()), name.into_iter().collect())
    };
    dataset.water.iter().map(feature).collect()
}

fn parks(dataset: &Dataset) -> Vec<TileFeature> {
    /// From here on a park is more than a speck; woods are shown with the parks.
    const FROM: u8 = 10;
    let feature = |green: &crate::model::GreenArea| TileFeature {
        geometry: TileGeometry::Polygon(green.outline.clone()),
        properties: green
            .name
            .as_deref()
            .map(|name| ("name", name.into()))
            .into_iter()
            .collect::<Vec<_>>()
            .into(),
        min_zoom: FROM,
        max_zoom: DEEPEST,
    };
    dataset.green.iter().map(feature).collect()
}

fn waterway(waterway: &Waterway) -> TileFeature {
    let mut properties = vec![("class", waterway.class.code().into())];
    properties.extend(waterway.name.as_deref().map(|name| ("name", name.into())));
    TileFeature {
        geometry: TileGeometry::Line(waterway.line.clone()),
        properties: properties.into(),
        min_zoom: match waterway.class {
            WaterwayClass::River => 8,
            WaterwayClass::Canal => 10,
            WaterwayClass::Stream => 12,
        },
        max_zoom: DEEPEST,
    }
}

fn road(dataset: &Dataset, way: &RoadWay) -> Option<TileFeature> {
    let at = |node: &u32| dataset.roads.nodes.get(*node as usize).map(|node| node.location);
    let line: Vec<LonLat> = way.nodes.iter().filter_map(at).collect();
    let mut properties = vec![("class", way.class.as_str().into())];
    properties.extend(way.name.as_deref().map(|name| ("name", name.into())));
    let geometry = TileGeometry::Line(line);
    (way.nodes.len() >= 2).then(|| TileFeature {
        geometry,
        properties: properties.into(),
        min_zoom: road_zoom(&way.class),
        max_zoom: DEEPEST,
    })
}

/// The zoom from which a road of the class is drawn.
fn road_zoom(class: &str) -> u8 {
    match class.strip_suffix("_link").unwrap_or(class) {
        "motorway" => 5,
        "trunk" => 7,
        "primary" => 9,
        "secondary" | "ferry" => 11,
        "tertiary" => 12,
        "unclassified" | "residential" | "living_street" | "road" => 13,
        "service" | "track" => 14,
        _ => 15,
    }
}

fn areas(snapshot: &Snapshot) -> Vec<TileFeature> {
    let dataset = snapshot.dataset();
    let mut shares: BTreeMap<AreaId, Vec<(&'static str, TileValue)>> = BTreeMap::new();
    for coverage in snapshot.coverages() {
        let key = match coverage.rule.id.as_str() {
            "plan68" => "passing_share_plan68",
            "scheme" => "passing_share_scheme",
            "plan68_agents" => "passing_share_plan68_agents",
            _ => continue,
        };
        for area in coverage.areas.iter().filter(|area| area.people.total > 0.0) {
            let percent = 100.0 * area.people.passing / area.people.total;
            // Rounded down, so that 100 means everybody.
            shares
                .entry(area.area)
                .or_default()
                .push((key, ((percent * 10.0).floor() / 10.0).into()));
        }
    }
    let feature = |(index, area): (usize, &crate::model::Area)| {
        let mut properties: Vec<(&'static str, TileValue)> = vec![
            ("code", area.code.as_str().into()),
            ("name", area.name.as_str().into()),
            ("level", area.level.code().into()),
        ];
        properties.extend(shares.remove(&AreaId(index as u32)).unwrap_or_default());
        always(TileGeometry::Polygon(area.outline.clone()), properties)
    };
    dataset.areas.iter().enumerate().map(feature).collect()
}

/// One name for each lake and river with one: its outline is cut at the edges of tiles, and would be named in each.
fn water_labels(dataset: &Dataset) -> Vec<TileFeature> {
    let feature = |body: &crate::model::WaterBody| {
        let (name, place) = (body.name.as_deref()?, body.outline.interior_point()?);
        let place = TileGeometry::Point(LonLat::new(place.x(), place.y()));
        Some(always(place, vec![("name", name.into())]))
    };
    dataset.water.iter().filter_map(feature).collect()
}

fn area_labels(dataset: &Dataset) -> Vec<TileFeature> {
    let communes = dataset.areas.iter().filter(|area| area.level == AreaLevel::Commune);
    communes
        .map(|area| {
            let properties = vec![("code", area.code.as_str().into()), ("name", area.name.as_str().into())];
            always(TileGeometry::Point(area.point), properties)
        })
        .collect()
}

/// The world without the city: its own outline, or else that of all communes together; `None` without either.
fn outside(dataset: &Dataset) -> Option<TileFeature> {
    let of_level = |level| {
        dataset
            .areas
            .iter()
            .filter(move |area| area.level == level)
            .map(|area| &area.outline)
    };
    let city: MultiPolygon<f64> = match of_level(AreaLevel::City).next() {
        Some(outline) => outline.clone(),
        None => unary_union(of_level(AreaLevel::Commune).flat_map(|outline| &outline.0)),
    };
    city.bounding_rect()?;
    // Holes inside the city are slivers between outlines; the mask does not show them.
    let holes: Vec<LineString<f64>> = city.0.iter().map(|polygon| polygon.exterior().clone()).collect();
    let world = vec![
        (-180.0, -85.0),
        (180.0, -85.0),
        (180.0, 85.0),
        (-180.0, 85.0),
        (-180.0, -85.0),
    ];
    let mask = MultiPolygon(vec![Polygon::new(world.into(), holes)]);
    Some(always(TileGeometry::Polygon(mask), Vec::new()))
}

fn facilities(dataset: &Dataset, review: Option<&ReviewAnswer>) -> Vec<TileFeature> {
    let decisions: BTreeMap<&str, &str> = review
        .iter()
        .flat_map(|review| &review.decisions)
        .map(|decision| (decision.facility.as_str(), decision.decision.as_str()))
        .collect();
    let feature = |facility: &crate::model::Facility| {
        let mut properties: Vec<(&'static str, TileValue)> = vec![
            ("code", facility.code.as_str().into()),
            ("name", facility.name.as_str().into()),
            ("kind", facility.kind.code().into()),
            ("status", facility.status.code().into()),
        ];
        properties.extend(
            decisions
                .get(facility.code.as_str())
                .map(|decision| ("decision", (*decision).into())),
        );
        always(TileGeometry::Point(facility.location), properties)
    };
    dataset.facilities.iter().map(feature).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greater_roads_show_first_and_slip_roads_with_theirs() {
        let zooms = [
            "motorway",
            "trunk",
            "primary",
            "secondary",
            "tertiary",
            "residential",
            "service",
            "footway",
        ]
        .map(road_zoom);
        assert!(zooms.is_sorted_by(|a, b| a < b), "{zooms:?}");
        assert_eq!(road_zoom("trunk_link"), road_zoom("trunk"));
    }
}
