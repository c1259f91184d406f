//! `gandan review`: propose which points to keep, remedy, merge or close.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::noted::noted;
use super::{Failure, Lang, output, review_area, review_area_page, review_curve_text, review_text, voice, workspace};
use crate::planner::{KeepFault, Kept, Snapshot, keep_review, propose_review, review_curve};
use crate::review::{Flipped, Plan, PlanStatus, ReviewSettings};
use crate::wire::{
    CurveAnswer, ReviewAnswer, ReviewSettingsFile, SHIPPED_CRITERIA, SHIPPED_REVIEW_SETTINGS, review_step_vi,
};

/// How the plan is told; `html` is for `--area`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    Text,
    Json,
    Csv,
    Html,
}

#[derive(clap::Args, Debug)]
pub struct Args {
    #[arg(required_unless_present = "show_settings")]
    workspace: Option<PathBuf>,
    /// Print a settings file that holds every default and says what it means, to be changed and given to --settings
    #[arg(long)]
    show_settings: bool,
    /// Settings (TOML); without it the careful defaults. Printed with every plan
    #[arg(long)]
    settings: Option<PathBuf>,
    /// careful, efficient, area_points or expand, instead of what the settings say
    #[arg(long)]
    preset: Option<String>,
    /// Criteria whose norms, weights and minimum evidence decide what is poor: agents, branches or a file (TOML)
    #[arg(long)]
    criteria: Option<String>,
    /// Only these communes (codes, names, or former districts), as the draft an official would write: text or html
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    area: Vec<String>,
    /// Tell the plan kept in the workspace again instead of making a new one
    #[arg(long, conflicts_with_all = ["settings", "preset", "criteria", "save", "pareto"])]
    last: bool,
    /// What keeping fewer points costs: people and travel against these numbers of points, or against shares of today's
    #[arg(long, num_args = 0.., value_name = "POINTS")]
    pareto: Option<Vec<usize>>,
    /// Seconds for each number of --pareto
    #[arg(long, value_name = "S", default_value_t = 10.0)]
    pareto_seconds: f64,
    #[arg(long, value_enum, default_value = "text")]
    format: ReviewFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Which decisions to flip and solve again: every change (as without this option), `all`, or these codes
    #[arg(long, num_args = 0.., value_name = "all|CODE")]
    counterfactuals: Option<Vec<String>>,
    /// Solver seconds for all of them together, the smallest first; 0 leaves them out [default: that of the settings, 20]
    #[arg(long, value_name = "S")]
    counterfactual_seconds: Option<f64>,
    /// Keep the plan in the workspace: the web map and QGIS then show it. Refused when the data have changed meanwhile
    #[arg(long)]
    save: bool,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.workspace {
        Some(workspace) if !args.show_settings => review(args, workspace),
        _ => output::write(args.out.as_deref(), SHIPPED_REVIEW_SETTINGS.as_bytes()),
    }
}

fn review(args: &Args, workspace: &Path) -> Result<(), Failure> {
    let (mut asked, place) = asked(args.settings.as_deref(), args.preset.as_deref())?;
    if let Some(name) = &args.criteria {
        let text = super::criteria::criteria(name)?.0;
        let is_shipped = SHIPPED_CRITERIA.iter().any(|(id, _)| id == name);
        asked.criteria = Some(if is_shipped { name.clone() } else { text + "\n" });
    }
    let mut settings = settings(&asked, &place, workspace)?;
    if let Some(codes) = &args.counterfactuals {
        settings.counterfactuals = flipped(codes);
    }
    if let Some(seconds) = args.counterfactual_seconds {
        settings.counterfactual_seconds = seconds;
    }
    let snapshot = workspace::open(workspace)?;
    if let Some(counts) = &args.pareto {
        return pareto(args, &snapshot, &settings, counts);
    }
    let answer = if args.last {
        kept(&snapshot)?
    } else {
        made(args.save.then_some(workspace), &snapshot, &settings, asked)?
    };
    let document = || review_area::document(&answer, &snapshot, &args.area, args.lang);
    let bytes = match (args.format, args.area.is_empty()) {
        (ReviewFormat::Text, true) => review_text::page(&answer, args.lang).into_bytes(),
        (ReviewFormat::Json, true) => output::json(&answer)?,
        (ReviewFormat::Csv, true) => csv(&answer)?,
        (ReviewFormat::Text, false) => review_area_page::text(&document()?, args.lang).into_bytes(),
        (ReviewFormat::Html, false) => review_area_page::html(&document()?, args.lang).into_bytes(),
        (ReviewFormat::Html, true) => return Err(Failure::BadInput("--format html is for --area".to_owned())),
        (ReviewFormat::Json | ReviewFormat::Csv, false) => {
            return Err(Failure::BadInput("--area is told as text or html".to_owned()));
        }
    };
    output::write(args.out.as_deref(), &bytes)?;
    if answer.status == PlanStatus::Infeasible.code() {
        return Err(Failure::AnswerIsNo(
            "no plan satisfies these settings; the conflict is named in the answer".to_owned(),
        ));
    }
    Ok(())
}

