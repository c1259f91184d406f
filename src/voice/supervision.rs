//! Whose area a point is in. No list says which agents a branch supervises: the nearest open branch does (geodesic; ties go
//! to the lower code), as the founding scheme lays the branches over the city.

use crate::geometry::distance_m;
use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus};

/// Code of the branch that supervises a point: itself for a branch; `None` where no branch is open.
pub fn branch_of<'a>(dataset: &'a Dataset, point: &'a Facility) -> Option<&'a str> {
    if point.kind == FacilityKind::Branch {
        return Some(&point.code);
    }
    let branches = dataset
        .facilities
        .iter()
        .filter(|one| one.kind == FacilityKind::Branch && one.status == FacilityStatus::Open);
    let far = |one: &&Facility| distance_m(one.location, point.location);
    let nearest = branches.min_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.code.cmp(&b.code)));
    nearest.map(|one| one.code.as_str())
}

/// Whether an inspector may write of a point: everywhere without a scope, else in the area of the branch of that code, or in
/// the commune of that code.
pub fn is_supervised(dataset: &Dataset, point: &Facility, scope: Option<&str>) -> bool {
    scope.is_none_or(|scope| branch_of(dataset, point) == Some(scope) || point.area.as_deref() == Some(scope))
}

/// Whether a point is one of an operator told by its code; lists name operators by code or by name.
pub fn is_of_operator(dataset: &Dataset, point: &Facility, code: &str) -> bool {
    let is_named = |name: &str| dataset.operators.iter().any(|one| one.code == code && one.name == name);
    point
        .operator
        .as_deref()
        .is_some_and(|own| own == code || is_named(own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::Operator;

    #[test]
    fn the_nearest_open_branch_supervises_and_a_scope_bounds_what_is_written() {
        let point = |code: &str, kind, lon| Facility::new(code, kind, code, LonLat::new(lon, 21.0));
        let mut town = Dataset {
            facilities: vec![
                point("CN-1", FacilityKind::Branch, 105.0),
                point("CN-2", FacilityKind::Branch, 106.0),
                Facility {
                    status: FacilityStatus::Closed,
                    ..point("CN-0", FacilityKind::Branch, 105.9)
                },
            ],
            operators: vec![Operator {
                code: "BD".into(),
                name: "Bưu điện".into(),
            }],
            ..Dataset::default()
        };
        town.sort();
        let agent = Facility {
            operator: Some("Bưu điện".into()),
            area: Some("00004".into()),
            ..point("DL-A", FacilityKind::Agent, 105.8)
        };
        assert_eq!(branch_of(&town, &agent), Some("CN-2"));
        assert!(is_supervised(&town, &agent, None) && is_supervised(&town, &agent, Some("CN-2")));
        assert!(is_supervised(&town, &agent, Some("00004")) && !is_supervised(&town, &agent, Some("CN-1")));
        assert!(is_of_operator(&town, &agent, "BD") && !is_of_operator(&town, &agent, "VNPT"));
        assert_eq!(branch_of(&Dataset::default(), &agent), None);
    }
}
