//! Profiles: which ways a mode may use, in which direction, and how fast.
//!
//! A profile is a TOML file (`data/profiles/`). Access follows OSM's hierarchy: the most specific tag
//! that is present decides; a tag by the hour (`motor_vehicle:conditional`) decides before the plain one while
//! it holds at the period's moment. `maxspeed` caps a speed and never raises it.
//! Sources: OSM wiki, *Key:access*, *Key:oneway*, *Conditional restrictions*, *Computing access restrictions*.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::area_types::AreaType;
use super::profile_tables::{AreaTables, PeriodTables, check};
use crate::model::{Barrier, RoadWay, TravelMode, TravelPeriod, TurnRestriction, condition};

/// A cap below this is a mapping error (the extract of 2025 has a `maxspeed=2`), km/h.
const LOWEST_CREDIBLE_MAXSPEED: f64 = 5.0;

/// What `maxspeed` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maxspeed {
    #[default]
    Cap,
    Ignored,
}

/// Where a place joins the roads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snap {
    /// Any road within the snap limit, after a walk.
    #[default]
    AnyRoad,
    /// For comparison with other programs: the one node nearest in a straight line, of the largest strongly
    /// connected component. Nobody walks all the way.
    NearestNodeOfLargestComponent,
}

/// Whether the way to the nearest node takes time; said of [`Snap::NearestNodeOfLargestComponent`] only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapWalk {
    /// It takes none, and there is no snap limit.
    #[default]
    None,
    /// It is walked in a straight line; a place beyond the snap limit joins nothing.
    Straight,
}

/// How one mode travels. Speeds in km/h, factors above 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub mode: String,
    pub version: u32,
    pub walk_kmh: f64,
    pub snap_limit_m: f64,
    #[serde(default)]
    pub snap: Snap,
    #[serde(default)]
    pub snap_walk: SnapWalk,
    #[serde(default)]
    pub maxspeed: Maxspeed,
    #[serde(default = "plain_maxspeed")]
    maxspeed_keys: Vec<String>,
    access_keys: Vec<String>,
    oneway_keys: Vec<String>,
    follows_oneway: bool,
    barred: Vec<String>,
    barriers: Vec<String>,
    vehicle_classes: Vec<String>,
    pub(super) speed_kmh: BTreeMap<String, f64>,
    #[serde(default)]
    surface_factor: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) area_type: AreaTables,
    #[serde(default)]
    pub(super) period: PeriodTables,
    /// The period that questions are answered for; off-peak as read.
    #[serde(skip)]
    at: TravelPeriod,
}

/// Speeds along and against the drawing direction of a way, km/h; `None` = closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    pub forward: Option<f64>,
    pub backward: Option<f64>,
}

/// Why a profile file cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProfileError {
    #[error("the profile cannot be read: {0}")]
    Syntax(String),
    #[error("{field} is {value}; it must be above 0")]
    NotPositive { field: String, value: f64 },
    #[error("{field} is '{value}', which is unknown; choose one of {known}")]
    Unknown {
        field: String,
        value: String,
        known: String,
    },
}

fn plain_maxspeed() -> Vec<String> {
    vec!["maxspeed".to_owned()]
}

impl Profile {
    /// # Errors
    /// TOML that does not parse, an unknown or missing field, a speed or factor that is not above 0, an
    /// unknown mode, road class or area type.
    pub fn from_toml(text: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = toml::from_str(text).map_err(|error| ProfileError::Syntax(error.to_string()))?;
        check(&profile)?;
        Ok(profile)
    }

    /// The whole profile as a file that [`Profile::from_toml`] reads back to the same one; `about` becomes
    /// comments at its top. The period is not part of a file.
    pub fn to_toml(&self, about: &str) -> String {
        let comments: String = about
            .lines()
            .map(|line| format!("# {line}").trim_end().to_owned() + "\n")
            .collect();
        let body = toml::to_string(self).expect("a profile has text keys and finite numbers only");
        format!("{comments}{body}")
    }

    /// The profile that ships for a mode.
    pub fn shipped(mode: TravelMode) -> Profile {
        Profile::from_toml(Profile::shipped_text(mode)).expect("the shipped profiles parse: a test reads all four")
    }

