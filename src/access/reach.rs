//! Reach tables under the limits of a rule, and the verdicts they give.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::coverage::{AreaCoverage, Coverage, Joined, KNearest, PeopleByVerdict, Verdict};
use super::limits::{AreaLimits, LimitClass};
use super::travel::NOBODY;
use super::{CoverMatrix, Travel, gaps};
use crate::geometry::LonLat;
use crate::model::{
    AreaId, AreaLevel, CellId, Combine, Dataset, FacilityId, FacilityKind, FacilityStatus, Rule, Territory,
};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// How many nearest facilities by time are kept for every cell.
pub const NEAREST_KEPT: usize = 5;

/// Bit matrices and nearest tables under the limits of one rule, each cell by those of its own area.
///
/// The matrices hold every open facility of any kind: masks choose which count.
#[derive(Clone)]
pub struct Reach {
    pub(super) counts: Vec<FacilityKind>,
    pub(super) procedure: Option<String>,
    pub(super) limits: AreaLimits,
    /// Travel time below the limit. Shared by all tables of the same limits.
    pub within_time: Arc<CoverMatrix>,
    /// Geodesic distance at most the radius.
    pub within_distance: Arc<CoverMatrix>,
    /// The [`NEAREST_KEPT`] nearest facilities that count.
    pub nearest_by_time: KNearest,
    /// Nearest facility that counts by geodesic distance, per cell.
    pub nearest_by_distance: Vec<Option<(FacilityId, Metres)>>,
}

impl Reach {
    /// All tables under the rule's limits and counting kinds; the rule's mode must be the travel's. One set
    /// of sweeps for each distinct travel limit, however many areas have it.
    pub fn compute(dataset: &Dataset, travel: &Travel, rule: &Rule) -> Reach {
        Reach::taking_over(dataset, travel, rule, None)
    }

    /// All tables under another rule of the same mode; what has the same limits here is taken over.
    pub fn under(&self, dataset: &Dataset, travel: &Travel, rule: &Rule) -> Reach {
        Reach::taking_over(dataset, travel, rule, Some(self))
    }

    /// The same limits with the counting kinds of another rule: only the nearest are looked up again.
    pub fn counting_others(&self, dataset: &Dataset, travel: &Travel, rule: &Rule) -> Reach {
        self.under(dataset, travel, rule)
    }

    fn taking_over(dataset: &Dataset, travel: &Travel, rule: &Rule, known: Option<&Reach>) -> Reach {
        let limits = AreaLimits::of(dataset, rule);
        let open: Vec<FacilityId> = open_facilities(dataset).collect();
        let known_time = known.and_then(|reach| Some((only(&reach.limits, |class| class.below)?, &reach.within_time)));
        let known_radius =
            known.and_then(|reach| Some((only(&reach.limits, |class| class.within)?, &reach.within_distance)));
        let within_time = composed(
            &limits,
            |class| class.below,
            |&below| match known_time {
                Some((limit, matrix)) if limit == below => Arc::clone(matrix),
                _ => Arc::new(travel.within_time(&open, below)),
            },
        );
        let within_distance = composed(
            &limits,
            |class| class.within,
            |&within| match known_radius {
                Some((limit, matrix)) if limit == within => Arc::clone(matrix),
                _ => Arc::new(travel.within_distance(&open, within)),
            },
        );
        let (nearest_by_time, nearest_by_distance) = match known {
            Some(reach) if reach.counts_the_same(&limits, rule) => {
                (reach.nearest_by_time.clone(), reach.nearest_by_distance.clone())
            }
            _ => nearest(dataset, travel, rule, &limits),
        };
        Reach {
            counts: rule.counts.clone(),
            procedure: rule.procedure.clone(),
            limits,
            within_time,
            within_distance,
            nearest_by_time,
            nearest_by_distance,
        }
    }

    /// Whether both matrices are under the limits of another rule of the same mode, whatever counts under it.
    pub fn has_limits_of(&self, dataset: &Dataset, rule: &Rule) -> bool {
        let limits = AreaLimits::of(dataset, rule);
        (0..dataset.cells.len()).all(|cell| {
            let (own, other) = (self.limits.of_cell(cell), limits.of_cell(cell));
            own.below == other.below && own.within == other.within
        })
    }

    /// Whether all tables are those of another rule of the same mode.
    pub fn serves(&self, dataset: &Dataset, rule: &Rule) -> bool {
        self.has_limits_of(dataset, rule) && self.counts_the_same(&AreaLimits::of(dataset, rule), rule)
    }

    fn counts_the_same(&self, limits: &AreaLimits, rule: &Rule) -> bool {
        let everywhere = only(&self.limits, |class| class.counts().to_vec());
        self.procedure == rule.procedure
            && everywhere.is_some()
            && everywhere == only(limits, |class| class.counts().to_vec())
    }

