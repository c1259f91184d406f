//! Where people live, on the map: the cells themselves when near, hexagons when far.

use super::layers::DEEPEST;
use crate::access::{Coverage, KNearest, Verdict};
use crate::geometry::{BBox, LonLat, hexagon_of, hexagon_outline};
use crate::model::DemandCell;
use crate::planner::Snapshot;
use crate::spatial_index::grid_spacing;
use crate::tiles::{Properties, PropertyTable, TileFeature, TileGeometry, TileValue};
use geo_types::{LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells are drawn one by one from this zoom on.
const CELL_ZOOM: u8 = 11;
/// Zooms and the H3 resolution drawn at them: hexagons of some six to twelve pixels.
const HEXAGONS: [(u8, u8, u8); 4] = [(0, 6, 5), (7, 7, 6), (8, 8, 7), (9, CELL_ZOOM - 1, 8)];
/// Half a cell's width and height in degrees where the spacing cannot be learnt: 100 m.
const HALF_WITHOUT_NEIGHBOURS: [f64; 2] = [0.000_96, 0.000_9];

/// The rules that can be chosen on the map, with the names of what differs under them. Those without a name of their own are the
/// scheme's: plan 68 has its limits and counts the same points, and joins the limits otherwise.
const RULES: [RuleKeys; 3] = [
    RuleKeys {
        rule: "scheme",
        passes: "passes_scheme",
        points: "points",
        own: Some(("minutes", "verdict")),
    },
    RuleKeys {
        rule: "plan68",
        passes: "passes_plan68",
        points: "points_plan68",
        own: None,
    },
    RuleKeys {
        rule: "plan68_agents",
        passes: "passes_plan68_agents",
        points: "points_plan68_agents",
        own: Some(("minutes_plan68_agents", "verdict_plan68_agents")),
    },
];

struct RuleKeys {
    rule: &'static str,
    passes: &'static str,
    points: &'static str,
    own: Option<(&'static str, &'static str)>,
}

/// What a rule says of every cell.
struct Told<'a> {
    coverage: &'a Coverage,
    /// Points that satisfy the rule.
    points: Vec<u32>,
    /// To the nearest counting point.
    nearest: &'a KNearest,
}

pub fn cells(snapshot: &Snapshot) -> Vec<TileFeature> {
    let cells = &snapshot.dataset().cells;
    let told: Vec<Told> = RULES
        .par_iter()
        .filter_map(|keys| told_of(snapshot, keys.rule))
        .collect();
    let Ok(told) = <[Told; RULES.len()]>::try_from(told) else {
        return Vec::new();
    };
    let populated: Vec<usize> = (0..cells.len()).filter(|&index| cells[index].people > 0.0).collect();
    let of_cells = populated.par_iter().map(|&index| {
        let mut tally = Tally::default();
        tally.add(&cells[index], index, &told);
        tally.row()
    });
    let mut rows: Vec<Row> = of_cells.collect();
    let of_resolution = |(_, _, resolution): &(u8, u8, u8)| {
        let mut hexagons: BTreeMap<u64, Tally> = BTreeMap::new();
        for &index in &populated {
            if let Some(hexagon) = hexagon_of(cells[index].location, *resolution) {
                hexagons.entry(hexagon).or_default().add(&cells[index], index, &told);
            }
        }
        hexagons
    };
    let hexagons: Vec<BTreeMap<u64, Tally>> = HEXAGONS.par_iter().map(of_resolution).collect();
    rows.extend(hexagons.iter().flat_map(|of_zoom| of_zoom.values().map(Tally::row)));
    let table: Arc<dyn PropertyTable> = Arc::new(Rows(rows));
    let mut next = 0;
    let mut feature = |geometry, min_zoom, max_zoom| {
        let properties = Properties::Row(Arc::clone(&table), next);
        next += 1;
        TileFeature {
            geometry,
            properties,
            min_zoom,
            max_zoom,
        }
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
            feature(TileGeometry::Rectangle(square), CELL_ZOOM, DEEPEST)
        })
        .collect();
    for ((min_zoom, max_zoom, _), of_zoom) in HEXAGONS.into_iter().zip(&hexagons) {
        for &hexagon in of_zoom.keys() {
            let ring = hexagon_outline(hexagon).unwrap_or_default();
            let ring: LineString<f64> = ring.into_iter().map(|at| (at.lon, at.lat)).collect();
            let outline = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
            features.push(feature(TileGeometry::Polygon(outline), min_zoom, max_zoom));
        }
    }
    features
}