/// A new plan, kept where it is told.
fn made(
    keep_in: Option<&Path>,
    snapshot: &Snapshot,
    settings: &ReviewSettings,
    asked: ReviewSettingsFile,
) -> Result<ReviewAnswer, Failure> {
    let plan = solve(snapshot, settings)?;
    let answer = ReviewAnswer::of_snapshot(&plan, snapshot, asked);
    if let Some(workspace) = keep_in.filter(|_| plan.status != PlanStatus::Infeasible) {
        save(workspace, &answer)?;
    }
    Ok(answer)
}

/// The plan that the workspace keeps; one of other data than today's is refused.
fn kept(snapshot: &Snapshot) -> Result<ReviewAnswer, Failure> {
    let none = || Failure::BadInput("the workspace holds no plan; `gandan review --save` keeps one".to_owned());
    let text = snapshot.review().ok_or_else(none)?;
    let answer: ReviewAnswer = serde_json::from_str(text).map_err(|error| Failure::Internal(error.into()))?;
    if answer.snapshot_id != snapshot.id() {
        return Err(Failure::BadInput(format!(
            "the plan kept was made from other data ({}, now {}); make a new one with `gandan review --save`",
            answer.snapshot_id,
            snapshot.id()
        )));
    }
    Ok(answer)
}

fn pareto(args: &Args, snapshot: &Snapshot, settings: &ReviewSettings, counts: &[usize]) -> Result<(), Failure> {
    let bar = output::spinner("Đang tính đánh đổi khi giữ ít điểm hơn");
    let curve = review_curve(snapshot, settings, counts, args.pareto_seconds);
    bar.finish_and_clear();
    let curve = curve.map_err(|error| Failure::BadInput(error.to_string()))?;
    let answer = CurveAnswer::of(&curve, snapshot.dataset(), snapshot.id());
    let bytes = match args.format {
        ReviewFormat::Text => review_curve_text::page(&answer, args.lang).into_bytes(),
        ReviewFormat::Json => output::json(&answer)?,
        ReviewFormat::Csv | ReviewFormat::Html => {
            return Err(Failure::BadInput("--pareto is told as text or json".to_owned()));
        }
    };
    output::write(args.out.as_deref(), &bytes)
}

fn flipped(codes: &[String]) -> Flipped {
    match codes {
        [] => Flipped::Changes,
        [all] if all == "all" => Flipped::All,
        codes => Flipped::Only(codes.iter().cloned().collect()),
    }
}

/// What a settings file says, files that it names read in, and where it stands.
pub(super) fn asked(path: Option<&Path>, preset: Option<&str>) -> Result<(ReviewSettingsFile, String), Failure> {
    let place = path.map_or_else(|| "--preset".to_owned(), |path| path.display().to_string());
    let refused = |reason: String| Failure::BadInput(format!("{place}: {reason}"));
    let mut file = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
            ReviewSettingsFile::from_toml(&text).map_err(|error| refused(error.to_string()))?
        }
        None => ReviewSettingsFile::default(),
    };
    for (name, value) in [("criteria", &mut file.criteria), ("standards", &mut file.standards)] {
        in_file(name, value).map_err(refused)?;
    }
    if let Some(preset) = preset {
        file.preset = Some(preset.to_owned());
    }
    Ok((file, place))
}

/// The settings, with what citizens and inspectors say where criteria or standards judge by it.
pub(super) fn settings(asked: &ReviewSettingsFile, place: &str, workspace: &Path) -> Result<ReviewSettings, Failure> {
    let settings = asked.settings();
    let settings = settings.map_err(|error| Failure::BadInput(format!("{place}: {error}")))?;
    Ok(with_evidence(settings, workspace))
}

/// The same where they stood in a plan.
pub(super) fn with_evidence(settings: ReviewSettings, workspace: &Path) -> ReviewSettings {
    let told = settings.with_evidence(
        || Ok(voice::checklist()),
        |list| Ok::<_, Infallible>(voice::field_evidence(workspace, list)),
    );
    told.unwrap_or_else(|never| match never {})
}

/// A setting that may name a file: the file's text in its place. Shipped names and text stay as they are.
fn in_file(name: &str, value: &mut Option<String>) -> Result<(), String> {
    if let Some(path) = value
        .as_ref()
        .filter(|path| path.ends_with(".toml") && !path.contains('\n'))
    {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{name} = '{path}': {error}"))?;
        *value = Some(text + "\n");
    }
    Ok(())
}

pub(super) fn solve(snapshot: &Snapshot, settings: &ReviewSettings) -> Result<Plan, Failure> {
    let bar = output::spinner("Đang rà soát");
    let plan = propose_review(
        snapshot,
        settings,
        &mut |progress| bar.set_message(review_step_vi(&progress)),
        &|| false,
    );
    bar.finish_and_clear();
    plan.map_err(|error| Failure::BadInput(error.to_string()))
}

fn save(workspace: &Path, answer: &ReviewAnswer) -> Result<(), Failure> {
    let plan = answer.to_keep().map_err(|error| Failure::Internal(error.into()))?;
    let detail = format!("{} decisions, data {}", answer.decisions.len(), answer.snapshot_id);
    noted(workspace, "review.save", &detail, || {
        match keep_review(workspace, &plan, || Ok(())) {
            Ok(Kept::Written | Kept::AsBefore) => Ok(((), "-".to_owned())),
            Err(KeepFault::Store(error)) => Err(error.into()),
            Err(refused) => Err(Failure::BadInput(refused.to_string())),
        }
    })
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
