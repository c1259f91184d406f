//! Travel times that were brought, put in the place of the router's.
//!
//! A brought time holds for its pair of cell and facility alone: it may be longer or shorter than the router's, or say that
//! the point cannot be reached. Columns (times to one facility, cover bits) just take it over. The k nearest of a cell are
//! merged from the router's list and the brought times; where a brought time has thrown out a near point, what would follow on the
//! router's list is not known from it, and the lists of just those cells are made again from the times to all facilities.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{CoverMatrix, KNearest};
use crate::model::{CellId, Dataset, FacilityId};
use crate::units::Deciseconds;

/// Facilities whose times are held at once while lists are made again.
const AT_ONCE: usize = 16;

/// Brought times of the cells and facilities that the data know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnTimes {
    /// By facility: cell and time, in order of cell.
    by_facility: HashMap<u32, Vec<(u32, Deciseconds)>>,
    /// By cell: facility and time, in order of facility.
    by_cell: HashMap<u32, Vec<(u32, Deciseconds)>>,
    used: usize,
    listed: usize,
}

impl OwnTimes {
    /// The pairs of the dataset's table whose codes are known.
    pub fn of(dataset: &Dataset) -> OwnTimes {
        let table = &dataset.travel_times;
        let mut own = OwnTimes {
            listed: table.entries.len(),
            ..OwnTimes::default()
        };
        if table.is_empty() {
            return own;
        }
        let numbers = |codes: &mut dyn Iterator<Item = &str>| -> HashMap<String, u32> {
            (0u32..)
                .zip(codes)
                .map(|(number, code)| (code.to_owned(), number))
                .collect()
        };
        let cells = numbers(&mut dataset.cells.iter().map(|cell| cell.code.as_str()));
        let facilities = numbers(&mut dataset.facilities.iter().map(|facility| facility.code.as_str()));
        let cell_of: Vec<Option<u32>> = table.cells.iter().map(|code| cells.get(code).copied()).collect();
        let facility_of: Vec<Option<u32>> = table
            .facilities
            .iter()
            .map(|code| facilities.get(code).copied())
            .collect();
        for entry in &table.entries {
            let pair = cell_of[entry.cell as usize].zip(facility_of[entry.facility as usize]);
            if let Some((cell, facility)) = pair {
                own.by_cell.entry(cell).or_default().push((facility, entry.time));
                own.by_facility.entry(facility).or_default().push((cell, entry.time));
                own.used += 1;
            }
        }
        own.by_cell.values_mut().for_each(|list| list.sort_unstable());
        own.by_facility.values_mut().for_each(|list| list.sort_unstable());
        own
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Pairs in use, and pairs in the table (those whose cell or facility is unknown have no effect).
    pub fn counts(&self) -> (usize, usize) {
        (self.used, self.listed)
    }

    /// The brought time of a pair.
    pub fn time(&self, cell: CellId, facility: FacilityId) -> Option<Deciseconds> {
        let list = self.by_cell.get(&cell.0)?;
        let at = list.binary_search_by_key(&facility.0, |entry| entry.0).ok()?;
        Some(list[at].1)
    }

    /// Times to one facility, `NEVER` where not below `limit`.
    pub(super) fn put_into_times(&self, times: &mut [Deciseconds], facility: FacilityId, limit: Deciseconds) {
        for &(cell, time) in self.by_facility.get(&facility.0).map_or(&[][..], Vec::as_slice) {
            times[cell as usize] = if time < limit { time } else { Deciseconds::NEVER };
        }
    }

    /// A row of cells and times below `limit`, in cell order, with the times brought for the facility; `None` where none were.
    pub(super) fn put_into_row(
        &self,
        row: &[(CellId, Deciseconds)],
        facility: FacilityId,
        limit: Deciseconds,
    ) -> Option<Vec<(CellId, Deciseconds)>> {
        let brought = self.by_facility.get(&facility.0)?;
        let is_brought = |cell: CellId| brought.binary_search_by_key(&cell.0, |entry| entry.0).is_ok();
        let of_roads = row.iter().copied().filter(|(cell, _)| !is_brought(*cell));
        let own = brought.iter().map(|&(cell, time)| (CellId(cell), time));
        let mut merged: Vec<(CellId, Deciseconds)> = of_roads.chain(own.filter(|(_, time)| *time < limit)).collect();
        merged.sort_unstable();
        Some(merged)
    }

    /// Bits of the listed facilities: set where a time is below `limit`.
    pub(super) fn put_into_cover(&self, cover: &mut CoverMatrix, facilities: &[FacilityId], limit: Deciseconds) {
        for facility in facilities {
            for &(cell, time) in self.by_facility.get(&facility.0).map_or(&[][..], Vec::as_slice) {
                if time < limit {
                    cover.set(CellId(cell), *facility);
                } else {
                    cover.unset(CellId(cell), *facility);
                }
            }
        }
    }

    /// The k nearest of `facilities`, from the router's list and the router's times to one facility.
    pub(super) fn put_into_nearest(
        &self,
        nearest: KNearest,
        facilities: &[FacilityId],
        k: usize,
        router_times: impl Fn(FacilityId) -> Vec<Deciseconds> + Sync,
    ) -> KNearest {
        if self.is_empty() {
            return nearest;
        }
        let asked: std::collections::HashSet<u32> = facilities.iter().map(|facility| facility.0).collect();
        let mut rows: Vec<Vec<(Deciseconds, FacilityId)>> =
            (0..nearest.cells()).map(|cell| nearest.of(cell).to_vec()).collect();
        let mut to_make: Vec<usize> = Vec::new();
        for (&cell, list) in &self.by_cell {
            let brought = list.iter().filter(|(facility, _)| asked.contains(facility));
            let brought: Vec<(Deciseconds, FacilityId)> =
                brought.map(|(facility, time)| (*time, FacilityId(*facility))).collect();
            if brought.is_empty() {
                continue;
            }
            let row = &mut rows[cell as usize];
            // A full list of the router's may go on behind its last entry, unless every facility was brought.
            let last_known = (row.len() == k && brought.len() < asked.len()).then(|| row[k - 1]);
            row.retain(|(_, facility)| self.time(CellId(cell), *facility).is_none());
            row.extend(brought.into_iter().filter(|(time, _)| time.is_reachable()));
            row.sort_unstable();
            row.truncate(k);
            if let Some(last) = last_known
                && (row.len() < k || row[k - 1] > last)
            {
                to_make.push(cell as usize);
            }
        }
        to_make.sort_unstable();
        self.make(&mut rows, &to_make, facilities, k, router_times);
        let padded = rows.into_iter().flat_map(|mut row| {
            row.resize(k, (Deciseconds::NEVER, FacilityId(u32::MAX)));
            row
        });
        KNearest::from_entries(k, padded.collect())
    }

    /// The lists of some cells from the times to every facility, a few facilities at a time.
    fn make(
        &self,
        rows: &mut [Vec<(Deciseconds, FacilityId)>],
        cells: &[usize],
        facilities: &[FacilityId],
        k: usize,
        router_times: impl Fn(FacilityId) -> Vec<Deciseconds> + Sync,
    ) {
        if cells.is_empty() {
            return;
        }
        cells.iter().for_each(|cell| rows[*cell].clear());
        for some in facilities.chunks(AT_ONCE) {
            let columns: Vec<(FacilityId, Vec<Deciseconds>)> = some
                .par_iter()
                .map(|facility| {
                    let mut times = router_times(*facility);
                    self.put_into_times(&mut times, *facility, Deciseconds::NEVER);
                    (*facility, times)
                })
                .collect();
            for &cell in cells {
                let times = columns.iter().map(|(facility, times)| (times[cell], *facility));
                rows[cell].extend(times.filter(|(time, _)| time.is_reachable()));
                rows[cell].sort_unstable();
                rows[cell].truncate(k);
            }
        }
    }
}
