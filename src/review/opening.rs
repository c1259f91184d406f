//! Where to open: the plain problem and its exact solution. No geography.
//!
//! Nothing that stands is touched, so this is a cover problem of its own: no end of a point may rely on a point that is
//! not open yet, hence rows of people who have access today hold standing points alone, rows of people who have none
//! hold sites alone, and the review's programme falls into two that share no variable (`docs/decisions/0018-openings.md`).
//!
//! Levels, each keeping the ones before: people left out (never traded for money), people of the areas that ask for a
//! second point and lack it, cost, number of openings, order of the sites. Without a cap and a budget the first level is a
//! set cover, with one it is the maximal covering location problem (Church and ReVelle, *Papers of the Regional Science
//! Association* 32, 1974).
//!
//! Awkward cases: a row that no site serves is not part of the problem (its people are told apart); of two sites
//! of which one serves all that the other does and costs no more, the other is left out, unless second points are asked for.

use super::error::ReviewError;
use super::mip::{self, End};
use super::watch::Watch;
use highs::RowProblem;

/// People who need a point, and who could give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Indices of sites, ascending, not empty.
    pub members: Vec<u32>,
    /// Hundredths of a person, at least 1.
    pub weight: i64,
    /// How many of the members must open: 1, or 2 where a second point is asked for and none stands.
    pub points: u32,
}

/// The whole problem. Sites are in code order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningInstance {
    /// What opening each site costs, in one whole unit.
    pub costs: Vec<u32>,
    /// People left out today.
    pub left_out: Vec<Need>,
    /// People who lack a second point where one is asked for.
    pub second: Vec<Need>,
    /// At most so many openings.
    pub most: Option<u32>,
    /// In the unit of `costs`.
    pub budget: Option<u64>,
}

/// What a level minimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningLevel {
    /// Hundredths of people who could be served and are not.
    LeftOut,
    /// The same of people without a second point.
    SecondPoint,
    Cost,
    Openings,
    /// Later sites count more: only for determinism.
    SiteOrder,
}

impl OpeningLevel {
    pub const ALL: [OpeningLevel; 5] = [
        Self::LeftOut,
        Self::SecondPoint,
        Self::Cost,
        Self::Openings,
        Self::SiteOrder,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::LeftOut => "left_out_people",
            Self::SecondPoint => "without_second_point_people",
            Self::Cost => "opening_cost",
            Self::Openings => "openings",
            Self::SiteOrder => "site_order",
        }
    }

    fn of_opening(self, instance: &OpeningInstance, site: usize) -> i64 {
        match self {
            Self::LeftOut | Self::SecondPoint => 0,
            Self::Cost => i64::from(instance.costs[site]),
            Self::Openings => 1,
            Self::SiteOrder => site as i64 + 1,
        }
    }

    fn needs(self, instance: &OpeningInstance) -> &[Need] {
        match self {
            Self::LeftOut => &instance.left_out,
            Self::SecondPoint => &instance.second,
            Self::Cost | Self::Openings | Self::SiteOrder => &[],
        }
    }

    /// The value of a choice of sites.
    pub fn value(self, instance: &OpeningInstance, is_open: &[bool]) -> i64 {
        let lacking: i64 = self
            .needs(instance)
            .iter()
            .filter(|need| !is_met(need, is_open))
            .map(|need| need.weight)
            .sum();
        let opened = (0..is_open.len()).filter(|&site| is_open[site]);
        lacking + opened.map(|site| self.of_opening(instance, site)).sum::<i64>()
    }
}

/// A level's value and proven bound; optimal when they agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningResult {
    pub level: OpeningLevel,
    pub value: i64,
    pub bound: i64,
}

/// Which sites open, and how far each level was driven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub is_open: Vec<bool>,
    pub levels: Vec<OpeningResult>,
}

/// Whether enough of a need's sites are open.
pub fn is_met(need: &Need, is_open: &[bool]) -> bool {
    need.members.iter().filter(|&&site| is_open[site as usize]).count() as u32 >= need.points
}

