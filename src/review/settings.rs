//! What a planner may choose. Every default is explained; where the sources are silent it is a setting.

use super::buses::BusWeek;
use super::criteria::{Checklist, Criteria};
use super::error::ReviewError;
use super::field_evidence::FieldEvidence;
use super::territory::SpecialTerritory;
use crate::model::{Facility, FacilityKind, Rule};
use crate::units::{Deciseconds, Metres, Share};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Who may change at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Only points with a structural reason: another point under review near enough, compatible and
    /// with room for their load. Nothing closes without a receiver. Plan 68 ends points "that no
    /// longer meet the requirements"; it does not ask for the cheapest network.
    #[default]
    Careful,
    /// Every point is eligible: the least costly network that keeps access, capacity and commune
    /// minimums. Shows how far the rules would let one go; not a recommendation.
    Efficient,
    /// Agents as under `careful`, among agents; reception points and branches that are under review may be merged into
    /// others of these two kinds within the merge travel time, to make area points (phase 3 of the scheme "may consider"
    /// it). Nothing closes without a receiver.
    AreaPoints,
    /// Nothing closes but what must: points open where people are left out, buses stop where a point is too much.
    Expand,
}

impl Preset {
    pub fn code(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::Efficient => "efficient",
            Self::AreaPoints => "area_points",
            Self::Expand => "expand",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Careful, Self::Efficient, Self::AreaPoints, Self::Expand]
            .into_iter()
            .find(|preset| preset.code() == code)
    }
}

/// Whether a merge may move load to another enterprise's counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperatorBound {
    /// A merge moves the service and its load, not the organisation.
    #[default]
    Any,
    Same,
}

/// Whether opening hours decide on receivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoursBound {
    /// The receiver is open at least as many minutes a week, where both are known.
    #[default]
    NotShorter,
    Ignored,
}

/// When openings are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Openings {
    /// Under [`Preset::Expand`] alone.
    #[default]
    ByPreset,
    /// Under every preset: beside what it closes, never instead of what it keeps.
    Always,
}

/// Where points may open and buses stop. No source sets any of these figures.
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningSettings {
    pub openings: Openings,
    /// At most so many openings. Default: no cap.
    pub most: Option<u32>,
    /// Vietnamese dong for all openings. Default: no bound.
    pub budget: Option<f64>,
    /// Vietnamese dong for a site that tells no cost of its own. Default: unknown; costs then count openings.
    pub cost: Option<f64>,
    /// Communes (codes, names, or former districts) whose people should have two points (remote, flood-prone, with one way in):
    /// no plan takes the second from those who have it today, and openings look for one. Default: none.
    pub second_point_in: BTreeSet<String>,
    /// A gap with fewer people gets no point of its own, but a bus or a collaborator. Default 300.
    pub least_people: f64,
    /// Default: no buses; 35 hours a week each, 3 at a stop, half an hour on the way, one visit a stop and week.
    pub bus: BusWeek,
    /// Codes of the stops that buses may make. Default: every candidate and point of that kind, else the cells of gaps.
    pub bus_stops: BTreeSet<String>,
    /// Solver seconds for openings, and again for stops. Default 15.
    pub seconds: f64,
}

impl Default for OpeningSettings {
    fn default() -> Self {
        OpeningSettings {
            openings: Openings::ByPreset,
            most: None,
            budget: None,
            cost: None,
            second_point_in: BTreeSet::new(),
            least_people: 300.0,
            bus: BusWeek {
                buses: 0,
                weekly_hours: 35.0,
                hours_per_stop: 3.0,
                travel_hours: 0.5,
                most_visits: 1,
            },
            bus_stops: BTreeSet::new(),
            seconds: 15.0,
        }
    }
}

/// What becomes of a point whose remedy ran out without success, where its performance is all that speaks against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterRemedy {
    /// It stays, and says so.
    #[default]
    Keep,
    /// It may be merged or closed.
    MayEnd,
}

/// What becomes of a point that its operator's list has not named since some day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingPoints {
    /// As if it were listed.
    #[default]
    Listed,
    /// It has moved or gone: it may be merged or closed.
    MayEnd,
}

