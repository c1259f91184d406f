//! Points that name a commune by an old code or by its name get the code that the workspace's areas have.
//!
//! A merger has one answer. Where a unit was split, or a code means an old and a new unit at once, the position decides
//! among the communes that may be meant. Each is told, and what nobody can tell is left as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Dataset, Facility, Finding};
use crate::registry::{Layout, Layouts};
use crate::spatial_index::OutlineIndex;

/// What became of the commune that a point names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// One commune may be meant, and the point stands in it or nowhere.
    Resolved,
    /// One commune may be meant, and the point stands in another.
    Elsewhere,
    /// Several may be meant; the point stands in one of them.
    ByPosition,
    /// Several may be meant; the point stands in none of them.
    Undecided,
    /// Neither the areas nor the crosswalk know it.
    Unknown,
}

/// Gives every facility that names no commune of the areas the code of the one it means. Codes that are current stay.
pub fn translate(dataset: &mut Dataset) -> Vec<Finding> {
    let strangers = strangers(dataset);
    if strangers.is_empty() {
        return Vec::new();
    }
    let layouts = Layouts::of(dataset);
    let communes = layouts.communes();
    if communes.is_empty() {
        return Vec::new();
    }
    let index = OutlineIndex::build(communes.iter().map(|&area| &dataset.areas[area].outline));
    let mut meant: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut told: BTreeMap<(Outcome, String, Option<usize>), Vec<usize>> = BTreeMap::new();
    for facility in strangers {
        let point = &dataset.facilities[facility];
        let Some(text) = point.area.clone() else { continue };
        let candidates = meant
            .entry(text.clone())
            .or_insert_with(|| candidates(dataset, &layouts, &text));
        let at = index.locate(point.location).map(|found| communes[found]);
        let (outcome, area) = match (candidates.as_slice(), at) {
            ([], _) => (Outcome::Unknown, None),
            ([one], Some(at)) if at != *one => (Outcome::Elsewhere, Some(*one)),
            ([one], _) => (Outcome::Resolved, Some(*one)),
            (several, Some(at)) if several.contains(&at) => (Outcome::ByPosition, Some(at)),
            _ => (Outcome::Undecided, None),
        };
        told.entry((outcome, text, area)).or_default().push(facility);
    }
    drop(index);
    let has_crosswalk = !layouts.crosswalk().is_empty();
    let mut findings = Vec::new();
    for ((outcome, text, area), points) in &told {
        if let Some(area) = area {
            let code = dataset.areas[*area].code.clone();
            for &point in points {
                dataset.facilities[point].area = Some(code.clone());
            }
        }
        // Without a crosswalk a name or code that is unknown goes by position, as the audit tells.
        if *outcome != Outcome::Unknown || has_crosswalk {
            findings.push(finding(dataset, *outcome, text, *area, points));
        }
    }
    findings
}

/// Facilities that name a commune which no area has as its code.
fn strangers(dataset: &Dataset) -> Vec<usize> {
    let current: BTreeSet<&str> = dataset.areas.iter().map(|area| area.code.as_str()).collect();
    let is_stranger = |facility: &Facility| {
        let area = facility.area.as_deref();
        area.is_some_and(|code| !code.trim().is_empty() && !current.contains(code))
    };
    (0..dataset.facilities.len())
        .filter(|&facility| is_stranger(&dataset.facilities[facility]))
        .collect()
}

/// The areas that a code or name may mean, in order: as a unit of either layout, or by the area's own name.
fn candidates(dataset: &Dataset, layouts: &Layouts, text: &str) -> Vec<usize> {
    let crosswalk = layouts.crosswalk();
    let mut areas = BTreeSet::new();
    for layout in [Layout::New, Layout::Old] {
        let by_code = crosswalk.by_code(layout, text);
        areas.extend(by_code.into_iter().flat_map(|unit| layouts.areas_of(layout, unit)));
    }
    if !areas.is_empty() {
        return areas.into_iter().collect();
    }
    let (name, district) = match text.split_once(',') {
        Some((name, district)) => (name, Some(district)),
        None => (text, None),
    };
    let old = crosswalk.by_name(Layout::Old, name, district);
    areas.extend(old.into_iter().flat_map(|unit| layouts.areas_of(Layout::Old, unit)));
    // A district is of the old layout: with one, an old unit is meant if there is any.
    if areas.is_empty() || district.is_none() {
        areas.extend(layouts.areas_named(dataset, name));
    }
    areas.into_iter().collect()
}

