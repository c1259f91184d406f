//! What a row of a new list changes of the facility that it names.
//!
//! A file speaks only of the fields it has columns for: a list without opening hours leaves the hours as they are. A
//! column that is there and blank says that the value is not known. Four things are kept all the same:
//!
//! - the **code**: it is the facility's identity; a new code of another system becomes its external id where it has none;
//! - the **external id** and the **operator**, when the row leaves them blank: by them a facility is recognised and
//!   its list is told from others;
//! - a known **name**, when the row has none and the reader made one up.

use super::identity::MatchedBy;
use crate::ingest::{GivenFields, is_derived_code};
use crate::model::Facility;

/// The known facility after a row of a new list that was matched to it.
///
/// `given`: the fields that the file has columns for. The facility loses its mark of being missing, unless the row itself
/// has it; its commune is left open (to go by position) where it moved further than [`super::SAME_POINT`] and the file tells none.
pub fn updated(known: &Facility, incoming: &Facility, given: &GivenFields, by: MatchedBy, moved_m: f64) -> Facility {
    // Every field by name: a new one must be given its place here.
    let Facility {
        code,
        external_id,
        kind,
        name,
        address,
        operator,
        location,
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
        missing_since,
        opens_on,
        closes_on,
        successor,
    } = incoming;
    let mut new = known.clone();
    let own_code = (by != MatchedBy::Code && !is_derived_code(code)).then(|| code.clone());
    new.external_id = external_id.clone().or_else(|| known.external_id.clone()).or(own_code);
    new.kind = *kind;
    new.location = *location;
    if given.has("name") && *name != made_up_name(incoming) {
        new.name.clone_from(name);
    }
    if ["address", "housenumber", "street", "ward", "district"]
        .iter()
        .any(|field| given.has(field))
    {
        new.address.clone_from(address);
    }
    // Also without a column: the reader may have seen it in the name.
    let is_told = given.has("operator") || known.operator.is_none();
    if is_told && operator.is_some() {
        new.operator.clone_from(operator);
    }
    if given.has("area") {
        new.area.clone_from(area);
    } else if moved_m > super::SAME_POINT.0 {
        new.area = None;
    }
    if given.has("capacity") {
        new.capacity_per_month = *capacity_per_month;
    }
    if given.has("load") {
        new.load_per_month = *load_per_month;
    }
    if given.has("staff") {
        new.staff = *staff;
    }
    if given.has("hours") {
        new.opening_hours.clone_from(opening_hours);
    }
    if given.has("procedures") {
        new.procedures.clone_from(procedures);
    }
    if given.has("phone") {
        new.phone.clone_from(phone);
    }
    if given.has("wheelchair") {
        new.wheelchair = *wheelchair;
    }
    if given.has("opened_on") {
        new.opened_on.clone_from(opened_on);
    }
    if given.has("status") {
        new.status = *status;
    }
    if given.has("origin") {
        new.origin = *origin;
    }
    if given.has("floor_area") {
        new.floor_area_m2 = *floor_area_m2;
    }
    if given.has("equipment") {
        new.equipment.clone_from(equipment);
    }
    if given.has("opens_on") {
        new.opens_on.clone_from(opens_on);
    }
    if given.has("closes_on") {
        new.closes_on.clone_from(closes_on);
    }
    if given.has("successor") {
        new.successor.clone_from(successor);
    }
    new.missing_since.clone_from(missing_since);
    new
}

