//! The road network from OpenStreetMap data.
//!
//! Two passes over the file, so that a country fits: the first keeps the ways that people travel on, the
//! second only the nodes these need. A way whose nodes are partly missing (a clipped extract) is cut there;
//! the longest piece keeps the way's id, the others get negative ones.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::findings::Findings;
use super::sniff::{self, Format};
use super::{ReadOptions, osm_pbf, osm_xml};
use crate::geometry::LonLat;
use crate::model::{RoadNetwork, RoadNode, RoadWay, TurnRestriction};

/// What a pass wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    WaysAndRelations,
    Nodes,
}

/// One thing of an OSM file.
pub(super) enum Item {
    Node {
        id: i64,
        lon: f64,
        lat: f64,
        barrier: Option<String>,
    },
    Way {
        id: i64,
        nodes: Vec<i64>,
        tags: Vec<(String, String)>,
    },
    /// A relation of type `restriction`.
    Restriction {
        id: i64,
        members: Vec<Member>,
        tags: Vec<(String, String)>,
    },
}

pub(super) struct Member {
    pub is_way: bool,
    pub id: i64,
    pub role: String,
}

/// Why a file cannot be read on: check, message, and the value where one is to blame.
#[derive(Debug)]
pub(super) struct Refused {
    pub check: &'static str,
    pub message: String,
    pub column: Option<(&'static str, String)>,
}

impl Refused {
    pub fn new(check: &'static str, message: impl Into<String>) -> Self {
        Refused {
            check,
            message: message.into(),
            column: None,
        }
    }
}

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

/// Reads the network; `format` is PBF, XML, or gzip around either.
pub(super) fn read<R: Read + Seek + Send>(
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<RoadNetwork> {
    let mut ways = Ways {
        references: 0,
        limit: options.limits.road_references,
        ..Ways::default()
    };
    let first = scan(format, source, options, Pass::WaysAndRelations, &mut |item| {
        ways.take(item)
    });
    if let Err(refused) = first {
        return refuse(refused, findings);
    }
    if ways.is_full() {
        findings.error(
            "file_too_large",
            format!(
                "the roads have more than {} node references; cut the file to the city first",
                ways.limit
            ),
        );
        return None;
    }
    if ways.list.is_empty() {
        findings.error(
            "no_roads",
            "the file holds no road (no way tagged highway); choose an extract with roads",
        );
        return None;
    }
    let mut nodes = Nodes::needed_by(&ways.list);
    let second = scan(format, source, options, Pass::Nodes, &mut |item| nodes.take(item));
    if let Err(refused) = second {
        return refuse(refused, findings);
    }
    if let Some((id, lon, lat)) = nodes.misplaced {
        let check = if lon.abs() <= 180.0 {
            "latitude_out_of_range"
        } else {
            "longitude_out_of_range"
        };
        let (column, value) = if lon.abs() <= 180.0 { ("lat", lat) } else { ("lon", lon) };
        let message = format!("node {id} is no place on the earth; download the file again");
        findings
            .push(crate::model::Finding::error(check, findings.file(), message).in_column(column, &value.to_string()));
    }
    assemble(ways, &nodes, findings)
}

fn refuse(refused: Refused, findings: &mut Findings) -> Option<RoadNetwork> {
    let mut finding = crate::model::Finding::error(refused.check, findings.file(), refused.message);
    if let Some((column, value)) = &refused.column {
        finding = finding.in_column(column, value);
    }
    findings.push(finding);
    None
}

fn scan<R: Read + Seek + Send>(
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    pass: Pass,
    each: &mut dyn FnMut(Item),
) -> Result<(), Refused> {
    let unreadable =
        |error: std::io::Error| Refused::new("unreadable_file", format!("the file cannot be read ({error})"));
    source.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    match format {
        Format::OsmPbf => osm_pbf::scan(BufReader::new(source), pass, each),
        Format::OsmXml => osm_xml::scan(BufReader::new(source), pass, each),
        Format::Gzip => {
            let limit = options.limits.unpacked_bytes;
            let mut unpacked = Capped {
                inner: MultiGzDecoder::new(BufReader::new(source)),
                left: limit,
            };
            let mut head = Vec::new();
            unpacked.by_ref().take(4096).read_to_end(&mut head).map_err(|error| {
                Refused::new(
                    "broken_gzip",
                    format!("the gzip archive cannot be unpacked ({error}); download it again"),
                )
            })?;
            let inner = sniff::of_head(&head);
            let whole = BufReader::new(Cursor::new(head).chain(unpacked));
            match inner {
                Format::OsmPbf => osm_pbf::scan(whole, pass, each),
                Format::OsmXml => osm_xml::scan(whole, pass, each),
                other => Err(Refused::new(
                    "wrong_format",
                    format!(
                        "the gzip archive holds {}; roads are read from .osm or .osm.pbf",
                        other.described()
                    ),
                )),
            }
        }
        other => Err(Refused::new("wrong_format", format!("this is {}", other.described()))),
    }
}

/// A reader that fails once more than `left` bytes have come out of it.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| std::io::Error::other("it grows beyond the limit when unpacked"))?;
        Ok(count)
    }
}

