//! What if a decision were another one? The exact effect of the wish as it is, then what the rest would best do.
//!
//! Long because the wish, its pins and the three answers read one problem that is laid out once.
//!
//! Three answers, in order of effort: [`WhatIf::asked`] changes only what was asked and tells exactly whom it costs
//! access and what it breaks; [`WhatIf::nearby`] lets the [`FREE_NEARBY`] points nearest to the change be decided anew
//! and holds all others, so what it reports is reached for certain (*at most* so much is lost); [`WhatIf::exact`]
//! decides everything anew. Points that are opened count from then on and stay open.
//!
//! Long because the three answers pin and free the same instance and are told by the same figures.

use super::announced::Announced;
use super::case::{BoundOf, Case, moved, weight};
use super::error::ReviewError;
use super::figures;
use super::instance::{Arc, Fate, Freedom, Instance, Level, Solution};
use super::part;
use super::plan::{PlanLevel, PlanStatus};
use super::propose::{ReviewInput, all_rows, check, shown};
use super::reduce;
use super::settings::ReviewSettings;
use super::solve::{LevelResult, Limits, Solved, lexicographic_from};
use super::standing::{Leaving, Standing, Violation, leaving};
use super::watch::Watch;
use crate::access::{CoverMatrix, Reach};
use crate::model::{AreaId, CellId, Dataset, Facility, FacilityId, FacilityStatus, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// How many points around a change are decided anew in [`WhatIf::nearby`]: about what solves within a second.
pub const FREE_NEARBY: usize = 60;

/// What a plan does with the points that go: code to receiver, `None` where it is closed. All others stay.
pub type Going = BTreeMap<String, Option<String>>;

/// What is asked, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub keep: BTreeSet<String>,
    /// Goes; its load finds a receiver where the answer may choose one.
    pub close: BTreeSet<String>,
    /// Goes into that receiver.
    pub merge: BTreeMap<String, String>,
    /// Facilities of the dataset that are not open.
    pub open: BTreeSet<String>,
}

/// Why a wish cannot be looked at.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WishError {
    #[error("'{0}' names no open point under review")]
    Unknown(String),
    #[error("'{0}' names no facility of the workspace")]
    NoFacility(String),
    #[error("'{0}' is open already")]
    AlreadyOpen(String),
    #[error("'{0}' is asked to do two things")]
    Twice(String),
    #[error("'{0}' cannot be merged into itself")]
    IntoItself(String),
    #[error(
        "the plan merges '{from}' into '{into}', which is no open point under review; give the plan of this workspace"
    )]
    ForeignPlan { from: String, into: String },
    #[error(
        "the plan lets '{0}' go in a way that these settings do not allow; give the settings that it was made with"
    )]
    OtherSettings(String),
    #[error(transparent)]
    Review(#[from] ReviewError),
}

/// One retained rule under a wish.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleEffect {
    pub rule: Rule,
    /// People covered with every point that is open today.
    pub today: f64,
    /// Under the plan that the wish changes.
    pub plan: f64,
    /// Under the plan with the wish.
    pub asked: f64,
    /// People covered today who would have nothing left, in all and by commune (most first).
    pub lose: f64,
    pub losing_areas: Vec<(Option<AreaId>, f64)>,
}

/// The exact effect of a wish and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub rules: Vec<RuleEffect>,
    /// What the network would break; nothing when the wish can be carried out as it is.
    pub broken: Vec<Broken>,
}

/// A [`Violation`] with its facility or commune.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    pub violation: Violation,
    pub facility: Option<FacilityId>,
    /// The receiver that is not open.
    pub into: Option<FacilityId>,
    pub area: Option<String>,
    /// Whose minimum it is, where it is not a commune's.
    pub operator: Option<String>,
}

/// A decision that an answer makes differently from the plan. `None`: stays; `Some(None)`: closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub facility: FacilityId,
    pub plan: Option<Option<FacilityId>>,
    pub answer: Option<Option<FacilityId>>,
}

/// The best plan with the wish, over everything or over what lies near.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Optimal where every level is proven, over the points that were free.
    pub status: PlanStatus,
    /// How many points could be decided anew.
    pub free: u32,
    /// The plan's value and this answer's, level by level; the opened points are not counted as a cost.
    pub levels: Vec<(PlanLevel, PlanLevel)>,
    pub changes: Vec<Change>,
}

