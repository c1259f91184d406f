//! The features asked for as one table of a GeoPackage, with the properties that GeoJSON has.

use super::feature_list::FeatureList;
use super::features::PropertyKind;
use super::query::ItemsQuery;
use crate::api::error::ApiError;
use crate::api::params::bad;
use crate::model::Dataset;
use crate::store::{ColumnKind, FeatureRow, FeatureTable, changed_at, feature_geopackage};

/// All features that the question wants; the time of the last change is that of the newest import.
///
/// # Errors
/// A page or a reference system was asked for: the file holds all features, in WGS84. What the database says.
pub fn geopackage(query: &ItemsQuery, features: FeatureList, dataset: &Dataset) -> Result<Vec<u8>, ApiError> {
    if query.asks_for_a_page() {
        let reason = "a GeoPackage holds all features that are asked for, in WGS84: leave limit, offset and crs out";
        return Err(bad("f", "gpkg", reason));
    }
    let collection = query.collection;
    let columns = collection.properties().iter().map(|property| {
        let kind = match property.kind {
            PropertyKind::Text => ColumnKind::Text,
            PropertyKind::Number => ColumnKind::Number,
            PropertyKind::Boolean => ColumnKind::Boolean,
            PropertyKind::Date => ColumnKind::Date,
        };
        (property.name, kind)
    });
    let rows = query.matching(features).map(|feature| {
        let feature = feature.into_owned();
        FeatureRow {
            geometry: feature.geometry,
            values: feature.properties.into_values(),
        }
    });
    let table = FeatureTable {
        name: collection.code(),
        title: collection.title(),
        description: collection.description(),
        shape: collection.shape(),
        columns: columns.collect(),
        rows: Box::new(rows),
    };
    feature_geopackage(table, &changed_at(dataset)).map_err(ApiError::internal)
}
