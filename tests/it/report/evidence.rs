//! What the private file says in documents: each part told once, in its place, with its source, within its scope.
//!
//! Long because one office with all that its private file can hold is behind every assertion.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use gandan::auth::{By, Ceiling, Keeping, PrivateFile};
use gandan::model::Month;
use gandan::planner::{DocumentKind, DocumentScope, MeritAsked, OfficeDocument, Snapshot, office_document};
use gandan::report::*;
use gandan::reporting::*;
use gandan::voice::*;
use gandan::wire::{SHIPPED_CHECKLIST, read_checklist};

use super::fixture::*;

const OCTOBER: Month = Month { year: 2026, month: 10 };
const NO_CEILING: Ceiling = Ceiling {
    since: DateTime::UNIX_EPOCH,
    most: u32::MAX,
};

fn at(day: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, day, minute / 60, minute % 60, 0)
        .single()
        .expect("an instant")
}

fn by(account: &'static str) -> By<'static> {
    By { account, at: at(31, 0) }
}

fn row(facility: &str) -> FilingRow {
    FilingRow {
        facility: facility.into(),
        month: Some(OCTOBER),
        dossiers: Some(30),
        ..FilingRow::default()
    }
}

/// P001: 40 citizens, half of them satisfied, against 99 of 100 of its own; an inspection with an item not met and a finding
/// overdue; a case answered, one new. The city counted 60 dossiers of P001, which reported 30. BIDV's words are accepted.
fn private() -> PrivateFile {
    let file = PrivateFile::in_memory().expect("a file");
    for number in 0..40 {
        let rating = Rating {
            id: number.to_string(),
            facility: "P001".into(),
            at: at(10, number * 30),
            stars: if number % 2 == 0 { 5 } else { 1 },
            reason: None,
            text: None,
            reading: Reading::Waiting,
        };
        assert_eq!(
            file.add_rating(&rating, None, NO_CEILING).expect("kept"),
            Keeping::Kept(None)
        );
    }
    inspect(&file);
    for (id, day) in [("case-1", 5), ("case-2", 6)] {
        let case = Case {
            id: id.into(),
            kind: CaseKind::WrongHours,
            facility: "P001".into(),
            opened_at: at(day, 0),
            text: Some("Lời của người dân".into()),
            position: None,
            rating: None,
            state: CaseState::New,
            version: 1,
            correction: None,
            effects: Vec::new(),
            events: vec![CaseEvent {
                at: at(day, 0),
                account: "-".into(),
                action: "open".into(),
                text: String::new(),
                state: CaseState::New,
            }],
        };
        file.open_case(&case, Some(id), NO_CEILING).expect("opened");
    }
    count(&file, 60.0, "hệ thống một cửa");
    report(&file, "01", "Kỳ của thử nghiệm", 0.6);
    file
}

fn inspect(file: &PrivateFile) {
    let list = read_checklist(SHIPPED_CHECKLIST).expect("it ships");
    let items = list.items.iter().enumerate().map(|(at, item)| ItemResult {
        item: item.id.clone(),
        outcome: if at == 0 { ItemOutcome::NotMet } else { ItemOutcome::Met },
        note: String::new(),
    });
    let inspection = Inspection {
        id: "0190".into(),
        facility: "P001".into(),
        on: NaiveDate::from_ymd_opt(2026, 10, 12).expect("a day"),
        visit: Visit::Regular,
        checklist: list.id.clone(),
        checklist_version: list.version,
        inspector: "thanh".into(),
        written_at: at(12, 0),
        note: String::new(),
        items: items.collect(),
        findings: vec![InspectionFinding {
            number: 1,
            text: "Thiếu biển hiệu".into(),
            deadline: NaiveDate::from_ymd_opt(2026, 10, 20).expect("a day"),
            done: None,
        }],
    };
    file.add_inspection(&inspection).expect("kept");
}

fn count(file: &PrivateFile, dossiers: f64, source: &str) {
    let counts = gandan::model::PerformanceMonth {
        dossiers,
        ..row("P001").report().expect("it has dossiers")
    };
    let source = source.to_owned();
    file.keep_official_counts(&[OfficialCount { counts, source }], by("lan"))
        .expect("kept");
}

/// A period of October with BIDV's words, P001 accepted and P002 a draft.
fn report(file: &PrivateFile, id: &str, name: &str, tolerance: f64) {
    let period = Period {
        id: id.into(),
        name: name.into(),
        from: OCTOBER,
        to: OCTOBER,
        due: NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day"),
        operators: vec!["BIDV".into()],
        items: Item::ALL.to_vec(),
        tolerance,
        is_closed: false,
        account: "lan".into(),
        created_at: "2026-10-01T00:00:00Z".into(),
    };
    file.add_period(&period, by("lan")).expect("added");
    let due = ["P001", "P002"].map(|code| (code.to_owned(), vec![OCTOBER])).into();
    let texts = FilingTexts {
        settlement: "Giải quyết ổn định".into(),
        feedback: "Đã trả lời tại chỗ".into(),
        proposals: "Thêm máy quét".into(),
    };
    let key = (id, "BIDV");
    let change = |seen: u64, step: Option<(FilingStep, &[String])>| {
        file.change_filing(key, seen, by("bidv"), |filing| match &step {
            None => filing.save(vec![row("P001"), row("P002")], texts.clone(), &due),
            Some((step, named)) => filing
                .step(step, named, &due, ("bidv", "2026-11-01T00:00:00Z"))
                .map(drop),
        })
        .expect("written")
        .expect("taken")
    };
    let first = ["P001".to_owned()];
    change(0, None);
    change(1, Some((FilingStep::Submit, &first)));
    change(2, Some((FilingStep::Accept, &first)));
}

fn made(
    kind: DocumentKind,
    private: Option<&PrivateFile>,
    change: impl FnOnce(&mut OfficeDocument),
) -> Result<Document, String> {
    let list = read_checklist(SHIPPED_CHECKLIST).expect("it ships");
    let snapshot = Arc::new(Snapshot::build(town(), None));
    let mut asked = OfficeDocument {
        kind,
        scope: DocumentScope::City,
        plan: None,
        period: None,
        from: None,
        to: None,
        url: None,
        day: DAY.parse().expect("a day"),
        tolerance: None,
        merit: MeritAsked::default(),
        checklist: Some(&list),
        scenarios: None,
    };
    change(&mut asked);
    office_document(&snapshot, asked, private).map_err(|error| error.to_string())
}

fn document_of(kind: DocumentKind, private: &PrivateFile) -> Document {
    made(kind, Some(private), |_| {}).expect("a document")
}

fn merit_kind() -> DocumentKind {
    DocumentKind::Merit(MeritRules::default())
}

fn table<'a>(document: &'a Document, field: &str) -> Vec<Vec<String>> {
    let found = document.tables().find(|table| table.field == field);
    let found = found.unwrap_or_else(|| panic!("no {field}"));
    let told = |row: &'a Vec<Value>| row.iter().map(Value::told).collect();
    found.rows.iter().map(told).collect()
}

