//! What any rule says about a snapshot: the shipped ones as they were computed, every other from the same
//! roads and tables as far as its limits are the same.

use std::sync::Arc;

use super::{Snapshot, open_week};
use crate::access::{
    BarrierPeople, Barriers, Choice, Classes, CoverMatrix, Coverage, Effective, Equity, ProcedureCoverage, Raked,
    Reach, Travel, Variation, Varied, WeekMask, by_procedure, effective, equity, raked, reweighed,
};
use crate::model::{HoursBasis, Rule, RuleError, TravelMode, TravelPeriod};

/// Road speeds of the sensitivity table: a fifth slower and faster.
const SPEEDS: [f64; 2] = [0.8, 1.2];
/// People present for one registered: 8.5 million by the statistics and over 2 million more present (founding
/// scheme of the Centre, 10/2024). The same factor everywhere, since no source tells where they live.
const PRESENT_FACTOR: f64 = 10.5 / 8.5;

/// How much to work out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Coverage, open points, procedures.
    #[default]
    Figures,
    /// Also what the figures owe to speeds and to the population source: roads and sweeps are computed again.
    Sensitivity,
}

/// One rule's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    pub coverage: Coverage,
    pub effective: Effective,
    pub procedures: Vec<ProcedureCoverage>,
    /// Travel time by group, to the nearest point that counts.
    pub equity: Vec<Equity>,
    pub choice: Choice,
    pub classes: Classes,
    /// What lies between people who pass by distance alone and their nearest point.
    pub barriers: Vec<BarrierPeople>,
    pub sensitivity: Option<Sensitivity>,
}

/// What the figures of a rule owe to their inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// As it is first.
    pub rows: Vec<Varied>,
    pub population: Raked,
}

/// A rule's verdicts with the tables they come from.
pub struct Judged {
    pub coverage: Coverage,
    pub reach: Reach,
}

impl Snapshot {
    /// Rules evaluated one beside the other, in the order given.
    ///
    /// # Errors
    /// The first rule that names a commune or procedure which the data do not have.
    pub fn assess(&self, rules: &[Rule], depth: Depth) -> Result<Vec<Assessed>, RuleError> {
        rules.iter().try_for_each(|rule| rule.check(self.dataset()))?;
        let mut bench = Bench::new(self);
        let population = raked(self.dataset());
        let assessed = rules.iter().map(|rule| {
            let mut told = bench.assessed(rule);
            if depth == Depth::Sensitivity {
                told.sensitivity = Some(bench.varied(&told, &population));
            }
            told
        });
        Ok(assessed.collect())
    }

    /// The figures of the shipped rules, worked out once.
    ///
    /// # Errors
    /// As [`Snapshot::assess`].
    pub fn assessed(&self) -> Result<&[Assessed], RuleError> {
        let told = self
            .data
            .assessed
            .get_or_init(|| self.assess(&Rule::shipped(), Depth::Figures));
        told.as_deref().map_err(Clone::clone)
    }

    /// Verdicts under one rule, with the tables of its limits.
    ///
    /// # Errors
    /// As [`Snapshot::assess`].
    pub fn judged(&self, rule: &Rule) -> Result<Judged, RuleError> {
        rule.check(self.dataset())?;
        let mut bench = Bench::new(self);
        let coverage = bench.assessed(rule).coverage;
        let (_, reach) = bench.tables(rule, AS_IT_IS);
        Ok(Judged {
            reach: reach.clone(),
            coverage,
        })
    }

    /// What one rule says about the city.
    ///
    /// # Errors
    /// As [`Snapshot::assess`].
    pub fn coverage_under(&self, rule: &Rule) -> Result<Coverage, RuleError> {
        match self.coverages().iter().find(|known| known.rule == *rule) {
            Some(known) => Ok(known.clone()),
            None => Ok(self.judged(rule)?.coverage),
        }
    }

    /// Travel in a rule's mode and period with all road speeds times a factor, and the tables of the rule's limits on it.
    pub fn at_speed(&self, rule: &Rule, factor: f64) -> (Travel, Reach) {
        let travel = roads_of(self, rule.mode, rule.period, factor);
        let reach = Reach::compute(self.dataset(), &travel, rule);
        (travel, reach)
    }

