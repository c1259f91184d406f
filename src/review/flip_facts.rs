//! Which single fact would have to be different for a decision not to stand, and how different.
//!
//! Everything else stays as it is, the other decisions too. Each threshold is exact and of the kind "up to here the
//! decision stands, beyond it does not"; what a plan would then look like is for another review.

use super::case::Case;
use super::evidence::wilson;
use super::instance::{Fate, Instance, Solution};
use super::settings::{HoursBound, Preset};
use super::standing::Standing;
use crate::model::FacilityId;

/// The fact of a [`FlipFact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Dossiers a month of the point itself: above the threshold its receiver has no room.
    OwnLoadAbove,
    /// Dossiers a month that the receiver can handle: below the threshold it has no room.
    ReceiverCapacityBelow,
    /// The setting, in metres: below the threshold the receiver is not near enough.
    MergeDistanceBelow,
    /// The setting, in seconds: at the threshold or below it the receiver is not near enough.
    MergeTravelAtMost,
    /// Minutes a week in which the receiver is open: below the threshold it is open shorter than the point.
    ReceiverHoursBelow,
    /// One more point would have to close: then so many people have this point alone under the first retained rule. The
    /// threshold is the number of people.
    BackupCloses,
    /// Dossiers a month that a near point can handle: from the threshold on this one may be merged into it.
    NeighbourCapacityFrom,
    /// The setting, in metres: from the threshold on a suitable point is near enough.
    MergeDistanceFrom,
    /// Further answers, all satisfied: from so many on performance no longer counts as poor.
    SatisfiedAnswersFrom,
}

impl Fact {
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnLoadAbove => "own_load_above",
            Self::ReceiverCapacityBelow => "receiver_capacity_below",
            Self::MergeDistanceBelow => "merge_distance_below_m",
            Self::MergeTravelAtMost => "merge_travel_at_most_s",
            Self::ReceiverHoursBelow => "receiver_minutes_a_week_below",
            Self::BackupCloses => "backup_closes_people",
            Self::NeighbourCapacityFrom => "neighbour_capacity_from",
            Self::MergeDistanceFrom => "merge_distance_from_m",
            Self::SatisfiedAnswersFrom => "satisfied_answers_from",
        }
    }
}

/// A fact with its value now and the value at which the decision falls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlipFact {
    pub fact: Fact,
    /// The other point of the fact: the receiver, the neighbour, the backup.
    pub other: Option<FacilityId>,
    /// In the unit of the fact; `None` where nothing tells.
    pub now: Option<f64>,
    pub threshold: f64,
}

/// The facts behind what a plan does with point `j`. `standing`: the network after the plan.
pub fn flip_facts(case: &Case, instance: &Instance, plan: &Solution, standing: &Standing, j: usize) -> Vec<FlipFact> {
    let mut facts = match plan.fates[j] {
        Fate::Merged(arc) => of_merge(case, instance, standing, j, instance.arcs[arc].to as usize),
        Fate::Closed => Vec::new(),
        Fate::Stays => of_staying(case, instance, j),
    };
    if !plan.stays(j) {
        facts.extend(backup(case, instance, standing, j));
    }
    facts
}

fn tenths(value: u64) -> f64 {
    value as f64 / 10.0
}

fn of_merge(case: &Case, instance: &Instance, standing: &Standing, j: usize, k: usize) -> Vec<FlipFact> {
    let receiver = Some(case.points[k]);
    let point = &instance.points[k];
    let after = standing.load(k);
    let most = u64::from(point.capacity.max(point.load));
    let mut facts = Vec::new();
    if instance.points[j].load > 0 {
        facts.push(FlipFact {
            fact: Fact::OwnLoadAbove,
            other: receiver,
            now: Some(case.evidence[j].load_per_month),
            threshold: tenths(u64::from(instance.points[j].load) + most.saturating_sub(after)),
        });
        facts.push(FlipFact {
            fact: Fact::ReceiverCapacityBelow,
            other: receiver,
            now: case.capacity[k],
            threshold: tenths(after),
        });
    }
    let Some(neighbour) = case.neighbours[j].iter().find(|neighbour| neighbour.point == k) else {
        return facts;
    };
    if case.is_near_only(case.settings.preset, j) {
        facts.push(FlipFact {
            fact: Fact::MergeDistanceBelow,
            other: receiver,
            now: Some(case.settings.merge_distance.0),
            threshold: neighbour.distance_m,
        });
    }
    facts.push(FlipFact {
        fact: Fact::MergeTravelAtMost,
        other: receiver,
        now: case.settings.merge_travel.seconds(),
        threshold: f64::from(neighbour.travel.0) / 10.0,
    });
    let hours = |point: usize| case.offers[point].weekly_minutes;
    if let (HoursBound::NotShorter, Some(own), Some(there)) = (case.settings.hours, hours(j), hours(k)) {
        facts.push(FlipFact {
            fact: Fact::ReceiverHoursBelow,
            other: receiver,
            now: Some(f64::from(there)),
            threshold: f64::from(own),
        });
    }
    facts
}

