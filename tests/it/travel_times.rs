//! A table of travel times that was brought: it replaces the router's for its pairs, and for nothing else.

use std::collections::HashMap;

use gandan::access::{LiveError, LiveNetwork, Reach, Travel};
use gandan::ingest::{Kind, ReadOptions, read};
use gandan::model::{CellId, Dataset, FacilityId, Rule, Severity, TravelMode, TravelTimeTable};
use gandan::planner::{id_of, import};
use gandan::store::{Overwrite, Workspace};
use gandan::units::{Deciseconds, Metres};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::live::random_city;

type Pairs = HashMap<(u32, u32), Deciseconds>;

/// The router's times of every pair.
fn router_times(dataset: &Dataset) -> Vec<Vec<Deciseconds>> {
    let travel = Travel::new(dataset, TravelMode::Motorbike);
    let facilities = (0..dataset.facilities.len() as u32).map(FacilityId);
    facilities
        .map(|facility| travel.times_to(facility, Deciseconds::NEVER))
        .collect()
}

fn with_table(dataset: &Dataset, pairs: &Pairs) -> Dataset {
    let told: Vec<(String, String, Deciseconds)> = pairs
        .iter()
        .map(|(&(cell, facility), &time)| {
            let (cell, facility) = (&dataset.cells[cell as usize], &dataset.facilities[facility as usize]);
            (cell.code.clone(), facility.code.clone(), time)
        })
        .collect();
    Dataset {
        travel_times: TravelTimeTable::from_pairs(&told),
        ..dataset.clone()
    }
}

fn rule() -> Rule {
    Rule {
        travel: Deciseconds(4000),
        radius: Metres(1500.0),
        ..Rule::scheme()
    }
}

/// Every table of the access engine against brute force over all pairs.
fn assert_brute_force(dataset: &Dataset, pairs: &Pairs, told: &str) {
    let router = router_times(dataset);
    let time = |cell: usize, facility: usize| {
        let brought = pairs.get(&(cell as u32, facility as u32));
        brought.copied().unwrap_or(router[facility][cell])
    };
    let dataset = with_table(dataset, pairs);
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let count = dataset.facilities.len();
    let all: Vec<FacilityId> = (0..count as u32).map(FacilityId).collect();
    let some: Vec<FacilityId> = all.iter().copied().step_by(2).collect();
    for limit in [Deciseconds(2500), Deciseconds::NEVER] {
        let within = travel.within_time(&some, limit);
        for facility in &all {
            let times = travel.times_to(*facility, limit);
            for (cell, found) in times.into_iter().enumerate() {
                let expected = time(cell, facility.index());
                let expected = if expected < limit { expected } else { Deciseconds::NEVER };
                assert_eq!(found, expected, "{told}: cell {cell} to {facility:?} below {limit:?}");
                let bit = some.contains(facility) && expected.is_reachable();
                assert_eq!(
                    within.contains(CellId(cell as u32), *facility),
                    bit,
                    "{told}: cell {cell} to {facility:?}"
                );
            }
        }
    }
    for (asked, k) in [(&all, 3), (&some, 2), (&all, 20)] {
        let nearest = travel.nearest(asked, k);
        for cell in 0..dataset.cells.len() {
            let mut expected: Vec<(Deciseconds, FacilityId)> = asked
                .iter()
                .map(|facility| (time(cell, facility.index()), *facility))
                .collect();
            expected.retain(|(time, _)| time.is_reachable());
            expected.sort();
            expected.truncate(k);
            assert_eq!(nearest.of(cell), expected, "{told}: the {k} nearest of cell {cell}");
        }
    }
    let reach = Reach::compute(&dataset, &travel, &rule());
    let coverage = reach.coverage(&dataset, &travel, &rule());
    let counting = Reach::counting(&dataset, &rule());
    for cell in 0..dataset.cells.len() {
        let in_time = counting
            .iter()
            .any(|facility| time(cell, facility.index()) < rule().travel);
        let in_radius = reach.within_distance.count(
            CellId(cell as u32),
            &reach.within_distance.mask(counting.iter().copied()),
        ) > 0;
        assert_eq!(coverage.passes[cell], in_time || in_radius, "{told}: cell {cell}");
    }
}

