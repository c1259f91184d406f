//! `gandan trend`: agents' monthly reports added up, of the city, an operator, a commune of either layout or one agent; and
//! what published reorganisations came to.

use std::path::PathBuf;

use super::areas::LayoutChoice;
use super::output::AnswerFormat;
use super::text_page::{TextPage, percent, whole};
use super::{Failure, Lang, output, workspace};
use crate::model::Facility;
use crate::planner::trend_area;
use crate::registry::{Layout, is_run_by};
use crate::reporting::reorganised;
use crate::review::TargetVerdict;
use crate::wire::{MonthItem, ReorganisedAnswer, ReorganisedItem, TrendAnswer};

/// Months on the page; the JSON has them all.
const MONTHS: usize = 24;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Only agents of the operator with this code
    #[arg(long, value_name = "CODE")]
    operator: Option<String>,
    /// Only agents that stand in the commune with this code
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// The layout that --area is of: communes of today (new) or of before July 2025 (old); without it that of the data
    #[arg(long, value_enum, requires = "area")]
    layout: Option<LayoutChoice>,
    /// Only the agent with this code
    #[arg(long, value_name = "CODE")]
    point: Option<String>,
    /// Instead: what receivers of closed points were expected to take over, and what they report since
    #[arg(long, conflicts_with_all = ["operator", "area", "layout", "point"])]
    reorganised: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = workspace::open(&args.workspace)?;
    let dataset = snapshot.dataset();
    if args.reorganised {
        let answer = ReorganisedAnswer {
            snapshot_id: snapshot.id().to_owned(),
            receivers: reorganised(dataset).iter().map(ReorganisedItem::from).collect(),
        };
        let bytes = match args.format {
            AnswerFormat::Json => output::json(&answer)?,
            AnswerFormat::Text => reorganised_page(&answer, args.lang).into_bytes(),
        };
        return output::write(None, &bytes);
    }
    if let Some(code) = args.point.as_deref().filter(|code| snapshot.facility(code).is_none()) {
        return Err(Failure::BadInput(format!(
            "--point {code}: không có điểm mang mã này; `gandan export W facilities` liệt kê các mã | no point has this code; `gandan export W facilities` lists them"
        )));
    }
    let area = match &args.area {
        None => None,
        Some(code) => {
            let found = trend_area(dataset, args.layout.map(Layout::from), code);
            Some(found.map_err(|fault| Failure::BadInput(format!("--area {code}: {fault}")))?)
        }
    };
    let is_meant = |agent: &Facility| {
        let is_own = args
            .operator
            .as_deref()
            .is_none_or(|code| is_run_by(dataset, code, agent));
        is_own && args.point.as_deref().is_none_or(|code| agent.code == code)
    };
    let is_city = args.operator.is_none() && args.point.is_none() && area.is_none();
    let answer = match is_city {
        true => TrendAnswer::of_city(&snapshot),
        false => TrendAnswer::of(&snapshot, area.as_ref(), is_meant),
    };
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer)?,
        AnswerFormat::Text => page(&answer, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

fn page(answer: &TrendAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let (agents, unused) = (
        whole(f64::from(answer.agents), lang),
        whole(f64::from(answer.unused_agents), lang),
    );
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!("{agents} đại lý; {unused} đại lý chưa có hồ sơ nào."),
            Lang::En => format!("{agents} agents; {unused} have no dossier in any month."),
        },
    );
    let mut is_estimate = false;
    if let Some(area) = &answer.area {
        is_estimate = area.certainty == "estimate";
        let district = area
            .district
            .as_deref()
            .map_or(String::new(), |name| format!(", {name}"));
        let layout = match area.layout.as_str() {
            "old" => lang.pick("trước sắp xếp 07/2025", "before July 2025"),
            _ => lang.pick("sau sắp xếp 07/2025", "of today"),
        };
        page.sentence(0, &format!("{}{district} ({}; {layout}).", area.name, area.code));
        if is_estimate {
            page.sentence(
                0,
                lang.pick(
                    "Số liệu là ước tính (dấu ≈): một phần xã, phường của số liệu gốc, chia theo dân số.",
                    "The figures are estimates (marked ≈): a part of a commune of the data, by people.",
                ),
            );
        }
    }
    page.line("");
    let heads = [
        lang.pick("Hồ sơ", "Dossiers"),
        lang.pick("Nộp mạng", "Online"),
        lang.pick("Chấp nhận", "Accepted"),
        lang.pick("Đúng hạn", "On time"),
        lang.pick("Trễ hạn", "Late"),
        lang.pick("Báo cáo", "Reports"),
        lang.pick("Hài lòng", "Satisfied"),
        lang.pick("Lượt", "Answers"),
    ];
    page.row(lang.pick("Tháng", "Month"), 10, &heads.map(str::to_owned), 11);
    let hidden = answer.months.len().saturating_sub(MONTHS);
    for month in &answer.months[hidden..] {
        let mark = if is_estimate { "≈ " } else { "" };
        page.row(&format!("{mark}{}", month.month), 10, &cells(month, lang), 11);
    }
    if answer.months.is_empty() {
        page.line(lang.pick("Chưa có báo cáo tháng nào.", "No monthly report yet."));
    }
    page.line("");
    page.sentence(0, lang.pick(&answer.formula_vi, &answer.formula_en));
    page.sentence(
        0,
        lang.pick(
            "Nguồn: đơn vị tự báo cáo.",
            "Source: what the points report of themselves.",
        ),
    );
    if let Some((month, told)) = answer
        .months
        .iter()
        .rev()
        .find_map(|month| Some((month, verdict_words(month.verdict.as_deref()?, lang)?)))
    {
        let target = percent(answer.satisfaction_target, 1.0, lang);
        page.sentence(0, &format!("{}: {told} {target}.", month.month));
    }
    page.into_text()
}

