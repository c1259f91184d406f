//! The parts of a DOCX: the two-column head, paragraphs, tables with typed cells, pictures, recipients and signature.

use docx_rs::{
    AlignmentType, HeightRule, LineSpacing, LineSpacingType, Paragraph, Pic, Run, Shading, ShdType, SpecialIndentType,
    Table as DocxTable, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::ReportError;
use super::document::{Block, Document, Figure, Frame, Orientation, Table};
use super::docx::{BODY, CELL, HEAD, Part, empty_run, text_width};
use super::html::escaped;
use super::package::without_paragraph_ids;
use super::raster::{PRINT_DPI, png};
use super::value::Value;

/// English Metric Units in a millimetre.
const EMU_PER_MM: f64 = 36_000.0;
/// The height by which [`finished`] knows a header row: the writer of tables has no word for "repeat".
const HEADER_ROW_HEIGHT: f32 = 17.0;
/// The tallest a picture may be: a page without its caption.
const TALLEST_MM: f64 = 205.0;

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
    let left = TableCell::new()
        .width(3750, WidthType::Dxa)
        .add_paragraph(centred(run(&frame.superior, 24)))
        .add_paragraph(centred(run(&frame.agency, 24).bold()))
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
    if !document.draft.is_empty() {
        parts.push(Part::Paragraph(
            spaced(160, 0).add_run(run(&document.draft, HEAD).bold().italic()),
        ));
    }
    parts.push(Part::Paragraph(
        spaced(200, 0).add_run(run(&document.title, BODY).bold()),
    ));
    parts.push(Part::Paragraph(
        spaced(0, 0).add_run(run(&document.subject, BODY).bold()),
    ));
    parts.push(Part::Paragraph(
        spaced(0, 160).add_run(run("______________", 12).bold()),
    ));
    if !frame.addressee.is_empty() {
        parts.push(Part::Paragraph(
            spaced(0, 160).add_run(run(&format!("Kính gửi: {}", frame.addressee), BODY)),
        ));
    }
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
    let body = || {
        Paragraph::new()
            .align(AlignmentType::Both)
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
        Block::Paragraph(text) => body().add_run(run(text, BODY)),
        Block::Italic(text) => body().add_run(run(text, BODY).italic()),
        Block::Item(text) => body().add_run(run(&format!("- {text}"), BODY)),
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
            parts.push(Part::Table(typed(table, text_width(orientation))));
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

fn typed(table: &Table, width: usize) -> DocxTable {
    let parts: f64 = table.columns.iter().map(|column| column.width).sum();
    let grid: Vec<usize> = table
        .columns
        .iter()
        .map(|column| (width as f64 * column.width / parts) as usize)
        .collect();
    let size = match table.columns.len() {
        ..8 => CELL,
        8 => 20,
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
    rows.extend(table.rows.iter().map(|row| typed_row(row, &grid, size, Weight::Normal)));
    if !table.total.is_empty() {
        rows.push(typed_row(&table.total, &grid, size, Weight::Bold));
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

fn typed_row(row: &[Value], grid: &[usize], size: usize, weight: Weight) -> TableRow {
    let cells = row.iter().zip(grid).map(|(value, &width)| {
        let align = if value.is_number() {
            AlignmentType::Right
        } else {
            AlignmentType::Left
        };
        let told = value.told();
        let lines = told.split('\n').map(|line| {
            let run = run(line, size);
            plain(align).add_run(if weight == Weight::Bold { run.bold() } else { run })
        });
        lines.fold(TableCell::new().width(width, WidthType::Dxa), TableCell::add_paragraph)
    });
    let made = TableRow::new(cells.collect());
    // A row taller than a page must be able to break.
    let letters: usize = row.iter().map(|value| value.told().chars().count()).max().unwrap_or(0);
    if letters > 1200 { made } else { made.cant_split() }
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
