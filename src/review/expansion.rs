//! Where points open, where buses stop, where a collaborator is enough: from the people left out to the answer.
//!
//! Gaps too small for a point of their own (a setting) ask for none: a point opened beside may serve them, then a bus,
//! then a collaborator is named. Figures are exact counts of cells: of an opened point the people who get the rule by it,
//! those who get it by it alone, whose nearest it becomes, and the minutes it saves them.

use super::buses::{self, BusInstance};
use super::error::ReviewError;
use super::expansion_travel::Nearest;
use super::expansion_words;
use super::opening::{self, Need, OpeningInstance, OpeningLevel};
use super::plan::{AddedTravel, PlanLevel, PlanStatus};
use super::propose::ReviewInput;
use super::second_point;
use super::settings::ReviewSettings;
use super::sites::{self, Site};
use super::territory::communes_named;
use super::todo::{self, ReviewGap};
use super::watch::Watch;
use crate::access::{CoverMatrix, ExactSum, Repair, gap_cells, repairs};
use crate::model::{CellId, FacilityId, FacilityKind, Rule};
use std::collections::BTreeMap;

/// Gaps that remain are told up to this many, those with most people.
const MOST_GAPS: usize = 50;

/// What costs are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostUnit {
    /// Every site's cost is known.
    Dong,
    /// Some cost is not known: every opening counts 1.
    Openings,
}

/// People who meet a retained rule: with what the plan keeps, and with its openings.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleReached {
    pub rule: Rule,
    pub kept: f64,
    pub with_openings: f64,
}

/// A point to open.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub site: Site,
    /// Code of the commune.
    pub area: Option<String>,
    /// People without the rule today who have it by this point, and those of them who have it by no other opening.
    pub people: f64,
    pub people_alone: f64,
    /// People who get a second point where one is asked for.
    pub second_point_people: f64,
    /// People whose nearest counting point by time it becomes, the minutes that it saves them, and those of them whom no point was
    /// within an hour of.
    pub nearest_of: f64,
    pub saved: AddedTravel,
    /// Person-minutes saved, over those who had a point within an hour.
    pub person_minutes: f64,
    pub because_vi: Vec<String>,
    pub because_en: Vec<String>,
    pub objection_vi: String,
    pub objection_en: String,
}

/// A stop of a bus with its week.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    pub site: Site,
    pub area: Option<String>,
    /// People without a point, openings included, who would reach the bus here.
    pub people: f64,
    pub people_hours: f64,
    pub visits: Vec<buses::Visit>,
}

/// What a gap that remains asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Too few people for a point.
    Collaborator,
    /// The same in remote and very large communes: a stop of a bus first.
    MobileStop,
    /// A site would serve some of them, but the cap or the budget does not reach.
    BeyondBounds,
    /// No site serves them.
    NoSite,
}

impl Advice {
    pub fn code(self) -> &'static str {
        match self {
            Self::Collaborator => "collaborator",
            Self::MobileStop => "mobile",
            Self::BeyondBounds => "beyond_bounds",
            Self::NoSite => "no_site",
        }
    }
}

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    pub rule: Rule,
    /// People without the rule today, with the openings, and without even a bus.
    pub left_out: f64,
    /// The same once the points have opened that other decisions have announced.
    pub left_out_with_announced: f64,
    pub left_out_after: f64,
    pub left_out_with_stops: f64,
    pub sites: u32,
    pub cost_unit: CostUnit,
    pub status: PlanStatus,
    pub gap: f64,
    pub levels: Vec<PlanLevel>,
    pub reached: Vec<RuleReached>,
    pub openings: Vec<Opening>,
    pub stops: Vec<Stop>,
    /// Gaps that remain after openings and stops, most people first.
    pub remaining: Vec<(ReviewGap, Advice)>,
    /// How many gaps remain in all.
    pub remaining_gaps: u32,
}

