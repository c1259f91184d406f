//! Where the people of each commune live: cells of a regular grid, raked to the commune's total.
//!
//! The totals are facts; how people spread inside a commune is modelled. Wards of the city are built
//! up throughout, thinning with distance from the old town. Rural people live in villages: at the centres of
//! the wards and communes that existed before July 2025 (facts) and at seeded places between them.
//! Mountains, the airport, water and what an outline holds beyond a river are empty. Numbers are whole people, shared out by largest
//! remainders, so that a commune's cells add up to its total exactly.

use super::facts::Facts;
use super::partition::Partition;
use super::plane::{Point, distance, is_inside, plane};
use super::random::Chance;
use super::water::{Bank, Water};
use crate::geometry::LonLat;
use crate::model::{AreaId, DemandCell};

/// Cells with fewer people per square kilometre than this are left empty; their people live in the others.
const EMPTY_BELOW_PER_KM2: f64 = 60.0;
/// One seeded village for so many square metres of a commune, besides the known centres.
const VILLAGE_M2: f64 = 1.7e6;
/// Grid columns and rows are counted from a corner this far west and south of the middle, in metres.
const GRID_CORNER: f64 = 60_000.0;

/// Land where hardly anybody lives: longitude, latitude, radius in metres. Rough positions of the Ba Vì,
/// Viên Nam, Hương Sơn and Sóc Sơn mountains and of Nội Bài airport.
const UNBUILT: [(f64, f64, f64); 7] = [
    (105.362, 21.065, 5_200.0),
    (105.400, 21.030, 3_200.0),
    (105.440, 20.965, 4_000.0),
    (105.735, 20.610, 4_200.0),
    (105.800, 21.310, 4_000.0),
    (105.745, 21.290, 2_600.0),
    (105.805, 21.220, 1_600.0),
];

/// The pattern of settlement inside communes.
pub struct Settlement<'a> {
    partition: &'a Partition,
    water: &'a Water,
    communes: Vec<CommunePattern>,
    unbuilt: Vec<(Point, f64)>,
    old_town: Point,
}

struct CommunePattern {
    people: f64,
    home: Bank,
    /// Whether the modelled outline reaches over a river. Nobody lives on that side: the real outline ends at the
    /// river.
    is_straddling: bool,
    /// Weight of living outside villages: 0 open country, 1 city throughout.
    city: f64,
    villages: Vec<Village>,
    elderly: f64,
}

struct Village {
    at: Point,
    radius: f64,
    weight: f64,
}

/// One populated square of the grid.
#[derive(Clone, Copy)]
pub struct Populated {
    pub commune: usize,
    pub column: i64,
    pub row: i64,
    pub at: Point,
    pub people: f64,
}

