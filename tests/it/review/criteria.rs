//! The profile of indicators: verdicts only on evidence, figures drawn towards groups, a checklist beside it.

use std::process::Command;

use super::city::city;
use gandan::model::{Dataset, Facility, FacilityKind, Month, PerformanceMonth};
use gandan::review::criteria::{Criteria, PointProfile, Standing, Verdict, profiles, profiles_with};
use gandan::review::field_evidence::FieldEvidence;
use gandan::review::shrinkage::Sample;
use gandan::wire::{CriteriaAnswer, SHIPPED_CHECKLIST, SHIPPED_CRITERIA, read_checklist, read_criteria};

fn agents() -> Criteria {
    read_criteria(SHIPPED_CRITERIA[0].1).expect("it ships")
}

/// Agents of one operator with so many satisfied of so many answers each; `None`: no dossier in any month.
fn reported(answers: &[Option<(f64, f64)>]) -> Dataset {
    let place = city(1).facilities[0].location;
    let mut dataset = Dataset::default();
    for (index, told) in answers.iter().enumerate() {
        let code = format!("A{index}");
        let mut agent = Facility::new(code.clone(), FacilityKind::Agent, code.clone(), place);
        (agent.operator, agent.area) = (Some("bidv".into()), Some("c0".into()));
        dataset.facilities.push(agent);
        dataset.performance.push(PerformanceMonth {
            complaints: Some(0.0),
            responses: told.map(|told| told.1),
            satisfied: told.map(|told| told.0),
            ..PerformanceMonth::new(
                code,
                Month { year: 2025, month: 9 },
                if told.is_some() { 100.0 } else { 0.0 },
            )
        });
    }
    dataset
}

fn verdicts(told: &[PointProfile]) -> Vec<Verdict> {
    told.iter().map(|one| one.figures[0].verdict).collect()
}

#[test]
fn a_verdict_needs_evidence_and_an_interval_on_one_side_of_the_norm() {
    // The norm is 95 %. 200 of 200: 98.1 % at least. 100 of 200: far below. 190 of 200: the interval holds the norm. 0 of 29: too few.
    let told = profiles(
        &reported(&[
            Some((200.0, 200.0)),
            Some((100.0, 200.0)),
            Some((190.0, 200.0)),
            Some((0.0, 29.0)),
        ]),
        &agents(),
    );
    assert_eq!(
        verdicts(&told),
        [Verdict::Met, Verdict::Below, Verdict::Unclear, Verdict::NoVerdict]
    );
    assert_eq!((told[0].met_weight, told[0].judged_weight), (1.0, 1.0));
    assert_eq!((told[1].met_weight, told[1].judged_weight), (0.0, 1.0));
    assert_eq!((told[3].met_weight, told[3].judged_weight), (0.0, 0.0));
    let of = |point: usize| told[point].figures[0].clone();
    for point in 0..4 {
        let (sample, drawn) = (
            of(point).sample.expect("answers"),
            of(point).to_operator.expect("a group"),
        );
        let (low, high) = (
            sample.quotient().min(drawn.prior.mean),
            sample.quotient().max(drawn.prior.mean),
        );
        assert!(
            drawn.prior.points == 4 && (low..=high).contains(&drawn.value),
            "{point}: {drawn:?}"
        );
    }
    // The fewer answers, the nearer to the mean.
    let moved = |point: usize| {
        let (figure, drawn) = (of(point), of(point).to_operator.expect("a group"));
        let own = figure.sample.expect("answers").quotient();
        (drawn.value - own) / (drawn.prior.mean - own)
    };
    assert!(moved(3) > moved(1) && moved(1) > 0.0, "{} {}", moved(3), moved(1));
}

#[test]
fn a_point_without_dossiers_has_no_figures_and_an_unknown_reason() {
    let told = profiles(&reported(&[None, Some((50.0, 60.0))]), &agents());
    assert_eq!(
        (told[0].standing, told[1].standing),
        (Standing::UnusedForUnknownReason, Standing::Used)
    );
    assert!(
        told[0]
            .figures
            .iter()
            .all(|figure| !matches!(figure.verdict, Verdict::Met | Verdict::Below))
    );
    let mut silent = reported(&[Some((1.0, 1.0))]);
    silent.performance.clear();
    assert_eq!(profiles(&silent, &agents())[0].standing, Standing::NotReported);
    let answer = CriteriaAnswer::of(&reported(&[None]), "s", &agents(), None);
    assert_eq!(answer.points[0].standing, "unused_for_unknown_reason");
    assert_eq!(
        (answer.totals.unused_for_unknown_reason, answer.points[0].met_share),
        (1, None)
    );
}

