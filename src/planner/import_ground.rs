//! Water and green areas into a dataset. They have no codes: a shape is itself.

use std::collections::HashMap;
use std::hash::Hash;

use geo_types::MultiPolygon;

use super::import::Existing;
use crate::model::Dataset;

/// Replaces the water or the green areas by those that came; or adds these, where the same shape takes the place of the old one.
/// A shape that stands in several files (extracts overlap) is taken once, the last of them.
pub(super) fn put(dataset: &mut Dataset, fresh: &mut Dataset, existing: Existing) {
    // Both are one kind: a file of lakes alone says that no line is drawn.
    if !fresh.water.is_empty() || !fresh.waterways.is_empty() {
        let (bodies, lines) = (std::mem::take(&mut fresh.water), std::mem::take(&mut fresh.waterways));
        merge(&mut dataset.water, bodies, existing, |body| outline_key(&body.outline));
        merge(&mut dataset.waterways, lines, existing, |one| {
            one.line
                .iter()
                .map(|at| [at.lon.to_bits(), at.lat.to_bits()])
                .collect::<Vec<_>>()
        });
    }
    if !fresh.green.is_empty() {
        let green = std::mem::take(&mut fresh.green);
        merge(&mut dataset.green, green, existing, |green| outline_key(&green.outline));
    }
}

fn merge<T, K: Eq + Hash>(old: &mut Vec<T>, new: Vec<T>, existing: Existing, key: impl Fn(&T) -> K) {
    if existing == Existing::Replaced {
        old.clear();
    }
    let mut place: HashMap<K, usize> = old.iter().map(&key).zip(0..).collect();
    for one in new {
        match place.entry(key(&one)) {
            std::collections::hash_map::Entry::Occupied(at) => old[*at.get()] = one,
            std::collections::hash_map::Entry::Vacant(at) => {
                at.insert(old.len());
                old.push(one);
            }
        }
    }
}

/// The very corners, ring by ring.
fn outline_key(outline: &MultiPolygon<f64>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for polygon in outline {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            hasher.update(&(ring.0.len() as u64).to_le_bytes());
            for corner in &ring.0 {
                hasher.update(&corner.x.to_bits().to_le_bytes());
                hasher.update(&corner.y.to_bits().to_le_bytes());
            }
        }
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{GreenArea, Origin, WaterBody, Waterway, WaterwayClass};
    use geo_types::polygon;

    fn square(at: f64) -> MultiPolygon<f64> {
        polygon![(x: at, y: 0.0), (x: at + 1.0, y: 0.0), (x: at + 1.0, y: 1.0), (x: at, y: 0.0)].into()
    }

    fn lake(name: &str, at: f64) -> WaterBody {
        WaterBody {
            name: Some(name.to_owned()),
            outline: square(at),
            origin: Origin::Fact,
        }
    }

    fn river() -> Waterway {
        Waterway {
            name: None,
            class: WaterwayClass::River,
            line: vec![LonLat::new(0.0, 0.0), LonLat::new(1.0, 1.0)],
            origin: Origin::Fact,
        }
    }

    fn names(dataset: &Dataset) -> Vec<&str> {
        dataset.water.iter().filter_map(|body| body.name.as_deref()).collect()
    }

    #[test]
    fn shapes_replace_their_layer_or_are_added_and_each_is_taken_once() {
        let mut dataset = Dataset {
            water: vec![lake("cũ", 0.0)],
            waterways: vec![river()],
            ..Dataset::default()
        };
        let came = |water: Vec<WaterBody>| Dataset {
            water,
            ..Dataset::default()
        };
        put(&mut dataset, &mut came(vec![]), Existing::Replaced);
        assert_eq!(
            (names(&dataset), dataset.waterways.len()),
            (vec!["cũ"], 1),
            "nothing of the kind came"
        );
        put(
            &mut dataset,
            &mut came(vec![lake("mới", 0.0), lake("hai", 2.0)]),
            Existing::Kept,
        );
        assert_eq!((names(&dataset), dataset.waterways.len()), (vec!["mới", "hai"], 1));
        put(
            &mut dataset,
            &mut came(vec![lake("ba", 5.0), lake("bốn", 5.0)]),
            Existing::Replaced,
        );
        assert_eq!((names(&dataset), dataset.waterways.len()), (vec!["bốn"], 0));
        let mut lines = Dataset {
            waterways: vec![river(), river()],
            ..Dataset::default()
        };
        put(&mut dataset, &mut lines, Existing::Kept);
        assert_eq!((names(&dataset), dataset.waterways.len()), (vec!["bốn"], 1));
        let mut green = Dataset {
            green: vec![GreenArea {
                name: None,
                outline: square(0.0),
                origin: Origin::Fact,
            }],
            ..Dataset::default()
        };
        put(&mut dataset, &mut green, Existing::Replaced);
        assert_eq!(
            (dataset.green.len(), dataset.water.len(), dataset.waterways.len()),
            (1, 1, 1)
        );
    }
}
