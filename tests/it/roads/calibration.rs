//! Calibration: known speeds are found again from synthetic trips.

use gandan::geometry::{LocalPlane, LonLat};
use gandan::model::{RoadNetwork, TravelMode, TravelPeriod, Trip};
use gandan::routing::calibrate::{Calibration, Settings, Unrouted, calibrate};
use gandan::routing::{AreaTypes, Profile, Router};

use super::towns::{CENTRE, Dice, regular_town, way};

/// Shipped: primary 30, tertiary 25, residential 18 km/h.
const TRUE: [(&str, f64); 3] = [("primary", 21.0), ("tertiary", 32.0), ("residential", 12.0)];

fn truth() -> Profile {
    let mut text = Profile::shipped_text(TravelMode::Motorbike).to_owned();
    for (class, kmh) in TRUE {
        let line = format!("\n{class} = ");
        let at = text.find(&line).expect("the class has a speed") + line.len();
        let end = at + text[at..].find('\n').expect("a line");
        text.replace_range(at..end, &kmh.to_string());
    }
    Profile::from_toml(&text).expect("a profile")
}

fn trips(network: &RoadNetwork, truth: &Profile, count: usize, seed: u64) -> Vec<Trip> {
    let plane = LocalPlane::at(CENTRE);
    let router = Router::build(network, truth.clone());
    let mut dice = Dice::new(seed);
    let mut place = || plane.to_lonlat([dice.below(2500) as f64, dice.below(2500) as f64]);
    (0..count)
        .map(|_| {
            let (from, to) = (place(), place());
            let route = router.route(network, from, to).expect("the town hangs together");
            let minutes = route.travel.seconds().expect("reached") / 60.0 + 0.001;
            Trip { from, to, minutes }
        })
        .collect()
}

fn fit(network: &RoadNetwork, start: &Profile, trips: &[Trip]) -> Calibration {
    calibrate(network, &AreaTypes::none(), start, trips, &Settings::default())
}

fn fitted(found: &Calibration, class: &str) -> f64 {
    found.profile.class_speed(class, None).expect("a speed")
}

fn recovers(found: &Calibration, tolerance: f64) {
    for (class, kmh) in TRUE {
        let off = (fitted(found, class) / kmh - 1.0).abs();
        assert!(
            off < tolerance,
            "{class}: {} instead of {kmh}\n{:#?}",
            fitted(found, class),
            found.classes
        );
    }
}

#[test]
fn known_speeds_are_found_again_from_exact_trips() {
    let (network, start) = (regular_town(11), Profile::shipped(TravelMode::Motorbike));
    let found = fit(&network, &start, &trips(&network, &truth(), 300, 1));
    recovers(&found, 0.04);
    assert!(found.converged, "{} rounds", found.rounds);
    assert_eq!((found.trips_used, found.unrouted.len()), (300, 0));
    let [before, after, held_out] =
        [found.before, found.after, found.held_out].map(|errors| errors.expect("300 trips"));
    assert!(before.mean_absolute > 5.0 * after.mean_absolute, "{before:?} {after:?}");
    assert!(
        held_out.mean_absolute < 0.25 && held_out.mean_absolute >= after.mean_absolute * 0.9,
        "{after:?} {held_out:?}"
    );
    // What nobody drove on keeps its speed, and is told so.
    for class in found
        .classes
        .iter()
        .filter(|class| !TRUE.iter().any(|(name, _)| *name == class.class))
    {
        assert!(
            !class.is_fitted && class.after_kmh == class.before_kmh && class.trips == 0,
            "{class:?}"
        );
    }
}

#[test]
fn noise_and_outliers_do_not_carry_the_speeds_away() {
    let (network, start) = (regular_town(11), Profile::shipped(TravelMode::Motorbike));
    let mut observed = trips(&network, &truth(), 400, 2);
    let mut dice = Dice::new(3);
    for trip in &mut observed {
        // +-10 %, and one of ten stopped for a coffee.
        trip.minutes *= 0.9 + dice.below(2001) as f64 / 10_000.0;
        if dice.one_in(10) {
            trip.minutes = trip.minutes * 3.0 + 20.0;
        }
    }
    recovers(&fit(&network, &start, &observed), 0.10);
}

#[test]
fn a_profile_with_too_few_trips_stays_as_it_is() {
    let (network, start) = (regular_town(11), Profile::shipped(TravelMode::Motorbike));
    let found = fit(&network, &start, &trips(&network, &truth(), 6, 4));
    assert_eq!(found.profile, start);
    assert_eq!(found.after, found.before);
    assert!(found.classes.iter().all(|class| !class.is_fitted));
    let none = fit(&network, &start, &[]);
    assert_eq!((none.profile, none.before, none.held_out), (start, None, None));
}

