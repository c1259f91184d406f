//! Gaps: contiguous cells that do not pass, ranked by people, with the best place to close each.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::limits::AreaLimits;
use super::{ExactSum, Gap, Travel};
use crate::geometry::LonLat;
use crate::model::Dataset;
use crate::spatial_index::PointIndex;
use crate::units::Metres;

/// Two cells touch when their centres are nearer than this many times the usual spacing: a diagonal
/// neighbour of a square grid lies at 1.41.
const TOUCHING: f64 = 1.6;
/// Places tried for a new point: all cells of a gap, or its most populous when there are more.
pub(super) const SITES_TRIED: usize = 800;

/// Gaps in order of people, most first; ties by the first cell.
pub(super) fn find(dataset: &Dataset, travel: &Travel, limits: &AreaLimits, passes: &[bool]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = groups(dataset, travel, passes)
        .into_par_iter()
        .map(|cells| gap(dataset, limits, &cells))
        .collect();
    gaps.sort_by(|a, b| b.people.total_cmp(&a.people));
    gaps
}

/// The cells of each gap in order, gaps in the order of their first cells. Cells without people are in none.
pub fn groups(dataset: &Dataset, travel: &Travel, passes: &[bool]) -> Vec<Vec<usize>> {
    let failing: Vec<usize> = (0..passes.len())
        .filter(|&cell| !passes[cell] && dataset.cells[cell].people > 0.0)
        .collect();
    // Without a usual spacing (one cell, or most in one place) only cells in one place touch.
    let spacing = cell_spacing(dataset, travel.cell_index()).unwrap_or(0.0);
    let places: Vec<LonLat> = failing.iter().map(|&cell| dataset.cells[cell].location).collect();
    let index = PointIndex::build(&places);
    let mut parent: Vec<usize> = (0..failing.len()).collect();
    for (cell, place) in places.iter().enumerate() {
        index.for_each_within(*place, Metres(spacing * TOUCHING), |other| {
            join(&mut parent, cell, other)
        });
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (member, &cell) in failing.iter().enumerate() {
        groups.entry(root(&mut parent, member)).or_default().push(cell);
    }
    groups.into_values().collect()
}

/// The usual distance between neighbouring cells in metres: the median over a sample, `None` for
/// fewer than two cells.
pub fn cell_spacing(dataset: &Dataset, index: &PointIndex) -> Option<f64> {
    let step = dataset.cells.len().div_ceil(200).max(1);
    let mut nearest: Vec<f64> = dataset
        .cells
        .iter()
        .step_by(step)
        .filter_map(|cell| index.nearest_k(cell.location, 2).get(1).map(|(_, distance)| distance.0))
        .collect();
    nearest.sort_by(f64::total_cmp);
    nearest.get(nearest.len() / 2).copied().filter(|spacing| *spacing > 0.0)
}

fn gap(dataset: &Dataset, limits: &AreaLimits, cells: &[usize]) -> Gap {
    let places: Vec<LonLat> = cells.iter().map(|&cell| dataset.cells[cell].location).collect();
    let people = |member: usize| dataset.cells[cells[member]].people;
    let index = PointIndex::build(&places);
    // Each person of the gap is judged by the radius of the own commune.
    let mut radii: Vec<f64> = cells.iter().map(|&cell| limits.of_cell(cell).within.0).collect();
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let reached = |site: usize| {
        let mut sum = ExactSum::default();
        for &radius in &radii {
            index.for_each_within(places[site], Metres(radius), |member| {
                if limits.of_cell(cells[member]).within.0 == radius {
                    sum += people(member);
                }
            });
        }
        sum
    };
    let (site, site_people) = sites(cells.len(), people)
        .into_iter()
        .map(|site| (site, reached(site)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .expect("a gap has a cell");
    Gap {
        people: (0..cells.len()).map(people).sum::<ExactSum>().value(),
        cells: cells.len() as u32,
        site: places[site],
        site_people: site_people.value(),
        area: dataset.cells[cells[site]].area,
    }
}

/// The members of a gap to try as a site: the most populous first, ties by index, [`SITES_TRIED`] at most.
pub(super) fn sites(members: usize, people: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut sites: Vec<usize> = (0..members).collect();
    sites.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(a.cmp(&b)));
    sites.truncate(SITES_TRIED);
    sites
}

pub(super) fn root(parent: &mut [usize], mut cell: usize) -> usize {
    while parent[cell] != cell {
        parent[cell] = parent[parent[cell]];
        cell = parent[cell];
    }
    cell
}

/// The lower index becomes the root, so that groups do not depend on the order of joining.
pub(super) fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    let (low, high) = (a.min(b), a.max(b));
    parent[high] = low;
}
