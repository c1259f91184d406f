//! What is asked once the plan stands: what if a decision were the other way, which plans are nearly as good, and the readings of
//! the sensitivity table.
//!
//! None needs an answer of another, and the solver works on one thread: where there is a second one, flips and other plans are
//! asked beside the readings, and whoever is done first takes of the readings that are left. What is asked hangs neither on
//! the number of threads nor on their speed; how far the solver gets within its seconds may, as ever.

use super::counterfactual::{Base, Counterfactual, counterfactuals};
use super::error::ReviewError;
use super::plan::Progress;
use super::robustness::{NearlyAsGood, nearly_as_good};
use super::sensitivity::{Answered, Readings, Table};
use super::settings::ReviewSettings;
use super::watch::{Heard, Watch};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

/// Answers.
pub struct Afterwards {
    pub flips: Vec<Counterfactual>,
    pub others: NearlyAsGood,
    pub table: Table,
}

/// Asks everything. `points`: whose decisions are flipped. `progress` and `is_cancelled` are called on this thread alone.
///
/// # Errors
/// When the solver fails or the watch of `problem` ends it.
pub fn ask(
    problem: &Base,
    points: &[usize],
    settings: &ReviewSettings,
    readings: &Readings,
    progress: &mut dyn FnMut(Progress),
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Afterwards, ReviewError> {
    if rayon::current_num_threads() < 2 {
        let (flips, others) = flips_and_others(problem, points, settings, progress)?;
        let answered = readings.work(problem.watch, progress)?;
        let table = readings.table(answered);
        return Ok(Afterwards { flips, others, table });
    }
    let (send, told) = mpsc::channel();
    let is_over = AtomicBool::new(false);
    let progress = RefCell::new(progress);
    // Of the other thread's messages, those that only say that it goes on are for whoever waits.
    let pass_on = |message: Option<Progress>| message.into_iter().for_each(|told| (progress.borrow_mut())(told));
    let listener = |heard: Heard| {
        told.try_iter().for_each(pass_on);
        let said = problem.watch.listener().map(|listener| listener(heard));
        if said == Some(ControlFlow::Break(())) {
            is_over.store(true, Ordering::Relaxed);
        }
        said.unwrap_or(ControlFlow::Continue(()))
    };
    let Base {
        instance,
        rows,
        plan,
        levels,
        epsilon,
        rules,
        ..
    } = *problem;
    let (flips, others, mut answered, more) = std::thread::scope(|scope| {
        let is_over = &is_over;
        let beside = scope.spawn(move || -> Result<Beside, ReviewError> {
            // Whoever listens is gone only when all is over.
            let tell = |message| drop(send.send(message));
            let listener = |_: Heard| {
                tell(None);
                if is_over.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            let watch = Watch::by(&listener);
            let problem = Base {
                instance,
                rows,
                plan,
                levels,
                epsilon,
                rules,
                watch,
            };
            let progress = &mut |what| tell(Some(what));
            let asked = flips_and_others(&problem, points, settings, progress).inspect_err(|_| readings.stop());
            let (flips, others) = asked?;
            Ok((flips, others, readings.work(watch, progress)?))
        });
        let own = readings.work(Watch::by(&listener), &mut |what| pass_on(Some(what)));
        if own.is_err() {
            is_over.store(true, Ordering::Relaxed);
        }
        for message in &told {
            pass_on(message);
            if is_cancelled() {
                is_over.store(true, Ordering::Relaxed);
            }
        }
        let beside = beside.join().unwrap_or_else(|panic| resume_unwind(panic));
        let (own, (flips, others, more)) = (own?, beside?);
        Ok::<_, ReviewError>((flips, others, own, more))
    })?;
    answered.extend(more);
    let table = readings.table(answered);
    Ok(Afterwards { flips, others, table })
}

type Beside = (Vec<Counterfactual>, NearlyAsGood, Vec<Answered>);

fn flips_and_others(
    problem: &Base,
    points: &[usize],
    settings: &ReviewSettings,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Counterfactual>, NearlyAsGood), ReviewError> {
    let of = points.len() as u32;
    let mut done = |done: usize| progress(Progress::Counterfactual { done: done as u32, of });
    let flips = match settings.counterfactual_seconds {
        0.0 => Vec::new(),
        seconds => counterfactuals(problem, points, seconds, &mut done)?,
    };
    progress(Progress::Robustness);
    let others = nearly_as_good(
        problem.instance,
        problem.rows,
        problem.plan,
        settings.robustness_epsilon,
        settings.robustness_plans,
        settings.robustness_seconds,
        problem.watch,
    )?;
    Ok((flips, others))
}
