//! Answers of the planner brought into the shapes of this floor.

use super::answers::*;
use super::notice::{named, notice};
use super::{FiguresShape, OpenErrorsShape};
use crate::access::{AreaCoverage, Coverage, Gap, Near, PeopleByVerdict};
use crate::geometry::BBox;
use crate::model::{AreaChoice, AreaLevel, Dataset, FacilityId, FacilityKind, Origin, Override, Rule, SourceRecord};
use crate::planner::{Assessed, Snapshot};
use crate::routing::{Leg, Route};
use crate::units::Deciseconds;

/// Rounded to a given number of decimals: answers carry no digits that mean nothing.
fn rounded(value: f64, decimals: i32) -> f64 {
    let factor = 10f64.powi(decimals);
    (value * factor).round() / factor
}

fn seconds(time: Deciseconds) -> Option<f64> {
    time.seconds()
}

impl From<&Rule> for RuleShape {
    fn from(rule: &Rule) -> Self {
        RuleShape {
            id: rule.id.clone(),
            version: rule.version,
            radius_m: rule.radius.0,
            travel_s: f64::from(rule.travel.0) / 10.0,
            mode: rule.mode.code().to_owned(),
            period: rule.period.code().to_owned(),
            combine: rule.combine.code().to_owned(),
            counts: codes(&rule.counts),
            time_bound: rule.time_bound.code().to_owned(),
            distance_bound: rule.distance_bound.code().to_owned(),
            procedure: rule.procedure.clone(),
            hours: rule.hours.code().to_owned(),
            overrides: rule.overrides.iter().map(|other| override_shape(rule, other)).collect(),
            targets: TargetsShape {
                city: rule.targets.city.0,
                commune: rule.targets.commune.0,
            },
            source_vi: rule.source.as_ref().map(|source| source.vietnamese.clone()),
            source_en: rule.source.as_ref().map(|source| source.english.clone()),
        }
    }
}

fn codes(kinds: &[FacilityKind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.code().to_owned()).collect()
}

fn override_shape(rule: &Rule, other: &Override) -> OverrideShape {
    let (communes, territory, group) = match &other.areas {
        AreaChoice::Communes(codes) => (codes.clone(), None, None),
        AreaChoice::Territory(territory) => (Vec::new(), Some(territory.code().to_owned()), None),
        AreaChoice::Group(name) => {
            let communes = rule.groups.get(name).cloned().unwrap_or_default();
            (communes, None, Some(name.clone()))
        }
    };
    OverrideShape {
        communes,
        territory,
        group,
        radius_m: other.radius.map(|radius| radius.0),
        travel_s: other.travel.and_then(seconds),
        combine: other.combine.map(|combine| combine.code().to_owned()),
        counts: other.counts.as_deref().map(codes),
    }
}

impl From<&PeopleByVerdict> for PeopleShape {
    fn from(people: &PeopleByVerdict) -> Self {
        PeopleShape {
            total: people.total,
            time_and_distance: people.time_and_distance,
            time_only: people.time_only,
            distance_only: people.distance_only,
            neither: people.neither,
            unsnapped: people.unsnapped,
            unreached: people.unreached,
            distance_only_without_road: people.distance_only_without_road,
            passing: people.passing,
        }
    }
}

impl From<&SourceRecord> for Source {
    fn from(source: &SourceRecord) -> Self {
        Source {
            layer: source.layer.clone(),
            name: source.name.clone(),
            note: source.note.clone(),
            imported_at: source.imported_at.clone(),
        }
    }
}

impl AreaShape {
    pub fn of(dataset: &Dataset, coverage: &AreaCoverage) -> AreaShape {
        let area = &dataset.areas[coverage.area.index()];
        AreaShape {
            code: area.code.clone(),
            name: area.name.clone(),
            level: area.level.code().to_owned(),
            territory: area.territory.code().to_owned(),
            lon: area.point.lon,
            lat: area.point.lat,
            points: coverage.points,
            median_s: seconds(coverage.median),
            people: PeopleShape::from(&coverage.people),
        }
    }
}

