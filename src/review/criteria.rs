//! How points do, indicator by indicator, each with its arithmetic: a profile, never one opaque number.
//!
//! An indicator is judged only where a norm is set, enough evidence stands behind it and the whole interval lies on one
//! side of the norm; otherwise it is *unclear* or there is *no verdict*. Beside the own figure stand those drawn towards the means of the
//! operator and of the commune ([`super::shrinkage`]); *below* also asks that the figure drawn towards the operator lies
//! on that side. A point without a dossier has no figures: it is *not used, for a reason that is not known*.
//!
//! The weighted share of indicators met is told only with its arithmetic, over those that were judged.

use super::evidence::{reports_by_facility, wilson};
use super::field_evidence::FieldEvidence;
use super::shrinkage::{Prior, Sample, byar, of_rates, of_shares};
use crate::model::{Dataset, Facility, FacilityId, FacilityKind, FacilityStatus, PerformanceMonth};
use std::collections::BTreeMap;

/// Which months' figures an indicator is the quotient of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    SatisfiedShare,
    AcceptedShare,
    OnlineShare,
    OnTimeShare,
    LateShare,
    /// Complaints a dossier.
    ComplaintRate,
    DossiersPerMonth,
    /// Vietnamese dong.
    CostPerDossier,
    /// Of the visits that citizens rated, those with 4-5 of 5 (source: citizens).
    CitizenSatisfiedShare,
    /// Of the checklist's items that apply, those met at the last inspection (source: inspection).
    StandardsMetShare,
}

/// How chance enters a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// So many of so many.
    Share,
    /// So many for so many.
    Rate,
    /// An amount: no interval, nothing is drawn.
    Amount,
}

impl Measure {
    pub const ALL: [Measure; 10] = [
        Self::SatisfiedShare,
        Self::AcceptedShare,
        Self::OnlineShare,
        Self::OnTimeShare,
        Self::LateShare,
        Self::ComplaintRate,
        Self::DossiersPerMonth,
        Self::CostPerDossier,
        Self::CitizenSatisfiedShare,
        Self::StandardsMetShare,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::SatisfiedShare => "satisfied_share",
            Self::AcceptedShare => "accepted_share",
            Self::OnlineShare => "online_share",
            Self::OnTimeShare => "on_time_share",
            Self::LateShare => "late_share",
            Self::ComplaintRate => "complaint_rate",
            Self::DossiersPerMonth => "dossiers_per_month",
            Self::CostPerDossier => "cost_per_dossier",
            Self::CitizenSatisfiedShare => "citizen_satisfied_share",
            Self::StandardsMetShare => "standards_met_share",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    pub fn chance(self) -> Chance {
        match self {
            Self::ComplaintRate => Chance::Rate,
            // All items are looked at: no sample of them is.
            Self::DossiersPerMonth | Self::CostPerDossier | Self::StandardsMetShare => Chance::Amount,
            _ => Chance::Share,
        }
    }

    /// A month's part of the quotient; `None` where the report is silent. Months that tell only one half are left out.
    fn of_month(self, month: &PerformanceMonth) -> Option<Sample> {
        let over_dossiers = |count: Option<f64>| Some((count?, month.dossiers));
        let (count, size) = match self {
            Self::SatisfiedShare => (month.satisfied?, month.responses?),
            Self::AcceptedShare => over_dossiers(month.accepted)?,
            Self::OnlineShare => over_dossiers(month.submitted_online)?,
            Self::OnTimeShare => month.in_time()?,
            Self::LateShare => over_dossiers(month.late)?,
            Self::ComplaintRate => over_dossiers(month.complaints)?,
            Self::DossiersPerMonth => (month.dossiers, 1.0),
            Self::CostPerDossier => over_dossiers(month.cost)?,
            // No report tells these.
            Self::CitizenSatisfiedShare | Self::StandardsMetShare => return None,
        };
        let count = if self.chance() == Chance::Share {
            count.min(size)
        } else {
            count
        };
        Some(Sample { count, size })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Higher,
    Lower,
}

/// One indicator of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
    pub measure: Measure,
    pub direction: Direction,
    /// In the measure's own unit; `None`: told, not judged.
    pub norm: Option<f64>,
    /// At least 0.
    pub weight: f64,
    /// Answers, dossiers or months below which nothing is said.
    pub minimum_evidence: f64,
    pub source: String,
    pub is_enabled: bool,
}

/// A versioned set of indicators for some kinds of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Criteria {
    pub id: String,
    pub version: u32,
    pub kinds: Vec<FacilityKind>,
    pub name_vi: String,
    pub name_en: String,
    pub note_vi: String,
    pub note_en: String,
    pub indicators: Vec<Indicator>,
}

