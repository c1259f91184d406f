//! Where buses stop: which stops are visited how often in a week, and the timetable.
//!
//! A visit takes its hours at the stop and the way there; a bus makes as many as its weekly hours hold. Levels, each
//! keeping the ones before: people whom no visit reaches; people-hours (people within reach of a stop times its hours,
//! most first); order of the stops. The first is a maximal covering location problem, the second a knapsack of equal
//! weights; both are solved exactly. Which bus goes where on which day is a matter of filling slots, without a choice that
//! would change a figure: most people first, a stop's visits on different days.

use super::error::ReviewError;
use super::mip::{self, End};
use super::opening::Need;
use super::watch::Watch;
use highs::RowProblem;

/// What buses can do in a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BusWeek {
    pub buses: u32,
    /// Hours that a bus works a week, ways between stops included.
    pub weekly_hours: f64,
    pub hours_per_stop: f64,
    /// Hours on the way for each visit.
    pub travel_hours: f64,
    /// Visits to one stop in a week at most.
    pub most_visits: u32,
}

/// The first minute of a working day, the break at noon, and its end.
const DAY: [u16; 4] = [8 * 60, 11 * 60 + 30, 13 * 60 + 30, 17 * 60];
/// Monday to Friday.
pub const DAYS: u8 = 5;

impl BusWeek {
    /// The minutes of a day at which visits begin, and how long each is. A visit longer than half a day takes all of it.
    fn starts(&self) -> (Vec<u16>, u16) {
        let minutes = |hours: f64| (hours * 60.0).round().clamp(1.0, 24.0 * 60.0) as u16;
        let (length, way) = (
            minutes(self.hours_per_stop),
            (self.travel_hours * 60.0).round().max(0.0) as u16,
        );
        let mut starts = Vec::new();
        for half in DAY.chunks_exact(2) {
            let mut start = half[0];
            while start + length <= half[1] {
                starts.push(start);
                start += length + way;
            }
        }
        if starts.is_empty() && DAY[0] + length <= DAY[3] {
            starts.push(DAY[0]);
        }
        (starts, length)
    }

    /// Visits of one bus in a week.
    pub fn visits_of_a_bus(&self) -> u32 {
        let each = self.hours_per_stop + self.travel_hours;
        let by_hours = if each > 0.0 {
            (self.weekly_hours / each + 1e-9).floor()
        } else {
            0.0
        };
        let slots = self.starts().0.len() as u32 * u32::from(DAYS);
        (by_hours as u32).min(slots)
    }

    pub fn visits(&self) -> u32 {
        self.buses * self.visits_of_a_bus()
    }
}

/// The plain problem. Stops are in code order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusInstance {
    pub stops: usize,
    /// People without a point and the stops that would serve them; `points` is 1.
    pub people: Vec<Need>,
    /// Visits of all buses in a week.
    pub visits: u32,
    /// To one stop at most.
    pub most_visits: u32,
}

/// How often each stop is visited in a week, with the value and the proven bound of both levels, in hundredths of people:
/// those whom no visit reaches, and people times visits (to be multiplied by the hours of one).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusPlan {
    pub visits: Vec<u32>,
    pub unreached: (i64, i64),
    pub people_visits: (i64, i64),
}

impl BusInstance {
    /// Hundredths of people within reach of a stop.
    pub fn weight(&self, stop: usize) -> i64 {
        let own = self
            .people
            .iter()
            .filter(|need| need.members.binary_search(&(stop as u32)).is_ok());
        own.map(|need| need.weight).sum()
    }

    pub fn unreached(&self, visits: &[u32]) -> i64 {
        let lacks = |need: &&Need| need.members.iter().all(|&stop| visits[stop as usize] == 0);
        self.people.iter().filter(lacks).map(|need| need.weight).sum()
    }

