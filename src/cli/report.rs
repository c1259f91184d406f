//! `gandan report`: documents of the office.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{Failure, output, voice, workspace};
use crate::model::{AreaId, FacilityId, Month};
use crate::planner::{DocumentAsked, DocumentKind, ScenarioPlan, Scenarios, Snapshot, plan_effect};
use crate::report::{
    Document, FRAME_FIELDS, FileFormat, MeritRules, PlanInput, ReportError, filled, tell_official, template_fields,
    written,
};
use crate::reporting::compare;
use crate::wire::{DEFAULT_TOLERANCE, ReviewAnswer, ScenarioProblem};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    #[arg(value_enum)]
    kind: Kind,
    /// File to write; its ending says how: docx, xlsx, html, or svg or png for the first map or chart. May be given several
    /// times: one document in several formats
    #[arg(long, required_unless_present = "fields")]
    out: Vec<PathBuf>,
    /// coverage, poster: the commune with this code
    #[arg(long, value_name = "CODE")]
    commune: Option<String>,
    /// point, poster: the point with this code
    #[arg(long, value_name = "CODE")]
    point: Option<String>,
    /// A review as JSON (`gandan review --format json`); without it the one saved in the workspace
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// The plan is this scenario's: its id or name. Reasons are those of the review where both decide the same, else the
    /// notes at its edits; written opinions and the approval come from it too
    #[arg(long, value_name = "SCENARIO")]
    scenario: Option<String>,
    /// First month of the period, YYYY-MM
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    from: Option<Month>,
    /// Last month of the period, YYYY-MM; without it the last that has reports
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    to: Option<Month>,
    /// period: by which share of the city's own count a report may differ and still be told as the same
    #[arg(long, value_name = "SHARE", default_value_t = DEFAULT_TOLERANCE)]
    tolerance: f64,
    /// merit: answers below which satisfaction proves nothing
    #[arg(long, value_name = "N", default_value_t = MeritRules::default().minimum_answers)]
    minimum_answers: f64,
    /// poster: address of the public map for its QR code; without it the code holds the position
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Date of the document, YYYY-MM-DD; without it today. Equal data and date give equal bytes
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<NaiveDate>,
    /// Fill in a part of the frame, e.g. --set so_van_ban="12/TTr-TTPVHCC"; may be given several times
    #[arg(long = "set", value_name = "FIELD=TEXT", value_parser = setting)]
    set: Vec<(String, String)>,
    /// The office's own DOCX with fields like {{noi_dung}} (docx only)
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// List the fields that a template of this kind may use
    #[arg(long)]
    fields: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Access of the city or of a commune under the rules
    Coverage,
    /// Tờ trình: a plan with an annex of every point
    Proposal,
    /// The sheet of one point
    Point,
    /// What the checks found in the data
    DataQuality,
    /// Consolidated report of a period: enterprises, branches, points
    Period,
    /// Lists for reward and for correction, with evidence
    Merit,
    /// For the public: a point's poster or a commune's list, with a QR code
    Poster,
    /// The comprehensive report of a year
    Year,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let outs: Vec<(&Path, FileFormat)> = args
        .out
        .iter()
        .map(|out| Ok((out.as_path(), format(args, out)?)))
        .collect::<Result<_, Failure>>()?;
    if args.template.is_some() && !outs.iter().any(|(_, format)| *format == FileFormat::Docx) {
        return Err(Failure::BadInput(
            "--template chỉ dùng cho tệp .docx | --template is for .docx alone".to_owned(),
        ));
    }
    let snapshot = Arc::new(workspace::open(&args.workspace)?);
    let bar = output::spinner("Đang lập tài liệu");
    let mut document = made(args, &snapshot)?;
    for (field, text) in &args.set {
        if !document.frame.set(field, text) {
            let known: Vec<&str> = FRAME_FIELDS.iter().map(|(field, _)| *field).collect();
            return Err(Failure::BadInput(format!(
                "--set {field}: trường này không có; chọn một trong: {}",
                known.join(", ")
            )));
        }
    }
    if args.fields {
        bar.finish_and_clear();
        let told: String = template_fields(&document)
            .iter()
            .map(|(field, words)| format!("{{{{{field}}}}}\t{words}\n"))
            .collect();
        return output::write(args.out.first().map(PathBuf::as_path), told.as_bytes());
    }
    for (out, format) in outs {
        let bytes = match (format, &args.template) {
            (FileFormat::Docx, Some(template)) => from_template(template, &document)?,
            (format, _) => written(&document, format).map_err(refused)?,
        };
        output::write(Some(out), &bytes)?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn made(args: &Args, snapshot: &Arc<Snapshot>) -> Result<Document, Failure> {
    let day = match args.date {
        Some(day) => day,
        None => chrono::Utc::now()
            .with_timezone(&crate::finder::hours::vietnam())
            .date_naive(),
    };
    let day_text = day.to_string();
    let kind = kind(args, snapshot)?;
    let review = review(args, snapshot)?;
    let scenario = args
        .scenario
        .as_deref()
        .map(|name| scenario(args, name, review.as_ref(), day, snapshot))
        .transpose()?;
    let mut plan = match scenario {
        Some(scenario) if kind == DocumentKind::Proposal => return Ok(scenario.proposal(snapshot.id(), &day_text)),
        Some(scenario) => Some(scenario.plan),
        None => review,
    };
    if let (DocumentKind::Proposal, Some(plan)) = (kind, &mut plan) {
        plan.effect = plan_effect(snapshot, plan);
    }
    let standards = match kind {
        DocumentKind::Merit(_) => voice::standards(&args.workspace, snapshot.last_day(args.to, day), day),
        _ => BTreeMap::new(),
    };
    let asked = DocumentAsked {
        kind,
        plan: plan.as_ref(),
        from: args.from,
        to: args.to,
        url: args.url.as_deref(),
        standards: &standards,
        day: &day_text,
    };
    let mut document = snapshot.document(&asked).map_err(refused)?;
    if let (DocumentKind::Period, Some((from, to))) = (kind, snapshot.period_months(&asked)) {
        official(args, snapshot, &mut document, from, to);
    }
    Ok(document)
}

/// The city's own counts beside the reports, where there are any.
fn official(args: &Args, snapshot: &Snapshot, document: &mut Document, from: Month, to: Month) {
    let counts = voice::evidence(&args.workspace, |private| Ok(private.official_counts(from, to)?));
    if let Some(counts) = counts {
        let told = compare(&snapshot.dataset().performance, &counts, from, to, args.tolerance);
        tell_official(document, snapshot.dataset(), &told, args.tolerance);
    }
}

fn format(args: &Args, out: &Path) -> Result<FileFormat, Failure> {
    let ending = out
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    match FileFormat::from_code(&ending) {
        Some(format) => Ok(format),
        None if args.fields => Ok(FileFormat::Html),
        None => Err(Failure::BadInput(format!(
            "--out {}: không viết được dạng '.{ending}'; chọn .docx, .xlsx, .html, .svg hoặc .png (PDF: in tệp .html từ trình duyệt, hoặc mở tệp .docx bằng LibreOffice)",
            out.display()
        ))),
    }
}

fn from_template(template: &Path, document: &Document) -> Result<Vec<u8>, Failure> {
    let told = |reason: String| Failure::BadInput(format!("{}: {reason}", template.display()));
    let bytes = std::fs::read(template).map_err(|error| told(error.to_string()))?;
    filled(&bytes, document).map_err(|error| told(error.to_string()))
}

fn refused(error: ReportError) -> Failure {
    Failure::BadInput(error.to_string())
}

fn kind(args: &Args, snapshot: &Snapshot) -> Result<DocumentKind, Failure> {
    let commune = args
        .commune
        .as_deref()
        .map(|code| commune(snapshot, code))
        .transpose()?;
    let point = args.point.as_deref().map(|code| point(snapshot, code)).transpose()?;
    Ok(match (args.kind, point, commune) {
        (Kind::Coverage, _, commune) => DocumentKind::Coverage(commune),
        (Kind::Proposal, ..) => DocumentKind::Proposal,
        (Kind::Point, Some(point), _) => DocumentKind::Point(point),
        (Kind::DataQuality, ..) => DocumentKind::DataQuality,
        (Kind::Period, ..) => DocumentKind::Period,
        (Kind::Merit, ..) => DocumentKind::Merit(MeritRules {
            minimum_answers: args.minimum_answers,
            ..MeritRules::default()
        }),
        (Kind::Poster, Some(point), _) => DocumentKind::PointPoster(point),
        (Kind::Poster, None, Some(commune)) => DocumentKind::CommunePoster(commune),
        (Kind::Year, ..) => DocumentKind::Year,
        (Kind::Point | Kind::Poster, ..) => {
            return Err(Failure::BadInput(
                "nêu điểm bằng --point MÃ (tờ giới thiệu: hoặc xã, phường bằng --commune MÃ) | name the point with --point CODE (poster: or --commune CODE)".to_owned(),
            ));
        }
    })
}

fn commune(snapshot: &Snapshot, code: &str) -> Result<AreaId, Failure> {
    snapshot.commune(code).ok_or_else(|| {
        Failure::BadInput(format!("--commune {code}: không có xã, phường mang mã này; `gandan areas W` liệt kê các mã | no commune has this code; `gandan areas W` lists them"))
    })
}

fn point(snapshot: &Snapshot, code: &str) -> Result<FacilityId, Failure> {
    snapshot.facility(code).ok_or_else(|| {
        Failure::BadInput(format!("--point {code}: không có điểm mang mã này; `gandan export W facilities` liệt kê các mã | no point has this code; `gandan export W facilities` lists them"))
    })
}

/// A scenario of the workspace as a plan.
fn scenario(
    args: &Args,
    name: &str,
    review: Option<&PlanInput>,
    day: NaiveDate,
    snapshot: &Arc<Snapshot>,
) -> Result<ScenarioPlan, Failure> {
    let orders = workspace::KeptIn(args.workspace.clone());
    let scenarios = Scenarios::new(args.workspace.clone(), Box::new(orders));
    let found = scenarios.find(name).and_then(|found| scenarios.read(found));
    let plan = found.and_then(|read| scenarios.plan(&read, review, day, Some(snapshot)));
    plan.map_err(|fault| {
        let told = ScenarioProblem::of(&fault).map_or_else(|| fault.to_string(), |problem| problem.detail);
        Failure::BadInput(format!("--scenario {name}: {told}"))
    })
}

/// The review of a file, or the saved one.
fn review(args: &Args, snapshot: &Snapshot) -> Result<Option<PlanInput>, Failure> {
    let (name, text) = match &args.plan {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))?;
            (path.display().to_string(), text)
        }
        None => match snapshot.review() {
            Some(text) => (args.workspace.display().to_string(), text.to_owned()),
            None => return Ok(None),
        },
    };
    let answer: ReviewAnswer = serde_json::from_str(&text).map_err(|error| {
        Failure::BadInput(format!(
            "{name}: không phải là kết quả rà soát dạng JSON ({error}) | it is no review as JSON"
        ))
    })?;
    if answer.status == "infeasible" {
        return Err(Failure::BadInput(format!(
            "{name}: đợt rà soát không có phương án thỏa mãn, không có gì để trình | the review has no plan"
        )));
    }
    Ok(Some(PlanInput::from(&answer)))
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| format!("'{text}' is no month; write YYYY-MM"))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| format!("'{text}' is no day; write YYYY-MM-DD"))
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (field, value) = text
        .split_once('=')
        .ok_or_else(|| format!("'{text}' has no '='; write FIELD=TEXT"))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}
