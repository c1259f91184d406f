//! A document as a workbook: key figures, every table as a sheet of typed cells, the sources. Each sheet prints on A4
//! landscape, one page wide, with its header on every page.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Image, Workbook, Worksheet, XlsxError,
};

use super::ReportError;
use super::document::{Document, Figure, Table};
use super::provenance::SOURCES;
use super::raster::png;
use super::value::Value;
use crate::text::ymd;

/// The row of a sheet's header, counted from 0: a title and a remark stand above.
const HEADER_ROW: u32 = 2;
/// Points of a line of the default type, and of the tallest row that Excel knows.
const LINE_HEIGHT: f64 = 15.0;
const TALLEST_ROW: f64 = 409.0;
/// Letters of the default type in a column of the default width.
const CELL_LETTERS_WIDE: f64 = 8.0;
/// Letters that one cell holds: Excel's limit is 32,767.
const CELL_LETTERS: usize = 32_000;
/// A share whole in its cell; what is shown never becomes 100 % by rounding: that is everybody.
const SHARE: &str = "[=1]0%;[>=0.9995]\"99,9%\";0.0%";
/// Names of the sheets of drawings.
const MAP: &str = "Bản đồ";
const CHART: &str = "Biểu đồ";
/// Dots an inch of pictures in a workbook, which is read on a screen.
const SCREEN_DPI: f64 = 150.0;

/// The document as XLSX. The same document gives the same bytes.
///
/// # Errors
/// [`ReportError`] for what Excel cannot hold, or a drawing that cannot be made.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, ReportError> {
    let pictures: Vec<(&Figure, Vec<u8>)> = document
        .figures()
        .map(|figure| Ok((figure, png(figure, SCREEN_DPI)?)))
        .collect::<Result<_, ReportError>>()?;
    filled(document, &pictures).map_err(|error| ReportError::Workbook(error.to_string()))
}

