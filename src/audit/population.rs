//! Population sources side by side, and what the crosswalk between layouts of communes cannot place.

use std::collections::BTreeMap;

use super::Remarks;
use super::areas::PEOPLE_TOLERANCE;
use super::facilities::named;
use crate::model::{Dataset, Facility, Finding};
use crate::registry::{CarriedSeries, Layout, Layouts};
use crate::spatial_index::OutlineIndex;

/// Units named in one message.
const NAMED_UNITS: usize = 5;

pub fn check(dataset: &Dataset, remarks: &mut Remarks) {
    if dataset.crosswalk.is_empty() && dataset.area_counts.is_empty() {
        return;
    }
    let layouts = Layouts::of(dataset);
    old_codes(dataset, &layouts, remarks);
    for series in layouts.series() {
        unresolved(&layouts, series, remarks);
        against_cells(dataset, &layouts, series, remarks);
    }
}

/// Points whose commune is named by an old code: one that no area has any more, or one that an area has taken over while
/// the point stands in another part of the old unit.
fn old_codes(dataset: &Dataset, layouts: &Layouts, remarks: &mut Remarks) {
    let crosswalk = layouts.crosswalk();
    let communes = layouts.communes();
    let index = OutlineIndex::build(communes.iter().map(|&area| &dataset.areas[area].outline));
    let mut found: BTreeMap<(&str, Option<usize>), Vec<&Facility>> = BTreeMap::new();
    for facility in &dataset.facilities {
        let Some(code) = facility.area.as_deref() else { continue };
        let Some(old) = crosswalk.by_code(Layout::Old, code) else {
            continue;
        };
        if dataset.areas.iter().all(|area| area.code != code) {
            found.entry((code, None)).or_default().push(facility);
            continue;
        }
        let at = index.locate(facility.location).map(|at| communes[at]);
        let stands_in = at.filter(|&at| dataset.areas[at].code != code);
        if let Some(at) = stands_in.filter(|at| layouts.areas_of(Layout::Old, old).contains(at)) {
            found.entry((code, Some(at))).or_default().push(facility);
        }
    }
    for ((code, stands_in), points) in found {
        let (count, first) = (points.len(), named(points[0]));
        let message = match stands_in {
            None => format!(
                "{count} point(s), first {first}, name a commune by an old code; import them again, or write today's"
            ),
            Some(at) => format!(
                "{count} point(s), first {first}, stand in {}, which took a part of the old commune of this code; the code \
                 is another commune's today: check which is meant",
                dataset.areas[at].name
            ),
        };
        remarks.warning("old_code", "facility.area", code, message);
    }
}

/// Units of a series that are in no commune of today, most people first.
fn unresolved(layouts: &Layouts, series: &CarriedSeries, remarks: &mut Remarks) {
    if series.unresolved.is_empty() {
        return;
    }
    let people = series.unresolved_people();
    let message = if layouts.crosswalk().is_empty() {
        format!(
            "series '{}' counts {} units by the layout of its time, and there is no crosswalk; import one",
            series.series, series.rows
        )
    } else {
        let named = series.unresolved.iter().take(NAMED_UNITS).map(|row| {
            let district = row
                .district
                .as_ref()
                .map_or_else(String::new, |name| format!(" ({name})"));
            format!("{}{district} {}", row.name, row.people)
        });
        format!(
            "{} of {} units of series '{}' are in no commune of today (most people: {}); give them codes, or add them to the \
             crosswalk; `gandan crosswalk` lists them all",
            series.unresolved.len(),
            series.rows,
            series.series,
            named.collect::<Vec<_>>().join(", ")
        )
    };
    let finding = Finding::warning("crosswalk_unresolved", "", message).in_column("census.code", &series.series);
    remarks.add(finding.for_people(people as f64));
}

