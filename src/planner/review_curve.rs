//! What keeping fewer points costs: people with access and travel against the number of points kept.
//!
//! For each number the best choice of points is the maximal covering location problem over the classes of people on whom points under
//! review bear; everything else stands. It is solved by the exact core of [`crate::locate`] (Lagrangian bounds, reduced-cost fixing,
//! branching in whole numbers), so that every point of the curve carries a proven bound. Travel is told of the choice that
//! was found: it is not what the choice is best for, since points kept for reach may lie far from most people.
//!
//! Beside the curve stands the fewest points with which nobody loses access: set covering over the same classes.

use std::ops::ControlFlow;
use std::time::Instant;

use super::Snapshot;
use crate::access::{ExactSum, KNearest, weighted_quantile};
use crate::locate::{Answer, Cutoff, Limits, LocateError, Problem, Question, locate};
use crate::model::{CostTable, FacilityId, LocationDemand, LocationSite, Rule};
use crate::review::{KeptClasses, ReviewError, ReviewSettings, kept_classes};
use crate::units::Deciseconds;

/// Shares of today's points that are told when no numbers are asked for, in percent.
const SHARES: [usize; 12] = [100, 90, 80, 70, 60, 50, 40, 30, 20, 15, 10, 5];

/// Why there is no curve.
#[derive(Debug, thiserror::Error)]
pub enum CurveError {
    #[error(transparent)]
    Review(#[from] ReviewError),
    #[error(transparent)]
    Locate(#[from] LocateError),
    #[error("{asked} points are asked for, {points} are under review")]
    TooMany { asked: usize, points: usize },
}

/// One number of points.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePoint {
    pub kept: usize,
    /// People with access under the rule, and what no choice of so many points exceeds.
    pub covered: f64,
    pub bound: f64,
    /// `(bound - covered) / covered`; 0 = proven best.
    pub gap: f64,
    /// People who have access today and would not.
    pub lose: f64,
    /// What keeping these points costs, in ordinary points: poor performance costs more.
    pub cost: f64,
    /// Minutes from home to the nearest point kept, over people who reach one.
    pub mean_minutes: f64,
    pub p95: Option<Deciseconds>,
    pub people_with_longer_travel: f64,
    /// Minutes that all people together travel longer, for one trip each.
    pub added_person_minutes: f64,
    pub chosen: Vec<FacilityId>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub rule: Rule,
    pub points: usize,
    /// People with access today, those whom points outside of the review serve included.
    pub covered_today: f64,
    /// The fewest points with which nobody loses access, and what no choice goes below.
    pub fewest: (usize, usize),
    /// Most points first.
    pub curve: Vec<CurvePoint>,
}

/// Who hears how many of the numbers are done, of how many, and says whether to go on.
pub type CurveWatch<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// The curve at some numbers of points (none given: at shares of today's). `seconds` for each of them.
///
/// # Errors
/// Settings that make no sense, more points than there are, a table that the core cannot hold.
pub fn review_curve(
    snapshot: &Snapshot,
    settings: &ReviewSettings,
    counts: &[usize],
    seconds: f64,
) -> Result<Curve, CurveError> {
    review_curve_watched(snapshot, settings, counts, seconds, &mut |_, _| {
        ControlFlow::Continue(())
    })
}

/// The same, heard and ended by somebody.
///
/// # Errors
/// As [`review_curve`], and [`ReviewError::Cancelled`].
pub fn review_curve_watched(
    snapshot: &Snapshot,
    settings: &ReviewSettings,
    counts: &[usize],
    seconds: f64,
    watch: CurveWatch,
) -> Result<Curve, CurveError> {
    let classes = kept_classes(&snapshot.review_input(), settings)?;
    let points = classes.points.len();
    let mut counts: Vec<usize> = match counts {
        [] => SHARES.iter().map(|share| (points * share).div_ceil(100)).collect(),
        counts => counts.to_vec(),
    };
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.dedup();
    if let Some(&asked) = counts.first().filter(|asked| **asked > points) {
        return Err(CurveError::TooMany { asked, points });
    }
    let table = table(&classes, snapshot);
    let at_risk: ExactSum = classes.rows.iter().map(|row| row.people).sum();
    let covered_today = classes.safe_people + at_risk.value();
    let solve = |problem, p| -> Result<Answer, LocateError> {
        let begun = Instant::now();
        let elapsed = || begun.elapsed().as_secs_f64();
        let cutoff = Some(Cutoff::AtMost(0.0));
        let question = Question {
            problem,
            p,
            cutoff,
            k_best: 1,
        };
        locate(
            &table,
            question,
            Limits {
                seconds,
                elapsed: &elapsed,
            },
        )
    };
    let fewest = if classes.rows.is_empty() {
        (0, 0)
    } else {
        let answer = solve(Problem::Lscp, None)?;
        (
            answer.best().chosen.len(),
            (answer.bound - 1e-6).ceil().max(0.0) as usize,
        )
    };
    let cost_of = |chosen: &[FacilityId]| -> f64 {
        let own = classes.points.iter().zip(&classes.costs);
        own.filter(|(point, _)| chosen.contains(point))
            .map(|(_, cost)| cost)
            .sum()
    };
    let before = snapshot.travel().nearest(&classes.points, 1);
    let mut curve = Vec::new();
    let of = counts.len();
    for kept in counts {
        if watch(curve.len(), of).is_break() {
            return Err(ReviewError::Cancelled.into());
        }
        let (chosen, covered, bound) = if kept == points || classes.rows.is_empty() {
            (classes.points[..kept].to_vec(), covered_today, covered_today)
        } else if kept == 0 {
            (Vec::new(), classes.safe_people, classes.safe_people)
        } else {
            let answer = solve(Problem::Mclp, Some(kept))?;
            let chosen = answer.best().chosen.iter().map(|&site| classes.points[site]).collect();
            let people = |weight: f64| classes.safe_people + weight;
            (chosen, people(answer.best().objective), people(answer.bound))
        };
        let after = snapshot.travel().nearest(&chosen, 1);
        curve.push(travelled(
            snapshot,
            &before,
            &after,
            CurvePoint {
                kept,
                covered,
                bound,
                gap: if covered > 0.0 {
                    ((bound - covered) / covered).max(0.0)
                } else {
                    0.0
                },
                lose: (covered_today - covered).max(0.0),
                cost: cost_of(&chosen),
                mean_minutes: 0.0,
                p95: None,
                people_with_longer_travel: 0.0,
                added_person_minutes: 0.0,
                chosen,
            },
        ));
    }
    Ok(Curve {
        rule: settings.main_rule().clone(),
        points,
        covered_today,
        fewest,
        curve,
    })
}

/// A demand a class, a site a point; 0 where the point serves the class.
fn table(classes: &KeptClasses, snapshot: &Snapshot) -> CostTable {
    let sites = classes.points.len();
    let mut costs = vec![CostTable::UNREACHABLE; classes.rows.len() * sites];
    for (row, own) in classes.rows.iter().enumerate() {
        own.members
            .iter()
            .for_each(|&site| costs[row * sites + site as usize] = 0.0);
    }
    let demand = classes.rows.iter().enumerate().map(|(row, own)| LocationDemand {
        code: row.to_string(),
        weight: own.people,
    });
    let site = |facility: &FacilityId| LocationSite {
        code: snapshot.dataset().facilities[facility.index()].code.clone(),
        ..LocationSite::default()
    };
    CostTable {
        demand: demand.collect(),
        sites: classes.points.iter().map(site).collect(),
        costs,
    }
}

fn travelled(snapshot: &Snapshot, before: &KNearest, after: &KNearest, mut point: CurvePoint) -> CurvePoint {
    let (mut longer, mut added, mut minutes, mut people) = (
        ExactSum::default(),
        ExactSum::default(),
        ExactSum::default(),
        ExactSum::default(),
    );
    let mut times: Vec<(Deciseconds, f64)> = Vec::new();
    for (cell, demand) in snapshot.dataset().cells.iter().enumerate() {
        let time = |nearest: &KNearest| nearest.nearest(cell).map(|(time, _)| time);
        match (time(before), time(after)) {
            (Some(before), Some(after)) => {
                if after > before {
                    longer += demand.people;
                    added += demand.people * f64::from(after.0 - before.0) / 600.0;
                }
                minutes += demand.people * f64::from(after.0) / 600.0;
                people += demand.people;
                if demand.people > 0.0 {
                    times.push((after, demand.people));
                }
            }
            (Some(_), None) => longer += demand.people,
            (None, _) => {}
        }
    }
    point.mean_minutes = if people.value() > 0.0 {
        minutes.value() / people.value()
    } else {
        0.0
    };
    point.p95 = (!times.is_empty()).then(|| weighted_quantile(&mut times, 0.95));
    point.people_with_longer_travel = longer.value();
    point.added_person_minutes = added.value();
    point
}
