//! Water and green areas from OpenStreetMap data: closed ways, multipolygons, and rivers as lines.
//!
//! Three passes over the file, since a way of a multipolygon mostly has no tag of its own: the first keeps the ways and relations
//! that are drawn, the second the ways that relations name, the third the nodes of all. An outline that is not whole in the file
//! (a clipped extract, a ring that does not close) is left out and counted by name; a line is cut where its nodes are missing.
//!
//! What is green here is what the map styles of the field show in green to a pedestrian, open to all and under trees or grass:
//! parks, gardens, reserves, national parks, woods, forests, lawns, greens and recreation grounds. Cemeteries, golf courses,
//! meadows, orchards and fields are not: those styles give them colours of their own or none.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use geo_types::{Coord, MultiPolygon};

use super::findings::Findings;
use super::osm_rings::{polygons, rings};
use super::road_network::{NODE_BYTES, Nodes, TAG_BYTES, WAY_BYTES};
use super::roads::{Item, Member, Pass, refuse, say_misplaced, scan};
use super::sniff::Format;
use super::{Layer, ReadOptions};
use crate::geometry::LonLat;
use crate::model::{GreenArea, Origin, WaterBody, Waterway, WaterwayClass};

/// What of the ground of a map is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Water,
    Green,
}

impl Ground {
    /// Whether something with these tags may be drawn.
    pub fn takes<'a>(self, mut tags: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
        tags.any(|(key, value)| self.is_outline(key, value) || self.line(key, value).is_some())
    }

    fn is_outline(self, key: &str, value: &str) -> bool {
        match (self, key) {
            (Self::Water, "natural") => value == "water",
            (Self::Water, "waterway") => value == "riverbank",
            (Self::Water, "landuse") => matches!(value, "reservoir" | "basin"),
            (Self::Green, "leisure") => matches!(value, "park" | "garden" | "nature_reserve"),
            (Self::Green, "landuse") => matches!(value, "forest" | "grass" | "recreation_ground" | "village_green"),
            (Self::Green, "natural") => value == "wood",
            (Self::Green, "boundary") => value == "national_park",
            _ => false,
        }
    }

    fn line(self, key: &str, value: &str) -> Option<WaterwayClass> {
        match (self, key) {
            (Self::Water, "waterway") => WaterwayClass::from_code(value),
            _ => None,
        }
    }

    fn nothing(self) -> &'static str {
        match self {
            Self::Water => {
                "the file holds no water that is drawn (natural=water, waterway=river and the like); choose an extract with all that OpenStreetMap has"
            }
            Self::Green => {
                "the file holds no green area that is drawn (leisure=park, landuse=forest and the like); choose an extract with all that OpenStreetMap has"
            }
        }
    }
}

