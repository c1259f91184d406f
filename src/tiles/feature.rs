//! What goes into a tile.

use crate::geometry::{BBox, LonLat};
use geo_types::MultiPolygon;
use std::borrow::Cow;
use std::sync::Arc;

/// A layer with its features in drawing order.
#[derive(Clone)]
pub struct TileLayer {
    pub name: &'static str,
    pub buffer: Buffer,
    pub features: Vec<TileFeature>,
}

/// How far beyond its tile a layer's geometry reaches, so that strokes and labels are not cut at the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    /// 64 of 4096 units, for lines and polygons.
    Stroke,
    /// 128 of 4096 units, for points with labels or icons.
    Label,
}

impl Buffer {
    /// Units of the tile grid.
    pub fn units(self) -> f64 {
        match self {
            Self::Stroke => 64.0,
            Self::Label => 128.0,
        }
    }
}

/// A geometry in degrees with what the map may ask about it.
#[derive(Clone)]
pub struct TileFeature {
    pub geometry: TileGeometry,
    pub properties: Properties,
    /// Shown from this zoom on, up to and with `max_zoom`.
    pub min_zoom: u8,
    pub max_zoom: u8,
}

/// What the map may ask about a feature: names with their values, in the order in which they are written.
#[derive(Clone)]
pub enum Properties {
    Own(Vec<(&'static str, TileValue)>),
    /// A row of a table that many features share: a province has a cell for every hundred metres, and lists of their own
    /// would take more memory than its roads.
    Row(Arc<dyn PropertyTable>, u32),
}

/// Properties of many features in little room; written out when a tile is.
pub trait PropertyTable: Send + Sync {
    /// # Panics
    /// When there is no such row.
    fn row(&self, row: u32) -> Vec<(&'static str, TileValue)>;
}

impl Properties {
    /// As they are written.
    pub fn told(&self) -> Cow<'_, [(&'static str, TileValue)]> {
        match self {
            Self::Own(list) => Cow::Borrowed(list),
            Self::Row(table, row) => Cow::Owned(table.row(*row)),
        }
    }
}

impl From<Vec<(&'static str, TileValue)>> for Properties {
    fn from(list: Vec<(&'static str, TileValue)>) -> Self {
        Self::Own(list)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum TileGeometry {
    Point(LonLat),
    Line(Vec<LonLat>),
    Polygon(MultiPolygon<f64>),
    /// A rectangle along meridians and parallels: a polygon without the cost of storing one.
    Rectangle(BBox),
}

impl TileGeometry {
    /// `None` for a geometry without a single point.
    pub fn bbox(&self) -> Option<BBox> {
        match self {
            Self::Point(point) => BBox::around([*point]),
            Self::Line(points) => BBox::around(points.iter().copied()),
            Self::Polygon(polygons) => BBox::around(
                polygons
                    .iter()
                    .flat_map(|polygon| &polygon.exterior().0)
                    .map(|at| LonLat::new(at.x, at.y)),
            ),
            Self::Rectangle(bbox) => Some(*bbox),
        }
    }
}

/// A property's value.
#[derive(Clone, Debug, PartialEq)]
pub enum TileValue {
    Text(Arc<str>),
    Integer(i64),
    Number(f64),
}

impl From<&str> for TileValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for TileValue {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for TileValue {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}
