//! Profiles: which ways a mode may use, in which direction, and how fast.
//!
//! A profile is a TOML file (`data/profiles/`). Access follows OSM's hierarchy: the most specific tag
//! that is present decides. `maxspeed` caps a class speed and never raises it.
//! Sources: OSM wiki, *Key:access*, *Key:oneway*, *Computing access restrictions*.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{RoadWay, TravelMode, TurnRestriction};

/// A cap below this is a mapping error (the extract of 2025 has a `maxspeed=2`), km/h.
const LOWEST_CREDIBLE_MAXSPEED: f64 = 5.0;

/// How one mode travels. Speeds in km/h, factors above 0.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub mode: String,
    pub version: u32,
    pub walk_kmh: f64,
    pub snap_limit_m: f64,
    access_keys: Vec<String>,
    oneway_keys: Vec<String>,
    follows_oneway: bool,
    barred: Vec<String>,
    barriers: Vec<String>,
    exceptions: Vec<String>,
    speed_kmh: BTreeMap<String, f64>,
    surface_factor: BTreeMap<String, f64>,
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
}

impl Profile {
    /// # Errors
    /// TOML that does not parse, an unknown or missing field, a speed or factor that is not above 0.
    pub fn from_toml(text: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = toml::from_str(text).map_err(|error| ProfileError::Syntax(error.to_string()))?;
        let singles = [("walk_kmh", profile.walk_kmh), ("snap_limit_m", profile.snap_limit_m)];
        let tables = profile.speed_kmh.iter().chain(&profile.surface_factor);
        let all = singles
            .into_iter()
            .chain(tables.map(|(name, &value)| (name.as_str(), value)));
        let wrong = all.into_iter().find(|(_, value)| !(*value > 0.0 && value.is_finite()));
        let refusal = wrong.map(|(field, value)| ProfileError::NotPositive {
            field: field.to_owned(),
            value,
        });
        refusal.map_or(Ok(profile), Err)
    }

    /// The profile that ships for a mode.
    pub fn shipped(mode: TravelMode) -> Profile {
        let text = match mode {
            TravelMode::Motorbike => include_str!("../../data/profiles/motorbike.toml"),
            TravelMode::Car => include_str!("../../data/profiles/car.toml"),
            TravelMode::Bicycle => include_str!("../../data/profiles/bicycle.toml"),
            TravelMode::Foot => include_str!("../../data/profiles/foot.toml"),
        };
        Profile::from_toml(text).expect("the shipped profiles parse: a test reads all four")
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

    /// In which directions, and how fast, this mode travels a way.
    pub fn passage(&self, way: &RoadWay) -> Passage {
        let closed = Passage {
            forward: None,
            backward: None,
        };
        let Some(&class_speed) = self.speed_kmh.get(&way.class) else {
            return closed;
        };
        if !self.may_use(way) {
            return closed;
        }
        let surface = way
            .tag("surface")
            .and_then(|surface| self.surface_factor.get(surface))
            .unwrap_or(&1.0);
        let cap = way.tag("maxspeed").and_then(maxspeed_kmh).unwrap_or(f64::INFINITY);
        let speed = (class_speed * surface).min(cap);
        let (forward, backward) = self.directions(way);
        Passage {
            forward: forward.then_some(speed),
            backward: backward.then_some(speed),
        }
    }

    /// Whether a node with this `barrier` value stops the mode.
    pub fn is_stopped_by(&self, barrier: &str) -> bool {
        self.barriers.iter().any(|name| name == barrier)
    }

    /// Whether a turn restriction binds the mode.
    pub fn obeys(&self, restriction: &TurnRestriction) -> bool {
        self.follows_oneway && !restriction.except.iter().any(|name| self.exceptions.contains(name))
    }

    fn may_use(&self, way: &RoadWay) -> bool {
        let specific = self.access_keys.first();
        if self.barred.contains(&way.class) {
            return specific.and_then(|key| way.tag(key)).and_then(permission) == Some(true);
        }
        self.access_keys
            .iter()
            .find_map(|key| way.tag(key).and_then(permission))
            .unwrap_or(true)
    }

    fn directions(&self, way: &RoadWay) -> (bool, bool) {
        let said = self.oneway_keys.iter().find_map(|key| way.tag(key));
        match said {
            Some("yes" | "1" | "true") => (true, false),
            Some("-1" | "reverse") => (false, true),
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
mod tests {
    use super::*;

    fn way(class: &str, tags: &[(&str, &str)]) -> RoadWay {
        let tags = tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        RoadWay {
            id: 1,
            class: class.into(),
            name: None,
            nodes: vec![0, 1],
            tags,
        }
    }

    fn passage(mode: TravelMode, class: &str, tags: &[(&str, &str)]) -> (Option<f64>, Option<f64>) {
        let passage = Profile::shipped(mode).passage(&way(class, tags));
        (passage.forward, passage.backward)
    }

    #[test]
    fn every_shipped_profile_parses_and_names_its_mode() {
        for mode in TravelMode::ALL {
            assert_eq!(Profile::shipped(mode).mode, mode.code());
        }
    }

    #[test]
    fn motorbikes_are_barred_from_motorways_unless_a_sign_says_otherwise() {
        use TravelMode::Motorbike;
        assert_eq!(passage(Motorbike, "motorway", &[]), (None, None));
        assert_eq!(
            passage(Motorbike, "motorway", &[("motorcycle", "yes")]),
            (Some(60.0), None)
        );
        assert_eq!(
            passage(Motorbike, "primary", &[("motorcycle", "no"), ("access", "yes")]),
            (None, None)
        );
        assert_eq!(
            passage(Motorbike, "primary", &[("motorcycle", "yes|yes|designated")]),
            (Some(30.0), Some(30.0))
        );
    }

    #[test]
    fn the_most_specific_oneway_decides() {
        use TravelMode::{Foot, Motorbike};
        assert_eq!(
            passage(Motorbike, "residential", &[("oneway", "yes")]),
            (Some(18.0), None)
        );
        assert_eq!(
            passage(Motorbike, "residential", &[("oneway", "-1")]),
            (None, Some(18.0))
        );
        let contraflow = [("oneway", "yes"), ("oneway:motorcycle", "no")];
        assert_eq!(passage(Motorbike, "residential", &contraflow), (Some(18.0), Some(18.0)));
        assert_eq!(
            passage(Motorbike, "tertiary", &[("junction", "roundabout")]),
            (Some(25.0), None)
        );
        assert_eq!(
            passage(Foot, "residential", &[("oneway", "yes")]),
            (Some(4.5), Some(4.5))
        );
    }

    #[test]
    fn maxspeed_caps_but_never_raises_and_nonsense_is_ignored() {
        use TravelMode::Motorbike;
        assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "20")]).0, Some(20.0));
        assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "90")]).0, Some(40.0));
        assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "2")]).0, Some(40.0));
        assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "walk")]).0, Some(40.0));
    }

    #[test]
    fn a_speed_of_zero_is_refused_by_name() {
        let text = include_str!("../../data/profiles/foot.toml").replace("steps = 2.5", "steps = 0");
        let refused = Profile::from_toml(&text);
        assert_eq!(
            refused,
            Err(ProfileError::NotPositive {
                field: "steps".into(),
                value: 0.0
            })
        );
    }
}
