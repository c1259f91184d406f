//! The parts of a DOCX: the two-column head, paragraphs, tables with typed cells, pictures, recipients and signature.

use docx_rs::{
    AlignmentType, HeightRule, LineSpacing, LineSpacingType, Paragraph, Pic, Run, Shading, ShdType, SpecialIndentType,
    Table as DocxTable, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::ReportError;
use super::document::{Block, Document, Figure, Frame, Orientation, Table, UNKNOWN_SHORT};
use super::docx::{BODY, CELL, HEAD, Part, empty_run, text_width};
use super::html::escaped;
use super::package::without_paragraph_ids;
use super::raster::{PRINT_DPI, png};
use super::value::Value;

/// English Metric Units in a millimetre.
const EMU_PER_MM: f64 = 36_000.0;
/// The height by which [`finished`] knows a header row: the writer of tables has no word for "repeat".
const HEADER_ROW_HEIGHT: f32 = 17.0;
/// How a paragraph begins that only closes a section, and how it begins here: as low as a line can be.
const CLOSES: &str = "<w:p><w:pPr><w:sectPr";
const CLOSES_LOW: &str = "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\" /><w:rPr><w:sz w:val=\"2\" /></w:rPr><w:sectPr";
/// Letters of bold type 14 that fit on a line of the title.
const SUBJECT_LETTERS: usize = 62;
/// Letters from which on a cell of a wide table is a text to read: it is set smaller, as the widest tables are.
const LONG_CELL: usize = 300;
/// Lines up to which a row is not broken between pages: a taller one could leave most of a page empty, and one taller than a
/// page must break.
const WHOLE_LINES: usize = 18;
/// Rows of a table that stay together with what closes it: its total, or the signature.
const HELD_ROWS: usize = 2;
/// Rows up to which a table before the signature goes to its page as a whole.
const SHORT_TABLE: usize = 12;
/// The tallest a picture may be: so that it still fits below the end of a table, and no page stays half empty.
const TALLEST_MM: f64 = 185.0;

/// The pictures of a document in order, with what each shows.
#[derive(Default)]
pub(super) struct Pictures {
    captions: Vec<String>,
    /// PNG by the name of its relation.
    pub png: Vec<(String, Vec<u8>)>,
}

impl Pictures {
    pub fn len(&self) -> usize {
        self.captions.len()
    }
}

/// Text without letters that XML may not hold.
fn clean(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// A run of text in the face of documents; `size` in half points.
pub(super) fn run(text: &str, size: usize) -> Run {
    empty_run(size).add_text(clean(text))
}

/// A paragraph without space around it.
pub(super) fn plain(align: AlignmentType) -> Paragraph {
    Paragraph::new()
        .align(align)
        .line_spacing(LineSpacing::new().before(0).after(0))
}

/// The head of an official document, its title and its addressee.
pub(super) fn head(document: &Document, parts: &mut Vec<Part>) {
    let frame = &document.frame;
    let centred = |run: Run| plain(AlignmentType::Center).add_run(run);
    let rule = |length: usize| centred(run(&"_".repeat(length), 12).bold());
    let mut left = TableCell::new().width(3750, WidthType::Dxa);
    for line in frame.superior.split('\n') {
        left = left.add_paragraph(centred(run(line, 24)));
    }
    for line in frame.agency.split('\n') {
        left = left.add_paragraph(centred(run(line, 24).bold()));
    }
    let left = left
        .add_paragraph(rule(14))
        .add_paragraph(centred(run(&frame.number, HEAD)));
    let right = TableCell::new()
        .width(5600, WidthType::Dxa)
        .add_paragraph(centred(run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24).bold()))
        .add_paragraph(centred(run("Độc lập - Tự do - Hạnh phúc", HEAD).bold()))
        .add_paragraph(rule(30))
        .add_paragraph(centred(run(&frame.place_and_day, HEAD).italic()));
    let table = DocxTable::without_borders(vec![TableRow::new(vec![left, right])])
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .set_grid(vec![3750, 5600])
        .layout(TableLayoutType::Fixed)
        .width(9350, WidthType::Dxa);
    parts.push(Part::Table(table));
    let spaced = |before: u32, after: u32| {
        Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().before(before).after(after))
    };
    for (at, line) in document.draft.lines().enumerate() {
        let before = if at == 0 { 160 } else { 0 };
        parts.push(Part::Paragraph(
            spaced(before, 0).add_run(run(line, HEAD).bold().italic()),
        ));
    }
    parts.push(Part::Paragraph(
        spaced(200, 0).add_run(run(&document.title, BODY).bold()),
    ));
    for line in balanced(&document.subject, SUBJECT_LETTERS) {
        parts.push(Part::Paragraph(spaced(0, 0).add_run(run(line, BODY).bold())));
    }
    parts.push(Part::Paragraph(
        spaced(0, 160).add_run(run("______________", 12).bold()),
    ));
    if !frame.addressee.is_empty() {
        parts.push(Part::Paragraph(
            spaced(0, 160).add_run(run(&format!("Kính gửi: {}", frame.addressee), BODY)),
        ));
    }
}

