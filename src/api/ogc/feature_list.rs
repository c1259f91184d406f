//! The features of a collection, whether they are kept or made one by one.

use super::cells::Cells;
use super::features::Feature;
use crate::geometry::BBox;
use std::borrow::Cow;

/// Features by their place in the order of their ids.
#[derive(Clone, Copy)]
pub enum FeatureList<'a> {
    Kept(&'a [Feature]),
    Cells(Cells<'a>),
}

impl<'a> FeatureList<'a> {
    pub fn len(self) -> usize {
        match self {
            Self::Kept(features) => features.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    /// Cheaper than the feature.
    pub fn bbox(self, index: usize) -> BBox {
        match self {
            Self::Kept(features) => features[index].bbox,
            Self::Cells(cells) => cells.bbox(index),
        }
    }

    pub fn feature(self, index: usize) -> Cow<'a, Feature> {
        match self {
            Self::Kept(features) => Cow::Borrowed(&features[index]),
            Self::Cells(cells) => Cow::Owned(cells.feature(index)),
        }
    }

    pub fn find(self, id: &str) -> Option<Cow<'a, Feature>> {
        let found = match self {
            Self::Kept(features) => features.iter().position(|feature| feature.id == id),
            Self::Cells(cells) => cells.find(id),
        };
        found.map(|index| self.feature(index))
    }
}
