//! A mixed-integer programme for HiGHS: one thread, fixed seed, no gap left on purpose.
//!
//! `review` drives HiGHS by itself, on its own levels; the two floors do not know each other.

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

use super::error::LocateError;

/// The largest coefficient of an objective that is handed over as it is; larger ones are scaled down, since the
/// solver's tolerances are absolute.
const LARGEST_COST: f64 = 1e6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Real,
}

/// Columns of a row with their factors.
type Terms = Vec<(usize, f64)>;

/// Minimise `cost * x` under rows; every column lies in 0..1 unless it is fixed.
#[derive(Default)]
pub(super) struct Mip {
    columns: Vec<(f64, f64, f64, Kind)>,
    rows: Vec<(f64, f64, Terms)>,
}

/// Of candidates with a binary variable each, those that a solution takes.
pub(super) fn chosen(candidates: &[u32], values: &[f64]) -> Vec<u32> {
    let taken = candidates.iter().zip(values).filter(|(_, value)| **value > 0.5);
    taken.map(|(candidate, _)| *candidate).collect()
}

/// How a solve ended; `bound` is proven.
pub(super) enum Ended {
    Found {
        values: Vec<f64>,
        bound: f64,
        is_optimal: bool,
    },
    Infeasible,
    NothingFound {
        bound: f64,
    },
}

impl Mip {
    pub fn column(&mut self, cost: f64, low: f64, high: f64, kind: Kind) -> usize {
        self.columns.push((cost, low, high, kind));
        self.columns.len() - 1
    }

    pub fn row(&mut self, low: f64, high: f64, terms: Terms) {
        self.rows.push((low, high, terms));
    }

    /// Cuts one set of candidates off: at least one of them must be decided otherwise. The candidates are the first columns.
    pub fn cut_off(&mut self, candidates: &[u32], set: &[u32]) {
        let term = |(at, j): (usize, &u32)| (at, if set.binary_search(j).is_ok() { -1.0 } else { 1.0 });
        let terms = candidates.iter().enumerate().map(term).collect();
        self.row(1.0 - set.len() as f64, f64::INFINITY, terms);
    }

    /// Solves. `step`: every objective of a feasible solution is a multiple of it (0: any real number), so that an
    /// incumbent less than one step above the bound is optimal. A `start` that is not feasible only costs time.
    pub fn minimise(&self, start: Option<&[f64]>, step: f64, seconds: f64) -> Result<Ended, LocateError> {
        let failed = |what: &str| LocateError::Solver(format!("HiGHS ended with {what}"));
        if seconds <= 0.0 {
            return Ok(Ended::NothingFound {
                bound: f64::NEG_INFINITY,
            });
        }
        let largest = self.columns.iter().map(|column| column.0.abs()).fold(0.0, f64::max);
        let scale = if largest > LARGEST_COST {
            LARGEST_COST / largest
        } else {
            1.0
        };
        let mut problem = RowProblem::new();
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|&(cost, low, high, kind)| {
                problem.add_column_with_integrality(cost * scale, low..=high, kind == Kind::Whole)
            })
            .collect();
        for (low, high, terms) in &self.rows {
            problem.add_row(
                *low..=*high,
                terms.iter().map(|&(column, factor)| (columns[column], factor)),
            );
        }
        let mut model = problem
            .try_optimise(Sense::Minimise)
            .map_err(|status| failed(&format!("{status:?}")))?;
        model.set_option("threads", 1);
        model.set_option("parallel", "off");
        model.set_option("random_seed", 0);
        model.set_option("mip_rel_gap", 0.0);
        model.set_option("mip_abs_gap", (0.99 * step * scale).max(1e-7));
        model.set_option("time_limit", seconds);
        if let Some(start) = start {
            let _ = model.try_set_solution(Some(start), None, None, None);
        }
        let solved = model.try_solve().map_err(|status| failed(&format!("{status:?}")))?;
        let status = solved.status();
        let is_optimal = status == HighsModelStatus::Optimal;
        match status {
            HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => return Ok(Ended::Infeasible),
            HighsModelStatus::Optimal
            | HighsModelStatus::ReachedTimeLimit
            | HighsModelStatus::ReachedIterationLimit => {}
            other => return Err(failed(&format!("{other:?}"))),
        }
        let bound = match solved.double_info_value(c"mip_dual_bound") {
            Ok(bound) if bound.is_finite() => bound / scale,
            _ => f64::NEG_INFINITY,
        };
        if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
            return Ok(Ended::NothingFound { bound });
        }
        let values = solved.get_solution().columns().to_vec();
        Ok(Ended::Found {
            values,
            bound,
            is_optimal,
        })
    }
}

/// The next whole number that a bound on whole numbers proves, allowing for the solver's own rounding.
pub(super) fn whole_bound(bound: f64) -> i64 {
    if bound == f64::NEG_INFINITY {
        return i64::MIN;
    }
    (bound - 1e-6 - bound.abs() * 1e-9).ceil() as i64
}