/// The first pass.
#[derive(Default)]
struct Ways {
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
    fn is_full(&self) -> bool {
        self.references > self.limit
    }

    fn take(&mut self, item: Item) {
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
struct Nodes {
    ids: Vec<i64>,
    places: Vec<Option<LonLat>>,
    barriers: BTreeMap<usize, String>,
    misplaced: Option<(i64, f64, f64)>,
}

impl Nodes {
    fn needed_by(ways: &[RawWay]) -> Nodes {
        let mut ids: Vec<i64> = ways.iter().flat_map(|way| way.nodes.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        Nodes {
            places: vec![None; ids.len()],
            ids,
            barriers: BTreeMap::new(),
            misplaced: None,
        }
    }

    fn take(&mut self, item: Item) {
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

fn assemble(mut ways: Ways, nodes: &Nodes, findings: &mut Findings) -> Option<RoadNetwork> {
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

    fn network_of(xml: &str) -> (Option<RoadNetwork>, Vec<&'static str>) {
        let mut findings = Findings::new("a.osm", 9);
        let network = read(
            Format::OsmXml,
            &mut Cursor::new(xml.as_bytes()),
            &ReadOptions::default(),
            &mut findings,
        );
        (
            network,
            findings.into_list().iter().map(|finding| finding.check).collect(),
        )
    }

    fn node(id: i64) -> String {
        format!("<node id=\"{id}\" lat=\"21.0\" lon=\"105.{id}\"/>")
    }

    #[test]
    fn the_kept_tags_are_sorted_for_the_search() {
        assert!(KEPT_TAGS.is_sorted());
    }

    #[test]
    fn a_way_with_missing_nodes_is_cut_and_its_longest_piece_keeps_the_id() {
        let nodes: String = [1, 2, 4, 5, 6].map(node).concat();
        let refs: String = (1..=6).map(|id| format!("<nd ref=\"{id}\"/>")).collect();
        let (network, findings) = network_of(&format!(
            "<osm>{nodes}<way id=\"9\">{refs}<tag k=\"highway\" v=\"primary\"/><tag k=\"fixme\" v=\"x\"/></way></osm>"
        ));
        let network = network.expect("two pieces");
        assert_eq!(findings, ["missing_nodes"]);
        assert_eq!(
            network
                .ways
                .iter()
                .map(|way| (way.id, way.nodes.clone()))
                .collect::<Vec<_>>(),
            [(-9001, vec![0, 1]), (9, vec![2, 3, 4])]
        );
        assert!(network.ways[1].tags.is_empty());
    }

    #[test]
    fn restrictions_over_a_node_are_kept_when_their_roads_are() {
        let nodes: String = [1, 2, 3].map(node).concat();
        let way = |id: i64, a: i64, b: i64| {
            format!("<way id=\"{id}\"><nd ref=\"{a}\"/><nd ref=\"{b}\"/><tag k=\"highway\" v=\"residential\"/></way>")
        };
        let turn = |id: i64, to: i64| {
            format!(
                "<relation id=\"{id}\"><member type=\"way\" ref=\"10\" role=\"from\"/><member type=\"node\" ref=\"2\" role=\"via\"/>\
                 <member type=\"way\" ref=\"{to}\" role=\"to\"/><tag k=\"type\" v=\"restriction\"/>\
                 <tag k=\"restriction\" v=\"no_left_turn\"/><tag k=\"except\" v=\"motorcycle;bicycle\"/></relation>"
            )
        };
        let (network, findings) = network_of(&format!(
            "<osm>{nodes}{}{}{}{}</osm>",
            way(10, 1, 2),
            way(11, 2, 3),
            turn(7, 11),
            turn(8, 99)
        ));
        let kept = network.expect("a network").restrictions;
        let expected = TurnRestriction {
            id: 7,
            from_way: 10,
            via_node: 2,
            to_way: 11,
            kind: "no_left_turn".into(),
            except: vec!["bicycle".into(), "motorcycle".into()],
        };
        assert_eq!((kept, findings), (vec![expected], vec!["restrictions_left_out"]));
    }
}
