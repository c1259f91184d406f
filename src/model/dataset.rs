//! Everything a workspace holds, as one value.

use super::{
    Area, AreaCount, Candidate, CrosswalkEntry, DemandCell, Facility, GreenArea, Operator, PerformanceMonth, Procedure,
    RoadNetwork, TravelTimeTable, WaterBody, Waterway,
};

/// Where a layer came from.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRecord {
    /// The kind imported, e.g. `facilities`.
    pub layer: String,
    /// File name or `demo_city`.
    pub name: String,
    /// Attribution, licence and what is modelled.
    pub note: String,
    /// RFC 3339 UTC.
    pub imported_at: String,
    /// BLAKE3 of the file in hex, where there was one.
    pub content_hash: Option<String>,
}

/// The data of one workspace. Facilities and cells are sorted by code, areas by level then code,
/// performance by facility then month: see [`Dataset::sort`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    pub facilities: Vec<Facility>,
    pub cells: Vec<DemandCell>,
    pub areas: Vec<Area>,
    /// Rivers and lakes with their banks, in the order of their source; so are the next two.
    pub water: Vec<WaterBody>,
    pub waterways: Vec<Waterway>,
    pub green: Vec<GreenArea>,
    pub roads: RoadNetwork,
    pub operators: Vec<Operator>,
    pub procedures: Vec<Procedure>,
    pub performance: Vec<PerformanceMonth>,
    /// Brought travel times, before the router's.
    pub travel_times: TravelTimeTable,
    pub sources: Vec<SourceRecord>,
    /// True while the workspace holds modelled demo data; every screen then says so.
    pub is_demo: bool,
    /// What became of the communes of the older layout, by old code, then new code.
    pub crosswalk: Vec<CrosswalkEntry>,
    /// Published counts by administrative unit, by series, code, district and name.
    pub area_counts: Vec<AreaCount>,
    /// Places where a point could open, sorted by code.
    pub candidates: Vec<Candidate>,
}

impl Dataset {
    /// Brings every list into its canonical order, keeping each cell's link to its area.
    pub fn sort(&mut self) {
        self.facilities.sort_by(|a, b| a.code.cmp(&b.code));
        let mut order: Vec<usize> = (0..self.areas.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.areas[a], &self.areas[b]);
            (a.level, &a.code).cmp(&(b.level, &b.code))
        });
        let mut new_index = vec![0u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_index[old] = new as u32;
        }
        self.areas.sort_by(|a, b| (a.level, &a.code).cmp(&(b.level, &b.code)));
        for cell in &mut self.cells {
            cell.area = cell.area.map(|area| super::AreaId(new_index[area.index()]));
        }
        self.cells.sort_by(|a, b| a.code.cmp(&b.code));
        self.performance
            .sort_by(|a, b| (&a.facility, a.month).cmp(&(&b.facility, b.month)));
        self.operators.sort_by(|a, b| a.code.cmp(&b.code));
        self.procedures.sort_by(|a, b| a.code.cmp(&b.code));
        self.crosswalk.sort_by(|a, b| a.key().cmp(&b.key()));
        self.area_counts
            .sort_by(|a, b| a.key().cmp(&b.key()).then(a.people.cmp(&b.people)));
        self.candidates.sort_by(|a, b| a.code.cmp(&b.code));
    }

    /// People in all cells.
    pub fn people(&self) -> f64 {
        // An empty sum of floating-point numbers is -0 in the standard library, and would be told so.
        self.cells
            .iter()
            .map(|cell| cell.people)
            .fold(0.0, |sum, people| sum + people)
    }
}
