//! From the network to the plain problem: who is under review, what they can hand to whom, whose
//! access hangs on them.

use super::announced::{Announced, will_end};
use super::announced_words::Announcement;
use super::compatible::{Offer, can_receive};
use super::evidence::{
    Evidence, REMOTE_NORM_PER_YEAR, RURAL_NORM_PER_YEAR, URBAN_NORM_PER_YEAR, Use, capacity_of, evidence_of, reports_of,
};
use super::instance::{Arc, CommuneBound, CoverRow, Freedom, Instance, Point, TravelBound};
use super::performance::{Performance, keeping_costs, performances};
use super::reduce::{self, Hold};
use super::remedy::Structural;
use super::second_point::Floor;
use super::settings::{Preset, ReviewSettings};
use super::territory::communes_named;
use crate::access::{CoverMatrix, Travel};
use crate::geometry::distance_m;
use crate::model::{AreaLevel, CellId, Dataset, FacilityId, FacilityKind, FacilityStatus, Territory};
use crate::units::Deciseconds;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Travel between points is known below this: two limits of the scheme's 30 minutes.
pub const PAIR_LIMIT: Deciseconds = Deciseconds(36_000);

/// Another point under review, seen from a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Index among the points under review.
    pub point: usize,
    pub travel: Deciseconds,
    /// Geodesic metres.
    pub distance_m: f64,
    pub can_receive: bool,
}

/// Everything about the points under review that does not depend on a rule or preset.
pub struct Case<'a> {
    /// The network that lasts.
    pub dataset: &'a Dataset,
    pub announced: &'a Announced<'a>,
    pub settings: &'a ReviewSettings,
    /// In code order.
    pub points: Vec<FacilityId>,
    /// Index of a facility among `points`.
    pub index: Vec<Option<usize>>,
    pub evidence: Vec<Evidence>,
    pub performance: Vec<Performance>,
    /// What keeping each costs, in hundredths of an ordinary point.
    pub costs: Vec<u32>,
    /// Why it may change beside near duplicates.
    pub structural: Vec<Structural>,
    /// How many points people keep.
    pub floor: Floor,
    /// Dossiers a month; `None` when nothing tells.
    pub capacity: Vec<Option<f64>>,
    /// Share of the capacity that merges may fill.
    pub usable_share: Vec<f64>,
    pub offers: Vec<Offer>,
    /// By travel time, then code.
    pub neighbours: Vec<Vec<Neighbour>>,
}

impl<'a> Case<'a> {
    pub fn new(announced: &'a Announced<'a>, travel: &Travel, settings: &'a ReviewSettings) -> Case<'a> {
        let dataset: &'a Dataset = &announced.dataset;
        let points = under_review(dataset, settings);
        let mut index = vec![None; dataset.facilities.len()];
        points
            .iter()
            .enumerate()
            .for_each(|(point, facility)| index[facility.index()] = Some(point));
        let of = |point: &FacilityId| &dataset.facilities[point.index()];
        let own_reports = reports_of(dataset, &points);
        let evidence: Vec<Evidence> = points
            .iter()
            .zip(&own_reports)
            .map(|(point, own)| {
                let mut evidence = evidence_of(of(point), own, settings);
                evidence.load_per_month += announced.arriving(*point);
                evidence
            })
            .collect();
        let performance = performances(dataset, &points, &evidence, settings);
        let costs = keeping_costs(&own_reports, &performance, settings);
        let structural: Vec<Structural> = points
            .iter()
            .zip(evidence.iter().zip(&performance))
            .map(|(point, (evidence, performance))| {
                let is_poor = performance.is_poor() || evidence.usage == Use::Unused;
                Structural::of(of(point), settings, is_poor)
            })
            .collect();
        let communes: HashMap<&str, Territory> = dataset
            .areas
            .iter()
            .filter(|area| area.level == AreaLevel::Commune)
            .map(|area| (area.code.as_str(), area.territory))
            .collect();
        let special = |names: &BTreeSet<String>| communes_named(dataset, names.iter().map(String::as_str));
        let (remote, dense) = (special(&settings.special.remote), special(&settings.special.very_dense));
        let norm_in = |area: Option<&str>| match area {
            Some(code) if remote.contains(code) => REMOTE_NORM_PER_YEAR,
            Some(code) if communes.get(code) == Some(&Territory::Urban) => URBAN_NORM_PER_YEAR,
            _ => RURAL_NORM_PER_YEAR,
        };
        let is_dense = |point: &FacilityId| of(point).area.as_ref().is_some_and(|code| dense.contains(code));
        let usable_share = points
            .iter()
            .map(|point| 1.0 - if is_dense(point) { settings.dense_reserve.0 } else { 0.0 })
            .collect();
        let capacity = points
            .iter()
            .map(|point| capacity_of(of(point), || norm_in(of(point).area.as_deref())))
            .collect();
        let offers: Vec<Offer> = points.iter().map(|point| Offer::of(of(point))).collect();
        let limit = settings.merge_travel.max(PAIR_LIMIT);
        let neighbours = travel
            .between(&points, &points, points.len().max(1), limit)
            .into_par_iter()
            .enumerate()
            .map(|(from, found)| {
                let neighbour = |(facility, travel): (FacilityId, Deciseconds)| {
                    let point = index[facility.index()].expect("only points under review were asked for");
                    let distance_m = distance_m(of(&points[from]).location, of(&facility).location);
                    let can_receive = can_receive(&offers[from], &offers[point], settings)
                        && !will_end(of(&facility))
                        && structural[point].standards_missed.is_empty();
                    Neighbour {
                        point,
                        travel,
                        distance_m,
                        can_receive,
                    }
                };
                found.into_iter().map(neighbour).collect()
            })
            .collect();
        Case {
            dataset,
            announced,
            settings,
            points,
            index,
            evidence,
            performance,
            costs,
            structural,
            floor: Floor::of(dataset, settings, Vec::new()),
            capacity,
            usable_share,
            offers,
            neighbours,
        }
    }

    /// The same where these facilities do not stand today: nobody keeps a second point for their sake.
    pub fn with_opened(mut self, opened: Vec<FacilityId>) -> Case<'a> {
        self.floor = Floor::of(self.dataset, self.settings, opened);
        self
    }

