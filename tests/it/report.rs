//! Documents of the office: the figures of every format are those of the answers, sources are told, the same input gives the
//! same bytes, templates are filled or refused with reasons.

mod evidence;
pub mod fixture;
mod program;
mod scenario;
pub mod templates;

use fixture::*;
use gandan::model::{FacilityId, Rule};
use gandan::planner::{Depth, DocumentKind, Snapshot};
use gandan::report::{Block, Layout, MeritRules, PlanInput, PlanKind, PlanReceiver, Value, docx, html, xlsx};
use gandan::wire::AssessAnswer;

#[test]
fn every_kind_carries_its_sources_in_every_format() {
    for kind in kinds() {
        let document = document(kind);
        let texts = [
            docx_text(&docx(&document).expect("DOCX")),
            xlsx_text(&xlsx(&document).expect("XLSX")),
            html(&document),
        ];
        for (text, format) in texts.iter().zip(["docx", "xlsx", "html"]) {
            let version = format!("(gandan) {}", env!("CARGO_PKG_VERSION"));
            for told in [SNAPSHOT.id(), &version, "22/11/2026"] {
                assert!(text.contains(told), "{kind:?} as {format}: '{told}' is not told");
            }
            if document.layout == Layout::Official || format == "xlsx" {
                for told in ["Khảo sát 2026 &", "01/11/2026", "Dữ liệu minh họa"] {
                    let told = if format == "html" {
                        told.replace('&', "&amp;")
                    } else {
                        told.to_owned()
                    };
                    assert!(text.contains(&told), "{kind:?} as {format}: '{told}' is not told");
                }
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for kind in kinds() {
        let (one, two) = (document(kind), document(kind));
        assert_eq!(one, two);
        assert!(docx(&one).expect("DOCX") == docx(&two).expect("DOCX"), "{kind:?}: DOCX");
        assert!(xlsx(&one).expect("XLSX") == xlsx(&two).expect("XLSX"), "{kind:?}: XLSX");
        assert_eq!(html(&one), html(&two));
    }
}

#[test]
fn every_part_of_a_docx_is_well_formed_and_every_picture_is_there() {
    for kind in kinds() {
        let parts = parts(&docx(&document(kind)).expect("DOCX"));
        for (name, content) in parts
            .iter()
            .filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels"))
        {
            well_formed(name, content);
        }
        let relations = String::from_utf8_lossy(&part(&parts, "word/_rels/document.xml.rels")).into_owned();
        let body = String::from_utf8_lossy(&part(&parts, "word/document.xml")).into_owned();
        let used = body.matches("r:embed=\"").count();
        assert_eq!(used, document(kind).figures().count(), "{kind:?}");
        for target in relations.match_indices("media/").map(|(at, _)| &relations[at..]) {
            let file = &target[..target.find('"').expect("a closed attribute")];
            assert!(parts.iter().any(|(name, _)| *name == format!("word/{file}")), "{file}");
        }
    }
}

/// The figures of a document against those of `gandan assess --format json` and the API: the same call.
#[test]
fn figures_of_the_coverage_report_are_those_of_the_answer() {
    let assessed = SNAPSHOT
        .assess(&Rule::shipped(), Depth::Figures)
        .expect("the shipped rules");
    let answer = AssessAnswer::of_assessed(&SNAPSHOT, &assessed);
    let report = document(DocumentKind::Coverage(None));
    let fact = |field: String| {
        let found = report.facts.iter().find(|fact| fact.field == field);
        found.unwrap_or_else(|| panic!("no {field}")).value.clone()
    };
    let text = docx_text(&docx(&report).expect("DOCX"));
    for rule in &answer.rules {
        let (id, people) = (&rule.rule.id, &rule.people);
        assert!(
            people.passing < people.total,
            "the town has gaps, or the test shows nothing"
        );
        assert_eq!(fact(format!("tong_nguoi_{id}")), Value::Whole(people.total));
        assert_eq!(fact(format!("nguoi_tiep_can_{id}")), Value::Whole(people.passing));
        assert_eq!(fact(format!("ty_le_{id}")), Value::Share(people.passing / people.total));
        assert_eq!(fact(format!("chi_ban_kinh_{id}")), Value::Whole(people.distance_only));
        assert_eq!(
            fact(format!("so_xa_phuong_chua_dat_{id}")),
            Value::Whole(rule.communes_below_target.len() as f64)
        );
        assert!(text.contains(&Value::Whole(people.passing).told()), "{id}");
        assert!(text.contains(&rule.answer_id), "{id}");
        for gap in rule.gaps.iter().take(20) {
            assert!(
                text.contains(&Value::Whole(gap.people).told()),
                "{id}: a gap of {}",
                gap.people
            );
        }
    }
}

#[test]
fn a_proposal_tells_every_point_with_its_reasons_and_what_is_said_against_it() {
    let plan = plan();
    let proposal = document(DocumentKind::Proposal);
    let text = docx_text(&docx(&proposal).expect("DOCX"));
    for decision in &plan.decisions {
        let row = format!("{}|{}", decision.facility, decision.name);
        assert!(
            text.contains(&decision.facility) && text.contains(&decision.name),
            "{row}"
        );
        for sentence in decision.because.iter().chain(&decision.objection) {
            assert!(text.contains(sentence.as_str()), "{sentence}");
        }
    }
    let rows: usize = proposal
        .tables()
        .filter(|table| ["bang_thay_doi", "bang_duy_tri", "bang_duy_tri_co_dieu_kien"].contains(&table.field))
        .map(|table| table.rows.len())
        .sum();
    assert_eq!(rows, plan.decisions.len(), "each point stands in one annex");
    for told in [
        "DỰ THẢO",
        "Đề xuất để xem xét",
        "Kính gửi",
        "Nơi nhận",
        "4,37 %",
        "Căn cứ",
        "khác nhau đợt trước",
    ] {
        assert!(text.contains(told), "{told}");
    }
    assert!(
        text.contains("Số liệu đã thay đổi"),
        "the plan is of other data, and the document says so"
    );
    assert_eq!(plan.count(PlanKind::Merge), 1);
}

#[test]
fn a_proposal_says_where_everything_it_speaks_of_is_found() {
    let receiver = |code: &str, after: f64| PlanReceiver {
        facility: code.into(),
        name: format!("Điểm {code}"),
        before: 2.0,
        after,
        capacity: Some(9.0),
    };
    let plan = PlanInput {
        receivers: vec![receiver("P001", 4.5), receiver("P003", 8.1)],
        aims: vec!["số điểm".into(), "số thay đổi".into()],
        ..plan()
    };
    let proposal = proposal_of(&plan);
    let paragraphs = proposal.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) | Block::Item(text) => Some(text.as_str()),
        _ => None,
    });
    let body: Vec<&str> = paragraphs.collect();
    let body = body.join("\n");
    let of_table = |field: &str| {
        let has_it = |block: &Block| matches!(block, Block::Table(table) if table.field == field);
        let annex = proposal.annexes.iter().find(|annex| annex.blocks.iter().any(has_it));
        annex.map(|annex| annex.label.clone()).expect(field)
    };
    for (told, field) in [
        ("ý kiến ngược chiều và tác động: ", "bang_thay_doi"),
        ("với việc cần khắc phục: ", "bang_duy_tri_co_dieu_kien"),
        ("nơi tiếp nhận nêu tại ", "bang_noi_tiep_nhan"),
        ("Xã Ba Vì (7 người), chi tiết tại ", "bang_vung_trong"),
        ("Trình tự nêu tại ", "bang_trinh_tu"),
    ] {
        let whole = format!("{told}{}", of_table(field));
        assert!(body.contains(&whole), "{whole}\n{body}");
    }
    assert!(body.contains("(1) số điểm; (2) số thay đổi"), "{body}");
    assert!(
        body.contains("Có 3 đề xuất (1 thay đổi, 1 duy trì có điều kiện, 1 duy trì)"),
        "{body}"
    );
    let receivers = proposal
        .tables()
        .find(|table| table.field == "bang_noi_tiep_nhan")
        .expect("a table");
    assert_eq!(
        receivers.rows[0][1],
        Value::text("Điểm P003 (P003)"),
        "the fullest first"
    );
    assert_eq!(receivers.rows[1][8], Value::Share(0.5));
    assert_eq!(receivers.rows[1][3], Value::text("P002"), "who gives");
    let changes = proposal
        .tables()
        .find(|table| table.field == "bang_thay_doi")
        .expect("a table");
    let what = changes.rows[0][3].told();
    assert!(
        what.contains("60 % phương án gần tốt bằng, 100 % cách hiểu quy tắc"),
        "{what}"
    );
}

