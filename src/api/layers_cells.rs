//! Where people live, on the map: the cells themselves when near, hexagons when far.

use super::layers::DEEPEST;
use crate::access::{Coverage, Verdict};
use crate::geometry::{BBox, LonLat, hexagon_of, hexagon_outline};
use crate::model::{CellId, DemandCell, FacilityId};
use crate::planner::Snapshot;
use crate::spatial_index::grid_spacing;
use crate::tiles::{TileFeature, TileGeometry, TileValue};
use geo_types::{LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// Cells are drawn one by one from this zoom on.
const CELL_ZOOM: u8 = 11;
/// Zooms and the H3 resolution drawn at them: hexagons of some six to twelve pixels.
const HEXAGONS: [(u8, u8, u8); 4] = [(0, 6, 5), (7, 7, 6), (8, 8, 7), (9, CELL_ZOOM - 1, 8)];
/// Half a cell's width and height in degrees where the spacing cannot be learnt: 100 m.
const HALF_WITHOUT_NEIGHBOURS: [f64; 2] = [0.000_96, 0.000_9];

pub fn cells(snapshot: &Snapshot) -> Vec<TileFeature> {
    let cells = &snapshot.dataset().cells;
    let rule = |id: &str| snapshot.coverages().iter().find(|coverage| coverage.rule.id == id);
    let (Some(plan68), Some(scheme)) = (rule("plan68"), rule("scheme")) else {
        return Vec::new();
    };
    let populated: Vec<usize> = (0..cells.len()).filter(|&index| cells[index].people > 0.0).collect();
    let points = points_within(snapshot, scheme);
    let tally = |index: usize| {
        let mut tally = Tally::default();
        tally.add(&cells[index], index, snapshot, [plan68, scheme], points[index]);
        tally
    };
    let places: Vec<LonLat> = cells.iter().map(|cell| cell.location).collect();
    let [lon, lat] = grid_spacing(&places);
    let half = |axis: usize, known: Option<f64>| known.map_or(HALF_WITHOUT_NEIGHBOURS[axis], |spacing| spacing / 2.0);
    let (half_lon, half_lat) = (half(0, lon), half(1, lat));
    let mut features: Vec<TileFeature> = populated
        .iter()
        .map(|&index| {
            let LonLat { lon, lat } = cells[index].location;
            let square = BBox {
                west: lon - half_lon,
                south: lat - half_lat,
                east: lon + half_lon,
                north: lat + half_lat,
            };
            tally(index).feature(TileGeometry::Rectangle(square), CELL_ZOOM, DEEPEST)
        })
        .collect();
    for (min_zoom, max_zoom, resolution) in HEXAGONS {
        let mut hexagons: BTreeMap<u64, Tally> = BTreeMap::new();
        for &index in &populated {
            if let Some(hexagon) = hexagon_of(cells[index].location, resolution) {
                hexagons.entry(hexagon).or_default().add(
                    &cells[index],
                    index,
                    snapshot,
                    [plan68, scheme],
                    points[index],
                );
            }
        }
        features.extend(hexagons.into_iter().filter_map(|(hexagon, tally)| {
            let ring: LineString<f64> = hexagon_outline(hexagon)?
                .into_iter()
                .map(|at| (at.lon, at.lat))
                .collect();
            let outline = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
            Some(tally.feature(TileGeometry::Polygon(outline), min_zoom, max_zoom))
        }));
    }
    features
}

/// How many open points satisfy the rule for each cell.
fn points_within(snapshot: &Snapshot, coverage: &Coverage) -> Vec<u32> {
    let dataset = snapshot.dataset();
    let satisfying = snapshot.reach().satisfying(dataset, &coverage.rule);
    let all = satisfying.mask((0..dataset.facilities.len() as u32).map(FacilityId));
    let cells = 0..dataset.cells.len() as u32;
    cells.map(|cell| satisfying.count(CellId(cell), &all)).collect()
}

/// People of some cells, by what matters to them.
#[derive(Default)]
struct Tally {
    people: f64,
    /// By verdict, in the order of [`Verdict::ALL`], which is from best to worst.
    by_verdict: [f64; 4],
    passing_plan68: f64,
    passing_scheme: f64,
    /// People who reach a point at all, and their travel times weighted by them, in people times deciseconds.
    reaching: f64,
    weighted: f64,
    /// People times the points within the scheme's rule.
    choices: f64,
}

impl Tally {
    /// `rules`: plan 68 and the scheme; `points`: how many satisfy the latter.
    fn add(&mut self, cell: &DemandCell, index: usize, snapshot: &Snapshot, rules: [&Coverage; 2], points: u32) {
        let [plan68, scheme] = rules;
        self.people += cell.people;
        self.choices += cell.people * f64::from(points);
        self.by_verdict[scheme.verdicts[index] as usize] += cell.people;
        self.passing_plan68 += if plan68.passes[index] { cell.people } else { 0.0 };
        self.passing_scheme += if scheme.passes[index] { cell.people } else { 0.0 };
        if let Some((travel, _)) = snapshot.reach().nearest_by_time.nearest(index) {
            self.reaching += cell.people;
            self.weighted += cell.people * f64::from(travel.0);
        }
    }

    fn feature(self, geometry: TileGeometry, min_zoom: u8, max_zoom: u8) -> TileFeature {
        // The verdict of most people; of equals the worse.
        let most = (0..4).fold(0, |best, one| {
            if self.by_verdict[one] >= self.by_verdict[best] {
                one
            } else {
                best
            }
        });
        // Whole minutes, rounded down: 29 is below half an hour and 30 is not.
        let minutes = if self.reaching > 0.0 {
            (self.weighted / self.reaching / 600.0) as i64
        } else {
            -1
        };
        let by_most = |passing: f64| TileValue::Integer(i64::from(passing * 2.0 > self.people));
        let properties = vec![
            ("people", TileValue::Number((self.people * 10.0).round() / 10.0)),
            ("minutes", TileValue::Integer(minutes)),
            // Rounded down: 1 is everybody's one point, or more on average.
            ("points", TileValue::Integer((self.choices / self.people) as i64)),
            ("verdict", Verdict::ALL[most].code().into()),
            ("passes_plan68", by_most(self.passing_plan68)),
            ("passes_scheme", by_most(self.passing_scheme)),
        ];
        TileFeature {
            geometry,
            properties,
            min_zoom,
            max_zoom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zoom_shows_exactly_one_kind_of_shape() {
        for zoom in 0..=DEEPEST {
            let hexagons = HEXAGONS
                .iter()
                .filter(|(min, max, _)| (*min..=*max).contains(&zoom))
                .count();
            assert_eq!(hexagons + usize::from(zoom >= CELL_ZOOM), 1, "zoom {zoom}");
        }
    }

    #[test]
    fn a_tally_tells_the_verdict_of_most_people_and_the_worse_of_equals() {
        let verdict_of = |by_verdict: [f64; 4]| {
            let tally = Tally {
                people: by_verdict.iter().sum(),
                by_verdict,
                ..Tally::default()
            };
            let feature = tally.feature(TileGeometry::Point(LonLat::new(0.0, 0.0)), 0, 1);
            feature
                .properties
                .into_iter()
                .find(|(key, _)| *key == "verdict")
                .expect("a verdict")
                .1
        };
        assert_eq!(verdict_of([5.0, 1.0, 4.0, 0.0]), "time_and_distance".into());
        assert_eq!(verdict_of([4.0, 1.0, 4.0, 0.0]), "distance_only".into());
    }
}