/// What an indicator says of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Below,
    /// The interval holds the norm, or the figure drawn towards the operator's mean lies on its other side.
    Unclear,
    /// Too little evidence.
    NoVerdict,
    /// No norm, or switched off.
    NotJudged,
}

impl Verdict {
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Below => "below",
            Self::Unclear => "unclear",
            Self::NoVerdict => "no_verdict",
            Self::NotJudged => "not_judged",
        }
    }
}

/// A figure drawn towards the mean of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    pub prior: Prior,
    pub value: f64,
}

/// One indicator of one point. Everything is `None` where no report tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Index among the criteria's indicators.
    pub indicator: usize,
    pub sample: Option<Sample>,
    /// 95 %: Wilson for shares, Byar for rates; `None` for amounts.
    pub interval: Option<(f64, f64)>,
    pub to_operator: Option<Drawn>,
    pub to_area: Option<Drawn>,
    pub verdict: Verdict,
}

/// How a point is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Used,
    /// Reported, and no dossier: *chưa được sử dụng, chưa rõ nguyên nhân*.
    UnusedForUnknownReason,
    /// No report at all.
    NotReported,
}

/// The profile of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointProfile {
    pub facility: FacilityId,
    pub standing: Standing,
    /// One an indicator, in their order.
    pub figures: Vec<Figure>,
    /// Weight of the indicators met, and of those met or below; both 0 when nothing was judged.
    pub met_weight: f64,
    pub judged_weight: f64,
}

/// The profiles of the open points of the criteria's kinds, in code order, from reports alone.
pub fn profiles(dataset: &Dataset, criteria: &Criteria) -> Vec<PointProfile> {
    profiles_with(dataset, criteria, &FieldEvidence::default())
}

/// As [`profiles`], from reports and from what citizens and inspectors say.
pub fn profiles_with(dataset: &Dataset, criteria: &Criteria, field: &FieldEvidence) -> Vec<PointProfile> {
    let reports = reports_by_facility(dataset);
    let is_asked = |one: &Facility| one.status == FacilityStatus::Open && criteria.kinds.contains(&one.kind);
    let points: Vec<(FacilityId, &Facility, &[&PerformanceMonth])> = (0u32..)
        .zip(&dataset.facilities)
        .filter(|(_, one)| is_asked(one))
        .map(|(id, one)| {
            (
                FacilityId(id),
                one,
                reports.get(one.code.as_str()).map_or(&[][..], Vec::as_slice),
            )
        })
        .collect();
    let mut profiles: Vec<PointProfile> = points
        .iter()
        .map(|(facility, _, months)| PointProfile {
            facility: *facility,
            standing: standing(months),
            figures: Vec::with_capacity(criteria.indicators.len()),
            met_weight: 0.0,
            judged_weight: 0.0,
        })
        .collect();
    for (index, indicator) in criteria.indicators.iter().enumerate() {
        let samples: Vec<Option<Sample>> = points
            .iter()
            .map(|(_, point, months)| match indicator.measure {
                Measure::CitizenSatisfiedShare => field.citizens.get(&point.code).copied(),
                Measure::StandardsMetShare => field.standards.get(&point.code).copied(),
                reported => sample(reported, months),
            })
            .collect();
        let priors = |group: &dyn Fn(&Facility) -> Option<String>| {
            let mut groups: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
            for ((_, point, _), sample) in points.iter().zip(&samples) {
                if let (Some(group), Some(sample)) = (group(point), sample) {
                    groups.entry(group).or_default().push(*sample);
                }
            }
            let prior = |(group, own): (String, Vec<Sample>)| Some((group, prior(indicator.measure.chance(), &own)?));
            groups
                .into_iter()
                .filter_map(prior)
                .collect::<BTreeMap<String, Prior>>()
        };
        let (operators, areas) = (priors(&|one| one.operator.clone()), priors(&|one| one.area.clone()));
        for (((_, point, _), sample), profile) in points.iter().zip(&samples).zip(&mut profiles) {
            let drawn = |priors: &BTreeMap<String, Prior>, group: &Option<String>| {
                let prior = *priors.get(group.as_ref()?)?;
                Some(Drawn {
                    prior,
                    value: prior.drawn((*sample)?),
                })
            };
            let to_operator = drawn(&operators, &point.operator);
            let interval = sample.and_then(|sample| interval(indicator.measure.chance(), sample));
            let verdict = verdict(indicator, *sample, interval, to_operator);
            if indicator.is_enabled && matches!(verdict, Verdict::Met | Verdict::Below) {
                profile.judged_weight += indicator.weight;
                profile.met_weight += if verdict == Verdict::Met { indicator.weight } else { 0.0 };
            }
            profile.figures.push(Figure {
                indicator: index,
                sample: *sample,
                interval,
                to_operator,
                to_area: drawn(&areas, &point.area),
                verdict,
            });
        }
    }
    profiles
}