fn random_pairs(rng: &mut ChaCha8Rng, dataset: &Dataset, share: u32) -> Pairs {
    let mut pairs = Pairs::new();
    for cell in 0..dataset.cells.len() as u32 {
        for facility in 0..dataset.facilities.len() as u32 {
            if rng.next_u32() % 100 < share {
                let time = match rng.next_u32() % 4 {
                    0 => Deciseconds::NEVER,
                    1 => Deciseconds(0),
                    _ => Deciseconds(rng.next_u32() % 9000),
                };
                pairs.insert((cell, facility), time);
            }
        }
    }
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_table_is_that_of_brute_force_over_all_pairs(seed in 0u64..1_000_000, share in prop_oneof![Just(3u32), Just(30), Just(100)]) {
        let dataset = random_city(seed);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let pairs = random_pairs(&mut rng, &dataset, share);
        assert_brute_force(&dataset, &pairs, &format!("seed {seed}, {share} %"));
    }
}

#[test]
fn a_full_table_that_repeats_the_router_changes_no_answer() {
    for seed in 0..10 {
        let dataset = random_city(seed);
        let router = router_times(&dataset);
        let pairs: Pairs = (0..dataset.facilities.len())
            .flat_map(|facility| (0..dataset.cells.len()).map(move |cell| (cell, facility)))
            .map(|(cell, facility)| ((cell as u32, facility as u32), router[facility][cell]))
            .collect();
        let told = |dataset: &Dataset| {
            let travel = Travel::new(dataset, TravelMode::Motorbike);
            let reach = Reach::compute(dataset, &travel, &rule());
            (
                reach.coverage(dataset, &travel, &rule()),
                reach.nearest_by_time,
                reach.within_time,
            )
        };
        assert_eq!(told(&with_table(&dataset, &pairs)), told(&dataset), "seed {seed}");
    }
}

#[test]
fn a_table_is_read_kept_named_in_the_snapshot_and_replaced_by_the_next() {
    let dataset = random_city(4);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    Workspace::create(&path, &dataset, Overwrite::Refuse).expect("a workspace");
    let before = Workspace::load(&path).expect("it was written");
    let home = dataset.cells[3].location;
    let by_code = "Mã ô;Mã điểm;Thời gian (phút)\nc00;a1;12,5\nc01;a1;không tới được\n".to_owned();
    let by_place = format!("lon,lat,facility,minutes\n{},{},a2,7\n", home.lon, home.lat);
    let mut ids = vec![id_of(&before)];
    for (text, expected) in [
        (
            by_code,
            vec![("c00", "a1", Deciseconds(7500)), ("c01", "a1", Deciseconds::NEVER)],
        ),
        (by_place, vec![("c03", "a2", Deciseconds(4200))]),
    ] {
        let source = std::io::Cursor::new(text.into_bytes());
        let (layer, findings) = read(Kind::TravelTimes, "times.csv", source, &ReadOptions::default());
        assert_eq!(findings, []);
        let layer = layer.expect("rows");
        Workspace::update(&path, |dataset| import::merge(dataset, vec![layer], Vec::new())).expect("it is stored");
        let after = Workspace::load(&path).expect("it was written");
        assert_eq!(after.travel_times.pairs().collect::<Vec<_>>(), expected);
        ids.push(id_of(&after));
        assert_eq!(
            Travel::new(&after, TravelMode::Motorbike).own_times().counts(),
            (expected.len(), expected.len())
        );
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "three states of the data have three ids");
}

