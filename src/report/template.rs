//! The office's own DOCX with named fields, filled in: `{{so_van_ban}}` in a sentence becomes text, a paragraph that holds
//! nothing but `{{noi_dung}}` or `{{bang_...}}` becomes paragraphs, tables and pictures.
//!
//! Word splits a sentence into runs where it pleases (spelling, language, a cursor that rested): a field is found in the joined
//! text of its paragraph, and takes the face of the run in which it begins.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::ReportError;
use super::document::{Annex, Block, Document};
use super::docx;
use super::docx_parts::Pictures;
use super::frame::FRAME_FIELDS;
use super::html::escaped;
use super::package::{pack, unpack};
use super::provenance::SOURCES;

const DOCUMENT: &str = "word/document.xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const CONTENT_TYPES: &str = "[Content_Types].xml";
/// Without these a document would not say what it is and on what it stands.
const REQUIRED: [&str; 3] = ["trich_yeu", "noi_dung", "nguon_so_lieu"];

/// What a field becomes.
enum Filling {
    Text(String),
    Blocks(Vec<Block>),
}

/// What stands for a table or a drawing that there is nothing to tell in.
const NOTHING: &str = "(không có)";

/// Name and meaning of every field that a template for this document may use, in order.
pub fn template_fields(document: &Document) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = FRAME_FIELDS
        .iter()
        .map(|(field, words)| ((*field).to_owned(), (*words).to_owned()))
        .collect();
    let mut add = |field: &str, words: &str| told.push((field.to_owned(), words.to_owned()));
    add("ten_loai", "tên loại văn bản");
    add("trich_yeu", "trích yếu (bắt buộc)");
    add("du_thao", "dòng DỰ THẢO");
    add("noi_dung", "toàn bộ nội dung (bắt buộc; đứng riêng một đoạn)");
    add(
        "phu_luc",
        "các phụ lục, trừ phụ lục nguồn số liệu (đứng riêng một đoạn)",
    );
    add(
        "nguon_so_lieu",
        "nguồn số liệu và phương pháp (bắt buộc; đứng riêng một đoạn)",
    );
    add("ma_bo_so_lieu", "mã bộ số liệu");
    add("phan_mem", "phần mềm và phiên bản");
    add("ngay_lap", "ngày lập tài liệu");
    for fact in &document.facts {
        add(&fact.field, &fact.label);
    }
    for table in document.tables() {
        add(table.field, &format!("bảng: {} (đứng riêng một đoạn)", table.caption));
    }
    for figure in document.figures() {
        add(figure.field, &format!("hình: {} (đứng riêng một đoạn)", figure.caption));
    }
    for (field, words) in &document.at_times {
        add(field, &format!("{words} (khi có; khi không có được ghi {NOTHING})"));
    }
    let mut seen = std::collections::BTreeSet::new();
    told.retain(|(field, _)| seen.insert(field.clone()));
    told
}

/// The template filled in with a document.
///
/// # Errors
/// [`ReportError::UnknownFields`] for fields that the document does not have, [`ReportError::MissingFields`] where the template
/// leaves out what every document must carry, and what makes a file no DOCX.
pub fn filled(template: &[u8], document: &Document) -> Result<Vec<u8>, ReportError> {
    let fillings = fillings(document);
    let mut parts = unpack(template)?;
    let find = |parts: &[(String, Vec<u8>)], name: &'static str| {
        parts
            .iter()
            .position(|(known, _)| known == name)
            .ok_or(ReportError::NotADocx(name))
    };
    find(&parts, DOCUMENT)?;
    find(&parts, RELATIONS)?;
    let types = find(&parts, CONTENT_TYPES)?;
    let mut pictures = Pictures::default();
    // Each part with pictures, and how many were there before it.
    let mut pictured: Vec<(String, usize)> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for (name, content) in &mut parts {
        let is_text = *name == DOCUMENT
            || ["word/header", "word/footer"]
                .iter()
                .any(|start| name.starts_with(start));
        if !is_text || !name.ends_with(".xml") {
            continue;
        }
        let xml = String::from_utf8(content.clone()).map_err(|error| ReportError::TemplateXml {
            part: name.clone(),
            reason: error.to_string(),
        })?;
        // The reader passes the mark over without counting it.
        let xml = xml.strip_prefix('\u{feff}').unwrap_or(&xml);
        let before = pictures.len();
        let told = fill_part(name, xml, &fillings, &mut pictures, &mut seen, &mut unknown)?;
        if pictures.len() > before {
            pictured.push((name.clone(), before));
        }
        *content = with_namespaces(&told).into_bytes();
    }
    if !unknown.is_empty() {
        unknown.sort();
        unknown.dedup();
        let known = fillings.keys().cloned().collect();
        return Err(ReportError::UnknownFields { unknown, known });
    }
    let missing: Vec<String> = REQUIRED
        .iter()
        .filter(|field| !seen.iter().any(|known| known == *field))
        .map(|field| (*field).to_owned())
        .collect();
    if !missing.is_empty() {
        return Err(ReportError::MissingFields(missing));
    }
    if !pictured.is_empty() {
        parts[types].1 = with_png(&String::from_utf8_lossy(&parts[types].1)).into_bytes();
    }
    for (at, (part, from)) in pictured.iter().enumerate() {
        let to = pictured.get(at + 1).map_or(pictures.len(), |(_, next)| *next);
        add_pictures(&mut parts, part, &pictures.png[*from..to]);
    }
    pack(&parts)
}