fn filled(document: &Document, pictures: &[(&Figure, Vec<u8>)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = excel_day(&document.provenance.day).unwrap_or(ExcelDateTime::from_ymd(2025, 1, 1)?);
    let properties = DocProperties::new()
        .set_creation_datetime(&made)
        .set_author("gandan")
        .set_title(format!("{} {}", document.title, document.subject));
    book.set_properties(&properties);
    let draft = document.draft.replace('\n', " - ");
    let remark = format!("{draft} {} {}", document.title, document.subject);
    let facts = facts(document);
    if !facts.rows.is_empty() {
        sheet(book.add_worksheet(), &facts, remark.trim(), "Số liệu chính")?;
    }
    let mut taken: Vec<&str> = vec!["Số liệu chính", "Nguồn số liệu", MAP, CHART];
    for table in document.tables() {
        let again = taken.iter().filter(|name| **name == table.sheet).count();
        let name = if again == 0 {
            table.sheet.to_owned()
        } else {
            format!("{} {}", table.sheet, again + 1)
        };
        taken.push(table.sheet);
        sheet(book.add_worksheet(), table, remark.trim(), &name)?;
    }
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for (figure, bytes) in pictures {
        let kind = if figure.field.starts_with("ban_do") { MAP } else { CHART };
        let count = drawn.entry(kind).or_default();
        *count += 1;
        let name = match *count {
            1 => kind.to_owned(),
            more => format!("{kind} {more}"),
        };
        picture(book.add_worksheet(), figure, bytes, remark.trim(), &name)?;
    }
    sources(book.add_worksheet(), document)?;
    book.save_to_buffer()
}

/// A picture with its caption on a sheet of its own, which prints on one page.
fn picture(page: &mut Worksheet, figure: &Figure, bytes: &[u8], remark: &str, name: &str) -> Result<(), XlsxError> {
    page.set_name(name)?.set_paper_size(9);
    if figure.width_mm > figure.height_mm {
        page.set_landscape();
    } else {
        page.set_portrait();
    }
    page.set_margins(0.5, 0.4, 0.5, 0.5, 0.3, 0.3);
    page.set_print_fit_to_pages(1, 1).set_print_center_horizontally(true);
    // Cells of the default size, as many as lie under the picture: longer words would widen what is printed.
    let cells = |mm: f64, pixels: f64| (mm / 25.4 * 96.0 / pixels).ceil().max(2.0) as u32;
    let (columns, rows) = (cells(figure.width_mm, 64.0) as u16, cells(figure.height_mm, 20.0));
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let remarked = wrapped.clone().set_italic().set_font_color("#4A5565");
    for (row, text, format) in [(0, figure.caption.as_str(), wrapped.set_bold()), (1, remark, remarked)] {
        page.merge_range(row, 0, row, columns - 1, text, &format)?;
        let width = std::iter::once(f64::from(columns) * CELL_LETTERS_WIDE);
        page.set_row_height(row, row_height(std::iter::once(text.to_owned()), width))?;
    }
    page.set_print_area(0, 0, rows + 2, columns - 1)?;
    // The pixels are those of the screen: so large as the drawing is on paper.
    let scale = 96.0 / SCREEN_DPI;
    let image = Image::new_from_buffer(bytes)?
        .set_alt_text(&figure.caption)
        .set_scale_width(scale)
        .set_scale_height(scale);
    page.insert_image(2, 0, &image)?;
    Ok(())
}

fn facts(document: &Document) -> Table {
    let rows = document.facts.iter().map(|fact| {
        vec![
            Value::text(fact.label.clone()),
            fact.value.clone(),
            Value::text(fact.field.clone()),
        ]
    });
    let columns = [("Chỉ tiêu", 60.0), ("Giá trị", 22.0), ("Tên trường trong mẫu", 30.0)];
    Table::new("so_lieu_chinh", "Số liệu chính", "Số liệu chính", &columns).with(rows)
}

fn sheet(page: &mut Worksheet, table: &Table, remark: &str, name: &str) -> Result<(), XlsxError> {
    page.set_name(name)?.set_landscape().set_paper_size(9);
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.5, 0.4, 0.5, 0.5, 0.3, 0.3);
    page.set_footer("&C&P/&N");
    page.write_string_with_format(
        0,
        0,
        if table.caption.is_empty() { name } else { &table.caption },
        &Format::new().set_bold().set_font_size(13),
    )?;
    page.write_string_with_format(1, 0, remark, &Format::new().set_italic().set_font_color("#4A5565"))?;
    let bold = cell_format()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("#E8ECF1");
    let parts: f64 = table.columns.iter().map(|column| column.width).sum();
    let widths: Vec<f64> = table
        .columns
        .iter()
        .map(|column| (column.width / parts * 150.0).clamp(7.0, 70.0))
        .collect();
    for (at, (column, width)) in (0u16..).zip(table.columns.iter().zip(&widths)) {
        page.write_string_with_format(HEADER_ROW, at, column.title, &bold)?;
        page.set_column_width(at, *width)?;
    }
    let titles = table.columns.iter().map(|column| column.title.to_owned());
    // Bold letters are wider.
    page.set_row_height(HEADER_ROW, row_height(titles, widths.iter().map(|width| width * 0.85)))?;
    let rows = table.rows.len() as u32;
    for (row, cells) in (HEADER_ROW + 1..).zip(&table.rows) {
        let told = cells.iter().map(Value::told);
        page.set_row_height(row, row_height(told, widths.iter().copied()))?;
        for (at, value) in (0u16..).zip(cells) {
            write(page, row, at, value, &cell_format())?;
        }
    }
    let last_column = (table.columns.len() as u16).saturating_sub(1);
    if rows > 0 {
        page.autofilter(HEADER_ROW, 0, HEADER_ROW + rows, last_column)?;
    }
    let mut last = HEADER_ROW + rows;
    if !table.total.is_empty() {
        last += 1;
        for (at, value) in (0u16..).zip(&table.total) {
            write(page, last, at, value, &cell_format().set_bold())?;
        }
    }
    page.set_freeze_panes(HEADER_ROW + 1, 0)?;
    page.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    page.set_print_area(0, 0, last, last_column)?;
    Ok(())
}

/// Points that a row needs for its wrapped texts: a program that does not work it out itself would cut or overprint them.
fn row_height(texts: impl Iterator<Item = String>, widths: impl Iterator<Item = f64>) -> f64 {
    let lines_of = |(text, width): (String, f64)| -> f64 {
        let lines = text
            .split('\n')
            .map(|line| (line.chars().count() as f64 / width).ceil().max(1.0));
        lines.sum()
    };
    let most = texts.zip(widths).map(lines_of).fold(1.0, f64::max);
    (most * LINE_HEIGHT).min(TALLEST_ROW)
}