/// What the reader calls a point whose row has no name.
fn made_up_name(facility: &Facility) -> String {
    format!("{} {}", facility.kind.vietnamese(), facility.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{FacilityKind, FacilityStatus, Origin};

    const PLACE: LonLat = LonLat::new(105.8, 21.0);

    fn full() -> Facility {
        Facility {
            external_id: Some("ngoai-1".into()),
            address: Some("1 Phố Huế".into()),
            operator: Some("BIDV".into()),
            area: Some("00001".into()),
            capacity_per_month: Some(10.0),
            load_per_month: Some(5.0),
            staff: Some(2),
            opening_hours: Some("24/7".into()),
            procedures: vec!["1.001".into()],
            phone: Some("024".into()),
            wheelchair: Some(true),
            opened_on: Some("2025-04-01".into()),
            status: FacilityStatus::Closed,
            origin: Origin::Modelled,
            floor_area_m2: Some(30.0),
            equipment: vec!["máy quét".into()],
            missing_since: Some("2026-01-01".into()),
            ..Facility::new("A1", FacilityKind::Agent, "Đại lý", PLACE)
        }
    }

    fn only(fields: &[&'static str]) -> GivenFields {
        GivenFields::Only(fields.iter().copied().collect())
    }

    #[test]
    fn a_list_of_names_and_places_leaves_everything_else_as_it_was() {
        let row = Facility::new("A1", FacilityKind::Agent, "Đại lý mới", LonLat::new(105.8001, 21.0));
        let given = only(&["code", "kind", "name", "lon", "lat"]);
        let new = updated(&full(), &row, &given, MatchedBy::Code, 10.4);
        let expected = Facility {
            name: "Đại lý mới".into(),
            location: LonLat::new(105.8001, 21.0),
            missing_since: None,
            ..full()
        };
        assert_eq!(new, expected);
    }

    #[test]
    fn a_blank_in_a_column_that_is_there_says_unknown_but_takes_no_identity() {
        let row = Facility::new("A1", FacilityKind::Agent, "Đại lý", PLACE);
        let new = updated(&full(), &row, &GivenFields::All, MatchedBy::Code, 0.0);
        let expected = Facility {
            external_id: Some("ngoai-1".into()),
            operator: Some("BIDV".into()),
            ..row
        };
        assert_eq!(new, expected);
    }

    #[test]
    fn the_code_of_another_system_becomes_the_external_id_where_there_is_none() {
        let bare = Facility {
            external_id: None,
            ..full()
        };
        let row = |code: &str| Facility::new(code, FacilityKind::Agent, "Đại lý", PLACE);
        let id = |known: &Facility, code: &str| {
            let new = updated(known, &row(code), &only(&["code"]), MatchedBy::NameAndPlace, 0.0);
            assert_eq!(new.code, "A1");
            new.external_id
        };
        assert_eq!(id(&bare, "BIDV-7").as_deref(), Some("BIDV-7"));
        assert_eq!(id(&full(), "BIDV-7").as_deref(), Some("ngoai-1"));
        assert_eq!(id(&bare, "p-0123456789ab"), None);
    }

    #[test]
    fn a_name_that_the_reader_made_up_does_not_replace_a_known_one() {
        let row = Facility::new("A1", FacilityKind::Agent, "Đại lý dịch vụ công trực tuyến A1", PLACE);
        assert_eq!(
            updated(&full(), &row, &GivenFields::All, MatchedBy::Code, 0.0).name,
            "Đại lý"
        );
    }

    #[test]
    fn who_moved_away_is_placed_into_a_commune_again_unless_the_file_names_it() {
        let row = Facility {
            area: Some("00002".into()),
            ..Facility::new("A1", FacilityKind::Agent, "Đại lý", LonLat::new(105.81, 21.0))
        };
        let area = |given: &GivenFields, moved: f64| updated(&full(), &row, given, MatchedBy::Code, moved).area;
        assert_eq!(area(&only(&["lon"]), 50.1), None);
        assert_eq!(area(&only(&["lon"]), 50.0).as_deref(), Some("00001"));
        assert_eq!(area(&only(&["lon", "area"]), 50.1).as_deref(), Some("00002"));
    }

    #[test]
    fn an_operator_seen_in_the_name_is_taken_where_none_is_known() {
        let row = Facility {
            operator: Some("VNPost".into()),
            ..Facility::new("A1", FacilityKind::Agent, "Bưu cục", PLACE)
        };
        let operator = |known: &Facility| updated(known, &row, &only(&["name"]), MatchedBy::Code, 0.0).operator;
        assert_eq!(operator(&full()).as_deref(), Some("BIDV"));
        assert_eq!(
            operator(&Facility {
                operator: None,
                ..full()
            })
            .as_deref(),
            Some("VNPost")
        );
    }
}
