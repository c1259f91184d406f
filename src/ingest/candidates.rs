//! Places where a point could open, from a table.

use super::ReadOptions;
use super::columns::{self, Columns};
use super::findings::Findings;
use super::place::{self, Placing};
use super::record::{Record, Seen};
use super::table::Table;
use crate::model::{Candidate, FacilityKind};

/// What a candidate would be where neither the file nor the caller says.
const USUAL_KIND: FacilityKind = FacilityKind::Agent;

/// Reads candidates. A list of places of any sort will do: only the position is needed. The kind is the row's own,
/// else the caller's, else an agent, which is told.
pub(super) fn read(table: &Table, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<Candidate>> {
    let columns = Columns::find(table, &[&columns::CANDIDATE, &columns::POSITION], findings);
    if !place::has_columns(table, &columns, findings) {
        return None;
    }
    let placing = Placing::new(options);
    let mut seen = Seen::default();
    let mut candidates = Vec::new();
    let mut assumed = 0u64;
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let told = record.raw("kind").and_then(place::kind_called).or(options.default_kind);
        let kind = told.unwrap_or(USUAL_KIND);
        let Some(location) = placing.read(&mut record) else {
            continue;
        };
        assumed += u64::from(told.is_none());
        let name = place::read_name(&mut record);
        let (code, external_id) = place::read_codes(&record, name.as_deref(), location);
        let candidate = Candidate {
            external_id,
            operator: place::read_operator(&record, name.as_deref()),
            address: place::read_address(&record),
            area: record.text("area"),
            opening_cost: record.amount("opening_cost"),
            capacity_per_month: record.amount("capacity"),
            origin: place::read_origin(&mut record),
            ..Candidate::new(
                code.clone(),
                kind,
                place::name_or_made(&mut record, name.as_deref(), kind, &code),
                location,
            )
        };
        if place::is_first(&mut record, &mut seen, &code) && !record.is_refused() {
            candidates.push(candidate);
        }
    }
    if assumed > 0 {
        let message = format!(
            "{assumed} rows name no kind of service point and are candidates for an agent; --kind says another"
        );
        findings.info("candidates_are_agents", message);
    }
    (!candidates.is_empty()).then_some(candidates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::ingest::table;
    use crate::model::Finding;

    fn candidates(text: &str) -> (Vec<Candidate>, Vec<Finding>) {
        let (options, mut findings) = (ReadOptions::default(), Findings::new("a.csv", 99));
        let table = table::read(&mut text.as_bytes(), &options, &mut findings).expect("a table");
        let list = read(&table, &options, &mut findings).unwrap_or_default();
        (list, findings.into_list())
    }

    #[test]
    fn a_candidate_tells_what_it_would_be_and_cost() {
        let text = "Mã;Loại điểm;Tên;Kinh độ;Vĩ độ;Chi phí mở (đồng);Công suất tháng;Doanh nghiệp\n\
                    U1;Chi nhánh;Nhà văn hóa;105,81;21,02;150.000.000;600;\n";
        let (list, findings) = candidates(text);
        assert_eq!(findings, []);
        let expected = Candidate {
            opening_cost: Some(150_000_000.0),
            capacity_per_month: Some(600.0),
            ..Candidate::new("U1", FacilityKind::Branch, "Nhà văn hóa", LonLat::new(105.81, 21.02))
        };
        assert_eq!(list, [expected]);
    }

    #[test]
    fn a_list_of_places_is_a_list_of_candidates_for_agents() {
        let (list, findings) =
            candidates("osm_id,category,name,lon,lat,housenumber,street\n7,bank_bidv,BIDV,105.8,21.0,71,Phố Huế\n");
        assert_eq!((list[0].code.as_str(), list[0].kind), ("osm-7", FacilityKind::Agent));
        assert_eq!(list[0].address.as_deref(), Some("71 Phố Huế"));
        assert_eq!(findings[0].check, "candidates_are_agents");
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_and_the_row_is_not_kept() {
        let (list, findings) =
            candidates("code,name,lon,lat,opening_cost\na,x,105.8,21,-5\nb,y,105.8,21,1\nb,z,105.8,21,1\n");
        assert_eq!(list.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["b"]);
        let told: Vec<_> = findings.iter().map(|finding| (finding.check, finding.row)).collect();
        let expected = [
            ("negative_number", Some(2)),
            ("duplicate_code", Some(4)),
            ("candidates_are_agents", None),
        ];
        assert_eq!(told, expected, "{findings:?}");
    }
}
