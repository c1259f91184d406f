//! From the ways and nodes of an OSM file to the network: what is kept, cut, and put in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::findings::Findings;
use super::restrictions::Turns;
use super::roads::Item;
use crate::geometry::LonLat;
use crate::model::{Barrier, RoadNetwork, RoadNode, RoadWay, condition};

/// Classes of `highway` that nobody travels on (yet, or any more).
const LEFT_OUT: [&str; 14] = [
    "construction",
    "proposed",
    "planned",
    "abandoned",
    "razed",
    "demolished",
    "disused",
    "no",
    "platform",
    "bus_stop",
    "elevator",
    "corridor",
    "rest_area",
    "services",
];

/// Tags that routing or the map reads.
const KEPT_TAGS: [&str; 52] = [
    "access",
    "access:conditional",
    "area",
    "bicycle",
    "bicycle:conditional",
    "bridge",
    "conveying",
    "covered",
    "cycleway",
    "duration",
    "foot",
    "foot:conditional",
    "ford",
    "hgv",
    "incline",
    "junction",
    "lanes",
    "layer",
    "lit",
    "maxspeed",
    "maxspeed:backward",
    "maxspeed:conditional",
    "maxspeed:forward",
    "maxspeed:motorcar",
    "maxspeed:motorcycle",
    "maxspeed:motorcycle:conditional",
    "moped",
    "motor_vehicle",
    "motor_vehicle:conditional",
    "motorcar",
    "motorcar:conditional",
    "motorcycle",
    "motorcycle:conditional",
    "oneway",
    "oneway:bicycle",
    "oneway:conditional",
    "oneway:foot",
    "oneway:motor_vehicle",
    "oneway:motorcar",
    "oneway:motorcycle",
    "oneway:motorcycle:conditional",
    "oneway:vehicle",
    "ref",
    "route",
    "service",
    "sidewalk",
    "smoothness",
    "surface",
    "tracktype",
    "tunnel",
    "vehicle",
    "vehicle:conditional",
];

/// What a way, a node reference of it and a tag take in memory beside their texts, from the first pass to the workspace: half as
/// much again as was measured on a grid city of 321,600 ways (310 MiB).
pub(super) const WAY_BYTES: usize = 220;
pub(super) const NODE_BYTES: usize = 110;
pub(super) const TAG_BYTES: usize = 80;

/// The first pass.
#[derive(Default)]
pub(super) struct Ways {
    list: Vec<RawWay>,
    turns: Turns,
    /// Bytes that the ways take, until the network stands.
    held: usize,
    limit: usize,
    left_out: BTreeMap<String, u64>,
}

struct RawWay {
    id: i64,
    class: String,
    name: Option<String>,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
}

impl Ways {
    /// Keeps ways until they take more than `limit` bytes.
    pub fn with_limit(limit: usize) -> Ways {
        Ways {
            limit,
            ..Ways::default()
        }
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.held + self.turns.held() > self.limit
    }

    pub fn take(&mut self, item: Item) {
        match item {
            Item::Way { id, nodes, tags } if !self.is_full() => self.take_way(id, nodes, tags),
            Item::Restriction { id, members, tags } if !self.is_full() => self.turns.take(id, &members, &tags),
            _ => {}
        }
    }

    fn take_way(&mut self, id: i64, mut nodes: Vec<i64>, mut tags: Vec<(String, String)>) {
        let value = |key: &str| {
            tags.iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.clone())
        };
        let class = match (value("highway"), value("route").as_deref()) {
            (Some(class), _) => class,
            (None, Some("ferry")) => "ferry".to_owned(),
            _ => return,
        };
        if LEFT_OUT.contains(&class.as_str()) {
            *self.left_out.entry(class).or_default() += 1;
            return;
        }
        let name = value("name")
            .map(|name| crate::text::nfc(&name))
            .filter(|name| !name.is_empty());
        tags.retain(|(key, _)| KEPT_TAGS.binary_search(&key.as_str()).is_ok());
        tags.sort();
        tags.dedup_by(|a, b| a.0 == b.0);
        nodes.dedup();
        nodes.shrink_to_fit();
        tags.shrink_to_fit();
        let texts: usize = tags.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.held += WAY_BYTES + NODE_BYTES * nodes.len() + TAG_BYTES * tags.len() + texts;
        self.list.push(RawWay {
            id,
            class,
            name,
            nodes,
            tags,
        });
    }
}

/// The second pass: places of the nodes needed, by index in the sorted ids.
pub(super) struct Nodes {
    ids: Arc<Vec<i64>>,
    /// Longitude and latitude; the first is NaN where none was seen.
    places: Vec<(f64, f64)>,
    barriers: BTreeMap<usize, Barrier>,
    /// The first node whose coordinates are none: id, longitude, latitude.
    pub misplaced: Option<(i64, f64, f64)>,
}

impl Nodes {
    pub fn needed_by(ways: &Ways) -> Nodes {
        Nodes::of(ways.list.iter().flat_map(|way| way.nodes.iter().copied()).collect())
    }

    /// Those with these ids, in any order.
    pub fn of(mut ids: Vec<i64>) -> Nodes {
        ids.sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        Nodes {
            places: vec![(f64::NAN, f64::NAN); ids.len()],
            ids: Arc::new(ids),
            barriers: BTreeMap::new(),
            misplaced: None,
        }
    }

    /// The ids of the nodes needed, sorted.
    pub fn ids(&self) -> Arc<Vec<i64>> {
        Arc::clone(&self.ids)
    }

    /// The place of the node at an index of the ids.
    fn place(&self, at: usize) -> Option<LonLat> {
        let (lon, lat) = self.places[at];
        (!lon.is_nan()).then(|| LonLat::new(lon, lat))
    }

