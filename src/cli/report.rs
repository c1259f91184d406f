//! `gandan report`: documents of the office.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{Failure, output, voice, workspace};
use crate::model::{AreaId, FacilityId, Month};
use crate::planner::{DocumentAsked, DocumentKind, Snapshot};
use crate::report::{
    Document, FRAME_FIELDS, MeritRules, PRINT_DPI, PlanInput, ReportError, docx, filled, html, png, template_fields,
    xlsx,
};
use crate::voice::Standards;
use crate::wire::ReviewAnswer;

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
    /// First month of the period, YYYY-MM
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    from: Option<Month>,
    /// Last month of the period, YYYY-MM; without it the last that has reports
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    to: Option<Month>,
    /// merit: answers below which satisfaction proves nothing
    #[arg(long, value_name = "N", default_value_t = MeritRules::default().minimum_answers)]
    minimum_answers: f64,
    /// poster: address of the public map for its QR code; without it the code holds the position
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Date of the document, YYYY-MM-DD; without it today. Equal data and date give equal bytes
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<String>,
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
    let outs: Vec<(&Path, Format)> = args
        .out
        .iter()
        .map(|out| Ok((out.as_path(), format(args, out)?)))
        .collect::<Result<_, Failure>>()?;
    if args.template.is_some() && !outs.iter().any(|(_, format)| *format == Format::Docx) {
        return Err(Failure::BadInput(
            "--template chỉ dùng cho tệp .docx | --template is for .docx alone".to_owned(),
        ));
    }
    let snapshot = workspace::open(&args.workspace)?;
    let plan = plan(args, &snapshot)?;
    let today = || {
        chrono::Utc::now()
            .with_timezone(&crate::finder::hours::vietnam())
            .format("%Y-%m-%d")
            .to_string()
    };
    let asked_day = args.date.clone().unwrap_or_else(today);
    let standards = match args.kind {
        Kind::Merit => standards(args, &snapshot, &asked_day),
        _ => BTreeMap::new(),
    };
    let asked = DocumentAsked {
        kind: kind(args, &snapshot)?,
        plan: plan.as_ref(),
        from: args.from,
        to: args.to,
        url: args.url.as_deref(),
        standards: &standards,
        day: &asked_day,
    };
    let bar = output::spinner("Đang lập tài liệu");
    let mut document = snapshot.document(&asked).map_err(refused)?;
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
        let bytes = written(args, &document, format)?;
        output::write(Some(out), &bytes)?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// What inspections to the last day of the period say on the day of the document.
fn standards(args: &Args, snapshot: &Snapshot, day: &str) -> BTreeMap<String, Standards> {
    let last = || snapshot.dataset().performance.iter().map(|report| report.month).max();
    let read = |text: &str| text.parse::<NaiveDate>().ok();
    let end = |month: Month| read(&format!("{}-01", month.next())).and_then(|next| next.pred_opt());
    match (args.to.or_else(last).and_then(end), read(day)) {
        (Some(until), Some(day)) => voice::standards(&args.workspace, until.min(day), day),
        _ => BTreeMap::new(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Docx,
    Xlsx,
    Html,
    Svg,
    Png,
}

fn format(args: &Args, out: &Path) -> Result<Format, Failure> {
    let ending = out
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let format = match ending.as_str() {
        "docx" => Format::Docx,
        "xlsx" => Format::Xlsx,
        "html" | "htm" => Format::Html,
        "svg" => Format::Svg,
        "png" => Format::Png,
        _ if args.fields => return Ok(Format::Html),
        other => {
            return Err(Failure::BadInput(format!(
                "--out {}: không viết được dạng '.{other}'; chọn .docx, .xlsx, .html, .svg hoặc .png (PDF: in tệp .html từ trình duyệt, hoặc mở tệp .docx bằng LibreOffice)",
                out.display()
            )));
        }
    };
    Ok(format)
}

fn written(args: &Args, document: &Document, format: Format) -> Result<Vec<u8>, Failure> {
    let drawing = || {
        document.figures().next().ok_or_else(|| {
            Failure::BadInput("tài liệu này không có bản đồ hay biểu đồ | this document has no map or chart".to_owned())
        })
    };
    match (format, &args.template) {
        (Format::Docx, Some(template)) => {
            let told = |reason: String| Failure::BadInput(format!("{}: {reason}", template.display()));
            let bytes = std::fs::read(template).map_err(|error| told(error.to_string()))?;
            filled(&bytes, document).map_err(|error| told(error.to_string()))
        }
        (Format::Docx, None) => docx(document).map_err(refused),
        (Format::Xlsx, _) => xlsx(document).map_err(refused),
        (Format::Html, _) => Ok(html(document).into_bytes()),
        (Format::Svg, _) => Ok(drawing()?.svg.clone().into_bytes()),
        (Format::Png, _) => png(drawing()?, PRINT_DPI).map_err(refused),
    }
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

/// The plan of a file, or the saved one.
fn plan(args: &Args, snapshot: &Snapshot) -> Result<Option<PlanInput>, Failure> {
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

fn day(text: &str) -> Result<String, String> {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(|day| day.format("%Y-%m-%d").to_string())
        .map_err(|_| format!("'{text}' is no day; write YYYY-MM-DD"))
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (field, value) = text
        .split_once('=')
        .ok_or_else(|| format!("'{text}' has no '='; write FIELD=TEXT"))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}
