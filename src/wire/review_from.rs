//! From the review's answer types to its JSON shapes, and from a settings file to settings.
//!
//! Long because every setting stands once, with its words, beside how it is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::review_reasons_from as from;
use super::{
    AddedMinutes, AfterPlanShape, AnnouncedShape, DecisionShape, ExpansionShape, LastSecondShape, LevelShape,
    ReasonsShape, RetainShape, ReviewAnswer, ReviewFormShape, ReviewSettingsShape, ReviewTotals, RuleShape,
    SensitivityShape,
};
use super::{SHIPPED_CHECKLIST, SHIPPED_CRITERIA, read_checklist, read_criteria};
use crate::model::{Dataset, FacilityId, FacilityKind, Rule};
use crate::review::criteria::{Checklist, Criteria};
use crate::review::{
    AddedTravel, AfterRemedy, Decision, HoursBound, MissingPoints, OpeningSettings, Openings, OperatorBound, Plan,
    Preset, Reading, Reasons, ReviewSettings, communes_named,
};
use crate::units::{Deciseconds, Metres, Share};

impl ReviewAnswer {
    /// The plan as JSON, with the codes and names of the dataset it was made from.
    pub fn from_plan(plan: &Plan, dataset: &Dataset, snapshot_id: &str) -> ReviewAnswer {
        ReviewAnswer {
            snapshot_id: snapshot_id.to_owned(),
            rule: RuleShape::from(plan.settings.main_rule()),
            settings: settings_shape(plan, dataset),
            status: plan.status.code().to_owned(),
            gap: plan.gap,
            eligible: plan.eligible,
            levels: plan
                .levels
                .iter()
                .map(|level| LevelShape {
                    name: level.name.to_owned(),
                    value: level.value,
                    bound: level.bound,
                })
                .collect(),
            totals: ReviewTotals {
                keep: plan.totals.keep,
                remedy: plan.totals.remedy,
                merge: plan.totals.merge,
                close: plan.totals.close,
                open: plan.expansion.as_ref().map_or(0, |told| told.openings.len() as u32),
                before: plan.decisions.len() as u32,
                after: plan.totals.keep + plan.totals.remedy,
                people_with_longer_travel: plan.totals.people_with_longer_travel,
                moved_load_per_month: plan.totals.moved_load_per_month,
            },
            decisions: plan
                .decisions
                .iter()
                .map(|decision| decision_shape(decision, &plan.settings.retain, dataset))
                .collect(),
            sensitivity: plan.sensitivity.iter().map(SensitivityShape::from).collect(),
            remarks: plan.remarks.clone(),
            sequence: from::sequence(&plan.sequence, &plan.retained, dataset),
            robustness: from::robustness_base(plan),
            unreachable: plan
                .unreachable
                .iter()
                .map(|told| from::unreachable(told, dataset))
                .collect(),
            fixes: plan.fixes.iter().map(|fix| from::fix(fix, dataset)).collect(),
            population_sensitivity: None,
            open_errors: None,
            expansion: plan
                .expansion
                .as_ref()
                .map(|told| ExpansionShape::from_expansion(told, dataset)),
            announced: AnnouncedShape::of(plan, dataset),
            asked: None,
        }
    }
}

impl From<&Reading> for SensitivityShape {
    fn from(reading: &Reading) -> Self {
        SensitivityShape {
            name: reading.name.clone(),
            kept: reading.kept,
            merged: reading.merged,
            closed: reading.closed,
            status: reading.status.code().to_owned(),
            gap: reading.gap,
            limits: reading.limits.to_owned(),
            counting: reading.counting.to_owned(),
            speed_factor: reading.speed,
            preset: reading.preset.code().to_owned(),
            same_decisions_share: reading.same_decisions,
        }
    }
}

