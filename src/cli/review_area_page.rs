//! A document of headings, paragraphs, lists and tables, as text for a terminal and as one HTML page to print.

use super::Lang;
use super::text_page::TextPage;
use crate::report::escaped;

pub enum Block {
    Heading(String),
    Subheading(String),
    /// Of the list or paragraph after it.
    Label(String),
    Paragraph(String),
    List(Vec<String>),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

impl Block {
    pub fn heading(text: &str) -> Block {
        Block::Heading(text.to_owned())
    }
}

pub struct Document {
    pub title: String,
    pub subtitle: String,
    pub caution: String,
    pub blocks: Vec<Block>,
}

/// For an A4 page; no font or picture comes from elsewhere.
const STYLE: &str = "@page{size:A4;margin:20mm;@bottom-center{content:counter(page);font:10pt 'Times New Roman',Times,serif}}body{font:11pt/1.5 'Times New Roman',Times,serif;max-width:180mm;margin:2em auto;\
padding:0 1em;color:#111}h1{font-size:16pt;text-align:center;margin-bottom:0}h2{font-size:13pt;margin-top:1.6em}h3{font-size:11.5pt;\
margin-bottom:.2em}.sub{text-align:center;margin-top:.2em}.caution{border:1px solid #555;padding:.5em .8em}.label{margin:.5em 0 0;\
font-weight:bold}ul{margin:.2em 0 .6em}table{border-collapse:collapse;width:100%;margin:.6em 0}th,td{border:1px solid #777;\
padding:.2em .45em;text-align:left;vertical-align:top}thead{display:table-header-group}tr,h3,li{break-inside:avoid}h2,h3,.label{break-after:avoid}\
p{orphans:3;widows:3}td{overflow-wrap:anywhere}@media print{body{margin:0;padding:0 1px;max-width:none}}";

/// One page, safe whatever the texts hold.
pub fn html(document: &Document, lang: Lang) -> String {
    let (title, subtitle) = (escaped(&document.title), escaped(&document.subtitle));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}: {subtitle}</title><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n<p class=\"sub\">{subtitle}</p>\n\
         <p class=\"caution\">{}</p>\n",
        lang.pick("vi", "en"),
        escaped(&document.caution)
    );
    for block in &document.blocks {
        page.push_str(&of_block(block));
        page.push('\n');
    }
    // A number and its percent sign stay on one line.
    page.replace(" %", "\u{a0}%") + "</body>\n</html>\n"
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h2>{}</h2>", escaped(text)),
        Block::Subheading(text) => format!("<h3>{}</h3>", escaped(text)),
        Block::Label(text) => format!("<p class=\"label\">{}</p>", escaped(text)),
        Block::Paragraph(text) => format!("<p>{}</p>", escaped(text)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>", escaped(item))).collect();
            format!("<ul>{items}</ul>")
        }
        Block::Table { head, rows } => {
            let cells = |tag: &str, texts: &[String]| -> String {
                texts
                    .iter()
                    .map(|text| format!("<{tag}>{}</{tag}>", escaped(text)))
                    .collect()
            };
            let rows: String = rows
                .iter()
                .map(|row| format!("<tr>{}</tr>", cells("td", row)))
                .collect();
            format!(
                "<table><thead><tr>{}</tr></thead><tbody>{rows}</tbody></table>",
                cells("th", head)
            )
        }
    }
}

pub fn text(document: &Document, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.line(&document.title.to_uppercase());
    page.sentence(0, &document.subtitle);
    page.sentence(0, &document.caution);
    for block in &document.blocks {
        match block {
            Block::Heading(text) => page.heading(&text.to_uppercase()),
            Block::Subheading(text) => page.heading(text),
            Block::Label(text) => page.sentence(2, &format!("{text}:")),
            Block::Paragraph(text) => page.sentence(0, text),
            Block::List(items) => items.iter().for_each(|item| page.sentence(2, &format!("- {item}"))),
            Block::Table { head, rows } => {
                page.sentence(2, &head.join(" | "));
                rows.iter().for_each(|row| page.sentence(4, &row.join(" | ")));
            }
        }
    }
    page.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_document_becomes_markup() {
        let evil = || "<img src=x onerror=alert(1)>".to_owned();
        let document = Document {
            title: evil(),
            subtitle: evil(),
            caution: evil(),
            blocks: vec![
                Block::Heading(evil()),
                Block::Subheading(evil()),
                Block::Label(evil()),
                Block::Paragraph(evil()),
                Block::List(vec![evil()]),
                Block::Table {
                    head: vec![evil()],
                    rows: vec![vec![evil()]],
                },
            ],
        };
        let page = html(&document, Lang::Vi);
        assert!(
            !page.contains("<img") && page.matches("&lt;img").count() == 12,
            "{page}"
        );
        assert_eq!(text(&document, Lang::En).to_lowercase().matches("onerror").count(), 10);
    }
}
