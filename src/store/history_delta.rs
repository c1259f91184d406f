//! The way back from a change of tables: what the rows were, told by what they are.
//!
//! A table is a list of rows, each a string of bytes. The rows before are written as runs: *these rows are there still*
//! (a range of the rows after) and *these rows are gone* (their bytes). Whatever was done to the table, applied to the rows
//! after the runs give the rows before, in their order, to the last bit; a hash of either side makes sure that it is so.
//! The runs are deflated. A road network of which a hundredth changed costs a hundredth, and a table that is untouched nothing.
//!
//! A row is told by its columns that are not empty: the column's number (0 = geometry) and the value. A column that later programs
//! append is empty in older rows, and so changes no byte of them.

use std::collections::HashMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::layers::{self, Layer};

/// The rows of one table, in the order of their fid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    bytes: Vec<u8>,
    /// Where each row ends in `bytes`.
    ends: Vec<usize>,
}

/// The way back of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUndo {
    pub table: String,
    /// Hashes of the rows before and after.
    pub before: [u8; 32],
    pub after: [u8; 32],
    /// Deflated runs.
    pub runs: Vec<u8>,
}

const COPY: u8 = 0;
const INSERT: u8 = 1;

impl Rows {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn row(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start..self.ends[at]]
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.row(at))
    }

    pub fn push(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row);
        self.ends.push(self.bytes.len());
    }

    /// BLAKE3 of the rows and where they end.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for row in self.iter() {
            hasher.update(&(row.len() as u64).to_le_bytes());
            hasher.update(row);
        }
        *hasher.finalize().as_bytes()
    }

    /// The rows of a table; none where the file has no such table. Columns that the file lacks are empty.
    pub fn read(connection: &Connection, layer: &Layer) -> rusqlite::Result<Rows> {
        let mut rows = Rows::default();
        if !layers::has_table(connection, layer.table)? {
            return Ok(rows);
        }
        let mut known = connection.prepare("SELECT name FROM pragma_table_info(?)")?;
        let known: Vec<String> = known
            .query_map([layer.table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let columns: Vec<(u8, &str)> = columns(layer)
            .filter(|(_, name)| known.iter().any(|known| known == name))
            .collect();
        let names: Vec<String> = columns.iter().map(|(_, name)| format!("\"{name}\"")).collect();
        let sql = format!("SELECT {} FROM \"{}\" ORDER BY fid", names.join(", "), layer.table);
        let mut select = connection.prepare(&sql)?;
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            for (at, (number, _)) in columns.iter().enumerate() {
                encode(&mut rows.bytes, *number, row.get_ref(at)?);
            }
            rows.ends.push(rows.bytes.len());
        }
        Ok(rows)
    }

    /// Fills an empty table, fids from 1; the layer gets no spatial index here.
    ///
    /// # Errors
    /// What the database says; a row that is no row.
    pub fn write(&self, connection: &Connection, layer: &Layer) -> rusqlite::Result<()> {
        let names: Vec<&str> = std::iter::once("fid")
            .chain(columns(layer).map(|(_, name)| name))
            .collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let sql = format!(
            "INSERT INTO \"{}\" ({}) VALUES ({})",
            layer.table,
            quoted.join(", "),
            vec!["?"; names.len()].join(", ")
        );
        let numbers: Vec<u8> = columns(layer).map(|(number, _)| number).collect();
        let mut insert = connection.prepare(&sql)?;
        for (fid, row) in (1i64..).zip(self.iter()) {
            let told = decode(row).ok_or_else(damaged)?;
            let mut values = vec![Value::Integer(fid)];
            for number in &numbers {
                let value = told.iter().find(|(column, _)| column == number);
                values.push(value.map_or(Value::Null, |(_, value)| value.clone()));
            }
            insert.execute(params_from_iter(values))?;
        }
        Ok(())
    }
}

/// Number and name of each column: the geometry is 0, the others count from 1.
fn columns<'a>(layer: &'a Layer<'a>) -> impl Iterator<Item = (u8, &'a str)> {
    let geometry = layer.geometry.map(|_| (0, "geom"));
    let others = (1u8..).zip(layer.columns).map(|(number, (name, _))| (number, *name));
    geometry.into_iter().chain(others)
}

