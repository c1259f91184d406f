//! What remains to be done: who cannot meet a rule whatever is kept, and what would make an impossible plan possible.

use super::case::{BoundOf, Case};
use super::error::ReviewError;
use super::instance::{Instance, Level};
use super::model::{self, Objective, Outcome};
use super::numbers::Language::{English, Vietnamese};
use super::obstacle::{self, Obstacle};
use super::propose::ReviewInput;
use super::reduce;
use super::watch::Watch;
use crate::access::{CoverMatrix, ExactSum, Repair, repairs};
use crate::geometry::LonLat;
use crate::model::{AreaId, CellId, Dataset, FacilityId, FacilityStatus, Rule};
use std::collections::BTreeSet;

/// Gaps that are told for a rule, those with most people.
const MOST_GAPS: usize = 10;

/// The people of one retained rule who cannot meet it whatever is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreachable {
    pub rule: Rule,
    pub people: f64,
    pub cells: u32,
    /// The [`MOST_GAPS`] with most people, most first.
    pub gaps: Vec<ReviewGap>,
}

/// Contiguous cells that no open point serves, and the new points that would help.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewGap {
    pub people: f64,
    pub cells: u32,
    /// Where the first new point helps most: the centre of a cell; `None` where no point can help.
    pub site: Option<LonLat>,
    /// The commune of that place.
    pub area: Option<AreaId>,
    /// People of the gap who pass by a point there.
    pub site_people: f64,
    /// New points that close the gap, found one by one; `None` when a dozen do not.
    pub points_needed: Option<u32>,
}

/// What would make an impossible plan possible. Each demand to end a point needs all of its fixes, or to be lifted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    pub kind: FixKind,
    /// The point whose demanded end it is about; `None` where it is about all of them.
    pub facility: Option<FacilityId>,
    pub vietnamese: String,
    pub english: String,
}

/// The sort of a [`Fix`].
#[derive(Clone, Debug, PartialEq)]
pub enum FixKind {
    /// Let the point stay. With all of these and nothing else a plan is possible.
    LiftPin,
    /// Allow so many changes instead of the cap: the fewest with which there is a plan.
    RaiseCap { to: u32 },
    /// Open points, the first of them there, for people who would lose access under a retained rule.
    OpenNear {
        rule: String,
        people: f64,
        site: LonLat,
        area: Option<AreaId>,
        points_needed: Option<u32>,
    },
    /// Let a point within reach handle so many dossiers a month.
    AddCapacity { at: FacilityId, to: f64 },
    /// No suitable point lies below the travel time: a longer one, in seconds, would reach this one.
    MergeTravel { to: FacilityId, above_s: f64 },
    /// Ask for so many points in the commune.
    LowerMinimum { area: String, to: u32 },
    /// Let people of these communes be left with one point.
    AcceptOnePoint { areas: Vec<String> },
    /// Let the dossiers of the commune travel so many minutes on average.
    MoreTravel { area: String, to_minutes: f64 },
}

impl FixKind {
    pub fn code(&self) -> &'static str {
        match self {
            Self::LiftPin => "lift_pin",
            Self::RaiseCap { .. } => "raise_cap",
            Self::OpenNear { .. } => "open_near",
            Self::AddCapacity { .. } => "add_capacity",
            Self::MergeTravel { .. } => "merge_travel",
            Self::LowerMinimum { .. } => "lower_minimum",
            Self::AcceptOnePoint { .. } => "accept_one_point",
            Self::MoreTravel { .. } => "more_travel",
        }
    }
}

/// For each retained rule, who meets it with no open point.
pub fn unreachable(input: &ReviewInput, rules: &[Rule], covers: &[CoverMatrix]) -> Vec<Unreachable> {
    let dataset = input.dataset;
    let told = rules.iter().zip(covers).map(|(rule, cover)| {
        let passes: Vec<bool> = cover.rows().map(|row| row.iter().any(|&word| word != 0)).collect();
        let failing = || (0..passes.len()).filter(|&cell| !passes[cell] && dataset.cells[cell].people > 0.0);
        let gaps = repairs(dataset, input.travel, rule, &passes, MOST_GAPS);
        Unreachable {
            rule: rule.clone(),
            people: failing()
                .map(|cell| dataset.cells[cell].people)
                .sum::<ExactSum>()
                .value(),
            cells: failing().count() as u32,
            gaps: gaps.iter().map(|gap| review_gap(input, gap)).collect(),
        }
    });
    told.collect()
}

