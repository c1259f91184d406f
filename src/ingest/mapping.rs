//! The caller's own words for columns: `"Tên trên bảng" = "name"`, a line each, as TOML.

use super::Kind;
use super::columns::{self, folded_header};
use super::findings::Findings;
use super::table::{Table, Target};
use crate::model::Finding;

/// Headers of a file and the field each stands for, checked against the fields of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMapping(Vec<(String, Meaning)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Field(&'static str),
    Ignored,
}

/// Why a mapping file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("the mapping is not valid TOML: {0}")]
    NotToml(String),
    #[error("the mapping says '{header}' = {value}; write the name of a field in quotes, such as \"name\"")]
    NotText { header: String, value: String },
    #[error(
        "the mapping says '{header}' = \"{target}\", but {kind} have no field of that name; known are {known}, and ignore"
    )]
    UnknownField {
        header: String,
        target: String,
        kind: &'static str,
        known: String,
    },
    #[error("the mapping names two columns for {field}: '{first}' and '{second}'; keep one")]
    FieldTwice {
        field: &'static str,
        first: String,
        second: String,
    },
    #[error("{0} are not read from a table, so no columns can be named")]
    NoTable(&'static str),
}

/// What a header is mapped to so that it is passed over without a word.
const IGNORE: &str = "ignore";

impl ColumnMapping {
    /// Reads lines of `"header" = "field"`; the field `ignore` passes a column over.
    ///
    /// # Errors
    /// The first line that cannot be used; an unknown field with the known ones.
    pub fn parse(text: &str, kind: Kind) -> Result<ColumnMapping, MappingError> {
        let fields: Vec<&'static str> = columns::of_kind(kind)
            .iter()
            .copied()
            .flatten()
            .map(|(key, _)| *key)
            .collect();
        if fields.is_empty() {
            return Err(MappingError::NoTable(kind.code()));
        }
        let lines: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| MappingError::NotToml(error.to_string()))?;
        let mut pairs: Vec<(String, Meaning)> = Vec::new();
        for (header, value) in lines {
            let toml::Value::String(target) = value else {
                let value = value.to_string();
                return Err(MappingError::NotText { header, value });
            };
            let meaning = match fields.iter().find(|field| **field == target.trim()) {
                Some(field) => Meaning::Field(field),
                None if target.trim() == IGNORE => Meaning::Ignored,
                None => {
                    return Err(MappingError::UnknownField {
                        header,
                        target,
                        kind: kind.code(),
                        known: fields.join(", "),
                    });
                }
            };
            if let (Meaning::Field(field), Some((first, _))) =
                (meaning, pairs.iter().find(|(_, other)| *other == meaning))
            {
                let first = first.clone();
                return Err(MappingError::FieldTwice {
                    field,
                    first,
                    second: header,
                });
            }
            pairs.push((header, meaning));
        }
        Ok(ColumnMapping(pairs))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a header is spoken of, as it stands or without accents.
    pub(super) fn names(&self, header: &str) -> bool {
        self.meaning(header).is_some()
    }

    /// The key of the field that a header is mapped to.
    pub(super) fn field(&self, header: &str) -> Option<&'static str> {
        match self.meaning(header) {
            Some(Meaning::Field(key)) => Some(key),
            Some(Meaning::Ignored) | None => None,
        }
    }

    fn meaning(&self, header: &str) -> Option<Meaning> {
        let exact = self.0.iter().find(|(named, _)| is_same(named, header));
        let found = exact.or_else(|| {
            let folded = folded_header(header);
            self.0
                .iter()
                .find(|(named, _)| !folded.is_empty() && folded_header(named) == folded)
        });
        found.map(|(_, meaning)| *meaning)
    }

    /// Marks the columns of a table that the mapping speaks of; a header that the table does not have is an error.
    pub(super) fn apply(&self, table: &mut Table, findings: &mut Findings) {
        let mut left: Vec<&(String, Meaning)> = self.0.iter().collect();
        let mut targets = vec![Target::ByName; table.headers.len()];
        // A header as it stands goes before one that only folds to the same.
        for fits in [is_same as fn(&str, &str) -> bool, is_alike] {
            left.retain(|(named, meaning)| {
                let free =
                    (0..targets.len()).find(|&at| targets[at] == Target::ByName && fits(named, &table.headers[at]));
                if let Some(at) = free {
                    targets[at] = match meaning {
                        Meaning::Field(key) => Target::Field(key),
                        Meaning::Ignored => Target::Ignored,
                    };
                }
                free.is_none()
            });
        }
        for (named, _) in left {
            let message = format!(
                "the mapping speaks of a column that the table does not have; its columns are {}",
                table.headers.join(", ")
            );
            let finding = Finding::error("mapped_column_missing", findings.file(), message);
            findings.push(finding.at_row(table.header_row).in_column(named, ""));
        }
        table.targets = targets;
    }
}

fn is_alike(named: &str, header: &str) -> bool {
    folded_header(named) == folded_header(header)
}

fn is_same(named: &str, header: &str) -> bool {
    crate::text::nfc(named) == crate::text::nfc(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_fields_and_refuses_unknown_ones_with_the_known() {
        let mapping = ColumnMapping::parse("\"Tên cơ sở\" = \"name\"\n\"STT\" = \"ignore\"\n", Kind::Facilities);
        let mapping = mapping.expect("valid");
        assert_eq!(mapping.field("tên cơ sở"), Some("name"));
        assert!(mapping.names("STT") && mapping.field("STT").is_none() && !mapping.names("Tên"));
        let error = ColumnMapping::parse("\"Tên\" = \"title\"", Kind::Operators).expect_err("no such field");
        assert_eq!(
            error.to_string(),
            "the mapping says 'Tên' = \"title\", but operators have no field of that name; known are code, name, and ignore"
        );
        let twice = ColumnMapping::parse("\"A\" = \"name\"\n\"B\" = \"name\"", Kind::Operators);
        assert!(matches!(twice, Err(MappingError::FieldTwice { field: "name", .. })));
        assert!(matches!(
            ColumnMapping::parse("A = 3", Kind::Operators),
            Err(MappingError::NotText { .. })
        ));
        assert!(matches!(
            ColumnMapping::parse("A", Kind::Operators),
            Err(MappingError::NotToml(_))
        ));
        assert!(matches!(
            ColumnMapping::parse("", Kind::Roads),
            Err(MappingError::NoTable("roads"))
        ));
    }

    #[test]
    fn a_mapped_column_that_is_not_there_is_an_error() {
        let mapping = ColumnMapping::parse("\"Mã số thuế\" = \"code\"", Kind::Operators).expect("valid");
        let mut table = Table {
            headers: vec!["Mã".into(), "Tên".into()],
            ..Table::default()
        };
        let mut findings = Findings::new("a.csv", 9);
        mapping.apply(&mut table, &mut findings);
        assert_eq!(table.targets, [Target::ByName; 2]);
        let list = findings.into_list();
        assert_eq!(
            (list[0].check, list[0].column.as_deref()),
            ("mapped_column_missing", Some("Mã số thuế"))
        );
    }
}