fn cell_format() -> Format {
    Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color("#B8C0CA")
}

fn write(page: &mut Worksheet, row: u32, at: u16, value: &Value, format: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Blank => page.write_blank(row, at, format)?,
        Value::Text(text) => {
            let cut: String = text.chars().take(CELL_LETTERS).collect();
            page.write_string_with_format(row, at, cut, format)?
        }
        Value::Whole(number) => {
            page.write_number_with_format(row, at, *number, &format.clone().set_num_format("#,##0"))?
        }
        Value::Decimal(number) => {
            page.write_number_with_format(row, at, *number, &format.clone().set_num_format("#,##0.0"))?
        }
        Value::Share(share) => page.write_number_with_format(row, at, *share, &format.clone().set_num_format(SHARE))?,
        Value::Day(day) => match excel_day(day) {
            Some(day) => {
                page.write_datetime_with_format(row, at, &day, &format.clone().set_num_format("dd/mm/yyyy"))?
            }
            None => page.write_string_with_format(row, at, day, format)?,
        },
        Value::Unknown => page.write_string_with_format(row, at, value.told(), &format.clone().set_italic())?,
    };
    Ok(())
}

/// A day as Excel counts them; before 1901 its calendar has a day that never was.
fn excel_day(iso: &str) -> Option<ExcelDateTime> {
    let (year, month, day) = ymd(iso)?;
    let year: u16 = year.parse().ok().filter(|year| (1901..=9999).contains(year))?;
    ExcelDateTime::from_ymd(year, month.parse().ok()?, day.parse().ok()?).ok()
}

fn sources(page: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    page.set_name("Nguồn số liệu")?.set_landscape().set_paper_size(9);
    page.set_print_fit_to_pages(1, 0);
    let provenance = &document.provenance;
    let bold = Format::new().set_bold();
    let wrapped = cell_format();
    const WIDTHS: [f64; 2] = [28.0, 110.0];
    page.write_string_with_format(0, 0, SOURCES, &bold.clone().set_font_size(13))?;
    let mut row = 2;
    let mut line = |page: &mut Worksheet, label: &str, text: &str| -> Result<(), XlsxError> {
        if !text.is_empty() {
            page.write_string_with_format(row, 0, label, &wrapped)?;
            page.write_string_with_format(row, 1, text, &wrapped)?;
            let told = [label, text].map(str::to_owned).into_iter();
            page.set_row_height(row, row_height(told, WIDTHS.into_iter()))?;
            row += 1;
        }
        Ok(())
    };
    line(page, "Mã bộ số liệu", &provenance.snapshot_id)?;
    line(page, "Mã số liệu ghi nhận riêng", &provenance.evidence_id)?;
    line(page, "Ngày lập", &Value::Day(provenance.day.clone()).told())?;
    line(page, "Phần mềm", &provenance.software)?;
    line(page, "Mức độ chứng minh phương án", &provenance.proof)?;
    for rule in &provenance.rules {
        line(page, "Quy tắc áp dụng", rule)?;
    }
    for source in &provenance.sources {
        let told = format!("{} ({}): {}", source.name, source.day, source.note);
        line(page, &source.layer, &told)?;
    }
    for caution in &provenance.cautions {
        line(page, "Lưu ý", caution)?;
    }
    for (at, width) in (0..).zip(WIDTHS) {
        page.set_column_width(at, width)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::row_height;

    #[test]
    fn a_row_is_as_tall_as_its_longest_text_needs() {
        let height = |texts: &[&str], widths: &[f64]| {
            row_height(texts.iter().map(|text| (*text).to_owned()), widths.iter().copied())
        };
        assert_eq!(height(&["", "ngắn"], &[5.0, 10.0]), 15.0);
        assert_eq!(height(&["một hai ba", "x"], &[5.0, 10.0]), 30.0);
        assert_eq!(height(&["a\nb\nc", "x"], &[5.0, 10.0]), 45.0);
        assert_eq!(height(&[&"x".repeat(9000)], &[7.0]), 409.0);
    }
}
