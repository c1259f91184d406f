//! Turn restrictions, barriers and periods against the definition, on the real quarter and on random towns.

mod calibration;
mod commands;
mod definition;
mod reference;
mod towns;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use definition::{Definition, History};
use gandan::geometry::{LocalPlane, LonLat};
use gandan::ingest::{Kind, Layer, ReadOptions, read};
use gandan::model::{RoadNetwork, TravelMode, TravelPeriod};
use gandan::routing::{Direction, Profile, RoadGraph, Router, Sweep};
use gandan::spatial_index::SegmentIndex;
use gandan::units::Metres;
use towns::{CENTRE, Dice, random_town};

fn quarter() -> Option<RoadNetwork> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hanoi-real/roads-small-sample.osm");
    let Ok(file) = File::open(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    match read(
        Kind::Roads,
        "quarter.osm",
        BufReader::new(file),
        &ReadOptions::default(),
    )
    .0
    {
        Some(Layer::Roads(roads)) => Some(roads),
        other => panic!("{other:?}"),
    }
}

fn profiles() -> impl Iterator<Item = Profile> {
    let all = TravelMode::ALL
        .into_iter()
        .flat_map(|mode| TravelPeriod::ALL.map(|period| (mode, period)));
    all.map(|(mode, period)| Profile::shipped(mode).at(period))
}

/// The nodes of the graph at each node of the network: where somebody starts who remembers nothing (`None`
/// where a barrier leaves no such node), and all of them.
fn nodes_of(graph: &RoadGraph, network: &RoadNetwork) -> Vec<(Option<u32>, Vec<u32>)> {
    let key = |at: LonLat| (at.lon.to_bits(), at.lat.to_bits());
    let mut here: HashMap<(u64, u64), Vec<u32>> = HashMap::new();
    for node in 0..graph.node_count() as u32 {
        here.entry(key(graph.location(node))).or_default().push(node);
    }
    let ends: BTreeSet<u32> = graph.segments().iter().flat_map(|segment| segment.ends).collect();
    let told = network.nodes.iter().map(|node| {
        let all = here.get(&key(node.location)).cloned().unwrap_or_default();
        let starts: Vec<u32> = all.iter().copied().filter(|node| ends.contains(node)).collect();
        (if let [one] = starts[..] { Some(one) } else { None }, all)
    });
    told.collect()
}

/// Every pair of a source of `every`-th node and any node, to the decisecond. The number of pairs with a way.
fn agrees_with_the_definition(network: &RoadNetwork, profile: &Profile, every: usize, told: &str) -> usize {
    let graph = RoadGraph::build(network, profile);
    let definition = Definition::new(network, profile);
    let nodes = nodes_of(&graph, network);
    let mut sweep = Sweep::new(&graph, 0);
    let mut pairs = 0;
    for (source, (start, _)) in nodes.iter().enumerate().step_by(every) {
        let Some(start) = start else { continue };
        sweep.run(&graph, Direction::Forward, &[(*start, 0)], u32::MAX);
        let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
        for ((node, _), time) in definition.times(&[(source as u32, History::new(), 0)]) {
            let best = expected.entry(node).or_insert(time);
            *best = time.min(*best);
        }
        for (target, (_, copies)) in nodes.iter().enumerate() {
            let found = copies.iter().filter_map(|&node| sweep.time(node)).min();
            let wanted = expected.get(&(target as u32)).copied();
            assert_eq!(found, wanted, "{told}: {source} to {target}");
            pairs += usize::from(wanted.is_some());
        }
    }
    pairs
}

#[test]
fn on_the_real_quarter_every_mode_and_period_agrees_with_the_definition_to_the_decisecond() {
    let Some(network) = quarter() else { return };
    for profile in profiles() {
        let told = format!("{} {}", profile.mode, profile.current_period().code());
        let pairs = agrees_with_the_definition(&network, &profile, 9, &told);
        assert!(pairs > 100_000, "{told}: only {pairs} pairs have a way");
    }
}

