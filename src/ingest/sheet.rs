//! Sheets of Excel workbooks (`.xlsx`, `.xlsm`) as tables: the same text that a CSV of the sheet would hold.
//!
//! Offices put a title over a table, merge cells, keep notes beside it and lists on other sheets. The header is
//! the row that names most fields among the first [`frame::HEADER_WITHIN`] rows that hold anything; rows above it are
//! the title. A cell merged over several rows holds its value in each of them, so that a header of two rows
//! (`Tọa độ` over `Kinh độ` and `Vĩ độ`) and a commune merged over its points both read as they are meant.
//!
//! A sheet is read cell by cell and held sparsely: a sheet with one cell in the last corner claims 17 thousand
//! million cells. Dates become `YYYY-MM-DD`, whole numbers lose their `.0`, truths are `true` and `false`.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Cell, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;

use super::archive::Archive;
use super::columns;
use super::findings::Findings;
use super::table::{self, ColumnNames, Row, Table};
use super::{Kind, ReadOptions, frame};

/// A sheet as it stands: 0-based row, then column.
type Cells = BTreeMap<u32, BTreeMap<u32, Text>>;

enum Text {
    Value(String),
    /// The error of a formula, such as `#N/A`.
    Fault(String),
}

/// Why a workbook or one sheet of it cannot be read: the check and the message.
type Refused = (&'static str, String);

/// Reads the sheet that the options name, else the first visible one with a header that is understood.
pub(super) fn read<R: Read + Seek>(
    kind: Kind,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Table> {
    Archive::open(&mut *source, &options.limits, findings)?.check_all(findings)?;
    // The reader of workbooks is a dependency that damaged files may bring to a panic: their fault, not ours.
    let outcome = catch_unwind(AssertUnwindSafe(|| find(kind, source, options)));
    let outcome = outcome.unwrap_or_else(|_| Err(("broken_workbook", "the workbook is damaged; save it again".into())));
    let found = match outcome {
        Ok(found) => found,
        Err((check, message)) => {
            findings.error(check, message);
            return None;
        }
    };
    findings.enter(format!("sheet '{}'", found.sheet));
    if found.filled > 0 {
        let message = format!(
            "{} cells were filled with the value of the merged cell that covers them",
            found.filled
        );
        findings.info("merged_cells", message);
    }
    let table = to_table(&found, findings);
    table::check_table(Some(table), findings)
}

/// A sheet with its header.
struct Sheet {
    sheet: String,
    cells: Cells,
    header: u32,
    /// Cells that took the value of a merged one.
    filled: usize,
}

fn find<R: Read + Seek>(kind: Kind, source: &mut R, options: &ReadOptions) -> Result<Sheet, Refused> {
    source
        .seek(SeekFrom::Start(0))
        .map_err(|error| ("unreadable_file", error.to_string()))?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(source)).map_err(|error| broken(&error))?;
    let all: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let names = || all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let wanted: Vec<String> = match &options.sheet {
        Some(wanted) => all
            .iter()
            .filter(|(name, _)| crate::text::nfc(name) == crate::text::nfc(wanted))
            .map(|(name, _)| name.clone())
            .collect(),
        None => all
            .iter()
            .filter(|(_, is_visible)| *is_visible)
            .map(|(name, _)| name.clone())
            .collect(),
    };
    if let (Some(wanted), []) = (&options.sheet, wanted.as_slice()) {
        let message = format!("the workbook has no sheet '{wanted}'; it has: {}", names());
        return Err(("unknown_sheet", message));
    }
    let mut best_refused = None;
    for name in wanted {
        let cells = read_cells(&mut workbook, &name, options.limits.sheet_cells)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet {
            sheet: name,
            cells,
            header: 0,
            filled: 0,
        };
        for area in merged.iter().take(100_000) {
            fill(&mut sheet, area.start, area.end.0);
        }
        match find_header(&sheet.cells, kind, options) {
            Some(header) => {
                sheet.header = header;
                return Ok(sheet);
            }
            None => best_refused = best_refused.or_else(|| described(&sheet)),
        }
    }
    let needed: Vec<&str> = columns::of_kind(kind)
        .iter()
        .copied()
        .flatten()
        .filter_map(|(_, names)| names.first().copied())
        .take(12)
        .collect();
    let seen = best_refused.map_or_else(
        || "every sheet is empty".to_owned(),
        |told| format!("the first rows hold: {told}"),
    );
    let message = format!(
        "no row of any sheet ({}) is a header of {} that is understood ({seen}); name the columns {}, ... in one row, or say with --mapping what each means",
        names(),
        kind.code(),
        needed.join(", "),
    );
    Err(("no_header", message))
}

/// The first row with text, for messages.
fn described(sheet: &Sheet) -> Option<String> {
    let row = sheet.cells.values().next()?;
    let texts: Vec<&str> = row.values().take(8).map(Text::as_str).collect();
    Some(format!("{}: {}", sheet.sheet, texts.join(", ")))
}

fn read_cells<R: Read + Seek>(workbook: &mut Xlsx<R>, name: &str, limit: usize) -> Result<Cells, Refused> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let (mut cells, mut count) = (Cells::new(), 0usize);
    while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
        let Some(text) = as_text(&cell) else { continue };
        count += 1;
        if count > limit {
            let message = format!("sheet '{name}' has more than {limit} cells; split it and import the parts");
            return Err(("file_too_large", message));
        }
        let (row, column) = cell.get_position();
        cells.entry(row).or_default().insert(column, text);
    }
    Ok(cells)
}

