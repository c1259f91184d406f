//! `gandan locate`: the field's standard location problems.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::findings::report;
use super::locate_input::{self, Points};
use super::output::TableFormat;
use super::{Failure, Lang, locate_text, output};
use crate::ingest::{self, OrLibFormat, ReadOptions};
use crate::locate::{Answer, Choice, Cutoff, Limits, LocateError, Problem, Question, locate};
use crate::model::{CostTable, Finding, Severity, SiteRole};
use crate::planner::opening_sites;
use crate::store::Workspace;

/// How `--matrix` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// CSV, TSV or JSON, by content
    Matrix,
    /// OR-Library p-median: a graph of vertices and edges, and p
    OrlibPmed,
    /// OR-Library set covering: rows, columns and their costs
    OrlibScp,
    /// OR-Library warehouse location, with or without capacities
    OrlibCap,
}

#[derive(clap::Args, Debug)]
pub struct Args {
    /// What to solve
    #[arg(long, value_parser = PossibleValuesParser::new(Problem::ALL.map(Problem::code)))]
    problem: String,
    /// Costs of demand by site; a pair that is not possible is '-' (JSON: null)
    #[arg(long, required_unless_present_any = ["demand", "workspace"], conflicts_with_all = ["demand", "sites", "workspace"])]
    matrix: Option<PathBuf>,
    /// How the matrix is written: CSV/TSV/JSON, or a file of Beasley's OR-Library
    #[arg(long, value_enum, default_value = "matrix", conflicts_with = "demand")]
    input_format: InputFormat,
    /// Demand points (code, weight, lon, lat), with --sites instead of a matrix
    #[arg(long, requires = "sites")]
    demand: Option<PathBuf>,
    /// Sites (code, lon, lat; role: candidate, required, existing or competitor; fixed_cost, capacity)
    #[arg(long, requires = "demand")]
    sites: Option<PathBuf>,
    /// Costs are minutes on this workspace's roads; without it metres in a straight line. Without --demand and --sites: its
    /// cells, its open points (existing) and its candidates
    #[arg(long)]
    workspace: Option<PathBuf>,
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike", requires = "workspace")]
    mode: String,
    /// Sites to choose: required ones count, existing ones do not
    #[arg(long)]
    p: Option<usize>,
    /// A site covers what costs at most this (metres, or the matrix's own unit)
    #[arg(long, conflicts_with = "minutes")]
    radius_m: Option<f64>,
    /// A site covers what costs less than this (minutes, or the matrix's own unit)
    #[arg(long)]
    minutes: Option<f64>,
    /// How many best different sets of sites to list
    #[arg(long, default_value_t = 1)]
    k_best: usize,
    /// Stop here and tell the gap
    #[arg(long, default_value_t = 60.0)]
    time_limit_s: f64,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

/// What was asked, as the pages of the answer need it.
pub(super) struct Asked<'a> {
    pub table: &'a CostTable,
    pub question: Question,
    pub time_limit_s: f64,
    pub is_time_over: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    if !(args.time_limit_s > 0.0 && args.time_limit_s.is_finite()) {
        let value = args.time_limit_s;
        return Err(Failure::BadInput(format!(
            "--time-limit-s {value}: give seconds above 0"
        )));
    }
    let problem = Problem::from_code(&args.problem).expect("the parser knows the problems only");
    let bar = output::spinner("Đang đọc dữ liệu");
    let (table, question) = read(args, problem)?;
    bar.set_message("Đang giải bài toán vị trí");
    let begun = Instant::now();
    let elapsed = || begun.elapsed().as_secs_f64();
    let limits = Limits {
        seconds: args.time_limit_s,
        elapsed: &elapsed,
    };
    let answer = locate(&table, question, limits).map_err(|error| match &error {
        LocateError::Solver(_) => Failure::Internal(error.into()),
        no if no.is_answer_no() => Failure::AnswerIsNo(no.to_string()),
        bad => Failure::BadInput(bad.to_string()),
    })?;
    let is_time_over = limits.is_over();
    bar.finish_and_clear();
    let asked = Asked {
        table: &table,
        question,
        time_limit_s: args.time_limit_s,
        is_time_over,
    };
    let bytes = match args.format {
        TableFormat::Text => locate_text::page(&asked, &answer, args.lang).into_bytes(),
        TableFormat::Json => output::json(&json_of(&asked, &answer))?,
        TableFormat::Csv => csv(&table, &answer)?,
    };
    output::write(args.out.as_deref(), &bytes)
}

