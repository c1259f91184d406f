//! `gandan crosswalk`: what became of the communes of the older layout, what published series carry over, and who is left.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::output::TableFormat;
use super::text_page::{TextPage, percent, whole};
use super::{Failure, Lang, output};
use crate::registry::{AdministrativeUnit, CarriedSeries, Layout, Layouts, ShareBasis, SplitCount, UnresolvedReason};
use crate::store::Workspace;

/// Splits listed in the text, most people first; the files have them all.
const LISTED: usize = 10;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// text and json tell a summary, the splits and who is unresolved; csv a line for each part that was carried
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let dataset = Workspace::load(&args.workspace)?;
    if dataset.crosswalk.is_empty() {
        return Err(Failure::BadInput(format!(
            "{}: the workspace has no crosswalk between layouts of communes; import one with `gandan import crosswalk F`",
            args.workspace.display()
        )));
    }
    let layouts = Layouts::of(&dataset);
    let bytes = match args.format {
        TableFormat::Text => text(&layouts, args.lang).into_bytes(),
        TableFormat::Json => output::json(&answer(&layouts))?,
        TableFormat::Csv => csv(&layouts)?,
    };
    output::write(args.out.as_deref(), &bytes)
}

/// Old units that went whole into one new one, and those that were split.
fn merged_and_split(layouts: &Layouts) -> (usize, usize) {
    let crosswalk = layouts.crosswalk();
    let old = 0..crosswalk.old_units().len();
    let merged = old.filter(|&old| crosswalk.destinations(old).len() == 1).count();
    (merged, crosswalk.old_units().len() - merged)
}