/// The settings of one review.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewSettings {
    pub preset: Preset,
    /// The day up to which the plan must hold: ends announced for later days do not count. Default: none, every announced
    /// end counts, whatever its day.
    pub day: Option<NaiveDate>,
    /// Kinds under review; every other kind stays. Default: agents (plan 68).
    pub under_review: Vec<FacilityKind>,
    /// Nobody covered today under any of these loses it. The first is the one that merges and unique
    /// people are told under. Default: `plan68` with agents alone, and `scheme` with every kind: with
    /// branches and reception points counting alone, almost every row would be satisfied already.
    pub retain: Vec<Rule>,
    /// `careful`: a receiver is at most so far away, in a straight line on the ellipsoid (a point within
    /// it by road is also within it in a straight line; the travel limit below keeps rivers honest).
    /// Default 1 km. No source sets it.
    pub merge_distance: Metres,
    /// A receiver is below this travel time by the review's mode. Default 10 minutes; no source sets it.
    pub merge_travel: Deciseconds,
    /// `efficient`: how many nearest receivers are considered for each point. 12; with 8 plans cost 4.5 % more.
    pub nearest_receivers: usize,
    /// Points under review that stay in every commune, never above what stands there today. Default 1.
    pub minimum_per_commune: u32,
    /// Other minimums for single communes, by code. Default: none.
    pub minimum_of_commune: BTreeMap<String, u32>,
    /// Points of an operator that stay, by operator. Default: none.
    pub minimum_of_operator: BTreeMap<String, u32>,
    /// Points of an operator that go at most, by operator. Default: no bound.
    pub maximum_changes_of_operator: BTreeMap<String, u32>,
    /// Which communes are remote, very large, very dense. Default: those that the founding scheme names.
    pub special: SpecialTerritory,
    /// Share of the capacity that receivers in very dense communes keep free. Default 0; no source sets it.
    pub dense_reserve: Share,
    /// Minutes that a commune's dossiers travel at most on average when points are merged: those that move travel, those that stay
    /// count 0. Default: no bound; no source sets one.
    pub commune_mean_minutes: Option<f64>,
    /// At most so many points go. Default: no cap.
    pub maximum_changes: Option<u32>,
    pub operators: OperatorBound,
    pub hours: HoursBound,
    /// Codes that stay whatever the model says.
    pub keep: BTreeSet<String>,
    /// Codes that must go (security, legal failure).
    pub must_close: BTreeSet<String>,
    /// Operators that withdraw: their points must go, except those that `keep` names.
    pub withdrawn_operators: BTreeSet<String>,
    pub missing: MissingPoints,
    /// What receivers must meet: a point that is known to miss an item takes nothing over. Default: nothing is asked.
    pub standards: Option<Checklist>,
    /// Indicators that decide on poor performance, by figures drawn towards the operator's mean. Default: the share of satisfied answers
    /// alone, by the target and the evidence below.
    pub criteria: Option<Criteria>,
    /// What citizens and inspectors say, for the criteria and the standards. Default: nothing is known.
    pub field: FieldEvidence,
    /// Months that a remedy has. Default 6; no source sets it.
    pub remedy_months: u32,
    /// Remedies that were ordered: the day by which each had to succeed, by code. One that ran out (on [`Self::day`]) while what
    /// it was for still stands has failed.
    pub remedies: BTreeMap<String, NaiveDate>,
    pub after_remedy: AfterRemedy,
    /// Share of satisfied answers below which performance is poor, once the whole Wilson interval lies
    /// under it. Plan 68 asks for 95 %.
    pub satisfaction_target: Share,
    /// Answers or dossiers below which nothing is said about performance. Default 30.
    pub minimum_evidence: f64,
    /// Cost of keeping a point of poor performance above an ordinary one's 100, at full shortfall (all
    /// answers unsatisfied). Default 50: poor performance breaks ties, it never outweighs a point.
    pub poor_performance_cost: u32,
    /// Solver seconds over all levels. Default 60.
    pub time_limit_seconds: f64,
    /// Share of each level's value that later levels may give up. Default 0: every optimum stays intact.
    pub epsilon: f64,
    /// Solver seconds for each reading of the sensitivity table; 0 leaves the table out. Default 5.
    pub sensitivity_seconds: f64,
    /// Factors of all road speeds under which the table is told again, where the caller can tell travel at them.
    /// Default: a fifth slower and faster.
    pub sensitivity_speeds: Vec<f64>,
    /// Which decisions are flipped and solved again. Default: those that change something.
    pub counterfactuals: Flipped,
    /// Solver seconds for all counterfactuals; 0 leaves them out. Default 20.
    pub counterfactual_seconds: f64,
    /// How many plans nearly as good as the proposal are looked for; 0 = none. Default 5.
    pub robustness_plans: usize,
    /// They cost at most this share more. Default 0.01; no source sets it.
    pub robustness_epsilon: f64,
    /// Solver seconds for all of them. Default 10.
    pub robustness_seconds: f64,
    pub opening: OpeningSettings,
}

