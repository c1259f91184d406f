//! What the figure of a rule owes to the population source: the same verdicts, with other people.
//!
//! Cells of a raster and the communes' own declarations never agree. Raking gives every cell of a commune
//! the same factor, so that the commune's cells add up to what it declares; the spread within the commune
//! stays that of the raster.

use super::{Coverage, PeopleByVerdict, Reach, Travel};
use crate::model::{AreaId, AreaLevel, Dataset};

/// What is changed, everything else being equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variation {
    /// Nothing.
    AsIs,
    /// Every road speed of the profile times a factor; posted limits stay caps.
    Speed(f64),
    /// Each commune's cells raked to the people it declares.
    DeclaredPeople,
    /// People present instead of registered: every cell times a factor.
    PresentPeople(f64),
}

impl Variation {
    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::AsIs => "as_is",
            Self::Speed(_) => "speed",
            Self::DeclaredPeople => "declared_people",
            Self::PresentPeople(_) => "present_people",
        }
    }

    /// The factor, where there is one for the whole city.
    pub fn factor(self) -> Option<f64> {
        match self {
            Self::Speed(factor) | Self::PresentPeople(factor) => Some(factor),
            Self::AsIs | Self::DeclaredPeople => None,
        }
    }
}

/// The city's people under one variation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Varied {
    pub variation: Variation,
    pub people: PeopleByVerdict,
}

/// One commune under two population sources.
#[derive(Clone, Debug, PartialEq)]
pub struct CommuneShift {
    pub area: AreaId,
    /// People of its cells.
    pub cells: f64,
    /// People it declares.
    pub declared: f64,
}

/// A factor for the people of each cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Raked {
    /// One a cell; 1 where there is nothing to rake to.
    pub factors: Vec<f64>,
    /// Communes that declare people and have cells with people, in code order.
    pub communes: Vec<CommuneShift>,
    /// People of cells that stay as they are: outside of every commune, or in one that declares nothing.
    pub untouched: f64,
    /// People declared by communes in which no cell has people: nowhere to place them.
    pub unplaced: f64,
}

/// Cells raked to the communes' declared people.
pub fn raked(dataset: &Dataset) -> Raked {
    let mut cells = vec![0.0; dataset.areas.len()];
    for cell in &dataset.cells {
        if let Some(area) = cell.area {
            cells[area.index()] += cell.people;
        }
    }
    let mut of_area = vec![None; dataset.areas.len()];
    let (mut communes, mut unplaced) = (Vec::new(), 0.0);
    for (index, area) in dataset.areas.iter().enumerate() {
        match area.declared_people {
            Some(declared) if area.level == AreaLevel::Commune && cells[index] > 0.0 => {
                of_area[index] = Some(declared / cells[index]);
                communes.push(CommuneShift {
                    area: AreaId(index as u32),
                    cells: cells[index],
                    declared,
                });
            }
            Some(declared) if area.level == AreaLevel::Commune => unplaced += declared,
            _ => {}
        }
    }
    let mut untouched = 0.0;
    let factors = dataset
        .cells
        .iter()
        .map(|cell| {
            cell.area.and_then(|area| of_area[area.index()]).unwrap_or_else(|| {
                untouched += cell.people;
                1.0
            })
        })
        .collect();
    Raked {
        factors,
        communes,
        untouched,
        unplaced,
    }
}

/// The city's people by verdict with each cell's people times a factor; `open_share` as in
/// [`Reach::coverage_when_open`], `None` where hours do not count.
pub fn reweighed(
    dataset: &Dataset,
    travel: &Travel,
    reach: &Reach,
    coverage: &Coverage,
    open_share: Option<&[f64]>,
    factor: impl Fn(usize) -> f64,
) -> PeopleByVerdict {
    let mut people = PeopleByVerdict::default();
    for (index, cell) in dataset.cells.iter().enumerate() {
        let passing = match open_share {
            Some(shares) => shares[index],
            None => f64::from(u8::from(coverage.passes[index])),
        };
        let joined = reach.joined(travel, index);
        people.add(cell.people * factor(index), coverage.verdicts[index], passing, joined);
    }
    people
}