/// A wish on a plan, made ready; see the module.
pub struct WhatIf<'a> {
    /// Open before the wish, by facility.
    stood: &'a [bool],
    case: Case<'a>,
    covers: &'a [CoverMatrix],
    /// In which the plan before the wish can be told; opened points stay in it.
    instance: Instance,
    plan: Solution,
    /// With the wish's pins, and the plan with the wish; not always feasible.
    pinned: Instance,
    start: Solution,
    /// Points that the wish speaks of.
    asked: Vec<usize>,
    wished: BTreeMap<usize, Option<Leaving>>,
    is_opened: Vec<bool>,
}

/// The dataset and the tables with the wish's new points open.
pub struct Opened {
    announced: Announced<'static>,
    /// Open before the wish, by facility.
    stood: Vec<bool>,
    pub reach: Reach,
    covers: Vec<CoverMatrix>,
    settings: ReviewSettings,
}

impl Opened {
    /// # Errors
    /// Codes that name nothing, or what is open already.
    pub fn new(input: &ReviewInput, settings: &ReviewSettings, wish: &Wish) -> Result<Opened, WishError> {
        let mut announced = Announced::of(input.dataset, settings).into_owned();
        let dataset = announced.dataset.to_mut();
        let is_open = |one: &Facility| one.status == FacilityStatus::Open;
        let stood = dataset.facilities.iter().map(is_open).collect();
        let mut opened = Vec::new();
        for code in &wish.open {
            let found = dataset.facilities.iter().position(|facility| facility.code == *code);
            let index = found.ok_or_else(|| WishError::NoFacility(code.clone()))?;
            if is_open(&dataset.facilities[index]) {
                return Err(WishError::AlreadyOpen(code.clone()));
            }
            dataset.facilities[index].status = FacilityStatus::Open;
            dataset.facilities[index].closes_on = None;
            opened.push(FacilityId(index as u32));
        }
        // An end that is taken back moves no load.
        announced.ends.retain(|end| !opened.contains(&end.facility));
        let dataset: &Dataset = &announced.dataset;
        let mut reach = input.reach.clone();
        if !opened.is_empty() {
            reach = Reach::compute(dataset, input.travel, settings.main_rule());
        }
        let covers = settings
            .retain
            .iter()
            .map(|rule| reach.satisfying(dataset, rule))
            .collect();
        // The wish decides, whatever was pinned before.
        let mut settings = settings.clone();
        let spoken = wish.keep.iter().chain(&wish.close).chain(wish.merge.keys());
        for code in spoken {
            settings.keep.remove(code);
            settings.must_close.remove(code);
        }
        settings
            .must_close
            .extend(wish.close.iter().chain(wish.merge.keys()).cloned());
        Ok(Opened {
            announced,
            stood,
            reach,
            covers,
            settings,
        })
    }

    pub fn dataset(&self) -> &Dataset {
        &self.announced.dataset
    }
}

impl<'a> WhatIf<'a> {
    /// A wish on a plan (`going`; empty: the network as it is). `before` is the input without the opened points.
    ///
    /// # Errors
    /// Codes that name nothing or are asked two things, a plan of other data, settings that make no sense.
    pub fn new(before: ReviewInput<'a>, opened: &'a Opened, wish: &Wish, going: &Going) -> Result<Self, WishError> {
        let (dataset, settings) = (opened.dataset(), &opened.settings);
        check(dataset, settings)?;
        let new = (0u32..).zip(&dataset.facilities).map(|(id, one)| (FacilityId(id), one));
        let new = new.filter(|(id, one)| one.status == FacilityStatus::Open && !opened.stood[id.index()]);
        let case = Case::new(&opened.announced, before.travel, settings).with_opened(new.map(|(id, _)| id).collect());
        let index: BTreeMap<&str, usize> = (0..case.points.len()).map(|j| (case.code(j), j)).collect();
        let point = |code: &String| {
            index
                .get(code.as_str())
                .copied()
                .ok_or_else(|| WishError::Unknown(code.clone()))
        };
        let mut wished: BTreeMap<usize, Option<Leaving>> = BTreeMap::new();
        let mut wishes: Vec<(&String, Option<Leaving>)> = Vec::new();
        wishes.extend(wish.keep.iter().map(|code| (code, None)));
        wishes.extend(wish.close.iter().map(|code| (code, Some(Leaving::Bare))));
        for (from, into) in &wish.merge {
            if from == into {
                return Err(WishError::IntoItself(from.clone()));
            }
            wishes.push((from, Some(Leaving::Into(point(into)?))));
        }
        for (code, how) in wishes {
            if wished.insert(point(code)?, how).is_some() {
                return Err(WishError::Twice(code.clone()));
            }
        }
        let mut is_opened = vec![false; case.points.len()];
        for code in &wish.open {
            if let Some(&j) = index.get(code.as_str()) {
                is_opened[j] = true;
                if wished.get(&j).is_some_and(Option::is_some) {
                    return Err(WishError::Twice(code.clone()));
                }
            }
        }
        let mut instance = case.instance(settings.preset, all_rows(&case, &opened.covers));
        let mut pinned = instance.clone();
        let plan = planned(
            &going_points(going, &index)?,
            &wished,
            wish,
            &case,
            &mut instance,
            &mut pinned,
        )?;
        pin(&case, &mut pinned, &wished, &is_opened);
        let mut then = plan.clone();
        wished.iter().for_each(|(&j, &how)| then[j] = how);
        let (plan, start) = (solution_of(&plan, &instance), solution_of(&then, &pinned));
        let mut asked: Vec<usize> = wished.keys().copied().collect();
        asked.extend((0..is_opened.len()).filter(|&j| is_opened[j] && !wished.contains_key(&j)));
        asked.sort_unstable();
        Ok(WhatIf {
            stood: &opened.stood,
            covers: &opened.covers,
            case,
            instance,
            plan,
            pinned,
            start,
            asked,
            wished,
            is_opened,
        })
    }