fn settings_shape(plan: &Plan, dataset: &Dataset) -> ReviewSettingsShape {
    let told = ReviewFormShape::from(&plan.settings);
    ReviewSettingsShape {
        preset: told.preset,
        merge_distance_m: told.merge_distance_m,
        merge_travel_s: told.merge_travel_s,
        minimum_per_commune: told.minimum_per_commune,
        maximum_changes: told.maximum_changes,
        same_operator_only: told.same_operator_only,
        retain: plan
            .retained
            .iter()
            .map(|retained| RetainShape {
                rule: RuleShape::from(&retained.rule),
                covered_before_people: retained.before,
                covered_after_people: retained.after,
            })
            .collect(),
        time_limit_s: told.time_limit_s,
        day: plan.settings.day.map(|day| day.to_string()),
        second_point_communes: communes_named(
            dataset,
            plan.settings.opening.second_point_in.iter().map(String::as_str),
        )
        .into_iter()
        .collect(),
    }
}

fn decision_shape(decision: &Decision, rules: &[Rule], dataset: &Dataset) -> DecisionShape {
    let facility = &dataset.facilities[decision.facility.index()];
    DecisionShape {
        facility: facility.code.clone(),
        name: facility.name.clone(),
        decision: decision.kind.code().to_owned(),
        into: decision.into.map(|into| code_of(dataset, into)),
        into_name: decision.into.map(|into| name_of(dataset, into)),
        reasons: ReasonsShape {
            counterfactual: decision
                .counterfactual
                .as_ref()
                .map(|told| from::counterfactual(told, dataset)),
            robustness: decision.robustness.as_ref().map(from::robustness),
            remedy: decision.remedy.as_ref().map(from::remedy),
            flip_facts: decision
                .flip_facts
                .iter()
                .map(|fact| from::flip_fact(fact, dataset))
                .collect(),
            ..reasons_shape(&decision.reasons, rules, dataset)
        },
    }
}

fn reasons_shape(reasons: &Reasons, rules: &[Rule], dataset: &Dataset) -> ReasonsShape {
    ReasonsShape {
        unique_people: reasons.unique_people,
        unique_people_after_plan: reasons.unique_people_after_plan,
        nearest_alternative: reasons.alternative.map(|other| code_of(dataset, other.facility)),
        nearest_alternative_name: reasons.alternative.map(|other| name_of(dataset, other.facility)),
        alternative_distance_m: reasons.alternative.map(|other| other.distance.0),
        alternative_travel_s: reasons.alternative.and_then(|other| other.travel?.seconds()),
        catchment_people: reasons.catchment_people,
        catchment_elderly: reasons.catchment_elderly,
        added_minutes: added_minutes(&reasons.added),
        after_plan: reasons.after_plan.map(|after| AfterPlanShape {
            nearest_alternative: after.alternative.map(|other| code_of(dataset, other.facility)),
            nearest_alternative_name: after.alternative.map(|other| name_of(dataset, other.facility)),
            alternative_distance_m: after.alternative.map(|other| other.distance.0),
            alternative_travel_s: after.alternative.and_then(|other| other.travel?.seconds()),
            added_minutes: added_minutes(&after.added),
        }),
        load_per_month: reasons.load_per_month,
        receiver_load_before: reasons.receiver.map(|load| load.before),
        receiver_load_after: reasons.receiver.map(|load| load.after),
        receiver_capacity: reasons.receiver.and_then(|load| load.capacity),
        last_second: reasons.last_second.as_ref().map(|told| LastSecondShape {
            rule: rules[told.rule].id.clone(),
            people: told.people,
            communes: told.communes.iter().cloned().collect(),
        }),
        binding: reasons.binding.iter().map(|what| what.code().to_owned()).collect(),
        objection_vi: reasons.objection_vi.clone(),
        objection_en: reasons.objection_en.clone(),
        because_vi: reasons.because_vi.clone(),
        because_en: reasons.because_en.clone(),
        ..ReasonsShape::default()
    }
}

fn added_minutes(added: &AddedTravel) -> AddedMinutes {
    let minutes = |travel: Option<Deciseconds>| travel.map(|travel| f64::from(travel.0) / 600.0);
    AddedMinutes {
        median: minutes(added.median),
        p95: minutes(added.p95),
        max: minutes(added.max),
        without_alternative_people: added.without_alternative_people,
    }
}

pub(super) fn code_of(dataset: &Dataset, facility: FacilityId) -> String {
    dataset.facilities[facility.index()].code.clone()
}

pub(super) fn name_of(dataset: &Dataset, facility: FacilityId) -> String {
    dataset.facilities[facility.index()].name.clone()
}

