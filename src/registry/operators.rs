//! Which operator a point is run by. Lists name operators by code or by name, and spell them in several ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Dataset, Facility, FacilityKind};
use crate::text::fold;

/// Codes of the operators that run agents, sorted: as the list of operators has them, else as the agents name them. One that
/// is spelled in several ways is one operator, under the first spelling in the order of letters.
pub fn operators(dataset: &Dataset) -> Vec<String> {
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let named: BTreeSet<&str> = agents.filter_map(|one| one.operator.as_deref()).collect();
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    for named in named {
        let code = listed(dataset, named).unwrap_or(named);
        codes.entry(fold(code)).or_insert_with(|| code.to_owned());
    }
    let codes: BTreeSet<String> = codes.into_values().collect();
    codes.into_iter().collect()
}

/// The one code of the operator that a text names by code or by name; of one that is not in the list of operators the
/// spelling of [`operators`], and the text itself where no agent is run by it.
pub fn canonical(dataset: &Dataset, named: &str) -> String {
    if let Some(code) = listed(dataset, named) {
        return code.to_owned();
    }
    let asked = fold(named);
    let agents = dataset.facilities.iter().filter(|one| one.kind == FacilityKind::Agent);
    let spelled = agents
        .filter_map(|one| one.operator.as_deref())
        .filter(|own| fold(own) == asked);
    spelled.min().unwrap_or(named).to_owned()
}

/// Whether a point is run by an operator: it names the operator's code, or its name.
pub fn is_run_by(dataset: &Dataset, operator: &str, point: &Facility) -> bool {
    point
        .operator
        .as_deref()
        .is_some_and(|own| key(dataset, own) == key(dataset, operator))
}

/// The code that the list of operators has for a text that is its code or name.
fn listed<'a>(dataset: &'a Dataset, named: &str) -> Option<&'a str> {
    let asked = fold(named);
    let by_code = dataset.operators.iter().find(|one| fold(&one.code) == asked);
    let known = by_code.or_else(|| dataset.operators.iter().find(|one| fold(&one.name) == asked));
    known.map(|one| one.code.as_str())
}

/// What all spellings of an operator have in common.
fn key(dataset: &Dataset, named: &str) -> String {
    fold(listed(dataset, named).unwrap_or(named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::Operator;

    #[test]
    fn an_operator_that_is_spelled_in_several_ways_is_one_under_one_code() {
        let mut dataset = Dataset {
            facilities: ["Vnpt", "VNPT", "vnpt"]
                .into_iter()
                .zip(["A", "B", "C"])
                .map(|(operator, code)| Facility {
                    operator: Some(operator.into()),
                    ..Facility::new(code, FacilityKind::Agent, code, LonLat::new(105.8, 21.0))
                })
                .collect(),
            ..Dataset::default()
        };
        assert_eq!(operators(&dataset), ["VNPT"]);
        for named in ["vnpt", "VNPT", "Vnpt", "VnPt"] {
            assert_eq!(canonical(&dataset, named), "VNPT", "{named}");
            assert!(
                dataset.facilities.iter().all(|point| is_run_by(&dataset, named, point)),
                "{named}"
            );
        }
        assert_eq!(canonical(&dataset, "FPT"), "FPT");
        assert!(!is_run_by(&dataset, "FPT", &dataset.facilities[0]));
        dataset.operators = vec![Operator {
            code: "vnpt".into(),
            name: "Tập đoàn Bưu chính Viễn thông".into(),
        }];
        assert_eq!(operators(&dataset), ["vnpt"], "as the list of operators has it");
        assert_eq!(canonical(&dataset, "Tập đoàn bưu chính viễn thông"), "vnpt");
    }
}
