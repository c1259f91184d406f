//! Communes and districts of before July 2025 as places: people go on using their names.
//!
//! Where a workspace has a crosswalk, it tells the former units and what became of them; a unit then lies at the first
//! commune that took it. Without one, Hanoi's own 526 former units ship with the program, each with a point
//! (`data/hanoi/old_wards`), and the commune that holds the point is told as its successor.

use super::places::{Communes, Hit, HitKind};
use crate::geometry::LonLat;
use crate::model::{AreaLevel, Dataset};
use crate::registry::{Crosswalk, toned};
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

const OLD_WARDS: &str = include_str!("../../data/hanoi/old_wards/old_wards_2024.csv");

/// A former unit: name, district, where it lay, and the names of the communes that took it.
struct Former {
    name: String,
    district: Option<String>,
    at: LonLat,
    now: Vec<String>,
}

/// Former communes whose name no commune of today has, and former districts.
pub fn former_areas(dataset: &Dataset, communes: &Communes<'_>) -> Vec<Hit> {
    let former = if dataset.crosswalk.is_empty() {
        shipped(dataset, communes)
    } else {
        by_crosswalk(dataset)
    };
    let today: BTreeSet<String> = communes_of(dataset).map(|area| toned(&area.name)).collect();
    let mut hits: Vec<Hit> = former
        .iter()
        .filter(|one| !today.contains(&toned(&one.name)))
        .map(|one| hit(&one.name, one.at, one.district.as_deref(), &one.now))
        .collect();
    let mut districts: BTreeMap<&str, Vec<&Former>> = BTreeMap::new();
    for one in &former {
        if let Some(district) = &one.district {
            districts.entry(district).or_default().push(one);
        }
    }
    hits.extend(districts.into_iter().map(|(name, members)| {
        let count = members.len() as f64;
        let mean = |of: fn(&LonLat) -> f64| members.iter().map(|one| of(&one.at)).sum::<f64>() / count;
        let at = LonLat::new(mean(|at| at.lon), mean(|at| at.lat));
        let now: BTreeSet<&String> = members.iter().flat_map(|one| &one.now).collect();
        hit(name, at, None, &now.into_iter().cloned().collect::<Vec<_>>())
    }));
    hits
}

fn hit(name: &str, at: LonLat, district: Option<&str>, now: &[String]) -> Hit {
    /// A district of a dozen communes is not told by all their names.
    const MOST_TOLD: usize = 4;
    let told = now.iter().take(MOST_TOLD).cloned().collect::<Vec<_>>().join(", ");
    let more = if now.len() > MOST_TOLD { ", ..." } else { "" };
    let district = district.map_or(String::new(), |district| format!("{district}; "));
    Hit {
        kind: HitKind::FormerArea,
        label: name.to_owned(),
        detail: Some(format!("{district}nay thuộc {told}{more}")),
        code: None,
        location: Some(at),
    }
}

fn communes_of(dataset: &Dataset) -> impl Iterator<Item = &crate::model::Area> {
    dataset.areas.iter().filter(|area| area.level == AreaLevel::Commune)
}

/// Of Hanoi alone, which its own outline says.
fn shipped(dataset: &Dataset, communes: &Communes<'_>) -> Vec<Former> {
    let is_hanoi =
        |area: &crate::model::Area| area.level == AreaLevel::City && text::fold(&area.name).ends_with("ha noi");
    if !dataset.areas.iter().any(is_hanoi) {
        return Vec::new();
    }
    let rows = OLD_WARDS.lines().skip(1).filter_map(|line| {
        let mut columns = line.split(',');
        let (_, name, district) = (columns.next()?, columns.next()?, columns.next()?);
        let at = LonLat::try_new(columns.next()?.parse().ok()?, columns.next()?.trim().parse().ok()?).ok()?;
        let now = communes.index_at(at)?;
        Some(Former {
            name: text::nfc(name),
            district: Some(text::nfc(district)),
            at,
            now: vec![dataset.areas[now].name.clone()],
        })
    });
    rows.collect()
}

fn by_crosswalk(dataset: &Dataset) -> Vec<Former> {
    let places: BTreeMap<String, LonLat> = communes_of(dataset)
        .map(|area| (toned(&area.name), area.point))
        .collect();
    let crosswalk = Crosswalk::new(&dataset.crosswalk);
    let units = crosswalk.old_units().iter().enumerate();
    let former = units.filter_map(|(old, unit)| {
        let new = crosswalk.destinations(old).iter();
        let now: Vec<String> = new.map(|&new| crosswalk.new_units()[new].name.clone()).collect();
        Some(Former {
            at: now.iter().find_map(|name| places.get(&toned(name)).copied())?,
            name: unit.name.clone(),
            district: unit.district.clone(),
            now,
        })
    });
    former.collect()
}