impl<'a> Settlement<'a> {
    pub fn new(facts: &Facts, partition: &'a Partition, water: &'a Water, seed: u64) -> Settlement<'a> {
        let mut chance = Chance::new(seed, 10);
        let communes = facts.communes.iter().enumerate().map(|(index, commune)| {
            let density = commune.people / commune.area_km2;
            let ring = &partition.rings[index];
            let known = facts
                .old_wards
                .iter()
                .map(|ward| ward.at)
                .filter(|at| is_inside(ring, *at));
            let mut villages: Vec<Village> = known
                .map(|at| Village {
                    at,
                    radius: chance.between(280.0, 460.0),
                    weight: chance.between(1.0, 2.4),
                })
                .collect();
            let centre = plane().to_metres(commune.location);
            villages.push(Village {
                at: centre,
                radius: 480.0,
                weight: 2.2,
            });
            let seeded = (commune.area_km2 * 1e6 / VILLAGE_M2) as usize;
            villages.extend((0..seeded).map(|_| Village {
                at: place_in(ring, &mut chance),
                radius: chance.between(170.0, 380.0),
                weight: chance.between(0.4, 1.8),
            }));
            let home = water.home_bank(commune);
            CommunePattern {
                people: commune.people,
                home,
                is_straddling: ring.iter().any(|at| water.bank(*at) != home),
                // From 1,800 people per km2 (villages in fields) to 11,000 (built up throughout).
                city: ((density / 1_800.0).ln() / (11_000.0f64 / 1_800.0).ln()).clamp(0.0, 1.0),
                villages,
                elderly: chance.between(0.115, 0.165),
            }
        });
        let place = |lon, lat| plane().to_metres(LonLat::new(lon, lat));
        Settlement {
            partition,
            water,
            communes: communes.collect(),
            unbuilt: UNBUILT
                .iter()
                .map(|&(lon, lat, radius)| (place(lon, lat), radius))
                .collect(),
            old_town: place(105.850, 21.030),
        }
    }

    /// All people on a grid of `step` metres. Every commune's squares add up to its total; a commune too
    /// small to hold a square's centre gets one at its own point, in column and row -1 - its index.
    pub fn on_grid(&self, facts: &Facts, step: f64) -> Vec<Populated> {
        let mut squares: Vec<Vec<Populated>> = self.communes.iter().map(|_| Vec::new()).collect();
        self.partition.rasterise(step, |commune, column, row| {
            let at = [column as f64 * step, row as f64 * step];
            let weight = self.weight(commune, at);
            if weight > 0.0 {
                let offset = (GRID_CORNER / step) as i64;
                squares[commune].push(Populated {
                    commune,
                    column: column + offset,
                    row: row + offset,
                    at,
                    people: weight,
                });
            }
        });
        for (commune, squares) in squares.iter_mut().enumerate() {
            if squares.is_empty() {
                let at = self.water.ashore(
                    plane().to_metres(facts.communes[commune].location),
                    20.0,
                    self.communes[commune].home,
                );
                let outside = -1 - commune as i64;
                squares.push(Populated {
                    commune,
                    column: outside,
                    row: outside,
                    at,
                    people: 1.0,
                });
            }
            share_out(
                squares,
                self.communes[commune].people,
                EMPTY_BELOW_PER_KM2 * step * step / 1e6,
            );
        }
        squares.into_iter().flatten().collect()
    }

    /// The squares as demand cells; `areas` are the communes' places in the dataset.
    pub fn cells(&self, squares: &[Populated], areas: &[AreaId], seed: u64) -> Vec<DemandCell> {
        let mut chance = Chance::new(seed, 11);
        let cell = |square: &Populated| {
            let share = self.communes[square.commune].elderly * chance.between(0.9, 1.1);
            let code = if square.row < 0 {
                format!("commune{:03}", -1 - square.row)
            } else {
                format!("r{:04}c{:04}", square.row, square.column)
            };
            DemandCell {
                code,
                location: plane().to_lonlat(square.at),
                people: square.people,
                elderly: Some((square.people * share).round()),
                enterprises: None,
                area: Some(areas[square.commune]),
            }
        };
        squares.iter().map(cell).collect()
    }

    /// How thickly a place is lived in, compared with others of its commune; 0 in water.
    fn weight(&self, commune: usize, at: Point) -> f64 {
        if self.water.is_wet(at) {
            return 0.0;
        }
        let pattern = &self.communes[commune];
        if pattern.is_straddling && self.water.bank(at) != pattern.home {
            return 0.0;
        }
        let villages: f64 = pattern
            .villages
            .iter()
            .map(|village| village.weight * bell(distance(at, village.at) / village.radius))
            .sum();
        let pull = (-distance(at, self.old_town) / 14_000.0).exp();
        let streets = 0.55 + 0.45 * ripple(at);
        let city = pattern.city * (0.4 + pull) * streets;
        // Between villages some live along the roads: about a seventieth of a village's middle.
        let fields = 0.015 * (0.3 + ripple(at));
        let mountains: f64 = self
            .unbuilt
            .iter()
            .map(|(middle, radius)| 1.0 - 0.985 * bell((distance(at, *middle) / radius).powi(2)))
            .product();
        (city * 1.3 + fields + villages * (1.0 - 0.72 * pattern.city)) * mountains
    }
}

