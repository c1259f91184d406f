//! The reasons of every decision, from the solved problem and the cells behind it.

use super::case::{BoundOf, Case, Neighbour};
use super::evidence::Use;
use super::figures::{self, Catchment};
use super::instance::{Fate, Freedom, Instance, Level, Solution};
use super::passed_over;
use super::plan::*;
use super::propose::ReviewInput;
use super::remedy;
use super::second_point::{self, LastSecond};
use super::words::{self, Circumstances};
use crate::access::{CoverMatrix, KNearest};
use crate::geometry::distance_m;
use crate::model::{Facility, FacilityId, FacilityStatus};
use crate::units::Metres;

/// Works out the reasons of every decision.
pub struct Reasoner<'a> {
    case: &'a Case<'a>,
    instance: &'a Instance,
    solution: &'a Solution,
    retained: Vec<Retained>,
    unique: Vec<f64>,
    unique_after: Vec<f64>,
    /// Sole cover today and after the plan under any retained rule.
    irreplaceable: Vec<bool>,
    sole_after: Vec<bool>,
    catchments: Vec<Catchment>,
    /// Of the points that end, under the whole plan; empty where none ends.
    catchments_after: Vec<Catchment>,
    loads_after: Vec<u64>,
    merges_received: Vec<u32>,
    commune_is_tight: Vec<bool>,
    operator_is_tight: Vec<bool>,
    travel_is_tight: Vec<bool>,
    /// Under the first retained rule that binds, by facility.
    last_seconds: Vec<Option<LastSecond>>,
    people_with_longer_travel: f64,
}

impl<'a> Reasoner<'a> {
    pub fn new(
        input: &ReviewInput,
        case: &'a Case<'a>,
        instance: &'a Instance,
        solution: &'a Solution,
        covers: &[CoverMatrix],
    ) -> Self {
        let dataset = case.dataset;
        let n = dataset.facilities.len();
        let open = |id: &FacilityId| dataset.facilities[id.index()].status == FacilityStatus::Open;
        let stays = |id: &FacilityId| case.index[id.index()].is_none_or(|j| solution.stays(j));
        let all: Vec<FacilityId> = (0..n as u32).map(FacilityId).filter(open).collect();
        let kept: Vec<FacilityId> = all.iter().copied().filter(stays).collect();
        let mut reasoner = Reasoner {
            case,
            instance,
            solution,
            retained: Vec::new(),
            unique: Vec::new(),
            unique_after: Vec::new(),
            irreplaceable: vec![false; n],
            sole_after: vec![false; n],
            catchments: Vec::new(),
            catchments_after: Vec::new(),
            loads_after: solution.loads_after(instance),
            merges_received: vec![0; instance.points.len()],
            commune_is_tight: vec![false; instance.points.len()],
            operator_is_tight: vec![false; instance.points.len()],
            travel_is_tight: tight_travel(instance, solution),
            last_seconds: vec![None; n],
            people_with_longer_travel: 0.0,
        };
        let asked = second_point::asked(dataset, case.settings);
        for (index, (rule, cover)) in case.settings.retain.iter().zip(covers).enumerate() {
            let (before, after) = (cover.mask(all.iter().copied()), cover.mask(kept.iter().copied()));
            let (unique, unique_after) = (
                figures::sole_cover(dataset, cover, &before),
                figures::sole_cover(dataset, cover, &after),
            );
            for facility in 0..n {
                reasoner.irreplaceable[facility] |= unique[facility] > 0.0;
                reasoner.sole_after[facility] |= unique_after[facility] > unique[facility];
            }
            if !asked.is_empty() {
                let found = second_point::last_seconds(dataset, &asked, (index, cover), &before, &after);
                for (own, found) in reasoner.last_seconds.iter_mut().zip(found) {
                    *own = own.take().or(found);
                }
            }
            let covered = |mask: &[u64]| figures::covered_people(dataset, cover, mask);
            reasoner.retained.push(Retained {
                rule: rule.clone(),
                before: covered(&before),
                after: covered(&after),
            });
            if reasoner.unique.is_empty() {
                (reasoner.unique, reasoner.unique_after) = (unique, unique_after);
            }
        }
        let nearest: KNearest = input.travel.nearest(&case.points, 2);
        let left: Vec<FacilityId> = case.points.iter().copied().filter(stays).collect();
        if left.len() < case.points.len() {
            let after = input.travel.nearest(&left, 1);
            reasoner.people_with_longer_travel = figures::people_with_longer_travel(dataset, &nearest, &after);
            reasoner.catchments_after = figures::catchments_after(dataset, &nearest, &after);
        }
        reasoner.catchments = figures::catchments(dataset, &nearest);
        for fate in &solution.fates {
            if let Fate::Merged(arc) = fate {
                reasoner.merges_received[instance.arcs[*arc].to as usize] += 1;
            }
        }
        for (of, bound) in case.bounds() {
            let staying = bound.members.iter().filter(|&&j| solution.stays(j as usize)).count() as u32;
            if staying == bound.minimum {
                let tight = match of {
                    BoundOf::Commune(_) => &mut reasoner.commune_is_tight,
                    BoundOf::Operator(_) => &mut reasoner.operator_is_tight,
                };
                bound.members.iter().for_each(|&j| tight[j as usize] = true);
            }
        }
        reasoner
    }

