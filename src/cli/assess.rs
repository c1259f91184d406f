//! `gandan assess`: who reaches a point, under which rule.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;

use super::{Failure, Lang, assess_details, assess_text, output, profile, workspace};
use crate::model::{Rule, TravelMode};
use crate::planner::Depth;
use crate::wire::{AreaShape, AssessAnswer, BetweenShape, CoverageAnswer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
    Geojson,
}

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// plan68, scheme, plan68_agents or a rule file (TOML, JSON); may be given several times; without it
    /// the shipped rules side by side
    #[arg(long, value_name = "NAME|FILE")]
    rule: Vec<String>,
    /// Judge by another mode than the rules say: motorbike, car, bicycle or foot
    #[arg(long)]
    mode: Option<String>,
    /// Judge by another period than the rules say: off_peak or peak
    #[arg(long)]
    period: Option<String>,
    /// A motorbike profile of your own (`gandan profile` prints one to start from)
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The network as a scenario would have it, on its own data and road speeds (id or name)
    #[arg(long, conflicts_with = "profile")]
    scenario: Option<String>,
    /// Also tell what the figures owe to road speeds and to the population source (takes longer)
    #[arg(long)]
    sensitivity: bool,
    /// Text: all communes, gaps and procedures
    #[arg(long)]
    details: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let rules = rules(args)?;
    let snapshot = match &args.scenario {
        None if args.profile.is_none() => workspace::with_past(workspace::open(&args.workspace)?, &args.workspace),
        // Speeds of one's own are a question, no state of the data.
        None => workspace::open_with(&args.workspace, args.profile.as_deref())?,
        Some(scenario) => workspace::open_scenario(&args.workspace, scenario)?,
    };
    // Everybody of nobody is reached: a page of targets met would be no answer.
    if snapshot.dataset().people() <= 0.0 {
        let path = args.workspace.display();
        return Err(Failure::BadInput(match args.lang {
            Lang::Vi => format!(
                "{path}: chưa có dân cư, nên không đánh giá được; nhập dân cư: `gandan import demand F --workspace {path}`"
            ),
            Lang::En => format!(
                "{path}: nobody lives in it, so there is nothing to assess; import people: `gandan import demand F --workspace {path}`"
            ),
        }));
    }
    let depth = if args.sensitivity {
        Depth::Sensitivity
    } else {
        Depth::Figures
    };
    let bar = output::spinner("Đang đánh giá theo quy tắc");
    let assessed = snapshot
        .assess(&rules, depth)
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    bar.finish_and_clear();
    let answer = AssessAnswer::of_assessed(&snapshot, &assessed);
    let bytes = match args.format {
        Format::Text => {
            let mut page = assess_text::page(&snapshot, &answer, args.lang);
            if args.details {
                page.push_str(&assess_details::tables(&answer, args.lang));
            }
            page.into_bytes()
        }
        Format::Json if args.rule.len() == 1 => output::json(&answer.rules[0])?,
        Format::Json => output::json(&answer)?,
        Format::Csv => csv(&answer)?,
        Format::Geojson => geojson(&snapshot, &answer)?,
    };
    output::write(args.out.as_deref(), &bytes)
}

/// The rules asked for, the shipped ones when none is.
fn rules(args: &Args) -> Result<Vec<Rule>, Failure> {
    let mut rules: Vec<Rule> = match args.rule.len() {
        0 => Rule::shipped().into(),
        _ => args
            .rule
            .iter()
            .map(|name| workspace::rule(name))
            .collect::<Result<_, _>>()?,
    };
    for (index, rule) in rules.iter().enumerate() {
        if rules[..index].iter().any(|known| known.id == rule.id) {
            return Err(Failure::BadInput(format!(
                "--rule {}: two rules have the id '{}'; give each its own, so that their figures can be told apart",
                args.rule[index], rule.id
            )));
        }
    }
    if let Some(code) = &args.mode {
        let known = TravelMode::ALL.map(TravelMode::code).join(", ");
        let mode = TravelMode::from_code(code)
            .ok_or_else(|| Failure::BadInput(format!("--mode '{code}' is none of: {known}")))?;
        rules.iter_mut().for_each(|rule| rule.mode = mode);
    }
    if let Some(code) = &args.period {
        let period = profile::period(code)?;
        rules.iter_mut().for_each(|rule| rule.period = period);
    }
    Ok(rules)
}

fn csv(answer: &AssessAnswer) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "rule",
        "code",
        "name",
        "level",
        "territory",
        "points",
        "median_s",
        "people",
        "time_and_distance",
        "time_only",
        "distance_only",
        "neither",
        "unsnapped",
        "passing",
        "unreached",
        "distance_only_without_road",
        "open_low",
        "open_high",
    ];
    let mut write = |row: &[String]| {
        writer
            .write_record(row)
            .map_err(|error| Failure::Internal(error.into()))
    };
    write(&header.map(str::to_owned))?;
    for coverage in &answer.rules {
        for area in &coverage.areas {
            write(&row(coverage, area))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Internal(anyhow::anyhow!("{error}")))
}

fn row(coverage: &CoverageAnswer, area: &AreaShape) -> Vec<String> {
    let people = &area.people;
    let mut row: Vec<String> = [&coverage.rule.id, &area.code, &area.name, &area.level, &area.territory]
        .map(String::clone)
        .into();
    row.push(area.points.to_string());
    row.push(area.median_s.map_or_else(String::new, |median| median.to_string()));
    let figures = [
        people.total,
        people.time_and_distance,
        people.time_only,
        people.distance_only,
        people.neither,
        people.unsnapped,
        people.passing,
        people.unreached,
        people.distance_only_without_road,
    ];
    row.extend(figures.map(|figure| format!("{figure:.1}")));
    // People by open points, between the bounds that unknown hours leave.
    let open = coverage.figures.as_ref().and_then(|figures| {
        let mut areas = figures.effective.areas.iter();
        areas.find(|told| told.code == area.code).map(|told| told.open)
    });
    let told = |people: fn(&BetweenShape) -> f64| {
        open.as_ref()
            .map_or_else(String::new, |open| format!("{:.1}", people(open)))
    };
    row.extend([told(|open| open.low_people), told(|open| open.high_people)]);
    row
}

/// Communes with the people of every rule told.
fn geojson(snapshot: &crate::planner::Snapshot, answer: &AssessAnswer) -> Result<Vec<u8>, Failure> {
    let areas = &snapshot.dataset().areas;
    let features: Vec<serde_json::Value> = answer
        .rules
        .iter()
        .flat_map(|coverage| coverage.areas.iter().map(move |area| (coverage, area)))
        .filter_map(|(coverage, shape)| {
            let area = areas
                .iter()
                .find(|area| area.code == shape.code && area.level.code() == shape.level)?;
            let geometry = geojson::Geometry::from(&area.outline);
            let properties = json!({ "rule": coverage.rule.id, "code": shape.code, "name": shape.name,
                "points": shape.points, "median_s": shape.median_s, "people": shape.people });
            Some(json!({ "type": "Feature", "geometry": geometry, "properties": properties }))
        })
        .collect();
    let rules: Vec<_> = answer.rules.iter().map(|coverage| &coverage.rule).collect();
    output::json(
        &json!({ "type": "FeatureCollection", "snapshot_id": answer.snapshot_id, "rules": rules, "features": features }),
    )
}
