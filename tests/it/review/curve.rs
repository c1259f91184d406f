//! What keeping fewer points costs, against every choice of points counted from raw coordinates; bounds of operators and communes.

use super::city::{World, city};
use super::{efficient, quick};
use gandan::geometry::{LonLat, distance_m};
use gandan::model::{FacilityId, FacilityKind};
use gandan::planner::{CurveError, Snapshot, review_curve};
use gandan::review::{Binding, Preset, ReviewSettings, wilson};
use gandan::units::Deciseconds;
use gandan::wire::ReviewSettingsFile;

#[test]
fn no_choice_of_as_many_points_serves_more_people_by_a_count_of_all_choices() {
    let dataset = city(2);
    let agents: Vec<LonLat> = dataset
        .facilities
        .iter()
        .filter(|one| one.kind == FacilityKind::Agent)
        .map(|one| one.location)
        .collect();
    let reach: Vec<Vec<usize>> = agents
        .iter()
        .map(|place| {
            let near = |cell: &usize| distance_m(dataset.cells[*cell].location, *place) <= 5000.0;
            (0..dataset.cells.len()).filter(near).collect()
        })
        .collect();
    let people = |chosen: &[usize]| {
        let mut is_served = vec![false; dataset.cells.len()];
        chosen
            .iter()
            .flat_map(|&one| &reach[one])
            .for_each(|&cell| is_served[cell] = true);
        let served = (0..is_served.len()).filter(|&cell| is_served[cell]);
        served.map(|cell| dataset.cells[cell].people).sum::<f64>()
    };
    let n = agents.len();
    let pairs = (0..n).flat_map(|a| (0..a).map(move |b| vec![a, b]));
    let best_pair = pairs.map(|pair| people(&pair)).fold(0.0, f64::max);
    let triples = (0..n).flat_map(|a| (0..a).flat_map(move |b| (0..b).map(move |c| vec![a, b, c])));
    let best_triple = triples.map(|triple| people(&triple)).fold(0.0, f64::max);
    let everybody = people(&(0..n).collect::<Vec<_>>());

    let snapshot = Snapshot::build(dataset, None);
    let settings = quick(Preset::Careful);
    let curve = review_curve(&snapshot, &settings, &[3, 2, n], 20.0).expect("a curve");
    let told: Vec<(usize, f64, f64)> = curve
        .curve
        .iter()
        .map(|point| (point.kept, point.covered, point.bound))
        .collect();
    let expected = [(n, everybody), (3, best_triple), (2, best_pair)];
    for ((kept, covered, bound), (expected_kept, expected)) in told.into_iter().zip(expected) {
        assert_eq!(kept, expected_kept);
        assert!(
            (covered - expected).abs() < 1e-6 && (bound - expected).abs() < 1e-6,
            "{kept}: {covered} {bound} {expected}"
        );
    }
    let last = curve.curve.last().expect("two points");
    assert_eq!((last.chosen.len(), last.gap), (2, 0.0));
    assert!(last.mean_minutes > curve.curve[0].mean_minutes && last.people_with_longer_travel > 0.0);
    assert_eq!(
        (curve.curve[0].people_with_longer_travel, curve.curve[0].lose),
        (0.0, 0.0)
    );
    // Travel and cost of what was chosen, from single sweeps and the points' own answers.
    let dataset = snapshot.dataset();
    let points: Vec<FacilityId> = (0u32..)
        .zip(&dataset.facilities)
        .filter(|(_, one)| one.kind == FacilityKind::Agent)
        .map(|(id, _)| FacilityId(id))
        .collect();
    let times = |some: &[FacilityId]| -> Vec<u32> {
        let each: Vec<Vec<Deciseconds>> = some
            .iter()
            .map(|one| snapshot.travel().times_to(*one, Deciseconds::NEVER))
            .collect();
        let nearest = |cell: usize| each.iter().map(|own| own[cell].0).min().expect("a point");
        (0..dataset.cells.len()).map(nearest).collect()
    };
    let today = times(&points);
    for told in &curve.curve {
        let then = times(&told.chosen);
        let sum =
            |value: &dyn Fn(usize) -> f64| -> f64 { (0..then.len()).map(|c| dataset.cells[c].people * value(c)).sum() };
        let everybody: f64 = dataset.cells.iter().map(|cell| cell.people).sum();
        let longer = sum(&|cell| f64::from(u8::from(then[cell] > today[cell])));
        let added = sum(&|cell| f64::from(then[cell] - today[cell]) / 600.0);
        let mean = sum(&|cell| f64::from(then[cell]) / 600.0) / everybody;
        assert!((told.people_with_longer_travel - longer).abs() < 1e-6, "{}", told.kept);
        assert!((told.added_person_minutes - added).abs() < 1e-3, "{}", told.kept);
        assert!((told.mean_minutes - mean).abs() < 1e-9, "{}", told.kept);
        // Thirty satisfied of sixty lie below 95 % for certain: the upper end of Wilson's interval decides.
        let cost = |one: &FacilityId| {
            let code = &dataset.facilities[one.index()].code;
            let is_poor = dataset.performance.iter().any(|month| month.facility == *code);
            let upper = wilson(30.0, 60.0).expect("a sample").1;
            1.0 + if is_poor {
                ((0.95 - upper) / 0.95 * 50.0).round() / 100.0
            } else {
                0.0
            }
        };
        let cost: f64 = told.chosen.iter().map(cost).sum();
        assert!(
            (told.cost - cost).abs() < 1e-9 && told.cost > told.kept as f64 - 1e-9,
            "{}",
            told.kept
        );
    }
    // Fewest without loss: that many serve everybody, one fewer do not.
    let (fewest, bound) = curve.fewest;
    assert_eq!(fewest, bound);
    let around = review_curve(&snapshot, &settings, &[fewest, fewest - 1], 20.0).expect("a curve");
    assert!(around.curve[0].lose < 1e-6 && around.curve[1].lose > 0.0, "{fewest}");
}