/// Reads the file; `format` is PBF, XML, or gzip around either.
pub(super) fn read<R: Read + Seek + Send>(
    ground: Ground,
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Layer> {
    let mut found = Found::new(ground, options.limits.road_bytes);
    let mut pass = |pass, each: &mut dyn FnMut(Item), findings: &mut Findings| {
        let scanned = scan(format, source, options, pass, each);
        scanned.map_or_else(|refused| refuse(refused, findings), Some)
    };
    pass(Pass::Ground(ground), &mut |item| found.take(item), findings)?;
    let missing = found.members_missing();
    if !missing.is_empty() && !found.is_full() {
        pass(
            Pass::Ways(&missing),
            &mut |item| found.take_member(item, &missing),
            findings,
        )?;
    }
    if found.is_full() {
        let message = format!(
            "the shapes of the file take more than {} MiB; cut it to the city first (osmium extract)",
            options.limits.road_bytes >> 20
        );
        findings.error("file_too_large", message);
        return None;
    }
    let mut nodes = Nodes::of(found.nodes());
    let needed = nodes.ids();
    pass(Pass::Nodes(&needed), &mut |item| nodes.take(item), findings)?;
    say_misplaced(&nodes, findings);
    let drawn = found.drawn(&nodes, findings);
    if drawn.outlines.is_empty() && drawn.lines.is_empty() {
        findings.error("nothing_drawn", ground.nothing());
        return None;
    }
    Some(drawn.layer(ground))
}

/// A way that is drawn by itself.
struct Drawn {
    nodes: Vec<i64>,
    name: Option<String>,
    as_line: Option<WaterwayClass>,
}

/// A multipolygon with the ways of its rings.
struct Multipolygon {
    name: Option<String>,
    around: Vec<i64>,
    holes: Vec<i64>,
}

/// What the first passes keep.
struct Found {
    ground: Ground,
    ways: BTreeMap<i64, Drawn>,
    /// Outlines that do not close by themselves, which parts of a multipolygon need not.
    open: BTreeMap<i64, Option<String>>,
    relations: BTreeMap<i64, Multipolygon>,
    /// Ways that only relations name.
    members: BTreeMap<i64, Vec<i64>>,
    twice: u64,
    hidden: u64,
    held: usize,
    limit: usize,
}

impl Found {
    fn new(ground: Ground, limit: usize) -> Found {
        Found {
            ground,
            ways: BTreeMap::new(),
            open: BTreeMap::new(),
            relations: BTreeMap::new(),
            members: BTreeMap::new(),
            twice: 0,
            hidden: 0,
            held: 0,
            limit,
        }
    }

    fn is_full(&self) -> bool {
        self.held > self.limit
    }

    fn take(&mut self, item: Item) {
        match item {
            _ if self.is_full() => {}
            Item::Way { id, nodes, tags } => self.take_way(id, nodes, &tags),
            Item::Multipolygon { id, members, tags } => self.take_relation(id, &members, &tags),
            _ => {}
        }
    }

    fn take_way(&mut self, id: i64, nodes: Vec<i64>, tags: &[(String, String)]) {
        let is_outline = tags.iter().any(|(key, value)| self.ground.is_outline(key, value));
        let line = tags.iter().find_map(|(key, value)| self.ground.line(key, value));
        if !is_outline && line.is_none() {
            return;
        }
        if is_unseen(tags) {
            self.hidden += 1;
            return;
        }
        if self.ways.contains_key(&id) || self.open.contains_key(&id) {
            self.twice += 1;
            return;
        }
        let is_closed = nodes.len() >= 4 && nodes.first() == nodes.last();
        let is_area = match value(tags, "area") {
            Some("no") => false,
            Some("yes") => is_closed,
            _ => is_outline,
        };
        let as_line = line.filter(|_| !is_area);
        let name = name(tags);
        if as_line.is_none() && !is_closed {
            self.held += WAY_BYTES;
            self.open.insert(id, name);
            return;
        }
        self.held += WAY_BYTES + NODE_BYTES * nodes.len() + name.as_ref().map_or(0, String::len);
        self.ways.insert(id, Drawn { nodes, name, as_line });
    }

    fn take_relation(&mut self, id: i64, members: &[Member], tags: &[(String, String)]) {
        if !tags.iter().any(|(key, value)| self.ground.is_outline(key, value)) {
            return;
        }
        if is_unseen(tags) {
            self.hidden += 1;
            return;
        }
        let (mut around, mut holes, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for member in members.iter().filter(|member| member.is_way && seen.insert(member.id)) {
            match member.role.as_str() {
                "inner" => holes.push(member.id),
                _ => around.push(member.id),
            }
        }
        self.held += WAY_BYTES + TAG_BYTES * (around.len() + holes.len());
        let name = name(tags);
        self.relations.insert(id, Multipolygon { name, around, holes });
    }

    /// Ways that relations name and that are not drawn by themselves, in order.
    fn members_missing(&self) -> Vec<i64> {
        let named = self
            .relations
            .values()
            .flat_map(|one| one.around.iter().chain(&one.holes));
        let missing: BTreeSet<i64> = named.copied().filter(|id| !self.ways.contains_key(id)).collect();
        missing.into_iter().collect()
    }

    fn take_member(&mut self, item: Item, wanted: &[i64]) {
        if let Item::Way { id, nodes, .. } = item
            && !self.is_full()
            && wanted.binary_search(&id).is_ok()
        {
            self.held += WAY_BYTES + NODE_BYTES * nodes.len();
            self.members.entry(id).or_insert(nodes);
        }
    }

    fn nodes(&self) -> Vec<i64> {
        let drawn = self.ways.values().map(|way| &way.nodes);
        drawn.chain(self.members.values()).flatten().copied().collect()
    }

    /// What is drawn: ways by their ids, then relations by theirs.
    fn drawn(self, nodes: &Nodes, findings: &mut Findings) -> Shapes {
        let mut shapes = Shapes::default();
        let mut incomplete = Incomplete::default();
        let place = |node: i64| nodes.place_of(node).map(|at| Coord { x: at.lon, y: at.lat });
        let mut of_relations: Vec<(Option<String>, MultiPolygon<f64>)> = Vec::new();
        // Where a relation and a way of its outline say the same, the relation knows the holes.
        let mut told_twice: BTreeSet<i64> = BTreeSet::new();
        for (id, relation) in &self.relations {
            match self.outline(relation, &place) {
                Some(outline) => {
                    told_twice.extend(&relation.around);
                    of_relations.push((relation.name.clone(), outline));
                }
                None => incomplete.add("relation", *id, relation.name.as_deref()),
            }
        }
        let parts: BTreeSet<i64> = self
            .relations
            .values()
            .flat_map(|one| one.around.iter().chain(&one.holes))
            .copied()
            .collect();
        for (id, name) in self.open.iter().filter(|(id, _)| !parts.contains(id)) {
            incomplete.add("way", *id, name.as_deref());
        }
        let (mut cut, mut lost) = (0u64, 0u64);
        for (id, way) in &self.ways {
            match way.as_line {
                Some(class) => {
                    let pieces = pieces(&way.nodes, nodes);
                    cut += u64::from(pieces.len() != 1 || pieces[0].len() != way.nodes.len());
                    lost += u64::from(pieces.is_empty());
                    shapes
                        .lines
                        .extend(pieces.into_iter().map(|line| (way.name.clone(), class, line)));
                }
                None if told_twice.contains(id) => {}
                None => match outline_of(&[&way.nodes], &[], &place) {
                    Some(outline) => shapes.outlines.push((way.name.clone(), outline)),
                    None => incomplete.add("way", *id, way.name.as_deref()),
                },
            }
        }
        shapes.outlines.extend(of_relations);
        if self.twice > 0 {
            let message = format!(
                "{} ways stand in the file twice; the first of each was kept",
                self.twice
            );
            findings.warning("duplicate_way", message);
        }
        if cut > 0 {
            let message = format!(
                "{cut} ways lack nodes (the file was clipped) and were cut there; of these {lost} are left out whole"
            );
            findings.warning("missing_nodes", message);
        }
        incomplete.tell(findings);
        if self.hidden > 0 {
            let message = format!(
                "{} waters and green areas below the ground, under a roof or of a private garden are not drawn",
                self.hidden
            );
            findings.info("ground_left_out", message);
        }
        shapes
    }

    fn outline(&self, relation: &Multipolygon, place: &dyn Fn(i64) -> Option<Coord<f64>>) -> Option<MultiPolygon<f64>> {
        let nodes = |id: &i64| {
            let drawn = self.ways.get(id).map(|way| way.nodes.as_slice());
            drawn.or_else(|| self.members.get(id).map(Vec::as_slice))
        };
        let around: Option<Vec<&[i64]>> = relation.around.iter().map(nodes).collect();
        let holes: Option<Vec<&[i64]>> = relation.holes.iter().map(nodes).collect();
        outline_of(&around?, &holes?, place)
    }
}

/// The outline that ways make; `None` where it is not whole or encloses nothing.
fn outline_of(
    around: &[&[i64]],
    holes: &[&[i64]],
    place: &dyn Fn(i64) -> Option<Coord<f64>>,
) -> Option<MultiPolygon<f64>> {
    let outline = polygons(&rings(around)?, &rings(holes)?, place)?;
    (!outline.0.is_empty()).then_some(outline)
}

/// The stretches of a line whose nodes are all known, each of at least two.
fn pieces(way: &[i64], nodes: &Nodes) -> Vec<Vec<LonLat>> {
    let places: Vec<Option<LonLat>> = way.iter().map(|node| nodes.place_of(*node)).collect();
    let runs = places.split(|place| place.is_none());
    runs.map(|run| run.iter().flatten().copied().collect::<Vec<_>>())
        .filter(|run| run.len() >= 2)
        .collect()
}

/// What nobody sees from above, and gardens that are nobody else's.
fn is_unseen(tags: &[(String, String)]) -> bool {
    let is = |key: &str, values: &[&str]| value(tags, key).is_some_and(|value| values.contains(&value));
    let is_below = value(tags, "tunnel").is_some_and(|tunnel| tunnel != "no")
        || is("covered", &["yes"])
        || is("location", &["underground", "indoor"]);
    let is_private =
        is("leisure", &["garden"]) && (is("access", &["private", "no"]) || is("garden:type", &["residential"]));
    is_below || is_private
}

fn value<'a>(tags: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let mut tags = tags.iter();
    tags.find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

fn name(tags: &[(String, String)]) -> Option<String> {
    let told = value(tags, "name").or_else(|| value(tags, "name:vi"));
    told.map(crate::text::nfc).filter(|name| !name.is_empty())
}

/// Outlines that are not whole in the file.
#[derive(Default)]
struct Incomplete {
    count: u64,
    /// The first few, those with a name before the others.
    named: Vec<String>,
    unnamed: Vec<String>,
}

impl Incomplete {
    /// How many are named.
    const TOLD: usize = 10;

    fn add(&mut self, what: &str, id: i64, name: Option<&str>) {
        self.count += 1;
        let (list, told) = match name {
            Some(name) => (&mut self.named, format!("{name} ({what} {id})")),
            None => (&mut self.unnamed, format!("{what} {id}")),
        };
        if list.len() < Self::TOLD {
            list.push(told);
        }
    }

    fn tell(self, findings: &mut Findings) {
        if self.count == 0 {
            return;
        }
        let told: Vec<String> = self.named.into_iter().chain(self.unnamed).take(Self::TOLD).collect();
        let more = self.count - told.len() as u64;
        let mut list = told.join(", ");
        if more > 0 {
            list.push_str(&format!(", +{more}"));
        }
        let message = format!(
            "{} outlines are not whole in the file (it was clipped, or their rings do not close) and were left out: {list}",
            self.count
        );
        findings.warning("outline_incomplete", message);
    }
}

/// What is drawn, each with its name.
#[derive(Default)]
struct Shapes {
    outlines: Vec<(Option<String>, MultiPolygon<f64>)>,
    lines: Vec<(Option<String>, WaterwayClass, Vec<LonLat>)>,
}

impl Shapes {
    fn layer(self, ground: Ground) -> Layer {
        let origin = Origin::Fact;
        let outlines = self.outlines.into_iter();
        match ground {
            Ground::Water => Layer::Water {
                bodies: outlines
                    .map(|(name, outline)| WaterBody { name, outline, origin })
                    .collect(),
                waterways: self
                    .lines
                    .into_iter()
                    .map(|(name, class, line)| Waterway {
                        name,
                        class,
                        line,
                        origin,
                    })
                    .collect(),
            },
            Ground::Green => Layer::Green(
                outlines
                    .map(|(name, outline)| GreenArea { name, outline, origin })
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
#[path = "osm_ground_tests.rs"]
mod tests;
