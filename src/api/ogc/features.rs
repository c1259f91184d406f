//! Features with their properties, in the order of their ids.

use crate::geometry::BBox;
use crate::geometry::LonLat;
use geo::{BoundingRect, Geometry};
use serde_json::{Map, Value};

/// One feature; the geometry is WGS84, longitude first.
#[derive(Clone, Debug)]
pub struct Feature {
    pub id: String,
    pub geometry: Geometry<f64>,
    pub bbox: BBox,
    pub properties: Map<String, Value>,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    Text,
    Number,
    Boolean,
    /// ISO date.
    Date,
}

/// A property that every feature of a collection has, or has as null.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: &'static str,
    pub kind: PropertyKind,
    /// The words shown to people.
    pub vietnamese: &'static str,
}

impl Feature {
    /// `None` for a geometry without coordinates.
    pub fn new(id: String, geometry: Geometry<f64>, properties: Map<String, Value>) -> Option<Feature> {
        let around = geometry.bounding_rect()?;
        let bbox = BBox::around([
            LonLat::new(around.min().x, around.min().y),
            LonLat::new(around.max().x, around.max().y),
        ])?;
        Some(Feature {
            id,
            geometry,
            bbox,
            properties,
        })
    }
}
