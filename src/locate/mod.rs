//! The field's standard location problems on any table of demand by sites: covering, median, center, facility location.
//!
//! [`locate`] takes a [`CostTable`] and a [`Question`] and gives the best choice of sites with a proven bound, or the k best.
//! Four machines do the work:
//! - covering by reductions and HiGHS: LSCP, its backup form, and each step of p-center;
//! - one uncapacitated core, exact in whole numbers, by Lagrangian bounds and branching: p-median, UFLP, and MCLP, where not being
//!   covered is one more option (`docs/decisions/0010-location-problems.md`);
//! - a sparse assignment model for HiGHS where capacities bind;
//! - greedy and fast interchange for a first answer of each.
//!
//! Awkward cases: who reaches no site is told by name; a pair that is not possible is marked so and never costs 0; demand of weight
//! 0 asks for nothing; existing sites serve without counting; ties go to the lower index; reals are rounded to a unit that the answer
//! tells. `Optimal` is said only where bound and objective are equal.
//!
//! Sources: Church and Murray, *Location Covering Models* (2018); Laporte, Nickel and Saldanha da Gama, *Location Science* (2019).

mod backup;
mod branch;
mod capacitated;
mod case;
mod center;
mod cover;
mod dual;
mod error;
mod fill;
mod interchange;
mod lscp;
mod median;
mod min_sum;
mod mip;
mod question;
mod whole;

use crate::model::CostTable;
use case::Case;
pub use error::LocateError;
pub use question::{Answer, Backup, Choice, Cutoff, Limits, Problem, Question, Served, Status};

/// Solves one problem.
///
/// The answer is the same bytes for the same input unless a limit was hit; then the incumbent and its bound are told.
///
/// # Errors
/// When table or question cannot be used, or when no choice of sites serves everybody ([`LocateError::is_answer_no`]).
pub fn locate(table: &CostTable, question: Question, limits: Limits) -> Result<Answer, LocateError> {
    let case = Case::new(table, question)?;
    match question.problem {
        Problem::Lscp | Problem::LscpBackup => lscp::solve(&case, limits),
        Problem::Mclp => median::solve_covering(&case, limits),
        Problem::PMedian | Problem::Uflp => median::solve_cost(&case, limits),
        Problem::PCenter => center::solve(&case, limits),
        Problem::CapacitatedPMedian | Problem::Cflp => capacitated::solve(&case, limits),
    }
}
