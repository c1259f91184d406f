//! `gandan criteria`: the criteria themselves, and how every point does by them, indicator by indicator.

use std::path::{Path, PathBuf};

use super::output::AnswerFormat;
use super::text_page::{TextPage, whole};
use super::{Failure, Lang, output, voice};
use crate::planner::id_of;
use crate::review::criteria::{Checklist, Criteria};
use crate::store::Workspace;
use crate::wire::{
    CriteriaAnswer, FigureShape, IndicatorShape, PointProfileShape, SHIPPED_CHECKLIST, SHIPPED_CRITERIA,
    read_checklist, read_criteria,
};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// Without a workspace, give --show
    workspace: Option<PathBuf>,
    /// agents, branches, or a file of criteria of your own (TOML)
    #[arg(long, default_value = "agents")]
    criteria: String,
    /// A checklist of your own instead of the model agent's
    #[arg(long)]
    checklist: Option<PathBuf>,
    /// Print the file of criteria and the checklist, to be edited
    #[arg(long)]
    show: bool,
    /// Only these points
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let (text, criteria) = criteria(&args.criteria)?;
    let (list_text, list) = checklist(args.checklist.as_deref())?;
    if args.show {
        return output::write(args.out.as_deref(), format!("{text}\n{list_text}").as_bytes());
    }
    let Some(workspace) = &args.workspace else {
        return Err(Failure::BadInput("give a workspace, or --show".to_owned()));
    };
    let dataset = Workspace::load(workspace)?;
    let field = voice::field_evidence(workspace, &list);
    let mut answer = CriteriaAnswer::of_with(&dataset, &id_of(&dataset), &criteria, Some(&list), &field);
    for code in &args.only {
        if !answer.points.iter().any(|point| point.facility == *code) {
            return Err(Failure::BadInput(format!(
                "'{code}' names no open point of these criteria's kinds"
            )));
        }
    }
    if !args.only.is_empty() {
        answer.points.retain(|point| args.only.contains(&point.facility));
    }
    let bytes = match args.format {
        AnswerFormat::Text => page(&answer, args.lang).into_bytes(),
        AnswerFormat::Json => output::json(&answer)?,
    };
    output::write(args.out.as_deref(), &bytes)
}

/// The text and the criteria of a shipped name or a file.
pub(super) fn criteria(name: &str) -> Result<(String, Criteria), Failure> {
    let text = match SHIPPED_CRITERIA.iter().find(|(id, _)| *id == name) {
        Some((_, text)) => (*text).to_owned(),
        None => std::fs::read_to_string(name).map_err(|error| Failure::BadInput(format!("{name}: {error}")))?,
    };
    let criteria = read_criteria(&text).map_err(|error| Failure::BadInput(format!("{name}: {error}")))?;
    Ok((text, criteria))
}

fn checklist(path: Option<&Path>) -> Result<(String, Checklist), Failure> {
    let (name, text) = match path {
        None => ("model-agent-checklist".to_owned(), SHIPPED_CHECKLIST.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let read = std::fs::read_to_string(path);
            (
                name.clone(),
                read.map_err(|error| Failure::BadInput(format!("{name}: {error}")))?,
            )
        }
    };
    let list = read_checklist(&text).map_err(|error| Failure::BadInput(format!("{name}: {error}")))?;
    Ok((text, list))
}

fn page(answer: &CriteriaAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let (criteria, totals) = (&answer.criteria, &answer.totals);
    page.line(&format!(
        "{} (v{})",
        lang.pick(&criteria.name_vi, &criteria.name_en),
        criteria.version
    ));
    page.sentence(2, lang.pick(&criteria.note_vi, &criteria.note_en));
    page.sentence(
        2,
        &format!(
            "{} {}: {} {}, {} {}, {} {}; {} {}.",
            totals.points,
            lang.pick("điểm", "points"),
            totals.used,
            lang.pick("có hồ sơ", "with dossiers"),
            totals.unused_for_unknown_reason,
            lang.pick(
                "chưa được sử dụng, chưa rõ nguyên nhân",
                "not used, for a reason that is not known"
            ),
            totals.not_reported,
            lang.pick("chưa có báo cáo", "without a report"),
            totals.below,
            lang.pick(
                "dưới định mức ở ít nhất một chỉ tiêu",
                "below a norm in at least one indicator"
            ),
        ),
    );
    for point in &answer.points {
        profile(&mut page, point, answer);
    }
    page.into_text()
}