/// A settings file (TOML) or body (JSON): every field may be left out, none may be misspelt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewSettingsFile {
    /// careful (default), efficient, area_points, expand
    pub preset: Option<String>,
    /// ISO date up to which the plan must hold: ends announced for later do not count. Default: every announced end counts.
    pub day: Option<String>,
    /// Kinds under review; default: agent, under area_points also reception_point.
    pub under_review: Option<Vec<String>>,
    /// Rules whose people stay covered; default: plan68_agents, scheme. Known: plan68, plan68_agents, scheme, scheme_agents, all.
    pub retain: Option<Vec<String>>,
    pub merge_distance_m: Option<f64>,
    pub merge_travel_s: Option<f64>,
    pub nearest_receivers: Option<usize>,
    pub minimum_per_commune: Option<u32>,
    /// Other minimums for single communes, by code.
    pub minimum_of_commune: Option<BTreeMap<String, u32>>,
    /// Points of an operator that stay, by operator.
    pub minimum_of_operator: Option<BTreeMap<String, u32>>,
    /// Points of an operator that go at most, by operator.
    pub maximum_changes_of_operator: Option<BTreeMap<String, u32>>,
    /// Remote or difficult communes, or former districts; default: Ba Vì, Mỹ Đức. Capacity by staff is lower there.
    pub remote: Option<Vec<String>>,
    /// Default: Sóc Sơn, Chương Mỹ, Ba Vì.
    pub very_large: Option<Vec<String>>,
    /// Default: Đống Đa, Hai Bà Trưng, Ba Đình.
    pub very_dense: Option<Vec<String>>,
    /// Share of the capacity that receivers in very dense communes keep free. Default 0.
    pub dense_reserve_share: Option<f64>,
    pub maximum_changes: Option<u32>,
    pub same_operator_only: Option<bool>,
    /// Do opening hours decide on receivers? Default: true.
    pub hours_not_shorter: Option<bool>,
    /// Facility codes that stay.
    pub keep: Option<Vec<String>>,
    /// Facility codes that must go.
    pub must_close: Option<Vec<String>>,
    /// Operators that withdraw: their points must go, except those in `keep`.
    pub withdrawn_operators: Option<Vec<String>>,
    /// May points that their operator's list no longer names be merged or closed? Default: false.
    pub missing_may_end: Option<bool>,
    /// What receivers must meet: model-agent-checklist, or the text of a checklist (TOML). Default: nothing is asked.
    pub standards: Option<String>,
    /// Indicators that decide on poor performance: agents, branches, or the text of criteria (TOML). Default: the satisfied share alone.
    pub criteria: Option<String>,
    /// Months that a remedy has. Default 6.
    pub remedy_months: Option<u32>,
    /// Remedies that were ordered: the ISO date by which each must succeed, by facility code. Needs `day`.
    pub remedies: Option<BTreeMap<String, String>>,
    /// May a point whose remedy ran out without success end for its performance alone? Default: false.
    pub close_after_failed_remedy: Option<bool>,
    /// Minutes that a commune's dossiers travel at most on average when points are merged (those that stay count 0). Default: no bound.
    pub commune_mean_minutes: Option<f64>,
    /// 0..1; default 0.95.
    pub satisfaction_target: Option<f64>,
    pub minimum_evidence: Option<f64>,
    /// In hundredths of an ordinary point's cost.
    pub poor_performance_cost: Option<u32>,
    pub time_limit_s: Option<f64>,
    pub epsilon: Option<f64>,
    pub sensitivity_s: Option<f64>,
    /// Factors of all road speeds; default 0.8 and 1.2.
    pub sensitivity_speeds: Option<Vec<f64>>,
    /// Solver seconds for all counterfactuals; 0 leaves them out. Default 20.
    pub counterfactual_s: Option<f64>,
    /// How many plans nearly as good are looked for; 0 = none. Default 5.
    pub robustness_plans: Option<usize>,
    /// They cost at most this share more. Default 0.01.
    pub robustness_epsilon: Option<f64>,
    pub robustness_s: Option<f64>,
    /// Look for openings under this preset too; `expand` always does. Default: false.
    pub openings: Option<bool>,
    /// At most so many openings.
    pub most_openings: Option<u32>,
    /// Vietnamese dong for all openings.
    pub opening_budget_vnd: Option<f64>,
    /// Vietnamese dong for a site that tells no cost.
    pub opening_cost_vnd: Option<f64>,
    /// Communes (codes, names, or former districts) whose people should have two points: no plan takes the second from those who
    /// have it, and openings look for one.
    pub second_point_in: Option<Vec<String>>,
    /// A gap with fewer people gets no point of its own, but a bus or a collaborator. Default 300.
    pub least_people_for_point: Option<f64>,
    /// Solver seconds for openings, and again for stops. Default 15.
    pub opening_s: Option<f64>,
    /// Default 0.
    pub buses: Option<u32>,
    /// Of one bus, ways included. Default 35.
    pub bus_weekly_hours: Option<f64>,
    /// Default 3.
    pub bus_hours_per_stop: Option<f64>,
    /// On the way, for each visit. Default 0.5.
    pub bus_travel_hours: Option<f64>,
    /// To one stop in a week at most. Default 1.
    pub bus_visits_per_stop: Option<u32>,
    /// Codes of the stops that buses may make; default: all of that kind, else the cells of gaps.
    pub bus_stops: Option<Vec<String>>,
}

