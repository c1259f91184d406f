//! What the whole plan does to the people of a point that ends, counted again from single sweeps.

use std::collections::BTreeMap;

use super::city::{World, city};
use super::{efficient, quick};
use gandan::model::FacilityId;
use gandan::review::Preset;
use gandan::units::Deciseconds;

/// Far beyond any way in the small city.
const FAR: Deciseconds = Deciseconds(360_000);

#[test]
fn the_people_of_a_point_that_ends_are_told_the_nearest_point_that_is_left() {
    let (mut compared, mut next_ends_too) = (0, 0);
    for seed in 1..=4 {
        let world = World::of(city(seed));
        let plan = world.propose(&efficient());
        let points: Vec<FacilityId> = plan.decisions.iter().map(|decision| decision.facility).collect();
        let stays: Vec<bool> = plan.decisions.iter().map(|decision| decision.kind.stays()).collect();
        let times: Vec<Vec<Deciseconds>> = points.iter().map(|point| world.travel.times_to(*point, FAR)).collect();
        let nearest = |cell: usize, among: &dyn Fn(usize) -> bool| {
            let of = (0..points.len()).filter(|point| among(*point));
            let reached = of.filter(|point| times[*point][cell] < FAR);
            reached.min_by_key(|point| (times[*point][cell], points[*point]))
        };
        for (number, decision) in plan.decisions.iter().enumerate() {
            let Some(told) = decision.reasons.after_plan else {
                assert!(
                    stays[number],
                    "seed {seed}: {:?} ends and is told nothing",
                    decision.facility
                );
                continue;
            };
            assert!(!stays[number], "seed {seed}: {:?} stays", decision.facility);
            let (mut people, mut without, mut farthest) = (0.0, 0.0, None);
            let mut goes_to: BTreeMap<FacilityId, f64> = BTreeMap::new();
            for (cell, demand) in world.dataset.cells.iter().enumerate() {
                if nearest(cell, &|_| true) != Some(number) {
                    continue;
                }
                people += demand.people;
                match nearest(cell, &|point| stays[point]) {
                    Some(next) => {
                        *goes_to.entry(points[next]).or_default() += demand.people;
                        if demand.people > 0.0 {
                            farthest = farthest.max(Some(times[next][cell].0 - times[number][cell].0));
                        }
                    }
                    None => without += demand.people,
                }
                let today = nearest(cell, &|point| point != number);
                next_ends_too += u32::from(today.is_some_and(|point| !stays[point]));
            }
            assert_eq!(decision.reasons.catchment_people, people, "seed {seed}, point {number}");
            assert_eq!(
                told.added.without_alternative_people, without,
                "seed {seed}, point {number}"
            );
            assert_eq!(
                told.added.max.map(|time| time.0),
                farthest,
                "seed {seed}, point {number}"
            );
            let alternative = told.alternative.map(|other| other.facility);
            if let Some(most) = goes_to.values().copied().reduce(f64::max) {
                let (at, people) = alternative
                    .map(|at| (at, goes_to.get(&at).copied()))
                    .expect("somebody goes on");
                assert_eq!(people, Some(most), "seed {seed}, point {number}: {at:?} of {goes_to:?}");
            }
            if let Some(other) = alternative {
                let position = points.iter().position(|point| *point == other).expect("under review");
                assert!(stays[position], "seed {seed}, point {number}: {other:?} ends itself");
            }
            compared += 1;
        }
    }
    assert!(
        compared > 10 && next_ends_too > 0,
        "{compared} points, {next_ends_too} cells"
    );
}

#[test]
fn dossiers_that_nobody_knows_are_never_told_as_none() {
    let (mut unknown, mut known) = (0, 0);
    for seed in 1..=6 {
        let mut half = city(seed);
        half.performance.clear();
        half.facilities
            .iter_mut()
            .step_by(2)
            .for_each(|one| one.load_per_month = None);
        let world = World::of(half);
        let is_unknown = |id: FacilityId| world.dataset.facilities[id.index()].load_per_month.is_none();
        for preset in [Preset::Careful, Preset::Efficient] {
            let plan = world.propose(&quick(preset));
            for (decision, into) in plan.decisions.iter().filter_map(|one| Some((one, one.into?))) {
                let said = decision.reasons.because_vi.join(" ");
                let own = is_unknown(decision.facility);
                assert_eq!(said.contains("hưa có số liệu hồ sơ của điểm này"), own, "{said}");
                assert!(!(own && said.contains("Không có hồ sơ phải chuyển")), "{said}");
                assert!(!(is_unknown(into) && said.contains("nơi tiếp nhận từ")), "{said}");
                *(if own { &mut unknown } else { &mut known }) += 1;
            }
        }
    }
    assert!(unknown > 0 && known > 0, "{unknown} unknown, {known} known");
}