impl GapShape {
    pub fn of(dataset: &Dataset, gap: &Gap) -> GapShape {
        let area = gap.area.map(|area| &dataset.areas[area.index()]);
        GapShape {
            people: gap.people,
            cells: gap.cells,
            lon: gap.site.lon,
            lat: gap.site.lat,
            site_people: gap.site_people,
            area: area.map(|area| area.code.clone()),
            area_name: area.map(|area| area.name.clone()),
        }
    }
}

impl CoverageAnswer {
    pub fn of(snapshot: &Snapshot, coverage: &Coverage) -> CoverageAnswer {
        let dataset = snapshot.dataset();
        CoverageAnswer {
            snapshot_id: snapshot.id().to_owned(),
            rule: RuleShape::from(&coverage.rule),
            sources: sources(snapshot),
            people: PeopleShape::from(&coverage.people),
            urban: PeopleShape::from(&coverage.urban),
            rural: PeopleShape::from(&coverage.rural),
            outside_areas: PeopleShape::from(&coverage.outside_areas),
            median_s: seconds(coverage.median),
            p95_s: seconds(coverage.p95),
            areas: coverage.areas.iter().map(|area| AreaShape::of(dataset, area)).collect(),
            gaps: coverage.gaps.iter().map(|gap| GapShape::of(dataset, gap)).collect(),
            answer_id: snapshot.answer_id(&coverage.rule),
            elderly: (coverage.elderly.total > 0.0).then(|| PeopleShape::from(&coverage.elderly)),
            meets_city_target: coverage.meets_city_target(),
            open_errors: OpenErrorsShape::from(snapshot.open_errors()),
            communes_below_target: coverage
                .below_target()
                .map(|area| dataset.areas[area.area.index()].code.clone())
                .collect(),
            figures: None,
        }
    }
}

/// Where the data came from; a table of travel times also tells for how many pairs of cell and facility it stands before the
/// router.
fn sources(snapshot: &Snapshot) -> Vec<Source> {
    let dataset = snapshot.dataset();
    let mut told: Vec<Source> = dataset.sources.iter().map(Source::from).collect();
    let (used, _) = snapshot.travel().own_times().counts();
    let all = dataset.cells.len() * dataset.facilities.len();
    for source in told.iter_mut().filter(|source| source.layer == "travel-times") {
        let gap = if source.note.is_empty() { "" } else { "; " };
        source.note += &format!("{gap}{used} of {all} pairs from this table, the others by road");
    }
    told
}

impl AssessAnswer {
    /// Rules that were assessed, in the order asked, each with its further figures.
    pub fn of_assessed(snapshot: &Snapshot, assessed: &[Assessed]) -> AssessAnswer {
        let rules = assessed.iter().map(|told| CoverageAnswer {
            figures: Some(FiguresShape::of(snapshot.dataset(), told)),
            ..CoverageAnswer::of(snapshot, &told.coverage)
        });
        AssessAnswer {
            snapshot_id: snapshot.id().to_owned(),
            rules: rules.collect(),
        }
    }
}

impl FacilityItem {
    pub fn of(dataset: &Dataset, facility: FacilityId) -> FacilityItem {
        let facility = &dataset.facilities[facility.index()];
        let area = facility.area.as_deref().and_then(|code| {
            dataset
                .areas
                .iter()
                .find(|area| area.level == AreaLevel::Commune && area.code == code)
        });
        let [notice_vi, notice_en] = notice(dataset, facility).map_or([None, None], |told| told.map(Some));
        let successor = facility.successor.as_deref().and_then(|code| named(dataset, code));
        FacilityItem {
            facility: facility.code.clone(),
            name: facility.name.clone(),
            kind: facility.kind.code().to_owned(),
            lon: facility.location.lon,
            lat: facility.location.lat,
            address: facility.address.clone(),
            operator: facility.operator.clone(),
            area: facility.area.clone(),
            area_name: area.map(|area| area.name.clone()),
            opening_hours: facility.opening_hours.clone(),
            phone: facility.phone.clone(),
            wheelchair: facility.wheelchair,
            procedures: facility.procedures.clone(),
            status: facility.status.code().to_owned(),
            capacity_per_month: facility.capacity_per_month,
            load_per_month: facility.load_per_month,
            is_modelled: facility.origin == Origin::Modelled,
            missing_since: facility.missing_since.clone(),
            opens_on: facility.opens_on.clone(),
            closes_on: facility.closes_on.clone(),
            successor: facility.successor.clone(),
            successor_name: successor.map(|one| one.name.clone()),
            notice_vi,
            notice_en,
        }
    }
}