/// What the shares of the split units rest on, with how many units each.
fn bases(layouts: &Layouts) -> Vec<(ShareBasis, usize)> {
    let crosswalk = layouts.crosswalk();
    let count = |basis: ShareBasis| {
        let old = 0..crosswalk.old_units().len();
        let split = old.filter(|&old| crosswalk.destinations(old).len() > 1);
        split.filter(|&old| layouts.basis(old) == basis).count()
    };
    [ShareBasis::Declared, ShareBasis::Cells, ShareBasis::Equal]
        .map(|basis| (basis, count(basis)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn unit_json(unit: &AdministrativeUnit) -> Value {
    json!({ "code": unit.code, "name": unit.name, "district": unit.district })
}

fn answer(layouts: &Layouts) -> Value {
    let crosswalk = layouts.crosswalk();
    let (merged, split) = merged_and_split(layouts);
    let bases: serde_json::Map<String, Value> = bases(layouts)
        .into_iter()
        .map(|(basis, count)| (basis.code().to_owned(), json!(count)))
        .collect();
    let series = layouts.series().iter().map(|series| {
        let unresolved = series.unresolved.iter().map(|row| {
            let several = match &row.reason {
                UnresolvedReason::SeveralOfThisName(codes) => Some(codes),
                _ => None,
            };
            json!({ "code": row.code, "name": row.name, "district": row.district, "people": row.people,
                "reason": row.reason.code(), "may_be": several })
        });
        let splits = series.splits.iter().map(|split| {
            let parts = split
                .parts
                .iter()
                .map(|(new, people)| json!({ "unit": unit_json(&crosswalk.new_units()[*new]), "people": people }));
            json!({ "unit": unit_json(&crosswalk.old_units()[split.old]), "people": split.people,
                "basis": split.basis.code(), "parts": parts.collect::<Vec<_>>() })
        });
        json!({
            "series": series.series,
            "as_of": series.as_of,
            "layout": series.layout.code(),
            "units": series.rows,
            "total_people": series.total,
            "carried_people": series.carried,
            "carried_exactly_people": series.carried_exactly,
            "carried_by_share_people": series.carried - series.carried_exactly,
            "unresolved_units": series.unresolved.len(),
            "unresolved_people": series.unresolved_people(),
            "unresolved": unresolved.collect::<Vec<_>>(),
            "splits": splits.collect::<Vec<_>>(),
        })
    });
    json!({
        "old_units": crosswalk.old_units().len(),
        "new_units": crosswalk.new_units().len(),
        "merged_units": merged,
        "split_units": split,
        "share_basis": bases,
        "series": series.collect::<Vec<_>>(),
    })
}

/// A line for each part of each unit of each series; the people of a series add up to its total.
fn csv(layouts: &Layouts) -> Result<Vec<u8>, Failure> {
    let crosswalk = layouts.crosswalk();
    let header = [
        "series",
        "old_code",
        "old_name",
        "old_district",
        "new_code",
        "new_name",
        "people",
        "certainty",
        "basis",
        "reason",
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for series in layouts.series() {
        let mut write = |old: [String; 3], new: Option<usize>, people: u64, told: [&str; 3]| {
            let new = new.map(|new| &crosswalk.new_units()[new]);
            let mut row = vec![series.series.clone()];
            row.extend(old);
            row.push(new.map_or_else(String::new, |unit| unit.code.clone()));
            row.push(new.map_or_else(String::new, |unit| unit.name.clone()));
            row.push(people.to_string());
            row.extend(told.map(str::to_owned));
            rows.push(row);
        };
        for (old, people) in series.by_old.iter().enumerate() {
            let Some(people) = *people else { continue };
            let unit = &crosswalk.old_units()[old];
            let portions = layouts.to_new().portions(old);
            for (portion, part) in portions.iter().zip(layouts.to_new().split(old, people)) {
                let told = match portions.len() {
                    1 => ["exact", "", ""],
                    _ => ["estimate", layouts.basis(old).code(), ""],
                };
                let old = [
                    unit.code.clone(),
                    unit.name.clone(),
                    unit.district.clone().unwrap_or_default(),
                ];
                write(old, Some(portion.target), part, told);
            }
        }
        if series.layout == Layout::New {
            for (new, people) in series.by_new.iter().enumerate() {
                let Some(people) = *people else { continue };
                write(Default::default(), Some(new), people, ["exact", "", ""]);
            }
        }
        for row in &series.unresolved {
            let old = [
                row.code.clone().unwrap_or_default(),
                row.name.clone(),
                row.district.clone().unwrap_or_default(),
            ];
            write(old, None, row.people, ["unresolved", "", row.reason.code()]);
        }
    }
    output::csv(&header, rows.into_iter())
}

fn basis_words(basis: ShareBasis, lang: Lang) -> &'static str {
    match basis {
        ShareBasis::Declared => lang.pick("dân số công bố", "declared population"),
        ShareBasis::Cells => lang.pick("dân số ô lưới", "people in the cells"),
        ShareBasis::Equal => lang.pick("chia đều", "equal shares"),
    }
}

fn reason_words(reason: &UnresolvedReason, lang: Lang) -> String {
    match reason {
        UnresolvedReason::NoCode => lang.pick("không có mã", "no code").to_owned(),
        UnresolvedReason::NotInCrosswalk => lang.pick("không có trong bảng", "not in the table").to_owned(),
        UnresolvedReason::SeveralOfThisName(codes) => {
            format!("{} {}", lang.pick("trùng tên:", "several:"), codes.join(", "))
        }
    }
}

fn text(layouts: &Layouts, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let crosswalk = layouts.crosswalk();
    let number = |count: usize| whole(count as f64, lang);
    let (merged, split) = merged_and_split(layouts);
    let (old, new) = (number(crosswalk.old_units().len()), number(crosswalk.new_units().len()));
    page.line(lang.pick("ĐỐI CHIẾU ĐƠN VỊ HÀNH CHÍNH", "CROSSWALK OF ADMINISTRATIVE UNITS"));
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!(
                "{old} đơn vị cũ, {new} đơn vị mới: {} nhập trọn vào một đơn vị mới (chính xác), {} bị chia (ước tính).",
                number(merged),
                number(split)
            ),
            Lang::En => format!(
                "{old} old units, {new} new ones: {} went whole into one new unit (exact), {} were split (estimates).",
                number(merged),
                number(split)
            ),
        },
    );
    let bases = bases(layouts);
    if !bases.is_empty() {
        let told = bases
            .iter()
            .map(|(basis, count)| format!("{} {}", number(*count), basis_words(*basis, lang)));
        let told: Vec<String> = told.collect();
        page.sentence(
            0,
            &format!("{}: {}.", lang.pick("Cơ sở chia", "Shares by"), told.join(", ")),
        );
    }
    for series in layouts.series() {
        series_text(&mut page, layouts, series);
    }
    if layouts.series().is_empty() {
        page.sentence(
            0,
            lang.pick(
                "Chưa có bộ số liệu dân số nào để quy đổi: `gandan import census F`.",
                "There is no published series to carry: `gandan import census F`.",
            ),
        );
    }
    page.into_text()
}

/// Why a series has fewer split units than the crosswalk: it has no figure of the others, which are named.
fn uncounted_splits(layouts: &Layouts, splits: &[&SplitCount], lang: Lang) -> Option<String> {
    let crosswalk = layouts.crosswalk();
    let is_counted = |old: usize| splits.iter().any(|split| split.old == old);
    let without: Vec<&AdministrativeUnit> = (0..crosswalk.old_units().len())
        .filter(|&old| crosswalk.destinations(old).len() > 1 && !is_counted(old))
        .map(|old| &crosswalk.old_units()[old])
        .collect();
    if without.is_empty() {
        return None;
    }
    let names: Vec<&str> = without.iter().take(LISTED).map(|unit| unit.name.as_str()).collect();
    let more = if without.len() > LISTED { ", ..." } else { "" };
    let (count, all) = (
        whole(without.len() as f64, lang),
        whole((without.len() + splits.len()) as f64, lang),
    );
    let names = names.join(", ");
    Some(match lang {
        Lang::Vi => format!(
            "Bảng đối chiếu có {all} đơn vị bị chia; {count} đơn vị không có số liệu trong bộ này (tên hoặc mã của thời điểm khác, hoặc chưa quy đổi được): {names}{more}."
        ),
        Lang::En => format!(
            "The crosswalk has {all} split units; this series has no figure of {count} (named or coded as at another time, or unresolved): {names}{more}."
        ),
    })
}

fn series_text(page: &mut TextPage, layouts: &Layouts, series: &CarriedSeries) {
    let lang = page.lang;
    let people = |count: u64| whole(count as f64, lang);
    let units = whole(series.rows as f64, lang);
    let as_of = series
        .as_of
        .as_ref()
        .map_or_else(String::new, |as_of| format!(", {as_of}"));
    page.heading(&format!(
        "{} ({units} {}{as_of})",
        series.series,
        lang.pick("đơn vị", "units")
    ));
    let rows = [
        (lang.pick("Tổng số người", "People in all"), series.total),
        (lang.pick("Quy đổi được", "Carried over"), series.carried),
        (
            lang.pick("  chính xác (nhập trọn)", "  exactly (whole units)"),
            series.carried_exactly,
        ),
        (
            lang.pick("  ước tính (chia theo dân số)", "  by share (split units)"),
            series.carried - series.carried_exactly,
        ),
        (
            lang.pick("Chưa quy đổi được", "Not resolved"),
            series.unresolved_people(),
        ),
    ];
    for (label, count) in rows {
        let values = [people(count), percent(count as f64, series.total as f64, lang)];
        page.row(&format!("  {label}"), 50, &values, 16);
    }
    let mut splits: Vec<&SplitCount> = series.splits.iter().collect();
    splits.sort_by(|a, b| b.people.cmp(&a.people).then(a.old.cmp(&b.old)));
    if !splits.is_empty() {
        let title = lang.pick("ĐƠN VỊ BỊ CHIA ĐÔNG NGƯỜI NHẤT", "SPLIT UNITS WITH MOST PEOPLE");
        let (shown, counted) = (splits.len().min(LISTED), splits.len());
        page.heading(&match lang {
            Lang::Vi => format!("{title}: {shown} trong {counted}"),
            Lang::En => format!("{title}: {shown} of {counted}"),
        });
        if let Some(sentence) = uncounted_splits(layouts, &splits, lang) {
            page.sentence(2, &sentence);
        }
        for split in splits.into_iter().take(LISTED) {
            let crosswalk = layouts.crosswalk();
            let unit = &crosswalk.old_units()[split.old];
            let district = unit
                .district
                .as_ref()
                .map_or_else(String::new, |name| format!(", {name}"));
            let parts = split
                .parts
                .iter()
                .map(|(new, count)| format!("{} ≈ {}", crosswalk.new_units()[*new].name, people(*count)));
            let parts: Vec<String> = parts.collect();
            page.sentence(
                2,
                &format!(
                    "{}{district} ({}): {}",
                    unit.name,
                    people(split.people),
                    parts.join("; ")
                ),
            );
        }
    }
    if series.unresolved.is_empty() {
        return;
    }
    let title = lang.pick("CHƯA QUY ĐỔI ĐƯỢC", "NOT RESOLVED");
    page.heading(&format!("{title} ({})", series.unresolved.len()));
    for row in &series.unresolved {
        let code = row.code.as_ref().map_or_else(String::new, |code| format!("{code} "));
        let district = row
            .district
            .as_ref()
            .map_or_else(String::new, |name| format!(", {name}"));
        let values = [people(row.people), reason_words(&row.reason, lang)];
        page.row(&format!("  {code}{}{district}", row.name), 50, &values, 22);
    }
}
