//! A scenario as the source of a proposal: decisions by hand and by the review, opinions, approval, what residents get.

use std::sync::Arc;

use gandan::model::AreaLevel;
use gandan::plan::{Approval, Consultation, Party, Stance, Transition};
use gandan::planner::{Against, ScenarioPlan, Snapshot, plan_effect};
use gandan::report::{Document, PlanDecision, PlanInput, PlanKind, docx, html, xlsx};
use gandan::store::{Opinion, ScenarioChange};

use super::fixture::{docx_text, parts, well_formed, xlsx_text};
use crate::scenarios::{Office, agent_at, close, day, lan, merge, minh, open, town};

const DAY: &str = "2026-11-22";

fn made(office: &Office, id: &str, review: Option<&PlanInput>) -> (ScenarioPlan, Document) {
    let scenarios = office.scenarios();
    let read = scenarios.read(scenarios.find(id).expect("found")).expect("read");
    let plan = scenarios.plan(&read, review, day(DAY), None).expect("a plan");
    let document = plan.proposal(plan.baseline.id(), DAY);
    (plan, document)
}

fn of<'a>(plan: &'a PlanInput, code: &str) -> &'a PlanDecision {
    plan.decisions
        .iter()
        .find(|one| one.facility == code)
        .expect("it is told")
}

#[test]
fn every_point_is_told_once_with_what_is_decided_and_whose_decision_it_is() {
    let office = Office::of(&town());
    office.scenario(
        "s-0001",
        vec![
            merge("P002", "P001"),
            close("P003"),
            open("P004"),
            agent_at("N1", 5, 15),
        ],
    );
    let scenarios = office.scenarios();
    scenarios
        .comment("s-0001", &minh(), Some(2), "Nhà thuê hết hạn")
        .expect("noted");
    let (plan, document) = made(&office, "s-0001", None);
    let plan = &plan.plan;
    let kinds: Vec<(&str, PlanKind)> = plan
        .decisions
        .iter()
        .map(|one| (one.facility.as_str(), one.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("N1", PlanKind::Open),
            ("P001", PlanKind::Keep),
            ("P002", PlanKind::Merge),
            ("P003", PlanKind::Close),
            ("P004", PlanKind::Open),
        ],
        "the branch and the closed agent are not under review"
    );
    assert_eq!(of(plan, "P001").because, ["Kịch bản không thay đổi điểm này."]);
    let by_hand = "Do người lập phương án quyết định.".to_owned();
    assert_eq!(
        of(plan, "P003").because,
        [by_hand.clone(), "Ghi chú của minh: Nhà thuê hết hạn.".to_owned()]
    );
    assert_eq!(
        of(plan, "P002").because,
        [by_hand, "Người lập chưa ghi lý do.".to_owned()]
    );
    assert_eq!(plan.moved_load, 20.5, "of the merged point alone");
    assert_eq!(plan.gap, None);
    // Openings first, then merges, then closings.
    let order: Vec<(&str, u32)> = plan
        .steps
        .iter()
        .map(|step| (step.facility.as_str(), step.stage))
        .collect();
    assert_eq!(order, [("P004", 1), ("N1", 1), ("P002", 2), ("P003", 3)]);
    let text = docx_text(&docx(&document).expect("DOCX"));
    for told in [
        "Phương án do người lập kịch bản lựa chọn, không phải kết quả tối ưu hóa.",
        "Đại lý N1",
        "Nhà thuê hết hạn.",
        "kịch bản \"Kịch bản s-0001\"",
        "DỰ THẢO - Đề xuất để xem xét (chưa có quyết định)",
    ] {
        assert!(text.contains(told), "'{told}' is not told");
    }
}

/// The residents of the document are those of `gandan scenario compare`.
#[test]
fn its_figures_are_those_of_the_comparison() {
    let office = Office::of(&town());
    office.scenario("s-0001", vec![close("P002"), merge("P003", "P001")]);
    let (plan, document) = made(&office, "s-0001", None);
    let scenarios = office.scenarios();
    let read = scenarios.read(scenarios.find("s-0001").expect("found")).expect("read");
    let compared = scenarios.compare(&read, Against::Baseline, None).expect("compared");
    let rule = &compared.rules[0];
    let effect = plan.plan.effect.as_ref().expect("worked out");
    assert!(
        rule.longer.who.people > 0.0,
        "somebody goes farther, or the test shows nothing"
    );
    assert_eq!(effect.longer_people, rule.longer.who.people);
    assert_eq!(effect.longer_elderly, rule.longer.who.elderly);
    assert_eq!(
        (effect.added_mean, effect.added_most),
        (rule.longer.mean, rule.longer.most)
    );
    for (rule, told) in compared.rules.iter().zip(&plan.plan.rules) {
        assert_eq!(
            (told.before, told.after),
            (rule.passing[0], rule.passing[1]),
            "{}",
            rule.rule
        );
    }
    // The one commune holds everybody: its row is the whole.
    let [area] = &effect.areas[..] else {
        panic!("{:?}", effect.areas)
    };
    assert_eq!(area.points, [rule.areas[0].points[0], rule.areas[0].points[1]]);
    assert_eq!(
        (area.longer_people, area.lost_people),
        (rule.longer.who.people, rule.lost.people)
    );
    assert!((area.added_mean - rule.longer.mean).abs() < 1e-9 && area.added_most == rule.longer.most);
    // Whom it leaves without access is said where principles stand, and not that nobody is.
    let text = docx_text(&docx(&document).expect("DOCX"));
    let loses = effect.lost.iter().any(|(_, people)| *people > 0.0);
    assert_eq!(loses, text.contains("CHƯA giữ được trọn vẹn"), "{:?}", effect.lost);
    assert_ne!(loses, text.contains("tiếp tục được bảo đảm sau khi sắp xếp"));
}

