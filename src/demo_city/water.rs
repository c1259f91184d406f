//! Rivers and lakes: outlines for the map, and the barrier that nobody lives in and no street crosses.
//!
//! A river is its smoothed course widened to both sides; the course is true to about 500 m
//! (`river_lines.csv`), the width is modelled. Questions about points and segments are answered by a
//! coarse grid of buckets that are dry, wet or mixed; only mixed ones look at shores.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::facts::{Commune, Facts, NamedLine};
use super::plane::{Point, crossing, distance, is_inside, plane, smooth_line, smooth_ring};
use crate::geometry::LonLat;
use crate::model::{Origin, WaterBody};

/// Half of the Hồng's width in metres where it passes the bridges of the inner city; outside it grows
/// to [`HONG_HALF_WIDTH_OUTSIDE`]. Between the dikes the real river is 500 to 1,000 m wide.
const HONG_HALF_WIDTH_INSIDE: f64 = 340.0;
const HONG_HALF_WIDTH_OUTSIDE: f64 = 480.0;
/// Half of the Đuống's width in metres.
const DUONG_HALF_WIDTH: f64 = 125.0;
/// Vertices of shores and courses stand about this far apart, in metres.
const SHORE_STEP: f64 = 220.0;
/// Side of a bucket in metres.
const BUCKET: f64 = 1_000.0;
/// The buckets span this far from the middle of the plane, in metres.
const REACH: f64 = 70_000.0;

/// The three parts of the city that only bridges join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bank {
    /// South and west of the Hồng: the old town, Ba Vì, Mỹ Đức.
    West,
    /// North of the Hồng and the Đuống: Đông Anh, Mê Linh, Sóc Sơn.
    North,
    /// Between the Hồng and the Đuống: Long Biên, Gia Lâm.
    East,
}

/// All water of the model.
pub struct Water {
    /// All land west and south of the Hồng's middle, far beyond the city.
    west: Vec<Point>,
    /// All land south of the Đuống's middle; what of it lies east of the Hồng is the east bank.
    below_the_duong: Vec<Point>,
    bodies: Vec<Body>,
    side: usize,
    buckets: Vec<Bucket>,
}

struct Body {
    name: String,
    ring: Vec<Point>,
}

#[derive(Clone, Default)]
struct Bucket {
    /// What the bucket's centre says; valid for the whole bucket when no shore passes.
    is_wet: bool,
    /// Shores that pass, as (body, index of the edge's first vertex).
    shores: Vec<(usize, usize)>,
}

impl Water {
    pub fn new(facts: &Facts) -> Water {
        let main = facts
            .rivers
            .iter()
            .find(|river| river.name == "Hồng")
            .map(|river| river.points.clone());
        let rivers = facts.rivers.iter().map(|river| Body {
            name: river_name(river),
            ring: banks(river, main.as_deref()),
        });
        let lakes = facts.lakes.iter().map(|lake| Body {
            name: lake.name.clone(),
            ring: smooth_ring(&lake.points, 90.0),
        });
        let mut water = Water {
            west: land_south_of("Hồng", facts, (104.9, 21.15), (106.15, 20.2)),
            // The Đuống's line begins across the Hồng, so that the two leave no gap.
            below_the_duong: land_south_of("Đuống", facts, (105.80, 21.075), (106.4, 21.12)),
            bodies: rivers.chain(lakes).collect(),
            side: (2.0 * REACH / BUCKET) as usize,
            buckets: vec![],
        };
        water.fill_buckets();
        water
    }

    /// Does the point lie in water?
    pub fn is_wet(&self, point: Point) -> bool {
        let Some(bucket) = self.bucket(point) else { return false };
        if bucket.shores.is_empty() {
            bucket.is_wet
        } else {
            self.is_in_a_body(point)
        }
    }

    /// The bank a place lies on; places in the river belong to the side of its middle that they are on.
    pub fn bank(&self, point: Point) -> Bank {
        match is_inside(&self.west, point) {
            true => Bank::West,
            false if is_inside(&self.below_the_duong, point) => Bank::East,
            false => Bank::North,
        }
    }

    /// Does the segment touch water anywhere?
    pub fn blocks(&self, a: Point, b: Point) -> bool {
        if self.is_wet(a) || self.is_wet(b) {
            return true;
        }
        let rows = index(a[1].min(b[1]))..=index(a[1].max(b[1]));
        let columns = index(a[0].min(b[0]))..=index(a[0].max(b[0]));
        let mut buckets = rows.flat_map(|row| columns.clone().map(move |column| row * self.side + column));
        buckets.any(|bucket| {
            self.buckets[bucket].shores.iter().any(|&(body, edge)| {
                let (c, d) = self.bodies[body].edge(edge);
                crossing(a, b, c, d).is_some()
            })
        })
    }

