//! `gandan::locate` beside exhaustive search, its invariants, and its refusals.

mod oracle;
mod orlib;
mod program;

use gandan::locate::{Answer, Cutoff, Limits, LocateError, Problem, Question, Status, locate};
use gandan::model::{CostTable, LocationDemand, LocationSite, SiteRole};
use proptest::prelude::*;

/// No clock: only the work decides when these end.
pub(super) const UNHURRIED: Limits = Limits {
    seconds: 600.0,
    elapsed: &|| 0.0,
};

pub(super) fn question(problem: Problem, p: Option<usize>, radius: Option<f64>) -> Question {
    Question {
        problem,
        p,
        cutoff: radius.map(Cutoff::AtMost),
        k_best: 1,
    }
}

/// A table from rows of costs; a negative cost stands for a pair that is not possible.
pub(super) fn table(weights: &[f64], costs: &[&[f64]]) -> CostTable {
    let site = |j: usize| LocationSite {
        code: format!("s{j}"),
        ..LocationSite::default()
    };
    CostTable {
        demand: weights
            .iter()
            .enumerate()
            .map(|(i, &weight)| LocationDemand {
                code: format!("d{i}"),
                weight,
            })
            .collect(),
        sites: (0..costs[0].len()).map(site).collect(),
        costs: costs
            .concat()
            .into_iter()
            .map(|cost| if cost < 0.0 { CostTable::UNREACHABLE } else { cost })
            .collect(),
    }
}

fn costs() -> impl Strategy<Value = f64> {
    prop_oneof![6 => (0u32..20).prop_map(f64::from), 1 => Just(CostTable::UNREACHABLE)]
}

fn roles() -> impl Strategy<Value = SiteRole> {
    prop_oneof![
        7 => Just(SiteRole::Candidate),
        1 => Just(SiteRole::Required),
        1 => Just(SiteRole::Existing),
        1 => Just(SiteRole::Competitor),
    ]
}

/// Tables of up to 8 demand points and 6 sites; a third have no fixed costs.
fn tables() -> impl Strategy<Value = CostTable> {
    (1usize..=8, 1usize..=6, 0u32..3).prop_flat_map(|(n, m, priced)| {
        let sites = proptest::collection::vec((roles(), 0u32..30, 0u32..25), m);
        let weights = proptest::collection::vec(0u32..6, n);
        (weights, sites, proptest::collection::vec(costs(), n * m)).prop_map(move |(weights, sites, costs)| CostTable {
            demand: weights
                .into_iter()
                .enumerate()
                .map(|(i, weight)| LocationDemand {
                    code: format!("d{i}"),
                    weight: f64::from(weight),
                })
                .collect(),
            sites: sites
                .into_iter()
                .enumerate()
                .map(|(j, (role, fixed, capacity))| LocationSite {
                    code: format!("s{j}"),
                    role,
                    fixed_cost: (priced > 0).then_some(f64::from(fixed)),
                    capacity: Some(f64::from(capacity)),
                })
                .collect(),
            costs,
        })
    })
}

/// The answer agrees with the list of all sets, best first.
fn agrees(table: &CostTable, question: Question) -> Result<(), TestCaseError> {
    let expected = oracle::all_choices(table, &question);
    match locate(table, question, UNHURRIED) {
        Err(LocateError::Value {
            what: "the fixed cost", ..
        }) => {
            prop_assert!(table.sites.iter().any(|site| site.fixed_cost.is_none()));
        }
        Err(LocateError::Empty(_) | LocateError::TooManyAsked { .. } | LocateError::TooFewAsked { .. }) => {
            let asks_nothing = table.demand.iter().all(|point| point.weight == 0.0) || question.p == Some(0);
            let none_usable = table.sites.iter().all(|site| site.role == SiteRole::Competitor);
            prop_assert!(asks_nothing || none_usable || expected.is_empty());
        }
        Err(error) => {
            prop_assert!(error.is_answer_no(), "{}", error);
            prop_assert!(expected.is_empty(), "{}, but {:?} is a solution", error, expected[0]);
        }
        Ok(answer) => {
            prop_assert!(!expected.is_empty(), "no solution exists: {:?}", answer);
            prop_assert_eq!(answer.status, Status::Optimal);
            prop_assert_eq!(answer.bound, answer.best().objective);
            prop_assert_eq!(answer.gap(), 0.0);
            prop_assert!(answer.is_list_proven);
            let told: Vec<f64> = answer.choices.iter().map(|choice| choice.objective).collect();
            let wanted: Vec<f64> = expected.iter().take(question.k_best).map(|(value, _)| *value).collect();
            prop_assert_eq!(told.len(), wanted.len());
            for (told, wanted) in told.iter().zip(&wanted) {
                prop_assert!((told - wanted).abs() <= 1e-5, "{} told, {} is right", told, wanted);
            }
            is_sound(table, &question, &answer)?;
        }
    }
    Ok(())
}

