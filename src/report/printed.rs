//! A document as one HTML page that prints on A4: no script, no font, no request; the page forbids itself all three. A
//! browser's "save as PDF" makes the PDF.

use std::fmt::Write;

use super::document::{Annex, Block, Document, Layout, Orientation, Table, UNKNOWN_SHORT};
use super::html::escaped;
use super::value::Value;

/// The document as UTF-8 HTML. The same document gives the same bytes.
pub fn html(document: &Document) -> String {
    let class = match document.layout {
        Layout::Official => "official",
        Layout::Poster => "poster",
    };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}: {}</title>\n<style>\n{}</style>\n</head>\n<body class=\"{class}\">\n<article>\n",
        escaped(&document.title),
        escaped(&document.subject),
        include_str!("document.css")
    );
    match document.layout {
        Layout::Official => head(&mut page, document),
        Layout::Poster => {
            let _ = writeln!(
                page,
                "<header><p class=\"draft\">{}</p><h1>{}</h1><p class=\"subject\">{}</p></header>",
                escaped(&document.draft),
                escaped(&document.title),
                escaped(&document.subject)
            );
        }
    }
    blocks(&mut page, &document.blocks);
    if document.layout == Layout::Official {
        foot(&mut page, document);
    }
    page.push_str("</article>\n");
    for annex in &document.annexes {
        annex_page(&mut page, document, annex);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn head(page: &mut String, document: &Document) {
    let frame = &document.frame;
    let _ = write!(
        page,
        "<header>\n<div class=\"frame\"><div><p>{}</p><p class=\"agency\">{}</p><p>{}</p></div>\
         <div><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p class=\"motto\">Độc lập - Tự do - Hạnh phúc</p><p><i>{}</i></p></div></div>\n\
         <p class=\"draft\">{}</p>\n<h1>{}</h1>\n<p class=\"subject\">{}</p>\n",
        lines(&frame.superior),
        lines(&frame.agency),
        escaped(&frame.number),
        escaped(&frame.place_and_day),
        lines(&document.draft),
        escaped(&document.title),
        escaped(&document.subject)
    );
    if !frame.addressee.is_empty() {
        let _ = writeln!(page, "<p class=\"to\">Kính gửi: {}</p>", escaped(&frame.addressee));
    }
    page.push_str("</header>\n");
}

/// Each line on its own.
fn lines(text: &str) -> String {
    let told: Vec<String> = text.split('\n').map(escaped).collect();
    told.join("<br>")
}

fn foot(page: &mut String, document: &Document) {
    let frame = &document.frame;
    let recipients: String = frame
        .recipients
        .iter()
        .map(|line| format!("<li>{}</li>", escaped(line)))
        .collect();
    let _ = writeln!(
        page,
        "<footer class=\"frame\"><div><p><b><i>Nơi nhận:</i></b></p><ul>{recipients}</ul></div>\
         <div class=\"signature\"><p><b>{}</b></p><p><b>{}</b></p></div></footer>",
        escaped(&frame.signatory),
        escaped(&frame.signatory_name)
    );
}

fn annex_page(page: &mut String, document: &Document, annex: &Annex) {
    let class = match annex.orientation {
        Orientation::Portrait => "annex",
        Orientation::Landscape => "annex landscape",
    };
    let _ = writeln!(
        page,
        "<section class=\"{class}\">\n<h2 class=\"label\">{}<br>{}</h2>",
        escaped(&annex.label),
        escaped(&annex.title)
    );
    if document.layout == Layout::Official {
        let _ = writeln!(page, "<p class=\"attached\">{}</p>", escaped(&document.attached_to()));
    }
    blocks(page, &annex.blocks);
    page.push_str("</section>\n");
}

fn blocks(page: &mut String, blocks: &[Block]) {
    for block in blocks {
        let _ = match block {
            Block::Heading(text) => writeln!(page, "<h2>{}</h2>", escaped(text)),
            Block::Subheading(text) => writeln!(page, "<h3>{}</h3>", escaped(text)),
            Block::Paragraph(text) => writeln!(page, "<p class=\"{}\">{}</p>", class(text), escaped(text)),
            Block::Italic(text) => writeln!(page, "<p class=\"{}\"><i>{}</i></p>", class(text), escaped(text)),
            Block::Item(text) => writeln!(page, "<p class=\"{}\">- {}</p>", class(text), escaped(text)),
            Block::Small(text) => writeln!(page, "<p class=\"small\">{}</p>", escaped(text)),
            Block::Lead(text) => writeln!(page, "<p class=\"lead\">{}</p>", escaped(text)),
            Block::Table(one) => {
                table(page, one);
                Ok(())
            }
            Block::Figure(figure) => writeln!(
                page,
                "<figure style=\"max-width:{:.1}mm\" role=\"img\" aria-label=\"{}\">{}<figcaption>{}</figcaption></figure>",
                figure.width_mm,
                escaped(&figure.caption),
                figure.svg,
                escaped(&figure.caption)
            ),
        };
    }
}

/// A row of dots cannot break: justified, the words before it would be torn apart.
fn class(text: &str) -> &'static str {
    match text.contains("......") {
        true => "body blank",
        false => "body",
    }
}

fn table(page: &mut String, table: &Table) {
    let all: f64 = table.columns.iter().map(|column| column.width).sum();
    let _ = write!(
        page,
        "<div class=\"scroll\"><table><caption>{}</caption><colgroup>",
        escaped(&table.caption)
    );
    for column in &table.columns {
        let _ = write!(page, "<col style=\"width:{:.1}%\">", column.width / all * 100.0);
    }
    page.push_str("</colgroup><thead><tr>");
    for column in &table.columns {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escaped(column.title));
    }
    page.push_str("</tr></thead><tbody>\n");
    for row in &table.rows {
        cells(page, table, row, "");
    }
    if !table.total.is_empty() {
        cells(page, table, &table.total, " class=\"total\"");
    }
    page.push_str("</tbody></table></div>\n");
    if table.is_wide() && table.has_unknown() {
        let _ = writeln!(
            page,
            "<p class=\"small\">({UNKNOWN_SHORT}): {}.</p>",
            Value::Unknown.told()
        );
    }
}

fn cells(page: &mut String, table: &Table, row: &[Value], class: &str) {
    let _ = write!(page, "<tr{class}>");
    for value in row {
        let is_short = *value == Value::Unknown && table.is_wide();
        let told = if is_short {
            UNKNOWN_SHORT.to_owned()
        } else {
            lines(&value.told())
        };
        let number = if is_short || value.is_number() {
            " class=\"number\""
        } else {
            ""
        };
        let _ = write!(page, "<td{number}>{told}</td>");
    }
    page.push_str("</tr>\n");
}
