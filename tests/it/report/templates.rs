//! The office's own template.

use std::io::{Cursor, Write};

use gandan::model::Month;
use gandan::planner::{DocumentAsked, DocumentKind, Snapshot};
use gandan::report::{PlanInput, PlanKind, ReportError, filled, template_fields};

use super::fixture::*;

pub const NEEDED: &str = "<w:p><w:r><w:t>{{trich_yeu}}</w:t></w:r></w:p><w:p><w:r><w:t>{{noi_dung}}</w:t></w:r></w:p><w:p><w:r><w:t>{{nguon_so_lieu}}</w:t></w:r></w:p>";

/// A DOCX as small as may be, as an office's program would save one.
pub fn template(body: &str) -> Vec<u8> {
    template_with(body, "{{ma_bo_so_lieu}}")
}

/// With a header of its own, that has no relations yet.
fn template_with(body: &str, header: &str) -> Vec<u8> {
    let main = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let relations =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
    let header = format!(
        "<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", types),
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", relations),
        ("word/header1.xml", &header),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn a_template_takes_text_tables_pictures_and_keeps_its_own_words() {
    let document = document(DocumentKind::Coverage(None));
    let body = format!(
        "<w:p><w:r><w:t>Kính gửi: {{{{kinh</w:t></w:r><w:r><w:t>_gui}}}} (lời của mẫu)</w:t></w:r></w:p>{NEEDED}<w:p><w:r><w:t>{{{{ty_le_plan68}}}}</w:t></w:r></w:p>"
    );
    let made = filled(&template(&body), &document).expect("it fits");
    let text = docx_text(&made);
    assert!(
        text.contains("Kính gửi: Ban Giám đốc") && text.contains("(lời của mẫu)"),
        "{text}"
    );
    assert!(!text.contains("{{"), "every field is filled");
    let share = document
        .facts
        .iter()
        .find(|fact| fact.field == "ty_le_plan68")
        .expect("told")
        .value
        .told();
    assert!(text.contains(&share));
    let all = parts(&made);
    for (name, content) in all
        .iter()
        .filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels"))
    {
        well_formed(name, content);
    }
    let header = String::from_utf8(part(&all, "word/header1.xml")).expect("UTF-8");
    assert!(header.contains(SNAPSHOT.id()), "fields of headers are filled too");
    let relations = String::from_utf8(part(&all, "word/_rels/document.xml.rels")).expect("UTF-8");
    assert_eq!(relations.matches("media/rIdGanDan").count(), document.figures().count());
    assert!(all.iter().any(|(name, _)| name == "word/media/rIdGanDan1.png"));
    assert!(
        made == filled(&template(&body), &document).expect("it fits"),
        "the same bytes"
    );
}

/// The end of a section stands in its last paragraph, and may be the one that a table takes the place of.
#[test]
fn a_section_that_ends_at_a_block_field_still_ends_there() {
    let document = document(DocumentKind::Coverage(None));
    let section = "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/></w:sectPr>";
    for end in [section, "<w:sectPr/>"] {
        let turned = NEEDED.replace(
            "<w:p><w:r><w:t>{{noi_dung}}",
            &format!("<w:p><w:pPr>{end}</w:pPr><w:r><w:t>{{{{noi_dung}}}}"),
        );
        assert_ne!(turned, NEEDED);
        let made = filled(&template(&turned), &document).expect("it fits");
        let body = String::from_utf8(part(&parts(&made), "word/document.xml")).expect("UTF-8");
        well_formed("word/document.xml", body.as_bytes());
        let kept = format!("<w:p><w:pPr>{end}</w:pPr></w:p>");
        assert_eq!(body.matches(&kept).count(), 1, "{end}");
        // What the field holds stands before the end, what follows it after.
        let (before, after) = body.split_once(&kept).expect("kept");
        assert!(before.contains("CÁCH TÍNH") || before.contains("I. "), "{end}");
        assert!(after.contains(SNAPSHOT.id()), "{end}");
    }
}

#[test]
fn a_picture_in_a_header_belongs_to_the_header() {
    let document = document(DocumentKind::Coverage(None));
    let map = document.figures().next().expect("a map").field;
    let own = "<w:p><w:r><w:drawing r:embed=\"rIdImage1\"/></w:r></w:p>".replace("r:embed", "w:embed");
    let made = filled(
        &template_with(&format!("{own}{NEEDED}"), &format!("{{{{{map}}}}}")),
        &document,
    )
    .expect("it fits");
    let all = parts(&made);
    let text = |name: &str| String::from_utf8(part(&all, name)).expect("UTF-8");
    let used = |xml: &str| -> Vec<String> {
        let mut ids: Vec<String> = xml
            .match_indices("r:embed=\"")
            .map(|(at, mark)| {
                let from = at + mark.len();
                xml[from..].split('"').next().unwrap_or_default().to_owned()
            })
            .collect();
        ids.sort();
        ids
    };
    for (part, relations) in [
        ("word/header1.xml", "word/_rels/header1.xml.rels"),
        ("word/document.xml", "word/_rels/document.xml.rels"),
    ] {
        let (content, known) = (text(part), text(relations));
        well_formed(part, content.as_bytes());
        well_formed(relations, known.as_bytes());
        let ids = used(&content);
        assert!(!ids.is_empty(), "{part} shows a picture");
        for id in &ids {
            assert!(
                known.contains(&format!("Id=\"{id}\"")),
                "{part}: {id} is in no relation"
            );
            assert!(
                all.iter().any(|(name, _)| *name == format!("word/media/{id}.png")),
                "{id}"
            );
        }
        assert_eq!(known.matches("<Relationship ").count(), ids.len(), "{relations}");
    }
    assert!(
        text("word/document.xml").contains("w:embed=\"rIdImage1\""),
        "the template's own ids stay"
    );
}

#[test]
fn unknown_and_missing_fields_are_told_by_name() {
    let document = document(DocumentKind::Coverage(None));
    let unknown = format!("{NEEDED}<w:p><w:r><w:t>{{{{so_cong_van}}}} {{{{xyz}}}}</w:t></w:r></w:p>");
    match filled(&template(&unknown), &document) {
        Err(ReportError::UnknownFields { unknown, known }) => {
            assert_eq!(unknown, ["so_cong_van", "xyz"]);
            assert!(known.contains(&"so_van_ban".to_owned()));
        }
        other => panic!("{:?}", other.map(|bytes| bytes.len())),
    }
    let missing = "<w:p><w:r><w:t>{{trich_yeu}}</w:t></w:r></w:p>";
    assert_eq!(
        filled(&template(missing), &document),
        Err(ReportError::MissingFields(vec![
            "noi_dung".into(),
            "nguon_so_lieu".into()
        ]))
    );
}

#[test]
fn a_table_amid_a_sentence_and_a_file_that_is_no_docx_are_refused() {
    let document = document(DocumentKind::Coverage(None));
    let amid = format!("{NEEDED}<w:p><w:r><w:t>Xem {{{{bang_xa_phuong}}}}</w:t></w:r></w:p>");
    let error = filled(&template(&amid), &document)
        .expect_err("a table is no word")
        .to_string();
    assert!(error.contains("bang_xa_phuong"), "{error}");
    assert!(matches!(filled(b"no zip", &document), Err(ReportError::Package(_))));
    let other = gandan::report::xlsx(&document).expect("a workbook");
    assert_eq!(
        filled(&other, &document),
        Err(ReportError::NotADocx("word/document.xml"))
    );
}

#[test]
fn every_field_that_is_listed_can_be_used() {
    for kind in kinds() {
        let document = document(kind);
        let fields = template_fields(&document);
        let all: String = fields
            .iter()
            .map(|(field, _)| format!("<w:p><w:r><w:t>{{{{{field}}}}}</w:t></w:r></w:p>"))
            .collect();
        let made = filled(&template(&all), &document).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert!(!docx_text(&made).contains("{{"), "{kind:?}");
    }
}

/// A town where everybody passes, nobody reports or was inspected, and a plan that changes nothing.
fn lean() -> (Snapshot, PlanInput) {
    let mut bare = town();
    bare.performance.clear();
    let plan = PlanInput {
        decisions: vec![decision("P001", PlanKind::Keep)],
        steps: Vec::new(),
        ..plan()
    };
    (Snapshot::build(bare, None), plan)
}

#[test]
fn a_template_for_much_to_tell_fits_a_document_with_little() {
    let (bare, little) = lean();
    let month = Month { year: 2026, month: 10 };
    let mut absent = 0;
    for kind in kinds() {
        let rich = document(kind);
        let asked = DocumentAsked {
            from: Some(month),
            to: Some(month),
            ..asked(kind, Some(&little))
        };
        let poor = bare
            .document(&asked)
            .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        let fields = template_fields(&rich).into_iter().map(|(field, _)| field);
        // Facts of a rule or a point are of what is asked, not of how much there is to tell.
        let all: String = fields
            .map(|field| format!("<w:p><w:r><w:t>{{{{{field}}}}}</w:t></w:r></w:p>"))
            .collect();
        let made = filled(&template(&all), &poor).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        absent += docx_text(&made).matches("(không có)").count();
    }
    assert!(absent > 10, "the town without reports lacks tables: {absent}");
}
