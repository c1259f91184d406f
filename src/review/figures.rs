//! The figures of the reasons, straight from cells, cover matrices and nearest tables.

use super::plan::AddedTravel;
use crate::access::{CoverMatrix, KNearest, weighted_quantile};
use crate::model::{CellId, Dataset, FacilityId};
use crate::units::Deciseconds;

/// What the end of a point does to those whose nearest it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catchment {
    pub people: f64,
    /// `None` where no cell of the catchment tells.
    pub elderly: Option<f64>,
    /// Where most of these people would go, ties by id.
    pub alternative: Option<FacilityId>,
    pub added: AddedTravel,
}

/// For every facility: people who have it as the only one of the row `kept & covering`.
///
/// With every facility kept these are the people who lose the rule if it alone closes.
pub fn sole_cover(dataset: &Dataset, cover: &CoverMatrix, kept: &[u64]) -> Vec<f64> {
    let mut people = vec![0.0; dataset.facilities.len()];
    for (cell, demand) in dataset.cells.iter().enumerate() {
        let row = cover.row(CellId(cell as u32));
        let count: u32 = row.iter().zip(kept).map(|(row, kept)| (row & kept).count_ones()).sum();
        if count == 1 {
            let (word, bits) = row
                .iter()
                .zip(kept)
                .enumerate()
                .map(|(word, (row, kept))| (word, row & kept))
                .find(|(_, bits)| *bits != 0)
                .expect("one bit is set");
            people[word * 64 + bits.trailing_zeros() as usize] += demand.people;
        }
    }
    people
}

/// People of the cells that some facility of the mask covers.
pub fn covered_people(dataset: &Dataset, cover: &CoverMatrix, mask: &[u64]) -> f64 {
    let covered = |cell: &usize| cover.is_covered(CellId(*cell as u32), mask);
    (0..dataset.cells.len())
        .filter(covered)
        .map(|cell| dataset.cells[cell].people)
        .sum()
}

/// One catchment a facility id, from the two nearest points under review of every cell: what closing it alone would do.
pub fn catchments(dataset: &Dataset, nearest: &KNearest) -> Vec<Catchment> {
    gathered(dataset, |cell| {
        let found = nearest.of(cell);
        Some((*found.first()?, found.get(1).copied()))
    })
}

/// As [`catchments`], of the people whose nearest point is no longer among those of `after`: what the whole plan does to them.
pub fn catchments_after(dataset: &Dataset, before: &KNearest, after: &KNearest) -> Vec<Catchment> {
    gathered(dataset, |cell| {
        let (today, then) = (before.nearest(cell)?, after.nearest(cell));
        (then.is_none_or(|then| then.1 != today.1)).then_some((today, then))
    })
}

/// `nearest_and_next`: the nearest point of a cell with its time, and the one that it would go to instead.
fn gathered(
    dataset: &Dataset,
    nearest_and_next: impl Fn(usize) -> Option<((Deciseconds, FacilityId), Option<(Deciseconds, FacilityId)>)>,
) -> Vec<Catchment> {
    let facilities = dataset.facilities.len();
    let mut catchments = vec![Catchment::default(); facilities];
    let mut added: Vec<Vec<(Deciseconds, f64)>> = vec![Vec::new(); facilities];
    let mut seconds: Vec<Vec<(FacilityId, f64)>> = vec![Vec::new(); facilities];
    for (cell, demand) in dataset.cells.iter().enumerate() {
        let Some(((first, facility), next)) = nearest_and_next(cell) else {
            continue;
        };
        let own = &mut catchments[facility.index()];
        own.people += demand.people;
        if let Some(elderly) = demand.elderly {
            *own.elderly.get_or_insert(0.0) += elderly;
        }
        match next {
            Some((second, other)) => {
                added[facility.index()].push((Deciseconds(second.0 - first.0), demand.people));
                seconds[facility.index()].push((other, demand.people));
            }
            None => own.added.without_alternative_people += demand.people,
        }
    }
    for (own, (mut added, seconds)) in catchments.iter_mut().zip(added.into_iter().zip(seconds)) {
        added.retain(|(_, people)| *people > 0.0);
        if !added.is_empty() {
            own.added.median = Some(weighted_quantile(&mut added, 0.5));
            own.added.p95 = Some(weighted_quantile(&mut added, 0.95));
            own.added.max = added.last().map(|(time, _)| *time);
        }
        own.alternative = most_people(seconds);
    }
    catchments
}

/// People whose travel to the nearest point under review grows when only `after` remain.
pub fn people_with_longer_travel(dataset: &Dataset, before: &KNearest, after: &KNearest) -> f64 {
    let grows = |cell: &usize| match (before.nearest(*cell), after.nearest(*cell)) {
        (Some((before, _)), Some((after, _))) => after > before,
        (Some(_), None) => true,
        (None, _) => false,
    };
    (0..dataset.cells.len())
        .filter(grows)
        .map(|cell| dataset.cells[cell].people)
        .sum()
}

fn most_people(mut by_facility: Vec<(FacilityId, f64)>) -> Option<FacilityId> {
    by_facility.sort_by_key(|(facility, _)| *facility);
    let mut best: Option<(FacilityId, f64)> = None;
    for group in by_facility.chunk_by(|a, b| a.0 == b.0) {
        let people: f64 = group.iter().map(|(_, people)| people).sum();
        if best.is_none_or(|(_, most)| people > most) {
            best = Some((group[0].0, people));
        }
    }
    best.map(|(facility, _)| facility)
}