/// Decides openings, stops and collaborators. `covers`: of the retained rules; `kept`: the facilities that stand after the
/// rest of the plan; `begins`: those that are announced to open, beside which nothing more is opened for the same people.
///
/// # Errors
/// A budget without known costs, failures of the solver, a listener that ends it.
pub fn expand(
    input: &ReviewInput,
    settings: &ReviewSettings,
    covers: &[CoverMatrix],
    kept: &[FacilityId],
    begins: &[FacilityId],
    watch: Watch,
) -> Result<Expansion, ReviewError> {
    let (dataset, rule, wanted) = (input.dataset, settings.main_rule(), &settings.opening);
    let people = |cells: &[usize]| {
        cells
            .iter()
            .map(|&cell| dataset.cells[cell].people)
            .sum::<ExactSum>()
            .value()
    };
    let mask = covers[0].mask(kept.iter().copied());
    let count = |cell: usize| covers[0].count(CellId(cell as u32), &mask);
    let mut passes: Vec<bool> = (0..dataset.cells.len()).map(|cell| count(cell) > 0).collect();
    let left_out_people =
        |passes: &[bool]| people(&(0..passes.len()).filter(|&cell| !passes[cell]).collect::<Vec<_>>());
    let left_out_today = left_out_people(&passes);
    sites::serve(input, rule, begins, &mut passes);
    let gaps = gap_cells(dataset, input.travel, &passes);
    let (large, _): (Vec<_>, Vec<_>) = gaps.iter().cloned().partition(|gap| people(gap) >= wanted.least_people);
    let failing: Vec<usize> = gaps.iter().flatten().copied().collect();
    let second_in = second_point::communes(input.dataset, settings)?;
    let asks_second = |cell: &usize| {
        let area = dataset.cells[*cell]
            .area
            .map(|area| dataset.areas[area.index()].code.as_str());
        dataset.cells[*cell].people > 0.0 && area.is_some_and(|code| second_in.contains(code))
    };
    let single: Vec<usize> = (0..dataset.cells.len())
        .filter(asks_second)
        .filter(|&cell| count(cell) == 1)
        .collect();

    let mut sites = sites::candidates(dataset, &rule.counts);
    if sites.is_empty() {
        let kind = settings.under_review.iter().find(|kind| rule.counts.contains(kind));
        let kind = kind.or(rule.counts.first()).copied().unwrap_or(FacilityKind::Agent);
        let mut places = large.clone();
        places.extend((!single.is_empty()).then(|| single.clone()));
        sites = sites::cells_of_gaps(dataset, &places, kind);
    }
    let mut cells = failing.clone();
    cells.extend(&single);
    cells.sort_unstable();
    let row: BTreeMap<usize, usize> = cells.iter().enumerate().map(|(row, &cell)| (cell, row)).collect();
    let cover = sites::cover(input, rule, &cells, &sites);
    let part = |some: &[usize], points: u32, atleast: usize| -> Vec<Need> {
        let mut own = some.to_vec();
        own.sort_unstable();
        let rows: Vec<usize> = own.iter().map(|cell| row[cell]).collect();
        let mut classes: BTreeMap<Vec<u32>, i64> = BTreeMap::new();
        for (row, &cell) in rows.iter().zip(&own) {
            let members: Vec<u32> = cover.covering(CellId(*row as u32)).map(|site| site.0).collect();
            if members.len() >= atleast.max(1) {
                let hundredths = (dataset.cells[cell].people * 100.0).round().max(1.0) as i64;
                *classes.entry(members).or_default() += hundredths;
            }
        }
        let need = |(members, weight)| Need {
            members,
            weight,
            points,
        };
        classes.into_iter().map(need).collect()
    };
    let large: Vec<usize> = large.into_iter().flatten().collect();
    let both: Vec<usize> = large.iter().copied().filter(asks_second).collect();
    let mut second = part(&single, 1, 1);
    second.extend(part(&both, 2, 2));
    let cost_unit = cost_unit(&sites, settings)?;
    let instance = OpeningInstance {
        costs: sites.iter().map(|site| whole_cost(site, settings, cost_unit)).collect(),
        left_out: part(&large, 1, 1),
        second,
        most: wanted.most,
        budget: wanted.budget.map(|budget| (budget / 1000.0).floor().max(0.0) as u64),
    };
    let opened = opening::open(&instance, wanted.seconds, watch)?;
    let chosen: Vec<usize> = (0..sites.len()).filter(|&site| opened.is_open[site]).collect();

    let chosen_mask = cover.mask(chosen.iter().map(|&site| FacilityId(site as u32)));
    let mut passes_after = passes.clone();
    for &cell in &failing {
        passes_after[cell] = cover.count(CellId(row[&cell] as u32), &chosen_mask) > 0;
    }
    let nearest = Nearest::of(input, rule, kept, &sites, &chosen);
    let mut openings: Vec<Opening> = chosen
        .iter()
        .map(|&site| {
            let serves = |cell: &&usize| cover.contains(CellId(row[cell] as u32), FacilityId(site as u32));
            let alone = |cell: &&usize| cover.count(CellId(row[cell] as u32), &chosen_mask) == 1;
            let own: Vec<usize> = failing.iter().filter(serves).copied().collect();
            let own_alone: Vec<usize> = own.iter().filter(alone).copied().collect();
            let seconds: Vec<usize> = single.iter().filter(serves).copied().collect();
            let near = nearest.figures(dataset, site);
            Opening {
                area: sites::area_of(&sites[site], dataset),
                site: sites[site].clone(),
                people: people(&own),
                people_alone: people(&own_alone),
                second_point_people: people(&seconds),
                nearest_of: near.people,
                saved: near.saved,
                person_minutes: near.person_minutes,
                because_vi: Vec::new(),
                because_en: Vec::new(),
                objection_vi: String::new(),
                objection_en: String::new(),
            }
        })
        .collect();
    openings
        .iter_mut()
        .for_each(|opening| expansion_words::write(opening, settings));

    let (stops, passes_with_stops) = bus_stops(input, settings, &passes_after, watch)?;
    let left = |passes: &[bool]| {
        people(
            &failing
                .iter()
                .copied()
                .filter(|&cell| !passes[cell])
                .collect::<Vec<_>>(),
        )
    };
    let (remaining, remaining_gaps) = remaining(input, settings, &passes_with_stops, &|cell| {
        row.get(&cell)
            .is_some_and(|&row| cover.row(CellId(row as u32)).iter().any(|&word| word != 0))
    });
    let levels: Vec<PlanLevel> = opened
        .levels
        .iter()
        .map(|told| {
            let scale = match (told.level, cost_unit) {
                (OpeningLevel::LeftOut | OpeningLevel::SecondPoint, _) => 0.01,
                (OpeningLevel::Cost, CostUnit::Dong) => 1000.0,
                _ => 1.0,
            };
            PlanLevel {
                name: told.level.code(),
                value: told.value as f64 * scale,
                bound: told.bound as f64 * scale,
            }
        })
        .collect();
    let gap = opened
        .levels
        .iter()
        .map(|told| (told.value - told.bound) as f64 / told.value.abs().max(1) as f64)
        .fold(0.0, f64::max);
    Ok(Expansion {
        rule: rule.clone(),
        left_out: left_out_today,
        left_out_with_announced: people(&failing),
        left_out_after: left(&passes_after),
        left_out_with_stops: left(&passes_with_stops),
        sites: sites.len() as u32,
        cost_unit,
        status: if gap == 0.0 {
            PlanStatus::Optimal
        } else {
            PlanStatus::Feasible
        },
        gap,
        levels,
        reached: reached(
            input,
            settings,
            covers,
            kept,
            &chosen.iter().map(|&site| sites[site].clone()).collect::<Vec<_>>(),
        ),
        openings,
        stops,
        remaining,
        remaining_gaps,
    })
}