    /// The name of an answer: a hash of the data, the rule and the speeds of its mode. Equal ids mean equal figures.
    pub fn answer_id(&self, rule: &Rule) -> String {
        let profile = self.profile(rule.mode).at(rule.period).canonical_text();
        let mut hasher = blake3::Hasher::new();
        for part in [self.id(), &format!("{rule:?}"), &profile] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

/// Speeds as the profile has them.
const AS_IT_IS: f64 = 1.0;

/// Roads of one mode at one speed, with the tables asked for last.
struct Roads {
    mode: TravelMode,
    period: TravelPeriod,
    speed: f64,
    /// `None`: those of the snapshot.
    travel: Option<Travel>,
    reach: Option<Reach>,
}

/// What is laid out once for all the rules of a question.
struct Bench<'a> {
    snapshot: &'a Snapshot,
    week: Vec<Option<WeekMask>>,
    roads: Vec<Roads>,
}

impl<'a> Bench<'a> {
    fn new(snapshot: &'a Snapshot) -> Bench<'a> {
        Bench {
            snapshot,
            week: open_week(snapshot.dataset()),
            roads: Vec::new(),
        }
    }

    /// The roads of a rule's mode and period, each speed times a factor, with the tables asked for last.
    fn roads(&mut self, rule: &Rule, speed: f64) -> &mut Roads {
        let (snapshot, mode, period) = (self.snapshot, rule.mode, rule.period);
        let known = self
            .roads
            .iter()
            .position(|roads| roads.mode == mode && roads.period == period && roads.speed == speed);
        let at = known.unwrap_or_else(|| {
            let own = snapshot.travel();
            let is_own = mode == own.mode() && period == own.router().profile().current_period() && speed == AS_IT_IS;
            self.roads.push(Roads {
                mode,
                period,
                speed,
                travel: (!is_own).then(|| roads_of(snapshot, mode, period, speed)),
                reach: is_own.then(|| snapshot.reach().clone()),
            });
            self.roads.len() - 1
        });
        &mut self.roads[at]
    }

    /// The tables of a rule on such roads. What the tables asked for last have in common is not computed again.
    fn tables(&mut self, rule: &Rule, speed: f64) -> (&Travel, &Reach) {
        let snapshot = self.snapshot;
        let dataset = snapshot.dataset();
        let Roads { travel, reach, .. } = self.roads(rule, speed);
        let travel = travel.as_ref().unwrap_or(snapshot.travel());
        let fresh = match reach.take() {
            Some(last) if last.serves(dataset, rule) => last,
            Some(last) => last.under(dataset, travel, rule),
            None => Reach::compute(dataset, travel, rule),
        };
        (travel, reach.insert(fresh))
    }

    /// The points that satisfy a rule for each cell: needs the matrices alone.
    fn satisfying(&mut self, rule: &Rule) -> CoverMatrix {
        let snapshot = self.snapshot;
        let dataset = snapshot.dataset();
        match &self.roads(rule, AS_IT_IS).reach {
            Some(last) if last.has_limits_of(dataset, rule) => last.satisfying(dataset, rule),
            _ => self.tables(rule, AS_IT_IS).1.satisfying(dataset, rule),
        }
    }

    fn assessed(&mut self, rule: &Rule) -> Assessed {
        let snapshot = self.snapshot;
        let satisfying = self.satisfying(rule);
        let open = effective(snapshot.dataset(), &satisfying, &self.week, WeekMask::daytime());
        let procedures = by_procedure(snapshot.dataset(), &satisfying, rule);
        let choice = Choice::of(snapshot.dataset(), &satisfying);
        drop(satisfying);
        let coverage = match snapshot.coverages().iter().find(|known| known.rule == *rule) {
            Some(known) => known.clone(),
            None => {
                let (travel, reach) = self.tables(rule, AS_IT_IS);
                coverage(snapshot, travel, reach, rule, &open)
            }
        };
        let (_, reach) = self.tables(rule, AS_IT_IS);
        Assessed {
            equity: equity(snapshot.dataset(), &reach.nearest_by_time),
            classes: Classes::of(snapshot.dataset(), &reach.nearest_by_time),
            barriers: Barriers::of(snapshot.dataset(), reach, &coverage).all,
            choice,
            coverage,
            effective: open,
            procedures,
            sensitivity: None,
        }
    }

    fn varied(&mut self, told: &Assessed, population: &Raked) -> Sensitivity {
        let snapshot = self.snapshot;
        let rule = &told.coverage.rule;
        let mut rows = vec![Varied {
            variation: Variation::AsIs,
            people: told.coverage.people,
        }];
        let week = std::mem::take(&mut self.week);
        for speed in SPEEDS {
            let (travel, reach) = self.tables(rule, speed);
            let satisfying = reach.satisfying(snapshot.dataset(), rule);
            let open = effective(snapshot.dataset(), &satisfying, &week, WeekMask::daytime());
            rows.push(Varied {
                variation: Variation::Speed(speed),
                people: coverage(snapshot, travel, reach, rule, &open).people,
            });
        }
        self.week = week;
        let shares = (rule.hours == HoursBasis::OpenShare).then_some(&told.effective.open_share[..]);
        let (travel, reach) = self.tables(rule, AS_IT_IS);
        let weighed = |factor: &dyn Fn(usize) -> f64| {
            reweighed(snapshot.dataset(), travel, reach, &told.coverage, shares, factor)
        };
        rows.push(Varied {
            variation: Variation::DeclaredPeople,
            people: weighed(&|cell| population.factors[cell]),
        });
        rows.push(Varied {
            variation: Variation::PresentPeople(PRESENT_FACTOR),
            people: weighed(&|_| PRESENT_FACTOR),
        });
        Sensitivity {
            rows,
            population: population.clone(),
        }
    }
}

fn roads_of(snapshot: &Snapshot, mode: TravelMode, period: TravelPeriod, speed: f64) -> Travel {
    let profile = snapshot.profile(mode).at(period).with_speed_factor(speed);
    Travel::on(snapshot.dataset(), mode, Arc::new(snapshot.router(profile)))
}

fn coverage(snapshot: &Snapshot, travel: &Travel, reach: &Reach, rule: &Rule, open: &Effective) -> Coverage {
    match rule.hours {
        HoursBasis::Nominal => reach.coverage(snapshot.dataset(), travel, rule),
        HoursBasis::OpenShare => reach.coverage_when_open(snapshot.dataset(), travel, rule, &open.open_share),
    }
}