    /// The kinds among which the nearest were looked up.
    pub fn counts(&self) -> &[FacilityKind] {
        &self.counts
    }

    /// The facilities that count under the rule's own limits, in id order.
    pub fn counting(dataset: &Dataset, rule: &Rule) -> Vec<FacilityId> {
        counting_in(dataset, rule, &AreaLimits::of(dataset, rule).classes()[0])
    }

    /// Bit (cell, facility) when the facility alone satisfies the rule for the cell, counting
    /// facilities only: `any` = either limit, `all` = both, or the one half. The tables must be under the
    /// rule's limits.
    pub fn satisfying(&self, dataset: &Dataset, rule: &Rule) -> CoverMatrix {
        let limits = AreaLimits::of(dataset, rule);
        let masks = self.masks(dataset, rule, &limits);
        let mut matrix = CoverMatrix::clone(&self.within_distance);
        for (cell, (row, time)) in matrix.rows_mut().zip(self.within_time.rows()).enumerate() {
            let mask = &masks[limits.class_of_cell(cell)];
            let combine = limits.of_cell(cell).combine();
            for ((word, time), mask) in row.iter_mut().zip(time).zip(mask) {
                *word = mask & combined(combine, *time, *word);
            }
        }
        matrix
    }

    /// How many facilities alone satisfy the rule for each cell; see [`Reach::satisfying`].
    pub fn count_satisfying(&self, dataset: &Dataset, rule: &Rule) -> Vec<u32> {
        let limits = AreaLimits::of(dataset, rule);
        let masks = self.masks(dataset, rule, &limits);
        let count = |cell: usize| {
            let (combine, id) = (limits.of_cell(cell).combine(), CellId(cell as u32));
            let words = self.within_time.row(id).iter().zip(self.within_distance.row(id));
            let words = words.zip(&masks[limits.class_of_cell(cell)]);
            words
                .map(|((time, distance), mask)| (mask & combined(combine, *time, *distance)).count_ones())
                .sum()
        };
        (0..dataset.cells.len()).into_par_iter().map(count).collect()
    }

    /// Verdicts and figures under a rule with the same limits as these tables, whatever the hours of points.
    pub fn coverage(&self, dataset: &Dataset, travel: &Travel, rule: &Rule) -> Coverage {
        self.coverage_of_shares(dataset, travel, rule, |_, passes| f64::from(u8::from(passes)))
    }

    /// The same with people passing for a share of the time: `open_share` holds for each cell the share
    /// (0..=1) of hours in which a point that satisfies the rule is open; see [`super::Effective`].
    pub fn coverage_when_open(&self, dataset: &Dataset, travel: &Travel, rule: &Rule, open_share: &[f64]) -> Coverage {
        self.coverage_of_shares(dataset, travel, rule, |cell, _| open_share[cell])
    }

    fn coverage_of_shares(
        &self,
        dataset: &Dataset,
        travel: &Travel,
        rule: &Rule,
        share: impl Fn(usize, bool) -> f64,
    ) -> Coverage {
        let limits = AreaLimits::of(dataset, rule);
        let masks = self.masks(dataset, rule, &limits);
        let judged = (0..dataset.cells.len()).into_par_iter().map(|cell| {
            let mask = &masks[limits.class_of_cell(cell)];
            self.judge(limits.of_cell(cell).combine(), CellId(cell as u32), mask)
        });
        let (verdicts, nominal): (Vec<Verdict>, Vec<bool>) = judged.unzip();
        let shares: Vec<f64> = nominal
            .iter()
            .enumerate()
            .map(|(cell, &passes)| share(cell, passes))
            .collect();
        let passes: Vec<bool> = shares.iter().map(|share| *share > 0.0).collect();
        let mut tally = Tally::new(dataset);
        for (index, cell) in dataset.cells.iter().enumerate() {
            let joined = self.joined(travel, index);
            let (verdict, share) = (verdicts[index], shares[index]);
            tally.add(dataset, cell.area, |sum| sum.add(cell.people, verdict, share, joined));
            if let Some(elderly) = cell.elderly {
                tally.elderly.add(elderly, verdict, share, joined);
            }
            let nearest = self.nearest_by_time.nearest(index);
            let time = nearest.map_or(Deciseconds::NEVER, |(time, _)| time);
            tally.time(cell.area, time, cell.people);
        }
        let gaps = gaps::find(dataset, travel, &limits, &passes);
        tally.finish(
            dataset,
            rule.clone(),
            verdicts,
            passes,
            gaps,
            &points(dataset, rule, &limits),
        )
    }

