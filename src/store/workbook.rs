//! Excel workbooks: sheets of typed cells under a frozen header with a filter, and templates to fill in.
//!
//! Equal content gives equal bytes: no clock is read, the date of creation is a constant.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook,
    Worksheet, XlsxError,
};

use super::StoreError;
use crate::ingest::{CellContent, Need, Template};

/// Letters that one cell holds: Excel's limit is 32,767.
pub(super) const CELL_LETTERS: usize = 32_000;

/// Rows of a sheet, the header among them.
const SHEET_ROWS: usize = 1_048_576;

/// Rows of a template that choices are offered for.
const TEMPLATE_ROWS: u32 = 10_000;

pub(super) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// `YYYY-MM-DD`
    Date(String),
}

pub(super) struct Sheet {
    pub name: &'static str,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A workbook of sheets; `layer` is for messages.
///
/// # Errors
/// [`StoreError::Unfit`] for more rows, or longer text, than a sheet can hold.
pub(super) fn bytes(layer: &'static str, sheets: &[Sheet]) -> Result<Vec<u8>, StoreError> {
    for sheet in sheets {
        if sheet.rows.len() >= SHEET_ROWS {
            let reason = format!(
                "{} rows are more than a sheet holds; write .csv or .gpkg",
                sheet.rows.len()
            );
            return Err(StoreError::Unfit { layer, reason });
        }
    }
    filled(sheets).map_err(|error| unfit(layer, &error))
}

/// A value of a sheet that is a text or a number.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetValue {
    /// Blank where empty; codes keep their zeros.
    Text(String),
    Number(f64),
}

/// A column of a sheet that a person fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetColumn {
    pub header: String,
    /// Told beside the header, and where a cell of the column is chosen.
    pub note: Option<&'static str>,
    /// Offered as a list; other values are asked about and not refused.
    pub choices: &'static [&'static str],
    pub is_hidden: bool,
    /// Shown in a colour that says where to write; what stands there already stays.
    pub is_to_fill: bool,
}

impl SheetColumn {
    /// A column that is only read.
    pub fn plain(header: impl Into<String>) -> SheetColumn {
        SheetColumn {
            header: header.into(),
            ..SheetColumn::default()
        }
    }
}

/// One sheet of text and numbers under its headers, with lists to choose from and notes.
///
/// # Errors
/// [`StoreError::Unfit`] for more rows, or longer text, than a sheet can hold.
pub fn sheet_workbook(
    name: &'static str,
    columns: &[SheetColumn],
    rows: &[Vec<SheetValue>],
) -> Result<Vec<u8>, StoreError> {
    let cell = |value: &SheetValue| match value {
        SheetValue::Text(text) if text.is_empty() => Cell::Blank,
        SheetValue::Text(text) => Cell::Text(text.clone()),
        SheetValue::Number(number) => Cell::Number(*number),
    };
    let sheet = Sheet {
        name,
        headers: columns.iter().map(|column| column.header.clone()).collect(),
        rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    };
    if sheet.rows.len() >= SHEET_ROWS {
        let reason = format!("{} rows are more than a sheet holds; write .csv", sheet.rows.len());
        return Err(StoreError::Unfit {
            layer: "addresses",
            reason,
        });
    }
    let filled = || {
        let mut book = new_book()?;
        let page = write_sheet(&mut book, &sheet)?;
        for (at, column) in (0u16..).zip(columns) {
            guide(page, at, column, &sheet.rows)?;
        }
        book.save_to_buffer()
    };
    filled().map_err(|error: XlsxError| unfit("addresses", &error))
}