    pub fn fill(self, plan: &mut Plan) {
        plan.decisions = (0..self.case.points.len()).map(|j| self.decision(j)).collect();
        let count = |kind: DecisionKind| plan.decisions.iter().filter(|decision| decision.kind == kind).count() as u32;
        let moved = plan
            .decisions
            .iter()
            .filter(|decision| decision.kind == DecisionKind::Merge);
        plan.totals = Totals {
            keep: count(DecisionKind::Keep),
            remedy: count(DecisionKind::Remedy),
            merge: count(DecisionKind::Merge),
            close: count(DecisionKind::Close),
            people_with_longer_travel: self.people_with_longer_travel,
            moved_load_per_month: moved.map(|decision| decision.reasons.load_per_month).sum(),
        };
        plan.retained = self.retained;
    }

    fn decision(&self, j: usize) -> Decision {
        let case = self.case;
        let facility = case.points[j];
        let receiver = match self.solution.fates[j] {
            Fate::Merged(arc) => Some(self.instance.arcs[arc].to as usize),
            Fate::Stays | Fate::Closed => None,
        };
        let binding = self.binding(j, receiver);
        let remedy = remedy::of(case, j).filter(|_| self.solution.stays(j));
        let kind = match self.solution.fates[j] {
            Fate::Stays if remedy.is_some() => DecisionKind::Remedy,
            Fate::Stays => DecisionKind::Keep,
            Fate::Merged(_) => DecisionKind::Merge,
            Fate::Closed => DecisionKind::Close,
        };
        let catchment = &self.catchments[facility.index()];
        let evidence = &case.evidence[j];
        // Of the receiver for a merge; of the point itself where it receives.
        let loaded = receiver.or((self.merges_received[j] > 0).then_some(j));
        let mut reasons = Reasons {
            unique_people: self.unique[facility.index()],
            unique_people_after_plan: self.unique_after[facility.index()],
            alternative: self.alternative(
                j,
                catchment,
                case.neighbours[j].first().map(|neighbour| neighbour.point),
            ),
            catchment_people: catchment.people,
            catchment_elderly: catchment.elderly,
            added: catchment.added,
            after_plan: (!kind.stays()).then(|| self.after_plan(j)).flatten(),
            load_per_month: evidence.load_per_month,
            receiver: loaded.map(|k| ReceiverLoad {
                before: case.evidence[k].load_per_month,
                after: self.load_after(k),
                capacity: case.capacity[k],
            }),
            last_second: (self.last_seconds[facility.index()].clone())
                .filter(|_| binding.contains(&Binding::SecondPoint)),
            binding,
            ..Reasons::default()
        };
        let of = |point: usize| -> &Facility { &case.dataset.facilities[case.points[point].index()] };
        let unknown_hours = |point: usize| case.offers[point].weekly_minutes.is_none();
        let nearest_left = reasons
            .after_plan
            .and_then(|after| case.index[after.alternative?.facility.index()]);
        let passed_over = match (receiver, nearest_left) {
            (Some(receiver), Some(other)) if receiver != other => Some(passed_over::bar(
                case,
                self.instance,
                &self.loads_after,
                j,
                receiver,
                other,
            )),
            _ => None,
        };
        let receiver_remedy = receiver.and_then(|k| remedy::of(case, k));
        let about = Circumstances {
            settings: case.settings,
            kind,
            passed_over,
            receiver_remedy: receiver_remedy.as_ref(),
            receiver_name: receiver.map(|k| of(k).name.as_str()),
            alternative_name: reasons
                .after_plan
                .map_or(reasons.alternative, |after| after.alternative)
                .map(|other| case.dataset.facilities[other.facility.index()].name.as_str()),
            to_receiver: receiver
                .and_then(|k| self.neighbour(j, k))
                .map(|neighbour| (neighbour.distance_m, neighbour.travel)),
            satisfaction: evidence.satisfied.map(|interval| (evidence.responses, interval)),
            merges_received: self.merges_received[j],
            other_operator: receiver.is_some_and(|k| of(j).operator != of(k).operator),
            hours_unknown: receiver.is_some_and(|k| unknown_hours(j) || unknown_hours(k)),
            load_unknown: evidence.usage == Use::Unknown,
            receiver_load_unknown: receiver.is_some_and(|k| case.evidence[k].usage == Use::Unknown),
            announced: case.announced_about(j),
            facility: of(j),
            structural: &case.structural[j],
            below: &case.performance[j].below,
            remedy: remedy.as_ref(),
        };
        words::write(&mut reasons, &about);
        Decision {
            facility,
            kind,
            into: receiver.map(|k| case.points[k]),
            reasons,
            remedy,
            counterfactual: None,
            robustness: None,
            flip_facts: Vec::new(),
        }
    }