/// The one further closing that would leave most people with this point alone, under the first retained rule.
fn backup(case: &Case, instance: &Instance, standing: &Standing, j: usize) -> Option<FlipFact> {
    let mut people = vec![0.0; instance.points.len()];
    for row in instance.rows.iter().filter(|row| row.rule == 0 && row.beside == 0) {
        if row.members.binary_search(&(j as u32)).is_err() {
            continue;
        }
        let mut open = row.members.iter().filter(|&&member| standing.is_open(member as usize));
        if let (Some(&only), None) = (open.next(), open.next()) {
            people[only as usize] += row.people;
        }
    }
    let mut best: Option<usize> = None;
    for (k, &count) in people.iter().enumerate() {
        if count > best.map_or(0.0, |best| people[best]) {
            best = Some(k);
        }
    }
    best.map(|k| FlipFact {
        fact: Fact::BackupCloses,
        other: Some(case.points[k]),
        now: Some(0.0),
        threshold: people[k],
    })
}

fn of_staying(case: &Case, instance: &Instance, j: usize) -> Vec<FlipFact> {
    let mut facts = Vec::new();
    let settings = case.settings;
    if settings.criteria.is_none() && case.performance[j].shortfall > 0.0 {
        let (satisfied, answers) = (case.evidence[j].satisfied_responses, case.evidence[j].responses);
        if let Some(more) = answers_needed(satisfied, answers, settings.satisfaction_target.0) {
            facts.push(FlipFact {
                fact: Fact::SatisfiedAnswersFrom,
                other: None,
                now: Some(0.0),
                threshold: f64::from(more),
            });
        }
    }
    let is_pinned = settings.keep.contains(case.code(j)) || case.must_end(j);
    if settings.preset != Preset::Careful || is_pinned || instance.arcs.iter().any(|arc| arc.from as usize == j) {
        return facts;
    }
    let load = u64::from(instance.points[j].load);
    let suitable = || {
        let travels = case.neighbours[j]
            .iter()
            .filter(|other| other.travel < settings.merge_travel);
        travels.filter(|other| other.can_receive && case.is_proven_enough(j, other.point))
    };
    let lacking = |k: usize| {
        let needed = u64::from(instance.points[k].load) + load;
        (needed - u64::from(instance.points[k].capacity).min(needed), needed)
    };
    let near = suitable().filter(|other| case.is_near(other));
    match near.min_by_key(|other| (lacking(other.point).0, other.point)) {
        Some(other) => facts.push(FlipFact {
            fact: Fact::NeighbourCapacityFrom,
            other: Some(case.points[other.point]),
            now: case.capacity[other.point],
            threshold: tenths(lacking(other.point).1),
        }),
        None => {
            let roomy = suitable().filter(|other| lacking(other.point).0 == 0);
            let nearest = roomy.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.point.cmp(&b.point)));
            facts.extend(nearest.map(|other| FlipFact {
                fact: Fact::MergeDistanceFrom,
                other: Some(case.points[other.point]),
                now: Some(settings.merge_distance.0),
                threshold: other.distance_m,
            }));
        }
    }
    facts
}

/// The fewest further satisfied answers with which the upper end of the Wilson interval reaches the target; `None` when
/// ten million are not enough.
fn answers_needed(satisfied: f64, answers: f64, target: f64) -> Option<u32> {
    let reaches = |more: u32| {
        let more = f64::from(more);
        wilson(satisfied + more, answers + more).is_some_and(|(_, upper)| upper >= target)
    };
    let (mut low, mut high) = (0, 10_000_000);
    if !reaches(high) {
        return None;
    }
    while low < high {
        let middle = (low + high) / 2;
        if reaches(middle) {
            high = middle
        } else {
            low = middle + 1
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_needed_are_the_first_number_that_a_search_from_nothing_finds() {
        for (satisfied, answers) in [(30.0, 60.0), (80.0, 100.0), (0.0, 40.0), (56.0, 60.0)] {
            let walked = (0..).find(|&more| {
                let more = f64::from(more);
                wilson(satisfied + more, answers + more).is_some_and(|(_, upper)| upper >= 0.95)
            });
            assert_eq!(
                answers_needed(satisfied, answers, 0.95),
                walked,
                "{satisfied} of {answers}"
            );
        }
        assert_eq!(answers_needed(0.0, 1e9, 0.95), None);
    }
}
