//! `gandan what-if`: change decisions of a plan and see whom it costs what.

use std::path::PathBuf;

use super::output::AnswerFormat;
use super::what_if_text::page;
use super::workspace::KeptIn;
use super::{Failure, Lang, output, review};
use crate::geometry::LonLat;
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus, TravelMode};
use crate::planner::{Snapshot, WishDepth, id_of, what_if};
use crate::review::{ReviewError, ReviewSettings, Wish, WishError};
use crate::routing::Profile;
use crate::spatial_index::OutlineIndex;
use crate::store::Workspace;
use crate::wire::{ReviewAnswer, WhatIfAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// A plan, as `gandan review --format json` writes it. Without one: the network as it is
    #[arg(long, value_name = "F", conflicts_with = "last")]
    plan: Option<PathBuf>,
    /// The plan kept in the workspace
    #[arg(long)]
    last: bool,
    /// Settings (TOML) of the plan; without it those that the plan names, else the careful defaults
    #[arg(long, value_name = "F")]
    settings: Option<PathBuf>,
    /// This point stays
    #[arg(long, value_name = "CODE")]
    keep: Vec<String>,
    /// This point goes
    #[arg(long, value_name = "CODE")]
    close: Vec<String>,
    /// The first point is merged into the second
    #[arg(long, value_name = "J:K")]
    merge: Vec<String>,
    /// A planned or closed facility opens, or a new agent stands at this place
    #[arg(long, value_name = "CODE|LON,LAT", allow_hyphen_values = true)]
    open: Vec<String>,
    /// Also decide every point anew
    #[arg(long)]
    exact: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let plan = plan(args)?;
    let mut dataset = Workspace::load(&args.workspace)?;
    let unknown = |plan: &ReviewAnswer| {
        let preset = &plan.settings.preset;
        Failure::BadInput(format!("the plan's preset '{preset}' is not known; give --settings"))
    };
    let settings = match (&args.settings, &plan) {
        (Some(path), _) => {
            let (asked, place) = review::asked(Some(path), None)?;
            review::settings(&asked, &place, &args.workspace)?
        }
        (None, Some(plan)) => {
            let told = plan.told_settings(&dataset).ok_or_else(|| unknown(plan))?;
            review::with_evidence(told, &args.workspace)
        }
        (None, None) => ReviewSettings::default(),
    };
    let snapshot_id = id_of(&dataset);
    let wish = wish(args, &mut dataset)?;
    if wish == Wish::default() {
        return Err(Failure::BadInput(
            "nothing is asked: give --keep, --close, --merge or --open".to_owned(),
        ));
    }
    let bar = output::spinner("Đang tính thời gian đi lại");
    let profile = Profile::shipped(TravelMode::Motorbike);
    let snapshot = Snapshot::build_with(dataset, None, profile, &KeptIn::trials(&args.workspace));
    let going = plan.as_ref().map(ReviewAnswer::going).unwrap_or_default();
    bar.set_message("Đang tìm phương án");
    let depth = if args.exact {
        WishDepth::Exact
    } else {
        WishDepth::AtOnce
    };
    let answered = what_if(&snapshot, &settings, &wish, &going, depth).map_err(|error| match error {
        WishError::Review(error @ ReviewError::Solver { .. }) => Failure::Internal(error.into()),
        refused => Failure::BadInput(refused.to_string()),
    })?;
    bar.finish_and_clear();
    let answer = WhatIfAnswer::of(&answered, &snapshot_id, plan.as_ref());
    let bytes = match args.format {
        AnswerFormat::Text => page(&answer, args.exact, args.lang).into_bytes(),
        AnswerFormat::Json => output::json(&answer)?,
    };
    output::write(args.out.as_deref(), &bytes)?;
    if answer.is_possible() {
        return Ok(());
    }
    Err(Failure::AnswerIsNo(match args.exact {
        true => "no plan carries this wish out; what it breaks is named in the answer".to_owned(),
        false => "no plan was found with the points nearby; --exact decides every point anew".to_owned(),
    }))
}

fn plan(args: &Args) -> Result<Option<ReviewAnswer>, Failure> {
    let (text, from) = match (&args.plan, args.last) {
        (Some(path), _) => {
            let read = std::fs::read_to_string(path);
            let text = read.map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))?;
            (text, path.display().to_string())
        }
        (None, true) => {
            let none = || Failure::BadInput("the workspace holds no plan; `gandan review --save` keeps one".to_owned());
            (
                Workspace::load_review(&args.workspace)?.ok_or_else(none)?,
                "the plan kept in the workspace".to_owned(),
            )
        }
        (None, false) => return Ok(None),
    };
    let plan: ReviewAnswer =
        serde_json::from_str(&text).map_err(|error| Failure::BadInput(format!("{from} is no plan: {error}")))?;
    if plan.status == "infeasible" {
        return Err(Failure::BadInput(format!(
            "{from} is infeasible: there is nothing to change"
        )));
    }
    Ok(Some(plan))
}

fn wish(args: &Args, dataset: &mut Dataset) -> Result<Wish, Failure> {
    let mut wish = Wish {
        keep: args.keep.iter().cloned().collect(),
        close: args.close.iter().cloned().collect(),
        ..Wish::default()
    };
    for pair in &args.merge {
        let (from, into) = pair.split_once(':').ok_or_else(|| {
            Failure::BadInput(format!(
                "--merge '{pair}' is not J:K, the code of a point and of its receiver"
            ))
        })?;
        if wish.merge.insert(from.to_owned(), into.to_owned()).is_some() {
            return Err(Failure::BadInput(format!(
                "--merge: '{from}' is asked to do two things"
            )));
        }
    }
    for (number, place) in (1..).zip(&args.open) {
        let code = match lon_lat(place)? {
            None => place.clone(),
            Some(at) => stand(dataset, at, number),
        };
        wish.open.insert(code);
    }
    dataset.sort();
    Ok(wish)
}

/// A place `LON,LAT` in degrees; `None` for a code.
fn lon_lat(text: &str) -> Result<Option<LonLat>, Failure> {
    let Some((lon, lat)) = text.split_once(',') else {
        return Ok(None);
    };
    let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>()) else {
        return Ok(None);
    };
    if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
        return Err(Failure::BadInput(format!(
            "--open {text}: this is no longitude and latitude in degrees"
        )));
    }
    Ok(Some(LonLat::new(lon, lat)))
}

/// A planned agent at a place; its code.
fn stand(dataset: &mut Dataset, at: LonLat, number: u32) -> String {
    let is_taken = |code: &String| dataset.facilities.iter().any(|facility| facility.code == *code);
    let code = (number..)
        .map(|number| format!("NEW-{number}"))
        .find(|code| !is_taken(code))
        .expect("numbers do not end");
    let communes: Vec<usize> = (0..dataset.areas.len())
        .filter(|&area| dataset.areas[area].level == AreaLevel::Commune)
        .collect();
    let outlines = OutlineIndex::build(communes.iter().map(|&area| &dataset.areas[area].outline));
    let mut agent = Facility::new(code.clone(), FacilityKind::Agent, format!("Điểm mới {number}"), at);
    agent.area = outlines
        .locate(at)
        .map(|found| dataset.areas[communes[found]].code.clone());
    agent.status = FacilityStatus::Planned;
    dataset.facilities.push(agent);
    code
}
