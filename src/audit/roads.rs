//! Roads that nearly meet: a dead end within a few metres of a road of another component is more often a
//! missing link of the map than a wall.
//!
//! Components are those of all roads of the mode, one-ways and barriers aside: a planner can mend what the map
//! lacks, and a barrier is not lacking.

use std::collections::BTreeMap;

use super::Remarks;
use super::parts::{Parts, vertices};
use crate::access::Travel;
use crate::geometry::LonLat;
use crate::model::{Dataset, Finding, RoadWay};
use crate::spatial_index::SegmentIndex;
use crate::units::Metres;

/// A dead end this close to another road is told: a street is seldom wider.
const NEAR: Metres = Metres(20.0);

/// Finds dead ends that nearly meet another component.
pub(super) fn check_links(dataset: &Dataset, travel: &Travel, parts: &Parts, remarks: &mut Remarks) {
    let network = &dataset.roads;
    let places: Vec<LonLat> = network.nodes.iter().map(|node| node.location).collect();
    let ends: Vec<(u32, u32)> = parts
        .pieces
        .iter()
        .map(|&(way, at)| vertices(dataset, way, at))
        .collect();
    let index = SegmentIndex::build(&places, &ends);
    let mut touching: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (&(way, _), &(a, b)) in parts.pieces.iter().zip(&ends) {
        [a, b]
            .iter()
            .for_each(|node| touching.entry(*node).or_default().push(way));
    }
    // The closest place of each pair of components.
    let mut closest: BTreeMap<(u32, u32), (f64, u32, u32, u32)> = BTreeMap::new();
    for (&node, ways) in touching.iter().filter(|(_, ways)| ways.len() == 1) {
        let own = parts.of_node[node as usize];
        for hit in index.within(places[node as usize], NEAR) {
            let (other_way, _) = parts.pieces[hit.segment];
            let other = parts.of_node[ends[hit.segment].0 as usize];
            let is_level = level(&network.ways[ways[0] as usize]) == level(&network.ways[other_way as usize]);
            if other != own && is_level {
                let found = (hit.distance.0, node, ways[0], other_way);
                let known = closest.entry((own.min(other), own.max(other))).or_insert(found);
                if found.0 < known.0 {
                    *known = found;
                }
            }
        }
    }
    let people = parts.people(dataset, travel);
    let mut told: Vec<(f64, usize, Finding)> = closest
        .into_iter()
        .map(|((a, b), (metres, node, way, other))| {
            let (smaller, larger) = if (parts.size[a as usize], b) < (parts.size[b as usize], a) { (a, b) } else { (b, a) };
            let message = format!(
                "{} ends {metres:.0} m from {} at {}, and no road joins the two parts of the network ({} and {} stretches); \
                 if people pass there, link them in OpenStreetMap and import the roads again",
                name(&network.ways[way as usize]),
                name(&network.ways[other as usize]),
                places[node as usize],
                parts.size[smaller as usize],
                parts.size[larger as usize],
            );
            let concerned = people[smaller as usize];
            let id = network.nodes[node as usize].id.to_string();
            let finding = Finding::warning("roads_not_linked", "", message).in_column("road_node.node_id", &id);
            let finding = finding.at_place(places[node as usize]);
            let finding = if concerned > 0.0 { finding.for_people(concerned) } else { finding };
            (concerned, parts.size[smaller as usize], finding)
        })
        .collect();
    // Most people first, then the largest part.
    told.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    told.into_iter().for_each(|(_, _, finding)| remarks.add(finding));
}

/// Above or below the ground: roads of different levels pass each other.
fn level(way: &RoadWay) -> i32 {
    let told = way.tag("layer").and_then(|layer| layer.trim().parse().ok());
    let is = |key: &str| way.tag(key).is_some_and(|value| value != "no");
    told.unwrap_or(match (is("bridge"), is("tunnel")) {
        (true, _) => 1,
        (_, true) => -1,
        _ => 0,
    })
}

/// How a message names a road.
pub(super) fn name(way: &RoadWay) -> String {
    match &way.name {
        Some(name) => format!("{name} (way {})", way.id),
        None => format!("way {}", way.id),
    }
}
