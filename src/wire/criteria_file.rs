//! Files of criteria and of checklists (TOML), and those that ship.

use serde::Deserialize;

use crate::model::FacilityKind;
use crate::review::criteria::{Chance, Checklist, ChecklistItem, Criteria, Direction, Indicator, ItemCheck, Measure};

/// The files that ship: `data/criteria/*.toml`.
pub const SHIPPED_CRITERIA: [(&str, &str); 2] = [
    ("agents", include_str!("../../data/criteria/agents.toml")),
    ("branches", include_str!("../../data/criteria/branches.toml")),
];
pub const SHIPPED_CHECKLIST: &str = include_str!("../../data/criteria/model-agent-checklist.toml");

/// Why a file of criteria or a checklist is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CriteriaFileError {
    #[error("{0}")]
    Syntax(String),
    #[error("{place}: {field} = '{value}' is none of: {known}")]
    Unknown {
        place: String,
        field: &'static str,
        value: String,
        known: String,
    },
    #[error("{place}: {field} = {value} is out of range: {range}")]
    Range {
        place: String,
        field: &'static str,
        value: f64,
        range: &'static str,
    },
    #[error("'{0}' stands twice")]
    Twice(String),
    #[error("{place}: the check '{check}' needs {field}")]
    Missing {
        place: String,
        check: String,
        field: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriteriaFile {
    id: String,
    version: u32,
    kinds: Vec<String>,
    name_vi: String,
    name_en: String,
    #[serde(default)]
    note_vi: String,
    #[serde(default)]
    note_en: String,
    indicator: Vec<IndicatorFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorFile {
    id: String,
    name_vi: String,
    name_en: String,
    measure: String,
    direction: String,
    norm: Option<f64>,
    weight: f64,
    minimum_evidence: f64,
    source: String,
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecklistFile {
    id: String,
    version: u32,
    kinds: Vec<String>,
    name_vi: String,
    name_en: String,
    #[serde(default)]
    note_vi: String,
    #[serde(default)]
    note_en: String,
    item: Vec<ItemFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    id: String,
    name_vi: String,
    name_en: String,
    check: String,
    any_of: Option<Vec<String>>,
    least: Option<f64>,
}

/// # Errors
/// TOML that cannot be read, unknown names, weights and norms out of range, an id that stands twice.
pub fn read_criteria(text: &str) -> Result<Criteria, CriteriaFileError> {
    let file: CriteriaFile = toml::from_str(text).map_err(|error| CriteriaFileError::Syntax(error.to_string()))?;
    once(file.indicator.iter().map(|one| one.id.as_str()))?;
    Ok(Criteria {
        kinds: kinds(&file.id, &file.kinds)?,
        indicators: file.indicator.into_iter().map(indicator).collect::<Result<_, _>>()?,
        id: file.id,
        version: file.version,
        name_vi: file.name_vi,
        name_en: file.name_en,
        note_vi: file.note_vi,
        note_en: file.note_en,
    })
}

/// # Errors
/// As [`read_criteria`], and checks without what they ask for.
pub fn read_checklist(text: &str) -> Result<Checklist, CriteriaFileError> {
    let file: ChecklistFile = toml::from_str(text).map_err(|error| CriteriaFileError::Syntax(error.to_string()))?;
    once(file.item.iter().map(|one| one.id.as_str()))?;
    Ok(Checklist {
        kinds: kinds(&file.id, &file.kinds)?,
        items: file.item.into_iter().map(item).collect::<Result<_, _>>()?,
        id: file.id,
        version: file.version,
        name_vi: file.name_vi,
        name_en: file.name_en,
        note_vi: file.note_vi,
        note_en: file.note_en,
    })
}

fn once<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), CriteriaFileError> {
    let mut known = std::collections::BTreeSet::new();
    for id in ids {
        if !known.insert(id) {
            return Err(CriteriaFileError::Twice(id.to_owned()));
        }
    }
    Ok(())
}

fn kinds(place: &str, codes: &[String]) -> Result<Vec<FacilityKind>, CriteriaFileError> {
    let known = || FacilityKind::ALL.map(FacilityKind::code).join(", ");
    let kind = |code: &String| FacilityKind::from_code(code).ok_or_else(|| unknown(place, "kinds", code, known()));
    codes.iter().map(kind).collect()
}

fn unknown(place: &str, field: &'static str, value: &str, known: String) -> CriteriaFileError {
    CriteriaFileError::Unknown {
        place: place.to_owned(),
        field,
        value: value.to_owned(),
        known,
    }
}

fn indicator(file: IndicatorFile) -> Result<Indicator, CriteriaFileError> {
    let measure = Measure::from_code(&file.measure).ok_or_else(|| {
        unknown(
            &file.id,
            "measure",
            &file.measure,
            Measure::ALL.map(Measure::code).join(", "),
        )
    })?;
    let direction = match file.direction.as_str() {
        "higher" => Direction::Higher,
        "lower" => Direction::Lower,
        other => return Err(unknown(&file.id, "direction", other, "higher, lower".to_owned())),
    };
    let range = |field, value: f64, holds: bool, range| {
        let place = file.id.clone();
        if holds {
            Ok(())
        } else {
            Err(CriteriaFileError::Range {
                place,
                field,
                value,
                range,
            })
        }
    };
    range(
        "weight",
        file.weight,
        file.weight >= 0.0 && file.weight.is_finite(),
        "0 and more",
    )?;
    let least = file.minimum_evidence;
    range(
        "minimum_evidence",
        least,
        least >= 0.0 && least.is_finite(),
        "0 and more",
    )?;
    if let Some(norm) = file.norm {
        let is_share = measure.chance() == Chance::Share;
        range(
            "norm",
            norm,
            norm >= 0.0 && (!is_share || norm <= 1.0) && norm.is_finite(),
            "0..1 for shares",
        )?;
    }
    Ok(Indicator {
        id: file.id,
        name_vi: file.name_vi,
        name_en: file.name_en,
        measure,
        direction,
        norm: file.norm,
        weight: file.weight,
        minimum_evidence: least,
        source: file.source,
        is_enabled: file.enabled.unwrap_or(true),
    })
}

fn item(file: ItemFile) -> Result<ChecklistItem, CriteriaFileError> {
    let missing = |field| CriteriaFileError::Missing {
        place: file.id.clone(),
        check: file.check.clone(),
        field,
    };
    let check = match file.check.as_str() {
        "equipment" => ItemCheck::Equipment {
            any_of: file.any_of.clone().ok_or_else(|| missing("any_of"))?,
        },
        "staff" => ItemCheck::Staff {
            least: file.least.ok_or_else(|| missing("least"))?.max(0.0) as u32,
        },
        "floor_area" => ItemCheck::FloorArea {
            least: file.least.ok_or_else(|| missing("least"))?,
        },
        "hours" => ItemCheck::Hours,
        "phone" => ItemCheck::Phone,
        "wheelchair" => ItemCheck::Wheelchair,
        "procedures" => ItemCheck::Procedures,
        "inspection" => ItemCheck::Inspection,
        other => {
            let known = "equipment, staff, floor_area, hours, phone, wheelchair, procedures, inspection";
            return Err(unknown(&file.id, "check", other, known.to_owned()));
        }
    };
    Ok(ChecklistItem {
        id: file.id,
        name_vi: file.name_vi,
        name_en: file.name_en,
        check,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_ship_can_be_read_and_set_no_minimum_of_dossiers() {
        for (id, text) in SHIPPED_CRITERIA {
            let criteria = read_criteria(text).expect("it ships");
            let version = if id == "agents" { 2 } else { 1 };
            assert_eq!((criteria.id.as_str(), criteria.version), (id, version));
            let is_dossiers = |one: &&Indicator| one.measure == Measure::DossiersPerMonth;
            assert!(
                criteria
                    .indicators
                    .iter()
                    .filter(is_dossiers)
                    .all(|one| one.norm.is_none())
            );
        }
        assert_eq!(read_checklist(SHIPPED_CHECKLIST).expect("it ships").items.len(), 9);
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_place_and_name() {
        let text = SHIPPED_CRITERIA[0].1;
        let refused = |from: &str, to: &str| {
            read_criteria(&text.replacen(from, to, 1))
                .expect_err("refused")
                .to_string()
        };
        assert!(refused("\"satisfied_share\"", "\"smiles\"").contains("satisfaction: measure = 'smiles'"));
        assert!(refused("norm = 0.95", "norm = 95").contains("norm = 95"));
        assert!(refused("weight = 1.0", "weight = -1").contains("weight"));
        assert!(refused("id = \"complaints\"", "id = \"satisfaction\"").contains("twice"));
        assert!(refused("version = 2", "versoin = 2").contains("versoin"));
        let list = SHIPPED_CHECKLIST.replacen("any_of = ", "#any_of = ", 1);
        assert!(
            read_checklist(&list)
                .expect_err("refused")
                .to_string()
                .contains("computer")
        );
    }
}