/// A text in two lines of about the same length where it is longer than one.
fn balanced(text: &str, letters: usize) -> Vec<&str> {
    let length = text.chars().count();
    if length <= letters || length > 2 * letters {
        return vec![text];
    }
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    let middle = blanks.min_by_key(|at| text[..*at].chars().count().abs_diff(length / 2));
    middle.map_or_else(|| vec![text], |at| vec![&text[..at], &text[at + 1..]])
}

/// The title of a page for the public.
pub(super) fn poster_head(document: &Document, parts: &mut Vec<Part>) {
    let centred = |text: &str, size: usize| {
        Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().before(60).after(60))
            .add_run(run(text, size).bold())
    };
    if !document.draft.is_empty() {
        parts.push(Part::Paragraph(centred(&document.draft, HEAD)));
    }
    parts.push(Part::Paragraph(centred(&document.title, 44)));
    parts.push(Part::Paragraph(centred(&document.subject, 34)));
}

/// Recipients at the left, signature at the right.
pub(super) fn signature(frame: &Frame) -> DocxTable {
    let line = |run: Run| plain(AlignmentType::Left).add_run(run);
    let mut left = TableCell::new()
        .width(4600, WidthType::Dxa)
        .add_paragraph(line(run("Nơi nhận:", 24).bold().italic()));
    for recipient in &frame.recipients {
        left = left.add_paragraph(line(run(&format!("- {recipient}"), 22)));
    }
    let centred = |run: Run| plain(AlignmentType::Center).add_run(run);
    let mut right = TableCell::new()
        .width(4750, WidthType::Dxa)
        .add_paragraph(centred(run(&frame.signatory, BODY).bold()));
    for _ in 0..4 {
        right = right.add_paragraph(centred(run("", BODY)));
    }
    right = right.add_paragraph(centred(run(&frame.signatory_name, BODY).bold()));
    DocxTable::without_borders(vec![TableRow::new(vec![left, right]).cant_split()])
        .set_grid(vec![4600, 4750])
        .layout(TableLayoutType::Fixed)
        .width(9350, WidthType::Dxa)
}

/// Adds one block.
pub(super) fn push(
    block: &Block,
    orientation: Orientation,
    parts: &mut Vec<Part>,
    pictures: &mut Pictures,
) -> Result<(), ReportError> {
    let spaced = |before: u32, after: u32| {
        LineSpacing::new()
            .before(before)
            .after(after)
            .line_rule(LineSpacingType::Auto)
            .line(283)
    };
    let body = |text: &str| {
        // A row of dots cannot break: justified, the words before it would be torn apart.
        let is_blank = text.contains("......");
        Paragraph::new()
            .align(if is_blank {
                AlignmentType::Left
            } else {
                AlignmentType::Both
            })
            .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
            .line_spacing(spaced(0, 120))
    };
    let paragraph = match block {
        Block::Heading(text) => Paragraph::new()
            .align(AlignmentType::Left)
            .keep_next(true)
            .outline_lvl(0)
            .line_spacing(spaced(160, 80))
            .add_run(run(text, BODY).bold()),
        Block::Subheading(text) => Paragraph::new()
            .align(AlignmentType::Left)
            .keep_next(true)
            .outline_lvl(1)
            .line_spacing(spaced(100, 60))
            .add_run(run(text, BODY).bold().italic()),
        Block::Paragraph(text) => body(text).add_run(run(text, BODY)),
        Block::Italic(text) => body(text).add_run(run(text, BODY).italic()),
        Block::Item(text) => body(text).add_run(run(&format!("- {text}"), BODY)),
        Block::Small(text) => Paragraph::new()
            .align(AlignmentType::Both)
            .line_spacing(spaced(0, 60))
            .add_run(run(text, CELL).italic()),
        Block::Lead(text) => Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(spaced(80, 120))
            .add_run(run(text, 32).bold()),
        Block::Table(table) => {
            if !table.caption.is_empty() {
                let caption = Paragraph::new()
                    .align(AlignmentType::Center)
                    .keep_next(true)
                    .line_spacing(spaced(120, 60))
                    .add_run(run(&table.caption, HEAD).bold());
                parts.push(Part::Paragraph(caption));
            }
            parts.push(Part::Table(typed(table, text_width(orientation), 0)));
            if table.is_wide() && table.has_unknown() {
                let note = format!("({UNKNOWN_SHORT}): {}.", Value::Unknown.told());
                let note = plain(AlignmentType::Left).add_run(run(&note, CELL).italic());
                parts.push(Part::Paragraph(note));
            }
            plain(AlignmentType::Left).add_run(run("", 12))
        }
        Block::Figure(figure) => {
            let picture = picture(figure, pictures)?;
            let drawn = Paragraph::new()
                .align(AlignmentType::Center)
                .keep_next(true)
                .line_spacing(LineSpacing::new().before(120).after(40))
                .add_run(Run::new().add_image(picture));
            parts.push(Part::Paragraph(drawn));
            Paragraph::new()
                .align(AlignmentType::Center)
                .line_spacing(spaced(0, 120))
                .add_run(run(&figure.caption, CELL).italic())
        }
    };
    parts.push(Part::Paragraph(paragraph));
    Ok(())
}

