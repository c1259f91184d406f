//! Generic features to Mapbox vector tiles (MVT 2.1), gzipped.
//!
//! A [`TileSet`] is built once from layers of [`TileFeature`]s and answers any tile of the XYZ scheme:
//! the features near the tile come from an R-tree, are projected to the tile's grid of 4096 units, clipped to
//! the tile with a buffer, thinned to what the grid can show, and written in their own order, so that the same
//! features always give the same bytes. What a feature *means* is decided above.
//!
//! Source: Mapbox Vector Tile specification 2.1, 4.3 (geometry) and 4.4 (attributes).

mod clip;
mod feature;
mod outline;
mod tile_set;

pub use feature::{Buffer, Properties, PropertyTable, TileFeature, TileGeometry, TileLayer, TileValue};
pub use tile_set::{TileError, TileSet};

/// Units along a tile's side.
const EXTENT: f64 = 4096.0;
