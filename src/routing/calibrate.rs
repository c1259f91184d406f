//! Class speeds from observed trips.
//!
//! Each trip is routed with the speeds of the moment; its time is then a sum over road classes of the
//! profile's time on the class, times an unknown factor of the class's *pace* (time a metre), plus what does
//! not depend on class speeds: walking, and roads where `maxspeed` decides. The factors are those that fit the
//! observed times best, and since other speeds choose other ways, routing and fitting alternate until the
//! speeds rest.
//!
//! The fit is linear least squares with a ridge towards 1 (the profile), within bounds, by coordinate descent.
//! It is robust by Huber's weights: a trip whose error is beyond 1.345 times the scale (1.4826 x the median
//! absolute error) counts less, in proportion. Errors are relative to the computed time, so that a long trip
//! does not outweigh ten short ones (the observed time would favour the trips that were lucky). A class that too few trips use keeps its speed.
//!
//! Sources: P. J. Huber, *Robust Estimation of a Location Parameter*, 1964 (1.345: 95 % efficiency for normal
//! errors); A. E. Hoerl, R. W. Kennard, *Ridge Regression*, 1970.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::area_types::AreaTypes;
use super::profile::Profile;
use super::route::{Ridden, ridden};
use super::router::Router;
use super::sweep::Direction;
use crate::model::{RoadNetwork, Trip};

/// How the fit is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Trips that must spend at least `least_share` of their road time on a class before its speed changes.
    pub least_trips: usize,
    pub least_share: f64,
    /// Weight of the profile against the trips: as many trips that spend all their time on the class.
    pub ridge_trips: f64,
    /// A speed stays within these multiples of the profile's.
    pub slowest: f64,
    pub fastest: f64,
    /// Parts for the honest error: each is told by speeds fitted to the others.
    pub folds: usize,
    /// Rounds of routing and fitting.
    pub rounds: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            least_trips: 10,
            least_share: 0.05,
            ridge_trips: 0.25,
            slowest: 0.4,
            fastest: 2.5,
            folds: 5,
            rounds: 12,
        }
    }
}

/// Why a trip could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrouted {
    /// The start joins no road within the snap limit.
    FromJoinsNoRoad,
    ToJoinsNoRoad,
    /// No way leads from the one to the other.
    NoWay,
}

/// Errors in minutes, computed less observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    pub mean_absolute: f64,
    pub median_absolute: f64,
    /// Mean; above 0 = the profile is too slow.
    pub bias: f64,
}

/// What became of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassFit {
    pub class: String,
    /// Speeds of the profile and of the fit in the calibrated period, no area type, km/h.
    pub before_kmh: f64,
    pub after_kmh: f64,
    /// Trips that spend at least [`Settings::least_share`] of their time on it.
    pub trips: usize,
    /// Kilometres of all trips on it.
    pub km: f64,
    pub is_fitted: bool,
    /// The speed lies on a bound: the trips ask for more than is credible.
    pub at_bound: bool,
}

/// The answer of [`calibrate`].
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub profile: Profile,
    pub classes: Vec<ClassFit>,
    pub trips_used: usize,
    /// Index of each trip that could not be used, and why.
    pub unrouted: Vec<(usize, Unrouted)>,
    /// On the trips used; `None` without any.
    pub before: Option<Errors>,
    pub after: Option<Errors>,
    /// Each trip told by speeds that were fitted without it; `None` with fewer trips than folds.
    pub held_out: Option<Errors>,
    pub rounds: usize,
    /// Whether the speeds rested before the rounds ran out.
    pub converged: bool,
}