/// Whose nearest point it is adds up to everybody who reaches one.
#[test]
fn catchments_of_all_points_are_all_residents_and_added_minutes_are_those_of_the_plan() {
    let office = Office::of(&town());
    let keep: Vec<_> = ["P000", "P001", "P003"]
        .map(|code| gandan::plan::Edit::Keep { code: code.into() })
        .into();
    office.scenario("s-0001", [keep, vec![close("P002")]].concat());
    let (plan, _) = made(&office, "s-0001", None);
    let people: f64 = plan.plan.decisions.iter().map(|one| one.people).sum();
    assert!((people - plan.baseline.dataset().people()).abs() < 1e-6, "{people}");
    let closed = of(&plan.plan, "P002");
    let effect = plan.plan.effect.as_ref().expect("worked out");
    assert_eq!(
        closed.added_most,
        Some(effect.added_most),
        "only its residents go farther"
    );
    assert!(closed.people >= effect.longer_people);
    assert_eq!(of(&plan.plan, "P001").added_most, None, "who stays adds nothing");
}

#[test]
fn what_the_review_decides_as_well_has_its_reasons_and_what_it_decides_otherwise_is_an_objection() {
    let office = Office::of(&town());
    office.scenario("s-0001", vec![merge("P002", "P001"), close("P003")]);
    let snapshot = Snapshot::build(town(), None);
    let decision = |code: &str, kind, into: Option<&str>, because: &str| PlanDecision {
        into: into.map(|into| (into.to_owned(), "Điểm nhận".to_owned())),
        because: vec![because.to_owned()],
        objection: Some(format!("Ngược lại với {because}")),
        ..super::fixture::decision(code, kind)
    };
    let review = PlanInput {
        snapshot_id: snapshot.id().to_owned(),
        decisions: vec![
            decision("P001", PlanKind::Remedy, None, "cần sửa."),
            decision("P002", PlanKind::Merge, Some("P001"), "gần nhau."),
            decision("P003", PlanKind::Keep, None, "xa điểm khác."),
        ],
        ..PlanInput::default()
    };
    let (plan, document) = made(&office, "s-0001", Some(&review));
    assert_eq!(of(&plan.plan, "P002").because, ["Theo kết quả rà soát.", "gần nhau."]);
    assert_eq!(
        of(&plan.plan, "P002").objection.as_deref(),
        Some("Ngược lại với gần nhau.")
    );
    assert_eq!(
        (of(&plan.plan, "P001").kind, &of(&plan.plan, "P001").because[..]),
        (PlanKind::Remedy, &["cần sửa.".to_owned()][..]),
        "to mend is no change of the network"
    );
    let objection = of(&plan.plan, "P003")
        .objection
        .clone()
        .expect("the review says otherwise");
    assert!(
        objection.starts_with("Kết quả rà soát đề xuất khác: Duy trì. xa điểm khác."),
        "{objection}"
    );
    assert!(docx_text(&docx(&document).expect("DOCX")).contains(&objection));
    // A review of other data gives no reasons.
    let other = PlanInput {
        snapshot_id: "khác".into(),
        ..review
    };
    let (plan, _) = made(&office, "s-0001", Some(&other));
    assert_eq!(of(&plan.plan, "P001").kind, PlanKind::Keep);
}