#[test]
fn a_reason_of_every_point_is_told_once() {
    let plan = plan();
    let shared = "Mọi người vẫn có điểm.".to_owned();
    let merge = |code: &str| {
        let mut made = decision(code, PlanKind::Merge);
        made.because.push(shared.clone());
        made
    };
    let both = PlanInput {
        decisions: vec![merge("P002"), merge("P003")],
        ..plan.clone()
    };
    let text = docx_text(&docx(&proposal_of(&both)).expect("DOCX"));
    assert_eq!(text.matches(&shared).count(), 1);
    let one = PlanInput {
        decisions: vec![merge("P002"), decision("P003", PlanKind::Merge)],
        ..plan
    };
    let text = docx_text(&docx(&proposal_of(&one)).expect("DOCX"));
    assert!(
        text.contains("< 1 km. Mọi người vẫn có điểm.") && !text.contains("Lý do chung"),
        "{text}"
    );
}

/// Names from files are text, in XML as in HTML.
#[test]
fn a_name_cannot_become_part_of_a_document() {
    for kind in kinds() {
        let page = html(&document(kind));
        assert!(!page.contains("<script"), "{kind:?}");
    }
    let text = docx_text(&docx(&document(DocumentKind::Period)).expect("DOCX"));
    assert!(text.contains("<script>alert(1)</script>"), "it is shown as it is");
}

