//! The crosswalk between two layouts of communes from a table: a row for each old unit and each new one that took of it.

use std::collections::BTreeMap;

use super::columns::{Columns, Field};
use super::findings::Findings;
use super::record::Record;
use super::table::Table;
use crate::model::{CrosswalkEntry, CrosswalkPart};
use crate::text::fold;

pub(super) const FIELDS: [Field; 7] = [
    (
        "old_code",
        &[
            "old code",
            "old ward code",
            "ma cu",
            "ma xa cu",
            "ma phuong xa cu",
            "ma don vi cu",
            "ma dvhc cu",
            "ma truoc sap xep",
            "old id",
        ],
    ),
    (
        "old_name",
        &[
            "old name",
            "old ward",
            "ten cu",
            "ten xa cu",
            "ten phuong xa cu",
            "phuong xa cu",
            "ten don vi cu",
            "don vi cu",
            "ten truoc sap xep",
        ],
    ),
    (
        "old_district",
        &[
            "old district",
            "district",
            "quan huyen",
            "quan huyen cu",
            "ten quan huyen",
            "huyen cu",
            "quan",
        ],
    ),
    (
        "new_code",
        &[
            "new code",
            "new ward code",
            "ma moi",
            "ma xa moi",
            "ma phuong xa moi",
            "ma don vi moi",
            "ma dvhc moi",
            "ma sau sap xep",
            "new id",
        ],
    ),
    (
        "new_name",
        &[
            "new name",
            "new ward",
            "ten moi",
            "ten xa moi",
            "ten phuong xa moi",
            "phuong xa moi",
            "ten don vi moi",
            "don vi moi",
            "ten sau sap xep",
        ],
    ),
    ("part", &["part", "phan", "toan bo hay mot phan", "muc do"]),
    ("confidence", &["confidence", "do tin cay", "ghi chu nguon"]),
];

/// A row as it stands; `part` is what the file says, if it does.
struct Raw {
    row: u64,
    entry: CrosswalkEntry,
    part: Option<CrosswalkPart>,
}

/// Reads the crosswalk. Where the file does not say whether an old unit went whole, the number of its rows does: one
/// destination is a merger, several are a split.
pub(super) fn read(table: &Table, findings: &mut Findings) -> Option<Vec<CrosswalkEntry>> {
    let columns = Columns::find(table, &[&FIELDS], findings);
    let needed = [FIELDS[0], FIELDS[1], FIELDS[3], FIELDS[4]];
    if !columns.require(&needed, table, findings) {
        return None;
    }
    let mut rows: Vec<Raw> = Vec::new();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut names = Names::default();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let Some(raw) = read_row(&mut record) else { continue };
        names.check(&raw, &mut record);
        let pair = (raw.entry.old_code.clone(), raw.entry.new_code.clone());
        match known.get(&pair).map(|&first| &rows[first]) {
            Some(first) if first.part == raw.part => {
                let message = format!("row {} says the same of this pair; it is counted once", first.row);
                record.warning("repeated_pair", "new_code", &message);
            }
            Some(first) => {
                let message = format!("row {} says another part of this pair; keep one of the two", first.row);
                record.error("two_parts", "part", &message);
            }
            None if record.is_refused() => {}
            None => {
                known.insert(pair, rows.len());
                rows.push(raw);
            }
        }
    }
    let entries = with_parts(rows, &columns, findings);
    (!entries.is_empty()).then_some(entries)
}

fn read_row(record: &mut Record) -> Option<Raw> {
    for (key, what) in [("old_code", "old"), ("new_code", "new")] {
        if record.raw(key).is_none() {
            let message = format!("the {what} code is blank; each row needs an old and a new code");
            record.error("missing_code", key, &message);
        }
    }
    for (key, what) in [("old_name", "old"), ("new_name", "new")] {
        if record.raw(key).is_none() {
            let message = format!("the {what} name is blank; rows without codes are found by it");
            record.error("missing_name", key, &message);
        }
    }
    let part = read_part(record);
    let entry = CrosswalkEntry {
        old_code: record.text("old_code")?,
        old_name: record.text("old_name")?,
        old_district: record.text("old_district"),
        new_code: record.text("new_code")?,
        new_name: record.text("new_name")?,
        part: CrosswalkPart::Whole,
        confidence: record.text("confidence"),
    };
    Some(Raw {
        row: record.number(),
        entry,
        part,
    })
}

fn read_part(record: &mut Record) -> Option<CrosswalkPart> {
    let word = fold(record.raw("part")?);
    let part = match word.as_str() {
        "whole" | "toan bo" | "nguyen" | "nguyen trang" | "ca" | "all" => Some(CrosswalkPart::Whole),
        "part" | "mot phan" | "phan" | "phan con lai" | "partly" => Some(CrosswalkPart::Part),
        _ => None,
    };
    if part.is_none() {
        record.error(
            "unknown_part",
            "part",
            "write 'toàn bộ' (whole) or 'một phần' (part), or leave it blank",
        );
    }
    part
}

/// The first name of each code, with its row.
#[derive(Default)]
struct Names {
    old: BTreeMap<String, (u64, String)>,
    new: BTreeMap<String, (u64, String)>,
}

