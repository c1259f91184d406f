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
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Travel at another speed of all roads, with reach tables under the first retained rule's limits.
pub struct OtherRoads {
    pub travel: Travel,
    pub reach: Reach,
}

/// The table, and for each reading under the plan's own preset which points stay.
#[derive(Default)]
pub struct Table {
    pub readings: Vec<Reading>,
    pub stays: Vec<Vec<bool>>,
}

/// Travel at a factor of all road speeds, for both lines of work that ask (see [`super::afterwards`]).
pub type AtSpeed<'a> = dyn Fn(f64) -> Option<OtherRoads> + Sync + 'a;

/// One reading that is to be solved.
struct Question {
    preset: Preset,
    speed: f64,
    limits: &'static str,
    counting: &'static str,
    rule: Rule,
}

impl Question {
    fn name(&self, own: Preset) -> String {
        let mut name = format!("{}_{}", self.limits, self.counting);
        if self.speed != 1.0 {
            name += &format!("_speed_{}", self.speed);
        }
        if self.preset != own {
            name += "_efficient";
        }
        name
    }
}

/// The network at another speed of all roads.
struct Slowed<'a> {
    factor: f64,
    made: OnceLock<Option<(Reach, Case<'a>)>>,
}

/// The readings of a review; whoever works on them takes the next one that nobody has taken.
pub struct Readings<'a> {
    reach: &'a Reach,
    case: &'a Case<'a>,
    proposal: &'a Solution,
    at_speed: &'a AtSpeed<'a>,
    slowed: Vec<Slowed<'a>>,
    questions: Vec<Question>,
    next: AtomicUsize,
}

/// A reading, by its place in the table, and which points stay in it.
pub type Answered = (usize, Reading, Option<Vec<bool>>);

impl<'a> Readings<'a> {
    /// Every reading under the chosen preset at every speed, then at the speeds as they are under `efficient` (names end in
    /// `_efficient`). `at_speed` gives travel at a factor of all speeds; the factors for which it has none are left out.
    pub fn of(
        input: &'a ReviewInput,
        case: &'a Case<'a>,
        proposal: &'a Solution,
        at_speed: &'a AtSpeed<'a>,
    ) -> Readings<'a> {
        let settings = case.settings;
        let own = settings.preset;
        let mut runs = Vec::new();
        // Under `expand` nothing changes whatever the reading: only what the others would do is told.
        if own != Preset::Expand {
            runs.push((own, 1.0));
            runs.extend(settings.sensitivity_speeds.iter().map(|speed| (own, *speed)));
        }
        if own != Preset::Efficient {
            runs.push((Preset::Efficient, 1.0));
        }
        if settings.sensitivity_seconds == 0.0 {
            runs.clear();
        }
        let question = |(preset, speed)| {
            let told = rules(settings.main_rule()).into_iter();
            told.map(move |(limits, counting, rule)| Question {
                preset,
                speed,
                limits,
                counting,
                rule,
            })
        };
        let slowed = settings.sensitivity_speeds.iter().map(|&factor| Slowed {
            factor,
            made: OnceLock::new(),
        });
        Readings {
            reach: input.reach,
            case,
            proposal,
            at_speed,
            slowed: slowed.collect(),
            questions: runs.into_iter().flat_map(question).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Nobody takes another one.
    pub fn stop(&self) {
        self.next.store(self.questions.len(), Ordering::Relaxed);
    }

    /// Solves readings until none is left. `progress` hears of each that is begun.
    ///
    /// # Errors
    /// When the solver fails or is ended; nobody then takes another one.
    pub fn work(&self, watch: Watch, progress: &mut dyn FnMut(Progress)) -> Result<Vec<Answered>, ReviewError> {
        let mut answered = Vec::new();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(question) = self.questions.get(index) else {
                return Ok(answered);
            };
            let Some((reach, case)) = self.network_at(question.speed) else {
                continue;
            };
            progress(Progress::Sensitivity {
                reading: question.name(case.settings.preset),
            });
            let told = self.answer(question, reach, case, watch).inspect_err(|_| self.stop())?;
            answered.push((index, told.0, told.1));
        }
    }

    /// The table of all that was answered.
    pub fn table(&self, mut answered: Vec<Answered>) -> Table {
        answered.sort_by_key(|(index, _, _)| *index);
        let mut table = Table::default();
        for (_, reading, stays) in answered {
            table
                .stays
                .extend(stays.filter(|_| reading.preset == self.case.settings.preset));
            table.readings.push(reading);
        }
        table
    }

    fn network_at(&self, speed: f64) -> Option<(&Reach, &Case<'a>)> {
        if speed == 1.0 {
            return Some((self.reach, self.case));
        }
        let slowed = self.slowed.iter().find(|slowed| slowed.factor == speed)?;
        let made = slowed.made.get_or_init(|| {
            let roads = (self.at_speed)(speed)?;
            let case = Case::new(self.case.announced, &roads.travel, self.case.settings);
            Some((roads.reach, case))
        });
        made.as_ref().map(|(reach, case)| (reach, case))
    }

    fn answer(
        &self,
        question: &Question,
        reach: &Reach,
        case: &Case,
        watch: Watch,
    ) -> Result<(Reading, Option<Vec<bool>>), ReviewError> {
        let settings = case.settings;
        let cover = reach.satisfying(case.dataset, &question.rule);
        let rows = case.rows(&cover, 0);
        drop(cover);
        let instance = case.instance(question.preset, rows);
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
        let stays: Option<Vec<bool>> =
            found.map(|solution| (0..solution.fates.len()).map(|j| solution.stays(j)).collect());
        if let Some(stays) = &stays {
            let pairs = stays.iter().enumerate();
            let same = pairs.filter(|(j, stays)| self.proposal.stays(*j) == **stays).count();
            reading.same_decisions = (everything > 0).then(|| same as f64 / f64::from(everything));
        }
        let reading = Reading {
            name: question.name(settings.preset),
            limits: question.limits,
            counting: question.counting,
            speed: question.speed,
            preset: question.preset,
            ..reading
        };
        Ok((reading, stays))
    }
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
