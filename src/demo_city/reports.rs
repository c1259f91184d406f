//! Monthly reports of every point from its opening to October 2026.
//!
//! Fact: the 206 BIDV counters, open since early April 2025, had 30 dossiers together by 16 May, six weeks on, and many
//! agents had none. Here April 2025 holds 16 of them and May 28, of which the first half, 14, belongs to
//! the six weeks: 16 + 28 / 2 = 30. Everything else is modelled: agents become known over about half a
//! year, nearly half of them never do; branches and reception points carry the bulk.

use super::random::Chance;
use super::service_points::BIDV;
use crate::model::{Facility, FacilityKind, Month, PerformanceMonth};

/// Dossiers of all BIDV counters together in April 2025, and in May 2025 of which half count as before the 16th.
const BIDV_APRIL: u32 = 16;
const BIDV_MAY: u32 = 28;
/// Share of agents that nobody has found yet in the last month.
const UNKNOWN_TO_PEOPLE: f64 = 0.42;
/// Share of BIDV counters with any dossier in their first two months.
const BIDV_EARLY: f64 = 0.12;
/// An agent becomes known with this time constant in months.
const RAMP_MONTHS: f64 = 5.5;
const APRIL_2025: Month = Month { year: 2025, month: 4 };
const MAY_2025: Month = Month { year: 2025, month: 5 };
const LAST: Month = Month { year: 2026, month: 10 };

/// Reports of all points, in the order of the points, and their loads: the mean of the last three months.
pub fn write(facilities: &mut [Facility], seed: u64) -> Vec<PerformanceMonth> {
    let mut chance = Chance::new(seed, 40);
    let early = early_bidv(facilities, &mut chance);
    let mut reports = Vec::new();
    for (index, facility) in facilities.iter_mut().enumerate() {
        let points = Habits::of(facility, &mut chance);
        let first = facility
            .opened_on
            .as_deref()
            .and_then(|day| Month::parse(&day[..7]))
            .unwrap_or(LAST);
        let mut month = first;
        let mut age = 0;
        let begin = reports.len();
        while month <= LAST {
            let early = early.iter().find(|(at, _)| *at == month).map(|(_, counts)| counts);
            let dossiers = match early.filter(|_| facility.operator.as_deref() == Some(BIDV)) {
                Some(counts) => counts[index],
                None => points.dossiers(age, month, &mut chance),
            };
            reports.push(report(facility.code.clone(), month, dossiers, &points, &mut chance));
            month = month.next();
            age += 1;
        }
        let last: Vec<f64> = reports[begin..]
            .iter()
            .rev()
            .take(3)
            .map(|report| report.dossiers)
            .collect();
        facility.load_per_month = (!last.is_empty()).then(|| last.iter().sum::<f64>() / last.len() as f64);
    }
    reports
}

/// Dossiers of each facility in the two early months of the BIDV counters.
fn early_bidv(facilities: &[Facility], chance: &mut Chance) -> [(Month, Vec<u32>); 2] {
    let is_bidv = |facility: &Facility| facility.operator.as_deref() == Some(BIDV);
    let weights: Vec<f64> = facilities
        .iter()
        .map(|facility| {
            if is_bidv(facility) && chance.happens(BIDV_EARLY) {
                chance.between(0.3, 2.0)
            } else {
                0.0
            }
        })
        .collect();
    let mut share = |total: u32| {
        let mut counts = vec![0; facilities.len()];
        (0..total).for_each(|_| counts[chance.weighted(&weights)] += 1);
        counts
    };
    [(APRIL_2025, share(BIDV_APRIL)), (MAY_2025, share(BIDV_MAY))]
}

/// How one point works.
struct Habits {
    /// Dossiers a month once it is known.
    full: f64,
    /// Share of `full` in the first month; the rest comes with time.
    at_once: f64,
    online: f64,
    on_time: f64,
    satisfied: f64,
    answering: f64,
}

