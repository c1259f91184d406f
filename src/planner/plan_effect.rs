//! What a plan does to residents, commune by commune: the network with its decisions made, beside the network of today.
//! The figures are those of a comparison of scenarios ([`super::comparison`]), told for one rule.

use std::sync::Arc;

use super::comparison::{RuleComparison, comparison};
use super::rehearsal::{Outcome, Rehearsal};
use super::{Compared, Snapshot};
use crate::model::{Dataset, Rule};
use crate::plan::{Edit, NumberedEdit, facilities_after, resolve};
use crate::report::{PlanArea, PlanDecision, PlanEffect, PlanInput, PlanKind};
use crate::units::Deciseconds;

/// Deciseconds in a minute.
const MINUTE: f64 = 600.0;

/// The effect of a plan's merges, closings and openings; `None` where nothing changes, where the plan was made from other
/// data than the snapshot's, or where the data cannot be rehearsed (brought travel times).
pub fn plan_effect(snapshot: &Arc<Snapshot>, plan: &PlanInput) -> Option<PlanEffect> {
    if plan.snapshot_id != snapshot.id() {
        return None;
    }
    let edits = plan.decisions.iter().filter_map(edit).zip(1..);
    let edits: Vec<NumberedEdit> = edits.map(|(edit, number)| NumberedEdit { number, edit }).collect();
    let (resolved, _) = resolve(&edits, snapshot.dataset());
    if resolved.steps.is_empty() {
        return None;
    }
    let mut rehearsal = Rehearsal::new(Arc::clone(snapshot), 1.0).ok()?;
    let before = rehearsal.outcome();
    let after = facilities_after(&snapshot.dataset().facilities, &resolved.steps);
    rehearsal.stage(&after).ok()?;
    let after = rehearsal.outcome();
    let rules = comparison(snapshot.dataset(), &before, &after);
    Some(effect(snapshot.dataset(), [&before, &after], &rules))
}

/// The effect that a comparison tells.
pub fn compared_effect(compared: &Compared) -> PlanEffect {
    effect(
        compared.baseline.dataset(),
        [&compared.before, &compared.after],
        &compared.rules,
    )
}

fn edit(decision: &PlanDecision) -> Option<Edit> {
    let code = decision.facility.clone();
    match (decision.kind, &decision.into) {
        (PlanKind::Merge, Some((into, _))) => Some(Edit::Merge {
            code,
            into: into.clone(),
        }),
        (PlanKind::Merge | PlanKind::Close, _) => Some(Edit::Close { code }),
        (PlanKind::Open, _) => Some(Edit::Open { code }),
        _ => None,
    }
}

/// Whose way gets longer, added up.
#[derive(Clone, Copy, Default)]
struct Longer {
    people: f64,
    person_minutes: f64,
    most: f64,
}

impl Longer {
    fn add(&mut self, people: f64, minutes: f64) {
        self.people += people;
        self.person_minutes += people * minutes;
        self.most = self.most.max(minutes);
    }

    fn mean(&self) -> f64 {
        match self.people > 0.0 {
            true => self.person_minutes / self.people,
            false => 0.0,
        }
    }
}

fn effect(dataset: &Dataset, [before, after]: [&Outcome; 2], rules: &[RuleComparison]) -> PlanEffect {
    let id = Rule::plan68().id;
    let at = rules.iter().position(|rule| rule.rule == id);
    let Some((at, told)) = at.and_then(|at| Some((at, rules.get(at)?))) else {
        return PlanEffect::default();
    };
    let mut by_area = vec![Longer::default(); dataset.areas.len()];
    let times = dataset
        .cells
        .iter()
        .zip(&*before.rules[at].times)
        .zip(&*after.rules[at].times);
    for ((cell, &before), &after) in times {
        if let Some(area) = cell.area
            && cell.people > 0.0
            && after.is_reachable()
            && after > before
        {
            by_area[area.index()].add(cell.people, f64::from(after.0 - before.0) / MINUTE);
        }
    }
    let minutes = |time: Deciseconds| time.is_reachable().then(|| f64::from(time.0) / MINUTE);
    let mut areas: Vec<PlanArea> = told
        .areas
        .iter()
        .map(|one| {
            let (area, longer) = (&dataset.areas[one.area.index()], by_area[one.area.index()]);
            PlanArea {
                code: area.code.clone(),
                name: area.name.clone(),
                points: one.points,
                longer_people: one.longer.people,
                added_mean: longer.mean(),
                added_most: longer.most,
                shorter_people: one.shorter.people,
                median: one.median.map(minutes),
                lost_people: one.lost.people,
                gained_people: one.gained.people,
            }
        })
        .collect();
    areas.sort_by(|a, b| b.longer_people.total_cmp(&a.longer_people).then(a.code.cmp(&b.code)));
    PlanEffect {
        areas,
        longer_people: told.longer.who.people,
        longer_elderly: told.longer.who.elderly,
        added_mean: told.longer.mean,
        added_most: told.longer.most,
        shorter_people: told.shorter.who.people,
        lost: rules.iter().map(|rule| (rule.rule.clone(), rule.lost.people)).collect(),
    }
}
