//! A seeded town of any size: uneven streets of which many lanes are missing, cells, and points where people are.

#![allow(dead_code)] // each bench uses its part

use gandan::geometry::LonLat;
use gandan::model::{Dataset, DemandCell, Facility, FacilityKind, RoadNetwork, RoadNode, RoadWay};

const WEST: f64 = 105.0;
const SOUTH: f64 = 20.0;
/// Degrees of a street block: about 92 m.
const BLOCK: (f64, f64) = (0.000_886, 0.000_828);

/// A stream of numbers in 0..1: splitmix64 (Steele, Lea & Flood 2014) of a counter, so that any part can be made alone.
pub fn chance(seed: u64, index: u64) -> f64 {
    let mut bits = (seed << 40 ^ index).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Streets between `side` x `side` crossings: every eighth line an arterial, every thirty-second a primary, lanes
/// between them of which 57 % are there. Some 2.6 arcs a crossing.
pub fn streets(side: u32) -> RoadNetwork {
    let crossing = |index: u32| {
        let shift = |salt: u64| (chance(salt, u64::from(index)) - 0.5) * 0.6;
        let (column, row) = (f64::from(index % side) + shift(1), f64::from(index / side) + shift(2));
        RoadNode {
            id: i64::from(index),
            location: LonLat::new(WEST + column * BLOCK.0, SOUTH + row * BLOCK.1),
            barrier: None,
        }
    };
    let mut ways = Vec::new();
    for (direction, step) in [(0u32, 1u32), (1, side)] {
        for line in 0..side {
            let start = if direction == 0 { line * side } else { line };
            let class = match line {
                line if line % 32 == 16 => "primary",
                line if line % 8 == 4 => "tertiary",
                _ => "residential",
            };
            let is_there = |piece: u32| {
                class != "residential" || chance(3 + u64::from(direction), u64::from(line * side + piece)) < 0.571
            };
            let mut nodes = vec![start];
            for piece in 0..side {
                if piece + 1 < side && is_there(piece) {
                    nodes.push(start + (piece + 1) * step);
                    continue;
                }
                if nodes.len() > 1 {
                    ways.push(RoadWay {
                        id: ways.len() as i64,
                        class: class.to_owned(),
                        name: None,
                        nodes: std::mem::take(&mut nodes),
                        tags: if line % 11 == 5 {
                            vec![("oneway".to_owned(), "yes".to_owned())]
                        } else {
                            Vec::new()
                        },
                    });
                }
                nodes = vec![start + (piece + 1) * step];
            }
        }
    }
    RoadNetwork {
        nodes: (0..side * side).map(crossing).collect(),
        ways,
        ..RoadNetwork::default()
    }
}

/// The town whole: its streets, about `cells` cells spread over it, and `points` agents at cells.
pub fn town(side: u32, cells: u32, points: u32) -> Dataset {
    let across = f64::from(cells).sqrt().round() as u32;
    let at = |cell: u32| {
        let part = |number: u32| (f64::from(number) + 0.5) / f64::from(across) * f64::from(side - 1);
        LonLat::new(
            WEST + part(cell % across) * BLOCK.0,
            SOUTH + part(cell / across) * BLOCK.1,
        )
    };
    let cell = |cell: u32| DemandCell {
        code: format!("{cell:09}"),
        location: at(cell),
        people: (chance(5, u64::from(cell)) * 80.0).round(),
        elderly: None,
        enterprises: None,
        area: None,
    };
    let agent = |number: u32| {
        let cell = (chance(6, u64::from(number)) * f64::from(across * across)) as u32;
        Facility::new(
            format!("A{number:05}"),
            FacilityKind::Agent,
            format!("{number}"),
            at(cell),
        )
    };
    Dataset {
        cells: (0..across * across).map(cell).collect(),
        facilities: (0..points).map(agent).collect(),
        roads: streets(side),
        ..Dataset::default()
    }
}
