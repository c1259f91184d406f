//! The same review under other readings of the rule: how much hangs on how the two limits combine, on which points
//! count, and on the speeds of the roads.
//!
//! How many points are kept does not hang on how many people live in a cell, only on which cells have access today: a
//! population of registered or of present people in the same cells gives the same counts. No row is told for it.

use super::case::Case;
use super::error::ReviewError;
use super::instance::{Fate, Level, Solution};
use super::plan::{PlanStatus, Progress, Reading};
use super::propose::ReviewInput;
use super::reduce::minimal_rows;
use super::settings::Preset;
use super::solve::{LevelResult, Limits, Solved, lexicographic_from};
use super::watch::Watch;
use crate::access::{Reach, Travel};
use crate::model::{FacilityKind, Rule};

/// Travel at another speed of all roads, with reach tables under the first retained rule's limits.
pub struct OtherRoads {
    pub travel: Travel,
    pub reach: Reach,
}

/// The table, and for each reading under the plan's own preset which points stay.
pub struct Table {
    pub readings: Vec<Reading>,
    pub stays: Vec<Vec<bool>>,
}

/// Every reading under the chosen preset at every speed, then at the speeds as they are under `efficient` (names end in
/// `_efficient`). `at_speed` gives travel at a factor of all speeds; the factors for which it has none are left out.
///
/// # Errors
/// When the solver fails.
pub fn table(
    input: &ReviewInput,
    case: &Case,
    proposal: &Solution,
    at_speed: &dyn Fn(f64) -> Option<OtherRoads>,
    watch: Watch,
    progress: &mut dyn FnMut(Progress),
) -> Result<Table, ReviewError> {
    let settings = case.settings;
    let mut table = Table {
        readings: Vec::new(),
        stays: Vec::new(),
    };
    if settings.sensitivity_seconds == 0.0 {
        return Ok(table);
    }
    let own = settings.preset;
    // Under `expand` nothing changes whatever the reading: only what the others would do is told.
    if own != Preset::Expand {
        add(&mut table, input.reach, case, proposal, (own, 1.0), watch, progress)?;
        for &speed in &settings.sensitivity_speeds {
            if let Some(roads) = at_speed(speed) {
                let slowed = Case::new(case.announced, &roads.travel, settings);
                add(
                    &mut table,
                    &roads.reach,
                    &slowed,
                    proposal,
                    (own, speed),
                    watch,
                    progress,
                )?;
            }
        }
    }
    if own != Preset::Efficient {
        let run = (Preset::Efficient, 1.0);
        add(&mut table, input.reach, case, proposal, run, watch, progress)?;
    }
    Ok(table)
}

fn add(
    table: &mut Table,
    reach: &Reach,
    case: &Case,
    proposal: &Solution,
    (preset, speed): (Preset, f64),
    watch: Watch,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), ReviewError> {
    let settings = case.settings;
    for (limits, counting, rule) in rules(settings.main_rule()) {
        let mut name = format!("{limits}_{counting}");
        if speed != 1.0 {
            name += &format!("_speed_{speed}");
        }
        if preset != settings.preset {
            name += "_efficient";
        }
        progress(Progress::Sensitivity { reading: name.clone() });
        let cover = reach.satisfying(case.dataset, &rule);
        let rows = case.rows(&cover, 0);
        drop(cover);
        let instance = case.instance(preset, rows);
        let seconds = Limits {
            seconds: settings.sensitivity_seconds,
            epsilon: settings.epsilon,
            levels: &Level::DECISIVE,
        };
        let everything = instance.points.len() as u32;
        let reduced = minimal_rows(&instance);
        let (mut reading, found) = told(
            everything,
            lexicographic_from(&instance, &reduced, None, seconds, watch, &mut |_| {})?,
        );
        if let Some(solution) = &found {
            let stays: Vec<bool> = (0..solution.fates.len()).map(|j| solution.stays(j)).collect();
            let same = stays
                .iter()
                .enumerate()
                .filter(|(j, stays)| proposal.stays(*j) == **stays)
                .count();
            reading.same_decisions = (everything > 0).then(|| same as f64 / f64::from(everything));
            if preset == settings.preset {
                table.stays.push(stays);
            }
        }
        table.readings.push(Reading {
            name,
            limits,
            counting,
            speed,
            preset,
            ..reading
        });
    }
    Ok(())
}

/// The readings told, with the limits of `limits_of`.
fn rules(limits_of: &Rule) -> Vec<(&'static str, &'static str, Rule)> {
    let limits = [
        ("plan68", Rule::plan68()),
        ("scheme", Rule::scheme()),
        ("all_limits", Rule::all()),
    ];
    let mut rules = Vec::new();
    for (name, rule) in limits {
        let rule = Rule {
            radius: limits_of.radius,
            travel: limits_of.travel,
            mode: limits_of.mode,
            ..rule
        };
        rules.push((name, "agents_only", rule.counting(&[FacilityKind::Agent])));
        rules.push((name, "all_kinds", rule));
    }
    rules
}

fn told(everything: u32, solved: Solved) -> (Reading, Option<Solution>) {
    let empty = |status| Reading {
        name: String::new(),
        limits: "",
        counting: "",
        speed: 1.0,
        preset: Preset::Careful,
        kept: 0,
        merged: 0,
        closed: 0,
        status,
        gap: 0.0,
        same_decisions: None,
    };
    match solved {
        Solved::Plan { solution, levels } => {
            let gap = levels.iter().map(LevelResult::gap).fold(0.0, f64::max);
            let status = if gap == 0.0 {
                PlanStatus::Optimal
            } else {
                PlanStatus::Feasible
            };
            let (kept, merged, closed) = counts(&solution);
            let reading = Reading {
                kept,
                merged,
                closed,
                gap,
                ..empty(status)
            };
            (reading, Some(solution))
        }
        Solved::Infeasible { .. } => (empty(PlanStatus::Infeasible), None),
        // Everything stays is always a plan; without any found in time nothing better is claimed.
        Solved::NothingFound => {
            let reading = Reading {
                kept: everything,
                gap: 1.0,
                ..empty(PlanStatus::Feasible)
            };
            (reading, None)
        }
    }
}

fn counts(solution: &Solution) -> (u32, u32, u32) {
    let count = |is: fn(&Fate) -> bool| solution.fates.iter().filter(|fate| is(fate)).count() as u32;
    (
        count(|fate| *fate == Fate::Stays),
        count(|fate| matches!(fate, Fate::Merged(_))),
        count(|fate| *fate == Fate::Closed),
    )
}