impl Names {
    /// A code that stands for two places would resolve to the wrong one.
    fn check(&mut self, raw: &Raw, record: &mut Record) {
        let entry = &raw.entry;
        let pairs = [
            (&mut self.old, &entry.old_code, &entry.old_name, "old_name"),
            (&mut self.new, &entry.new_code, &entry.new_name, "new_name"),
        ];
        for (known, code, name, key) in pairs {
            let (row, first) = known.entry(code.clone()).or_insert_with(|| (raw.row, name.clone()));
            if fold(first) != fold(name) {
                let message = format!("code {code} is called '{first}' on row {row}; correct the code or the name");
                record.error("two_names", key, &message);
            }
        }
    }
}

/// Says what part each row is, and refuses a unit that is whole in one place and also elsewhere.
fn with_parts(rows: Vec<Raw>, columns: &Columns, findings: &mut Findings) -> Vec<CrosswalkEntry> {
    let mut destinations: BTreeMap<String, usize> = BTreeMap::new();
    for raw in &rows {
        *destinations.entry(raw.entry.old_code.clone()).or_default() += 1;
    }
    let label = columns.label("part").unwrap_or("part").to_owned();
    let mut entries = Vec::with_capacity(rows.len());
    for raw in rows {
        let several = destinations[&raw.entry.old_code] > 1;
        let code = &raw.entry.old_code;
        match raw.part {
            Some(CrosswalkPart::Whole) if several => {
                let message = format!(
                    "old unit {code} went whole to {}, but other rows send it elsewhere too; correct one of them",
                    raw.entry.new_code
                );
                findings.error_at("whole_and_elsewhere", raw.row, &label, "whole", message);
                continue;
            }
            Some(CrosswalkPart::Part) if !several => {
                let message = format!(
                    "only a part of old unit {code} is told, and no row says where the rest went; all of it is carried to {}",
                    raw.entry.new_code
                );
                findings.warning_at("rest_untold", raw.row, &label, "part", message);
            }
            _ => {}
        }
        let told = if several {
            CrosswalkPart::Part
        } else {
            CrosswalkPart::Whole
        };
        entries.push(CrosswalkEntry {
            part: raw.part.unwrap_or(told),
            ..raw.entry
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, table};

    fn rows(text: &str) -> (Vec<CrosswalkEntry>, Vec<(&'static str, Option<u64>)>) {
        let mut findings = Findings::new("a.csv", 99);
        let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
        let rows = read(&table, &mut findings).unwrap_or_default();
        let told = findings.into_list();
        (rows, told.iter().map(|finding| (finding.check, finding.row)).collect())
    }

    const HEAD: &str = "Mã cũ,Tên cũ,Quận huyện,Mã mới,Tên mới,Phần\n";

    #[test]
    fn the_number_of_rows_says_what_the_file_does_not() {
        let text = format!(
            "{HEAD}1,Phường A,Quận X,9,Phường Mới,\n2,Phường B,Quận X,9,Phường Mới,\n2,Phường B,Quận X,8,Xã Mới,\n"
        );
        let (rows, findings) = rows(&text);
        let parts: Vec<CrosswalkPart> = rows.iter().map(|row| row.part).collect();
        assert_eq!(parts, [CrosswalkPart::Whole, CrosswalkPart::Part, CrosswalkPart::Part]);
        assert_eq!(rows[0].old_district.as_deref(), Some("Quận X"));
        assert_eq!(findings, []);
    }

    #[test]
    fn nonsense_is_named_by_its_row() {
        let text = format!(
            "{HEAD}1,A,X,9,N,toàn bộ\n1,A,X,9,N,Toàn bộ\n1,A,X,9,N,một phần\n,B,X,9,N,\n3,C,X,9,Khác,\n4,D,X,8,M,toàn bộ\n\
             4,D,X,7,L,\n5,E,X,8,M,một phần\n6,,X,8,M,\n7,F,X,8,M,nửa\n"
        );
        let (rows, mut findings) = rows(&text);
        findings.sort_by_key(|finding| finding.1);
        let expected = [
            ("repeated_pair", 3),
            ("two_parts", 4),
            ("missing_code", 5),
            ("two_names", 6),
            ("whole_and_elsewhere", 7),
            ("rest_untold", 9),
            ("missing_name", 10),
            ("unknown_part", 11),
        ];
        assert_eq!(findings, expected.map(|(check, row)| (check, Some(row))));
        let kept: Vec<(&str, &str)> = rows.iter().map(CrosswalkEntry::key).collect();
        assert_eq!(kept, [("1", "9"), ("4", "7"), ("5", "8")]);
    }

    #[test]
    fn two_spellings_of_a_name_are_one_and_a_missing_column_is_named() {
        assert_eq!(rows(&format!("{HEAD}1,Hữu Hòa,,9,N,\n1,Hữu Hoà,,8,M,\n")).1, []);
        assert_eq!(
            rows("old_code,old_name,new_code\n1,A,2\n").1,
            [("missing_column", Some(1))]
        );
    }
}