fn headings(document: &Document) -> Vec<String> {
    let told = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(text) => Some(text.clone()),
        _ => None,
    });
    told.collect()
}

const NUMERALS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

#[test]
fn sections_and_annexes_are_numbered_in_order_and_the_sources_come_last() {
    let private = private();
    let period = document_of(DocumentKind::Period, &private);
    for (at, heading) in headings(&period).iter().enumerate() {
        assert!(heading.starts_with(&format!("{}. ", NUMERALS[at])), "{at}: {heading}");
    }
    assert!(headings(&period).iter().any(|one| one.contains("ĐỐI CHIẾU")));
    for document in [
        period,
        document_of(DocumentKind::Year, &private),
        document_of(merit_kind(), &private),
    ] {
        let labels: Vec<&str> = document.annexes.iter().map(|one| one.label.as_str()).collect();
        let wanted: Vec<String> = NUMERALS[..labels.len()]
            .iter()
            .map(|one| format!("Phụ lục {one}"))
            .collect();
        assert_eq!(labels, wanted, "{}", document.title);
        let last = document.annexes.last().expect("annexes");
        assert_eq!(last.title, "Nguồn số liệu và phương pháp");
    }
}

#[test]
fn the_citys_counts_are_compared_and_named_among_the_sources_and_a_template_gets_the_sources() {
    let private = private();
    let period = document_of(DocumentKind::Period, &private);
    assert_eq!(
        table(&period, "bang_doi_chieu")[0][..3],
        ["P001", "Nhà", "10/2026"].map(|one| {
            if one == "Nhà" {
                town().facilities[1].name.clone()
            } else {
                one.to_owned()
            }
        })
    );
    let sources = table(&period, "bang_nguon");
    assert!(
        sources
            .iter()
            .any(|row| row[1] == "hệ thống một cửa" && row[2] == "31/10/2026"),
        "{sources:?}"
    );
    let made = filled(&super::templates::template(super::templates::NEEDED), &period).expect("it fits");
    let text = docx_text(&made);
    assert!(
        text.contains("hệ thống một cửa") && text.contains("Những điểm cần lưu ý"),
        "{text}"
    );
    let (_, after) = text.split_once("Tài liệu được lập ngày").expect("the sources");
    assert!(
        !after.contains("Chênh lệch"),
        "the comparison does not stand in place of the sources"
    );
}

