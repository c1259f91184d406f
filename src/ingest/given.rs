//! Which fields a file speaks of: what it has no column for, it does not change.

use std::collections::BTreeSet;

use super::Kind;
use super::columns;
use super::geojson_file::Features;
use super::table::Table;

/// The fields that a file has columns (or properties) for, by the names that mapping files use, e.g. `hours`.
///
/// A column that is there and blank in a row says that the value is unknown; a column that is not there says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GivenFields {
    /// Every field: values that were made whole, such as a population raster.
    #[default]
    All,
    Only(BTreeSet<&'static str>),
}

impl GivenFields {
    /// Whether the file speaks of the field.
    pub fn has(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(fields) => fields.contains(field),
        }
    }

    /// The fields of either.
    pub fn with(self, other: &GivenFields) -> GivenFields {
        match (self, other) {
            (Self::Only(mut fields), Self::Only(others)) => {
                fields.extend(others);
                Self::Only(fields)
            }
            _ => Self::All,
        }
    }

    /// Those of a table, by its headers and the caller's mapping.
    pub(super) fn of_table(table: &Table, kind: Kind) -> GivenFields {
        Self::Only(columns::keys_found(table, columns::of_kind(kind)))
    }

    /// Those of features whose properties have been given the names of fields.
    pub(super) fn of_features(features: &Features, kind: Kind) -> GivenFields {
        let fields = columns::of_kind(kind).iter().copied().flatten();
        let is_told = |key: &str| features.list.iter().any(|one| one.properties.contains_key(key));
        Self::Only(fields.map(|(key, _)| *key).filter(|key| is_told(key)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, Reading, read_file};
    use super::*;

    fn given(kind: Kind, text: &str) -> GivenFields {
        let source = std::io::Cursor::new(text.as_bytes().to_vec());
        let Reading {
            given, layer, findings, ..
        } = read_file(kind, "a", source, &ReadOptions::default());
        assert!(layer.is_some(), "{findings:?}");
        given
    }

    #[test]
    fn a_table_gives_the_fields_of_its_headers_also_where_their_cells_are_blank() {
        let given = given(
            Kind::Facilities,
            "Mã;Loại;Tên;Kinh độ;Vĩ độ;Giờ mở cửa;gì đó\nA1;agent;Một;105,8;21,0;;x\n",
        );
        for field in ["code", "kind", "name", "lon", "lat", "hours"] {
            assert!(given.has(field), "{field} in {given:?}");
        }
        for field in ["operator", "capacity", "status", "phone"] {
            assert!(!given.has(field), "{field} in {given:?}");
        }
        assert!(GivenFields::All.has("anything"));
    }

    #[test]
    fn features_give_the_fields_of_their_properties() {
        let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A1","kind":"agent",
            "name":"Một","phone":null},"geometry":{"type":"Point","coordinates":[105.8,21.0]}}]}"#;
        let told = given(Kind::Facilities, points);
        assert!(told.has("code") && told.has("lon") && !told.has("phone"), "{told:?}");
        let areas = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ma_xa":"00001","ten_xa":"Phường A"},
            "geometry":{"type":"Polygon","coordinates":[[[105.8,21.0],[105.9,21.0],[105.9,21.1],[105.8,21.0]]]}}]}"#;
        let told = given(Kind::Areas, areas);
        assert!(
            told.has("code") && told.has("name") && !told.has("population"),
            "{told:?}"
        );
    }
}
