//! From the ways and nodes of an OSM file to the network: what is kept, cut, and put in order.

use std::collections::BTreeMap;

use super::findings::Findings;
use super::roads::{Item, Member};
use crate::geometry::LonLat;
use crate::model::{RoadNetwork, RoadNode, RoadWay, TurnRestriction};

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
const KEPT_TAGS: [&str; 36] = [
    "access",
    "area",
    "bicycle",
    "bridge",
    "conveying",
    "covered",
    "cycleway",
    "duration",
    "foot",
    "ford",
    "hgv",
    "incline",
    "junction",
    "lanes",
    "layer",
    "lit",
    "maxspeed",
    "maxspeed:motorcycle",
    "moped",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "motorcycle:conditional",
    "oneway",
    "oneway:bicycle",
    "oneway:foot",
    "oneway:motorcycle",
    "ref",
    "route",
    "service",
    "sidewalk",
    "smoothness",
    "surface",
    "tracktype",
    "tunnel",
    "vehicle",
];

/// The first pass.
#[derive(Default)]
pub(super) struct Ways {
    list: Vec<RawWay>,
    restrictions: Vec<TurnRestriction>,
    references: usize,
    limit: usize,
    left_out: BTreeMap<String, u64>,
    left_out_restrictions: u64,
}

struct RawWay {
    id: i64,
    class: String,
    name: Option<String>,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
}

impl Ways {
    /// Keeps ways until they hold more than `limit` node references.
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
        self.references > self.limit
    }

    pub fn take(&mut self, item: Item) {
        match item {
            Item::Way { id, nodes, tags } if !self.is_full() => self.take_way(id, nodes, tags),
            Item::Restriction { id, members, tags } => match restriction(id, &members, &tags) {
                Some(restriction) => self.restrictions.push(restriction),
                None => self.left_out_restrictions += 1,
            },
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
        self.references += nodes.len();
        self.list.push(RawWay {
            id,
            class,
            name,
            nodes,
            tags,
        });
    }
}

/// A restriction over one node for all vehicles at all times; others (over ways, by hour, for lorries) are
/// not modelled.
fn restriction(id: i64, members: &[Member], tags: &[(String, String)]) -> Option<TurnRestriction> {
    let one = |role: &str, is_way: bool| {
        let mut found = members.iter().filter(|member| member.role == role);
        let member = found.next().filter(|member| member.is_way == is_way)?;
        found.next().is_none().then_some(member.id)
    };
    let value = |key: &str| {
        tags.iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    let kind = value("restriction").filter(|kind| kind.starts_with("no_") || kind.starts_with("only_"))?;
    let mut except: Vec<String> = value("except")
        .unwrap_or_default()
        .split([';', ','])
        .map(|class| class.trim().to_owned())
        .filter(|class| !class.is_empty())
        .collect();
    except.sort();
    except.dedup();
    Some(TurnRestriction {
        id,
        from_way: one("from", true)?,
        via_node: one("via", false)?,
        to_way: one("to", true)?,
        kind: kind.to_owned(),
        except,
    })
}

/// The second pass: places of the nodes needed, by index in the sorted ids.
pub(super) struct Nodes {
    ids: Vec<i64>,
    places: Vec<Option<LonLat>>,
    barriers: BTreeMap<usize, String>,
    /// The first node whose coordinates are none: id, longitude, latitude.
    pub misplaced: Option<(i64, f64, f64)>,
}

impl Nodes {
    pub fn needed_by(ways: &Ways) -> Nodes {
        let mut ids: Vec<i64> = ways.list.iter().flat_map(|way| way.nodes.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        Nodes {
            places: vec![None; ids.len()],
            ids,
            barriers: BTreeMap::new(),
            misplaced: None,
        }
    }

    pub fn take(&mut self, item: Item) {
        let Item::Node { id, lon, lat, barrier } = item else {
            return;
        };
        let Ok(at) = self.ids.binary_search(&id) else { return };
        match LonLat::try_new(lon, lat) {
            Ok(place) => self.places[at] = Some(place),
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
    let mut pieces: Vec<(RoadWay, Vec<usize>)> = Vec::new();
    for way in ways.list {
        let mut runs = runs(&way.nodes, nodes);
        cut += u64::from(runs.len() != 1 || runs[0].len() != way.nodes.len());
        lost += u64::from(runs.is_empty());
        // The longest piece first; the earlier one at a tie.
        runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
        for (piece, run) in runs.into_iter().enumerate() {
            let id = if piece == 0 {
                way.id
            } else {
                way.id.wrapping_mul(-1000).wrapping_sub(piece as i64)
            };
            let road = RoadWay {
                id,
                class: way.class.clone(),
                name: way.name.clone(),
                nodes: Vec::new(),
                tags: way.tags.clone(),
            };
            pieces.push((road, run));
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
    Some(network(
        pieces,
        ways.restrictions,
        ways.left_out_restrictions,
        nodes,
        findings,
    ))
}

fn network(
    mut pieces: Vec<(RoadWay, Vec<usize>)>,
    mut restrictions: Vec<TurnRestriction>,
    mut left_out: u64,
    nodes: &Nodes,
    findings: &mut Findings,
) -> RoadNetwork {
    let mut new_index = vec![u32::MAX; nodes.ids.len()];
    for &at in pieces.iter().flat_map(|(_, run)| run) {
        new_index[at] = 0;
    }
    let mut used = Vec::new();
    for (at, index) in new_index.iter_mut().enumerate() {
        if let (0, Some(location)) = (*index, nodes.places[at]) {
            *index = used.len() as u32;
            used.push(RoadNode {
                id: nodes.ids[at],
                location,
                barrier: nodes.barriers.get(&at).cloned(),
            });
        }
    }
    for (way, run) in &mut pieces {
        way.nodes = run.iter().map(|&at| new_index[at]).collect();
    }
    let mut ways: Vec<RoadWay> = pieces.into_iter().map(|(way, _)| way).collect();
    ways.sort_by_key(|way| way.id);
    let has_way = |id: i64| ways.binary_search_by_key(&id, |way| way.id).is_ok();
    let has_node = |id: i64| used.binary_search_by_key(&id, |node| node.id).is_ok();
    restrictions.sort_by_key(|restriction| restriction.id);
    restrictions.dedup_by_key(|restriction| restriction.id);
    let before = restrictions.len();
    restrictions.retain(|turn| has_way(turn.from_way) && has_way(turn.to_way) && has_node(turn.via_node));
    left_out += (before - restrictions.len()) as u64;
    if left_out > 0 {
        let message = format!(
            "{left_out} turn restrictions were left out: their roads are not in the file, or they hold over a way, by hour or for some vehicles only"
        );
        findings.info("restrictions_left_out", message);
    }
    RoadNetwork {
        nodes: used,
        ways,
        restrictions,
    }
}

/// The stretches of a way whose nodes are all known, as indices into `nodes`, each of at least two.
fn runs(way: &[i64], nodes: &Nodes) -> Vec<Vec<usize>> {
    let known = |id: &i64| {
        nodes
            .ids
            .binary_search(id)
            .ok()
            .filter(|&at| nodes.places[at].is_some())
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
