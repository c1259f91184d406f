//! Reach tables under the limits of a rule, and the verdicts they give.

use rayon::prelude::*;

use super::coverage::{AreaCoverage, Coverage, KNearest, PeopleByVerdict, Verdict};
use super::{CoverMatrix, Travel, gaps};
use crate::geometry::LonLat;
use crate::model::{
    AreaId, AreaLevel, CellId, Combine, Dataset, FacilityId, FacilityKind, FacilityStatus, Rule, Territory,
};
use crate::spatial_index::PointIndex;
use crate::units::{Deciseconds, Metres};

/// How many nearest facilities by time are kept for every cell.
pub const NEAREST_KEPT: usize = 5;

/// Bit matrices and nearest tables under the limits of one rule.
///
/// The matrices hold every open facility of any kind: masks choose which count.
#[derive(Clone)]
pub struct Reach {
    counts: Vec<FacilityKind>,
    /// Travel time below the rule's limit.
    pub within_time: CoverMatrix,
    /// Geodesic distance at most the rule's radius.
    pub within_distance: CoverMatrix,
    /// The [`NEAREST_KEPT`] nearest open facilities of the rule's counting kinds.
    pub nearest_by_time: KNearest,
    /// Nearest open counting facility by geodesic distance, per cell.
    pub nearest_by_distance: Vec<Option<(FacilityId, Metres)>>,
}

impl Reach {
    /// All tables under the rule's limits and counting kinds; the rule's mode must be the travel's.
    pub fn compute(dataset: &Dataset, travel: &Travel, rule: &Rule) -> Reach {
        let open: Vec<FacilityId> = open_facilities(dataset).collect();
        let within_time = travel.within_time(&open, rule.travel);
        let within_distance = travel.within_distance(&open, rule.radius);
        Reach::with_nearest(dataset, travel, rule, within_time, within_distance)
    }

    /// The same limits with the counting kinds of another rule: only the nearest are looked up again.
    pub fn counting_others(&self, dataset: &Dataset, travel: &Travel, rule: &Rule) -> Reach {
        Reach::with_nearest(
            dataset,
            travel,
            rule,
            self.within_time.clone(),
            self.within_distance.clone(),
        )
    }

    fn with_nearest(
        dataset: &Dataset,
        travel: &Travel,
        rule: &Rule,
        within_time: CoverMatrix,
        within_distance: CoverMatrix,
    ) -> Reach {
        let counting = Reach::counting(dataset, rule);
        let places: Vec<LonLat> = counting
            .iter()
            .map(|facility| dataset.facilities[facility.index()].location)
            .collect();
        let index = PointIndex::build(&places);
        let nearest_by_distance = dataset
            .cells
            .par_iter()
            .map(|cell| {
                index
                    .nearest(cell.location)
                    .map(|(place, distance)| (counting[place], distance))
            })
            .collect();
        Reach {
            counts: rule.counts.clone(),
            within_time,
            within_distance,
            nearest_by_time: travel.nearest(&counting, NEAREST_KEPT),
            nearest_by_distance,
        }
    }

    /// The kinds among which the nearest were looked up.
    pub fn counts(&self) -> &[FacilityKind] {
        &self.counts
    }

    /// The facilities that count under the rule: open, of a counting kind, in id order.
    pub fn counting(dataset: &Dataset, rule: &Rule) -> Vec<FacilityId> {
        open_facilities(dataset)
            .filter(|facility| rule.counts.contains(&dataset.facilities[facility.index()].kind))
            .collect()
    }

    /// Bit (cell, facility) when the facility alone satisfies the rule for the cell, counting
    /// facilities only: `any` = either limit, `all` = both, or the one half.
    pub fn satisfying(&self, dataset: &Dataset, rule: &Rule) -> CoverMatrix {
        let mask = self.within_time.mask(Reach::counting(dataset, rule));
        let either = match rule.combine {
            Combine::DistanceOnly => self.within_distance.clone(),
            Combine::TimeOnly => self.within_time.clone(),
            Combine::Any => self.within_distance.clone().or(&self.within_time),
            Combine::All => self.within_distance.clone().and(&self.within_time),
        };
        either.masked(&mask)
    }

    /// Verdicts and figures under a rule with the same limits and counting kinds as these tables.
    pub fn coverage(&self, dataset: &Dataset, travel: &Travel, rule: &Rule) -> Coverage {
        let counting = Reach::counting(dataset, rule);
        let mask = self.within_time.mask(counting.iter().copied());
        let judged: Vec<(Verdict, bool)> = (0..dataset.cells.len() as u32)
            .map(|cell| {
                let cell = CellId(cell);
                let in_time = self.within_time.is_covered(cell, &mask);
                let in_radius = self.within_distance.is_covered(cell, &mask);
                (
                    verdict(in_time, in_radius),
                    self.passes(rule, cell, &mask, in_time, in_radius),
                )
            })
            .collect();
        let (verdicts, passes): (Vec<Verdict>, Vec<bool>) = judged.into_iter().unzip();
        let mut tally = Tally::new(dataset);
        for (index, cell) in dataset.cells.iter().enumerate() {
            let unsnapped = !travel.is_snapped(index);
            let time = self
                .nearest_by_time
                .nearest(index)
                .map_or(Deciseconds::NEVER, |(time, _)| time);
            tally.add(dataset, cell.area, |people| {
                people.add(cell.people, verdicts[index], passes[index], unsnapped)
            });
            tally.time(cell.area, time, cell.people);
        }
        let gaps = gaps::find(dataset, travel, rule, &passes);
        tally.finish(dataset, rule.clone(), verdicts, passes, gaps, &counting)
    }

    fn passes(&self, rule: &Rule, cell: CellId, mask: &[u64], in_time: bool, in_radius: bool) -> bool {
        match rule.combine {
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
        }
    }
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

/// Sums on the way to a [`Coverage`].
struct Tally {
    all: PeopleByVerdict,
    urban: PeopleByVerdict,
    rural: PeopleByVerdict,
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
        counting: &[FacilityId],
    ) -> Coverage {
        let codes: std::collections::HashMap<&str, usize> = dataset
            .areas
            .iter()
            .enumerate()
            .map(|(index, area)| (area.code.as_str(), index))
            .collect();
        let mut points = vec![0u32; dataset.areas.len()];
        for facility in counting {
            let area = dataset.facilities[facility.index()].area.as_deref();
            if let Some(&area) = area.and_then(|area| codes.get(area)) {
                points[area] += 1;
            }
        }
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