#[test]
fn each_of_the_21_restrictions_of_the_real_quarter_is_obeyed_or_has_a_reason_not_to_be() {
    let Some(network) = quarter() else { return };
    // Over a junction or a way, for every vehicle, at all hours.
    let all = [9891833, 10822444, 15956958, 16102974];
    // Motorcycles are excepted; bicycles too from the second list.
    let not_motorcycles = [9891840, 16521448];
    let cars_only = [9877203, 15738519, 16261419, 16261421];
    // 06:00-09:00 and 16:00-19:30 (16279881: 07:00-08:30 and others); motorcycles and bicycles are excepted.
    let cars_in_the_peak = [16261394, 16261401, 16279881, 16280384, 16280387];
    // Cars may not drive into these anyhow: 9891882 leads into the end of a one-way street, 16261415 comes out of
    // the beginning of one, 16279697 leads into a street that is closed to cars in the same hours. Motorcycles
    // and bicycles, which the street signs let pass, are excepted.
    let idle = [9891882, 16261415, 16279697];
    // A road of theirs is not in the file, so they are not in the network.
    let absent = [9853258, 9894728, 16630043];
    let ids = |lists: &[&[i64]]| {
        lists
            .iter()
            .flat_map(|list| list.iter().copied())
            .collect::<BTreeSet<i64>>()
    };
    let kept = ids(&[&all, &not_motorcycles, &cars_only, &cars_in_the_peak, &idle]);
    assert_eq!(
        network
            .restrictions
            .iter()
            .map(|turn| turn.id)
            .collect::<BTreeSet<i64>>(),
        kept
    );
    assert_eq!(kept.len() + absent.len(), 21);
    for profile in profiles() {
        let expected = match (profile.mode.as_str(), profile.current_period()) {
            ("motorbike", _) => ids(&[&all]),
            ("bicycle", _) => ids(&[&all, &not_motorcycles]),
            ("car", TravelPeriod::OffPeak) => ids(&[&all, &not_motorcycles, &cars_only]),
            ("car", TravelPeriod::Peak) => ids(&[&all, &not_motorcycles, &cars_only, &cars_in_the_peak]),
            _ => BTreeSet::new(),
        };
        let told = format!("{} {:?}", profile.mode, profile.current_period());
        assert_eq!(Definition::new(&network, &profile).binding, expected, "{told}");
        // Without the idle ones the graph is the same; without any other it is not.
        let size = |left_out: &[i64]| {
            let mut fewer = network.clone();
            fewer.restrictions.retain(|turn| !left_out.contains(&turn.id));
            let graph = RoadGraph::build(&fewer, &profile);
            (graph.node_count(), graph.arc_count())
        };
        let whole = size(&[]);
        for id in &kept {
            assert_eq!(size(&[*id]) != whole, expected.contains(id), "{told}: {id}");
        }
    }
}

// ---------------------------------------------------------------- random towns

#[test]
fn random_towns_with_random_restrictions_agree_with_the_definition() {
    let profiles: Vec<Profile> = profiles().collect();
    let (mut pairs, mut bound) = (0, 0);
    for seed in 0..3000 {
        let network = random_town(&mut Dice::new(seed));
        let profile = &profiles[seed as usize % profiles.len()];
        pairs += agrees_with_the_definition(&network, profile, 1, &format!("seed {seed}, {}", profile.mode));
        bound += Definition::new(&network, profile).binding.len();
    }
    assert!(
        pairs > 300_000 && bound > 1500,
        "{pairs} pairs, {bound} restrictions bind: too few to prove anything"
    );
}

