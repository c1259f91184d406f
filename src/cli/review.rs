//! `gandan review`: propose which points to keep, remedy, merge or close.

use std::path::{Path, PathBuf};

use super::output::TableFormat;
use super::{Failure, Lang, output, review_text, workspace};
use crate::planner::Snapshot;
use crate::review::{Flipped, OtherRoads, Plan, PlanStatus, Progress, ReviewInput, ReviewSettings, propose_at_speeds};
use crate::store::{DecisionRow, Workspace};
use crate::wire::{OpenErrorsShape, ReviewAnswer, ReviewSettingsFile};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Settings (TOML); without it the careful defaults. Printed with every plan
    #[arg(long)]
    settings: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Which decisions to flip and solve again: every change (as without this option), `all`, or these codes
    #[arg(long, num_args = 0.., value_name = "all|CODE")]
    counterfactuals: Option<Vec<String>>,
    /// Solver seconds for all of them, shared equally; 0 leaves them out [default: that of the settings, 20]
    #[arg(long, value_name = "S")]
    counterfactual_seconds: Option<f64>,
    /// Keep the plan in the workspace: the web map and QGIS then show it
    #[arg(long)]
    save: bool,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mut settings = settings(args.settings.as_deref())?;
    if let Some(codes) = &args.counterfactuals {
        settings.counterfactuals = flipped(codes);
    }
    if let Some(seconds) = args.counterfactual_seconds {
        settings.counterfactual_seconds = seconds;
    }
    let snapshot = workspace::open(&args.workspace)?;
    let plan = solve(&snapshot, &settings)?;
    let mut answer = ReviewAnswer::from_plan(&plan, snapshot.dataset(), snapshot.id());
    answer.open_errors = Some(OpenErrorsShape::from(snapshot.open_errors()));
    if args.save && plan.status != PlanStatus::Infeasible {
        save(&args.workspace, &snapshot, &answer)?;
    }
    let bytes = match args.format {
        TableFormat::Text => review_text::page(&answer, args.lang).into_bytes(),
        TableFormat::Json => output::json(&answer)?,
        TableFormat::Csv => csv(&answer)?,
    };
    output::write(args.out.as_deref(), &bytes)?;
    if plan.status == PlanStatus::Infeasible {
        return Err(Failure::AnswerIsNo(
            "no plan satisfies these settings; the conflict is named in the answer".to_owned(),
        ));
    }
    Ok(())
}

fn flipped(codes: &[String]) -> Flipped {
    match codes {
        [] => Flipped::Changes,
        [all] if all == "all" => Flipped::All,
        codes => Flipped::Only(codes.iter().cloned().collect()),
    }
}

pub(super) fn settings(path: Option<&Path>) -> Result<ReviewSettings, Failure> {
    let Some(path) = path else {
        return Ok(ReviewSettings::default());
    };
    let refused = |reason: String| Failure::BadInput(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    let file = ReviewSettingsFile::from_toml(&text).map_err(|error| refused(error.to_string()))?;
    file.settings().map_err(|error| refused(error.to_string()))
}

pub(super) fn solve(snapshot: &Snapshot, settings: &ReviewSettings) -> Result<Plan, Failure> {
    let bar = output::spinner("Đang rà soát");
    let input = ReviewInput {
        dataset: snapshot.dataset(),
        travel: snapshot.travel(),
        reach: snapshot.reach(),
    };
    let at_speed = |factor: f64| {
        let (travel, reach) = snapshot.at_speed(settings.main_rule(), factor);
        Some(OtherRoads { travel, reach })
    };
    let plan = propose_at_speeds(&input, settings, &at_speed, &mut |progress: Progress| {
        bar.set_message(format!("Đang rà soát: {progress:?}"))
    });
    bar.finish_and_clear();
    plan.map_err(|error| Failure::BadInput(error.to_string()))
}

fn save(workspace: &Path, snapshot: &Snapshot, answer: &ReviewAnswer) -> Result<(), Failure> {
    let json = serde_json::to_string(answer).map_err(|error| Failure::Internal(error.into()))?;
    let rows: Vec<DecisionRow> = answer
        .decisions
        .iter()
        .filter_map(|decision| {
            let facility = snapshot.facility(&decision.facility)?;
            Some(DecisionRow {
                facility: decision.facility.clone(),
                name: decision.name.clone(),
                decision: decision.decision.clone(),
                into: decision.into.clone(),
                location: snapshot.dataset().facilities[facility.index()].location,
            })
        })
        .collect();
    Ok(Workspace::save_review(workspace, &json, &rows)?)
}

fn csv(answer: &ReviewAnswer) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::Internal(error.into());
    let header = [
        "facility",
        "name",
        "decision",
        "into",
        "unique_people",
        "unique_people_after_plan",
        "nearest_alternative",
        "alternative_distance_m",
        "alternative_travel_s",
        "catchment_people",
        "added_minutes_median",
        "added_minutes_p95",
        "added_minutes_max",
        "load_per_month",
        "receiver_load_after",
        "receiver_capacity",
        "binding",
        "because",
        "objection",
        "step",
        "robustness",
        "robustness_plans_share",
        "robustness_readings_share",
        "counterfactual",
        "counterfactual_cost_lower",
        "counterfactual_cost_upper",
    ];
    writer.write_record(header).map_err(failed)?;
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for decision in &answer.decisions {
        let reasons = &decision.reasons;
        let step = answer.sequence.iter().find(|step| step.facility == decision.facility);
        let (robustness, flipped) = (reasons.robustness.as_ref(), reasons.counterfactual.as_ref());
        let cost = flipped.and_then(|told| told.levels.iter().find(|level| level.name == "cost"));
        let row = [
            decision.facility.clone(),
            decision.name.clone(),
            decision.decision.clone(),
            decision.into.clone().unwrap_or_default(),
            reasons.unique_people.to_string(),
            reasons.unique_people_after_plan.to_string(),
            reasons.nearest_alternative.clone().unwrap_or_default(),
            number(reasons.alternative_distance_m),
            number(reasons.alternative_travel_s),
            reasons.catchment_people.to_string(),
            number(reasons.added_minutes.median),
            number(reasons.added_minutes.p95),
            number(reasons.added_minutes.max),
            reasons.load_per_month.to_string(),
            number(reasons.receiver_load_after),
            number(reasons.receiver_capacity),
            reasons.binding.join(" "),
            reasons.because_vi.join(" "),
            reasons.objection_vi.clone().unwrap_or_default(),
            step.map_or_else(String::new, |step| step.step.to_string()),
            robustness.and_then(|told| told.verdict.clone()).unwrap_or_default(),
            number(robustness.and_then(|told| told.plans_share)),
            number(robustness.and_then(|told| told.readings_share)),
            flipped.map(|told| told.outcome.clone()).unwrap_or_default(),
            number(cost.map(|cost| cost.lower)),
            number(cost.map(|cost| cost.upper)),
        ];
        writer.write_record(row).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Internal(anyhow::anyhow!("{error}")))
}
