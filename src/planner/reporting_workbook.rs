//! The workbook of a filing: the performance template with an operator's own agents, and the way back.

use std::io::Cursor;

use super::reporting::ReadFiling;
use super::reporting_fault::ReportingFault;
use crate::ingest::{self, BlankReports, ColumnMapping, Kind, Layer, Limits, ReadOptions, TemplateColumn};
use crate::model::{Finding, Month, PerformanceMonth, Severity};
use crate::reporting::{FilingRow, Item};
use crate::store::{SheetColumn, SheetValue, StoreError, sheet_workbook};

/// What findings call a workbook that came over HTTP.
pub(super) const NAME: &str = "bao-cao.xlsx";
/// The column that tells people which agent a row is of; not read.
const AGENT_NAME: &str = "Tên đại lý";

/// The workbook as bytes: a row for each agent and month, filled in as far as the filing is.
///
/// # Errors
/// What Excel cannot hold.
pub(super) fn written(read: &ReadFiling<'_>) -> Result<Vec<u8>, StoreError> {
    let wants = |key: &str| match key {
        "facility" | "month" | "dossiers" => true,
        "responses" | "satisfied" => read.period.wants(Item::Satisfaction),
        key => Item::from_code(key).is_some_and(|item| read.period.wants(item)),
    };
    let template = ingest::template(Kind::Performance).expect("there is a template of performance");
    let asked: Vec<&TemplateColumn> = template.columns.iter().filter(|column| wants(column.key)).collect();
    let mut columns: Vec<SheetColumn> = asked.iter().map(|column| head(column)).collect();
    columns.insert(1, SheetColumn::plain(AGENT_NAME));
    let mut rows = Vec::new();
    for agent in &read.agents {
        for month in &agent.due {
            let filed = read
                .filing
                .rows_of(&agent.agent.code)
                .find(|row| row.month == Some(*month));
            let mut row: Vec<SheetValue> = asked
                .iter()
                .map(|column| cell(column.key, &agent.agent.code, *month, filed))
                .collect();
            row.insert(1, SheetValue::Text(agent.agent.name.clone()));
            rows.push(row);
        }
    }
    sheet_workbook("Báo cáo tháng", &columns, &rows)
}

/// The reports of a workbook and what is wrong with the others.
///
/// # Errors
/// A file of another kind.
pub(super) fn read(bytes: Vec<u8>) -> Result<(Vec<PerformanceMonth>, Vec<Finding>), ReportingFault> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(ReportingFault::NoWorkbook);
    }
    let passed_over = format!("\"{AGENT_NAME}\" = \"ignore\"");
    let options = ReadOptions {
        mapping: ColumnMapping::parse(&passed_over, Kind::Performance).expect("one header is passed over"),
        blank_reports: BlankReports::LeftOut,
        limits: small(),
        ..ReadOptions::default()
    };
    let reading = ingest::read_file(Kind::Performance, NAME, Cursor::new(bytes), &options);
    let reports = match reading.layer {
        Some(Layer::Performance(reports)) => reports,
        _ => Vec::new(),
    };
    let mut findings = reading.findings;
    // Which columns were read is said of files whose headers have to be guessed.
    findings.retain(|finding| finding.severity != Severity::Info);
    Ok((reports, findings))
}

/// For a file of at most a megabyte from whoever may log in: ten thousand rows, and no more memory than that takes.
fn small() -> Limits {
    Limits {
        text_bytes: 1 << 20,
        held_bytes: 64 << 20,
        unpacked_bytes: 32 << 20,
        archive_files: 200,
        archive_bytes: 32 << 20,
        shared_bytes: 8 << 20,
        sheet_cells: 200_000,
        findings_per_check: 200,
        ..Limits::default()
    }
}

fn head(column: &TemplateColumn) -> SheetColumn {
    let is_to_fill = !matches!(column.key, "facility" | "month");
    SheetColumn {
        header: column.header.to_owned(),
        note: is_to_fill.then_some(column.vietnamese),
        is_to_fill,
        ..SheetColumn::default()
    }
}

fn cell(key: &str, code: &str, month: Month, filed: Option<&FilingRow>) -> SheetValue {
    match key {
        "facility" => SheetValue::Text(code.to_owned()),
        "month" => SheetValue::Text(format!("{:02}/{}", month.month, month.year)),
        key => {
            let counts = filed.map(FilingRow::counts);
            let told = counts.and_then(|counts| counts.into_iter().find(|(name, _)| *name == key)?.1);
            told.map_or_else(
                || SheetValue::Text(String::new()),
                |count| SheetValue::Number(f64::from(count)),
            )
        }
    }
}