pub fn review_gap(input: &ReviewInput, gap: &Repair) -> ReviewGap {
    let first = gap.points.first();
    ReviewGap {
        people: gap.people,
        cells: gap.cells,
        site: first.map(|point| input.dataset.cells[point.cell.index()].location),
        area: first.and_then(|point| point.area),
        site_people: first.map_or(0.0, |point| point.people),
        points_needed: gap.points_needed().map(|needed| needed as u32),
    }
}

/// The fixes of an infeasible review: the pins to lift, then, for each of these points, what stands against its end.
///
/// # Errors
/// When the solver fails.
pub fn fixes(
    input: &ReviewInput,
    case: &Case,
    instance: &Instance,
    covers: &[CoverMatrix],
    lift: &[usize],
    seconds: f64,
    watch: Watch,
) -> Result<Vec<Fix>, ReviewError> {
    let mut fixes: Vec<Fix> = lift
        .iter()
        .map(|&j| Fix {
            kind: FixKind::LiftPin,
            facility: Some(case.points[j]),
            vietnamese: format!("{}: bỏ yêu cầu chấm dứt.", case.code(j)),
            english: format!("{}: lift the demand that it ends.", case.code(j)),
        })
        .collect();
    fixes.extend(cap_needed(instance, seconds, watch)?.map(|to| Fix {
        kind: FixKind::RaiseCap { to },
        facility: None,
        vietnamese: format!("Cho phép ít nhất {to} thay đổi."),
        english: format!("Allow at least {to} changes."),
    }));
    for &j in lift {
        for obstacle in obstacle::against_going(instance, j, case.settings.retain.len(), seconds, watch)? {
            let fix = match obstacle {
                Obstacle::Access { rule, .. } => open_near(input, case, instance, &covers[rule], rule, j),
                Obstacle::SecondPoint { rule, people } => Some(one_point(case, instance, &covers[rule], people, j)),
                Obstacle::Travel { bound } => Some(more_travel(case, instance, bound, j)),
                Obstacle::Commune { commune } => Some(lower_minimum(case, instance, commune, j)),
                Obstacle::NoReceiver => receiver(case, instance, j),
                Obstacle::MaximumChanges { .. } | Obstacle::Together { .. } => None,
            };
            fixes.extend(fix);
        }
    }
    Ok(fixes)
}

/// The fewest changes with which there is a plan; `None` without a cap, or where the cap is not what stands in the way.
fn cap_needed(instance: &Instance, seconds: f64, watch: Watch) -> Result<Option<u32>, ReviewError> {
    let Some(cap) = instance.maximum_changes else {
        return Ok(None);
    };
    let free = Instance {
        maximum_changes: None,
        ..instance.clone()
    };
    let rows = reduce::minimal_rows(&free);
    let objective = Objective::Level(Level::Changes);
    Ok(
        match model::minimise(&free, &rows, objective, &[], None, seconds, watch)? {
            Outcome::Solved { value, bound, .. } if value == bound && value > i64::from(cap) => {
                u32::try_from(value).ok()
            }
            _ => None,
        },
    )
}