fn profile(page: &mut TextPage, point: &PointProfileShape, answer: &CriteriaAnswer) {
    let lang = page.lang;
    page.heading(&format!("{} ({})", point.name, point.facility));
    match point.standing.as_str() {
        "unused_for_unknown_reason" => page.sentence(
            2,
            lang.pick(
                "Chưa được sử dụng, chưa rõ nguyên nhân.",
                "Not used, for a reason that is not known.",
            ),
        ),
        "not_reported" => page.sentence(2, lang.pick("Chưa có báo cáo.", "No report.")),
        _ => {}
    }
    // Who reports nothing may still be rated and inspected.
    let is_of_field =
        |one: &IndicatorShape| ["citizen_satisfied_share", "standards_met_share"].contains(&one.measure.as_str());
    let figures = point.indicators.iter().zip(&answer.criteria.indicators);
    for (figure, indicator) in figures {
        if point.standing == "used" || (is_of_field(indicator) && figure.count.is_some()) {
            page.sentence(2, &told(figure, indicator, lang));
        }
    }
    if let Some(share) = point.met_share {
        let words = lang.pick(
            "Trọng số chỉ tiêu đạt / trọng số được đánh giá",
            "Weight met / weight judged",
        );
        let (met, judged) = (
            figure_of(point.met_weight, false, lang),
            figure_of(point.judged_weight, false, lang),
        );
        page.sentence(
            2,
            &format!("{words}: {met} / {judged} = {}", figure_of(share, true, lang)),
        );
    }
    if let Some(list) = answer.checklist.as_ref().filter(|_| !point.checklist.is_empty()) {
        let named = |wanted: Option<bool>| -> Vec<&str> {
            let items = list.items.iter().zip(&point.checklist);
            items
                .filter(|(_, has)| **has == wanted)
                .map(|(item, _)| lang.pick(item[1].as_str(), item[2].as_str()))
                .collect()
        };
        let have = named(Some(true)).len();
        page.sentence(
            2,
            &format!(
                "{}: {have}/{}",
                lang.pick(&list.name_vi, &list.name_en),
                list.items.len()
            ),
        );
        for (wanted, label) in [
            (Some(false), lang.pick("Chưa có", "Lacking")),
            (None, lang.pick("Cần kiểm tra tại chỗ", "To be looked at on the spot")),
        ] {
            let items = named(wanted);
            if !items.is_empty() {
                page.sentence(4, &format!("{label}: {}", items.join("; ")));
            }
        }
    }
}

/// One indicator with its arithmetic.
fn told(figure: &FigureShape, indicator: &IndicatorShape, lang: Lang) -> String {
    let name = lang.pick(&indicator.name_vi, &indicator.name_en);
    let is_share = indicator.measure.ends_with("_share");
    let shown = |value: f64| figure_of(value, is_share, lang);
    let (Some(count), Some(size), Some(value)) = (figure.count, figure.size, figure.value) else {
        return format!("{name}: {}", lang.pick("chưa có số liệu", "no figures"));
    };
    let mut said = format!(
        "{name}: {} / {} = {}",
        whole(count, lang),
        whole(size, lang),
        shown(value)
    );
    if let (Some(low), Some(high)) = (figure.interval_low, figure.interval_high) {
        said += &format!(
            " ({} {} - {})",
            lang.pick("khoảng 95 %:", "95 %:"),
            shown(low),
            shown(high)
        );
    }
    for (drawn, what) in [
        (&figure.to_operator, lang.pick("theo doanh nghiệp", "by its operator")),
        (&figure.to_area, lang.pick("theo xã, phường", "by its commune")),
    ] {
        if let Some(drawn) = drawn {
            let strength = drawn
                .strength
                .map_or_else(|| "∞".to_owned(), |strength| whole(strength, lang));
            said += &format!(
                "; {what} {} ({} {}, M = {strength})",
                shown(drawn.value),
                lang.pick("bình quân", "mean"),
                shown(drawn.mean)
            );
        }
    }
    let verdict = match figure.verdict.as_str() {
        "met" => lang.pick("đạt", "met"),
        "below" => lang.pick("dưới định mức", "below the norm"),
        "unclear" => lang.pick("chưa đủ rõ", "unclear"),
        "no_verdict" => lang.pick("chưa đủ số liệu để kết luận", "too little evidence: no verdict"),
        _ => lang.pick("chỉ nêu, không đánh giá", "told, not judged"),
    };
    if let Some(norm) = indicator.norm {
        said += &format!("; {} {}", lang.pick("định mức", "norm"), shown(norm));
    }
    format!("{said}: {verdict}")
}

/// Shares in percent with at most two decimals, small rates with four, amounts in whole numbers.
fn figure_of(value: f64, is_share: bool, lang: Lang) -> String {
    let (value, decimals) = match (is_share, value.abs()) {
        (true, _) => (value * 100.0, 2),
        (false, size) if size >= 100.0 => return whole(value, lang),
        (false, size) if size < 0.1 => (value, 4),
        _ => (value, 2),
    };
    let text = format!("{value:.decimals$}");
    let text = text
        .trim_end_matches('0')
        .trim_end_matches('.')
        .replace('.', lang.pick(",", "."));
    if is_share { format!("{text} %") } else { text }
}