/// Why a settings file is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingsFileError {
    #[error("{0}")]
    Syntax(String),
    #[error("{field} = '{value}' is none of: {known}")]
    Unknown {
        field: &'static str,
        value: String,
        known: String,
    },
}

/// A named rule that reviews may retain.
fn named_rule(name: &str) -> Option<Rule> {
    let agents = [FacilityKind::Agent];
    match name {
        "plan68" => Some(Rule::plan68()),
        "plan68_agents" => Some(Rule::plan68_agents()),
        "scheme" => Some(Rule::scheme()),
        "scheme_agents" => Some(Rule {
            id: "scheme_agents".into(),
            ..Rule::scheme().counting(&agents)
        }),
        "all" => Some(Rule::all()),
        _ => None,
    }
}

/// Shipped criteria by name, else criteria as text: names are one line.
fn named_criteria(value: &str) -> Result<Criteria, SettingsFileError> {
    let shipped = SHIPPED_CRITERIA.iter().find(|(id, _)| *id == value);
    if shipped.is_none() && !value.contains('\n') {
        return Err(SettingsFileError::Unknown {
            field: "criteria",
            value: value.to_owned(),
            known: "agents, branches, or the text of criteria".to_owned(),
        });
    }
    let text = shipped.map_or(value, |(_, text)| text);
    read_criteria(text).map_err(|error| SettingsFileError::Syntax(format!("criteria: {error}")))
}

/// The shipped checklist by its id, else a checklist as text.
fn named_checklist(value: &str) -> Result<Checklist, SettingsFileError> {
    let text = match value {
        "model-agent-checklist" => SHIPPED_CHECKLIST,
        text if text.contains('\n') => text,
        _ => {
            return Err(SettingsFileError::Unknown {
                field: "standards",
                value: value.to_owned(),
                known: "model-agent-checklist, or the text of a checklist".to_owned(),
            });
        }
    };
    read_checklist(text).map_err(|error| SettingsFileError::Syntax(format!("standards: {error}")))
}

impl ReviewSettingsFile {
    /// # Errors
    /// TOML that cannot be read or has an unknown field.
    pub fn from_toml(text: &str) -> Result<Self, SettingsFileError> {
        toml::from_str(text).map_err(|error| SettingsFileError::Syntax(error.to_string()))
    }

