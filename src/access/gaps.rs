//! Gaps: contiguous cells that do not pass, ranked by people, with the best place to close each.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::limits::AreaLimits;
use super::{Gap, Travel};
use crate::geometry::LonLat;
use crate::model::Dataset;
use crate::spatial_index::PointIndex;
use crate::units::Metres;

/// Two cells touch when their centres are nearer than this many times the usual spacing: a diagonal
/// neighbour of a square grid lies at 1.41.
const TOUCHING: f64 = 1.6;
/// Places tried for a new point: all cells of a gap, or its most populous when there are more.
const SITES_TRIED: usize = 800;

/// Gaps in order of people, most first; ties by the first cell.
pub(super) fn find(dataset: &Dataset, travel: &Travel, limits: &AreaLimits, passes: &[bool]) -> Vec<Gap> {
    let failing: Vec<usize> = (0..passes.len())
        .filter(|&cell| !passes[cell] && dataset.cells[cell].people > 0.0)
        .collect();
    let Some(spacing) = cell_spacing(dataset, travel.cell_index()) else {
        return Vec::new();
    };
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
    let mut gaps: Vec<Gap> = groups
        .into_values()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|cells| gap(dataset, limits, &cells))
        .collect();
    gaps.sort_by(|a, b| b.people.total_cmp(&a.people));
    gaps
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
    let mut sites: Vec<usize> = (0..cells.len()).collect();
    sites.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(a.cmp(&b)));
    sites.truncate(SITES_TRIED);
    // Each person of the gap is judged by the radius of the own commune.
    let mut radii: Vec<f64> = cells.iter().map(|&cell| limits.of_cell(cell).within.0).collect();
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let reached = |site: usize| {
        let mut sum = 0.0;
        for &radius in &radii {
            index.for_each_within(places[site], Metres(radius), |member| {
                if limits.of_cell(cells[member]).within.0 == radius {
                    sum += people(member);
                }
            });
        }
        sum
    };
    let (site, site_people) = sites
        .into_iter()
        .map(|site| (site, reached(site)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .expect("a gap has a cell");
    Gap {
        people: (0..cells.len()).map(people).sum(),
        cells: cells.len() as u32,
        site: places[site],
        site_people,
        area: dataset.cells[cells[site]].area,
    }
}

fn root(parent: &mut [usize], mut cell: usize) -> usize {
    while parent[cell] != cell {
        parent[cell] = parent[parent[cell]];
        cell = parent[cell];
    }
    cell
}

/// The lower index becomes the root, so that groups do not depend on the order of joining.
fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    let (low, high) = (a.min(b), a.max(b));
    parent[high] = low;
}