fn fillings(document: &Document) -> BTreeMap<String, Filling> {
    let mut all = BTreeMap::new();
    let mut text = |field: &str, value: String| {
        all.insert(field.to_owned(), Filling::Text(value));
    };
    for (field, _) in FRAME_FIELDS {
        text(field, document.frame.field(field).unwrap_or_default());
    }
    text("ten_loai", document.title.clone());
    text("trich_yeu", document.subject.clone());
    text("du_thao", document.draft.clone());
    text("ma_bo_so_lieu", document.provenance.snapshot_id.clone());
    text("phan_mem", document.provenance.software.clone());
    text("ngay_lap", crate::text::day_vi(&document.provenance.day));
    for fact in &document.facts {
        text(&fact.field, fact.value.told());
    }
    let (sources, others): (Vec<&Annex>, Vec<&Annex>) =
        document.annexes.iter().partition(|annex| annex.title == SOURCES);
    let sources = sources.into_iter().flat_map(|annex| annex.blocks.clone()).collect();
    let mut annexes = Vec::new();
    for annex in others {
        annexes.push(Block::Heading(format!("{}. {}", annex.label, annex.title)));
        annexes.extend(annex.blocks.iter().cloned());
    }
    for block in document.all_blocks() {
        let field = match block {
            Block::Table(table) => table.field,
            Block::Figure(figure) => figure.field,
            _ => continue,
        };
        all.entry(field.to_owned())
            .or_insert_with(|| Filling::Blocks(vec![block.clone()]));
    }
    for (field, _) in &document.at_times {
        all.entry((*field).to_owned())
            .or_insert_with(|| Filling::Text(NOTHING.to_owned()));
    }
    all.insert("noi_dung".to_owned(), Filling::Blocks(document.blocks.clone()));
    all.insert("phu_luc".to_owned(), Filling::Blocks(annexes));
    all.insert("nguon_so_lieu".to_owned(), Filling::Blocks(sources));
    all
}

/// A paragraph of a part: where it stands, and the inner ranges of its `w:t` in order.
struct Place {
    whole: Range<usize>,
    texts: Vec<Range<usize>>,
}

/// Innermost paragraphs first where they lie in each other (text boxes).
fn paragraphs(part: &str, xml: &str) -> Result<Vec<Place>, ReportError> {
    let failed = |reason: String| ReportError::TemplateXml {
        part: part.to_owned(),
        reason,
    };
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Place> = Vec::new();
    let mut done = Vec::new();
    let mut text_from = None;
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| failed(error.to_string()))?;
        let after = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) if tag.name().as_ref() == "w:p" => open.push(Place {
                whole: before..before,
                texts: Vec::new(),
            }),
            Event::End(tag) if tag.name().as_ref() == "w:p" => {
                if let Some(mut place) = open.pop() {
                    place.whole.end = after;
                    done.push(place);
                }
            }
            Event::Start(tag) if tag.name().as_ref() == "w:t" => text_from = Some(after),
            Event::End(tag) if tag.name().as_ref() == "w:t" => {
                if let (Some(from), Some(place)) = (text_from.take(), open.last_mut()) {
                    place.texts.push(from..before);
                }
            }
            Event::Eof => return Ok(done),
            _ => {}
        }
    }
}

