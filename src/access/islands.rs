//! People whom the roads leave out, and the pieces that the road network falls into.

use super::by_area::ByArea;
use super::gaps::{join, root};
use super::{ExactSum, Reach, Travel};
use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityId, Rule};
use crate::routing::{Join, RoadGraph};

/// People without a way by road to any counting point, whatever the time. The two groups do not overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CutOff {
    /// Their cell joins no road.
    pub no_road: f64,
    /// Of those, people with a counting point within a walk (the snap limit).
    pub no_road_on_foot: f64,
    /// Their cell joins roads, and none of these leads to a counting point, nor does a walk.
    pub no_point: f64,
}

/// A piece of the road network: what is connected when one-way streets are used both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadComponent {
    pub nodes: u32,
    /// Length of its roads in metres.
    pub metres: f64,
    pub people: f64,
    /// Counting points.
    pub points: u32,
    /// A place to look at: its cell with the most people, or its first node.
    pub place: LonLat,
}

/// The pieces beyond those listed, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OtherComponents {
    pub components: u32,
    pub nodes: u32,
    pub metres: f64,
    pub people: f64,
    pub points: u32,
}

/// See [`islands`].
#[derive(Clone, Debug, PartialEq)]
pub struct Islands {
    pub people: CutOff,
    pub areas: ByArea<CutOff>,
    /// Counting points that join no road, in order of code.
    pub points_without_road: Vec<FacilityId>,
    /// Most people first, then points, then nodes.
    pub components: Vec<RoadComponent>,
    pub others: OtherComponents,
}

/// Who is left out under a rule's counting points, and the `listed` pieces of the network with most people.
///
/// A cell or point that joins several pieces counts in that with the most nodes; so the people of all pieces
/// and those who join no road are everybody. `reach` holds the nearest of the rule's counting kinds.
///
/// # Panics
/// When it holds those of others.
pub fn islands(dataset: &Dataset, travel: &Travel, reach: &Reach, rule: &Rule, listed: usize) -> Islands {
    assert_eq!(reach.counts(), rule.counts, "the nearest of the rule's counting kinds");
    let areas = ByArea::gather(dataset, |index, sums: &mut [ExactSum; 3]| {
        let people = dataset.cells[index].people;
        let reaches = reach.nearest_by_time.nearest(index).is_some();
        match (travel.is_snapped(index), reaches) {
            (true, true) => {}
            (true, false) => sums[2] += people,
            (false, on_foot) => {
                sums[0] += people;
                sums[1] += if on_foot { people } else { 0.0 };
            }
        }
    });
    let cut_off = |sums: [ExactSum; 3]| CutOff {
        no_road: sums[0].value(),
        no_road_on_foot: sums[1].value(),
        no_point: sums[2].value(),
    };
    let all = std::array::from_fn(|part| areas.figures().map(|sums| sums[part]).sum());
    let counting = Reach::counting(dataset, rule);
    let mut components = components(dataset, travel, &counting);
    let others = components.split_off(listed.min(components.len()));
    Islands {
        people: cut_off(all),
        areas: areas.map(cut_off),
        points_without_road: counting
            .into_iter()
            .filter(|&facility| !travel.is_facility_snapped(facility))
            .collect(),
        components,
        others: OtherComponents {
            components: others.len() as u32,
            nodes: others.iter().map(|other| other.nodes).sum(),
            metres: others.iter().map(|other| other.metres).sum::<ExactSum>().value(),
            people: others.iter().map(|other| other.people).sum::<ExactSum>().value(),
            points: others.iter().map(|other| other.points).sum(),
        },
    }
}

fn components(dataset: &Dataset, travel: &Travel, counting: &[FacilityId]) -> Vec<RoadComponent> {
    let graph = travel.router().graph();
    let component_of = connected(graph);
    let count = component_of.iter().max().map_or(0, |last| *last as usize + 1);
    let mut nodes = vec![0u32; count];
    let mut first_node = vec![u32::MAX; count];
    for (node, &component) in (0u32..).zip(&component_of) {
        nodes[component as usize] += 1;
        first_node[component as usize] = first_node[component as usize].min(node);
    }
    let of_segment = |segment: u32| component_of[graph.segments()[segment as usize].ends[0] as usize] as usize;
    let largest = |joins: &[Join]| {
        let joined = joins.iter().map(|join| of_segment(join.segment));
        joined.max_by_key(|&component| (nodes[component], std::cmp::Reverse(component)))
    };
    let mut metres = vec![ExactSum::default(); count];
    for (segment, road) in (0u32..).zip(graph.segments()) {
        metres[of_segment(segment)] += road.metres;
    }
    let mut people = vec![ExactSum::default(); count];
    let mut most: Vec<Option<usize>> = vec![None; count];
    for (index, cell) in dataset.cells.iter().enumerate() {
        let Some(component) = largest(travel.joins_of_cell(index)) else {
            continue;
        };
        people[component] += cell.people;
        if most[component].is_none_or(|known| dataset.cells[known].people < cell.people) {
            most[component] = Some(index);
        }
    }
    let mut points = vec![0u32; count];
    for &facility in counting {
        if let Some(component) = largest(travel.joins_of_facility(facility)) {
            points[component] += 1;
        }
    }
    let mut ranked: Vec<usize> = (0..count).collect();
    ranked.sort_by_key(|&at| std::cmp::Reverse((people[at], points[at], nodes[at], std::cmp::Reverse(at))));
    ranked
        .into_iter()
        .map(|at| RoadComponent {
            nodes: nodes[at],
            metres: metres[at].value(),
            people: people[at].value(),
            points: points[at],
            place: match most[at] {
                Some(cell) => dataset.cells[cell].location,
                None => graph.location(first_node[at]),
            },
        })
        .collect()
}

/// The piece of every node, numbered in the order of their first nodes. Copies of a junction for its banned
/// turns belong to its roads.
fn connected(graph: &RoadGraph) -> Vec<u32> {
    let mut parent: Vec<usize> = (0..graph.node_count()).collect();
    for node in 0..graph.node_count() as u32 {
        for arc in graph.out_arcs(node) {
            join(&mut parent, node as usize, arc.head as usize);
        }
    }
    for segment in graph.segments() {
        if segment.weights.iter().any(Option::is_some) {
            join(&mut parent, segment.ends[0] as usize, segment.ends[1] as usize);
        }
    }
    let mut number = vec![u32::MAX; parent.len()];
    let mut found = 0;
    (0..parent.len())
        .map(|node| {
            let root = root(&mut parent, node);
            if number[root] == u32::MAX {
                number[root] = found;
                found += 1;
            }
            number[root]
        })
        .collect()
}
