//! A table of addresses as it stands, for `gandan addresses`: its cells stay as they are, and the columns that tell
//! where a row is are found beside them.

use std::io::{Read, Seek};

use super::archive::{Archive, Content};
use super::columns::{self, Columns};
use super::findings::Findings;
use super::record::Record;
use super::sniff::{self, Format};
use super::table::{self, Table};
use super::{Kind, ReadOptions, sheet};
use crate::model::Finding;

/// The columns that a list of proposals has after its own, in their order: those that people read, those that an
/// import reads once the last one confirms them.
pub const ADDRESS_HEADERS: [&str; 10] = [
    columns::TOLD_OF_ADDRESSES[0],
    columns::TOLD_OF_ADDRESSES[1],
    columns::TOLD_OF_ADDRESSES[2],
    "Kinh độ đề xuất",
    "Vĩ độ đề xuất",
    "Mức khớp",
    columns::TOLD_OF_ADDRESSES[3],
    columns::TOLD_OF_ADDRESSES[4],
    columns::TOLD_OF_ADDRESSES[5],
    FIRST_PROPOSAL_HEADER,
];

/// The proposal once more, so that a position typed over it is known as one; a sheet hides it.
pub const FIRST_PROPOSAL_HEADER: &str = "Vị trí đề xuất ban đầu";

/// Empty columns to type a position into, for a table that has none of its own.
pub const OWN_POSITION_HEADERS: [&str; 2] = ["Kinh độ", "Vĩ độ"];

/// The last column: where a person says yes or no.
pub const CONFIRM_HEADER: &str = "Xác nhận";

/// A table of places with addresses.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressTable {
    pub headers: Vec<String>,
    pub rows: Vec<AddressRow>,
    /// Whether it has columns of coordinates of its own, filled or not.
    pub has_positions: bool,
}

/// One row: its own cells, and what of them tells where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressRow {
    /// Row of the file, the header counted.
    pub number: u64,
    /// As many as there are headers.
    pub cells: Vec<String>,
    pub name: Option<String>,
    /// As written; house number and street where the file has them apart. `None`: the row tells none.
    pub address: Option<String>,
    /// Commune and district from columns of their own.
    pub commune: Option<String>,
    pub district: Option<String>,
    /// The row has coordinates of its own and needs no others.
    pub has_position: bool,
}

/// Reads a table (XLSX, CSV or TSV) with a column of addresses, or of streets, or of communes at least.
///
/// `None`, or any finding of severity error: the file must not be used.
pub fn read_addresses<R: Read + Seek + Send>(
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Option<AddressTable>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let read = raw_table(&mut source, options, &mut findings).and_then(|mut table| {
        options.mapping.apply(&mut table, &mut findings);
        of_table(&table, &mut findings)
    });
    (read, findings.into_list())
}

fn raw_table<R: Read + Seek + Send>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Option<Table> {
    let found = match sniff::recognise(source) {
        Ok(Format::Text) => return table::read(source, options, findings),
        Ok(Format::Zip) => {
            let archive = Archive::open(&mut *source, &options.limits, findings)?;
            let is_workbook = archive.content() == Content::Workbook;
            drop(archive);
            if is_workbook {
                return sheet::read(Kind::Facilities, source, options, findings);
            }
            "an archive that is no workbook"
        }
        Ok(other) => other.described(),
        Err(error) => {
            findings.error("unreadable_file", format!("the file cannot be read ({error})"));
            return None;
        }
    };
    let message = format!("this is {found}; addresses are read from a table (XLSX, CSV or TSV)");
    findings.error("wrong_format", message);
    None
}

fn of_table(table: &Table, findings: &mut Findings) -> Option<AddressTable> {
    let columns = Columns::find(table, &[&columns::FACILITY, &columns::POSITION], findings);
    if columns.has("confirm") || columns.has("proposed_lon") || columns.has("proposed_lat") {
        findings.error(
            "already_matched",
            "the table has columns of proposals (Xác nhận, Kinh độ đề xuất, Vĩ độ đề xuất) already; import it, or take them out to match again",
        );
        return None;
    }
    let tells = ["address", "street", "ward"].iter().any(|key| columns.has(key));
    if !tells {
        columns.require(&[columns::field(&columns::FACILITY, "address")], table, findings);
        return None;
    }
    let rows = table.rows.iter().map(|row| {
        let record = Record {
            row,
            columns: &columns,
            findings: &mut *findings,
        };
        let street = [record.text("housenumber"), record.text("street")];
        let street: Vec<String> = street.into_iter().flatten().collect();
        let mut cells: Vec<String> = row.cells.iter().map(str::to_owned).collect();
        cells.resize(table.headers.len(), String::new());
        AddressRow {
            number: row.number,
            cells,
            name: record.text("name"),
            address: record
                .text("address")
                .or_else(|| (!street.is_empty()).then(|| street.join(" "))),
            commune: record.text("ward"),
            district: record.text("district"),
            has_position: ["lon", "lat", "position"].iter().any(|key| record.raw(key).is_some()),
        }
    });
    Some(AddressTable {
        rows: rows.collect(),
        has_positions: ["lon", "lat", "position"].iter().any(|key| columns.has(key)),
        headers: table.headers.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn addresses(text: &str) -> (Option<AddressTable>, Vec<&'static str>) {
        let (table, findings) = read_addresses("a.csv", Cursor::new(text.to_owned()), &ReadOptions::default());
        (table, findings.iter().map(|finding| finding.check).collect())
    }

    #[test]
    fn every_header_that_is_added_is_known_to_the_import() {
        let headers: Vec<&str> = [&ADDRESS_HEADERS[..], &OWN_POSITION_HEADERS, &[CONFIRM_HEADER]].concat();
        let text = format!(
            "name,kind,{}\na,agent,,,,105.8,21,,,,,\"21, 105.8\",,,x\n",
            headers.join(",")
        );
        let (layer, findings) =
            crate::ingest::read(Kind::Facilities, "a.csv", Cursor::new(text), &ReadOptions::default());
        assert_eq!(findings, []);
        assert!(layer.is_some());
    }

    #[test]
    fn cells_stay_as_they_are_and_the_columns_that_tell_where_are_found() {
        let (table, checks) =
            addresses("STT,Phường xã,Địa chỉ,Quận,lon\n01,Cống Vị,\"218 Đội Cấn\",Ba Đình,\n02,,,,105.8\n");
        let table = table.expect("a table");
        assert_eq!(checks, ["unknown_column"]);
        assert_eq!(table.rows[0].cells, ["01", "Cống Vị", "218 Đội Cấn", "Ba Đình", ""]);
        let told = (&table.rows[0].address, &table.rows[0].commune, &table.rows[0].district);
        assert_eq!(
            told,
            (
                &Some("218 Đội Cấn".into()),
                &Some("Cống Vị".into()),
                &Some("Ba Đình".into())
            )
        );
        assert_eq!((&table.rows[1].address, table.rows[1].has_position), (&None, true));
    }

    #[test]
    fn a_table_without_addresses_or_with_proposals_already_is_refused() {
        assert_eq!(
            addresses("a,b\n1,2\n"),
            (None, vec!["unknown_column", "missing_column"])
        );
        assert_eq!(addresses("địa chỉ,Xác nhận\nx,\n"), (None, vec!["already_matched"]));
        let (_, findings) = read_addresses("a.pdf", Cursor::new(b"%PDF-1.7 ...".to_vec()), &ReadOptions::default());
        assert_eq!(findings[0].check, "wrong_format");
    }
}