    /// From the exact figures, not from the whole tenths the solver worked with.
    fn load_after(&self, k: usize) -> f64 {
        let arriving = self
            .solution
            .fates
            .iter()
            .enumerate()
            .filter_map(|(j, fate)| match fate {
                Fate::Merged(arc) if self.instance.arcs[*arc].to as usize == k => {
                    Some(self.case.evidence[j].load_per_month)
                }
                _ => None,
            });
        debug_assert!(
            self.loads_after[k] > 0 || self.case.evidence[k].load_per_month == 0.0 || !self.solution.stays(k)
        );
        self.case.evidence[k].load_per_month + arriving.sum::<f64>()
    }

    fn neighbour(&self, from: usize, to: usize) -> Option<&Neighbour> {
        self.case.neighbours[from]
            .iter()
            .find(|neighbour| neighbour.point == to)
    }

    fn after_plan(&self, j: usize) -> Option<AfterPlan> {
        let catchment = self.catchments_after.get(self.case.points[j].index())?;
        let left = |neighbour: &&Neighbour| self.solution.stays(neighbour.point);
        let nearest_left = self.case.neighbours[j]
            .iter()
            .find(left)
            .map(|neighbour| neighbour.point);
        Some(AfterPlan {
            alternative: self.alternative(j, catchment, nearest_left),
            added: catchment.added,
        })
    }

    /// Where most of its people would go; for a point that is nobody's nearest, the one given: the nearest by time.
    fn alternative(&self, j: usize, catchment: &Catchment, nearest: Option<usize>) -> Option<Alternative> {
        let case = self.case;
        let other = match catchment.alternative {
            Some(facility) => case.index[facility.index()],
            None => nearest,
        }?;
        let of = |point: usize| case.dataset.facilities[case.points[point].index()].location;
        Some(Alternative {
            facility: case.points[other],
            distance: Metres(distance_m(of(j), of(other))),
            travel: self.neighbour(j, other).map(|neighbour| neighbour.travel),
        })
    }