/// The time of the fastest way by road between two places: every road within the limit, nothing left out.
fn road_time(network: &RoadNetwork, profile: &Profile, from: LonLat, to: LonLat) -> Option<u32> {
    let definition = Definition::new(network, profile);
    let mut pieces: Vec<(u32, u32)> = definition.edges.iter().map(|edge| (edge.way, edge.at)).collect();
    pieces.sort_unstable();
    pieces.dedup();
    let places: Vec<LonLat> = network.nodes.iter().map(|node| node.location).collect();
    let ends: Vec<(u32, u32)> = pieces
        .iter()
        .map(|&(way, at)| {
            (
                network.ways[way as usize].nodes[at as usize],
                network.ways[way as usize].nodes[at as usize + 1],
            )
        })
        .collect();
    let index = SegmentIndex::build(&places, &ends);
    let walk = |metres: f64| (metres / (profile.walk_kmh / 36.0)).round() as u32;
    let part = |time: u32, share: f64| (f64::from(time) * share).round() as u32;
    let hits = |place| index.within(place, Metres(profile.snap_limit_m));
    let edge = |piece: usize, forward: bool| {
        let wanted = pieces[piece];
        let found = definition
            .edges
            .iter()
            .position(|edge| (edge.way, edge.at) == wanted && edge.forward == forward);
        found.map(|edge| edge as u32)
    };
    let mut best: Option<u32> = None;
    let mut offer = |time: u32| best = Some(best.map_or(time, |known| known.min(time)));
    let mut starts: Vec<(u32, History, u32)> = Vec::new();
    for hit in hits(from) {
        let on_foot = walk(hit.distance.0);
        for forward in [true, false] {
            if let Some(edge) = edge(hit.segment, forward) {
                let done = if forward { hit.fraction } else { 1.0 - hit.fraction };
                let road = definition.edges[edge as usize];
                starts.push((road.to, vec![edge], on_foot + part(road.time, 1.0 - done)));
            }
        }
        for (at, node) in [(0.0, ends[hit.segment].0), (1.0, ends[hit.segment].1)] {
            if hit.fraction == at && network.nodes[node as usize].barrier.is_none() {
                starts.push((node, History::new(), on_foot));
            }
        }
        for goal in hits(to).into_iter().filter(|goal| goal.segment == hit.segment) {
            let along = goal.fraction - hit.fraction;
            let road = if along == 0.0 {
                Some(0)
            } else {
                edge(hit.segment, along > 0.0).map(|edge| definition.edges[edge as usize].time)
            };
            if let Some(time) = road {
                offer(on_foot + part(time, along.abs()) + walk(goal.distance.0));
            }
        }
    }
    let times = definition.times(&starts);
    for goal in hits(to) {
        let on_foot = walk(goal.distance.0);
        for (at, junction) in [(0.0, ends[goal.segment].0), (1.0, ends[goal.segment].1)] {
            if goal.fraction == at {
                let there = times.iter().filter(|((node, _), _)| *node == junction);
                there.for_each(|(_, time)| offer(time + on_foot));
            }
        }
        for forward in [true, false] {
            let Some(edge) = edge(goal.segment, forward) else {
                continue;
            };
            let road = definition.edges[edge as usize];
            let done = if forward { goal.fraction } else { 1.0 - goal.fraction };
            for ((node, history), time) in &times {
                if *node == road.from && definition.may_take(history, edge) {
                    offer(time + part(road.time, done) + on_foot);
                }
            }
        }
    }
    best
}