    /// The place of the node with an id, where one was seen.
    pub fn place_of(&self, id: i64) -> Option<LonLat> {
        self.place(self.ids.binary_search(&id).ok()?)
    }

    pub fn take(&mut self, item: Item) {
        let Item::Node { id, lon, lat, barrier } = item else {
            return;
        };
        let Ok(at) = self.ids.binary_search(&id) else { return };
        match LonLat::try_new(lon, lat) {
            Ok(place) => self.places[at] = (place.lon, place.lat),
            Err(_) => self.misplaced = self.misplaced.or(Some((id, lon, lat))),
        }
        if let Some(barrier) = barrier {
            self.barriers.insert(at, barrier);
        }
    }
}

/// The network of what both passes kept; `None` with an error when no road is left.
pub(super) fn assemble(mut ways: Ways, nodes: &Nodes, findings: &mut Findings) -> Option<RoadNetwork> {
    ways.list.sort_by_key(|way| way.id);
    let before = ways.list.len();
    ways.list.dedup_by_key(|way| way.id);
    let twice = before - ways.list.len();
    let (mut cut, mut lost) = (0u64, 0u64);
    // The nodes of a piece are indices into the ids until the network stands.
    let mut pieces: Vec<RoadWay> = Vec::with_capacity(ways.list.len());
    let mut cut_into: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for way in ways.list {
        let mut runs = runs(&way.nodes, nodes);
        cut += u64::from(runs.len() != 1 || runs[0].len() != way.nodes.len());
        lost += u64::from(runs.is_empty());
        let is_divided = runs.len() > 1;
        // The longest piece first; the earlier one at a tie.
        runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
        for (piece, run) in runs.into_iter().enumerate() {
            let id = if piece == 0 {
                way.id
            } else {
                way.id.wrapping_mul(-1000).wrapping_sub(piece as i64)
            };
            if is_divided {
                cut_into.entry(way.id).or_default().push(id);
            }
            pieces.push(RoadWay {
                id,
                class: way.class.clone(),
                name: way.name.clone(),
                nodes: run,
                tags: way.tags.clone(),
            });
        }
    }
    if twice > 0 {
        findings.warning(
            "duplicate_way",
            format!("{twice} ways stand in the file twice; the first of each was kept"),
        );
    }
    if cut > 0 {
        let message = format!(
            "{cut} ways lack nodes (the file was clipped) and were cut there; of these {lost} are left out whole"
        );
        findings.warning("missing_nodes", message);
    }
    if !ways.left_out.is_empty() {
        let list: Vec<String> = ways
            .left_out
            .iter()
            .map(|(class, count)| format!("{count} {class}"))
            .collect();
        findings.info(
            "roads_left_out",
            format!(
                "nobody travels on these yet or any more, so they were left out: {}",
                list.join(", ")
            ),
        );
    }
    if pieces.is_empty() {
        findings.error(
            "no_roads",
            "no road of the file has two nodes with a position; choose an extract that holds the nodes too",
        );
        return None;
    }
    tell_unread_hours(&pieces, findings);
    let mut network = network(pieces, nodes);
    network.restrictions = ways.turns.place(&network, &cut_into, findings);
    Some(network)
}

/// Access, directions and speeds by the hour whose hours cannot be read: the plain tag holds for them.
fn tell_unread_hours(pieces: &[RoadWay], findings: &mut Findings) {
    let is_unread = |(key, value): &(String, String)| {
        key.ends_with(":conditional")
            && condition::clauses(value)
                .iter()
                .any(|clause| !condition::is_readable(clause.condition))
    };
    let unread: Vec<&RoadWay> = pieces.iter().filter(|way| way.tags.iter().any(is_unread)).collect();
    if let Some(first) = unread.first() {
        let (key, value) = first
            .tags
            .iter()
            .find(|tag| is_unread(tag))
            .expect("it was chosen by this");
        let message = format!(
            "{} ways have conditions that are not hours (the first: way {}, {key} = {value}); they were read as if these never held",
            unread.len(),
            first.id
        );
        findings.info("condition_unreadable", message);
    }
}

fn network(mut ways: Vec<RoadWay>, nodes: &Nodes) -> RoadNetwork {
    let mut new_index = vec![u32::MAX; nodes.ids.len()];
    for &at in ways.iter().flat_map(|way| &way.nodes) {
        new_index[at as usize] = 0;
    }
    let mut used = Vec::with_capacity(new_index.iter().filter(|index| **index == 0).count());
    for (at, index) in new_index.iter_mut().enumerate() {
        if let (0, Some(location)) = (*index, nodes.place(at)) {
            *index = used.len() as u32;
            used.push(RoadNode {
                id: nodes.ids[at],
                location,
                barrier: nodes.barriers.get(&at).cloned(),
            });
        }
    }
    for node in ways.iter_mut().flat_map(|way| &mut way.nodes) {
        *node = new_index[*node as usize];
    }
    ways.sort_by_key(|way| way.id);
    RoadNetwork {
        nodes: used,
        ways,
        restrictions: Vec::new(),
    }
}

/// The stretches of a way whose nodes are all known, as indices into `nodes`, each of at least two.
fn runs(way: &[i64], nodes: &Nodes) -> Vec<Vec<u32>> {
    let known = |id: &i64| {
        nodes
            .ids
            .binary_search(id)
            .ok()
            .filter(|&at| nodes.place(at).is_some())
            .map(|at| at as u32)
    };
    let mut runs = vec![Vec::new()];
    for node in way.iter().map(known) {
        match node {
            Some(at) => runs.last_mut().expect("never empty").push(at),
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() >= 2);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_tags_are_sorted_for_the_search() {
        assert!(KEPT_TAGS.is_sorted());
    }
}