fn standing(months: &[&PerformanceMonth]) -> Standing {
    if months.is_empty() {
        Standing::NotReported
    } else if months.iter().all(|month| month.dossiers == 0.0) {
        Standing::UnusedForUnknownReason
    } else {
        Standing::Used
    }
}

/// `None` where no month tells, or nothing stands below the line.
fn sample(measure: Measure, months: &[&PerformanceMonth]) -> Option<Sample> {
    let told = months.iter().filter_map(|month| measure.of_month(month));
    let sum = told.fold(Sample { count: 0.0, size: 0.0 }, |sum, one| Sample {
        count: sum.count + one.count,
        size: sum.size + one.size,
    });
    (sum.size > 0.0).then_some(sum)
}

fn prior(chance: Chance, samples: &[Sample]) -> Option<Prior> {
    match chance {
        Chance::Share => of_shares(samples),
        Chance::Rate => of_rates(samples),
        Chance::Amount => None,
    }
}

fn interval(chance: Chance, sample: Sample) -> Option<(f64, f64)> {
    match chance {
        Chance::Share => wilson(sample.count, sample.size),
        Chance::Rate => Some(byar(sample)),
        Chance::Amount => None,
    }
}

fn verdict(
    indicator: &Indicator,
    sample: Option<Sample>,
    interval: Option<(f64, f64)>,
    drawn: Option<Drawn>,
) -> Verdict {
    let (Some(norm), true) = (indicator.norm, indicator.is_enabled) else {
        return Verdict::NotJudged;
    };
    let Some(sample) = sample.filter(|sample| sample.size >= indicator.minimum_evidence) else {
        return Verdict::NoVerdict;
    };
    let (low, high) = interval.unwrap_or((sample.quotient(), sample.quotient()));
    let is_good = |value: f64| match indicator.direction {
        Direction::Higher => value >= norm,
        Direction::Lower => value <= norm,
    };
    let confirms = drawn.is_none_or(|drawn| !is_good(drawn.value));
    match (is_good(low), is_good(high)) {
        (true, true) => Verdict::Met,
        (false, false) if confirms => Verdict::Below,
        _ => Verdict::Unclear,
    }
}

/// How an item of a checklist is looked up.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemCheck {
    /// One of these names is among the equipment, in folded text.
    Equipment {
        any_of: Vec<String>,
    },
    Staff {
        least: u32,
    },
    /// Square metres.
    FloorArea {
        least: f64,
    },
    Hours,
    Phone,
    Wheelchair,
    /// The whole essential list is handled.
    Procedures,
    /// Nothing in the data tells.
    Inspection,
}

/// One item of a checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    pub id: String,
    pub name_vi: String,
    pub name_en: String,
    pub check: ItemCheck,
}

/// A versioned checklist of standards.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    pub id: String,
    pub version: u32,
    pub kinds: Vec<FacilityKind>,
    pub name_vi: String,
    pub name_en: String,
    pub note_vi: String,
    pub note_en: String,
    pub items: Vec<ChecklistItem>,
}

/// For each item whether the point has it; `None`: the data do not tell, somebody must look.
pub fn checked(facility: &Facility, checklist: &Checklist) -> Vec<Option<bool>> {
    checklist.items.iter().map(|item| has(facility, &item.check)).collect()
}

fn has(facility: &Facility, check: &ItemCheck) -> Option<bool> {
    match check {
        ItemCheck::Equipment { any_of } => {
            let folded: Vec<String> = facility.equipment.iter().map(|one| crate::text::fold(one)).collect();
            let is_named = |name: &String| folded.iter().any(|one| one.contains(&crate::text::fold(name)));
            // An empty list says nothing: unknown or none.
            (!folded.is_empty()).then(|| any_of.iter().any(is_named))
        }
        ItemCheck::Staff { least } => facility.staff.map(|staff| staff >= *least),
        ItemCheck::FloorArea { least } => facility.floor_area_m2.map(|area| area >= *least),
        ItemCheck::Hours => Some(facility.opening_hours.is_some()),
        ItemCheck::Phone => Some(facility.phone.is_some()),
        ItemCheck::Wheelchair => facility.wheelchair,
        ItemCheck::Procedures => Some(facility.procedures.is_empty()),
        ItemCheck::Inspection => None,
    }
}