#[test]
fn a_reporting_period_sets_months_tolerance_and_who_is_asked() {
    let private = private();
    // By the default of 5 % 30 of 60 differs, by the period's 60 % it does not.
    let city = document_of(DocumentKind::Period, &private);
    let differs = |document: &Document| {
        let found = document.facts.iter().find(|fact| fact.field == "doi_chieu_lech");
        found.expect("compared").value.clone()
    };
    assert_eq!(differs(&city), Value::Whole(1.0));
    let of_period = made(DocumentKind::Period, Some(&private), |asked| asked.period = Some("01")).expect("made");
    assert_eq!(differs(&of_period), Value::Whole(0.0));
    assert!(of_period.subject.contains("Kỳ của thử nghiệm"), "{}", of_period.subject);
    assert!(of_period.subject.contains("10/2026"));
    // P000, the branch, is not asked.
    assert!(!of_period.tables().any(|table| table.field == "bang_tung_diem"));
    assert!(city.tables().any(|table| table.field == "bang_tung_diem"));
    let strict = made(DocumentKind::Period, Some(&private), |asked| {
        asked.period = Some("01");
        asked.tolerance = Some(0.1);
    });
    assert_eq!(differs(&strict.expect("made")), Value::Whole(1.0));
    let none = made(DocumentKind::Period, Some(&private), |asked| asked.period = Some("99"));
    assert!(none.expect_err("no such period").contains("gandan period list"));
}

#[test]
fn satisfaction_stands_by_source_with_sample_and_interval() {
    let period = document_of(DocumentKind::Period, &private());
    let rows = table(&period, "bang_hai_long");
    let of = |source: &str| rows.iter().find(|row| row[1].contains(source)).expect(source).clone();
    let citizens = of("người dân");
    assert_eq!(citizens[2..5], ["1", "40", "50,0 %"]);
    assert!(
        citizens[5].contains(" - ") && citizens[6] == "chưa đạt mục tiêu",
        "{citizens:?}"
    );
    // P001 with 99 of 100 and P002 with 20 of 100.
    assert_eq!(of("tự báo cáo")[2..5], ["2", "200", "59,5 %"]);
    assert_eq!(of("kiểm tra")[5], "không áp dụng");
    let text = docx_text(&docx(&period).expect("DOCX"));
    assert!(text.contains(SATISFACTION_FORMULA_VI));
}