fn told_of<'a>(snapshot: &'a Snapshot, rule: &str) -> Option<Told<'a>> {
    let coverage = snapshot.coverages().iter().find(|coverage| coverage.rule.id == rule)?;
    let reach = snapshot.reach_of(&coverage.rule);
    Some(Told {
        coverage,
        points: reach.count_satisfying(snapshot.dataset(), &coverage.rule),
        nearest: &reach.nearest_by_time,
    })
}

/// People of some cells, by what matters to them.
#[derive(Default)]
struct Tally {
    people: f64,
    rules: [RuleTally; RULES.len()],
}

/// Under one of the rules.
#[derive(Clone, Copy, Default)]
struct RuleTally {
    /// By verdict, in the order of [`Verdict::ALL`], which is from best to worst.
    by_verdict: [f64; 4],
    passing: f64,
    /// People who reach a point at all, and their travel times weighted by them, in people times deciseconds.
    reaching: f64,
    weighted: f64,
    /// People times the points within the rule.
    choices: f64,
}

impl Tally {
    fn add(&mut self, cell: &DemandCell, index: usize, told: &[Told; RULES.len()]) {
        self.people += cell.people;
        for (sums, told) in self.rules.iter_mut().zip(told) {
            sums.choices += cell.people * f64::from(told.points[index]);
            sums.by_verdict[told.coverage.verdicts[index] as usize] += cell.people;
            sums.passing += if told.coverage.passes[index] { cell.people } else { 0.0 };
            if let Some((travel, _)) = told.nearest.nearest(index) {
                sums.reaching += cell.people;
                sums.weighted += cell.people * f64::from(travel.0);
            }
        }
    }

    fn row(&self) -> Row {
        Row {
            people: (self.people * 10.0).round() / 10.0,
            rules: self.rules.map(|sums| RuleRow {
                minutes: sums.minutes(),
                // Rounded down: 1 is everybody's one point, or more on average.
                points: (sums.choices / self.people) as u32,
                verdict: sums.verdict(),
                passes: sums.passing * 2.0 > self.people,
            }),
        }
    }
}

/// What the map is told of a cell or a hexagon.
struct Row {
    people: f64,
    rules: [RuleRow; RULES.len()],
}

#[derive(Clone, Copy)]
struct RuleRow {
    minutes: i32,
    points: u32,
    verdict: Verdict,
    passes: bool,
}

struct Rows(Vec<Row>);

impl PropertyTable for Rows {
    fn row(&self, row: u32) -> Vec<(&'static str, TileValue)> {
        let row = &self.0[row as usize];
        let mut properties = vec![("people", TileValue::Number(row.people))];
        for (keys, told) in RULES.iter().zip(&row.rules) {
            properties.push((keys.passes, TileValue::Integer(told.passes.into())));
            properties.push((keys.points, TileValue::Integer(told.points.into())));
            if let Some((minutes, verdict)) = keys.own {
                properties.push((minutes, TileValue::Integer(told.minutes.into())));
                properties.push((verdict, told.verdict.code().into()));
            }
        }
        properties
    }
}

impl RuleTally {
    /// The verdict of most people; of equals the worse.
    fn verdict(&self) -> Verdict {
        let most = (0..4).fold(0, |best, one| {
            if self.by_verdict[one] >= self.by_verdict[best] {
                one
            } else {
                best
            }
        });
        Verdict::ALL[most]
    }

    /// Whole minutes, rounded down: 29 is below half an hour and 30 is not. -1 where no point is reached.
    fn minutes(&self) -> i32 {
        if self.reaching > 0.0 {
            (self.weighted / self.reaching / 600.0) as i32
        } else {
            -1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

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
            let sums = RuleTally {
                by_verdict,
                ..RuleTally::default()
            };
            sums.verdict()
        };
        assert_eq!(verdict_of([5.0, 1.0, 4.0, 0.0]), Verdict::TimeAndDistance);
        assert_eq!(verdict_of([4.0, 1.0, 4.0, 0.0]), Verdict::DistanceOnly);
    }

    #[test]
    fn a_rule_without_names_of_its_own_has_the_limits_and_points_of_the_scheme() {
        let scheme = Rule::scheme();
        assert_eq!(RULES.map(|keys| keys.rule).len(), Rule::shipped().len());
        for keys in RULES.iter().filter(|keys| keys.own.is_none()) {
            let rule = Rule::named(keys.rule).expect("a shipped rule");
            let same_but_combined = Rule {
                id: scheme.id.clone(),
                combine: scheme.combine,
                source: scheme.source.clone(),
                ..rule
            };
            assert_eq!(same_but_combined, scheme);
        }
    }
}
