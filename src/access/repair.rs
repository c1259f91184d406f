//! What would close a gap: the places for new points, one after another.
//!
//! Each step opens the point that brings the rule to most people of the gap who still lack it, until nobody
//! lacks it or [`MOST_NEW_POINTS`] are open. Places are cells of the gap. By distance all of them are weighed (the
//! most populous where there are many); by time a step sweeps the roads from the few best by distance only, so the
//! cost does not grow with the gap. Greedy steps need at most `1 + ln n` times the fewest points (Chvátal, *Mathematics of
//! Operations Research* 4, 1979), usually few more; the number is what this plan needs, not a proven minimum.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::limits::AreaLimits;
use super::{ExactSum, Travel, gaps};
use crate::model::{AreaId, CellId, Combine, Dataset, Rule};
use crate::spatial_index::PointIndex;
use crate::units::Metres;

/// Points opened in one gap at most.
pub const MOST_NEW_POINTS: usize = 12;
/// Places from which a step sweeps the roads.
const SWEPT: usize = 4;

/// A new point in a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewPoint {
    /// The cell at whose centre it stands.
    pub cell: CellId,
    pub area: Option<AreaId>,
    /// People of the gap who pass the rule by it and not by the points before it.
    pub people: f64,
}

/// New points for one gap, in the order in which they help most.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// People of the gap.
    pub people: f64,
    pub cells: u32,
    pub points: Vec<NewPoint>,
    /// People of the gap who lack access after all of `points`.
    pub left: f64,
}

impl Repair {
    /// How many new points close the gap; `None` when [`MOST_NEW_POINTS`] do not, or no point can.
    pub fn points_needed(&self) -> Option<usize> {
        (self.left == 0.0).then_some(self.points.len())
    }
}

/// The `most` gaps with most people, as [`super::Coverage::gaps`] has them, each with its new points.
/// `passes` says of every cell whether it passes the rule today. A cell is judged by the limits of its own area; a new
/// point is taken to be of a kind that counts.
pub fn repairs(dataset: &Dataset, travel: &Travel, rule: &Rule, passes: &[bool], most: usize) -> Vec<Repair> {
    let mut groups: Vec<(ExactSum, Vec<usize>)> = gaps::groups(dataset, travel, passes)
        .into_iter()
        .map(|cells| (cells.iter().map(|&cell| dataset.cells[cell].people).sum(), cells))
        .collect();
    groups.sort_by_key(|(people, _)| Reverse(*people));
    let limits = AreaLimits::of(dataset, rule);
    groups
        .into_iter()
        .take(most)
        .map(|(people, cells)| repair(dataset, travel, &limits, people, &cells))
        .collect()
}

fn repair(dataset: &Dataset, travel: &Travel, limits: &AreaLimits, people: ExactSum, cells: &[usize]) -> Repair {
    let mut gap = OpenGap::new(dataset, travel, limits, cells);
    let mut points = Vec::new();
    while points.len() < MOST_NEW_POINTS && gap.lacking.contains(&true) {
        let (site, members) = gap.best();
        points.push(NewPoint {
            cell: CellId(cells[site] as u32),
            area: dataset.cells[cells[site]].area,
            people: gap.gain(&members).value(),
        });
        members.iter().for_each(|&member| gap.lacking[member as usize] = false);
        // A point serves at least its own cell; where a rule's limits deny even that, nothing closes the gap.
        if points.last().is_some_and(|point| point.people == 0.0) {
            points.pop();
            break;
        }
    }
    let left = (0..cells.len()).filter(|&member| gap.lacking[member]);
    Repair {
        people: people.value(),
        cells: cells.len() as u32,
        left: left
            .map(|member| dataset.cells[cells[member]].people)
            .sum::<ExactSum>()
            .value(),
        points,
    }
}

struct OpenGap<'a> {
    dataset: &'a Dataset,
    travel: &'a Travel,
    limits: &'a AreaLimits,
    cells: &'a [usize],
    /// The distinct radii of the members, ascending.
    radii: Vec<Metres>,
    index: PointIndex,
    lacking: Vec<bool>,
    /// Places tried, with the members within the radius.
    sites: Vec<(usize, Vec<u32>)>,
    /// Members that pass the rule by a place, as far as the roads were swept from it.
    swept: HashMap<usize, Vec<u32>>,
}