#[test]
fn what_became_of_feedback_and_what_operators_wrote_is_told_and_no_word_of_a_citizen() {
    let period = document_of(DocumentKind::Period, &private());
    assert_eq!(
        table(&period, "bang_phan_anh"),
        [["sai giờ làm việc", "2", "0", "0", "2", "2"]]
    );
    let words = table(&period, "bang_noi_dung_bao_cao");
    assert_eq!(
        words,
        [[
            "Ngân hàng <BIDV>",
            "Kỳ của thử nghiệm",
            "Giải quyết ổn định",
            "Đã trả lời tại chỗ",
            "Thêm máy quét"
        ]]
    );
    let text = docx_text(&docx(&period).expect("DOCX"));
    assert!(!text.contains("Lời của người dân") && !text.contains("đơn vị tổng hợp bổ sung"));
    // Of another operator's or area's points nothing of BIDV's is told; of its own it is.
    let branch = made(DocumentKind::Period, Some(&private()), |asked| {
        asked.scope = DocumentScope::Operator("bidv".into());
    })
    .expect("made");
    assert_eq!(table(&branch, "bang_noi_dung_bao_cao").len(), 1);
    assert!(
        branch.subject.contains("doanh nghiệp Ngân hàng <BIDV>"),
        "{}",
        branch.subject
    );
    assert!(branch.frame.agency.contains("NGÂN HÀNG"));
    // A draft is nobody else's business.
    let file = PrivateFile::in_memory().expect("a file");
    let drafts = document_of(DocumentKind::Period, &file);
    assert!(!drafts.tables().any(|table| table.field == "bang_noi_dung_bao_cao"));
}

#[test]
fn terms_of_settlement_stand_in_the_tables_by_the_formula_that_is_told() {
    let mut data = town();
    for report in &mut data.performance {
        report.accepted = Some(report.dossiers - 5.0);
        report.on_time = Some(report.dossiers - 10.0);
        report.late = Some(10.0);
    }
    let snapshot = Snapshot::build(data, None);
    let period = snapshot.document(&asked(DocumentKind::Period, None)).expect("made");
    // Of 25 and 35 accepted 20 and 30 were in time; what was guided and not accepted is late for nobody.
    let rows = table(&period, "bang_giai_quyet");
    assert_eq!(rows[0][1..], ["70", "60", "50", "20", "83,3 %"].map(str::to_owned));
    let own = table(&period, "bang_tung_dai_ly");
    let first = own.iter().find(|row| row[0] == "P001").expect("it is listed");
    assert_eq!(first[11..], ["20", "10", "80,0 %"]);
}

#[test]
fn a_merit_list_names_inspections_and_ratings_and_its_id_follows_them() {
    let private = private();
    let list = document_of(merit_kind(), &private);
    let sources = table(&list, "bang_nguon");
    let inspected = sources.iter().find(|row| row[0] == "Kiểm tra tại chỗ").expect("named");
    assert!(
        inspected[1] == "Danh mục kiểm tra đại lý mẫu bản 1" && inspected[3].contains("12/10/2026"),
        "{inspected:?}"
    );
    assert!(
        sources
            .iter()
            .any(|row| row[0] == "Đánh giá của người dân" && row[3].contains("40 lượt"))
    );
    let handled = table(&list, "bang_chan_chinh");
    let own = handled
        .iter()
        .find(|row| row[1].contains("P001"))
        .expect("inspected and rated badly");
    assert!(
        own[6].contains("Người dân đánh giá 50,0 %") && own[6].contains("quá hạn khắc phục"),
        "{own:?}"
    );
    assert!(
        !list.tables().any(|table| table.field == "bang_khen_thuong"),
        "99 of 100 by its own word alone"
    );
    let id = list.provenance.evidence_id.clone();
    let text = docx_text(&docx(&list).expect("DOCX"));
    assert!(id.len() == 16 && text.contains(&id));
    let other = PrivateFile::in_memory().expect("a file");
    let other = document_of(merit_kind(), &other);
    assert_eq!(other.provenance.snapshot_id, list.provenance.snapshot_id);
    assert_ne!(
        other.provenance.evidence_id, id,
        "other evidence under the same snapshot"
    );
    let unread = made(merit_kind(), None, |_| {}).expect("made");
    assert_eq!(unread.provenance.evidence_id, "");
    assert!(
        unread
            .provenance
            .cautions
            .iter()
            .any(|one| one.contains("không đọc được"))
    );
}

