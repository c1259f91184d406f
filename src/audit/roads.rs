//! Roads that nearly meet: a dead end within a few metres of a road of another component is more often a
//! missing link of the map than a wall.
//!
//! Components are those of all roads of the mode, one-ways and barriers aside: a planner can mend what the map
//! lacks, and a barrier is not lacking.

use std::collections::BTreeMap;

use super::Remarks;
use crate::access::Travel;
use crate::geometry::LonLat;
use crate::model::{Dataset, Finding, RoadWay};
use crate::spatial_index::SegmentIndex;
use crate::units::Metres;

/// A dead end this close to another road is told: a street is seldom wider.
const NEAR: Metres = Metres(20.0);

/// The roads of one mode, parted into what hangs together.
struct Parts {
    /// Way and position of each piece between neighbouring vertices, in order.
    pieces: Vec<(u32, u32)>,
    /// Component of each network node; `u32::MAX` where no road of the mode is.
    of_node: Vec<u32>,
    /// Pieces of each component.
    size: Vec<usize>,
}

/// Finds dead ends that nearly meet another component.
pub fn check_links(dataset: &Dataset, travel: &Travel, remarks: &mut Remarks) {
    let network = &dataset.roads;
    let profile = travel.router().profile();
    let is_used = |way: &RoadWay| {
        let passage = profile.passage(way);
        passage.forward.is_some() || passage.backward.is_some()
    };
    let used: Vec<bool> = network.ways.iter().map(is_used).collect();
    let parts = Parts::of(dataset, &used);
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
    let people = people_by_component(dataset, travel, &parts);
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
            let finding = if concerned > 0.0 { finding.for_people(concerned) } else { finding };
            (concerned, parts.size[smaller as usize], finding)
        })
        .collect();
    // Most people first, then the largest part.
    told.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    told.into_iter().for_each(|(_, _, finding)| remarks.add(finding));
}

impl Parts {
    fn of(dataset: &Dataset, used: &[bool]) -> Parts {
        let network = &dataset.roads;
        let mut parent: Vec<u32> = (0..network.nodes.len() as u32).collect();
        let mut pieces = Vec::new();
        for (way, road) in (0u32..).zip(&network.ways).filter(|(way, _)| used[*way as usize]) {
            for (at, pair) in (0u32..).zip(road.nodes.windows(2)) {
                pieces.push((way, at));
                let (a, b) = (root(&mut parent, pair[0]), root(&mut parent, pair[1]));
                parent[a.max(b) as usize] = a.min(b);
            }
        }
        let mut number: BTreeMap<u32, u32> = BTreeMap::new();
        let mut of_node = vec![u32::MAX; network.nodes.len()];
        let mut size: Vec<usize> = Vec::new();
        for &(way, at) in &pieces {
            let (a, b) = vertices(dataset, way, at);
            let root = root(&mut parent, a);
            let next = number.len() as u32;
            let component = *number.entry(root).or_insert(next);
            if component as usize == size.len() {
                size.push(0);
            }
            size[component as usize] += 1;
            (of_node[a as usize], of_node[b as usize]) = (component, component);
        }
        Parts { pieces, of_node, size }
    }
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

fn vertices(dataset: &Dataset, way: u32, at: u32) -> (u32, u32) {
    let nodes = &dataset.roads.ways[way as usize].nodes;
    (nodes[at as usize], nodes[at as usize + 1])
}

/// People who join one component and no other.
fn people_by_component(dataset: &Dataset, travel: &Travel, parts: &Parts) -> Vec<f64> {
    let segments = travel.router().graph().segments();
    let mut people = vec![0.0; parts.size.len()];
    for (cell, demand) in dataset.cells.iter().enumerate() {
        let mut own = travel.joins_of_cell(cell).iter().map(|join| {
            let way = segments[join.segment as usize].way;
            parts.of_node[dataset.roads.ways[way as usize].nodes[0] as usize]
        });
        if let Some(first) = own.next()
            && own.all(|other| other == first)
            && let Some(sum) = people.get_mut(first as usize)
        {
            *sum += demand.people;
        }
    }
    people
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

fn name(way: &RoadWay) -> String {
    match &way.name {
        Some(name) => format!("{name} (way {})", way.id),
        None => format!("way {}", way.id),
    }
}
