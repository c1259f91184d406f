//! The crosswalk against the areas of a workspace: which commune is which unit, what shares rest on, and figures by
//! commune told in either layout.

use std::collections::BTreeMap;

use super::crosswalk::{Crosswalk, Layout, Resolution};
use super::crosswalk_carry::{CarriedSeries, carry_series, old_weights};
use super::crosswalk_names::NameIndex;
use super::crosswalk_shares::{Certainty, Portion, ShareBasis, Transfer};
use crate::model::{AreaCount, AreaLevel, Dataset};

/// The layouts of one workspace, laid out once for all questions.
#[derive(Clone, Debug)]
pub struct Layouts {
    crosswalk: Crosswalk,
    /// The layout of the workspace's communes.
    native: Layout,
    /// The unit of each area in the native layout; `None` for areas that are no commune, or that the crosswalk lacks.
    unit_of_area: Vec<Option<usize>>,
    /// Indices of the communes, in order.
    communes: Vec<usize>,
    to_new: Transfer,
    bases: Vec<ShareBasis>,
    series: Vec<CarriedSeries>,
}

/// A row of a table told in a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldUnit {
    pub code: String,
    pub name: String,
    /// Known of old units only.
    pub district: Option<String>,
    pub certainty: Certainty,
    /// The unit in its layout; `None` for a commune that the crosswalk lacks, which is told as it is.
    pub unit: Option<usize>,
}

/// How figures by commune are told in a layout: rows, and where the figures of each commune go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub layout: Layout,
    pub rows: Vec<ToldUnit>,
    /// From [`Layouts::communes`] to `rows`.
    pub transfer: Transfer,
}

impl Layouts {
    pub fn of(dataset: &Dataset) -> Layouts {
        let crosswalk = Crosswalk::new(&dataset.crosswalk);
        let communes: Vec<usize> = (0..dataset.areas.len())
            .filter(|&area| dataset.areas[area].level == AreaLevel::Commune)
            .collect();
        let as_new = units_of(dataset, &crosswalk, &communes, Layout::New);
        let as_old = units_of(dataset, &crosswalk, &communes, Layout::Old);
        let named = |units: &[Option<usize>]| units.iter().flatten().count();
        let native = if named(&as_old) > named(&as_new) {
            Layout::Old
        } else {
            Layout::New
        };
        let unit_of_area = match native {
            Layout::New => as_new,
            Layout::Old => as_old,
        };
        let (to_new, bases) = old_to_new(dataset, &crosswalk, native, &unit_of_area);
        let mut by_series: BTreeMap<&str, Vec<&AreaCount>> = BTreeMap::new();
        for count in &dataset.area_counts {
            by_series.entry(&count.series).or_default().push(count);
        }
        let series = by_series
            .into_values()
            .map(|rows| carry_series(&crosswalk, &to_new, &bases, &rows))
            .collect();
        Layouts {
            crosswalk,
            native,
            unit_of_area,
            communes,
            to_new,
            bases,
            series,
        }
    }

    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// The layout of the workspace's own communes.
    pub fn native(&self) -> Layout {
        self.native
    }

    /// Indices of the communes in the dataset's areas; figures to be told are in this order.
    pub fn communes(&self) -> &[usize] {
        &self.communes
    }

    /// The unit of an area in the native layout.
    pub fn unit_of_area(&self, area: usize) -> Option<usize> {
        self.unit_of_area.get(area).copied().flatten()
    }

    /// The areas that are now what a unit of a layout was, in order of area.
    pub fn areas_of(&self, layout: Layout, unit: usize) -> Vec<usize> {
        let native: Vec<usize> = match (layout, self.native) {
            (Layout::Old, Layout::New) => self.crosswalk.destinations(unit).to_vec(),
            (Layout::New, Layout::Old) => self.crosswalk.origins(unit).to_vec(),
            _ => vec![unit],
        };
        let is_of = |area: &usize| self.unit_of_area(*area).is_some_and(|unit| native.contains(&unit));
        self.communes.iter().copied().filter(is_of).collect()
    }

    /// The communes of the workspace that go by a name, in order of area.
    pub fn areas_named(&self, dataset: &Dataset, name: &str) -> Vec<usize> {
        let names = self
            .communes
            .iter()
            .map(|&area| (dataset.areas[area].name.as_str(), None));
        let found = NameIndex::build(names).find(name, None);
        found.into_iter().map(|place| self.communes[place]).collect()
    }

