//! The profile of every point by the criteria, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Dataset, Facility};
use crate::review::criteria::{
    Checklist, Criteria, Direction, Drawn, Figure, Indicator, PointProfile, Standing, checked, profiles_with,
};
use crate::review::field_evidence::FieldEvidence;

/// The profile of every point of the criteria's kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CriteriaAnswer {
    pub snapshot_id: String,
    pub criteria: CriteriaShape,
    /// Of the points of the checklist's kinds; null without one.
    pub checklist: Option<ChecklistShape>,
    /// In code order.
    pub points: Vec<PointProfileShape>,
    pub totals: CriteriaTotals,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CriteriaShape {
    pub id: String,
    pub version: u32,
    pub kinds: Vec<String>,
    pub name_vi: String,
    pub name_en: String,
    pub note_vi: String,
    pub note_en: String,
    pub indicators: Vec<IndicatorShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IndicatorShape {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
    pub measure: String,
    /// higher, lower
    pub direction: String,
    pub norm: Option<f64>,
    pub weight: f64,
    pub minimum_evidence: f64,
    pub source: String,
    pub enabled: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChecklistShape {
    pub id: String,
    pub version: u32,
    pub name_vi: String,
    pub name_en: String,
    /// Ids and names of the items, in the order of every point's answers.
    pub items: Vec<[String; 3]>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PointProfileShape {
    pub facility: String,
    pub name: String,
    pub operator: Option<String>,
    pub area: Option<String>,
    /// used, unused_for_unknown_reason, not_reported
    pub standing: String,
    pub indicators: Vec<FigureShape>,
    /// Weight of the indicators met, of those judged, and their quotient; null when nothing was judged.
    pub met_weight: f64,
    pub judged_weight: f64,
    pub met_share: Option<f64>,
    /// One an item: true, false, null (somebody must look). Empty without a checklist for this kind.
    pub checklist: Vec<Option<bool>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureShape {
    pub indicator: String,
    /// value = count / size
    pub count: Option<f64>,
    pub size: Option<f64>,
    pub value: Option<f64>,
    /// 95 %: Wilson for shares, Byar for rates.
    pub interval_low: Option<f64>,
    pub interval_high: Option<f64>,
    pub to_operator: Option<DrawnShape>,
    pub to_area: Option<DrawnShape>,
    /// met, below, unclear, no_verdict (too little evidence), not_judged (no norm, or switched off)
    pub verdict: String,
}

/// value = (count + strength x mean) / (size + strength); a null strength is infinite: value = mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DrawnShape {
    pub mean: f64,
    pub strength: Option<f64>,
    /// Points of the group.
    pub points: u32,
    pub value: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CriteriaTotals {
    pub points: u32,
    pub used: u32,
    pub unused_for_unknown_reason: u32,
    pub not_reported: u32,
    /// Points below in at least one indicator.
    pub below: u32,
}

impl CriteriaAnswer {
    /// From reports alone.
    pub fn of(dataset: &Dataset, snapshot_id: &str, criteria: &Criteria, checklist: Option<&Checklist>) -> Self {
        Self::of_with(dataset, snapshot_id, criteria, checklist, &FieldEvidence::default())
    }

    /// From reports, and from what citizens and inspectors say.
    pub fn of_with(
        dataset: &Dataset,
        snapshot_id: &str,
        criteria: &Criteria,
        checklist: Option<&Checklist>,
        field: &FieldEvidence,
    ) -> Self {
        let told = profiles_with(dataset, criteria, field);
        let points: Vec<PointProfileShape> = told
            .iter()
            .map(|one| point(one, dataset, criteria, checklist, field))
            .collect();
        let count = |standing: Standing| told.iter().filter(|one| one.standing == standing).count() as u32;
        let is_below = |one: &&PointProfileShape| one.indicators.iter().any(|figure| figure.verdict == "below");
        CriteriaAnswer {
            snapshot_id: snapshot_id.to_owned(),
            criteria: CriteriaShape::from(criteria),
            checklist: checklist.map(ChecklistShape::from),
            totals: CriteriaTotals {
                points: points.len() as u32,
                used: count(Standing::Used),
                unused_for_unknown_reason: count(Standing::UnusedForUnknownReason),
                not_reported: count(Standing::NotReported),
                below: points.iter().filter(is_below).count() as u32,
            },
            points,
        }
    }
}

impl From<&Criteria> for CriteriaShape {
    fn from(criteria: &Criteria) -> Self {
        let indicator = |one: &Indicator| IndicatorShape {
            id: one.id.clone(),
            name_vi: one.name_vi.clone(),
            name_en: one.name_en.clone(),
            measure: one.measure.code().to_owned(),
            direction: match one.direction {
                Direction::Higher => "higher",
                Direction::Lower => "lower",
            }
            .to_owned(),
            norm: one.norm,
            weight: one.weight,
            minimum_evidence: one.minimum_evidence,
            source: one.source.clone(),
            enabled: one.is_enabled,
        };
        CriteriaShape {
            id: criteria.id.clone(),
            version: criteria.version,
            kinds: criteria.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            name_vi: criteria.name_vi.clone(),
            name_en: criteria.name_en.clone(),
            note_vi: criteria.note_vi.clone(),
            note_en: criteria.note_en.clone(),
            indicators: criteria.indicators.iter().map(indicator).collect(),
        }
    }
}

impl From<&Checklist> for ChecklistShape {
    fn from(list: &Checklist) -> Self {
        ChecklistShape {
            id: list.id.clone(),
            version: list.version,
            name_vi: list.name_vi.clone(),
            name_en: list.name_en.clone(),
            items: list
                .items
                .iter()
                .map(|item| [item.id.clone(), item.name_vi.clone(), item.name_en.clone()])
                .collect(),
        }
    }
}

fn point(
    told: &PointProfile,
    dataset: &Dataset,
    criteria: &Criteria,
    list: Option<&Checklist>,
    field: &FieldEvidence,
) -> PointProfileShape {
    let facility = &dataset.facilities[told.facility.index()];
    let own = list.filter(|list| list.kinds.contains(&facility.kind));
    PointProfileShape {
        facility: facility.code.clone(),
        name: facility.name.clone(),
        operator: facility.operator.clone(),
        area: facility.area.clone(),
        standing: match told.standing {
            Standing::Used => "used",
            Standing::UnusedForUnknownReason => "unused_for_unknown_reason",
            Standing::NotReported => "not_reported",
        }
        .to_owned(),
        indicators: told.figures.iter().map(|one| figure(one, criteria)).collect(),
        met_weight: told.met_weight,
        judged_weight: told.judged_weight,
        met_share: (told.judged_weight > 0.0).then(|| told.met_weight / told.judged_weight),
        checklist: own.map_or_else(Vec::new, |list| looked_at(facility, list, field)),
    }
}

/// What an inspector saw goes before what the data say.
fn looked_at(facility: &Facility, list: &Checklist, field: &FieldEvidence) -> Vec<Option<bool>> {
    let seen = field.items.get(&facility.code).filter(|_| field.checklist == list.id);
    let of_data = list.items.iter().zip(checked(facility, list));
    of_data
        .map(|(item, told)| seen.and_then(|seen| seen.get(&item.id).copied()).or(told))
        .collect()
}

fn figure(told: &Figure, criteria: &Criteria) -> FigureShape {
    let drawn = |drawn: Drawn| DrawnShape {
        mean: drawn.prior.mean,
        strength: drawn.prior.strength.is_finite().then_some(drawn.prior.strength),
        points: drawn.prior.points as u32,
        value: drawn.value,
    };
    FigureShape {
        indicator: criteria.indicators[told.indicator].id.clone(),
        count: told.sample.map(|sample| sample.count),
        size: told.sample.map(|sample| sample.size),
        value: told.sample.map(|sample| sample.quotient()),
        interval_low: told.interval.map(|interval| interval.0),
        interval_high: told.interval.map(|interval| interval.1),
        to_operator: told.to_operator.map(drawn),
        to_area: told.to_area.map(drawn),
        verdict: told.verdict.code().to_owned(),
    }
}
