//! The road network from OpenStreetMap data.
//!
//! Two passes over the file, so that a country fits: the first keeps the ways that people travel on, the
//! second only the nodes these need. A way whose nodes are partly missing (a clipped extract) is cut there;
//! the longest piece keeps the way's id, the others get negative ones.

use std::cell::Cell;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::findings::Findings;
use super::osm_ground::Ground;
use super::road_network::{Nodes, Ways};
use super::sniff::{self, Format};
use super::{ReadOptions, osm_pbf, osm_xml, road_network};
use crate::model::{Barrier, RoadNetwork};

/// What a pass wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass<'a> {
    WaysAndRelations,
    /// The ways and multipolygons that are drawn as this, by their tags; a reader may tell others too.
    Ground(Ground),
    /// The ways with these ids, in order, as they are; a reader may tell others too.
    Ways(&'a [i64]),
    /// The nodes with these ids, in order; a reader may tell others too.
    Nodes(&'a [i64]),
}

/// One thing of an OSM file.
pub(super) enum Item {
    Node {
        id: i64,
        lon: f64,
        lat: f64,
        barrier: Option<Barrier>,
    },
    Way {
        id: i64,
        nodes: Vec<i64>,
        tags: Vec<(String, String)>,
    },
    /// A relation of type `restriction` (or `restriction:<vehicle>`, as it was once written).
    Restriction {
        id: i64,
        members: Vec<Member>,
        tags: Vec<(String, String)>,
    },
    /// A relation whose ways are the rings of an outline.
    Multipolygon {
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

/// Whether people travel on a way with these tags.
pub(super) fn is_travelled<'a>(mut tags: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    tags.any(|(key, value)| key == "highway" || (key, value) == ("route", "ferry"))
}

/// What the tags of a node say of a barrier on it.
pub(super) fn barrier<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Barrier> {
    let mut kind = None;
    let mut access: Vec<(String, String)> = Vec::new();
    for (key, value) in tags {
        if key == "barrier" {
            kind = Some(value.to_owned());
        } else if NODE_ACCESS.contains(&key) {
            access.push((key.to_owned(), value.to_owned()));
        }
    }
    access.sort();
    kind.map(|kind| Barrier { kind, access })
}

/// Access tags of a node that profiles read.
const NODE_ACCESS: [&str; 8] = [
    "access",
    "bicycle",
    "foot",
    "moped",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "vehicle",
];

/// Whether a relation of this type restricts turns.
pub(super) fn is_restriction(kind: &str) -> bool {
    kind == "restriction" || kind.starts_with("restriction:")
}

/// Whether a relation of this type is an outline.
pub(super) fn is_multipolygon(kind: &str) -> bool {
    matches!(kind, "multipolygon" | "boundary")
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

/// Reads the network; `format` is PBF, XML, or gzip around either.
pub(super) fn read<R: Read + Seek + Send>(
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<RoadNetwork> {
    let mut ways = Ways::with_limit(options.limits.road_bytes);
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
                "the roads of the file take more than {} MiB; cut it to the city first (osmium extract)",
                options.limits.road_bytes >> 20
            ),
        );
        return None;
    }
    if ways.is_empty() {
        findings.error(
            "no_roads",
            "the file holds no road (no way tagged highway); choose an extract with roads",
        );
        return None;
    }
    let mut nodes = Nodes::needed_by(&ways);
    let needed = nodes.ids();
    let second = scan(format, source, options, Pass::Nodes(&needed), &mut |item| {
        nodes.take(item)
    });
    if let Err(refused) = second {
        return refuse(refused, findings);
    }
    say_misplaced(&nodes, findings);
    road_network::assemble(ways, &nodes, findings)
}

/// A node that lies nowhere on the earth is an error of the file.
pub(super) fn say_misplaced(nodes: &Nodes, findings: &mut Findings) {
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
}

/// Tells why the file is refused.
pub(super) fn refuse<T>(refused: Refused, findings: &mut Findings) -> Option<T> {
    let mut finding = crate::model::Finding::error(refused.check, findings.file(), refused.message);
    if let Some((column, value)) = &refused.column {
        finding = finding.in_column(column, value);
    }
    findings.push(finding);
    None
}

/// Walks over the file once, from its beginning.
pub(super) fn scan<R: Read + Seek + Send>(
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
            let (limit, is_beyond) = (options.limits.unpacked_bytes, Cell::new(false));
            let mut unpacked = Capped {
                inner: MultiGzDecoder::new(BufReader::new(source)),
                left: limit,
                is_beyond: &is_beyond,
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
            let scanned = match inner {
                Format::OsmPbf => osm_pbf::scan(whole, pass, each),
                Format::OsmXml => osm_xml::scan(whole, pass, each),
                other => Err(Refused::new(
                    "wrong_format",
                    format!(
                        "the gzip archive holds {}; OpenStreetMap data are read from .osm or .osm.pbf",
                        other.described()
                    ),
                )),
            };
            if is_beyond.get() {
                let message = format!(
                    "the file grows beyond {} MiB when unpacked; cut it to the city first",
                    limit >> 20
                );
                return Err(Refused::new("file_too_large", message));
            }
            scanned
        }
        other => Err(Refused::new("wrong_format", format!("this is {}", other.described()))),
    }
}