/// Where new points would give access back to those who lose it when all points that must go are gone.
fn open_near(
    input: &ReviewInput,
    case: &Case,
    instance: &Instance,
    cover: &CoverMatrix,
    rule: usize,
    j: usize,
) -> Option<Fix> {
    let dataset = input.dataset;
    let stays = |facility: &FacilityId| match case.index[facility.index()] {
        Some(point) => !instance.points[point].freedom.must_leave(),
        None => true,
    };
    let loses = |cell: usize| {
        let cell = CellId(cell as u32);
        cover.contains(cell, case.points[j]) && !cover.covering(cell).any(|facility| stays(&facility))
    };
    let passes: Vec<bool> = (0..dataset.cells.len()).map(|cell| !loses(cell)).collect();
    let rule = &case.settings.retain[rule];
    let gaps = repairs(dataset, input.travel, rule, &passes, dataset.cells.len());
    let first = gaps.first()?;
    let gap = review_gap(input, first);
    let site = gap.site?;
    let people: f64 = gaps.iter().map(|gap| gap.people).sum::<ExactSum>().value();
    let needed: Option<u32> = gaps
        .iter()
        .map(|gap| gap.points_needed().map(|needed| needed as u32))
        .sum();
    let area = gap
        .area
        .map(|area| dataset.areas[area.index()].name.as_str())
        .unwrap_or_default();
    let many = |unknown: &str| needed.map_or_else(|| unknown.to_owned(), |needed| needed.to_string());
    Some(Fix {
        facility: Some(case.points[j]),
        vietnamese: format!(
            "{}: mở {} điểm mới cho {} người dân sẽ mất tiếp cận theo {}, trước hết tại {:.5}, {:.5} ({area}).",
            case.code(j),
            many("nhiều"),
            Vietnamese.whole(people),
            rule.id,
            site.lon,
            site.lat
        ),
        english: format!(
            "{}: open {} new points for the {} people who would lose access under {}, the first at {:.5}, {:.5} ({area}).",
            case.code(j),
            many("many"),
            English.whole(people),
            rule.id,
            site.lon,
            site.lat
        ),
        kind: FixKind::OpenNear {
            rule: rule.id.clone(),
            people,
            site,
            area: gap.area,
            points_needed: needed,
        },
    })
}

fn one_point(case: &Case, instance: &Instance, cover: &CoverMatrix, people: f64, j: usize) -> Fix {
    let areas = communes_of_last_second(case, instance, cover, j);
    let (code, told) = (case.code(j), areas.join(", "));
    Fix {
        facility: Some(case.points[j]),
        vietnamese: format!(
            "{code}: chấp nhận {} người dân tại {told} chỉ còn một điểm.",
            Vietnamese.whole(people)
        ),
        english: format!(
            "{code}: accept that {} people of {told} are left with one point.",
            English.whole(people)
        ),
        kind: FixKind::AcceptOnePoint { areas },
    }
}

/// The least bound with which every point of the commune that must go may go to its nearest receiver.
fn more_travel(case: &Case, instance: &Instance, bound: usize, j: usize) -> Fix {
    let needed = obstacle::least_travel(instance, &instance.travel_bounds[bound]);
    let dossiers: f64 = instance.travel_bounds[bound]
        .members
        .iter()
        .map(|&member| case.evidence[member as usize].load_per_month)
        .sum();
    // Up to the next tenth of a minute.
    let to_minutes = (needed as f64 / dossiers.max(f64::MIN_POSITIVE)).ceil() / 10.0;
    let (area, code) = (case.travel_bounds()[bound].0, case.code(j));
    Fix {
        facility: Some(case.points[j]),
        vietnamese: format!(
            "{code}: chấp nhận hồ sơ của xã, phường {area} đi thêm trung bình {} phút.",
            Vietnamese.decimal(to_minutes)
        ),
        english: format!(
            "{code}: accept that the dossiers of commune {area} travel {} min on average.",
            English.decimal(to_minutes)
        ),
        kind: FixKind::MoreTravel {
            area: area.to_owned(),
            to_minutes,
        },
    }
}

fn lower_minimum(case: &Case, instance: &Instance, commune: usize, j: usize) -> Fix {
    let goes = |member: &&u32| instance.points[**member as usize].freedom.must_leave();
    let bound = &instance.communes[commune];
    let to = (bound.members.len() - bound.members.iter().filter(goes).count()) as u32;
    let bounds = case.bounds();
    let (BoundOf::Commune(area) | BoundOf::Operator(area)) = bounds[commune].0;
    let of = bounds[commune].0;
    Fix {
        facility: Some(case.points[j]),
        vietnamese: format!("{}: chấp nhận {to} điểm ({}).", case.code(j), of.vietnamese()),
        english: format!("{}: accept {to} points ({}).", case.code(j), of.english()),
        kind: FixKind::LowerMinimum {
            area: area.to_owned(),
            to,
        },
    }
}