/// The cells against a series: the city in one remark, then the communes that differ most.
fn against_cells(dataset: &Dataset, layouts: &Layouts, series: &CarriedSeries, remarks: &mut Remarks) {
    let by_unit = match layouts.native() {
        Layout::New => &series.by_new,
        Layout::Old => &series.by_old,
    };
    let mut in_cells = vec![0.0; dataset.areas.len()];
    for cell in &dataset.cells {
        if let Some(area) = cell.area {
            in_cells[area.index()] += cell.people;
        }
    }
    let told = layouts.communes().iter().filter_map(|&area| {
        let counted = by_unit[layouts.unit_of_area(area)?]?;
        Some((area, in_cells[area], counted as f64))
    });
    let mut told: Vec<(usize, f64, f64)> = told.collect();
    let cells = dataset.people();
    if told.is_empty() || cells <= 0.0 {
        return;
    }
    let total = series.total as f64;
    let differs = |cells: f64, counted: f64| (cells - counted).abs() > PEOPLE_TOLERANCE * counted;
    let far = told
        .iter()
        .filter(|(_, cells, counted)| differs(*cells, *counted))
        .count();
    let message = format!(
        "the cells hold {cells:.0} people, series '{}' counts {} ({} in no commune of today): {:+.0} ({:+.1} %); {far} of {} \
         communes differ by more than {:.0} %",
        series.series,
        series.total,
        series.unresolved_people(),
        cells - total,
        (cells / total.max(1.0) - 1.0) * 100.0,
        told.len(),
        PEOPLE_TOLERANCE * 100.0
    );
    let finding = Finding::info("population_sources", "", message).in_column("census.people", &series.series);
    remarks.add(finding.for_people((cells - total).abs()));
    // Stable: ties stay in the order of areas.
    told.sort_by(|a, b| (b.1 - b.2).abs().total_cmp(&(a.1 - a.2).abs()));
    for (area, cells, counted) in told.into_iter().filter(|(_, cells, counted)| differs(*cells, *counted)) {
        let unit = layouts.unit_of_area(area);
        let is_estimate = layouts.native() == Layout::New
            && unit.is_some_and(|unit| series.certainty[unit] == crate::registry::Certainty::Estimate);
        let message = format!(
            "'{}' ({}) has {cells:.0} people in its cells and {counted:.0} by series '{}'{} ({:+.0}, {:+.0} %); check which \
             source is nearer to the truth",
            dataset.areas[area].code,
            dataset.areas[area].name,
            series.series,
            if is_estimate { ", in part by share" } else { "" },
            cells - counted,
            (cells / counted.max(1.0) - 1.0) * 100.0
        );
        let finding = Finding::warning("population_sources", "", message);
        let finding = finding.in_column("area.code", &dataset.areas[area].code);
        remarks.add(finding.for_people((cells - counted).abs()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::audit;
    use crate::audit::tests::town;
    use crate::geometry::LonLat;
    use crate::model::{AreaCount, CrosswalkEntry, CrosswalkPart, Severity};

    fn row(old: (&str, &str), new: &str) -> CrosswalkEntry {
        CrosswalkEntry {
            old_code: old.0.into(),
            old_name: old.1.into(),
            old_district: Some("Quận Này".into()),
            new_code: new.into(),
            new_name: format!("Phường {new}"),
            part: CrosswalkPart::Whole,
            confidence: None,
        }
    }

    fn count(code: Option<&str>, name: &str, people: u64) -> AreaCount {
        AreaCount {
            series: "2019".into(),
            as_of: None,
            code: code.map(str::to_owned),
            name: name.into(),
            district: Some("Quận Này".into()),
            people,
            elderly: None,
            point: None,
        }
    }

    /// The clean town of two communes of 100 people, whose old wards were A and B, and C that was split.
    fn changed_town() -> Dataset {
        let mut town = town();
        town.crosswalk = vec![
            row(("00001", "Phường A"), "00001"),
            row(("00009", "Phường B"), "00002"),
            row(("00005", "Phường C"), "00001"),
            row(("00005", "Phường C"), "00002"),
        ];
        town.area_counts = vec![
            count(Some("00001"), "Phường A", 60),
            count(Some("00009"), "Phường B", 60),
            count(Some("00005"), "Phường C", 80),
        ];
        town
    }

    fn told(town: &Dataset, check: &str) -> Vec<Finding> {
        let found = audit(town, None);
        found.into_iter().filter(|finding| finding.check == check).collect()
    }

    #[test]
    fn sources_that_agree_are_told_in_one_remark() {
        let found = audit(&changed_town(), None);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            (found[0].check, found[0].severity),
            ("population_sources", Severity::Info)
        );
        assert!(
            found[0]
                .message
                .starts_with("the cells hold 200 people, series '2019' counts 200"),
            "{}",
            found[0]
        );
    }

    #[test]
    fn communes_that_differ_are_named_worst_first_with_the_people_concerned() {
        let mut town = changed_town();
        town.area_counts[0].people = 160;
        town.area_counts[1].people = 20;
        let found = told(&town, "population_sources");
        let people: Vec<Option<f64>> = found.iter().map(|finding| finding.people).collect();
        assert_eq!(people, [Some(60.0), Some(100.0), Some(40.0)]);
        assert!(
            found[0].message.contains("-60 (-23.1 %); 2 of 2 communes"),
            "{}",
            found[0]
        );
        assert!(
            found[1]
                .message
                .contains("100 people in its cells and 200 by series '2019', in part by share (-100, -50 %)")
        );
    }

    #[test]
    fn units_that_nobody_can_place_are_named_with_their_people() {
        let mut town = changed_town();
        town.area_counts.push(count(None, "mat", 7));
        town.area_counts.push(count(Some("00077"), "Phường Lạ", 9));
        let found = told(&town, "crosswalk_unresolved");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].people), (Severity::Warning, Some(16.0)));
        assert!(found[0].message.contains("2 of 5 units"), "{}", found[0]);
        assert!(
            found[0].message.contains("Phường Lạ (Quận Này) 9, mat (Quận Này) 7"),
            "{}",
            found[0]
        );
        town.crosswalk.clear();
        let found = told(&town, "crosswalk_unresolved");
        assert!(
            found[0].message.ends_with("there is no crosswalk; import one"),
            "{}",
            found[0]
        );
    }

    #[test]
    fn an_old_code_is_told_also_where_another_commune_carries_it_today() {
        let mut town = changed_town();
        town.facilities[0].area = Some("00009".into());
        let found = told(&town, "old_code");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].message.contains("by an old code"), "{}", found[0]);
        // Ward 00001 of old was split in two, and the second point stands in the other half.
        let mut town = changed_town();
        town.crosswalk.push(row(("00001", "Phường A"), "00002"));
        town.facilities[1].location = LonLat::new(105.15, 21.05);
        town.facilities[1].area = Some("00001".into());
        let found = told(&town, "old_code");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].message.contains("stand in Phường 00002"), "{}", found[0]);
        assert_eq!(found[0].value.as_deref(), Some("00001"));
    }
}