    /// The bank that a commune belongs to: its point's, but for one whose point fell on the wrong side of the rough
    /// course.
    pub fn home_bank(&self, commune: &Commune) -> Bank {
        /// Phúc Lộc lies south of the Hồng.
        const SOUTH_OF_THE_HONG: &str = "09739";
        if commune.code == SOUTH_OF_THE_HONG {
            Bank::West
        } else {
            self.bank(plane().to_metres(commune.location))
        }
    }

    /// The nearest dry point of a bank on a widening ring around the point, at least `margin` metres from a shore.
    pub fn ashore(&self, point: Point, margin: f64, bank: Bank) -> Point {
        let is_dry = |at: Point| {
            let around = [[margin, 0.0], [-margin, 0.0], [0.0, margin], [0.0, -margin]];
            !self.is_wet(at)
                && self.bank(at) == bank
                && !around.iter().any(|[dx, dy]| self.is_wet([at[0] + dx, at[1] + dy]))
        };
        let rings = (0..80).flat_map(|ring| (0..16).map(move |turn| (f64::from(ring) * 40.0, f64::from(turn) / 16.0)));
        let mut places = rings.map(|(radius, turn)| {
            let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
            [point[0] + radius * cos, point[1] + radius * sin]
        });
        places.find(|place| is_dry(*place)).unwrap_or(point)
    }

    /// The water for the map.
    pub fn outlines(&self) -> Vec<WaterBody> {
        let outline = |body: &Body| {
            let ring = body.ring.iter().chain(body.ring.first());
            let ring: Vec<Coord<f64>> = ring
                .map(|point| plane().to_lonlat(*point))
                .map(|place| Coord {
                    x: place.lon,
                    y: place.lat,
                })
                .collect();
            MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
        };
        let body = |body: &Body| WaterBody {
            name: Some(body.name.clone()),
            outline: outline(body),
            origin: Origin::Modelled,
        };
        self.bodies.iter().map(body).collect()
    }

    fn bucket(&self, point: Point) -> Option<&Bucket> {
        let is_within = point.iter().all(|value| value.abs() < REACH);
        is_within.then(|| &self.buckets[index(point[1]) * self.side + index(point[0])])
    }

    fn is_in_a_body(&self, point: Point) -> bool {
        self.bodies.iter().any(|body| is_inside(&body.ring, point))
    }

    fn fill_buckets(&mut self) {
        self.buckets = vec![Bucket::default(); self.side * self.side];
        for (body_index, body) in self.bodies.iter().enumerate() {
            for edge in 0..body.ring.len() {
                let (a, b) = body.edge(edge);
                for row in index(a[1].min(b[1]))..=index(a[1].max(b[1])) {
                    for column in index(a[0].min(b[0]))..=index(a[0].max(b[0])) {
                        self.buckets[row * self.side + column].shores.push((body_index, edge));
                    }
                }
            }
        }
        for number in 0..self.buckets.len() {
            if self.buckets[number].shores.is_empty() {
                let centre = |cell: usize| (cell as f64 + 0.5) * BUCKET - REACH;
                let is_wet = self.is_in_a_body([centre(number % self.side), centre(number / self.side)]);
                self.buckets[number].is_wet = is_wet;
            }
        }
    }
}

impl Body {
    fn edge(&self, first: usize) -> (Point, Point) {
        (self.ring[first], self.ring[(first + 1) % self.ring.len()])
    }
}

/// Row or column of a coordinate, clamped to the grid.
fn index(value: f64) -> usize {
    ((value + REACH) / BUCKET).clamp(0.0, 2.0 * REACH / BUCKET - 1.0) as usize
}

/// The land south of a river's middle line, which is drawn out from `before` to `after` far beyond the city.
fn land_south_of(river: &str, facts: &Facts, before: (f64, f64), after: (f64, f64)) -> Vec<Point> {
    const FAR_SOUTH: f64 = 19.5;
    let place = |lon, lat| plane().to_metres(LonLat::new(lon, lat));
    let river = facts.rivers.iter().find(|known| known.name == river);
    let middle = river
        .map(|river| smooth_line(&river.points, SHORE_STEP))
        .unwrap_or_default();
    let corners = [
        place(after.0, after.1),
        place(after.0, FAR_SOUTH),
        place(before.0, FAR_SOUTH),
        place(before.0, before.1),
    ];
    middle.into_iter().chain(corners).collect()
}

fn river_name(river: &NamedLine) -> String {
    format!("Sông {}", river.name)
}