fn fill_part(
    name: &str,
    xml: &str,
    fillings: &BTreeMap<String, Filling>,
    pictures: &mut Pictures,
    seen: &mut Vec<String>,
    unknown: &mut Vec<String>,
) -> Result<String, ReportError> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for place in paragraphs(name, xml)? {
        let joined: String = place.texts.iter().map(|range| &xml[range.clone()]).collect();
        let fields = fields_of(&joined);
        for (_, field) in &fields {
            match fillings.contains_key(field) {
                true => seen.push(field.clone()),
                false => unknown.push(field.clone()),
            }
        }
        let alone = fields
            .first()
            .filter(|(range, _)| fields.len() == 1 && joined.trim().len() == range.len());
        if let Some((_, field)) = alone
            && let Some(Filling::Blocks(blocks)) = fillings.get(field)
        {
            let made = docx::fragment(blocks, pictures)?.replace("\"rIdImage", "\"rIdGanDan");
            edits.push((place.whole.clone(), made + &section_end(&xml[place.whole.clone()])));
            continue;
        }
        for (range, field) in fields {
            let text = match fillings.get(&field) {
                Some(Filling::Text(text)) => in_run(text),
                // A table amid a sentence: the template asks for what cannot be.
                Some(Filling::Blocks(_)) => {
                    let reason = format!("{{{{{field}}}}} phải đứng riêng một đoạn | must be a paragraph of its own");
                    return Err(ReportError::TemplateXml {
                        part: name.to_owned(),
                        reason,
                    });
                }
                None => continue,
            };
            let mut left = Some(text);
            let mut start = 0;
            for piece in &place.texts {
                let end = start + piece.len();
                let (from, to) = (range.start.max(start), range.end.min(end));
                if from < to {
                    let within = piece.start + (from - start)..piece.start + (to - start);
                    edits.push((within, left.take().unwrap_or_default()));
                }
                start = end;
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut told = String::with_capacity(xml.len());
    let mut at = 0;
    for (range, text) in edits {
        if range.start < at {
            continue; // inside a paragraph that was replaced whole
        }
        told.push_str(&xml[at..range.start]);
        told.push_str(&text);
        at = range.end;
    }
    told.push_str(&xml[at..]);
    Ok(told)
}

/// The fields of a text with the range of each, braces included.
fn fields_of(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let Some(close) = text[open..].find("}}").map(|at| open + at) else {
            break;
        };
        let name = text[open + 2..close].trim();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_name {
            found.push((open..close + 2, name.to_owned()));
        }
        from = if is_name { close + 2 } else { open + 2 };
    }
    found
}

/// Text in a run; a new line is a break.
fn in_run(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escaped).collect();
    lines.join("</w:t><w:br/><w:t xml:space=\"preserve\">")
}

/// The pictures of one part: their relations beside it, and their files. Names are our own: the template has relations and
/// pictures already.
fn add_pictures(parts: &mut Vec<(String, Vec<u8>)>, part: &str, pictures: &[(String, Vec<u8>)]) {
    let related: String = pictures
        .iter()
        .map(|(id, _)| {
            let own = own_id(id);
            format!(
                "<Relationship Id=\"{own}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/{own}.png\"/>"
            )
        })
        .collect();
    let name = part.replacen("word/", "word/_rels/", 1) + ".rels";
    match parts.iter_mut().find(|(known, _)| *known == name) {
        Some((_, content)) => {
            let xml = String::from_utf8_lossy(content).into_owned();
            *content = with_relations(&xml, &related).into_bytes();
        }
        // A header that had no relation yet.
        None => parts.push((name, with_relations(NO_RELATIONS, &related).into_bytes())),
    }
    for (id, bytes) in pictures {
        parts.push((format!("word/media/{}.png", own_id(id)), bytes.clone()));
    }
}

const NO_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";

/// A list of relations with further ones; an empty list may be one closed tag.
fn with_relations(xml: &str, related: &str) -> String {
    if xml.contains("</Relationships>") {
        return xml.replace("</Relationships>", &format!("{related}</Relationships>"));
    }
    let end = xml.rfind("/>").unwrap_or(xml.len());
    format!("{}>{related}</Relationships>", &xml[..end])
}