impl TableUndo {
    /// The way back from `after` to `before`; `None` when they are the same.
    pub fn between(table: &str, before: &Rows, after: &Rows) -> Option<TableUndo> {
        if before == after {
            return None;
        }
        let mut first: HashMap<&[u8], usize> = HashMap::with_capacity(after.len());
        for at in (0..after.len()).rev() {
            first.insert(after.row(at), at);
        }
        let mut runs = DeflateEncoder::new(Vec::new(), Compression::default());
        const MEMORY: &str = "writing to memory does not fail";
        let mut at = 0;
        while at < before.len() {
            let Some(&start) = first.get(before.row(at)) else {
                let mut end = at + 1;
                while end < before.len() && !first.contains_key(before.row(end)) {
                    end += 1;
                }
                runs.write_all(&[INSERT]).expect(MEMORY);
                number(&mut runs, end - at);
                for row in (at..end).map(|at| before.row(at)) {
                    number(&mut runs, row.len());
                    runs.write_all(row).expect(MEMORY);
                }
                at = end;
                continue;
            };
            let mut length = 1;
            while at + length < before.len()
                && start + length < after.len()
                && before.row(at + length) == after.row(start + length)
            {
                length += 1;
            }
            runs.write_all(&[COPY]).expect(MEMORY);
            number(&mut runs, start);
            number(&mut runs, length);
            at += length;
        }
        Some(TableUndo {
            table: table.to_owned(),
            before: before.hash(),
            after: after.hash(),
            runs: runs.finish().expect(MEMORY),
        })
    }

    /// The rows before; `None` when these are not the rows after, or the runs are damaged.
    pub fn apply(&self, after: &Rows) -> Option<Rows> {
        if after.hash() != self.after {
            return None;
        }
        let mut runs = DeflateDecoder::new(&self.runs[..]);
        let mut before = Rows::default();
        let mut mark = [0u8];
        while runs.read(&mut mark).ok()? == 1 {
            match mark[0] {
                COPY => {
                    let (start, length) = (take_number(&mut runs)?, take_number(&mut runs)?);
                    if start.checked_add(length)? > after.len() {
                        return None;
                    }
                    (start..start + length).for_each(|at| before.push(after.row(at)));
                }
                INSERT => {
                    for _ in 0..take_number(&mut runs)? {
                        let length = take_number(&mut runs)?;
                        let mut row = Vec::new();
                        let read = (&mut runs).take(length as u64).read_to_end(&mut row).ok()?;
                        if read != length {
                            return None;
                        }
                        before.push(&row);
                    }
                }
                _ => return None,
            }
        }
        (before.hash() == self.before).then_some(before)
    }
}

/// Several tables as one string of bytes.
pub fn pack(tables: &[TableUndo]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for one in tables {
        for part in [one.table.as_bytes(), &one.before[..], &one.after[..], &one.runs[..]] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part);
        }
    }
    bytes
}

/// The tables of [`pack`]; `None` when the bytes are none of its.
pub fn unpack(mut bytes: &[u8]) -> Option<Vec<TableUndo>> {
    let mut tables = Vec::new();
    while !bytes.is_empty() {
        let mut part = || -> Option<&[u8]> {
            let (length, rest) = bytes.split_first_chunk::<8>()?;
            let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
            let (part, rest) = rest.split_at_checked(length)?;
            bytes = rest;
            Some(part)
        };
        let table = String::from_utf8(part()?.to_vec()).ok()?;
        let before = part()?.try_into().ok()?;
        let after = part()?.try_into().ok()?;
        let runs = part()?.to_vec();
        tables.push(TableUndo {
            table,
            before,
            after,
            runs,
        });
    }
    Some(tables)
}

fn number(writer: &mut impl Write, number: usize) {
    let bytes = (number as u64).to_le_bytes();
    writer.write_all(&bytes).expect("writing to memory does not fail");
}

fn take_number(reader: &mut impl Read) -> Option<usize> {
    let mut bytes = [0u8; 8];
    reader.read_exact(&mut bytes).ok()?;
    usize::try_from(u64::from_le_bytes(bytes)).ok()
}

const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

fn encode(bytes: &mut Vec<u8>, column: u8, value: ValueRef) {
    let mut part = |kind: u8, value: &[u8]| {
        bytes.extend([column, kind]);
        if matches!(kind, TEXT | BLOB) {
            bytes.extend((value.len() as u64).to_le_bytes());
        }
        bytes.extend(value);
    };
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(value) => part(INTEGER, &value.to_le_bytes()),
        ValueRef::Real(value) => part(REAL, &value.to_le_bytes()),
        ValueRef::Text(value) => part(TEXT, value),
        ValueRef::Blob(value) => part(BLOB, value),
    }
}

