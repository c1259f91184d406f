//! The pages of `gandan areas`.

use super::Lang;
use super::text_page::{TextPage, percent, whole};
use crate::planner::{AreasTold, DossiersTold, Thousandths, UnitFigures};
use crate::registry::{Certainty, Layout, ToldUnit};

/// Months shown; the files have them all.
const MONTHS: usize = 6;

/// Before the name of a row whose figures are estimates.
const ESTIMATE: &str = "≈ ";

fn heading(page: &mut TextPage, layout: Layout, native: Layout, rows: &[&ToldUnit]) {
    let lang = page.lang;
    let layout_name = match layout {
        Layout::New => lang.pick("sau sắp xếp", "of today"),
        Layout::Old => lang.pick("trước sắp xếp", "before the change"),
    };
    let count = whole(rows.len() as f64, lang);
    page.line(&match lang {
        Lang::Vi => format!("XÃ, PHƯỜNG {} ({count})", layout_name.to_uppercase()),
        Lang::En => format!("COMMUNES {} ({count})", layout_name.to_uppercase()),
    });
    let estimates = rows.iter().filter(|row| row.certainty == Certainty::Estimate).count();
    if layout != native {
        let exact = whole((rows.len() - estimates) as f64, lang);
        let estimates = whole(estimates as f64, lang);
        page.sentence(
            0,
            &match lang {
                Lang::Vi => format!(
                    "Số liệu gốc theo đơn vị còn lại, chia sang đơn vị ở đây theo dân số: {exact} dòng chính xác, {estimates} \
                     dòng là ước tính (dấu {}). Tổng được giữ nguyên.",
                    ESTIMATE.trim()
                ),
                Lang::En => format!(
                    "The figures are those of the other layout, shared out by people: {exact} rows are exact, {estimates} \
                     are estimates (marked {}). Totals are kept.",
                    ESTIMATE.trim()
                ),
            },
        );
    }
}

/// The name with its district, marked where its figures are estimates.
fn label(unit: &ToldUnit) -> String {
    let mark = match unit.certainty {
        Certainty::Estimate => ESTIMATE,
        Certainty::Exact => "  ",
    };
    match &unit.district {
        Some(district) => format!("{mark}{}, {district}", unit.name),
        None => format!("{mark}{}", unit.name),
    }
}

/// What heads the column of a rule, and the rule in a few words; a rule of one's own goes by its name.
fn rule_head(rule: &str, lang: Lang) -> (&str, &'static str) {
    match rule {
        "plan68" => (lang.pick("KH 68", "plan 68"), lang.pick("Kế hoạch 68", "Plan 68")),
        "scheme" => (
            lang.pick("Đề án", "scheme"),
            lang.pick("quy định của Đề án", "the Scheme"),
        ),
        "plan68_agents" => (
            lang.pick("đại lý", "agents"),
            lang.pick("Kế hoạch 68, chỉ tính đại lý", "Plan 68, agents alone"),
        ),
        own => (own, ""),
    }
}

