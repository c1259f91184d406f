//! The tables of a period's report: by group and point, settlement, and the points that have not reported.

use std::collections::BTreeMap;

use super::document::{Annex, Block, Orientation, Table};
use super::fitting::fit;
use super::period_figures::{Group, PeriodFigures, PeriodSum};
use super::period_report::PeriodInput;
use super::proposal::by_code;
use super::value::{Value, month};
use crate::model::Facility;
use crate::registry::Supervision;

/// Points named one by one among those without reports; the annex of a year stays readable.
const MOST_MISSING: usize = 1000;

/// The column of the operator in [`POINT`].
const OPERATOR: usize = 2;

/// Who is told of in a table of groups, and of single points.
const GROUP: [(&str, f64); 2] = [("Đơn vị", 44.0), ("Số điểm", 9.0)];
const POINT: [(&str, f64); 3] = [("Mã", 24.0), ("Tên điểm", 52.0), ("Đơn vị", 20.0)];

const COUNTS: [(&str, f64); 8] = [
    ("Báo cáo thiếu", 10.0),
    ("Hồ sơ", 12.0),
    ("Nộp trực tuyến", 12.0),
    ("Được chấp nhận", 12.0),
    ("Tỷ lệ chấp nhận", 11.0),
    ("Tỷ lệ hài lòng", 11.0),
    ("Số ý kiến", 11.0),
    ("Phản ánh", 10.0),
];

/// What a table of a whole page's width tells besides.
const TERMS: [(&str, f64); 3] = [("Đúng hạn", 11.0), ("Trễ hạn", 10.0), ("Tỷ lệ đúng hạn", 11.0)];

const SETTLEMENT: [(&str, f64); 6] = [
    ("Đơn vị", 44.0),
    ("Hồ sơ", 13.0),
    ("Được chấp nhận", 13.0),
    ("Đúng hạn", 13.0),
    ("Trễ hạn", 13.0),
    ("Tỷ lệ đúng hạn", 14.0),
];

fn group_row(name: &str, sum: &PeriodSum) -> Vec<Value> {
    let mut told = vec![Value::text(name), Value::Whole(sum.points as f64)];
    told.extend(counts(sum));
    told
}

fn counts(sum: &PeriodSum) -> [Value; 8] {
    [
        Value::Whole(sum.missing as f64),
        Value::whole_or_unknown(sum.dossiers),
        Value::whole_or_unknown(sum.submitted),
        Value::whole_or_unknown(sum.accepted),
        ratio(sum.accepted, sum.submitted),
        sum.satisfaction().map_or(Value::Unknown, Value::Share),
        Value::whole_or_unknown(sum.responses),
        Value::whole_or_unknown(sum.complaints),
    ]
}

fn terms(sum: &PeriodSum) -> [Value; 3] {
    [
        Value::whole_or_unknown(sum.on_time),
        Value::whole_or_unknown(sum.late),
        on_time_share(sum),
    ]
}

fn ratio(part: Option<f64>, all: Option<f64>) -> Value {
    match (part, all) {
        (Some(part), Some(all)) => Value::share_of(part, all),
        _ => Value::Unknown,
    }
}

/// Dossiers in time of those accepted, of reports that tell both.
pub(super) fn on_time_share(sum: &PeriodSum) -> Value {
    ratio(sum.on_time_told, sum.on_time_of)
}