    pub fn code(&self, point: usize) -> &'a str {
        &self.dataset.facilities[self.points[point].index()].code
    }

    /// What announcements mean for a point: whose work comes to it, and which near points it cannot be merged into because
    /// they end; in code order.
    pub fn announced_about(&self, j: usize) -> Vec<Announcement<'a>> {
        let (own, dataset, announced) = (self.points[j], self.dataset, self.announced);
        let of = move |id: FacilityId| &dataset.facilities[id.index()];
        let arriving = announced.ends.iter().filter(|end| end.successor == Some(own));
        let ended = announced.ends.iter().filter(|end| {
            let is_near = distance_m(of(own).location, of(end.facility).location) <= self.settings.merge_distance.0;
            end.successor != Some(own) && is_near && self.settings.under_review.contains(&of(end.facility).kind)
        });
        let ends_later = self.neighbours[j]
            .iter()
            .filter(|neighbour| self.is_near(neighbour))
            .map(|neighbour| of(self.points[neighbour.point]))
            .filter(|other| will_end(other));
        let mut told: Vec<Announcement<'a>> = arriving
            .map(|end| Announcement::WorkComes {
                name: &of(end.facility).name,
                on: &end.on,
                load_per_month: end.load_per_month,
            })
            .collect();
        told.extend(ended.map(|end| Announcement::NoReceiver {
            name: &of(end.facility).name,
            on: &end.on,
        }));
        told.extend(ends_later.map(|other| Announcement::NoReceiver {
            name: &other.name,
            on: other.closes_on.as_deref().unwrap_or_default(),
        }));
        told.extend(of(own).closes_on.as_deref().map(|on| Announcement::OwnEnd { on }));
        told
    }

    /// Near enough, in time and in a straight line, to be a duplicate.
    pub fn is_near(&self, neighbour: &Neighbour) -> bool {
        neighbour.travel < self.settings.merge_travel && neighbour.distance_m <= self.settings.merge_distance.0
    }

    /// Whether a point's receivers must be near duplicates, by the preset and without a demand that it ends.
    pub fn is_near_only(&self, preset: Preset, j: usize) -> bool {
        !self.must_end(j)
            && !self.may_end(j)
            && match preset {
                Preset::Careful | Preset::Expand => true,
                Preset::AreaPoints => self.is_agent(j),
                Preset::Efficient => false,
            }
    }

    /// Whether a demand ends the point: a pin, or its operator's withdrawal.
    pub fn must_end(&self, j: usize) -> bool {
        self.settings.must_close.contains(self.code(j)) || self.structural[j].operator_withdraws
    }

    /// Whether it has a reason of its own to end, beside a near duplicate.
    pub fn may_end(&self, j: usize) -> bool {
        self.structural[j].may_end(self.settings)
    }

    fn is_agent(&self, j: usize) -> bool {
        self.kind(j) == FacilityKind::Agent
    }

    fn kind(&self, j: usize) -> FacilityKind {
        self.dataset.facilities[self.points[j].index()].kind
    }

    /// Work goes to a point of the same kind, or between the two kinds of offices: an agent settles no dossiers.
    pub fn is_of_a_kind(&self, from: usize, to: usize) -> bool {
        let is_office = |kind| matches!(kind, FacilityKind::Branch | FacilityKind::ReceptionPoint);
        let (from, to) = (self.kind(from), self.kind(to));
        from == to || (is_office(from) && is_office(to))
    }

    /// `careful` sends nobody from a point that people use to one that nobody has used yet.
    pub fn is_proven_enough(&self, from: usize, to: usize) -> bool {
        self.evidence[from].usage != Use::Used || self.evidence[to].usage == Use::Used
    }

    /// The cover rows of a rule: classes of cells that hang on points under review alone.
    pub fn rows(&self, cover: &CoverMatrix, rule_index: usize) -> Vec<CoverRow> {
        rows_of(self.dataset, &self.index, cover, rule_index, &self.floor)
    }

    /// The whole problem under a preset.
    pub fn instance(&self, preset: Preset, rows: Vec<CoverRow>) -> Instance {
        let tenths = |value: f64| (value * 10.0).clamp(0.0, f64::from(u32::MAX / 4));
        let loads: Vec<u32> = self
            .evidence
            .iter()
            .map(|evidence| tenths(evidence.load_per_month).ceil() as u32)
            .collect();
        let mut points: Vec<Point> = (0..self.points.len())
            .map(|j| Point {
                freedom: Freedom::Kept,
                load: loads[j],
                capacity: self.capacity[j].map_or(0, |capacity| tenths(capacity * self.usable_share[j]).floor() as u32),
                cost: self.costs[j],
            })
            .collect();
        let mut arcs = Vec::new();
        for j in 0..points.len() {
            let pinned_away = self.must_end(j);
            if self.settings.keep.contains(self.code(j)) {
                continue;
            }
            let near_only = self.is_near_only(preset, j);
            // Only `efficient` and demands send people to points that nobody has used yet.
            let proven_only = near_only || (!pinned_away && preset != Preset::Efficient && self.may_end(j));
            let most = if near_only {
                usize::MAX
            } else {
                self.settings.nearest_receivers
            };
            let own: Vec<Arc> = self.neighbours[j]
                .iter()
                .filter(|neighbour| neighbour.travel < self.settings.merge_travel && neighbour.can_receive)
                .filter(|neighbour| !near_only || self.is_near(neighbour))
                .filter(|neighbour| points[neighbour.point].room() >= loads[j])
                .filter(|neighbour| self.is_of_a_kind(j, neighbour.point))
                .filter(|neighbour| !proven_only || self.is_proven_enough(j, neighbour.point))
                .take(most)
                .map(|neighbour| Arc {
                    from: j as u32,
                    to: neighbour.point as u32,
                    weight: weight(loads[j], neighbour.travel),
                    moved: moved(loads[j], neighbour.travel),
                })
                .collect();
            points[j].freedom = match preset {
                _ if pinned_away => Freedom::MustGo,
                Preset::Expand => Freedom::Kept,
                Preset::Careful | Preset::AreaPoints if self.may_end(j) && (!own.is_empty() || loads[j] == 0) => {
                    Freedom::Closable
                }
                Preset::Careful | Preset::AreaPoints if own.is_empty() => Freedom::Kept,
                Preset::Careful | Preset::AreaPoints => Freedom::Mergeable,
                Preset::Efficient => Freedom::Closable,
            };
            arcs.extend(own);
        }
        arcs.sort_by_key(|arc| (arc.from, arc.to));
        Instance {
            points,
            rows,
            arcs,
            communes: self.bounds().into_iter().map(|(_, bound)| bound).collect(),
            travel_bounds: self.travel_bounds().into_iter().map(|(_, bound)| bound).collect(),
            maximum_changes: self.settings.maximum_changes,
        }
    }

    /// How far the dossiers of each commune may travel, in code order, with the commune; nothing without the setting.
    pub fn travel_bounds(&self) -> Vec<(&'a str, TravelBound)> {
        let Some(minutes) = self.settings.commune_mean_minutes else {
            return Vec::new();
        };
        let mut communes: BTreeMap<&'a str, Vec<u32>> = BTreeMap::new();
        for (j, facility) in (0u32..).zip(&self.points) {
            if let Some(area) = &self.dataset.facilities[facility.index()].area {
                communes.entry(area).or_default().push(j);
            }
        }
        let bound = |(code, members): (&'a str, Vec<u32>)| {
            let dossiers: f64 = members.iter().map(|&j| self.evidence[j as usize].load_per_month).sum();
            // Dossiers x minutes, in tenths; down, as the travel of each merge is rounded up.
            let most = (dossiers * minutes * 10.0).floor() as u64;
            (code, TravelBound { members, most })
        };
        communes.into_iter().map(bound).collect()
    }

    /// The bounds on how many points stay, of communes (in code order), then of operators, each with what it is of.
    pub fn bounds(&self) -> Vec<(BoundOf<'a>, CommuneBound)> {
        let settings = self.settings;
        let mut communes: BTreeMap<&'a str, Vec<u32>> = BTreeMap::new();
        let mut operators: BTreeMap<&'a str, Vec<u32>> = BTreeMap::new();
        for (j, facility) in (0u32..).zip(&self.points) {
            let facility = &self.dataset.facilities[facility.index()];
            if let Some(area) = &facility.area {
                communes.entry(area).or_default().push(j);
            }
            if let Some(operator) = &facility.operator {
                operators.entry(operator).or_default().push(j);
            }
        }
        let of_commune = |code: &str| {
            settings
                .minimum_of_commune
                .get(code)
                .copied()
                .unwrap_or(settings.minimum_per_commune)
        };
        let of_operator = |code: &str, standing: u32| {
            let least = settings.minimum_of_operator.get(code).copied().unwrap_or(0);
            let most_gone = settings.maximum_changes_of_operator.get(code);
            least.max(most_gone.map_or(0, |most| standing.saturating_sub(*most)))
        };
        let communes = communes.into_iter().map(|(code, members)| {
            let minimum = of_commune(code).min(members.len() as u32);
            (BoundOf::Commune(code), CommuneBound { minimum, members })
        });
        let operators = operators.into_iter().map(|(code, members)| {
            let minimum = of_operator(code, members.len() as u32).min(members.len() as u32);
            (BoundOf::Operator(code), CommuneBound { minimum, members })
        });
        communes
            .chain(operators)
            .filter(|(_, bound)| bound.minimum > 0)
            .collect()
    }
}