pub fn people(told: &AreasTold, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let rows: Vec<&ToldUnit> = told.rows.iter().map(|(unit, _)| unit).collect();
    heading(&mut page, told.layout, told.native, &rows);
    // A column more for the first published series, where there is one.
    let (label_width, width) = if told.series.is_empty() { (44, 10) } else { (34, 10) };
    let mut heads = vec![lang.pick("người", "people").to_owned()];
    heads.extend(told.rules.iter().map(|rule| rule_head(rule, lang).0.to_owned()));
    heads.push(lang.pick("điểm", "points").to_owned());
    heads.extend(told.series.first().map(|_| lang.pick("thống kê", "counted").to_owned()));
    page.line("");
    page.row(
        &format!("  {}", lang.pick("Xã, phường", "Commune")),
        label_width,
        &heads,
        width,
    );
    let values = |figures: &UnitFigures| {
        let people = figures.people.value();
        let mut values = vec![whole(people, lang)];
        values.extend(
            figures
                .passing
                .iter()
                .map(|passing| percent(passing.value(), people, lang)),
        );
        values.push(whole(figures.points as f64, lang));
        if !told.series.is_empty() {
            let counted = figures.counted.first().copied().flatten();
            values.push(match counted {
                Some((people, Certainty::Exact)) => whole(people as f64, lang),
                Some((people, Certainty::Estimate)) => format!("{ESTIMATE}{}", whole(people as f64, lang)),
                None => "-".to_owned(),
            });
        }
        values
    };
    for (unit, figures) in &told.rows {
        page.row(&label(unit), label_width, &values(figures), width);
    }
    if told.outside.people.0 > 0 || told.outside.points > 0 {
        let outside = format!("  {}", lang.pick("(ngoài mọi xã, phường)", "(in no commune)"));
        page.row(&outside, label_width, &values(&told.outside), width);
    }
    let total = format!("  {}", lang.pick("Tổng", "Total"));
    page.row(&total, label_width, &values(&told.total), width);
    let shares: Vec<String> = told
        .rules
        .iter()
        .map(|rule| match rule_head(rule, lang) {
            (_, "") => rule.clone(),
            (head, words) => format!("{head} = {words} ({rule})"),
        })
        .collect();
    let shares = shares.join("; ");
    page.line("");
    page.sentence(
        0,
        &match lang {
            Lang::Vi => {
                let points = if told.layout == told.native {
                    "đang hoạt động, đặt tại đó"
                } else {
                    "đang hoạt động, chia theo tỷ lệ dân số như các số khác, không theo vị trí"
                };
                format!("Các cột %: tỷ lệ người đạt theo quy tắc: {shares}. Cột điểm: {points}.")
            }
            Lang::En => {
                let points = if told.layout == told.native {
                    "open ones that stand there"
                } else {
                    "open ones, shared out by people as the other figures are, not by where they stand"
                };
                format!("Columns in %: share of people who pass: {shares}. Points: {points}.")
            }
        },
    );
    if let Some(series) = told.series.first() {
        page.sentence(
            0,
            &match lang {
                Lang::Vi => {
                    format!("Thống kê: dân số theo {series}; `gandan crosswalk` cho biết phần chưa quy đổi được.")
                }
                Lang::En => {
                    format!("Counted: people by {series}; `gandan crosswalk` tells what could not be carried.")
                }
            },
        );
    }
    page.into_text()
}

pub fn dossiers(told: &DossiersTold, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let rows: Vec<&ToldUnit> = told.rows.iter().map(|(unit, _)| unit).collect();
    heading(&mut page, told.layout, told.native, &rows);
    let skipped = told.months.len().saturating_sub(MONTHS);
    let months = &told.months[skipped..];
    page.heading(&match lang {
        Lang::Vi => format!("HỒ SƠ THEO THÁNG ({} tháng gần nhất)", months.len()),
        Lang::En => format!("DOSSIERS BY MONTH (the last {})", months.len()),
    });
    let heads: Vec<String> = months.iter().map(ToString::to_string).collect();
    page.row(&format!("  {}", lang.pick("Xã, phường", "Commune")), 38, &heads, 10);
    let cells = |amounts: &[Option<Thousandths>]| -> Vec<String> {
        let shown = amounts[skipped..].iter();
        shown
            .map(|amount| amount.map_or_else(|| "-".to_owned(), |amount| whole(amount.value(), lang)))
            .collect()
    };
    let mut silent = 0;
    for (unit, amounts) in &told.rows {
        if amounts[skipped..].iter().all(Option::is_none) {
            silent += 1;
        } else {
            page.row(&label(unit), 38, &cells(amounts), 10);
        }
    }
    if told.outside.iter().any(Option::is_some) {
        let outside = format!("  {}", lang.pick("(ngoài mọi xã, phường)", "(in no commune)"));
        page.row(&outside, 38, &cells(&told.outside), 10);
    }
    let total: Vec<Option<Thousandths>> = told.total.iter().copied().map(Some).collect();
    page.row(&format!("  {}", lang.pick("Tổng", "Total")), 38, &cells(&total), 10);
    if silent > 0 {
        page.line("");
        page.sentence(
            0,
            &match lang {
                Lang::Vi => format!("{silent} đơn vị không có báo cáo nào trong các tháng này."),
                Lang::En => format!("{silent} units have no report in these months."),
            },
        );
    }
    page.into_text()
}