/// The ring of a river's two banks: down the left, up the right. A tributary starts in the middle of the main
/// river, so that the two outlines meet.
fn banks(river: &NamedLine, main: Option<&[Point]>) -> Vec<Point> {
    let mut points = river.points.clone();
    let is_main = river.name == "Hồng";
    if let (false, Some(main)) = (is_main, main) {
        let course = smooth_line(main, SHORE_STEP);
        let mouth = course
            .iter()
            .copied()
            .min_by(|a, b| distance(*a, points[0]).total_cmp(&distance(*b, points[0])));
        points.splice(0..0, mouth);
    }
    let course = smooth_line(&points, SHORE_STEP);
    let inner = plane().to_metres(LonLat::new(105.855, 21.045));
    let half_width = |at: Point| {
        // From the inner width within 8 km of the old town to the outer one beyond 20 km.
        let outside = ((distance(at, inner) - 8_000.0) / 12_000.0).clamp(0.0, 1.0);
        let hong = HONG_HALF_WIDTH_INSIDE + (HONG_HALF_WIDTH_OUTSIDE - HONG_HALF_WIDTH_INSIDE) * outside;
        if is_main { hong } else { DUONG_HALF_WIDTH }
    };
    let offset = |vertex: usize, side: f64| {
        let (before, after) = (
            course[vertex.saturating_sub(1)],
            course[(vertex + 1).min(course.len() - 1)],
        );
        let length = distance(before, after).max(1e-9);
        let normal = [-(after[1] - before[1]) / length, (after[0] - before[0]) / length];
        let width = half_width(course[vertex]) * side;
        [
            course[vertex][0] + normal[0] * width,
            course[vertex][1] + normal[1] * width,
        ]
    };
    let left = (0..course.len()).map(|vertex| offset(vertex, 1.0));
    left.chain((0..course.len()).rev().map(|vertex| offset(vertex, -1.0)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Point {
        plane().to_metres(LonLat::new(lon, lat))
    }

    #[test]
    fn every_bridge_spans_its_river_from_dry_land_to_dry_land() {
        let facts = Facts::load().expect("committed tables");
        let water = Water::new(&facts);
        for bridge in &facts.bridges {
            let [a, b] = bridge.ends;
            assert!(
                !water.is_wet(a) && !water.is_wet(b),
                "{} ends in the water",
                bridge.name
            );
            assert!(water.blocks(a, b), "{} spans no water", bridge.name);
        }
    }

    #[test]
    fn the_old_town_is_dry_and_the_west_lake_wet() {
        let water = Water::new(&Facts::load().expect("committed tables"));
        assert!(!water.is_wet(at(105.850, 21.034)));
        assert!(water.is_wet(at(105.822, 21.055)));
        assert!(
            water.blocks(at(105.848, 21.052), at(105.875, 21.055)),
            "the Hồng parts Hoàn Kiếm from Long Biên"
        );
        let shore = water.ashore(at(105.822, 21.055), 30.0, Bank::West);
        assert!(!water.is_wet(shore));
        let across = water.ashore(at(105.5751, 21.1465), 30.0, Bank::West);
        assert!(water.bank(across) == Bank::West && !water.is_wet(across));
    }

    #[test]
    fn known_places_lie_on_their_banks() {
        let water = Water::new(&Facts::load().expect("committed tables"));
        let west = [
            (105.850, 21.03),
            (105.35, 21.06),
            (105.70, 20.65),
            (105.453, 21.2114),
            (105.397, 21.2688),
        ];
        let north = [
            (105.872, 21.1101),
            (105.831, 21.3318),
            (105.949, 21.0621),
            (105.662, 21.1721),
            (105.733, 21.151),
        ];
        let east = [
            (105.87, 21.0514),
            (105.904, 21.0648),
            (105.917, 20.9928),
            (105.984, 21.0303),
        ];
        for (places, bank) in [(&west, Bank::West), (&north, Bank::North)] {
            places
                .iter()
                .for_each(|(lon, lat)| assert_eq!(water.bank(at(*lon, *lat)), bank, "{lon} {lat}"));
        }
        east.iter()
            .for_each(|(lon, lat)| assert_eq!(water.bank(at(*lon, *lat)), Bank::East, "{lon} {lat}"));
    }

    #[test]
    fn buckets_answer_like_the_outlines_themselves() {
        let water = Water::new(&Facts::load().expect("committed tables"));
        for step in 0..4_000 {
            let point = [
                f64::from(step % 63) * 1_111.0 - 35_000.0,
                f64::from(step / 63) * 1_313.0 - 41_000.0,
            ];
            assert_eq!(water.is_wet(point), water.is_in_a_body(point), "{point:?}");
        }
    }
}