    /// What the wish alone does, exactly.
    pub fn asked(&self) -> Asked {
        let standing = Standing::after(&self.pinned, &self.start);
        let violations = standing.violations();
        Asked {
            rules: (0..self.covers.len())
                .map(|rule| self.effect(rule, &standing))
                .collect(),
            broken: violations.into_iter().map(|violation| self.named(violation)).collect(),
        }
    }

    fn effect(&self, rule: usize, standing: &Standing) -> RuleEffect {
        let (dataset, cover) = (self.case.dataset, &self.covers[rule]);
        let facilities = || (0..dataset.facilities.len() as u32).map(FacilityId);
        let point = |id: &FacilityId| self.case.index[id.index()];
        let open_today = |id: &FacilityId| self.stood[id.index()];
        let open_then = |id: &FacilityId| dataset.facilities[id.index()].status == FacilityStatus::Open;
        let in_plan = |id: &FacilityId| open_today(id) && point(id).is_none_or(|j| self.plan.stays(j));
        let in_wish = |id: &FacilityId| open_then(id) && point(id).is_none_or(|j| standing.is_open(j));
        let today = cover.mask(facilities().filter(open_today));
        let then = cover.mask(facilities().filter(in_wish));
        let mut losing: BTreeMap<Option<AreaId>, f64> = BTreeMap::new();
        let lose = standing.uncovered(rule);
        if lose > 0.0 {
            for (cell, demand) in dataset.cells.iter().enumerate() {
                let id = CellId(cell as u32);
                if demand.people > 0.0 && cover.is_covered(id, &today) && !cover.is_covered(id, &then) {
                    *losing.entry(demand.area).or_default() += demand.people;
                }
            }
        }
        let mut losing_areas: Vec<(Option<AreaId>, f64)> = losing.into_iter().collect();
        losing_areas.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let everything = figures::covered_people(dataset, cover, &cover.mask(facilities().filter(open_then)));
        RuleEffect {
            rule: self.case.settings.retain[rule].clone(),
            today: figures::covered_people(dataset, cover, &today),
            plan: figures::covered_people(dataset, cover, &cover.mask(facilities().filter(in_plan))),
            asked: everything - lose,
            lose,
            losing_areas,
        }
    }

    fn named(&self, violation: Violation) -> Broken {
        let of = |j: usize| Some(self.case.points[j]);
        let mut operator = None;
        let (facility, into, area) = match &violation {
            Violation::Access { .. } | Violation::SecondPoint { .. } | Violation::TooManyChanges { .. } => {
                (None, None, None)
            }
            Violation::Travel { bound, .. } => {
                let code = self.case.travel_bounds()[*bound].0;
                (None, None, Some(code.to_owned()))
            }
            Violation::Commune { commune, .. } => match self.case.bounds()[*commune].0 {
                BoundOf::Commune(code) => (None, None, Some(code.to_owned())),
                BoundOf::Operator(code) => {
                    operator = Some(code.to_owned());
                    (None, None, None)
                }
            },
            Violation::Capacity { point, .. } | Violation::LoadWithoutReceiver { point, .. } => {
                (of(*point), None, None)
            }
            Violation::ReceiverGone { point, into } => (of(*point), of(*into), None),
        };
        Broken {
            violation,
            facility,
            into,
            area,
            operator,
        }
    }

