//! Positions on the earth: the only place where degrees meet metres.

mod bbox;
mod geocentric;
mod geodesic;
mod hexagon;
mod hilbert;
mod lonlat;
mod mercator;
mod projection;
mod wkt;

pub use bbox::BBox;
pub use geocentric::{geocentric, longest_geodesic_m};
pub use geodesic::{LocalPlane, distance_m};
pub use hexagon::{
    HexagonError, HexagonResolution, dissolved_hexagons, hexagon_centre, hexagon_of, hexagon_outline, hexagon_parent,
};
pub use hilbert::order_along_hilbert;
pub use lonlat::{LonLat, PositionError};
pub use mercator::{Tile, tile_range};
pub use projection::{Crs, ProjectionError, Projector};
pub use wkt::{wkt, wkt_line};
