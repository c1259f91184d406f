//! The order in which a decision is carried out, and the guard over it: nobody is without access in between.
//!
//! On one day points open and change first, then merges, then closings. Whoever has access under a rule today and will
//! have it at the end must have it after every step. (Whom the decision leaves without access at the end is told in its
//! figures, and was before those who signed it.) Without days of single edits this always holds: until the last step
//! more points are open than after it. With them it may not, and the first step that breaks it is named.

use chrono::NaiveDate;

use super::rehearsal::Rehearsal;
use super::scenario_error::ScenarioFault;
use crate::plan::{Resolved, Schedule, Step, facilities_after};

/// One step of carrying a decision out.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedStep {
    pub day: NaiveDate,
    /// Of the edit.
    pub number: u64,
    pub action: &'static str,
    /// Empty for road speeds.
    pub code: String,
    pub into: Option<String>,
    /// People who pass each of the shipped rules after the step.
    pub passing: Vec<f64>,
}

/// The steps in their order.
///
/// # Errors
/// [`ScenarioFault::StepBreaks`]: the first step after which somebody is without access who was not and will not be.
pub fn dated_steps(
    rehearsal: &mut Rehearsal,
    resolved: &Resolved,
    schedule: &Schedule,
) -> Result<Vec<DatedStep>, ScenarioFault> {
    let snapshot = std::sync::Arc::clone(rehearsal.snapshot());
    let baseline = &snapshot.dataset().facilities;
    rehearsal.stage(baseline)?;
    let start = rehearsal.passes();
    rehearsal.stage(&facilities_after(baseline, &resolved.steps))?;
    let end = rehearsal.passes();
    rehearsal.stage(baseline)?;
    let rules: Vec<String> = crate::model::Rule::shipped().into_iter().map(|rule| rule.id).collect();
    let mut order: Vec<&Step> = resolved.steps.iter().collect();
    order.sort_by_key(|step| (schedule.day_of(step), stage(step), step.number));
    let (mut done, mut told): (Vec<Step>, Vec<DatedStep>) = (Vec::new(), Vec::new());
    for step in order {
        done.push(step.clone());
        rehearsal.stage(&facilities_after(baseline, &done))?;
        let now = rehearsal.passes();
        let cells = &snapshot.dataset().cells;
        let people = |rule: usize, counts: &dyn Fn(usize) -> bool| -> f64 {
            let counted = (0..cells.len()).filter(|&cell| counts(cell) && now[rule].len() > cell);
            counted
                .map(|cell| cells[cell].people)
                .fold(0.0, |sum, people| sum + people)
        };
        for (rule, id) in rules.iter().enumerate() {
            let without = people(rule, &|cell| start[rule][cell] && end[rule][cell] && !now[rule][cell]);
            if without > 0.0 {
                return Err(ScenarioFault::StepBreaks {
                    number: step.number,
                    action: step.edit.action(),
                    code: step.edit.code().unwrap_or_default().to_owned(),
                    day: schedule.day_of(step),
                    rule: id.clone(),
                    people: without,
                });
            }
        }
        told.push(DatedStep {
            day: schedule.day_of(step),
            number: step.number,
            action: step.edit.action(),
            code: step.edit.code().unwrap_or_default().to_owned(),
            into: step.edit.receiver().map(str::to_owned),
            passing: (0..rules.len())
                .map(|rule| people(rule, &|cell| now[rule][cell]))
                .collect(),
        });
    }
    Ok(told)
}

fn stage(step: &Step) -> u8 {
    match step.edit.action() {
        _ if step.edit.begins_service() => 0,
        "merge" => 2,
        "close" => 3,
        _ => 1,
    }
}