#[test]
fn trips_that_have_no_way_are_told_with_their_reason() {
    let mut network = regular_town(4);
    let plane = LocalPlane::at(CENTRE);
    let island: Vec<u32> = [(20_000.0, 0.0), (20_500.0, 0.0)]
        .iter()
        .map(|&(x, y)| {
            network.nodes.push(gandan::model::RoadNode {
                id: 1000 + network.nodes.len() as i64,
                location: plane.to_lonlat([x, y]),
                barrier: None,
            });
            network.nodes.len() as u32 - 1
        })
        .collect();
    network.ways.push(way(900, "residential", &island, &[]));
    let at = |x: f64, y: f64| -> LonLat { plane.to_lonlat([x, y]) };
    let (town, desert) = (at(100.0, 100.0), at(0.0, 50_000.0));
    let trip = |from, to| Trip { from, to, minutes: 5.0 };
    let list = [
        trip(town, desert),
        trip(desert, town),
        trip(town, at(20_100.0, 0.0)),
        trip(town, at(700.0, 700.0)),
    ];
    let found = fit(&network, &Profile::shipped(TravelMode::Motorbike), &list);
    assert_eq!(
        found.unrouted,
        [
            (0, Unrouted::ToJoinsNoRoad),
            (1, Unrouted::FromJoinsNoRoad),
            (2, Unrouted::NoWay)
        ]
    );
    assert_eq!(found.trips_used, 1);
}

#[test]
fn speeds_stay_within_their_bounds_and_say_so() {
    let (network, start) = (regular_town(11), Profile::shipped(TravelMode::Motorbike));
    let mut observed = trips(&network, &start, 200, 5);
    observed.iter_mut().for_each(|trip| trip.minutes *= 20.0);
    let found = fit(&network, &start, &observed);
    for (class, _) in TRUE {
        let told = found.classes.iter().find(|told| told.class == class).expect("told");
        assert!(
            told.at_bound && (told.after_kmh / told.before_kmh - 0.4).abs() < 1e-6,
            "{told:?}"
        );
    }
}

#[test]
fn a_limit_that_decides_is_not_blamed_on_the_class() {
    let mut network = regular_town(11);
    for road in network.ways.iter_mut().filter(|road| road.class == "primary") {
        road.tags = vec![("maxspeed".to_owned(), "15".to_owned())];
    }
    let start = Profile::shipped(TravelMode::Motorbike);
    let found = fit(&network, &start, &trips(&network, &start, 200, 6));
    let primary = found
        .classes
        .iter()
        .find(|class| class.class == "primary")
        .expect("told");
    assert!(!primary.is_fitted && primary.km == 0.0, "{primary:?}");
    for (class, _) in TRUE {
        assert!((fitted(&found, class) / start.class_speed(class, None).expect("a speed") - 1.0).abs() < 0.01);
    }
}

#[test]
fn the_peak_is_calibrated_on_its_own_and_off_peak_carries_the_peak_along() {
    let network = regular_town(11);
    let quiet = Profile::shipped(TravelMode::Motorbike);
    let rush = quiet.at(TravelPeriod::Peak);
    let mut observed = trips(&network, &rush, 200, 7);
    observed.iter_mut().for_each(|trip| trip.minutes *= 1.25);
    let found = fit(&network, &rush, &observed);
    let ratio = |profile: &Profile, of: &Profile, period| {
        let speed = |profile: &Profile| profile.at(period).class_speed("residential", None).expect("a speed");
        speed(profile) / speed(of)
    };
    assert!(ratio(&found.profile, &quiet, TravelPeriod::Peak) < 0.9);
    assert_eq!(ratio(&found.profile, &quiet, TravelPeriod::OffPeak), 1.0);
    let found = fit(&network, &quiet, &trips(&network, &truth(), 200, 8));
    let [off, on] = TravelPeriod::ALL.map(|period| ratio(&found.profile, &quiet, period));
    assert!((off - on).abs() < 1e-9 && off < 0.75, "{off} {on}");
}

#[test]
fn a_fitted_profile_survives_its_file() {
    let network = regular_town(11);
    let found = fit(
        &network,
        &Profile::shipped(TravelMode::Motorbike),
        &trips(&network, &truth(), 100, 9),
    );
    let text = found.profile.to_toml("Fitted to trips.\nSecond line");
    assert!(
        text.starts_with("# Fitted to trips.\n# Second line\nmode = \"motorbike\"\n"),
        "{text}"
    );
    assert_eq!(Profile::from_toml(&text), Ok(found.profile));
    for mode in TravelMode::ALL {
        let shipped = Profile::shipped(mode);
        assert_eq!(Profile::from_toml(&shipped.to_toml("")), Ok(shipped));
    }
}