impl NearestItem {
    /// `open` and `next_change` as the finder says for the moment asked.
    pub fn of(dataset: &Dataset, near: &Near, open: Option<bool>, next_change: Option<String>) -> NearestItem {
        let detail = FacilityItem::of(dataset, near.facility);
        NearestItem {
            facility: detail.facility.clone(),
            name: detail.name.clone(),
            kind: detail.kind.clone(),
            distance_m: rounded(near.distance.0, 1),
            travel_s: seconds(near.travel),
            open,
            next_change,
            closing: None,
            detail,
        }
    }
}

impl From<&Leg> for RouteStep {
    fn from(leg: &Leg) -> Self {
        RouteStep {
            street: leg.street.clone(),
            turn: leg.turn.code().to_owned(),
            distance_m: rounded(leg.distance.0, 0),
            travel_s: f64::from(leg.travel.0) / 10.0,
        }
    }
}

impl RouteAnswer {
    pub fn of(snapshot: &Snapshot, mode: &str, facility: &str, route: &Route) -> RouteAnswer {
        RouteAnswer {
            snapshot_id: snapshot.id().to_owned(),
            mode: mode.to_owned(),
            facility: facility.to_owned(),
            travel_s: f64::from(route.travel.0) / 10.0,
            distance_m: rounded(route.distance.0, 0),
            geometry: route
                .geometry
                .iter()
                .map(|at| [rounded(at.lon, 6), rounded(at.lat, 6)])
                .collect(),
            steps: route.legs.iter().map(RouteStep::from).collect(),
        }
    }
}

impl About {
    pub fn of(snapshot: &Snapshot, modes: Vec<String>) -> About {
        let dataset = snapshot.dataset();
        let corners = dataset
            .areas
            .iter()
            .flat_map(|area| area.outline.iter())
            .flat_map(|polygon| polygon.exterior().points());
        let corners = corners.map(|point| crate::geometry::LonLat::new(point.x(), point.y()));
        let bbox = BBox::around(corners)
            .or_else(|| BBox::around(dataset.facilities.iter().map(|facility| facility.location)))
            .or_else(|| BBox::around(dataset.cells.iter().map(|cell| cell.location)))
            .unwrap_or(BBox {
                west: 105.28,
                south: 20.56,
                east: 106.03,
                north: 21.39,
            });
        let city = dataset.areas.iter().find(|area| area.level == AreaLevel::City);
        About {
            snapshot_id: snapshot.id().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            is_demo: dataset.is_demo,
            city: city.map_or_else(|| "Thành phố Hà Nội".to_owned(), |city| city.name.clone()),
            bbox: [bbox.west, bbox.south, bbox.east, bbox.north],
            facilities: dataset.facilities.len() as u32,
            cells: dataset.cells.len() as u32,
            communes: dataset
                .areas
                .iter()
                .filter(|area| area.level == AreaLevel::Commune)
                .count() as u32,
            total_people: dataset.people(),
            has_review: snapshot.review().is_some(),
            modes,
            sources: dataset.sources.iter().map(Source::from).collect(),
            data_as_of: dataset
                .sources
                .iter()
                .map(|source| source.imported_at.clone())
                .max()
                .unwrap_or_default(),
        }
    }
}
