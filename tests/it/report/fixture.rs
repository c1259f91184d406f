//! A grid town with a name that would be a script, reports and a plan made by hand.

use std::io::{Cursor, Read};
use std::sync::LazyLock;

use gandan::demo_city::{GridTownOptions, grid_town};
use gandan::geometry::LonLat;
use gandan::model::*;
use gandan::planner::{DocumentAsked, DocumentKind, Snapshot};
use gandan::report::*;

pub const DAY: &str = "2026-11-22";

pub static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::build(town(), None));

/// 30 km wide: blocks of 1.5 km.
pub fn town() -> Dataset {
    let mut town = grid_town(&GridTownOptions {
        block_metres: 1500.0,
        ..GridTownOptions::default()
    });
    for point in &mut town.facilities {
        if point.kind == FacilityKind::Agent {
            point.operator = Some("BIDV".into());
        }
    }
    town.facilities[1].name = "<script>alert(1)</script>".into();
    town.operators = vec![Operator {
        code: "BIDV".into(),
        name: "Ngân hàng <BIDV>".into(),
    }];
    town.sources = vec![SourceRecord {
        layer: "facilities".into(),
        name: "Khảo sát 2026 &".into(),
        note: "theo danh sách".into(),
        imported_at: "2026-11-01T00:00:00Z".into(),
        content_hash: None,
    }];
    for (facility, dossiers, satisfied) in [("P001", 30.0, 99.0), ("P002", 40.0, 20.0)] {
        town.performance.push(PerformanceMonth {
            submitted_online: Some(dossiers / 2.0),
            accepted: Some(dossiers / 4.0),
            complaints: Some(1.0),
            responses: Some(100.0),
            satisfied: Some(satisfied),
            ..PerformanceMonth::new(facility.into(), Month { year: 2026, month: 10 }, dossiers)
        });
    }
    town.sort();
    town
}

/// One of each kind.
pub fn kinds() -> [DocumentKind; 10] {
    let commune = SNAPSHOT
        .dataset()
        .areas
        .iter()
        .position(|area| area.level == AreaLevel::Commune);
    let commune = AreaId(commune.expect("the town is a commune") as u32);
    [
        DocumentKind::Coverage(None),
        DocumentKind::Coverage(Some(commune)),
        DocumentKind::Proposal,
        DocumentKind::Point(FacilityId(1)),
        DocumentKind::DataQuality,
        DocumentKind::Period,
        DocumentKind::Merit(MeritRules::default()),
        DocumentKind::PointPoster(FacilityId(1)),
        DocumentKind::CommunePoster(commune),
        DocumentKind::Year,
    ]
}

pub fn asked(kind: DocumentKind, plan: Option<&PlanInput>) -> DocumentAsked<'_> {
    DocumentAsked {
        plan,
        ..DocumentAsked::new(kind, DAY)
    }
}

pub fn document(kind: DocumentKind) -> Document {
    SNAPSHOT.document(&asked(kind, Some(&plan()))).expect("a document")
}

pub fn proposal_of(plan: &PlanInput) -> Document {
    SNAPSHOT
        .document(&asked(DocumentKind::Proposal, Some(plan)))
        .expect("a document")
}

pub fn decision(code: &str, kind: PlanKind) -> PlanDecision {
    PlanDecision {
        facility: code.into(),
        name: format!("Điểm {code} <&>"),
        kind,
        into: (kind == PlanKind::Merge).then(|| ("P001".into(), "Điểm nhận".into())),
        because: vec![format!("Lý do của {code}: gần điểm khác < 1 km.")],
        objection: kind
            .is_change()
            .then(|| format!("Ý kiến ngược chiều về {code} & người cao tuổi.")),
        people: 1234.0,
        elderly: None,
        added_median: Some(1.5),
        added_most: Some(9.0),
        unique_people: 0.0,
        load: None,
        is_firm: Some(false),
        same_in_plans: Some(0.6),
        same_in_readings: Some(1.0),
        flips: Vec::new(),
    }
}

/// A merge, a remedy and two that stay; made from other data than the town's.
pub fn plan() -> PlanInput {
    PlanInput {
        snapshot_id: "khac".into(),
        origin: "đợt rà soát khác nhau đợt trước".into(),
        gap: Some(0.043_649),
        decisions: vec![
            decision("P001", PlanKind::Keep),
            decision("P002", PlanKind::Merge),
            decision("P003", PlanKind::Remedy),
        ],
        rules: vec![PlanRule {
            id: "plan68".into(),
            before: 100.0,
            after: 100.0,
        }],
        steps: vec![PlanStep {
            step: 1,
            stage: 1,
            facility: "P002".into(),
            kind: PlanKind::Merge,
            into: Some("P001".into()),
            covered: vec![("plan68".into(), 100.0)],
        }],
        limits: vec!["Không quá 1.000 m.".into()],
        people_with_longer_travel: 5.0,
        moved_load: 2.5,
        unreachable: vec![PlanUnreachable {
            rule: "plan68".into(),
            people: 7.0,
            gaps: vec![PlanGap {
                people: 7.0,
                commune: Some("Xã Ba Vì".into()),
                site: Some(LonLat::new(105.4, 21.1)),
                site_people: 5.0,
                points_needed: Some(2),
            }],
        }],
        remarks: vec!["Nhận xét".into()],
        open_errors: 2,
        ..PlanInput::default()
    }
}

/// So many points that stay.
pub fn long_plan(points: usize) -> PlanInput {
    PlanInput {
        decisions: (0..points)
            .map(|at| decision(&format!("X{at:04}"), PlanKind::Keep))
            .collect(),
        steps: Vec::new(),
        ..plan()
    }
}

/// The parts of an Office package.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let name = file.name().expect("UTF-8").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("readable");
        parts.push((name, content));
    }
    parts
}

pub fn part(parts: &[(String, Vec<u8>)], name: &str) -> Vec<u8> {
    let found = parts.iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no {name}")).1.clone()
}

pub fn well_formed(name: &str, xml: &[u8]) {
    let text = std::str::from_utf8(xml).expect("UTF-8");
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

/// The text of the paragraphs, each on a line.
pub fn docx_text(bytes: &[u8]) -> String {
    let xml = String::from_utf8(part(&parts(bytes), "word/document.xml")).expect("UTF-8");
    let mut text = String::new();
    let mut is_tag = false;
    for letter in xml.replace("</w:p>", "\n").chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// Every cell of every sheet, each on a line.
pub fn xlsx_text(bytes: &[u8]) -> String {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook");
    let mut text = String::new();
    for (_, sheet) in book.worksheets() {
        for cell in sheet.cells().filter(|cell| !cell.2.to_string().is_empty()) {
            text += &format!("{}\n", cell.2);
        }
    }
    text
}
