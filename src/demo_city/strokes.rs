//! Roads in the making: strokes over shared nodes, and the cutting of strokes where they cross.

use std::collections::BTreeMap;

use super::plane::{Point, between, crossing, distance};

/// Side of the squares that segments are looked up by, in metres.
const BUCKET: f64 = 400.0;
/// A crossing nearer to a vertex than this, in metres, happens at the vertex.
const AT_VERTEX: f64 = 14.0;

/// Class of a road, most important first; the values of OSM's `highway` tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Motorway,
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    Unclassified,
    Residential,
}

impl Class {
    const ALL: [(Class, &'static str); 7] = [
        (Class::Motorway, "motorway"),
        (Class::Trunk, "trunk"),
        (Class::Primary, "primary"),
        (Class::Secondary, "secondary"),
        (Class::Tertiary, "tertiary"),
        (Class::Unclassified, "unclassified"),
        (Class::Residential, "residential"),
    ];

    pub fn from_tag(value: &str) -> Option<Class> {
        Class::ALL
            .iter()
            .find(|(_, tag)| *tag == value)
            .map(|(class, _)| *class)
    }

    pub fn tag(self) -> &'static str {
        Class::ALL[self as usize].1
    }
}

/// A road through nodes.
#[derive(Clone, Debug)]
pub struct Stroke {
    pub class: Class,
    pub name: Option<String>,
    pub nodes: Vec<usize>,
    pub is_oneway: bool,
    pub is_bridge: bool,
    /// Laid over the local streets: crossings with it become junctions.
    pub is_main: bool,
}

impl Stroke {
    pub fn new(class: Class, nodes: Vec<usize>) -> Stroke {
        Stroke {
            class,
            name: None,
            nodes,
            is_oneway: false,
            is_bridge: false,
            is_main: false,
        }
    }

    /// Do two crossing roads meet? Bridges pass over; motorways meet only what has an interchange.
    fn meets(&self, other: &Stroke) -> bool {
        let interchange = |a: &Stroke, b: &Stroke| a.class != Class::Motorway || b.class <= Class::Primary;
        !self.is_bridge && !other.is_bridge && interchange(self, other) && interchange(other, self)
    }
}

/// Nodes and strokes so far.
#[derive(Default)]
pub struct Draft {
    pub nodes: Vec<Point>,
    pub strokes: Vec<Stroke>,
}

impl Draft {
    /// A new node.
    pub fn node(&mut self, at: Point) -> usize {
        self.nodes.push(at);
        self.nodes.len() - 1
    }

    /// Puts a shared node where a main road crosses another road.
    pub fn cut_crossings(&mut self) {
        let buckets = self.segments_by_bucket();
        let mut cuts: BTreeMap<(usize, usize), Vec<(f64, usize)>> = BTreeMap::new();
        for stroke in 0..self.strokes.len() {
            if !self.strokes[stroke].is_main {
                continue;
            }
            for segment in 0..self.strokes[stroke].nodes.len() - 1 {
                let mut others: Vec<(usize, usize)> = Vec::new();
                for bucket in buckets_of(self.ends(stroke, segment)) {
                    others.extend(buckets.get(&bucket).into_iter().flatten());
                }
                others.sort_unstable();
                others.dedup();
                for (other, other_segment) in others {
                    // Two main roads see each other twice; the first cuts both.
                    let is_seen = self.strokes[other].is_main && other <= stroke;
                    if !is_seen && self.strokes[stroke].meets(&self.strokes[other]) {
                        self.cut(&mut cuts, (stroke, segment), (other, other_segment));
                    }
                }
            }
        }
        self.insert(cuts);
    }

    fn ends(&self, stroke: usize, segment: usize) -> (Point, Point) {
        let nodes = &self.strokes[stroke].nodes;
        (self.nodes[nodes[segment]], self.nodes[nodes[segment + 1]])
    }

    fn segments_by_bucket(&self) -> BTreeMap<(i64, i64), Vec<(usize, usize)>> {
        let mut buckets: BTreeMap<(i64, i64), Vec<(usize, usize)>> = BTreeMap::new();
        for (stroke, road) in self.strokes.iter().enumerate() {
            for segment in 0..road.nodes.len() - 1 {
                for bucket in buckets_of(self.ends(stroke, segment)) {
                    buckets.entry(bucket).or_default().push((stroke, segment));
                }
            }
        }
        buckets
    }

