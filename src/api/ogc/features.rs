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
    pub properties: Properties,
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

/// The values of a feature, one for each property of its collection. The names are the collection's: a city has half a
/// million features.
#[derive(Clone, Debug)]
pub struct Properties {
    known: &'static [Property],
    values: Vec<Value>,
}

impl Properties {
    /// Values in the order of the properties.
    pub fn new(known: &'static [Property], values: Vec<Value>) -> Properties {
        debug_assert_eq!(known.len(), values.len());
        Properties { known, values }
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = self.known.iter().position(|property| property.name == name)?;
        self.values.get(at)
    }

    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    pub fn to_json(&self) -> Value {
        let pairs = self.known.iter().zip(&self.values);
        let object: Map<String, Value> = pairs
            .map(|(property, value)| (property.name.to_owned(), value.clone()))
            .collect();
        Value::Object(object)
    }
}

impl Feature {
    /// `None` for a geometry without coordinates.
    pub fn new(id: String, geometry: Geometry<f64>, properties: Properties) -> Option<Feature> {
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
