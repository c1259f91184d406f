//! Where points open and buses stop: shapes of JSON, and the way from the review's answer to them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AddedMinutes, LevelShape};
use crate::model::{AreaLevel, Dataset};
use crate::review::{Advice, CostUnit, Expansion, Opening, PlanStatus, ReviewGap, Stop, Visit};

/// Where points open, where buses stop, where a collaborator is enough. Nothing that stands relies on any of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExpansionShape {
    /// Id of the rule that people are left out of: the first retained one.
    pub rule: String,
    /// People without the rule today, with the openings, and without even a bus.
    pub left_out_people: f64,
    /// The same once the points have opened that are announced to.
    #[serde(default)]
    pub left_out_with_announced_people: f64,
    pub left_out_after_people: f64,
    pub left_out_with_stops_people: f64,
    /// Places that were looked at for points.
    pub sites: u32,
    /// vnd, openings: what `opening_cost` counts.
    pub cost_unit: String,
    /// optimal, feasible
    pub status: String,
    pub gap: f64,
    /// left_out_people (of those whom some site serves, gaps too small for a point left out),
    /// without_second_point_people, opening_cost, openings, site_order
    pub levels: Vec<LevelShape>,
    /// Under every retained rule: people with what the plan keeps, and with its openings.
    pub rules: Vec<ExpansionRuleShape>,
    pub openings: Vec<OpeningShape>,
    pub stops: Vec<StopShape>,
    /// The gaps that remain, most people first; at most 50.
    pub remaining: Vec<RemainingGapShape>,
    pub remaining_gaps: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExpansionRuleShape {
    pub rule: String,
    pub kept_people: f64,
    pub with_openings_people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OpeningShape {
    /// The candidate's code, or `o:` and the code of the cell in whose centre it is put.
    pub code: String,
    pub name: String,
    /// open
    pub decision: String,
    pub kind: String,
    pub operator: Option<String>,
    pub lon: f64,
    pub lat: f64,
    pub area: Option<String>,
    pub area_name: Option<String>,
    pub is_candidate: bool,
    pub cost_vnd: Option<f64>,
    /// People without the rule today who have it by this point.
    pub people: f64,
    /// Those of them who have it by no other opening.
    pub people_alone: f64,
    pub second_point_people: f64,
    /// People whose nearest counting point by time it becomes.
    pub nearest_of_people: f64,
    /// Minutes saved for those of them who have a point within an hour today.
    pub saved_minutes: AddedMinutes,
    pub saved_person_minutes: f64,
    pub because_vi: Vec<String>,
    pub because_en: Vec<String>,
    pub objection_vi: String,
    pub objection_en: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StopShape {
    pub code: String,
    pub name: String,
    /// mobile
    pub decision: String,
    pub lon: f64,
    pub lat: f64,
    pub area: Option<String>,
    pub area_name: Option<String>,
    pub is_candidate: bool,
    /// People without a point, openings included, who reach the bus here.
    pub people: f64,
    /// These people times the hours of the bus in a week.
    pub people_hours: f64,
    pub visits: Vec<VisitShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitShape {
    /// 1 = Monday (thứ Hai) to 7.
    pub weekday: u8,
    /// HH:MM
    pub from: String,
    pub to: String,
    /// 1..
    pub bus: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RemainingGapShape {
    pub people: f64,
    pub cells: u32,
    /// collaborator (too few people for a point), mobile (the same in remote and very large communes), beyond_bounds, no_site
    pub advice: String,
    /// Where a point, or the centre of a collaborator's area, would help most.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub area: Option<String>,
    pub area_name: Option<String>,
    pub site_people: f64,
    pub points_needed: Option<u32>,
}

impl ExpansionShape {
    pub fn from_expansion(told: &Expansion, dataset: &Dataset) -> ExpansionShape {
        ExpansionShape {
            rule: told.rule.id.clone(),
            left_out_people: told.left_out,
            left_out_with_announced_people: told.left_out_with_announced,
            left_out_after_people: told.left_out_after,
            left_out_with_stops_people: told.left_out_with_stops,
            sites: told.sites,
            cost_unit: match told.cost_unit {
                CostUnit::Dong => "vnd",
                CostUnit::Openings => "openings",
            }
            .to_owned(),
            status: PlanStatus::code(told.status).to_owned(),
            gap: told.gap,
            levels: told
                .levels
                .iter()
                .map(|level| LevelShape {
                    name: level.name.to_owned(),
                    value: level.value,
                    bound: level.bound,
                })
                .collect(),
            rules: told
                .reached
                .iter()
                .map(|reached| ExpansionRuleShape {
                    rule: reached.rule.id.clone(),
                    kept_people: reached.kept,
                    with_openings_people: reached.with_openings,
                })
                .collect(),
            openings: told.openings.iter().map(|one| opening(one, dataset)).collect(),
            stops: told.stops.iter().map(|one| stop(one, dataset)).collect(),
            remaining: told
                .remaining
                .iter()
                .map(|(gap, advice)| remaining(gap, *advice, dataset))
                .collect(),
            remaining_gaps: told.remaining_gaps,
        }
    }
}

fn area_name(code: Option<&str>, dataset: &Dataset) -> Option<String> {
    let mut communes = dataset.areas.iter().filter(|area| area.level == AreaLevel::Commune);
    communes
        .find(|area| Some(area.code.as_str()) == code)
        .map(|area| area.name.clone())
}

fn opening(told: &Opening, dataset: &Dataset) -> OpeningShape {
    let (facility, minutes) = (&told.site.facility, |time: crate::units::Deciseconds| {
        f64::from(time.0) / 600.0
    });
    OpeningShape {
        code: facility.code.clone(),
        name: facility.name.clone(),
        decision: "open".to_owned(),
        kind: facility.kind.code().to_owned(),
        operator: facility.operator.clone(),
        lon: facility.location.lon,
        lat: facility.location.lat,
        area: told.area.clone(),
        area_name: area_name(told.area.as_deref(), dataset),
        is_candidate: told.site.is_candidate,
        cost_vnd: told.site.cost,
        people: told.people,
        people_alone: told.people_alone,
        second_point_people: told.second_point_people,
        nearest_of_people: told.nearest_of,
        saved_minutes: AddedMinutes {
            median: told.saved.median.map(minutes),
            p95: told.saved.p95.map(minutes),
            max: told.saved.max.map(minutes),
            without_alternative_people: told.saved.without_alternative_people,
        },
        saved_person_minutes: told.person_minutes,
        because_vi: told.because_vi.clone(),
        because_en: told.because_en.clone(),
        objection_vi: told.objection_vi.clone(),
        objection_en: told.objection_en.clone(),
    }
}

fn stop(told: &Stop, dataset: &Dataset) -> StopShape {
    let facility = &told.site.facility;
    StopShape {
        code: facility.code.clone(),
        name: facility.name.clone(),
        decision: "mobile".to_owned(),
        lon: facility.location.lon,
        lat: facility.location.lat,
        area: told.area.clone(),
        area_name: area_name(told.area.as_deref(), dataset),
        is_candidate: told.site.is_candidate,
        people: told.people,
        people_hours: told.people_hours,
        visits: told.visits.iter().map(VisitShape::from).collect(),
    }
}

impl From<&Visit> for VisitShape {
    fn from(visit: &Visit) -> Self {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        VisitShape {
            weekday: visit.day + 1,
            from: clock(visit.from),
            to: clock(visit.to),
            bus: visit.bus,
        }
    }
}

fn remaining(gap: &ReviewGap, advice: Advice, dataset: &Dataset) -> RemainingGapShape {
    let area = gap.area.map(|area| &dataset.areas[area.index()]);
    RemainingGapShape {
        people: gap.people,
        cells: gap.cells,
        advice: advice.code().to_owned(),
        lon: gap.site.map(|site| site.lon),
        lat: gap.site.map(|site| site.lat),
        area: area.map(|area| area.code.clone()),
        area_name: area.map(|area| area.name.clone()),
        site_people: gap.site_people,
        points_needed: gap.points_needed,
    }
}