    /// From old units to new ones, by the shares of the new communes' people.
    pub fn to_new(&self) -> &Transfer {
        &self.to_new
    }

    /// What the shares of an old unit rest on; means nothing for one that was merged whole.
    pub fn basis(&self, old: usize) -> ShareBasis {
        self.bases[old]
    }

    /// Every published series, by name.
    pub fn series(&self) -> &[CarriedSeries] {
        &self.series
    }

    /// The series whose counts weigh old units against each other: of those told in the old layout the newest, the first by
    /// name where several are.
    pub fn weighing_series(&self) -> Option<&CarriedSeries> {
        let old = self.series.iter().filter(|series| series.layout == Layout::Old);
        // The last of equal maxima is taken: reversed, the first by name.
        old.rev().max_by(|a, b| a.as_of.cmp(&b.as_of))
    }

    /// How to tell figures by commune in a layout. Communes that the crosswalk lacks are rows of their own after the others.
    pub fn telling(&self, dataset: &Dataset, layout: Layout) -> Telling {
        if layout == self.native {
            return self.as_they_are(dataset);
        }
        let units = self.crosswalk.units(layout);
        let weights = match layout {
            Layout::Old => self.weights_to_old(),
            Layout::New => self.weights_to_new(),
        };
        let mut strangers = Vec::new();
        let mut sources = Vec::with_capacity(self.communes.len());
        for &area in &self.communes {
            sources.push(match self.unit_of_area[area] {
                Some(unit) => weights[unit].clone(),
                None => {
                    strangers.push(area);
                    let target = units.len() + strangers.len() - 1;
                    vec![Portion { target, weight: 1 }]
                }
            });
        }
        let transfer = Transfer::new(sources, units.len() + strangers.len());
        let (certainty, is_fed) = (transfer.certainty(), transfer.is_fed());
        let of_units = units.iter().enumerate().map(|(unit, told)| ToldUnit {
            code: told.code.clone(),
            name: told.name.clone(),
            district: told.district.clone(),
            certainty: certainty[unit],
            unit: Some(unit),
        });
        let of_areas = strangers.iter().map(|&area| ToldUnit {
            code: dataset.areas[area].code.clone(),
            name: dataset.areas[area].name.clone(),
            district: None,
            certainty: Certainty::Exact,
            unit: None,
        });
        let rows: Vec<ToldUnit> = of_units.chain(of_areas).collect();
        Telling { layout, rows, transfer }.without_unfed(&is_fed)
    }

    fn as_they_are(&self, dataset: &Dataset) -> Telling {
        let rows = self.communes.iter().map(|&area| {
            let unit = self.unit_of_area[area];
            let of_unit = unit.map(|unit| &self.crosswalk.units(self.native)[unit]);
            ToldUnit {
                code: dataset.areas[area].code.clone(),
                name: dataset.areas[area].name.clone(),
                district: of_unit.and_then(|unit| unit.district.clone()),
                certainty: Certainty::Exact,
                unit,
            }
        });
        let rows: Vec<ToldUnit> = rows.collect();
        let sources = (0..rows.len()).map(|target| vec![Portion { target, weight: 1 }]);
        Telling {
            layout: self.native,
            transfer: Transfer::new(sources.collect(), rows.len()),
            rows,
        }
    }

    /// For each new unit its old ones, weighed by how many people of each went into it.
    fn weights_to_old(&self) -> Vec<Vec<Portion>> {
        let people = old_weights(&self.crosswalk, self.weighing_series());
        let mut weights = vec![Vec::new(); self.crosswalk.new_units().len()];
        for (old, people) in people.into_iter().enumerate() {
            let parts = self.to_new.split(old, people);
            for (portion, weight) in self.to_new.portions(old).iter().zip(parts) {
                weights[portion.target].push(Portion { target: old, weight });
            }
        }
        weights
    }

    /// For each old unit its new ones, as [`Layouts::to_new`] has them.
    fn weights_to_new(&self) -> Vec<Vec<Portion>> {
        let units = 0..self.crosswalk.old_units().len();
        units.map(|old| self.to_new.portions(old).to_vec()).collect()
    }
}

