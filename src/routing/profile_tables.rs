//! The parts of a profile that change its speeds by area type and by period, and the check of all figures.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::area_types::AreaType;
use super::profile::{Profile, ProfileError};
use crate::model::{TravelMode, TravelPeriod};

/// Values of `highway` that a speed may be given for, and `ferry`. Source: OSM wiki, *Key:highway*.
const ROAD_CLASSES: [&str; 29] = [
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
    "track",
    "path",
    "footway",
    "pedestrian",
    "cycleway",
    "bridleway",
    "busway",
    "bus_guideway",
    "escape",
    "raceway",
    "steps",
    "corridor",
    "platform",
    "ferry",
];

/// Moments are told without a zone: they are those of the place.
const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// What an area type changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AreaTable {
    /// For every class that `class_factor` does not name.
    pub factor: f64,
    pub class_factor: BTreeMap<String, f64>,
    /// Speeds instead, km/h.
    pub speed_kmh: BTreeMap<String, f64>,
}

impl Default for AreaTable {
    fn default() -> Self {
        AreaTable {
            factor: 1.0,
            class_factor: BTreeMap::new(),
            speed_kmh: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AreaTables {
    very_dense: AreaTable,
    urban: AreaTable,
    rural: AreaTable,
}

impl AreaTables {
    pub fn of(&self, area: AreaType) -> &AreaTable {
        match area {
            AreaType::VeryDense => &self.very_dense,
            AreaType::Urban => &self.urban,
            AreaType::Rural => &self.rural,
        }
    }

    /// The speeds that area types name for a class themselves.
    pub fn multiply(&mut self, class: &str, factor: f64) {
        for table in [&mut self.very_dense, &mut self.urban, &mut self.rural] {
            table
                .speed_kmh
                .entry(class.to_owned())
                .and_modify(|speed| *speed *= factor);
        }
    }
}

/// What a period changes, and the moment that stands for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodTable {
    #[serde(deserialize_with = "read_moment", serialize_with = "write_moment")]
    pub moment: NaiveDateTime,
    #[serde(default = "unchanged")]
    pub factor: f64,
    #[serde(default)]
    pub class_factor: BTreeMap<String, f64>,
    #[serde(default)]
    pub speed_kmh: BTreeMap<String, f64>,
    /// For the area types that it names, instead of `factor`.
    #[serde(default)]
    pub area_factor: BTreeMap<String, f64>,
    /// By class, on top of all else: what observed trips of this period asked for.
    #[serde(default)]
    pub calibrated_factor: BTreeMap<String, f64>,
}

fn unchanged() -> f64 {
    1.0
}

impl PeriodTable {
    fn at(moment: &str) -> PeriodTable {
        PeriodTable {
            moment: NaiveDateTime::parse_from_str(moment, MOMENT).expect("it is written below"),
            factor: 1.0,
            class_factor: BTreeMap::new(),
            speed_kmh: BTreeMap::new(),
            area_factor: BTreeMap::new(),
            calibrated_factor: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodTables {
    #[serde(default = "quiet_afternoon")]
    pub off_peak: PeriodTable,
    #[serde(default = "morning_rush")]
    pub peak: PeriodTable,
}

/// A Tuesday outside of the hours that the streets of Hanoi sign for the rush (06:00-09:00, 16:00-19:30).
fn quiet_afternoon() -> PeriodTable {
    PeriodTable::at("2025-10-14T14:00")
}

/// The same day within them.
fn morning_rush() -> PeriodTable {
    PeriodTable::at("2025-10-14T07:30")
}

impl Default for PeriodTables {
    fn default() -> Self {
        PeriodTables {
            off_peak: quiet_afternoon(),
            peak: morning_rush(),
        }
    }
}

impl PeriodTables {
    pub fn of(&self, period: TravelPeriod) -> &PeriodTable {
        match period {
            TravelPeriod::OffPeak => &self.off_peak,
            TravelPeriod::Peak => &self.peak,
        }
    }

    pub fn of_mut(&mut self, period: TravelPeriod) -> &mut PeriodTable {
        match period {
            TravelPeriod::OffPeak => &mut self.off_peak,
            TravelPeriod::Peak => &mut self.peak,
        }
    }
}

fn read_moment<'de, D: Deserializer<'de>>(source: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(source)?;
    NaiveDateTime::parse_from_str(&text, MOMENT)
        .map_err(|_| serde::de::Error::custom(format!("the moment '{text}' must be written as 2025-10-14T07:30")))
}

fn write_moment<S: Serializer>(moment: &NaiveDateTime, sink: S) -> Result<S::Ok, S::Error> {
    sink.serialize_str(&moment.format(MOMENT).to_string())
}

/// Names that exist, figures above 0.
pub(super) fn check(profile: &Profile) -> Result<(), ProfileError> {
    if TravelMode::from_code(&profile.mode).is_none() {
        let known: Vec<&str> = TravelMode::ALL.iter().map(|mode| mode.code()).collect();
        return Err(unknown("mode", &profile.mode, &known));
    }
    positive("walk_kmh", profile.walk_kmh)?;
    positive("snap_limit_m", profile.snap_limit_m)?;
    table("speed_kmh", &profile.speed_kmh, &ROAD_CLASSES)?;
    for (surface, factor) in profile.surface_factors() {
        positive(&format!("surface_factor.{surface}"), *factor)?;
    }
    let classes: Vec<&str> = profile.classes().collect();
    for area in AreaType::ALL {
        let (name, changes) = (format!("area_type.{}", area.code()), profile.area_type.of(area));
        positive(&format!("{name}.factor"), changes.factor)?;
        table(&format!("{name}.class_factor"), &changes.class_factor, &classes)?;
        table(&format!("{name}.speed_kmh"), &changes.speed_kmh, &classes)?;
    }
    let area_types = AreaType::ALL.map(AreaType::code);
    for period in TravelPeriod::ALL {
        let (name, changes) = (format!("period.{}", period.code()), profile.period.of(period));
        positive(&format!("{name}.factor"), changes.factor)?;
        table(&format!("{name}.class_factor"), &changes.class_factor, &classes)?;
        table(&format!("{name}.speed_kmh"), &changes.speed_kmh, &classes)?;
        table(&format!("{name}.area_factor"), &changes.area_factor, &area_types)?;
        table(
            &format!("{name}.calibrated_factor"),
            &changes.calibrated_factor,
            &classes,
        )?;
    }
    Ok(())
}

fn table(name: &str, values: &BTreeMap<String, f64>, known: &[&str]) -> Result<(), ProfileError> {
    values.iter().try_for_each(|(key, &value)| {
        if !known.contains(&key.as_str()) {
            return Err(unknown(name, key, known));
        }
        positive(&format!("{name}.{key}"), value)
    })
}

fn positive(field: &str, value: f64) -> Result<(), ProfileError> {
    let refused = || ProfileError::NotPositive {
        field: field.to_owned(),
        value,
    };
    (value > 0.0 && value.is_finite()).then_some(()).ok_or_else(refused)
}

fn unknown(field: &str, value: &str, known: &[&str]) -> ProfileError {
    ProfileError::Unknown {
        field: field.to_owned(),
        value: value.to_owned(),
        known: known.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped_but(from: &str, to: &str) -> Result<Profile, ProfileError> {
        let text = Profile::shipped_text(TravelMode::Foot);
        assert!(text.contains(from), "{from}");
        Profile::from_toml(&text.replacen(from, to, 1))
    }

    fn refusal(from: &str, to: &str) -> String {
        shipped_but(from, to).expect_err(to).to_string()
    }

    #[test]
    fn wrong_figures_and_names_are_refused_by_name() {
        assert_eq!(
            refusal("steps = 2.5", "steps = 0"),
            "speed_kmh.steps is 0; it must be above 0"
        );
        assert_eq!(
            refusal("walk_kmh = 5.0", "walk_kmh = -1"),
            "walk_kmh is -1; it must be above 0"
        );
        assert_eq!(
            refusal("steps = 2.5", "steps = nan"),
            "speed_kmh.steps is NaN; it must be above 0"
        );
        assert!(
            refusal("steps = 2.5", "stairs = 2")
                .starts_with("speed_kmh is 'stairs', which is unknown; choose one of motorway")
        );
        assert!(refusal("mode = \"foot\"", "mode = \"hover\"").starts_with("mode is 'hover', which is unknown"));
        assert!(refusal("version = 1", "").contains("missing field `version`"));
        assert!(refusal("version = 1", "version = 1\ncolour = 3").contains("unknown field `colour`"));
        assert!(refusal("snap = \"any_road\"", "snap = \"door\"").contains("unknown variant `door`"));
        assert!(refusal("version = 1", "version = \"a\"").contains("invalid type"));
        let after = |table: &str| format!("[speed_kmh]\n{table}");
        let append = |tail: &str| {
            let text = format!("{}\n{tail}", Profile::shipped_text(TravelMode::Foot));
            Profile::from_toml(&text).expect_err(tail).to_string()
        };
        assert!(refusal("[speed_kmh]\n", &after("x = 1\n")).contains("'x'"));
        assert!(append("[area_type.suburb]\nfactor = 1").contains("unknown field `suburb`"));
        assert!(
            append("[area_type.rural.class_factor]\nbusway = 1")
                .starts_with("area_type.rural.class_factor is 'busway'")
        );
    }

    #[test]
    fn a_profile_without_the_new_tables_reads_as_ever() {
        let old: String = Profile::shipped_text(TravelMode::Foot)
            .split_inclusive('\n')
            .take_while(|line| !line.starts_with("[period") && !line.starts_with("[area_type"))
            .collect();
        let profile = Profile::from_toml(&old).expect("all of them have defaults");
        assert_eq!(profile.class_speed("steps", Some(AreaType::Rural)), Some(2.5));
        assert_eq!(profile.moment().to_string(), "2025-10-14 14:00:00");
        assert_eq!(
            profile.at(TravelPeriod::Peak).moment().to_string(),
            "2025-10-14 07:30:00"
        );
    }

    #[test]
    fn speeds_are_the_product_that_the_tables_tell() {
        let text = format!(
            "{}\n{}",
            Profile::shipped_text(TravelMode::Foot)
                .split_inclusive('\n')
                .take_while(|line| !line.starts_with("[period") && !line.starts_with("[area_type"))
                .collect::<String>(),
            "[area_type.rural]\nfactor = 2.0\nclass_factor = { path = 3.0 }\nspeed_kmh = { steps = 1.0 }\n\
             [period.peak]\nmoment = \"2025-10-14T08:00\"\nfactor = 0.5\nclass_factor = { track = 0.25 }\n\
             speed_kmh = { ferry = 10.0 }\narea_factor = { urban = 0.1 }\n"
        );
        let quiet = Profile::from_toml(&text).expect("a profile");
        let rush = quiet.at(TravelPeriod::Peak);
        let rural = Some(AreaType::Rural);
        let speed = |profile: &Profile, class, area| profile.class_speed(class, area).expect("a speed");
        assert_eq!(speed(&quiet, "primary", None), 4.5);
        assert_eq!(speed(&quiet, "primary", rural), 9.0);
        assert_eq!(speed(&quiet, "path", rural), 4.2 * 3.0);
        assert_eq!(speed(&quiet, "steps", rural), 1.0);
        assert_eq!(speed(&rush, "primary", None), 2.25);
        assert_eq!(speed(&rush, "track", None), 4.2 * 0.25);
        assert_eq!(speed(&rush, "ferry", None), 10.0);
        assert_eq!(speed(&rush, "ferry", rural), 20.0);
        assert_eq!(speed(&rush, "steps", rural), 0.5);
        assert_eq!(speed(&rush, "primary", Some(AreaType::Urban)), 4.5 * 0.1);
        assert_eq!(rush.class_speed("railway", None), None);
        assert_ne!(quiet.canonical_text(), rush.canonical_text());
    }

    #[test]
    fn every_shipped_profile_is_slower_or_equal_in_the_peak_and_dense_streets_are_no_faster() {
        for mode in TravelMode::ALL {
            let quiet = Profile::shipped(mode);
            let rush = quiet.at(TravelPeriod::Peak);
            for class in quiet.classes() {
                let areas = [None].into_iter().chain(AreaType::ALL.map(Some));
                for area in areas {
                    assert!(
                        rush.class_speed(class, area) <= quiet.class_speed(class, area),
                        "{mode:?} {class}"
                    );
                }
                let of = |area| quiet.class_speed(class, Some(area));
                assert!(of(AreaType::VeryDense) <= of(AreaType::Urban), "{mode:?} {class}");
                assert_eq!(of(AreaType::Urban), quiet.class_speed(class, None), "{mode:?} {class}");
                assert!(of(AreaType::Rural) >= of(AreaType::Urban), "{mode:?} {class}");
            }
        }
    }
}
