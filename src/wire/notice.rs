//! What visitors are told of a point that is about to open or to end.

use crate::model::{Dataset, Facility, FacilityStatus};
use crate::text::day_vi;

/// In Vietnamese and in English; `None` where nothing is announced.
pub fn notice(dataset: &Dataset, facility: &Facility) -> Option<[String; 2]> {
    if facility.status == FacilityStatus::Planned {
        let day = facility.opens_on.as_deref()?;
        return Some([
            format!("Từ ngày {}, điểm này bắt đầu phục vụ.", day_vi(day)),
            format!("This point serves from {day}."),
        ]);
    }
    let day = facility.closes_on.as_deref()?;
    let successor = facility.successor.as_deref().and_then(|code| named(dataset, code));
    let [vietnamese, english] = match successor {
        Some(next) => {
            let place = next
                .address
                .as_ref()
                .map(|address| format!(", {address}"))
                .unwrap_or_default();
            [
                format!("mời Ông/Bà đến {}{place}", next.name),
                format!("please go to {}{place}", next.name),
            ]
        }
        None => [
            "mời Ông/Bà đến điểm gần nhất khác, hoặc gọi 1022".to_owned(),
            "please go to the next nearest point, or call 1022".to_owned(),
        ],
    };
    Some([
        format!("Từ ngày {}, điểm này ngừng phục vụ; {vietnamese}.", day_vi(day)),
        format!("This point ends its service on {day}; {english}."),
    ])
}

/// A facility by its code; they are in order of code.
pub fn named<'a>(dataset: &'a Dataset, code: &str) -> Option<&'a Facility> {
    let found = dataset.facilities.binary_search_by(|one| one.code.as_str().cmp(code));
    found.ok().map(|index| &dataset.facilities[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::FacilityKind;

    #[test]
    fn visitors_are_told_from_when_and_where_to_go_instead() {
        let point = |code: &str, name: &str| Facility::new(code, FacilityKind::Agent, name, LonLat::new(105.8, 21.0));
        let mut dataset = Dataset {
            facilities: vec![point("A", "Đại lý A"), point("B", "Đại lý B")],
            ..Dataset::default()
        };
        assert_eq!(notice(&dataset, &dataset.facilities[0]), None);
        dataset.facilities[0].closes_on = Some("2027-01-05".into());
        let [told, _] = notice(&dataset, &dataset.facilities[0]).expect("announced");
        assert_eq!(
            told,
            "Từ ngày 05/01/2027, điểm này ngừng phục vụ; mời Ông/Bà đến điểm gần nhất khác, hoặc gọi 1022."
        );
        dataset.facilities[0].successor = Some("B".into());
        dataset.facilities[1].address = Some("1 Phố Huế".into());
        let [told, english] = notice(&dataset, &dataset.facilities[0]).expect("announced");
        assert_eq!(
            told,
            "Từ ngày 05/01/2027, điểm này ngừng phục vụ; mời Ông/Bà đến Đại lý B, 1 Phố Huế."
        );
        assert_eq!(
            english,
            "This point ends its service on 2027-01-05; please go to Đại lý B, 1 Phố Huế."
        );
        dataset.facilities[1].status = FacilityStatus::Planned;
        dataset.facilities[1].opens_on = Some("2027-02-01".into());
        let [told, _] = notice(&dataset, &dataset.facilities[1]).expect("announced");
        assert_eq!(told, "Từ ngày 01/02/2027, điểm này bắt đầu phục vụ.");
    }
}
