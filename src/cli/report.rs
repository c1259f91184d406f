//! `gandan report`: documents of the office.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{Failure, output, user, voice, workspace};
use crate::model::{AreaId, FacilityId, Month};
use crate::planner::{
    DocumentKind, DocumentScope, MeritAsked, OfficeDocument, ScenarioPlan, Scenarios, Snapshot, office_document,
};
use crate::report::{
    Document, FRAME_FIELDS, FileFormat, MeritRules, PlanInput, ReportError, filled, template_fields, written,
};
use crate::wire::{ReviewAnswer, ScenarioProblem};

/// A letterhead with a few pictures; each document of its kind is unpacked from it.
const MOST_TEMPLATE: usize = 10_000_000;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    #[arg(value_enum)]
    kind: Kind,
    /// File to write; its ending says how: docx, xlsx, html, or svg or png for the first map or chart. May be given several
    /// times: one document in several formats
    #[arg(long, required_unless_present_any = ["fields", "keep_template", "drop_template"])]
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
    /// period, merit, year: a reporting period (`gandan period list W`), which sets months, tolerance and operators asked
    #[arg(long, value_name = "ID", conflicts_with_all = ["from", "to"])]
    period: Option<String>,
    /// period, merit: the area of the branch, or the commune, with this code alone
    #[arg(long, value_name = "CODE", conflicts_with = "operator")]
    branch: Option<String>,
    /// period, merit: the points of this operator alone
    #[arg(long, value_name = "CODE")]
    operator: Option<String>,
    /// period, year: by which share of the city's own count a report may differ and still be told as the same; without it
    /// the reporting period's, else 0.05
    #[arg(long, value_name = "SHARE")]
    tolerance: Option<f64>,
    /// merit: answers below which satisfaction proves nothing; without it the setting of `gandan alerts W`
    #[arg(long, value_name = "N")]
    minimum_answers: Option<f64>,
    /// merit: target of satisfaction, 0 to 1; without it the setting of `gandan alerts W`
    #[arg(long, value_name = "SHARE")]
    target: Option<f64>,
    /// merit: missing monthly reports from which a point is named [default: 2]
    #[arg(long, value_name = "N")]
    missing: Option<usize>,
    /// poster: address of the public map for its QR code; without it the code holds the position
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Date of the document, YYYY-MM-DD; without it today. Equal data and date give equal bytes
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<NaiveDate>,
    /// Fill in a part of the frame, e.g. --set so_van_ban="12/TTr-TTPVHCC"; may be given several times
    #[arg(long = "set", value_name = "FIELD=TEXT", value_parser = setting)]
    set: Vec<(String, String)>,
    /// The office's own DOCX with fields like {{noi_dung}} (docx only); without it the one that is kept for this kind
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Keep the template: from now on documents of this kind are written in it, here and by the service
    #[arg(long, requires = "template")]
    keep_template: bool,
    /// Go back to the program's own layout of this kind
    #[arg(long, conflicts_with = "template")]
    drop_template: bool,
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
    if args.template.is_some() && !args.keep_template && !outs.iter().any(|(_, format)| *format == FileFormat::Docx) {
        return Err(Failure::BadInput(
            "--template chỉ dùng cho tệp .docx | --template is for .docx alone".to_owned(),
        ));
    }
    for (name, share) in [("--tolerance", args.tolerance), ("--target", args.target)] {
        if let Some(share) = share.filter(|share| !(0.0..=1.0).contains(share)) {
            return Err(Failure::BadInput(format!(
                "{name} {share}: phải là tỷ lệ từ 0 đến 1 | it is no share, give a number from 0 to 1, such as 0.95"
            )));
        }
    }
    if args.drop_template {
        drop_template(args)?;
        if outs.is_empty() {
            return Ok(());
        }
    }
    let snapshot = Arc::new(workspace::open(&args.workspace)?);
    let bar = output::spinner("Đang lập tài liệu");
    let mut document = made(args, &snapshot)?;
    // A long document is written without the network beside it.
    drop(snapshot);
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
    let is_docx = outs.iter().any(|(_, format)| *format == FileFormat::Docx);
    let own = match is_docx || args.keep_template {
        true => template(args, &document)?,
        false => None,
    };
    for (out, format) in outs {
        let bytes = match (format, &own) {
            (FileFormat::Docx, Some((name, template))) => from_template(name, template, &document)?,
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
    let kind = kind(args, snapshot)?;
    let review = review(args, snapshot)?;
    let scenario = args
        .scenario
        .as_deref()
        .map(|name| scenario(args, name, review.as_ref(), day, snapshot))
        .transpose()?;
    let plan = match scenario {
        Some(scenario) if kind == DocumentKind::Proposal => {
            return Ok(scenario.proposal(snapshot.id(), &day.to_string()));
        }
        Some(scenario) => Some(scenario.plan),
        None => review,
    };
    // Other kinds tell nothing of it, and whoever makes them may not be able to read it.
    let private = kind
        .tells_evidence()
        .then(|| voice::readable(&args.workspace))
        .flatten();
    let scope = match (&args.branch, &args.operator) {
        (Some(code), _) => DocumentScope::Area(code.clone()),
        (None, Some(code)) => DocumentScope::Operator(code.clone()),
        (None, None) => DocumentScope::City,
    };
    let (checklist, scenarios) = (voice::checklist(), scenarios(args));
    let asked = OfficeDocument {
        kind,
        scope,
        plan,
        period: args.period.as_deref(),
        from: args.from,
        to: args.to,
        url: args.url.as_deref(),
        day,
        tolerance: args.tolerance,
        merit: MeritAsked {
            minimum_answers: args.minimum_answers,
            target: args.target,
            missing_reports: args.missing,
        },
        checklist: Some(&checklist),
        scenarios: Some(&scenarios),
    };
    office_document(snapshot, asked, private.as_ref()).map_err(|error| Failure::BadInput(error.to_string()))
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

/// The template of this run with its name: the file that is given, which is checked and kept where that is asked, else the
/// one that is kept.
fn template(args: &Args, document: &Document) -> Result<Option<(String, Vec<u8>)>, Failure> {
    let kind = code(args.kind);
    let Some(path) = &args.template else {
        let private = voice::readable(&args.workspace);
        let kept = private
            .map(|private| private.office_template(&kind))
            .transpose()?
            .flatten();
        return Ok(kept.map(|bytes| (format!("mẫu đã lưu | the kept template ({kind})"), bytes)));
    };
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Failure::BadInput(format!("{name}: {error}")))?;
    if bytes.len() > MOST_TEMPLATE {
        let most = MOST_TEMPLATE / 1_000_000;
        return Err(Failure::BadInput(format!(
            "{name}: mẫu lớn hơn {most} MB; giảm ảnh trong mẫu | the template is larger than {most} MB: make its pictures smaller"
        )));
    }
    if args.keep_template {
        from_template(&name, &bytes, document)?;
        user::open(&args.workspace)?.keep_office_template(&kind, &bytes, user::by(&user::at_the_machine()))?;
        eprintln!("Đã lưu mẫu cho loại tài liệu này ({kind})");
    }
    Ok(Some((name, bytes)))
}

/// The name of a kind, under which its template is kept: as [`DocumentKind::code`].
fn code(kind: Kind) -> String {
    let named = kind.to_possible_value();
    named.map_or(String::new(), |named| named.get_name().to_owned())
}

fn drop_template(args: &Args) -> Result<(), Failure> {
    let kind = code(args.kind);
    let dropped = user::open(&args.workspace)?.drop_office_template(&kind, user::by(&user::at_the_machine()))?;
    let told = match dropped {
        true => "Đã bỏ mẫu",
        false => "Không có mẫu nào được lưu cho loại tài liệu này",
    };
    eprintln!("{told} ({kind})");
    Ok(())
}

fn from_template(name: &str, template: &[u8], document: &Document) -> Result<Vec<u8>, Failure> {
    filled(template, document).map_err(|error| Failure::BadInput(format!("{name}: {error}")))
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
        (Kind::Merit, ..) => DocumentKind::Merit(MeritRules::default()),
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

fn scenarios(args: &Args) -> Scenarios {
    let orders = workspace::KeptIn::trials(&args.workspace);
    Scenarios::new(args.workspace.clone(), Box::new(orders))
}

/// A scenario of the workspace as a plan.
fn scenario(
    args: &Args,
    name: &str,
    review: Option<&PlanInput>,
    day: NaiveDate,
    snapshot: &Arc<Snapshot>,
) -> Result<ScenarioPlan, Failure> {
    let scenarios = scenarios(args);
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