fn cost_unit(sites: &[Site], settings: &ReviewSettings) -> Result<CostUnit, ReviewError> {
    let wanted = &settings.opening;
    if !sites.is_empty() && sites.iter().all(|site| site.cost.or(wanted.cost).is_some()) {
        return Ok(CostUnit::Dong);
    }
    match (
        wanted.budget,
        sites.iter().find(|site| site.cost.or(wanted.cost).is_none()),
    ) {
        (Some(budget), Some(_)) => Err(ReviewError::Setting {
            name: "opening_budget_vnd",
            value: budget.to_string(),
            reason: "some sites have no cost: give opening_cost_vnd, or limit the number of openings instead",
        }),
        _ => Ok(CostUnit::Openings),
    }
}

fn whole_cost(site: &Site, settings: &ReviewSettings, unit: CostUnit) -> u32 {
    match unit {
        CostUnit::Openings => 1,
        // Thousands of dong, rounded up: a budget is never exceeded.
        CostUnit::Dong => {
            let cost = site.cost.or(settings.opening.cost).unwrap_or(0.0);
            (cost / 1000.0).ceil().clamp(0.0, f64::from(u32::MAX / 2)) as u32
        }
    }
}

fn bus_stops(
    input: &ReviewInput,
    settings: &ReviewSettings,
    passes: &[bool],
    watch: Watch,
) -> Result<(Vec<Stop>, Vec<bool>), ReviewError> {
    let (dataset, week) = (input.dataset, &settings.opening.bus);
    let mut after = passes.to_vec();
    if week.visits() == 0 {
        return Ok((Vec::new(), after));
    }
    let rule = Rule {
        overrides: Vec::new(),
        ..settings.main_rule().counting(&[FacilityKind::MobileStop])
    };
    let gaps = gap_cells(dataset, input.travel, passes);
    let mut places = sites::stops(dataset);
    if !settings.opening.bus_stops.is_empty() {
        places.retain(|site| settings.opening.bus_stops.contains(&site.facility.code));
        for code in &settings.opening.bus_stops {
            if !places.iter().any(|site| site.facility.code == *code) {
                return Err(ReviewError::UnknownStop(code.clone()));
            }
        }
    } else if places.is_empty() {
        places = sites::cells_of_gaps(dataset, &gaps, FacilityKind::MobileStop);
    }
    let mut cells: Vec<usize> = gaps.into_iter().flatten().collect();
    cells.sort_unstable();
    let cover = sites::cover(input, &rule, &cells, &places);
    let need = |(members, weight)| Need {
        members,
        weight,
        points: 1,
    };
    let instance = BusInstance {
        stops: places.len(),
        people: sites::classes(input, &cells, &cover).into_iter().map(need).collect(),
        visits: week.visits(),
        most_visits: week.most_visits,
    };
    let plan = buses::plan(&instance, settings.opening.seconds, watch)?;
    let table = buses::timetable(week, &instance, &plan.visits);
    let mut stops = Vec::new();
    for (index, site) in places
        .into_iter()
        .enumerate()
        .filter(|(index, _)| plan.visits[*index] > 0)
    {
        let mut people = ExactSum::default();
        for (row, &cell) in cells.iter().enumerate() {
            if cover.contains(CellId(row as u32), FacilityId(index as u32)) {
                people += dataset.cells[cell].people;
                after[cell] = true;
            }
        }
        let people = people.value();
        stops.push(Stop {
            area: sites::area_of(&site, dataset),
            site,
            people,
            people_hours: people * f64::from(plan.visits[index]) * week.hours_per_stop,
            visits: table.iter().filter(|visit| visit.stop == index).copied().collect(),
        });
    }
    Ok((stops, after))
}