    pub fn people_visits(&self, visits: &[u32]) -> i64 {
        (0..self.stops)
            .map(|stop| i64::from(visits[stop]) * self.weight(stop))
            .sum()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    Unreached,
    PeopleVisits,
    StopOrder,
}

/// Solves the levels as far as the time allows.
///
/// # Errors
/// When the solver fails.
pub fn plan(instance: &BusInstance, seconds: f64, watch: Watch) -> Result<BusPlan, ReviewError> {
    let weights: Vec<i64> = (0..instance.stops).map(|stop| instance.weight(stop)).collect();
    let mut best = greedy(instance, &weights);
    let mut told = BusPlan {
        visits: Vec::new(),
        unreached: (0, 0),
        people_visits: (0, 0),
    };
    for level in [Level::Unreached, Level::PeopleVisits, Level::StopOrder] {
        let value = |visits: &[u32]| match level {
            Level::Unreached => instance.unreached(visits),
            Level::PeopleVisits => -instance.people_visits(visits),
            Level::StopOrder => visits
                .iter()
                .zip(1..)
                .map(|(&visits, stop)| i64::from(visits) * stop)
                .sum(),
        };
        // No choice reaches more than all, or gives more than every visit to the heaviest stops.
        let mut floor = match level {
            Level::PeopleVisits => -most_people_visits(instance, &weights),
            Level::Unreached | Level::StopOrder => 0,
        };
        if value(&best) > floor {
            let (problem, start) = build(instance, &weights, level, &best);
            let name = match level {
                Level::Unreached => "unreached_people",
                Level::PeopleVisits => "people_hours",
                Level::StopOrder => "stop_order",
            };
            let before = (instance.unreached(&best), instance.people_visits(&best));
            match mip::minimise(problem, Some(&start), (seconds / 3.0).max(0.1), name, watch)? {
                End::Found {
                    columns,
                    is_optimal,
                    bound,
                } => {
                    let found: Vec<u32> = columns[..instance.stops]
                        .iter()
                        .map(|&v| v.round().max(0.0) as u32)
                        .collect();
                    let after = (instance.unreached(&found), instance.people_visits(&found));
                    let is_intact = match level {
                        Level::Unreached => true,
                        Level::PeopleVisits => after.0 <= before.0,
                        Level::StopOrder => after.0 <= before.0 && after.1 >= before.1,
                    };
                    if is_intact && found.iter().sum::<u32>() <= instance.visits && value(&found) <= value(&best) {
                        best = found;
                    }
                    let proven = if is_optimal && is_intact {
                        Some(value(&best))
                    } else {
                        bound.map(mip::whole)
                    };
                    floor = proven.unwrap_or(floor).clamp(floor, value(&best));
                }
                End::NothingFound { bound } => floor = bound.map_or(floor, mip::whole).clamp(floor, value(&best)),
                End::Infeasible => {
                    let reason = "no answer, though no visit at all is one".into();
                    return Err(ReviewError::Solver { level: name, reason });
                }
            }
        }
        match level {
            Level::Unreached => told.unreached = (value(&best), floor),
            Level::PeopleVisits => told.people_visits = (-value(&best), -floor),
            Level::StopOrder => {}
        }
    }
    told.visits = best;
    Ok(told)
}

fn most_people_visits(instance: &BusInstance, weights: &[i64]) -> i64 {
    let mut weights = weights.to_vec();
    weights.sort_by_key(|&weight| std::cmp::Reverse(weight));
    let mut left = i64::from(instance.visits);
    let mut most = 0;
    for weight in weights {
        let own = left.min(i64::from(instance.most_visits));
        most += own * weight;
        left -= own;
    }
    most
}

/// A first visit where it reaches most new people, then more visits to the heaviest stops.
fn greedy(instance: &BusInstance, weights: &[i64]) -> Vec<u32> {
    let mut visits = vec![0u32; instance.stops];
    if instance.most_visits == 0 {
        return visits;
    }
    for _ in 0..instance.visits {
        let mut gain = vec![0i64; instance.stops];
        for need in instance
            .people
            .iter()
            .filter(|need| need.members.iter().all(|&stop| visits[stop as usize] == 0))
        {
            need.members.iter().for_each(|&stop| gain[stop as usize] += need.weight);
        }
        let free = (0..instance.stops).filter(|&stop| visits[stop] < instance.most_visits && weights[stop] > 0);
        match free.max_by_key(|&stop| (gain[stop], weights[stop], std::cmp::Reverse(stop))) {
            Some(stop) => visits[stop] += 1,
            None => break,
        }
    }
    visits
}

fn build(instance: &BusInstance, weights: &[i64], level: Level, best: &[u32]) -> (RowProblem, Vec<f64>) {
    let mut problem = RowProblem::new();
    let most = f64::from(instance.most_visits);
    let visits: Vec<_> = (0..instance.stops)
        .map(|stop| {
            let factor = match level {
                Level::Unreached => 0.0,
                Level::PeopleVisits => -(weights[stop] as f64),
                Level::StopOrder => stop as f64 + 1.0,
            };
            problem.add_integer_column(factor, 0.0..=most)
        })
        .collect();
    let mut start: Vec<f64> = best.iter().map(|&visits| f64::from(visits)).collect();
    let mut lacking = Vec::new();
    for need in &instance.people {
        let factor = if level == Level::Unreached {
            need.weight as f64
        } else {
            0.0
        };
        let lacks = problem.add_column(factor, 0.0..=1.0);
        let members = need.members.iter().map(|&stop| (visits[stop as usize], 1.0));
        problem.add_row(1.0.., members.chain([(lacks, 1.0)]).collect::<Vec<_>>());
        lacking.push((lacks, need.weight as f64));
        let is_reached = need.members.iter().any(|&stop| best[stop as usize] > 0);
        start.push(f64::from(u8::from(!is_reached)));
    }
    problem.add_row(
        ..=f64::from(instance.visits),
        visits.iter().map(|&column| (column, 1.0)),
    );
    if level != Level::Unreached {
        problem.add_row(..=instance.unreached(best) as f64 + 0.5, lacking);
    }
    if level == Level::StopOrder {
        let terms = visits
            .iter()
            .zip(weights)
            .map(|(&column, &weight)| (column, weight as f64));
        problem.add_row(instance.people_visits(best) as f64 - 0.5.., terms.collect::<Vec<_>>());
    }
    (problem, start)
}

/// One visit of a bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// 0 = Monday.
    pub day: u8,
    /// Minutes after midnight.
    pub from: u16,
    pub to: u16,
    /// 1..
    pub bus: u32,
    pub stop: usize,
}

