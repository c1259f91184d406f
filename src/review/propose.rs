//! One review, from the network to the plan.

use super::afterwards;
use super::announced::Announced;
use super::announced_words;
use super::bounds;
use super::case::{Case, under_review};
use super::conflict;
use super::counterfactual::Base;
use super::error::ReviewError;
use super::evidence::Use;
use super::expansion::expand;
use super::flip_facts::flip_facts;
use super::instance::{Freedom, Level, Solution};
use super::numbers::Language::Vietnamese;
use super::plan::*;
use super::reasoner::Reasoner;
use super::reduce;
use super::robustness::{NearlyAsGood, robustness};
use super::second_point;
use super::sensitivity::{AtSpeed, Readings};
use super::sequence::sequence;
use super::settings::{Flipped, ReviewSettings};
use super::solve::{LevelResult, Limits, Solved, lexicographic_from};
use super::standing::Standing;
use super::todo;
use super::told::{self, open_levels};
use super::watch::{Heard, Watch};
use crate::access::{CoverMatrix, Reach, Travel};
use crate::model::{Dataset, FacilityId, FacilityStatus};
use std::cell::RefCell;
use std::ops::ControlFlow;

/// What a review reads: one snapshot, its travel in the retained rules' mode, its reach tables under
/// the retained rules' limits.
#[derive(Clone, Copy)]
pub struct ReviewInput<'a> {
    pub dataset: &'a Dataset,
    pub travel: &'a Travel,
    pub reach: &'a Reach,
}

/// Solver seconds for each question why an infeasible review is one.
const REPAIR_SECONDS: f64 = 5.0;

/// Proposes keep, remedy, merge or close for every point under review.
///
/// Nobody covered today under a retained rule loses it, no load is lost, no capacity broken. The
/// same input gives the same plan whenever every level is solved to gap 0. An infeasible review
/// returns a plan that names the conflict. The sensitivity table is told at the speeds as they are.
///
/// # Errors
/// Settings that make no sense, and failures of the solver.
pub fn propose(
    input: &ReviewInput,
    settings: &ReviewSettings,
    progress: &mut dyn FnMut(Progress),
) -> Result<Plan, ReviewError> {
    propose_at_speeds(input, settings, &|_| None, progress)
}

/// The same with a sensitivity table at other speeds too: `at_speed` gives travel and tables at a factor of all road speeds.
///
/// # Errors
/// As [`propose`].
pub fn propose_at_speeds(
    input: &ReviewInput,
    settings: &ReviewSettings,
    at_speed: &AtSpeed,
    progress: &mut dyn FnMut(Progress),
) -> Result<Plan, ReviewError> {
    propose_watched(input, settings, at_speed, progress, &|| false)
}

/// Whether a review of these data would begin.
///
/// # Errors
/// The first setting that makes no sense, or pins that name nothing under review or contradict each other.
pub fn check_settings(dataset: &Dataset, settings: &ReviewSettings) -> Result<(), ReviewError> {
    check(&Announced::of(dataset, settings).dataset, settings)
}