/// A reader that fails once more than `left` bytes have come out of it.
struct Capped<'a, R> {
    inner: R,
    left: u64,
    is_beyond: &'a Cell<bool>,
}

impl<R: Read> Read for Capped<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.is_beyond.set(self.left < count as u64);
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| std::io::Error::other("it grows beyond the limit when unpacked"))?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TurnRestriction;

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

    fn turn(id: i64, from: i64, via: i64, to: i64, tags: &str) -> String {
        format!(
            "<relation id=\"{id}\"><member type=\"way\" ref=\"{from}\" role=\"from\"/><member type=\"node\" ref=\"{via}\" role=\"via\"/>\
             <member type=\"way\" ref=\"{to}\" role=\"to\"/><tag k=\"type\" v=\"restriction\"/>{tags}</relation>"
        )
    }

    #[test]
    fn a_restriction_finds_the_piece_of_a_cut_way_that_it_speaks_of() {
        // Way 9 lacks node 3: its longer piece 4-5-6 keeps the id, the turn is at node 2 of the other one.
        let nodes: String = [1, 2, 4, 5, 6, 7].map(node).concat();
        let refs: String = (1..=6).map(|id| format!("<nd ref=\"{id}\"/>")).collect();
        let street = "<tag k=\"highway\" v=\"primary\"/>";
        let side = format!("<way id=\"10\"><nd ref=\"2\"/><nd ref=\"7\"/>{street}</way>");
        let sign = "<tag k=\"restriction\" v=\"no_left_turn\"/>";
        let (network, findings) = network_of(&format!(
            "<osm>{nodes}<way id=\"9\">{refs}{street}</way>{side}{}</osm>",
            turn(1, 9, 2, 10, sign)
        ));
        let turns = network.expect("three pieces").restrictions;
        assert_eq!(turns, [TurnRestriction::over_node(1, "no_left_turn", -9001, 2, 10)]);
        assert_eq!(findings, ["missing_nodes"]);
    }

    #[test]
    fn restrictions_that_cannot_be_read_or_placed_are_told() {
        let nodes: String = [1, 2, 3].map(node).concat();
        let way = |id: i64, a: i64, b: i64| {
            format!("<way id=\"{id}\"><nd ref=\"{a}\"/><nd ref=\"{b}\"/><tag k=\"highway\" v=\"primary\"/></way>")
        };
        let unread = "<tag k=\"restriction:conditional\" v=\"no_left_turn @ (on rainy days)\"/>";
        let sign = "<tag k=\"restriction\" v=\"no_left_turn\"/>";
        let (network, findings) = network_of(&format!(
            "<osm>{nodes}{}{}{}{}{}</osm>",
            way(10, 1, 2),
            way(11, 2, 3),
            turn(1, 10, 2, 11, unread),
            turn(2, 10, 1, 11, sign),
            turn(3, 10, 2, 11, "")
        ));
        let turns = network.expect("two ways").restrictions;
        assert_eq!(turns.len(), 1);
        assert_eq!(
            turns[0].condition.as_deref(),
            Some("on rainy days"),
            "kept, and obeyed always"
        );
        assert_eq!(
            findings,
            [
                "restriction_hours_unreadable",
                "restriction_malformed",
                "restriction_malformed"
            ]
        );
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
            except: vec!["bicycle".into(), "motorcycle".into()],
            ..TurnRestriction::over_node(7, "no_left_turn", 10, 2, 11)
        };
        assert_eq!((kept, findings), (vec![expected], vec!["restriction_roads_missing"]));
    }
}