fn cells(month: &MonthItem, lang: Lang) -> [String; 8] {
    let told = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| whole(value, lang));
    [
        whole(month.dossiers, lang),
        told(month.submitted),
        told(month.accepted),
        told(month.on_time),
        told(month.late),
        whole(f64::from(month.reporting), lang),
        month
            .satisfied_share
            .map_or_else(|| "-".to_owned(), |share| percent(share, 1.0, lang)),
        whole(month.responses, lang),
    ]
}

fn verdict_words(code: &str, lang: Lang) -> Option<&'static str> {
    let verdict = TargetVerdict::from_code(code)?;
    Some(lang.pick(verdict.vietnamese(), verdict.english()))
}

fn reorganised_page(answer: &ReorganisedAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.sentence(
        0,
        lang.pick(
            "Hồ sơ bình quân tháng của điểm nhận: trước; dự kiến (cộng các điểm đã dừng); thực tế từ khi sắp xếp, trung bình tối đa 6 tháng có báo cáo.",
            "Dossiers in a mean month of the receiver: before; expected (with the closed points); observed since, mean of at most 6 reported months.",
        ),
    );
    if answer.receivers.is_empty() {
        page.line(lang.pick(
            "Chưa có điểm nào dừng theo phương án đã công bố.",
            "No point has closed by a published plan yet.",
        ));
    }
    let told = |value: Option<f64>| {
        value.map_or_else(
            || lang.pick("chưa rõ", "unknown").to_owned(),
            |value| whole(value, lang),
        )
    };
    for one in &answer.receivers {
        page.line("");
        let closed = one.closed.join(", ");
        page.sentence(
            0,
            &format!("{} ({}) ← {closed}, {} - {}", one.name, one.facility, one.from, one.to),
        );
        let (before, expected, observed) = (told(one.before), told(one.expected), told(one.observed));
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!(
                    "trước {before}; dự kiến {expected}; thực tế {observed} ({} tháng có báo cáo)",
                    one.months_after
                ),
                Lang::En => format!(
                    "before {before}; expected {expected}; observed {observed} ({} reported months)",
                    one.months_after
                ),
            },
        );
    }
    page.into_text()
}
