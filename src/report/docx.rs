//! A document as DOCX, in the layout of Decree 30/2020/NĐ-CP, annex I: A4, margins of 20 mm above and below, 30 mm left and
//! 15 mm right, Times New Roman 13 to 14, page numbers centred at the top from page 2.
//!
//! Figures are pictures of 300 dots an inch with their caption as alternative text; header rows repeat on every page.

use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, PageMargin, PageNum, PageOrientationType, PageSize, Paragraph, Run,
    RunFonts, Section, Table as DocxTable,
};

use super::ReportError;
use super::document::{Annex, Block, Document, Layout, Orientation};
use super::docx_parts::{self, Pictures, plain, run};
use super::package;

/// Twentieths of a point in a millimetre.
pub(super) const TWIPS_PER_MM: f64 = 1440.0 / 25.4;
/// Half points.
pub(super) const BODY: usize = 28;
pub(super) const HEAD: usize = 26;
pub(super) const CELL: usize = 22;

/// Width of the text in twentieths of a point.
pub(super) fn text_width(orientation: Orientation) -> usize {
    let page = match orientation {
        Orientation::Portrait => 210.0,
        Orientation::Landscape => 297.0,
    };
    ((page - 45.0) * TWIPS_PER_MM) as usize
}

/// What a page of a document is made of, in order.
#[expect(
    clippy::large_enum_variant,
    reason = "most are paragraphs, and they are handed on at once"
)]
pub(super) enum Part {
    Paragraph(Paragraph),
    Table(DocxTable),
}

/// The document as DOCX. The same document gives the same bytes.
///
/// # Errors
/// [`ReportError`] where a drawing or the package cannot be made.
pub fn docx(document: &Document) -> Result<Vec<u8>, ReportError> {
    let mut pictures = Pictures::default();
    let mut made = Docx::new()
        .default_fonts(fonts())
        .default_size(BODY)
        .created_at(&format!("{}T00:00:00Z", document.provenance.day))
        .updated_at(&format!("{}T00:00:00Z", document.provenance.day));
    let mut pages = vec![(Orientation::Portrait, body(document, &mut pictures)?)];
    for annex in &document.annexes {
        pages.push((annex.orientation, annex_parts(document, annex, &mut pictures)?));
    }
    let last = pages.len() - 1;
    for (at, (orientation, parts)) in pages.into_iter().enumerate() {
        made = if at == last {
            let first_page_alone = at == 0;
            let mut closed = parts.into_iter().fold(made, |made, part| match part {
                Part::Paragraph(paragraph) => made.add_paragraph(paragraph),
                Part::Table(table) => made.add_table(table),
            });
            let (width, height) = paper(orientation);
            closed = closed
                .page_size(width, height)
                .page_margin(margins())
                .page_orient(turned(orientation))
                .header(page_number());
            if first_page_alone { closed.title_pg() } else { closed }
        } else {
            let (width, height) = paper(orientation);
            let mut section = Section::new()
                .page_size(PageSize::new().size(width, height))
                .page_margin(margins())
                .page_orient(turned(orientation))
                .header(page_number());
            if at == 0 {
                section = section.title_pg();
            }
            section = parts.into_iter().fold(section, |section, part| match part {
                Part::Paragraph(paragraph) => section.add_paragraph(paragraph),
                Part::Table(table) => section.add_table(table),
            });
            made.add_section(section)
        };
    }
    let built = made.build();
    let xml = docx_parts::finished(&built.document, &pictures);
    package::write(built, xml)
}

/// Blocks as the inner XML of a body, with their pictures: what a template takes in.
///
/// # Errors
/// As [`docx`].
pub(super) fn fragment(blocks: &[Block], pictures: &mut Pictures) -> Result<String, ReportError> {
    let before = pictures.len();
    let mut parts = Vec::new();
    for block in blocks {
        docx_parts::push(block, Orientation::Portrait, &mut parts, pictures)?;
    }
    let made = parts.into_iter().fold(Docx::new(), |made, part| match part {
        Part::Paragraph(paragraph) => made.add_paragraph(paragraph),
        Part::Table(table) => made.add_table(table),
    });
    let xml = docx_parts::finished_from(&made.build().document, pictures, before);
    let start = xml.find("<w:body>").map_or(0, |at| at + "<w:body>".len());
    let end = xml.rfind("<w:sectPr").unwrap_or(xml.len());
    Ok(xml[start..end].to_owned())
}

pub(super) fn fonts() -> RunFonts {
    let name = "Times New Roman";
    RunFonts::new().ascii(name).hi_ansi(name).cs(name).east_asia(name)
}

fn paper(orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Portrait => (11_906, 16_838),
        Orientation::Landscape => (16_838, 11_906),
    }
}

fn turned(orientation: Orientation) -> PageOrientationType {
    match orientation {
        Orientation::Portrait => PageOrientationType::Portrait,
        Orientation::Landscape => PageOrientationType::Landscape,
    }
}

fn margins() -> PageMargin {
    PageMargin::new()
        .top(1134)
        .bottom(1134)
        .left(1701)
        .right(850)
        .header(567)
        .footer(567)
        .gutter(0)
}

fn page_number() -> Header {
    let number = Paragraph::new()
        .align(AlignmentType::Center)
        .add_page_num(PageNum::new());
    Header::new().add_paragraph(number)
}

fn body(document: &Document, pictures: &mut Pictures) -> Result<Vec<Part>, ReportError> {
    let mut parts = Vec::new();
    match document.layout {
        Layout::Official => docx_parts::head(document, &mut parts),
        Layout::Poster => docx_parts::poster_head(document, &mut parts),
    }
    for block in &document.blocks {
        docx_parts::push(block, Orientation::Portrait, &mut parts, pictures)?;
    }
    if document.layout == Layout::Official {
        // A signature does not stand alone on a page.
        if let Some(Part::Paragraph(last)) = parts.pop_if(|part| matches!(part, Part::Paragraph(_))) {
            if let Some(Block::Table(table)) = document.blocks.last()
                && let Some(Part::Table(drawn)) = parts.iter_mut().rfind(|part| matches!(part, Part::Table(_)))
            {
                *drawn = docx_parts::before_signature(table, Orientation::Portrait);
            }
            parts.push(Part::Paragraph(last.keep_next(true)));
        }
        parts.push(Part::Table(docx_parts::signature(&document.frame)));
    }
    // A table may not be the last of a section.
    parts.push(Part::Paragraph(plain(AlignmentType::Left).add_run(run("", 4))));
    Ok(parts)
}

fn annex_parts(document: &Document, annex: &Annex, pictures: &mut Pictures) -> Result<Vec<Part>, ReportError> {
    let centred = |text: &str, size: usize| {
        plain(AlignmentType::Center)
            .keep_next(true)
            .line_spacing(LineSpacing::new().after(60))
            .add_run(run(text, size).bold())
    };
    let mut parts = vec![
        Part::Paragraph(centred(&annex.label, BODY)),
        Part::Paragraph(centred(&annex.title.to_uppercase(), HEAD)),
    ];
    if document.layout == Layout::Official {
        let attached = run(&document.attached_to(), HEAD).italic();
        let line = plain(AlignmentType::Center).keep_next(true).add_run(attached);
        parts.push(Part::Paragraph(line.line_spacing(LineSpacing::new().after(120))));
    }
    for block in &annex.blocks {
        docx_parts::push(block, annex.orientation, &mut parts, pictures)?;
    }
    Ok(parts)
}

/// An empty run in the face of documents.
pub(super) fn empty_run(size: usize) -> Run {
    Run::new().fonts(fonts()).size(size)
}