fn picture(figure: &Figure, pictures: &mut Pictures) -> Result<Pic, ReportError> {
    let bytes = png(figure, PRINT_DPI)?;
    let id = format!("rIdImage{}", pictures.len() + 1);
    pictures.captions.push(figure.caption.clone());
    pictures.png.push((id.clone(), bytes.clone()));
    let fit = (TALLEST_MM / figure.height_mm).min(1.0);
    let emu = |mm: f64| (mm * fit * EMU_PER_MM) as u32;
    let mut made = Pic::new_with_dimensions(bytes, 1, 1).size(emu(figure.width_mm), emu(figure.height_mm));
    // The library counts pictures through the life of the process.
    made.id = id;
    Ok(made)
}

/// A table of the body that a signature follows: its last rows go to the signature's page with it, and all of a short one.
pub(super) fn before_signature(table: &Table, orientation: Orientation) -> DocxTable {
    let held = match table.rows.len() {
        short @ ..=SHORT_TABLE => short + 1,
        _ => HELD_ROWS,
    };
    typed(table, text_width(orientation), held)
}

/// With so many last rows on the page of what follows; a total never stands alone on a page.
fn typed(table: &Table, width: usize, held: usize) -> DocxTable {
    let parts: f64 = table.columns.iter().map(|column| column.width).sum();
    let grid: Vec<usize> = table
        .columns
        .iter()
        .map(|column| (width as f64 * column.width / parts) as usize)
        .collect();
    let letters = |row: &Vec<Value>| row.iter().map(|value| value.told().chars().count()).max();
    let is_long = table.rows.iter().filter_map(letters).max() > Some(LONG_CELL);
    let size = match table.columns.len() {
        ..8 => CELL,
        8 if !is_long => 20,
        _ => 18,
    };
    let header = table.columns.iter().zip(&grid).map(|(column, &width)| {
        TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .shading(Shading::new().shd_type(ShdType::Clear).color("auto").fill("E8ECF1"))
            .add_paragraph(plain(AlignmentType::Center).add_run(run(column.title, size).bold()))
    });
    let header = TableRow::new(header.collect())
        .row_height(HEADER_ROW_HEIGHT)
        .height_rule(HeightRule::AtLeast);
    let mut rows = vec![header];
    let told = |row: &[Value]| -> Vec<(String, AlignmentType)> { row.iter().map(|value| cell(table, value)).collect() };
    let has_total = !table.total.is_empty();
    let held = if has_total { held.max(HELD_ROWS) } else { held };
    let first_held = table.rows.len().saturating_sub(held);
    rows.extend(table.rows.iter().enumerate().map(|(at, row)| {
        let next = if at >= first_held { Next::Held } else { Next::Free };
        typed_row(told(row), &grid, size, Weight::Normal, next)
    }));
    if has_total {
        rows.push(typed_row(told(&table.total), &grid, size, Weight::Bold, Next::Free));
    }
    DocxTable::new(rows)
        .margins(TableCellMargins::new().margin(20, 60, 20, 60))
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .width(width, WidthType::Dxa)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Normal,
    Bold,
}

/// Whether a row stays on the page of the one below.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Held,
    Free,
}

/// Text of a cell and the side it stands at. Where each row tells another thing, numbers do not stand below each other.
fn cell(table: &Table, value: &Value) -> (String, AlignmentType) {
    let align = if value.is_number() && !table.tells_another_thing_in_each_row() {
        AlignmentType::Right
    } else {
        AlignmentType::Left
    };
    match value {
        Value::Unknown if table.is_wide() => (UNKNOWN_SHORT.to_owned(), AlignmentType::Right),
        value => (value.told(), align),
    }
}

