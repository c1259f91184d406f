//! The answer types: a verdict per cell, people per verdict, gaps.

use crate::geometry::LonLat;
use crate::model::{AreaId, FacilityId, Rule};
use crate::units::{Deciseconds, Share};

/// By which half of the limits a cell reaches the network. All four are told whatever the rule
/// combines; whether a cell *passes* a rule is [`Coverage::passes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Some point in time and some point in the radius, maybe different ones.
    TimeAndDistance,
    TimeOnly,
    /// A radius holds a point, but no road leads there in time: a river may lie between.
    DistanceOnly,
    Neither,
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Self::TimeAndDistance, Self::TimeOnly, Self::DistanceOnly, Self::Neither];

    pub fn code(self) -> &'static str {
        match self {
            Self::TimeAndDistance => "time_and_distance",
            Self::TimeOnly => "time_only",
            Self::DistanceOnly => "distance_only",
            Self::Neither => "neither",
        }
    }
}

/// How the roads of the data join a cell to the points that count for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// To one at least.
    ToPoint,
    /// It joins a road, and none leads to a point.
    ToNoPoint,
    /// It joins no road at all.
    Nowhere,
}

/// People by verdict. `total` is their sum; the later fields overlap them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeopleByVerdict {
    pub total: f64,
    pub time_and_distance: f64,
    pub time_only: f64,
    pub distance_only: f64,
    pub neither: f64,
    /// Who join no road.
    pub unsnapped: f64,
    /// Who join a road from which no road leads to a point that counts.
    pub unreached: f64,
    /// Of `distance_only`, those of `unsnapped` and `unreached`: no travel time is known for them.
    pub distance_only_without_road: f64,
    /// Who pass the rule; see [`crate::model::HoursBasis`] for the share of people in it.
    pub passing: f64,
}

impl PeopleByVerdict {
    /// Adds people of whom the share `passing` (0..=1) passes.
    pub fn add(&mut self, people: f64, verdict: Verdict, passing: f64, joined: Joined) {
        self.total += people;
        *match verdict {
            Verdict::TimeAndDistance => &mut self.time_and_distance,
            Verdict::TimeOnly => &mut self.time_only,
            Verdict::DistanceOnly => &mut self.distance_only,
            Verdict::Neither => &mut self.neither,
        } += people;
        self.passing += people * passing;
        match joined {
            Joined::ToPoint => return,
            Joined::ToNoPoint => self.unreached += people,
            Joined::Nowhere => self.unsnapped += people,
        }
        if verdict == Verdict::DistanceOnly {
            self.distance_only_without_road += people;
        }
    }
}

/// A contiguous group of cells that do not pass the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    pub people: f64,
    pub cells: u32,
    /// The cell centre that, as a new point, would reach the most people of the gap within the radius.
    pub site: LonLat,
    pub site_people: f64,
    pub area: Option<AreaId>,
}

/// One area's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaCoverage {
    pub area: AreaId,
    pub people: PeopleByVerdict,
    /// Open counting facilities that stand in the area.
    pub points: u32,
    /// Population-weighted median travel time to the nearest counting point; `NEVER` when half or
    /// more cannot reach any.
    pub median: Deciseconds,
}

/// What one rule says about the whole city.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    pub rule: Rule,
    /// One per cell, in cell order.
    pub verdicts: Vec<Verdict>,
    /// One per cell: does it pass the rule (at any hour, where the rule asks for open points)?
    pub passes: Vec<bool>,
    pub people: PeopleByVerdict,
    /// Urban and rural communes apart.
    pub urban: PeopleByVerdict,
    pub rural: PeopleByVerdict,
    /// People of 60 years and more, where a source tells them; all 0 where none does.
    pub elderly: PeopleByVerdict,
    /// People whose cell lies in no area.
    pub outside_areas: PeopleByVerdict,
    pub areas: Vec<AreaCoverage>,
    pub gaps: Vec<Gap>,
    /// Population-weighted quantiles of travel time to the nearest counting point, all residents.
    pub median: Deciseconds,
    pub p95: Deciseconds,
}

impl Coverage {
    /// Whether the share of people who pass is the rule's target for the whole city, or above it.
    pub fn meets_city_target(&self) -> bool {
        meets(&self.people, self.rule.targets.city)
    }

    /// The communes in which fewer people pass than the rule's target for a commune asks.
    pub fn below_target(&self) -> impl Iterator<Item = &AreaCoverage> {
        let target = self.rule.targets.commune;
        self.areas.iter().filter(move |area| !meets(&area.people, target))
    }
}

/// Nobody misses a target where nobody lives. A billionth of the people is what sums of fractions may lose.
fn meets(people: &PeopleByVerdict, target: Share) -> bool {
    people.passing >= people.total * (target.0 - 1e-9)
}

/// The k nearest facilities of every cell by travel time, in rank order, ties by id.
#[derive(Clone, Debug, PartialEq)]
pub struct KNearest {
    k: usize,
    entries: Vec<(Deciseconds, FacilityId)>,
}

impl KNearest {
    /// `entries` holds `k` pairs a cell, padded with `(NEVER, FacilityId(u32::MAX))`.
    pub fn from_entries(k: usize, entries: Vec<(Deciseconds, FacilityId)>) -> Self {
        assert!(k > 0 && entries.len().is_multiple_of(k), "k entries a cell");
        KNearest { k, entries }
    }

    /// At most k reachable facilities, nearest first.
    pub fn of(&self, cell: usize) -> &[(Deciseconds, FacilityId)] {
        let row = &self.entries[cell * self.k..][..self.k];
        &row[..row.iter().take_while(|(time, _)| time.is_reachable()).count()]
    }

    pub fn nearest(&self, cell: usize) -> Option<(Deciseconds, FacilityId)> {
        self.of(cell).first().copied()
    }

    pub fn cells(&self) -> usize {
        self.entries.len() / self.k
    }
}