    /// The file that ships for a mode, with the sources of its figures.
    pub fn shipped_text(mode: TravelMode) -> &'static str {
        match mode {
            TravelMode::Motorbike => include_str!("../../data/profiles/motorbike.toml"),
            TravelMode::Car => include_str!("../../data/profiles/car.toml"),
            TravelMode::Bicycle => include_str!("../../data/profiles/bicycle.toml"),
            TravelMode::Foot => include_str!("../../data/profiles/foot.toml"),
        }
    }

    /// The same profile for questions about a period.
    pub fn at(&self, period: TravelPeriod) -> Profile {
        Profile {
            at: period,
            ..self.clone()
        }
    }

    pub fn current_period(&self) -> TravelPeriod {
        self.at
    }

    /// The local moment at which signs and restrictions of the period are read.
    pub fn moment(&self) -> NaiveDateTime {
        self.period.of(self.at).moment
    }

    /// The same profile with every road speed times a factor above 0; walking and posted limits stay.
    pub fn with_speed_factor(&self, factor: f64) -> Profile {
        let mut scaled = self.clone();
        scaled.speed_kmh.values_mut().for_each(|speed| *speed *= factor);
        scaled
    }

    /// What identifies the profile in a snapshot id: every field.
    pub fn canonical_text(&self) -> String {
        format!("{self:?}")
    }

    /// The road classes that have a speed.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.speed_kmh.keys().map(String::as_str)
    }

    /// The speed on a class of road in the current period, before surface and `maxspeed`; `None` for a class
    /// that the mode has no speed on. Without an area type the defaults hold.
    ///
    /// `speed of the class x the period's factor x the area type's factor`; a speed that the area type names
    /// itself stands for the first and the third, a speed that the period names for the first and the second.
    /// The period's factor is that of the class, else that of the area type, else the general one. What was
    /// calibrated for the class in the period multiplies the whole.
    pub fn class_speed(&self, class: &str, area: Option<AreaType>) -> Option<f64> {
        let base = *self.speed_kmh.get(class)?;
        let period = self.period.of(self.at);
        let area_table = area.map(|area| self.area_type.of(area));
        let by_area_type = || area.and_then(|area| period.area_factor.get(area.code()));
        let by_period = period
            .class_factor
            .get(class)
            .or_else(by_area_type)
            .copied()
            .unwrap_or(period.factor);
        let calibrated = period.calibrated_factor.get(class).copied().unwrap_or(1.0);
        let speed = match area_table.and_then(|table| table.speed_kmh.get(class)) {
            Some(own) => own * by_period,
            None => {
                let by_area = area_table.map_or(1.0, |table| {
                    table.class_factor.get(class).copied().unwrap_or(table.factor)
                });
                period.speed_kmh.get(class).copied().unwrap_or(base * by_period) * by_area
            }
        };
        Some(speed * calibrated)
    }

    /// In which directions, and how fast, this mode travels a way of an unknown area.
    pub fn passage(&self, way: &RoadWay) -> Passage {
        self.passage_in(way, None)
    }

    /// In which directions, and how fast, this mode travels a way.
    pub fn passage_in(&self, way: &RoadWay, area: Option<AreaType>) -> Passage {
        let closed = Passage {
            forward: None,
            backward: None,
        };
        let Some(speed) = self.uncapped(way, area).filter(|_| self.may_use(way)) else {
            return closed;
        };
        let (forward, backward) = self.directions(way);
        let capped = |direction: &str| self.cap(way, direction).map_or(speed, |cap| cap.min(speed));
        Passage {
            forward: forward.then(|| capped("forward")),
            backward: backward.then(|| capped("backward")),
        }
    }

    /// Whether the class speed decides on this way, and no limit.
    pub(super) fn is_at_class_speed(&self, way: &RoadWay, area: Option<AreaType>) -> bool {
        let Some(speed) = self.uncapped(way, area) else {
            return false;
        };
        let caps = ["forward", "backward"].map(|direction| self.cap(way, direction));
        caps.into_iter().flatten().all(|cap| cap >= speed)
    }

    /// By class, area, period and surface.
    fn uncapped(&self, way: &RoadWay, area: Option<AreaType>) -> Option<f64> {
        let surface = way.tag("surface").and_then(|surface| self.surface_factor.get(surface));
        Some(self.class_speed(&way.class, area)? * surface.copied().unwrap_or(1.0))
    }

    /// The same profile with the class speeds of its current period multiplied, in every area type. Off-peak the
    /// base speeds change, and with them the peak, which is told by factors of them; in the peak it alone changes.
    pub(super) fn with_speeds_times(&self, factors: &BTreeMap<String, f64>) -> Profile {
        let mut changed = self.clone();
        for (class, factor) in factors {
            match self.at {
                TravelPeriod::OffPeak => {
                    changed
                        .speed_kmh
                        .entry(class.clone())
                        .and_modify(|speed| *speed *= factor);
                    changed.area_type.multiply(class, *factor);
                    let own = changed.period.of_mut(self.at).speed_kmh.get_mut(class);
                    own.into_iter().for_each(|speed| *speed *= factor);
                }
                TravelPeriod::Peak => {
                    let known = changed.period.of_mut(self.at).calibrated_factor.entry(class.clone());
                    *known.or_insert(1.0) *= factor;
                }
            }
        }
        changed
    }

    /// The speed limit of a way in a direction, km/h.
    fn cap(&self, way: &RoadWay, direction: &str) -> Option<f64> {
        if self.maxspeed == Maxspeed::Ignored {
            return None;
        }
        self.maxspeed_keys.iter().find_map(|key| {
            let directed = format!("{key}:{direction}");
            let said = self.tag_now(way, &directed).or_else(|| self.tag_now(way, key));
            said.and_then(maxspeed_kmh)
        })
    }

    /// A tag as it holds at the period's moment.
    fn tag_now<'a>(&self, way: &'a RoadWay, key: &str) -> Option<&'a str> {
        let by_the_hour = way
            .tags
            .iter()
            .find(|(name, _)| name.strip_suffix(":conditional") == Some(key));
        let now = by_the_hour.and_then(|(_, value)| {
            let clauses = condition::clauses(value);
            // The last clause that holds decides.
            let holds =
                |clause: &&condition::Clause| condition::holds_at(clause.condition, self.moment()) == Some(true);
            clauses.iter().rev().find(holds).map(|clause| clause.value)
        });
        now.or_else(|| way.tag(key))
    }

    /// Whether a barrier on a node stops the mode: the most specific access tag on it decides, else its kind.
    pub fn is_stopped_by(&self, barrier: &Barrier) -> bool {
        let said = self
            .access_keys
            .iter()
            .find_map(|key| barrier.tag(key).and_then(permission));
        match said {
            Some(permitted) => !permitted,
            None => self.barriers.contains(&barrier.kind),
        }
    }

    /// Whether a turn restriction binds the mode at the period's moment. Hours that cannot be read bind always.
    pub fn obeys(&self, turn: &TurnRestriction) -> bool {
        let names_us = |name: &String| self.vehicle_classes.contains(name);
        let is_meant = match &turn.vehicle {
            Some(vehicle) => names_us(vehicle),
            None => self.follows_oneway,
        };
        let is_now = || {
            let hours = turn.condition.as_deref();
            hours.is_none_or(|hours| condition::holds_at(hours, self.moment()).unwrap_or(true))
        };
        is_meant && !turn.except.iter().any(names_us) && is_now()
    }

    pub(super) fn surface_factors(&self) -> impl Iterator<Item = (&String, &f64)> {
        self.surface_factor.iter()
    }

    fn may_use(&self, way: &RoadWay) -> bool {
        let specific = self.access_keys.first();
        if self.barred.contains(&way.class) {
            return specific.and_then(|key| self.tag_now(way, key)).and_then(permission) == Some(true);
        }
        self.access_keys
            .iter()
            .find_map(|key| self.tag_now(way, key).and_then(permission))
            .unwrap_or(true)
    }

    fn directions(&self, way: &RoadWay) -> (bool, bool) {
        let said = self.oneway_keys.iter().find_map(|key| self.tag_now(way, key));
        match said {
            Some("yes" | "1" | "true") => (true, false),
            Some("-1" | "reverse") => (false, true),
            // The direction changes by the hour and the hour was not said: nobody may count on either.
            Some("reversible") => (false, false),
            // `no`, `alternating` (one at a time, both ways).
            Some(_) => (true, true),
            None if !self.follows_oneway => (true, true),
            None => {
                let is_circle = matches!(way.tag("junction"), Some("roundabout" | "circular"));
                (true, !(is_circle || way.class == "motorway"))
            }
        }
    }
}

/// Reads an access value; list values (`yes|designated`, `yes;no`) allow when any part allows.
fn permission(value: &str) -> Option<bool> {
    let parts = value.split(['|', ';']).filter_map(|part| match part.trim() {
        "yes" | "designated" | "permissive" | "destination" | "customers" | "delivery" | "official" => Some(true),
        "no" | "private" | "agricultural" | "forestry" | "military" | "use_sidepath" => Some(false),
        _ => None,
    });
    parts.fold(None, |seen, part| Some(seen.unwrap_or(false) || part))
}

fn maxspeed_kmh(value: &str) -> Option<f64> {
    let value = value.trim();
    let (number, factor) = match value.strip_suffix("mph") {
        Some(miles) => (miles, 1.609_344),
        None => (value.strip_suffix("km/h").unwrap_or(value), 1.0),
    };
    let speed = number.trim().parse::<f64>().ok()? * factor;
    (speed.is_finite() && speed >= LOWEST_CREDIBLE_MAXSPEED).then_some(speed)
}

#[cfg(test)]
mod tests;