/// When each visit takes place, in order of day, hour and bus. First visits first, most people first; a stop's
/// visits lie on different days as long as there is a free one.
pub fn timetable(week: &BusWeek, instance: &BusInstance, visits: &[u32]) -> Vec<Visit> {
    let (starts, length) = week.starts();
    let a_bus = week.visits_of_a_bus() as usize;
    // The slots of every bus that its hours hold, spread over the days in order.
    let mut free: Vec<(u8, u16, u32)> = Vec::new();
    for bus in 1..=week.buses {
        let slots = (0..DAYS).flat_map(|day| starts.iter().map(move |&start| (day, start, bus)));
        free.extend(slots.take(a_bus));
    }
    free.sort_unstable();
    let mut stops: Vec<usize> = (0..visits.len()).filter(|&stop| visits[stop] > 0).collect();
    stops.sort_by_key(|&stop| (std::cmp::Reverse(instance.weight(stop)), stop));
    let mut table: Vec<Visit> = Vec::new();
    for round in 0..visits.iter().copied().max().unwrap_or(0) {
        for &stop in stops.iter().filter(|&&stop| visits[stop] > round) {
            let is_taken = |day: u8| table.iter().any(|visit| visit.stop == stop && visit.day == day);
            let Some(slot) = free
                .iter()
                .position(|slot| !is_taken(slot.0))
                .or((!free.is_empty()).then_some(0))
            else {
                break;
            };
            let (day, from, bus) = free.remove(slot);
            table.push(Visit {
                day,
                from,
                to: from + length,
                bus,
                stop,
            });
        }
    }
    table.sort_unstable();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle::draws;

    fn random(seed: u64) -> BusInstance {
        let mut draw = draws(seed);
        let stops = 1 + draw(6) as usize;
        let mut need = || {
            let mut members: Vec<u32> = (0..stops as u32).filter(|_| draw(3) == 0).collect();
            if members.is_empty() {
                members.push(draw(stops as u64) as u32);
            }
            Need {
                members,
                weight: 1 + draw(500) as i64,
                points: 1,
            }
        };
        let people = (0..9).map(|_| need()).collect();
        BusInstance {
            stops,
            people,
            visits: draw(7) as u32,
            most_visits: 1 + draw(3) as u32,
        }
    }

    /// Fewest unreached, then most people-visits, over every way to spread the visits.
    fn by_enumeration(instance: &BusInstance) -> (i64, i64) {
        let mut best = (i64::MAX, i64::MAX);
        let mut visits = vec![0u32; instance.stops];
        loop {
            if visits.iter().sum::<u32>() <= instance.visits {
                best = best.min((instance.unreached(&visits), -instance.people_visits(&visits)));
            }
            let Some(next) = (0..instance.stops).find(|&stop| visits[stop] < instance.most_visits) else {
                return (best.0, -best.1);
            };
            visits[next] += 1;
            visits[..next].fill(0);
        }
    }

    #[test]
    fn the_visits_reach_most_people_and_give_most_hours_by_a_count_of_all_choices() {
        let mut left = 0;
        for seed in 1..=150 {
            let instance = random(seed);
            let found = plan(&instance, 20.0, Watch::NOBODY).expect("answers");
            let told = (instance.unreached(&found.visits), instance.people_visits(&found.visits));
            assert_eq!(told, by_enumeration(&instance), "seed {seed}: {instance:?}");
            assert_eq!(
                (found.unreached, found.people_visits),
                ((told.0, told.0), (told.1, told.1)),
                "seed {seed}"
            );
            left += usize::from(told.0 > 0);
        }
        assert!(left > 20, "{left}");
    }

    #[test]
    fn a_week_holds_what_its_hours_and_days_hold() {
        let week = BusWeek {
            buses: 2,
            weekly_hours: 35.0,
            hours_per_stop: 3.0,
            travel_hours: 0.5,
            most_visits: 2,
        };
        assert_eq!(week.starts(), (vec![480, 810], 180));
        assert_eq!((week.visits_of_a_bus(), week.visits()), (10, 20));
        let short = BusWeek {
            hours_per_stop: 1.0,
            ..week
        };
        // 8:00, 9:30; 13:30, 15:00: 4 a day, 20 a week; 35 hours hold 23.
        assert_eq!((short.starts().0.len(), short.visits_of_a_bus()), (4, 20));
        let long = BusWeek {
            hours_per_stop: 6.0,
            travel_hours: 1.0,
            ..week
        };
        assert_eq!((long.starts(), long.visits_of_a_bus()), ((vec![480], 360), 5));
    }

    #[test]
    fn no_bus_is_in_two_places_and_a_stop_is_visited_on_different_days() {
        let week = BusWeek {
            buses: 2,
            weekly_hours: 14.0,
            hours_per_stop: 3.0,
            travel_hours: 0.5,
            most_visits: 2,
        };
        let instance = BusInstance {
            stops: 5,
            people: (0..5)
                .map(|stop| Need {
                    members: vec![stop],
                    weight: 10 + i64::from(stop),
                    points: 1,
                })
                .collect(),
            visits: week.visits(),
            most_visits: 2,
        };
        let found = plan(&instance, 5.0, Watch::NOBODY).expect("answers");
        assert_eq!(found.visits, [1, 1, 2, 2, 2]);
        let table = timetable(&week, &instance, &found.visits);
        assert_eq!(table.len(), 8);
        let mut slots: Vec<_> = table.iter().map(|visit| (visit.bus, visit.day, visit.from)).collect();
        slots.sort_unstable();
        slots.dedup();
        assert_eq!(slots.len(), 8, "{table:?}");
        let mut days: Vec<_> = table.iter().map(|visit| (visit.stop, visit.day)).collect();
        days.sort_unstable();
        days.dedup();
        assert_eq!(days.len(), 8, "{table:?}");
        assert_eq!(
            (table[0].stop, table[0].day, table[0].from, table[0].to),
            (4, 0, 480, 660)
        );
    }
}