impl<'a> OpenGap<'a> {
    fn new(dataset: &'a Dataset, travel: &'a Travel, limits: &'a AreaLimits, cells: &'a [usize]) -> Self {
        let places: Vec<_> = cells.iter().map(|&cell| dataset.cells[cell].location).collect();
        let mut radii: Vec<Metres> = cells.iter().map(|&cell| limits.of_cell(cell).within).collect();
        radii.sort_by(|a, b| a.0.total_cmp(&b.0));
        radii.dedup();
        let mut gap = OpenGap {
            index: PointIndex::build(&places),
            dataset,
            travel,
            limits,
            cells,
            radii,
            lacking: vec![true; cells.len()],
            sites: Vec::new(),
            swept: HashMap::new(),
        };
        let sites = gaps::sites(cells.len(), |member| gap.people(member as u32));
        gap.sites = sites.into_iter().map(|site| (site, gap.near(site))).collect();
        gap
    }

    fn people(&self, member: u32) -> f64 {
        self.dataset.cells[self.cells[member as usize]].people
    }

    fn gain(&self, members: &[u32]) -> ExactSum {
        let lacking = members.iter().filter(|&&member| self.lacking[member as usize]);
        lacking.map(|&member| self.people(member)).sum()
    }

    /// The place that brings the rule to most people who lack it, with its members; ties to the more
    /// populous cell, then the lower id.
    fn best(&mut self) -> (usize, Vec<u32>) {
        let mut ranked: Vec<(ExactSum, usize)> = self
            .sites
            .iter()
            .enumerate()
            .map(|(rank, (_, near))| (self.gain(near), rank))
            .collect();
        ranked.sort_by_key(|&(gain, rank)| (Reverse(gain), rank));
        let tried = ranked
            .iter()
            .take(SWEPT)
            .map(|&(_, rank)| self.sites[rank].clone())
            .collect();
        let best = self.best_of(tried);
        match best.filter(|(_, members)| self.gain(members) > ExactSum::default()) {
            Some(best) => best,
            // None of these helps anybody who is left: the most populous cell of them gets the point.
            None => {
                let left = (0..self.cells.len()).filter(|&member| self.lacking[member]);
                let people = |member: usize| self.people(member as u32);
                let site = left.max_by(|&a, &b| people(a).total_cmp(&people(b)).then(b.cmp(&a)));
                let own = site.map(|site| (site, self.near(site)));
                self.best_of(own.into_iter().collect())
                    .expect("a gap that is open has somebody left")
            }
        }
    }

    /// Of places with the members within the radius the one that helps most by the rule, with its members.
    fn best_of(&mut self, mut tried: Vec<(usize, Vec<u32>)>) -> Option<(usize, Vec<u32>)> {
        let by_distance = |&cell: &usize| self.limits.of_cell(cell).combine() == Combine::DistanceOnly;
        if !self.cells.iter().all(by_distance) {
            self.sweep(&tried);
            tried = tried
                .into_iter()
                .map(|(site, _)| (site, self.swept[&site].clone()))
                .collect();
        }
        tried.into_iter().reduce(|best, next| {
            if self.gain(&next.1) > self.gain(&best.1) {
                next
            } else {
                best
            }
        })
    }

    /// Members to which a place is near enough, each by its own radius, in order.
    fn near(&self, site: usize) -> Vec<u32> {
        let place = self.dataset.cells[self.cells[site]].location;
        let mut near = Vec::new();
        for &radius in &self.radii {
            self.index.for_each_within(place, radius, |member| {
                if self.limits.of_cell(self.cells[member]).within == radius {
                    near.push(member as u32);
                }
            });
        }
        near.sort_unstable();
        near
    }

    /// The members that pass by each of the places, by limits with a time.
    fn sweep(&mut self, sites: &[(usize, Vec<u32>)]) {
        let new: Vec<&(usize, Vec<u32>)> = sites
            .iter()
            .filter(|(site, _)| !self.swept.contains_key(site))
            .collect();
        let places: Vec<_> = new
            .iter()
            .map(|(site, _)| self.dataset.cells[self.cells[*site]].location)
            .collect();
        let (cells, limits, swept) = (self.cells, self.limits, &mut self.swept);
        let latest = cells.iter().map(|&cell| limits.of_cell(cell).below).max();
        let latest = latest.unwrap_or_default();
        self.travel.for_each_time_to(&places, latest, |index, times| {
            let (site, near) = new[index];
            let in_time: BTreeSet<u32> = times
                .iter()
                .filter(|(cell, time)| *time < limits.of_cell(cell.index()).below)
                .filter_map(|(cell, _)| Some(cells.binary_search(&cell.index()).ok()? as u32))
                .collect();
            let near: BTreeSet<u32> = near.iter().copied().collect();
            let passes = |member: &u32| match limits.of_cell(cells[*member as usize]).combine() {
                Combine::DistanceOnly => near.contains(member),
                Combine::TimeOnly => in_time.contains(member),
                Combine::All => near.contains(member) && in_time.contains(member),
                Combine::Any => true,
            };
            swept.insert(site.to_owned(), near.union(&in_time).copied().filter(passes).collect());
        });
    }
}