fn read(args: &Args, problem: Problem) -> Result<(CostTable, Question), Failure> {
    let cutoff = args.radius_m.map(Cutoff::AtMost).or(args.minutes.map(Cutoff::Below));
    let mut question = Question {
        problem,
        p: args.p,
        cutoff,
        k_best: args.k_best,
    };
    if let (Some(demand), Some(sites)) = (&args.demand, &args.sites) {
        let options = ReadOptions::default();
        let demand = accepted(
            ingest::read_location_demand(&name(demand), open(demand)?, &options),
            args.lang,
        )?;
        let sites = accepted(
            ingest::read_location_sites(&name(sites), open(sites)?, &options),
            args.lang,
        )?;
        let points = Points { demand, sites };
        let table = match &args.workspace {
            Some(workspace) => locate_input::by_road(points, workspace, &args.mode, &question)?,
            None => locate_input::straight(points, &question)?,
        };
        return Ok((table, question));
    }
    if let Some(workspace) = &args.workspace {
        let told = opening_sites(&Workspace::load(workspace)?);
        let candidates = told.sites.iter().filter(|(site, _)| site.role == SiteRole::Candidate);
        if candidates.count() == 0 {
            return Err(Failure::BadInput(format!(
                "{}: it has no candidates to choose from; `gandan import candidates F` brings them, or give --demand and --sites",
                workspace.display()
            )));
        }
        let points = Points {
            demand: told.demand,
            sites: told.sites,
        };
        let table = locate_input::by_road(points, workspace, &args.mode, &question)?;
        return Ok((table, question));
    }
    let Some(path) = &args.matrix else {
        return Err(Failure::BadInput("give --matrix, or --demand and --sites".to_owned()));
    };
    let format = match args.input_format {
        InputFormat::Matrix => {
            let (table, findings) = ingest::read_cost_matrix(&name(path), open(path)?, &ReadOptions::default());
            let table = accepted((table, findings), args.lang)?;
            return table.map(|table| (table, question)).ok_or_else(|| unusable(path));
        }
        InputFormat::OrlibPmed => OrLibFormat::Pmed,
        InputFormat::OrlibScp => OrLibFormat::Scp,
        InputFormat::OrlibCap => OrLibFormat::Cap,
    };
    let read = ingest::read_orlib(format, &name(path), open(path)?, &ReadOptions::default());
    let read = accepted(read, args.lang)?.ok_or_else(|| unusable(path))?;
    if problem.needs_p() {
        question.p = question.p.or(read.p);
    }
    if format == OrLibFormat::Scp && problem.is_covering() {
        // The file says who covers whom: such pairs cost 0, others are not possible.
        question.cutoff = question.cutoff.or(Some(Cutoff::AtMost(0.0)));
    }
    Ok((read.table, question))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn open(path: &Path) -> Result<std::io::BufReader<File>, Failure> {
    let cannot = |error: std::io::Error| Failure::BadInput(format!("{}: cannot be read: {error}", path.display()));
    Ok(std::io::BufReader::new(File::open(path).map_err(cannot)?))
}

fn unusable(path: &Path) -> Failure {
    Failure::BadInput(format!("{}: nothing usable was found", path.display()))
}

/// What was read, once its findings are told; an error among them refuses it.
fn accepted<T>((read, findings): (T, Vec<Finding>), lang: Lang) -> Result<T, Failure> {
    report(&findings, lang);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 {
        return Err(Failure::BadInput(format!(
            "{errors} error(s): mend the rows named above; nothing was solved"
        )));
    }
    Ok(read)
}

/// A hash of everything that the answer depends on but the question.
fn input_hash(table: &CostTable) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut text = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for point in &table.demand {
        text(&point.code);
        text(&point.weight.to_string());
    }
    for site in &table.sites {
        text(&site.code);
        text(site.role.code());
        text(&site.fixed_cost.map_or_else(String::new, |cost| cost.to_string()));
        text(&site.capacity.map_or_else(String::new, |capacity| capacity.to_string()));
    }
    for cost in &table.costs {
        hasher.update(&cost.to_bits().to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn codes(table: &CostTable, choice: &Choice) -> Vec<String> {
    choice.chosen.iter().map(|&j| table.sites[j].code.clone()).collect()
}

fn json_of(asked: &Asked, answer: &Answer) -> serde_json::Value {
    let table = asked.table;
    let best = answer.best();
    let assignment: Vec<serde_json::Value> = table
        .demand
        .iter()
        .zip(&best.assignment)
        .map(|(point, served)| {
            let served: Vec<_> = served
                .iter()
                .map(|one| json!({ "site": table.sites[one.site].code, "share": one.share, "cost": one.cost }))
                .collect();
            json!({ "demand": point.code, "weight": point.weight, "served": served })
        })
        .collect();
    let solutions: Vec<serde_json::Value> = answer
        .choices
        .iter()
        .enumerate()
        .map(|(at, choice)| {
            let backup = answer.backups.get(at);
            json!({ "objective": choice.objective, "backup_weight": backup, "chosen": codes(table, choice) })
        })
        .collect();
    let (at_most, below) = match asked.question.cutoff {
        Some(Cutoff::AtMost(limit)) => (Some(limit), None),
        Some(Cutoff::Below(limit)) => (None, Some(limit)),
        None => (None, None),
    };
    let gap = Some(answer.gap()).filter(|gap| gap.is_finite());
    json!({
        "problem": answer.problem.code(),
        "input_hash": input_hash(table),
        "p": asked.question.p,
        "cutoff": { "at_most": at_most, "below": below },
        "demand_points": table.demand.len(),
        "demand_weight": answer.weight,
        "sites": table.sites.len(),
        "status": answer.status.code(),
        "objective": best.objective,
        "bound": answer.bound,
        "gap": gap,
        "rounded_to": answer.unit,
        "time_limit_s": asked.time_limit_s,
        "time_limit_hit": asked.is_time_over,
        "nodes": answer.nodes,
        "backup": answer.backup.map(|backup| json!({ "weight": backup.weight, "bound": backup.bound })),
        "chosen": codes(table, best),
        "assignment": assignment,
        "solutions": solutions,
        "solutions_proven": answer.is_list_proven,
    })
}

fn csv(table: &CostTable, answer: &Answer) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::Internal(error.into());
    writer
        .write_record(["rank", "demand", "weight", "site", "share", "cost"])
        .map_err(failed)?;
    for (rank, choice) in (1..).zip(&answer.choices) {
        let rank: usize = rank;
        for (point, served) in table.demand.iter().zip(&choice.assignment) {
            let (rank, weight) = (rank.to_string(), point.weight.to_string());
            let nobody = served
                .is_empty()
                .then(|| ["".to_owned(), "0".to_owned(), "".to_owned()]);
            let told = served.iter().map(|one| {
                [
                    table.sites[one.site].code.clone(),
                    one.share.to_string(),
                    one.cost.to_string(),
                ]
            });
            for [site, share, cost] in told.chain(nobody) {
                writer
                    .write_record([&rank, &point.code, &weight, &site, &share, &cost])
                    .map_err(failed)?;
            }
        }
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Internal(anyhow::anyhow!("{error}")))
}