/// Fits the class speeds of the profile's current period to the trips.
///
/// Speeds that the profile names for an area type keep their ratio to the default speed. The same input gives
/// the same speeds; with no trips, or too few on every class, the profile comes back as it was.
pub fn calibrate(
    network: &RoadNetwork,
    areas: &AreaTypes,
    profile: &Profile,
    trips: &[Trip],
    settings: &Settings,
) -> Calibration {
    let (first, unrouted) = observe(network, areas, profile, trips);
    let usable: Vec<usize> = first.iter().map(|trip| trip.index).collect();
    let everything = Fit::run(network, areas, profile, trips, &usable, settings);
    let mut calibration = Calibration {
        classes: told_classes(profile, &everything, &first, settings),
        profile: everything.profile.clone(),
        trips_used: usable.len(),
        unrouted,
        before: errors(first.iter().map(|trip| trip.error_minutes())),
        after: None,
        held_out: None,
        rounds: everything.rounds,
        converged: everything.converged,
    };
    let (last, _) = observe(network, areas, &everything.profile, trips);
    calibration.after = errors(last.iter().map(|trip| trip.error_minutes()));
    if settings.folds >= 2 && usable.len() >= settings.folds {
        let mut held_out = Vec::new();
        let of_folds = Settings {
            rounds: settings.rounds.min(ROUNDS_OF_FOLDS),
            ..*settings
        };
        for fold in 0..settings.folds {
            let (test, train): (Vec<usize>, Vec<usize>) =
                usable.iter().partition(|&&trip| trip % settings.folds == fold);
            let fit = Fit::run(network, areas, profile, trips, &train, &of_folds);
            let of_test: Vec<Trip> = test.iter().map(|&trip| trips[trip]).collect();
            let (told, _) = observe(network, areas, &fit.profile, &of_test);
            held_out.extend(told.iter().map(|trip| trip.error_minutes()));
        }
        calibration.held_out = errors(held_out.into_iter());
    }
    calibration
}

/// The first rounds do nearly all; every fold goes through them, and routing is what costs.
const ROUNDS_OF_FOLDS: usize = 4;

/// A trip as routed with some profile.
struct Observed {
    index: usize,
    observed_s: f64,
    /// Seconds that no class speed changes.
    fixed_s: f64,
    /// Seconds and kilometres by class, where its speed decides.
    classes: BTreeMap<String, (f64, f64)>,
    /// As the engine tells the trip, rounded a segment at a time.
    told_s: f64,
}

impl Observed {
    fn error_minutes(&self) -> f64 {
        (self.told_s - self.observed_s) / 60.0
    }

    fn share(&self, class: &str) -> f64 {
        let road: f64 = self.classes.values().map(|(seconds, _)| seconds).sum();
        self.classes.get(class).map_or(0.0, |(seconds, _)| seconds / road)
    }
}

fn observe(
    network: &RoadNetwork,
    areas: &AreaTypes,
    profile: &Profile,
    trips: &[Trip],
) -> (Vec<Observed>, Vec<(usize, Unrouted)>) {
    let router = Router::build_in(network, profile.clone(), areas);
    let told: Vec<Result<Observed, (usize, Unrouted)>> = trips
        .par_iter()
        .enumerate()
        .map(|(index, trip)| {
            let departures = router.joins(trip.from, Direction::Forward);
            let arrivals = router.joins(trip.to, Direction::Reverse);
            let failed = |why| Err((index, why));
            if departures.is_empty() {
                return failed(Unrouted::FromJoinsNoRoad);
            }
            if arrivals.is_empty() {
                return failed(Unrouted::ToJoinsNoRoad);
            }
            match ridden(router.graph(), [trip.from, trip.to], [&departures, &arrivals]) {
                Some(pieces) => Ok(sum_up(index, trip, &pieces, network, areas, profile)),
                None => failed(Unrouted::NoWay),
            }
        })
        .collect();
    let (mut routed, mut unrouted) = (Vec::new(), Vec::new());
    for trip in told {
        match trip {
            Ok(trip) => routed.push(trip),
            Err(why) => unrouted.push(why),
        }
    }
    (routed, unrouted)
}

