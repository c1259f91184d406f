//! What a change of the data changes: facilities one by one, the other layers by their counts and sums.
//!
//! Computed from two states of the data and nothing else, so that it tells the same of an import, of a dry run and of an undo.

use std::collections::BTreeMap;
use std::ops::Add;

use crate::geometry::distance_m;
use crate::model::{Dataset, Facility};
use crate::units::Metres;

/// What of a state of the data is kept to compare a later one with: its facilities, and figures of the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    facilities: Vec<Facility>,
    /// Names of areas by their codes.
    areas: BTreeMap<String, String>,
    figures: Vec<Figures>,
}

/// How many rows a layer has, and a sum over them that people know.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The kind of the import that fills it, e.g. `demand`.
    pub layer: &'static str,
    pub rows: usize,
    /// What is summed (`people`, `declared_people`, `nodes`, `dossiers`, `waterways`) and the sum.
    pub sum: Option<(&'static str, f64)>,
}

/// A layer before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerChange {
    pub before: Figures,
    pub after: Figures,
}

impl LayerChange {
    /// Whether any figure is another.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// One field of a facility; `None` = unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Name of the field as in `gandan export`, and `location`.
    pub field: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
    /// What people call the values, where they are codes that the data know: communes.
    pub old_name: Option<String>,
    pub new_name: Option<String>,
}

/// A facility of which something is new.
#[derive(Clone, Debug, PartialEq)]
pub struct FacilityChange {
    pub code: String,
    /// As it is called now.
    pub name: String,
    /// At least one, in the order of the fields.
    pub fields: Vec<FieldChange>,
    /// How far it moved, where it did.
    pub moved: Option<Metres>,
}

/// Facilities by what happened to them, each list by code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacilityDifference {
    pub before: usize,
    pub after: usize,
    pub added: Vec<Facility>,
    pub changed: Vec<FacilityChange>,
    /// As they were before, in every field.
    pub unchanged: usize,
    /// Marked as missing now, and not before.
    pub missing: Vec<Facility>,
    /// Marked before, and not now.
    pub relisted: Vec<Facility>,
    /// No longer in the data at all: demo points, and what an undo takes back.
    pub removed: Vec<Facility>,
}

/// The answer of [`difference`].
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub facilities: FacilityDifference,
    /// Every other layer, changed or not, in a fixed order.
    pub layers: Vec<LayerChange>,
}

impl Basis {
    pub fn of(dataset: &Dataset) -> Basis {
        Basis {
            facilities: dataset.facilities.clone(),
            areas: area_names(dataset),
            figures: figures(dataset),
        }
    }
}

/// What is other in the data than before. Facilities are the same by code; a mark of being missing is no change of a field.
pub fn difference(before: &Basis, after: &Dataset) -> Difference {
    let layers = before.figures.iter().cloned().zip(figures(after));
    let mut facilities = of_facilities(&before.facilities, &after.facilities);
    let now = area_names(after);
    let changes = facilities.changed.iter_mut().flat_map(|change| &mut change.fields);
    for field in changes.filter(|field| field.field == "area") {
        let name = |code: &Option<String>| {
            let code = code.as_ref()?;
            now.get(code).or_else(|| before.areas.get(code)).cloned()
        };
        (field.old_name, field.new_name) = (name(&field.old), name(&field.new));
    }
    Difference {
        facilities,
        layers: layers.map(|(before, after)| LayerChange { before, after }).collect(),
    }
}

fn area_names(dataset: &Dataset) -> BTreeMap<String, String> {
    let areas = dataset.areas.iter();
    areas.map(|area| (area.code.clone(), area.name.clone())).collect()
}

fn of_facilities(before: &[Facility], after: &[Facility]) -> FacilityDifference {
    let mut old: BTreeMap<&str, &Facility> = before.iter().map(|one| (one.code.as_str(), one)).collect();
    let mut told = FacilityDifference {
        before: before.len(),
        after: after.len(),
        ..FacilityDifference::default()
    };
    for new in after {
        let Some(old) = old.remove(new.code.as_str()) else {
            told.added.push(new.clone());
            continue;
        };
        let change = change(old, new);
        match (&old.missing_since, &new.missing_since) {
            (None, Some(_)) => told.missing.push(new.clone()),
            (Some(_), None) => told.relisted.push(new.clone()),
            _ if change.fields.is_empty() => told.unchanged += 1,
            _ => {}
        }
        if !change.fields.is_empty() {
            told.changed.push(change);
        }
    }
    told.removed = old.into_values().cloned().collect();
    told
}

fn change(old: &Facility, new: &Facility) -> FacilityChange {
    let fields = fields_of(old).into_iter().zip(fields_of(new));
    let fields = fields.filter(|((_, old), (_, new))| old != new);
    let plain = |field, old, new| FieldChange {
        field,
        old,
        new,
        old_name: None,
        new_name: None,
    };
    let fields = fields.map(|((field, old), (_, new))| plain(field, old, new));
    let mut fields: Vec<FieldChange> = fields.collect();
    let has_moved = old.location != new.location;
    if has_moved {
        let (old, new) = (Some(old.location.to_string()), Some(new.location.to_string()));
        fields.push(plain("location", old, new));
    }
    FacilityChange {
        code: new.code.clone(),
        name: new.name.clone(),
        fields,
        moved: has_moved.then(|| Metres(distance_m(old.location, new.location))),
    }
}