/// The least change that gives `j` a receiver: more capacity of one that is near enough, else a longer travel time.
fn receiver(case: &Case, instance: &Instance, j: usize) -> Option<Fix> {
    let own = &instance.points[j];
    let (code, facility) = (case.code(j), Some(case.points[j]));
    let suitable = || {
        let others = case.neighbours[j]
            .iter()
            .filter(|other| other.can_receive && other.point != j);
        others.filter(|other| !instance.points[other.point].freedom.must_leave())
    };
    let needed = |k: usize| instance.points[k].load + own.load;
    let lacking = |k: usize| needed(k).saturating_sub(instance.points[k].capacity);
    let near = suitable().filter(|other| other.travel < case.settings.merge_travel);
    if let Some(other) = near.min_by_key(|other| (lacking(other.point), other.point)) {
        let to = f64::from(needed(other.point)) / 10.0;
        let at = case.code(other.point);
        return Some(Fix {
            kind: FixKind::AddCapacity {
                at: case.points[other.point],
                to,
            },
            facility,
            vietnamese: format!(
                "{code}: nâng năng lực của {at} lên {} hồ sơ mỗi tháng.",
                Vietnamese.decimal(to)
            ),
            english: format!("{code}: let {at} handle {} dossiers a month.", English.decimal(to)),
        });
    }
    let other = suitable()
        .filter(|other| lacking(other.point) == 0)
        .min_by_key(|other| (other.travel, other.point))?;
    let to = case.code(other.point);
    Some(Fix {
        kind: FixKind::MergeTravel {
            to: case.points[other.point],
            above_s: f64::from(other.travel.0) / 10.0,
        },
        facility,
        vietnamese: format!(
            "{code}: cho phép chuyển xa hơn {}, tới {to}.",
            Vietnamese.minutes(other.travel)
        ),
        english: format!(
            "{code}: allow merges farther than {}, to {to}.",
            English.minutes(other.travel)
        ),
    })
}

/// Codes of the communes of people who would be left with one point of the two that they are to keep, were `j` and all points that
/// must go gone; in order.
pub fn communes_of_last_second(case: &Case, instance: &Instance, cover: &CoverMatrix, j: usize) -> Vec<String> {
    let dataset = case.dataset;
    let stays = |facility: &FacilityId| match case.index[facility.index()] {
        Some(point) => point != j && !instance.points[point].freedom.must_leave(),
        None => true,
    };
    communes_of(dataset, |cell| {
        let id = CellId(cell as u32);
        let wanted = case.floor.points(dataset, cover, cell);
        wanted > 1 && cover.contains(id, case.points[j]) && cover.covering(id).filter(stays).count() == 1
    })
}

/// Codes of the communes of these cells, in order.
fn communes_of(dataset: &Dataset, is_meant: impl Fn(usize) -> bool) -> Vec<String> {
    let cells = (0..dataset.cells.len()).filter(|&cell| is_meant(cell));
    let areas: BTreeSet<AreaId> = cells.filter_map(|cell| dataset.cells[cell].area).collect();
    areas
        .into_iter()
        .map(|area| dataset.areas[area.index()].code.clone())
        .collect()
}

/// Codes of the communes of people who have point `j` alone, in order.
pub fn communes_of_sole_cover(
    input: &ReviewInput,
    case: &Case,
    cover: &CoverMatrix,
    stays: &dyn Fn(usize) -> bool,
    j: usize,
) -> Vec<String> {
    let dataset = input.dataset;
    let is_open = |facility: &FacilityId| match case.index[facility.index()] {
        Some(point) => point != j && stays(point),
        None => dataset.facilities[facility.index()].status == FacilityStatus::Open,
    };
    communes_of(dataset, |cell| {
        let id = CellId(cell as u32);
        cover.contains(id, case.points[j]) && !cover.covering(id).any(|facility| is_open(&facility))
    })
}