#[test]
fn from_door_to_door_too_restrictions_are_obeyed_and_joins_lose_no_time() {
    let profiles: Vec<Profile> = profiles().filter(|profile| profile.mode != "foot").collect();
    let plane = LocalPlane::at(CENTRE);
    let mut found = 0;
    for seed in 0..600u64 {
        let mut dice = Dice::new(seed);
        let mut network = random_town(&mut dice);
        // A barrier parts the road it stands on: which side a door at it is on is a question of its own.
        network.nodes.iter_mut().for_each(|node| node.barrier = None);
        let profile = &profiles[seed as usize % profiles.len()];
        let router = Router::build(&network, profile.clone());
        for question in 0..4 {
            let mut place = || match dice.below(3) {
                0 => dice.pick(&network.nodes).location,
                _ => plane.to_lonlat([dice.below(900) as f64, dice.below(900) as f64]),
            };
            let (from, to) = (place(), place());
            let route = router.route(&network, from, to);
            let wanted = road_time(&network, profile, from, to);
            assert_eq!(
                route.map(|route| route.travel.0),
                wanted,
                "seed {seed}, question {question}: {from} to {to}"
            );
            found += usize::from(wanted.is_some());
        }
    }
    assert!(found > 1500, "only {found} ways");
}

// ---------------------------------------------------------------- one-ways

/// Times between all nodes of a network, by their positions in it; pairs without a way are left out.
fn all_times(network: &RoadNetwork, profile: &Profile) -> BTreeMap<(usize, usize), u32> {
    let graph = RoadGraph::build(network, profile);
    let nodes = nodes_of(&graph, network);
    let mut sweep = Sweep::new(&graph, 0);
    let mut times = BTreeMap::new();
    for (from, (start, _)) in nodes.iter().enumerate() {
        let Some(start) = start else { continue };
        sweep.run(&graph, Direction::Forward, &[(*start, 0)], u32::MAX);
        for (to, (_, copies)) in nodes.iter().enumerate() {
            if let Some(time) = copies.iter().filter_map(|&node| sweep.time(node)).min() {
                times.insert((from, to), time);
            }
        }
    }
    times
}

#[test]
fn a_one_way_reversed_changes_only_pairs_whose_every_fastest_way_used_its_direction() {
    let profile = Profile::shipped(TravelMode::Motorbike);
    let (mut slower, mut faster, mut same) = (0, 0, 0);
    for seed in 0..400 {
        let mut dice = Dice::new(seed);
        let mut before = random_town(&mut dice);
        before.nodes.iter_mut().for_each(|node| node.barrier = None);
        let chosen = dice.below(before.ways.len());
        let id = before.ways[chosen].id;
        before.restrictions.retain(|turn| {
            let over = match &turn.via {
                gandan::model::TurnVia::Ways(ways) => ways.contains(&id),
                gandan::model::TurnVia::Node(_) => false,
            };
            turn.from_way != id && turn.to_way != id && !over
        });
        before.ways[chosen].tags = vec![("oneway".to_owned(), "yes".to_owned())];
        let mut after = before.clone();
        after.ways[chosen].nodes.reverse();
        let mut without = before.clone();
        // The nodes stay in use, so that the same pairs are asked about.
        without.ways[chosen].tags = vec![("access".to_owned(), "no".to_owned())];
        let [before, after, without] = [before, after, without].map(|network| all_times(&network, &profile));
        let pairs: BTreeSet<(usize, usize)> = before.keys().chain(after.keys()).copied().collect();
        for pair in pairs {
            let [old, new, none] =
                [&before, &after, &without].map(|times| times.get(&pair).copied().unwrap_or(u32::MAX));
            assert!(
                none >= old && none >= new,
                "seed {seed}, {pair:?}: a closed street helped"
            );
            // Some fastest way did without the street: nobody may lose. Some does now: nobody may gain.
            assert!(
                old != none || new <= old,
                "seed {seed}, {pair:?}: {old} -> {new}, {none} without the street"
            );
            assert!(
                new != none || old <= new,
                "seed {seed}, {pair:?}: {old} -> {new}, {none} without the street"
            );
            match new.cmp(&old) {
                std::cmp::Ordering::Greater => slower += 1,
                std::cmp::Ordering::Less => faster += 1,
                std::cmp::Ordering::Equal => same += 1,
            }
        }
    }
    assert!(
        slower > 500 && faster > 500 && same > 5000,
        "{slower} slower, {faster} faster, {same} as before"
    );
}
