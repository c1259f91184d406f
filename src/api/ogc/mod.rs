//! OGC API - Features: collections of a snapshot, what may be asked of them, and pages for people.
//!
//! Sources: OGC 17-069r4 (Part 1: Core), OGC 18-058r1 (Part 2: CRS), OGC 19-079r2 (Part 3: Filtering), OGC 21-065r2
//! (CQL2). Coordinates are WGS84 inside; they are brought to another system on the way out, and the asked boxes on the
//! way in.

mod cells;
mod collections;
mod cql2_evaluate;
mod cql2_geometry;
mod cql2_lex;
mod cql2_parse;
mod crs;
mod feature_list;
mod features;
mod geopackage;
mod html;
mod links;
mod openapi30;
mod pages;
mod query;

pub use collections::{CollectionId, Collections};
pub use crs::{CrsUri, STORED};
pub use geopackage::geopackage;
pub use html::page;
pub use links::Origin;
pub use openapi30::openapi30;
pub use pages::{GEOPACKAGE, QGIS, collection_json, collections_json, conformance_json, landing_json, queryables_json};
pub use query::{ItemsQuery, item_json, items_json};