    fn binding(&self, j: usize, receiver: Option<usize>) -> Vec<Binding> {
        let case = self.case;
        let facility = case.points[j].index();
        let stays = self.solution.stays(j);
        let pinned = case.settings.keep.contains(case.code(j)) || case.settings.must_close.contains(case.code(j));
        let structural = &case.structural[j];
        let is_eligible = self.instance.points[j].freedom != Freedom::Kept;
        let near = || case.neighbours[j].iter().filter(|neighbour| case.is_near(neighbour));
        let mut binding = Vec::new();
        let mut add = |holds: bool, what: Binding| binding.extend(holds.then_some(what));
        add(pinned, Binding::Pinned);
        add(self.irreplaceable[facility], Binding::Irreplaceable);
        add(stays && self.sole_after[facility], Binding::SoleCoverAfterPlan);
        add(
            stays && is_eligible && self.last_seconds[facility].is_some(),
            Binding::SecondPoint,
        );
        add(stays && is_eligible && self.travel_is_tight[j], Binding::CommuneTravel);
        add(structural.operator_withdraws, Binding::OperatorWithdraws);
        add(structural.is_missing, Binding::MovedOrGone);
        add(structural.ran_out.is_some(), Binding::RemedyExpired);
        add(!structural.standards_missed.is_empty(), Binding::StandardsNotMet);
        add(
            stays && is_eligible && self.commune_is_tight[j],
            Binding::CommuneMinimum,
        );
        add(
            stays && is_eligible && self.operator_is_tight[j],
            Binding::OperatorMinimum,
        );
        if stays && !is_eligible && !pinned {
            add(true, Binding::NotEligible);
            let has_compatible = near().any(|neighbour| neighbour.can_receive);
            add(has_compatible, Binding::Capacity);
            add(!has_compatible, Binding::NoReceiver);
        }
        let duplicates = |k: usize| self.neighbour(j, k).is_some_and(|neighbour| case.is_near(neighbour));
        add(receiver.is_some_and(duplicates), Binding::DuplicateWithinMergeDistance);
        add(case.evidence[j].usage == Use::Unused, Binding::UnusedCauseNotDiagnosed);
        add(case.performance[j].is_poor(), Binding::PoorPerformance);
        add(self.merges_received[j] > 0, Binding::ReceiverOfMerge);
        let gone = self.solution.value(self.instance, Level::Changes);
        let at_cap = self.instance.maximum_changes.is_some_and(|cap| gone >= i64::from(cap));
        add(stays && is_eligible && at_cap, Binding::MaximumChanges);
        let says_why = binding.iter().any(|what| match what {
            Binding::UnusedCauseNotDiagnosed | Binding::PoorPerformance | Binding::StandardsNotMet => false,
            Binding::ReceiverOfMerge | Binding::MovedOrGone | Binding::RemedyExpired => !stays,
            _ => true,
        });
        if is_eligible && !says_why {
            binding.push(Binding::KeepsMoreForLess);
        }
        binding.sort();
        binding.dedup();
        binding
    }
}

/// For each point that stays whether its shortest merge would break a travel bound.
fn tight_travel(instance: &Instance, solution: &Solution) -> Vec<bool> {
    let mut is_tight = vec![false; instance.points.len()];
    for bound in &instance.travel_bounds {
        let travelled = solution.travelled(instance, bound);
        for &j in &bound.members {
            let own = instance.arcs.iter().filter(|arc| arc.from == j);
            let least = own.map(|arc| u64::from(arc.moved)).min();
            is_tight[j as usize] |=
                solution.stays(j as usize) && least.is_some_and(|least| travelled + least > bound.most);
        }
    }
    is_tight
}
