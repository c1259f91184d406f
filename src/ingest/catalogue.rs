//! Procedures and operators from tables: a code and a name each.

use super::columns::{self, Columns, Field};
use super::findings::Findings;
use super::record::{Record, Seen};
use super::table::Table;
use crate::model::{Operator, Procedure};

pub(super) fn read_procedures(table: &Table, findings: &mut Findings) -> Option<Vec<Procedure>> {
    read(table, &columns::PROCEDURE, findings, |code, name, record| Procedure {
        code,
        name,
        field: record.text("field"),
    })
}

pub(super) fn read_operators(table: &Table, findings: &mut Findings) -> Option<Vec<Operator>> {
    read(table, &columns::OPERATOR, findings, |code, name, _| Operator {
        code,
        name,
    })
}

fn read<T>(
    table: &Table,
    fields: &'static [Field],
    findings: &mut Findings,
    make: impl Fn(String, String, &Record) -> T,
) -> Option<Vec<T>> {
    let columns = Columns::find(table, &[fields], findings);
    if !columns.require(&fields[..2], table, findings) {
        return None;
    }
    let mut seen = Seen::default();
    let mut list = Vec::new();
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let (code, name) = (record.text("code"), record.text("name"));
        if code.is_none() {
            record.error("missing_code", "code", "the code is blank; each row needs its own");
        }
        if name.is_none() {
            record.error("missing_name", "name", "the name is blank; each row needs one");
        }
        let (Some(code), Some(name)) = (code, name) else {
            continue;
        };
        if let Some(first) = seen.before(&code, row.number) {
            let message = format!("code {code} stands on row {first} already; each row needs its own");
            record.error("duplicate_code", "code", &message);
            continue;
        }
        if !record.is_refused() {
            list.push(make(code, name, &record));
        }
    }
    (!list.is_empty()).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, table};

    #[test]
    fn procedures_keep_their_codes_and_duplicates_are_refused() {
        let text = "Mã thủ tục,Tên thủ tục,Lĩnh vực\n1.001,Đăng ký khai sinh,Hộ tịch\n1.001,Khác,\n,Không mã,\n";
        let mut findings = Findings::new("a.csv", 9);
        let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
        let list = read_procedures(&table, &mut findings).expect("one is good");
        let good = Procedure {
            code: "1.001".into(),
            name: "Đăng ký khai sinh".into(),
            field: Some("Hộ tịch".into()),
        };
        assert_eq!(list, [good]);
        let checks: Vec<_> = findings
            .into_list()
            .iter()
            .map(|finding| (finding.check, finding.row))
            .collect();
        assert_eq!(checks, [("duplicate_code", Some(3)), ("missing_code", Some(4))]);
    }
}
