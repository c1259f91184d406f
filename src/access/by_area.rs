//! A figure told commune by commune.

use crate::model::{AreaId, AreaLevel, Dataset};

/// A figure for every commune, in order of code, and for the people who live in none. Nobody is left
/// out: a district or the city stands in the list when a cell names it as its area.
#[derive(Clone, Debug, PartialEq)]
pub struct ByArea<T> {
    pub areas: Vec<(AreaId, T)>,
    pub outside: T,
}

impl<T: Clone + Default> ByArea<T> {
    /// Every cell's share, added to the figure of its area.
    pub(super) fn gather(dataset: &Dataset, mut add: impl FnMut(usize, &mut T)) -> ByArea<T> {
        let mut figures = vec![T::default(); dataset.areas.len()];
        let mut is_told: Vec<bool> = dataset
            .areas
            .iter()
            .map(|area| area.level == AreaLevel::Commune)
            .collect();
        let mut outside = T::default();
        for (index, cell) in dataset.cells.iter().enumerate() {
            let figure = match cell.area {
                Some(area) => {
                    is_told[area.index()] = true;
                    &mut figures[area.index()]
                }
                None => &mut outside,
            };
            add(index, figure);
        }
        let told = (0u32..).map(AreaId).zip(figures).zip(is_told);
        ByArea {
            areas: told.filter_map(|(figure, is_told)| is_told.then_some(figure)).collect(),
            outside,
        }
    }
}

impl<T> ByArea<T> {
    /// The same areas with other figures.
    pub fn map<U>(self, mut to: impl FnMut(T) -> U) -> ByArea<U> {
        ByArea {
            outside: to(self.outside),
            areas: self
                .areas
                .into_iter()
                .map(|(area, figure)| (area, to(figure)))
                .collect(),
        }
    }

    /// The figures of the areas and, last, of the people outside of all.
    pub fn figures(&self) -> impl Iterator<Item = &T> {
        self.areas
            .iter()
            .map(|(_, figure)| figure)
            .chain(std::iter::once(&self.outside))
    }

    pub fn of(&self, area: AreaId) -> Option<&T> {
        let found = self.areas.binary_search_by_key(&area, |(area, _)| *area).ok()?;
        Some(&self.areas[found].1)
    }
}