pub(super) fn by_group(field: &'static str, sheet: &'static str, caption: &str, figures: &PeriodFigures) -> Table {
    let rows = figures.groups.iter().map(|group| group_row(&group.name, &group.sum));
    let columns: Vec<(&'static str, f64)> = GROUP.into_iter().chain(COUNTS).collect();
    let mut table = Table::new(field, sheet, caption, &columns).with(rows);
    table.total = group_row("Cộng", &figures.total);
    // The sentences above it say what is known of nobody.
    table.take_unknown();
    table
}

/// An annex as [`by_group`] with the terms, on pages on their side.
pub(super) fn groups_annex(title: &str, field: &'static str, sheet: &'static str, figures: &PeriodFigures) -> Annex {
    let row = |name: &str, sum: &PeriodSum| {
        let mut told = group_row(name, sum);
        told.extend(terms(sum));
        told
    };
    let columns: Vec<(&'static str, f64)> = GROUP.into_iter().chain(COUNTS).chain(TERMS).collect();
    let rows = figures.groups.iter().map(|group| row(&group.name, &group.sum));
    let mut table = Table::new(field, sheet, "", &columns).with(rows);
    table.total = row("Cộng", &figures.total);
    told(title, table)
}

/// An annex of a table, which says once what is known of nobody.
fn told(title: &str, mut table: Table) -> Annex {
    let unknown = table.take_unknown();
    let mut annex = Annex::of(title, Orientation::Landscape, table);
    if !unknown.is_empty() {
        let names = unknown.join(", ").to_lowercase();
        annex
            .blocks
            .insert(0, Block::Small(format!("Chưa có số liệu về: {names}.")));
    }
    annex
}

/// How dossiers were settled, of groups one below the other.
pub(super) fn settlement(parts: &[(&str, &PeriodFigures)]) -> Table {
    let row = |name: String, sum: &PeriodSum| {
        vec![
            Value::Text(name),
            Value::whole_or_unknown(sum.dossiers),
            Value::whole_or_unknown(sum.accepted),
            Value::whole_or_unknown(sum.on_time),
            Value::whole_or_unknown(sum.late),
            on_time_share(sum),
        ]
    };
    let rows = parts.iter().flat_map(|(all, figures)| {
        let groups = figures.groups.iter().map(|group| row(group.name.clone(), &group.sum));
        groups
            .chain([row((*all).to_owned(), &figures.total)])
            .collect::<Vec<_>>()
    });
    let mut table = Table::new(
        "bang_giai_quyet",
        "Giải quyết hồ sơ",
        "Kết quả giải quyết hồ sơ",
        &SETTLEMENT,
    )
    .with(rows);
    // The sentences above it say what is known of nobody.
    table.take_unknown();
    table
}

/// Who a line is about: code, name, operator.
pub(super) fn who(facilities: &BTreeMap<&str, &Facility>, group: &Group) -> [Value; 3] {
    let point = facilities.get(group.key.as_str());
    let operator = point.and_then(|point| point.operator.clone());
    [
        Value::text(&*group.key),
        Value::text(&*group.name),
        operator.map_or(Value::Blank, Value::Text),
    ]
}

/// An annex of single points, each on a line.
pub(super) fn points_annex(
    input: &PeriodInput,
    title: &str,
    figures: &PeriodFigures,
    field: &'static str,
    sheet: &'static str,
) -> Annex {
    let facilities = by_code(input.dataset);
    let row = |who: [Value; 3], sum: &PeriodSum| who.into_iter().chain(counts(sum)).chain(terms(sum)).collect();
    let rows = figures
        .groups
        .iter()
        .map(|group| row(who(&facilities, group), &group.sum));
    let columns: Vec<(&'static str, f64)> = POINT.into_iter().chain(COUNTS).chain(TERMS).collect();
    let mut table = Table::new(field, sheet, "", &columns).with(rows);
    table.total = row([Value::text("Cộng"), Value::Blank, Value::Blank], &figures.total);
    let has_operators = table.rows.iter().any(|row| row[OPERATOR] != Value::Blank);
    if !has_operators {
        table.take_column(OPERATOR);
    }
    fit(&mut table, 0..OPERATOR + usize::from(has_operators));
    told(title, table)
}

pub(super) fn missing(input: &PeriodInput, figures: &PeriodFigures) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 7.0),
        ("Mã", 20.0),
        ("Tên điểm", 38.0),
        ("Đơn vị", 18.0),
        ("Địa bàn Chi nhánh", 30.0),
        ("Tháng chưa có báo cáo", 34.0),
    ];
    let supervision = Supervision::of(input.dataset);
    let rows = figures
        .missing
        .iter()
        .take(MOST_MISSING)
        .enumerate()
        .map(|(at, (code, months))| {
            let point = facilities.get(code.as_str());
            let branch = point.and_then(|point| supervision.branch_of(point));
            let told: Vec<String> = months.iter().map(|one| month(*one)).collect();
            vec![
                Value::Whole((at + 1) as f64),
                Value::text(code.clone()),
                Value::text(point.map_or("", |point| point.name.as_str())),
                Value::text(point.and_then(|point| point.operator.as_deref()).unwrap_or_default()),
                Value::text(branch.map_or("-", |branch| branch.name.as_str())),
                Value::text(told.join(", ")),
            ]
        });
    Table::new("bang_thieu_bao_cao", "Thiếu báo cáo", "", &columns).with(rows)
}