    /// The defaults with what the file says.
    ///
    /// # Errors
    /// The first name that is not known, a day that is none, criteria that cannot be read.
    pub fn settings(&self) -> Result<ReviewSettings, SettingsFileError> {
        let unknown = |field, value: &str, known: &str| SettingsFileError::Unknown {
            field,
            value: value.to_owned(),
            known: known.to_owned(),
        };
        let mut settings = ReviewSettings::default();
        if let Some(code) = &self.preset {
            settings.preset = Preset::from_code(code)
                .ok_or_else(|| unknown("preset", code, "careful, efficient, area_points, expand"))?;
        }
        if let Some(day) = &self.day {
            let read = day.parse().map_err(|_| unknown("day", day, "a day, YYYY-MM-DD"))?;
            settings.day = Some(read);
        }
        if settings.preset == Preset::AreaPoints {
            settings.under_review.push(FacilityKind::ReceptionPoint);
        }
        if let Some(kinds) = &self.under_review {
            let known = FacilityKind::ALL.map(FacilityKind::code).join(", ");
            let kind =
                |code: &String| FacilityKind::from_code(code).ok_or_else(|| unknown("under_review", code, &known));
            settings.under_review = kinds.iter().map(kind).collect::<Result<_, _>>()?;
        }
        if let Some(names) = &self.retain {
            let known = "plan68, plan68_agents, scheme, scheme_agents, all";
            let rule = |name: &String| named_rule(name).ok_or_else(|| unknown("retain", name, known));
            settings.retain = names.iter().map(rule).collect::<Result<_, _>>()?;
        }
        set(&mut settings.merge_distance, self.merge_distance_m.map(Metres));
        set(
            &mut settings.merge_travel,
            self.merge_travel_s.map(Deciseconds::from_seconds),
        );
        set(&mut settings.nearest_receivers, self.nearest_receivers);
        set(&mut settings.minimum_per_commune, self.minimum_per_commune);
        settings.maximum_changes = self.maximum_changes;
        set(&mut settings.minimum_of_commune, self.minimum_of_commune.clone());
        set(&mut settings.minimum_of_operator, self.minimum_of_operator.clone());
        set(
            &mut settings.maximum_changes_of_operator,
            self.maximum_changes_of_operator.clone(),
        );
        let names = |names: &Vec<String>| names.iter().cloned().collect();
        set(&mut settings.special.remote, self.remote.as_ref().map(names));
        set(&mut settings.special.very_large, self.very_large.as_ref().map(names));
        set(&mut settings.special.very_dense, self.very_dense.as_ref().map(names));
        set(&mut settings.dense_reserve, self.dense_reserve_share.map(Share));
        let operators = |same| if same { OperatorBound::Same } else { OperatorBound::Any };
        set(&mut settings.operators, self.same_operator_only.map(operators));
        let hours = |bound| {
            if bound {
                HoursBound::NotShorter
            } else {
                HoursBound::Ignored
            }
        };
        set(&mut settings.hours, self.hours_not_shorter.map(hours));
        set(
            &mut settings.keep,
            self.keep.as_ref().map(|codes| codes.iter().cloned().collect()),
        );
        set(
            &mut settings.must_close,
            self.must_close.as_ref().map(|codes| codes.iter().cloned().collect()),
        );
        self.set_endings(&mut settings)?;
        set(&mut settings.satisfaction_target, self.satisfaction_target.map(Share));
        set(&mut settings.minimum_evidence, self.minimum_evidence);
        set(&mut settings.poor_performance_cost, self.poor_performance_cost);
        set(&mut settings.time_limit_seconds, self.time_limit_s);
        set(&mut settings.epsilon, self.epsilon);
        set(&mut settings.sensitivity_seconds, self.sensitivity_s);
        set(&mut settings.sensitivity_speeds, self.sensitivity_speeds.clone());
        set(&mut settings.counterfactual_seconds, self.counterfactual_s);
        set(&mut settings.robustness_plans, self.robustness_plans);
        set(&mut settings.robustness_epsilon, self.robustness_epsilon);
        set(&mut settings.robustness_seconds, self.robustness_s);
        self.set_openings(&mut settings.opening);
        Ok(settings)
    }