impl Telling {
    /// Units of which the workspace holds nothing are no rows.
    fn without_unfed(self, is_fed: &[bool]) -> Telling {
        let mut place = vec![0; is_fed.len()];
        let mut kept = 0;
        for (target, is_fed) in is_fed.iter().enumerate() {
            place[target] = kept;
            kept += usize::from(*is_fed);
        }
        let Telling { layout, rows, transfer } = self;
        Telling {
            layout,
            rows: rows
                .into_iter()
                .zip(is_fed)
                .filter(|(_, is_fed)| **is_fed)
                .map(|(row, _)| row)
                .collect(),
            transfer: transfer.retargeted(&place, kept),
        }
    }
}

/// The unit of each area in one layout: by the code of a unit of the same name, else by a name that one unit has, else (for
/// new units, whose codes are few) by the code alone.
fn units_of(dataset: &Dataset, crosswalk: &Crosswalk, communes: &[usize], layout: Layout) -> Vec<Option<usize>> {
    let mut units = vec![None; dataset.areas.len()];
    for &area in communes {
        let told = &dataset.areas[area];
        let by_code = crosswalk.by_code(layout, &told.code);
        let by_name = crosswalk.by_name(layout, &told.name, None);
        units[area] = match (by_code, by_name.as_slice()) {
            (Some(unit), names) if names.contains(&unit) => Some(unit),
            (_, [one]) => Some(*one),
            (Some(unit), _) if layout == Layout::New => Some(unit),
            _ => None,
        };
    }
    units
}

/// Shares of the new units in the old ones, by the people of the new ones.
fn old_to_new(
    dataset: &Dataset,
    crosswalk: &Crosswalk,
    native: Layout,
    unit_of_area: &[Option<usize>],
) -> (Transfer, Vec<ShareBasis>) {
    let new_units = crosswalk.new_units().len();
    let (mut declared, mut counted) = (vec![0.0; new_units], vec![0.0; new_units]);
    if native == Layout::New {
        for (area, unit) in unit_of_area.iter().enumerate() {
            if let Some(unit) = *unit {
                declared[unit] += dataset.areas[area].declared_people.unwrap_or(0.0);
            }
        }
        for cell in &dataset.cells {
            if let Some(unit) = cell.area.and_then(|area| unit_of_area[area.index()]) {
                counted[unit] += cell.people;
            }
        }
    }
    let mut bases = Vec::new();
    let sources = (0..crosswalk.old_units().len()).map(|old| {
        let units = crosswalk.destinations(old);
        // Whole persons: shares then are whole numbers, and exact.
        let known = |people: &[f64]| {
            units
                .iter()
                .all(|&unit| people[unit].is_finite() && people[unit] >= 0.5)
        };
        let basis = if known(&declared) {
            ShareBasis::Declared
        } else if known(&counted) {
            ShareBasis::Cells
        } else {
            ShareBasis::Equal
        };
        bases.push(basis);
        let portion = |&target: &usize| Portion {
            target,
            weight: match basis {
                ShareBasis::Declared => declared[target].round() as u64,
                ShareBasis::Cells => counted[target].round() as u64,
                ShareBasis::Equal => 1,
            },
        };
        units.iter().map(portion).collect()
    });
    let transfer = Transfer::new(sources.collect(), new_units);
    (transfer, bases)
}

impl Layouts {
    /// What became of the old unit that a text names: a code, a name, or `name, district`.
    pub fn resolve_text(&self, text: &str) -> Resolution {
        match self.crosswalk.resolve_code(text) {
            Resolution::Unknown => {
                let (name, district) = match text.split_once(',') {
                    Some((name, district)) => (name, Some(district)),
                    None => (text, None),
                };
                self.crosswalk.resolve_name(name, district)
            }
            found => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::crosswalk::tests::four_to_two;
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Area, Origin, Territory};

    fn commune(code: &str, name: &str, people: f64) -> Area {
        Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: geo_types::MultiPolygon(vec![]),
            point: LonLat::new(105.8, 21.0),
            area_km2: None,
            declared_people: Some(people),
            outline_origin: Origin::Fact,
            valid_from: None,
            valid_to: None,
        }
    }

    fn count(code: &str, people: u64) -> AreaCount {
        AreaCount {
            series: "2019".into(),
            as_of: Some("2019".into()),
            code: Some(code.into()),
            name: "x".into(),
            district: None,
            people,
            elderly: None,
            point: None,
        }
    }