/// What a bound on points that stay is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundOf<'a> {
    /// Code.
    Commune(&'a str),
    Operator(&'a str),
}

impl BoundOf<'_> {
    pub fn vietnamese(self) -> String {
        match self {
            BoundOf::Commune(code) => format!("Xã, phường {code}"),
            BoundOf::Operator(code) => format!("Doanh nghiệp {code}"),
        }
    }

    pub fn english(self) -> String {
        match self {
            BoundOf::Commune(code) => format!("Commune {code}"),
            BoundOf::Operator(code) => format!("Operator {code}"),
        }
    }

    /// commune_minimum, operator_minimum
    pub fn code(self) -> &'static str {
        match self {
            BoundOf::Commune(_) => "commune_minimum",
            BoundOf::Operator(_) => "operator_minimum",
        }
    }
}

/// As [`Case::rows`], with the place of each facility among the points under review.
pub fn rows_of(
    dataset: &Dataset,
    index: &[Option<usize>],
    cover: &CoverMatrix,
    rule_index: usize,
    floor: &Floor,
) -> Vec<CoverRow> {
    let cells = (0..dataset.cells.len()).filter_map(|cell| {
        let wanted = floor.points(dataset, cover, cell);
        let (mut members, mut beside) = (Vec::new(), 0);
        for facility in cover.covering(CellId(cell as u32)) {
            match index[facility.index()] {
                Some(point) => members.push(point as u32),
                None => beside += 1,
            }
            // Points that are not under review stay: with enough of them the cell is safe.
            if beside >= wanted {
                return None;
            }
        }
        let needs = wanted - beside;
        (!members.is_empty()).then(|| {
            let hold = Hold { members, needs, beside };
            (hold, dataset.cells[cell].people)
        })
    });
    reduce::classes(cells, rule_index)
}