#[test]
fn a_curve_never_rises_as_points_go_and_asks_for_no_more_points_than_there_are() {
    let snapshot = Snapshot::build(city(3), None);
    let settings = quick(Preset::Careful);
    let curve = review_curve(&snapshot, &settings, &[], 5.0).expect("a curve");
    assert!(curve.curve.len() > 8);
    for pair in curve.curve.windows(2) {
        assert!(
            pair[1].kept < pair[0].kept && pair[1].covered <= pair[0].bound + 1e-6,
            "{pair:?}"
        );
    }
    let refused = review_curve(&snapshot, &settings, &[99], 5.0).expect_err("too many");
    assert!(matches!(refused, CurveError::TooMany { asked: 99, points: 34 }));
}

#[test]
fn bounds_of_operators_and_single_communes_hold_and_are_named_as_reasons() {
    let world = World::of(city(5));
    let operator = |code: &str| {
        let of = world.dataset.facilities.iter().find(|one| one.code == code);
        of.and_then(|one| one.operator.clone()).unwrap_or_default()
    };
    let count = |settings: &ReviewSettings, name: &str, stays: bool| {
        let plan = world.propose(settings);
        let own = plan
            .decisions
            .iter()
            .filter(|one| operator(world.code(one.facility)) == name);
        own.filter(|one| one.kind.stays() == stays).count()
    };
    let free = efficient();
    let going = |name: &str| count(&free, name, false);
    let mut names = ["bidv", "vnpost", "vnpt"];
    names.sort_by_key(|name| std::cmp::Reverse(going(name)));
    let [first, second, _] = names;
    assert!(
        going(first) >= 2 && going(second) >= 2,
        "{} {}",
        going(first),
        going(second)
    );
    let standing = count(&free, first, true) + going(first);
    let text = format!(
        "preset = 'efficient'\nsensitivity_s = 0\ncounterfactual_s = 0\nrobustness_plans = 0\n[minimum_of_operator]\n{first} = {}\n[maximum_changes_of_operator]\n{second} = 1\n[minimum_of_commune]\nc0 = 3",
        standing - 1
    );
    let bound = ReviewSettingsFile::from_toml(&text)
        .expect("toml")
        .settings()
        .expect("settings");
    let plan = world.propose(&bound);
    let gone = |name: &str| {
        let own = plan
            .decisions
            .iter()
            .filter(|one| operator(world.code(one.facility)) == name);
        own.filter(|one| !one.kind.stays()).count()
    };
    assert!(
        gone(first) <= 1 && gone(second) <= 1,
        "{} {}",
        gone(first),
        gone(second)
    );
    assert!(
        plan.decisions
            .iter()
            .any(|one| one.reasons.binding.contains(&Binding::OperatorMinimum))
    );
    let in_c0 =
        |one: &&gandan::review::Decision| world.dataset.facilities[one.facility.index()].area.as_deref() == Some("c0");
    let here: Vec<_> = plan.decisions.iter().filter(in_c0).collect();
    assert!(here.iter().filter(|one| one.kind.stays()).count() >= here.len().min(3));
}

#[test]
fn an_agent_is_never_the_receiver_of_an_office() {
    let world = World::of(city(1));
    let settings = ReviewSettings {
        under_review: vec![FacilityKind::Agent, FacilityKind::Branch],
        minimum_per_commune: 0,
        ..efficient()
    };
    let plan = world.propose(&settings);
    let kind = |id: gandan::model::FacilityId| world.dataset.facilities[id.index()].kind;
    let merged: Vec<_> = plan
        .decisions
        .iter()
        .filter_map(|one| Some((kind(one.facility), kind(one.into?))))
        .collect();
    assert!(
        !merged.is_empty() && merged.iter().all(|(from, to)| from == to),
        "{merged:?}"
    );
}