    /// What may end a point beside a near duplicate, and what comes before.
    fn set_endings(&self, settings: &mut ReviewSettings) -> Result<(), SettingsFileError> {
        let codes = |codes: &Vec<String>| codes.iter().cloned().collect();
        set(
            &mut settings.withdrawn_operators,
            self.withdrawn_operators.as_ref().map(codes),
        );
        let missing = |may| {
            if may {
                MissingPoints::MayEnd
            } else {
                MissingPoints::Listed
            }
        };
        set(&mut settings.missing, self.missing_may_end.map(missing));
        if let Some(value) = &self.standards {
            settings.standards = Some(named_checklist(value)?);
        }
        if let Some(value) = &self.criteria {
            settings.criteria = Some(named_criteria(value)?);
        }
        set(&mut settings.remedy_months, self.remedy_months);
        for (code, day) in self.remedies.iter().flatten() {
            let read = day.parse().map_err(|_| SettingsFileError::Unknown {
                field: "remedies",
                value: format!("{code}: {day}"),
                known: "a day, YYYY-MM-DD".to_owned(),
            })?;
            settings.remedies.insert(code.clone(), read);
        }
        let after = |may| if may { AfterRemedy::MayEnd } else { AfterRemedy::Keep };
        set(&mut settings.after_remedy, self.close_after_failed_remedy.map(after));
        settings.commune_mean_minutes = self.commune_mean_minutes;
        Ok(())
    }

    fn set_openings(&self, opening: &mut OpeningSettings) {
        let when = |always| if always { Openings::Always } else { Openings::ByPreset };
        let codes = |codes: &Vec<String>| codes.iter().cloned().collect();
        set(&mut opening.openings, self.openings.map(when));
        opening.most = self.most_openings;
        opening.budget = self.opening_budget_vnd;
        opening.cost = self.opening_cost_vnd;
        set(&mut opening.second_point_in, self.second_point_in.as_ref().map(codes));
        set(&mut opening.least_people, self.least_people_for_point);
        set(&mut opening.seconds, self.opening_s);
        set(&mut opening.bus.buses, self.buses);
        set(&mut opening.bus.weekly_hours, self.bus_weekly_hours);
        set(&mut opening.bus.hours_per_stop, self.bus_hours_per_stop);
        set(&mut opening.bus.travel_hours, self.bus_travel_hours);
        set(&mut opening.bus.most_visits, self.bus_visits_per_stop);
        set(&mut opening.bus_stops, self.bus_stops.as_ref().map(codes));
    }
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults_and_a_full_one_every_field() {
        assert_eq!(
            ReviewSettingsFile::from_toml("").expect("empty").settings(),
            Ok(ReviewSettings::default())
        );
        let text = "preset = 'efficient'\nretain = ['plan68']\nmerge_travel_s = 300.0\nmust_close = ['a']\nsame_operator_only = true";
        let settings = ReviewSettingsFile::from_toml(text)
            .expect("toml")
            .settings()
            .expect("settings");
        assert_eq!(
            (settings.preset, settings.retain[0].id.as_str()),
            (Preset::Efficient, "plan68")
        );
        assert_eq!(
            (settings.merge_travel, settings.operators),
            (Deciseconds(3000), OperatorBound::Same)
        );
    }

    #[test]
    fn the_settings_that_ship_are_the_defaults_and_name_every_field() {
        let shown = crate::wire::SHIPPED_REVIEW_SETTINGS;
        let read = ReviewSettingsFile::from_toml(shown).expect("toml");
        assert_eq!(read.settings(), Ok(ReviewSettings::default()));
        let is_example = |line: &&str| {
            line.strip_prefix("# ")
                .and_then(|line| line.split_once(" = "))
                .is_some_and(|(name, _)| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
        };
        let examples = shown.lines().filter(is_example).map(|line| &line[2..]);
        let examples: Vec<&str> = examples.collect();
        assert!(examples.len() > 5, "{examples:?}");
        let whole = ReviewSettingsFile::from_toml(&format!("{}\n{shown}", examples.join("\n"))).expect("toml");
        whole.settings().expect("examples are settings");
        let told = serde_json::to_value(&whole).expect("JSON");
        let missing = told
            .as_object()
            .expect("fields")
            .iter()
            .filter(|(_, value)| value.is_null());
        assert_eq!(missing.map(|(name, _)| name).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn misspelt_fields_and_unknown_names_are_refused_by_name() {
        let error = ReviewSettingsFile::from_toml("presett = 'careful'").expect_err("misspelt");
        assert!(error.to_string().contains("presett"), "{error}");
        let file = ReviewSettingsFile {
            retain: Some(vec!["law".into()]),
            ..ReviewSettingsFile::default()
        };
        assert!(file.settings().expect_err("unknown").to_string().contains("'law'"));
    }
}
