//! The same review under other readings of the rule: how much hangs on which points count and on
//! how the two limits combine.

use super::case::Case;
use super::error::ReviewError;
use super::instance::{Fate, Solution};
use super::plan::{PlanStatus, Progress, Reading};
use super::propose::ReviewInput;
use super::settings::Preset;
use super::solve::{LevelResult, Limits, Solved, lexicographic};
use crate::model::{Combine, Rule};

/// Every reading under the chosen preset, then under `efficient` (names end in `_efficient`).
///
/// # Errors
/// When the solver fails.
pub fn readings(
    input: &ReviewInput,
    case: &Case,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Reading>, ReviewError> {
    let settings = case.settings;
    if settings.sensitivity_seconds == 0.0 {
        return Ok(Vec::new());
    }
    let mut presets = vec![(settings.preset, "")];
    if settings.preset != Preset::Efficient {
        presets.push((Preset::Efficient, "_efficient"));
    }
    let mut readings = Vec::new();
    for (name, rule) in rules(settings.main_rule()) {
        let cover = input.reach.satisfying(input.dataset, &rule);
        let rows = case.rows(&cover, 0);
        drop(cover);
        for &(preset, suffix) in &presets {
            let name = format!("{name}{suffix}");
            progress(Progress::Sensitivity { reading: name.clone() });
            let instance = case.instance(preset, rows.clone());
            let limits = Limits {
                seconds: settings.sensitivity_seconds,
                epsilon: settings.epsilon,
            };
            let everything = instance.points.len() as u32;
            readings.push(reading(
                name,
                everything,
                lexicographic(&instance, limits, &mut |_| {})?,
            ));
        }
    }
    readings.sort_by_key(|reading| reading.name.ends_with("_efficient"));
    Ok(readings)
}

/// The readings told, with the limits of `limits_of`.
fn rules(limits_of: &Rule) -> [(&'static str, Rule); 4] {
    let with_limits = |rule: Rule| Rule {
        radius: limits_of.radius,
        travel: limits_of.travel,
        mode: limits_of.mode,
        ..rule
    };
    [
        ("plan68_agents_only", with_limits(Rule::plan68_agents())),
        ("plan68_all_kinds", with_limits(Rule::plan68())),
        ("scheme_all_kinds", with_limits(Rule::scheme())),
        (
            "all_limits_all_kinds",
            with_limits(Rule {
                id: "all".into(),
                combine: Combine::All,
                ..Rule::scheme()
            }),
        ),
    ]
}

fn reading(name: String, everything: u32, solved: Solved) -> Reading {
    let empty = |status| Reading {
        name: name.clone(),
        kept: 0,
        merged: 0,
        closed: 0,
        status,
        gap: 0.0,
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
            Reading {
                kept,
                merged,
                closed,
                gap,
                ..empty(status)
            }
        }
        Solved::Infeasible { .. } => empty(PlanStatus::Infeasible),
        // Everything stays is always a plan; without any found in time nothing better is claimed.
        Solved::NothingFound => Reading {
            kept: everything,
            gap: 1.0,
            ..empty(PlanStatus::Feasible)
        },
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