/// The fields as text, without code, position and mark.
fn fields_of(facility: &Facility) -> Vec<(&'static str, Option<String>)> {
    // Every field by name: a new one must be told too.
    let Facility {
        code: _,
        external_id,
        kind,
        name,
        address,
        operator,
        location: _,
        area,
        capacity_per_month,
        load_per_month,
        staff,
        opening_hours,
        procedures,
        phone,
        wheelchair,
        opened_on,
        status,
        origin,
        floor_area_m2,
        equipment,
        missing_since: _,
        opens_on,
        closes_on,
        successor,
    } = facility;
    let list = procedures.join("; ");
    vec![
        ("external_id", external_id.clone()),
        ("kind", Some(kind.code().to_owned())),
        ("name", Some(name.clone())),
        ("address", address.clone()),
        ("operator", operator.clone()),
        ("area", area.clone()),
        ("capacity", capacity_per_month.map(|value| value.to_string())),
        ("load", load_per_month.map(|value| value.to_string())),
        ("staff", staff.map(|value| value.to_string())),
        ("opening_hours", opening_hours.clone()),
        ("procedures", (!list.is_empty()).then_some(list)),
        ("phone", phone.clone()),
        ("wheelchair", wheelchair.map(|value| value.to_string())),
        ("opened_on", opened_on.clone()),
        ("status", Some(status.code().to_owned())),
        ("origin", Some(origin.code().to_owned())),
        ("floor_area_m2", floor_area_m2.map(|value| value.to_string())),
        ("equipment", (!equipment.is_empty()).then(|| equipment.join("; "))),
        ("opens_on", opens_on.clone()),
        ("closes_on", closes_on.clone()),
        ("successor", successor.clone()),
    ]
}

fn figures(dataset: &Dataset) -> Vec<Figures> {
    let layer = |layer, rows, sum| Figures { layer, rows, sum };
    let declared = dataset
        .areas
        .iter()
        .filter_map(|area| area.declared_people)
        .fold(0.0, f64::add);
    let dossiers = dataset
        .performance
        .iter()
        .map(|report| report.dossiers)
        .fold(0.0, f64::add);
    let nodes = dataset.roads.nodes.len() as f64;
    let counted = dataset.area_counts.iter().map(|count| count.people).sum::<u64>() as f64;
    let lines = dataset.waterways.len() as f64;
    vec![
        layer("demand", dataset.cells.len(), Some(("people", dataset.people()))),
        layer("areas", dataset.areas.len(), Some(("declared_people", declared))),
        layer("roads", dataset.roads.ways.len(), Some(("nodes", nodes))),
        layer("procedures", dataset.procedures.len(), None),
        layer("operators", dataset.operators.len(), None),
        layer("performance", dataset.performance.len(), Some(("dossiers", dossiers))),
        layer("travel-times", dataset.travel_times.entries.len(), None),
        layer("crosswalk", dataset.crosswalk.len(), None),
        layer("census", dataset.area_counts.len(), Some(("people", counted))),
        layer("candidates", dataset.candidates.len(), None),
        layer(
            "water",
            dataset.water.len() + dataset.waterways.len(),
            Some(("waterways", lines)),
        ),
        layer("green", dataset.green.len(), None),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{DemandCell, FacilityKind};

    fn agent(code: &str) -> Facility {
        Facility::new(
            code,
            FacilityKind::Agent,
            format!("Đại lý {code}"),
            LonLat::new(105.8, 21.0),
        )
    }

    #[test]
    fn every_facility_is_told_by_what_happened_to_it() {
        let missing = |facility: Facility| Facility {
            missing_since: Some("2026-11-22".into()),
            ..facility
        };
        let before = Dataset {
            facilities: vec![agent("A"), agent("B"), missing(agent("C")), agent("D"), agent("E")],
            ..Dataset::default()
        };
        let moved = Facility {
            location: LonLat::new(105.8, 21.001),
            opening_hours: Some("24/7".into()),
            ..agent("B")
        };
        let after = Dataset {
            facilities: vec![agent("A"), moved, agent("C"), missing(agent("D")), agent("F")],
            ..Dataset::default()
        };
        let told = difference(&Basis::of(&before), &after).facilities;
        let codes = |list: &[Facility]| list.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
        assert_eq!((told.before, told.after, told.unchanged), (5, 5, 1));
        assert_eq!(codes(&told.added), ["F"]);
        assert_eq!(codes(&told.removed), ["E"]);
        assert_eq!(codes(&told.missing), ["D"]);
        assert_eq!(codes(&told.relisted), ["C"]);
        assert_eq!(told.changed.len(), 1);
        let change = &told.changed[0];
        let fields: Vec<&str> = change.fields.iter().map(|field| field.field).collect();
        assert_eq!((change.code.as_str(), fields), ("B", vec!["opening_hours", "location"]));
        assert_eq!(
            (&change.fields[0].old, change.fields[0].new.as_deref()),
            (&None, Some("24/7"))
        );
        let metres = change.moved.expect("it moved").0;
        assert!((metres - 110.7).abs() < 0.1, "{metres}");
    }

    #[test]
    fn the_other_layers_are_told_by_their_counts_and_sums() {
        let cell = |code: &str, people: f64| DemandCell {
            code: code.into(),
            location: LonLat::new(105.8, 21.0),
            people,
            elderly: None,
            enterprises: None,
            area: None,
        };
        let before = Dataset {
            cells: vec![cell("C1", 4.0), cell("C2", 8.0)],
            ..Dataset::default()
        };
        let after = Dataset {
            cells: vec![cell("C1", 16.0)],
            ..Dataset::default()
        };
        let told = difference(&Basis::of(&before), &after);
        let changed: Vec<&LayerChange> = told.layers.iter().filter(|layer| layer.is_change()).collect();
        assert_eq!(changed.len(), 1);
        let figures = |rows, people| Figures {
            layer: "demand",
            rows,
            sum: Some(("people", people)),
        };
        assert_eq!(changed[0].before, figures(2, 12.0));
        assert_eq!(changed[0].after, figures(1, 16.0));
        assert_eq!(told.facilities, FacilityDifference::default());
    }
}