/// The first broken bound, or `None`.
pub fn broken(instance: &OpeningInstance, is_open: &[bool]) -> Option<String> {
    let count = OpeningLevel::Openings.value(instance, is_open);
    let cost = OpeningLevel::Cost.value(instance, is_open);
    match (instance.most, instance.budget) {
        (Some(most), _) if count > i64::from(most) => Some(format!("{count} openings of {most} allowed")),
        (_, Some(budget)) if cost > budget.min(i64::MAX as u64) as i64 => Some(format!("cost {cost} of {budget}")),
        _ => None,
    }
}

/// Solves every level as far as the time allows.
///
/// # Errors
/// When the solver fails or returns an answer that breaks a bound.
pub fn open(instance: &OpeningInstance, seconds: f64, watch: Watch) -> Result<Opened, ReviewError> {
    let is_kept = undominated(instance);
    let mut best = greedy(instance, &is_kept);
    let mut levels: Vec<OpeningResult> = Vec::new();
    let mut ceilings: Vec<(OpeningLevel, i64)> = Vec::new();
    for level in OpeningLevel::ALL {
        let value = level.value(instance, &best);
        // Nothing lacking, nothing spent: no choice has a lower value.
        if value == 0 {
            levels.push(OpeningResult {
                level,
                value,
                bound: value,
            });
            ceilings.push((level, value));
            continue;
        }
        let failed = |reason: String| ReviewError::Solver {
            level: level.code(),
            reason,
        };
        let programme = Programme::build(instance, &is_kept, level, &ceilings);
        let start = programme.columns_of(instance, &best);
        let each = (seconds / OpeningLevel::ALL.len() as f64).max(0.1);
        let ended = mip::minimise(programme.problem, Some(&start), each, level.code(), watch)?;
        let bound = match ended {
            End::Found {
                columns,
                is_optimal,
                bound,
            } => {
                let found: Vec<bool> = columns[..instance.costs.len()].iter().map(|&y| y > 0.5).collect();
                if let Some(reason) = broken(instance, &found) {
                    return Err(failed(format!("its answer breaks a bound: {reason}")));
                }
                // Within the solver's tolerance an answer may lack a few hundredths more of an earlier level.
                let is_intact = ceilings
                    .iter()
                    .all(|(kept, most)| kept.value(instance, &found) <= *most);
                if is_intact && level.value(instance, &found) <= value {
                    best = found;
                }
                if is_optimal && is_intact {
                    Some(level.value(instance, &best))
                } else {
                    bound.map(mip::whole)
                }
            }
            End::NothingFound { bound } => bound.map(mip::whole),
            End::Infeasible => return Err(failed("no answer, though opening nothing more is one".into())),
        };
        let value = level.value(instance, &best);
        levels.push(OpeningResult {
            level,
            value,
            bound: bound.unwrap_or(0).clamp(0, value),
        });
        ceilings.push((level, value));
    }
    Ok(Opened { is_open: best, levels })
}

/// Sites that no other replaces. Equal ones: the first stays.
fn undominated(instance: &OpeningInstance) -> Vec<bool> {
    let n = instance.costs.len();
    if !instance.second.is_empty() {
        return vec![true; n];
    }
    let mut rows_of: Vec<Vec<u32>> = vec![Vec::new(); n];
    for (row, need) in (0u32..).zip(&instance.left_out) {
        need.members.iter().for_each(|&site| rows_of[site as usize].push(row));
    }
    let is_subset = |a: &[u32], b: &[u32]| a.len() <= b.len() && a.iter().all(|row| b.binary_search(row).is_ok());
    let replaces = |b: usize, a: usize| {
        let (own, others) = (&rows_of[a], &rows_of[b]);
        instance.costs[b] <= instance.costs[a]
            && is_subset(own, others)
            && (b < a || instance.costs[b] < instance.costs[a] || own.len() < others.len())
    };
    (0..n)
        .map(|a| {
            // Only sites that serve the first of its rows can replace it.
            let Some(&first) = rows_of[a].first() else { return false };
            let others = instance.left_out[first as usize].members.iter();
            !others.map(|&b| b as usize).any(|b| b != a && replaces(b, a))
        })
        .collect()
}

