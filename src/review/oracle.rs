//! Exhaustive search, for tests only: every fate of every point.

use super::counterfactual::Base;
use super::instance::{Fate, Freedom, Instance, Level, Solution};
use super::reduce::Need;
use super::solve::LevelResult;
use super::watch::Watch;

/// The lexicographically least values of all levels over every feasible solution, or `None`.
pub fn best(instance: &Instance) -> Option<(Vec<i64>, Solution)> {
    let mut best: Option<(Vec<i64>, Solution)> = None;
    for_each(instance, &mut |solution| {
        let values: Vec<i64> = Level::ALL
            .iter()
            .map(|&level| solution.value(instance, level))
            .collect();
        if best.as_ref().is_none_or(|(least, _)| values < *least) {
            best = Some((values, solution.clone()));
        }
    });
    best
}

/// A solved instance of one rule, with nobody who watches, for whatever asks about its plan.
pub fn base<'a>(instance: &'a Instance, rows: &'a [Need], plan: &'a Solution, levels: &'a [LevelResult]) -> Base<'a> {
    Base {
        instance,
        rows,
        plan,
        levels,
        epsilon: 0.0,
        rules: 1,
        watch: Watch::NOBODY,
    }
}

/// Every feasible solution.
pub fn for_each(instance: &Instance, take: &mut dyn FnMut(&Solution)) {
    let options: Vec<Vec<Fate>> = (0..instance.points.len())
        .map(|j| {
            let mut fates = vec![Fate::Stays];
            if instance.points[j].freedom != Freedom::Kept {
                fates.push(Fate::Closed);
                let own = instance
                    .arcs
                    .iter()
                    .enumerate()
                    .filter(|(_, arc)| arc.from as usize == j);
                fates.extend(own.map(|(index, _)| Fate::Merged(index)));
            }
            fates
        })
        .collect();
    let mut choice = vec![0usize; options.len()];
    loop {
        let solution = Solution {
            fates: choice.iter().zip(&options).map(|(&pick, fates)| fates[pick]).collect(),
        };
        if solution.broken(instance).is_none() {
            take(&solution);
        }
        let Some(next) = (0..choice.len()).find(|&j| choice[j] + 1 < options[j].len()) else {
            return;
        };
        choice[next] += 1;
        choice[..next].fill(0);
    }
}

/// A small random problem: at most `most_points` points, a few arcs each, overlapping rows.
///
/// Deterministic in `seed` (a 64-bit xorshift, enough for test cases).
pub fn random_instance(seed: u64, most_points: usize) -> Instance {
    use super::instance::{Arc, CommuneBound, CoverRow, Point};
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    let n = 2 + draw(most_points - 1);
    let points: Vec<Point> = (0..n)
        .map(|_| {
            let freedom = match draw(12) {
                0..=2 => Freedom::Kept,
                3..=6 => Freedom::Mergeable,
                7..=10 => Freedom::Closable,
                _ => Freedom::MustGo,
            };
            let load = if draw(3) == 0 { 0 } else { draw(60) as u32 };
            Point {
                freedom,
                load,
                capacity: draw(140) as u32,
                cost: 60 + 20 * draw(4) as u32,
            }
        })
        .collect();
    let rows = (0..draw(2 * n + 1))
        .map(|_| {
            let mut members: Vec<u32> = (0..1 + draw(4)).map(|_| draw(n) as u32).collect();
            members.sort_unstable();
            members.dedup();
            CoverRow {
                members,
                needs: 1,
                beside: 0,
                people: draw(900) as f64 + 1.0,
                rule: 0,
            }
        })
        .collect();
    let mut arcs: Vec<Arc> = Vec::new();
    for from in 0..n {
        for _ in 0..draw(4) {
            arcs.push(Arc {
                from: from as u32,
                to: draw(n) as u32,
                weight: 1 + draw(40) as u32,
                moved: 0,
            });
        }
    }
    arcs.retain(|arc| arc.from != arc.to);
    arcs.sort_by_key(|arc| (arc.from, arc.to, arc.weight));
    arcs.dedup_by_key(|arc| (arc.from, arc.to));
    let half = n / 2;
    let communes = [(0..half), (half..n)]
        .into_iter()
        .filter(|range| !range.is_empty())
        .map(|range| CommuneBound {
            members: range.clone().map(|j| j as u32).collect(),
            minimum: draw(2) as u32,
        })
        .collect();
    let maximum_changes = (draw(3) == 0).then(|| draw(n) as u32);
    Instance {
        points,
        rows,
        arcs,
        communes,
        travel_bounds: Vec::new(),
        maximum_changes,
    }
}

/// As [`random_instance`], with people who must keep a second point, bounds on travel and more points that must go.
pub fn random_bounded(seed: u64, most_points: usize) -> Instance {
    use super::instance::TravelBound;
    let mut instance = random_instance(seed, most_points);
    let mut draw = draws(seed ^ 0x5EC0_4D00);
    for row in &mut instance.rows {
        let most = row.members.len() as u64;
        match draw(4) {
            0 => row.needs = most.min(2) as u32,
            // One of the two is a point that is not under review.
            1 => row.beside = 1,
            _ => {}
        }
    }
    for arc in &mut instance.arcs {
        let minutes = draw(30) as u32;
        arc.moved = instance.points[arc.from as usize].load * minutes;
    }
    if draw(3) > 0 {
        let members = |half: u32| {
            (0..instance.points.len() as u32)
                .filter(move |j| j % 2 == half)
                .collect()
        };
        instance.travel_bounds = (0..2)
            .map(|half| TravelBound {
                members: members(half),
                most: draw(700),
            })
            .collect();
    }
    instance
}

/// Draws below a bound; deterministic in `seed`.
pub fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    }
}