#[test]
fn opinions_and_the_approval_are_told_and_so_is_who_did_not_answer() {
    let office = Office::of(&town());
    let scenario = office.scenario("s-0001", vec![close("P003")]);
    let scenarios = office.scenarios();
    let step = |seen: u64, transition: Transition, today: &str| {
        let stepped = scenarios.step("s-0001", seen, &lan(), transition, day(today));
        stepped.expect("a step").version
    };
    let version = step(scenario.version, Transition::Submit, DAY);
    let party = |text: &str| Party::parse(text).expect("a party");
    let consultation = Consultation {
        asked: vec![party("branch:P000"), party("commune:town"), party("enterprise:BIDV")],
        deadline: day("2026-12-01"),
    };
    let version = step(version, Transition::Consult(consultation), DAY);
    let opinion = Opinion {
        party: party("commune:town"),
        stance: Stance::Disagrees,
        document: Some("45/UBND".into()),
        text: "Người cao tuổi <ở xa> & không có xe.".into(),
        author: "phường".into(),
        at: "2026-11-24T02:00:00Z".into(),
    };
    let witness = gandan::store::Witness::default();
    scenarios
        .opine("s-0001", &opinion, day("2026-11-24"), &witness)
        .expect("said");
    let approval = Approval {
        number: "123/QĐ-TTPVHCC".into(),
        date: day("2026-12-05"),
        signatory: "Nguyễn Văn A".into(),
    };
    step(version, Transition::Approve(approval), "2026-12-05");
    let (plan, document) = made(&office, "s-0001", None);
    let told = plan.plan.consultation.as_ref().expect("asked");
    assert_eq!((told.asked, told.opinions.len(), told.silent.len()), (3, 1, 2));
    let areas = town().areas;
    let commune = areas
        .iter()
        .find(|area| area.level == AreaLevel::Commune)
        .expect("one")
        .name
        .clone();
    assert_eq!(told.opinions[0].party, commune, "by name");
    let bytes = docx(&document).expect("DOCX");
    for (name, content) in parts(&bytes).iter().filter(|(name, _)| name.ends_with(".xml")) {
        well_formed(name, content);
    }
    let (text, sheets, page) = (
        docx_text(&bytes),
        xlsx_text(&xlsx(&document).expect("XLSX")),
        html(&document),
    );
    for told in [
        commune.as_str(),
        "chưa nhất trí",
        "45/UBND",
        "24/11/2026",
        "Người cao tuổi",
        "chưa trả lời",
    ] {
        assert!(
            text.contains(told) && sheets.contains(told) && page.contains(told),
            "'{told}'"
        );
    }
    let decided = "đã được phê duyệt tại văn bản số 123/QĐ-TTPVHCC ngày 05/12/2026, người ký: Nguyễn Văn A";
    assert!(text.contains(decided) && page.contains(decided));
    assert!(!text.contains("chưa có quyết định"), "a decision was taken");
    assert!(
        docx(&made(&office, "s-0001", None).1).expect("DOCX") == bytes,
        "the same bytes"
    );
}

#[test]
fn an_edit_that_was_taken_back_leaves_no_trace_and_a_change_of_hours_is_no_end() {
    let office = Office::of(&town());
    let hours = gandan::plan::Edit::SetHours {
        code: "P001".into(),
        to: Some("Mo-Sa 08:00-12:00".into()),
    };
    let scenario = office.scenario("s-0001", vec![hours, close("P003")]);
    let undo = ScenarioChange::Undo(Some(2));
    office
        .scenarios()
        .change("s-0001", scenario.version, &lan(), &undo)
        .expect("undone");
    let (plan, _) = made(&office, "s-0001", None);
    assert_eq!(of(&plan.plan, "P003").kind, PlanKind::Keep);
    let changed = of(&plan.plan, "P001");
    assert_eq!(changed.kind, PlanKind::Adjust);
    assert_eq!(changed.because[0], "Đổi giờ phục vụ thành Mo-Sa 08:00-12:00.");
    assert_eq!(plan.plan.points_before(), plan.plan.points_after());
}

/// What a saved review comes to is what a scenario with its decisions comes to.
#[test]
fn the_effect_of_a_review_is_that_of_a_scenario_with_its_decisions() {
    let office = Office::of(&town());
    office.scenario("s-0001", vec![merge("P002", "P001"), close("P003")]);
    let (by_scenario, _) = made(&office, "s-0001", None);
    let snapshot = Arc::new(Snapshot::build(town(), None));
    let decision = |code: &str, kind| PlanDecision {
        into: (kind == PlanKind::Merge).then(|| ("P001".to_owned(), "x".to_owned())),
        ..super::fixture::decision(code, kind)
    };
    let review = PlanInput {
        snapshot_id: snapshot.id().to_owned(),
        decisions: vec![decision("P002", PlanKind::Merge), decision("P003", PlanKind::Close)],
        ..PlanInput::default()
    };
    assert_eq!(plan_effect(&snapshot, &review), by_scenario.plan.effect);
    let other = PlanInput {
        snapshot_id: "khác".into(),
        ..review
    };
    assert_eq!(plan_effect(&snapshot, &other), None, "other data");
}