fn finding(dataset: &Dataset, outcome: Outcome, text: &str, area: Option<usize>, points: &[usize]) -> Finding {
    let first = &dataset.facilities[points[0]];
    let who = format!("{} point(s), first '{}' ({})", points.len(), first.code, first.name);
    let into = area.map_or_else(String::new, |area| {
        format!("'{}' ({})", dataset.areas[area].code, dataset.areas[area].name)
    });
    let told = match outcome {
        Outcome::Resolved => Finding::info(
            "old_code_resolved",
            "",
            format!("{who}: the commune named is now {into}, which was taken"),
        ),
        Outcome::ByPosition => Finding::info(
            "old_code_by_position",
            "",
            format!("{who}: the commune named may be one of several now; the position is in {into}, which was taken"),
        ),
        Outcome::Elsewhere => Finding::warning(
            "old_code_elsewhere",
            "",
            format!(
                "{who}: the commune named is now {into}, which was taken, but the position is in another; check both"
            ),
        ),
        Outcome::Undecided => Finding::warning(
            "old_code_undecided",
            "",
            format!(
                "{who}: the commune named may be one of several now, and the position is in none of them; name today's"
            ),
        ),
        Outcome::Unknown => Finding::warning(
            "commune_unknown",
            "",
            format!(
                "{who}: neither the areas nor the crosswalk know this commune; the position alone says where it is"
            ),
        ),
    };
    told.in_column("area", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Area, AreaLevel, CrosswalkEntry, CrosswalkPart, FacilityKind, Origin, Territory};
    use geo_types::{MultiPolygon, Polygon};

    fn commune(code: &str, name: &str, west: f64) -> Area {
        let (west, east) = (105.0 + west, 105.1 + west);
        let ring = vec![(west, 21.0), (east, 21.0), (east, 21.1), (west, 21.1)];
        Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: MultiPolygon(vec![Polygon::new(ring.into(), vec![])]),
            point: LonLat::new(west + 0.05, 21.05),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Fact,
            valid_from: None,
            valid_to: None,
        }
    }

    fn row(old: (&str, &str), new: (&str, &str)) -> CrosswalkEntry {
        CrosswalkEntry {
            old_code: old.0.into(),
            old_name: old.1.into(),
            old_district: Some("Quận Này".into()),
            new_code: new.0.into(),
            new_name: new.1.into(),
            part: CrosswalkPart::Whole,
            confidence: None,
        }
    }

    /// Two communes side by side; A went to the west, C was split, and the west carries the code of A.
    fn town(named: &[(&str, f64)]) -> Dataset {
        let (west, east) = (("1", "Phường Tây"), ("9", "Phường Đông"));
        let point = |(at, (area, lon)): (usize, &(&str, f64))| {
            let place = LonLat::new(105.0 + lon, 21.05);
            let mut facility = Facility::new(format!("F{at}"), FacilityKind::Agent, "Đại lý", place);
            facility.area = Some((*area).to_owned());
            facility
        };
        Dataset {
            areas: vec![commune("w", "Phường Tây", 0.0), commune("e", "Phường Đông", 0.1)],
            crosswalk: vec![
                row(("1", "Phường A"), west),
                row(("2", "Phường B"), west),
                row(("3", "Phường C"), west),
                row(("3", "Phường C"), east),
                row(("9", "Xã D"), east),
            ],
            facilities: named.iter().enumerate().map(point).collect(),
            ..Dataset::default()
        }
    }

    /// What each point's commune becomes, and the checks that spoke.
    fn translated(named: &[(&str, f64)]) -> (Vec<String>, Vec<&'static str>) {
        let mut town = town(named);
        let findings = translate(&mut town);
        let areas = town
            .facilities
            .iter()
            .map(|point| point.area.clone().unwrap_or_default());
        (areas.collect(), findings.iter().map(|finding| finding.check).collect())
    }

    const WEST: f64 = 0.05;
    const EAST: f64 = 0.15;
    const NOWHERE: f64 = 5.0;

    #[test]
    fn a_merger_is_resolved_by_code_and_by_name_wherever_the_point_stands() {
        for text in ["2", "Phường B", "p. b, quận này"] {
            assert_eq!(
                translated(&[(text, WEST)]),
                (vec!["w".into()], vec!["old_code_resolved"]),
                "{text}"
            );
            assert_eq!(translated(&[(text, NOWHERE)]).0, ["w"], "{text}");
            assert_eq!(
                translated(&[(text, EAST)]),
                (vec!["w".into()], vec!["old_code_elsewhere"]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_split_is_decided_by_position_and_left_alone_without_one() {
        assert_eq!(
            translated(&[("3", EAST)]),
            (vec!["e".into()], vec!["old_code_by_position"])
        );
        assert_eq!(translated(&[("Phường C", WEST)]).0, ["w"]);
        assert_eq!(
            translated(&[("3", NOWHERE)]),
            (vec!["3".into()], vec!["old_code_undecided"])
        );
    }

    #[test]
    fn todays_codes_and_names_are_found_too_and_strangers_are_named() {
        assert_eq!(
            translated(&[("Phường Đông", NOWHERE)]),
            (vec!["e".into()], vec!["old_code_resolved"])
        );
        assert_eq!(
            translated(&[("e", WEST)]),
            (vec!["e".into()], vec![]),
            "a code of an area stays"
        );
        assert_eq!(
            translated(&[("77", WEST)]),
            (vec!["77".into()], vec!["commune_unknown"])
        );
    }

    #[test]
    fn points_of_one_old_code_are_one_finding() {
        let mut town = town(&[("2", WEST), ("2", WEST), ("2", EAST)]);
        let findings = translate(&mut town);
        assert_eq!(findings.len(), 2, "{findings:#?}");
        assert!(
            findings[0].message.starts_with("2 point(s), first 'F0'"),
            "{}",
            findings[0]
        );
        assert_eq!(findings[0].value.as_deref(), Some("2"));
    }

    #[test]
    fn without_a_crosswalk_a_name_of_today_is_understood_and_nothing_else_is_said() {
        let mut town = town(&[("phuong dong", WEST), ("77", WEST)]);
        town.crosswalk.clear();
        let findings = translate(&mut town);
        let checks: Vec<&str> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, ["old_code_elsewhere"]);
        let areas: Vec<_> = town.facilities.iter().map(|point| point.area.as_deref()).collect();
        assert_eq!(areas, [Some("e"), Some("77")]);
    }
}