fn remaining(
    input: &ReviewInput,
    settings: &ReviewSettings,
    passes: &[bool],
    has_site: &dyn Fn(usize) -> bool,
) -> (Vec<(ReviewGap, Advice)>, u32) {
    let gaps = gap_cells(input.dataset, input.travel, passes);
    let all = gaps.len() as u32;
    // In the order of `repairs`: by people, most first, then by the first cell.
    let people = |gap: &Vec<usize>| {
        gap.iter()
            .map(|&cell| input.dataset.cells[cell].people)
            .sum::<ExactSum>()
    };
    let mut sorted: Vec<(ExactSum, Vec<usize>)> = gaps.into_iter().map(|gap| (people(&gap), gap)).collect();
    sorted.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
    let told = repairs(input.dataset, input.travel, settings.main_rule(), passes, MOST_GAPS);
    let special = settings.special.remote.iter().chain(&settings.special.very_large);
    let far = communes_named(input.dataset, special.map(String::as_str));
    let is_far = |gap: &Repair| {
        let area = gap.points.first().and_then(|point| point.area);
        area.is_some_and(|area| far.contains(&input.dataset.areas[area.index()].code))
    };
    let remaining = told.iter().zip(&sorted).map(|(gap, (people, cells))| {
        let advice = if people.value() < settings.opening.least_people {
            if is_far(gap) {
                Advice::MobileStop
            } else {
                Advice::Collaborator
            }
        } else if cells.iter().any(|&cell| has_site(cell)) {
            Advice::BeyondBounds
        } else {
            Advice::NoSite
        };
        (todo::review_gap(input, gap), advice)
    });
    (remaining.collect(), all)
}

/// People under every retained rule, with what is kept and with the openings.
fn reached(
    input: &ReviewInput,
    settings: &ReviewSettings,
    covers: &[CoverMatrix],
    kept: &[FacilityId],
    opened: &[Site],
) -> Vec<RuleReached> {
    let dataset = input.dataset;
    let told = settings.retain.iter().zip(covers).map(|(rule, cover)| {
        let mask = cover.mask(kept.iter().copied());
        let covered = |cell: &usize| cover.is_covered(CellId(*cell as u32), &mask);
        let (passing, failing): (Vec<usize>, Vec<usize>) = (0..dataset.cells.len()).partition(covered);
        let mut people: ExactSum = passing.iter().map(|&cell| dataset.cells[cell].people).sum();
        let kept = people.value();
        if !opened.is_empty() {
            let more = sites::cover(input, rule, &failing, opened);
            for (row, &cell) in failing.iter().enumerate() {
                if more.row(CellId(row as u32)).iter().any(|&word| word != 0) {
                    people += dataset.cells[cell].people;
                }
            }
        }
        RuleReached {
            rule: rule.clone(),
            kept,
            with_openings: people.value(),
        }
    });
    told.collect()
}