    /// The best plan with the wish when only points near it are decided anew; `None` when that is not enough, or the
    /// time ends first.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn nearby(&self, seconds: f64) -> Result<Option<Best>, ReviewError> {
        let (part, start) = part::held(&self.pinned, &self.start, &self.near());
        let found = self.solve(&part, start.broken(&part).is_none().then_some(start), seconds)?;
        Ok(found.map(|(best, _)| best))
    }

    /// The best plan with the wish; `None` when there is none. The time limit is that of the settings.
    ///
    /// # Errors
    /// When the solver fails, or the time ends before any plan.
    pub fn exact(&self) -> Result<Option<Best>, ReviewError> {
        let (part, start) = part::held(&self.pinned, &self.start, &self.near());
        let start = start.broken(&part).is_none().then_some(start);
        let near = self.solve(&part, start, 1.0)?;
        let start = near.and_then(|(_, solution)| part::told_in(&solution, &part, &self.pinned));
        let start = start.filter(|start| start.broken(&self.pinned).is_none());
        let found = self.solve(&self.pinned, start, self.case.settings.time_limit_seconds)?;
        Ok(found.map(|(best, _)| best))
    }

    fn solve(
        &self,
        instance: &Instance,
        start: Option<Solution>,
        seconds: f64,
    ) -> Result<Option<(Best, Solution)>, ReviewError> {
        let limits = Limits {
            seconds,
            epsilon: self.case.settings.epsilon,
            levels: &Level::DECISIVE,
        };
        let rows = reduce::minimal_rows(instance);
        let Solved::Plan { solution, levels } =
            lexicographic_from(instance, &rows, start, limits, Watch::NOBODY, &mut |_| {})?
        else {
            return Ok(None);
        };
        let gap = levels.iter().map(LevelResult::gap).fold(0.0, f64::max);
        let free = instance
            .points
            .iter()
            .filter(|point| !matches!(point.freedom, Freedom::Kept) && !point.freedom.must_leave());
        let best = Best {
            status: if gap == 0.0 {
                PlanStatus::Optimal
            } else {
                PlanStatus::Feasible
            },
            free: free.count() as u32,
            levels: levels
                .iter()
                .map(|level| (self.value_of_plan(level.level), self.without_opened(*level)))
                .collect(),
            changes: self.changes(instance, &solution),
        };
        Ok(Some((best, solution)))
    }

    /// What keeping the opened points adds to a level.
    fn of_opened(&self, level: Level) -> i64 {
        let opened = (0..self.is_opened.len()).filter(|&j| self.is_opened[j]);
        match level {
            Level::Cost => opened.map(|j| level.of_staying(&self.instance, j)).sum(),
            Level::MergeTravel | Level::Changes | Level::CodeOrder => 0,
        }
    }

    fn without_opened(&self, level: LevelResult) -> PlanLevel {
        let opened = self.of_opened(level.level);
        shown(LevelResult {
            value: level.value - opened,
            bound: level.bound - opened,
            ..level
        })
    }

    fn value_of_plan(&self, level: Level) -> PlanLevel {
        let value = self.plan.value(&self.instance, level);
        self.without_opened(LevelResult {
            level,
            value,
            bound: value,
        })
    }

    fn changes(&self, instance: &Instance, solution: &Solution) -> Vec<Change> {
        let told = |how: Option<Leaving>| {
            how.map(|how| match how {
                Leaving::Into(k) => Some(self.case.points[k]),
                Leaving::Bare => None,
            })
        };
        let both = (0..solution.fates.len()).map(|j| {
            let plan = leaving(&self.instance, &self.plan, j);
            (j, plan, leaving(instance, solution, j))
        });
        both.filter(|(_, plan, answer)| plan != answer)
            .map(|(j, plan, answer)| Change {
                facility: self.case.points[j],
                plan: told(plan),
                answer: told(answer),
            })
            .collect()
    }

    /// The points asked about, those that a wish takes the receiver from, and the nearest ones by travel time.
    fn near(&self) -> Vec<bool> {
        let n = self.case.points.len();
        let mut free = vec![false; n];
        let mut seeds = self.asked.clone();
        seeds.extend((0..n).filter(|&j| match leaving(&self.instance, &self.plan, j) {
            Some(Leaving::Into(k)) => self.wished.get(&k).is_some_and(Option::is_some),
            _ => false,
        }));
        seeds.iter().for_each(|&j| free[j] = true);
        // The nearest of every seed in turns, so that several wishes share the free points fairly.
        let mut left = FREE_NEARBY;
        for rank in 0..n {
            for &seed in &seeds {
                let Some(neighbour) = self.case.neighbours[seed].get(rank) else {
                    continue;
                };
                if left > 0 && !std::mem::replace(&mut free[neighbour.point], true) {
                    left -= 1;
                }
            }
        }
        free
    }
}

