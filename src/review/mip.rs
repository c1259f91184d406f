//! One mixed-integer programme through HiGHS: one thread, a fixed seed, no gap left on purpose, watched if somebody does.

use super::error::ReviewError;
use super::interrupt;
use super::watch::Watch;
use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

/// How a programme ended.
pub enum End {
    Found {
        columns: Vec<f64>,
        is_optimal: bool,
        /// No solution has a lower objective; `None` where the solver tells none.
        bound: Option<f64>,
    },
    Infeasible,
    /// The time limit came before any feasible solution.
    NothingFound {
        bound: Option<f64>,
    },
}

/// Minimises. Every objective of a feasible solution must be a whole number: an incumbent less than 1 above the bound
/// ends the search. A `start` that the solver refuses costs time, never correctness. `seconds` bound the solver's time.
///
/// # Errors
/// When HiGHS refuses the model, or the listener ended the solve.
pub fn minimise(
    problem: RowProblem,
    start: Option<&[f64]>,
    seconds: f64,
    level: &'static str,
    watch: Watch,
) -> Result<End, ReviewError> {
    let failed = |reason: String| ReviewError::Solver { level, reason };
    let mut model = problem
        .try_optimise(Sense::Minimise)
        .map_err(|status| failed(format!("{status:?}")))?;
    model.set_option("threads", 1);
    model.set_option("parallel", "off");
    model.set_option("random_seed", 0);
    model.set_option("mip_rel_gap", 0.0);
    model.set_option("mip_abs_gap", 0.99);
    model.set_option("time_limit", seconds);
    if start.is_some() {
        let _ = model.try_set_solution(start, None, None, None);
    }
    let solved = match watch.listener() {
        None => model.try_solve(),
        Some(listener) => {
            let watched = interrupt::solved(model, level, listener);
            if watched.is_ended {
                return Err(ReviewError::Cancelled);
            }
            watched.solved
        }
    };
    let mut solved = solved.map_err(|status| failed(format!("{status:?}")))?;
    watch.spend(interrupt::seconds(&mut solved));
    let status = solved.status();
    if matches!(
        status,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible
    ) {
        return Ok(End::Infeasible);
    }
    let bound = solved
        .double_info_value(c"mip_dual_bound")
        .ok()
        .filter(|bound| bound.is_finite());
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Ok(End::NothingFound { bound });
    }
    Ok(End::Found {
        columns: solved.get_solution().columns().to_vec(),
        is_optimal: status == HighsModelStatus::Optimal,
        bound,
    })
}

/// The least whole number that is not below a bound, up to the solver's tolerance.
pub fn whole(bound: f64) -> i64 {
    (bound - 1e-6).ceil() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::oracle::draws;
    use crate::review::watch::Heard;
    use std::cell::{Cell, RefCell};
    use std::ops::ControlFlow;

    /// A random set cover that takes the solver far longer than a second.
    fn hard() -> RowProblem {
        let mut draw = draws(7);
        let mut problem = RowProblem::new();
        let columns: Vec<_> = (0..300).map(|_| problem.add_integer_column(1.0, 0.0..=1.0)).collect();
        for _ in 0..1500 {
            let members: Vec<_> = columns
                .iter()
                .filter(|_| draw(30) == 0)
                .map(|&column| (column, 1.0))
                .collect();
            if !members.is_empty() {
                problem.add_row(1.0.., members);
            }
        }
        problem
    }

    #[test]
    fn a_listener_hears_bounds_that_close_in_and_ends_the_solve_when_it_says_so() {
        let known: RefCell<Vec<(f64, f64)>> = RefCell::new(Vec::new());
        let is_over = Cell::new(false);
        let listener = |heard: Heard| {
            assert!(!is_over.get(), "it was told to end");
            known.borrow_mut().extend(heard.incumbent.zip(heard.bound));
            is_over.set(known.borrow().len() == 4);
            if is_over.get() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let ended = minimise(hard(), None, 600.0, "hard", Watch::by(&listener));
        assert!(matches!(ended, Err(ReviewError::Cancelled)));
        let known = known.into_inner();
        let is_bound = |&(incumbent, bound): &(f64, f64)| bound <= incumbent + 1e-6;
        assert!(known.len() == 4 && known.iter().all(is_bound), "{known:?}");
        let mut pairs = known.windows(2);
        let closes = |pair: &[(f64, f64)]| pair[1].0 <= pair[0].0 + 1e-6 && pair[1].1 >= pair[0].1 - 1e-6;
        assert!(pairs.all(closes), "{known:?}");
    }

    #[test]
    fn a_solve_that_is_heard_to_its_end_gives_what_an_unheard_one_gives() {
        let mut draw = draws(3);
        let mut problem = RowProblem::new();
        let columns: Vec<_> = (0..40)
            .map(|_| problem.add_integer_column(1.0 + draw(9) as f64, 0.0..=1.0))
            .collect();
        for _ in 0..60 {
            let first = draw(36) as usize;
            let members: Vec<_> = (0..4).map(|next| (columns[first + next], 1.0)).collect();
            problem.add_row(1.0.., members);
        }
        let count = Cell::new(0);
        let listener = |_| {
            count.set(count.get() + 1);
            ControlFlow::Continue(())
        };
        let solve = |watch| match minimise(problem.clone(), None, 20.0, "easy", watch).expect("answers") {
            End::Found {
                columns, is_optimal, ..
            } => (columns, is_optimal),
            _ => panic!("everything chosen is a cover"),
        };
        assert_eq!(solve(Watch::by(&listener)), solve(Watch::NOBODY));
        assert!(count.get() > 0, "nothing was heard");
    }

    #[test]
    fn a_listener_that_panics_ends_the_solve_and_the_panic_goes_on() {
        let listener = |_: Heard| -> ControlFlow<()> { panic!("of the listener") };
        let solve = || minimise(hard(), None, 60.0, "hard", Watch::by(&listener)).map(|_| ());
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(solve)).expect_err("it panics");
        assert_eq!(caught.downcast_ref::<&str>(), Some(&"of the listener"));
    }
}