fn sum_up(
    index: usize,
    trip: &Trip,
    pieces: &[Ridden],
    network: &RoadNetwork,
    areas: &AreaTypes,
    profile: &Profile,
) -> Observed {
    let mut sums = Observed {
        index,
        observed_s: trip.minutes * 60.0,
        fixed_s: 0.0,
        classes: BTreeMap::new(),
        told_s: 0.0,
    };
    for piece in pieces {
        let seconds = f64::from(piece.travel) / 10.0;
        sums.told_s += seconds;
        let by_class = piece.way.filter(|&way| {
            let road = &network.ways[way as usize];
            profile.is_at_class_speed(road, areas.of_way(way as usize))
        });
        match by_class {
            None => sums.fixed_s += seconds,
            Some(way) => {
                let class = network.ways[way as usize].class.clone();
                let sum = sums.classes.entry(class).or_insert((0.0, 0.0));
                sum.0 += seconds;
                sum.1 += piece.metres / 1000.0;
            }
        }
    }
    sums
}

/// Speeds fitted to some of the trips.
struct Fit {
    profile: Profile,
    /// Factor of each fitted class's speed.
    factors: BTreeMap<String, f64>,
    rounds: usize,
    converged: bool,
}

/// Speeds rest when the fit on the present ways would change none by more than this share: 0.2 km/h on a street.
const AT_REST: f64 = 0.01;

impl Fit {
    fn run(
        network: &RoadNetwork,
        areas: &AreaTypes,
        start: &Profile,
        trips: &[Trip],
        chosen: &[usize],
        settings: &Settings,
    ) -> Fit {
        let chosen_trips: Vec<Trip> = chosen.iter().map(|&trip| trips[trip]).collect();
        let mut fit = Fit {
            profile: start.clone(),
            factors: BTreeMap::new(),
            rounds: 0,
            converged: false,
        };
        while fit.rounds < settings.rounds && !fit.converged {
            let (observed, _) = observe(network, areas, &fit.profile, &chosen_trips);
            // Evidence is judged on the first ways, so that a class does not come and go.
            if fit.rounds == 0 {
                fit.factors = start
                    .classes()
                    .filter(|class| evidence(class, &observed, settings) >= settings.least_trips.max(1))
                    .map(|class| (class.to_owned(), 1.0))
                    .collect();
            }
            let fresh = solve(&observed, &fit.factors, settings);
            fit.rounds += 1;
            let moved = |(class, factor): (&String, &f64)| (fresh[class] / factor - 1.0).abs();
            fit.converged = fit.factors.iter().map(moved).fold(0.0, f64::max) <= AT_REST;
            // Ever smaller steps once the first ways are known (successive averages): two ways of equal time
            // would take turns for ever.
            let step = 1.0 / fit.rounds.saturating_sub(1).max(1) as f64;
            for (class, factor) in &mut fit.factors {
                *factor *= (fresh[class] / *factor).powf(step);
            }
            fit.profile = start.with_speeds_times(&fit.factors);
        }
        fit
    }
}

fn evidence(class: &str, observed: &[Observed], settings: &Settings) -> usize {
    observed
        .iter()
        .filter(|trip| trip.share(class) >= settings.least_share)
        .count()
}

/// The factors of speed that fit the trips best, from those with which they were routed.
fn solve(observed: &[Observed], now: &BTreeMap<String, f64>, settings: &Settings) -> BTreeMap<String, f64> {
    let classes: Vec<&String> = now.keys().collect();
    let position: BTreeMap<&str, usize> = classes
        .iter()
        .enumerate()
        .map(|(at, class)| (class.as_str(), at))
        .collect();
    // Rows over the pace factor of each class, in shares of the computed time.
    let rows: Vec<(Vec<(usize, f64)>, f64)> = observed
        .iter()
        .filter(|trip| trip.told_s > 0.0)
        .map(|trip| {
            let mut rest = (trip.observed_s - trip.fixed_s) / trip.told_s;
            let mut row = Vec::new();
            for (class, (seconds, _)) in &trip.classes {
                match position.get(class.as_str()) {
                    // With the profile's own speed the time would be this.
                    Some(&at) => row.push((at, seconds * now[class] / trip.told_s)),
                    None => rest -= seconds / trip.told_s,
                }
            }
            (row, rest)
        })
        .collect();
    let mut pace: Vec<f64> = classes.iter().map(|class| 1.0 / now[*class]).collect();
    for _ in 0..30 {
        let residuals: Vec<f64> = rows
            .iter()
            .map(|(row, rest)| row.iter().map(|&(at, share)| share * pace[at]).sum::<f64>() - rest)
            .collect();
        let weights = huber_weights(&residuals);
        let before = pace.clone();
        descend(&rows, &weights, &mut pace, settings);
        let moved = pace
            .iter()
            .zip(&before)
            .map(|(new, old)| (new / old - 1.0).abs())
            .fold(0.0, f64::max);
        if moved < 1e-6 {
            break;
        }
    }
    classes
        .into_iter()
        .zip(pace)
        .map(|(class, pace)| (class.clone(), 1.0 / pace))
        .collect()
}

