//! Files in the shapes of OR-Library, small enough to try every set of sites.

use gandan::ingest::{OrLibFormat, OrLibProblem, ReadOptions, read_orlib};
use gandan::locate::{Cutoff, Problem, Question, Status, locate};

use super::{UNHURRIED, oracle, question};

fn read(format: OrLibFormat, text: &str) -> OrLibProblem {
    let (problem, findings) = read_orlib(format, "file", text.as_bytes(), &ReadOptions::default());
    assert_eq!(findings, []);
    problem.expect("a whole file")
}

/// Solves and tries every set; both must name the same value.
fn solved(file: &OrLibProblem, asked: Question) -> (f64, Vec<usize>) {
    let answer = locate(&file.table, asked, UNHURRIED).expect("solved");
    let (value, _) = oracle::all_choices(&file.table, &asked).remove(0);
    assert_eq!(answer.status, Status::Optimal);
    assert!(
        (answer.best().objective - value).abs() < 1e-9,
        "{} told, {value} is right",
        answer.best().objective
    );
    (answer.best().objective, answer.best().chosen.clone())
}

#[test]
fn a_pmed_file_is_a_median_of_shortest_paths() {
    let file = read(OrLibFormat::Pmed, include_str!("../../fixtures/locate/pmed-9.txt"));
    assert_eq!(
        (file.p, file.table.demand.len(), file.table.sites.len()),
        (Some(3), 9, 9)
    );
    // 1-5: over 2 (30 + 17 = 47) is longer than the edge of 45. 3-9: over 6 (25 + 28) is shorter than the edge of 70.
    assert_eq!(
        (file.table.cost(0, 4), file.table.cost(2, 8), file.table.cost(8, 2)),
        (45.0, 53.0, 53.0)
    );
    let (value, chosen) = solved(&file, question(Problem::PMedian, file.p, None));
    assert_eq!(chosen.len(), 3);
    assert_eq!(
        value,
        file.table
            .demand
            .iter()
            .enumerate()
            .map(|(i, _)| chosen
                .iter()
                .map(|&j| file.table.cost(i, j))
                .fold(f64::INFINITY, f64::min))
            .sum::<f64>()
    );
    solved(&file, question(Problem::PCenter, file.p, None));
}

#[test]
fn an_scp_file_is_a_cover_of_least_cost() {
    let file = read(OrLibFormat::Scp, include_str!("../../fixtures/locate/scp-8x10.txt"));
    assert_eq!((file.table.demand.len(), file.table.sites.len(), file.p), (8, 10, None));
    assert_eq!(file.table.sites[6].fixed_cost, Some(6.0));
    assert!(file.table.cost(1, 3) == 0.0 && file.table.cost(1, 4).is_infinite());
    let asked = Question {
        cutoff: Some(Cutoff::AtMost(0.0)),
        ..question(Problem::Lscp, None, None)
    };
    solved(&file, asked);
}

#[test]
fn a_cap_file_is_solved_with_and_without_its_capacities() {
    let file = read(OrLibFormat::Cap, include_str!("../../fixtures/locate/cap-4x6.txt"));
    assert_eq!((file.table.demand.len(), file.table.sites.len()), (6, 4));
    assert_eq!(
        (file.table.sites[2].capacity, file.table.sites[2].fixed_cost),
        (Some(50.0), Some(900.25))
    );
    // The file tells the cost of a customer's whole demand.
    assert!((file.table.cost(4, 2) * 20.0 - 220.5).abs() < 1e-9);
    let (free, _) = solved(&file, question(Problem::Uflp, None, None));
    let answer = locate(&file.table, question(Problem::Cflp, None, None), UNHURRIED).expect("solved");
    assert_eq!(answer.status, Status::Optimal);
    let asked = question(Problem::Cflp, None, None);
    let (bound, _) = oracle::all_choices(&file.table, &asked).remove(0);
    assert!(
        (answer.best().objective - bound).abs() < 1e-5,
        "{} told, {bound} is right",
        answer.best().objective
    );
    assert!(answer.best().objective >= free);
}