/// The facilities under review: open, of a kind under review, in code order.
pub fn under_review(dataset: &Dataset, settings: &ReviewSettings) -> Vec<FacilityId> {
    let is_under_review = |id: &FacilityId| {
        let facility = &dataset.facilities[id.index()];
        facility.status == FacilityStatus::Open && settings.under_review.contains(&facility.kind)
    };
    (0..dataset.facilities.len() as u32)
        .map(FacilityId)
        .filter(is_under_review)
        .collect()
}

/// Travel of one merge: (load + 1 dossier) x tenths of a minute, at least 1. The added dossier lets
/// points without load prefer the nearest receiver too.
pub fn weight(load_tenths: u32, travel: Deciseconds) -> u32 {
    let dossiers = f64::from(load_tenths) / 10.0 + 1.0;
    let tenths_of_minutes = f64::from(travel.0) / 60.0;
    (dossiers * tenths_of_minutes)
        .round()
        .clamp(1.0, f64::from(u32::MAX / 4)) as u32
}

/// Travel of the load of one merge in dossiers x tenths of a minute, rounded up.
pub fn moved(load_tenths: u32, travel: Deciseconds) -> u32 {
    // Tenths of a dossier x deciseconds, of which a dossier x a tenth of a minute has 10 x 60.
    let exact = u64::from(load_tenths) * u64::from(travel.0);
    u32::try_from(exact.div_ceil(600))
        .unwrap_or(u32::MAX / 4)
        .min(u32::MAX / 4)
}
