//! What edits come to: everything that does not fit at once, and an effect that does not depend on their order.

use super::{agent_at, close, merge, open, town};
use gandan::geometry::LonLat;
use gandan::model::{FacilityStatus, Language, Severity};
use gandan::plan::{Edit, NumberedEdit, apply, resolve};
use proptest::prelude::*;

fn numbered(edits: &[Edit]) -> Vec<NumberedEdit> {
    let pairs = (1..).zip(edits.iter().cloned());
    pairs.map(|(number, edit)| NumberedEdit { number, edit }).collect()
}

fn errors(edits: &[Edit]) -> Vec<(u64, &'static str)> {
    let (_, findings) = resolve(&numbered(edits), &town());
    let errors = findings.iter().filter(|one| one.severity == Severity::Error);
    errors.map(|one| (one.row.expect("an edit"), one.check)).collect()
}

#[test]
fn everything_that_does_not_fit_is_told_at_once() {
    let code = |code: &str| code.to_owned();
    let edits = [
        close("P999"),
        merge("P001", "P002"),
        merge("P002", "P003"),
        close("P001"),
        merge("P003", "P003"),
        merge("P000", "P004"),
        close("P004"),
        open("P000"),
        open("X"),
        agent_at("P005", 3, 3),
        Edit::Move {
            code: code("P000"),
            to: LonLat::new(50.0, 50.0),
        },
        Edit::SetHours {
            code: code("P000"),
            to: Some("whenever".into()),
        },
        Edit::SetCapacity {
            code: code("P000"),
            to: Some(-1.0),
        },
        Edit::SetProcedures {
            code: code("P000"),
            to: vec![code("9.999"), code("1.001")],
        },
        Edit::Speed { factor: 0.0 },
    ];
    assert_eq!(
        errors(&edits),
        [
            (1, "scenario_unknown_point"),
            (2, "scenario_merge_chain"),
            (4, "scenario_decided_twice"),
            (5, "scenario_merge_into_itself"),
            (6, "scenario_receiver_gone"),
            (7, "scenario_not_open"),
            (8, "scenario_decided_twice"),
            (9, "scenario_unknown_point"),
            (10, "scenario_code_taken"),
            (11, "scenario_outside_city"),
            (12, "scenario_hours_unread"),
            (13, "scenario_capacity_out_of_range"),
            (14, "scenario_unknown_procedure"),
            (15, "scenario_speed_out_of_range"),
        ]
    );
    let (resolved, findings) = resolve(&numbered(&edits), &town());
    let left: Vec<u64> = resolved.steps.iter().map(|step| step.number).collect();
    assert_eq!(left, [3], "only the merge of P002 into P003 stands");
    for finding in findings {
        let entry = finding.entry().expect("in the catalogue");
        assert!(entry.knows(&finding.message), "no Vietnamese for: {}", finding.message);
        assert_ne!(finding.message_in(Language::Vietnamese), finding.message);
    }
}

#[test]
fn a_receiver_may_open_by_a_later_edit_and_fall_with_it() {
    assert_eq!(errors(&[merge("P001", "P004"), open("P004")]), []);
    assert_eq!(errors(&[merge("P001", "N1"), agent_at("N1", 2, 2)]), []);
    assert_eq!(errors(&[merge("P001", "N1"), agent_at("N1", 200, 2)]).len(), 2);
    assert_eq!(
        errors(&[merge("P001", "P002"), close("P002")]),
        [(1, "scenario_receiver_gone")]
    );
    let hours = Edit::SetHours {
        code: "P001".into(),
        to: None,
    };
    assert_eq!(errors(&[hours, close("P001")]), [(1, "scenario_change_of_ended")]);
}

#[test]
fn a_merge_moves_the_load_and_names_the_receiver_and_says_what_is_too_much() {
    let (resolved, findings) = resolve(&numbered(&[merge("P001", "P002"), merge("P003", "P000")]), &town());
    let told: Vec<(u64, &str)> = findings
        .iter()
        .map(|one| (one.row.expect("an edit"), one.check))
        .collect();
    assert_eq!(told, [(1, "scenario_over_capacity")], "10 + 20.5 of 25");
    let after = apply(&town(), &resolved);
    let of = |code: &str| after.facilities.iter().find(|one| one.code == code).expect("there");
    assert_eq!(
        (of("P001").status, of("P001").load_per_month),
        (FacilityStatus::Closed, Some(0.0))
    );
    assert_eq!(of("P001").successor.as_deref(), Some("P002"));
    assert_eq!(of("P002").load_per_month, Some(30.5));
    assert_eq!(of("P000").load_per_month, None, "unknown and some is unknown");
    assert_eq!(
        of("P003").load_per_month,
        Some(4.0),
        "so it is not said to be nothing here"
    );
}

#[test]
fn no_edits_leave_the_data_as_they_are() {
    let (resolved, findings) = resolve(&[], &town());
    assert!(findings.is_empty());
    assert_eq!(apply(&town(), &resolved), town());
}

proptest! {
    #[test]
    fn the_order_of_edits_that_fit_is_of_no_matter(order in Just((0..7usize).collect::<Vec<_>>()).prop_shuffle()) {
        let edits = [
            merge("P001", "P004"),
            open("P004"),
            close("P003"),
            agent_at("N1", 7, 3),
            Edit::Move { code: "P002".into(), to: LonLat::new(105.01, 0.01) },
            Edit::SetCapacity { code: "P002".into(), to: Some(7.0) },
            Edit::SetHours { code: "N1".into(), to: Some("Mo-Fr 08:00-17:00".into()) },
        ];
        let shuffled: Vec<NumberedEdit> = (1..).zip(&order).map(|(number, at)| NumberedEdit { number, edit: edits[*at].clone() }).collect();
        let (resolved, findings) = resolve(&shuffled, &town());
        // The hours of a new point can only be spoken of once it is there.
        let late = order.iter().position(|at| *at == 6) < order.iter().position(|at| *at == 3);
        prop_assert_eq!(findings.len(), usize::from(late));
        let mut expected = apply(&town(), &resolve(&numbered(&edits), &town()).0);
        if late {
            let new = expected.facilities.iter_mut().find(|one| one.code == "N1").expect("there");
            new.opening_hours = None;
        }
        prop_assert_eq!(apply(&town(), &resolved), expected);
    }
}