/// Marks a column that a person fills in: colour, note, list to choose from.
fn guide(page: &mut Worksheet, at: u16, column: &SheetColumn, rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    if column.is_hidden {
        page.set_column_hidden(at)?;
    }
    if column.is_to_fill {
        let fill = Format::new()
            .set_background_color("#FFF7DF")
            .set_border(rust_xlsxwriter::FormatBorder::Thin);
        let head = fill.clone().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        page.write_string_with_format(0, at, &column.header, &head)?;
        for (row, cells) in (1u32..).zip(rows) {
            match cells.get(usize::from(at)) {
                Some(Cell::Number(number)) => page.write_number_with_format(row, at, *number, &fill)?,
                Some(Cell::Text(text)) => page.write_string_with_format(row, at, text, &fill)?,
                _ => page.write_blank(row, at, &fill)?,
            };
        }
    }
    if let Some(note) = column.note {
        page.insert_note(0, at, &Note::new(note).set_width(320).set_height(110))?;
    }
    let rows = rows.len() as u32;
    if (!column.choices.is_empty() || column.note.is_some()) && rows > 0 {
        let mut list = DataValidation::new();
        if !column.choices.is_empty() {
            list = list
                .allow_list_strings(column.choices)?
                .set_error_title("Giá trị không có trong danh sách")?
                .set_error_style(DataValidationErrorStyle::Warning);
        }
        if let Some(note) = column.note {
            list = list
                .set_input_title(column.header.chars().take(32).collect::<String>())?
                .set_input_message(note)?;
        }
        page.add_data_validation(1, at, rows, at, &list)?;
    }
    Ok(())
}

/// The template of a kind as a workbook: the table to fill in, and a sheet that explains it in both languages.
///
/// # Errors
/// [`StoreError::Unfit`] when Excel could not hold it.
pub fn template_workbook(template: &Template, examples: Examples) -> Result<Vec<u8>, StoreError> {
    template_filled(template, examples).map_err(|error| unfit(template.kind.code(), &error))
}

/// Whether the examples of a template stand in it as data or as remarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Examples {
    /// Marked, so that nobody imports them by accident.
    AsRemarks,
    AsRows,
}

/// The template of a kind as CSV (UTF-8 with its mark, so that Excel shows the letters).
pub fn template_csv(template: &Template, examples: Examples) -> Vec<u8> {
    const MEMORY: &str = "writing to memory does not fail";
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let headers = template.columns.iter().map(|column| column.header);
    writer.write_record(headers).expect(MEMORY);
    writer.write_record(template.remarks()).expect(MEMORY);
    for row in example_rows(template, examples) {
        writer.write_record(row).expect(MEMORY);
    }
    writer.into_inner().expect(MEMORY)
}

fn example_rows(template: &Template, examples: Examples) -> Vec<Vec<String>> {
    match examples {
        Examples::AsRemarks => template.marked_examples(),
        Examples::AsRows => {
            let rows = template.examples.iter();
            rows.map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect()
        }
    }
}

fn unfit(layer: &'static str, error: &XlsxError) -> StoreError {
    StoreError::Unfit {
        layer,
        reason: format!("an Excel sheet cannot hold them ({error})"),
    }
}

fn new_book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2025, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made).set_author("gandan"));
    Ok(book)
}

fn filled(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = new_book()?;
    for sheet in sheets {
        write_sheet(&mut book, sheet)?;
    }
    book.save_to_buffer()
}

fn write_sheet<'a>(book: &'a mut Workbook, sheet: &Sheet) -> Result<&'a mut Worksheet, XlsxError> {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let page = book.add_worksheet();
    page.set_name(sheet.name)?;
    header(page, &sheet.headers)?;
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => {
                    page.write_string(row, column, text)?;
                }
                Cell::Number(number) => {
                    page.write_number(row, column, *number)?;
                }
                Cell::Date(text) => match excel_date(text) {
                    Some(day) => {
                        page.write_datetime_with_format(row, column, &day, &date)?;
                    }
                    None => {
                        page.write_string(row, column, text)?;
                    }
                },
            }
        }
    }
    let (last_row, last_column) = (sheet.rows.len() as u32, sheet.headers.len().saturating_sub(1) as u16);
    page.autofilter(0, 0, last_row, last_column)?;
    Ok(page)
}

/// A day as Excel counts them; before March 1900 its calendar has a day that never was, and the text stays text.
fn excel_date(text: &str) -> Option<ExcelDateTime> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let (year, month, day) = (
        chrono::Datelike::year(&day),
        chrono::Datelike::month(&day),
        chrono::Datelike::day(&day),
    );
    if !(1901..=9999).contains(&year) {
        return None;
    }
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, month as u8, day as u8).ok()
}