    /// How the roads join a cell to the points that count for it.
    pub fn joined(&self, travel: &Travel, cell: usize) -> Joined {
        match self.nearest_by_time.nearest(cell) {
            _ if !travel.is_snapped(cell) => Joined::Nowhere,
            Some(_) => Joined::ToPoint,
            None => Joined::ToNoPoint,
        }
    }

    fn judge(&self, combine: Combine, cell: CellId, mask: &[u64]) -> (Verdict, bool) {
        let in_time = self.within_time.is_covered(cell, mask);
        let in_radius = self.within_distance.is_covered(cell, mask);
        let passes = match combine {
            Combine::Any => in_time || in_radius,
            Combine::DistanceOnly => in_radius,
            Combine::TimeOnly => in_time,
            Combine::All => {
                let (time, radius) = (self.within_time.row(cell), self.within_distance.row(cell));
                time.iter()
                    .zip(radius)
                    .zip(mask)
                    .any(|((time, radius), mask)| time & radius & mask != 0)
            }
        };
        (verdict(in_time, in_radius), passes)
    }

    /// For each class of limits, the facilities that count.
    fn masks(&self, dataset: &Dataset, rule: &Rule, limits: &AreaLimits) -> Vec<Vec<u64>> {
        let classes = limits.classes().iter();
        classes
            .map(|class| self.within_time.mask(counting_in(dataset, rule, class)))
            .collect()
    }
}

/// The one value of a limit, `None` where areas differ.
fn only<T: PartialEq>(limits: &AreaLimits, value: impl Fn(&LimitClass) -> T) -> Option<T> {
    let (mut values, _) = limits.distinct(value);
    (values.len() == 1).then(|| values.remove(0))
}

/// One matrix in which every cell has the row of its own limit: a matrix is made for each distinct limit.
fn composed<T: PartialEq>(
    limits: &AreaLimits,
    value: impl Fn(&LimitClass) -> T,
    matrix: impl Fn(&T) -> Arc<CoverMatrix>,
) -> Arc<CoverMatrix> {
    let (values, of_class) = limits.distinct(value);
    let first = matrix(&values[0]);
    if values.len() == 1 {
        return first;
    }
    let mut composed = Arc::unwrap_or_clone(first);
    for (index, value) in values.iter().enumerate().skip(1) {
        let other = matrix(value);
        for (cell, (row, other)) in composed.rows_mut().zip(other.rows()).enumerate() {
            if of_class[limits.class_of_cell(cell)] == index {
                row.copy_from_slice(other);
            }
        }
    }
    Arc::new(composed)
}

type Nearest = (KNearest, Vec<Option<(FacilityId, Metres)>>);

/// The nearest facilities that count, for each cell among those that count in its own area.
fn nearest(dataset: &Dataset, travel: &Travel, rule: &Rule, limits: &AreaLimits) -> Nearest {
    let (_, of_class) = limits.distinct(|class| class.counts().to_vec());
    let first_of = |set: usize| of_class.iter().position(|known| *known == set);
    let sets = (0..).map_while(first_of).map(|class| &limits.classes()[class]);
    let mut tables: Vec<Nearest> = sets
        .map(|class| {
            let counting = counting_in(dataset, rule, class);
            let by_time = travel.nearest(&counting, NEAREST_KEPT);
            (by_time, nearest_by_distance(dataset, &counting))
        })
        .collect();
    if tables.len() == 1 {
        return tables.remove(0);
    }
    let set_of = |cell: usize| of_class[limits.class_of_cell(cell)];
    let entries = (0..dataset.cells.len()).flat_map(|cell| {
        let near = tables[set_of(cell)].0.of(cell);
        (0..NEAREST_KEPT).map(|rank| near.get(rank).copied().unwrap_or(NOBODY))
    });
    let by_time = KNearest::from_entries(NEAREST_KEPT, entries.collect());
    let by_distance = (0..dataset.cells.len()).map(|cell| tables[set_of(cell)].1[cell]);
    (by_time, by_distance.collect())
}

fn nearest_by_distance(dataset: &Dataset, counting: &[FacilityId]) -> Vec<Option<(FacilityId, Metres)>> {
    let places: Vec<LonLat> = counting
        .iter()
        .map(|facility| dataset.facilities[facility.index()].location)
        .collect();
    let index = PointIndex::build(&places);
    let cells: Vec<LonLat> = dataset.cells.iter().map(|cell| cell.location).collect();
    let nearest = index.nearest_each(&cells).into_iter();
    nearest
        .map(|found| found.map(|(place, distance)| (counting[place], distance)))
        .collect()
}

/// The facilities that count under limits of the rule, in id order.
fn counting_in(dataset: &Dataset, rule: &Rule, class: &LimitClass) -> Vec<FacilityId> {
    (0u32..)
        .zip(&dataset.facilities)
        .filter(|(_, facility)| class.counts_facility(rule, facility))
        .map(|(index, _)| FacilityId(index))
        .collect()
}