    /// Four old wards, two new ones, which the areas name by other codes.
    fn town() -> Dataset {
        Dataset {
            areas: vec![
                commune("osm-7", "Phường Hai", 200.0),
                commune("osm-8", "phuong mot", 100.0),
                commune("osm-9", "Xã Ngoài", 50.0),
            ],
            crosswalk: four_to_two(),
            area_counts: vec![count("1", 10), count("2", 20), count("3", 30), count("4", 40)],
            ..Dataset::default()
        }
    }

    #[test]
    fn areas_are_found_by_name_where_their_codes_are_others() {
        let layouts = Layouts::of(&town());
        assert_eq!(layouts.native(), Layout::New);
        assert_eq!(
            [0, 1, 2].map(|area| layouts.unit_of_area(area)),
            [Some(1), Some(0), None]
        );
        assert_eq!(layouts.areas_of(Layout::Old, 2), [0, 1]);
        assert_eq!(layouts.areas_of(Layout::Old, 0), [1]);
        assert_eq!(layouts.basis(2), ShareBasis::Declared);
        assert_eq!(layouts.resolve_text("Phường A, Quận Này"), Resolution::Merged(0));
    }

    #[test]
    fn figures_of_two_new_wards_are_told_in_the_four_old_ones_and_add_up() {
        let town = town();
        let layouts = Layouts::of(&town);
        let telling = layouts.telling(&town, Layout::Old);
        let codes: Vec<&str> = telling.rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes, ["1", "2", "3", "4", "osm-9"]);
        // C's 30 went 10 to ward 1 and 20 to ward 3. Ward 1 is A 10, B 20, C 10; ward 3 is C 20, D 40.
        assert_eq!(telling.transfer.carry(&[600, 400, 7]), [100, 200, 100 + 200, 400, 7]);
        let estimate = Certainty::Estimate;
        let told: Vec<Certainty> = telling.rows.iter().map(|row| row.certainty).collect();
        assert_eq!(told, [estimate, estimate, estimate, estimate, Certainty::Exact]);
    }

    #[test]
    fn told_as_they_are_all_figures_are_exact() {
        let town = town();
        let telling = Layouts::of(&town).telling(&town, Layout::New);
        assert!(telling.rows.iter().all(|row| row.certainty == Certainty::Exact));
        assert_eq!(telling.transfer.carry(&[1, 2, 3]), [1, 2, 3]);
    }

    #[test]
    fn a_workspace_of_the_old_layout_is_told_in_the_new_one() {
        let mut town = town();
        town.areas = vec![
            commune("1", "Phường A", 10.0),
            commune("2", "Phường B", 20.0),
            commune("3", "Phường C", 30.0),
            commune("4", "Xã D", 40.0),
        ];
        let layouts = Layouts::of(&town);
        assert_eq!(layouts.native(), Layout::Old);
        let telling = layouts.telling(&town, Layout::New);
        // Nothing is known of the new wards' people: C goes half and half.
        assert_eq!(layouts.basis(2), ShareBasis::Equal);
        assert_eq!(telling.transfer.carry(&[10, 20, 30, 40]), [45, 55]);
        assert_eq!(layouts.areas_of(Layout::New, 1), [2, 3]);
    }

    #[test]
    fn cells_say_the_shares_where_a_commune_declares_nothing() {
        let mut town = town();
        town.areas[1].declared_people = None;
        town.cells = [(0u32, 300.0), (1, 100.0)]
            .map(|(area, people)| crate::model::DemandCell {
                code: format!("C{area}"),
                location: LonLat::new(105.8, 21.0),
                people,
                elderly: None,
                enterprises: None,
                area: Some(crate::model::AreaId(area)),
            })
            .into();
        let layouts = Layouts::of(&town);
        assert_eq!(layouts.basis(2), ShareBasis::Cells);
        assert_eq!(layouts.to_new().split(2, 40), [10, 30]);
    }

    #[test]
    fn without_a_crosswalk_every_commune_is_told_as_it_is() {
        let town = Dataset {
            crosswalk: vec![],
            ..town()
        };
        let layouts = Layouts::of(&town);
        assert!(layouts.crosswalk().is_empty());
        assert_eq!(layouts.telling(&town, Layout::New).rows.len(), 3);
        let series = &layouts.series()[0];
        assert_eq!(
            (series.total, series.carried, series.unresolved_people()),
            (100, 0, 100)
        );
    }
}
