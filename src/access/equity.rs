//! Equity of travel time: groups against all, and who is worst off.

use super::by_area::ByArea;
use super::spread::{LorenzPoint, TimeSpread};
use super::{ExactSum, Group, KNearest};
use crate::model::{AreaId, Dataset};
use crate::units::Deciseconds;

/// The worst-off share that is looked at by itself.
pub const WORST_SHARE: f64 = 0.05;
/// Parts of the Lorenz curve: one point a percent.
const LORENZ_PARTS: u32 = 100;

/// How travel time to the nearest counting point falls on one group. People who reach no point stand in
/// `unreachable`; they are the last in every quantile, and in no mean, ratio or tail.
#[derive(Clone, Debug, PartialEq)]
pub struct Equity {
    pub group: Group,
    /// The group's people, `unreachable` among them.
    pub people: f64,
    pub unreachable: f64,
    /// People of whom the data do not tell whether they belong to the group.
    pub unknown: f64,
    /// Of those who arrive, in seconds.
    pub mean_s: Option<f64>,
    /// Quantiles over all people of the group; `NEVER` when that share does not arrive.
    pub median: Deciseconds,
    pub p90: Deciseconds,
    pub p95: Deciseconds,
    /// Of those who arrive.
    pub longest: Deciseconds,
    /// See [`TimeSpread::gini`].
    pub gini: Option<f64>,
    /// See [`TimeSpread::palma`].
    pub palma: Option<f64>,
    pub worst: Option<WorstTail>,
    /// One point a percent of those who arrive; empty when nobody does.
    pub lorenz: Vec<LorenzPoint>,
}

/// The [`WORST_SHARE`] of those who arrive with the longest ways, and where they live.
#[derive(Clone, Debug, PartialEq)]
pub struct WorstTail {
    pub people: f64,
    /// Their mean time in seconds.
    pub mean_s: f64,
    /// The shortest time among them.
    pub from: Deciseconds,
    /// Communes with people in the tail (`None`: in no commune), most people first, ties by code. People at exactly
    /// `from` count in the part that fills the share.
    pub areas: Vec<(Option<AreaId>, f64)>,
}

/// Every group, in the order of [`Group::ALL`], by the time to the nearest of the points that `nearest` was made for.
pub fn equity(dataset: &Dataset, nearest: &KNearest) -> Vec<Equity> {
    let times: Vec<Deciseconds> = (0..dataset.cells.len())
        .map(|cell| nearest.nearest(cell).map_or(Deciseconds::NEVER, |(time, _)| time))
        .collect();
    Group::ALL
        .into_iter()
        .map(|group| of_group(dataset, &times, group))
        .collect()
}

fn of_group(dataset: &Dataset, times: &[Deciseconds], group: Group) -> Equity {
    let members: Vec<Option<f64>> = dataset
        .cells
        .iter()
        .map(|cell| group.people_of(dataset, cell))
        .collect();
    let known = members
        .iter()
        .zip(times)
        .filter_map(|(people, time)| Some((*time, (*people)?)));
    let spread = TimeSpread::of(known);
    let unknown: ExactSum = dataset
        .cells
        .iter()
        .zip(&members)
        .filter(|(_, people)| people.is_none())
        .map(|(cell, _)| cell.people)
        .sum();
    Equity {
        group,
        people: spread.reached() + spread.unreachable(),
        unreachable: spread.unreachable(),
        unknown: unknown.value(),
        mean_s: spread.mean_s(),
        median: spread.quantile(0.5),
        p90: spread.quantile(0.9),
        p95: spread.quantile(0.95),
        longest: spread.longest(),
        gini: spread.gini(),
        palma: spread.palma(),
        worst: worst(dataset, times, &members, &spread),
        lorenz: spread.lorenz(LORENZ_PARTS),
    }
}

fn worst(dataset: &Dataset, times: &[Deciseconds], members: &[Option<f64>], spread: &TimeSpread) -> Option<WorstTail> {
    let tail = spread.tail(WORST_SHARE)?;
    let by_area = ByArea::gather(dataset, |cell, sum: &mut ExactSum| {
        let (time, people) = (times[cell], members[cell].unwrap_or(0.0));
        if time.is_reachable() && time > tail.from {
            *sum += people;
        } else if time == tail.from {
            *sum += people * tail.part;
        }
    });
    let inside = by_area.areas.iter().map(|(area, sum)| (Some(*area), sum.value()));
    let mut areas: Vec<(Option<AreaId>, f64)> = inside
        .chain(std::iter::once((None, by_area.outside.value())))
        .filter(|(_, people)| *people > 0.0)
        .collect();
    areas.sort_by(|a, b| b.1.total_cmp(&a.1));
    Some(WorstTail {
        people: tail.people,
        mean_s: tail.mean_s,
        from: tail.from,
        areas,
    })
}