impl Habits {
    fn of(facility: &Facility, chance: &mut Chance) -> Habits {
        let capacity = facility.capacity_per_month.unwrap_or(100.0);
        let is_agent = facility.kind == FacilityKind::Agent;
        let full = match facility.kind {
            FacilityKind::Agent if chance.happens(UNKNOWN_TO_PEOPLE) => 0.0,
            // Most known agents guide a few people a week; some are busy.
            FacilityKind::Agent => capacity * 0.75 * chance.unit().powi(3) + chance.between(0.5, 6.0),
            _ => capacity * chance.between(0.55, 1.04),
        };
        // One point in nine works badly.
        let is_poor = chance.happens(0.11);
        Habits {
            full,
            at_once: if is_agent { 0.04 } else { 0.7 },
            online: chance.between(0.55, 0.95),
            on_time: if is_poor {
                chance.between(0.72, 0.9)
            } else {
                chance.between(0.94, 0.999)
            },
            satisfied: if is_poor {
                chance.between(0.70, 0.9)
            } else {
                chance.between(0.93, 0.995)
            },
            answering: chance.between(0.15, 0.6),
        }
    }

    /// Dossiers in the month `age` months after opening; fewer around Tết.
    fn dossiers(&self, age: u32, month: Month, chance: &mut Chance) -> u32 {
        let known = self.at_once + (1.0 - self.at_once) * (1.0 - (-f64::from(age) / RAMP_MONTHS).exp());
        let season = if month.month == 2 { 0.6 } else { 1.0 };
        let expected = self.full * known * season * chance.between(0.75, 1.25);
        let whole = expected.floor();
        whole as u32 + u32::from(chance.happens(expected - whole))
    }
}

fn report(facility: String, month: Month, dossiers: u32, habits: &Habits, chance: &mut Chance) -> PerformanceMonth {
    let some = |value: u32| (dossiers > 0).then_some(f64::from(value));
    let submitted = chance.count(dossiers, habits.online);
    let accepted = chance.count(submitted, 0.96);
    let on_time = chance.count(accepted, habits.on_time);
    let responses = chance.count(dossiers, habits.answering);
    let satisfied = chance.count(responses, habits.satisfied);
    let complaints = chance.count(dossiers, (1.0 - habits.satisfied) / 40.0);
    PerformanceMonth {
        facility,
        month,
        dossiers: f64::from(dossiers),
        submitted_online: some(submitted),
        accepted: some(accepted),
        on_time: some(on_time),
        complaints: some(complaints),
        // Nobody asked is not nobody satisfied.
        responses: some(responses),
        satisfied: (responses > 0).then_some(f64::from(satisfied)),
        late: None,
        satisfaction_score: None,
        cost: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;

    fn counter(code: &str) -> Facility {
        let mut facility = Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0));
        facility.operator = Some(BIDV.to_owned());
        facility.opened_on = Some("2025-04-04".to_owned());
        facility.capacity_per_month = Some(150.0);
        facility
    }

    #[test]
    fn parts_never_exceed_their_whole_and_months_without_dossiers_know_nothing_else() {
        let mut facilities: Vec<Facility> = (0..40).map(|index| counter(&format!("DL-{index:02}"))).collect();
        for report in write(&mut facilities, 3) {
            let parts = [
                report.submitted_online,
                report.accepted,
                report.on_time,
                report.responses,
                report.satisfied,
            ];
            assert!(
                parts.iter().flatten().all(|part| *part <= report.dossiers),
                "{report:?}"
            );
            assert_eq!(report.on_time.is_some(), report.dossiers > 0.0, "{report:?}");
            assert!(
                report.satisfied.unwrap_or(0.0) <= report.responses.unwrap_or(0.0),
                "{report:?}"
            );
        }
    }

    #[test]
    fn a_point_reports_every_month_from_its_opening_on() {
        let mut facilities = [counter("DL-1")];
        let months: Vec<Month> = write(&mut facilities, 3).iter().map(|report| report.month).collect();
        assert_eq!(
            (months.first(), months.last(), months.len()),
            (Some(&APRIL_2025), Some(&LAST), 19)
        );
    }
}
