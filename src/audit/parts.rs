//! The parts that the roads of a mode fall into when one-ways and barriers are set aside, and the people of those parts
//! that lead to no service point.

use std::collections::BTreeMap;

use super::Remarks;
use super::roads::name;
use crate::access::{Reach, Travel};
use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityId, Finding, RoadWay, Rule};
use crate::routing::Join;
use crate::spatial_index::PointIndex;

/// The roads of one mode, parted into what hangs together.
pub(super) struct Parts {
    /// Way and position of each piece between neighbouring vertices, in order.
    pub pieces: Vec<(u32, u32)>,
    /// Part of each network node; `u32::MAX` where no road of the mode is.
    pub of_node: Vec<u32>,
    /// Pieces of each part.
    pub size: Vec<usize>,
}

impl Parts {
    /// Of the ways that the profile of `travel` may use in some direction.
    pub fn of(dataset: &Dataset, travel: &Travel) -> Parts {
        let network = &dataset.roads;
        let profile = travel.router().profile();
        let is_used = |way: &RoadWay| {
            let passage = profile.passage(way);
            passage.forward.is_some() || passage.backward.is_some()
        };
        let mut parent: Vec<u32> = (0..network.nodes.len() as u32).collect();
        let mut pieces = Vec::new();
        for (way, road) in (0u32..).zip(&network.ways).filter(|(_, road)| is_used(road)) {
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
            let part = *number.entry(root).or_insert(next);
            if part as usize == size.len() {
                size.push(0);
            }
            size[part as usize] += 1;
            (of_node[a as usize], of_node[b as usize]) = (part, part);
        }
        Parts { pieces, of_node, size }
    }

    /// The part that a join leads into.
    fn of_join(&self, dataset: &Dataset, travel: &Travel, join: &Join) -> u32 {
        let way = travel.router().graph().segments()[join.segment as usize].way;
        self.of_node[dataset.roads.ways[way as usize].nodes[0] as usize]
    }

    /// People who join one part and no other.
    pub fn people(&self, dataset: &Dataset, travel: &Travel) -> Vec<f64> {
        let mut people = vec![0.0; self.size.len()];
        for (cell, demand) in dataset.cells.iter().enumerate() {
            let mut own = travel
                .joins_of_cell(cell)
                .iter()
                .map(|join| self.of_join(dataset, travel, join));
            if let Some(first) = own.next()
                && own.all(|other| other == first)
                && let Some(sum) = people.get_mut(first as usize)
            {
                *sum += demand.people;
            }
        }
        people
    }
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

/// The network nodes at the ends of a piece.
pub(super) fn vertices(dataset: &Dataset, way: u32, at: u32) -> (u32, u32) {
    let nodes = &dataset.roads.ways[way as usize].nodes;
    (nodes[at as usize], nodes[at as usize + 1])
}

/// What one part without a point holds.
#[derive(Default)]
struct CutOff {
    people: f64,
    cells: usize,
    /// The cell with most people.
    largest: Option<usize>,
}

/// People whose every road leads only to parts without a counting point, and who have none within a walk: part by part,
/// most people first. Counting are the points of the founding scheme's rule. Silent where no point counts at all.
pub(super) fn check_cut_off(dataset: &Dataset, travel: &Travel, parts: &Parts, remarks: &mut Remarks) {
    let counting: Vec<FacilityId> = Reach::counting(dataset, &Rule::scheme());
    if counting.is_empty() {
        return;
    }
    let mut has_point = vec![false; parts.size.len()];
    let mut places: Vec<LonLat> = Vec::new();
    for &facility in &counting {
        places.push(dataset.facilities[facility.index()].location);
        for join in travel.joins_of_facility(facility) {
            if let Some(has) = has_point.get_mut(parts.of_join(dataset, travel, join) as usize) {
                *has = true;
            }
        }
    }
    let on_foot = PointIndex::build(&places);
    let walk_m = travel.router().profile().snap_limit_m;
    let mut cut_off: BTreeMap<u32, CutOff> = BTreeMap::new();
    for (cell, demand) in dataset.cells.iter().enumerate().filter(|(_, cell)| cell.people > 0.0) {
        let own = || {
            let joins = travel.joins_of_cell(cell).iter();
            joins.map(|join| parts.of_join(dataset, travel, join))
        };
        let leads = own().any(|part| has_point.get(part as usize).copied().unwrap_or(true));
        // The part with most roads stands for the cell.
        let main = own().max_by_key(|part| (parts.size.get(*part as usize).copied(), std::cmp::Reverse(*part)));
        let Some(main) = main.filter(|_| !leads) else { continue };
        let near = on_foot.nearest(demand.location);
        if near.is_some_and(|(_, distance)| distance.0 <= walk_m) {
            continue;
        }
        let known = cut_off.entry(main).or_default();
        known.people += demand.people;
        known.cells += 1;
        if known
            .largest
            .is_none_or(|other| dataset.cells[other].people < demand.people)
        {
            known.largest = Some(cell);
        }
    }
    let mut told: Vec<(f64, Finding)> = cut_off
        .into_iter()
        .filter_map(|(part, found)| {
            let largest = found.largest?;
            let join = travel.joins_of_cell(largest).iter().min_by_key(|join| join.walk)?;
            let way = &dataset.roads.ways[travel.router().graph().segments()[join.segment as usize].way as usize];
            let place = dataset.cells[largest].location;
            let message = format!(
                "a part of the road network ({} stretches, {} cells, by {} at {place}) leads to no counting point; \
                 add the missing road or bridge, or open a point there",
                parts.size[part as usize],
                found.cells,
                name(way)
            );
            let finding = Finding::warning("road_part_cut_off", "", message)
                .in_column("road.way_id", &way.id.to_string())
                .for_people(found.people)
                .at_place(place);
            Some((found.people, finding))
        })
        .collect();
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    told.into_iter().for_each(|(_, finding)| remarks.add(finding));
}