/// Opens, step by step, what serves most more people for its cost within the bounds; then closes what nobody needs.
fn greedy(instance: &OpeningInstance, is_kept: &[bool]) -> Vec<bool> {
    let n = instance.costs.len();
    let mut is_open = vec![false; n];
    for needs in [&instance.left_out, &instance.second] {
        loop {
            let mut gain = vec![0i64; n];
            for need in needs.iter().filter(|need| !is_met(need, &is_open)) {
                need.members.iter().for_each(|&site| gain[site as usize] += need.weight);
            }
            let fits = |site: &usize| {
                let mut more = is_open.clone();
                more[*site] = true;
                is_kept[*site] && !is_open[*site] && gain[*site] > 0 && broken(instance, &more).is_none()
            };
            let per_cost = |site: usize| gain[site] as f64 / f64::from(instance.costs[site].max(1));
            let best = (0..n)
                .filter(fits)
                .max_by(|&a, &b| per_cost(a).total_cmp(&per_cost(b)).then(b.cmp(&a)));
            match best {
                Some(site) => is_open[site] = true,
                None => break,
            }
        }
    }
    let lacking = |is_open: &[bool]| {
        [OpeningLevel::LeftOut, OpeningLevel::SecondPoint].map(|level| level.value(instance, is_open))
    };
    let told = lacking(&is_open);
    for site in (0..n).rev().filter(|&site| is_open[site]).collect::<Vec<_>>() {
        is_open[site] = false;
        is_open[site] = lacking(&is_open) != told;
    }
    is_open
}

/// One level as rows and columns: `y` a site, then one column a need of the first, then of the second level.
struct Programme {
    problem: RowProblem,
    lacking: Vec<(OpeningLevel, usize)>,
}

impl Programme {
    fn build(
        instance: &OpeningInstance,
        is_kept: &[bool],
        objective: OpeningLevel,
        ceilings: &[(OpeningLevel, i64)],
    ) -> Programme {
        let mut problem = RowProblem::new();
        let opened: Vec<_> = (0..instance.costs.len())
            .map(|site| {
                let factor = objective.of_opening(instance, site) as f64;
                problem.add_integer_column(factor, 0.0..=f64::from(u8::from(is_kept[site])))
            })
            .collect();
        let mut lacking = Vec::new();
        for level in [OpeningLevel::LeftOut, OpeningLevel::SecondPoint] {
            let mut terms = Vec::new();
            let ceiling = ceilings
                .iter()
                .find(|(kept, _)| *kept == level)
                .map(|(_, value)| *value);
            // A level at 0 stays there: its needs are plain cover rows.
            let most = if ceiling == Some(0) { 0.0 } else { 1.0 };
            for (index, need) in level.needs(instance).iter().enumerate() {
                let factor = if level == objective { need.weight as f64 } else { 0.0 };
                let lacks = if need.points == 1 {
                    problem.add_column(factor, 0.0..=most)
                } else {
                    problem.add_integer_column(factor, 0.0..=most)
                };
                let points = f64::from(need.points);
                let members = need.members.iter().map(|&site| (opened[site as usize], 1.0));
                problem.add_row(points.., members.chain([(lacks, points)]).collect::<Vec<_>>());
                terms.push((lacks, need.weight as f64));
                lacking.push((level, index));
            }
            if let Some(value) = ceiling.filter(|value| *value > 0) {
                problem.add_row(..=value as f64 + 0.5, terms);
            }
        }
        let counted = |level: OpeningLevel| -> Vec<_> {
            let sites = opened.iter().enumerate();
            sites
                .map(|(site, &column)| (column, level.of_opening(instance, site) as f64))
                .collect()
        };
        for &(level, value) in ceilings {
            if !matches!(level, OpeningLevel::LeftOut | OpeningLevel::SecondPoint) {
                problem.add_row(..=value as f64 + 0.5, counted(level));
            }
        }
        if let Some(most) = instance.most {
            problem.add_row(..=f64::from(most), counted(OpeningLevel::Openings));
        }
        if let Some(budget) = instance.budget {
            problem.add_row(..=budget as f64 + 0.5, counted(OpeningLevel::Cost));
        }
        Programme { problem, lacking }
    }

