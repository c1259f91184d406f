//! One layer of a dataset, or all of it, as a GeoPackage in memory, laid out as in a workspace.

use rusqlite::Connection;

use super::export::{ExportLayer, sources};
use super::{StoreError, layers, write};
use crate::model::Dataset;

/// The file of a GeoPackage with the layer and the table of its sources.
///
/// # Errors
/// [`StoreError::Unfit`] for data that no GeoPackage can hold; what the database says.
pub(super) fn bytes(dataset: &Dataset, layer: ExportLayer) -> Result<Vec<u8>, StoreError> {
    write::check(dataset)?;
    let failed = |error: rusqlite::Error| StoreError::database(std::path::Path::new(layer.code()), error);
    let connection = Connection::open_in_memory().map_err(failed)?;
    layers::create_geopackage(&connection).map_err(failed)?;
    let at = write::changed_at(dataset);
    write::write_layer(&connection, dataset, layer, &at).map_err(failed)?;
    let told: Vec<_> = sources(dataset, layer).collect();
    write::write_sources(&connection, &told, &at).map_err(failed)?;
    let data = connection.serialize("main").map_err(failed)?;
    Ok(data.to_vec())
}

/// A workspace with the dataset alone, as the bytes of its file: `gandan` opens it as one of its own.
///
/// # Errors
/// [`StoreError::Unfit`] for data that no GeoPackage can hold; what the database says.
pub fn dataset_geopackage(dataset: &Dataset) -> Result<Vec<u8>, StoreError> {
    write::check(dataset)?;
    let failed = |error: rusqlite::Error| StoreError::database(std::path::Path::new("network.gpkg"), error);
    let connection = Connection::open_in_memory().map_err(failed)?;
    connection.execute_batch("BEGIN").map_err(failed)?;
    layers::create_geopackage(&connection).map_err(failed)?;
    write::write_dataset(&connection, dataset).map_err(failed)?;
    connection.execute_batch("COMMIT").map_err(failed)?;
    let data = connection.serialize("main").map_err(failed)?;
    Ok(data.to_vec())
}