fn own_id(id: &str) -> String {
    id.replace("rIdImage", "rIdGanDan")
}

fn with_png(types: &str) -> String {
    if types.contains("Extension=\"png\"") {
        return types.to_owned();
    }
    types.replace(
        "</Types>",
        "<Default Extension=\"png\" ContentType=\"image/png\"/></Types>",
    )
}

/// What must outlive a paragraph that is replaced whole: the end of a section stands in the last paragraph of it.
fn section_end(paragraph: &str) -> String {
    let (start, end) = match (paragraph.find("<w:sectPr"), paragraph.find("</w:sectPr>")) {
        (Some(start), Some(end)) => (start, end + "</w:sectPr>".len()),
        // `<w:sectPr/>`: a section with nothing said of it.
        (Some(start), None) => (start, paragraph[start..].find("/>").map_or(start, |at| start + at + 2)),
        _ => return String::new(),
    };
    format!("<w:p><w:pPr>{}</w:pPr></w:p>", &paragraph[start..end])
}

/// The root element with the prefixes that our paragraphs and pictures use.
fn with_namespaces(xml: &str) -> String {
    const USED: [(&str, &str); 4] = [
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        (
            "r",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        ),
        (
            "wp",
            "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        ),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ];
    let root = ["<w:document", "<w:hdr", "<w:ftr"]
        .into_iter()
        .find_map(|tag| Some((xml.find(tag)?, tag.len())));
    let Some((root, tag)) = root else {
        return xml.to_owned();
    };
    let end = xml[root..].find('>').map_or(xml.len(), |at| root + at);
    let missing: String = USED
        .iter()
        .filter(|(prefix, _)| !xml[root..end].contains(&format!("xmlns:{prefix}=")))
        .map(|(prefix, name)| format!(" xmlns:{prefix}=\"{name}\""))
        .collect();
    let at = root + tag;
    format!("{}{missing}{}", &xml[..at], &xml[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled_text(xml: &str, field: &str, value: &str) -> (String, Vec<String>) {
        let fillings = BTreeMap::from([(field.to_owned(), Filling::Text(value.to_owned()))]);
        let (mut seen, mut unknown) = (Vec::new(), Vec::new());
        let told = fill_part("p", xml, &fillings, &mut Pictures::default(), &mut seen, &mut unknown);
        (told.expect("it is XML"), unknown)
    }

    /// As Word saves a sentence in which somebody has typed twice.
    #[test]
    fn a_field_that_word_split_into_runs_is_one_field_in_the_face_of_its_first_run() {
        let xml = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Số: {</w:t></w:r><w:r><w:t>{so_</w:t></w:r>\
                   <w:proofErr w:type=\"x\"/><w:r><w:t xml:space=\"preserve\">van_ban}} &amp; nơi </w:t></w:r></w:p>";
        let (told, unknown) = filled_text(xml, "so_van_ban", "12/TTr <a>");
        assert_eq!(
            told,
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Số: 12/TTr &lt;a&gt;</w:t></w:r><w:r><w:t></w:t></w:r>\
             <w:proofErr w:type=\"x\"/><w:r><w:t xml:space=\"preserve\"> &amp; nơi </w:t></w:r></w:p>"
        );
        assert!(unknown.is_empty());
    }

    #[test]
    fn a_field_in_a_text_box_is_found_and_two_in_a_sentence_are_two() {
        let xml = "<w:p><w:r><w:txbx><w:p><w:r><w:t>{{a}}-{{ a }}</w:t></w:r></w:p></w:txbx></w:r><w:r><w:t>{{a}}</w:t></w:r></w:p>";
        let (told, _) = filled_text(xml, "a", "1\n2");
        assert_eq!(
            told.matches("1</w:t><w:br/><w:t xml:space=\"preserve\">2").count(),
            3,
            "{told}"
        );
    }

    #[test]
    fn what_is_no_name_is_left_alone_and_what_is_no_field_is_told() {
        let (told, unknown) = filled_text("<w:p><w:r><w:t>{{ }} {{b}} {{a</w:t></w:r></w:p>", "a", "1");
        assert_eq!(told, "<w:p><w:r><w:t>{{ }} {{b}} {{a</w:t></w:r></w:p>");
        assert_eq!(unknown, ["b"]);
    }
}
