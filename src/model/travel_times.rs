//! A table of travel times that somebody brought: where it speaks, it replaces the router.

use crate::units::Deciseconds;

/// One pair of a [`TravelTimeTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TravelTimeEntry {
    /// Index in the table's cells.
    pub cell: u32,
    /// Index in the table's facilities.
    pub facility: u32,
    /// From the cell to the facility; `NEVER` = cannot be reached.
    pub time: Deciseconds,
}

/// Times by pair of codes, of the mode by which the access rule travels. Codes are those of the files: one that the data do not know
/// (any more) has no effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TravelTimeTable {
    /// Codes of cells, sorted, each once.
    pub cells: Vec<String>,
    /// Codes of facilities, sorted, each once.
    pub facilities: Vec<String>,
    /// Sorted by cell, then facility; a pair once.
    pub entries: Vec<TravelTimeEntry>,
}

impl TravelTimeTable {
    /// From `(cell, facility, time)`; of a pair that comes twice the first is kept.
    pub fn from_pairs(pairs: &[(String, String, Deciseconds)]) -> TravelTimeTable {
        let distinct = |codes: &mut dyn Iterator<Item = &String>| {
            let set: std::collections::BTreeSet<&String> = codes.collect();
            set.into_iter().cloned().collect::<Vec<String>>()
        };
        let cells = distinct(&mut pairs.iter().map(|pair| &pair.0));
        let facilities = distinct(&mut pairs.iter().map(|pair| &pair.1));
        let index = |codes: &[String], code: &String| codes.partition_point(|known| known < code) as u32;
        let mut entries: Vec<TravelTimeEntry> = pairs
            .iter()
            .map(|(cell, facility, time)| TravelTimeEntry {
                cell: index(&cells, cell),
                facility: index(&facilities, facility),
                time: *time,
            })
            .collect();
        entries.sort_by_key(|entry| (entry.cell, entry.facility));
        entries.dedup_by_key(|entry| (entry.cell, entry.facility));
        TravelTimeTable {
            cells,
            facilities,
            entries,
        }
    }

    /// The pairs with their codes, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str, Deciseconds)> {
        self.entries.iter().map(|entry| {
            let (cell, facility) = (
                &self.cells[entry.cell as usize],
                &self.facilities[entry.facility as usize],
            );
            (cell.as_str(), facility.as_str(), entry.time)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