    fn columns_of(&self, instance: &OpeningInstance, is_open: &[bool]) -> Vec<f64> {
        let opened = is_open.iter().map(|&open| f64::from(u8::from(open)));
        let lacks = self.lacking.iter().map(|&(level, index)| {
            let need = &level.needs(instance)[index];
            f64::from(u8::from(!is_met(need, is_open)))
        });
        opened.chain(lacks).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle::draws;

    fn random(seed: u64) -> OpeningInstance {
        let mut draw = draws(seed);
        let n = 2 + draw(8) as usize;
        let mut need = |points: u32| {
            let mut members: Vec<u32> = (0..n as u32).filter(|_| draw(3) == 0).collect();
            if members.len() < points as usize {
                members = (0..points.min(n as u32)).collect();
            }
            Need {
                members,
                weight: 1 + draw(900) as i64,
                points,
            }
        };
        let left_out = (0..12).map(|_| need(1)).collect();
        let second = if seed.is_multiple_of(3) {
            vec![need(1), need(2), need(2)]
        } else {
            Vec::new()
        };
        OpeningInstance {
            costs: (0..n).map(|_| 1 + draw(9) as u32).collect(),
            left_out,
            second,
            most: seed.is_multiple_of(2).then(|| draw(4) as u32),
            budget: seed.is_multiple_of(5).then(|| draw(25)),
        }
    }

    /// The first four levels of the best choice, by trying all of them.
    fn by_enumeration(instance: &OpeningInstance) -> Vec<i64> {
        let n = instance.costs.len();
        let choices = (0u32..1 << n).map(|set| (0..n).map(|site| set >> site & 1 == 1).collect::<Vec<bool>>());
        choices
            .filter(|choice| broken(instance, choice).is_none())
            .map(|choice| {
                OpeningLevel::ALL[..4]
                    .iter()
                    .map(|level| level.value(instance, &choice))
                    .collect()
            })
            .min()
            .expect("opening nothing is allowed")
    }

    #[test]
    fn every_level_is_the_best_that_trying_all_choices_finds() {
        let (mut capped, mut doubled) = (0, 0);
        for seed in 1..=240 {
            let instance = random(seed);
            let found = open(&instance, 20.0, Watch::NOBODY).expect("answers");
            assert_eq!(broken(&instance, &found.is_open), None, "seed {seed}");
            let told: Vec<i64> = found.levels[..4].iter().map(|level| level.value).collect();
            assert_eq!(told, by_enumeration(&instance), "seed {seed}: {instance:?}");
            for level in &found.levels {
                assert_eq!(
                    (level.bound, level.level.value(&instance, &found.is_open)),
                    (level.value, level.value),
                    "seed {seed}"
                );
            }
            capped += usize::from(told[0] > 0);
            doubled += usize::from(!instance.second.is_empty() && told[1] == 0);
        }
        assert!(capped > 30 && doubled > 10, "{capped} {doubled}");
    }

    #[test]
    fn one_more_site_or_opening_never_leaves_more_people_out() {
        for seed in 1..=60 {
            let mut instance = random(seed);
            instance.second.clear();
            (instance.most, instance.budget) = (Some(2), None);
            let value =
                |instance: &OpeningInstance| open(instance, 20.0, Watch::NOBODY).expect("answers").levels[0].value;
            let before = value(&instance);
            let more = OpeningInstance {
                most: Some(3),
                ..instance.clone()
            };
            assert!(value(&more) <= before, "seed {seed}");
            let site = instance.costs.len() as u32;
            instance.costs.push(1);
            instance.left_out[0].members.push(site);
            assert!(value(&instance) <= before, "seed {seed}");
        }
    }

    #[test]
    fn nobody_left_out_opens_nothing() {
        let instance = OpeningInstance {
            costs: vec![5, 6],
            ..OpeningInstance::default()
        };
        let found = open(&instance, 1.0, Watch::NOBODY).expect("answers");
        assert_eq!(found.is_open, [false, false]);
        assert!(found.levels.iter().all(|level| (level.value, level.bound) == (0, 0)));
    }
}