    fn cut(
        &mut self,
        cuts: &mut BTreeMap<(usize, usize), Vec<(f64, usize)>>,
        one: (usize, usize),
        two: (usize, usize),
    ) {
        let node_of =
            |draft: &Draft, (stroke, segment): (usize, usize), end: usize| draft.strokes[stroke].nodes[segment + end];
        let shared = (0..2).any(|a| (0..2).any(|b| node_of(self, one, a) == node_of(self, two, b)));
        let ((a, b), (c, d)) = (self.ends(one.0, one.1), self.ends(two.0, two.1));
        let Some((t, u)) = crossing(a, b, c, d).filter(|_| !shared) else {
            return;
        };
        let at = between(a, b, t);
        let candidates = [(two, 0, c), (two, 1, d), (one, 0, a), (one, 1, b)];
        let near = candidates
            .into_iter()
            .find(|(_, _, end)| distance(*end, at) < AT_VERTEX);
        let node = match near {
            Some((segment, end, _)) => node_of(self, segment, end),
            None => self.node(at),
        };
        cuts.entry(one).or_default().push((t, node));
        cuts.entry(two).or_default().push((u, node));
    }

    fn insert(&mut self, mut cuts: BTreeMap<(usize, usize), Vec<(f64, usize)>>) {
        for (index, stroke) in self.strokes.iter_mut().enumerate() {
            let mut nodes = Vec::with_capacity(stroke.nodes.len());
            for segment in 0..stroke.nodes.len() {
                nodes.push(stroke.nodes[segment]);
                let mut here = cuts.remove(&(index, segment)).unwrap_or_default();
                here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                nodes.extend(here.into_iter().map(|(_, node)| node));
            }
            nodes.dedup();
            stroke.nodes = nodes;
        }
        self.strokes.retain(|stroke| stroke.nodes.len() > 1);
    }
}

fn buckets_of((a, b): (Point, Point)) -> impl Iterator<Item = (i64, i64)> {
    let index = |value: f64| (value / BUCKET).floor() as i64;
    let columns = index(a[0].min(b[0]))..=index(a[0].max(b[0]));
    let rows = index(a[1].min(b[1]))..=index(a[1].max(b[1]));
    rows.flat_map(move |row| columns.clone().map(move |column| (column, row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossing_draft(over: Stroke, under: Stroke) -> Draft {
        let nodes = vec![[-500.0, 0.0], [500.0, 0.0], [0.0, -500.0], [0.0, 500.0]];
        let mut draft = Draft {
            nodes,
            strokes: vec![over, under],
        };
        draft.cut_crossings();
        draft
    }

    fn main(class: Class) -> Stroke {
        Stroke {
            is_main: true,
            ..Stroke::new(class, vec![0, 1])
        }
    }

    #[test]
    fn a_main_road_gets_a_junction_where_it_crosses_a_street() {
        let draft = crossing_draft(main(Class::Primary), Stroke::new(Class::Residential, vec![2, 3]));
        assert_eq!(draft.nodes[4], [0.0, 0.0]);
        assert_eq!(
            (&draft.strokes[0].nodes[..], &draft.strokes[1].nodes[..]),
            (&[0, 4, 1][..], &[2, 4, 3][..])
        );
    }

    #[test]
    fn bridges_and_motorways_pass_over_streets() {
        let street = || Stroke::new(Class::Residential, vec![2, 3]);
        let bridge = Stroke {
            is_bridge: true,
            ..main(Class::Trunk)
        };
        assert_eq!(crossing_draft(bridge, street()).nodes.len(), 4);
        assert_eq!(crossing_draft(main(Class::Motorway), street()).nodes.len(), 4);
        assert_eq!(
            crossing_draft(main(Class::Motorway), Stroke::new(Class::Primary, vec![2, 3]))
                .nodes
                .len(),
            5
        );
    }

    #[test]
    fn the_tag_of_every_class_reads_back() {
        assert!(
            Class::ALL
                .iter()
                .all(|(class, _)| Class::from_tag(class.tag()) == Some(*class))
        );
    }
}