/// A bell with value 1 in the middle and 1/e at distance 1.
fn bell(distance: f64) -> f64 {
    (-distance * distance).exp()
}

/// A fixed pattern between 0 and 1 with features of about a kilometre: quarters, parks, ponds.
fn ripple([x, y]: Point) -> f64 {
    let wave = |length: f64, direction: f64, phase: f64| {
        let (sin, cos) = f64::sin_cos(direction);
        ((x * cos + y * sin) / length * std::f64::consts::TAU + phase).sin()
    };
    let sum = wave(1_300.0, 0.3, 0.0) + wave(1_100.0, 1.4, 1.0) + wave(740.0, 2.5, 2.0) + wave(2_300.0, 0.9, 3.0);
    0.5 + sum / 8.0
}

/// A seeded place inside a ring.
fn place_in(ring: &[Point], chance: &mut Chance) -> Point {
    let bound = |axis: usize| {
        let values = ring.iter().map(|point| point[axis]);
        values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let ((west, east), (south, north)) = (bound(0), bound(1));
    let mut place = ring[0];
    for _ in 0..64 {
        place = [chance.between(west, east), chance.between(south, north)];
        if is_inside(ring, place) {
            break;
        }
    }
    place
}

/// Turns weights into whole people that add up to `total`, leaving out squares with fewer than `least`.
fn share_out(squares: &mut Vec<Populated>, total: f64, least: f64) {
    let rake = |squares: &mut Vec<Populated>| {
        let sum: f64 = squares.iter().map(|square| square.people).sum();
        squares.iter_mut().for_each(|square| square.people *= total / sum);
    };
    rake(squares);
    let most = squares.iter().map(|square| square.people).fold(0.0, f64::max);
    squares.retain(|square| square.people >= least.min(most));
    rake(squares);
    let mut order: Vec<usize> = (0..squares.len()).collect();
    let rest = |square: &Populated| square.people - square.people.floor();
    order.sort_by(|&a, &b| rest(&squares[b]).total_cmp(&rest(&squares[a])).then(a.cmp(&b)));
    squares
        .iter_mut()
        .for_each(|square| square.people = square.people.floor());
    let missing = total - squares.iter().map(|square| square.people).sum::<f64>();
    order
        .iter()
        .take(missing.round() as usize)
        .for_each(|&index| squares[index].people += 1.0);
    squares.retain(|square| square.people > 0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharing_out_keeps_the_total_and_leaves_nobody_in_thin_squares() {
        let square = |people| Populated {
            commune: 0,
            column: 0,
            row: 0,
            at: [0.0, 0.0],
            people,
        };
        let mut squares = vec![square(1.0), square(2.0), square(0.001), square(4.0)];
        share_out(&mut squares, 1_000.0, 5.0);
        let people: Vec<f64> = squares.iter().map(|square| square.people).collect();
        assert_eq!(people.iter().sum::<f64>(), 1_000.0);
        assert_eq!(people, [143.0, 286.0, 571.0]);
    }

    #[test]
    fn squares_of_every_size_add_up_to_the_communes_and_lie_on_dry_land() {
        let facts = Facts::load().expect("committed tables");
        let partition = Partition::of(&facts.communes);
        let water = Water::new(&facts);
        let settlement = Settlement::new(&facts, &partition, &water, 1);
        for step in [300.0, 2_000.0] {
            let squares = settlement.on_grid(&facts, step);
            assert!(squares.iter().all(|square| !water.is_wet(square.at)));
            for (index, commune) in facts.communes.iter().enumerate() {
                let own = squares.iter().filter(|square| square.commune == index);
                let people: f64 = own.map(|square| square.people).sum();
                assert_eq!(people, commune.people, "{} at {step} m", commune.name);
            }
        }
    }
}