#[test]
fn rows_that_name_nothing_of_the_workspace_are_errors_with_their_row() {
    let dataset = random_city(4);
    let text = "cell,facility,minutes\nc00,a1,3\nc99,a1,3\nc00,zz,3\n";
    let source = std::io::Cursor::new(text.as_bytes().to_vec());
    let (layer, _) = read(Kind::TravelTimes, "times.csv", source, &ReadOptions::default());
    let Some(gandan::ingest::Layer::TravelTimes(rows)) = layer else {
        panic!("rows were read");
    };
    let told: Vec<_> = import::check_travel_times(&dataset, &rows, "times.csv")
        .into_iter()
        .map(|finding| (finding.check, finding.severity, finding.row))
        .collect();
    let error = Severity::Error;
    assert_eq!(
        told,
        [("unknown_cell", error, Some(3)), ("unknown_facility", error, Some(4))]
    );
    let far = format!("lon,lat,facility,minutes\n{},{},a1,3\n", 100.0, 10.0);
    let (layer, _) = read(
        Kind::TravelTimes,
        "times.csv",
        std::io::Cursor::new(far.into_bytes()),
        &ReadOptions::default(),
    );
    let Some(gandan::ingest::Layer::TravelTimes(rows)) = layer else {
        panic!("rows were read");
    };
    assert_eq!(import::check_travel_times(&dataset, &rows, "")[0].check, "unknown_cell");
}

#[test]
fn a_network_with_brought_times_is_not_edited_live() {
    let dataset = with_table(&random_city(4), &Pairs::from([((0, 0), Deciseconds(5))]));
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let base = gandan::access::Baseline {
        dataset: &dataset,
        travel: &travel,
    };
    assert_eq!(LiveNetwork::new(base, &[rule()]).err(), Some(LiveError::OwnTimes(1)));
}

#[test]
fn the_command_imports_a_table_tells_it_in_assess_and_leaves_the_workspace_alone_when_it_is_wrong() {
    use crate::cli::{demo, done, gandan, text};
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = demo(&folder);
    let export = |name: &str| -> Vec<csv::StringRecord> {
        let out = folder.path().join(name);
        done(&[
            "export",
            text(&workspace),
            "cells",
            "--rule",
            "scheme",
            "--out",
            text(&out),
        ]);
        csv::Reader::from_path(&out)
            .expect("written")
            .into_records()
            .map(|row| row.expect("a row"))
            .collect()
    };
    // id, ..., nearest_by_time, travel_s: the first cell that is reached gets another time to its nearest point.
    let before = export("before.csv");
    let (row, cell) = before
        .iter()
        .enumerate()
        .find(|(_, row)| !row[8].is_empty())
        .expect("a cell that is reached");
    let faster = cell[9].parse::<f64>().expect("seconds") / 60.0 / 2.0;
    let table = folder.path().join("times.csv");
    let import = || gandan(&["import", "travel-times", text(&table), "--workspace", text(&workspace)]);
    let bytes = || std::fs::read(&workspace).expect("the workspace");
    let untouched = bytes();
    for wrong in [
        "no-such-cell,P,3\n",
        &format!("{},no-such-point,3\n", &cell[0]),
        &format!("{},{},-3\n", &cell[0], &cell[8]),
    ] {
        std::fs::write(&table, format!("cell,facility,minutes\n{wrong}")).expect("written");
        let output = import();
        assert_eq!(output.status.code(), Some(3), "{wrong}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("dòng 2"), "{wrong}");
        assert!(bytes() == untouched, "{wrong}");
    }
    std::fs::write(
        &table,
        format!("cell,facility,minutes\n{},{},{faster}\n", &cell[0], &cell[8]),
    )
    .expect("written");
    let output = import();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let after = export("after.csv");
    for (number, (before, after)) in before.iter().zip(&after).enumerate() {
        if number == row {
            let told: f64 = after[9].parse().expect("seconds");
            assert!(
                (told - faster * 60.0).abs() <= 0.05001,
                "{told} is not {faster} minutes"
            );
            assert_eq!(&before[8], &after[8]);
        } else {
            assert_eq!(before, after);
        }
    }
    let page = done(&["assess", text(&workspace), "--lang", "en"]);
    assert!(page.contains("Travel times: 1 of "), "{page}");
    let json = done(&["assess", text(&workspace), "--format", "json"]);
    assert!(json.contains("pairs from this table, the others by road"));
    let remove = |kind: &str| gandan(&["import", kind, "--remove", "--workspace", text(&workspace)]);
    assert_eq!(remove("roads").status.code(), Some(3));
    let output = remove("travel-times");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("đã bỏ 1 thời gian đi lại"),
        "{output:?}"
    );
    assert_eq!(export("again.csv"), before);
}