#[test]
fn the_lists_are_made_by_the_settings_and_by_what_is_asked_instead() {
    let private = private();
    let mut settings = VoiceSettings::default();
    settings.set("minimum_sample", 200.0).expect("in range");
    private.set_voice_settings(settings, by("lan")).expect("set");
    let told = |change: fn(&mut OfficeDocument)| {
        let list = made(merit_kind(), Some(&private), change).expect("made");
        docx_text(&docx(&list).expect("DOCX"))
    };
    assert!(told(|_| {}).contains("ít nhất 200 ý kiến"));
    let asked = told(|asked| {
        asked.merit = MeritAsked {
            minimum_answers: Some(10.0),
            target: Some(0.9),
            missing_reports: Some(5),
        }
    });
    assert!(asked.contains("ít nhất 10 ý kiến") && asked.contains("90 %") && asked.contains("từ 5 báo cáo"));
}

#[test]
fn the_sheet_of_a_point_has_the_lines_of_the_checklist_and_what_was_seen_there() {
    let list = read_checklist(SHIPPED_CHECKLIST).expect("it ships");
    let sheet = document_of(DocumentKind::Point(gandan::model::FacilityId(1)), &private());
    let lines: Vec<String> = table(&sheet, "bang_kiem_tra")
        .into_iter()
        .map(|row| row[0].clone())
        .collect();
    let wanted: Vec<String> = list.items.iter().map(|item| item.name_vi.clone()).collect();
    assert_eq!(lines, wanted);
    let text = docx_text(&docx(&sheet).expect("DOCX"));
    let met = format!("ngày 12/10/2026, đạt {}/{} mục", wanted.len() - 1, wanted.len());
    for told in [met.as_str(), "50,0 % (40 lượt", "sai giờ làm việc 2", "bản 1"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert_eq!(
        table(&sheet, "bang_khac_phuc"),
        [["Thiếu biển hiệu", "20/10/2026", "quá hạn"]]
    );
    // A branch has no checklist of agents.
    let branch = document_of(DocumentKind::Point(gandan::model::FacilityId(0)), &private());
    let text = docx_text(&docx(&branch).expect("DOCX"));
    assert!(text.contains("Chưa có danh mục kiểm tra cho loại điểm này"));
}

#[test]
fn a_year_names_the_points_without_reports_that_it_speaks_of() {
    let year = document_of(DocumentKind::Year, &private());
    let text = docx_text(&docx(&year).expect("DOCX"));
    assert!(text.contains("nêu tên tại phụ lục"));
    let named: Vec<String> = table(&year, "bang_thieu_bao_cao")
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    assert!(named.contains(&"P003".to_owned()), "{named:?}");
    assert!(year.tables().any(|table| table.field == "bang_tung_dai_ly"));
}

#[test]
fn a_branch_gets_a_report_of_its_own_area_and_a_year_is_of_nobody_s_part() {
    let area = |code: &str| {
        made(DocumentKind::Period, Some(&private()), |asked| {
            asked.scope = DocumentScope::Area(code.to_owned());
        })
    };
    let own = area("P000").expect("the only branch");
    assert!(
        own.subject.contains("địa bàn") && own.subject.contains("P000"),
        "{}",
        own.subject
    );
    assert!(!own.tables().any(|table| table.field == "bang_theo_chi_nhanh"));
    assert!(area("XX").expect_err("no such branch").contains("'XX'"));
    let year = made(DocumentKind::Year, Some(&private()), |asked| {
        asked.scope = DocumentScope::Area("P000".to_owned());
    });
    assert!(year.expect_err("of the city").contains("toàn Thành phố"));
}