#[test]
fn switching_an_indicator_off_tells_it_without_judging() {
    let text = SHIPPED_CRITERIA[0]
        .1
        .replacen("norm = 0.95", "norm = 0.95\nenabled = false", 1);
    let criteria = read_criteria(&text).expect("it is well made");
    let told = profiles(&reported(&[Some((100.0, 200.0))]), &criteria);
    assert_eq!(told[0].figures[0].verdict, Verdict::NotJudged);
    assert!(told[0].figures[0].interval.is_some() && told[0].judged_weight == 0.0);
}

#[test]
fn the_checklist_tells_what_is_there_what_is_lacking_and_what_must_be_looked_at() {
    let mut dataset = reported(&[Some((1.0, 1.0))]);
    let agent = &mut dataset.facilities[0];
    (agent.equipment, agent.staff) = (vec!["Máy tính công cộng".into()], Some(0));
    let list = read_checklist(SHIPPED_CHECKLIST).expect("it ships");
    let answer = CriteriaAnswer::of(&dataset, "s", &agents(), Some(&list));
    let of = |id: &str| {
        let item = list.items.iter().position(|item| item.id == id).expect("an item");
        answer.points[0].checklist[item]
    };
    assert_eq!(
        (of("computer"), of("scanner"), of("staff")),
        (Some(true), Some(false), Some(false))
    );
    assert_eq!(
        (of("hours"), of("procedures"), of("signs"), of("access")),
        (Some(false), Some(true), None, None)
    );
}

#[test]
fn the_program_prints_the_criteria_to_edit_and_reads_them_back_or_refuses_them_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_gandan"))
            .args(args)
            .output()
            .expect("it starts")
    };
    let shown = run(&["criteria", "--show"]);
    let text = String::from_utf8(shown.stdout).expect("text");
    assert!(shown.status.success() && text.contains(SHIPPED_CRITERIA[0].1) && text.contains(SHIPPED_CHECKLIST));
    let path = folder.path().join("own.toml");
    std::fs::write(
        &path,
        SHIPPED_CRITERIA[0]
            .1
            .replacen("direction = \"higher\"", "direction = \"up\"", 1),
    )
    .expect("written");
    let refused = run(&["criteria", "--show", "--criteria", path.to_str().expect("UTF-8")]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(3) && said.contains("direction = 'up'"),
        "{said}"
    );
    assert_eq!(run(&["criteria"]).status.code(), Some(3));
}

#[test]
fn citizens_and_inspections_are_indicators_of_their_own_also_of_who_reports_nothing() {
    let dataset = reported(&[None, None, None]);
    let sample = |count, size| Sample { count, size };
    let by_code = |pairs: &[(&str, Sample)]| {
        pairs
            .iter()
            .map(|(code, sample)| ((*code).to_owned(), *sample))
            .collect()
    };
    let seen = [("signs".to_owned(), false), ("computer".to_owned(), true)];
    let field = FieldEvidence {
        citizens: by_code(&[
            ("A0", sample(40.0, 100.0)),
            ("A1", sample(100.0, 100.0)),
            ("A2", sample(29.0, 29.0)),
        ]),
        standards: by_code(&[("A0", sample(8.0, 9.0)), ("A1", sample(9.0, 9.0))]),
        checklist: "model-agent".to_owned(),
        items: [("A0".to_owned(), seen.into_iter().collect())].into_iter().collect(),
    };
    let criteria = agents();
    let place = |id: &str| {
        criteria
            .indicators
            .iter()
            .position(|one| one.id == id)
            .expect("it ships")
    };
    let (citizens, standards) = (place("citizens"), place("standards"));
    let told = profiles_with(&dataset, &criteria, &field);
    let of = |indicator: usize| {
        told.iter()
            .map(|one| one.figures[indicator].verdict)
            .collect::<Vec<_>>()
    };
    // 40 of 100: far below 95 %. 100 of 100: 96.3 % at least. 29: too few. Items are all looked at: no interval.
    assert_eq!(of(citizens), [Verdict::Below, Verdict::Met, Verdict::NoVerdict]);
    assert_eq!(of(standards), [Verdict::Below, Verdict::Met, Verdict::NoVerdict]);
    assert_eq!(told[0].figures[standards].interval, None);
    assert_eq!(told[2].figures[standards].sample, None);
    let list = read_checklist(SHIPPED_CHECKLIST).expect("it ships");
    let answer = CriteriaAnswer::of_with(&dataset, "s", &criteria, Some(&list), &field);
    let item = |id: &str| list.items.iter().position(|one| one.id == id).expect("it ships");
    // What was seen goes before what the data say, and only where somebody looked.
    assert_eq!(answer.points[0].checklist[item("signs")], Some(false));
    assert_eq!(answer.points[0].checklist[item("computer")], Some(true));
    assert_eq!(answer.points[1].checklist[item("signs")], None);
}