/// The values of a row with their columns; `None` when the bytes are no row.
pub fn decode(mut bytes: &[u8]) -> Option<Vec<(u8, Value)>> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let ([column, kind], rest) = bytes.split_first_chunk::<2>()?;
        let (first, rest) = rest.split_first_chunk::<8>()?;
        let (value, rest) = match *kind {
            INTEGER => (Value::Integer(i64::from_le_bytes(*first)), rest),
            REAL => (Value::Real(f64::from_le_bytes(*first)), rest),
            kind @ (TEXT | BLOB) => {
                let length = usize::try_from(u64::from_le_bytes(*first)).ok()?;
                let (value, rest) = rest.split_at_checked(length)?;
                let value = match kind {
                    TEXT => Value::Text(String::from_utf8(value.to_vec()).ok()?),
                    _ => Value::Blob(value.to_vec()),
                };
                (value, rest)
            }
            _ => return None,
        };
        values.push((*column, value));
        bytes = rest;
    }
    Some(values)
}

fn damaged() -> rusqlite::Error {
    rusqlite::Error::InvalidParameterName("the undo data are damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(list: &[Vec<u8>]) -> Rows {
        let mut rows = Rows::default();
        list.iter().for_each(|row| rows.push(row));
        rows
    }

    /// Rows of few kinds, so that many are equal, in any order.
    fn lists() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(prop::collection::vec(0..3u8, 0..3), 0..12)
    }

    proptest! {
        #[test]
        fn the_way_back_leads_back(before in lists(), after in lists()) {
            let (before, after) = (rows(&before), rows(&after));
            match TableUndo::between("t", &before, &after) {
                None => prop_assert_eq!(before, after),
                Some(undo) => {
                    prop_assert_eq!(undo.apply(&after), Some(before.clone()));
                    prop_assert_eq!(undo.apply(&before), None, "only from the rows after");
                    let packed = pack(&[undo.clone(), undo.clone()]);
                    prop_assert_eq!(unpack(&packed), Some(vec![undo.clone(), undo]));
                    prop_assert_eq!(unpack(&packed[..packed.len() - 1]), None);
                }
            }
        }
    }

    #[test]
    fn a_few_new_rows_of_many_cost_a_few_rows() {
        let row = |at: u32| blake3::hash(&at.to_le_bytes()).as_bytes().to_vec();
        let before: Vec<Vec<u8>> = (0..10_000).map(row).collect();
        let mut after = before.clone();
        after[5000] = row(77_777);
        after.remove(17);
        let undo = TableUndo::between("t", &rows(&before), &rows(&after)).expect("a change");
        assert!(undo.runs.len() < 300, "{} bytes", undo.runs.len());
        assert_eq!(undo.apply(&rows(&after)), Some(rows(&before)));
    }

    #[test]
    fn damaged_runs_give_nothing_and_never_a_panic() {
        let (before, after) = (rows(&[vec![1; 40], vec![2]]), rows(&[vec![2], vec![3]]));
        let undo = TableUndo::between("t", &before, &after).expect("a change");
        for at in 0..undo.runs.len() {
            let mut runs = undo.runs.clone();
            runs[at] ^= 0x15;
            let spoiled = TableUndo { runs, ..undo.clone() };
            assert!(spoiled.apply(&after).is_none_or(|rows| rows == before), "byte {at}");
        }
    }

    #[test]
    fn every_value_comes_back_and_an_empty_one_takes_no_byte() {
        let mut bytes = Vec::new();
        encode(&mut bytes, 0, ValueRef::Blob(&[1, 2, 3]));
        encode(&mut bytes, 1, ValueRef::Null);
        encode(&mut bytes, 2, ValueRef::Integer(-7));
        encode(&mut bytes, 3, ValueRef::Real(0.1 + 0.2));
        encode(&mut bytes, 4, ValueRef::Text("Đống Đa".as_bytes()));
        let expected = vec![
            (0, Value::Blob(vec![1, 2, 3])),
            (2, Value::Integer(-7)),
            (3, Value::Real(0.1 + 0.2)),
            (4, Value::Text("Đống Đa".into())),
        ];
        assert_eq!(decode(&bytes), Some(expected));
        for length in [1, 5, bytes.len() - 1] {
            assert_eq!(decode(&bytes[..length]), None, "cut at {length}");
        }
    }
}