fn header(page: &mut Worksheet, headers: &[String]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    for (column, header) in (0u16..).zip(headers) {
        page.write_string_with_format(0, column, header, &bold)?;
        page.set_column_width(column, width(header))?;
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

fn width(header: &str) -> f64 {
    (header.chars().count() as f64 + 4.0).clamp(12.0, 30.0)
}

fn template_filled(template: &Template, examples: Examples) -> Result<Vec<u8>, XlsxError> {
    let mut book = new_book()?;
    let grey = Format::new().set_italic().set_font_color("#606060").set_text_wrap();
    let as_text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let page = book.add_worksheet();
    page.set_name(template.title)?;
    let headers: Vec<String> = template.columns.iter().map(|column| column.header.to_owned()).collect();
    header(page, &headers)?;
    for (at, column) in (0u16..).zip(template.columns) {
        match column.content {
            // Codes keep their zeros, months do not become dates.
            CellContent::Text => page.set_column_format(at, &as_text)?,
            CellContent::Date => page.set_column_format(at, &date)?,
            CellContent::Number => page,
        };
        if !column.choices.is_empty() {
            let list = DataValidation::new()
                .allow_list_strings(column.choices)?
                .set_error_title("Giá trị không có trong danh sách")?
                .set_error_style(DataValidationErrorStyle::Warning);
            page.add_data_validation(1, at, TEMPLATE_ROWS, at, &list)?;
        }
    }
    for (at, remark) in (0u16..).zip(template.remarks()) {
        page.write_string_with_format(1, at, remark, &grey)?;
    }
    for (row, cells) in (2u32..).zip(example_rows(template, examples)) {
        for ((at, column), cell) in (0u16..).zip(template.columns).zip(cells) {
            let number = cell
                .parse::<f64>()
                .ok()
                .filter(|_| column.content == CellContent::Number);
            match number {
                _ if cell.is_empty() => {}
                Some(number) => {
                    page.write_number(row, at, number)?;
                }
                None if examples == Examples::AsRemarks => {
                    page.write_string_with_format(row, at, cell, &grey)?;
                }
                None => {
                    page.write_string(row, at, cell)?;
                }
            }
        }
    }
    explain(book.add_worksheet(), template)?;
    book.save_to_buffer()
}

fn explain(page: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    page.set_name("Giải thích")?;
    let headers = [
        "Cột trong mẫu",
        "Phải có",
        "Ý nghĩa",
        "Giá trị được chọn",
        "Meaning",
        "Trường (--mapping)",
    ];
    header(page, &headers.map(str::to_owned))?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, column) in (1u32..).zip(template.columns) {
        let need = match column.need {
            Need::Required => "bắt buộc",
            Need::Optional => "",
        };
        let choices = column.choices.join("; ");
        let texts = [
            column.header,
            need,
            column.vietnamese,
            &choices,
            column.english,
            column.key,
        ];
        for (at, text) in (0u16..).zip(texts) {
            page.write_string_with_format(row, at, text, &wrapped)?;
        }
    }
    for (at, width) in [(0u16, 20.0), (1, 12.0), (2, 45.0), (3, 40.0), (4, 45.0), (5, 20.0)] {
        page.set_column_width(at, width)?;
    }
    let notes = [
        "Các dòng bắt đầu bằng #: chỉ để giải thích và không được nhập; xóa #: ở đầu dòng ví dụ thì dòng đó được nhập.",
        "Rows that begin with #: explain and are not imported; an example without its #: is.",
    ];
    for (row, note) in (template.columns.len() as u32 + 2..).zip(notes) {
        page.write_string(row, 0, note)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_excel_where_it_has_them() {
        assert!(excel_date("2025-04-01").is_some() && excel_date("1901-01-01").is_some());
        assert!(excel_date("1900-02-28").is_none() && excel_date("sau Tết").is_none());
    }
}