/// Weighted ridge least squares within bounds, one class after the other.
fn descend(rows: &[(Vec<(usize, f64)>, f64)], weights: &[f64], pace: &mut [f64], settings: &Settings) {
    let classes = pace.len();
    let mut square = vec![vec![0.0; classes]; classes];
    let mut right = vec![0.0; classes];
    for ((row, rest), weight) in rows.iter().zip(weights) {
        for &(a, share) in row {
            right[a] += weight * share * rest;
            for &(b, other) in row {
                square[a][b] += weight * share * other;
            }
        }
    }
    for class in 0..classes {
        square[class][class] += settings.ridge_trips;
        right[class] += settings.ridge_trips;
    }
    for _ in 0..500 {
        let mut moved = 0.0f64;
        for class in 0..classes {
            let others: f64 = (0..classes)
                .filter(|&other| other != class)
                .map(|other| square[class][other] * pace[other])
                .sum();
            let best =
                ((right[class] - others) / square[class][class]).clamp(1.0 / settings.fastest, 1.0 / settings.slowest);
            moved = moved.max((best - pace[class]).abs());
            pace[class] = best;
        }
        if moved < 1e-9 {
            break;
        }
    }
}

/// Errors of a few per cent are those of any clock: no trip is an outlier for less.
const LEAST_SCALE: f64 = 0.02;

fn huber_weights(residuals: &[f64]) -> Vec<f64> {
    let absolute: Vec<f64> = residuals.iter().map(|error| error.abs()).collect();
    let scale = (1.4826 * median(&absolute).unwrap_or(0.0)).max(LEAST_SCALE);
    let weight = |error: &f64| (1.345 * scale / error.max(1e-12)).min(1.0);
    absolute.iter().map(weight).collect()
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

fn errors(minutes: impl Iterator<Item = f64>) -> Option<Errors> {
    let errors: Vec<f64> = minutes.collect();
    let absolute: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    let count = errors.len() as f64;
    median(&absolute).map(|median_absolute| Errors {
        mean_absolute: absolute.iter().sum::<f64>() / count,
        median_absolute,
        bias: errors.iter().sum::<f64>() / count,
    })
}

fn told_classes(profile: &Profile, fit: &Fit, first: &[Observed], settings: &Settings) -> Vec<ClassFit> {
    let class = |class: &str| {
        let factor = fit.factors.get(class).copied();
        let speed = |profile: &Profile| profile.class_speed(class, None).unwrap_or(0.0);
        ClassFit {
            class: class.to_owned(),
            before_kmh: speed(profile),
            after_kmh: speed(&fit.profile),
            trips: evidence(class, first, settings),
            km: first
                .iter()
                .filter_map(|trip| trip.classes.get(class))
                .fold(0.0, |sum, (_, km)| sum + km),
            is_fitted: factor.is_some(),
            at_bound: factor.is_some_and(|factor| {
                factor <= settings.slowest * (1.0 + 1e-6) || factor >= settings.fastest * (1.0 - 1e-6)
            }),
        }
    };
    profile.classes().map(class).collect()
}