/// Each choice is lawful, has the objective it tells, differs from the others, and its assignment adds up.
fn is_sound(table: &CostTable, question: &Question, answer: &Answer) -> Result<(), TestCaseError> {
    for (at, choice) in answer.choices.iter().enumerate() {
        let right = oracle::objective(table, question, &choice.chosen);
        prop_assert!(
            right.is_some_and(|right| (right - choice.objective).abs() <= 1e-5),
            "{:?}: {:?}",
            choice,
            right
        );
        for (j, site) in table.sites.iter().enumerate() {
            let is_chosen = choice.chosen.contains(&j);
            prop_assert!(!site.role.is_fixed() || is_chosen, "{} must stand", site.code);
            prop_assert!(site.role != SiteRole::Competitor || !is_chosen);
        }
        prop_assert!(
            answer.choices[..at].iter().all(|other| other.chosen != choice.chosen),
            "{:?} twice",
            choice.chosen
        );
        for (i, served) in choice.assignment.iter().enumerate() {
            let shares: f64 = served.iter().map(|served| served.share).sum();
            prop_assert!(
                served
                    .iter()
                    .all(|one| choice.chosen.contains(&one.site) && one.cost == table.cost(i, one.site))
            );
            let must_be_served = question.problem != Problem::Mclp && table.demand[i].weight > 0.0;
            let is_right = if must_be_served {
                (shares - 1.0).abs() < 1e-6
            } else {
                served.len() <= 1
            };
            prop_assert!(is_right, "demand {} is served by {:?}", i, served);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn p_median_is_what_trying_every_set_finds(table in tables(), p in 0usize..5, k_best in 1usize..6) {
        agrees(&table, Question { k_best, ..question(Problem::PMedian, Some(p), None) })?;
    }

    #[test]
    fn mclp_with_competitors_is_what_trying_every_set_finds(table in tables(), p in 0usize..5, radius in 0u32..20, k_best in 1usize..6) {
        agrees(&table, Question { k_best, ..question(Problem::Mclp, Some(p), Some(f64::from(radius))) })?;
    }

    #[test]
    fn uflp_is_what_trying_every_set_finds(table in tables(), k_best in 1usize..6) {
        agrees(&table, Question { k_best, ..question(Problem::Uflp, None, None) })?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn lscp_is_what_trying_every_set_finds(table in tables(), radius in 5u32..20, k_best in 1usize..5) {
        agrees(&table, Question { k_best, ..question(Problem::Lscp, None, Some(f64::from(radius))) })?;
    }

    #[test]
    fn the_backup_cover_is_the_best_among_the_cheapest_covers(table in tables(), radius in 5u32..20, k_best in 1usize..6) {
        let asked = Question { k_best, ..question(Problem::LscpBackup, None, Some(f64::from(radius))) };
        agrees(&table, asked)?;
        if let Ok(answer) = locate(&table, asked, UNHURRIED) {
            // Every set of sites by cost, then by the weight that has a second site.
            let mut all: Vec<(f64, f64)> = oracle::all_choices(&table, &asked).iter()
                .map(|(cost, set)| (cost + 0.0, oracle::backup(&table, &asked, set))).collect(); // no negative 0
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
            let most = all[0].1;
            let backup = answer.backup.expect("told");
            prop_assert_eq!((backup.weight, backup.bound), (most, most));
            let told: Vec<f64> = answer.choices.iter().map(|choice| oracle::backup(&table, &asked, &choice.chosen)).collect();
            prop_assert_eq!(&told, &answer.backups);
            prop_assert_eq!(told, all.iter().take(k_best).map(|(_, backup)| *backup).collect::<Vec<_>>());
        }
    }

    #[test]
    fn p_center_is_what_trying_every_set_finds(table in tables(), p in 0usize..5, k_best in 1usize..5) {
        agrees(&table, Question { k_best, ..question(Problem::PCenter, Some(p), None) })?;
    }

    #[test]
    fn the_capacitated_p_median_is_what_trying_every_set_finds(table in tables(), p in 0usize..5, k_best in 1usize..4) {
        agrees(&table, Question { k_best, ..question(Problem::CapacitatedPMedian, Some(p), None) })?;
    }

    #[test]
    fn cflp_is_what_trying_every_set_finds(table in tables(), k_best in 1usize..4) {
        agrees(&table, Question { k_best, ..question(Problem::Cflp, None, None) })?;
    }
}

/// A seeded city: demand and sites in a square of 1000, Euclidean costs rounded to whole numbers.
pub(super) fn city(demand: usize, sites: usize, seed: u64) -> CostTable {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut place = || (uniform() * 1000.0, uniform() * 1000.0);
    let at: Vec<(f64, f64)> = (0..demand).map(|_| place()).collect();
    let from: Vec<(f64, f64)> = (0..sites).map(|_| place()).collect();
    let costs = at
        .iter()
        .flat_map(|a| from.iter().map(|b| (a.0 - b.0).hypot(a.1 - b.1).round()));
    CostTable {
        demand: (0..demand)
            .map(|i| LocationDemand {
                code: format!("d{i}"),
                weight: (1 + i % 7) as f64,
            })
            .collect(),
        sites: (0..sites)
            .map(|j| LocationSite {
                code: format!("s{j}"),
                fixed_cost: Some(2000.0 + (j % 5) as f64 * 300.0),
                capacity: Some(4.2 * demand as f64),
                ..LocationSite::default()
            })
            .collect(),
        costs: costs.collect(),
    }
}

#[test]
fn more_sites_are_never_worse_and_a_larger_radius_neither() {
    let city = city(150, 40, 7);
    let value = |problem, p, radius| {
        let answer = locate(&city, question(problem, p, radius), UNHURRIED).expect("solved");
        assert_eq!(answer.status, Status::Optimal, "{problem:?} {p:?} {radius:?}");
        answer.best().objective
    };
    for p in 1..8 {
        assert!(value(Problem::PMedian, Some(p + 1), None) <= value(Problem::PMedian, Some(p), None));
        assert!(value(Problem::PCenter, Some(p + 1), None) <= value(Problem::PCenter, Some(p), None));
        assert!(value(Problem::Mclp, Some(p + 1), Some(150.0)) >= value(Problem::Mclp, Some(p), Some(150.0)));
    }
    for radius in [250.0, 300.0, 400.0] {
        assert!(value(Problem::Lscp, None, Some(radius + 50.0)) <= value(Problem::Lscp, None, Some(radius)));
        assert!(value(Problem::Mclp, Some(4), Some(radius + 50.0)) >= value(Problem::Mclp, Some(4), Some(radius)));
    }
}

#[test]
fn a_cover_of_p_sites_within_r_exists_exactly_when_the_p_center_is_within_r() {
    let mut city = city(120, 30, 3);
    // Without prices a cover counts its sites.
    city.sites.iter_mut().for_each(|site| site.fixed_cost = None);
    for p in 3..9 {
        let center = locate(&city, question(Problem::PCenter, Some(p), None), UNHURRIED)
            .expect("solved")
            .best()
            .objective;
        let cover = |radius| {
            locate(&city, question(Problem::Lscp, None, Some(radius)), UNHURRIED).map(|answer| answer.best().objective)
        };
        assert!(cover(center).expect("covered") <= p as f64);
        assert!(cover(center - 1.0).map_or(true, |sites| sites > p as f64));
    }
}

#[test]
fn the_bound_holds_and_the_same_input_gives_the_same_answer() {
    for seed in 1..4 {
        let city = city(300, 60, seed);
        let asked = [
            question(Problem::PMedian, Some(8), None),
            question(Problem::Mclp, Some(8), Some(120.0)),
            question(Problem::Uflp, None, None),
        ];
        for asked in asked {
            let first = locate(&city, asked, UNHURRIED).expect("solved");
            assert_eq!(first.status, Status::Optimal);
            assert_eq!(Ok(&first), locate(&city, asked, UNHURRIED).as_ref());
            // Stopped at once, the answer is no better than the optimum, and its bound no worse.
            let stopped = locate(
                &city,
                asked,
                Limits {
                    seconds: 0.0,
                    ..UNHURRIED
                },
            )
            .expect("a first answer");
            let sign = if asked.problem.is_maximised() { -1.0 } else { 1.0 };
            assert!(sign * stopped.best().objective >= sign * first.best().objective);
            assert!(
                sign * stopped.bound <= sign * first.bound,
                "{:?}: {} {}",
                asked.problem,
                stopped.bound,
                first.bound
            );
            assert!(stopped.status == Status::Feasible || stopped.best().objective == first.best().objective);
        }
    }
}

#[test]
fn a_solver_that_gets_no_time_still_tells_a_bound_that_holds() {
    let mut city = city(60, 12, 5);
    city.sites.iter_mut().for_each(|site| site.capacity = Some(70.0));
    // A cover question that has an answer, and not a trivial one: four sites reach everybody within it.
    let radius = locate(&city, question(Problem::PCenter, Some(4), None), UNHURRIED)
        .expect("solved")
        .best()
        .objective;
    for asked in [
        question(Problem::Lscp, None, Some(radius)),
        question(Problem::LscpBackup, None, Some(radius)),
        question(Problem::PCenter, Some(4), None),
        question(Problem::CapacitatedPMedian, Some(4), None),
        question(Problem::Cflp, None, None),
    ] {
        let best = locate(&city, asked, UNHURRIED).expect("solved");
        assert_eq!((best.status, best.gap()), (Status::Optimal, 0.0), "{:?}", asked.problem);
        let limits = Limits {
            seconds: 0.0,
            ..UNHURRIED
        };
        let stopped = match locate(&city, asked, limits) {
            Ok(stopped) => stopped,
            Err(error) => {
                assert_eq!(error, LocateError::NothingFound, "{:?}", asked.problem);
                continue;
            }
        };
        let (value, right) = (stopped.best().objective, best.best().objective);
        assert!(value >= right - 1e-6, "{:?}: {value} beats {right}", asked.problem);
        assert!(
            stopped.bound <= right + 1e-6,
            "{:?}: bound {}",
            asked.problem,
            stopped.bound
        );
        assert_eq!(
            stopped.status == Status::Optimal,
            stopped.gap() == 0.0,
            "{:?}",
            asked.problem
        );
        if let (Some(stopped), Some(best)) = (stopped.backup, best.backup) {
            assert!(stopped.weight <= stopped.bound && best.weight <= stopped.bound);
        }
    }
}

#[test]
fn capacities_cost_and_dividing_demand_costs_less() {
    let mut city = city(60, 12, 5);
    city.sites.iter_mut().for_each(|site| site.capacity = Some(70.0));
    let value = |city: &CostTable, problem, p| {
        let answer = locate(city, question(problem, p, None), UNHURRIED).expect("solved");
        assert!(answer.bound <= answer.best().objective);
        answer.best().objective
    };
    assert!(value(&city, Problem::CapacitatedPMedian, Some(4)) >= value(&city, Problem::PMedian, Some(4)));
    assert!(value(&city, Problem::Cflp, None) >= value(&city, Problem::Uflp, None));
    city.sites.iter_mut().for_each(|site| site.capacity = Some(1e6));
    assert_eq!(
        value(&city, Problem::CapacitatedPMedian, Some(4)),
        value(&city, Problem::PMedian, Some(4))
    );
    assert_eq!(value(&city, Problem::Cflp, None), value(&city, Problem::Uflp, None));
}

#[test]
fn competitors_keep_who_is_as_near_to_them() {
    let mut town = table(
        &[8.0, 4.0, 2.0, 1.0],
        &[&[1.0, 5.0, 2.0], &[2.0, 5.0, 2.0], &[9.0, 1.0, 3.0], &[3.0, 9.0, -1.0]],
    );
    town.sites[2].role = SiteRole::Competitor;
    let asked = question(Problem::Mclp, Some(1), Some(4.0));
    let answer = locate(&town, asked, UNHURRIED).expect("solved");
    // s0 takes d0 (1 < 2) and d3 (no competitor reaches it); d1 is a tie and stays; d2 is too far.
    assert_eq!(
        (answer.best().objective, answer.best().chosen.as_slice()),
        (9.0, [0].as_slice())
    );
    assert!(answer.best().assignment[1].is_empty());
}

#[test]
fn what_cannot_be_asked_or_answered_is_refused_by_name() {
    let town = table(&[1.0, 2.0], &[&[1.0, 2.0], &[-1.0, -1.0]]);
    let refused = |table: &CostTable, asked| locate(table, asked, UNHURRIED).expect_err("refused");
    let lscp = question(Problem::Lscp, None, Some(3.0));
    assert_eq!(refused(&town, lscp), LocateError::Uncoverable(vec!["d1".to_owned()]));
    assert!(refused(&town, lscp).to_string().contains("'d1'"));
    assert_eq!(
        refused(&town, question(Problem::PMedian, Some(1), None)),
        LocateError::Uncoverable(vec!["d1".to_owned()])
    );
    let many = question(Problem::PMedian, Some(3), None);
    assert_eq!(refused(&town, many), LocateError::TooManyAsked { p: 3, available: 2 });
    let mut required = table(&[1.0], &[&[1.0, 2.0]]);
    required
        .sites
        .iter_mut()
        .for_each(|site| site.role = SiteRole::Required);
    assert_eq!(
        refused(&required, question(Problem::PCenter, Some(1), None)),
        LocateError::TooFewAsked { p: 1, required: 2 }
    );
    let small = {
        let mut town = table(&[5.0, 5.0], &[&[1.0, 2.0], &[1.0, 2.0]]);
        town.sites
            .iter_mut()
            .for_each(|site| (site.capacity, site.fixed_cost) = (Some(4.0), Some(1.0)));
        town
    };
    let told = refused(&small, question(Problem::Cflp, None, None)).to_string();
    assert!(told.contains("the demand is 10") && told.contains("hold 8"), "{told}");
    let told = refused(&small, question(Problem::CapacitatedPMedian, Some(2), None));
    assert!(told.is_answer_no(), "{told}");
    for (weight, cost) in [(-1.0, 1.0), (f64::NAN, 1.0), (f64::INFINITY, 1.0), (1.0, f64::NAN)] {
        let mut odd = table(&[1.0], &[&[1.0]]);
        (odd.demand[0].weight, odd.costs[0]) = (weight, cost);
        let error = refused(&odd, question(Problem::PMedian, Some(1), None));
        assert!(
            matches!(error, LocateError::Value { .. }) && !error.is_answer_no(),
            "{weight} {cost}: {error}"
        );
    }
    let mut negative = table(&[1.0], &[&[1.0]]);
    negative.costs[0] = -4.0;
    let told = refused(&negative, question(Problem::PMedian, Some(1), None)).to_string();
    assert!(told.contains("d0 from s0") && told.contains("-4"), "{told}");
    let huge = table(&[1e15, 1e15], &[&[1e9], &[1e9]]);
    assert!(matches!(
        refused(&huge, question(Problem::PMedian, Some(1), None)),
        LocateError::TooLarge(_)
    ));
    for (asked, missing) in [
        (question(Problem::Lscp, None, None), "--radius-m"),
        (question(Problem::PMedian, None, None), "--p"),
        (question(Problem::Lscp, Some(3), Some(1.0)), "--p"),
        (question(Problem::PMedian, Some(1), Some(1.0)), "--radius-m"),
    ] {
        assert!(refused(&required, asked).to_string().contains(missing));
    }
}

#[test]
fn demand_without_weight_asks_for_nothing_and_reals_are_told_their_rounding() {
    let town = table(&[0.0, 1.0 / 3.0], &[&[-1.0, -1.0], &[0.1, 7.0]]);
    let answer = locate(&town, question(Problem::PMedian, Some(1), None), UNHURRIED).expect("solved");
    assert_eq!(
        (answer.best().objective, answer.unit, answer.best().chosen.as_slice()),
        (0.033, 0.001, [0].as_slice())
    );
    assert!(answer.best().assignment[0].is_empty());
}