/// Which decisions get a counterfactual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Flipped {
    /// Every merge and closing.
    #[default]
    Changes,
    All,
    /// These codes.
    Only(BTreeSet<String>),
}

/// No city has more reception buses; a timetable has a line for each.
const MOST_BUSES: u32 = 1_000;

impl Default for ReviewSettings {
    fn default() -> Self {
        ReviewSettings {
            preset: Preset::Careful,
            day: None,
            under_review: vec![FacilityKind::Agent],
            retain: vec![Rule::plan68_agents(), Rule::scheme()],
            merge_distance: Metres(1000.0),
            merge_travel: Deciseconds(6_000),
            nearest_receivers: 12,
            minimum_per_commune: 1,
            minimum_of_commune: BTreeMap::new(),
            minimum_of_operator: BTreeMap::new(),
            maximum_changes_of_operator: BTreeMap::new(),
            special: SpecialTerritory::default(),
            dense_reserve: Share(0.0),
            commune_mean_minutes: None,
            maximum_changes: None,
            operators: OperatorBound::Any,
            hours: HoursBound::NotShorter,
            keep: BTreeSet::new(),
            must_close: BTreeSet::new(),
            withdrawn_operators: BTreeSet::new(),
            missing: MissingPoints::Listed,
            standards: None,
            criteria: None,
            field: FieldEvidence::default(),
            remedy_months: 6,
            remedies: BTreeMap::new(),
            after_remedy: AfterRemedy::Keep,
            satisfaction_target: Share(0.95),
            minimum_evidence: 30.0,
            poor_performance_cost: 50,
            time_limit_seconds: 60.0,
            epsilon: 0.0,
            sensitivity_seconds: 5.0,
            sensitivity_speeds: vec![0.8, 1.2],
            counterfactuals: Flipped::Changes,
            counterfactual_seconds: 20.0,
            robustness_plans: 5,
            robustness_epsilon: 0.01,
            robustness_seconds: 10.0,
            opening: OpeningSettings::default(),
        }
    }
}

impl ReviewSettings {
    /// The same with what citizens and inspectors say, where criteria or standards judge by it; `told` looks it up by a checklist:
    /// that of the standards, else the one that ships.
    ///
    /// # Errors
    /// What `told` says.
    pub fn with_evidence<E>(
        self,
        shipped: impl FnOnce() -> Result<Checklist, E>,
        told: impl FnOnce(&Checklist) -> Result<FieldEvidence, E>,
    ) -> Result<ReviewSettings, E> {
        let list = match (&self.standards, &self.criteria) {
            (None, None) => return Ok(self),
            (Some(list), _) => list.clone(),
            (None, Some(_)) => shipped()?,
        };
        let field = told(&list)?;
        Ok(ReviewSettings { field, ..self })
    }

    /// Whether openings and stops are looked for.
    pub fn opens(&self) -> bool {
        self.preset == Preset::Expand || self.opening.openings == Openings::Always
    }

    /// The first retained rule.
    pub fn main_rule(&self) -> &Rule {
        &self.retain[0]
    }

