//! Figures by H3 hexagon, at any resolution: the same people, verdicts and points, on a map or in a file.

use std::collections::BTreeMap;

use super::groups::GroupSums;
use super::{Coverage, ExactSum, Group, PeopleByVerdict, Reach, TimeSpread, Travel};
use crate::geometry::HexagonResolution;
use crate::model::Dataset;
use crate::units::Deciseconds;

/// One hexagon's figures. Over all hexagons the people, elderly, cells and points sum to the city's; those of
/// a coarser resolution are the sums of its children.
#[derive(Clone, Debug, PartialEq)]
pub struct HexagonFigures {
    /// H3 index.
    pub hexagon: u64,
    pub cells: u32,
    pub people: PeopleByVerdict,
    /// All people, before rounding.
    pub total: ExactSum,
    /// People of 60 years and more, where told, and the people of the cells that do not tell.
    pub elderly: f64,
    pub elderly_unknown: f64,
    /// People who reach no counting point by any way, whatever the time.
    pub unreachable: f64,
    /// Median travel time to the nearest counting point, all people; `NEVER` when half or more reach
    /// none, or nobody lives here.
    pub median: Deciseconds,
    /// Counting points that stand here.
    pub points: u32,
}

/// Every hexagon with a cell or a counting point, in order of index. `reach` holds the nearest of the
/// kinds that the coverage's rule counts.
///
/// # Panics
/// When it holds those of others.
pub fn hexagons(
    dataset: &Dataset,
    travel: &Travel,
    reach: &Reach,
    coverage: &Coverage,
    resolution: HexagonResolution,
) -> Vec<HexagonFigures> {
    assert_eq!(reach.counts(), coverage.rule.counts, "the nearest of the rule's kinds");
    let mut members: BTreeMap<u64, (Vec<usize>, u32)> = BTreeMap::new();
    for (index, cell) in dataset.cells.iter().enumerate() {
        let hexagon = resolution
            .hexagon_of(cell.location)
            .expect("a cell's position is finite");
        members.entry(hexagon).or_default().0.push(index);
    }
    for facility in Reach::counting(dataset, &coverage.rule) {
        let place = dataset.facilities[facility.index()].location;
        let hexagon = resolution.hexagon_of(place).expect("a point's position is finite");
        members.entry(hexagon).or_default().1 += 1;
    }
    members
        .into_iter()
        .map(|(hexagon, (cells, points))| {
            let sums = |group: Group| {
                let mut sums = GroupSums::default();
                cells
                    .iter()
                    .for_each(|&index| sums.add_cell(dataset, (travel, reach), coverage, group, index));
                sums
            };
            let times = TimeSpread::of(cells.iter().map(|&index| {
                let nearest = reach.nearest_by_time.nearest(index);
                let time = nearest.map_or(Deciseconds::NEVER, |(time, _)| time);
                (time, dataset.cells[index].people)
            }));
            let (all, elderly) = (sums(Group::All), sums(Group::Elderly));
            HexagonFigures {
                hexagon,
                cells: cells.len() as u32,
                people: all.people().people,
                total: all.total(),
                elderly: elderly.total().value(),
                elderly_unknown: elderly.people().unknown,
                unreachable: times.unreachable(),
                median: times.quantile(0.5),
                points,
            }
        })
        .collect()
}