/// How many facilities stand in each area that count under its limits.
fn points(dataset: &Dataset, rule: &Rule, limits: &AreaLimits) -> Vec<u32> {
    let codes: HashMap<&str, usize> = (0..)
        .zip(&dataset.areas)
        .map(|(index, area)| (area.code.as_str(), index))
        .collect();
    let mut points = vec![0u32; dataset.areas.len()];
    for facility in &dataset.facilities {
        let area = facility.area.as_deref().and_then(|area| codes.get(area));
        if let Some(&area) = area.filter(|&&area| limits.of_area(area).counts_facility(rule, facility)) {
            points[area] += 1;
        }
    }
    points
}

fn open_facilities(dataset: &Dataset) -> impl Iterator<Item = FacilityId> + '_ {
    let open = dataset
        .facilities
        .iter()
        .enumerate()
        .filter(|(_, facility)| facility.status == FacilityStatus::Open);
    open.map(|(index, _)| FacilityId(index as u32))
}

fn verdict(in_time: bool, in_radius: bool) -> Verdict {
    match (in_time, in_radius) {
        (true, true) => Verdict::TimeAndDistance,
        (true, false) => Verdict::TimeOnly,
        (false, true) => Verdict::DistanceOnly,
        (false, false) => Verdict::Neither,
    }
}

/// The facilities that satisfy alone, of those within each limit.
fn combined(combine: Combine, time: u64, distance: u64) -> u64 {
    match combine {
        Combine::Any => time | distance,
        Combine::All => time & distance,
        Combine::DistanceOnly => distance,
        Combine::TimeOnly => time,
    }
}

/// Sums on the way to a [`Coverage`].
struct Tally {
    all: PeopleByVerdict,
    urban: PeopleByVerdict,
    rural: PeopleByVerdict,
    elderly: PeopleByVerdict,
    outside: PeopleByVerdict,
    areas: Vec<PeopleByVerdict>,
    times: Vec<(Deciseconds, f64)>,
    area_times: Vec<Vec<(Deciseconds, f64)>>,
}

impl Tally {
    fn new(dataset: &Dataset) -> Tally {
        let areas = dataset.areas.len();
        Tally {
            all: PeopleByVerdict::default(),
            urban: PeopleByVerdict::default(),
            rural: PeopleByVerdict::default(),
            elderly: PeopleByVerdict::default(),
            outside: PeopleByVerdict::default(),
            areas: vec![PeopleByVerdict::default(); areas],
            times: Vec::new(),
            area_times: vec![Vec::new(); areas],
        }
    }

    fn add(&mut self, dataset: &Dataset, area: Option<AreaId>, add: impl Fn(&mut PeopleByVerdict)) {
        add(&mut self.all);
        match area {
            None => add(&mut self.outside),
            Some(area) => {
                add(&mut self.areas[area.index()]);
                match dataset.areas[area.index()].territory {
                    Territory::Urban => add(&mut self.urban),
                    Territory::Rural => add(&mut self.rural),
                }
            }
        }
    }

    fn time(&mut self, area: Option<AreaId>, time: Deciseconds, people: f64) {
        self.times.push((time, people));
        if let Some(area) = area {
            self.area_times[area.index()].push((time, people));
        }
    }

    fn finish(
        mut self,
        dataset: &Dataset,
        rule: Rule,
        verdicts: Vec<Verdict>,
        passes: Vec<bool>,
        gaps: Vec<super::Gap>,
        points: &[u32],
    ) -> Coverage {
        let areas = (0..dataset.areas.len())
            .filter(|&area| dataset.areas[area].level == AreaLevel::Commune)
            .map(|area| AreaCoverage {
                area: AreaId(area as u32),
                people: self.areas[area],
                points: points[area],
                median: weighted_quantile(&mut self.area_times[area], 0.5),
            })
            .collect();
        Coverage {
            rule,
            verdicts,
            passes,
            people: self.all,
            urban: self.urban,
            rural: self.rural,
            elderly: self.elderly,
            outside_areas: self.outside,
            areas,
            gaps,
            median: weighted_quantile(&mut self.times, 0.5),
            p95: weighted_quantile(&mut self.times, 0.95),
        }
    }
}

/// The smallest time by which at least `share` of the people have arrived; `NEVER` without people.
pub fn weighted_quantile(times: &mut [(Deciseconds, f64)], share: f64) -> Deciseconds {
    times.sort_by_key(|(time, _)| *time);
    let total: f64 = times.iter().map(|(_, people)| people).sum();
    let mut arrived = 0.0;
    for &(time, people) in times.iter() {
        arrived += people;
        if people > 0.0 && arrived >= share * total {
            return time;
        }
    }
    Deciseconds::NEVER
}