    /// # Errors
    /// The first setting that makes no sense, or pins that name nothing or contradict each other.
    pub fn check<'a>(&self, under_review: impl Iterator<Item = &'a Facility>) -> Result<(), ReviewError> {
        let Some(first) = self.retain.first() else {
            return Err(ReviewError::NothingRetained);
        };
        let limits = |rule: &Rule| (rule.radius.0.to_bits(), rule.travel, rule.mode);
        if let Some(other) = self.retain.iter().find(|rule| limits(rule) != limits(first)) {
            return Err(ReviewError::MixedLimits {
                first: first.id.clone(),
                second: other.id.clone(),
            });
        }
        let at_least = |name, value: f64, least: f64| (name, value >= least && value.is_finite(), value);
        let positive = [
            (
                "time_limit_seconds",
                self.time_limit_seconds > 0.0 && self.time_limit_seconds.is_finite(),
                self.time_limit_seconds,
            ),
            (
                "sensitivity_seconds",
                self.sensitivity_seconds >= 0.0 && self.sensitivity_seconds.is_finite(),
                self.sensitivity_seconds,
            ),
            (
                "counterfactual_seconds",
                self.counterfactual_seconds >= 0.0 && self.counterfactual_seconds.is_finite(),
                self.counterfactual_seconds,
            ),
            (
                "robustness_seconds",
                self.robustness_seconds > 0.0 && self.robustness_seconds.is_finite(),
                self.robustness_seconds,
            ),
            (
                "robustness_epsilon",
                (0.0..1.0).contains(&self.robustness_epsilon),
                self.robustness_epsilon,
            ),
            ("epsilon", (0.0..1.0).contains(&self.epsilon), self.epsilon),
            (
                "merge_distance",
                self.merge_distance.0 >= 0.0 && self.merge_distance.0.is_finite(),
                self.merge_distance.0,
            ),
            (
                "satisfaction_target",
                (0.0..=1.0).contains(&self.satisfaction_target.0),
                self.satisfaction_target.0,
            ),
            ("minimum_evidence", self.minimum_evidence >= 0.0, self.minimum_evidence),
            (
                "dense_reserve_share",
                (0.0..=1.0).contains(&self.dense_reserve.0),
                self.dense_reserve.0,
            ),
            at_least("commune_mean_minutes", self.commune_mean_minutes.unwrap_or(0.0), 0.0),
            (
                "remedy_months",
                (1..=120).contains(&self.remedy_months),
                f64::from(self.remedy_months),
            ),
            at_least("least_people_for_point", self.opening.least_people, 0.0),
            at_least("opening_budget_vnd", self.opening.budget.unwrap_or(0.0), 0.0),
            at_least("opening_cost_vnd", self.opening.cost.unwrap_or(0.0), 0.0),
            at_least("opening_s", self.opening.seconds, 0.1),
            at_least("bus_weekly_hours", self.opening.bus.weekly_hours, 0.0),
            (
                "buses",
                self.opening.bus.buses <= MOST_BUSES,
                f64::from(self.opening.bus.buses),
            ),
            (
                "bus_hours_per_stop",
                (0.25..=24.0).contains(&self.opening.bus.hours_per_stop),
                self.opening.bus.hours_per_stop,
            ),
            (
                "bus_travel_hours",
                (0.0..=24.0).contains(&self.opening.bus.travel_hours),
                self.opening.bus.travel_hours,
            ),
        ];
        let speeds = self
            .sensitivity_speeds
            .iter()
            .map(|&speed| ("sensitivity_speeds", speed > 0.0 && speed.is_finite(), speed));
        if let Some((name, _, value)) = positive.into_iter().chain(speeds).find(|(_, holds, _)| !holds) {
            let reason = "it must be finite and in its range";
            return Err(ReviewError::Setting {
                name,
                value: value.to_string(),
                reason,
            });
        }
        if let Some(code) = self.keep.intersection(&self.must_close).next() {
            return Err(ReviewError::ContradictoryPin(code.clone()));
        }
        if !self.remedies.is_empty() && self.day.is_none() {
            return Err(ReviewError::Setting {
                name: "remedies",
                value: self.remedies.keys().cloned().collect::<Vec<_>>().join(", "),
                reason: "whether a remedy has run out is judged on a day: give day",
            });
        }
        let (mut known, mut bounded, mut operators) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for facility in under_review {
            operators.extend(facility.operator.as_deref());
            known.insert(facility.code.as_str());
            bounded.extend(facility.area.as_deref());
            bounded.extend(facility.operator.as_deref());
        }
        let bounds = self.minimum_of_commune.keys().chain(self.minimum_of_operator.keys());
        if let Some(name) = bounds
            .chain(self.maximum_changes_of_operator.keys())
            .find(|name| !bounded.contains(name.as_str()))
        {
            return Err(ReviewError::UnknownBound(name.clone()));
        }
        if let Some(name) = (self.withdrawn_operators.iter()).find(|name| !operators.contains(name.as_str())) {
            return Err(ReviewError::UnknownOperator(name.clone()));
        }
        if let Some(code) = self
            .keep
            .union(&self.must_close)
            .chain(self.remedies.keys())
            .find(|code| !known.contains(code.as_str()))
        {
            return Err(ReviewError::UnknownPin(code.clone()));
        }
        match &self.counterfactuals {
            Flipped::Only(codes) => match codes.iter().find(|code| !known.contains(code.as_str())) {
                Some(code) => Err(ReviewError::UnknownFlip(code.clone())),
                None => Ok(()),
            },
            Flipped::Changes | Flipped::All => Ok(()),
        }
    }
}