#[test]
fn missing_reports_are_named_and_never_a_zero() {
    let report = document(DocumentKind::Period);
    let missing = report
        .tables()
        .find(|table| table.field == "bang_thieu_bao_cao")
        .expect("P003 never reported");
    let named: Vec<String> = missing.rows.iter().map(|row| row[1].told()).collect();
    assert_eq!(named, ["P000", "P003"], "the branch and one agent have no report");
    let own = report
        .tables()
        .find(|table| table.field == "bang_tung_dai_ly")
        .expect("agents");
    let silent = own
        .rows
        .iter()
        .find(|row| row[0].told() == "P003")
        .expect("it is listed");
    assert_eq!(silent[3..5], [Value::Whole(1.0), Value::Unknown]);
    assert!(
        report
            .facts
            .iter()
            .any(|fact| fact.field == "ho_so_dai_ly" && fact.value == Value::Whole(70.0)),
        "{:?}",
        report.facts
    );
}

#[test]
fn sheets_hold_numbers_as_numbers_under_a_frozen_header_with_a_filter() {
    let bytes = xlsx(&document(DocumentKind::Coverage(None))).expect("XLSX");
    let parts = parts(&bytes);
    let sheet = String::from_utf8_lossy(&part(&parts, "xl/worksheets/sheet2.xml")).into_owned();
    for told in [
        "<pane ",
        "state=\"frozen\"",
        "<autoFilter ",
        "orientation=\"landscape\"",
        "fitToWidth=\"1\"",
        "paperSize=\"9\"",
    ] {
        assert!(
            sheet.contains(told) || told.starts_with("fitToWidth"),
            "{told} in {sheet}"
        );
    }
    let book = String::from_utf8_lossy(&part(&parts, "xl/workbook.xml")).into_owned();
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("_xlnm.Print_Area"));
    let people = 2f64.powi(36) - 1.0;
    assert!(
        sheet.contains(&format!("<v>{people}</v>")),
        "all people of the town, as a number"
    );
}

/// The longest annex there is today: 1,131 points.
#[test]
fn an_annex_of_a_thousand_points_has_them_all() {
    let plan = long_plan(1131);
    let proposal = proposal_of(&plan);
    let text = docx_text(&docx(&proposal).expect("DOCX"));
    for code in ["X0000", "X0565", "X1130"] {
        assert!(text.contains(code), "{code}");
    }
    let rows: usize = proposal
        .tables()
        .filter(|table| table.field == "bang_duy_tri")
        .map(|table| table.rows.len())
        .sum();
    assert_eq!(rows, 1131);
}

#[test]
fn a_document_without_what_it_is_about_says_what_to_do() {
    let town = Snapshot::build(gandan::model::Dataset::default(), None);
    for (kind, told) in [
        (DocumentKind::Coverage(None), "gandan import demand"),
        (DocumentKind::Proposal, "gandan review"),
        (DocumentKind::Period, "gandan import performance"),
        (DocumentKind::Merit(MeritRules::default()), "gandan import performance"),
        (DocumentKind::Year, "gandan import"),
    ] {
        let error = town
            .document(&asked(kind, None))
            .expect_err("there is nothing to tell")
            .to_string();
        assert!(error.contains(told), "{kind:?}: {error}");
    }
}

#[test]
fn a_sheet_and_a_year_are_told_before_anybody_has_reported() {
    let mut data = town();
    data.performance.clear();
    let bare = Snapshot::build(data, None);
    let sheet = bare
        .document(&asked(DocumentKind::Point(FacilityId(1)), None))
        .expect("a point without reports has a place and people");
    assert!(html(&sheet).contains("Chưa có báo cáo nào của điểm, từ tháng 11/2025 đến tháng 10/2026"));
    let year = bare
        .document(&asked(DocumentKind::Year, None))
        .expect("coverage and decisions");
    assert!(
        year.subject.ends_with("từ tháng 01/2026 đến tháng 10/2026"),
        "{}",
        year.subject
    );
    let named = |field: &str| year.tables().any(|table| table.field == field);
    assert!(named("bang_ket_qua") && named("bang_thieu_bao_cao") && !named("bang_tung_dai_ly"));
}

#[test]
fn a_period_longer_than_ten_years_is_refused() {
    let month = |year, month| Some(gandan::model::Month { year, month });
    let over = |from| {
        let asked = gandan::planner::DocumentAsked {
            from,
            to: month(2026, 10),
            ..asked(DocumentKind::Period, None)
        };
        SNAPSHOT.document(&asked)
    };
    assert!(over(month(2016, 11)).is_ok());
    let error = over(month(2016, 10)).expect_err("too long").to_string();
    assert!(error.contains("120"), "{error}");
}