fn typed_row(row: Vec<(String, AlignmentType)>, grid: &[usize], size: usize, weight: Weight, next: Next) -> TableRow {
    let lines = row
        .iter()
        .zip(grid)
        .map(|((told, _), &width)| lines_of(told, width, size));
    let tallest = lines.max().unwrap_or(0);
    let cells = row.into_iter().zip(grid).map(|((told, align), &width)| {
        let lines = told.split('\n').map(|line| {
            let run = run(line, size);
            let line = plain(align).add_run(if weight == Weight::Bold { run.bold() } else { run });
            if next == Next::Held { line.keep_next(true) } else { line }
        });
        lines.fold(TableCell::new().width(width, WidthType::Dxa), TableCell::add_paragraph)
    });
    let made = TableRow::new(cells.collect());
    if tallest > WHOLE_LINES { made } else { made.cant_split() }
}

/// About how many lines a text takes in a column: a letter is half as wide as it is tall. `width` in twentieths of a point,
/// `size` in half points.
fn lines_of(text: &str, width: usize, size: usize) -> usize {
    let letters = (width / (size * 5)).max(1);
    text.split('\n')
        .map(|line| line.chars().count().div_ceil(letters).max(1))
        .sum()
}

/// The XML of a document with header rows that repeat, and pictures with a number and a text of their own.
pub(super) fn finished(document: &[u8], pictures: &Pictures) -> String {
    finished_from(document, pictures, 0)
}

/// As [`finished`], for pictures from `first` on.
pub(super) fn finished_from(document: &[u8], pictures: &Pictures, first: usize) -> String {
    let xml = without_paragraph_ids(&String::from_utf8_lossy(document)).replace(
        &format!("<w:trHeight w:val=\"{HEADER_ROW_HEIGHT}\" w:hRule=\"atLeast\" />"),
        "<w:cantSplit /><w:tblHeader />",
    );
    let xml = without_blank_ends(&xml);
    let mark = "<wp:docPr id=\"1\" name=\"Figure\" />";
    let mut pieces = xml.split(mark);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for (at, piece) in pieces.enumerate() {
        let (number, caption) = (
            first + at + 1,
            pictures.captions.get(first + at).map_or("", String::as_str),
        );
        whole.push_str(&format!(
            "<wp:docPr id=\"{number}\" name=\"Hinh {number}\" descr=\"{}\" />",
            escaped(caption)
        ));
        whole.push_str(piece);
    }
    whole
}

/// What closes a section has no text, and neither has the paragraph that keeps tables apart: at the end of a full page both would
/// begin another, which stays empty.
fn without_blank_ends(xml: &str) -> String {
    let mut pieces = xml.split(CLOSES);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if whole.ends_with("<w:t xml:space=\"preserve\"></w:t></w:r></w:p>")
            && let Some(start) = whole.rfind("<w:p>")
        {
            whole.truncate(start);
        }
        whole.push_str(CLOSES_LOW);
        whole.push_str(piece);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{CLOSES, CLOSES_LOW, balanced, lines_of, without_blank_ends};

    #[test]
    fn a_section_ends_without_a_blank_line() {
        let text = |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
        let (said, blank) = (text("lời"), text(""));
        let closed = |xml: &str| without_blank_ends(&format!("{xml}{CLOSES}/>{blank}"));
        assert_eq!(
            closed(&format!("{said}{blank}")),
            format!("{said}{CLOSES_LOW}/>{blank}")
        );
        assert_eq!(closed(&said), format!("{said}{CLOSES_LOW}/>{blank}"));
    }

    #[test]
    fn a_row_of_many_short_lines_is_a_tall_one() {
        assert_eq!(lines_of("", 2000, 18), 1);
        assert_eq!(lines_of("một\nhai\nba", 2000, 18), 3);
        // 2000 twentieths of a point hold 22 letters of 4.5 points.
        assert_eq!(lines_of(&"a".repeat(44), 2000, 18), 2);
        assert_eq!(lines_of(&"a".repeat(45), 2000, 18), 3);
        assert_eq!(lines_of("abc", 1, 18), 3, "a column is never too narrow for a letter");
    }

    #[test]
    fn a_title_breaks_near_its_middle_and_never_within_a_word() {
        assert_eq!(balanced("ngắn", 10), ["ngắn"]);
        assert_eq!(balanced("một hai ba bốn năm", 12), ["một hai ba", "bốn năm"]);
        assert_eq!(balanced("mộthaibabốnnăm", 12), ["mộthaibabốnnăm"]);
        assert_eq!(
            balanced("dài quá hai dòng thì để nguyên", 10),
            ["dài quá hai dòng thì để nguyên"]
        );
    }
}