fn going_points(going: &Going, index: &BTreeMap<&str, usize>) -> Result<Vec<(usize, Leaving)>, WishError> {
    let point = |code: &String| index.get(code.as_str()).copied();
    let fate = |(from, into): (&String, &Option<String>)| {
        let j = point(from).ok_or_else(|| WishError::Unknown(from.clone()))?;
        let how = match into {
            None => Leaving::Bare,
            Some(into) => Leaving::Into(point(into).ok_or_else(|| WishError::ForeignPlan {
                from: from.clone(),
                into: into.clone(),
            })?),
        };
        Ok((j, how))
    };
    going.iter().map(fate).collect()
}

/// The plan's fates. Where the wish decides about a point, the plan's arc is known to `instance` alone, which only tells.
fn planned(
    going: &[(usize, Leaving)],
    wished: &BTreeMap<usize, Option<Leaving>>,
    wish: &Wish,
    case: &Case,
    instance: &mut Instance,
    pinned: &mut Instance,
) -> Result<Vec<Option<Leaving>>, WishError> {
    let mut plan = vec![None; instance.points.len()];
    for &(j, how) in going {
        plan[j] = Some(how);
        if let Leaving::Into(k) = how {
            // A new point may push a receiver out of the nearest ones; the plan's merge stays allowed.
            let is_allowed = has_arc(instance, j, k) || !wish.open.is_empty();
            ensure_arc(case, instance, j, k);
            if !wished.contains_key(&j) {
                if !is_allowed {
                    return Err(WishError::OtherSettings(case.code(j).to_owned()));
                }
                ensure_arc(case, pinned, j, k);
            }
        }
        let freedom = instance.points[j].freedom;
        let may_go = match how {
            Leaving::Into(_) => freedom != Freedom::Kept,
            Leaving::Bare => freedom.may_close_bare() && instance.points[j].load == 0,
        };
        if !may_go && !wished.contains_key(&j) {
            return Err(WishError::OtherSettings(case.code(j).to_owned()));
        }
    }
    Ok(plan)
}

fn solution_of(plan: &[Option<Leaving>], instance: &Instance) -> Solution {
    let arc = |from: usize, to: usize| {
        let key = (from as u32, to as u32);
        let found = instance.arcs.binary_search_by_key(&key, |arc| (arc.from, arc.to));
        found.expect("the arcs of the plan and of the wish were added")
    };
    let fate = |(j, how): (usize, &Option<Leaving>)| match how {
        None => Fate::Stays,
        Some(Leaving::Into(k)) => Fate::Merged(arc(j, *k)),
        Some(Leaving::Bare) => Fate::Closed,
    };
    Solution {
        fates: plan.iter().enumerate().map(fate).collect(),
    }
}

fn has_arc(instance: &Instance, from: usize, to: usize) -> bool {
    let key = (from as u32, to as u32);
    instance
        .arcs
        .binary_search_by_key(&key, |arc| (arc.from, arc.to))
        .is_ok()
}

/// Adds an arc with the travel between the two points; one farther than any known pair weighs as if at its limit.
fn ensure_arc(case: &Case, instance: &mut Instance, from: usize, to: usize) {
    let key = (from as u32, to as u32);
    if let Err(at) = instance.arcs.binary_search_by_key(&key, |arc| (arc.from, arc.to)) {
        let known = case.neighbours[from].iter().find(|neighbour| neighbour.point == to);
        let travel = known.map_or(super::case::PAIR_LIMIT, |neighbour| neighbour.travel);
        let arc = Arc {
            from: key.0,
            to: key.1,
            weight: weight(instance.points[from].load, travel),
            moved: moved(instance.points[from].load, travel),
        };
        instance.arcs.insert(at, arc);
    }
}

/// The wish as freedoms: a kept or opened point stays, one that is closed or merged must go, a merge into its receiver only.
fn pin(case: &Case, instance: &mut Instance, wished: &BTreeMap<usize, Option<Leaving>>, is_opened: &[bool]) {
    for (&j, how) in wished {
        match how {
            None => instance.points[j].freedom = Freedom::Kept,
            Some(Leaving::Bare) => instance.points[j].freedom = Freedom::MustGo,
            Some(Leaving::Into(k)) => {
                ensure_arc(case, instance, j, *k);
                instance
                    .arcs
                    .retain(|arc| arc.from as usize != j || arc.to as usize == *k);
                instance.points[j].freedom = Freedom::MustMerge;
            }
        }
    }
    for (j, _) in is_opened.iter().enumerate().filter(|(_, is_opened)| **is_opened) {
        instance.points[j].freedom = Freedom::Kept;
    }
}