/// The text a CSV of the sheet would hold; `None` for blank cells.
fn as_text(cell: &Cell<DataRef>) -> Option<Text> {
    let text = match cell.get_value() {
        DataRef::Empty => return None,
        DataRef::String(text) => crate::text::nfc(text),
        DataRef::SharedString(text) => crate::text::nfc(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) if moment.is_duration() => clock(moment.as_f64()),
        DataRef::DateTime(moment) if (0.0..1.0).contains(&moment.as_f64()) => clock(moment.as_f64()),
        DataRef::DateTime(moment) => match moment.to_ymd_hms_milli() {
            (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
            (year, month, day, hour, minute, second, _) => {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Some(Text::Fault(error.to_string())),
    };
    (!text.is_empty()).then_some(Text::Value(text))
}

/// Whole numbers without a fraction; others with all the digits they need to be the same number again.
fn number_text(number: f64) -> String {
    if number == 0.0 {
        "0".to_owned()
    } else {
        number.to_string()
    }
}

/// A part of a day as hours and minutes.
fn clock(days: f64) -> String {
    let minutes = (days * 1440.0).round().clamp(0.0, 1e9) as u64;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Gives the value of a merged cell to the rows below its first, in its first column.
fn fill(sheet: &mut Sheet, (top, left): (u32, u32), bottom: u32) {
    if bottom <= top {
        return;
    }
    let Some(Text::Value(value)) = sheet.cells.get(&top).and_then(|row| row.get(&left)) else {
        return;
    };
    let value = value.clone();
    for row in sheet.cells.range_mut(top + 1..=bottom).map(|(_, row)| row) {
        if let std::collections::btree_map::Entry::Vacant(place) = row.entry(left) {
            place.insert(Text::Value(value.clone()));
            sheet.filled += 1;
        }
    }
}

/// The row that names most fields; two at least (one for an outline), or it may be anything.
fn find_header(cells: &Cells, kind: Kind, options: &ReadOptions) -> Option<u32> {
    let least = frame::fewest_fields(kind);
    let mut best: Option<(usize, u32)> = None;
    for (row, texts) in cells.iter().take(frame::HEADER_WITHIN) {
        let headers: Vec<String> = texts.values().map(|text| text.as_str().to_owned()).collect();
        if table::is_remark(headers.iter().map(String::as_str)) {
            continue;
        }
        let named = columns::fields_named(&headers, kind, |header| options.mapping.names(header));
        if named >= least && best.is_none_or(|(most, _)| named > most) {
            best = Some((named, *row));
        }
    }
    best.map(|(_, row)| row)
}

fn to_table(sheet: &Sheet, findings: &mut Findings) -> Table {
    let width = sheet
        .cells
        .range(sheet.header..)
        .filter_map(|(_, row)| row.keys().next_back())
        .max()
        .map_or(0, |last| *last as usize + 1);
    let texts = |row: &BTreeMap<u32, Text>| -> Vec<String> {
        let mut list = vec![String::new(); row.keys().next_back().map_or(0, |last| *last as usize + 1)];
        for (at, text) in row {
            if let Text::Value(value) = text {
                list[*at as usize] = value.clone();
            }
        }
        list
    };
    let mut headers = sheet.cells.get(&sheet.header).map(texts).unwrap_or_default();
    // A note far to the right does not make thousands of columns.
    headers.resize(width.min(headers.len() + 64), String::new());
    let mut table = Table {
        header_row: u64::from(sheet.header) + 1,
        column_names: ColumnNames::HeadersAndLetters,
        headers,
        ..Table::default()
    };
    let mut remarks = Vec::new();
    for (row, cells) in sheet.cells.range(sheet.header + 1..) {
        let number = u64::from(*row) + 1;
        let mut values = texts(cells);
        if table::is_remark(values.iter().map(String::as_str)) {
            remarks.push(number);
            continue;
        }
        for (at, text) in cells {
            if let Text::Fault(fault) = text {
                table.faults.push((number, *at as usize, fault.clone()));
            }
        }
        if let Some(far) = values
            .iter()
            .skip(table.headers.len())
            .position(|value| !value.is_empty())
        {
            let at = table.headers.len() + far;
            let message = "this cell lies far from the table and was not read; if it is data, give its column a header";
            findings.warning_at("outside_the_table", number, &table::letters(at), &values[at], message);
        }
        values.resize(table.headers.len(), String::new());
        if values.iter().any(|value| !value.is_empty()) || cells.values().any(|text| matches!(text, Text::Fault(_))) {
            table.rows.push(Row {
                number,
                cells: StringRecord::from(values),
            });
        }
    }
    table::say_remarks(&remarks, findings);
    let above = sheet.cells.range(..sheet.header).filter(|(_, cells)| {
        let texts = cells.values().map(Text::as_str);
        // The upper row of a header of two rows shares its merged cells with it.
        let is_header = |(at, text): (&u32, &Text)| texts_at(sheet, sheet.header, *at) == Some(text.as_str());
        !cells.is_empty() && !table::is_remark(texts) && !cells.iter().any(is_header)
    });
    let title: Vec<u64> = above.map(|(row, _)| u64::from(*row) + 1).collect();
    frame::say_title(&title, findings);
    let rows = std::mem::take(&mut table.rows);
    table.rows = frame::data_of(&table.headers, rows, findings);
    table
}

fn texts_at(sheet: &Sheet, row: u32, column: u32) -> Option<&str> {
    sheet.cells.get(&row)?.get(&column).map(Text::as_str)
}

impl Text {
    fn as_str(&self) -> &str {
        match self {
            Text::Value(text) | Text::Fault(text) => text,
        }
    }
}

fn broken(error: &XlsxError) -> Refused {
    match error {
        XlsxError::Password => (
            "encrypted",
            "the workbook has a password; save it without one and import it again".into(),
        ),
        other => (
            "broken_workbook",
            format!("the workbook is damaged ({other}); open it in Excel or LibreOffice and save it again"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them_and_stay_the_same_number() {
        for (number, text) in [
            (7.0, "7"),
            (-0.0, "0"),
            (105.85, "105.85"),
            (1e15, "1000000000000000"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(number_text(number), text);
        }
        assert_eq!(clock(0.354_166_666_7), "08:30");
        assert_eq!(clock(1.5), "36:00");
    }
}