/// The same until somebody cancels it: `is_cancelled` is asked many times a second while the solver runs, and between its runs.
///
/// # Errors
/// As [`propose`], and [`ReviewError::Cancelled`].
pub fn propose_watched(
    input: &ReviewInput,
    settings: &ReviewSettings,
    at_speed: &AtSpeed,
    progress: &mut dyn FnMut(Progress),
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Plan, ReviewError> {
    let before = input.dataset;
    let announced = Announced::of(before, settings);
    let input = &ReviewInput {
        dataset: &announced.dataset,
        ..*input
    };
    let dataset = input.dataset;
    let progress = RefCell::new(progress);
    let tell = |what: Progress| (progress.borrow_mut())(what);
    let go_on = |what: Progress| {
        tell(what);
        if is_cancelled() {
            Err(ReviewError::Cancelled)
        } else {
            Ok(())
        }
    };
    let listener = |heard: Heard| {
        tell(Progress::Solving {
            level: heard.level,
            incumbent: heard.incumbent,
            bound: heard.bound,
            seconds: heard.seconds,
        });
        if is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let watch = Watch::by(&listener);
    check(dataset, settings)?;
    go_on(Progress::Preparing)?;
    let case = Case::new(&announced, input.travel, settings);
    let covers: Vec<CoverMatrix> = settings
        .retain
        .iter()
        .map(|rule| input.reach.satisfying(dataset, rule))
        .collect();
    let instance = case.instance(settings.preset, all_rows(&case, &covers));
    let eligible = instance
        .points
        .iter()
        .filter(|point| point.freedom != Freedom::Kept)
        .count() as u32;
    go_on(Progress::Model {
        points: instance.points.len() as u32,
        eligible,
        rows: instance.rows.len() as u32,
        arcs: instance.arcs.len() as u32,
    })?;
    let limits = Limits {
        seconds: settings.time_limit_seconds,
        epsilon: settings.epsilon,
        levels: &Level::ALL,
    };
    let rows = reduce::minimal_rows(&instance);
    let solved = lexicographic_from(&instance, &rows, None, limits, watch, &mut |level| {
        let level = shown(level);
        tell(Progress::Level {
            name: level.name,
            value: level.value,
            bound: level.bound,
        });
    })?;
    let mut plan = Plan {
        settings: settings.clone(),
        status: PlanStatus::Infeasible,
        gap: 0.0,
        eligible,
        levels: Vec::new(),
        retained: Vec::new(),
        totals: Totals::default(),
        decisions: Vec::new(),
        sensitivity: Vec::new(),
        remarks: Vec::new(),
        sequence: Vec::new(),
        robustness: RobustnessBase::default(),
        unreachable: todo::unreachable(input, &settings.retain, &covers),
        fixes: Vec::new(),
        expansion: None,
        announcements: announced.told(before, input.reach, settings, &covers),
    };
    let (solution, levels) = match solved {
        Solved::Infeasible { lift, is_fewest } => {
            plan.remarks = conflict::explain(&case, &instance, &lift, is_fewest);
            plan.fixes = todo::fixes(input, &case, &instance, &covers, &lift, REPAIR_SECONDS, watch)?;
            return Ok(plan);
        }
        Solved::NothingFound => {
            return Err(ReviewError::Solver {
                level: "cost",
                reason: "the time limit came before any plan".into(),
            });
        }
        Solved::Plan { solution, levels } => (solution, levels),
    };
    let mut levels = levels;
    bounds::raise(&instance, &mut levels);
    plan.gap = levels.iter().map(LevelResult::gap).fold(0.0, f64::max);
    plan.status = if plan.gap == 0.0 {
        PlanStatus::Optimal
    } else {
        PlanStatus::Feasible
    };
    plan.levels = std::iter::once(PlanLevel {
        name: "uncovered_people",
        value: 0.0,
        bound: 0.0,
    })
    .chain(levels.iter().copied().map(shown))
    .collect();
    go_on(Progress::Reasons)?;
    Reasoner::new(input, &case, &instance, &solution, &covers).fill(&mut plan);
    let problem = Base {
        instance: &instance,
        rows: &rows,
        plan: &solution,
        levels: &levels,
        epsilon: settings.epsilon,
        rules: settings.retain.len(),
        watch,
    };
    order_steps(&mut plan, &case, &problem)?;
    let standing = Standing::after(&instance, &solution);
    for (j, decision) in plan.decisions.iter_mut().enumerate() {
        decision.flip_facts = flip_facts(&case, &instance, &solution, &standing, j);
    }
    if settings.opens() {
        go_on(Progress::Opening)?;
        plan.expansion = Some(expand(
            input,
            settings,
            &covers,
            &standing_after(&case, &solution),
            &announced.begins,
            watch,
        )?);
    }
    let readings = Readings::of(input, &case, &solution, at_speed);
    let points = asked(&case, &solution);
    let told = afterwards::ask(
        &problem,
        &points,
        settings,
        &readings,
        &mut |what| tell(what),
        is_cancelled,
    )?;
    if is_cancelled() {
        return Err(ReviewError::Cancelled);
    }
    for flip in &told.flips {
        plan.decisions[flip.point].counterfactual = Some(told::counterfactual(input, &case, &instance, &covers, flip));
    }
    plan.remarks.extend(remarks(&case, &plan));
    weigh(&mut plan, &solution, &told.others, &told.table.stays);
    plan.sensitivity = told.table.readings;
    Ok(plan)
}

/// Of the data without what is announced to end.
pub(super) fn check(dataset: &Dataset, settings: &ReviewSettings) -> Result<(), ReviewError> {
    let reviewed = under_review(dataset, settings);
    settings.check(reviewed.iter().map(|id| &dataset.facilities[id.index()]))?;
    second_point::communes(dataset, settings).map(drop)
}

/// The open facilities that stand when the plan is carried out.
fn standing_after(case: &Case, solution: &Solution) -> Vec<FacilityId> {
    let facilities = &case.dataset.facilities;
    let stands = |id: &FacilityId| {
        facilities[id.index()].status == FacilityStatus::Open
            && case.index[id.index()].is_none_or(|j| solution.stays(j))
    };
    (0..facilities.len() as u32).map(FacilityId).filter(stands).collect()
}

/// The cover rows of every retained rule.
pub fn all_rows(case: &Case, covers: &[CoverMatrix]) -> Vec<super::instance::CoverRow> {
    covers
        .iter()
        .enumerate()
        .flat_map(|(rule, cover)| case.rows(cover, rule))
        .collect()
}

/// Levels as people read them: cost in points (1 = one ordinary kept point), merge travel in dossier x minutes.
pub fn shown(level: LevelResult) -> PlanLevel {
    let scale = told::units(level.level);
    PlanLevel {
        name: level.level.code(),
        value: level.value as f64 / scale,
        bound: level.bound as f64 / scale,
    }
}

fn order_steps(plan: &mut Plan, case: &Case, problem: &Base) -> Result<(), ReviewError> {
    let steps = sequence(problem.instance, problem.plan, problem.rules).map_err(|stuck| ReviewError::Solver {
        level: "sequence",
        reason: format!("{} cannot be the next step: {:?}", case.code(stuck.point), stuck.broken),
    })?;
    plan.sequence = steps
        .iter()
        .map(|step| told::step(case, &plan.retained, step))
        .collect();
    Ok(())
}

/// Whose decisions are flipped.
fn asked(case: &Case, proposal: &Solution) -> Vec<usize> {
    let is_asked = |j: &usize| match &case.settings.counterfactuals {
        Flipped::Changes => !proposal.stays(*j),
        Flipped::All => true,
        Flipped::Only(codes) => codes.contains(case.code(*j)),
    };
    (0..case.points.len()).filter(is_asked).collect()
}

fn weigh(plan: &mut Plan, proposal: &Solution, others: &NearlyAsGood, readings: &[Vec<bool>]) {
    plan.robustness = RobustnessBase {
        plans: others.plans.len() as u32,
        is_all: others.is_all,
        epsilon: plan.settings.robustness_epsilon,
        readings: readings.len() as u32,
    };
    let standing = robustness(proposal, others, readings);
    for (decision, standing) in plan.decisions.iter_mut().zip(standing) {
        decision.robustness = Some(standing);
    }
}

fn remarks(case: &Case, plan: &Plan) -> Vec<String> {
    let mut remarks = announced_words::remarks(case, &plan.announcements);
    let unknown_load = case
        .evidence
        .iter()
        .filter(|evidence| evidence.usage == Use::Unknown)
        .count();
    if unknown_load > 0 {
        remarks.push(format!(
            "{unknown_load} điểm chưa có số liệu hồ sơ: tải được tính là 0 và nêu rõ ở từng điểm."
        ));
    }
    let unknown_capacity = case.capacity.iter().filter(|capacity| capacity.is_none()).count();
    if unknown_capacity > 0 {
        remarks.push(format!(
            "{unknown_capacity} điểm chưa có số liệu năng lực: không được giao thêm hồ sơ."
        ));
    }
    if plan.status == PlanStatus::Feasible {
        let levels = plan.levels.iter().map(|level| (level.name, level.value, level.bound));
        remarks.push(format!(
            "Chưa chứng minh là tối ưu khi hết {} giây: {}.",
            Vietnamese.decimal(case.settings.time_limit_seconds),
            match open_levels(levels).as_slice() {
                [] => "các mức ưu tiên sau".to_owned(),
                open => open.join(", "),
            }
        ));
    }
    remarks
}
