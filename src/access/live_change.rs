//! What an edit did, for everybody it did something to: who passes now and did not, whose way became longer and by how
//! much, which points are now somebody's only one.

use std::collections::BTreeMap;

use super::ExactSum;
use super::coverage::{PeopleByVerdict, Verdict};
use super::live_edit::Edit;
use super::live_figures::Judged;
use super::live_tables::Before;
use super::weighted_quantile;
use crate::model::{AreaId, CellId};
use crate::units::Deciseconds;

/// What one edit did.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The facility that was changed.
    pub code: String,
    /// The edit that brings everything back.
    pub inverse: Edit,
    /// One per rule, in the order the rules were given.
    pub rules: Vec<RuleChange>,
    /// Whatever any rule says of another cell is as it was. In order of id.
    pub touched: Vec<CellId>,
}

/// What one edit did under one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleChange {
    /// The rule's id.
    pub rule: String,
    pub before: CityFigures,
    pub after: CityFigures,
    /// People by verdict before (row) and after (column), in the order of [`Verdict::ALL`]; only who changed it.
    pub moved: [[f64; 4]; 4],
    /// Who passes the rule now and did not.
    pub gained: Who,
    /// Who passed the rule and does not now.
    pub lost: Who,
    pub minutes: TimeChange,
    /// Areas in which anything changed, in order of id.
    pub areas: Vec<AreaChange>,
    /// Points whose number of people changed for whom they are the only one, in order of code.
    pub sole: Vec<SoleChange>,
}

/// The city's figures that an edit changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CityFigures {
    pub people: PeopleByVerdict,
    /// Population-weighted quantiles of travel time to the nearest counting point.
    pub median: Deciseconds,
    pub p95: Deciseconds,
}

/// How many, and where they live.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Who {
    pub people: f64,
    /// In order of id; cells of nobody are among them.
    pub cells: Vec<CellId>,
}

/// Travel time to the nearest counting point, before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeChange {
    pub longer: Shift,
    pub shorter: Shift,
    /// People who could reach no counting point and can now.
    pub connected: f64,
    /// People who could reach one and can reach none now.
    pub cut_off: f64,
}

/// By how much the way of those changed whose way changed; zeros when there is nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shift {
    pub people: f64,
    /// Mean over the people, seconds.
    pub mean_seconds: f64,
    /// Population-weighted quantiles.
    pub median: Deciseconds,
    pub p95: Deciseconds,
    pub most: Deciseconds,
}

/// One area before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaChange {
    pub area: AreaId,
    pub before: PeopleByVerdict,
    pub after: PeopleByVerdict,
    pub median_before: Deciseconds,
    pub median_after: Deciseconds,
    /// Open counting facilities that stand in the area.
    pub points_before: u32,
    pub points_after: u32,
    /// Residents who pass the rule now and did not, and the other way round.
    pub gained: f64,
    pub lost: f64,
}

/// People for whom a facility alone satisfies the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct SoleChange {
    pub code: String,
    pub before: f64,
    pub after: f64,
}

/// Sums up who moved, cell by cell.
#[derive(Default)]
pub(super) struct Moves {
    moved: [[ExactSum; 4]; 4],
    gained: (ExactSum, Vec<CellId>),
    lost: (ExactSum, Vec<CellId>),
    areas: BTreeMap<AreaId, [ExactSum; 2]>,
}

impl Moves {
    pub fn add(&mut self, cell: CellId, area: Option<AreaId>, people: ExactSum, [before, after]: [(Verdict, bool); 2]) {
        if before.0 != after.0 {
            self.moved[before.0 as usize][after.0 as usize] += people;
        }
        if before.1 != after.1 {
            let side = if after.1 { &mut self.gained } else { &mut self.lost };
            side.0 += people;
            side.1.push(cell);
            if let Some(area) = area {
                self.areas.entry(area).or_default()[usize::from(!after.1)] += people;
            }
        }
    }

    /// Residents of an area who pass now and did not, and the other way round.
    pub fn of_area(&self, area: AreaId) -> [f64; 2] {
        self.areas.get(&area).copied().unwrap_or_default().map(ExactSum::value)
    }

    /// The parts of a [`RuleChange`] that these sums tell.
    pub fn told(self) -> ([[f64; 4]; 4], [Who; 2]) {
        let side = |(people, mut cells): (ExactSum, Vec<CellId>)| {
            cells.sort_unstable();
            Who {
                people: people.value(),
                cells,
            }
        };
        (
            self.moved.map(|row| row.map(ExactSum::value)),
            [side(self.gained), side(self.lost)],
        )
    }
}

/// The change of travel times of the touched cells.
pub(super) fn time_change(
    touched: &[Before],
    time_now: impl Fn(usize) -> Deciseconds,
    people: &[ExactSum],
) -> TimeChange {
    let (mut longer, mut shorter): (Vec<Changed>, Vec<Changed>) = Default::default();
    let (mut connected, mut cut_off): (ExactSum, ExactSum) = Default::default();
    for before in touched {
        let (was, now, people) = (
            before.time,
            time_now(before.cell as usize),
            people[before.cell as usize],
        );
        match (was.is_reachable(), now.is_reachable()) {
            _ if was == now => {}
            (false, _) => connected += people,
            (_, false) => cut_off += people,
            _ if now > was => longer.push((before.cell, Deciseconds(now.0 - was.0), people.value())),
            _ => shorter.push((before.cell, Deciseconds(was.0 - now.0), people.value())),
        }
    }
    TimeChange {
        longer: shift(longer),
        shorter: shift(shorter),
        connected: connected.value(),
        cut_off: cut_off.value(),
    }
}

/// A cell, by how much its time changed, and its people.
type Changed = (u32, Deciseconds, f64);

fn shift(mut changed: Vec<Changed>) -> Shift {
    // The mean is a rounded sum: in order of cell, so that it does not depend on how cells were found.
    changed.sort_unstable_by_key(|(cell, _, _)| *cell);
    let inhabited = changed.into_iter().filter(|(_, _, people)| *people > 0.0);
    let mut by: Vec<(Deciseconds, f64)> = inhabited.map(|(_, time, people)| (time, people)).collect();
    let people: f64 = by.iter().map(|(_, people)| people).sum();
    if by.is_empty() {
        return Shift::default();
    }
    let sum: f64 = by.iter().map(|(time, people)| f64::from(time.0) / 10.0 * people).sum();
    Shift {
        people,
        mean_seconds: sum / people,
        median: weighted_quantile(&mut by, 0.5),
        p95: weighted_quantile(&mut by, 0.95),
        most: by.iter().map(|(time, _)| *time).max().unwrap_or_default(),
    }
}

/// Points whose people changed for whom they are the only one; `before` as [`Judged::sole`] was.
pub(super) fn sole_changes(
    before: &BTreeMap<u32, ExactSum>,
    judged: &Judged,
    code: impl Fn(u32) -> String,
) -> Vec<SoleChange> {
    let changed = before
        .iter()
        .filter(|(slot, people)| judged.sole[**slot as usize] != **people);
    let mut told: Vec<SoleChange> = changed
        .map(|(slot, people)| SoleChange {
            code: code(*slot),
            before: people.value(),
            after: judged.sole[*slot as usize].value(),
        })
        .collect();
    told.sort_by(|a, b| a.code.cmp(&b.code));
    told
}
